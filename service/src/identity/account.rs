//! Accounts: who works here.

use jiff::Timestamp;
use serde_json::json;
use shishi_kernel::{AccountId, Actor, JurisdictionId, Role, UnitId};
use shishi_store::{StoreError, Writer, accounts, factors, identities, jurisdictions, ledger};

use super::password;
use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// The fields a person fills in to get an account.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Name to sign in with: 2 to 64 characters, no white space.
    pub login: String,
    /// Name shown to colleagues: 1 to 64 characters. Purpose: telling colleagues apart; erased with the account.
    pub display_name: String,
    /// 10 to 128 characters.
    pub password: String,
}

/// A new account, as an administrator fills it in.
#[derive(Clone, Debug)]
pub struct NewAccountForm {
    /// Name, login and first password.
    pub person: NewPerson,
    /// The role.
    pub role: Role,
    /// The unit it works for; a clerk must have one.
    pub unit: Option<UnitId>,
}

/// An account in the administrator's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// The account.
    pub id: AccountId,
    /// Name to sign in with.
    pub login: String,
    /// Name shown to colleagues.
    pub display_name: String,
    /// Role.
    pub role: Role,
    /// Its unit.
    pub unit: Option<(UnitId, String)>,
    /// Whether it can no longer sign in.
    pub disabled: bool,
    /// Whether a second factor is in force.
    pub second_factor: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_login_at: Option<Timestamp>,
}

impl Service {
    /// Every account.
    ///
    /// # Errors
    /// Unless the actor is an administrator.
    pub fn accounts(&self, actor: &Actor) -> Result<Vec<AccountView>, ServiceError> {
        self.keeps_accounts(actor)?;
        let j = self.jurisdiction();
        let (rows, with_factor) = self
            .store()
            .read(|r| Ok::<_, ServiceError>((accounts::all(r, j)?, factors::accounts_with(r, j)?)))?;
        let view = |row: accounts::AccountRow| view(&with_factor, row);
        Ok(rows.into_iter().map(view).collect())
    }

    /// Makes an account.
    ///
    /// # Errors
    /// Unless the actor is an administrator; when the login is taken, the unit is unknown, or the form breaks a limit.
    pub fn create_account(&self, actor: &Actor, form: NewAccountForm) -> Result<AccountId, ServiceError> {
        self.keeps_accounts(actor)?;
        if matches!(form.role, Role::Clerk | Role::Head) && form.unit.is_none() {
            return Err(ServiceError::Invalid {
                field: "unit",
                code: "form.unit_unknown",
            });
        }
        let new = self.checked_account(form.person, form.role, form.unit)?;
        let (j, at, by, salt) = (self.jurisdiction(), self.now(), actor.clone(), self.random_hex::<32>());
        self.commit(move |w| {
            if let Some(unit) = new.unit
                && ledger::unit(w, j, unit)?.is_none()
            {
                return Err(ServiceError::Invalid {
                    field: "unit",
                    code: "form.unit_unknown",
                });
            }
            insert(w, j, &new, Some(&by), &salt, at)
        })
    }

    /// Ends an account: it can no longer sign in, and its sessions end at once. What it did stays.
    ///
    /// # Errors
    /// Unless the actor is an administrator; an administrator cannot end the own account.
    pub fn disable_account(&self, actor: &Actor, account: AccountId) -> Result<(), ServiceError> {
        self.keeps_accounts(actor)?;
        if actor.account == account {
            return Err(ServiceError::Forbidden {
                need: "another_administrator",
            });
        }
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            let row = accounts::by_id(w, j, account)?.ok_or(ServiceError::NotFound)?;
            if row.disabled {
                // The button was pressed twice, or by two: it is ended, once.
                return Ok(());
            }
            accounts::set_disabled(w, j, account, true)?;
            accounts::delete_sessions_of(w, j, account, None)?;
            identities::part(w, j, account)?;
            let data = json!({ "account": commitment(w, j, account)? });
            leaf::append(
                w,
                j,
                &Leaf::new(Kind::AccountDisabled, format!("account:{account}"), Some(&by), at, data),
            )?;
            Ok(())
        })
    }

    /// Changes the actor's own password and ends its other sessions.
    ///
    /// # Errors
    /// When the old password is wrong or the new one breaks a rule.
    pub fn change_password(&self, actor: &Actor, old: &str, new: &str) -> Result<(), ServiceError> {
        let (j, account) = (self.jurisdiction(), actor.account);
        let row = self
            .store()
            .read(|r| Ok::<_, ServiceError>(accounts::by_id(r, j, account)?))?
            .ok_or(ServiceError::NotFound)?;
        if !self.inner.password.matches(old, Some(&row.password_hash)) {
            return Err(ServiceError::SignInFailed);
        }
        password::check_new(new, &row.login)?;
        let hash = self.hash_password(new)?;
        self.commit(move |w| {
            accounts::set_password(w, j, account, &hash)?;
            accounts::delete_sessions_of(w, j, account, None)?;
            Ok(())
        })
    }

    pub(super) fn checked_account(
        &self,
        person: NewPerson,
        role: Role,
        unit: Option<UnitId>,
    ) -> Result<accounts::NewAccount, ServiceError> {
        let login = person.login.trim().to_lowercase();
        let display_name = person.display_name.trim().to_owned();
        let invalid = |field, code| Err(ServiceError::Invalid { field, code });
        if !(2..=64).contains(&login.chars().count()) {
            return invalid("login", "form.login_length");
        }
        if login.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return invalid("login", "form.login_characters");
        }
        if !(1..=64).contains(&display_name.chars().count()) || display_name.chars().any(char::is_control) {
            return invalid("display_name", "form.name_length");
        }
        password::check_new(&person.password, &login)?;
        let password_hash = self.hash_password(&person.password)?;
        Ok(accounts::NewAccount {
            login,
            display_name,
            role,
            unit,
            password_hash,
        })
    }

    fn hash_password(&self, password: &str) -> Result<String, ServiceError> {
        let mut salt = [0_u8; 16];
        (self.inner.entropy)(&mut salt);
        self.inner.password.hash(password, &salt)
    }
}

/// Writes the account with its leaf. The journal holds a salted digest of the login, and the salt is a
/// setting of its own: erasing both erases the person, and the tree still verifies.
pub(super) fn insert(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    new: &accounts::NewAccount,
    by: Option<&Actor>,
    salt: &str,
    at: Timestamp,
) -> Result<AccountId, ServiceError> {
    let id = match accounts::insert(w, j, new, at) {
        Err(StoreError::Duplicate(_)) => {
            return Err(ServiceError::Invalid {
                field: "login",
                code: "form.login_taken",
            });
        }
        other => other?,
    };
    jurisdictions::set_setting(w, j, &salt_key(id), salt)?;
    let data = json!({ "account": commitment(w, j, id)?, "role": new.role.code() });
    leaf::append(
        w,
        j,
        &Leaf::new(Kind::AccountCreated, format!("account:{id}"), by, at, data),
    )?;
    Ok(id)
}

/// What the journal says instead of a person's login.
pub(super) fn commitment(w: &mut Writer<'_>, j: JurisdictionId, id: AccountId) -> Result<String, ServiceError> {
    let salt = jurisdictions::setting(w, j, &salt_key(id))?.unwrap_or_default();
    let login = accounts::by_id(w, j, id)?.map(|row| row.login).unwrap_or_default();
    Ok(leaf::salted(&salt, &login))
}

fn salt_key(id: AccountId) -> String {
    format!("salt:account:{id}")
}

fn view(with_factor: &[AccountId], row: accounts::AccountRow) -> AccountView {
    AccountView {
        second_factor: with_factor.contains(&row.id),
        id: row.id,
        login: row.login,
        display_name: row.display_name,
        role: row.role,
        unit: row.unit,
        disabled: row.disabled,
        created_at: row.created_at,
        last_login_at: row.last_login_at,
    }
}

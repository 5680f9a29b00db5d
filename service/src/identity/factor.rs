//! The second factor: one-time codes of RFC 6238 from an authenticator, with recovery codes for when it is lost.
//!
//! A secret is offered, and in force once its holder has shown a code made from it. After that a password alone opens
//! nothing. Each code counts once. Wrong codes count as wrong passwords do, so that a login waits after five of either.

use jiff::Timestamp;
use serde_json::json;
use shishi_kernel::{AccountId, Actor, JurisdictionId};
use shishi_store::factors::{self, FactorRow};
use shishi_store::{Reader, Writer, accounts, jurisdictions};
use totp_rs::{Builder, Totp};

use super::{account, digest, may, session};
use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// Recovery codes that are given at once.
const RECOVERY_CODES: usize = 10;
/// The setting that says whether administrators must have a second factor.
const COMPULSORY: &str = "second_factor_compulsory";

/// How it stands with an account's second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecondFactorView {
    /// There is none.
    None,
    /// A secret is offered; a code made from it puts it in force.
    Offered {
        /// The secret in base32, to be typed into an authenticator.
        secret: String,
        /// The same as a link that an authenticator on this device opens.
        link: String,
    },
    /// A code is asked for at every sign-in.
    InForce {
        /// Since when.
        since: Timestamp,
        /// Recovery codes that were not used yet.
        recovery_codes: u64,
    },
}

impl Service {
    /// How it stands with the actor's second factor.
    ///
    /// # Errors
    /// When the store is away.
    pub fn second_factor(&self, actor: &Actor) -> Result<SecondFactorView, ServiceError> {
        let (j, account) = (self.jurisdiction(), actor.account);
        let issuer = self.site()?.slug;
        self.store().read(|r| {
            let Some(row) = factors::factor(r, j, account)? else {
                return Ok(SecondFactorView::None);
            };
            if let Some(since) = row.confirmed_at {
                let recovery_codes = factors::recovery_codes_left(r, j, account)?;
                return Ok(SecondFactorView::InForce { since, recovery_codes });
            }
            let login = login(r, j, account)?.replace(':', " ");
            let totp = builder(&row)
                .with_account_name(login)
                .with_issuer(Some(format!("Shishi {issuer}")))
                .build()
                .map_err(ServiceError::internal)?;
            Ok(SecondFactorView::Offered {
                secret: totp.secret().to_base32(),
                link: totp.to_url().map_err(ServiceError::internal)?,
            })
        })
    }

    /// Offers a new secret to the actor.
    ///
    /// # Errors
    /// While a second factor is in force.
    pub fn offer_second_factor(&self, actor: &Actor) -> Result<(), ServiceError> {
        let (j, account) = (self.jurisdiction(), actor.account);
        let mut secret = [0_u8; 20];
        (self.inner.entropy)(&mut secret);
        self.commit(move |w| {
            if in_force(w, j, account)? {
                return Err(ServiceError::Conflict);
            }
            Ok(factors::offer(w, j, account, &secret)?)
        })
    }

    /// Puts the offered secret in force once the actor has shown a code made from it, and ends the sessions of the
    /// actor other than that of `token`. Returns the recovery codes, which are shown this once.
    ///
    /// # Errors
    /// When nothing is offered or the code is wrong; [`ServiceError::TooMany`] after five failures.
    pub fn confirm_second_factor(&self, actor: &Actor, token: &str, code: &str) -> Result<Vec<String>, ServiceError> {
        let (j, now, by, keep, code) = (
            self.jurisdiction(),
            self.now(),
            actor.clone(),
            digest(token),
            plain(code),
        );
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| self.random_hex::<8>()).collect();
        let hashes: Vec<[u8; 32]> = codes.iter().map(|code| digest(code)).collect();
        let right = self.commit(move |w| {
            let login = login(w, j, by.account)?;
            session::refuse_too_many(w, j, &login, now)?;
            let row = factors::factor(w, j, by.account)?.filter(|row| row.confirmed_at.is_none());
            let row = row.ok_or(ServiceError::NotFound)?;
            if !uses_step(w, j, by.account, &row, &code, now)? {
                accounts::record_attempt(w, j, &login, "", now, false)?;
                return Ok(false);
            }
            factors::confirm(w, j, by.account, now)?;
            factors::set_recovery_codes(w, j, by.account, &hashes)?;
            accounts::delete_sessions_of(w, j, by.account, Some(&keep))?;
            tell(w, j, Kind::AccountFactorSet, by.account, &by, now)?;
            Ok::<_, ServiceError>(true)
        })?;
        if right { Ok(codes) } else { Err(wrong_code()) }
    }

    /// Removes the actor's own second factor, for a code of it.
    ///
    /// # Errors
    /// When there is none or the code is wrong; [`ServiceError::TooMany`] after five failures.
    pub fn remove_second_factor(&self, actor: &Actor, code: &str) -> Result<(), ServiceError> {
        let (j, now, by, code) = (self.jurisdiction(), self.now(), actor.clone(), plain(code));
        let right = self.commit(move |w| {
            let login = login(w, j, by.account)?;
            session::refuse_too_many(w, j, &login, now)?;
            if !in_force(w, j, by.account)? {
                return Err(ServiceError::NotFound);
            }
            if !opens(w, j, by.account, &code, now)? {
                accounts::record_attempt(w, j, &login, "", now, false)?;
                return Ok(false);
            }
            factors::remove(w, j, by.account)?;
            tell(w, j, Kind::AccountFactorRemoved, by.account, &by, now)?;
            Ok(true)
        })?;
        if right { Ok(()) } else { Err(wrong_code()) }
    }

    /// Removes the second factor of somebody who lost the authenticator and the recovery codes, and ends that
    /// account's sessions.
    ///
    /// # Errors
    /// Unless the actor may keep accounts; an administrator's own needs another administrator.
    pub fn reset_second_factor(&self, actor: &Actor, account: AccountId) -> Result<(), ServiceError> {
        self.keeps_accounts(actor)?;
        if actor.account == account {
            return Err(ServiceError::Forbidden {
                need: "another_administrator",
            });
        }
        let (j, now, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            if !in_force(w, j, account)? {
                return Err(ServiceError::NotFound);
            }
            factors::remove(w, j, account)?;
            accounts::delete_sessions_of(w, j, account, None)?;
            tell(w, j, Kind::AccountFactorRemoved, account, &by, now)
        })
    }

    /// Whether administrators must have a second factor to keep accounts.
    ///
    /// # Errors
    /// When the store is away.
    pub fn second_factor_compulsory(&self) -> Result<bool, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| compulsory(r, j))
    }

    /// Says whether administrators must have a second factor to keep accounts.
    ///
    /// # Errors
    /// Unless the actor may keep accounts and has a second factor.
    pub fn set_second_factor_compulsory(&self, actor: &Actor, wanted: bool) -> Result<(), ServiceError> {
        self.keeps_accounts(actor)?;
        let (j, account) = (self.jurisdiction(), actor.account);
        self.commit(move |w| {
            if !in_force(w, j, account)? {
                return Err(factor_first());
            }
            Ok(jurisdictions::set_setting(
                w,
                j,
                COMPULSORY,
                if wanted { "yes" } else { "no" },
            )?)
        })
    }

    /// Refuses whoever may not keep accounts, and an administrator without a second factor where one is compulsory.
    pub(super) fn keeps_accounts(&self, actor: &Actor) -> Result<(), ServiceError> {
        may::KEEP_ACCOUNTS.check(actor)?;
        let (j, account) = (self.jurisdiction(), actor.account);
        self.store().read(|r| {
            if compulsory(r, j)? && !in_force(r, j, account)? {
                return Err(factor_first());
            }
            Ok(())
        })
    }
}

/// Whether what was shown opens the account beside its password: anything when it has no second factor, else the code
/// of a step of time or a recovery code, which is used up by it.
pub(super) fn opens(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    account: AccountId,
    code: &str,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(row) = factors::factor(w, j, account)?.filter(|row| row.confirmed_at.is_some()) else {
        return Ok(true);
    };
    Ok(uses_step(w, j, account, &row, code, now)? || factors::use_recovery_code(w, j, account, &digest(code))?)
}

/// Whether a second factor is in force.
pub(super) fn in_force(r: &mut Reader<'_>, j: JurisdictionId, account: AccountId) -> Result<bool, ServiceError> {
    Ok(factors::factor(r, j, account)?.is_some_and(|row| row.confirmed_at.is_some()))
}

/// A code as people type it, without what they put between its parts.
pub(super) fn plain(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .take(64)
        .collect()
}

fn uses_step(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    account: AccountId,
    row: &FactorRow,
    code: &str,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let totp: Totp = builder(row).build().map_err(ServiceError::internal)?;
    let second = u64::try_from(now.as_second()).unwrap_or_default();
    match totp.check(code, second).map(i64::try_from) {
        Some(Ok(step)) => Ok(factors::use_step(w, j, account, step)?),
        _ => Ok(false),
    }
}

/// Six digits from SHA-1 in steps of 30 seconds, one step early or late: what every authenticator does.
fn builder(row: &FactorRow) -> Builder {
    Builder::new()
        .with_secret(row.secret.clone())
        .with_digits(6)
        .with_step_duration(30)
        .with_skew(1)
}

fn compulsory(r: &mut Reader<'_>, j: JurisdictionId) -> Result<bool, ServiceError> {
    Ok(jurisdictions::setting(r, j, COMPULSORY)?.as_deref() == Some("yes"))
}

fn login(r: &mut Reader<'_>, j: JurisdictionId, account: AccountId) -> Result<String, ServiceError> {
    Ok(accounts::by_id(r, j, account)?.ok_or(ServiceError::NotFound)?.login)
}

fn tell(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    kind: Kind,
    of: AccountId,
    by: &Actor,
    at: Timestamp,
) -> Result<(), ServiceError> {
    let data = json!({ "account": account::commitment(w, j, of)? });
    leaf::append(w, j, &Leaf::new(kind, format!("account:{of}"), Some(by), at, data))?;
    Ok(())
}

fn wrong_code() -> ServiceError {
    ServiceError::Invalid {
        field: "code",
        code: "form.factor_wrong",
    }
}

fn factor_first() -> ServiceError {
    ServiceError::Invalid {
        field: "code",
        code: "form.factor_first",
    }
}

//! The one-time set-up link of a first start.

use shishi_kernel::{AccountId, Role};
use shishi_store::{accounts, jurisdictions};
use subtle::ConstantTimeEq;

use super::{NewPerson, account, digest};
use crate::{Service, ServiceError};

const SETTING: &str = "setup_token_sha256";

impl Service {
    /// Whether nobody can sign in yet.
    ///
    /// # Errors
    /// When the store is away.
    pub fn setup_needed(&self) -> Result<bool, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok(accounts::count(r, j)? == 0))
    }

    /// Makes a new set-up token, and with it ends the one before. `None` once there is an account.
    ///
    /// # Errors
    /// When the store is away.
    pub fn new_setup_token(&self) -> Result<Option<String>, ServiceError> {
        let (j, token) = (self.jurisdiction(), self.random_hex::<24>());
        let stored = hex::encode(digest(&token));
        self.commit(move |w| {
            if accounts::count(w, j)? > 0 {
                return Ok(None);
            }
            jurisdictions::set_setting(w, j, SETTING, &stored)?;
            Ok(Some(token))
        })
    }

    /// Whether the token is the one that was made last, and nobody has used it.
    ///
    /// # Errors
    /// When the store is away.
    pub fn setup_token_valid(&self, token: &str) -> Result<bool, ServiceError> {
        let (j, given) = (self.jurisdiction(), hex::encode(digest(token)));
        self.store().read(|r| {
            let stored = jurisdictions::setting(r, j, SETTING)?.unwrap_or_default();
            Ok(accounts::count(r, j)? == 0 && bool::from(stored.as_bytes().ct_eq(given.as_bytes())))
        })
    }

    /// Creates the first administrator and ends the token.
    ///
    /// # Errors
    /// When the token is wrong or used, or the form breaks a limit.
    pub fn complete_setup(&self, token: &str, person: NewPerson) -> Result<AccountId, ServiceError> {
        if !self.setup_token_valid(token)? {
            return Err(ServiceError::Invalid {
                field: "token",
                code: "form.setup_token",
            });
        }
        let new = self.checked_account(person, Role::Administrator, None)?;
        let (j, at, given) = (self.jurisdiction(), self.now(), hex::encode(digest(token)));
        let salt = self.random_hex::<32>();
        self.commit(move |w| {
            // Checked again inside the unit of work: two people may hold the link.
            let stored = jurisdictions::setting(w, j, SETTING)?.unwrap_or_default();
            if stored != given || accounts::count(w, j)? > 0 {
                return Err(ServiceError::Invalid {
                    field: "token",
                    code: "form.setup_token",
                });
            }
            jurisdictions::set_setting(w, j, SETTING, "")?;
            account::insert(w, j, &new, None, &salt, at)
        })
    }
}

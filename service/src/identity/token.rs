//! Tokens for programs that use the API on somebody's behalf.

use jiff::Timestamp;
use shishi_kernel::Actor;
use shishi_store::accounts;

use super::digest;
use crate::{Service, ServiceError};

/// A token in its owner's list; the secret itself is shown once and never again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiTokenView {
    /// Its identifier.
    pub id: i64,
    /// What the owner called it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Service {
    /// Makes a token with the powers of the actor's account; returns the secret.
    ///
    /// # Errors
    /// When the label is empty or over 64 characters.
    pub fn create_api_token(&self, actor: &Actor, label: &str) -> Result<String, ServiceError> {
        let label = label.trim().to_owned();
        if !(1..=64).contains(&label.chars().count()) || label.chars().any(char::is_control) {
            return Err(ServiceError::Invalid {
                field: "label",
                code: "form.label_length",
            });
        }
        let token = format!("shishi_{}", self.random_hex::<32>());
        let (j, at, account, hash) = (self.jurisdiction(), self.now(), actor.account, digest(&token));
        self.commit(move |w| {
            accounts::insert_token(
                w,
                j,
                &accounts::NewApiToken {
                    hash,
                    account,
                    label,
                    created_at: at,
                },
            )?;
            Ok::<_, ServiceError>(())
        })?;
        Ok(token)
    }

    /// On whose behalf a token speaks, if it is in force.
    ///
    /// # Errors
    /// When the store is away.
    pub fn bearer(&self, token: &str) -> Result<Option<Actor>, ServiceError> {
        let (j, hash) = (self.jurisdiction(), digest(token));
        let row = self
            .store()
            .read(|r| Ok::<_, ServiceError>(accounts::account_of_token(r, j, &hash)?))?;
        Ok(row.filter(|row| !row.disabled).map(|row| Actor {
            account: row.id,
            unit: row.unit.map(|(id, _)| id),
            role: row.role,
        }))
    }

    /// The actor's tokens, newest first.
    ///
    /// # Errors
    /// When the store is away.
    pub fn api_tokens(&self, actor: &Actor) -> Result<Vec<ApiTokenView>, ServiceError> {
        let (j, account) = (self.jurisdiction(), actor.account);
        let rows = self
            .store()
            .read(|r| Ok::<_, ServiceError>(accounts::tokens_of(r, j, account)?))?;
        Ok(rows
            .into_iter()
            .map(|row| ApiTokenView {
                id: row.id,
                label: row.label,
                created_at: row.created_at,
            })
            .collect())
    }

    /// Ends one of the actor's tokens.
    ///
    /// # Errors
    /// When it is not the actor's.
    pub fn revoke_api_token(&self, actor: &Actor, id: i64) -> Result<(), ServiceError> {
        let (j, account) = (self.jurisdiction(), actor.account);
        self.commit(move |w| {
            if !accounts::tokens_of(w, j, account)?.iter().any(|row| row.id == id) {
                return Err(ServiceError::NotFound);
            }
            accounts::delete_token(w, j, id)?;
            Ok(())
        })
    }
}

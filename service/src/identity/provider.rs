//! Signing in with an identity at the office's own provider (OpenID Connect). `web` speaks with the provider and hands over
//! issuer and subject once their proof was checked; here stands which account they open.
//!
//! An identity is joined to an account by somebody who is signed in to it, so that no name at the provider, which can change
//! hands, decides who gets in. An account with a one-time code is opened by password and code alone.

use jiff::Timestamp;
use serde_json::json;
use shishi_kernel::Actor;
use shishi_store::{StoreError, accounts, identities};

use super::{account, factor, session};
use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError, SignInFrom, SignedIn};

/// An identity as the provider proved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenIdentity {
    /// The provider, by its address.
    pub issuer: String,
    /// The person there: a name that is never given to another.
    pub subject: String,
}

const fn refused<T>(code: &'static str) -> Result<T, ServiceError> {
    Err(ServiceError::Invalid { field: "", code })
}

impl Service {
    /// Opens a session for the account that the identity is joined to.
    ///
    /// # Errors
    /// When it is joined to none, the account has ended, or asks for a one-time code.
    pub fn sign_in_by_identity(&self, identity: &ProvenIdentity, from: SignInFrom) -> Result<SignedIn, ServiceError> {
        let (j, now, identity) = (self.jurisdiction(), self.now(), identity.clone());
        let made = self.new_session_secrets(now);
        self.commit(move |w| {
            let id = identities::account(w, j, &identity.issuer, &identity.subject)?;
            let row = match id {
                Some(id) => accounts::by_id(w, j, id)?.filter(|row| !row.disabled),
                None => None,
            };
            let Some(row) = row else {
                return refused("form.identity_unknown");
            };
            if factor::in_force(w, j, row.id)? {
                return refused("form.identity_needs_code");
            }
            session::open(w, j, row.id, &made, from, now)?;
            Ok(made)
        })
    }

    /// Joins an identity to the actor's account.
    ///
    /// # Errors
    /// When the account has one already, or the identity opens another account.
    pub fn join_identity(&self, actor: &Actor, identity: &ProvenIdentity) -> Result<(), ServiceError> {
        let (j, at, by, identity) = (self.jurisdiction(), self.now(), actor.clone(), identity.clone());
        self.commit(move |w| {
            match identities::join(w, j, by.account, &identity.issuer, &identity.subject, at) {
                Err(StoreError::Duplicate(_)) => return refused("form.identity_taken"),
                other => other?,
            }
            let data = json!({ "account": account::commitment(w, j, by.account)? });
            let subject = format!("account:{}", by.account);
            leaf::append(
                w,
                j,
                &Leaf::new(Kind::AccountIdentityJoined, subject, Some(&by), at, data),
            )?;
            Ok(())
        })
    }

    /// Takes the identity away from the actor's account.
    ///
    /// # Errors
    /// When there is none.
    pub fn part_identity(&self, actor: &Actor) -> Result<(), ServiceError> {
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            if !identities::part(w, j, by.account)? {
                return Err(ServiceError::NotFound);
            }
            let data = json!({ "account": account::commitment(w, j, by.account)? });
            let subject = format!("account:{}", by.account);
            leaf::append(
                w,
                j,
                &Leaf::new(Kind::AccountIdentityParted, subject, Some(&by), at, data),
            )?;
            Ok(())
        })
    }

    /// The issuer of the identity that is joined to the actor's account, and since when.
    ///
    /// # Errors
    /// When the store is away.
    pub fn identity(&self, actor: &Actor) -> Result<Option<(String, Timestamp)>, ServiceError> {
        let (j, account) = (self.jurisdiction(), actor.account);
        Ok(self.store().read(|r| identities::of_account(r, j, account))?)
    }
}

//! Signing in and out.

use jiff::{SignedDuration, Timestamp};
use shishi_kernel::{AccountId, Actor, JurisdictionId, Role};
use shishi_store::{Reader, StoreError, Writer, accounts};

use super::{digest, factor};
use crate::{Service, ServiceError};

/// A session ends this long after it was last used.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends this long after signing in, however busy.
const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// The window over which failed attempts are counted, and for which a locked login waits.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Failed attempts in a window before a login waits.
const FAILURES_MAX: u32 = 5;
/// How often a busy session's last use is written down.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);

/// Where a sign-in comes from. Purpose: a person can recognise and end the own sessions; erased with the session.
#[derive(Clone, Debug, Default)]
pub struct SignInFrom {
    /// Network address.
    pub address: String,
    /// The browser's description of itself, cut to 200 characters.
    pub agent: String,
}

/// What a successful sign-in gives.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The secret that the browser keeps; only its digest is stored.
    pub token: String,
    /// The secret that every form of the session carries.
    pub csrf: String,
    /// When the session ends at the latest.
    pub expires_at: Timestamp,
}

/// A session in force.
#[derive(Clone, Debug)]
pub struct Session {
    /// On whose behalf.
    pub actor: Actor,
    /// Name to sign in with.
    pub login: String,
    /// Name shown to colleagues.
    pub display_name: String,
    /// The unit's name.
    pub unit_name: Option<String>,
    /// The secret that every form of the session carries.
    pub csrf: String,
    /// When the session ends at the latest.
    pub expires_at: Timestamp,
    /// Whether this is an administrator who signs in with a password alone.
    pub second_factor_missing: bool,
}

/// A session in its owner's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// What names it to end it: the hex of its secret's digest, which opens nothing.
    pub handle: String,
    /// Where it was signed in from.
    pub address: String,
    /// The browser.
    pub agent: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
}

/// Refuses a login for which too many attempts failed of late.
pub(super) fn refuse_too_many(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    login: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if accounts::failures_since(r, j, login, now - WINDOW)? >= FAILURES_MAX {
        return Err(ServiceError::TooMany { retry_at: now + WINDOW });
    }
    Ok(())
}

/// Writes down a session of an account.
pub(super) fn open(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    account: AccountId,
    made: &SignedIn,
    from: SignInFrom,
    now: Timestamp,
) -> Result<(), StoreError> {
    accounts::delete_expired(w, j, now)?;
    accounts::touch_login(w, j, account, now)?;
    let new = accounts::NewSession {
        token_hash: digest(&made.token),
        csrf: made.csrf.clone(),
        account,
        created_at: now,
        expires_at: made.expires_at,
        address: from.address,
        agent: from.agent.chars().take(200).collect(),
    };
    accounts::insert_session(w, j, &new)
}

impl Service {
    pub(super) fn new_session_secrets(&self, now: Timestamp) -> SignedIn {
        SignedIn {
            token: self.random_hex::<32>(),
            csrf: self.random_hex::<16>(),
            expires_at: now + ABSOLUTE,
        }
    }

    /// Checks name and password and opens a session, for an account without a second factor.
    ///
    /// # Errors
    /// See [`Service::sign_in_with_code`].
    pub fn sign_in(&self, login: &str, password: &str, from: SignInFrom) -> Result<SignedIn, ServiceError> {
        self.sign_in_with_code(login, password, "", from)
    }

    /// Checks name, password and the code of the second factor, where one is in force, and opens a session. The code is
    /// sent along with the password, and the answer does not say which of them was wrong: nobody learns here that a
    /// guessed password is right.
    ///
    /// # Errors
    /// [`ServiceError::SignInFailed`] for a wrong name, password or code, [`ServiceError::TooMany`] after five failures in a quarter of an hour.
    pub fn sign_in_with_code(
        &self,
        login: &str,
        password: &str,
        code: &str,
        from: SignInFrom,
    ) -> Result<SignedIn, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        let login: String = login.trim().to_lowercase().chars().take(64).collect();
        let code = factor::plain(code);
        let row = self.store().read(|r| {
            refuse_too_many(r, j, &login, now)?;
            Ok::<_, ServiceError>(accounts::by_login(r, j, &login)?)
        })?;
        let password: String = password.chars().take(256).collect();
        let matches = self
            .inner
            .password
            .matches(&password, row.as_ref().map(|row| row.password_hash.as_str()));
        let account = row.filter(|row| matches && !row.disabled);
        let made = self.new_session_secrets(now);
        let signed_in = self.commit(move |w| {
            let opened = match account {
                Some(account) if factor::opens(w, j, account.id, &code, now)? => Some(account),
                _ => None,
            };
            accounts::record_attempt(w, j, &login, &from.address, now, opened.is_some())?;
            accounts::purge_attempts(w, j, now - WINDOW)?;
            let Some(account) = opened else { return Ok(None) };
            open(w, j, account.id, &made, from, now)?;
            Ok::<_, ServiceError>(Some(made))
        })?;
        signed_in.ok_or(ServiceError::SignInFailed)
    }

    /// The session of a token, if it is in force.
    ///
    /// # Errors
    /// When the store is away.
    pub fn session(&self, token: &str) -> Result<Option<Session>, ServiceError> {
        let (j, now, hash) = (self.jurisdiction(), self.now(), digest(token));
        let found = self.store().read(|r| {
            let Some(row) = accounts::session(r, j, &hash)? else {
                return Ok::<_, ServiceError>(None);
            };
            let administrator = row.account.role == Role::Administrator;
            let missing = administrator && !factor::in_force(r, j, row.account.id)?;
            Ok(Some((row, missing)))
        })?;
        let Some((row, second_factor_missing)) = found else {
            return Ok(None);
        };
        if row.account.disabled || now >= row.expires_at || now >= row.last_seen_at + IDLE {
            return Ok(None);
        }
        if now >= row.last_seen_at + TOUCH {
            self.commit(move |w| Ok::<_, ServiceError>(accounts::touch_session(w, j, &hash, now)?))?;
        }
        let account = row.account;
        Ok(Some(Session {
            actor: Actor {
                account: account.id,
                unit: account.unit.as_ref().map(|(id, _)| *id),
                role: account.role,
            },
            login: account.login,
            display_name: account.display_name,
            unit_name: account.unit.map(|(_, name)| name),
            csrf: row.csrf,
            expires_at: row.expires_at,
            second_factor_missing,
        }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store is away.
    pub fn sign_out(&self, token: &str) -> Result<(), ServiceError> {
        let (j, hash) = (self.jurisdiction(), digest(token));
        self.commit(move |w| Ok(accounts::delete_session(w, j, &hash)?))
    }

    /// The actor's sessions, newest first.
    ///
    /// # Errors
    /// When the store is away.
    pub fn sessions(&self, actor: &Actor) -> Result<Vec<SessionView>, ServiceError> {
        let (j, account) = (self.jurisdiction(), actor.account);
        let rows = self
            .store()
            .read(|r| Ok::<_, ServiceError>(accounts::sessions_of(r, j, account)?))?;
        Ok(rows
            .into_iter()
            .map(|row| SessionView {
                handle: hex::encode(row.token_hash),
                address: row.address,
                agent: row.agent,
                created_at: row.created_at,
                last_seen_at: row.last_seen_at,
            })
            .collect())
    }

    /// What names the session of this token in the list of sessions.
    #[must_use]
    pub fn session_handle(token: &str) -> String {
        hex::encode(digest(token))
    }

    /// Ends one of the actor's sessions.
    ///
    /// # Errors
    /// When it is not the actor's, or has ended.
    pub fn end_session(&self, actor: &Actor, handle: &str) -> Result<(), ServiceError> {
        let (j, account) = (self.jurisdiction(), actor.account);
        let hash: [u8; 32] = hex::decode(handle)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(ServiceError::NotFound)?;
        self.commit(move |w| {
            let own = accounts::sessions_of(w, j, account)?;
            if !own.iter().any(|row| row.token_hash == hash) {
                return Err(ServiceError::NotFound);
            }
            Ok(accounts::delete_session(w, j, &hash)?)
        })
    }

    /// Ends all of the actor's sessions but the one of this token.
    ///
    /// # Errors
    /// When the store is away.
    pub fn end_other_sessions(&self, actor: &Actor, token: &str) -> Result<(), ServiceError> {
        let (j, account, keep) = (self.jurisdiction(), actor.account, digest(token));
        self.commit(move |w| {
            accounts::delete_sessions_of(w, j, account, Some(&keep))?;
            Ok(())
        })
    }
}

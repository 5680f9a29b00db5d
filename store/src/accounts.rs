//! Accounts, sessions, sign-in attempts and API tokens. Secrets are here only as digests.

use jiff::Timestamp;
use shishi_kernel::{AccountId, JurisdictionId, Role, UnitId};

use crate::session::{Row, Value};
use crate::{Reader, StoreError, Writer};

/// An account to be.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Name to sign in with, lower case.
    pub login: String,
    /// Name shown to colleagues.
    pub display_name: String,
    /// Role.
    pub role: Role,
    /// Its unit.
    pub unit: Option<UnitId>,
    /// Argon2id, in the PHC form.
    pub password_hash: String,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see NewAccount")]
pub struct AccountRow {
    pub id: AccountId,
    pub login: String,
    pub display_name: String,
    pub role: Role,
    pub unit: Option<(UnitId, String)>,
    pub password_hash: String,
    pub disabled: bool,
    pub created_at: Timestamp,
    pub last_login_at: Option<Timestamp>,
}

/// A session to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names are the meanings")]
pub struct NewSession {
    pub token_hash: [u8; 32],
    pub csrf: String,
    pub account: AccountId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub address: String,
    pub agent: String,
}

/// A session with its account.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names are the meanings")]
pub struct SessionRow {
    pub token_hash: Vec<u8>,
    pub account: AccountRow,
    pub csrf: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub address: String,
    pub agent: String,
}

/// An API token to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names are the meanings")]
pub struct NewApiToken {
    pub hash: [u8; 32],
    pub account: AccountId,
    pub label: String,
    pub created_at: Timestamp,
}

/// An API token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the meanings")]
pub struct ApiTokenRow {
    pub id: i64,
    pub label: String,
    pub created_at: Timestamp,
}

const ACCOUNT: &str = "a.id, a.login, a.display_name, a.role, a.unit_id, u.name, a.password_hash, a.disabled, \
                       a.created_at, a.last_login_at";
const FROM_ACCOUNT: &str = "account a LEFT JOIN unit u ON u.jurisdiction_id = a.jurisdiction_id AND u.id = a.unit_id";

fn decode(row: &Row<'_>) -> Result<AccountRow, StoreError> {
    let id = row.int(0)?;
    let role = row.text(3)?;
    Ok(AccountRow {
        id: AccountId(id),
        login: row.text(1)?,
        display_name: row.text(2)?,
        role: Role::from_code(&role).ok_or(StoreError::Corrupt {
            table: "account",
            column: "role",
            id,
        })?,
        unit: row.opt_int(4)?.map(UnitId).zip(row.opt_text(5)?),
        password_hash: row.text(6)?,
        disabled: row.flag(7)?,
        created_at: row.instant(8)?,
        last_login_at: row.opt_int(9)?.and_then(|at| Timestamp::from_microsecond(at).ok()),
    })
}

/// Makes an account.
///
/// # Errors
/// [`StoreError::Duplicate`] when the login is taken.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewAccount, at: Timestamp) -> Result<AccountId, StoreError> {
    if by_login(w, j, &new.login)?.is_some() {
        return Err(StoreError::Duplicate("login"));
    }
    let sql = "INSERT INTO account (jurisdiction_id, login, display_name, role, unit_id, password_hash, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let values = [
        j.0.into(),
        (&new.login).into(),
        (&new.display_name).into(),
        new.role.code().into(),
        new.unit.map(|unit| unit.0).into(),
        (&new.password_hash).into(),
        at.into(),
    ];
    Ok(AccountId(w.insert(sql, &values)?))
}

/// The account of a login.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn by_login(r: &mut Reader<'_>, j: JurisdictionId, login: &str) -> Result<Option<AccountRow>, StoreError> {
    let sql = format!("SELECT {ACCOUNT} FROM {FROM_ACCOUNT} WHERE a.jurisdiction_id = $1 AND a.login = $2");
    r.one(&sql, &[j.0.into(), login.into()], decode)
}

/// The account of an identifier.
///
/// # Errors
/// See [`by_login`].
pub fn by_id(r: &mut Reader<'_>, j: JurisdictionId, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
    let sql = format!("SELECT {ACCOUNT} FROM {FROM_ACCOUNT} WHERE a.jurisdiction_id = $1 AND a.id = $2");
    r.one(&sql, &[j.0.into(), id.0.into()], decode)
}

/// Every account, by login.
///
/// # Errors
/// See [`by_login`].
pub fn all(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<AccountRow>, StoreError> {
    let sql = format!("SELECT {ACCOUNT} FROM {FROM_ACCOUNT} WHERE a.jurisdiction_id = $1 ORDER BY a.login LIMIT 10000");
    r.all(&sql, &[j.0.into()], decode)
}

/// How many accounts there are.
///
/// # Errors
/// See [`by_login`].
pub fn count(r: &mut Reader<'_>, j: JurisdictionId) -> Result<u64, StoreError> {
    r.number("SELECT count(*) FROM account WHERE jurisdiction_id = $1", &[j.0.into()])
}

/// Sets the password's hash.
///
/// # Errors
/// See [`by_login`].
pub fn set_password(w: &mut Writer<'_>, j: JurisdictionId, id: AccountId, hash: &str) -> Result<(), StoreError> {
    let sql = "UPDATE account SET password_hash = $3 WHERE jurisdiction_id = $1 AND id = $2";
    one_row(w.execute(sql, &[j.0.into(), id.0.into(), hash.into()])?)
}

/// Sets whether the account can no longer sign in.
///
/// # Errors
/// See [`by_login`].
pub fn set_disabled(w: &mut Writer<'_>, j: JurisdictionId, id: AccountId, disabled: bool) -> Result<(), StoreError> {
    let sql = "UPDATE account SET disabled = $3 WHERE jurisdiction_id = $1 AND id = $2";
    one_row(w.execute(sql, &[j.0.into(), id.0.into(), disabled.into()])?)
}

/// Notes when the account was last used.
///
/// # Errors
/// See [`by_login`].
pub fn touch_login(w: &mut Writer<'_>, j: JurisdictionId, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE account SET last_login_at = $3 WHERE jurisdiction_id = $1 AND id = $2";
    one_row(w.execute(sql, &[j.0.into(), id.0.into(), at.into()])?)
}

fn one_row(changed: u64) -> Result<(), StoreError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::NotFound)
    }
}

/// Opens a session.
///
/// # Errors
/// See [`by_login`].
pub fn insert_session(w: &mut Writer<'_>, j: JurisdictionId, new: &NewSession) -> Result<(), StoreError> {
    let sql = "INSERT INTO session (jurisdiction_id, token_hash, csrf, account_id, created_at, last_seen_at, \
               expires_at, address, agent) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)";
    let values = [
        j.0.into(),
        new.token_hash.into(),
        (&new.csrf).into(),
        new.account.0.into(),
        new.created_at.into(),
        new.expires_at.into(),
        (&new.address).into(),
        (&new.agent).into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

fn sessions(r: &mut Reader<'_>, condition: &str, values: &[Value]) -> Result<Vec<SessionRow>, StoreError> {
    let sql = format!(
        "SELECT {ACCOUNT}, s.csrf, s.created_at, s.last_seen_at, s.expires_at, s.address, s.agent, s.token_hash FROM session s \
         JOIN account a ON a.jurisdiction_id = s.jurisdiction_id AND a.id = s.account_id \
         LEFT JOIN unit u ON u.jurisdiction_id = a.jurisdiction_id AND u.id = a.unit_id \
         WHERE s.jurisdiction_id = $1 AND {condition} ORDER BY s.created_at DESC LIMIT 100"
    );
    r.all(&sql, values, |row| {
        Ok(SessionRow {
            account: decode(row)?,
            csrf: row.text(10)?,
            created_at: row.instant(11)?,
            last_seen_at: row.instant(12)?,
            expires_at: row.instant(13)?,
            address: row.text(14)?,
            agent: row.text(15)?,
            token_hash: row.blob(16)?,
        })
    })
}

/// The session of a token's digest.
///
/// # Errors
/// See [`by_login`].
pub fn session(r: &mut Reader<'_>, j: JurisdictionId, hash: &[u8; 32]) -> Result<Option<SessionRow>, StoreError> {
    Ok(sessions(r, "s.token_hash = $2", &[j.0.into(), hash.into()])?
        .into_iter()
        .next())
}

/// The sessions of an account, newest first.
///
/// # Errors
/// See [`by_login`].
pub fn sessions_of(r: &mut Reader<'_>, j: JurisdictionId, account: AccountId) -> Result<Vec<SessionRow>, StoreError> {
    sessions(r, "s.account_id = $2", &[j.0.into(), account.0.into()])
}

/// Notes when a session was last used.
///
/// # Errors
/// See [`by_login`].
pub fn touch_session(w: &mut Writer<'_>, j: JurisdictionId, hash: &[u8; 32], at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE session SET last_seen_at = $3 WHERE jurisdiction_id = $1 AND token_hash = $2";
    w.execute(sql, &[j.0.into(), hash.into(), at.into()])?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// See [`by_login`].
pub fn delete_session(w: &mut Writer<'_>, j: JurisdictionId, hash: &[u8; 32]) -> Result<(), StoreError> {
    let sql = "DELETE FROM session WHERE jurisdiction_id = $1 AND token_hash = $2";
    w.execute(sql, &[j.0.into(), hash.into()])?;
    Ok(())
}

/// Ends an account's sessions, all but one.
///
/// # Errors
/// See [`by_login`].
pub fn delete_sessions_of(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    account: AccountId,
    except: Option<&[u8; 32]>,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM session WHERE jurisdiction_id = $1 AND account_id = $2 AND token_hash <> $3";
    let except = except.map_or_else(|| Value::Blob(Vec::new()), Into::into);
    w.execute(sql, &[j.0.into(), account.0.into(), except])?;
    Ok(())
}

/// Forgets sessions that are over.
///
/// # Errors
/// See [`by_login`].
pub fn delete_expired(w: &mut Writer<'_>, j: JurisdictionId, now: Timestamp) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM session WHERE jurisdiction_id = $1 AND expires_at <= $2",
        &[j.0.into(), now.into()],
    )?;
    Ok(())
}

/// Notes an attempt to sign in.
///
/// # Errors
/// See [`by_login`].
pub fn record_attempt(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    login: &str,
    address: &str,
    at: Timestamp,
    succeeded: bool,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO login_attempt (jurisdiction_id, login, address, at, succeeded) VALUES ($1, $2, $3, $4, $5)";
    w.execute(
        sql,
        &[j.0.into(), login.into(), address.into(), at.into(), succeeded.into()],
    )?;
    Ok(())
}

/// Failed attempts for a login since its last success, and since a time.
///
/// # Errors
/// See [`by_login`].
pub fn failures_since(r: &mut Reader<'_>, j: JurisdictionId, login: &str, since: Timestamp) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM login_attempt WHERE jurisdiction_id = $1 AND login = $2 AND at > $3 \
               AND succeeded = 0 AND id > (SELECT coalesce(max(id), 0) FROM login_attempt \
               WHERE jurisdiction_id = $1 AND login = $2 AND succeeded = 1)";
    Ok(u32::try_from(r.number(sql, &[j.0.into(), login.into(), since.into()])?).unwrap_or(u32::MAX))
}

/// Forgets attempts before a time.
///
/// # Errors
/// See [`by_login`].
pub fn purge_attempts(w: &mut Writer<'_>, j: JurisdictionId, before: Timestamp) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM login_attempt WHERE jurisdiction_id = $1 AND at < $2",
        &[j.0.into(), before.into()],
    )?;
    Ok(())
}

/// Keeps a token's digest.
///
/// # Errors
/// See [`by_login`].
pub fn insert_token(w: &mut Writer<'_>, j: JurisdictionId, new: &NewApiToken) -> Result<i64, StoreError> {
    let sql = "INSERT INTO api_token (jurisdiction_id, token_hash, account_id, label, created_at) \
               VALUES ($1, $2, $3, $4, $5) RETURNING id";
    w.insert(
        sql,
        &[
            j.0.into(),
            new.hash.into(),
            new.account.0.into(),
            (&new.label).into(),
            new.created_at.into(),
        ],
    )
}

/// The account of a token's digest.
///
/// # Errors
/// See [`by_login`].
pub fn account_of_token(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    hash: &[u8; 32],
) -> Result<Option<AccountRow>, StoreError> {
    let sql = "SELECT account_id FROM api_token WHERE jurisdiction_id = $1 AND token_hash = $2";
    match r.one(sql, &[j.0.into(), hash.into()], |row| row.int(0))? {
        Some(id) => by_id(r, j, AccountId(id)),
        None => Ok(None),
    }
}

/// An account's tokens, newest first.
///
/// # Errors
/// See [`by_login`].
pub fn tokens_of(r: &mut Reader<'_>, j: JurisdictionId, account: AccountId) -> Result<Vec<ApiTokenRow>, StoreError> {
    let sql = "SELECT id, label, created_at FROM api_token WHERE jurisdiction_id = $1 AND account_id = $2 \
               ORDER BY id DESC LIMIT 100";
    r.all(sql, &[j.0.into(), account.0.into()], |row| {
        Ok(ApiTokenRow {
            id: row.int(0)?,
            label: row.text(1)?,
            created_at: row.instant(2)?,
        })
    })
}

/// Ends a token.
///
/// # Errors
/// See [`by_login`].
pub fn delete_token(w: &mut Writer<'_>, j: JurisdictionId, id: i64) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM api_token WHERE jurisdiction_id = $1 AND id = $2",
        &[j.0.into(), id.into()],
    )?;
    Ok(())
}

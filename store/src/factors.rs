//! Second factors: secrets shared with authenticators, and the codes for when one is lost.

use jiff::Timestamp;
use shishi_kernel::{AccountId, JurisdictionId};

use crate::session::Value;
use crate::{Reader, StoreError, Writer};

/// The second factor of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorRow {
    /// The shared secret.
    pub secret: Vec<u8>,
    /// The newest step of time whose code was used.
    pub last_step: i64,
    /// Since when it is in force; `None` while it is only offered.
    pub confirmed_at: Option<Timestamp>,
}

/// The second factor of an account, in force or offered.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn factor(r: &mut Reader<'_>, j: JurisdictionId, account: AccountId) -> Result<Option<FactorRow>, StoreError> {
    let sql =
        "SELECT secret, last_step, confirmed_at FROM second_factor WHERE jurisdiction_id = $1 AND account_id = $2";
    r.one(sql, &[j.0.into(), account.0.into()], |row| {
        Ok(FactorRow {
            secret: row.blob(0)?,
            last_step: row.int(1)?,
            confirmed_at: row.opt_int(2)?.and_then(|at| Timestamp::from_microsecond(at).ok()),
        })
    })
}

/// The accounts whose second factor is in force.
///
/// # Errors
/// See [`factor`].
pub fn accounts_with(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<AccountId>, StoreError> {
    let sql = "SELECT account_id FROM second_factor WHERE jurisdiction_id = $1 AND confirmed_at IS NOT NULL \
               ORDER BY account_id LIMIT 10000";
    r.all(sql, &[j.0.into()], |row| Ok(AccountId(row.int(0)?)))
}

/// Offers a secret; one that was offered before is replaced.
///
/// # Errors
/// See [`factor`].
pub fn offer(w: &mut Writer<'_>, j: JurisdictionId, account: AccountId, secret: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO second_factor (jurisdiction_id, account_id, secret, last_step) VALUES ($1, $2, $3, 0) \
               ON CONFLICT (jurisdiction_id, account_id) DO UPDATE SET secret = excluded.secret, last_step = 0, \
               confirmed_at = NULL";
    w.execute(sql, &[j.0.into(), account.0.into(), Value::Blob(secret.to_vec())])?;
    Ok(())
}

/// Puts the offered secret in force.
///
/// # Errors
/// See [`factor`].
pub fn confirm(w: &mut Writer<'_>, j: JurisdictionId, account: AccountId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE second_factor SET confirmed_at = $3 WHERE jurisdiction_id = $1 AND account_id = $2";
    w.execute(sql, &[j.0.into(), account.0.into(), at.into()])?;
    Ok(())
}

/// Uses up the code of a step of time. False when it, or a newer one, was used before: of two who show the same code at
/// once, one is refused.
///
/// # Errors
/// See [`factor`].
pub fn use_step(w: &mut Writer<'_>, j: JurisdictionId, account: AccountId, step: i64) -> Result<bool, StoreError> {
    let sql =
        "UPDATE second_factor SET last_step = $3 WHERE jurisdiction_id = $1 AND account_id = $2 AND last_step < $3";
    Ok(w.execute(sql, &[j.0.into(), account.0.into(), step.into()])? == 1)
}

/// Keeps the digests of new recovery codes in the place of all that were there.
///
/// # Errors
/// See [`factor`].
pub fn set_recovery_codes(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    account: AccountId,
    hashes: &[[u8; 32]],
) -> Result<(), StoreError> {
    let sql = "DELETE FROM recovery_code WHERE jurisdiction_id = $1 AND account_id = $2";
    w.execute(sql, &[j.0.into(), account.0.into()])?;
    let sql = "INSERT INTO recovery_code (jurisdiction_id, account_id, code_hash) VALUES ($1, $2, $3)";
    for hash in hashes {
        w.execute(sql, &[j.0.into(), account.0.into(), hash.into()])?;
    }
    Ok(())
}

/// Uses up a recovery code. False when there is no such code.
///
/// # Errors
/// See [`factor`].
pub fn use_recovery_code(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    account: AccountId,
    hash: &[u8; 32],
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM recovery_code WHERE jurisdiction_id = $1 AND account_id = $2 AND code_hash = $3";
    Ok(w.execute(sql, &[j.0.into(), account.0.into(), hash.into()])? == 1)
}

/// How many recovery codes are left.
///
/// # Errors
/// See [`factor`].
pub fn recovery_codes_left(r: &mut Reader<'_>, j: JurisdictionId, account: AccountId) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM recovery_code WHERE jurisdiction_id = $1 AND account_id = $2";
    r.number(sql, &[j.0.into(), account.0.into()])
}

/// Removes an account's second factor and its recovery codes.
///
/// # Errors
/// See [`factor`].
pub fn remove(w: &mut Writer<'_>, j: JurisdictionId, account: AccountId) -> Result<(), StoreError> {
    set_recovery_codes(w, j, account, &[])?;
    let sql = "DELETE FROM second_factor WHERE jurisdiction_id = $1 AND account_id = $2";
    w.execute(sql, &[j.0.into(), account.0.into()])?;
    Ok(())
}

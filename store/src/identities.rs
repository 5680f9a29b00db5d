//! Identities at a provider of identities, and the accounts that they open.

use jiff::Timestamp;
use shishi_kernel::{AccountId, JurisdictionId};

use crate::{Reader, StoreError, Writer};

/// The account that an identity opens.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn account(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    issuer: &str,
    subject: &str,
) -> Result<Option<AccountId>, StoreError> {
    let sql = "SELECT account_id FROM account_identity WHERE jurisdiction_id = $1 AND issuer = $2 AND subject = $3";
    r.one(sql, &[j.0.into(), issuer.into(), subject.into()], |row| {
        Ok(AccountId(row.int(0)?))
    })
}

/// Since when an account has an identity, and at which issuer.
///
/// # Errors
/// See [`account`].
pub fn of_account(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    account: AccountId,
) -> Result<Option<(String, Timestamp)>, StoreError> {
    let sql = "SELECT issuer, joined_at FROM account_identity WHERE jurisdiction_id = $1 AND account_id = $2";
    r.one(sql, &[j.0.into(), account.0.into()], |row| {
        Ok((row.text(0)?, row.instant(1)?))
    })
}

/// Joins an identity to an account.
///
/// # Errors
/// [`StoreError::Duplicate`] when either has another already.
pub fn join(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    account: AccountId,
    issuer: &str,
    subject: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO account_identity (jurisdiction_id, account_id, issuer, subject, joined_at) \
               VALUES ($1, $2, $3, $4, $5)";
    w.execute(
        sql,
        &[j.0.into(), account.0.into(), issuer.into(), subject.into(), at.into()],
    )?;
    Ok(())
}

/// Takes an account's identity away; says whether there was one.
///
/// # Errors
/// See [`account`].
pub fn part(w: &mut Writer<'_>, j: JurisdictionId, account: AccountId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM account_identity WHERE jurisdiction_id = $1 AND account_id = $2";
    Ok(w.execute(sql, &[j.0.into(), account.0.into()])? > 0)
}

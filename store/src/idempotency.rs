//! Answers already given, by the key that the outermost client chose.

use jiff::Timestamp;
use shishi_kernel::JurisdictionId;

use crate::{Reader, StoreError, Writer};

/// An answer already given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
    /// Status of the answer.
    pub status: u16,
    /// The answer.
    pub body: String,
}

/// The answer given to a key before.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn find(r: &mut Reader<'_>, j: JurisdictionId, scope: &str, key: &str) -> Result<Option<Remembered>, StoreError> {
    let sql = "SELECT request_hash, status, body FROM idempotency WHERE jurisdiction_id = $1 AND scope = $2 AND request_key = $3";
    r.one(sql, &[j.0.into(), scope.into(), key.into()], |row| {
        let corrupt = |column| StoreError::Corrupt {
            table: "idempotency",
            column,
            id: 0,
        };
        Ok(Remembered {
            request_hash: row.blob(0)?.try_into().map_err(|_| corrupt("request_hash"))?,
            status: u16::try_from(row.int(1)?).map_err(|_| corrupt("status"))?,
            body: row.text(2)?,
        })
    })
}

/// Lets one unit of work after the other use a key: the second finds the first one's answer.
///
/// # Errors
/// See [`find`].
pub fn hold(w: &mut Writer<'_>, j: JurisdictionId, scope: &str, key: &str) -> Result<(), StoreError> {
    w.hold(j, &format!("key:{scope}:{key}"))
}

/// Remembers the answer, in the unit of work of the change.
///
/// # Errors
/// [`StoreError::Duplicate`] when the key was used meanwhile.
pub fn remember(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    scope: &str,
    key: &str,
    answer: &Remembered,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO idempotency (jurisdiction_id, scope, request_key, request_hash, status, body, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        j.0.into(),
        scope.into(),
        key.into(),
        answer.request_hash.into(),
        i64::from(answer.status).into(),
        (&answer.body).into(),
        at.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// Forgets answers given before a time.
///
/// # Errors
/// See [`find`].
pub fn purge(w: &mut Writer<'_>, j: JurisdictionId, before: Timestamp) -> Result<u64, StoreError> {
    w.execute(
        "DELETE FROM idempotency WHERE jurisdiction_id = $1 AND at < $2",
        &[j.0.into(), before.into()],
    )
}

//! Bays that the desk closed, and when it opened them again.

use jiff::Timestamp;
use shishi_kernel::{JurisdictionId, LeafId};

use crate::{Reader, StoreError, Writer};

/// A bay that is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureRow {
    /// The bay.
    pub bay: i64,
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
}

/// The bays that are closed, in the order in which they were made.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn lasting(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<ClosureRow>, StoreError> {
    let sql = "SELECT bay_id, reason, closed_at FROM parking_closure WHERE jurisdiction_id = $1 AND opened_at IS NULL ORDER BY bay_id";
    r.all(sql, &[j.0.into()], |row| {
        Ok(ClosureRow {
            bay: row.int(0)?,
            reason: row.text(1)?,
            at: row.instant(2)?,
        })
    })
}

/// Whether a bay is closed.
///
/// # Errors
/// See [`lasting`].
pub fn is_closed(r: &mut Reader<'_>, j: JurisdictionId, bay: i64) -> Result<bool, StoreError> {
    let sql = "SELECT id FROM parking_closure WHERE jurisdiction_id = $1 AND bay_id = $2 AND opened_at IS NULL";
    let found = r.one(sql, &[j.0.into(), bay.into()], |row| row.int(0))?;
    Ok(found.is_some())
}

/// Closes a bay that is open.
///
/// # Errors
/// See [`lasting`].
pub fn close(w: &mut Writer<'_>, j: JurisdictionId, new: &ClosureRow, leaf: LeafId) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_closure (jurisdiction_id, bay_id, reason, closed_at, leaf_id) VALUES ($1, $2, $3, $4, $5) RETURNING id";
    let values = [
        j.0.into(),
        new.bay.into(),
        (&new.reason).into(),
        new.at.into(),
        leaf.0.into(),
    ];
    w.insert(sql, &values)
}

/// Opens a bay that is closed.
///
/// # Errors
/// See [`lasting`].
pub fn open(w: &mut Writer<'_>, j: JurisdictionId, bay: i64, at: Timestamp, leaf: LeafId) -> Result<(), StoreError> {
    let sql = "UPDATE parking_closure SET opened_at = $3, opened_leaf_id = $4 WHERE jurisdiction_id = $1 AND bay_id = $2 AND opened_at IS NULL";
    w.execute(sql, &[j.0.into(), bay.into(), at.into(), leaf.0.into()])
        .map(drop)
}

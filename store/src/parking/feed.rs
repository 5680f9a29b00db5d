//! Which measures of the ledger count what of parking, and which figures were reported so.

use shishi_kernel::{AccountId, Date, JurisdictionId, LeafId, MeasureId};

use crate::session::{Row, json};
use crate::{Reader, StoreError, Writer};

/// Says which measure counts something.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn set(w: &mut Writer<'_>, j: JurisdictionId, what: &str, measure: MeasureId) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_feed (jurisdiction_id, what, measure_id) VALUES ($1, $2, $3) \
               ON CONFLICT (jurisdiction_id, what) DO UPDATE SET daily_account = CASE WHEN parking_feed.measure_id = excluded.measure_id \
               THEN parking_feed.daily_account END, measure_id = excluded.measure_id";
    w.execute(sql, &[j.0.into(), what.into(), measure.0.into()]).map(drop)
}

/// Which measure counts what.
///
/// # Errors
/// See [`set`].
pub fn all(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(String, MeasureId)>, StoreError> {
    let sql = "SELECT what, measure_id FROM parking_feed WHERE jurisdiction_id = $1 ORDER BY what";
    r.all(sql, &[j.0.into()], |row| Ok((row.text(0)?, MeasureId(row.int(1)?))))
}

/// By whose word what is reported each day.
///
/// # Errors
/// See [`set`].
pub fn daily(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(String, AccountId)>, StoreError> {
    let sql = "SELECT what, daily_account FROM parking_feed WHERE jurisdiction_id = $1 AND daily_account IS NOT NULL ORDER BY what";
    r.all(sql, &[j.0.into()], |row| Ok((row.text(0)?, AccountId(row.int(1)?))))
}

/// Says by whose word something is reported each day, or that it is not.
///
/// # Errors
/// See [`set`].
pub fn set_daily(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    what: &str,
    account: Option<AccountId>,
) -> Result<(), StoreError> {
    let sql = "UPDATE parking_feed SET daily_account = $3 WHERE jurisdiction_id = $1 AND what = $2";
    let account = account.map(|account| account.0);
    w.execute(sql, &[j.0.into(), what.into(), account.into()]).map(drop)
}

/// A figure that was reported from parking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FedRow {
    /// The journal entry of the reported value.
    pub leaf: LeafId,
    /// The measure.
    pub measure: MeasureId,
    /// The day to which it speaks.
    pub as_of: Date,
    /// The figure.
    pub figure: u32,
    /// The journal entries that were counted, in order.
    pub sources: Vec<LeafId>,
}

fn fed(row: &Row<'_>) -> Result<FedRow, StoreError> {
    let sources: Vec<i64> = row.json(4)?;
    Ok(FedRow {
        leaf: LeafId(row.int(0)?),
        measure: MeasureId(row.int(1)?),
        as_of: row.date(2)?,
        figure: row.count(3)?,
        sources: sources.into_iter().map(LeafId).collect(),
    })
}

/// Keeps a figure that was reported.
///
/// # Errors
/// See [`set`].
pub fn add(w: &mut Writer<'_>, j: JurisdictionId, what: &str, row: &FedRow) -> Result<(), StoreError> {
    let sources: Vec<i64> = row.sources.iter().map(|leaf| leaf.0).collect();
    let sql = "INSERT INTO parking_fed (jurisdiction_id, leaf_id, what, measure_id, as_of, figure, sources) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        j.0.into(),
        row.leaf.0.into(),
        what.into(),
        row.measure.0.into(),
        row.as_of.into(),
        row.figure.into(),
        json(&sources)?,
    ];
    w.execute(sql, &values).map(drop)
}

const COLUMNS: &str = "leaf_id, measure_id, as_of, figure, sources";

/// The last figure of something.
///
/// # Errors
/// See [`set`].
pub fn last(r: &mut Reader<'_>, j: JurisdictionId, what: &str) -> Result<Option<FedRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM parking_fed WHERE jurisdiction_id = $1 AND what = $2 ORDER BY as_of DESC, leaf_id DESC LIMIT 1"
    );
    r.one(&sql, &[j.0.into(), what.into()], fed)
}

/// The figure of a reported value, where it was reported from parking.
///
/// # Errors
/// See [`set`].
pub fn by_leaf(r: &mut Reader<'_>, j: JurisdictionId, leaf: LeafId) -> Result<Option<FedRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM parking_fed WHERE jurisdiction_id = $1 AND leaf_id = $2");
    r.one(&sql, &[j.0.into(), leaf.0.into()], fed)
}

/// The journal entry of each lot as it stands, by the lot's number.
///
/// # Errors
/// See [`set`].
pub fn lot_leaves(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(i64, LeafId)>, StoreError> {
    let sql = "SELECT id, leaf_id FROM parking_lot WHERE jurisdiction_id = $1 ORDER BY id";
    r.all(sql, &[j.0.into()], |row| Ok((row.int(0)?, LeafId(row.int(1)?))))
}

/// Charging areas that were accepted: the day, and the journal entry that says so.
///
/// # Errors
/// See [`set`].
pub fn accepted(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(Date, LeafId)>, StoreError> {
    let sql = "SELECT accepted_on, leaf_id FROM parking_station WHERE jurisdiction_id = $1 AND accepted_on IS NOT NULL \
               AND leaf_id IS NOT NULL ORDER BY id";
    r.all(sql, &[j.0.into()], |row| Ok((row.date(0)?, LeafId(row.int(1)?))))
}

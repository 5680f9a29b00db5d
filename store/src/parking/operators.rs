//! Operators of charging stations: whom to ask, and what came of it.

use jiff::Timestamp;
use shishi_kernel::{Date, JurisdictionId, LeafId};

use crate::session::Row;
use crate::{Reader, StoreError, Writer};

/// An operator as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorRow {
    /// The nine signs by which it is known.
    pub operator: String,
    /// Its name for people.
    pub name: String,
    /// Where it is asked.
    pub address: String,
    /// The keys of both ways, sealed.
    pub sealed: Vec<u8>,
    /// Since when it is not asked.
    pub paused_at: Option<Timestamp>,
    /// The number of the job that asks next.
    pub turn: i64,
    /// When its stations were told last; none where they are to be asked for.
    pub stations_at: Option<Timestamp>,
    /// When it answered last.
    pub answered_at: Option<Timestamp>,
    /// Why the last attempt failed, and since when.
    pub trouble: Option<(String, Timestamp)>,
    /// How many failed in a row.
    pub failures: u32,
}

const OPERATOR: &str =
    "operator, name, address, sealed, paused_at, turn, stations_at, answered_at, trouble, trouble_at, failures";

fn operator(row: &Row<'_>) -> Result<OperatorRow, StoreError> {
    let moment = |column| row.opt_int(column)?.map(|_| row.instant(column)).transpose();
    Ok(OperatorRow {
        operator: row.text(0)?,
        name: row.text(1)?,
        address: row.text(2)?,
        sealed: row.blob(3)?,
        paused_at: moment(4)?,
        turn: row.int(5)?,
        stations_at: moment(6)?,
        answered_at: moment(7)?,
        trouble: row.opt_text(8)?.zip(moment(9)?),
        failures: row.count(10)?,
    })
}

/// Keeps an operator, new or changed: its name, its address, its keys and whether it is asked. What came of asking stays, and its turn is counted on, so
/// that a job of before does nothing. Gives the turn.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn put(w: &mut Writer<'_>, j: JurisdictionId, row: &OperatorRow, leaf: LeafId) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_operator (jurisdiction_id, operator, name, address, sealed, paused_at, turn, failures, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, 1, 0, $7) ON CONFLICT (jurisdiction_id, operator) DO UPDATE SET name = excluded.name, \
               address = excluded.address, sealed = excluded.sealed, paused_at = excluded.paused_at, turn = parking_operator.turn + 1, \
               stations_at = NULL, failures = 0, leaf_id = excluded.leaf_id RETURNING turn";
    let values = [
        j.0.into(),
        (&row.operator).into(),
        (&row.name).into(),
        (&row.address).into(),
        row.sealed.clone().into(),
        row.paused_at.into(),
        leaf.0.into(),
    ];
    w.one(sql, &values, |row| row.int(0))?
        .ok_or_else(|| StoreError::Other("no turn was returned".into()))
}

/// Every operator, by its signs.
///
/// # Errors
/// See [`put`].
pub fn all(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<OperatorRow>, StoreError> {
    let sql = format!("SELECT {OPERATOR} FROM parking_operator WHERE jurisdiction_id = $1 ORDER BY operator");
    r.all(&sql, &[j.0.into()], operator)
}

/// An operator by its signs.
///
/// # Errors
/// See [`put`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, signs: &str) -> Result<Option<OperatorRow>, StoreError> {
    let sql = format!("SELECT {OPERATOR} FROM parking_operator WHERE jurisdiction_id = $1 AND operator = $2");
    r.one(&sql, &[j.0.into(), signs.into()], operator)
}

/// What came of asking an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// When it was asked.
    pub at: Timestamp,
    /// Whether its stations were told.
    pub stations: bool,
    /// Why it failed; none where it did not.
    pub trouble: Option<String>,
}

/// Keeps what came of asking, and counts the turn on. Whether the turn was still the one that was asked in; if not, nothing is kept.
///
/// # Errors
/// See [`put`].
pub fn came(w: &mut Writer<'_>, j: JurisdictionId, signs: &str, turn: i64, came: &Came) -> Result<bool, StoreError> {
    // What goes wrong in the same way has gone wrong since then.
    let sql = "UPDATE parking_operator SET turn = turn + 1, \
               stations_at = CASE WHEN $4 = 1 THEN $5 ELSE stations_at END, \
               answered_at = CASE WHEN CAST($6 AS TEXT) IS NULL THEN $5 ELSE answered_at END, \
               trouble_at = CASE WHEN CAST($6 AS TEXT) IS NULL THEN NULL WHEN trouble IS NOT NULL THEN trouble_at ELSE $5 END, \
               failures = CASE WHEN CAST($6 AS TEXT) IS NULL THEN 0 ELSE failures + 1 END, trouble = $6 \
               WHERE jurisdiction_id = $1 AND operator = $2 AND turn = $3";
    let values = [
        j.0.into(),
        signs.into(),
        turn.into(),
        i64::from(came.stations).into(),
        came.at.into(),
        came.trouble.as_ref().into(),
    ];
    Ok(w.execute(sql, &values)? == 1)
}

/// Has the stations of an operator asked for at the next turn, as it spoke of a connector that no station has.
///
/// # Errors
/// See [`put`].
pub fn forget_stations(w: &mut Writer<'_>, j: JurisdictionId, signs: &str) -> Result<(), StoreError> {
    let sql = "UPDATE parking_operator SET stations_at = NULL WHERE jurisdiction_id = $1 AND operator = $2 AND stations_at IS NOT NULL";
    w.execute(sql, &[j.0.into(), signs.into()]).map(drop)
}

/// Counts what was pushed and refused.
///
/// # Errors
/// See [`put`].
pub fn count_refused(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    signs: &str,
    day: Date,
    code: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_operator_refused (jurisdiction_id, operator, day, code, count) VALUES ($1, $2, $3, $4, 1) \
               ON CONFLICT (jurisdiction_id, operator, day, code) DO UPDATE SET count = parking_operator_refused.count + 1";
    w.execute(sql, &[j.0.into(), signs.into(), day.into(), code.into()])
        .map(drop)
}

/// What was pushed and refused since a day: day, operator, code, how often; the newest day first.
///
/// # Errors
/// See [`put`].
pub fn refused_since(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    since: Date,
) -> Result<Vec<(Date, String, String, u32)>, StoreError> {
    let sql = "SELECT day, operator, code, count FROM parking_operator_refused WHERE jurisdiction_id = $1 AND day >= $2 \
               ORDER BY day DESC, operator, code LIMIT 200";
    r.all(sql, &[j.0.into(), since.into()], |row| {
        Ok((row.date(0)?, row.text(1)?, row.text(2)?, row.count(3)?))
    })
}

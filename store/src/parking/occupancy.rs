//! How full lots were, every quarter of an hour.

use shishi_kernel::JurisdictionId;

use crate::session::Value;
use crate::{Reader, StoreError, Writer};

/// How full a lot was at a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OccupancyRow {
    /// The lot.
    pub lot: i64,
    /// Minutes of the civil clock since 1970.
    pub minute: i64,
    /// Occupied bays.
    pub occupied: u32,
    /// Bays.
    pub capacity: u32,
}

/// Keeps what is new; what is known of a minute stays.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn put(w: &mut Writer<'_>, j: JurisdictionId, rows: &[OccupancyRow]) -> Result<u64, StoreError> {
    let values: Vec<[Value; 5]> = rows
        .iter()
        .map(|row| {
            [
                j.0.into(),
                row.lot.into(),
                row.minute.into(),
                row.occupied.into(),
                row.capacity.into(),
            ]
        })
        .collect();
    let head = "INSERT INTO parking_occupancy (jurisdiction_id, lot_id, minute, occupied, capacity)";
    w.insert_many(head, "ON CONFLICT DO NOTHING", values)
}

/// Everything from a minute on, lot by lot in the order of time.
///
/// # Errors
/// See [`put`].
pub fn since(r: &mut Reader<'_>, j: JurisdictionId, minute: i64) -> Result<Vec<OccupancyRow>, StoreError> {
    let sql = "SELECT lot_id, minute, occupied, capacity FROM parking_occupancy WHERE jurisdiction_id = $1 AND minute >= $2 \
               ORDER BY lot_id, minute";
    r.all(sql, &[j.0.into(), minute.into()], |row| {
        Ok(OccupancyRow {
            lot: row.int(0)?,
            minute: row.int(1)?,
            occupied: row.count(2)?,
            capacity: row.count(3)?,
        })
    })
}

/// Erases what was before a minute. Gives how many rows.
///
/// # Errors
/// See [`put`].
pub fn erase_before(w: &mut Writer<'_>, j: JurisdictionId, minute: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM parking_occupancy WHERE jurisdiction_id = $1 AND minute < $2";
    w.execute(sql, &[j.0.into(), minute.into()])
}

//! Passes: what a resident's browser may see of parking.

use jiff::Timestamp;
use shishi_kernel::{Date, JurisdictionId};

use super::bookings::{self, BookingRow};
use crate::{Reader, StoreError, Writer};

/// A pass as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassRow {
    /// Its number.
    pub id: i64,
    /// The day on which it was last used.
    pub last_on: Date,
}

/// Makes a pass and gives its number.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn add(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    token_hash: &[u8; 32],
    last_on: Date,
    erase_on: Date,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_pass (jurisdiction_id, token_hash, last_on, erase_on) VALUES ($1, $2, $3, $4) RETURNING id";
    w.insert(sql, &[j.0.into(), token_hash.into(), last_on.into(), erase_on.into()])
}

/// The pass of a secret.
///
/// # Errors
/// See [`add`].
pub fn by_token(r: &mut Reader<'_>, j: JurisdictionId, token_hash: &[u8; 32]) -> Result<Option<PassRow>, StoreError> {
    let sql = "SELECT id, last_on FROM parking_pass WHERE jurisdiction_id = $1 AND token_hash = $2";
    r.one(sql, &[j.0.into(), token_hash.into()], |row| {
        Ok(PassRow {
            id: row.int(0)?,
            last_on: row.date(1)?,
        })
    })
}

/// Says that a pass was used on a day, which moves the day of its erasure.
///
/// # Errors
/// See [`add`].
pub fn touch(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    pass: i64,
    last_on: Date,
    erase_on: Date,
) -> Result<(), StoreError> {
    let sql = "UPDATE parking_pass SET last_on = $3, erase_on = $4 WHERE jurisdiction_id = $1 AND id = $2";
    w.execute(sql, &[j.0.into(), pass.into(), last_on.into(), erase_on.into()])
        .map(drop)
}

/// Lets a pass see the stays of a vehicle.
///
/// # Errors
/// See [`add`].
pub fn add_vehicle(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    pass: i64,
    vehicle: i64,
    how: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_pass_vehicle (jurisdiction_id, pass_id, vehicle_id, how, at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (jurisdiction_id, pass_id, vehicle_id) DO UPDATE SET how = excluded.how, at = excluded.at";
    w.execute(sql, &[j.0.into(), pass.into(), vehicle.into(), how.into(), at.into()])
        .map(drop)
}

/// The vehicles whose stays a pass may see, in the order in which they were proved.
///
/// # Errors
/// See [`add`].
pub fn vehicles(r: &mut Reader<'_>, j: JurisdictionId, pass: i64) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT vehicle_id FROM parking_pass_vehicle WHERE jurisdiction_id = $1 AND pass_id = $2 ORDER BY at, vehicle_id";
    r.all(sql, &[j.0.into(), pass.into()], |row| row.int(0))
}

/// The bookings that a pass asked for, the latest start first, at most so many.
///
/// # Errors
/// See [`add`].
pub fn bookings(r: &mut Reader<'_>, j: JurisdictionId, pass: i64, limit: u32) -> Result<Vec<BookingRow>, StoreError> {
    let sql = format!(
        "SELECT {} FROM parking_booking WHERE jurisdiction_id = $1 AND pass_id = $2 ORDER BY start_minute DESC, lot_id, booking LIMIT $3",
        bookings::COLUMNS
    );
    r.all(&sql, &[j.0.into(), pass.into(), limit.into()], bookings::booking)
}

/// Ends a pass: what it could see it cannot see any more, and its bookings are nobody's.
///
/// # Errors
/// See [`add`].
pub fn end(w: &mut Writer<'_>, j: JurisdictionId, pass: i64) -> Result<(), StoreError> {
    for sql in [
        "UPDATE parking_booking SET pass_id = NULL WHERE jurisdiction_id = $1 AND pass_id = $2",
        "DELETE FROM parking_pass_vehicle WHERE jurisdiction_id = $1 AND pass_id = $2",
        "DELETE FROM parking_pass WHERE jurisdiction_id = $1 AND id = $2",
    ] {
        w.execute(sql, &[j.0.into(), pass.into()])?;
    }
    Ok(())
}

/// The passes whose day has come, at most so many.
///
/// # Errors
/// See [`add`].
pub fn due(r: &mut Reader<'_>, j: JurisdictionId, today: Date, limit: u32) -> Result<Vec<i64>, StoreError> {
    let sql =
        "SELECT id FROM parking_pass WHERE jurisdiction_id = $1 AND erase_on <= $2 ORDER BY erase_on, id LIMIT $3";
    r.all(sql, &[j.0.into(), today.into(), limit.into()], |row| row.int(0))
}

/// Notes a try to prove a plate under the digest of who or what it was.
///
/// # Errors
/// See [`add`].
pub fn add_try(w: &mut Writer<'_>, j: JurisdictionId, who: &[u8; 32], at: Timestamp) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_pass_try (jurisdiction_id, who, at) VALUES ($1, $2, $3) RETURNING id";
    w.insert(sql, &[j.0.into(), who.into(), at.into()]).map(drop)
}

/// When the tries of a digest after a moment were, the earliest first.
///
/// # Errors
/// See [`add`].
pub fn tries(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    who: &[u8; 32],
    after: Timestamp,
) -> Result<Vec<Timestamp>, StoreError> {
    let sql =
        "SELECT at FROM parking_pass_try WHERE jurisdiction_id = $1 AND who = $2 AND at > $3 ORDER BY at LIMIT 100";
    r.all(sql, &[j.0.into(), who.into(), after.into()], |row| row.instant(0))
}

/// Forgets tries before a moment.
///
/// # Errors
/// See [`add`].
pub fn forget_tries(w: &mut Writer<'_>, j: JurisdictionId, before: Timestamp) -> Result<u64, StoreError> {
    w.execute(
        "DELETE FROM parking_pass_try WHERE jurisdiction_id = $1 AND at < $2",
        &[j.0.into(), before.into()],
    )
}

//! The bookings of lots: what happened to them, in order, and where each stands for lists.

use shishi_kernel::JurisdictionId;

use super::narrow;
use crate::session::{Row, Value};
use crate::{Reader, StoreError, Writer};

/// How many events a lot has, and the mark of its last commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Events so far.
    pub events: i64,
    /// New with every commit, so that a state kept in memory can be told from one that was undone.
    pub tag: i64,
}

/// Where a lot's events stand.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn head(r: &mut Reader<'_>, j: JurisdictionId, lot: i64) -> Result<Head, StoreError> {
    let sql = "SELECT events, tag FROM parking_booking_head WHERE jurisdiction_id = $1 AND lot_id = $2";
    let head = r.one(sql, &[j.0.into(), lot.into()], |row| {
        Ok(Head {
            events: row.int(0)?,
            tag: row.int(1)?,
        })
    })?;
    Ok(head.unwrap_or_default())
}

/// An event of a lot's bookings, with its content as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its place in the order, from 1.
    pub number: i64,
    /// When, in minutes since 1970.
    pub minute: i64,
    /// The booking, by its number in the lot.
    pub booking: u64,
    /// What happened.
    pub content: String,
}

/// Events of a lot after a number, in order.
///
/// # Errors
/// See [`head`].
pub fn events(r: &mut Reader<'_>, j: JurisdictionId, lot: i64, after: i64) -> Result<Vec<EventRow>, StoreError> {
    let sql = "SELECT number, minute, booking, content FROM parking_booking_event WHERE jurisdiction_id = $1 AND lot_id = $2 \
               AND number > $3 ORDER BY number";
    r.all(sql, &[j.0.into(), lot.into(), after.into()], |row| {
        Ok(EventRow {
            number: row.int(0)?,
            minute: row.int(1)?,
            booking: narrow("parking_booking_event", "booking", row.int(2)?)?,
            content: row.text(3)?,
        })
    })
}

/// Keeps events that follow on a head, and the new head.
///
/// # Errors
/// [`StoreError::Duplicate`] where others follow on it already.
pub fn append(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    lot: i64,
    events: &[EventRow],
    head: Head,
) -> Result<(), StoreError> {
    let rows: Vec<[Value; 6]> = events
        .iter()
        .map(|event| {
            [
                j.0.into(),
                lot.into(),
                event.number.into(),
                event.minute.into(),
                i64::try_from(event.booking).unwrap_or(i64::MAX).into(),
                (&event.content).into(),
            ]
        })
        .collect();
    let insert = "INSERT INTO parking_booking_event (jurisdiction_id, lot_id, number, minute, booking, content)";
    w.insert_many(insert, "", rows)?;
    let sql = "INSERT INTO parking_booking_head (jurisdiction_id, lot_id, events, tag) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (jurisdiction_id, lot_id) DO UPDATE SET events = excluded.events, tag = excluded.tag";
    w.execute(sql, &[j.0.into(), lot.into(), head.events.into(), head.tag.into()])?;
    Ok(())
}

/// Where a booking stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRow {
    /// The lot.
    pub lot: i64,
    /// Its number there.
    pub booking: u64,
    /// The vehicle.
    pub vehicle: i64,
    /// The pass that asked for it; none for the desk. Kept from the first time.
    pub pass: Option<i64>,
    /// Where it stands, by its name.
    pub state: String,
    /// From when, in minutes since 1970.
    pub start: i64,
    /// Until before when.
    pub end: i64,
    /// The bay, where bays are guided to.
    pub bay: Option<i64>,
}

/// Says where bookings stand.
///
/// # Errors
/// See [`head`].
pub fn put(w: &mut Writer<'_>, j: JurisdictionId, bookings: &[BookingRow]) -> Result<(), StoreError> {
    let rows: Vec<[Value; 9]> = bookings
        .iter()
        .map(|row| {
            [
                j.0.into(),
                row.lot.into(),
                i64::try_from(row.booking).unwrap_or(i64::MAX).into(),
                row.vehicle.into(),
                row.pass.into(),
                (&row.state).into(),
                row.start.into(),
                row.end.into(),
                row.bay.into(),
            ]
        })
        .collect();
    w.insert_many(
        "INSERT INTO parking_booking (jurisdiction_id, lot_id, booking, vehicle_id, pass_id, state, start_minute, end_minute, bay_id)",
        "ON CONFLICT (jurisdiction_id, lot_id, booking) DO UPDATE SET state = excluded.state, start_minute = excluded.start_minute, \
         end_minute = excluded.end_minute, bay_id = excluded.bay_id",
        rows,
    )
    .map(drop)
}

pub(super) const COLUMNS: &str = "lot_id, booking, vehicle_id, pass_id, state, start_minute, end_minute, bay_id";

pub(super) fn booking(row: &Row<'_>) -> Result<BookingRow, StoreError> {
    Ok(BookingRow {
        lot: row.int(0)?,
        booking: narrow("parking_booking", "booking", row.int(1)?)?,
        vehicle: row.int(2)?,
        pass: row.opt_int(3)?,
        state: row.text(4)?,
        start: row.int(5)?,
        end: row.int(6)?,
        bay: row.opt_int(7)?,
    })
}

/// One booking.
///
/// # Errors
/// See [`head`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, lot: i64, number: u64) -> Result<Option<BookingRow>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM parking_booking WHERE jurisdiction_id = $1 AND lot_id = $2 AND booking = $3");
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    r.one(&sql, &[j.0.into(), lot.into(), number.into()], booking)
}

/// The bookings of a vehicle, the latest start first, at most so many.
///
/// # Errors
/// See [`head`].
pub fn of_vehicle(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    vehicle: i64,
    limit: u32,
) -> Result<Vec<BookingRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM parking_booking WHERE jurisdiction_id = $1 AND vehicle_id = $2 ORDER BY start_minute DESC, lot_id, booking LIMIT $3"
    );
    r.all(&sql, &[j.0.into(), vehicle.into(), limit.into()], booking)
}

/// The bookings of a lot that end after a minute, by their start, at most so many.
///
/// # Errors
/// See [`head`].
pub fn of_lot(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lot: i64,
    after: i64,
    limit: u32,
) -> Result<Vec<BookingRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM parking_booking WHERE jurisdiction_id = $1 AND lot_id = $2 AND end_minute > $3 \
         ORDER BY start_minute, booking LIMIT $4"
    );
    r.all(&sql, &[j.0.into(), lot.into(), after.into(), limit.into()], booking)
}

/// Forgets bookings of a lot that are over and ended before a minute, with what happened to them, and marks the head anew. The one with
/// the highest number stays, so that no number is given twice. Gives how many.
///
/// # Errors
/// See [`head`].
pub fn forget(w: &mut Writer<'_>, j: JurisdictionId, lot: i64, before: i64, tag: i64) -> Result<u64, StoreError> {
    const OVER: &str = "jurisdiction_id = $1 AND lot_id = $2 AND end_minute < $3 \
                        AND state IN ('fulfilled', 'cancelled', 'no_show', 'rejected', 'failed') \
                        AND booking < (SELECT max(booking) FROM parking_booking WHERE jurisdiction_id = $1 AND lot_id = $2)";
    let values = [j.0.into(), lot.into(), before.into()];
    let events = format!(
        "DELETE FROM parking_booking_event WHERE jurisdiction_id = $1 AND lot_id = $2 \
         AND booking IN (SELECT booking FROM parking_booking WHERE {OVER})"
    );
    if w.execute(&events, &values)? == 0 {
        return Ok(0);
    }
    let forgotten = w.execute(&format!("DELETE FROM parking_booking WHERE {OVER}"), &values)?;
    let sql = "UPDATE parking_booking_head SET tag = $3 WHERE jurisdiction_id = $1 AND lot_id = $2";
    w.execute(sql, &[j.0.into(), lot.into(), tag.into()])?;
    Ok(forgotten)
}

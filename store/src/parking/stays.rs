//! Stays, as they follow from the passages, and counts of vehicles to hold against them.

use std::collections::HashMap;

use shishi_kernel::{Fen, JurisdictionId};

use super::messages::{self, Key};
use super::narrow;
use crate::lists::Piece;
use crate::session::{Row, Value};
use crate::{Reader, StoreError, Writer};

/// A stay as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StayRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// The lot.
    pub lot: i64,
    /// The vehicle.
    pub vehicle: i64,
    /// The message of its entry, by which it is known.
    pub entry: Key,
    /// When it began, in seconds since 1970.
    pub entry_second: i64,
    /// The message of its exit and when that was; none while the vehicle is in the lot.
    pub exit: Option<(Key, i64)>,
    /// Whether messages took it back.
    pub withdrawn: bool,
    /// What it costs; none while it lasts or where nothing says.
    pub fee: Option<Fen>,
    /// The text of the tariff that says so.
    pub tariff: Option<i64>,
    /// What class, card and discounts that was worked out with, as JSON; none where there was none.
    pub basis: Option<String>,
}

pub(super) const COLUMNS: &str = "lot_id, vehicle_id, entry_device, entry_sequence, entry_second, exit_device, exit_sequence, exit_second, withdrawn, \
                       fee_fen, tariff_id, basis";
const TABLE: &str = "parking_stay";

pub(super) fn stay(row: &Row<'_>) -> Result<StayRow, StoreError> {
    let sequence = |column| narrow::<u64>(TABLE, "sequence", row.int(column)?);
    let exit = match row.opt_int(6)? {
        Some(device) => Some(((device, sequence(7)?), row.int(8)?)),
        None => None,
    };
    Ok(StayRow {
        id: row.int(0)?,
        lot: row.int(1)?,
        vehicle: row.int(2)?,
        entry: (row.int(3)?, sequence(4)?),
        entry_second: row.int(5)?,
        exit,
        withdrawn: row.flag(9)?,
        fee: row.opt_int(10)?.map(Fen),
        tariff: row.opt_int(11)?,
        basis: row.opt_text(12)?,
    })
}

/// Keeps stays, new or changed; the entry says which a stay is. Gives their numbers, in the order of `stays`.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn put(w: &mut Writer<'_>, j: JurisdictionId, stays: &[StayRow]) -> Result<Vec<i64>, StoreError> {
    let stored = |sequence: u64| i64::try_from(sequence).unwrap_or(i64::MAX);
    let row = |stay: &StayRow| {
        [
            j.0.into(),
            stay.lot.into(),
            stay.vehicle.into(),
            stay.entry.0.into(),
            stored(stay.entry.1).into(),
            stay.entry_second.into(),
            stay.exit.map(|((device, _), _)| device).into(),
            stay.exit.map(|((_, sequence), _)| stored(sequence)).into(),
            stay.exit.map(|(_, second)| second).into(),
            stay.withdrawn.into(),
            stay.fee.map(|fee| fee.0).into(),
            stay.tariff.into(),
            stay.basis.as_deref().into(),
        ]
    };
    let rows: Vec<[Value; 13]> = stays.iter().map(row).collect();
    let head = format!("INSERT INTO parking_stay (jurisdiction_id, {COLUMNS})");
    let tail = "ON CONFLICT (jurisdiction_id, entry_device, entry_sequence) DO UPDATE SET vehicle_id = excluded.vehicle_id, \
                entry_second = excluded.entry_second, exit_device = excluded.exit_device, exit_sequence = excluded.exit_sequence, \
                exit_second = excluded.exit_second, withdrawn = excluded.withdrawn, fee_fen = excluded.fee_fen, \
                tariff_id = excluded.tariff_id, basis = excluded.basis, batched = 0 RETURNING id, entry_device, entry_sequence";
    // Neither engine promises an order of what is returned.
    let mut ids: HashMap<Key, i64> = HashMap::with_capacity(stays.len());
    for Piece { text, values } in w.inserts(&head, tail, rows)? {
        ids.extend(w.all(&text, &values, |row| {
            Ok((
                (row.int(1)?, narrow(TABLE, "entry_sequence", row.int(2)?)?),
                row.int(0)?,
            ))
        })?);
    }
    let id = |stay: &StayRow| ids.get(&stay.entry).copied();
    let ids = stays.iter().map(id).collect::<Option<Vec<_>>>();
    ids.ok_or_else(|| StoreError::Other("no id was returned".into()))
}

/// The stays of vehicles in a lot that are known by an entry at or after a second, withdrawn ones too.
///
/// # Errors
/// See [`put`].
pub fn since(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lot: i64,
    vehicles: &[(i64, i64)],
) -> Result<Vec<StayRow>, StoreError> {
    let found = r.found(
        &format!("id, {COLUMNS}"),
        TABLE,
        "jurisdiction_id = $1 AND lot_id = $2 AND vehicle_id = asked.vehicle AND entry_second >= asked.since",
    );
    messages::of_vehicles(r, j, lot, vehicles, &found, stay)
}

/// The stays of vehicles in a lot that ended and were not taken back: those that began in a stretch, and the last one that began before it. Each
/// stretch is a vehicle, its first second, and the first after it.
///
/// # Errors
/// See [`put`].
pub fn ended_around(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lot: i64,
    stretches: &[(i64, i64, i64)],
) -> Result<Vec<StayRow>, StoreError> {
    let before = "SELECT max(p.entry_second) FROM parking_stay AS p WHERE p.jurisdiction_id = $1 AND p.lot_id = $2 \
                  AND p.vehicle_id = asked.vehicle AND p.entry_second < asked.since AND p.exit_second IS NOT NULL AND p.withdrawn = 0";
    let found_by = r.found(
        &format!("id, {COLUMNS}"),
        TABLE,
        &format!(
            "jurisdiction_id = $1 AND lot_id = $2 AND vehicle_id = asked.vehicle AND entry_second < asked.until \
             AND entry_second >= COALESCE(({before}), asked.since) AND exit_second IS NOT NULL AND withdrawn = 0"
        ),
    );
    let row = |(vehicle, since, until): &(i64, i64, i64)| [(*vehicle).into(), (*since).into(), (*until).into()];
    let rows: Vec<[Value; 3]> = stretches.iter().map(row).collect();
    let mut found = Vec::new();
    for Piece { text, values } in r.rows(&[j.0.into(), lot.into()], &["BIGINT"; 3], rows) {
        let sql = format!("WITH asked (vehicle, since, until) AS ({text}) {found_by}");
        found.extend(r.all(&sql, &values, stay)?);
    }
    Ok(found)
}

/// Stays known by their entries, withdrawn ones too.
///
/// # Errors
/// See [`put`].
pub fn by_entries(r: &mut Reader<'_>, j: JurisdictionId, entries: &[Key]) -> Result<Vec<StayRow>, StoreError> {
    let found = r.found(
        &format!("id, {COLUMNS}"),
        TABLE,
        "jurisdiction_id = $1 AND entry_device = asked.device AND entry_sequence = asked.number",
    );
    messages::keyed(r, j, entries, &found, stay)
}

/// A stay by its number.
///
/// # Errors
/// See [`put`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, id: i64) -> Result<Option<StayRow>, StoreError> {
    let sql = format!("SELECT id, {COLUMNS} FROM parking_stay WHERE jurisdiction_id = $1 AND id = $2");
    r.one(&sql, &[j.0.into(), id.into()], stay)
}

/// The stays of a vehicle, the newest first, at most so many; withdrawn ones are left out.
///
/// # Errors
/// See [`put`].
pub fn of_vehicle(r: &mut Reader<'_>, j: JurisdictionId, vehicle: i64, limit: u32) -> Result<Vec<StayRow>, StoreError> {
    let sql = format!(
        "SELECT id, {COLUMNS} FROM parking_stay WHERE jurisdiction_id = $1 AND vehicle_id = $2 AND withdrawn = 0 \
         ORDER BY entry_second DESC, id DESC LIMIT $3"
    );
    r.all(&sql, &[j.0.into(), vehicle.into(), limit.into()], stay)
}

/// The stays of a lot that last, or ended after a second, the latest entry first, at most so many.
///
/// # Errors
/// See [`put`].
pub fn of_lot(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lot: i64,
    since: i64,
    limit: u32,
) -> Result<Vec<StayRow>, StoreError> {
    let sql = format!(
        "SELECT id, {COLUMNS} FROM parking_stay WHERE jurisdiction_id = $1 AND lot_id = $2 AND withdrawn = 0 \
         AND (exit_second IS NULL OR exit_second > $3) ORDER BY entry_second DESC, id DESC LIMIT $4"
    );
    r.all(&sql, &[j.0.into(), lot.into(), since.into(), limit.into()], stay)
}

/// The stay of a vehicle that is in a lot now.
///
/// # Errors
/// See [`put`].
pub fn inside(r: &mut Reader<'_>, j: JurisdictionId, lot: i64, vehicle: i64) -> Result<Option<StayRow>, StoreError> {
    let sql = format!(
        "SELECT id, {COLUMNS} FROM parking_stay WHERE jurisdiction_id = $1 AND lot_id = $2 AND vehicle_id = $3 \
         AND exit_second IS NULL AND withdrawn = 0 ORDER BY entry_second DESC LIMIT 1"
    );
    r.one(&sql, &[j.0.into(), lot.into(), vehicle.into()], stay)
}

/// How many vehicles are in each lot now, by lot.
///
/// # Errors
/// See [`put`].
pub fn inside_counts(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(i64, u32)>, StoreError> {
    let sql = "SELECT lot_id, count(*) FROM parking_stay WHERE jurisdiction_id = $1 AND exit_second IS NULL AND withdrawn = 0 \
               GROUP BY lot_id ORDER BY lot_id";
    r.all(sql, &[j.0.into()], |row| Ok((row.int(0)?, row.count(1)?)))
}

/// When a vehicle last came to or left each lot, in seconds since 1970, among those that are in a lot and those that left one after
/// a second.
///
/// # Errors
/// See [`put`].
pub fn last_moves(r: &mut Reader<'_>, j: JurisdictionId, after: i64) -> Result<Vec<(i64, i64)>, StoreError> {
    let sql = "SELECT lot_id, max(entry_second) FROM parking_stay WHERE jurisdiction_id = $1 AND exit_second IS NULL AND withdrawn = 0 \
               GROUP BY lot_id UNION ALL \
               SELECT lot_id, max(exit_second) FROM parking_stay WHERE jurisdiction_id = $1 AND exit_second > $2 AND withdrawn = 0 \
               GROUP BY lot_id";
    r.all(sql, &[j.0.into(), after.into()], |row| Ok((row.int(0)?, row.int(1)?)))
}

/// A count of the vehicles in a lot, and how many the stays said were there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountRow {
    /// The message that says so.
    pub key: Key,
    /// The lot.
    pub lot: i64,
    /// When, in seconds since 1970.
    pub second: i64,
    /// Vehicles that were counted.
    pub vehicles: u32,
    /// Vehicles that the stays say were there.
    pub expected: u32,
}

/// How many vehicles the stays say were in a lot at a second.
///
/// # Errors
/// See [`put`].
pub fn expected_at(r: &mut Reader<'_>, j: JurisdictionId, lot: i64, second: i64) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM parking_stay WHERE jurisdiction_id = $1 AND lot_id = $2 AND withdrawn = 0 \
               AND entry_second <= $3 AND (exit_second IS NULL OR exit_second > $3)";
    r.number(sql, &[j.0.into(), lot.into(), second.into()])
}

/// Keeps a count; one that was kept before stays as it is. Says whether it is new.
///
/// # Errors
/// See [`put`].
pub fn put_count(w: &mut Writer<'_>, j: JurisdictionId, count: &CountRow) -> Result<bool, StoreError> {
    let sql = "INSERT INTO parking_count (jurisdiction_id, device_id, sequence, lot_id, second, vehicles, expected) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    let values = [
        j.0.into(),
        count.key.0.into(),
        i64::try_from(count.key.1).unwrap_or(i64::MAX).into(),
        count.lot.into(),
        count.second.into(),
        count.vehicles.into(),
        count.expected.into(),
    ];
    Ok(w.execute(sql, &values)? > 0)
}

/// The last count of each lot that was counted.
///
/// # Errors
/// See [`put`].
pub fn last_counts(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<CountRow>, StoreError> {
    let sql = "SELECT device_id, sequence, lot_id, second, vehicles, expected FROM parking_count AS c WHERE jurisdiction_id = $1 \
               AND second = (SELECT max(second) FROM parking_count WHERE jurisdiction_id = $1 AND lot_id = c.lot_id) \
               ORDER BY lot_id, device_id, sequence";
    r.all(sql, &[j.0.into()], |row| {
        Ok(CountRow {
            key: (row.int(0)?, narrow("parking_count", "sequence", row.int(1)?)?),
            lot: row.int(2)?,
            second: row.int(3)?,
            vehicles: row.count(4)?,
            expected: row.count(5)?,
        })
    })
}

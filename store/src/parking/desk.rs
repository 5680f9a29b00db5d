//! What the desk sees over all lots: boards, statistics, who had plates shown, reports of illegal parking.

use jiff::Timestamp;
use shishi_kernel::{JurisdictionId, LeafId};

use super::narrow;
use crate::{Reader, StoreError, Writer};

/// How much work waits in each lot.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn work_counts(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(i64, u32)>, StoreError> {
    let sql = "SELECT lot_id, count(*) FROM parking_message WHERE jurisdiction_id = $1 AND work IS NOT NULL \
               GROUP BY lot_id ORDER BY lot_id";
    r.all(sql, &[j.0.into()], |row| Ok((row.int(0)?, row.count(1)?)))
}

/// When each device's last message came, by device; a sensor's word on a bay is no message of its own.
///
/// # Errors
/// See [`work_counts`].
pub fn last_messages(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(i64, Timestamp)>, StoreError> {
    // One look at the end of each device's messages, rather than one at all of them.
    let sql = "SELECT d.id, (SELECT received_at FROM parking_message AS m WHERE m.jurisdiction_id = $1 AND m.device_id = d.id \
               ORDER BY m.sequence DESC LIMIT 1) AS last FROM parking_device AS d WHERE d.jurisdiction_id = $1 ORDER BY d.id";
    let rows = r.all(sql, &[j.0.into()], |row| {
        Ok((row.int(0)?, row.opt_int(1)?.map(|_| row.instant(1)).transpose()?))
    })?;
    Ok(rows
        .into_iter()
        .filter_map(|(device, at)| Some((device, at?)))
        .collect())
}

/// When a bay of each lot last said anything, by lot; lots whose bays say nothing are absent.
///
/// # Errors
/// See [`work_counts`].
pub fn bays_last_heard(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(i64, Timestamp)>, StoreError> {
    let sql = "SELECT lot_id, max(seen_at) FROM parking_bay WHERE jurisdiction_id = $1 AND seen_at IS NOT NULL GROUP BY lot_id ORDER BY lot_id";
    r.all(sql, &[j.0.into()], |row| Ok((row.int(0)?, row.instant(1)?)))
}

/// Somebody had a plate shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub account: i64,
    /// The name that they sign in with.
    pub login: String,
    /// Whose plate.
    pub vehicle: i64,
    /// The lot in whose lists it stood.
    pub lot: Option<i64>,
    /// Why.
    pub reason: String,
}

/// Keeps that somebody has a plate shown.
///
/// # Errors
/// See [`work_counts`].
pub fn add_look(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    (at, account, vehicle): (Timestamp, i64, i64),
    lot: Option<i64>,
    reason: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_look (jurisdiction_id, at, account_id, vehicle_id, lot_id, reason) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [
        j.0.into(),
        at.into(),
        account.into(),
        vehicle.into(),
        lot.into(),
        reason.into(),
    ];
    w.execute(sql, &values).map(drop)
}

/// Who had plates shown, the latest first, at most so many.
///
/// # Errors
/// See [`work_counts`].
pub fn looks(r: &mut Reader<'_>, j: JurisdictionId, limit: u32) -> Result<Vec<LookRow>, StoreError> {
    let sql = "SELECT l.at, l.account_id, a.login, l.vehicle_id, l.lot_id, l.reason FROM parking_look AS l \
               JOIN account AS a ON a.jurisdiction_id = l.jurisdiction_id AND a.id = l.account_id \
               WHERE l.jurisdiction_id = $1 ORDER BY l.at DESC, l.id DESC LIMIT $2";
    r.all(sql, &[j.0.into(), limit.into()], |row| {
        Ok(LookRow {
            at: row.instant(0)?,
            account: row.int(1)?,
            login: row.text(2)?,
            vehicle: row.int(3)?,
            lot: row.opt_int(4)?,
            reason: row.text(5)?,
        })
    })
}

/// Erases who had plates shown before a moment. Gives how many.
///
/// # Errors
/// See [`work_counts`].
pub fn erase_looks(w: &mut Writer<'_>, j: JurisdictionId, before: Timestamp) -> Result<u64, StoreError> {
    let sql = "DELETE FROM parking_look WHERE jurisdiction_id = $1 AND at < $2";
    w.execute(sql, &[j.0.into(), before.into()])
}

/// Illegal parking as it was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IllegalRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// When it was seen.
    pub at: Timestamp,
    /// In millionths of a degree.
    pub latitude: i32,
    /// The same.
    pub longitude: i32,
    /// The place in words.
    pub place: String,
    /// `inspection`, `hotline` or `patrol`.
    pub source: String,
    /// How many vehicles stood there.
    pub vehicles: u32,
}

/// Keeps a report of illegal parking. Gives its number.
///
/// # Errors
/// See [`work_counts`].
pub fn add_illegal(w: &mut Writer<'_>, j: JurisdictionId, row: &IllegalRow, leaf: LeafId) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_illegal (jurisdiction_id, at, latitude, longitude, place, source, vehicles, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
    let values = [
        j.0.into(),
        row.at.into(),
        row.latitude.into(),
        row.longitude.into(),
        (&row.place).into(),
        (&row.source).into(),
        row.vehicles.into(),
        leaf.0.into(),
    ];
    w.insert(sql, &values)
}

/// Reports of illegal parking of a time, the latest first, at most so many.
///
/// # Errors
/// See [`work_counts`].
pub fn illegal(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    from: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<IllegalRow>, StoreError> {
    let sql = "SELECT id, at, latitude, longitude, place, source, vehicles FROM parking_illegal WHERE jurisdiction_id = $1 \
               AND at >= $2 AND at < $3 ORDER BY at DESC, id DESC LIMIT $4";
    r.all(sql, &[j.0.into(), from.into(), until.into(), limit.into()], |row| {
        let table = "parking_illegal";
        Ok(IllegalRow {
            id: row.int(0)?,
            at: row.instant(1)?,
            latitude: narrow(table, "latitude", row.int(2)?)?,
            longitude: narrow(table, "longitude", row.int(3)?)?,
            place: row.text(4)?,
            source: row.text(5)?,
            vehicles: row.count(6)?,
        })
    })
}

/// What the stays of a lot that ended in a time add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StaySums {
    /// How many ended.
    pub stays: u64,
    /// How long they lasted together, in seconds.
    pub seconds: u64,
    /// What they cost together, in fen.
    pub fees: u64,
}

/// What the stays that ended in a time add up to, by lot.
///
/// # Errors
/// See [`work_counts`].
pub fn stay_sums(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    from: i64,
    until: i64,
) -> Result<Vec<(i64, StaySums)>, StoreError> {
    let sql = "SELECT lot_id, count(*), CAST(sum(exit_second - entry_second) AS BIGINT), CAST(COALESCE(sum(fee_fen), 0) AS BIGINT) \
               FROM parking_stay WHERE jurisdiction_id = $1 AND withdrawn = 0 AND exit_second IS NOT NULL AND exit_second >= $2 \
               AND exit_second < $3 GROUP BY lot_id ORDER BY lot_id";
    r.all(sql, &[j.0.into(), from.into(), until.into()], |row| {
        let whole = |column: usize| Ok::<_, StoreError>(u64::try_from(row.int(column)?).unwrap_or(0));
        let sums = StaySums {
            stays: whole(1)?,
            seconds: whole(2)?,
            fees: whole(3)?,
        };
        Ok((row.int(0)?, sums))
    })
}

/// Entries and exits by hour since 1970 UTC, of one lot or of all: hour, came, left.
///
/// # Errors
/// See [`work_counts`].
pub fn flow(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lot: Option<i64>,
    from: i64,
    until: i64,
) -> Result<Vec<(i64, u32, u32)>, StoreError> {
    let of_lot = if lot.is_some() { "AND lot_id = $4" } else { "" };
    let sql = format!(
        "SELECT hour, CAST(sum(came) AS BIGINT), CAST(sum(gone) AS BIGINT) FROM (\
         SELECT entry_second / 3600 AS hour, 1 AS came, 0 AS gone FROM parking_stay WHERE jurisdiction_id = $1 AND withdrawn = 0 \
         AND entry_second >= $2 AND entry_second < $3 {of_lot} UNION ALL \
         SELECT exit_second / 3600 AS hour, 0 AS came, 1 AS gone FROM parking_stay WHERE jurisdiction_id = $1 AND withdrawn = 0 \
         AND exit_second IS NOT NULL AND exit_second >= $2 AND exit_second < $3 {of_lot}) AS moves GROUP BY hour ORDER BY hour"
    );
    let mut values = vec![j.0.into(), from.into(), until.into()];
    values.extend(lot.map(Into::into));
    r.all(&sql, &values, |row| Ok((row.int(0)?, row.count(1)?, row.count(2)?)))
}

/// How many vehicles were in a lot, or in all, at a second.
///
/// # Errors
/// See [`work_counts`].
pub fn inside_at(r: &mut Reader<'_>, j: JurisdictionId, lot: Option<i64>, second: i64) -> Result<u64, StoreError> {
    let of_lot = if lot.is_some() { "AND lot_id = $3" } else { "" };
    let sql = format!(
        "SELECT count(*) FROM parking_stay WHERE jurisdiction_id = $1 AND withdrawn = 0 AND entry_second < $2 \
         AND (exit_second IS NULL OR exit_second >= $2) {of_lot}"
    );
    let mut values = vec![j.0.into(), second.into()];
    values.extend(lot.map(Into::into));
    r.number(&sql, &values)
}

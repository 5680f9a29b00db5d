//! What devices and the desk said, and what each passage counts as.

use jiff::Timestamp;
use shishi_kernel::JurisdictionId;

use super::narrow;
use crate::lists::Piece;
use crate::session::{Row, Value};
use crate::{Reader, StoreError, Writer};

/// A message by its device and that device's number for it.
pub type Key = (i64, u64);

/// A message as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// Which it is.
    pub key: Key,
    /// The lot of the device.
    pub lot: i64,
    /// What it says.
    pub said: Said,
    /// Two contents came under this number.
    pub contradicted: bool,
    /// What it counts as.
    pub counts: Option<Counts>,
    /// What a person has to look at, by its number; see the table.
    pub work: Option<u8>,
}

/// What a message says, with the numbers that the table gives to ways, colours and reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the columns")]
pub enum Said {
    Passage {
        vehicle: i64,
        way: u8,
        second: i64,
        confidence: u8,
        colour: u8,
        lane: u16,
        image: Option<[u8; 32]>,
    },
    Correct {
        target: Key,
        said_at: i64,
        vehicle: Option<i64>,
        way: Option<u8>,
        second: Option<i64>,
        reason: u8,
    },
    Void {
        target: Key,
        said_at: i64,
        reason: u8,
    },
    Clock {
        seconds: i64,
    },
}

/// What a passage counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// The vehicle.
    pub vehicle: i64,
    /// 0 out, 1 in.
    pub way: u8,
    /// When, by the right clock.
    pub second: i64,
}

const COLUMNS: &str = "device_id, sequence, lot_id, kind, vehicle_id, way, second, confidence, colour, lane, image, target_device, \
                       target_sequence, said_at, seconds, reason, contradicted, counts_vehicle, counts_way, counts_second, work";
const TABLE: &str = "parking_message";

fn stored(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}

fn message(row: &Row<'_>) -> Result<MessageRow, StoreError> {
    let small = |column: usize, name: &'static str| narrow::<u8>(TABLE, name, row.int(column)?);
    let opt_small = |column: usize, name: &'static str| {
        row.opt_int(column)?
            .map(|value| narrow::<u8>(TABLE, name, value))
            .transpose()
    };
    let target = || Ok::<_, StoreError>((row.int(11)?, narrow(TABLE, "target_sequence", row.int(12)?)?));
    let said = match row.int(3)? {
        1 => Said::Passage {
            vehicle: row.int(4)?,
            way: small(5, "way")?,
            second: row.int(6)?,
            confidence: small(7, "confidence")?,
            colour: small(8, "colour")?,
            lane: narrow(TABLE, "lane", row.int(9)?)?,
            image: row.opt_digest(10)?,
        },
        2 => Said::Correct {
            target: target()?,
            said_at: row.int(13)?,
            vehicle: row.opt_int(4)?,
            way: opt_small(5, "way")?,
            second: row.opt_int(6)?,
            reason: small(15, "reason")?,
        },
        3 => Said::Void {
            target: target()?,
            said_at: row.int(13)?,
            reason: small(15, "reason")?,
        },
        4 => Said::Clock { seconds: row.int(14)? },
        other => {
            return Err(StoreError::Corrupt {
                table: TABLE,
                column: "kind",
                id: other,
            });
        }
    };
    let counts = match row.opt_int(17)? {
        Some(vehicle) => Some(Counts {
            vehicle,
            way: small(18, "counts_way")?,
            second: row.int(19)?,
        }),
        None => None,
    };
    Ok(MessageRow {
        key: (row.int(0)?, narrow(TABLE, "sequence", row.int(1)?)?),
        lot: row.int(2)?,
        said,
        contradicted: row.flag(16)?,
        counts,
        work: opt_small(20, "work")?,
    })
}

/// Keeps messages that are new.
///
/// # Errors
/// [`StoreError::Duplicate`] where one is there already; when the store is away; the same holds for every query here.
pub fn insert(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    messages: &[MessageRow],
    received_at: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<[Value; 23]> = messages.iter().map(|message| values(j, message, received_at)).collect();
    let head = format!("INSERT INTO parking_message (jurisdiction_id, {COLUMNS}, received_at)");
    w.insert_many(&head, "", rows).map(drop)
}

fn values(j: JurisdictionId, message: &MessageRow, received_at: Timestamp) -> [Value; 23] {
    let none = || Value::Null;
    let (kind, of_passage, target, said_at, seconds, reason): (i64, [Value; 7], Option<Key>, _, _, _) =
        match message.said {
            Said::Passage {
                vehicle,
                way,
                second,
                confidence,
                colour,
                lane,
                image,
            } => {
                let passage = [
                    vehicle.into(),
                    way.into(),
                    second.into(),
                    confidence.into(),
                    colour.into(),
                    lane.into(),
                    image.into(),
                ];
                (1, passage, None, none(), none(), none())
            }
            Said::Correct {
                target,
                said_at,
                vehicle,
                way,
                second,
                reason,
            } => {
                let passage = [
                    vehicle.into(),
                    way.into(),
                    second.into(),
                    none(),
                    none(),
                    none(),
                    none(),
                ];
                (2, passage, Some(target), said_at.into(), none(), reason.into())
            }
            Said::Void {
                target,
                said_at,
                reason,
            } => (
                3,
                Default::default(),
                Some(target),
                said_at.into(),
                none(),
                reason.into(),
            ),
            Said::Clock { seconds } => (4, Default::default(), None, none(), seconds.into(), none()),
        };
    let [vehicle, way, second, confidence, colour, lane, image] = of_passage;
    [
        j.0.into(),
        message.key.0.into(),
        stored(message.key.1).into(),
        message.lot.into(),
        kind.into(),
        vehicle,
        way,
        second,
        confidence,
        colour,
        lane,
        image,
        target.map(|target| target.0).into(),
        target.map(|target| stored(target.1)).into(),
        said_at,
        seconds,
        reason,
        message.contradicted.into(),
        message.counts.map(|counts| counts.vehicle).into(),
        message.counts.map(|counts| counts.way).into(),
        message.counts.map(|counts| counts.second).into(),
        message.work.into(),
        received_at.into(),
    ]
}

/// The messages with these keys; those that are not known are absent.
///
/// # Errors
/// See [`insert`].
pub fn by_keys(r: &mut Reader<'_>, j: JurisdictionId, keys: &[Key]) -> Result<Vec<MessageRow>, StoreError> {
    let found = r.found(
        COLUMNS,
        TABLE,
        "jurisdiction_id = $1 AND device_id = asked.device AND sequence = asked.number",
    );
    keyed(r, j, keys, &found, message)
}

/// What a statement finds of a list of keys called `asked`.
pub(super) fn keyed<T>(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    keys: &[Key],
    found: &str,
    mut decode: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let rows: Vec<[Value; 2]> = keys.iter().map(|key| [key.0.into(), stored(key.1).into()]).collect();
    let mut all = Vec::new();
    for Piece { text, values } in r.rows(&[j.0.into()], &["BIGINT", "BIGINT"], rows) {
        let sql = format!("WITH asked (device, number) AS ({text}) {found}");
        all.extend(r.all(&sql, &values, &mut decode)?);
    }
    Ok(all)
}

/// Corrections and voids of these passages, whether or not they are contradicted.
///
/// # Errors
/// See [`insert`].
pub fn amendments(r: &mut Reader<'_>, j: JurisdictionId, targets: &[Key]) -> Result<Vec<MessageRow>, StoreError> {
    // Their keys alone, which lie in the index; there is seldom one.
    let found = r.found(
        "device_id, sequence",
        TABLE,
        "jurisdiction_id = $1 AND target_device IS NOT NULL AND target_device = asked.device AND target_sequence = asked.number",
    );
    let found = keyed(r, j, targets, &found, key)?;
    by_keys(r, j, &found)
}

fn key(row: &Row<'_>) -> Result<Key, StoreError> {
    Ok((row.int(0)?, narrow(TABLE, "sequence", row.int(1)?)?))
}

/// What a device said of its clock, in the order of its numbers: the last word before `first`, and every one up to `last`.
///
/// # Errors
/// See [`insert`].
pub fn clocks(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    device: i64,
    first: u64,
    last: u64,
) -> Result<Vec<(u64, i64)>, StoreError> {
    let sql = "SELECT sequence, seconds FROM parking_message WHERE jurisdiction_id = $1 AND device_id = $2 AND kind = 4 \
               AND contradicted = 0 AND sequence <= $3 AND sequence >= COALESCE((SELECT max(sequence) FROM parking_message \
               WHERE jurisdiction_id = $1 AND device_id = $2 AND kind = 4 AND contradicted = 0 AND sequence <= $4), 0) ORDER BY sequence";
    let values = [j.0.into(), device.into(), stored(last).into(), stored(first).into()];
    r.all(sql, &values, |row| {
        Ok((narrow(TABLE, "sequence", row.int(0)?)?, row.int(1)?))
    })
}

/// The number of the device's next word on its clock after `after`.
///
/// # Errors
/// See [`insert`].
pub fn next_clock(r: &mut Reader<'_>, j: JurisdictionId, device: i64, after: u64) -> Result<Option<u64>, StoreError> {
    let sql = "SELECT min(sequence) FROM parking_message WHERE jurisdiction_id = $1 AND device_id = $2 AND kind = 4 \
               AND contradicted = 0 AND sequence > $3";
    let next = r.one(sql, &[j.0.into(), device.into(), stored(after).into()], |row| {
        row.opt_int(0)
    })?;
    next.flatten().map(|next| narrow(TABLE, "sequence", next)).transpose()
}

/// The passages of a device from a number until before another.
///
/// # Errors
/// See [`insert`].
pub fn passages_between(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    device: i64,
    from: u64,
    until: Option<u64>,
) -> Result<Vec<MessageRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM parking_message WHERE jurisdiction_id = $1 AND device_id = $2 AND sequence >= $3 AND sequence < $4 \
         AND kind = 1 ORDER BY sequence"
    );
    let until = until.map_or(i64::MAX, stored);
    r.all(
        &sql,
        &[j.0.into(), device.into(), stored(from).into(), until.into()],
        message,
    )
}

/// Says anew what messages count as, and what work they are.
///
/// # Errors
/// See [`insert`].
pub fn recount(w: &mut Writer<'_>, j: JurisdictionId, messages: &[MessageRow]) -> Result<(), StoreError> {
    let row = |message: &MessageRow| {
        [
            message.key.0.into(),
            stored(message.key.1).into(),
            message.contradicted.into(),
            message.counts.map(|counts| counts.vehicle).into(),
            message.counts.map(|counts| counts.way).into(),
            message.counts.map(|counts| counts.second).into(),
            message.work.into(),
        ]
    };
    let rows: Vec<[Value; 7]> = messages.iter().map(row).collect();
    for Piece { text, values } in w.changes(&[j.0.into()], &["BIGINT"; 7], rows) {
        let sql = format!(
            "WITH now (device, sequence, contradicted, vehicle, way, second, work) AS ({text}) \
             UPDATE parking_message SET contradicted = now.contradicted, counts_vehicle = now.vehicle, counts_way = now.way, \
             counts_second = now.second, work = now.work FROM now \
             WHERE jurisdiction_id = $1 AND device_id = now.device AND parking_message.sequence = now.sequence"
        );
        w.execute(&sql, &values)?;
    }
    Ok(())
}

/// Says anew what work messages are.
///
/// # Errors
/// See [`insert`].
pub fn rework(w: &mut Writer<'_>, j: JurisdictionId, work: &[(Key, Option<u8>)]) -> Result<(), StoreError> {
    let row = |(key, work): &(Key, Option<u8>)| [key.0.into(), stored(key.1).into(), (*work).into()];
    let rows: Vec<[Value; 3]> = work.iter().map(row).collect();
    for Piece { text, values } in w.changes(&[j.0.into()], &["BIGINT"; 3], rows) {
        let sql = format!(
            "WITH now (device, sequence, work) AS ({text}) UPDATE parking_message SET work = now.work FROM now \
             WHERE jurisdiction_id = $1 AND device_id = now.device AND parking_message.sequence = now.sequence"
        );
        w.execute(&sql, &values)?;
    }
    Ok(())
}

/// A passage that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedRow {
    /// Which it is.
    pub key: Key,
    /// What it counts as.
    pub counts: Counts,
    /// The work that it is.
    pub work: Option<u8>,
}

/// What counts of vehicles in a lot, each since its last entry before a second, or since that second where there is none.
///
/// # Errors
/// See [`insert`].
pub fn counted_since(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lot: i64,
    vehicles: &[(i64, i64)],
) -> Result<Vec<CountedRow>, StoreError> {
    let found = r.found(
        "device_id, sequence, counts_vehicle, counts_way, counts_second, work",
        "parking_message AS m",
        "m.jurisdiction_id = $1 AND m.lot_id = $2 AND m.counts_vehicle = asked.vehicle \
         AND m.counts_second >= COALESCE((SELECT max(e.counts_second) FROM parking_message AS e WHERE e.jurisdiction_id = $1 \
         AND e.lot_id = $2 AND e.counts_vehicle = asked.vehicle AND e.counts_second < asked.since AND e.counts_way = 1), \
         asked.since)",
    );
    of_vehicles(r, j, lot, vehicles, &found, |row| {
        Ok(CountedRow {
            key: key(row)?,
            counts: Counts {
                vehicle: row.int(2)?,
                way: narrow(TABLE, "counts_way", row.int(3)?)?,
                second: row.int(4)?,
            },
            work: row.opt_int(5)?.map(|work| narrow(TABLE, "work", work)).transpose()?,
        })
    })
}

/// What a statement finds in a lot of a list, called `asked`, of vehicles and seconds since when.
pub(super) fn of_vehicles<T>(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lot: i64,
    vehicles: &[(i64, i64)],
    found: &str,
    mut decode: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let row = |(vehicle, since): &(i64, i64)| [vehicle.into(), since.into()];
    let rows: Vec<[Value; 2]> = vehicles.iter().map(row).collect();
    let mut all = Vec::new();
    for Piece { text, values } in r.rows(&[j.0.into(), lot.into()], &["BIGINT", "BIGINT"], rows) {
        let sql = format!("WITH asked (vehicle, since) AS ({text}) {found}");
        all.extend(r.all(&sql, &values, &mut decode)?);
    }
    Ok(all)
}

/// What a person has to look at, of one lot or of all, the newest first, at most so many.
///
/// # Errors
/// See [`insert`].
pub fn work(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lot: Option<i64>,
    limit: u32,
) -> Result<Vec<(MessageRow, Timestamp)>, StoreError> {
    let of_lot = if lot.is_some() { "AND lot_id = $3" } else { "" };
    let sql = format!(
        "WITH asked AS (SELECT device_id AS device, sequence AS number FROM parking_message WHERE jurisdiction_id = $1 \
         AND work IS NOT NULL {of_lot} ORDER BY received_at DESC, device_id, sequence DESC LIMIT $2) \
         SELECT {COLUMNS}, received_at FROM asked CROSS JOIN parking_message WHERE jurisdiction_id = $1 AND device_id = asked.device \
         AND sequence = asked.number ORDER BY received_at DESC, device_id, sequence DESC"
    );
    let mut values: Vec<Value> = vec![j.0.into(), limit.into()];
    values.extend(lot.map(Value::from));
    r.all(&sql, &values, |row| Ok((message(row)?, row.instant(21)?)))
}

/// The highest number of a device's messages; 0 for none.
///
/// # Errors
/// See [`insert`].
pub fn last_sequence(r: &mut Reader<'_>, j: JurisdictionId, device: i64) -> Result<u64, StoreError> {
    let sql = "SELECT max(sequence) FROM parking_message WHERE jurisdiction_id = $1 AND device_id = $2";
    r.number(sql, &[j.0.into(), device.into()])
}

//! Lots, their bays, their tariffs and their devices.

use std::collections::HashMap;

use jiff::Timestamp;
use shishi_kernel::{Date, JurisdictionId, LeafId};

use super::narrow;
use crate::lists::{Piece, places};
use crate::session::{Row, Value};
use crate::{Reader, StoreError, Writer};

/// A lot as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// Its short name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Where vehicles stand: `street_side`, `lane`, `surface`, `multi_storey`, `underground` or `rooftop`.
    pub setting: String,
    /// Who may park: `public`, `customers` or `permit`.
    pub access: String,
    /// Where it is entered, in millionths of a degree.
    pub latitude: i32,
    /// The same.
    pub longitude: i32,
    /// Who runs it.
    pub operator: String,
    /// Since when it is open; none where that was not said.
    pub opened_on: Option<Date>,
    /// Places of a lot whose bays are not known one by one.
    pub capacity: u32,
    /// How it is known what is free: `bays`, `gate` or `none`.
    pub counting: String,
    /// Its ground as JSON; none where it is not known.
    pub outline: Option<String>,
    /// The highest vehicle, in centimetres.
    pub height_cm: Option<u32>,
    /// The longest stay, in minutes.
    pub stay_minutes_max: Option<u32>,
    /// Opening hours as OpenStreetMap writes them; empty for always.
    pub hours: String,
    /// The name of its tariff.
    pub tariff: Option<String>,
    /// Readings that are less sure, in per cent, are looked at by a person.
    pub confidence_min: u8,
    /// What is asked of those who book, as JSON.
    pub terms: Option<String>,
    /// Moves with every change.
    pub revision: i64,
}

const LOT: &str = "slug, name, setting, access, latitude, longitude, operator, opened_on, capacity, counting, outline, height_cm, \
                   stay_minutes_max, hours, tariff, confidence_min, terms";

fn lot(row: &Row<'_>) -> Result<LotRow, StoreError> {
    let table = "parking_lot";
    let opt_count = |column, name| row.opt_int(column)?.map(|value| narrow(table, name, value)).transpose();
    Ok(LotRow {
        slug: row.text(0)?,
        name: row.text(1)?,
        setting: row.text(2)?,
        access: row.text(3)?,
        latitude: narrow(table, "latitude", row.int(4)?)?,
        longitude: narrow(table, "longitude", row.int(5)?)?,
        operator: row.text(6)?,
        opened_on: row.opt_date(7)?,
        capacity: row.count(8)?,
        counting: row.text(9)?,
        outline: row.opt_text(10)?,
        height_cm: opt_count(11, "height_cm")?,
        stay_minutes_max: opt_count(12, "stay_minutes_max")?,
        hours: row.text(13)?,
        tariff: row.opt_text(14)?,
        confidence_min: narrow(table, "confidence_min", row.int(15)?)?,
        terms: row.opt_text(16)?,
        id: row.int(17)?,
        revision: row.int(18)?,
    })
}

/// Keeps a lot, new or changed; its slug says which it is. Gives its number.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn put_lot(w: &mut Writer<'_>, j: JurisdictionId, row: &LotRow, leaf: LeafId) -> Result<i64, StoreError> {
    let columns: Vec<&str> = LOT.split(", ").collect();
    let again: Vec<String> = columns
        .iter()
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    let sql = format!(
        "INSERT INTO parking_lot (jurisdiction_id, {LOT}, leaf_id, revision) VALUES {} \
         ON CONFLICT (jurisdiction_id, slug) DO UPDATE SET {}, leaf_id = excluded.leaf_id, \
         revision = parking_lot.revision + excluded.revision RETURNING id",
        places(1, 1, columns.len() + 3),
        again.join(", ")
    );
    let values = [
        j.0.into(),
        (&row.slug).into(),
        (&row.name).into(),
        (&row.setting).into(),
        (&row.access).into(),
        row.latitude.into(),
        row.longitude.into(),
        (&row.operator).into(),
        row.opened_on.into(),
        row.capacity.into(),
        (&row.counting).into(),
        row.outline.as_deref().into(),
        row.height_cm.into(),
        row.stay_minutes_max.into(),
        (&row.hours).into(),
        row.tariff.as_deref().into(),
        row.confidence_min.into(),
        row.terms.as_deref().into(),
        leaf.0.into(),
        1_i64.into(),
    ];
    w.insert(&sql, &values)
}

/// Says that something about a lot moved, so that whoever remembers it reads it again.
///
/// # Errors
/// See [`put_lot`].
pub fn moved(w: &mut Writer<'_>, j: JurisdictionId, lot: i64) -> Result<(), StoreError> {
    let sql = "UPDATE parking_lot SET revision = revision + 1 WHERE jurisdiction_id = $1 AND id = $2";
    w.execute(sql, &[j.0.into(), lot.into()]).map(drop)
}

/// Says what the parts of a lot are called.
///
/// # Errors
/// See [`put_lot`].
pub fn put_zones(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    lot: i64,
    zones: &[(String, String)],
) -> Result<(), StoreError> {
    let row = |(code, name): &(String, String)| [j.0.into(), lot.into(), code.into(), name.into()];
    let rows: Vec<[Value; 4]> = zones.iter().map(row).collect();
    let tail = "ON CONFLICT (jurisdiction_id, lot_id, code) DO UPDATE SET name = excluded.name";
    w.insert_many(
        "INSERT INTO parking_zone (jurisdiction_id, lot_id, code, name)",
        tail,
        rows,
    )
    .map(drop)
}

/// What the parts of all lots are called: lot, code, name.
///
/// # Errors
/// See [`put_lot`].
pub fn zones(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(i64, String, String)>, StoreError> {
    let sql = "SELECT lot_id, code, name FROM parking_zone WHERE jurisdiction_id = $1 ORDER BY lot_id, code";
    r.all(sql, &[j.0.into()], |row| Ok((row.int(0)?, row.text(1)?, row.text(2)?)))
}

/// Every lot, in the order in which they were made.
///
/// # Errors
/// See [`put_lot`].
pub fn lots(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<LotRow>, StoreError> {
    let sql = format!("SELECT {LOT}, id, revision FROM parking_lot WHERE jurisdiction_id = $1 ORDER BY id");
    r.all(&sql, &[j.0.into()], lot)
}

/// A lot by its slug.
///
/// # Errors
/// See [`put_lot`].
pub fn lot_by_slug(r: &mut Reader<'_>, j: JurisdictionId, slug: &str) -> Result<Option<LotRow>, StoreError> {
    let sql = format!("SELECT {LOT}, id, revision FROM parking_lot WHERE jurisdiction_id = $1 AND slug = $2");
    r.one(&sql, &[j.0.into(), slug.into()], lot)
}

/// The sum of all lots' revisions and of their bays' and devices' numbers: moves when anything about them does, but for what bays say.
///
/// # Errors
/// See [`put_lot`].
pub fn stand(r: &mut Reader<'_>, j: JurisdictionId) -> Result<(u64, u64, u64), StoreError> {
    let lots = r.number(
        "SELECT CAST(sum(revision) AS BIGINT) FROM parking_lot WHERE jurisdiction_id = $1",
        &[j.0.into()],
    )?;
    let devices = r.number(
        "SELECT CAST(sum(id + COALESCE(disabled_at, 0)) AS BIGINT) FROM parking_device WHERE jurisdiction_id = $1",
        &[j.0.into()],
    )?;
    let tariffs = r.number(
        "SELECT max(id) FROM parking_tariff WHERE jurisdiction_id = $1",
        &[j.0.into()],
    )?;
    Ok((lots, devices, tariffs))
}

/// A bay as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BayRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// Its lot.
    pub lot: i64,
    /// The part of the lot; may be empty.
    pub zone: String,
    /// Its name in the lot.
    pub code: String,
    /// In millionths of a degree.
    pub latitude: i32,
    /// The same.
    pub longitude: i32,
    /// What it is for, as a set of bits.
    pub classes: u32,
    /// Since when it is in service with a sensor.
    pub smart_on: Option<Date>,
    /// What was said last: 1 free, 2 taken, 3 closed.
    pub state: Option<u8>,
    /// When that was.
    pub seen_at: Option<Timestamp>,
}

/// Keeps bays, new or changed; the code says which of its lot a bay is. What was said of one stays.
///
/// # Errors
/// See [`put_lot`].
pub fn put_bays(w: &mut Writer<'_>, j: JurisdictionId, bays: &[BayRow]) -> Result<u64, StoreError> {
    let rows: Vec<[Value; 8]> = bays
        .iter()
        .map(|bay| {
            [
                j.0.into(),
                bay.lot.into(),
                (&bay.zone).into(),
                (&bay.code).into(),
                bay.latitude.into(),
                bay.longitude.into(),
                bay.classes.into(),
                bay.smart_on.into(),
            ]
        })
        .collect();
    w.insert_many(
        "INSERT INTO parking_bay (jurisdiction_id, lot_id, zone, code, latitude, longitude, classes, smart_on)",
        "ON CONFLICT (jurisdiction_id, lot_id, code) DO UPDATE SET zone = excluded.zone, latitude = excluded.latitude, \
         longitude = excluded.longitude, classes = excluded.classes, smart_on = COALESCE(excluded.smart_on, parking_bay.smart_on)",
        rows,
    )
}

/// Bays after a number, at most so many, in the order in which they were made.
///
/// # Errors
/// See [`put_lot`].
pub fn bays_after(r: &mut Reader<'_>, j: JurisdictionId, after: i64, limit: u32) -> Result<Vec<BayRow>, StoreError> {
    let sql = "SELECT id, lot_id, zone, code, latitude, longitude, classes, smart_on, state, seen_at FROM parking_bay \
               WHERE jurisdiction_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    r.all(sql, &[j.0.into(), after.into(), limit.into()], |row| {
        let table = "parking_bay";
        Ok(BayRow {
            id: row.int(0)?,
            lot: row.int(1)?,
            zone: row.text(2)?,
            code: row.text(3)?,
            latitude: narrow(table, "latitude", row.int(4)?)?,
            longitude: narrow(table, "longitude", row.int(5)?)?,
            classes: row.count(6)?,
            smart_on: row.opt_date(7)?,
            state: row.opt_int(8)?.map(|state| narrow(table, "state", state)).transpose()?,
            seen_at: row.opt_int(9)?.map(|_| row.instant(9)).transpose()?,
        })
    })
}

/// How bays were seen after a moment: bay, 1 free, 2 taken or 3 closed, and when.
///
/// # Errors
/// See [`put_lot`].
pub fn bays_seen(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    after: Timestamp,
) -> Result<Vec<(i64, u8, Timestamp)>, StoreError> {
    let sql = "SELECT id, state, seen_at FROM parking_bay WHERE jurisdiction_id = $1 AND seen_at > $2";
    r.all(sql, &[j.0.into(), after.into()], |row| {
        Ok((
            row.int(0)?,
            narrow("parking_bay", "state", row.int(1)?)?,
            row.instant(2)?,
        ))
    })
}

/// The bays of lots on which something stands, by lot: which bay, and since when; those that were not heard of since a moment are left out.
///
/// # Errors
/// See [`put_lot`].
pub fn bays_taken(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lots: &[i64],
    heard_since: Timestamp,
) -> Result<Vec<(i64, i64, Timestamp)>, StoreError> {
    let mut found = Vec::new();
    // Lot by lot, as SQLite reads a whole table for a list of them.
    for lot in lots {
        let sql = "SELECT id, COALESCE(state_at, seen_at) FROM parking_bay WHERE jurisdiction_id = $1 AND lot_id = $2 AND state = 2 \
                   AND seen_at > $3 ORDER BY id";
        let values = [j.0.into(), (*lot).into(), heard_since.into()];
        found.extend(r.all(sql, &values, |row| Ok((*lot, row.int(0)?, row.instant(1)?)))?);
    }
    Ok(found)
}

/// What a sensor said of a bay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaySaid {
    /// The bay.
    pub bay: i64,
    /// 1 free, 2 taken, 3 closed.
    pub state: u8,
    /// When, by the right clock.
    pub at: Timestamp,
    /// The message's number, which decides between two of one moment.
    pub sequence: u64,
}

/// When each of some bays was last said something of, and under which number; those of which nothing was said are absent.
///
/// # Errors
/// See [`put_lot`].
pub fn bays_last(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    bays: &[i64],
) -> Result<HashMap<i64, (Timestamp, u64)>, StoreError> {
    let mut last = HashMap::new();
    for Piece { text, values } in r.among(&[j.0.into()], bays) {
        let sql = format!(
            "SELECT id, seen_at, seen_sequence FROM parking_bay WHERE jurisdiction_id = $1 AND seen_at IS NOT NULL AND id {text}"
        );
        last.extend(r.all(&sql, &values, |row| {
            let sequence = narrow("parking_bay", "seen_sequence", row.opt_int(2)?.unwrap_or_default())?;
            Ok((row.int(0)?, (row.instant(1)?, sequence)))
        })?);
    }
    Ok(last)
}

/// Takes in what sensors said; what is older than what is known changes nothing. Gives those that did change something.
///
/// # Errors
/// See [`put_lot`].
pub fn bays_said(w: &mut Writer<'_>, j: JurisdictionId, said: &[BaySaid]) -> Result<Vec<i64>, StoreError> {
    let row = |said: &BaySaid| {
        [
            said.bay.into(),
            i64::from(said.state).into(),
            said.at.into(),
            i64::try_from(said.sequence).unwrap_or(i64::MAX).into(),
        ]
    };
    let rows: Vec<[Value; 4]> = said.iter().map(row).collect();
    let mut changed = Vec::new();
    for Piece { text, values } in w.changes(&[j.0.into()], &["BIGINT"; 4], rows) {
        let sql = format!(
            "WITH said (bay, state, at, sequence) AS ({text}) \
             UPDATE parking_bay SET state = said.state, seen_at = said.at, seen_sequence = said.sequence, \
             state_at = CASE WHEN parking_bay.state = said.state THEN COALESCE(parking_bay.state_at, parking_bay.seen_at) ELSE said.at END FROM said \
             WHERE jurisdiction_id = $1 AND id = said.bay AND (seen_at IS NULL OR seen_at < said.at \
             OR (seen_at = said.at AND seen_sequence < said.sequence)) RETURNING id"
        );
        changed.extend(w.all(&sql, &values, |row| row.int(0))?);
    }
    Ok(changed)
}

/// A text of a tariff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TariffRow {
    /// Its number.
    pub id: i64,
    /// The tariff that it is a text of.
    pub name: String,
    /// The text.
    pub content: String,
    /// When it was handed in.
    pub at: Timestamp,
    /// Its journal entry.
    pub leaf: LeafId,
}

/// Keeps a text of a tariff, which holds from now on.
///
/// # Errors
/// See [`put_lot`].
pub fn add_tariff(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    name: &str,
    content: &str,
    at: Timestamp,
    leaf: LeafId,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_tariff (jurisdiction_id, name, content, at, leaf_id) VALUES ($1, $2, $3, $4, $5) RETURNING id";
    w.insert(
        sql,
        &[j.0.into(), name.into(), content.into(), at.into(), leaf.0.into()],
    )
}

fn tariff(row: &Row<'_>) -> Result<TariffRow, StoreError> {
    Ok(TariffRow {
        id: row.int(0)?,
        name: row.text(1)?,
        content: row.text(2)?,
        at: row.instant(3)?,
        leaf: LeafId(row.int(4)?),
    })
}

/// The text of each tariff that holds.
///
/// # Errors
/// See [`put_lot`].
pub fn tariffs(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<TariffRow>, StoreError> {
    let sql = "SELECT id, name, content, at, leaf_id FROM parking_tariff AS t WHERE jurisdiction_id = $1 \
               AND id = (SELECT max(id) FROM parking_tariff WHERE jurisdiction_id = t.jurisdiction_id AND name = t.name) ORDER BY name";
    r.all(sql, &[j.0.into()], tariff)
}

/// A text by its number.
///
/// # Errors
/// See [`put_lot`].
pub fn tariff_text(r: &mut Reader<'_>, j: JurisdictionId, id: i64) -> Result<Option<TariffRow>, StoreError> {
    let sql = "SELECT id, name, content, at, leaf_id FROM parking_tariff WHERE jurisdiction_id = $1 AND id = $2";
    r.one(sql, &[j.0.into(), id.into()], tariff)
}

/// A device, or a desk, of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// Its lot.
    pub lot: i64,
    /// Its name, of its own in the whole jurisdiction.
    pub code: String,
    /// `lane`, `sensor`, `counter`, `desk` or `platform`.
    pub kind: String,
    /// The digest of the token by which it is known; none for the desk.
    pub token_hash: Option<[u8; 32]>,
    /// Since when it is not listened to.
    pub disabled_at: Option<Timestamp>,
}

impl DeviceRow {
    /// The desk of a lot: it speaks as a device of the lot, so that its words have numbers and an order like all others.
    #[must_use]
    pub fn desk(lot: i64, slug: &str) -> Self {
        Self {
            id: 0,
            lot,
            code: format!("desk:{slug}"),
            kind: "desk".to_owned(),
            token_hash: None,
            disabled_at: None,
        }
    }
}

/// Keeps a device, new or with another token or lot; its code says which it is. Gives its number.
///
/// # Errors
/// See [`put_lot`].
pub fn put_device(w: &mut Writer<'_>, j: JurisdictionId, device: &DeviceRow) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_device (jurisdiction_id, lot_id, code, kind, token_hash, disabled_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (jurisdiction_id, code) DO UPDATE SET kind = excluded.kind, \
               token_hash = COALESCE(excluded.token_hash, parking_device.token_hash), disabled_at = excluded.disabled_at RETURNING id";
    let values = [
        j.0.into(),
        device.lot.into(),
        (&device.code).into(),
        (&device.kind).into(),
        device.token_hash.as_ref().into(),
        device.disabled_at.into(),
    ];
    w.insert(sql, &values)
}

/// Every device.
///
/// # Errors
/// See [`put_lot`].
pub fn devices(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<DeviceRow>, StoreError> {
    let sql = "SELECT id, lot_id, code, kind, token_hash, disabled_at FROM parking_device WHERE jurisdiction_id = $1 ORDER BY id";
    r.all(sql, &[j.0.into()], |row| {
        Ok(DeviceRow {
            id: row.int(0)?,
            lot: row.int(1)?,
            code: row.text(2)?,
            kind: row.text(3)?,
            token_hash: row.opt_digest(4)?,
            disabled_at: row.opt_int(5)?.map(|_| row.instant(5)).transpose()?,
        })
    })
}

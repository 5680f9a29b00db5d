//! What vehicles were granted of what a tariff names, and what single stays were given.

use std::collections::HashMap;

use jiff::Timestamp;
use shishi_kernel::{Date, JurisdictionId, LeafId};

use super::vehicles::KeptPlate;
use crate::lists::Piece;
use crate::session::Row;
use crate::{Reader, StoreError, Writer};

/// Why plates of the register are kept.
pub const GRANT_PURPOSE: &str = "price";

/// A grant as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// The plate; none once it was erased.
    pub plate: Option<KeptPlate>,
    /// Until when the plate is kept.
    pub erase_on: Date,
    /// The lot in which it holds; none where it holds in all of an operator's.
    pub lot: Option<i64>,
    /// The operator in whose lots it holds; none where it holds in one lot.
    pub operator: Option<String>,
    /// `card`, `class` or `discount`.
    pub what: String,
    /// What the tariff calls it.
    pub name: String,
    /// The first second at which it holds.
    pub from: i64,
    /// The first at which it does no more.
    pub until: i64,
    /// Why it was granted; none once that was erased.
    pub reason: Option<String>,
    /// When it was granted.
    pub at: Timestamp,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub end_reason: Option<String>,
}

const GRANT: &str = "g.id, g.plate_key, g.sealed, g.erase_on, g.lot_id, g.operator, g.what, g.name, g.from_second, g.until_second, g.reason, g.at, \
                     g.ended_at, g.end_reason";

fn grant(row: &Row<'_>) -> Result<GrantRow, StoreError> {
    let plate = row.opt_digest(1)?.zip(row.opt_blob(2)?);
    Ok(GrantRow {
        id: row.int(0)?,
        plate: plate.map(|(key, sealed)| KeptPlate { key, sealed }),
        erase_on: row.date(3)?,
        lot: row.opt_int(4)?,
        operator: row.opt_text(5)?,
        what: row.text(6)?,
        name: row.text(7)?,
        from: row.int(8)?,
        until: row.int(9)?,
        reason: row.opt_text(10)?,
        at: row.instant(11)?,
        ended_at: row.opt_int(12)?.map(|_| row.instant(12)).transpose()?,
        end_reason: row.opt_text(13)?,
    })
}

/// Keeps a new grant and gives its number.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn add(w: &mut Writer<'_>, j: JurisdictionId, new: &GrantRow, leaf: LeafId) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_grant (jurisdiction_id, plate_key, sealed, purpose, erase_on, lot_id, operator, what, name, from_second, \
               until_second, reason, at, leaf_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id";
    let values = [
        j.0.into(),
        new.plate.as_ref().map(|plate| plate.key.to_vec()).into(),
        new.plate.as_ref().map(|plate| plate.sealed.clone()).into(),
        GRANT_PURPOSE.into(),
        new.erase_on.into(),
        new.lot.into(),
        new.operator.as_deref().into(),
        (&new.what).into(),
        (&new.name).into(),
        new.from.into(),
        new.until.into(),
        new.reason.as_deref().into(),
        new.at.into(),
        leaf.0.into(),
    ];
    w.insert(sql, &values)
}

/// A grant by its number.
///
/// # Errors
/// See [`add`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, id: i64) -> Result<Option<GrantRow>, StoreError> {
    let sql = format!("SELECT {GRANT} FROM parking_grant AS g WHERE g.jurisdiction_id = $1 AND g.id = $2");
    r.one(&sql, &[j.0.into(), id.into()], grant)
}

/// Grants, the newest first, at most so many; with `before` those older than that one.
///
/// # Errors
/// See [`add`].
pub fn list(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<GrantRow>, StoreError> {
    let sql = format!(
        "SELECT {GRANT} FROM parking_grant AS g WHERE g.jurisdiction_id = $1 AND g.id < $2 ORDER BY g.id DESC LIMIT $3"
    );
    r.all(
        &sql,
        &[j.0.into(), before.unwrap_or(i64::MAX).into(), limit.into()],
        grant,
    )
}

/// The grants of a plate, the oldest first.
///
/// # Errors
/// See [`add`].
pub fn of_plate(r: &mut Reader<'_>, j: JurisdictionId, key: &[u8; 32]) -> Result<Vec<GrantRow>, StoreError> {
    let sql = format!(
        "SELECT {GRANT} FROM parking_grant AS g WHERE g.jurisdiction_id = $1 AND g.plate_key = $2 ORDER BY g.id"
    );
    r.all(&sql, &[j.0.into(), key.into()], grant)
}

/// The grants of vehicles that hold after a second, the oldest first, by vehicle; those without any are absent.
///
/// # Errors
/// See [`add`].
pub fn of_vehicles(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    vehicles: &[i64],
    after: i64,
) -> Result<HashMap<i64, Vec<GrantRow>>, StoreError> {
    let mut found: HashMap<i64, Vec<GrantRow>> = HashMap::new();
    for Piece { text, values } in r.among(&[j.0.into(), after.into()], vehicles) {
        let sql = format!(
            "SELECT {GRANT}, v.id FROM parking_vehicle AS v JOIN parking_grant AS g ON g.jurisdiction_id = v.jurisdiction_id \
             AND g.plate_key = v.plate_key WHERE v.jurisdiction_id = $1 AND g.until_second > $2 AND v.id {text} ORDER BY g.id"
        );
        for (vehicle, row) in r.all(&sql, &values, |row| Ok((row.int(14)?, grant(row)?)))? {
            found.entry(vehicle).or_default().push(row);
        }
    }
    Ok(found)
}

/// Ends a grant that was not ended before; false where it was.
///
/// # Errors
/// See [`add`].
pub fn end(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: i64,
    at: Timestamp,
    reason: &str,
    erase_on: Date,
) -> Result<bool, StoreError> {
    let sql = "UPDATE parking_grant SET until_second = $1, ended_at = $2, end_reason = $3, erase_on = $4 WHERE jurisdiction_id = $5 AND id = $6 \
               AND ended_at IS NULL";
    let values = [
        at.as_second().into(),
        at.into(),
        reason.into(),
        erase_on.into(),
        j.0.into(),
        id.into(),
    ];
    Ok(w.execute(sql, &values)? == 1)
}

/// Erases plates and reasons whose day has come. Gives how many grants there were.
///
/// # Errors
/// See [`add`].
pub fn erase_due(w: &mut Writer<'_>, j: JurisdictionId, today: Date) -> Result<u64, StoreError> {
    let sql = "UPDATE parking_grant SET plate_key = NULL, sealed = NULL, reason = NULL, end_reason = NULL WHERE jurisdiction_id = $1 \
               AND erase_on <= $2 AND plate_key IS NOT NULL";
    w.execute(sql, &[j.0.into(), today.into()])
}

/// A discount that a stay was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherRow {
    /// The stay.
    pub stay: i64,
    /// What the tariff calls it.
    pub name: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps a voucher; false where the stay has that discount already.
///
/// # Errors
/// See [`add`].
pub fn add_voucher(w: &mut Writer<'_>, j: JurisdictionId, new: &VoucherRow, leaf: LeafId) -> Result<bool, StoreError> {
    let sql = "INSERT INTO parking_voucher (jurisdiction_id, stay_id, name, reason, at, leaf_id) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT DO NOTHING";
    let values = [
        j.0.into(),
        new.stay.into(),
        (&new.name).into(),
        (&new.reason).into(),
        new.at.into(),
        leaf.0.into(),
    ];
    Ok(w.execute(sql, &values)? > 0)
}

/// The vouchers of stays, the oldest first.
///
/// # Errors
/// See [`add`].
pub fn vouchers(r: &mut Reader<'_>, j: JurisdictionId, stays: &[i64]) -> Result<Vec<VoucherRow>, StoreError> {
    let mut found = Vec::new();
    for Piece { text, values } in r.among(&[j.0.into()], stays) {
        let sql = format!(
            "SELECT stay_id, name, reason, at FROM parking_voucher WHERE jurisdiction_id = $1 AND stay_id {text} ORDER BY id"
        );
        found.extend(r.all(&sql, &values, |row| {
            Ok(VoucherRow {
                stay: row.int(0)?,
                name: row.text(1)?,
                reason: row.text(2)?,
                at: row.instant(3)?,
            })
        })?);
    }
    Ok(found)
}

//! Values over time: planned, reported, verified, and claimed place by place.

use jiff::Timestamp;
use shishi_kernel::{CommitmentId, Date, Decimal, JurisdictionId, MeasureId, ProgrammeId, RecordId, SiteId, UnitId};

use crate::records::ClaimRow;
use crate::{Reader, StoreError};

/// A value that a plan expects, in a version that is or was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPoint {
    /// The commitment.
    pub commitment: CommitmentId,
    /// The version, from 1.
    pub version: u32,
    /// When the version was put in force.
    pub since: Timestamp,
    /// The measure.
    pub measure: MeasureId,
    /// The day.
    pub on: Date,
    /// What is expected by then.
    pub value: Decimal,
}

/// A value of a measure on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValuePoint {
    /// The measure.
    pub measure: MeasureId,
    /// The day to which it speaks.
    pub on: Date,
    /// The value, cumulative.
    pub value: Decimal,
}

/// What an entry claims for a measure that is promised place by place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceClaim {
    /// The measure.
    pub measure: MeasureId,
    /// The claim.
    pub claim: ClaimRow,
    /// The name of the unit that stands for it.
    pub unit: String,
    /// Where its site is, in words.
    pub place: Option<String>,
}

/// What the plans expect, by commitment, version, measure and day.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn planned(r: &mut Reader<'_>, j: JurisdictionId, programme: ProgrammeId) -> Result<Vec<PlannedPoint>, StoreError> {
    let sql = "SELECT p.commitment_id, p.version, p.approved_at, t.measure_id, t.on_day, t.value FROM commitment c \
               JOIN plan_version p ON p.jurisdiction_id = c.jurisdiction_id AND p.commitment_id = c.id \
               JOIN plan_point t ON t.jurisdiction_id = p.jurisdiction_id AND t.plan_id = p.id \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 AND p.approved_at IS NOT NULL \
               AND p.state IN ('approved', 'superseded') ORDER BY p.commitment_id, p.version, t.measure_id, t.on_day";
    r.all(sql, &[j.0.into(), programme.0.into()], |row| {
        Ok(PlannedPoint {
            commitment: CommitmentId(row.int(0)?),
            version: row.count(1)?,
            since: row.instant(2)?,
            measure: MeasureId(row.int(3)?),
            on: row.date(4)?,
            value: row.opt_decimal(5)?.unwrap_or_default(),
        })
    })
}

/// Every reported value, by measure in the order in which they came: of several for one day the last one holds.
///
/// # Errors
/// See [`planned`].
pub fn reported(r: &mut Reader<'_>, j: JurisdictionId, programme: ProgrammeId) -> Result<Vec<ValuePoint>, StoreError> {
    values(r, j, programme, "value_record")
}

/// Every verified value, likewise.
///
/// # Errors
/// See [`planned`].
pub fn verified(r: &mut Reader<'_>, j: JurisdictionId, programme: ProgrammeId) -> Result<Vec<ValuePoint>, StoreError> {
    values(r, j, programme, "verified_value")
}

fn values(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
    table: &str,
) -> Result<Vec<ValuePoint>, StoreError> {
    let sql = format!(
        "SELECT v.measure_id, v.as_of, v.value FROM commitment c \
         JOIN measure m ON m.jurisdiction_id = c.jurisdiction_id AND m.commitment_id = c.id \
         JOIN {table} v ON v.jurisdiction_id = m.jurisdiction_id AND v.measure_id = m.id \
         WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 ORDER BY v.measure_id, v.id"
    );
    r.all(&sql, &[j.0.into(), programme.0.into()], |row| {
        Ok(ValuePoint {
            measure: MeasureId(row.int(0)?),
            on: row.date(1)?,
            value: row.opt_decimal(2)?.unwrap_or_default(),
        })
    })
}

/// Every confirmed entry for a measure that is promised place by place, in the order of confirmation.
///
/// # Errors
/// See [`planned`].
pub fn claims(r: &mut Reader<'_>, j: JurisdictionId, programme: ProgrammeId) -> Result<Vec<PlaceClaim>, StoreError> {
    let sql = "SELECT e.measure_id, e.id, e.unit_id, u.name, e.day, e.reported_leaf_id, e.kind, e.site_id, o.place, e.reported, \
               e.public_outcome, e.public_value FROM commitment c \
               JOIN measure m ON m.jurisdiction_id = c.jurisdiction_id AND m.commitment_id = c.id \
               JOIN record e ON e.jurisdiction_id = m.jurisdiction_id AND e.measure_id = m.id \
               JOIN unit u ON u.jurisdiction_id = e.jurisdiction_id AND u.id = e.unit_id \
               LEFT JOIN site o ON o.jurisdiction_id = e.jurisdiction_id AND o.id = e.site_id \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 AND m.each_places <> '[]' AND e.reported_leaf_id IS NOT NULL \
               ORDER BY e.measure_id, e.reported_leaf_id, e.id";
    r.all(sql, &[j.0.into(), programme.0.into()], |row| {
        let claim = ClaimRow {
            record: RecordId(row.int(1)?),
            unit: UnitId(row.int(2)?),
            on: row.date(4)?,
            order: row.int(5)?,
            kind: row.text(6)?,
            site: row.opt_int(7)?.map(SiteId),
            reported: row.opt_decimal(9)?.unwrap_or_default(),
            published: match row.opt_text(10)? {
                Some(outcome) => Some((outcome, row.opt_decimal(11)?)),
                None => None,
            },
        };
        Ok(PlaceClaim {
            measure: MeasureId(row.int(0)?),
            claim,
            unit: row.text(3)?,
            place: row.opt_text(8)?,
        })
    })
}

//! What entries say of their measures, and the values that follow from it.

use jiff::Timestamp;
use shishi_kernel::{
    AccountId, CommitmentId, Date, Decimal, JurisdictionId, LeafId, MeasureId, RecordId, SiteId, UnitId,
};

use super::{DUTY, WORKLIST_MAX, unit};
use crate::session::Row;
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// What one entry says of its measure, as reported and as published after somebody looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRow {
    /// The entry.
    pub record: RecordId,
    /// The unit that stands for it.
    pub unit: UnitId,
    /// The day to which it speaks.
    pub on: Date,
    /// The order of confirmation.
    pub order: i64,
    /// Code of its kind.
    pub kind: String,
    /// The site that it moves.
    pub site: Option<SiteId>,
    /// The amount as reported.
    pub reported: Decimal,
    /// What was published: the outcome's code, and the amount when one was found.
    pub published: Option<(String, Option<Decimal>)>,
}

/// A value of a measure on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueRow {
    /// The measure.
    pub measure: MeasureId,
    /// The value, cumulative since the year's start.
    pub value: Decimal,
    /// The day to which it speaks.
    pub as_of: Date,
    /// When it was written.
    pub at: Timestamp,
    /// The journal entry.
    pub leaf: LeafId,
}

/// A plain report that nobody has looked at, the newest of its measure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see RecordRow")]
pub struct PlainReport {
    pub id: i64,
    pub measure: MeasureId,
    pub what: String,
    pub measure_unit: Option<String>,
    pub commitment: CommitmentId,
    pub slug: String,
    pub title: String,
    pub unit: UnitRef,
    pub value: Decimal,
    pub as_of: Date,
    pub note: String,
    pub at: Timestamp,
    pub by: AccountId,
    pub leaf: LeafId,
}

/// Every confirmed entry of a measure as a claim, in the order of confirmation.
///
/// # Errors
/// See [`super::insert`].
pub fn claims(r: &mut Reader<'_>, j: JurisdictionId, measure: MeasureId) -> Result<Vec<ClaimRow>, StoreError> {
    let sql = "SELECT id, unit_id, day, reported_leaf_id, kind, site_id, reported, public_outcome, public_value FROM record \
               WHERE jurisdiction_id = $1 AND measure_id = $2 AND reported_leaf_id IS NOT NULL ORDER BY reported_leaf_id, id";
    r.all(sql, &[j.0.into(), measure.0.into()], |row| {
        let id = row.int(0)?;
        Ok(ClaimRow {
            record: RecordId(id),
            unit: UnitId(row.int(1)?),
            on: row.date(2)?,
            order: row.int(3)?,
            kind: row.text(4)?,
            site: row.opt_int(5)?.map(SiteId),
            reported: row.opt_decimal(6)?.ok_or(StoreError::Corrupt {
                table: "record",
                column: "reported",
                id,
            })?,
            published: match row.opt_text(7)? {
                Some(outcome) => Some((outcome, row.opt_decimal(8)?)),
                None => None,
            },
        })
    })
}

/// What the last confirmed return of a measure says, but for one entry.
///
/// # Errors
/// See [`super::insert`].
pub fn last_return(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    measure: MeasureId,
    but: Option<RecordId>,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT body FROM record WHERE jurisdiction_id = $1 AND measure_id = $2 AND id <> $3 AND kind = 'return' \
               AND reported_leaf_id IS NOT NULL ORDER BY day DESC, reported_leaf_id DESC LIMIT 1";
    let but = but.map_or(0, |id| id.0);
    r.one(sql, &[j.0.into(), measure.0.into(), but.into()], |row| row.text(0))
}

/// The last value of each day that was reported for a measure, by any way.
///
/// # Errors
/// See [`super::insert`].
pub fn reported(r: &mut Reader<'_>, j: JurisdictionId, measure: MeasureId) -> Result<Vec<ValueRow>, StoreError> {
    last_of_each_day(r, j, "value_record", "measure_id", measure.0)
}

/// The last value of each day that was verified for a measure.
///
/// # Errors
/// See [`super::insert`].
pub fn verified(r: &mut Reader<'_>, j: JurisdictionId, measure: MeasureId) -> Result<Vec<ValueRow>, StoreError> {
    last_of_each_day(r, j, "verified_value", "measure_id", measure.0)
}

/// The last value of each day that was verified for the measures of a commitment, by measure.
///
/// # Errors
/// See [`super::insert`].
pub fn verified_of_commitment(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<ValueRow>, StoreError> {
    last_of_each_day(r, j, "verified_value", "commitment_id", commitment.0)
}

fn last_of_each_day(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    table: &str,
    column: &str,
    value: i64,
) -> Result<Vec<ValueRow>, StoreError> {
    let sql = format!(
        "SELECT v.measure_id, v.value, v.as_of, v.at, v.leaf_id FROM {table} v WHERE v.jurisdiction_id = $1 AND v.{column} = $2 \
         AND NOT EXISTS (SELECT 1 FROM {table} n WHERE n.jurisdiction_id = v.jurisdiction_id AND n.measure_id = v.measure_id \
         AND n.as_of = v.as_of AND n.id > v.id) ORDER BY v.measure_id, v.as_of"
    );
    r.all(&sql, &[j.0.into(), value.into()], |row| {
        Ok(ValueRow {
            measure: MeasureId(row.int(0)?),
            value: row.opt_decimal(1)?.unwrap_or_default(),
            as_of: row.date(2)?,
            at: row.instant(3)?,
            leaf: LeafId(row.int(4)?),
        })
    })
}

/// Writes a verified value and counts its measure among the verified ones.
///
/// # Errors
/// See [`super::insert`].
pub fn insert_verified(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
    record: RecordId,
    value: &ValueRow,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO verified_value (jurisdiction_id, measure_id, commitment_id, record_id, value, as_of, at, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        j.0.into(),
        value.measure.0.into(),
        commitment.0.into(),
        record.0.into(),
        value.value.into(),
        value.as_of.into(),
        value.at.into(),
        value.leaf.0.into(),
    ];
    w.execute(sql, &values)?;
    turn(w, j, commitment, value.measure, "reported", "verified")
}

/// Takes back the verified values of a day on which, after another look, nothing can be said any more.
///
/// # Errors
/// See [`super::insert`].
pub fn remove_verified(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
    measure: MeasureId,
    as_of: Date,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM verified_value WHERE jurisdiction_id = $1 AND measure_id = $2 AND as_of = $3";
    w.execute(sql, &[j.0.into(), measure.0.into(), as_of.into()])?;
    let left = "SELECT count(*) FROM verified_value WHERE jurisdiction_id = $1 AND measure_id = $2";
    if w.number(left, &[j.0.into(), measure.0.into()])? == 0 {
        turn(w, j, commitment, measure, "verified", "reported")?;
    }
    Ok(())
}

/// Moves a measure from one state to another, and its commitment's counts with it.
fn turn(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
    measure: MeasureId,
    from: &str,
    to: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE measure SET state = $4 WHERE jurisdiction_id = $1 AND id = $2 AND state = $3";
    if w.execute(sql, &[j.0.into(), measure.0.into(), from.into(), to.into()])? == 1 {
        let sql = format!(
            "UPDATE commitment SET measures_{from} = measures_{from} - 1, measures_{to} = measures_{to} + 1 \
             WHERE jurisdiction_id = $1 AND id = $2"
        );
        w.execute(&sql, &[j.0.into(), commitment.0.into()])?;
    }
    Ok(())
}

const PLAIN: &str = "SELECT v.id, v.measure_id, m.what, m.unit, v.commitment_id, c.slug, c.title, u.id, u.name, u.is_group, v.value, \
    v.as_of, v.note, v.at, v.by_account, v.leaf_id FROM value_record v \
    JOIN measure m ON m.jurisdiction_id = v.jurisdiction_id AND m.id = v.measure_id \
    JOIN commitment c ON c.jurisdiction_id = v.jurisdiction_id AND c.id = v.commitment_id \
    JOIN unit u ON u.jurisdiction_id = v.jurisdiction_id AND u.id = v.unit_id \
    JOIN leaf l ON l.jurisdiction_id = v.jurisdiction_id AND l.id = v.leaf_id \
    WHERE v.jurisdiction_id = $1 AND l.kind = 'value.reported' AND NOT EXISTS (SELECT 1 FROM record e \
    WHERE e.jurisdiction_id = v.jurisdiction_id AND e.value_record_id = v.id)";

fn plain(row: &Row<'_>) -> Result<PlainReport, StoreError> {
    Ok(PlainReport {
        id: row.int(0)?,
        measure: MeasureId(row.int(1)?),
        what: row.text(2)?,
        measure_unit: row.opt_text(3)?,
        commitment: CommitmentId(row.int(4)?),
        slug: row.text(5)?,
        title: row.text(6)?,
        unit: unit(row, 7)?,
        value: row.opt_decimal(10)?.unwrap_or_default(),
        as_of: row.date(11)?,
        note: row.text(12)?,
        at: row.instant(13)?,
        by: AccountId(row.int(14)?),
        leaf: LeafId(row.int(15)?),
    })
}

/// A plain report for which no entry stands yet.
///
/// # Errors
/// See [`super::insert`].
pub fn plain_report(r: &mut Reader<'_>, j: JurisdictionId, id: i64) -> Result<Option<PlainReport>, StoreError> {
    r.one(&format!("{PLAIN} AND v.id = $2"), &[j.0.into(), id.into()], plain)
}

/// The newest plain report of each measure for which no entry stands yet, of commitments in which a supervisor's unit has
/// no duty, oldest first.
///
/// # Errors
/// See [`super::insert`].
pub fn plain_reports(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    unit: Option<UnitId>,
) -> Result<Vec<PlainReport>, StoreError> {
    let unit = unit.map_or(0, |unit| unit.0);
    let sql = format!("{PLAIN} AND m.record_id = v.id AND NOT {DUTY}) ORDER BY v.id LIMIT {WORKLIST_MAX}");
    r.all(&sql, &[j.0.into(), unit.into()], plain)
}

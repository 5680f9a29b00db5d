//! Entries begun, written again and moved on.

use jiff::Timestamp;
use shishi_kernel::{
    AccountId, CommitmentId, Date, Decimal, JurisdictionId, LeafId, MeasureId, RecordId, SiteId, UnitId,
};

use super::{PlainReport, StepRow};
use crate::session::Value;
use crate::{StoreError, Writer};

/// An entry to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see RecordRow")]
pub struct NewRecord {
    pub measure: MeasureId,
    pub commitment: CommitmentId,
    pub unit: UnitId,
    pub site: Option<SiteId>,
    pub kind: String,
    pub body: String,
    pub day: Date,
    pub note: String,
    pub at: Timestamp,
    pub by: AccountId,
}

/// What is so after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Code of the state.
    pub state: String,
    /// Code of the outcome.
    pub outcome: Option<String>,
    /// What the step changes beside.
    pub change: Change,
}

/// What a step changes beside the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// It counts as reported.
    Reported {
        /// The amount.
        amount: Decimal,
        /// The denominator that the last return had, when this one has another.
        denominator_before: Option<Decimal>,
        /// The journal entry.
        leaf: LeafId,
    },
    /// It was looked at.
    Judged {
        /// The amount that was found.
        amount: Option<Decimal>,
    },
    /// What was found is public.
    Published {
        /// The journal entry.
        leaf: LeafId,
    },
}

/// Keeps a draft.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewRecord) -> Result<RecordId, StoreError> {
    let sql = "INSERT INTO record (jurisdiction_id, measure_id, commitment_id, unit_id, site_id, kind, body, day, note, state, \
               revision, at, by_account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', 0, $10, $11) RETURNING id";
    let values = [
        j.0.into(),
        new.measure.0.into(),
        new.commitment.0.into(),
        new.unit.0.into(),
        new.site.map(|id| id.0).into(),
        (&new.kind).into(),
        (&new.body).into(),
        new.day.into(),
        (&new.note).into(),
        new.at.into(),
        new.by.0.into(),
    ];
    Ok(RecordId(w.insert(sql, &values)?))
}

/// Keeps an entry that stands for a plain report, which is as good as confirmed.
///
/// # Errors
/// [`StoreError::Duplicate`] when there is one already.
pub fn insert_for_report(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    report: &PlainReport,
    body: &str,
) -> Result<RecordId, StoreError> {
    let sql = "INSERT INTO record (jurisdiction_id, measure_id, commitment_id, unit_id, value_record_id, kind, body, day, note, \
               state, reported, revision, at, by_account, reported_leaf_id) \
               VALUES ($1, $2, $3, $4, $5, 'value', $6, $7, $8, 'confirmed', $9, 0, $10, $11, $12) RETURNING id";
    let values = [
        j.0.into(),
        report.measure.0.into(),
        report.commitment.0.into(),
        report.unit.id.0.into(),
        report.id.into(),
        body.into(),
        report.as_of.into(),
        (&report.note).into(),
        report.value.into(),
        report.at.into(),
        report.by.0.into(),
        report.leaf.0.into(),
    ];
    Ok(RecordId(w.insert(sql, &values)?))
}

/// Writes a draft again.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since that revision.
pub fn rewrite(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: RecordId,
    revision: u32,
    new: &NewRecord,
) -> Result<(), StoreError> {
    let sql = "UPDATE record SET site_id = $4, kind = $5, body = $6, day = $7, note = $8, revision = revision + 1 \
               WHERE jurisdiction_id = $1 AND id = $2 AND revision = $3";
    let values = [
        j.0.into(),
        id.0.into(),
        revision.into(),
        new.site.map(|id| id.0).into(),
        (&new.kind).into(),
        (&new.body).into(),
        new.day.into(),
        (&new.note).into(),
    ];
    changed_one(w.execute(sql, &values)?)
}

/// Moves an entry on.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since that revision.
pub fn advance(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: RecordId,
    revision: u32,
    moved: &Moved,
) -> Result<(), StoreError> {
    let mut values: Vec<Value> = vec![
        j.0.into(),
        id.0.into(),
        revision.into(),
        (&moved.state).into(),
        moved.outcome.as_ref().into(),
    ];
    let beside = match &moved.change {
        Change::Nothing => "",
        Change::Reported {
            amount,
            denominator_before,
            leaf,
        } => {
            values.extend([(*amount).into(), (*denominator_before).into(), leaf.0.into()]);
            ", reported = $6, denominator_before = $7, reported_leaf_id = $8"
        }
        Change::Judged { amount } => {
            values.push((*amount).into());
            ", verified = $6"
        }
        Change::Published { leaf } => {
            values.push(leaf.0.into());
            ", public_outcome = $5, public_value = verified, published_leaf_id = $6"
        }
    };
    let sql = format!(
        "UPDATE record SET revision = revision + 1, state = $4, outcome = $5{beside} \
         WHERE jurisdiction_id = $1 AND id = $2 AND revision = $3"
    );
    changed_one(w.execute(&sql, &values)?)
}

fn changed_one(rows: u64) -> Result<(), StoreError> {
    match rows {
        1 => Ok(()),
        _ => Err(StoreError::Conflict),
    }
}

/// Keeps a step.
///
/// # Errors
/// See [`super::insert`].
pub fn insert_step(w: &mut Writer<'_>, j: JurisdictionId, id: RecordId, step: &StepRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO record_step (jurisdiction_id, record_id, step, value, reason, at, by_account, unit_id, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        j.0.into(),
        id.0.into(),
        (&step.step).into(),
        step.value.into(),
        (&step.reason).into(),
        step.at.into(),
        step.by.0.into(),
        step.unit.map(|id| id.0).into(),
        step.leaf.map(|id| id.0).into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

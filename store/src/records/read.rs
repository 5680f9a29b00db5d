//! Entries as they stand, their steps, and the worklists.

use jiff::Timestamp;
use shishi_kernel::{
    AccountId, CommitmentId, Date, Decimal, JurisdictionId, LeafId, MeasureId, RecordId, SiteId, UnitId,
};

use super::{DUTY, WORKLIST_MAX, unit};
use crate::session::{Row, Value};
use crate::views::{Paged, UnitRef};
use crate::{Reader, StoreError};

/// An entry as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// The entry.
    pub id: RecordId,
    /// The measure.
    pub measure: MeasureId,
    /// What the measure counts.
    pub what: String,
    /// The measure's unit.
    pub measure_unit: Option<String>,
    /// The measure's commitment.
    pub commitment: CommitmentId,
    /// The commitment's slug.
    pub slug: String,
    /// The commitment's title.
    pub title: String,
    /// The unit that hands it in.
    pub unit: UnitRef,
    /// The site that it moves: its number, its name, and whether that is kept from the public.
    pub site: Option<(SiteId, String, bool)>,
    /// The plain report that it stands for.
    pub value_record: Option<i64>,
    /// Code of its kind.
    pub kind: String,
    /// What is handed in, as JSON that this crate does not look into.
    pub body: String,
    /// The day to which it speaks.
    pub day: Date,
    /// What the unit says to it.
    pub note: String,
    /// Code of its state.
    pub state: String,
    /// Code of what was found last.
    pub outcome: Option<String>,
    /// The amount as reported, once confirmed.
    pub reported: Option<Decimal>,
    /// The amount as found last.
    pub verified: Option<Decimal>,
    /// What was published of it last: the outcome's code, and the amount when one was found.
    pub published: Option<(String, Option<Decimal>)>,
    /// The denominator that the last return had, when this one has another.
    pub denominator_before: Option<Decimal>,
    /// Moves with every change.
    pub revision: u32,
    /// When it was begun.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// Files that belong to it.
    pub evidence: u32,
    /// The journal entry of its confirmation.
    pub reported_leaf: Option<LeafId>,
    /// The journal entry of its publication.
    pub published_leaf: Option<LeafId>,
}

/// A step of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// Code of what was done.
    pub step: String,
    /// The amount that it speaks of.
    pub value: Option<Decimal>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// The unit of whoever did it.
    pub unit: Option<UnitId>,
    /// The journal entry.
    pub leaf: Option<LeafId>,
}

/// Which entries are asked for; nothing means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// Of a measure.
    pub measure: Option<MeasureId>,
    /// Of a commitment.
    pub commitment: Option<CommitmentId>,
    /// That move a site.
    pub site: Option<SiteId>,
    /// Handed in by a unit.
    pub unit: Option<UnitId>,
    /// At a state.
    pub state: Option<String>,
    /// Only what was confirmed.
    pub reported: bool,
}

const RECORD: &str = "SELECT e.id, e.measure_id, m.what, m.unit, e.commitment_id, c.slug, c.title, u.id, u.name, u.is_group, \
    s.id, s.name, s.hidden, e.value_record_id, e.kind, e.body, e.day, e.note, e.state, e.outcome, e.reported, e.verified, \
    e.public_outcome, e.public_value, e.denominator_before, e.revision, e.at, e.by_account, \
    (SELECT count(*) FROM evidence f WHERE f.jurisdiction_id = e.jurisdiction_id AND f.record_id = e.id), \
    e.reported_leaf_id, e.published_leaf_id";
const FROM: &str = "FROM record e JOIN measure m ON m.jurisdiction_id = e.jurisdiction_id AND m.id = e.measure_id \
    JOIN commitment c ON c.jurisdiction_id = e.jurisdiction_id AND c.id = e.commitment_id \
    JOIN unit u ON u.jurisdiction_id = e.jurisdiction_id AND u.id = e.unit_id \
    LEFT JOIN site s ON s.jurisdiction_id = e.jurisdiction_id AND s.id = e.site_id WHERE e.jurisdiction_id = $1";

fn decode(row: &Row<'_>) -> Result<RecordRow, StoreError> {
    let site = match row.opt_int(10)? {
        Some(id) => Some((SiteId(id), row.text(11)?, row.flag(12)?)),
        None => None,
    };
    let published = match row.opt_text(22)? {
        Some(outcome) => Some((outcome, row.opt_decimal(23)?)),
        None => None,
    };
    Ok(RecordRow {
        id: RecordId(row.int(0)?),
        measure: MeasureId(row.int(1)?),
        what: row.text(2)?,
        measure_unit: row.opt_text(3)?,
        commitment: CommitmentId(row.int(4)?),
        slug: row.text(5)?,
        title: row.text(6)?,
        unit: unit(row, 7)?,
        site,
        value_record: row.opt_int(13)?,
        kind: row.text(14)?,
        body: row.text(15)?,
        day: row.date(16)?,
        note: row.text(17)?,
        state: row.text(18)?,
        outcome: row.opt_text(19)?,
        reported: row.opt_decimal(20)?,
        verified: row.opt_decimal(21)?,
        published,
        denominator_before: row.opt_decimal(24)?,
        revision: row.count(25)?,
        at: row.instant(26)?,
        by: AccountId(row.int(27)?),
        evidence: row.count(28)?,
        reported_leaf: row.opt_int(29)?.map(LeafId),
        published_leaf: row.opt_int(30)?.map(LeafId),
    })
}

/// An entry.
///
/// # Errors
/// See [`super::insert`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, id: RecordId) -> Result<Option<RecordRow>, StoreError> {
    let sql = format!("{RECORD} {FROM} AND e.id = $2");
    r.one(&sql, &[j.0.into(), id.0.into()], decode)
}

/// The steps of an entry, in order.
///
/// # Errors
/// See [`super::insert`].
pub fn steps(r: &mut Reader<'_>, j: JurisdictionId, id: RecordId) -> Result<Vec<StepRow>, StoreError> {
    let sql = "SELECT step, value, reason, at, by_account, unit_id, leaf_id FROM record_step \
               WHERE jurisdiction_id = $1 AND record_id = $2 ORDER BY id";
    r.all(sql, &[j.0.into(), id.0.into()], |row| {
        Ok(StepRow {
            step: row.text(0)?,
            value: row.opt_decimal(1)?,
            reason: row.text(2)?,
            at: row.instant(3)?,
            by: AccountId(row.int(4)?),
            unit: row.opt_int(5)?.map(UnitId),
            leaf: row.opt_int(6)?.map(LeafId),
        })
    })
}

/// A page of entries, newest first.
///
/// # Errors
/// See [`super::insert`].
pub fn list(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    filter: &RecordFilter,
    page: u32,
    per_page: u32,
) -> Result<Paged<RecordRow>, StoreError> {
    let mut values: Vec<Value> = vec![j.0.into()];
    let mut conditions = String::new();
    let by = [
        ("e.measure_id", filter.measure.map(|id| Value::from(id.0))),
        ("e.commitment_id", filter.commitment.map(|id| id.0.into())),
        ("e.site_id", filter.site.map(|id| id.0.into())),
        ("e.unit_id", filter.unit.map(|id| id.0.into())),
        ("e.state", filter.state.as_ref().map(Value::from)),
    ];
    for (column, value) in by {
        if let Some(value) = value {
            values.push(value);
            conditions += &format!(" AND {column} = ${}", values.len());
        }
    }
    if filter.reported {
        conditions += " AND e.reported_leaf_id IS NOT NULL";
    }
    let count = format!("SELECT count(*) FROM record e WHERE e.jurisdiction_id = $1{conditions}");
    let total = r.number(&count, &values)?;
    let next = values.len();
    values.push(per_page.into());
    values.push((i64::from(per_page) * i64::from(page.saturating_sub(1))).into());
    let sql = format!(
        "{RECORD} {FROM}{conditions} ORDER BY e.id DESC LIMIT ${} OFFSET ${}",
        next + 1,
        next + 2
    );
    Ok(Paged {
        rows: r.all(&sql, &values, decode)?,
        total,
        page,
        per_page,
    })
}

/// Entries that wait for a unit that leads to confirm or return them, oldest first.
///
/// # Errors
/// See [`super::insert`].
pub fn to_confirm(r: &mut Reader<'_>, j: JurisdictionId, unit: UnitId) -> Result<Vec<RecordRow>, StoreError> {
    let sql = format!(
        "{RECORD} {FROM} AND e.state = 'submitted' AND {DUTY} AND d.role = 'lead') ORDER BY e.id LIMIT {WORKLIST_MAX}"
    );
    r.all(&sql, &[j.0.into(), unit.0.into()], decode)
}

/// Entries at a state (`confirmed`: to be looked at; `judged`: to be published) of commitments in which a supervisor's
/// unit has no duty, oldest first.
///
/// # Errors
/// See [`super::insert`].
pub fn to_judge(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    state: &str,
    unit: Option<UnitId>,
) -> Result<Vec<RecordRow>, StoreError> {
    // No unit has this number, so nothing is left out for an account without a unit.
    let unit = unit.map_or(0, |unit| unit.0);
    let sql = format!("{RECORD} {FROM} AND NOT {DUTY}) AND e.state = $3 ORDER BY e.id LIMIT {WORKLIST_MAX}");
    r.all(&sql, &[j.0.into(), unit.into(), state.into()], decode)
}

//! Plans by version. What a version says is one JSON text that this crate does not look into; what is held against the
//! version in force stands in rows beside it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use shishi_kernel::{AccountId, CommitmentId, Date, Decimal, JurisdictionId, MeasureId, PlanId, UnitId};

use crate::session::Row;
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the meanings")]
pub struct PlanRecord {
    pub id: PlanId,
    pub commitment: CommitmentId,
    /// The commitment's slug.
    pub slug: String,
    /// From 1.
    pub version: u32,
    pub revision: u32,
    /// `draft`, `submitted`, `returned`, `approved`, `superseded`.
    pub state: String,
    pub unit: UnitId,
    /// JSON without persons.
    pub content: String,
    /// JSON; personal data.
    pub persons: String,
    /// Of the journal's digests of what is not public.
    pub salt: String,
    /// Why it was returned.
    pub reasons: Option<String>,
    pub changed_at: Timestamp,
    pub approved_at: Option<Timestamp>,
    pub approved_by: Option<AccountId>,
}

/// A version before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see PlanRecord")]
pub struct NewPlan {
    pub commitment: CommitmentId,
    pub version: u32,
    pub unit: UnitId,
    pub content: String,
    pub persons: String,
    pub salt: String,
    pub at: Timestamp,
    pub by: AccountId,
}

/// A milestone of the version in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneRow {
    /// Its place, from 1.
    pub position: u32,
    /// What will have been done.
    pub title: String,
    /// By which day.
    pub planned: Date,
    /// On which day it was.
    pub done: Option<Date>,
}

/// The version in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedPlan {
    /// The version.
    pub id: PlanId,
    /// Its number, from 1.
    pub version: u32,
    /// When it was approved.
    pub approved_at: Timestamp,
    /// Its milestones, earliest first.
    pub milestones: Vec<MilestoneRow>,
    /// What is expected of each measure: day and value, earliest day first.
    pub trajectories: BTreeMap<MeasureId, Vec<(Date, Decimal)>>,
}

/// A version that is being worked on or judged, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPlan {
    /// The commitment's slug.
    pub slug: String,
    /// The commitment's number.
    pub number: u32,
    /// The commitment's title.
    pub title: String,
    /// Its number, from 1.
    pub version: u32,
    /// `draft`, `submitted`, `returned`.
    pub state: String,
    /// The unit that began it.
    pub unit: UnitRef,
    /// When anything was last done with it.
    pub changed_at: Timestamp,
}

const PLAN: &str = "SELECT p.id, p.commitment_id, c.slug, p.version, p.revision, p.state, p.unit_id, p.content, p.persons, p.salt, \
    p.reasons, p.changed_at, p.approved_at, p.approved_by FROM plan_version p \
    JOIN commitment c ON c.jurisdiction_id = p.jurisdiction_id AND c.id = p.commitment_id WHERE p.jurisdiction_id = $1";

fn decode(row: &Row<'_>) -> Result<PlanRecord, StoreError> {
    Ok(PlanRecord {
        id: PlanId(row.int(0)?),
        commitment: CommitmentId(row.int(1)?),
        slug: row.text(2)?,
        version: row.count(3)?,
        revision: row.count(4)?,
        state: row.text(5)?,
        unit: UnitId(row.int(6)?),
        content: row.text(7)?,
        persons: row.text(8)?,
        salt: row.text(9)?,
        reasons: row.opt_text(10)?,
        changed_at: row.instant(11)?,
        approved_at: match row.opt_int(12)? {
            Some(_) => Some(row.instant(12)?),
            None => None,
        },
        approved_by: row.opt_int(13)?.map(AccountId),
    })
}

/// Stores a draft of a version.
///
/// # Errors
/// [`StoreError::Duplicate`] when somebody else began the same version; else when the store is away, as for every
/// query here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewPlan) -> Result<PlanId, StoreError> {
    let sql = "INSERT INTO plan_version (jurisdiction_id, commitment_id, version, state, unit_id, content, persons, salt, changed_at, changed_by) \
               VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9) RETURNING id";
    let values = [
        j.0.into(),
        new.commitment.0.into(),
        new.version.into(),
        new.unit.0.into(),
        (&new.content).into(),
        (&new.persons).into(),
        (&new.salt).into(),
        new.at.into(),
        new.by.0.into(),
    ];
    Ok(PlanId(w.insert(sql, &values)?))
}

/// One version.
///
/// # Errors
/// See [`insert`].
pub fn get(r: &mut Reader<'_>, j: JurisdictionId, id: PlanId) -> Result<Option<PlanRecord>, StoreError> {
    r.one(&format!("{PLAN} AND p.id = $2"), &[j.0.into(), id.0.into()], decode)
}

/// Every version of a commitment's plan, newest first.
///
/// # Errors
/// See [`insert`].
pub fn versions(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<PlanRecord>, StoreError> {
    let sql = format!("{PLAN} AND p.commitment_id = $2 ORDER BY p.version DESC LIMIT 200");
    r.all(&sql, &[j.0.into(), commitment.0.into()], decode)
}

/// Versions that wait for approval, longest first.
///
/// # Errors
/// See [`insert`].
pub fn waiting(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<PlanRecord>, StoreError> {
    let sql = format!("{PLAN} AND p.state = 'submitted' ORDER BY p.changed_at, p.id LIMIT 500");
    r.all(&sql, &[j.0.into()], decode)
}

/// Every version that is being worked on or judged, the one that waits longest first.
///
/// # Errors
/// See [`insert`].
pub fn open(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<OpenPlan>, StoreError> {
    let sql = "SELECT c.slug, c.number, c.title, p.version, p.state, u.id, u.name, u.is_group, p.changed_at FROM plan_version p \
               JOIN commitment c ON c.jurisdiction_id = p.jurisdiction_id AND c.id = p.commitment_id \
               JOIN unit u ON u.jurisdiction_id = p.jurisdiction_id AND u.id = p.unit_id \
               WHERE p.jurisdiction_id = $1 AND p.state IN ('draft', 'submitted', 'returned') ORDER BY p.changed_at, p.id LIMIT 2000";
    r.all(sql, &[j.0.into()], |row| {
        Ok(OpenPlan {
            slug: row.text(0)?,
            number: row.count(1)?,
            title: row.text(2)?,
            version: row.count(3)?,
            state: row.text(4)?,
            unit: UnitRef {
                id: UnitId(row.int(5)?),
                name: row.text(6)?,
                group: row.flag(7)?,
            },
            changed_at: row.instant(8)?,
        })
    })
}

/// Writes a version as it stands after a command, with the next revision.
///
/// # Errors
/// [`StoreError::Conflict`] when its revision moved since it was loaded.
pub fn update(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    plan: &PlanRecord,
    at: Timestamp,
    by: AccountId,
) -> Result<(), StoreError> {
    let sql = "UPDATE plan_version SET revision = revision + 1, state = $4, content = $5, persons = $6, reasons = $7, \
               changed_at = $8, changed_by = $9, approved_at = $10, approved_by = $11 \
               WHERE jurisdiction_id = $1 AND id = $2 AND revision = $3";
    let values = [
        j.0.into(),
        plan.id.0.into(),
        plan.revision.into(),
        (&plan.state).into(),
        (&plan.content).into(),
        (&plan.persons).into(),
        plan.reasons.clone().into(),
        at.into(),
        by.0.into(),
        plan.approved_at.into(),
        plan.approved_by.map(|by| by.0).into(),
    ];
    if w.execute(sql, &values)? == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}

/// Writes what is held against a version that was just put in force, ends the one before, and says in the commitment's row
/// since when it has a plan.
///
/// # Errors
/// See [`insert`].
pub fn put_in_force(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    plan: &PlanRecord,
    milestones: &[MilestoneRow],
    points: &[(MeasureId, Date, Decimal)],
    on: Date,
) -> Result<(), StoreError> {
    let sql = "UPDATE plan_version SET state = 'superseded', revision = revision + 1 \
               WHERE jurisdiction_id = $1 AND commitment_id = $2 AND id <> $3 AND state = 'approved'";
    w.execute(sql, &[j.0.into(), plan.commitment.0.into(), plan.id.0.into()])?;
    for row in milestones {
        let sql = "INSERT INTO plan_milestone (jurisdiction_id, plan_id, position, title, planned, done) VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            j.0.into(),
            plan.id.0.into(),
            row.position.into(),
            (&row.title).into(),
            row.planned.into(),
            row.done.into(),
        ];
        w.execute(sql, &values)?;
    }
    for (measure, day, value) in points {
        let sql =
            "INSERT INTO plan_point (jurisdiction_id, plan_id, measure_id, on_day, value) VALUES ($1, $2, $3, $4, $5)";
        let values = [
            j.0.into(),
            plan.id.0.into(),
            measure.0.into(),
            (*day).into(),
            (*value).into(),
        ];
        w.execute(sql, &values)?;
    }
    let sql = "UPDATE commitment SET plan_filed = $3 WHERE jurisdiction_id = $1 AND id = $2 AND plan_filed IS NULL";
    w.execute(sql, &[j.0.into(), plan.commitment.0.into(), on.into()])?;
    Ok(())
}

/// Notes the day on which a milestone was reached.
///
/// # Errors
/// [`StoreError::Conflict`] when a day is noted already.
pub fn reach(w: &mut Writer<'_>, j: JurisdictionId, plan: PlanId, position: u32, on: Date) -> Result<(), StoreError> {
    let sql = "UPDATE plan_milestone SET done = $4 WHERE jurisdiction_id = $1 AND plan_id = $2 AND position = $3 AND done IS NULL";
    if w.execute(sql, &[j.0.into(), plan.0.into(), position.into(), on.into()])? == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}

/// Milestones of a version that is or was in force.
///
/// # Errors
/// See [`insert`].
pub fn milestones(r: &mut Reader<'_>, j: JurisdictionId, plan: PlanId) -> Result<Vec<MilestoneRow>, StoreError> {
    let sql = "SELECT position, title, planned, done FROM plan_milestone WHERE jurisdiction_id = $1 AND plan_id = $2 ORDER BY position";
    r.all(sql, &[j.0.into(), plan.0.into()], |row| {
        Ok(MilestoneRow {
            position: row.count(0)?,
            title: row.text(1)?,
            planned: row.date(2)?,
            done: row.opt_date(3)?,
        })
    })
}

/// The version in force, if one was approved.
///
/// # Errors
/// See [`insert`].
pub fn approved(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Option<ApprovedPlan>, StoreError> {
    let sql = "SELECT id, version, approved_at FROM plan_version WHERE jurisdiction_id = $1 AND commitment_id = $2 AND state = 'approved'";
    let found = r.one(sql, &[j.0.into(), commitment.0.into()], |row| {
        Ok((PlanId(row.int(0)?), row.count(1)?, row.instant(2)?))
    })?;
    let Some((id, version, approved_at)) = found else {
        return Ok(None);
    };
    let sql = "SELECT measure_id, on_day, value FROM plan_point WHERE jurisdiction_id = $1 AND plan_id = $2 ORDER BY measure_id, on_day";
    let mut trajectories: BTreeMap<MeasureId, Vec<(Date, Decimal)>> = BTreeMap::new();
    for (measure, on, value) in r.all(sql, &[j.0.into(), id.0.into()], |row| {
        let value = row.opt_decimal(2)?.unwrap_or_default();
        Ok((MeasureId(row.int(0)?), row.date(1)?, value))
    })? {
        trajectories.entry(measure).or_default().push((on, value));
    }
    Ok(Some(ApprovedPlan {
        id,
        version,
        approved_at,
        milestones: milestones(r, j, id)?,
        trajectories,
    }))
}

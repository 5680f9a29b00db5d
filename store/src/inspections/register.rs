//! What can be inspected, who inspects, and what was planned.

use shishi_kernel::{CommitmentId, Date, InspectedId, InspectionPlanId, InspectorId, JurisdictionId, UnitId};

use crate::session::{Row, json};
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// Something that can be inspected, with how often it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectedRow {
    /// Its number in the register.
    pub id: InspectedId,
    /// Code of its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// Code of its risk class.
    pub risk: String,
    /// Units with an interest in it.
    pub units: Vec<UnitId>,
    /// The commitment it belongs to.
    pub commitment: Option<CommitmentId>,
    /// The day on which it was accepted.
    pub accepted: Option<Date>,
    /// How often it was chosen, by draw or by calendar.
    pub chosen: u32,
    /// When it was last visited.
    pub last_visit: Option<Date>,
    /// Days after the acceptance for which an inspection exists.
    pub use_checks: Vec<u32>,
}

/// Something to be put on the register.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see InspectedRow")]
pub struct NewInspected {
    pub kind: String,
    pub name: String,
    pub place: String,
    pub risk: String,
    pub units: Vec<UnitId>,
    pub commitment: Option<CommitmentId>,
    pub accepted: Option<Date>,
}

/// Somebody who can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectorRow {
    /// The number by which lists and the journal know the person.
    pub id: InspectorId,
    /// The name, for the office only.
    pub name: String,
    /// The unit worked for.
    pub unit: Option<UnitRef>,
}

/// A plan of inspections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// The plan.
    pub id: InspectionPlanId,
    /// Its title.
    pub title: String,
    /// Code of what is inspected.
    pub kind: String,
    /// Code of how.
    pub mode: String,
    /// The units whose work is inspected.
    pub units: Vec<UnitId>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The decision that approved it.
    pub decision: Option<String>,
    /// When it was approved.
    pub approved: Option<Date>,
}

/// A plan to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see PlanRow")]
pub struct NewPlan {
    pub title: String,
    pub kind: String,
    pub mode: String,
    pub units: Vec<UnitId>,
    pub from: Date,
    pub to: Date,
}

/// Puts something on the register.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn add_inspected(w: &mut Writer<'_>, j: JurisdictionId, new: &NewInspected) -> Result<InspectedId, StoreError> {
    let sql = "INSERT INTO inspected (jurisdiction_id, kind, name, place, risk, units, commitment_id, accepted_on) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
    let values = [
        j.0.into(),
        (&new.kind).into(),
        (&new.name).into(),
        (&new.place).into(),
        (&new.risk).into(),
        json(&new.units)?,
        new.commitment.map(|id| id.0).into(),
        new.accepted.into(),
    ];
    Ok(InspectedId(w.insert(sql, &values)?))
}

/// Whether the register has it already.
///
/// # Errors
/// See [`add_inspected`].
pub fn is_registered(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    kind: &str,
    name: &str,
    place: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM inspected WHERE jurisdiction_id = $1 AND kind = $2 AND name = $3 AND place = $4";
    Ok(r.number(sql, &[j.0.into(), kind.into(), name.into(), place.into()])? > 0)
}

const INSPECTED: &str = "SELECT o.id, o.kind, o.name, o.place, o.risk, o.units, o.commitment_id, o.accepted_on, \
                         (SELECT count(*) FROM inspection i WHERE i.jurisdiction_id = o.jurisdiction_id AND i.inspected_id = o.id), \
                         (SELECT max(i.visited_on) FROM inspection i WHERE i.jurisdiction_id = o.jurisdiction_id AND i.inspected_id = o.id) \
                         FROM inspected o WHERE o.jurisdiction_id = $1";

fn inspected_row(row: &Row<'_>) -> Result<InspectedRow, StoreError> {
    Ok(InspectedRow {
        id: InspectedId(row.int(0)?),
        kind: row.text(1)?,
        name: row.text(2)?,
        place: row.text(3)?,
        risk: row.text(4)?,
        units: row.json(5)?,
        commitment: row.opt_int(6)?.map(CommitmentId),
        accepted: row.opt_date(7)?,
        chosen: row.count(8)?,
        last_visit: row.opt_date(9)?,
        use_checks: Vec::new(),
    })
}

/// The register by kind and number.
///
/// # Errors
/// See [`add_inspected`].
pub fn register(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<InspectedRow>, StoreError> {
    let sql = format!("{INSPECTED} ORDER BY o.kind, o.id LIMIT 5000");
    let mut rows = r.all(&sql, &[j.0.into()], inspected_row)?;
    let sql = "SELECT inspected_id, after_days FROM inspection WHERE jurisdiction_id = $1 AND after_days IS NOT NULL \
               ORDER BY inspected_id, after_days";
    let checks = r.all(sql, &[j.0.into()], |row| Ok((row.int(0)?, row.count(1)?)))?;
    for row in &mut rows {
        let own = checks.iter().filter(|(of, _)| *of == row.id.0);
        row.use_checks = own.map(|(_, after)| *after).collect();
    }
    Ok(rows)
}

/// One entry of the register.
///
/// # Errors
/// See [`add_inspected`].
pub fn inspected(r: &mut Reader<'_>, j: JurisdictionId, id: InspectedId) -> Result<Option<InspectedRow>, StoreError> {
    let Some(mut row) = r.one(
        &format!("{INSPECTED} AND o.id = $2"),
        &[j.0.into(), id.0.into()],
        inspected_row,
    )?
    else {
        return Ok(None);
    };
    let sql = "SELECT after_days FROM inspection WHERE jurisdiction_id = $1 AND inspected_id = $2 AND after_days IS NOT NULL \
               ORDER BY after_days";
    row.use_checks = r.all(sql, &[j.0.into(), id.0.into()], |row| row.count(0))?;
    Ok(Some(row))
}

/// Puts somebody on the register of inspectors.
///
/// # Errors
/// See [`add_inspected`].
pub fn add_inspector(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    name: &str,
    unit: Option<UnitId>,
) -> Result<InspectorId, StoreError> {
    let sql = "INSERT INTO inspector (jurisdiction_id, name, unit_id) VALUES ($1, $2, $3) RETURNING id";
    let values = [j.0.into(), name.into(), unit.map(|id| id.0).into()];
    Ok(InspectorId(w.insert(sql, &values)?))
}

/// The inspectors by number.
///
/// # Errors
/// See [`add_inspected`].
pub fn inspectors(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<InspectorRow>, StoreError> {
    let sql = "SELECT p.id, p.name, u.id, u.name, u.is_group FROM inspector p \
               LEFT JOIN unit u ON u.jurisdiction_id = p.jurisdiction_id AND u.id = p.unit_id \
               WHERE p.jurisdiction_id = $1 ORDER BY p.id LIMIT 500";
    r.all(sql, &[j.0.into()], |row| {
        let unit = match row.opt_int(2)? {
            Some(id) => Some(UnitRef {
                id: UnitId(id),
                name: row.text(3)?,
                group: row.flag(4)?,
            }),
            None => None,
        };
        Ok(InspectorRow {
            id: InspectorId(row.int(0)?),
            name: row.text(1)?,
            unit,
        })
    })
}

/// Writes a plan.
///
/// # Errors
/// See [`add_inspected`].
pub fn plan_insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewPlan) -> Result<InspectionPlanId, StoreError> {
    let sql = "INSERT INTO inspection_plan (jurisdiction_id, title, kind, mode, units, starts_on, ends_on) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let values = [
        j.0.into(),
        (&new.title).into(),
        (&new.kind).into(),
        (&new.mode).into(),
        json(&new.units)?,
        new.from.into(),
        new.to.into(),
    ];
    Ok(InspectionPlanId(w.insert(sql, &values)?))
}

const PLAN: &str = "SELECT id, title, kind, mode, units, starts_on, ends_on, decision, approved_on \
                    FROM inspection_plan WHERE jurisdiction_id = $1";

fn plan_row(row: &Row<'_>) -> Result<PlanRow, StoreError> {
    Ok(PlanRow {
        id: InspectionPlanId(row.int(0)?),
        title: row.text(1)?,
        kind: row.text(2)?,
        mode: row.text(3)?,
        units: row.json(4)?,
        from: row.date(5)?,
        to: row.date(6)?,
        decision: row.opt_text(7)?,
        approved: row.opt_date(8)?,
    })
}

/// Plans, newest first.
///
/// # Errors
/// See [`add_inspected`].
pub fn plans(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<PlanRow>, StoreError> {
    r.all(&format!("{PLAN} ORDER BY id DESC LIMIT 500"), &[j.0.into()], plan_row)
}

/// One plan.
///
/// # Errors
/// See [`add_inspected`].
pub fn plan(r: &mut Reader<'_>, j: JurisdictionId, id: InspectionPlanId) -> Result<Option<PlanRow>, StoreError> {
    r.one(&format!("{PLAN} AND id = $2"), &[j.0.into(), id.0.into()], plan_row)
}

/// Approved plans that begin in a year.
///
/// # Errors
/// See [`add_inspected`].
pub fn approved_in_year(r: &mut Reader<'_>, j: JurisdictionId, year: i16) -> Result<Vec<PlanRow>, StoreError> {
    let sql = format!("{PLAN} AND approved_on IS NOT NULL AND starts_on >= $2 AND starts_on <= $3 ORDER BY id");
    let days = [format!("{year:04}-01-01"), format!("{year:04}-12-31")];
    r.all(&sql, &[j.0.into(), (&days[0]).into(), (&days[1]).into()], plan_row)
}

/// Marks a plan as approved.
///
/// # Errors
/// [`StoreError::Conflict`] when it was approved meanwhile.
pub fn approve_plan(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: InspectionPlanId,
    decision: &str,
    on: Date,
) -> Result<(), StoreError> {
    let sql = "UPDATE inspection_plan SET decision = $1, approved_on = $2 \
               WHERE jurisdiction_id = $3 AND id = $4 AND approved_on IS NULL";
    super::visits::moved(w.execute(sql, &[decision.into(), on.into(), j.0.into(), id.0.into()])?)
}

//! Inspections, from the opening to the closed conclusion.

use std::collections::HashMap;

use shishi_kernel::{
    CommitmentId, Date, DrawId, InspectedId, InspectionId, InspectionPlanId, InspectorId, JurisdictionId, UnitId,
};

use crate::session::{Row, Value, json};
use crate::{Reader, StoreError, Writer};

/// An inspection of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionRow {
    /// The inspection.
    pub id: InspectionId,
    /// Its plan.
    pub plan: InspectionPlanId,
    /// The plan's title.
    pub title: String,
    /// Code of how the visit is made.
    pub mode: String,
    /// The plan's first day.
    pub from: Date,
    /// The draw that chose it; none for a look at a finished site by the calendar.
    pub draw: Option<DrawId>,
    /// Days after the acceptance, for such a look.
    pub after_days: Option<u32>,
    /// What is inspected.
    pub inspected: InspectedId,
    /// Code of its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// Units with an interest in it.
    pub units: Vec<UnitId>,
    /// The commitment it belongs to: slug.
    pub commitment: Option<String>,
    /// Those who go there, by number.
    pub inspectors: Vec<InspectorId>,
    /// Code of how far it has come.
    pub state: String,
    /// When the visit was made.
    pub visited: Option<Date>,
    /// The answers, as the area writes them.
    pub answers: Option<String>,
    /// Faults among the answers.
    pub faults: u32,
    /// The conclusion's words.
    pub conclusion: Option<String>,
    /// When it was served.
    pub served: Option<Date>,
    /// The last day for a reply.
    pub reply_until: Option<Date>,
    /// The reply's words.
    pub reply: Option<String>,
    /// When it came.
    pub replied: Option<Date>,
    /// When it was closed.
    pub closed: Option<Date>,
    /// What was found, in order.
    pub findings: Vec<FindingRow>,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    /// What.
    pub what: String,
    /// Code of how bad it is.
    pub severity: String,
    /// Code of how far it has come.
    pub state: String,
    /// The last day of an order, or the day of the re-check.
    pub day: Option<Date>,
}

/// An inspection to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see InspectionRow")]
pub struct NewInspection {
    pub plan: InspectionPlanId,
    pub draw: Option<DrawId>,
    pub inspected: InspectedId,
    pub after_days: Option<u32>,
    pub inspectors: Vec<InspectorId>,
}

/// That a change of one row changed one row.
pub(super) fn moved(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Opens an inspection.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn open(w: &mut Writer<'_>, j: JurisdictionId, new: &NewInspection) -> Result<InspectionId, StoreError> {
    let sql = "INSERT INTO inspection (jurisdiction_id, plan_id, draw_id, inspected_id, after_days, inspectors, state) \
               VALUES ($1, $2, $3, $4, $5, $6, 'opened') RETURNING id";
    let values = [
        j.0.into(),
        new.plan.0.into(),
        new.draw.map(|id| id.0).into(),
        new.inspected.0.into(),
        new.after_days.into(),
        json(&new.inspectors)?,
    ];
    Ok(InspectionId(w.insert(sql, &values)?))
}

/// Moves an inspection from one state to another: `set` are columns with their values.
fn step(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: InspectionId,
    from: &[&str],
    set: &[(&str, Value)],
) -> Result<(), StoreError> {
    let columns: Vec<String> = (1..)
        .zip(set)
        .map(|(at, (name, _))| format!("{name} = ${at}"))
        .collect();
    let states: Vec<String> = from.iter().map(|state| format!("'{state}'")).collect();
    let sql = format!(
        "UPDATE inspection SET {} WHERE jurisdiction_id = ${} AND id = ${} AND state IN ({})",
        columns.join(", "),
        set.len() + 1,
        set.len() + 2,
        states.join(", ")
    );
    let mut values: Vec<Value> = set.iter().map(|(_, value)| value.clone()).collect();
    values.extend([j.0.into(), id.0.into()]);
    moved(w.execute(&sql, &values)?)
}

/// Writes the visit.
///
/// # Errors
/// [`StoreError::Conflict`] when it was written meanwhile; the same holds for every step below.
pub fn visit(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: InspectionId,
    on: Date,
    answers: &str,
    faults: u32,
) -> Result<(), StoreError> {
    let set = [
        ("state", "visited".into()),
        ("visited_on", on.into()),
        ("answers", answers.into()),
        ("faults", faults.into()),
    ];
    step(w, j, id, &["opened"], &set)
}

/// Writes the served conclusion.
///
/// # Errors
/// See [`visit`].
pub fn serve(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: InspectionId,
    conclusion: &str,
    on: Date,
    reply_until: Date,
) -> Result<(), StoreError> {
    let set = [
        ("state", "served".into()),
        ("conclusion", conclusion.into()),
        ("served_on", on.into()),
        ("reply_until", reply_until.into()),
    ];
    step(w, j, id, &["visited"], &set)
}

/// Writes the reply.
///
/// # Errors
/// See [`visit`].
pub fn reply(w: &mut Writer<'_>, j: JurisdictionId, id: InspectionId, words: &str, on: Date) -> Result<(), StoreError> {
    let set = [
        ("state", "replied".into()),
        ("reply", words.into()),
        ("replied_on", on.into()),
    ];
    step(w, j, id, &["served"], &set)
}

/// Closes.
///
/// # Errors
/// See [`visit`].
pub fn close(w: &mut Writer<'_>, j: JurisdictionId, id: InspectionId, on: Date) -> Result<(), StoreError> {
    let set = [("state", "closed".into()), ("closed_on", on.into())];
    step(w, j, id, &["served", "replied"], &set)
}

/// Writes a finding at its place, from 0.
///
/// # Errors
/// See [`open`].
pub fn add_finding(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: InspectionId,
    position: u32,
    finding: &FindingRow,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO inspection_finding (jurisdiction_id, inspection_id, position, what, severity, state, day) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        j.0.into(),
        id.0.into(),
        position.into(),
        (&finding.what).into(),
        (&finding.severity).into(),
        (&finding.state).into(),
        finding.day.into(),
    ];
    w.execute(sql, &values).map(drop)
}

/// Writes how far a finding has come.
///
/// # Errors
/// See [`open`].
pub fn mend(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: InspectionId,
    position: u32,
    state: &str,
    day: Date,
) -> Result<(), StoreError> {
    let sql = "UPDATE inspection_finding SET state = $1, day = $2 \
               WHERE jurisdiction_id = $3 AND inspection_id = $4 AND position = $5";
    let values = [state.into(), day.into(), j.0.into(), id.0.into(), position.into()];
    moved(w.execute(sql, &values)?)
}

const INSPECTION: &str = "SELECT i.id, i.plan_id, p.title, p.mode, p.starts_on, i.draw_id, i.after_days, o.id, o.kind, o.name, \
                          o.place, o.units, c.slug, i.inspectors, i.state, i.visited_on, i.answers, i.faults, i.conclusion, \
                          i.served_on, i.reply_until, i.reply, i.replied_on, i.closed_on FROM inspection i \
                          JOIN inspection_plan p ON p.jurisdiction_id = i.jurisdiction_id AND p.id = i.plan_id \
                          JOIN inspected o ON o.jurisdiction_id = i.jurisdiction_id AND o.id = i.inspected_id \
                          LEFT JOIN commitment c ON c.jurisdiction_id = o.jurisdiction_id AND c.id = o.commitment_id \
                          WHERE i.jurisdiction_id = $1";

fn inspection_row(row: &Row<'_>) -> Result<InspectionRow, StoreError> {
    Ok(InspectionRow {
        id: InspectionId(row.int(0)?),
        plan: InspectionPlanId(row.int(1)?),
        title: row.text(2)?,
        mode: row.text(3)?,
        from: row.date(4)?,
        draw: row.opt_int(5)?.map(DrawId),
        after_days: row.opt_int(6)?.and_then(|days| u32::try_from(days).ok()),
        inspected: InspectedId(row.int(7)?),
        kind: row.text(8)?,
        name: row.text(9)?,
        place: row.text(10)?,
        units: row.json(11)?,
        commitment: row.opt_text(12)?,
        inspectors: row.json(13)?,
        state: row.text(14)?,
        visited: row.opt_date(15)?,
        answers: row.opt_text(16)?,
        faults: row.count(17)?,
        conclusion: row.opt_text(18)?,
        served: row.opt_date(19)?,
        reply_until: row.opt_date(20)?,
        reply: row.opt_text(21)?,
        replied: row.opt_date(22)?,
        closed: row.opt_date(23)?,
        findings: Vec::new(),
    })
}

/// Rows that meet a condition on one value, newest first, with their findings.
fn found(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    condition: &str,
    value: Option<i64>,
) -> Result<Vec<InspectionRow>, StoreError> {
    let mut values: Vec<Value> = vec![j.0.into()];
    values.extend(value.map(Value::from));
    let sql = format!("{INSPECTION}{condition} ORDER BY i.id DESC LIMIT 2000");
    let mut rows = r.all(&sql, &values, inspection_row)?;
    if rows.is_empty() {
        return Ok(rows);
    }
    let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
    let sql = format!(
        "SELECT inspection_id, what, severity, state, day FROM inspection_finding \
         WHERE jurisdiction_id = $1 AND inspection_id IN ({}) ORDER BY inspection_id, position",
        ids.join(", ")
    );
    let mut findings: HashMap<i64, Vec<FindingRow>> = HashMap::new();
    let of = r.all(&sql, &[j.0.into()], |row| {
        let finding = FindingRow {
            what: row.text(1)?,
            severity: row.text(2)?,
            state: row.text(3)?,
            day: row.opt_date(4)?,
        };
        Ok((row.int(0)?, finding))
    })?;
    for (inspection, finding) in of {
        findings.entry(inspection).or_default().push(finding);
    }
    for row in &mut rows {
        row.findings = findings.remove(&row.id.0).unwrap_or_default();
    }
    Ok(rows)
}

/// Every inspection, newest first.
///
/// # Errors
/// See [`open`].
pub fn inspections(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<InspectionRow>, StoreError> {
    found(r, j, "", None)
}

/// Inspections of what belongs to a commitment, newest first.
///
/// # Errors
/// See [`open`].
pub fn of_commitment(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<InspectionRow>, StoreError> {
    found(r, j, " AND o.commitment_id = $2", Some(commitment.0))
}

/// One inspection.
///
/// # Errors
/// See [`open`].
pub fn inspection(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    id: InspectionId,
) -> Result<Option<InspectionRow>, StoreError> {
    Ok(found(r, j, " AND i.id = $2", Some(id.0))?.into_iter().next())
}

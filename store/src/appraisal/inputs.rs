//! What is counted for an appraisal: a fixed number of statements for a jurisdiction and year, whatever its size.

use jiff::Timestamp;
use shishi_kernel::{CommitmentId, Date, Decimal, JurisdictionId, MeasureId, RequestId, UnitId};

use crate::ledger::unit_ref;
use crate::views::UnitRef;
use crate::{Reader, StoreError};

/// A unit's part in a commitment that was neither paused nor ended by a decision; groups are replaced by their members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRow {
    /// The unit.
    pub unit: UnitRef,
    /// The commitment.
    pub commitment: CommitmentId,
    /// Its address.
    pub slug: String,
    /// Whether the unit leads.
    pub lead: bool,
}

/// A measure with its target and the last value that was verified until a day.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see views::MeasureRow")]
pub struct MeasureInput {
    pub commitment: CommitmentId,
    pub measure: MeasureId,
    pub kind: String,
    pub baseline: Option<Decimal>,
    pub comparator: Option<String>,
    pub value: Option<Decimal>,
    pub value_max: Option<Decimal>,
    pub tolerance: Option<Decimal>,
    pub cut_off: Option<Date>,
    /// The verified value.
    pub verified: Option<Decimal>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountRow {
    /// The commitment.
    pub commitment: CommitmentId,
    /// Whose they are; every leading unit's when nobody's in particular.
    pub unit: Option<UnitId>,
    /// How many were done as they should be.
    pub done: u32,
    /// How many were due.
    pub of: u32,
}

/// A step of a request that was due in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestInput {
    /// The request.
    pub request: RequestId,
    /// Its commitment.
    pub commitment: CommitmentId,
    /// Who was asked.
    pub asked: UnitId,
    /// By which day.
    pub due: Date,
    /// Code of the step.
    pub step: String,
    /// When it was done.
    pub at: Timestamp,
}

/// Findings at one inspected object that were looked at again in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingCount {
    /// The commitment that the object belongs to.
    pub commitment: CommitmentId,
    /// The units that answer for the object.
    pub units: Vec<UnitId>,
    /// How many were put right.
    pub fixed: u32,
    /// Of how many.
    pub of: u32,
}

/// Who has a part in what.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn parts(r: &mut Reader<'_>, j: JurisdictionId, year: i16) -> Result<Vec<PartRow>, StoreError> {
    let sql = "SELECT u.id, u.name, u.is_group, c.id, c.slug, CAST(max(CASE h.role WHEN 'lead' THEN 1 ELSE 0 END) AS BIGINT) FROM duty_held h \
               JOIN commitment c ON c.jurisdiction_id = h.jurisdiction_id AND c.id = h.commitment_id \
               JOIN unit u ON u.jurisdiction_id = h.jurisdiction_id AND u.id = h.unit_id \
               WHERE h.jurisdiction_id = $1 AND c.year = $2 AND c.course NOT IN ('paused', 'ended') AND u.is_group = 0 \
               GROUP BY u.id, u.name, u.is_group, c.id, c.slug ORDER BY u.id, c.id";
    r.all(sql, &[j.0.into(), year.into()], |row| {
        Ok(PartRow {
            unit: unit_ref(row, 0)?,
            commitment: CommitmentId(row.int(3)?),
            slug: row.text(4)?,
            lead: row.flag(5)?,
        })
    })
}

/// Measures that can be checked, with what was verified until a day.
///
/// # Errors
/// See [`parts`].
pub fn measures(r: &mut Reader<'_>, j: JurisdictionId, year: i16, to: Date) -> Result<Vec<MeasureInput>, StoreError> {
    let sql = "SELECT m.commitment_id, m.id, m.kind, m.baseline, t.comparator, t.value, t.value_max, t.tolerance, t.cut_off, \
               (SELECT v.value FROM verified_value v WHERE v.jurisdiction_id = m.jurisdiction_id AND v.measure_id = m.id \
               AND v.as_of <= $3 ORDER BY v.as_of DESC, v.id DESC LIMIT 1) \
               FROM measure m JOIN commitment c ON c.jurisdiction_id = m.jurisdiction_id AND c.id = m.commitment_id \
               LEFT JOIN target t ON t.jurisdiction_id = m.jurisdiction_id AND t.measure_id = m.id AND t.version = m.target_version \
               WHERE m.jurisdiction_id = $1 AND c.year = $2 AND m.state <> 'untestable' ORDER BY m.commitment_id, m.position";
    r.all(sql, &[j.0.into(), year.into(), to.into()], |row| {
        Ok(MeasureInput {
            commitment: CommitmentId(row.int(0)?),
            measure: MeasureId(row.int(1)?),
            kind: row.text(2)?,
            baseline: row.opt_decimal(3)?,
            comparator: row.opt_text(4)?,
            value: row.opt_decimal(5)?,
            value_max: row.opt_decimal(6)?,
            tolerance: row.opt_decimal(7)?,
            cut_off: row.opt_date(8)?,
            verified: row.opt_decimal(9)?,
        })
    })
}

/// Milestones of plans in force that were due in a period.
///
/// # Errors
/// See [`parts`].
pub fn milestones(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    year: i16,
    from: Date,
    to: Date,
) -> Result<Vec<CountRow>, StoreError> {
    let sql = "SELECT p.commitment_id, count(CASE WHEN s.done <= s.planned THEN 1 END), count(*) FROM plan_milestone s \
               JOIN plan_version p ON p.jurisdiction_id = s.jurisdiction_id AND p.id = s.plan_id \
               JOIN commitment c ON c.jurisdiction_id = p.jurisdiction_id AND c.id = p.commitment_id \
               WHERE s.jurisdiction_id = $1 AND c.year = $2 AND p.state = 'approved' AND s.planned BETWEEN $3 AND $4 \
               GROUP BY p.commitment_id ORDER BY p.commitment_id";
    r.all(sql, &[j.0.into(), year.into(), from.into(), to.into()], |row| {
        Ok(CountRow {
            commitment: CommitmentId(row.int(0)?),
            unit: None,
            done: row.count(1)?,
            of: row.count(2)?,
        })
    })
}

/// Entries that were borne out, of those whose check was published, by the unit that handed them in.
///
/// # Errors
/// See [`parts`].
pub fn confirmed(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    year: i16,
    from: Date,
    to: Date,
) -> Result<Vec<CountRow>, StoreError> {
    let sql = "SELECT e.commitment_id, e.unit_id, count(CASE e.public_outcome WHEN 'verified' THEN 1 END), count(*) FROM record e \
               JOIN commitment c ON c.jurisdiction_id = e.jurisdiction_id AND c.id = e.commitment_id \
               WHERE e.jurisdiction_id = $1 AND c.year = $2 AND e.public_outcome IN ('verified', 'contradicted') AND e.day BETWEEN $3 AND $4 \
               GROUP BY e.commitment_id, e.unit_id ORDER BY e.commitment_id, e.unit_id";
    counts_by_unit(r, sql, j, year, from, to)
}

/// Slips answered by their day, of those that were not taken back.
///
/// # Errors
/// See [`parts`].
pub fn slips(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    year: i16,
    from: Date,
    to: Date,
) -> Result<Vec<CountRow>, StoreError> {
    let sql = "SELECT s.commitment_id, s.unit_id, count(CASE WHEN t.answered_on <= t.due THEN 1 END), count(*) FROM slip s \
               JOIN slip_step t ON t.jurisdiction_id = s.jurisdiction_id AND t.slip_id = s.id \
               JOIN commitment c ON c.jurisdiction_id = s.jurisdiction_id AND c.id = s.commitment_id \
               WHERE s.jurisdiction_id = $1 AND c.year = $2 AND s.withdrawn IS NULL AND t.due BETWEEN $3 AND $4 \
               GROUP BY s.commitment_id, s.unit_id ORDER BY s.commitment_id, s.unit_id";
    counts_by_unit(r, sql, j, year, from, to)
}

fn counts_by_unit(
    r: &mut Reader<'_>,
    sql: &str,
    j: JurisdictionId,
    year: i16,
    from: Date,
    to: Date,
) -> Result<Vec<CountRow>, StoreError> {
    r.all(sql, &[j.0.into(), year.into(), from.into(), to.into()], |row| {
        Ok(CountRow {
            commitment: CommitmentId(row.int(0)?),
            unit: Some(UnitId(row.int(1)?)),
            done: row.count(2)?,
            of: row.count(3)?,
        })
    })
}

/// Steps of requests that were due in a period, request by request in their order.
///
/// # Errors
/// See [`parts`].
pub fn requests(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    year: i16,
    from: Date,
    to: Date,
) -> Result<Vec<RequestInput>, StoreError> {
    let sql = "SELECT q.id, q.commitment_id, q.asked_id, q.due, s.step, s.at FROM unit_request q \
               JOIN commitment c ON c.jurisdiction_id = q.jurisdiction_id AND c.id = q.commitment_id \
               JOIN unit_request_step s ON s.jurisdiction_id = q.jurisdiction_id AND s.request_id = q.id \
               WHERE q.jurisdiction_id = $1 AND c.year = $2 AND q.due BETWEEN $3 AND $4 ORDER BY q.id, s.position";
    r.all(sql, &[j.0.into(), year.into(), from.into(), to.into()], |row| {
        Ok(RequestInput {
            request: RequestId(row.int(0)?),
            commitment: CommitmentId(row.int(1)?),
            asked: UnitId(row.int(2)?),
            due: row.date(3)?,
            step: row.text(4)?,
            at: row.instant(5)?,
        })
    })
}

/// Findings that were looked at again in a period.
///
/// # Errors
/// See [`parts`].
pub fn findings(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    year: i16,
    from: Date,
    to: Date,
) -> Result<Vec<FindingCount>, StoreError> {
    let sql = "SELECT o.commitment_id, o.units, count(CASE f.state WHEN 'fixed' THEN 1 END), count(*) FROM inspection_finding f \
               JOIN inspection i ON i.jurisdiction_id = f.jurisdiction_id AND i.id = f.inspection_id \
               JOIN inspected o ON o.jurisdiction_id = i.jurisdiction_id AND o.id = i.inspected_id \
               JOIN commitment c ON c.jurisdiction_id = o.jurisdiction_id AND c.id = o.commitment_id \
               WHERE f.jurisdiction_id = $1 AND c.year = $2 AND f.state IN ('fixed', 'unfixed') AND f.day BETWEEN $3 AND $4 \
               GROUP BY o.commitment_id, o.id, o.units ORDER BY o.commitment_id, o.id";
    r.all(sql, &[j.0.into(), year.into(), from.into(), to.into()], |row| {
        Ok(FindingCount {
            commitment: CommitmentId(row.int(0)?),
            units: row.json(1)?,
            fixed: row.count(2)?,
            of: row.count(3)?,
        })
    })
}

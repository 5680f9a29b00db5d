//! Reports of units on commitments, what was done with them, and what their form asks. What a report says is one JSON text
//! that this crate does not look into.

use jiff::Timestamp;
use shishi_kernel::{AccountId, CommitmentId, Date, Decimal, JurisdictionId, LeafId, MeasureId, ReportId, UnitId};

use crate::session::{Row, Value, json};
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A report without what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportHead {
    /// The report.
    pub id: ReportId,
    /// Its commitment.
    pub commitment: CommitmentId,
    /// The unit that reports.
    pub unit: UnitRef,
    /// Code of the period: `2020-06`, `2020-q2`.
    pub period: String,
    /// The day on which it is due.
    pub due: Date,
    /// `draft`, `submitted`, `returned`, `accepted`.
    pub state: String,
    /// Why it was returned.
    pub reason: Option<String>,
    /// The day of its first submission.
    pub submitted_on: Option<Date>,
    /// The day on which it was last accepted.
    pub accepted_on: Option<Date>,
    /// The last time it was opened again: why, by which office, until when.
    pub reopening: Option<(String, String, Date)>,
    /// Moves with every change.
    pub revision: u32,
}

/// A report with what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// The rest.
    pub head: ReportHead,
    /// JSON of what it says now.
    pub content: String,
    /// JSON of what it said when it was last accepted.
    pub published: Option<String>,
    /// Of the journal's digests.
    pub salt: String,
}

/// A report before it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see ReportHead and ReportRow")]
pub struct NewReport {
    pub commitment: CommitmentId,
    pub unit: UnitId,
    pub period: String,
    pub due: Date,
    pub content: String,
    pub salt: String,
}

/// Something that was done with a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportStep {
    /// `submitted`, `returned`, `accepted`, `reopened`.
    pub step: String,
    /// A reason, or empty.
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// For which unit; `None` for an account without one.
    pub unit: Option<String>,
    /// The journal entry.
    pub leaf: LeafId,
}

/// A unit that leads a commitment and therefore reports on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReporterRow {
    /// The commitment.
    pub commitment: CommitmentId,
    /// Its slug.
    pub slug: String,
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The programme's year.
    pub year: i16,
    /// When the programme was issued.
    pub issued_at: Timestamp,
    /// The unit.
    pub unit: UnitRef,
}

/// What reports ask from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see the migration")]
pub struct FormRow {
    pub from: Date,
    pub frequency: String,
    pub questions: Vec<String>,
    pub reason: String,
    pub at: Timestamp,
    pub by: AccountId,
    pub leaf: LeafId,
}

const HEAD: &str = "p.id, p.commitment_id, u.id, u.name, u.is_group, p.period, p.due, p.state, p.reason, p.submitted_on, p.accepted_on, \
    p.reopened_reason, p.reopened_by, p.reopened_until, p.revision";
const FROM: &str = "FROM report p JOIN unit u ON u.jurisdiction_id = p.jurisdiction_id AND u.id = p.unit_id \
    JOIN commitment c ON c.jurisdiction_id = p.jurisdiction_id AND c.id = p.commitment_id WHERE p.jurisdiction_id = $1";

fn head(row: &Row<'_>) -> Result<ReportHead, StoreError> {
    let reopening = match row.opt_date(13)? {
        Some(until) => Some((row.text(11)?, row.text(12)?, until)),
        None => None,
    };
    Ok(ReportHead {
        id: ReportId(row.int(0)?),
        commitment: CommitmentId(row.int(1)?),
        unit: unit(row, 2)?,
        period: row.text(5)?,
        due: row.date(6)?,
        state: row.text(7)?,
        reason: row.opt_text(8)?,
        submitted_on: row.opt_date(9)?,
        accepted_on: row.opt_date(10)?,
        reopening,
        revision: row.count(14)?,
    })
}

fn unit(row: &Row<'_>, column: usize) -> Result<UnitRef, StoreError> {
    Ok(UnitRef {
        id: UnitId(row.int(column)?),
        name: row.text(column + 1)?,
        group: row.flag(column + 2)?,
    })
}

fn whole(row: &Row<'_>) -> Result<ReportRow, StoreError> {
    Ok(ReportRow {
        head: head(row)?,
        content: row.text(15)?,
        published: row.opt_text(16)?,
        salt: row.text(17)?,
    })
}

/// Keeps a new draft, at revision 0.
///
/// # Errors
/// [`StoreError::Duplicate`] when somebody else began it; else when the store is away, as for every query here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewReport) -> Result<ReportId, StoreError> {
    let sql = "INSERT INTO report (jurisdiction_id, commitment_id, unit_id, period, due, state, content, salt) \
               VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7) RETURNING id";
    let values = [
        j.0.into(),
        new.commitment.0.into(),
        new.unit.0.into(),
        (&new.period).into(),
        new.due.into(),
        (&new.content).into(),
        (&new.salt).into(),
    ];
    Ok(ReportId(w.insert(sql, &values)?))
}

/// Writes a report as it stands after a step, with the next revision.
///
/// # Errors
/// [`StoreError::Conflict`] when its revision moved since it was loaded.
pub fn update(w: &mut Writer<'_>, j: JurisdictionId, row: &ReportRow) -> Result<(), StoreError> {
    let sql = "UPDATE report SET revision = revision + 1, state = $4, reason = $5, submitted_on = $6, accepted_on = $7, \
               reopened_reason = $8, reopened_by = $9, reopened_until = $10, content = $11, published = $12 \
               WHERE jurisdiction_id = $1 AND id = $2 AND revision = $3";
    let (reason, by, until) = match &row.head.reopening {
        Some((reason, by, until)) => (Some(reason.clone()), Some(by.clone()), Some(*until)),
        None => (None, None, None),
    };
    let values = [
        j.0.into(),
        row.head.id.0.into(),
        row.head.revision.into(),
        (&row.head.state).into(),
        row.head.reason.clone().into(),
        row.head.submitted_on.into(),
        row.head.accepted_on.into(),
        reason.into(),
        by.into(),
        until.into(),
        (&row.content).into(),
        row.published.clone().into(),
    ];
    match w.execute(sql, &values)? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict),
    }
}

/// Keeps what was done.
///
/// # Errors
/// See [`insert`].
pub fn insert_step(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    report: ReportId,
    step: &ReportStep,
    by: (AccountId, Option<UnitId>),
) -> Result<(), StoreError> {
    let sql = "INSERT INTO report_step (jurisdiction_id, report_id, step, words, at, by_account, unit_id, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        j.0.into(),
        report.0.into(),
        (&step.step).into(),
        (&step.words).into(),
        step.at.into(),
        by.0.0.into(),
        by.1.map(|unit| unit.0).into(),
        step.leaf.0.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// The report of a unit on a commitment for a period.
///
/// # Errors
/// See [`insert`].
pub fn find(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
    unit: UnitId,
    period: &str,
) -> Result<Option<ReportRow>, StoreError> {
    let sql = format!(
        "SELECT {HEAD}, p.content, p.published, p.salt {FROM} AND p.commitment_id = $2 AND p.unit_id = $3 AND p.period = $4"
    );
    r.one(
        &sql,
        &[j.0.into(), commitment.0.into(), unit.0.into(), period.into()],
        whole,
    )
}

/// The reports on a commitment, newest period first.
///
/// # Errors
/// See [`insert`].
pub fn of_commitment(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<ReportRow>, StoreError> {
    let sql = format!(
        "SELECT {HEAD}, p.content, p.published, p.salt {FROM} AND p.commitment_id = $2 ORDER BY p.period DESC, p.id LIMIT 500"
    );
    r.all(&sql, &[j.0.into(), commitment.0.into()], whole)
}

/// Every report on the commitments of a year, without what they say.
///
/// # Errors
/// See [`insert`].
pub fn of_year(r: &mut Reader<'_>, j: JurisdictionId, year: i16) -> Result<Vec<ReportHead>, StoreError> {
    let sql = format!("SELECT {HEAD} {FROM} AND c.year = $2 ORDER BY p.id");
    r.all(&sql, &[j.0.into(), year.into()], head)
}

/// What was done with a report, in order.
///
/// # Errors
/// See [`insert`].
pub fn steps(r: &mut Reader<'_>, j: JurisdictionId, report: ReportId) -> Result<Vec<ReportStep>, StoreError> {
    let sql = "SELECT s.step, s.words, s.at, u.name, s.leaf_id FROM report_step s \
               LEFT JOIN unit u ON u.jurisdiction_id = s.jurisdiction_id AND u.id = s.unit_id \
               WHERE s.jurisdiction_id = $1 AND s.report_id = $2 ORDER BY s.id LIMIT 500";
    r.all(sql, &[j.0.into(), report.0.into()], |row| {
        Ok(ReportStep {
            step: row.text(0)?,
            words: row.text(1)?,
            at: row.instant(2)?,
            unit: row.opt_text(3)?,
            leaf: LeafId(row.int(4)?),
        })
    })
}

/// The units that lead the commitments of a year, groups replaced by their members on the document's day; of one
/// commitment when it is named.
///
/// # Errors
/// See [`insert`].
pub fn reporters(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    year: i16,
    commitment: Option<CommitmentId>,
) -> Result<Vec<ReporterRow>, StoreError> {
    let mut values: Vec<Value> = vec![j.0.into(), year.into()];
    let mut condition = "";
    if let Some(commitment) = commitment {
        values.push(commitment.0.into());
        condition = "AND c.id = $3";
    }
    let sql = format!(
        "SELECT DISTINCT c.id, c.slug, c.number, c.title, c.year, g.issued_at, u.id, u.name, u.is_group FROM duty d \
         JOIN commitment c ON c.jurisdiction_id = d.jurisdiction_id AND c.id = d.commitment_id \
         JOIN programme g ON g.jurisdiction_id = c.jurisdiction_id AND g.id = c.programme_id \
         LEFT JOIN unit_group_member m ON m.jurisdiction_id = d.jurisdiction_id AND m.group_id = d.unit_id \
         AND m.valid_from <= g.members_on AND (m.valid_to IS NULL OR m.valid_to >= g.members_on) \
         JOIN unit u ON u.jurisdiction_id = d.jurisdiction_id AND u.id = coalesce(m.member_id, d.unit_id) \
         WHERE d.jurisdiction_id = $1 AND d.role = 'lead' AND c.year = $2 {condition} ORDER BY c.number, c.id, u.id"
    );
    r.all(&sql, &values, |row| {
        let id = row.int(0)?;
        Ok(ReporterRow {
            commitment: CommitmentId(id),
            slug: row.text(1)?,
            number: row.count(2)?,
            title: row.text(3)?,
            year: i16::try_from(row.int(4)?).map_err(|_| StoreError::Corrupt {
                table: "commitment",
                column: "year",
                id,
            })?,
            issued_at: row.instant(5)?,
            unit: unit(row, 6)?,
        })
    })
}

/// What units are asked to fill in, counted over the commitments of a year that are being delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BurdenCounts {
    /// Reports of a period: each lead unit on each commitment.
    pub reports: u32,
    /// Measures whose value is reported.
    pub measures: u32,
    /// Slips at their levels, issued in the year.
    pub slips: u32,
}

/// Counts for the burden meter.
///
/// # Errors
/// See [`insert`].
pub fn burden(r: &mut Reader<'_>, j: JurisdictionId, year: i16) -> Result<BurdenCounts, StoreError> {
    let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let going = "JOIN commitment c ON c.jurisdiction_id = x.jurisdiction_id AND c.id = x.commitment_id \
                 WHERE x.jurisdiction_id = $1 AND c.year = $2 AND c.course = 'going'";
    let sql = format!(
        "SELECT count(*) FROM (SELECT DISTINCT c.id AS commitment, coalesce(m.member_id, x.unit_id) AS unit FROM duty x \
         LEFT JOIN commitment k ON k.jurisdiction_id = x.jurisdiction_id AND k.id = x.commitment_id \
         LEFT JOIN programme g ON g.jurisdiction_id = k.jurisdiction_id AND g.id = k.programme_id \
         LEFT JOIN unit_group_member m ON m.jurisdiction_id = x.jurisdiction_id AND m.group_id = x.unit_id \
         AND m.valid_from <= g.members_on AND (m.valid_to IS NULL OR m.valid_to >= g.members_on) \
         {going} AND x.role = 'lead') reporter"
    );
    let reports = r.number(&sql, &[j.0.into(), year.into()])?;
    let sql = format!("SELECT count(*) FROM measure x {going} AND x.state <> 'untestable'");
    let measures = r.number(&sql, &[j.0.into(), year.into()])?;
    let sql = "SELECT count(*) FROM slip_step WHERE jurisdiction_id = $1 AND issued_on >= $2 AND issued_on <= $3";
    let (first, last) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let slips = r.number(sql, &[j.0.into(), first.into(), last.into()])?;
    Ok(BurdenCounts {
        reports: count(reports),
        measures: count(measures),
        slips: count(slips),
    })
}

/// The units that report on a year's commitments.
///
/// # Errors
/// See [`insert`].
pub fn reporting_units(r: &mut Reader<'_>, j: JurisdictionId, year: i16) -> Result<Vec<UnitId>, StoreError> {
    let mut units: Vec<UnitId> = reporters(r, j, year, None)?
        .into_iter()
        .map(|row| row.unit.id)
        .collect();
    units.sort_unstable();
    units.dedup();
    Ok(units)
}

/// The years that have programmes, newest first.
///
/// # Errors
/// See [`insert`].
pub fn years(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<i16>, StoreError> {
    let sql = "SELECT DISTINCT year FROM programme WHERE jurisdiction_id = $1 ORDER BY year DESC LIMIT 100";
    let years = r.all(sql, &[j.0.into()], |row| row.int(0))?;
    Ok(years.into_iter().filter_map(|year| i16::try_from(year).ok()).collect())
}

/// Decisions on the course of a year's commitments: commitment, turn and the day of the decision, in order.
///
/// # Errors
/// See [`insert`].
pub fn turns(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    year: i16,
) -> Result<Vec<(CommitmentId, String, Date)>, StoreError> {
    let sql = "SELECT t.commitment_id, t.turn, t.decided_on FROM commitment_turn t \
               JOIN commitment c ON c.jurisdiction_id = t.jurisdiction_id AND c.id = t.commitment_id \
               WHERE t.jurisdiction_id = $1 AND c.year = $2 ORDER BY t.id";
    r.all(sql, &[j.0.into(), year.into()], |row| {
        Ok((CommitmentId(row.int(0)?), row.text(1)?, row.date(2)?))
    })
}

/// What was recorded for the measures of a commitment, in the order in which it was: measure, day, value, note.
///
/// # Errors
/// See [`insert`].
pub fn entries(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<(MeasureId, Date, Decimal, String)>, StoreError> {
    let sql = "SELECT v.measure_id, v.as_of, v.value, v.note FROM value_record v \
               JOIN measure m ON m.jurisdiction_id = v.jurisdiction_id AND m.id = v.measure_id \
               WHERE v.jurisdiction_id = $1 AND m.commitment_id = $2 ORDER BY v.id LIMIT 20000";
    r.all(sql, &[j.0.into(), commitment.0.into()], |row| {
        let value = row.opt_decimal(2)?.unwrap_or_default();
        Ok((MeasureId(row.int(0)?), row.date(1)?, value, row.text(3)?))
    })
}

/// Whether a unit has a head who can sign in.
///
/// # Errors
/// See [`insert`].
pub fn has_head(r: &mut Reader<'_>, j: JurisdictionId, unit: UnitId) -> Result<bool, StoreError> {
    let sql =
        "SELECT count(*) FROM account WHERE jurisdiction_id = $1 AND unit_id = $2 AND role = 'head' AND disabled = 0";
    Ok(r.number(sql, &[j.0.into(), unit.0.into()])? > 0)
}

/// Every form, earliest first.
///
/// # Errors
/// See [`insert`].
pub fn forms(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<FormRow>, StoreError> {
    let sql = "SELECT from_day, frequency, questions, reason, at, by_account, leaf_id FROM report_form \
               WHERE jurisdiction_id = $1 ORDER BY from_day LIMIT 400";
    r.all(sql, &[j.0.into()], |row| {
        Ok(FormRow {
            from: row.date(0)?,
            frequency: row.text(1)?,
            questions: row.json(2)?,
            reason: row.text(3)?,
            at: row.instant(4)?,
            by: AccountId(row.int(5)?),
            leaf: LeafId(row.int(6)?),
        })
    })
}

/// Keeps a form; one that was to hold from the same day, and does not yet, is replaced.
///
/// # Errors
/// See [`insert`].
pub fn set_form(w: &mut Writer<'_>, j: JurisdictionId, form: &FormRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO report_form (jurisdiction_id, from_day, frequency, questions, reason, at, by_account, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (jurisdiction_id, from_day) DO UPDATE SET \
               frequency = excluded.frequency, questions = excluded.questions, reason = excluded.reason, at = excluded.at, \
               by_account = excluded.by_account, leaf_id = excluded.leaf_id";
    let values = [
        j.0.into(),
        form.from.into(),
        (&form.frequency).into(),
        json(&form.questions)?,
        (&form.reason).into(),
        form.at.into(),
        form.by.0.into(),
        form.leaf.0.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

//! What is written when a programme is issued, a value reported, a target changed. Nothing here is ever updated but
//! the counts that lists show and the mark of the latest report.

use jiff::Timestamp;
use shishi_kernel::{
    AccountId, CommitmentId, Date, Decimal, DocumentId, InstrumentId, JurisdictionId, LeafId, MeasureId, ProgrammeId,
    Span, UnitId,
};

use crate::session::{json, span_values};
use crate::{Reader, StoreError, Writer};

/// An instrument to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see views::InstrumentRow")]
pub struct NewInstrument {
    pub document: DocumentId,
    pub title: String,
    pub number: Option<String>,
    pub issuer: Option<String>,
    pub date: Option<Date>,
    pub span: Span,
    pub kind: String,
    pub addressees: Vec<String>,
}

/// A programme to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see views::ProgrammeRow")]
pub struct NewProgramme {
    pub instrument: InstrumentId,
    pub slug: String,
    pub year: i16,
    pub title: String,
    pub issued_at: Timestamp,
    pub issued_by: Option<AccountId>,
    /// The day on which groups are expanded: that of the document.
    pub members_on: Date,
}

/// A commitment to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see views::CommitmentRow")]
pub struct NewCommitment {
    pub programme: ProgrammeId,
    pub year: i16,
    pub slug: String,
    pub number: u32,
    pub category: Option<u32>,
    pub title: String,
    pub text: String,
    /// Where the words stand, and the words as they stand there.
    pub passages: Vec<(Span, String)>,
    /// Quotation, kind and place.
    pub conditions: Vec<(String, String, Span)>,
}

/// A duty to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see views::DutyRow")]
pub struct NewDuty {
    pub commitment: CommitmentId,
    pub unit: UnitId,
    pub role: String,
    pub span: Option<Span>,
}

/// A measure to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see views::MeasureRow")]
pub struct NewMeasure {
    pub commitment: CommitmentId,
    pub position: u32,
    pub kind: String,
    pub what: String,
    pub unit: Option<String>,
    pub role: String,
    pub per: Option<String>,
    pub baseline: Option<Decimal>,
    pub each_value: Option<Decimal>,
    pub each_places: Vec<String>,
    pub as_written: Option<String>,
    pub span: Option<Span>,
    pub testable: bool,
}

/// A version of a target to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see views::MeasureRow")]
pub struct NewTarget {
    pub measure: MeasureId,
    pub version: u32,
    pub comparator: Option<String>,
    pub value: Option<Decimal>,
    pub value_max: Option<Decimal>,
    pub tolerance: Option<Decimal>,
    pub cut_off: Option<Date>,
    pub leaf: Option<LeafId>,
}

/// A reported value to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see views::ReportedValue")]
pub struct NewRecord {
    pub measure: MeasureId,
    pub commitment: CommitmentId,
    pub unit: UnitId,
    pub value: Decimal,
    pub as_of: Date,
    pub note: String,
    pub at: Timestamp,
    pub by: AccountId,
    pub leaf: LeafId,
}

/// A recorded change to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see views::ChangeRow")]
pub struct NewChange {
    pub measure: MeasureId,
    pub commitment: CommitmentId,
    pub before: String,
    pub after: String,
    pub decision: String,
    pub reason: String,
    pub at: Timestamp,
    pub by: AccountId,
    pub leaf: LeafId,
}

/// Writes an instrument.
///
/// # Errors
/// [`StoreError::Duplicate`] when its number is known already.
pub fn insert_instrument(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    new: &NewInstrument,
) -> Result<InstrumentId, StoreError> {
    let known = "SELECT count(*) FROM instrument WHERE jurisdiction_id = $1 AND number = $2";
    if let Some(number) = &new.number
        && w.number(known, &[j.0.into(), number.into()])? > 0
    {
        return Err(StoreError::Duplicate("instrument"));
    }
    let sql = "INSERT INTO instrument (jurisdiction_id, document_id, title, number, issuer, date, span_start, span_end, \
               kind, addressees) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
    let values = [
        j.0.into(),
        new.document.0.into(),
        (&new.title).into(),
        new.number.as_ref().into(),
        new.issuer.as_ref().into(),
        new.date.into(),
        new.span.start.into(),
        new.span.end.into(),
        (&new.kind).into(),
        json(&new.addressees)?,
    ];
    Ok(InstrumentId(w.insert(sql, &values)?))
}

/// Slugs of programmes of a year that are taken.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn programme_slugs(r: &mut Reader<'_>, j: JurisdictionId, year: i16) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT slug FROM programme WHERE jurisdiction_id = $1 AND year = $2";
    r.all(sql, &[j.0.into(), year.into()], |row| row.text(0))
}

/// Writes a programme.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_programme(w: &mut Writer<'_>, j: JurisdictionId, new: &NewProgramme) -> Result<ProgrammeId, StoreError> {
    let sql = "INSERT INTO programme (jurisdiction_id, instrument_id, slug, year, title, issued_at, issued_by, members_on) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
    let values = [
        j.0.into(),
        new.instrument.0.into(),
        (&new.slug).into(),
        new.year.into(),
        (&new.title).into(),
        new.issued_at.into(),
        new.issued_by.map(|id| id.0).into(),
        new.members_on.into(),
    ];
    Ok(ProgrammeId(w.insert(sql, &values)?))
}

/// Writes a category.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_category(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
    number: u32,
    title: &str,
    span: Option<Span>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO category (jurisdiction_id, programme_id, number, title, span_start, span_end) VALUES ($1, $2, $3, $4, $5, $6)";
    let span = span.unwrap_or(Span { start: 0, end: 0 });
    w.execute(
        sql,
        &[
            j.0.into(),
            programme.0.into(),
            number.into(),
            title.into(),
            span.start.into(),
            span.end.into(),
        ],
    )?;
    Ok(())
}

/// Writes a commitment with its words and conditions.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_commitment(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    new: &NewCommitment,
) -> Result<CommitmentId, StoreError> {
    let sql = "INSERT INTO commitment (jurisdiction_id, programme_id, year, number, slug, category, title, content, folded) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
    let folded = crate::search::fold(&format!("{} {}", new.title, new.text));
    let values = [
        j.0.into(),
        new.programme.0.into(),
        new.year.into(),
        new.number.into(),
        (&new.slug).into(),
        new.category.into(),
        (&new.title).into(),
        (&new.text).into(),
        folded.into(),
    ];
    let id = w.insert(sql, &values)?;
    let sql = "INSERT INTO commitment_passage (jurisdiction_id, commitment_id, position, span_start, span_end, raw) VALUES ($1, $2, $3, $4, $5, $6)";
    for (position, (span, raw)) in (1_u32..).zip(&new.passages) {
        w.execute(
            sql,
            &[
                j.0.into(),
                id.into(),
                position.into(),
                span.start.into(),
                span.end.into(),
                raw.into(),
            ],
        )?;
    }
    let sql = "INSERT INTO commitment_condition (jurisdiction_id, commitment_id, position, quote, kind, span_start, span_end) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    for (position, (quote, kind, span)) in (1_u32..).zip(&new.conditions) {
        w.execute(
            sql,
            &[
                j.0.into(),
                id.into(),
                position.into(),
                quote.into(),
                kind.into(),
                span.start.into(),
                span.end.into(),
            ],
        )?;
    }
    let sql = "UPDATE programme SET commitments = commitments + 1 WHERE jurisdiction_id = $1 AND id = $2";
    w.execute(sql, &[j.0.into(), new.programme.0.into()])?;
    Ok(CommitmentId(id))
}

/// Writes a duty; one printed twice counts once.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_duty(w: &mut Writer<'_>, j: JurisdictionId, new: &NewDuty) -> Result<(), StoreError> {
    let [start, end] = span_values(new.span);
    let sql = "INSERT INTO duty (jurisdiction_id, commitment_id, unit_id, role, span_start, span_end) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (jurisdiction_id, commitment_id, unit_id, role) DO NOTHING";
    let values = [
        j.0.into(),
        new.commitment.0.into(),
        new.unit.0.into(),
        (&new.role).into(),
        start,
        end,
    ];
    if w.execute(sql, &values)? == 1 && new.role == "co_unit" {
        let sql = "UPDATE commitment SET co_units = co_units + 1 WHERE jurisdiction_id = $1 AND id = $2";
        w.execute(sql, &[j.0.into(), new.commitment.0.into()])?;
    }
    Ok(())
}

/// Writes a measure, silent or untestable.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_measure(w: &mut Writer<'_>, j: JurisdictionId, new: &NewMeasure) -> Result<MeasureId, StoreError> {
    let [start, end] = span_values(new.span);
    let (state, counter) = if new.testable {
        ("silent", "measures_silent")
    } else {
        ("untestable", "measures_untestable")
    };
    let sql = "INSERT INTO measure (jurisdiction_id, commitment_id, position, kind, what, unit, role, per, baseline, each_value, \
               each_places, as_written, span_start, span_end, state) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id";
    let values = [
        j.0.into(),
        new.commitment.0.into(),
        new.position.into(),
        (&new.kind).into(),
        (&new.what).into(),
        new.unit.as_ref().into(),
        (&new.role).into(),
        new.per.as_ref().into(),
        new.baseline.into(),
        new.each_value.into(),
        json(&new.each_places)?,
        new.as_written.as_ref().into(),
        start,
        end,
        state.into(),
    ];
    let id = w.insert(sql, &values)?;
    let sql = format!("UPDATE commitment SET {counter} = {counter} + 1 WHERE jurisdiction_id = $1 AND id = $2");
    w.execute(&sql, &[j.0.into(), new.commitment.0.into()])?;
    Ok(MeasureId(id))
}

/// Writes a version of a target and puts it in force.
///
/// # Errors
/// [`StoreError::Duplicate`] when that version is there already.
pub fn insert_target(w: &mut Writer<'_>, j: JurisdictionId, new: &NewTarget) -> Result<(), StoreError> {
    let sql = "INSERT INTO target (jurisdiction_id, measure_id, version, comparator, value, value_max, tolerance, cut_off, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        j.0.into(),
        new.measure.0.into(),
        new.version.into(),
        new.comparator.as_ref().into(),
        new.value.into(),
        new.value_max.into(),
        new.tolerance.into(),
        new.cut_off.into(),
        new.leaf.map(|id| id.0).into(),
    ];
    w.execute(sql, &values)?;
    let sql = "UPDATE measure SET target_version = $3 WHERE jurisdiction_id = $1 AND id = $2";
    w.execute(sql, &[j.0.into(), new.measure.0.into(), new.version.into()])?;
    Ok(())
}

/// Writes a finding.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_finding(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
    code: &str,
    arguments: &[(String, String)],
    span: Option<Span>,
) -> Result<(), StoreError> {
    let [start, end] = span_values(span);
    let sql = "INSERT INTO finding (jurisdiction_id, commitment_id, code, arguments, span_start, span_end) VALUES ($1, $2, $3, $4, $5, $6)";
    w.execute(
        sql,
        &[
            j.0.into(),
            commitment.0.into(),
            code.into(),
            json(&arguments)?,
            start,
            end,
        ],
    )?;
    let sql = "UPDATE commitment SET findings = findings + 1 WHERE jurisdiction_id = $1 AND id = $2";
    w.execute(sql, &[j.0.into(), commitment.0.into()])?;
    Ok(())
}

/// Writes a conflict of interest.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_conflict(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
    commitment: CommitmentId,
    unit: UnitId,
    role: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO interest_conflict (jurisdiction_id, programme_id, commitment_id, unit_id, role) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (jurisdiction_id, commitment_id, unit_id, role) DO NOTHING";
    w.execute(
        sql,
        &[
            j.0.into(),
            programme.0.into(),
            commitment.0.into(),
            unit.0.into(),
            role.into(),
        ],
    )?;
    Ok(())
}

/// Writes that the notice makes a unit a supervisor.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_supervisor(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
    unit: UnitId,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO programme_supervisor (jurisdiction_id, programme_id, unit_id) VALUES ($1, $2, $3) \
               ON CONFLICT (jurisdiction_id, programme_id, unit_id) DO NOTHING";
    w.execute(sql, &[j.0.into(), programme.0.into(), unit.0.into()])?;
    Ok(())
}

/// Writes a requirement of the notice.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_requirement(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
    number: u32,
    title: &str,
    text: &str,
    span: Option<Span>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO requirement (jurisdiction_id, programme_id, number, title, content, span_start, span_end) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let span = span.unwrap_or(Span { start: 0, end: 0 });
    w.execute(
        sql,
        &[
            j.0.into(),
            programme.0.into(),
            number.into(),
            title.into(),
            text.into(),
            span.start.into(),
            span.end.into(),
        ],
    )?;
    Ok(())
}

/// Writes a reported value. The latest by day (then by order of reporting) is the one that lists show.
///
/// # Errors
/// See [`programme_slugs`].
pub fn record_value(w: &mut Writer<'_>, j: JurisdictionId, new: &NewRecord) -> Result<i64, StoreError> {
    let sql = "INSERT INTO value_record (jurisdiction_id, measure_id, commitment_id, unit_id, value, as_of, note, at, by_account, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
    let values = [
        j.0.into(),
        new.measure.0.into(),
        new.commitment.0.into(),
        new.unit.0.into(),
        new.value.into(),
        new.as_of.into(),
        (&new.note).into(),
        new.at.into(),
        new.by.0.into(),
        new.leaf.0.into(),
    ];
    let id = w.insert(sql, &values)?;
    let sql = "UPDATE measure SET state = 'reported' WHERE jurisdiction_id = $1 AND id = $2 AND state = 'silent'";
    let was_silent = w.execute(sql, &[j.0.into(), new.measure.0.into()])?;
    let sql = "UPDATE measure SET record_id = $3, record_as_of = $4 WHERE jurisdiction_id = $1 AND id = $2 \
               AND (record_as_of IS NULL OR record_as_of <= $4)";
    w.execute(sql, &[j.0.into(), new.measure.0.into(), id.into(), new.as_of.into()])?;
    let sql = "UPDATE commitment SET measures_silent = measures_silent - $3, measures_reported = measures_reported + $3, \
               reported_as_of = CASE WHEN reported_as_of IS NULL OR reported_as_of < $4 THEN $4 ELSE reported_as_of END \
               WHERE jurisdiction_id = $1 AND id = $2 AND ($3 > 0 OR reported_as_of IS NULL OR reported_as_of < $4)";
    let moved = i64::try_from(was_silent).unwrap_or(0);
    let values = [j.0.into(), new.commitment.0.into(), moved.into(), new.as_of.into()];
    w.execute(sql, &values)?;
    Ok(id)
}

/// Writes a recorded change; the new target is [`insert_target`]'s.
///
/// # Errors
/// See [`programme_slugs`].
pub fn insert_change(w: &mut Writer<'_>, j: JurisdictionId, new: &NewChange) -> Result<(), StoreError> {
    let sql = "INSERT INTO target_change (jurisdiction_id, measure_id, commitment_id, before_text, after_text, decision, reason, at, by_account, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = [
        j.0.into(),
        new.measure.0.into(),
        new.commitment.0.into(),
        (&new.before).into(),
        (&new.after).into(),
        (&new.decision).into(),
        (&new.reason).into(),
        new.at.into(),
        new.by.0.into(),
        new.leaf.0.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

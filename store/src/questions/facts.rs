//! What the rules look at: six statements for a programme, whatever its size.

use jiff::Timestamp;
use shishi_kernel::{CommitmentId, Date, Decimal, EvidenceId, JurisdictionId, MeasureId, SiteId, UnitId};

use crate::session::Row;
use crate::{Reader, StoreError};

/// A reported value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see views::ReportedValue")]
pub struct ReportFact {
    pub measure: MeasureId,
    pub commitment: CommitmentId,
    pub unit: UnitId,
    pub value: Decimal,
    pub as_of: Date,
    /// Whether the unit said something to it.
    pub noted: bool,
    pub at: Timestamp,
}

/// A version of a measure's target.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see views::MeasureRow")]
pub struct TargetFact {
    pub measure: MeasureId,
    pub commitment: CommitmentId,
    /// The programme's year.
    pub year: i16,
    pub kind: String,
    pub version: u32,
    pub comparator: String,
    pub value: Decimal,
    pub cut_off: Option<Date>,
    /// When a later version was put in force.
    pub changed_at: Option<Timestamp>,
}

/// An entry that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryFact {
    /// The measure.
    pub measure: MeasureId,
    /// The commitment.
    pub commitment: CommitmentId,
    /// Who handed it in.
    pub unit: UnitId,
    /// The site that it is about.
    pub site: Option<SiteId>,
    /// What it says, as the area writes it.
    pub body: String,
    /// The day that it tells of.
    pub day: Date,
    /// Whether the unit said something to it.
    pub noted: bool,
    /// When it was first handed in.
    pub at: Timestamp,
}

/// A site with the stage that it has reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFact {
    /// The measure that counts it.
    pub measure: MeasureId,
    /// Code of its stage.
    pub stage: String,
}

/// A picture in evidence with what its camera said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFact {
    /// The picture.
    pub evidence: EvidenceId,
    /// The measure of its entry.
    pub measure: MeasureId,
    /// The commitment.
    pub commitment: CommitmentId,
    /// Who handed it in.
    pub unit: UnitId,
    /// The site that it is meant to show.
    pub site: Option<SiteId>,
    /// The day that its entry tells of.
    pub day: Date,
    /// SHA-256 of the file as it was handed in, in hexadecimal.
    pub received_sha256: String,
    /// When it was handed in.
    pub at: Timestamp,
    /// When it was taken, by the camera.
    pub taken_at: Option<String>,
    /// Where it was taken: longitude, latitude.
    pub taken_where: Option<(Decimal, Decimal)>,
    /// Where the site is: longitude, latitude.
    pub site_where: Option<(Decimal, Decimal)>,
}

const REPORT: &str =
    "SELECT v.measure_id, v.commitment_id, v.unit_id, v.value, v.as_of, v.note, v.at FROM value_record v";

fn report(row: &Row<'_>) -> Result<ReportFact, StoreError> {
    Ok(ReportFact {
        measure: MeasureId(row.int(0)?),
        commitment: CommitmentId(row.int(1)?),
        unit: UnitId(row.int(2)?),
        value: row.opt_decimal(3)?.unwrap_or_default(),
        as_of: row.date(4)?,
        noted: !row.text(5)?.trim().is_empty(),
        at: row.instant(6)?,
    })
}

/// Reported values by measure and unit, earliest first.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn reports(r: &mut Reader<'_>, j: JurisdictionId, programme: &str) -> Result<Vec<ReportFact>, StoreError> {
    let sql = format!(
        "{REPORT} JOIN commitment c ON c.jurisdiction_id = v.jurisdiction_id AND c.id = v.commitment_id \
         JOIN programme p ON p.jurisdiction_id = c.jurisdiction_id AND p.id = c.programme_id \
         WHERE v.jurisdiction_id = $1 AND p.slug = $2 ORDER BY v.measure_id, v.unit_id, v.as_of, v.id"
    );
    r.all(&sql, &[j.0.into(), programme.into()], report)
}

/// Reported values of one measure, earliest first.
///
/// # Errors
/// See [`reports`].
pub fn reports_of(r: &mut Reader<'_>, j: JurisdictionId, measure: MeasureId) -> Result<Vec<ReportFact>, StoreError> {
    let sql = format!("{REPORT} WHERE v.jurisdiction_id = $1 AND v.measure_id = $2 ORDER BY v.as_of, v.id LIMIT 2000");
    r.all(&sql, &[j.0.into(), measure.0.into()], report)
}

/// Targets of measures that can be checked, versions in order.
///
/// # Errors
/// See [`reports`].
pub fn targets(r: &mut Reader<'_>, j: JurisdictionId, programme: &str) -> Result<Vec<TargetFact>, StoreError> {
    let sql = "SELECT m.id, m.commitment_id, p.year, m.kind, t.version, t.comparator, t.value, t.cut_off, l.at FROM measure m \
               JOIN commitment c ON c.jurisdiction_id = m.jurisdiction_id AND c.id = m.commitment_id \
               JOIN programme p ON p.jurisdiction_id = c.jurisdiction_id AND p.id = c.programme_id \
               JOIN target t ON t.jurisdiction_id = m.jurisdiction_id AND t.measure_id = m.id \
               LEFT JOIN leaf l ON l.jurisdiction_id = t.jurisdiction_id AND l.id = t.leaf_id \
               WHERE m.jurisdiction_id = $1 AND p.slug = $2 AND m.state <> 'untestable' AND t.comparator IS NOT NULL \
               AND t.value IS NOT NULL ORDER BY m.id, t.version";
    r.all(sql, &[j.0.into(), programme.into()], |row| {
        Ok(TargetFact {
            measure: MeasureId(row.int(0)?),
            commitment: CommitmentId(row.int(1)?),
            year: i16::try_from(row.int(2)?)
                .map_err(|_| StoreError::Other("a programme has an impossible year".into()))?,
            kind: row.text(3)?,
            version: row.count(4)?,
            comparator: row.text(5)?,
            value: row.opt_decimal(6)?.unwrap_or_default(),
            cut_off: row.opt_date(7)?,
            changed_at: match row.opt_int(8)? {
                Some(_) => Some(row.instant(8)?),
                None => None,
            },
        })
    })
}

/// Entries that were handed in, by measure and unit, earliest day first.
///
/// # Errors
/// See [`reports`].
pub fn entries(r: &mut Reader<'_>, j: JurisdictionId, programme: &str) -> Result<Vec<EntryFact>, StoreError> {
    let sql = "SELECT e.measure_id, e.commitment_id, e.unit_id, e.site_id, e.body, e.day, e.note, min(s.at) FROM record e \
               JOIN commitment c ON c.jurisdiction_id = e.jurisdiction_id AND c.id = e.commitment_id \
               JOIN programme p ON p.jurisdiction_id = c.jurisdiction_id AND p.id = c.programme_id \
               JOIN record_step s ON s.jurisdiction_id = e.jurisdiction_id AND s.record_id = e.id AND s.step IN ('submitted', 'confirmed') \
               WHERE e.jurisdiction_id = $1 AND p.slug = $2 \
               GROUP BY e.id, e.measure_id, e.commitment_id, e.unit_id, e.site_id, e.body, e.day, e.note \
               ORDER BY e.measure_id, e.unit_id, e.day, e.id";
    r.all(sql, &[j.0.into(), programme.into()], |row| {
        Ok(EntryFact {
            measure: MeasureId(row.int(0)?),
            commitment: CommitmentId(row.int(1)?),
            unit: UnitId(row.int(2)?),
            site: row.opt_int(3)?.map(SiteId),
            body: row.text(4)?,
            day: row.date(5)?,
            noted: !row.text(6)?.trim().is_empty(),
            at: row.instant(7)?,
        })
    })
}

/// The addresses of a programme's commitments.
///
/// # Errors
/// See [`reports`].
pub fn slugs(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: &str,
) -> Result<Vec<(CommitmentId, String)>, StoreError> {
    let sql = "SELECT c.id, c.slug FROM commitment c \
               JOIN programme p ON p.jurisdiction_id = c.jurisdiction_id AND p.id = c.programme_id \
               WHERE c.jurisdiction_id = $1 AND p.slug = $2";
    r.all(sql, &[j.0.into(), programme.into()], |row| {
        Ok((CommitmentId(row.int(0)?), row.text(1)?))
    })
}

/// Sites, by measure.
///
/// # Errors
/// See [`reports`].
pub fn sites(r: &mut Reader<'_>, j: JurisdictionId, programme: &str) -> Result<Vec<SiteFact>, StoreError> {
    let sql = "SELECT o.measure_id, o.stage FROM site o \
               JOIN commitment c ON c.jurisdiction_id = o.jurisdiction_id AND c.id = o.commitment_id \
               JOIN programme p ON p.jurisdiction_id = c.jurisdiction_id AND p.id = c.programme_id \
               WHERE o.jurisdiction_id = $1 AND p.slug = $2 ORDER BY o.measure_id, o.id";
    r.all(sql, &[j.0.into(), programme.into()], |row| {
        Ok(SiteFact {
            measure: MeasureId(row.int(0)?),
            stage: row.text(1)?,
        })
    })
}

/// Pictures in evidence, in the order in which they came.
///
/// # Errors
/// See [`reports`].
pub fn pictures(r: &mut Reader<'_>, j: JurisdictionId, programme: &str) -> Result<Vec<PictureFact>, StoreError> {
    let sql = "SELECT f.id, e.measure_id, e.commitment_id, e.unit_id, e.site_id, e.day, f.received_sha256, f.at, n.taken_at, n.longitude, \
               n.latitude, o.longitude, o.latitude FROM evidence f \
               JOIN record e ON e.jurisdiction_id = f.jurisdiction_id AND e.id = f.record_id \
               JOIN commitment c ON c.jurisdiction_id = e.jurisdiction_id AND c.id = e.commitment_id \
               JOIN programme p ON p.jurisdiction_id = c.jurisdiction_id AND p.id = c.programme_id \
               LEFT JOIN evidence_origin n ON n.jurisdiction_id = f.jurisdiction_id AND n.evidence_id = f.id \
               LEFT JOIN site o ON o.jurisdiction_id = e.jurisdiction_id AND o.id = e.site_id \
               WHERE f.jurisdiction_id = $1 AND p.slug = $2 AND f.media_type LIKE 'image/%' ORDER BY f.id";
    r.all(sql, &[j.0.into(), programme.into()], |row| {
        Ok(PictureFact {
            evidence: EvidenceId(row.int(0)?),
            measure: MeasureId(row.int(1)?),
            commitment: CommitmentId(row.int(2)?),
            unit: UnitId(row.int(3)?),
            site: row.opt_int(4)?.map(SiteId),
            day: row.date(5)?,
            received_sha256: row.text(6)?,
            at: row.instant(7)?,
            taken_at: row.opt_text(8)?,
            taken_where: row.opt_decimal(9)?.zip(row.opt_decimal(10)?),
            site_where: row.opt_decimal(11)?.zip(row.opt_decimal(12)?),
        })
    })
}

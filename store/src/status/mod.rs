//! What is known of a programme on a day: a fixed number of statements, whatever its size.

mod series;

pub use series::{PlaceClaim, PlannedPoint, ValuePoint, claims, planned, reported, verified};

use jiff::Timestamp;
use shishi_kernel::{CommitmentId, Date, Decimal, JurisdictionId, LeafId, MeasureId, ProgrammeId, SlipId};

use crate::ledger::unit_ref;
use crate::plans::MilestoneRow;
use crate::views::UnitRef;
use crate::{Reader, StoreError};

/// The newest journal entries that are looked through for what changed lately.
const LEAVES_LOOKED_AT: u32 = 600;
/// Changes that are told of at most.
const CHANGES_MAX: u32 = 80;

/// A commitment, with what was last done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see views::CommitmentRow")]
pub struct CommitmentFact {
    pub id: CommitmentId,
    pub slug: String,
    pub number: u32,
    pub title: String,
    /// `going`, `paused`, `ended`, `carried_over`.
    pub course: String,
    /// The day on which it first had a plan.
    pub plan_filed: Option<Date>,
    pub leads: Vec<UnitRef>,
    /// When something was last done with it, and the kind of its journal entry.
    pub last_change: Option<(Timestamp, String)>,
}

/// A measure with its target in force.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see views::MeasureRow")]
pub struct MeasureFact {
    pub commitment: CommitmentId,
    pub measure: MeasureId,
    pub position: u32,
    pub kind: String,
    pub what: String,
    pub unit: Option<String>,
    pub baseline: Option<Decimal>,
    pub each_value: Option<Decimal>,
    pub each_places: Vec<String>,
    pub testable: bool,
    pub target_version: u32,
    pub comparator: Option<String>,
    pub value: Option<Decimal>,
    pub value_max: Option<Decimal>,
    pub tolerance: Option<Decimal>,
    pub cut_off: Option<Date>,
}

/// What the entries of a commitment come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryCounts {
    /// The commitment.
    pub commitment: CommitmentId,
    /// Published contradictions after which nothing was found to be so.
    pub contradicted: u32,
    /// Entries with a file.
    pub supported: u32,
}

/// A slip that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipFact {
    /// The slip.
    pub id: SlipId,
    /// The commitment.
    pub commitment: CommitmentId,
    /// To whom it is addressed.
    pub unit: UnitRef,
    /// Code of what it is about.
    pub matter: String,
    /// `blue`, `orange`, `red`.
    pub level: String,
    /// When it was issued at this level.
    pub issued: Date,
    /// By which day an answer is due.
    pub due: Date,
    /// Whether it was answered at this level.
    pub answered: bool,
}

/// A finished place that belongs to a commitment, and the looks at it in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UseFact {
    /// The commitment.
    pub commitment: CommitmentId,
    /// Visits in use that were made.
    pub visits: u32,
    /// Of these, how many found nothing that is still wrong.
    pub sound: u32,
    /// Visits in use that are concluded.
    pub closed: u32,
}

/// Something that was done lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeFact {
    /// The journal entry.
    pub leaf: LeafId,
    /// When.
    pub at: Timestamp,
    /// The kind of the journal entry.
    pub kind: String,
    /// With which commitment.
    pub slug: String,
}

/// The commitments of a programme, by number.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn commitments(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
) -> Result<Vec<CommitmentFact>, StoreError> {
    let sql = "SELECT k.id, k.slug, k.number, k.title, k.course, k.plan_filed, l.at, l.kind FROM ( \
               SELECT c.jurisdiction_id, c.id, c.slug, c.number, c.title, c.course, c.plan_filed, \
               (SELECT max(s.id) FROM leaf s WHERE s.jurisdiction_id = c.jurisdiction_id AND s.subject = 'commitment:' || c.slug) AS newest \
               FROM commitment c WHERE c.jurisdiction_id = $1 AND c.programme_id = $2) AS k \
               LEFT JOIN leaf l ON l.jurisdiction_id = k.jurisdiction_id AND l.id = k.newest ORDER BY k.number, k.id";
    let key = [j.0.into(), programme.0.into()];
    let mut rows = r.all(sql, &key, |row| {
        Ok(CommitmentFact {
            id: CommitmentId(row.int(0)?),
            slug: row.text(1)?,
            number: row.count(2)?,
            title: row.text(3)?,
            course: row.text(4)?,
            plan_filed: row.opt_date(5)?,
            leads: Vec::new(),
            last_change: match row.opt_int(6)? {
                Some(_) => Some((row.instant(6)?, row.text(7)?)),
                None => None,
            },
        })
    })?;
    let sql = "SELECT d.commitment_id, u.id, u.name, u.is_group FROM commitment c \
               JOIN duty d ON d.jurisdiction_id = c.jurisdiction_id AND d.commitment_id = c.id \
               JOIN unit u ON u.jurisdiction_id = d.jurisdiction_id AND u.id = d.unit_id \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 AND d.role = 'lead' ORDER BY d.id";
    for (commitment, unit) in r.all(sql, &key, |row| Ok((CommitmentId(row.int(0)?), unit_ref(row, 1)?)))? {
        if let Some(row) = rows.iter_mut().find(|row| row.id == commitment) {
            row.leads.push(unit);
        }
    }
    Ok(rows)
}

/// The measures of a programme, by commitment and position.
///
/// # Errors
/// See [`commitments`].
pub fn measures(r: &mut Reader<'_>, j: JurisdictionId, programme: ProgrammeId) -> Result<Vec<MeasureFact>, StoreError> {
    let sql = "SELECT m.commitment_id, m.id, m.position, m.kind, m.what, m.unit, m.baseline, m.each_value, m.each_places, m.state, \
               m.target_version, t.comparator, t.value, t.value_max, t.tolerance, t.cut_off FROM commitment c \
               JOIN measure m ON m.jurisdiction_id = c.jurisdiction_id AND m.commitment_id = c.id \
               LEFT JOIN target t ON t.jurisdiction_id = m.jurisdiction_id AND t.measure_id = m.id AND t.version = m.target_version \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 ORDER BY m.commitment_id, m.position";
    r.all(sql, &[j.0.into(), programme.0.into()], |row| {
        Ok(MeasureFact {
            commitment: CommitmentId(row.int(0)?),
            measure: MeasureId(row.int(1)?),
            position: row.count(2)?,
            kind: row.text(3)?,
            what: row.text(4)?,
            unit: row.opt_text(5)?,
            baseline: row.opt_decimal(6)?,
            each_value: row.opt_decimal(7)?,
            each_places: row.json(8)?,
            testable: row.text(9)? != "untestable",
            target_version: row.count(10)?,
            comparator: row.opt_text(11)?,
            value: row.opt_decimal(12)?,
            value_max: row.opt_decimal(13)?,
            tolerance: row.opt_decimal(14)?,
            cut_off: row.opt_date(15)?,
        })
    })
}

/// The milestones of the plans in force, by commitment and position.
///
/// # Errors
/// See [`commitments`].
pub fn milestones(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
) -> Result<Vec<(CommitmentId, MilestoneRow)>, StoreError> {
    let sql = "SELECT p.commitment_id, s.position, s.title, s.planned, s.done FROM commitment c \
               JOIN plan_version p ON p.jurisdiction_id = c.jurisdiction_id AND p.commitment_id = c.id \
               JOIN plan_milestone s ON s.jurisdiction_id = p.jurisdiction_id AND s.plan_id = p.id \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 AND p.state = 'approved' ORDER BY p.commitment_id, s.position";
    r.all(sql, &[j.0.into(), programme.0.into()], |row| {
        let milestone = MilestoneRow {
            position: row.count(1)?,
            title: row.text(2)?,
            planned: row.date(3)?,
            done: row.opt_date(4)?,
        };
        Ok((CommitmentId(row.int(0)?), milestone))
    })
}

/// What the entries of each commitment come to; nothing for one without any.
///
/// # Errors
/// See [`commitments`].
pub fn entries(r: &mut Reader<'_>, j: JurisdictionId, programme: ProgrammeId) -> Result<Vec<EntryCounts>, StoreError> {
    let sql = "SELECT e.commitment_id, count(CASE WHEN e.public_outcome = 'contradicted' AND NOT EXISTS (SELECT 1 FROM record n \
               WHERE n.jurisdiction_id = e.jurisdiction_id AND n.measure_id = e.measure_id AND n.id > e.id \
               AND n.public_outcome = 'verified' AND coalesce(n.site_id, 0) = coalesce(e.site_id, 0)) THEN 1 END), \
               count(CASE WHEN EXISTS (SELECT 1 FROM evidence f WHERE f.jurisdiction_id = e.jurisdiction_id AND f.record_id = e.id) \
               THEN 1 END) FROM commitment c \
               JOIN record e ON e.jurisdiction_id = c.jurisdiction_id AND e.commitment_id = c.id \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 AND e.reported_leaf_id IS NOT NULL \
               GROUP BY e.commitment_id ORDER BY e.commitment_id";
    r.all(sql, &[j.0.into(), programme.0.into()], |row| {
        Ok(EntryCounts {
            commitment: CommitmentId(row.int(0)?),
            contradicted: row.count(1)?,
            supported: row.count(2)?,
        })
    })
}

/// The slips of a programme that are open, by commitment, oldest first.
///
/// # Errors
/// See [`commitments`].
pub fn slips(r: &mut Reader<'_>, j: JurisdictionId, programme: ProgrammeId) -> Result<Vec<SlipFact>, StoreError> {
    let sql = "SELECT s.id, s.commitment_id, u.id, u.name, u.is_group, s.matter, s.level, t.issued_on, s.due, \
               CAST(CASE WHEN t.answered_on IS NULL OR t.sufficient = 0 THEN 0 ELSE 1 END AS BIGINT) FROM commitment c \
               JOIN slip s ON s.jurisdiction_id = c.jurisdiction_id AND s.commitment_id = c.id \
               JOIN slip_step t ON t.jurisdiction_id = s.jurisdiction_id AND t.slip_id = s.id AND t.level = s.level \
               JOIN unit u ON u.jurisdiction_id = s.jurisdiction_id AND u.id = s.unit_id \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 AND s.closed = 0 ORDER BY s.commitment_id, s.id";
    r.all(sql, &[j.0.into(), programme.0.into()], |row| {
        Ok(SlipFact {
            id: SlipId(row.int(0)?),
            commitment: CommitmentId(row.int(1)?),
            unit: unit_ref(row, 2)?,
            matter: row.text(5)?,
            level: row.text(6)?,
            issued: row.date(7)?,
            due: row.date(8)?,
            answered: row.flag(9)?,
        })
    })
}

/// The visits in use to what was finished, by commitment; nothing for one without any.
///
/// # Errors
/// See [`commitments`].
pub fn uses(r: &mut Reader<'_>, j: JurisdictionId, programme: ProgrammeId) -> Result<Vec<UseFact>, StoreError> {
    let sql = "SELECT o.commitment_id, count(*), count(CASE WHEN NOT EXISTS (SELECT 1 FROM inspection_finding f \
               WHERE f.jurisdiction_id = i.jurisdiction_id AND f.inspection_id = i.id AND f.state <> 'fixed') THEN 1 END), \
               count(i.closed_on) FROM commitment c \
               JOIN inspected o ON o.jurisdiction_id = c.jurisdiction_id AND o.commitment_id = c.id \
               JOIN inspection i ON i.jurisdiction_id = o.jurisdiction_id AND i.inspected_id = o.id \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 AND i.after_days IS NOT NULL AND i.visited_on IS NOT NULL \
               GROUP BY o.commitment_id ORDER BY o.commitment_id";
    r.all(sql, &[j.0.into(), programme.0.into()], |row| {
        Ok(UseFact {
            commitment: CommitmentId(row.int(0)?),
            visits: row.count(1)?,
            sound: row.count(2)?,
            closed: row.count(3)?,
        })
    })
}

/// The commitments of which every finished place was looked at in use after so many days, and that look concluded.
///
/// # Errors
/// See [`commitments`].
pub fn used(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
    after_days: u32,
) -> Result<Vec<CommitmentId>, StoreError> {
    let sql = "SELECT o.commitment_id FROM commitment c \
               JOIN inspected o ON o.jurisdiction_id = c.jurisdiction_id AND o.commitment_id = c.id \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 AND o.accepted_on IS NOT NULL GROUP BY o.commitment_id \
               HAVING count(*) = count(CASE WHEN EXISTS (SELECT 1 FROM inspection i WHERE i.jurisdiction_id = o.jurisdiction_id \
               AND i.inspected_id = o.id AND i.after_days = $3 AND i.closed_on IS NOT NULL) THEN 1 END) ORDER BY o.commitment_id";
    r.all(sql, &[j.0.into(), programme.0.into(), after_days.into()], |row| {
        Ok(CommitmentId(row.int(0)?))
    })
}

/// The day on which a regular report of each commitment was last handed in.
///
/// # Errors
/// See [`commitments`].
pub fn reports(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
) -> Result<Vec<(CommitmentId, Date)>, StoreError> {
    let sql = "SELECT p.commitment_id, max(p.submitted_on) FROM commitment c \
               JOIN report p ON p.jurisdiction_id = c.jurisdiction_id AND p.commitment_id = c.id \
               WHERE c.jurisdiction_id = $1 AND c.programme_id = $2 AND p.submitted_on IS NOT NULL \
               GROUP BY p.commitment_id ORDER BY p.commitment_id";
    r.all(sql, &[j.0.into(), programme.0.into()], |row| {
        Ok((CommitmentId(row.int(0)?), row.date(1)?))
    })
}

/// What was done with a programme's commitments since an instant, newest first.
///
/// # Errors
/// See [`commitments`].
pub fn changes(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
    since: Timestamp,
) -> Result<Vec<ChangeFact>, StoreError> {
    let sql = format!(
        "SELECT l.id, l.at, l.kind, c.slug FROM (SELECT s.id, s.jurisdiction_id, s.at, s.kind, s.subject FROM leaf s \
         WHERE s.jurisdiction_id = $1 ORDER BY s.id DESC LIMIT {LEAVES_LOOKED_AT}) AS l \
         JOIN commitment c ON c.jurisdiction_id = l.jurisdiction_id AND l.subject = 'commitment:' || c.slug \
         WHERE c.programme_id = $2 AND l.at >= $3 ORDER BY l.id DESC LIMIT {CHANGES_MAX}"
    );
    r.all(&sql, &[j.0.into(), programme.0.into(), since.into()], |row| {
        Ok(ChangeFact {
            leaf: LeafId(row.int(0)?),
            at: row.instant(1)?,
            kind: row.text(2)?,
            slug: row.text(3)?,
        })
    })
}

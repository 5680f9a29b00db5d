//! Who has to report on what, what was reported, and what the public sees of it.

use jiff::Timestamp;
use shishi_commitments::report::{Content, Period, Standing, objections_until};
use shishi_kernel::{Actor, CommitmentId, Date, JurisdictionId, civil_date};
use shishi_store::ledger::{self, CommitmentHead};
use shishi_store::reports::{self as rows, ReportHead, ReportStep, ReporterRow};
use shishi_store::views::UnitRef;
use shishi_store::{Reader, Writer};

use super::{ReportAt, draft, form, may};
use crate::sweep::report_notice;
use crate::{Service, ServiceError, notices};

/// A report that a unit owes or has handed in, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLine {
    /// The commitment's slug.
    pub slug: String,
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The unit that reports.
    pub unit: UnitRef,
    /// On which period.
    pub period: Period,
    /// The day on which it is due.
    pub due: Date,
    /// Where it is; `None` when nobody kept anything yet.
    pub standing: Option<Standing>,
    /// Whether it is or was late.
    pub late: bool,
    /// The day of its first submission.
    pub submitted_on: Option<Date>,
    /// The day on which it was last accepted.
    pub accepted_on: Option<Date>,
    /// Why, by which office and until when it was opened again.
    pub reopening: Option<(String, String, Date)>,
    /// What a step has to name; 0 when nobody kept anything yet.
    pub revision: u32,
}

impl ReportLine {
    /// Which report this is.
    #[must_use]
    pub fn at(&self) -> ReportAt {
        ReportAt {
            slug: self.slug.clone(),
            unit: self.unit.id,
            period: self.period,
        }
    }

    /// Whether the unit has something to do on a day: the period is over, and nothing is with the supervision office.
    #[must_use]
    pub fn is_owed(&self, today: Date) -> bool {
        let open = matches!(
            self.standing,
            None | Some(Standing::Draft | Standing::Returned | Standing::Reopened)
        );
        open && self.period.last() < today
    }
}

/// A report as the office works on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportView {
    /// Where it is.
    pub line: ReportLine,
    /// What it says: as the records give it now while the unit can still write, as it was handed in otherwise.
    pub content: Content,
    /// What it said when it was last accepted.
    pub published: Option<Content>,
    /// Why it was returned.
    pub reason: Option<String>,
    /// Whether the unit's head has to hand it in.
    pub head_signs: bool,
    /// What was done, in order.
    pub steps: Vec<ReportStep>,
}

/// A report as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicReport {
    /// Where it is.
    pub line: ReportLine,
    /// The last day for objections; `None` unless it is published.
    pub objections_until: Option<Date>,
    /// What it said when it was last accepted.
    pub content: Option<Content>,
}

impl Service {
    /// Who has to report for which period of a year, and what came of it: by commitment, unit and period.
    ///
    /// # Errors
    /// When the role may not see it, or the store is away.
    pub fn reports_of_year(&self, actor: &Actor, year: i16) -> Result<Vec<ReportLine>, ServiceError> {
        may::READ_REPORTS.check(actor)?;
        let (j, now) = (self.jurisdiction(), self.now());
        self.store().read(|r| lines(r, j, year, None, now))
    }

    /// The years that have programmes, newest first.
    ///
    /// # Errors
    /// When the store is away.
    pub fn report_years(&self) -> Result<Vec<i16>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok(rows::years(r, j)?))
    }

    /// A report; one that nobody wrote in is drawn up from the records.
    ///
    /// # Errors
    /// When the role may not see it; [`ServiceError::NotFound`] when the unit does not report on this commitment for this
    /// period.
    pub fn report(&self, actor: &Actor, at: &ReportAt) -> Result<ReportView, ServiceError> {
        may::READ_REPORTS.check(actor)?;
        let (j, now) = (self.jurisdiction(), self.now());
        self.store().read(|r| {
            let head = ledger::head(r, j, &at.slug)?.ok_or(ServiceError::NotFound)?;
            let all = lines(r, j, head.year, Some(head.id), now)?;
            let line = all.into_iter().find(|line| line.at() == *at);
            let line = line.ok_or(ServiceError::NotFound)?;
            let row = rows::find(r, j, head.id, at.unit, &at.period.code())?;
            let drafted = draft::drafted(r, j, at)?;
            let content = match (&row, line.standing) {
                (Some(row), Some(Standing::Draft | Standing::Returned | Standing::Reopened)) => Content {
                    texts: draft::answering(draft::read(&row.content)?.texts, &drafted.questions),
                    ..drafted.content
                },
                (Some(row), _) => draft::read(&row.content)?,
                (None, _) => drafted.content,
            };
            let published = row.as_ref().and_then(|row| row.published.as_deref());
            Ok(ReportView {
                content,
                published: published.map(draft::read).transpose()?,
                reason: row.as_ref().and_then(|row| row.head.reason.clone()),
                head_signs: rows::has_head(r, j, at.unit)?,
                steps: match &row {
                    Some(row) => rows::steps(r, j, row.head.id)?,
                    None => Vec::new(),
                },
                line,
            })
        })
    }

    /// The reports on a commitment that are published or due, newest period first; anybody may see them, and that one is
    /// missing or late.
    ///
    /// # Errors
    /// When the store is away.
    pub fn reports_of_commitment(&self, slug: &str) -> Result<Vec<PublicReport>, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        self.store().read(|r| {
            let head = ledger::head(r, j, slug)?.ok_or(ServiceError::NotFound)?;
            let stored = rows::of_commitment(r, j, head.id)?;
            let mut reports = Vec::new();
            for line in lines(r, j, head.year, Some(head.id), now)? {
                if line.period.last() >= civil_date(now) {
                    continue;
                }
                let (unit, code) = (line.unit.id, line.period.code());
                let row = stored
                    .iter()
                    .find(|row| row.head.unit.id == unit && row.head.period == code);
                let published = row.and_then(|row| row.published.as_deref());
                reports.push(PublicReport {
                    content: published.map(draft::read).transpose()?,
                    objections_until: line.accepted_on.map(objections_until),
                    line,
                });
            }
            reports.sort_by_key(|report| std::cmp::Reverse(report.line.period));
            Ok(reports)
        })
    }
}

/// Whether a unit reports on a commitment for a period, though it kept nothing yet.
pub(super) fn reports_on(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    head: &CommitmentHead,
    at: &ReportAt,
) -> Result<bool, ServiceError> {
    let turns = rows::turns(r, j, head.year)?;
    let forms = form::forms(r, j)?;
    let reporters = rows::reporters(r, j, head.year, Some(head.id))?;
    let reporter = reporters.iter().find(|row| row.unit.id == at.unit);
    Ok(reporter.is_some_and(|row| {
        Period::of_programme(row.year, civil_date(row.issued_at), &forms).contains(&at.period)
            && !stood_still(&turns, head.id, at.period.last())
    }))
}

/// The reports of a year up to the period that is running, by commitment, unit and period.
pub(crate) fn lines(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    year: i16,
    commitment: Option<CommitmentId>,
    now: Timestamp,
) -> Result<Vec<ReportLine>, ServiceError> {
    let today = civil_date(now);
    let turns = rows::turns(r, j, year)?;
    let forms = form::forms(r, j)?;
    let stored = rows::of_year(r, j, year)?;
    let mut lines = Vec::new();
    for row in rows::reporters(r, j, year, commitment)? {
        let own: Vec<&ReportHead> = stored
            .iter()
            .filter(|head| head.commitment == row.commitment && head.unit.id == row.unit.id)
            .collect();
        for period in Period::of_programme(row.year, civil_date(row.issued_at), &forms) {
            let head = own.iter().find(|head| head.period == period.code()).copied();
            let owed = period.first() <= today && !stood_still(&turns, row.commitment, period.last());
            if owed || head.is_some() {
                lines.push(line(&row, period, head, today)?);
            }
        }
    }
    Ok(lines)
}

fn line(row: &ReporterRow, period: Period, head: Option<&ReportHead>, today: Date) -> Result<ReportLine, ServiceError> {
    let at = ReportAt {
        slug: row.slug.clone(),
        unit: row.unit.id,
        period,
    };
    let mut facts = draft::facts(&at, None)?;
    if let Some(head) = head {
        facts.state = draft::state(head)?;
        facts.due = head.due;
        facts.submitted_on = head.submitted_on;
    }
    Ok(ReportLine {
        slug: at.slug,
        number: row.number,
        title: row.title.clone(),
        unit: row.unit.clone(),
        period,
        due: facts.due,
        standing: head.map(|_| facts.standing(today)),
        late: facts.late(today),
        submitted_on: facts.submitted_on,
        accepted_on: head.and_then(|head| head.accepted_on),
        reopening: head.and_then(|head| head.reopening.clone()),
        revision: head.map_or(0, |head| head.revision),
    })
}

/// Whether a commitment was paused, ended or carried over on a day: then nothing is reported on it.
fn stood_still(turns: &[(CommitmentId, String, Date)], commitment: CommitmentId, on: Date) -> bool {
    let mut own = turns
        .iter()
        .filter(|(id, _, decided)| *id == commitment && *decided <= on);
    own.next_back().is_some_and(|(_, turn, _)| turn != "resume")
}

/// Tells the unit that its report came back, or the supervision office that one was handed in.
pub(super) fn tell_of(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    head: &CommitmentHead,
    at: &ReportAt,
    row: &ReportHead,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (to, kind) = match row.state.as_str() {
        "submitted" => (None, "report_submitted"),
        "returned" => (Some(at.unit), "report_returned"),
        _ => return Ok(()),
    };
    let of = lines(w, j, head.year, Some(head.id), now)?;
    if let Some(line) = of.into_iter().find(|line| line.at() == *at) {
        let moment = row.revision.to_string();
        notices::tell(w, j, report_notice(&line, to, kind, &moment), now)?;
    }
    Ok(())
}

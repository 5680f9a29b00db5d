//! The life of a report: draft, submitted, returned or accepted, locked, and open again for a while.

use jiff::Span;
use shishi_kernel::{Actor, Date, Role, Timestamp, UnitId, civil_date};

use super::content::{Content, Texts};
use super::refusal::ReportRefusal;
use super::{OBJECTION_DAYS, Period, REASON_CHARS_MAX, REOPENED_DAYS_MAX};
use crate::draft::over;
use crate::party::Parties;

/// Where a report is, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Draft,
    /// Signed, and with the supervision office.
    Submitted,
    /// Sent back.
    Returned {
        /// Why.
        reason: String,
    },
    /// Accepted and published.
    Accepted {
        /// On which day.
        on: Date,
        /// The last time it was opened again, if it was.
        reopening: Option<Reopening>,
    },
}

/// A locked report opened again for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopening {
    /// Why.
    pub reason: String,
    /// The office that approved it.
    pub approver: String,
    /// The last day; afterwards it is locked again without anybody doing anything.
    pub until: Date,
}

/// Where a report is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Being written for the first time.
    Draft,
    /// With the supervision office.
    Submitted,
    /// Sent back to the unit.
    Returned,
    /// Published, and open to objections.
    Accepted,
    /// Published and closed.
    Locked,
    /// Published and open for corrections.
    Reopened,
}

impl Standing {
    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Locked => "locked",
            Self::Reopened => "reopened",
        }
    }
}

/// A report as the rules need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The unit that reports.
    pub unit: UnitId,
    /// The month.
    pub period: Period,
    /// Where it is.
    pub state: State,
    /// What it says.
    pub content: Content,
    /// The day on which it is due.
    pub due: Date,
    /// The day of its first submission.
    pub submitted_on: Option<Date>,
}

impl Report {
    /// Where it is today.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        match &self.state {
            State::Draft => Standing::Draft,
            State::Submitted => Standing::Submitted,
            State::Returned { .. } => Standing::Returned,
            State::Accepted { reopening, .. } if reopening.as_ref().is_some_and(|open| today <= open.until) => {
                Standing::Reopened
            }
            State::Accepted { on, .. } if today <= objections_until(*on) => Standing::Accepted,
            State::Accepted { .. } => Standing::Locked,
        }
    }

    /// Whether it is or was late: its first submission, or its absence so far, is after the due date.
    #[must_use]
    pub fn late(&self, today: Date) -> bool {
        self.submitted_on.unwrap_or(today) > self.due
    }
}

/// The last day for objections to a report that was published on a day.
#[must_use]
pub fn objections_until(on: Date) -> Date {
    on.saturating_add(Span::new().days(OBJECTION_DAYS))
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Keep what was written.
    Save(Texts),
    /// Sign it and hand it in, with the lines as the records give them now.
    Submit(Content),
    /// Send it back; also while objections to a published report may come in.
    Return {
        /// Why.
        reason: String,
    },
    /// Accept and publish it.
    Accept,
    /// Open a locked report for corrections.
    Reopen(Reopening),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The texts were kept.
    Saved(Texts),
    /// It was handed in.
    Submitted(Content),
    /// It was sent back.
    Returned(String),
    /// It was accepted and published.
    Accepted {
        /// On which day.
        on: Date,
        /// The last day for objections.
        objections_until: Date,
    },
    /// It was opened again.
    Reopened(Reopening),
}

/// Decides on a report. `head` says whether the unit has an account of a head, who then has to sign.
///
/// # Errors
/// In this order: who asks, where the report is, what is asked.
pub fn decide(
    report: &Report,
    parties: &Parties,
    head: bool,
    command: Command,
    actor: &Actor,
    now: Timestamp,
) -> Result<Event, ReportRefusal> {
    let today = civil_date(now);
    let standing = report.standing(today);
    match command {
        Command::Save(texts) => {
            writer(report, parties, actor)?;
            open(standing)?;
            Ok(Event::Saved(texts.checked()?))
        }
        Command::Submit(content) => {
            writer(report, parties, actor)?;
            if head && actor.role != Role::Head {
                return Err(ReportRefusal::NotHead);
            }
            open(standing)?;
            if today <= report.period.last() {
                return Err(ReportRefusal::PeriodOpen {
                    last: report.period.last(),
                });
            }
            let texts = content.texts.checked()?;
            let values = content.lines.iter().any(|line| line.reported.is_some());
            if !values && texts.is_empty() {
                return Err(ReportRefusal::Empty);
            }
            Ok(Event::Submitted(Content { texts, ..content }))
        }
        Command::Return { reason } => {
            judge(parties, actor)?;
            if !matches!(standing, Standing::Submitted | Standing::Accepted) {
                return Err(ReportRefusal::NotSubmitted);
            }
            Ok(Event::Returned(reason_of(reason)?))
        }
        Command::Accept => {
            judge(parties, actor)?;
            if standing != Standing::Submitted {
                return Err(ReportRefusal::NotSubmitted);
            }
            Ok(Event::Accepted {
                on: today,
                objections_until: objections_until(today),
            })
        }
        Command::Reopen(asked) => {
            judge(parties, actor)?;
            reopen(standing, asked, today)
        }
    }
}

fn reopen(standing: Standing, asked: Reopening, today: Date) -> Result<Event, ReportRefusal> {
    if standing != Standing::Locked {
        return Err(ReportRefusal::NotLocked);
    }
    let reason = reason_of(asked.reason)?;
    let approver = asked.approver.trim().to_owned();
    if approver.is_empty() {
        return Err(ReportRefusal::ApproverMissing);
    }
    if let Some(length) = over(&approver, REASON_CHARS_MAX) {
        return Err(ReportRefusal::ReasonLong {
            length,
            max: REASON_CHARS_MAX,
        });
    }
    let to = today.saturating_add(Span::new().days(REOPENED_DAYS_MAX));
    if !(today..=to).contains(&asked.until) {
        return Err(ReportRefusal::UntilRange { from: today, to });
    }
    Ok(Event::Reopened(Reopening {
        reason,
        approver,
        until: asked.until,
    }))
}

fn writer(report: &Report, parties: &Parties, actor: &Actor) -> Result<(), ReportRefusal> {
    if !matches!(actor.role, Role::Clerk | Role::Head) {
        return Err(ReportRefusal::NotWriter);
    }
    if actor.unit != Some(report.unit) || !parties.lead(report.unit) {
        return Err(ReportRefusal::NotLead);
    }
    Ok(())
}

fn judge(parties: &Parties, actor: &Actor) -> Result<(), ReportRefusal> {
    if actor.role != Role::Supervisor {
        return Err(ReportRefusal::NotSupervisor);
    }
    if !parties.may_judge(actor.unit) {
        return Err(ReportRefusal::OwnDuty);
    }
    Ok(())
}

fn open(standing: Standing) -> Result<(), ReportRefusal> {
    match standing {
        Standing::Draft | Standing::Returned | Standing::Reopened => Ok(()),
        Standing::Submitted => Err(ReportRefusal::WithSupervisor),
        Standing::Accepted | Standing::Locked => Err(ReportRefusal::Closed),
    }
}

pub(super) fn reason_of(reason: String) -> Result<String, ReportRefusal> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(ReportRefusal::ReasonMissing);
    }
    match over(&reason, REASON_CHARS_MAX) {
        Some(length) => Err(ReportRefusal::ReasonLong {
            length,
            max: REASON_CHARS_MAX,
        }),
        None => Ok(reason),
    }
}

//! The course of a commitment after its issue: pausing, resuming, ending, and carrying over to the next year (调整).
//!
//! Each needs the decision of the competent body and a public notice, and stands beside what was promised: nothing of
//! the promise is overwritten, and what is not finished cannot vanish in January. Targets are changed by
//! [`crate::change`].

use shishi_kernel::{AccountId, Actor, Date, Decimal, MeasureId, Refusal, Role, Timestamp, UnitId, civil_date};

use crate::draft::over;
use crate::ledger::{DECISION_CHARS_MAX, NOTE_CHARS_MAX};
use crate::party::Parties;

/// Where a commitment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Course {
    /// It is being worked on.
    Going,
    /// Work rests until a stated day (暂缓).
    Paused,
    /// It will not be carried on (终止).
    Ended,
    /// What was left is promised again in a later year (结转).
    CarriedOver,
}

impl Course {
    /// Every course.
    pub const ALL: [Self; 4] = [Self::Going, Self::Paused, Self::Ended, Self::CarriedOver];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Going => "going",
            Self::Paused => "paused",
            Self::Ended => "ended",
            Self::CarriedOver => "carried_over",
        }
    }

    /// The course of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|course| course.code() == code)
    }
}

/// What is done with a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Let work rest until a day.
    Pause {
        /// The day on which it goes on at the latest.
        until: Date,
    },
    /// Take work up again.
    Resume,
    /// Give it up.
    End,
    /// Promise what is left again in a later year's commitment.
    CarryOver {
        /// The later commitment.
        to: Successor,
    },
}

impl Turn {
    /// The stable code used in storage and in the journal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pause { .. } => "pause",
            Self::Resume => "resume",
            Self::End => "end",
            Self::CarryOver { .. } => "carry_over",
        }
    }

    const fn leads_to(&self) -> Course {
        match self {
            Self::Pause { .. } => Course::Paused,
            Self::Resume => Course::Going,
            Self::End => Course::Ended,
            Self::CarryOver { .. } => Course::CarriedOver,
        }
    }
}

/// A later year's commitment that takes up what was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Its programme's year.
    pub year: i16,
    /// Its measures with their units, each of which can take up one measure of the earlier commitment.
    pub measures: Vec<(MeasureId, Option<String>)>,
    /// Which measure takes up which: earlier, later.
    pub pairs: Vec<(MeasureId, MeasureId)>,
}

/// A measure of the earlier commitment as it stands when it is carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The measure.
    pub measure: MeasureId,
    /// Its unit.
    pub unit: Option<String>,
    /// What was verified; what nobody verified is not carried over as done.
    pub verified: Option<Decimal>,
}

/// A commitment as these rules need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseFacts {
    /// Where it stands.
    pub course: Course,
    /// The programme's year.
    pub year: i16,
    /// Who has duties.
    pub parties: Parties,
    /// Its measures.
    pub measures: Vec<Standing>,
}

/// A decision on a commitment's course, as the supervision office records it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseCommand {
    /// What is done.
    pub turn: Turn,
    /// The competent body and its document.
    pub decision: String,
    /// When that body decided.
    pub decided_on: Date,
    /// Title or number of the public notice.
    pub notice: String,
    /// When the public was told.
    pub noticed_on: Date,
    /// Why.
    pub reason: String,
}

/// A commitment took a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseEvent {
    /// What was done.
    pub turn: Turn,
    /// Where it stood.
    pub before: Course,
    /// Where it stands.
    pub after: Course,
    /// The opening balance of each measure that is taken up.
    pub openings: Vec<Opening>,
    /// The competent body and its document.
    pub decision: String,
    /// When that body decided.
    pub decided_on: Date,
    /// Title or number of the public notice.
    pub notice: String,
    /// When the public was told.
    pub noticed_on: Date,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
}

/// What a later measure starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The earlier measure.
    pub from: MeasureId,
    /// The later measure that takes it up.
    pub to: MeasureId,
    /// What was verified of the earlier one; nothing is not zero.
    pub verified: Option<Decimal>,
}

/// A pause is at most so many days long; a longer one is an end or another decision.
pub const PAUSE_DAYS_MAX: i32 = 366;

/// Why a turn is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum CourseRefusal {
    #[error("only the supervision office records decisions on a commitment's course")]
    NotSupervisor,
    #[error("unit {unit} leads this commitment or helps with it, so another has to record the decision")]
    OwnDuty { unit: UnitId },
    #[error("a commitment that is {course} cannot {turn}")]
    Impossible { course: &'static str, turn: &'static str },
    #[error("the deciding body and its document are missing")]
    DecisionMissing,
    #[error("the decision has {length} characters, at most {max} fit")]
    DecisionLong { length: usize, max: usize },
    #[error("the public notice is missing")]
    NoticeMissing,
    #[error("the notice has {length} characters, at most {max} fit")]
    NoticeLong { length: usize, max: usize },
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("the reason has {length} characters, at most {max} fit")]
    ReasonLong { length: usize, max: usize },
    #[error("the decision of {on} is after today, {today}")]
    DecidedInFuture { on: Date, today: Date },
    #[error("the notice of {on} is before the decision of {decided}")]
    NoticeBeforeDecision { on: Date, decided: Date },
    #[error("the notice of {on} is after today, {today}")]
    NoticeInFuture { on: Date, today: Date },
    #[error("a pause until {until} does not end after today, {today}")]
    PauseInPast { until: Date, today: Date },
    #[error("a pause until {until} is longer than {max} days")]
    PauseLong { until: Date, max: i32 },
    #[error("the later commitment is of {year}, not after {own}")]
    NotLater { year: i16, own: i16 },
    #[error("no measure is taken up")]
    NothingTakenUp,
    #[error("measure {measure} is not one of the two commitments")]
    MeasureUnknown { measure: MeasureId },
    #[error("measure {measure} is named twice")]
    MeasureTwice { measure: MeasureId },
    #[error("a measure in {from} cannot be taken up by one in {to}")]
    UnitsDiffer { from: String, to: String },
}

/// Every refusal code of these rules.
pub const CODES: &[&str] = &[
    "course.not_supervisor",
    "course.own_duty",
    "course.impossible",
    "course.decision_missing",
    "course.decision_long",
    "course.notice_missing",
    "course.notice_long",
    "course.reason_missing",
    "course.reason_long",
    "course.decided_in_future",
    "course.notice_before_decision",
    "course.notice_in_future",
    "course.pause_in_past",
    "course.pause_long",
    "course.not_later",
    "course.nothing_taken_up",
    "course.measure_unknown",
    "course.measure_twice",
    "course.units_differ",
];

impl Refusal for CourseRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotSupervisor => "course.not_supervisor",
            Self::OwnDuty { .. } => "course.own_duty",
            Self::Impossible { .. } => "course.impossible",
            Self::DecisionMissing => "course.decision_missing",
            Self::DecisionLong { .. } => "course.decision_long",
            Self::NoticeMissing => "course.notice_missing",
            Self::NoticeLong { .. } => "course.notice_long",
            Self::ReasonMissing => "course.reason_missing",
            Self::ReasonLong { .. } => "course.reason_long",
            Self::DecidedInFuture { .. } => "course.decided_in_future",
            Self::NoticeBeforeDecision { .. } => "course.notice_before_decision",
            Self::NoticeInFuture { .. } => "course.notice_in_future",
            Self::PauseInPast { .. } => "course.pause_in_past",
            Self::PauseLong { .. } => "course.pause_long",
            Self::NotLater { .. } => "course.not_later",
            Self::NothingTakenUp => "course.nothing_taken_up",
            Self::MeasureUnknown { .. } => "course.measure_unknown",
            Self::MeasureTwice { .. } => "course.measure_twice",
            Self::UnitsDiffer { .. } => "course.units_differ",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Impossible { course, turn } => vec![("course", (*course).into()), ("turn", (*turn).into())],
            Self::DecisionLong { length, max }
            | Self::NoticeLong { length, max }
            | Self::ReasonLong { length, max } => {
                vec![("length", length.to_string()), ("max", max.to_string())]
            }
            Self::DecidedInFuture { on, today } | Self::NoticeInFuture { on, today } => {
                vec![("on", on.to_string()), ("today", today.to_string())]
            }
            Self::NoticeBeforeDecision { on, decided } => {
                vec![("on", on.to_string()), ("decided", decided.to_string())]
            }
            Self::PauseInPast { until, today } => vec![("until", until.to_string()), ("today", today.to_string())],
            Self::PauseLong { until, max } => vec![("until", until.to_string()), ("max", max.to_string())],
            Self::NotLater { year, own } => vec![("year", year.to_string()), ("own", own.to_string())],
            Self::UnitsDiffer { from, to } => vec![("from", from.clone()), ("to", to.clone())],
            _ => Vec::new(),
        }
    }
}

/// Decides on a turn of a commitment's course.
///
/// # Errors
/// In this order: who records it, whether the commitment can take this turn, decision, notice, reason, days, and for a
/// carry-over the measures.
pub fn decide_course(
    facts: &CourseFacts,
    command: CourseCommand,
    actor: &Actor,
    now: Timestamp,
) -> Result<CourseEvent, CourseRefusal> {
    if actor.role != Role::Supervisor {
        return Err(CourseRefusal::NotSupervisor);
    }
    if let Some(unit) = actor.unit.filter(|unit| !facts.parties.may_judge(Some(*unit))) {
        return Err(CourseRefusal::OwnDuty { unit });
    }
    check_possible(facts.course, &command.turn)?;
    let today = civil_date(now);
    let (decision, notice, reason) = check_words(&command)?;
    check_days(&command, today)?;
    let openings = match &command.turn {
        Turn::CarryOver { to } => openings(facts, to)?,
        _ => Vec::new(),
    };
    Ok(CourseEvent {
        before: facts.course,
        after: command.turn.leads_to(),
        turn: command.turn,
        openings,
        decision,
        decided_on: command.decided_on,
        notice,
        noticed_on: command.noticed_on,
        reason,
        at: now,
        by: actor.account,
    })
}

fn check_possible(course: Course, turn: &Turn) -> Result<(), CourseRefusal> {
    let possible = match (course, turn) {
        (Course::Going, Turn::Resume) => false,
        (Course::Going, _) => true,
        (Course::Paused, Turn::Pause { .. }) => false,
        (Course::Paused, _) => true,
        // An ended commitment can still be promised again; one that was carried over lives on elsewhere.
        (Course::Ended, Turn::CarryOver { .. }) => true,
        (Course::Ended | Course::CarriedOver, _) => false,
    };
    if possible {
        return Ok(());
    }
    Err(CourseRefusal::Impossible {
        course: course.code(),
        turn: turn.code(),
    })
}

fn check_words(command: &CourseCommand) -> Result<(String, String, String), CourseRefusal> {
    let decision = command.decision.trim().to_owned();
    let notice = command.notice.trim().to_owned();
    let reason = command.reason.trim().to_owned();
    if decision.is_empty() {
        return Err(CourseRefusal::DecisionMissing);
    }
    let max = DECISION_CHARS_MAX;
    if let Some(length) = over(&decision, max) {
        return Err(CourseRefusal::DecisionLong { length, max });
    }
    if notice.is_empty() {
        return Err(CourseRefusal::NoticeMissing);
    }
    if let Some(length) = over(&notice, max) {
        return Err(CourseRefusal::NoticeLong { length, max });
    }
    if reason.is_empty() {
        return Err(CourseRefusal::ReasonMissing);
    }
    let max = NOTE_CHARS_MAX;
    if let Some(length) = over(&reason, max) {
        return Err(CourseRefusal::ReasonLong { length, max });
    }
    Ok((decision, notice, reason))
}

fn check_days(command: &CourseCommand, today: Date) -> Result<(), CourseRefusal> {
    let (decided, noticed) = (command.decided_on, command.noticed_on);
    if decided > today {
        return Err(CourseRefusal::DecidedInFuture { on: decided, today });
    }
    if noticed < decided {
        return Err(CourseRefusal::NoticeBeforeDecision { on: noticed, decided });
    }
    if noticed > today {
        return Err(CourseRefusal::NoticeInFuture { on: noticed, today });
    }
    let Turn::Pause { until } = command.turn else {
        return Ok(());
    };
    if until <= today {
        return Err(CourseRefusal::PauseInPast { until, today });
    }
    if days_between(today, until) > PAUSE_DAYS_MAX {
        return Err(CourseRefusal::PauseLong {
            until,
            max: PAUSE_DAYS_MAX,
        });
    }
    Ok(())
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// The opening balance of each later measure.
fn openings(facts: &CourseFacts, to: &Successor) -> Result<Vec<Opening>, CourseRefusal> {
    if to.year <= facts.year {
        return Err(CourseRefusal::NotLater {
            year: to.year,
            own: facts.year,
        });
    }
    if to.pairs.is_empty() {
        return Err(CourseRefusal::NothingTakenUp);
    }
    let mut openings: Vec<Opening> = Vec::with_capacity(to.pairs.len());
    for (earlier, later) in &to.pairs {
        let from = facts.measures.iter().find(|standing| standing.measure == *earlier);
        let from = from.ok_or(CourseRefusal::MeasureUnknown { measure: *earlier })?;
        let into = to.measures.iter().find(|(measure, _)| measure == later);
        let (_, unit) = into.ok_or(CourseRefusal::MeasureUnknown { measure: *later })?;
        let twice = openings
            .iter()
            .find(|known| known.from == *earlier || known.to == *later);
        if let Some(known) = twice {
            let measure = if known.from == *earlier { *earlier } else { *later };
            return Err(CourseRefusal::MeasureTwice { measure });
        }
        if from.unit != *unit {
            let words = |unit: &Option<String>| unit.clone().unwrap_or_default();
            return Err(CourseRefusal::UnitsDiffer {
                from: words(&from.unit),
                to: words(unit),
            });
        }
        openings.push(Opening {
            from: *earlier,
            to: *later,
            verified: from.verified,
        });
    }
    Ok(openings)
}

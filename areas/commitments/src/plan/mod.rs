//! The implementation plan (实施方案): what a lead unit means to do by when, approved by the supervision office.
//!
//! A plan is a row of versions. One is worked on at a time: drafted and submitted by a lead unit, returned with
//! reasons or approved by an office without an interest of its own. What was approved is frozen. A later version says why
//! and by whose decision it differs, is approved in the same way, and the one before stays beside it; so a promised date
//! never moves by itself. Only the day on which a milestone was reached is noted on an approved plan, once.

mod check;
mod refusal;

pub use refusal::{CODES, PlanRefusal};

use serde::{Deserialize, Serialize};
use shishi_kernel::{AccountId, Actor, Date, Fen, MeasureId, Timestamp, UnitId, civil_date};

use crate::draft::over;
use crate::ledger::{DECISION_CHARS_MAX, MeasureFacts, NOTE_CHARS_MAX};
use crate::party::Parties;
use crate::series::Point;

/// Rows of one kind in a plan at most: milestones, money lines, persons, requests foreseen.
pub const ROWS_MAX: usize = 40;
/// Points of one measure at most.
pub const POINTS_MAX: usize = 60;
/// A row's words have at most so many characters.
pub const WORDS_CHARS_MAX: usize = 200;

/// Where a version stands, with what brought it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanState {
    /// The lead unit works on it.
    Draft,
    /// The supervision office has it.
    Submitted {
        /// When it was submitted.
        at: Timestamp,
    },
    /// The lead unit has it again.
    Returned {
        /// When it was returned.
        at: Timestamp,
        /// What is to be mended.
        reasons: String,
    },
    /// It is in force and frozen.
    Approved {
        /// When it was approved.
        at: Timestamp,
        /// By whom.
        by: AccountId,
    },
    /// A later version is in force.
    Superseded,
}

impl PlanState {
    /// The stable codes used in storage and on the wire, in the order of a version's life.
    pub const CODES: [&'static str; 5] = ["draft", "submitted", "returned", "approved", "superseded"];

    /// The state's code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted { .. } => "submitted",
            Self::Returned { .. } => "returned",
            Self::Approved { .. } => "approved",
            Self::Superseded => "superseded",
        }
    }

    /// Whether the lead unit may still write in it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Draft | Self::Returned { .. })
    }

    /// Whether it was ever in force, and can therefore not be taken back.
    #[must_use]
    pub const fn is_frozen(&self) -> bool {
        matches!(self, Self::Approved { .. } | Self::Superseded)
    }
}

/// A step with a promised day. Within a plan its title names it, also in later versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// What will have been done.
    pub title: String,
    /// By which day.
    pub planned: Date,
}

/// What is expected of a measure by day, as it was typed; [`crate::series::Trajectory`] once it was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTrajectory {
    /// The measure.
    pub measure: MeasureId,
    /// Its points in any order.
    pub points: Vec<Point>,
}

/// Money with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyLine {
    /// Who pays, or from which fund.
    pub source: String,
    /// How much.
    pub amount: Fen,
}

/// A person who answers for a part. Kept to say whom to ask while the commitment is delivered; the name is personal data,
/// is shown in the office only and can be erased without touching the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name; empty once erased.
    pub name: String,
    /// Post and part: 分管副局长，负责选址.
    pub part: String,
}

/// What will be asked of another unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreseen {
    /// The unit; it must have a duty in the commitment.
    pub unit: UnitId,
    /// What.
    pub what: String,
}

/// Why a later version differs from the approved one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Why.
    pub reason: String,
    /// The deciding body and its document.
    pub decision: String,
}

/// What a version says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanContent {
    /// Steps, earliest first once saved.
    pub milestones: Vec<Milestone>,
    /// What is expected of each measure.
    pub trajectories: Vec<PlannedTrajectory>,
    /// Money.
    pub money: Vec<MoneyLine>,
    /// Who answers.
    pub persons: Vec<Person>,
    /// What will be asked of other units.
    pub foreseen: Vec<Foreseen>,
    /// Why it differs from the version in force; empty in the first.
    pub cause: Cause,
}

/// A milestone of the version in force, with the day on which it was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The milestone.
    pub milestone: Milestone,
    /// The day, once it was reached.
    pub done: Option<Date>,
}

/// What the rules need to know of the commitment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanFacts {
    /// The programme's year.
    pub year: i16,
    /// Who has duties.
    pub parties: Parties,
    /// Every measure.
    pub measures: Vec<MeasureFacts>,
    /// What the version in force says, if one was approved.
    pub in_force: Option<PlanContent>,
    /// Its milestones.
    pub reached: Vec<Reached>,
}

/// What is done with a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanCommand {
    /// Write down what it says so far.
    Save(PlanContent),
    /// Hand it to the supervision office.
    Submit,
    /// Give it back.
    Return {
        /// What is to be mended.
        reasons: String,
    },
    /// Put it in force.
    Approve,
    /// Note that a milestone was reached.
    Reach {
        /// Its place, from 1.
        position: u32,
        /// The day.
        on: Date,
    },
}

/// What happened to a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanEvent {
    /// This is what it says now.
    Saved(PlanContent),
    /// The supervision office has it.
    Submitted,
    /// The lead unit has it again.
    Returned {
        /// What is to be mended.
        reasons: String,
    },
    /// It is in force; the version before it, if there was one, is not any more.
    Approved,
    /// A milestone was reached.
    Reached {
        /// Its place, from 1.
        position: u32,
        /// The day.
        on: Date,
    },
}

/// Whether a lead unit may begin a version, given the states of those there are.
///
/// # Errors
/// When the actor's unit does not lead, or a version is being worked on already.
pub fn begin<'a>(
    facts: &PlanFacts,
    versions: impl IntoIterator<Item = &'a PlanState>,
    actor: &Actor,
) -> Result<UnitId, PlanRefusal> {
    let unit = lead_of(facts, actor)?;
    if versions.into_iter().any(|state| !state.is_frozen()) {
        return Err(PlanRefusal::OpenAlready);
    }
    Ok(unit)
}

/// Decides on a command.
///
/// # Errors
/// In this order: who asks, where the version stands, what it says.
pub fn decide(
    facts: &PlanFacts,
    state: &PlanState,
    content: &PlanContent,
    command: PlanCommand,
    actor: &Actor,
    now: Timestamp,
) -> Result<PlanEvent, PlanRefusal> {
    match command {
        PlanCommand::Save(new) => {
            lead_of(facts, actor)?;
            open(state)?;
            Ok(PlanEvent::Saved(check::written(facts, new)?))
        }
        PlanCommand::Submit => {
            lead_of(facts, actor)?;
            open(state)?;
            check::complete(facts, content)?;
            Ok(PlanEvent::Submitted)
        }
        PlanCommand::Return { reasons } => {
            judge(facts, state, actor)?;
            let reasons = reasons.trim().to_owned();
            if reasons.is_empty() {
                return Err(PlanRefusal::ReasonsMissing);
            }
            fits(&reasons, NOTE_CHARS_MAX)?;
            Ok(PlanEvent::Returned { reasons })
        }
        PlanCommand::Approve => {
            judge(facts, state, actor)?;
            // A target may have been changed since it was submitted.
            check::complete(facts, content)?;
            Ok(PlanEvent::Approved)
        }
        PlanCommand::Reach { position, on } => {
            lead_of(facts, actor)?;
            reach(facts, state, position, on, now)
        }
    }
}

fn lead_of(facts: &PlanFacts, actor: &Actor) -> Result<UnitId, PlanRefusal> {
    actor
        .unit
        .filter(|unit| facts.parties.lead(*unit))
        .ok_or(PlanRefusal::NotLead)
}

fn open(state: &PlanState) -> Result<(), PlanRefusal> {
    if state.is_open() {
        Ok(())
    } else {
        Err(PlanRefusal::NotOpen)
    }
}

fn judge(facts: &PlanFacts, state: &PlanState, actor: &Actor) -> Result<(), PlanRefusal> {
    if !facts.parties.may_judge(actor.unit) {
        return Err(PlanRefusal::OwnDuty);
    }
    match state {
        PlanState::Submitted { .. } => Ok(()),
        _ => Err(PlanRefusal::NotSubmitted),
    }
}

fn reach(
    facts: &PlanFacts,
    state: &PlanState,
    position: u32,
    on: Date,
    now: Timestamp,
) -> Result<PlanEvent, PlanRefusal> {
    if !matches!(state, PlanState::Approved { .. }) {
        return Err(PlanRefusal::NotApproved);
    }
    let at = usize::try_from(position).ok().and_then(|at| at.checked_sub(1));
    let reached = at
        .and_then(|at| facts.reached.get(at))
        .ok_or(PlanRefusal::MilestoneUnknown)?;
    if let Some(done) = reached.done {
        return Err(PlanRefusal::ReachedAlready { done });
    }
    let today = civil_date(now);
    if on > today {
        return Err(PlanRefusal::ReachedInFuture { on, today });
    }
    if on.year() < facts.year {
        return Err(PlanRefusal::ReachedBeforeYear { on, year: facts.year });
    }
    Ok(PlanEvent::Reached { position, on })
}

fn fits(text: &str, max: usize) -> Result<(), PlanRefusal> {
    match over(text, max) {
        Some(length) => Err(PlanRefusal::TextLong { length, max }),
        None => Ok(()),
    }
}

/// The words of a cause, each within its limit.
fn fitting(cause: Cause) -> Result<Cause, PlanRefusal> {
    let cause = Cause {
        reason: cause.reason.trim().to_owned(),
        decision: cause.decision.trim().to_owned(),
    };
    fits(&cause.reason, NOTE_CHARS_MAX)?;
    fits(&cause.decision, DECISION_CHARS_MAX)?;
    Ok(cause)
}

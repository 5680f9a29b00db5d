//! What one unit asks of another (协办事项单): who asked whom for what by when, what came back, and in whose court the ball
//! lies.
//!
//! A request is the row of its steps; where it stands is what the last step left. Nothing here is judged: shuffling and
//! shirking (推诿扯皮) can be shown or disproved with the steps and the days between them, and with nothing less.

mod court;
mod refusal;

pub use court::{Court, CourtDays, days_in_courts};
pub use refusal::{CODES, RequestRefusal};

use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use shishi_kernel::{Actor, Date, Role, Timestamp, UnitId, civil_date};

use crate::draft::over;
use crate::party::Parties;

/// What is asked, in at most so many characters.
pub const WHAT_CHARS_MAX: usize = 300;
/// Every other text of a request has at most so many characters.
pub const WORDS_CHARS_MAX: usize = 1_000;
/// A request can be asked for so many days ahead at most.
pub const DAYS_AHEAD_MAX: i64 = 366;
/// A request has at most so many steps; who cannot agree by then has somebody to decide.
pub const STEPS_MAX: usize = 60;

/// Why a unit declines; a closed list, so that grounds can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// It is not within the unit's powers.
    NotOurPower,
    /// The money is not there.
    NoMoney,
    /// Law or a rule in force forbids it.
    Forbidden,
    /// Something that has to come first has not.
    NotReady,
    /// It was done already, or somebody else does it.
    DoneElsewhere,
    /// It cannot be done by the day that was asked.
    TooSoon,
}

impl Ground {
    /// Every ground, in the order in which forms list them.
    pub const ALL: [Self; 6] = [
        Self::NotOurPower,
        Self::NoMoney,
        Self::Forbidden,
        Self::NotReady,
        Self::DoneElsewhere,
        Self::TooSoon,
    ];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotOurPower => "not_our_power",
            Self::NoMoney => "no_money",
            Self::Forbidden => "forbidden",
            Self::NotReady => "not_ready",
            Self::DoneElsewhere => "done_elsewhere",
            Self::TooSoon => "too_soon",
        }
    }

    /// The ground of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }
}

/// What is done with a request; also where the request stands once it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A unit asks.
    Ask,
    /// The unit asked takes it on.
    Accept,
    /// The unit asked says no, with a ground.
    Decline,
    /// The unit asked says that it is done.
    Deliver,
    /// The asking unit has what it asked for. It ends here.
    Confirm,
    /// The asking unit says that it is not done.
    Dispute,
    /// The supervision office is to decide.
    Escalate,
    /// The supervision office decides that it has to be done.
    Direct,
    /// The supervision office decides that it need not be done. It ends here.
    Release,
    /// The asking unit does not need it any more. It ends here.
    Withdraw,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 10] = [
        Self::Ask,
        Self::Accept,
        Self::Decline,
        Self::Deliver,
        Self::Confirm,
        Self::Dispute,
        Self::Escalate,
        Self::Direct,
        Self::Release,
        Self::Withdraw,
    ];

    /// The stable code used in storage and on the wire: what the request is after this step.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ask => "asked",
            Self::Accept => "accepted",
            Self::Decline => "declined",
            Self::Deliver => "delivered",
            Self::Confirm => "confirmed",
            Self::Dispute => "disputed",
            Self::Escalate => "escalated",
            Self::Direct => "directed",
            Self::Release => "released",
            Self::Withdraw => "withdrawn",
        }
    }

    /// The step of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// In whose court the ball lies after it; `None` when it has come to its end.
    #[must_use]
    pub const fn court(self) -> Option<Court> {
        match self {
            Self::Ask | Self::Accept | Self::Dispute | Self::Direct => Some(Court::Asked),
            Self::Decline | Self::Deliver => Some(Court::Asker),
            Self::Escalate => Some(Court::Office),
            Self::Confirm | Self::Release | Self::Withdraw => None,
        }
    }

    /// Whose step it is, among those who may do it.
    const fn doer(self) -> Doer {
        match self {
            Self::Accept | Self::Decline | Self::Deliver => Doer::Asked,
            Self::Ask | Self::Confirm | Self::Dispute | Self::Withdraw => Doer::Asker,
            Self::Escalate => Doer::Either,
            Self::Direct | Self::Release => Doer::Office,
        }
    }

    /// Whether it needs words.
    const fn needs_words(self) -> bool {
        !matches!(self, Self::Accept | Self::Confirm | Self::Ask)
    }
}

enum Doer {
    Asker,
    Asked,
    Either,
    Office,
}

/// A request as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFacts {
    /// Who has duties in the commitment.
    pub parties: Parties,
    /// The unit that asks.
    pub asker: UnitId,
    /// The unit that is asked.
    pub asked: UnitId,
    /// By which day.
    pub due: Date,
    /// Its steps, at least the asking.
    pub steps: Vec<(Step, Timestamp)>,
}

impl RequestFacts {
    /// The last step.
    #[must_use]
    pub fn stands(&self) -> Step {
        self.steps.last().map_or(Step::Ask, |(step, _)| *step)
    }

    /// Whether it should have been delivered by now and was not, by the step that it stands at.
    #[must_use]
    pub fn overdue(&self, today: Date) -> bool {
        overdue(self.stands(), self.due, today)
    }
}

/// Whether a request should have been delivered by now and was not. Derived wherever it is shown, never kept.
#[must_use]
pub fn overdue(stands: Step, due: Date, today: Date) -> bool {
    matches!(stands.court(), Some(Court::Asked | Court::Office)) && due < today
}

/// What a unit asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskCommand {
    /// The units that are asked: one, or the members of a group.
    pub asked: Vec<UnitId>,
    /// What is asked.
    pub what: String,
    /// What for.
    pub reason: String,
    /// By which day.
    pub due: Date,
}

/// What was asked, of each unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskEvent {
    /// The unit that asks.
    pub asker: UnitId,
    /// The units that are asked; one request each.
    pub asked: Vec<UnitId>,
    /// What is asked.
    pub what: String,
    /// What for.
    pub reason: String,
    /// By which day.
    pub due: Date,
}

/// Decides on asking. A group's word is replaced by its members before; the asking unit itself is left out of them.
///
/// # Errors
/// In this order: who asks, whom, what, by when.
pub fn ask(parties: &Parties, command: AskCommand, actor: &Actor, now: Timestamp) -> Result<AskEvent, RequestRefusal> {
    let asker = actor
        .unit
        .filter(|unit| parties.lead(*unit) || parties.help(*unit))
        .ok_or(RequestRefusal::NoDuty)?;
    let mut asked = command.asked;
    asked.sort_unstable();
    asked.dedup();
    if asked == [asker] {
        return Err(RequestRefusal::OwnUnit);
    }
    asked.retain(|unit| *unit != asker);
    if asked.is_empty() {
        return Err(RequestRefusal::NobodyAsked);
    }
    if asked.iter().any(|unit| !parties.lead(*unit) && !parties.help(*unit)) {
        return Err(RequestRefusal::UnitNotParty);
    }
    let what = words(&command.what, WHAT_CHARS_MAX)?;
    let reason = words(&command.reason, WORDS_CHARS_MAX)?;
    if what.is_empty() {
        return Err(RequestRefusal::WhatMissing);
    }
    if reason.is_empty() {
        return Err(RequestRefusal::WordsMissing);
    }
    let first = civil_date(now);
    let last = first.saturating_add(DAYS_AHEAD_MAX.days());
    if command.due < first || command.due > last {
        return Err(RequestRefusal::DueOutside {
            due: command.due,
            first,
            last,
        });
    }
    Ok(AskEvent {
        asker,
        asked,
        what,
        reason,
        due: command.due,
    })
}

/// A step after the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepCommand {
    /// What is done.
    pub step: Step,
    /// Why it is declined; for nothing else.
    pub ground: Option<Ground>,
    /// What is said to it.
    pub words: String,
}

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepEvent {
    /// What was done.
    pub step: Step,
    /// Why it was declined.
    pub ground: Option<Ground>,
    /// What was said, without white space round it.
    pub words: String,
}

/// Decides on a step.
///
/// # Errors
/// In this order: who acts, whether the step can follow, the ground, the words.
pub fn decide(
    facts: &RequestFacts,
    command: StepCommand,
    actor: &Actor,
    now: Timestamp,
) -> Result<StepEvent, RequestRefusal> {
    let StepCommand {
        step,
        ground,
        words: said,
    } = command;
    who(facts, step, actor)?;
    let today = civil_date(now);
    if step == Step::Ask || !follows(facts, step, actor, today) {
        return Err(RequestRefusal::OutOfTurn {
            stands: facts.stands().code(),
        });
    }
    if facts.steps.len() >= STEPS_MAX && !matches!(step, Step::Confirm | Step::Release | Step::Withdraw) {
        return Err(RequestRefusal::TooManySteps { max: STEPS_MAX });
    }
    match (step, ground) {
        (Step::Decline, None) => return Err(RequestRefusal::GroundMissing),
        (Step::Decline, Some(_)) | (_, None) => {}
        (_, Some(_)) => return Err(RequestRefusal::GroundStray),
    }
    let said = words(&said, WORDS_CHARS_MAX)?;
    if said.is_empty() && step.needs_words() {
        return Err(RequestRefusal::WordsMissing);
    }
    Ok(StepEvent {
        step,
        ground,
        words: said,
    })
}

/// The steps that this actor could do now, in the order in which a form offers them.
#[must_use]
pub fn possible(facts: &RequestFacts, actor: &Actor, now: Timestamp) -> Vec<Step> {
    let today = civil_date(now);
    Step::ALL
        .into_iter()
        .filter(|step| *step != Step::Ask && who(facts, *step, actor).is_ok() && follows(facts, *step, actor, today))
        .collect()
}

fn who(facts: &RequestFacts, step: Step, actor: &Actor) -> Result<(), RequestRefusal> {
    let is = |unit| actor.unit == Some(unit) && matches!(actor.role, Role::Clerk | Role::Head);
    match step.doer() {
        Doer::Asker if !is(facts.asker) => Err(RequestRefusal::NotAsker),
        Doer::Asked if !is(facts.asked) => Err(RequestRefusal::NotAsked),
        Doer::Either if !is(facts.asker) && !is(facts.asked) => Err(RequestRefusal::NotParty),
        Doer::Office if actor.role != Role::Supervisor => Err(RequestRefusal::NotOffice),
        // Who decides what has to be done decides on a duty of its own otherwise.
        Doer::Office if !facts.parties.may_judge(actor.unit) => Err(RequestRefusal::OwnDuty),
        _ => Ok(()),
    }
}

fn follows(facts: &RequestFacts, step: Step, actor: &Actor, today: Date) -> bool {
    let stands = facts.stands();
    match step {
        Step::Ask => false,
        Step::Accept | Step::Decline => stands == Step::Ask,
        Step::Deliver => matches!(stands, Step::Accept | Step::Dispute | Step::Direct),
        Step::Confirm | Step::Dispute => stands == Step::Deliver,
        Step::Escalate => match stands {
            // A no is answered at once; silence only when the day has passed.
            Step::Decline => actor.unit == Some(facts.asker),
            Step::Ask | Step::Accept | Step::Direct => actor.unit == Some(facts.asker) && facts.due < today,
            Step::Dispute => actor.unit == Some(facts.asked) || facts.due < today,
            _ => false,
        },
        Step::Direct | Step::Release => stands == Step::Escalate,
        Step::Withdraw => stands.court().is_some(),
    }
}

fn words(typed: &str, max: usize) -> Result<String, RequestRefusal> {
    let words = typed.trim();
    match over(words, max) {
        Some(length) => Err(RequestRefusal::TextLong { length, max }),
        None => Ok(words.to_owned()),
    }
}

//! Issuing, answering, judging and raising a slip.

use shishi_kernel::{Actor, Calendar, Date, Role, Timestamp, UnitId, civil_date};

use super::refusal::SlipRefusal;
use super::{ANSWER_WORKING_DAYS_MAX, TEXT_CHARS_MAX};
use crate::draft::over;
use crate::party::Parties;

/// How urgent a slip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 蓝色: asked.
    Blue,
    /// 橙色: urged.
    Orange,
    /// 红色: the last before other steps.
    Red,
}

impl Level {
    /// Every level, the lowest first.
    pub const ALL: [Self; 3] = [Self::Blue, Self::Orange, Self::Red];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Orange => "orange",
            Self::Red => "red",
        }
    }

    /// The level of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// The next one up.
    #[must_use]
    pub const fn above(self) -> Option<Self> {
        match self {
            Self::Blue => Some(Self::Orange),
            Self::Orange => Some(Self::Red),
            Self::Red => None,
        }
    }
}

/// What a slip is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Stable code of the kind: `plan_missing`, `report_late`, `behind`, `contradicted`, `other`.
    pub code: String,
    /// What is asked, in words.
    pub words: String,
}

/// An answer to a slip at its present level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// When.
    pub on: Date,
    /// What the unit says.
    pub words: String,
    /// What was made of it, once it was judged.
    pub judgement: Option<Judgement>,
}

/// What was made of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether it is enough; the slip is closed then.
    pub sufficient: bool,
    /// Why not, or a word to it.
    pub reason: String,
}

/// A slip as the rules need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Whom it is addressed to.
    pub unit: UnitId,
    /// What it is about.
    pub matter: Matter,
    /// Its present level.
    pub level: Level,
    /// The last day to answer at this level.
    pub due: Date,
    /// The answer at this level.
    pub answer: Option<Answer>,
    /// Whether it is closed.
    pub closed: bool,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// The unit answers; late answers are heard.
    Answer(String),
    /// The supervision office judges the answer.
    Judge(Judgement),
    /// One level up, with a new date.
    Escalate {
        /// Working days to answer.
        days: i32,
    },
    /// Taken back as issued in error.
    Withdraw {
        /// Why.
        reason: String,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Issued.
    Issued {
        /// The slip.
        slip: Slip,
        /// Why it starts above blue; empty otherwise.
        ground: String,
    },
    /// Answered.
    Answered(Answer),
    /// Judged; a sufficient answer closes the slip.
    Judged(Judgement),
    /// Raised.
    Escalated {
        /// To which level.
        level: Level,
        /// The last day to answer.
        due: Date,
    },
    /// Taken back.
    Withdrawn(String),
}

/// Decides on a new slip. `open` are the open slips of the unit in this commitment.
///
/// # Errors
/// In this order: who asks, the addressee, the matter, the ground, the days.
#[allow(
    clippy::too_many_arguments,
    reason = "each is a fact of its own that the rule looks at"
)]
pub fn issue(
    parties: &Parties,
    open: &[Matter],
    unit: UnitId,
    matter: Matter,
    (level, ground): (Level, &str),
    days: i32,
    actor: &Actor,
    now: Timestamp,
) -> Result<Event, SlipRefusal> {
    judge(parties, actor)?;
    if !parties.lead(unit) && !parties.help(unit) {
        return Err(SlipRefusal::NoDuty);
    }
    let words = text(&matter.words)?;
    let same = |known: &Matter| known.code == matter.code && (matter.code != "other" || known.words == words);
    if open.iter().any(same) {
        return Err(SlipRefusal::MatterOpen);
    }
    let ground = match level {
        Level::Blue => String::new(),
        _ if ground.trim().is_empty() => return Err(SlipRefusal::GroundMissing),
        _ => text(ground)?,
    };
    let slip = Slip {
        unit,
        matter: Matter {
            code: matter.code,
            words,
        },
        level,
        due: due(days, now)?,
        answer: None,
        closed: false,
    };
    Ok(Event::Issued { slip, ground })
}

/// Decides on an issued slip.
///
/// # Errors
/// In this order: who asks, where the slip is, what is asked.
pub fn decide(
    slip: &Slip,
    parties: &Parties,
    command: Command,
    actor: &Actor,
    now: Timestamp,
) -> Result<Event, SlipRefusal> {
    let today = civil_date(now);
    match command {
        Command::Answer(words) => {
            if !matches!(actor.role, Role::Clerk | Role::Head) || actor.unit != Some(slip.unit) {
                return Err(SlipRefusal::NotAddressee);
            }
            live(slip)?;
            if slip.answer.is_some() {
                return Err(SlipRefusal::Answered);
            }
            Ok(Event::Answered(Answer {
                on: today,
                words: text(&words)?,
                judgement: None,
            }))
        }
        Command::Judge(judgement) => {
            judge(parties, actor)?;
            live(slip)?;
            if slip.answer.as_ref().is_none_or(|answer| answer.judgement.is_some()) {
                return Err(SlipRefusal::NotAnswered);
            }
            let reason = match judgement.sufficient && judgement.reason.trim().is_empty() {
                true => String::new(),
                false => text(&judgement.reason)?,
            };
            Ok(Event::Judged(Judgement { reason, ..judgement }))
        }
        Command::Escalate { days } => {
            judge(parties, actor)?;
            live(slip)?;
            match &slip.answer {
                None if today <= slip.due => return Err(SlipRefusal::NotDue { due: slip.due }),
                Some(answer) if answer.judgement.is_none() => return Err(SlipRefusal::NotJudged),
                _ => {}
            }
            let level = slip.level.above().ok_or(SlipRefusal::Highest)?;
            Ok(Event::Escalated {
                level,
                due: due(days, now)?,
            })
        }
        Command::Withdraw { reason } => {
            judge(parties, actor)?;
            live(slip)?;
            Ok(Event::Withdrawn(text(&reason)?))
        }
    }
}

impl Slip {
    /// The slip after an event.
    #[must_use]
    pub fn after(self, event: &Event) -> Self {
        match event {
            Event::Issued { slip, .. } => slip.clone(),
            Event::Answered(answer) => Self {
                answer: Some(answer.clone()),
                ..self
            },
            Event::Judged(judgement) => Self {
                closed: judgement.sufficient,
                answer: self.answer.map(|answer| Answer {
                    judgement: Some(judgement.clone()),
                    ..answer
                }),
                ..self
            },
            Event::Escalated { level, due } => Self {
                level: *level,
                due: *due,
                answer: None,
                ..self
            },
            Event::Withdrawn(_) => Self { closed: true, ..self },
        }
    }
}

fn judge(parties: &Parties, actor: &Actor) -> Result<(), SlipRefusal> {
    if actor.role != Role::Supervisor {
        return Err(SlipRefusal::NotSupervisor);
    }
    if !parties.may_judge(actor.unit) {
        return Err(SlipRefusal::OwnDuty);
    }
    Ok(())
}

fn live(slip: &Slip) -> Result<(), SlipRefusal> {
    if slip.closed { Err(SlipRefusal::Closed) } else { Ok(()) }
}

fn due(days: i32, now: Timestamp) -> Result<Date, SlipRefusal> {
    if !(1..=ANSWER_WORKING_DAYS_MAX).contains(&days) {
        return Err(SlipRefusal::DaysRange {
            days,
            max: ANSWER_WORKING_DAYS_MAX,
        });
    }
    Ok(Calendar::china().add_working_days(civil_date(now), days))
}

fn text(words: &str) -> Result<String, SlipRefusal> {
    let words = words.trim();
    if words.is_empty() {
        return Err(SlipRefusal::TextMissing);
    }
    match over(words, TEXT_CHARS_MAX) {
        Some(length) => Err(SlipRefusal::TextLong {
            length,
            max: TEXT_CHARS_MAX,
        }),
        None => Ok(words.to_owned()),
    }
}

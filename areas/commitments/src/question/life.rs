//! A question's life: open, replied, settled by a person with a reason.

use jiff::ToSpan;
use shishi_kernel::{Actor, Date, Refusal, Role, UnitId};

use super::Period;
use crate::draft::over;
use crate::party::Parties;

/// A unit has so many working days to reply.
pub const REPLY_WORKING_DAYS: u32 = 5;
/// A reply has at most so many characters.
pub const REPLY_CHARS_MAX: usize = 2_000;
/// A reason has at most so many characters.
pub const REASON_CHARS_MAX: usize = 1_000;

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionState {
    /// Asked and not replied to.
    Open,
    /// Replied to.
    Replied,
    /// Settled by a person.
    Settled(Outcome),
}

/// How a question was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The figure stands; there is a good reason for how it looks.
    Explained,
    /// The figure was corrected.
    Corrected,
    /// Somebody has to look into it: an inspection, or a case.
    Referred,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Explained, Self::Corrected, Self::Referred];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Explained => "explained",
            Self::Corrected => "corrected",
            Self::Referred => "referred",
        }
    }
}

impl QuestionState {
    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Replied => "replied",
            Self::Settled(outcome) => outcome.code(),
        }
    }

    /// The state of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Open, Self::Replied]
            .into_iter()
            .chain(Outcome::ALL.map(Self::Settled))
            .find(|state| state.code() == code)
    }
}

/// A question as the rules need to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The unit that is asked.
    pub unit: UnitId,
    /// Who has a part in the commitment.
    pub parties: Parties,
    /// The last day for a reply.
    pub reply_by: Date,
    /// Where it stands.
    pub state: QuestionState,
}

/// The last day for a reply to what is asked on a day; `is_working` knows the working days.
#[must_use]
pub fn reply_by(asked: Date, is_working: impl Fn(Date) -> bool) -> Date {
    let mut day = asked;
    let mut left = REPLY_WORKING_DAYS;
    // No holiday lasts a quarter of a year; the bound keeps an odd calendar from running to the end of time.
    for _ in 0..90 {
        let Ok(next) = day.checked_add(1.day()) else { break };
        day = next;
        left -= u32::from(is_working(day));
        if left == 0 {
            break;
        }
    }
    day
}

/// Whether somebody may see where a rule's line is: reporters only after the period.
#[must_use]
pub fn sees_threshold(role: Role, period: Period, today: Date) -> bool {
    !matches!(role, Role::Clerk | Role::Head) || today > period.to
}

/// Decides on a reply; answers its words without white space round them.
///
/// # Errors
/// In this order: who replies, whether there is something to reply to, the words.
pub fn decide_reply(asked: &Asked, words: &str, actor: &Actor) -> Result<String, QuestionRefusal> {
    let of_unit = actor.unit == Some(asked.unit) && matches!(actor.role, Role::Clerk | Role::Head);
    if !of_unit {
        return Err(QuestionRefusal::NotUnit);
    }
    match asked.state {
        QuestionState::Open => {}
        QuestionState::Replied => return Err(QuestionRefusal::Replied),
        QuestionState::Settled(_) => return Err(QuestionRefusal::Settled),
    }
    let words = words.trim();
    if words.is_empty() {
        return Err(QuestionRefusal::ReplyMissing);
    }
    match over(words, REPLY_CHARS_MAX) {
        Some(length) => Err(QuestionRefusal::ReplyLong {
            length,
            max: REPLY_CHARS_MAX,
        }),
        None => Ok(words.to_owned()),
    }
}

/// Decides on settling a question; answers the reason without white space round it.
///
/// # Errors
/// In this order: who settles, whether it can be settled yet, the reason.
pub fn decide_settlement(asked: &Asked, reason: &str, actor: &Actor, today: Date) -> Result<String, QuestionRefusal> {
    if !matches!(actor.role, Role::Supervisor | Role::Appraiser) {
        return Err(QuestionRefusal::NotJudge);
    }
    if !asked.parties.may_judge(actor.unit) || actor.unit == Some(asked.unit) {
        return Err(QuestionRefusal::Interest);
    }
    match asked.state {
        QuestionState::Settled(_) => return Err(QuestionRefusal::Settled),
        QuestionState::Open if today <= asked.reply_by => {
            return Err(QuestionRefusal::Unheard {
                reply_by: asked.reply_by,
            });
        }
        QuestionState::Open | QuestionState::Replied => {}
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(QuestionRefusal::ReasonMissing);
    }
    match over(reason, REASON_CHARS_MAX) {
        Some(length) => Err(QuestionRefusal::ReasonLong {
            length,
            max: REASON_CHARS_MAX,
        }),
        None => Ok(reason.to_owned()),
    }
}

/// Why a reply or a settlement is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum QuestionRefusal {
    #[error("only the unit that is asked replies")]
    NotUnit,
    #[error("the question was replied to")]
    Replied,
    #[error("the question is settled")]
    Settled,
    #[error("the reply is empty")]
    ReplyMissing,
    #[error("the reply has {length} characters, at most {max} fit")]
    ReplyLong { length: usize, max: usize },
    #[error("only the supervision and appraisal offices settle questions")]
    NotJudge,
    #[error("the account's unit has a part in the commitment, so another has to settle the question")]
    Interest,
    #[error("the unit has until {reply_by} to reply")]
    Unheard { reply_by: Date },
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("the reason has {length} characters, at most {max} fit")]
    ReasonLong { length: usize, max: usize },
}

/// The codes of [`QuestionRefusal`].
pub const CODES: &[&str] = &[
    "question.not_unit",
    "question.replied",
    "question.settled",
    "question.reply_missing",
    "question.reply_long",
    "question.not_judge",
    "question.interest",
    "question.unheard",
    "question.reason_missing",
    "question.reason_long",
];

impl Refusal for QuestionRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotUnit => "question.not_unit",
            Self::Replied => "question.replied",
            Self::Settled => "question.settled",
            Self::ReplyMissing => "question.reply_missing",
            Self::ReplyLong { .. } => "question.reply_long",
            Self::NotJudge => "question.not_judge",
            Self::Interest => "question.interest",
            Self::Unheard { .. } => "question.unheard",
            Self::ReasonMissing => "question.reason_missing",
            Self::ReasonLong { .. } => "question.reason_long",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ReplyLong { length, max } | Self::ReasonLong { length, max } => {
                vec![("length", length.to_string()), ("max", max.to_string())]
            }
            Self::Unheard { reply_by } => vec![("reply_by", reply_by.to_string())],
            _ => Vec::new(),
        }
    }
}

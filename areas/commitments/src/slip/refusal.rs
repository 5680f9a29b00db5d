//! Why something about a slip is refused.

use shishi_kernel::{Date, Refusal};

/// Why something about a slip is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum SlipRefusal {
    #[error("only the supervision office issues and judges slips")]
    NotSupervisor,
    #[error("the account's unit leads this commitment or helps with it, so another has to decide")]
    OwnDuty,
    #[error("the unit has no duty in this commitment")]
    NoDuty,
    #[error("a slip on the same matter is open")]
    MatterOpen,
    #[error("a text is missing")]
    TextMissing,
    #[error("the text has {length} characters, at most {max} fit")]
    TextLong { length: usize, max: usize },
    #[error("a slip above blue needs a ground for it")]
    GroundMissing,
    #[error("1 to {max} working days can be given, not {days}")]
    DaysRange { days: i32, max: i32 },
    #[error("the slip is closed")]
    Closed,
    #[error("the slip is addressed to another unit")]
    NotAddressee,
    #[error("the slip is answered already")]
    Answered,
    #[error("there is no answer to judge")]
    NotAnswered,
    #[error("the unit may answer until {due}")]
    NotDue { due: Date },
    #[error("the answer has to be judged first")]
    NotJudged,
    #[error("there is no level above red")]
    Highest,
}

/// Every code.
pub const CODES: &[&str] = &[
    "slip.not_supervisor",
    "slip.own_duty",
    "slip.no_duty",
    "slip.matter_open",
    "slip.text_missing",
    "slip.text_long",
    "slip.ground_missing",
    "slip.days_range",
    "slip.closed",
    "slip.not_addressee",
    "slip.answered",
    "slip.not_answered",
    "slip.not_due",
    "slip.not_judged",
    "slip.highest",
];

impl Refusal for SlipRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotSupervisor => "slip.not_supervisor",
            Self::OwnDuty => "slip.own_duty",
            Self::NoDuty => "slip.no_duty",
            Self::MatterOpen => "slip.matter_open",
            Self::TextMissing => "slip.text_missing",
            Self::TextLong { .. } => "slip.text_long",
            Self::GroundMissing => "slip.ground_missing",
            Self::DaysRange { .. } => "slip.days_range",
            Self::Closed => "slip.closed",
            Self::NotAddressee => "slip.not_addressee",
            Self::Answered => "slip.answered",
            Self::NotAnswered => "slip.not_answered",
            Self::NotDue { .. } => "slip.not_due",
            Self::NotJudged => "slip.not_judged",
            Self::Highest => "slip.highest",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TextLong { length, max } => vec![("length", length.to_string()), ("max", max.to_string())],
            Self::DaysRange { days, max } => vec![("days", days.to_string()), ("max", max.to_string())],
            Self::NotDue { due } => vec![("due", due.to_string())],
            _ => Vec::new(),
        }
    }
}

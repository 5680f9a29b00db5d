//! Why something about a report is refused.

use shishi_kernel::{Date, Refusal};

/// Why something about a report is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum ReportRefusal {
    #[error("the account's unit does not lead this commitment")]
    NotLead,
    #[error("only a clerk or the head of a lead unit writes its report")]
    NotWriter,
    #[error("the unit has a head, who signs its reports")]
    NotHead,
    #[error("only the supervision office accepts, returns and reopens reports")]
    NotSupervisor,
    #[error("the account's unit leads this commitment or helps with it, so another has to decide")]
    OwnDuty,
    #[error("the month lasts until {last}")]
    PeriodOpen { last: Date },
    #[error("the report is with the supervision office")]
    WithSupervisor,
    #[error("the report is published and closed")]
    Closed,
    #[error("the report was not submitted")]
    NotSubmitted,
    #[error("the report holds neither a value nor a word")]
    Empty,
    #[error("the text has {length} characters, at most {max} fit")]
    TextLong { length: usize, max: usize },
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("the reason has {length} characters, at most {max} fit")]
    ReasonLong { length: usize, max: usize },
    #[error("the report is not locked")]
    NotLocked,
    #[error("the office that approved the reopening is missing")]
    ApproverMissing,
    #[error("the reopening has to end between {from} and {to}")]
    UntilRange { from: Date, to: Date },
    #[error("at most {max} questions may be asked")]
    QuestionsMany { max: usize },
    #[error("a question has {length} characters, at most {max} fit")]
    QuestionLong { length: usize, max: usize },
    #[error("the form asks this already")]
    FormSame,
}

/// Every code.
pub const CODES: &[&str] = &[
    "report.not_lead",
    "report.not_writer",
    "report.not_head",
    "report.not_supervisor",
    "report.own_duty",
    "report.period_open",
    "report.with_supervisor",
    "report.closed",
    "report.not_submitted",
    "report.empty",
    "report.text_long",
    "report.reason_missing",
    "report.reason_long",
    "report.not_locked",
    "report.approver_missing",
    "report.until_range",
    "report.questions_many",
    "report.question_long",
    "report.form_same",
];

impl Refusal for ReportRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotLead => "report.not_lead",
            Self::NotWriter => "report.not_writer",
            Self::NotHead => "report.not_head",
            Self::NotSupervisor => "report.not_supervisor",
            Self::OwnDuty => "report.own_duty",
            Self::PeriodOpen { .. } => "report.period_open",
            Self::WithSupervisor => "report.with_supervisor",
            Self::Closed => "report.closed",
            Self::NotSubmitted => "report.not_submitted",
            Self::Empty => "report.empty",
            Self::TextLong { .. } => "report.text_long",
            Self::ReasonMissing => "report.reason_missing",
            Self::ReasonLong { .. } => "report.reason_long",
            Self::NotLocked => "report.not_locked",
            Self::ApproverMissing => "report.approver_missing",
            Self::UntilRange { .. } => "report.until_range",
            Self::QuestionsMany { .. } => "report.questions_many",
            Self::QuestionLong { .. } => "report.question_long",
            Self::FormSame => "report.form_same",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::PeriodOpen { last } => vec![("last", last.to_string())],
            Self::TextLong { length, max } | Self::ReasonLong { length, max } | Self::QuestionLong { length, max } => {
                vec![("length", length.to_string()), ("max", max.to_string())]
            }
            Self::QuestionsMany { max } => vec![("max", max.to_string())],
            Self::UntilRange { from, to } => vec![("from", from.to_string()), ("to", to.to_string())],
            _ => Vec::new(),
        }
    }
}

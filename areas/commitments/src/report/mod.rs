//! A unit's monthly report (进展报告): drafted from the records, signed by the head, accepted by a supervisor without an
//! interest, published and then locked.
//!
//! A clerk types three texts and no figure: every value comes from the records, milestones from the plan, requests and slips
//! from their own ledgers, with the definition of its target as it
//! stood at the submission, so that a later change of the target cannot rewrite what was reported. Being late, locked or
//! open again is never stored; it follows from the days.

mod content;
mod decide;
mod form;
mod period;
mod refusal;

pub use content::{
    Answer, Content, Definition, Entry, Gathered, Line, MilestoneLine, RequestLine, SlipLine, Source, TEXT_CHARS_MAX,
    Texts, assemble,
};
pub use decide::{Command, Event, Reopening, Report, Standing, State, decide, objections_until};
pub use form::{Form, FormChange, QUESTION_CHARS_MAX, QUESTIONS_MAX, TEXTS, change};
pub use period::{DUE_WORKING_DAYS, Frequency, Period};
pub use refusal::{CODES, ReportRefusal};

/// For so many days after its publication anybody may object to a report in writing.
pub const OBJECTION_DAYS: i32 = 7;
/// A report is opened again for at most so many days.
pub const REOPENED_DAYS_MAX: i32 = 30;
/// A reason has at most so many characters.
pub const REASON_CHARS_MAX: usize = 500;

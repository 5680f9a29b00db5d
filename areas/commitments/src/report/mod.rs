//! A unit's monthly report (进展报告): drafted from the records, signed by the head, accepted by a supervisor without an
//! interest, published and then locked.
//!
//! A clerk types three texts and no figure: every value comes from the records, with the definition of its target as it
//! stood at the submission, so that a later change of the target cannot rewrite what was reported. Being late, locked or
//! open again is never stored; it follows from the days.

mod content;
mod decide;
mod period;
mod refusal;

pub use content::{Content, Definition, Entry, Line, Source, TEXT_CHARS_MAX, Texts, assemble};
pub use decide::{Command, Event, Reopening, Report, Standing, State, decide, objections_until};
pub use period::{DUE_WORKING_DAYS, Period};
pub use refusal::{CODES, ReportRefusal};

/// For so many days after its publication anybody may object to a report in writing.
pub const OBJECTION_DAYS: i32 = 7;
/// A report is opened again for at most so many days.
pub const REOPENED_DAYS_MAX: i32 = 30;
/// A reason has at most so many characters.
pub const REASON_CHARS_MAX: usize = 500;

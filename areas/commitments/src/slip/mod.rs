//! Supervision slips (督办单): one matter, one slip, which rises from blue over orange to red.
//!
//! A slip is raised only after its due date went by without an answer, or after an answer that was judged insufficient,
//! one level at a time. It starts above blue only on a stated ground. Whoever judges has no duty in the commitment.

mod decide;
mod refusal;

pub use decide::{Answer, Command, Event, Judgement, Level, Matter, Slip, decide, issue};
pub use refusal::{CODES, SlipRefusal};

/// Most working days that a unit is given to answer.
pub const ANSWER_WORKING_DAYS_MAX: i32 = 60;
/// Each text of a slip has at most so many characters.
pub const TEXT_CHARS_MAX: usize = 2_000;

//! What waits, and for whom: the page of a unit's head and the supervision office's worklist.
//!
//! Nothing is kept for either page: both are read from what every area holds, at one moment. What is owed by a day comes from
//! the same sources as the reminders (`sweep/due.rs`), so that no page knows of a duty that is not reminded of.

pub(crate) mod may;
mod unit;
mod worklist;

pub use unit::{UnitTasks, Waiting};
pub use worklist::{Lateness, WORK_KINDS, Worklist};

use shishi_kernel::Date;

use crate::sweep::Due;

/// Something that waits for somebody: a sentence and a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Code of the sentence: one of [`NOTICE_KINDS`](crate::NOTICE_KINDS) or of [`WORK_KINDS`].
    pub kind: &'static str,
    /// By when, if there is a day.
    pub due: Option<Date>,
    /// Since when it has been waiting, if that is known.
    pub since: Option<Date>,
    /// Whether the day is past.
    pub late: bool,
    /// The page where it is done.
    pub path: String,
    /// Values for the sentence.
    pub arguments: Vec<(&'static str, String)>,
    /// Whether the person's own unit leads or helps there, so that somebody else has to decide.
    pub own_interest: bool,
}

impl Task {
    /// Of something that a unit owes.
    fn owed(due: Due, today: Date) -> Self {
        let late = due.deadline.due < today;
        let mut arguments = due.arguments;
        arguments.push(("due", due.deadline.due.to_string()));
        Self {
            kind: if late { due.kinds.1 } else { due.kinds.0 },
            due: Some(due.deadline.due),
            since: None,
            late,
            path: due.path,
            arguments,
            own_interest: false,
        }
    }

    /// Without a day.
    fn waiting(kind: &'static str, path: String, arguments: Vec<(&'static str, String)>) -> Self {
        Self {
            kind,
            due: None,
            since: None,
            late: false,
            path,
            arguments,
            own_interest: false,
        }
    }
}

//! Reminders (提醒): before and after a due date, by working days.

use shishi_kernel::{Calendar, Date, UnitId};

/// When a unit is reminded, in working days from the due date; negative is before.
pub const OFFSETS: [i32; 6] = [-7, -3, -1, 1, 3, 7];

/// Something that a unit owes by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What it is: `report:2020-1:7:2020-06`, `slip:12:blue`.
    pub subject: String,
    /// Who owes it.
    pub unit: UnitId,
    /// The last day.
    pub due: Date,
    /// Whether it was done.
    pub done: bool,
}

/// A word to a unit about a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The same for the same reminder on whatever day it is found; it is sent once.
    pub key: String,
    /// To whom.
    pub unit: UnitId,
    /// The deadline's subject.
    pub subject: String,
    /// The last day.
    pub due: Date,
    /// Whether the last day is past.
    pub overdue: bool,
}

/// The reminders that are due on a day: for each open deadline the last one whose day has come. A day on which nobody
/// asked is made up for by the next, and a long silence is one reminder and not six.
#[must_use]
pub fn reminders(deadlines: &[Deadline], today: Date, calendar: &Calendar) -> Vec<Reminder> {
    let open = deadlines.iter().filter(|deadline| !deadline.done);
    let due = open.filter_map(|deadline| {
        let offset = OFFSETS
            .into_iter()
            .rev()
            .find(|offset| calendar.add_working_days(deadline.due, *offset) <= today)?;
        Some(Reminder {
            key: format!("{}@{}{offset:+}", deadline.subject, deadline.due),
            unit: deadline.unit,
            subject: deadline.subject.clone(),
            due: deadline.due,
            overdue: offset > 0,
        })
    });
    due.collect()
}

//! R1 and R10: when something was filed, and how long after what it tells of.

use shishi_kernel::{Date, Timestamp, civil_date};

use super::{Flag, Pattern, Period, Subject, THRESHOLD, days, end_of};

/// A report is asked after when it comes more than so many days late.
pub const LATE_DAYS: i64 = 3;
/// A report is asked after when it has not come so many days after it was due.
pub const MISSING_DAYS: i64 = 7;
/// An event is entered within so many hours after its day is over.
pub const ENTRY_HOURS: i64 = 48;

/// A report that a unit owes for a period.
#[derive(Clone, Copy, Debug)]
pub struct Filing {
    /// What it is about.
    pub subject: Subject,
    /// The period.
    pub period: Period,
    /// The last day on which it is on time.
    pub due: Date,
    /// When it came, if it did.
    pub filed: Option<Timestamp>,
}

/// R1: whether a report is missing or came late, as seen today.
#[must_use]
pub fn missing_or_late(filing: &Filing, today: Date) -> Option<Flag> {
    let (pattern, day, line) = match filing.filed {
        Some(filed) => (Pattern::ReportLate, civil_date(filed), LATE_DAYS),
        None => (Pattern::ReportMissing, today, MISSING_DAYS),
    };
    let late = days(filing.due, day);
    (late > line).then(|| {
        Flag::new(pattern, filing.subject, filing.period)
            .with("due", filing.due)
            .with("days", late)
            .with(THRESHOLD, line)
    })
}

/// Something that happened on a day and was entered at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Entered {
    /// What it is about.
    pub subject: Subject,
    /// The period in which it counts.
    pub period: Period,
    /// The day of the event, as it was entered.
    pub on: Date,
    /// When it was entered, by the journal.
    pub at: Timestamp,
}

/// R10: whether an event was entered long after its day.
#[must_use]
pub fn entered_late(entered: &Entered) -> Option<Flag> {
    let hours = end_of(entered.on)?.duration_until(entered.at).as_hours();
    (hours >= ENTRY_HOURS).then(|| {
        Flag::new(Pattern::EntryLate, entered.subject, entered.period)
            .with("event", entered.on)
            .with("entered", civil_date(entered.at))
            .with("hours", hours)
            .with(THRESHOLD, ENTRY_HOURS)
    })
}

/// A change of something already filed.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    /// What it is about.
    pub subject: Subject,
    /// The period.
    pub period: Period,
    /// The last day on which changes are free.
    pub deadline: Date,
    /// When it was changed.
    pub at: Timestamp,
    /// Whether it had been reopened for that, with a reason.
    pub reopened: bool,
}

/// R10: whether something was changed after its deadline without being reopened.
#[must_use]
pub fn edited_late(edit: &Edit) -> Option<Flag> {
    let day = civil_date(edit.at);
    (!edit.reopened && day > edit.deadline).then(|| {
        Flag::new(Pattern::EditLate, edit.subject, edit.period)
            .with("deadline", edit.deadline)
            .with("changed", day)
    })
}

//! Reporting a value (自报): only by a clerk of a unit that leads the commitment.

use shishi_kernel::{AccountId, Actor, Date, Decimal, MeasureId, Timestamp, UnitId};

use crate::ledger::{LedgerRefusal, MeasureFacts};

/// A value that a unit reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordCommand {
    /// The value; cumulative since the year's start.
    pub value: Decimal,
    /// The day to which it speaks.
    pub as_of: Date,
    /// What the unit says to it; may be empty.
    pub note: String,
}

/// A value was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordEvent {
    /// The measure.
    pub measure: MeasureId,
    /// The unit that reports.
    pub unit: UnitId,
    /// The value.
    pub value: Decimal,
    /// The day to which it speaks.
    pub as_of: Date,
    /// What the unit says to it, without white space round it.
    pub note: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
}

/// Decides on a reported value.
///
/// # Errors
/// In this order: who reports, whether the measure can be tested, the value, the day, the note.
pub fn decide_record(
    _facts: &MeasureFacts,
    _command: RecordCommand,
    _actor: &Actor,
    _now: Timestamp,
) -> Result<RecordEvent, LedgerRefusal> {
    Err(LedgerRefusal::NotClerk)
}

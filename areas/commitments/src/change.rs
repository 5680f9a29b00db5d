//! Changing a target (调整): by decision of the body in charge, with a reason, beside what was promised first.

use shishi_kernel::{AccountId, Actor, Comparator, Date, Decimal, MeasureId, Timestamp};

use crate::ledger::{LedgerRefusal, MeasureFacts};
use crate::measure::TargetValue;

/// A target as decided on anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeCommand {
    /// How a result is held against it.
    pub comparator: Comparator,
    /// The value.
    pub value: Decimal,
    /// Upper end of a range.
    pub value_max: Option<Decimal>,
    /// Tolerance of an approximate target.
    pub tolerance: Option<Decimal>,
    /// The last day that counts.
    pub cut_off: Option<Date>,
    /// The deciding body and its document's number.
    pub decision: String,
    /// Why.
    pub reason: String,
}

/// A target was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeEvent {
    /// The measure.
    pub measure: MeasureId,
    /// The new target's version; 1 is the promise as published, with or without a figure.
    pub version: u32,
    /// What was in force.
    pub before: Option<TargetValue>,
    /// What is in force now.
    pub after: TargetValue,
    /// The deciding body and its document's number.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// By whom it was recorded.
    pub by: AccountId,
}

/// Decides on the record of a changed target.
///
/// # Errors
/// In this order: who records it, the decision, the reason, the target, whether anything changes.
pub fn decide_change(
    _facts: &MeasureFacts,
    _command: ChangeCommand,
    _actor: &Actor,
    _now: Timestamp,
) -> Result<ChangeEvent, LedgerRefusal> {
    Err(LedgerRefusal::NotSupervisor)
}

//! Changing a target (调整): by decision of the body in charge, with a reason, beside what was promised first.

use shishi_kernel::{AccountId, Actor, Comparator, Date, Decimal, MeasureId, Role, Timestamp};

use crate::draft::over;
use crate::ledger::{DECISION_CHARS_MAX, LedgerRefusal, MeasureFacts, NOTE_CHARS_MAX, VALUE_MAX};
use crate::measure::TargetValue;
use crate::measure::fault::{Figure, TargetFault};

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
    facts: &MeasureFacts,
    command: ChangeCommand,
    actor: &Actor,
    now: Timestamp,
) -> Result<ChangeEvent, LedgerRefusal> {
    if actor.role != Role::Supervisor {
        return Err(LedgerRefusal::NotSupervisor);
    }
    // A lowered target closes a commitment as surely as a verification does.
    if actor
        .unit
        .is_some_and(|unit| facts.leads.contains(&unit) || facts.helps.contains(&unit))
    {
        return Err(LedgerRefusal::OwnDuty);
    }
    let decision = command.decision.trim().to_owned();
    if decision.is_empty() {
        return Err(LedgerRefusal::DecisionMissing);
    }
    if let Some(length) = over(&decision, DECISION_CHARS_MAX) {
        return Err(LedgerRefusal::DecisionLong {
            length,
            max: DECISION_CHARS_MAX,
        });
    }
    let reason = command.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(LedgerRefusal::ReasonMissing);
    }
    if let Some(length) = over(&reason, NOTE_CHARS_MAX) {
        return Err(LedgerRefusal::ReasonLong {
            length,
            max: NOTE_CHARS_MAX,
        });
    }
    check_target(facts, &command)?;
    let after = TargetValue {
        comparator: command.comparator,
        value: command.value.normalize(),
        value_max: command.value_max.map(|value| value.normalize()),
        tolerance: command.tolerance.map(|value| value.normalize()),
        cut_off: command.cut_off,
    };
    // Decimals compare by value: 50 and 50.0 are no change.
    if facts.target.as_ref() == Some(&after) {
        return Err(LedgerRefusal::NothingChanged);
    }
    Ok(ChangeEvent {
        measure: facts.measure,
        version: facts.target_version.max(1).saturating_add(1),
        before: facts.target.clone(),
        after,
        decision,
        reason,
        at: now,
        by: actor.account,
    })
}

fn check_target(facts: &MeasureFacts, command: &ChangeCommand) -> Result<(), LedgerRefusal> {
    let figure = Figure {
        comparator: command.comparator,
        value: command.value,
        value_max: command.value_max,
        unit: facts.unit.as_deref().unwrap_or_default(),
        what: &facts.what,
    };
    let value = command
        .value_max
        .filter(|max| *max > command.value)
        .unwrap_or(command.value);
    match figure.fault() {
        Some(TargetFault::RangeEndMissing) => return Err(LedgerRefusal::RangeEndMissing),
        Some(TargetFault::RangeUpsideDown) => return Err(LedgerRefusal::RangeUpsideDown),
        Some(TargetFault::RangeEndStray) => return Err(LedgerRefusal::RangeEndStray),
        Some(TargetFault::Negative) => return Err(LedgerRefusal::TargetNegative { value: command.value }),
        Some(TargetFault::OverHundred) => return Err(LedgerRefusal::TargetOverHundred { value }),
        Some(TargetFault::Large) => return Err(LedgerRefusal::TargetLarge { value }),
        None => {}
    }
    if let Some(tolerance) = command.tolerance {
        if command.comparator != Comparator::Approx {
            return Err(LedgerRefusal::ToleranceStray);
        }
        if tolerance < Decimal::ZERO {
            return Err(LedgerRefusal::ToleranceNegative { tolerance });
        }
        if tolerance > VALUE_MAX {
            return Err(LedgerRefusal::TargetLarge { value: tolerance });
        }
    }
    match command.cut_off.filter(|cut_off| cut_off.year() < facts.year) {
        Some(cut_off) => Err(LedgerRefusal::CutOffBeforeYear {
            cut_off,
            year: facts.year,
        }),
        None => Ok(()),
    }
}

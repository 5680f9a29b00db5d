//! Reporting a value (自报): only by a clerk of a unit that leads the commitment.

use shishi_kernel::{AccountId, Actor, Date, Decimal, MeasureId, Role, Timestamp, UnitId, civil_date};

use crate::draft::over;
use crate::ledger::{LedgerRefusal, MeasureFacts, NOTE_CHARS_MAX};
use crate::measure::fault::{TargetFault, bounds_fault};

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
    facts: &MeasureFacts,
    command: RecordCommand,
    actor: &Actor,
    now: Timestamp,
) -> Result<RecordEvent, LedgerRefusal> {
    // The supervision office verifies what is reported, so it cannot report.
    if actor.role != Role::Clerk {
        return Err(LedgerRefusal::NotClerk);
    }
    let unit = actor.unit.ok_or(LedgerRefusal::NoUnit)?;
    if !facts.leads.contains(&unit) {
        return Err(LedgerRefusal::NotLead);
    }
    check_value(facts, command.value)?;
    let today = civil_date(now);
    if command.as_of > today {
        return Err(LedgerRefusal::InFuture {
            as_of: command.as_of,
            today,
        });
    }
    if command.as_of.year() < facts.year {
        return Err(LedgerRefusal::BeforeYear {
            as_of: command.as_of,
            year: facts.year,
        });
    }
    let note = command.note.trim();
    if let Some(length) = over(note, NOTE_CHARS_MAX) {
        return Err(LedgerRefusal::NoteLong {
            length,
            max: NOTE_CHARS_MAX,
        });
    }
    Ok(RecordEvent {
        measure: facts.measure,
        unit,
        value: command.value.normalize(),
        as_of: command.as_of,
        note: note.to_owned(),
        at: now,
        by: actor.account,
    })
}

pub(crate) fn check_value(facts: &MeasureFacts, value: Decimal) -> Result<(), LedgerRefusal> {
    let what = || facts.what.clone();
    let unit = facts.unit.as_deref().unwrap_or_default();
    if facts.target.is_none() {
        let yes_or_no = value == Decimal::ZERO || value == Decimal::ONE;
        return match (facts.testable, yes_or_no) {
            (false, _) => Err(LedgerRefusal::Untestable { what: what() }),
            // Without a figure only what is done or not can be tested.
            (true, false) => Err(LedgerRefusal::NotYesNo { what: what(), value }),
            (true, true) => Ok(()),
        };
    }
    match bounds_fault(value, unit, &facts.what) {
        Some(TargetFault::Negative) => return Err(LedgerRefusal::ValueNegative { what: what(), value }),
        Some(TargetFault::OverHundred) => return Err(LedgerRefusal::OverHundred { what: what(), value }),
        Some(_) => return Err(LedgerRefusal::ValueLarge { value }),
        None => {}
    }
    if facts.counts_whole_things() && !value.fract().is_zero() {
        return Err(LedgerRefusal::ValueFraction {
            what: what(),
            unit: unit.to_owned(),
            value,
        });
    }
    Ok(())
}

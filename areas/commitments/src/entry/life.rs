//! Who may do what with an entry, and when.

use shishi_kernel::{Actor, Decimal, Role, Timestamp, UnitId, civil_date};

use super::body::{check, ratio};
use super::{
    Body, Draft, EVIDENCE_MAX, Entry, EntryFacts, EntryRefusal, EvidenceNeed, Outcome, REASON_CHARS_MAX, State,
    evidence_need,
};
use crate::draft::over;
use crate::ledger::{NOTE_CHARS_MAX, VALUE_MAX};
use crate::party::Parties;

/// What can be done with an entry that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Add a file.
    AddEvidence,
    /// Hand it in.
    Submit,
    /// Give it back.
    Return {
        /// Why.
        reason: String,
    },
    /// Stand for it.
    Confirm,
    /// Say what was found.
    Judge {
        /// What was found.
        outcome: Outcome,
        /// What is so, when it is not what was reported.
        value: Option<Decimal>,
        /// Why; needed unless it is as reported and nothing was found before.
        reason: String,
    },
    /// Make the result public.
    Publish,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A file was added.
    EvidenceAdded,
    /// Handed in.
    Submitted,
    /// Given back.
    Returned,
    /// Stood for.
    Confirmed,
    /// Looked at.
    Judged(Outcome),
    /// Made public.
    Published,
}

impl Step {
    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EvidenceAdded => "evidence",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Confirmed => "confirmed",
            Self::Judged(outcome) => outcome.code(),
            Self::Published => "published",
        }
    }
}

/// Something happened to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What was done.
    pub step: Step,
    /// How far the entry is now.
    pub state: State,
    /// The amount in the measure's unit: as reported when it was confirmed, as verified when it was looked at. `None`
    /// when the step says nothing of it.
    pub value: Option<Decimal>,
    /// The denominator that the last return had, when this one has another.
    pub denominator_before: Option<Decimal>,
    /// Why; may be empty.
    pub reason: String,
}

/// Decides on writing an entry, new or again. Gives the unit that hands it in.
///
/// # Errors
/// Who writes, whether it is still theirs to write, and whether what it says can be so.
pub fn draft(
    facts: &EntryFacts,
    entry: Option<&Entry>,
    written: &Draft,
    actor: &Actor,
    now: Timestamp,
) -> Result<UnitId, EntryRefusal> {
    let unit = own_unit(facts, entry, actor)?;
    if let Some(entry) = entry
        && !matches!(entry.state, State::Draft | State::Returned)
    {
        return Err(wrong_state(entry));
    }
    // A site's stage is told by who is responsible for it, or by who leads.
    if let Some(site) = facts.site
        && site.unit != unit
        && !facts.measure.parties().lead(unit)
    {
        return Err(EntryRefusal::OtherUnit);
    }
    let today = civil_date(now);
    if written.day > today {
        return Err(EntryRefusal::InFuture {
            day: written.day,
            today,
        });
    }
    if written.day.year() < facts.measure.year {
        return Err(EntryRefusal::BeforeYear {
            day: written.day,
            year: facts.measure.year,
        });
    }
    if let Some(length) = over(written.note.trim(), NOTE_CHARS_MAX) {
        return Err(EntryRefusal::NoteLong {
            length,
            max: NOTE_CHARS_MAX,
        });
    }
    check(facts, &written.body, written.day)?;
    Ok(unit)
}

/// Decides on a command for an entry that is there.
///
/// # Errors
/// In this order: who asks, how far the entry is, and what the command itself lacks.
pub fn decide(facts: &EntryFacts, entry: &Entry, command: Command, actor: &Actor) -> Result<Event, EntryRefusal> {
    match command {
        Command::AddEvidence => add_evidence(facts, entry, actor),
        Command::Submit => submit(facts, entry, actor),
        Command::Return { reason } => {
            lead_looks(facts, entry, actor)?;
            let reason = needed(&reason)?;
            Ok(event(Step::Returned, State::Returned, reason))
        }
        Command::Confirm => {
            lead_looks(facts, entry, actor)?;
            confirmed(facts, entry)
        }
        Command::Judge { outcome, value, reason } => judge(facts, entry, outcome, value, &reason, actor),
        Command::Publish => {
            verifier(&facts.measure.parties(), actor)?;
            match entry.state {
                State::Judged(outcome) => Ok(event(Step::Published, State::Published(outcome), String::new())),
                _ => Err(wrong_state(entry)),
            }
        }
    }
}

/// Whether an actor may look at what these parties deliver.
#[must_use]
pub fn may_judge(parties: &Parties, actor: &Actor) -> bool {
    verifier(parties, actor).is_ok()
}

fn own_unit(facts: &EntryFacts, entry: Option<&Entry>, actor: &Actor) -> Result<UnitId, EntryRefusal> {
    if actor.role != Role::Clerk {
        return Err(EntryRefusal::NotClerk);
    }
    let unit = actor.unit.ok_or(EntryRefusal::NoUnit)?;
    let parties = facts.measure.parties();
    if !parties.lead(unit) && !parties.help(unit) {
        return Err(EntryRefusal::NotParty);
    }
    match entry {
        Some(entry) if entry.unit != unit => Err(EntryRefusal::OtherUnit),
        _ => Ok(unit),
    }
}

fn add_evidence(facts: &EntryFacts, entry: &Entry, actor: &Actor) -> Result<Event, EntryRefusal> {
    own_unit(facts, Some(entry), actor)?;
    if !matches!(entry.state, State::Draft | State::Returned) {
        return Err(wrong_state(entry));
    }
    if evidence_need(facts.measure.kind, &entry.body) == EvidenceNeed::NotAsked {
        return Err(EntryRefusal::EvidenceNotAsked);
    }
    if facts.evidence >= EVIDENCE_MAX {
        return Err(EntryRefusal::EvidenceMany { max: EVIDENCE_MAX });
    }
    Ok(event(Step::EvidenceAdded, entry.state, String::new()))
}

fn submit(facts: &EntryFacts, entry: &Entry, actor: &Actor) -> Result<Event, EntryRefusal> {
    let unit = own_unit(facts, Some(entry), actor)?;
    if !matches!(entry.state, State::Draft | State::Returned) {
        return Err(wrong_state(entry));
    }
    if evidence_need(facts.measure.kind, &entry.body) == EvidenceNeed::Required && facts.evidence == 0 {
        return Err(EntryRefusal::EvidenceMissing);
    }
    if facts.measure.parties().lead(unit) {
        return confirmed(facts, entry);
    }
    check(facts, &entry.body, entry.day)?;
    Ok(event(Step::Submitted, State::Submitted, String::new()))
}

fn lead_looks(facts: &EntryFacts, entry: &Entry, actor: &Actor) -> Result<(), EntryRefusal> {
    if !matches!(actor.role, Role::Clerk | Role::Head) {
        return Err(EntryRefusal::NotLead);
    }
    let unit = actor.unit.ok_or(EntryRefusal::NoUnit)?;
    if !facts.measure.parties().lead(unit) {
        return Err(EntryRefusal::NotLead);
    }
    match entry.state {
        State::Submitted => Ok(()),
        _ => Err(wrong_state(entry)),
    }
}

/// What is confirmed is checked again: a site may have moved meanwhile.
fn confirmed(facts: &EntryFacts, entry: &Entry) -> Result<Event, EntryRefusal> {
    let value = check(facts, &entry.body, entry.day)?;
    let denominator_before = match entry.body {
        Body::Return { denominator, .. } => facts.denominator_before.filter(|before| *before != denominator),
        _ => None,
    };
    Ok(Event {
        value: Some(value),
        denominator_before,
        ..event(Step::Confirmed, State::Confirmed, String::new())
    })
}

fn judge(
    facts: &EntryFacts,
    entry: &Entry,
    outcome: Outcome,
    value: Option<Decimal>,
    reason: &str,
    actor: &Actor,
) -> Result<Event, EntryRefusal> {
    verifier(&facts.measure.parties(), actor)?;
    // What was published can be looked at again, and both results stay.
    let again = match entry.state {
        State::Confirmed => false,
        State::Judged(_) | State::Published(_) => true,
        _ => return Err(wrong_state(entry)),
    };
    let reported = reported(facts, &entry.body)?;
    let value = match (outcome, value) {
        (Outcome::Verified, None) => Some(reported),
        (Outcome::Verified | Outcome::Unverifiable, Some(_)) => return Err(EntryRefusal::ValueStray),
        (Outcome::Unverifiable, None) => None,
        // That a site has not come so far needs no figure: it does not count.
        (Outcome::Contradicted, None) if matches!(entry.body, Body::Stage { .. }) => Some(Decimal::ZERO),
        (Outcome::Contradicted, None) => return Err(EntryRefusal::ValueMissing),
        (Outcome::Contradicted, Some(value)) => Some(found(entry, value, reported)?),
    };
    let reason = if outcome == Outcome::Verified && !again {
        brief(reason)?
    } else {
        needed(reason)?
    };
    Ok(Event {
        value,
        ..event(Step::Judged(outcome), State::Judged(outcome), reason)
    })
}

/// The amount of an entry that was confirmed, without asking again whether it can be so.
fn reported(facts: &EntryFacts, body: &Body) -> Result<Decimal, EntryRefusal> {
    Ok(match body {
        Body::Value { value } => *value,
        Body::Return { numerator, denominator } => {
            ratio(*numerator, *denominator, facts.measure.unit.as_deref()).ok_or(EntryRefusal::DenominatorZero)?
        }
        Body::Activity { count, .. } => *count,
        Body::Act { value, .. } => value.unwrap_or(Decimal::ONE),
        Body::Stage { stage, .. } if stage.counts() => Decimal::ONE,
        Body::Stage { .. } => Decimal::ZERO,
    })
}

fn found(entry: &Entry, value: Decimal, reported: Decimal) -> Result<Decimal, EntryRefusal> {
    let yes_no = matches!(entry.body, Body::Stage { .. } | Body::Act { value: None, .. });
    if value < Decimal::ZERO || value > VALUE_MAX || (yes_no && value != Decimal::ZERO && value != Decimal::ONE) {
        return Err(EntryRefusal::ValueImpossible { value });
    }
    // A stage before acceptance counts for nothing, whether it was reached or not.
    let before = matches!(&entry.body, Body::Stage { stage, .. } if !stage.counts());
    if before && value == Decimal::ONE {
        return Err(EntryRefusal::ValueImpossible { value });
    }
    if value == reported && !before {
        return Err(EntryRefusal::NothingContradicted { value });
    }
    Ok(value)
}

fn verifier(parties: &Parties, actor: &Actor) -> Result<(), EntryRefusal> {
    if actor.role != Role::Supervisor {
        return Err(EntryRefusal::NotVerifier);
    }
    if parties.may_judge(actor.unit) {
        Ok(())
    } else {
        Err(EntryRefusal::OwnDuty)
    }
}

fn needed(reason: &str) -> Result<String, EntryRefusal> {
    let reason = brief(reason)?;
    if reason.is_empty() {
        return Err(EntryRefusal::ReasonMissing);
    }
    Ok(reason)
}

fn brief(reason: &str) -> Result<String, EntryRefusal> {
    let reason = reason.trim();
    match over(reason, REASON_CHARS_MAX) {
        Some(length) => Err(EntryRefusal::ReasonLong {
            length,
            max: REASON_CHARS_MAX,
        }),
        None => Ok(reason.to_owned()),
    }
}

fn wrong_state(entry: &Entry) -> EntryRefusal {
    EntryRefusal::WrongState {
        state: entry.state.code(),
    }
}

fn event(step: Step, state: State, reason: String) -> Event {
    Event {
        step,
        state,
        value: None,
        denominator_before: None,
        reason,
    }
}

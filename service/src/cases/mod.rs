//! Accountability cases (问责): opened on a ground, proved by entries of the journal, heard, decided, closed.
//!
//! Until a case is closed the journal holds salted digests of it alone: a suspicion is not to be published. Closing
//! publishes ground, unit, evidence and outcome, but of a dropped case nothing: who was cleared is not pilloried.

pub(crate) mod may;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shishi_appraisal::case::{
    By, Case, Command, Entry, Event, Evidence, FACTS_MAX, Fact, Ground, Outcome, State, open,
};
use shishi_kernel::{
    Actor, CaseId, CommitmentId, InspectionId, JurisdictionId, LeafId, RecordId, RequestId, Role, SlipId, UnitId,
};
use shishi_store::appraisal::{self as rows, CaseRow, EvidenceRow, NewCase};
use shishi_store::records::{self, RecordFilter};
use shishi_store::views::HistoryRow;
use shishi_store::{Reader, Writer, inspections, journal, ledger, requests, slips};

use crate::journal::leaf::{self, Kind};
use crate::once::{Context, refused};
use crate::{Service, ServiceError};

const AREA: &str = "case";

/// A new case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseForm {
    /// The commitment.
    pub slug: String,
    /// The unit.
    pub unit: UnitId,
    /// The ground.
    pub ground: Ground,
    /// What it is about.
    pub words: String,
}

/// A case, and the entries that could still be put in evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseView {
    /// The case.
    pub row: CaseRow,
    /// Entries in evidence, in the order of the row.
    pub evidence: Vec<HistoryRow>,
    /// What other entries could show.
    pub candidates: Vec<(Fact, HistoryRow)>,
}

impl Service {
    /// Opens a case.
    ///
    /// # Errors
    /// When the own unit has an interest, and every other refusal of the rules.
    pub fn open_case(&self, actor: &Actor, form: CaseForm, key: Option<&str>) -> Result<CaseId, ServiceError> {
        may::HANDLE_CASES.check(actor)?;
        let salt = self.random_hex::<16>();
        let request = form.clone();
        let made = self.once(AREA, actor, key, &request, move |w, context| {
            let head = ledger::head(w, context.j, &form.slug)?.ok_or(ServiceError::NotFound)?;
            let parties = head.parties.leads.iter().chain(&head.parties.helps).copied().collect();
            let same_open = rows::cases_of(w, context.j, head.id)?.iter().any(|row| {
                let same = row.unit.id == form.unit && row.ground == form.ground.code();
                same && row.closed.is_none()
            });
            let words = open(form.unit, &parties, same_open, &form.words, by(context)).map_err(refused)?;
            let new = NewCase {
                commitment: head.id,
                unit: form.unit,
                ground: form.ground.code().to_owned(),
                words,
                salt,
                state: State::Open.code().to_owned(),
                opened: context.today,
                opened_by: context.by.account,
            };
            let id = rows::insert_case(w, context.j, &new)?;
            let content = format!("{}\n{}\n{}\n{}", form.slug, new.unit, new.ground, new.words);
            let data = json!({"content_salted": leaf::salted(&new.salt, &content)});
            context.leaf(w, Kind::CaseOpened, subject(id), data)?;
            Ok(id.0)
        })?;
        Ok(CaseId(made))
    }

    /// One step of a case. Of an entry put in evidence only its number and what it is to show are read from the command.
    ///
    /// # Errors
    /// A refusal of the rules.
    pub fn case_step(
        &self,
        actor: &Actor,
        id: CaseId,
        command: Command,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        let need = match command {
            Command::Reply { .. } => &may::REPLY_TO_CASE,
            _ => &may::HANDLE_CASES,
        };
        need.check(actor)?;
        let request = (id, command.clone());
        let done = self.once(AREA, actor, key, &request, move |w, context| {
            let row = rows::case(w, context.j, id)?.ok_or(ServiceError::NotFound)?;
            let command = match command {
                Command::Add { evidence, .. } => {
                    let known = journal::leaf(w, context.j, evidence.leaf)?;
                    let entry = known
                        .map(|known| entry(w, context.j, &row, evidence.fact, &known))
                        .transpose()?;
                    Command::Add { evidence, entry }
                }
                other => other,
            };
            let event = facts(w, context.j, &row)?.decide(command, by(context), context.today);
            keep(w, context, row, event.map_err(refused)?)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// Cases, newest first: for the offices every one, for a unit those that were put to it.
    ///
    /// # Errors
    /// When the actor may not see them or the store is away.
    pub fn cases(&self, actor: &Actor) -> Result<Vec<CaseRow>, ServiceError> {
        may::READ_CASES.check(actor)?;
        let j = self.jurisdiction();
        let mut all = self.store().read(|r| rows::cases(r, j))?;
        all.retain(|row| sees(actor, row));
        Ok(all)
    }

    /// One case, with what could still be put in evidence.
    ///
    /// # Errors
    /// See [`Service::cases`].
    pub fn case(&self, actor: &Actor, id: CaseId) -> Result<Option<CaseView>, ServiceError> {
        may::READ_CASES.check(actor)?;
        let (j, actor) = (self.jurisdiction(), actor.clone());
        self.store().read(|r| {
            let Some(row) = rows::case(r, j, id)?.filter(|row| sees(&actor, row)) else {
                return Ok(None);
            };
            let mut evidence = Vec::new();
            for one in &row.evidence {
                evidence.extend(journal::leaf(r, j, one.leaf)?);
            }
            let gathers = may::HANDLE_CASES.allows(actor.role) && row.state == State::Open.code();
            let candidates = if gathers { candidates(r, j, &row)? } else { Vec::new() };
            Ok(Some(CaseView {
                row,
                evidence,
                candidates,
            }))
        })
    }

    /// The closed cases of a commitment of which something followed, newest first; anybody may see them.
    ///
    /// # Errors
    /// When the store is away.
    pub fn public_cases_of(&self, commitment: CommitmentId) -> Result<Vec<CaseRow>, ServiceError> {
        let j = self.jurisdiction();
        let mut all = self.store().read(|r| rows::cases_of(r, j, commitment))?;
        all.retain(|row| row.closed.is_some() && !is_dropped(row));
        Ok(all)
    }
}

fn subject(id: CaseId) -> String {
    format!("case:{id}")
}

fn by(context: &Context) -> By {
    By {
        account: context.by.account,
        unit: context.by.unit,
    }
}

fn is_dropped(row: &CaseRow) -> bool {
    let outcome = row.decided.as_ref().map(|(outcome, ..)| outcome.as_str());
    outcome == Some(Outcome::Dropped.code())
}

/// Units see what was put to them; whoever handles or audits cases sees all.
fn sees(actor: &Actor, row: &CaseRow) -> bool {
    match actor.role {
        Role::Head | Role::Clerk => actor.unit == Some(row.unit.id) && row.reply_until.is_some(),
        _ => true,
    }
}

/// The case as the rules see it.
fn facts(r: &mut Reader<'_>, j: JurisdictionId, row: &CaseRow) -> Result<Case, ServiceError> {
    let broken = || ServiceError::Internal(format!("case {} has an unknown code", row.id));
    let head = ledger::head(r, j, &row.slug)?.ok_or(ServiceError::NotFound)?;
    let evidence = |one: &EvidenceRow| {
        Ok(Evidence {
            fact: Fact::from_code(&one.fact).ok_or_else(broken)?,
            leaf: one.leaf,
        })
    };
    Ok(Case {
        unit: row.unit.id,
        parties: head
            .parties
            .leads
            .iter()
            .chain(&head.parties.helps)
            .copied()
            .collect::<BTreeSet<_>>(),
        ground: Ground::from_code(&row.ground).ok_or_else(broken)?,
        opened_by: row.opened_by,
        state: State::from_code(&row.state).ok_or_else(broken)?,
        evidence: row.evidence.iter().map(evidence).collect::<Result<_, ServiceError>>()?,
        reply_until: row.reply_until,
        replied: row.reply.is_some(),
        tolerance: row.tolerance.as_ref().map(|(applies, _)| *applies),
    })
}

/// What an entry of the journal says, with the unit that it is about where that is known.
struct Read {
    subject: String,
    data: Value,
    unit: Option<UnitId>,
}

fn read(r: &mut Reader<'_>, j: JurisdictionId, row: &HistoryRow) -> Result<Read, ServiceError> {
    let body: Value = serde_json::from_str(&row.body).map_err(ServiceError::internal)?;
    let (subject, data) = (
        body["subject"].as_str().unwrap_or_default().to_owned(),
        body["data"].clone(),
    );
    let number = |name: &str| data[name].as_i64();
    let unit = match (number("unit"), number("slip"), number("request")) {
        (Some(unit), ..) => Some(UnitId(unit)),
        (None, Some(slip), _) => slips::one(r, j, SlipId(slip))?.map(|slip| slip.unit.id),
        (None, None, Some(request)) => requests::get(r, j, RequestId(request))?.map(|row| row.asked.id),
        _ => None,
    };
    Ok(Read { subject, data, unit })
}

/// Whether an entry is about the unit of a case at its commitment. An entry on the commitment that names no unit is about
/// whoever leads it.
fn is_own(r: &mut Reader<'_>, j: JurisdictionId, case: &CaseRow, read: &Read) -> Result<bool, ServiceError> {
    if let Some(id) = read.subject.strip_prefix("inspection:").and_then(|id| id.parse().ok()) {
        let inspection = inspections::inspection(r, j, InspectionId(id))?;
        return Ok(inspection
            .is_some_and(|row| row.commitment.as_ref() == Some(&case.slug) && row.units.contains(&case.unit.id)));
    }
    if let Some(id) = read.subject.strip_prefix("entry:").and_then(|id| id.parse().ok()) {
        let entry = records::one(r, j, RecordId(id))?;
        return Ok(entry.is_some_and(|row| row.slug == case.slug && row.unit.id == case.unit.id));
    }
    if read.subject != format!("commitment:{}", case.slug) {
        return Ok(false);
    }
    match read.unit {
        Some(unit) => Ok(unit == case.unit.id),
        None => {
            let head = ledger::head(r, j, &case.slug)?;
            Ok(head.is_some_and(|head| head.parties.leads.contains(&case.unit.id)))
        }
    }
}

fn entry(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    case: &CaseRow,
    fact: Fact,
    row: &HistoryRow,
) -> Result<Entry, ServiceError> {
    let read = read(r, j, row)?;
    Ok(Entry {
        shows: shows(fact, row, &read),
        own: is_own(r, j, case, &read)?,
        kind: row.kind.clone(),
    })
}

fn shows(fact: Fact, row: &HistoryRow, read: &Read) -> bool {
    fact.is_shown_by(&row.kind, |name| match &read.data[name] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    })
}

/// Entries that could be put in evidence: those of the commitment, of inspections of what belongs to it, and of records
/// that were contradicted.
fn candidates(r: &mut Reader<'_>, j: JurisdictionId, case: &CaseRow) -> Result<Vec<(Fact, HistoryRow)>, ServiceError> {
    let ground = Ground::from_code(&case.ground).ok_or(ServiceError::NotFound)?;
    let head = ledger::head(r, j, &case.slug)?.ok_or(ServiceError::NotFound)?;
    let mut entries = journal::of_subject(r, j, &format!("commitment:{}", case.slug))?;
    for inspection in inspections::of_commitment(r, j, head.id)? {
        entries.extend(journal::of_subject(r, j, &format!("inspection:{}", inspection.id))?);
    }
    let filter = RecordFilter {
        commitment: Some(head.id),
        unit: Some(case.unit.id),
        reported: true,
        ..RecordFilter::default()
    };
    for record in records::list(r, j, &filter, 1, FACTS_MAX as u32)?.rows {
        // Most entries are borne out, and their leaves show nothing here.
        if record
            .published
            .as_ref()
            .is_some_and(|(outcome, _)| outcome == "contradicted")
        {
            entries.extend(journal::of_subject(r, j, &format!("entry:{}", record.id))?);
        }
    }
    let known: BTreeSet<LeafId> = case.evidence.iter().map(|one| one.leaf).collect();
    let mut found = Vec::new();
    for row in entries.into_iter().filter(|row| !known.contains(&row.leaf)) {
        let read = read(r, j, &row)?;
        let fact = ground.facts().iter().copied().find(|fact| shows(*fact, &row, &read));
        if let Some(fact) = fact
            && is_own(r, j, case, &read)?
        {
            found.push((fact, row));
        }
    }
    Ok(found)
}

/// Writes what happened, with its leaf.
fn keep(w: &mut Writer<'_>, context: &Context, mut row: CaseRow, event: Event) -> Result<(), ServiceError> {
    let (j, id, today) = (context.j, row.id, context.today);
    let hidden = |text: &str| leaf::salted(&row.salt, text);
    let (kind, data) = match event {
        Event::Added(evidence) => {
            let position = u32::try_from(row.evidence.len()).map_err(ServiceError::internal)?;
            let new = EvidenceRow {
                fact: evidence.fact.code().to_owned(),
                leaf: evidence.leaf,
            };
            let data = json!({"evidence_salted": hidden(&format!("{} {}", new.fact, new.leaf))});
            rows::add_evidence(w, j, id, position, &new)?;
            (Kind::CaseEvidenced, data)
        }
        Event::Heard(until) => {
            (row.state, row.reply_until) = (State::Hearing.code().to_owned(), Some(until));
            (Kind::CaseHeard, json!({"reply_until": until.to_string()}))
        }
        Event::Replied(words) => {
            let data = json!({"words_salted": hidden(&words)});
            row.reply = Some((today, words));
            (Kind::CaseReplied, data)
        }
        Event::Considered(applies, reason) => {
            let data = json!({"content_salted": hidden(&format!("{applies} {reason}"))});
            row.tolerance = Some((applies, reason));
            (Kind::CaseConsidered, data)
        }
        Event::Decided(outcome, reason) => {
            let data = json!({"content_salted": hidden(&format!("{} {reason}", outcome.code()))});
            row.state = State::Decided.code().to_owned();
            row.decided = Some((outcome.code().to_owned(), reason, today));
            (Kind::CaseDecided, data)
        }
        Event::Closed(words) => {
            let data = if is_dropped(&row) {
                json!({"words_salted": hidden(&words)})
            } else {
                json!({
                    "commitment": row.slug,
                    "evidence": row.evidence.iter().map(|one| one.leaf.0).collect::<Vec<_>>(),
                    "ground": row.ground,
                    "outcome": row.decided.as_ref().map(|(outcome, ..)| outcome),
                    "unit": row.unit.id.0,
                    "words_sha256": leaf::digest(&words),
                })
            };
            row.state = State::Closed.code().to_owned();
            row.closed = Some((words, today));
            (Kind::CaseClosed, data)
        }
    };
    rows::update_case(w, j, &row)?;
    context.leaf(w, kind, subject(id), data)?;
    Ok(())
}

//! Requests between units: asked, answered step by step, and decided on by the supervision office where they cannot agree.

pub(crate) mod may;
mod tally;

pub use tally::{Standing, UnitTally, standing, tallies};

use serde_json::json;
use sha2::{Digest, Sha256};
use shishi_commitments::request::{self, AskCommand, Court, Ground, RequestFacts, Step, StepCommand};
use shishi_kernel::{Actor, CommitmentId, Date, JurisdictionId, LeafId, RequestId, Timestamp, UnitId, civil_date};
use shishi_store::idempotency::{self, Remembered};
use shishi_store::requests::{self as rows, NewRequest, RequestRow, StepRow};
use shishi_store::{Reader, Writer, ledger};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::notices::{self, Notice};
use crate::plans::parties;
use crate::{Service, ServiceError};

/// What a unit asks, as it fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskForm {
    /// The commitment's slug.
    pub slug: String,
    /// The unit, or a group whose members are asked one by one.
    pub unit: UnitId,
    /// What is asked.
    pub what: String,
    /// What for.
    pub reason: String,
    /// By which day.
    pub due: Date,
}

impl Service {
    /// Asks a unit, or each member of a group; gives the number of requests.
    ///
    /// # Errors
    /// A refusal of the rules of requests; [`ServiceError::KeyReused`] when the key was used for something else.
    pub fn ask_unit(&self, actor: &Actor, form: AskForm, key: Option<&str>) -> Result<u32, ServiceError> {
        may::ASK_UNIT.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        let request_hash: [u8; 32] = Sha256::digest(format!("{form:?}").as_bytes()).into();
        let scope = format!("request:{}", actor.account);
        let key = key.map(|key| key.chars().take(200).collect::<String>());
        self.commit(move |w| {
            if let Some(key) = &key {
                idempotency::hold(w, j, &scope, key)?;
            }
            if let Some(key) = &key
                && let Some(known) = idempotency::find(w, j, &scope, key)?
            {
                return if known.request_hash == request_hash {
                    known.body.parse().map_err(ServiceError::internal)
                } else {
                    Err(ServiceError::KeyReused)
                };
            }
            let head = ledger::head(w, j, &form.slug)?.ok_or(ServiceError::NotFound)?;
            let unit = ledger::unit(w, j, form.unit)?.ok_or(ServiceError::NotFound)?.row.unit;
            let asked = if unit.group {
                let members = ledger::members_on(w, j, unit.id, civil_date(at))?;
                members.into_iter().map(|member| member.id).collect()
            } else {
                vec![unit.id]
            };
            let command = AskCommand {
                asked,
                what: form.what,
                reason: form.reason,
                due: form.due,
            };
            let event =
                request::ask(&parties(&head), command, &by, at).map_err(|refusal| ServiceError::refused(&refusal))?;
            let mut count = 0_u32;
            for asked in &event.asked {
                let new = NewRequest {
                    commitment: head.id,
                    asker: event.asker,
                    asked: *asked,
                    what: event.what.clone(),
                    reason: event.reason.clone(),
                    due: event.due,
                };
                let id = rows::insert(w, j, &new)?;
                let data = json!({
                    "asked": asked.0,
                    "asker": event.asker.0,
                    "due": event.due.to_string(),
                    "reason_sha256": leaf::digest(&event.reason),
                    "request": id.0,
                    "what_sha256": leaf::digest(&event.what),
                });
                let leaf = tell(w, j, Step::Ask, &head.slug, &by, at, data)?;
                let step = StepRow {
                    step: Step::Ask.code().to_owned(),
                    ground: None,
                    words: String::new(),
                    at,
                    leaf,
                };
                rows::insert_step(w, j, id, 1, &step, by.account)?;
                let row = rows::get(w, j, id)?.ok_or(ServiceError::NotFound)?;
                notices::tell(w, j, notice(&row, Step::Ask, event.asker), at)?;
                count += 1;
            }
            if let Some(key) = &key {
                let answer = Remembered {
                    request_hash,
                    status: 201,
                    body: count.to_string(),
                };
                idempotency::remember(w, j, &scope, key, &answer, at)?;
            }
            w.touch(j)?;
            Ok(count)
        })
    }

    /// Does the next step of a request that had so many steps when it was looked at.
    ///
    /// # Errors
    /// A refusal of the rules of requests; [`ServiceError::Conflict`] when somebody else did a step meanwhile.
    pub fn step_request(
        &self,
        actor: &Actor,
        id: RequestId,
        seen: u32,
        command: StepCommand,
    ) -> Result<LeafId, ServiceError> {
        may::STEP_REQUEST.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            let row = rows::get(w, j, id)?.ok_or(ServiceError::NotFound)?;
            if u32::try_from(row.steps.len()) != Ok(seen) {
                return Err(ServiceError::Conflict);
            }
            let facts = request_facts(w, j, &row)?;
            let event = request::decide(&facts, command, &by, at).map_err(|refusal| ServiceError::refused(&refusal))?;
            let ground = event.ground.map(Ground::code);
            let data = json!({
                "ground": ground,
                "request": id.0,
                "step": seen.saturating_add(1),
                "words_sha256": leaf::digest(&event.words),
            });
            let leaf = tell(w, j, event.step, &row.slug, &by, at, data)?;
            let step = StepRow {
                step: event.step.code().to_owned(),
                ground: ground.map(str::to_owned),
                words: event.words,
                at,
                leaf,
            };
            rows::insert_step(w, j, id, seen.saturating_add(1), &step, by.account)?;
            let by_unit = by.unit.unwrap_or(row.asker.id);
            notices::tell(w, j, notice(&row, event.step, by_unit), at)?;
            w.touch(j)?;
            Ok(leaf)
        })
    }

    /// The requests of a commitment, earliest day first.
    ///
    /// # Errors
    /// When the store is away.
    pub fn requests_of_commitment(&self, commitment: CommitmentId) -> Result<Vec<RequestRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok(rows::of_commitment(r, j, commitment)?))
    }

    /// Everything that the actor's unit was asked or asks; for the supervision office, what it has to decide on.
    ///
    /// # Errors
    /// When the role may not see them, or the store is away.
    pub fn own_requests(&self, actor: &Actor) -> Result<Vec<RequestRow>, ServiceError> {
        may::READ_REQUESTS.check(actor)?;
        let (j, unit) = (self.jurisdiction(), actor.unit);
        let office = actor.role == shishi_kernel::Role::Supervisor;
        self.store().read(|r| match unit {
            Some(unit) if !office => Ok(rows::of_unit(r, j, unit)?),
            _ => Ok(rows::escalated(r, j)?),
        })
    }

    /// Every request, for whoever looks at all units.
    ///
    /// # Errors
    /// When the role may not see them, or the store is away.
    pub fn all_requests(&self, actor: &Actor) -> Result<Vec<RequestRow>, ServiceError> {
        may::READ_REQUESTS.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| Ok(rows::all(r, j)?))
    }

    /// One request with the steps that the actor could do now.
    ///
    /// # Errors
    /// When there is none, the role may not see it, or the store is away.
    pub fn request(&self, actor: &Actor, id: RequestId) -> Result<(RequestRow, Vec<Step>), ServiceError> {
        may::READ_REQUESTS.check(actor)?;
        let (j, now) = (self.jurisdiction(), self.now());
        self.store().read(|r| {
            let row = rows::get(r, j, id)?.ok_or(ServiceError::NotFound)?;
            let steps = request::possible(&request_facts(r, j, &row)?, actor, now);
            Ok((row, steps))
        })
    }
}

/// The steps of a stored request as the rules know them.
///
/// # Errors
/// When a stored step is unknown.
pub fn steps_of(row: &RequestRow) -> Result<Vec<(Step, Timestamp)>, ServiceError> {
    let steps = row.steps.iter().map(|step| {
        let known = Step::from_code(&step.step);
        known
            .map(|known| (known, step.at))
            .ok_or_else(|| ServiceError::Internal(format!("request {} has the unknown step {}", row.id, step.step)))
    });
    steps.collect()
}

fn request_facts(r: &mut Reader<'_>, j: JurisdictionId, row: &RequestRow) -> Result<RequestFacts, ServiceError> {
    let head = ledger::head(r, j, &row.slug)?.ok_or(ServiceError::NotFound)?;
    Ok(RequestFacts {
        parties: parties(&head),
        asker: row.asker.id,
        asked: row.asked.id,
        due: row.due,
        steps: steps_of(row)?,
    })
}

/// Tells whoever has to act next, or the other side when it has come to its end.
fn notice(row: &RequestRow, step: Step, by: UnitId) -> Notice {
    let (asker, asked) = (row.asker.id, row.asked.id);
    let (to, kind) = match step.court() {
        Some(Court::Asked) if step == Step::Ask => (Some(asked), "request_asked"),
        Some(Court::Asked) => (Some(asked), "request_turn"),
        Some(Court::Asker) => (Some(asker), "request_turn"),
        Some(Court::Office) => (None, "request_turn"),
        None => (Some(if by == asked { asker } else { asked }), "request_ended"),
    };
    Notice {
        to,
        kind,
        key: format!("{kind}:{}:{}", row.id, row.steps.len()),
        path: format!("/office/requests/{}", row.id),
        arguments: vec![
            ("number", row.number.to_string()),
            ("title", row.title.clone()),
            ("unit", row.asker.name.clone()),
            ("what", row.what.clone()),
            ("due", row.due.to_string()),
        ],
    }
}

fn tell(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    step: Step,
    slug: &str,
    by: &Actor,
    at: Timestamp,
    data: serde_json::Value,
) -> Result<LeafId, ServiceError> {
    let kind = match step {
        Step::Ask => Kind::RequestAsked,
        Step::Accept => Kind::RequestAccepted,
        Step::Decline => Kind::RequestDeclined,
        Step::Deliver => Kind::RequestDelivered,
        Step::Confirm => Kind::RequestConfirmed,
        Step::Dispute => Kind::RequestDisputed,
        Step::Escalate => Kind::RequestEscalated,
        Step::Direct => Kind::RequestDirected,
        Step::Release => Kind::RequestReleased,
        Step::Withdraw => Kind::RequestWithdrawn,
    };
    let subject = format!("commitment:{slug}");
    leaf::append(w, j, &Leaf::new(kind, subject, Some(by), at, data))
}

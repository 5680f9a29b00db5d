//! Supervision slips (督办单): issued, answered, judged, raised; every step is public with its dates.

pub(crate) mod may;

use serde_json::json;
use shishi_commitments::party::Parties;
use shishi_commitments::slip::{self, Answer, Command, Event, Judgement, Level, Matter, Slip};
use shishi_kernel::{Actor, CommitmentId, Date, SlipId, UnitId, civil_date};
use shishi_store::slips::{self, NewSlip, SlipRow};
use shishi_store::{ledger, ledger::CommitmentHead};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::notices::Notice;
use crate::{Service, ServiceError, notices};

/// The kinds of matter that a slip can be about.
pub const MATTERS: [&str; 5] = ["plan_missing", "report_late", "behind", "contradicted", "other"];

/// A new slip, as the supervision office fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipForm {
    /// The commitment.
    pub slug: String,
    /// To whom.
    pub unit: UnitId,
    /// One of [`MATTERS`].
    pub matter: String,
    /// What is asked.
    pub words: String,
    /// How urgent it is.
    pub level: Level,
    /// Why it starts above blue.
    pub ground: String,
    /// Working days to answer.
    pub days: i32,
}

impl Service {
    /// Issues a slip.
    ///
    /// # Errors
    /// A refusal of the rules on slips. Sent twice, the second finds the matter open.
    pub fn issue_slip(&self, actor: &Actor, form: SlipForm) -> Result<SlipId, ServiceError> {
        may::WATCH_BY_SLIP.check(actor)?;
        if !MATTERS.contains(&form.matter.as_str()) {
            return Err(ServiceError::Invalid {
                field: "matter",
                code: "form.matter_unknown",
            });
        }
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            w.hold(j, &format!("slips:{}", form.slug))?;
            let head = ledger::head(w, j, &form.slug)?.ok_or(ServiceError::NotFound)?;
            let open: Vec<Matter> = slips::of_commitment(w, j, head.id)?
                .into_iter()
                .filter(|row| !row.closed && row.unit.id == form.unit)
                .map(|row| Matter {
                    code: row.matter,
                    words: row.words,
                })
                .collect();
            let matter = Matter {
                code: form.matter,
                words: form.words,
            };
            let urgency = (form.level, form.ground.as_str());
            let event = slip::issue(&parties(&head), &open, form.unit, matter, urgency, form.days, &by, at)
                .map_err(|refusal| ServiceError::refused(&refusal))?;
            let Event::Issued { slip, ground } = event else {
                return Err(ServiceError::internal("a new slip was not issued"));
            };
            let data = json!({
                "due": slip.due.to_string(),
                "ground_sha256": leaf::digest(&ground),
                "level": slip.level.code(),
                "matter": slip.matter.code,
                "unit": slip.unit.0,
                "words_sha256": leaf::digest(&slip.matter.words),
            });
            let new = NewSlip {
                commitment: head.id,
                unit: slip.unit,
                matter: slip.matter.code,
                words: slip.matter.words,
                level: slip.level.code().to_owned(),
                ground,
                issued_on: civil_date(at),
                due: slip.due,
            };
            let id = slips::insert(w, j, &new)?;
            let subject = format!("commitment:{}", head.slug);
            leaf::append(w, j, &Leaf::new(Kind::SlipIssued, subject, Some(&by), at, data))?;
            let said = (new.level.as_str(), new.matter.as_str(), new.words.as_str());
            notices::tell(w, j, notice("slip_issued", id, new.unit, &head.slug, said, new.due), at)?;
            w.touch(j)?;
            Ok(id)
        })
    }

    /// Answers, judges, raises or withdraws a slip that was seen at a revision.
    ///
    /// # Errors
    /// A refusal of the rules on slips; [`ServiceError::Conflict`] when the slip was changed meanwhile.
    pub fn move_slip(&self, actor: &Actor, id: SlipId, revision: u32, command: Command) -> Result<(), ServiceError> {
        match command {
            Command::Answer(_) => may::ANSWER_SLIP.check(actor)?,
            _ => may::WATCH_BY_SLIP.check(actor)?,
        }
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            let row = slips::one(w, j, id)?.ok_or(ServiceError::NotFound)?;
            let head = ledger::head(w, j, &row.slug)?.ok_or(ServiceError::NotFound)?;
            if row.revision != revision {
                return Err(ServiceError::Conflict);
            }
            let event = slip::decide(&facts(&row)?, &parties(&head), command, &by, at)
                .map_err(|refusal| ServiceError::refused(&refusal))?;
            slips::advance(w, j, id, revision)?;
            let today = civil_date(at);
            let (kind, mut data) = match event {
                Event::Answered(answer) => {
                    slips::answer(w, j, &row, today, &answer.words)?;
                    let data = json!({ "answer_sha256": leaf::digest(&answer.words) });
                    (Kind::SlipAnswered, data)
                }
                Event::Judged(judgement) => {
                    slips::judge(w, j, &row, today, judgement.sufficient, &judgement.reason)?;
                    let digest = leaf::digest(&judgement.reason);
                    let data = json!({ "reason_sha256": digest, "sufficient": judgement.sufficient });
                    (Kind::SlipJudged, data)
                }
                Event::Escalated { level, due } => {
                    slips::escalate(w, j, id, level.code(), today, due)?;
                    let said = (level.code(), row.matter.as_str(), row.words.as_str());
                    notices::tell(w, j, notice("slip_raised", id, row.unit.id, &row.slug, said, due), at)?;
                    let data = json!({ "due": due.to_string(), "to": level.code() });
                    (Kind::SlipRaised, data)
                }
                Event::Withdrawn(reason) => {
                    slips::withdraw(w, j, id, &reason)?;
                    let data = json!({ "reason_sha256": leaf::digest(&reason) });
                    (Kind::SlipWithdrawn, data)
                }
                Event::Issued { .. } => return Err(ServiceError::internal("a slip was issued twice")),
            };
            if let Some(map) = data.as_object_mut() {
                map.insert("level".to_owned(), json!(row.level));
                map.insert("matter".to_owned(), json!(row.matter));
                map.insert("slip".to_owned(), json!(id.0));
            }
            let subject = format!("commitment:{}", row.slug);
            leaf::append(w, j, &Leaf::new(kind, subject, Some(&by), at, data))?;
            w.touch(j)?;
            Ok(())
        })
    }

    /// The slips of a commitment, oldest first; anybody may see them.
    ///
    /// # Errors
    /// When the store is away.
    pub fn slips_of_commitment(&self, id: CommitmentId) -> Result<Vec<SlipRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store()
            .read(|r| Ok::<_, ServiceError>(slips::of_commitment(r, j, id)?))
    }

    /// The slips that are addressed to a unit, oldest first.
    ///
    /// # Errors
    /// See [`Service::slips_of_commitment`].
    pub fn slips_of_unit(&self, id: UnitId) -> Result<Vec<SlipRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok::<_, ServiceError>(slips::of_unit(r, j, id)?))
    }
}

/// What a unit is told of a slip: its level, matter and words, and the last day to answer.
fn notice(
    kind: &'static str,
    id: SlipId,
    unit: UnitId,
    slug: &str,
    (level, matter, words): (&str, &str, &str),
    due: Date,
) -> Notice {
    Notice {
        to: Some(unit),
        kind,
        key: format!("{kind}:{id}:{level}"),
        path: format!("/office/commitments/{slug}/slips"),
        arguments: vec![
            ("level", level.to_owned()),
            ("matter", matter.to_owned()),
            ("what", words.to_owned()),
            ("due", due.to_string()),
        ],
    }
}

pub(crate) fn parties(head: &CommitmentHead) -> Parties {
    Parties {
        leads: head.parties.leads.clone(),
        helps: head.parties.helps.clone(),
    }
}

/// What the rules need to know of a stored slip.
fn facts(row: &SlipRow) -> Result<Slip, ServiceError> {
    let level = Level::from_code(&row.level)
        .ok_or_else(|| ServiceError::Internal(format!("slip {} has an unknown level", row.id)))?;
    let step = row.steps.iter().find(|step| step.level == row.level);
    let answer = step.and_then(|step| {
        let (on, words) = step.answer.clone()?;
        let judgement = step
            .judgement
            .clone()
            .map(|(_, sufficient, reason)| Judgement { sufficient, reason });
        Some(Answer { on, words, judgement })
    });
    Ok(Slip {
        unit: row.unit.id,
        matter: Matter {
            code: row.matter.clone(),
            words: row.words.clone(),
        },
        level,
        due: row.due,
        answer,
        closed: row.closed,
    })
}

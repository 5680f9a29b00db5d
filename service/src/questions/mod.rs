//! Questions about figures: the rules ask, the unit replies, a person without an interest settles. Never a verdict.

mod look;
pub(crate) mod may;

use std::collections::BTreeMap;

use serde_json::json;
use shishi_commitments::party::Parties;
use shishi_commitments::question::life::{
    Asked, Outcome, QuestionState, decide_reply, decide_settlement, reply_by, sees_threshold,
};
use shishi_commitments::question::{Period, THRESHOLD};
use shishi_kernel::{Actor, Calendar, CommitmentId, Date, JurisdictionId, QuestionId, Role, civil_date};
use shishi_store::questions::{self as rows, NewQuestion, QuestionRow};
use shishi_store::{Reader, ledger};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::notices::{self, Notice};
use crate::once::refused;
use crate::{Service, ServiceError};

const AREA: &str = "question";

/// So many questions are asked at once; the others wait for the next look.
pub const QUESTIONS_AT_ONCE_MAX: usize = 200;

/// A question with the values that its unit reported for the measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionView {
    /// The question; without the rule's line where the reader may not see it yet.
    pub row: QuestionRow,
    /// Day and value, earliest first.
    pub series: Vec<(Date, shishi_kernel::Decimal)>,
}

impl Service {
    /// Has the rules look at a programme's figures and asks what they notice, each thing once however often they look;
    /// gives how many are new. Without an actor it is the daily sweep that asks.
    ///
    /// # Errors
    /// When the actor may not ask or the store is away.
    pub fn ask_questions(&self, actor: Option<&Actor>, programme: &str) -> Result<u32, ServiceError> {
        if let Some(actor) = actor {
            may::ASK_QUESTIONS.check(actor)?;
        }
        let (j, at, by, programme) = (self.jurisdiction(), self.now(), actor.cloned(), programme.to_owned());
        self.commit(move |w| {
            let today = civil_date(at);
            let slugs: BTreeMap<_, _> = rows::slugs(w, j, &programme)?.into_iter().collect();
            let mut asked = 0;
            for flag in look::over(w, j, &programme)? {
                if asked as usize >= QUESTIONS_AT_ONCE_MAX {
                    break;
                }
                let slug = slugs.get(&flag.subject.commitment).ok_or(ServiceError::NotFound)?;
                let data = flag
                    .data
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), value.clone()));
                let new = NewQuestion {
                    fingerprint: flag.fingerprint(),
                    pattern: flag.pattern.code().to_owned(),
                    unit: flag.subject.unit,
                    commitment: flag.subject.commitment,
                    measure: flag.subject.measure,
                    site: flag.subject.site,
                    from: flag.period.from,
                    to: flag.period.to,
                    data: data.collect(),
                    asked: today,
                    reply_by: reply_by(today, |day| Calendar::china().is_working_day(day)),
                    state: QuestionState::Open.code().to_owned(),
                };
                let Some(id) = rows::insert(w, j, &new)? else { continue };
                let title = ledger::head(w, j, slug)?.map(|head| head.title).unwrap_or_default();
                let notice = Notice {
                    to: Some(new.unit),
                    kind: "question_asked",
                    key: format!("question_asked:{id}"),
                    path: format!("/office/questions/{id}"),
                    arguments: vec![("title", title), ("due", new.reply_by.to_string())],
                };
                notices::tell(w, j, notice, at)?;
                let told = json!({
                    "from": new.from.to_string(),
                    "pattern": new.pattern,
                    "question": id.0,
                    "reply_by": new.reply_by.to_string(),
                    "rule": flag.pattern.rule().code(),
                    "to": new.to.to_string(),
                    "unit": new.unit.0,
                });
                let subject = format!("commitment:{slug}");
                leaf::append(w, j, &Leaf::new(Kind::QuestionAsked, subject, by.as_ref(), at, told))?;
                asked += 1;
            }
            if asked > 0 {
                w.touch(j)?;
            }
            Ok(asked)
        })
    }

    /// A unit's reply.
    ///
    /// # Errors
    /// A refusal of the rules on questions.
    pub fn reply_to_question(
        &self,
        actor: &Actor,
        id: QuestionId,
        words: &str,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::REPLY_TO_QUESTION.check(actor)?;
        let words = words.to_owned();
        let done = self.once(AREA, actor, key, &("reply", id, words.clone()), move |w, context| {
            let mut row = rows::question(w, context.j, id)?.ok_or(ServiceError::NotFound)?;
            let words = decide_reply(&facts(w, context.j, &row)?, &words, &context.by).map_err(refused)?;
            let data = json!({
                "pattern": row.pattern,
                "question": id.0,
                "unit": row.unit.id.0,
                "words_sha256": leaf::digest(&words),
            });
            row.state = QuestionState::Replied.code().to_owned();
            row.reply = Some((context.today, words));
            rows::update(w, context.j, &row)?;
            context.leaf(w, Kind::QuestionReplied, format!("commitment:{}", row.slug), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// Settles a question.
    ///
    /// # Errors
    /// When the own unit has an interest, and every other refusal of the rules on questions.
    pub fn settle_question(
        &self,
        actor: &Actor,
        id: QuestionId,
        outcome: Outcome,
        reason: &str,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::SETTLE_QUESTION.check(actor)?;
        let reason = reason.to_owned();
        let request = ("settle", id, outcome, reason.clone());
        let done = self.once(AREA, actor, key, &request, move |w, context| {
            let mut row = rows::question(w, context.j, id)?.ok_or(ServiceError::NotFound)?;
            let asked = facts(w, context.j, &row)?;
            let reason = decide_settlement(&asked, &reason, &context.by, context.today).map_err(refused)?;
            let data = json!({
                "outcome": outcome.code(),
                "pattern": row.pattern,
                "question": id.0,
                "reason_sha256": leaf::digest(&reason),
                "unit": row.unit.id.0,
            });
            row.state = QuestionState::Settled(outcome).code().to_owned();
            row.settled = Some((context.today, reason));
            rows::update(w, context.j, &row)?;
            context.leaf(w, Kind::QuestionSettled, format!("commitment:{}", row.slug), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// The worklist: what was replied to first, then what waits for a reply; for a unit, its own.
    ///
    /// # Errors
    /// When the actor may not see them or the store is away.
    pub fn questions(&self, actor: &Actor) -> Result<Vec<QuestionRow>, ServiceError> {
        may::READ_QUESTIONS.check(actor)?;
        let j = self.jurisdiction();
        let unit = match actor.role {
            // A clerk bound to no unit is asked nothing.
            Role::Head | Role::Clerk => match actor.unit {
                Some(unit) => Some(unit),
                None => return Ok(Vec::new()),
            },
            _ => None,
        };
        Ok(self.store().read(|r| rows::questions(r, j, unit))?)
    }

    /// One question with the values that raised it.
    ///
    /// # Errors
    /// See [`Service::questions`].
    pub fn question(&self, actor: &Actor, id: QuestionId) -> Result<Option<QuestionView>, ServiceError> {
        may::READ_QUESTIONS.check(actor)?;
        let (j, today) = (self.jurisdiction(), civil_date(self.now()));
        self.store().read(|r| {
            let row = rows::question(r, j, id)?;
            let own =
                |row: &QuestionRow| !matches!(actor.role, Role::Head | Role::Clerk) || actor.unit == Some(row.unit.id);
            let Some(mut row) = row.filter(own) else {
                return Ok(None);
            };
            let period = Period {
                from: row.from,
                to: row.to,
            };
            if !sees_threshold(actor.role, period, today) {
                row.data.retain(|(name, _)| name != THRESHOLD);
            }
            let reports = match row.measure {
                Some((measure, _)) => rows::reports_of(r, j, measure)?,
                None => Vec::new(),
            };
            let own = reports.iter().filter(|report| report.unit == row.unit.id);
            let series = own.map(|report| (report.as_of, report.value)).collect();
            Ok(Some(QuestionView { row, series }))
        })
    }

    /// The settled questions of a commitment; anybody may see them. What is not settled is nobody's business yet.
    ///
    /// # Errors
    /// When the store is away.
    pub fn public_questions_of(&self, commitment: CommitmentId) -> Result<Vec<QuestionRow>, ServiceError> {
        let j = self.jurisdiction();
        let mut all = self.store().read(|r| rows::of_commitment(r, j, commitment))?;
        all.retain(|row| row.settled.is_some());
        Ok(all)
    }
}

/// The question as the rules see it.
fn facts(r: &mut Reader<'_>, j: JurisdictionId, row: &QuestionRow) -> Result<Asked, ServiceError> {
    let head = ledger::head(r, j, &row.slug)?.ok_or(ServiceError::NotFound)?;
    let state = QuestionState::from_code(&row.state);
    Ok(Asked {
        unit: row.unit.id,
        parties: Parties {
            leads: head.parties.leads,
            helps: head.parties.helps,
        },
        reply_by: row.reply_by,
        state: state.ok_or_else(|| ServiceError::Internal(format!("question {} has an unknown state", row.id)))?,
    })
}

//! Appraisal (考核): the scheme before the year, the result after it, replies, the final result.
//!
//! What is computed is the published file and nothing else; a computation is never changed. Both results stay when a
//! reply was right.

mod inputs;
pub(crate) mod may;
mod read;

pub use read::AppraisalView;

use std::collections::BTreeSet;

use serde_json::json;
use shishi_appraisal::AppraisalRefusal;
use shishi_appraisal::document::{Document, SCHEMA};
use shishi_appraisal::hearing::{Correction, Judgement, corrected, judge};
use shishi_appraisal::scheme::{self, Scheme};
use shishi_appraisal::score::run;
use shishi_kernel::{Actor, SchemeId, UnitId};
use shishi_store::appraisal::{self as rows, RunRow, SchemeRow};
use shishi_store::{Reader, Writer};

use crate::journal::leaf::{self, Kind};
use crate::notices::{self, Notice};
use crate::once::{Context, refused};
use crate::{Service, ServiceError};

const AREA: &str = "appraisal";

impl Service {
    /// Writes a scheme, or writes one anew that is not in force; gives its number.
    ///
    /// # Errors
    /// The first thing that is wrong with its text; when it is in force.
    pub fn write_scheme(
        &self,
        actor: &Actor,
        id: Option<SchemeId>,
        text: &str,
        key: Option<&str>,
    ) -> Result<SchemeId, ServiceError> {
        may::APPRAISE.check(actor)?;
        let text = text.to_owned();
        let read = read_scheme(&text)?;
        let request = (id, text.clone());
        let made = self.once(AREA, actor, key, &request, move |w, context| {
            let id = match id {
                Some(id) => {
                    let mut row = load(w, context, id)?;
                    if row.approved_at.is_some() {
                        return Err(refused(shishi_appraisal::SchemeRefusal::ApprovedAlready {}));
                    }
                    row.year = read.year();
                    row.content.clone_from(&text);
                    (row.author, row.written_at) = (context.by.account, context.at);
                    rows::update_scheme(w, context.j, &row)?;
                    id
                }
                None => rows::insert_scheme(w, context.j, read.year(), &text, context.by.account, context.at)?,
            };
            let data = json!({"text_sha256": leaf::digest(&text), "year": read.year()});
            context.leaf(w, Kind::SchemeWritten, subject(id), data)?;
            Ok(id.0)
        })?;
        Ok(SchemeId(made))
    }

    /// Puts a scheme in force; from then on it is public.
    ///
    /// # Errors
    /// By its author, once its period has begun, and every other refusal of the rules.
    pub fn approve_scheme(
        &self,
        actor: &Actor,
        id: SchemeId,
        decision: &str,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::APPROVE_SCHEME.check(actor)?;
        let decision = decision.to_owned();
        let done = self.once(AREA, actor, key, &(id, decision.clone()), move |w, context| {
            let mut row = load(w, context, id)?;
            let read = read_scheme(&row.content)?;
            let taken = rows::in_force(w, context.j, row.year)?.is_some();
            let (approved, by) = (row.approved_at.is_some(), context.by.account);
            let decision = scheme::approve(&read, approved, row.author, by, taken, &decision, context.today);
            let decision = decision.map_err(refused)?;
            let data = json!({
                "decision_sha256": leaf::digest(&decision),
                "from": read.from.to_string(),
                "text_sha256": leaf::digest(&row.content),
                "to": read.to.to_string(),
                "year": read.year(),
            });
            (row.decision, row.approved_at) = (Some(decision), Some(context.at));
            rows::update_scheme(w, context.j, &row)?;
            context.leaf(w, Kind::SchemeApproved, subject(id), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// Freezes the inputs and computes; the second time over the inputs of the first, with what accepted replies correct.
    ///
    /// # Errors
    /// Before the period is over, and when nothing makes it necessary again.
    pub fn run_appraisal(&self, actor: &Actor, id: SchemeId, key: Option<&str>) -> Result<(), ServiceError> {
        may::APPRAISE.check(actor)?;
        let done = self.once(AREA, actor, key, &("run", id), move |w, context| {
            let row = load(w, context, id)?;
            let read = read_scheme(&row.content)?;
            let progress = read::progress(w, context.j, &row)?;
            let number = progress.run(read.to, context.today).map_err(refused)?;
            let document = match rows::runs(w, context.j, id)?.last() {
                None => first(w, context, read)?,
                Some(before) => again(w, context, id, before)?,
            };
            debug_assert_eq!(document.run, number);
            let text = serde_json::to_string(&document).map_err(ServiceError::internal)?;
            let data = json!({
                "document_sha256": leaf::digest(&text),
                "facts": document.facts.len(),
                "run": number,
                "units": document.results.len(),
            });
            let leaf = context.leaf(w, Kind::AppraisalComputed, subject(id), data)?;
            let run = RunRow {
                number,
                document: text,
                at: context.at,
                leaf,
            };
            rows::insert_run(w, context.j, id, &run)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// Publishes the first result and opens the hearing for so many days.
    ///
    /// # Errors
    /// A refusal of the rules.
    pub fn publish_appraisal(
        &self,
        actor: &Actor,
        id: SchemeId,
        days: u32,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::APPRAISE.check(actor)?;
        let done = self.once(AREA, actor, key, &("publish", id, days), move |w, context| {
            let mut row = load(w, context, id)?;
            let until = read::progress(w, context.j, &row)?
                .publish(days, context.today)
                .map_err(refused)?;
            (row.published, row.reply_until) = (Some(context.today), Some(until));
            rows::update_scheme(w, context.j, &row)?;
            let data = json!({"reply_until": until.to_string()});
            context.leaf(w, Kind::AppraisalPublished, subject(id), data)?;
            let document = first_document(w, context, id)?;
            for unit in document.into_iter().flat_map(|document| document.units.into_keys()) {
                let notice = Notice {
                    to: Some(unit),
                    kind: "appraisal_published",
                    key: format!("appraisal_published:{id}:{unit}"),
                    path: format!("/appraisal/{}", row.year),
                    arguments: vec![("year", row.year.to_string()), ("until", until.to_string())],
                };
                notices::tell(w, context.j, notice, context.at)?;
            }
            Ok(id.0)
        });
        done.map(drop)
    }

    /// A unit's reply to its first result.
    ///
    /// # Errors
    /// A refusal of the rules.
    pub fn reply_to_appraisal(
        &self,
        actor: &Actor,
        id: SchemeId,
        words: &str,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::REPLY_TO_APPRAISAL.check(actor)?;
        let words = words.to_owned();
        let done = self.once(AREA, actor, key, &("reply", id, words.clone()), move |w, context| {
            let row = load(w, context, id)?;
            let unit = context
                .by
                .unit
                .ok_or_else(|| refused(AppraisalRefusal::NotAppraised {}))?;
            let document = first_document(w, context, id)?;
            let appraised = document.is_some_and(|document| document.units.contains_key(&unit));
            let replied = rows::replies(w, context.j, id)?
                .iter()
                .any(|reply| reply.unit.id == unit);
            let words = read::progress(w, context.j, &row)?.reply(appraised, replied, &words, context.today);
            let words = words.map_err(refused)?;
            rows::insert_reply(w, context.j, id, unit, &words, context.today)?;
            let data = json!({"unit": unit.0, "words_sha256": leaf::digest(&words)});
            context.leaf(w, Kind::AppraisalReplied, subject(id), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// What is made of a unit's reply.
    ///
    /// # Errors
    /// When the own unit has an interest, and every other refusal of the rules.
    pub fn judge_appraisal_reply(
        &self,
        actor: &Actor,
        id: SchemeId,
        unit: UnitId,
        judgement: Judgement,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        may::JUDGE_APPRAISAL.check(actor)?;
        let request = ("judge", id, unit, judgement.clone());
        let done = self.once(AREA, actor, key, &request, move |w, context| {
            load(w, context, id)?;
            let replies = rows::replies(w, context.j, id)?;
            let reply = replies.into_iter().find(|reply| reply.unit.id == unit);
            let mut reply = reply.ok_or(ServiceError::NotFound)?;
            let document = first_document(w, context, id)?.ok_or(ServiceError::NotFound)?;
            let about: BTreeSet<_> = judgement.corrections.iter().map(|one| one.commitment).collect();
            let parts = document.facts.iter().filter(|fact| about.contains(&fact.commitment));
            let interested = parts.map(|fact| fact.unit).collect();
            let judged = reply.accepted.is_some();
            let made = judge(unit, judged, &document.facts, &interested, context.by.unit, judgement);
            let made = made.map_err(refused)?;
            let corrections = serde_json::to_string(&made.corrections).map_err(ServiceError::internal)?;
            let data = json!({
                "accepted": made.accepted,
                "corrections_sha256": leaf::digest(&corrections),
                "reason_sha256": leaf::digest(&made.reason),
                "unit": unit.0,
            });
            reply.accepted = Some(made.accepted);
            reply.reason = Some(made.reason);
            reply.corrections = Some(corrections);
            reply.judged = Some(context.today);
            rows::judge_reply(w, context.j, id, &reply)?;
            context.leaf(w, Kind::AppraisalJudged, subject(id), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }

    /// Makes the last result final.
    ///
    /// # Errors
    /// While units may reply or replies wait, before an accepted reply led to a second computation, and by a unit that
    /// is appraised itself.
    pub fn finish_appraisal(&self, actor: &Actor, id: SchemeId, key: Option<&str>) -> Result<(), ServiceError> {
        may::JUDGE_APPRAISAL.check(actor)?;
        let done = self.once(AREA, actor, key, &("finish", id), move |w, context| {
            let mut row = load(w, context, id)?;
            read::progress(w, context.j, &row)?
                .finish(context.today)
                .map_err(refused)?;
            let runs = rows::runs(w, context.j, id)?;
            let last = runs.last().ok_or(ServiceError::NotFound)?;
            let document = read::document(last)?;
            if context.by.unit.is_some_and(|unit| document.units.contains_key(&unit)) {
                return Err(refused(AppraisalRefusal::OwnInterest {}));
            }
            row.finished = Some(context.today);
            rows::update_scheme(w, context.j, &row)?;
            let data = json!({"document_sha256": leaf::digest(&last.document), "run": last.number});
            context.leaf(w, Kind::AppraisalFinished, subject(id), data)?;
            Ok(id.0)
        });
        done.map(drop)
    }
}

fn subject(id: SchemeId) -> String {
    format!("appraisal:{id}")
}

fn load(r: &mut Reader<'_>, context: &Context, id: SchemeId) -> Result<SchemeRow, ServiceError> {
    rows::scheme(r, context.j, id)?.ok_or(ServiceError::NotFound)
}

/// The scheme of a text, or the first thing that is wrong with it.
pub(crate) fn read_scheme(text: &str) -> Result<Scheme, ServiceError> {
    scheme::read(text).map_err(|faults| match faults.into_iter().next() {
        Some(fault) => refused(fault),
        None => ServiceError::internal("a scheme was refused without a reason"),
    })
}

/// The first computation, over the ledger as it is.
fn first(w: &mut Writer<'_>, context: &Context, scheme: Scheme) -> Result<Document, ServiceError> {
    let inputs = inputs::gather(w, context.j, &scheme)?;
    Ok(Document {
        schema: SCHEMA.to_owned(),
        run: 1,
        units: inputs.units,
        commitments: inputs.commitments,
        results: run(&scheme, &inputs.facts),
        scheme,
        facts: inputs.facts,
        corrections: Vec::new(),
    })
}

/// The second one, over the first one's inputs: what changed is what was accepted, and nothing else.
fn again(w: &mut Writer<'_>, context: &Context, id: SchemeId, before: &RunRow) -> Result<Document, ServiceError> {
    let mut document = read::document(before)?;
    for reply in rows::replies(w, context.j, id)? {
        let corrections = reply.corrections.as_deref().unwrap_or("[]");
        let corrections: Vec<Correction> = serde_json::from_str(corrections).map_err(ServiceError::internal)?;
        document.corrections.extend(corrections);
    }
    document.run += 1;
    document.results = run(&document.scheme, &corrected(&document.facts, &document.corrections));
    Ok(document)
}

fn first_document(r: &mut Reader<'_>, context: &Context, id: SchemeId) -> Result<Option<Document>, ServiceError> {
    let runs = rows::runs(r, context.j, id)?;
    runs.first().map(read::document).transpose()
}

//! Entries: written, handed in, confirmed or returned, verified, published.

use serde_json::{Value, json};
use shishi_commitments::entry::{self, Body, Command, Draft, Event, Step};
use shishi_kernel::{Actor, Decimal, LeafId, MeasureId, RecordId, UnitId};
use shishi_store::Writer;
use shishi_store::ledger::{self, MeasureRecord};
use shishi_store::records::{self as rows, Change, Moved, NewRecord, StepRow};
use shishi_store::sites::{self, NewStage};

use super::evidence::EvidenceFile;
use super::values::{write_reported, write_verified};
use super::{Loaded, entry_facts, in_use, load, may};
use crate::journal::leaf::{self, Kind};
use crate::once::Context;
use crate::{Service, ServiceError};

/// An entry, as a unit fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryForm {
    /// The measure.
    pub measure: MeasureId,
    /// What the unit writes.
    pub draft: Draft,
}

impl Service {
    /// Begins an entry as a draft, with files when there are any.
    ///
    /// # Errors
    /// A refusal of the rules on entries; [`ServiceError::KeyReused`] when the key was used for something else.
    pub fn write_entry(
        &self,
        actor: &Actor,
        form: EntryForm,
        files: Vec<EvidenceFile>,
        key: Option<&str>,
    ) -> Result<RecordId, ServiceError> {
        self.begin_entry(actor, form, files, key, false)
    }

    /// Writes an entry and hands it in, in one unit of work. Of a unit that leads it counts as reported at once.
    ///
    /// # Errors
    /// See [`Service::write_entry`].
    pub fn hand_in_entry(
        &self,
        actor: &Actor,
        form: EntryForm,
        files: Vec<EvidenceFile>,
        key: Option<&str>,
    ) -> Result<RecordId, ServiceError> {
        self.begin_entry(actor, form, files, key, true)
    }

    fn begin_entry(
        &self,
        actor: &Actor,
        form: EntryForm,
        files: Vec<EvidenceFile>,
        key: Option<&str>,
        submit: bool,
    ) -> Result<RecordId, ServiceError> {
        may::WRITE_ENTRIES.check(actor)?;
        let files = self.prepare(files)?;
        let received: Vec<&str> = files.iter().map(|file| file.received_sha256.as_str()).collect();
        let request = format!("{form:?} {received:?} {submit}");
        let id = self.once_unseen("entry", actor, key, &request, move |w, context| {
            hold(w, context, form.measure)?;
            let id = begin(w, context, form, !submit)?;
            for file in files {
                let loaded = load(w, context.j, id)?;
                super::evidence::add(w, context, &loaded, file)?;
            }
            if submit {
                let loaded = load(w, context.j, id)?;
                step(w, context, &loaded, Command::Submit)?;
            }
            Ok(id.0)
        })?;
        Ok(RecordId(id))
    }

    /// Writes a draft, or what was returned, again.
    ///
    /// # Errors
    /// A refusal of the rules on entries; [`ServiceError::Conflict`] when it was changed since that revision.
    pub fn rewrite_entry(&self, actor: &Actor, id: RecordId, revision: u32, draft: Draft) -> Result<(), ServiceError> {
        may::WRITE_ENTRIES.check(actor)?;
        let context = self.context(actor);
        self.commit(move |w| {
            let loaded = load(w, context.j, id)?;
            let facts = entry_facts(w, context.j, &loaded.record, &draft.body, Some(&loaded.row))?;
            entry::draft(&facts, Some(&loaded.entry), &draft, &context.by, context.at)
                .map_err(|refusal| ServiceError::refused(&refusal))?;
            let new = new_record(&context, &loaded.record, loaded.row.unit.id, draft)?;
            rows::rewrite(w, context.j, id, revision, &new)?;
            written(w, &context, id, &loaded.record)
        })
    }

    /// Moves an entry on, as it was seen at a revision.
    ///
    /// # Errors
    /// A refusal of the rules on entries; [`ServiceError::Conflict`] when it was changed since that revision.
    pub fn move_entry(&self, actor: &Actor, id: RecordId, revision: u32, command: Command) -> Result<(), ServiceError> {
        match &command {
            Command::Submit | Command::AddEvidence => may::WRITE_ENTRIES.check(actor)?,
            Command::Return { .. } | Command::Confirm => may::CONFIRM_ENTRIES.check(actor)?,
            Command::Judge { .. } | Command::Publish => may::VERIFY_ENTRIES.check(actor)?,
        }
        if command == Command::AddEvidence {
            return Err(ServiceError::internal("a file is added with the file"));
        }
        let context = self.context(actor);
        self.commit(move |w| {
            let row = rows::one(w, context.j, id)?.ok_or(ServiceError::NotFound)?;
            hold(w, &context, row.measure)?;
            let loaded = load(w, context.j, id)?;
            if loaded.row.revision != revision {
                return Err(ServiceError::Conflict);
            }
            step(w, &context, &loaded, command)
        })
    }
}

/// The values of a measure follow from all its entries, and of a site from all its stages.
pub(super) fn hold(w: &mut Writer<'_>, context: &Context, measure: MeasureId) -> Result<(), ServiceError> {
    Ok(w.hold(context.j, &format!("entries:{measure}"))?)
}

/// Begins an entry; what is handed in at once has its leaf by that.
pub(super) fn begin(
    w: &mut Writer<'_>,
    context: &Context,
    form: EntryForm,
    tells: bool,
) -> Result<RecordId, ServiceError> {
    let record = ledger::measure(w, context.j, form.measure)?.ok_or(ServiceError::NotFound)?;
    let facts = entry_facts(w, context.j, &record, &form.draft.body, None)?;
    let unit = entry::draft(&facts, None, &form.draft, &context.by, context.at)
        .map_err(|refusal| ServiceError::refused(&refusal))?;
    let id = rows::insert(w, context.j, &new_record(context, &record, unit, form.draft)?)?;
    if tells {
        written(w, context, id, &record)?;
    }
    Ok(id)
}

/// Tells that an entry was begun as a draft.
pub(super) fn written(
    w: &mut Writer<'_>,
    context: &Context,
    id: RecordId,
    record: &MeasureRecord,
) -> Result<(), ServiceError> {
    let data = json!({ "measure": record.row.position });
    let leaf = tell(w, context, Kind::EntryWritten, id, data)?;
    keep_step(w, context, id, "written", None, String::new(), leaf)
}

fn new_record(
    context: &Context,
    record: &MeasureRecord,
    unit: UnitId,
    draft: Draft,
) -> Result<NewRecord, ServiceError> {
    let site = match &draft.body {
        Body::Stage { site, .. } => Some(*site),
        _ => None,
    };
    Ok(NewRecord {
        measure: record.row.id,
        commitment: record.commitment,
        unit,
        site,
        kind: draft.body.code().to_owned(),
        body: serde_json::to_string(&draft.body).map_err(ServiceError::internal)?,
        day: draft.day,
        note: draft.note.trim().to_owned(),
        at: context.at,
        by: context.by.account,
    })
}

/// Does one step of an entry with everything that follows from it.
pub(super) fn step(
    w: &mut Writer<'_>,
    context: &Context,
    loaded: &Loaded,
    command: Command,
) -> Result<(), ServiceError> {
    let (row, facts) = (&loaded.row, &loaded.facts);
    let event =
        entry::decide(facts, &loaded.entry, command, &context.by).map_err(|refusal| ServiceError::refused(&refusal))?;
    let (kind, mut data) = told(loaded, &event);
    if event.step == Step::Published
        && let Some(inspected) = in_use::watch(w, context, loaded)?
    {
        data["inspected"] = json!(inspected.0);
    }
    let leaf = tell(w, context, kind, row.id, data)?;
    let change = match event.step {
        Step::Confirmed => Change::Reported {
            amount: event.value.unwrap_or_default(),
            denominator_before: event.denominator_before,
            leaf,
        },
        Step::Judged(_) => Change::Judged { amount: event.value },
        Step::Published => Change::Published { leaf },
        Step::EvidenceAdded | Step::Submitted | Step::Returned => Change::Nothing,
    };
    let moved = Moved {
        state: event.state.code().to_owned(),
        outcome: event.state.outcome().map(|outcome| outcome.code().to_owned()),
        change,
    };
    rows::advance(w, context.j, row.id, row.revision, &moved)?;
    let code = event.step.code();
    keep_step(w, context, row.id, code, event.value, event.reason, leaf)?;
    match event.step {
        Step::Confirmed => {
            if let Body::Stage { site, stage, reason } = &loaded.entry.body {
                let reached = NewStage {
                    site: *site,
                    stage: stage.code().to_owned(),
                    day: row.day,
                    reason: reason.trim().to_owned(),
                    record: Some(row.id),
                    at: context.at,
                    by: context.by.account,
                    unit: context.by.unit,
                    leaf,
                };
                sites::reach(w, context.j, &reached)?;
            }
            write_reported(w, context, row, &loaded.entry, facts.measure.kind, leaf)?;
            w.touch(context.j)?;
        }
        Step::Published => {
            write_verified(w, context, row, facts.measure.kind, leaf)?;
            w.touch(context.j)?;
        }
        _ => {}
    }
    Ok(())
}

/// What the journal says of a step: nothing of what is not public yet, and words only as their digest.
fn told(loaded: &Loaded, event: &Event) -> (Kind, Value) {
    let (row, measure) = (&loaded.row, loaded.record.row.position);
    match event.step {
        Step::EvidenceAdded => (Kind::EvidenceAdded, json!({ "measure": measure })),
        Step::Submitted => (Kind::EntrySubmitted, json!({ "measure": measure })),
        Step::Returned => (Kind::EntryReturned, json!({ "measure": measure })),
        Step::Judged(_) => (Kind::EntryJudged, json!({ "measure": measure })),
        Step::Confirmed => {
            let data = json!({
                "body_sha256": leaf::digest(&row.body),
                "day": row.day.to_string(),
                "kind": row.kind,
                "measure": measure,
                "note_sha256": leaf::digest(&row.note),
                "site": row.site.as_ref().map(|(site, _, _)| site.0),
                "unit": row.unit.id.0,
                "value": event.value.map(|value| value.normalize().to_string()),
            });
            (Kind::EntryConfirmed, data)
        }
        Step::Published => {
            let data = json!({
                "measure": measure,
                "outcome": row.outcome,
                "value": row.verified.map(|value| value.normalize().to_string()),
            });
            (Kind::EntryPublished, data)
        }
    }
}

pub(super) fn tell(
    w: &mut Writer<'_>,
    context: &Context,
    kind: Kind,
    id: RecordId,
    data: Value,
) -> Result<LeafId, ServiceError> {
    context.leaf(w, kind, format!("entry:{id}"), data)
}

pub(super) fn keep_step(
    w: &mut Writer<'_>,
    context: &Context,
    id: RecordId,
    code: &str,
    value: Option<Decimal>,
    reason: String,
    leaf: LeafId,
) -> Result<(), ServiceError> {
    let step = StepRow {
        step: code.to_owned(),
        value,
        reason,
        at: context.at,
        by: context.by.account,
        unit: context.by.unit,
        leaf: Some(leaf),
    };
    Ok(rows::insert_step(w, context.j, id, &step)?)
}

//! Reports: drawn up from what was entered elsewhere, handed in, returned or accepted, and opened again.

mod burden;
mod draft;
mod form;
pub(crate) mod may;
mod read;

pub use burden::BurdenView;
pub use form::ReportFormView;
pub(crate) use read::lines;
pub use read::{PublicReport, ReportLine, ReportView};

use jiff::Timestamp;
use serde_json::{Value, json};
use shishi_commitments::report::{self, Command, Content, Event, Period, Reopening, Texts};
use shishi_kernel::{Actor, Calendar, JurisdictionId, LeafId, ReportId, UnitId, civil_date};
use shishi_store::reports::{self as rows, NewReport, ReportRow, ReportStep};
use shishi_store::{StoreError, Writer, ledger};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// Which report is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportAt {
    /// The commitment's slug.
    pub slug: String,
    /// The unit that reports.
    pub unit: UnitId,
    /// On which period.
    pub period: Period,
}

/// What is to be done with a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportMove {
    /// Keep what was written.
    Save(Texts),
    /// Hand it in, with everything else as it is entered now.
    Submit(Texts),
    /// Send it back, with the reason.
    Return(String),
    /// Accept and publish it.
    Accept,
    /// Open it again.
    Reopen(Reopening),
}

impl Service {
    /// Does something with a report that was seen at a revision; 0 when nobody had kept anything yet.
    ///
    /// # Errors
    /// A refusal of the rules on reports; [`ServiceError::Conflict`] when it was changed meanwhile;
    /// [`ServiceError::NotFound`] when the unit does not report on this commitment for this period.
    pub fn move_report(
        &self,
        actor: &Actor,
        report: &ReportAt,
        revision: u32,
        step: ReportMove,
    ) -> Result<(), ServiceError> {
        match step {
            ReportMove::Save(_) | ReportMove::Submit(_) => may::WRITE_REPORT.check(actor)?,
            _ => may::JUDGE_REPORT.check(actor)?,
        }
        let (j, at, by, report) = (self.jurisdiction(), self.now(), actor.clone(), report.clone());
        let salt = self.random_hex::<16>();
        self.commit(move |w| {
            let head = ledger::head(w, j, &report.slug)?.ok_or(ServiceError::NotFound)?;
            let found = rows::find(w, j, head.id, report.unit, &report.period.code())?;
            if found.is_none() && !read::reports_on(w, j, &head, &report)? {
                return Err(ServiceError::NotFound);
            }
            if found.as_ref().map_or(0, |row| row.head.revision) != revision {
                return Err(ServiceError::Conflict);
            }
            let drafted = draft::drafted(w, j, &report)?;
            let with = |texts: Texts, questions: &[String]| Content {
                texts: draft::answering(texts, questions),
                ..drafted.content.clone()
            };
            let command = match step {
                ReportMove::Save(texts) => Command::Save(draft::answering(texts, &drafted.questions)),
                ReportMove::Submit(texts) => Command::Submit(with(texts, &drafted.questions)),
                ReportMove::Return(reason) => Command::Return { reason },
                ReportMove::Accept => Command::Accept,
                ReportMove::Reopen(reopening) => Command::Reopen(reopening),
            };
            let facts = draft::facts(&report, found.as_ref())?;
            let signs = rows::has_head(w, j, report.unit)?;
            let event = report::decide(&facts, &crate::slips::parties(&head), signs, command, &by, at)
                .map_err(|refusal| ServiceError::refused(&refusal))?;
            let mut row = match found {
                Some(row) => row,
                None => begin(w, j, head.id, &report, salt)?,
            };
            let told = apply(&mut row, drafted.content, event, at)?;
            let leaf = tell(w, j, &report, &row, &told, &by, at)?;
            rows::update(w, j, &row)?;
            if let Some(step) = told.step {
                let step = ReportStep {
                    step: step.to_owned(),
                    words: told.words,
                    at,
                    unit: None,
                    leaf,
                };
                rows::insert_step(w, j, row.head.id, &step, (by.account, by.unit))?;
                read::tell_of(w, j, &head, &report, &row.head, at)?;
                w.touch(j)?;
            }
            Ok(())
        })
    }
}

/// Keeps an empty draft, to be written over in the same unit of work.
fn begin(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    commitment: shishi_kernel::CommitmentId,
    report: &ReportAt,
    salt: String,
) -> Result<ReportRow, ServiceError> {
    let new = NewReport {
        commitment,
        unit: report.unit,
        period: report.period.code(),
        due: report.period.due(report::DUE_WORKING_DAYS, Calendar::china()),
        content: draft::written(&Content::default())?,
        salt,
    };
    match rows::insert(w, j, &new) {
        Err(StoreError::Duplicate(_)) => return Err(ServiceError::Conflict),
        other => other?,
    };
    let row = rows::find(w, j, commitment, report.unit, &new.period)?;
    row.ok_or_else(|| ServiceError::internal("a report that was just kept is not there"))
}

/// What the journal and the report's history are told.
struct Told {
    kind: Kind,
    /// For the history; `None` for what only the unit sees.
    step: Option<&'static str>,
    words: String,
    data: Value,
}

/// The row after an event.
fn apply(row: &mut ReportRow, drafted: Content, event: Event, at: Timestamp) -> Result<Told, ServiceError> {
    let today = civil_date(at);
    let salt = row.salt.clone();
    let hidden = |text: &str| leaf::salted(&salt, text);
    let told = |kind, step, words, data| Told {
        kind,
        step,
        words,
        data,
    };
    Ok(match event {
        Event::Saved(texts) => {
            row.content = draft::written(&Content { texts, ..drafted })?;
            let data = json!({ "content_salted": hidden(&row.content) });
            told(Kind::ReportSaved, None, String::new(), data)
        }
        Event::Submitted(content) => {
            "submitted".clone_into(&mut row.head.state);
            row.head.reason = None;
            let first = *row.head.submitted_on.get_or_insert(today);
            row.content = draft::written(&content)?;
            let data = json!({
                "content_salted": hidden(&row.content),
                "due": row.head.due.to_string(),
                "first": first.to_string(),
            });
            told(Kind::ReportSubmitted, Some("submitted"), String::new(), data)
        }
        Event::Returned(reason) => {
            "returned".clone_into(&mut row.head.state);
            let data = json!({ "reason_salted": hidden(&reason) });
            row.head.reason = Some(reason.clone());
            told(Kind::ReportReturned, Some("returned"), reason, data)
        }
        Event::Accepted { on, objections_until } => {
            "accepted".clone_into(&mut row.head.state);
            row.head.accepted_on = Some(on);
            row.head.reopening = None;
            row.published = Some(row.content.clone());
            let data = json!({
                "content_sha256": leaf::digest(&row.content),
                "objections_until": objections_until.to_string(),
                "values": values(&draft::read(&row.content)?),
            });
            told(Kind::ReportAccepted, Some("accepted"), String::new(), data)
        }
        Event::Reopened(open) => {
            let data = json!({
                "approver_sha256": leaf::digest(&open.approver),
                "reason_sha256": leaf::digest(&open.reason),
                "until": open.until.to_string(),
            });
            let words = open.reason.clone();
            row.head.reopening = Some((open.reason, open.approver, open.until));
            told(Kind::ReportReopened, Some("reopened"), words, data)
        }
    })
}

/// The values of a report that is public.
fn values(content: &Content) -> Vec<Value> {
    let lines = content.lines.iter().filter_map(|line| {
        let (value, as_of) = line.reported?;
        Some(json!({
            "as_of": as_of.to_string(),
            "target_version": line.definition.version,
            "value": value.to_string(),
            "what": line.definition.what,
        }))
    });
    lines.collect()
}

fn tell(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    report: &ReportAt,
    row: &ReportRow,
    told: &Told,
    by: &Actor,
    at: Timestamp,
) -> Result<LeafId, ServiceError> {
    let mut data = told.data.clone();
    if let Some(map) = data.as_object_mut() {
        let ReportId(id) = row.head.id;
        map.insert("period".to_owned(), json!(report.period.code()));
        map.insert("report".to_owned(), json!(id));
        map.insert("unit".to_owned(), json!(report.unit.0));
    }
    let subject = format!("commitment:{}", report.slug);
    leaf::append(w, j, &Leaf::new(told.kind, subject, Some(by), at, data))
}

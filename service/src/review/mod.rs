//! The review of what was read: from a reading to a draft, its commands, and the issue.

mod convert;
mod issue;
pub(crate) mod may;

pub(crate) use convert::input_of;

use jiff::Timestamp;
use serde_json::json;
use shishi_commitments::draft::{Draft, DraftCommand, DraftEvent, decide};
use shishi_kernel::{Actor, DraftId};
use shishi_store::views::DocumentPage;
use shishi_store::{Writer, documents, drafts, jurisdictions};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// A review with the document that it is of.
#[derive(Clone, Debug)]
pub struct DraftView {
    /// The draft.
    pub id: DraftId,
    /// Its stored revision: a command names it, so that two reviewers do not overwrite each other.
    pub revision: u32,
    /// The document.
    pub document: DocumentPage,
    /// The state.
    pub draft: Draft,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Service {
    /// Every review, newest first.
    ///
    /// # Errors
    /// Unless the actor is a supervisor or an auditor.
    pub fn drafts(&self, actor: &Actor) -> Result<Vec<drafts::DraftSummary>, ServiceError> {
        may::READ_REVIEW.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| Ok(drafts::list(r, j)?))
    }

    /// One review.
    ///
    /// # Errors
    /// Unless the actor is a supervisor or an auditor; when there is no such review.
    pub fn draft(&self, actor: &Actor, id: DraftId) -> Result<DraftView, ServiceError> {
        may::READ_REVIEW.check(actor)?;
        let j = self.jurisdiction();
        let (record, document) = self.store().read(|r| {
            let record = drafts::get(r, j, id)?.ok_or(ServiceError::NotFound)?;
            let document = documents::page(r, j, record.document)?.ok_or(ServiceError::NotFound)?;
            Ok::<_, ServiceError>((record, document))
        })?;
        let draft = parse(&record.body)?;
        Ok(DraftView {
            id,
            revision: record.revision,
            document,
            draft,
            updated_at: record.updated_at,
        })
    }

    /// Carries out a command on a review, except the issue, which is [`Service::issue_draft`]. Returns the new revision.
    ///
    /// # Errors
    /// A refusal of the draft's rules; [`ServiceError::Conflict`] when somebody changed the draft meanwhile.
    pub fn draft_command(
        &self,
        actor: &Actor,
        id: DraftId,
        revision: u32,
        command: DraftCommand,
    ) -> Result<u32, ServiceError> {
        may::REVIEW.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            let (mut draft, _) = load(w, j, id, revision)?;
            let events = decide(&draft, command, at).map_err(|refusal| ServiceError::refused(&refusal))?;
            save(w, j, id, revision, &mut draft, &events, &by, at)
        })
    }
}

pub(crate) fn salt_key(draft: DraftId) -> String {
    format!("salt:draft:{draft}")
}

fn parse(body: &str) -> Result<Draft, ServiceError> {
    serde_json::from_str(body)
        .map_err(|error| ServiceError::Internal(format!("a stored draft cannot be read: {error}")))
}

/// The draft at the revision that the caller has seen, and its document.
fn load(
    w: &mut Writer<'_>,
    j: shishi_kernel::JurisdictionId,
    id: DraftId,
    revision: u32,
) -> Result<(Draft, shishi_kernel::DocumentId), ServiceError> {
    let record = drafts::get(w, j, id)?.ok_or(ServiceError::NotFound)?;
    if record.revision != revision {
        return Err(ServiceError::Conflict);
    }
    Ok((parse(&record.body)?, record.document))
}

/// Applies the events, stores the draft and writes one leaf for each event. The words under review are not
/// public yet, so a leaf holds the salted digest of its event.
#[allow(clippy::too_many_arguments, reason = "one unit of work, called from two places")]
fn save(
    w: &mut Writer<'_>,
    j: shishi_kernel::JurisdictionId,
    id: DraftId,
    revision: u32,
    draft: &mut Draft,
    events: &[DraftEvent],
    by: &Actor,
    at: Timestamp,
) -> Result<u32, ServiceError> {
    let salt = jurisdictions::setting(w, j, &salt_key(id))?.unwrap_or_default();
    for event in events {
        draft.apply(event);
        let text = serde_json::to_string(event).map_err(ServiceError::internal)?;
        let kind = if matches!(event, DraftEvent::Discarded { .. }) {
            Kind::DraftDiscarded
        } else {
            Kind::DraftChanged
        };
        let data = json!({ "event": leaf::salted(&salt, &text), "revision": draft.revision });
        leaf::append(w, j, &Leaf::new(kind, format!("draft:{id}"), Some(by), at, data))?;
    }
    let body = serde_json::to_string(draft).map_err(ServiceError::internal)?;
    drafts::update(w, j, id, revision, draft.status.code(), &body, at)?;
    Ok(revision + 1)
}

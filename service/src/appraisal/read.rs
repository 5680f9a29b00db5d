//! What the office and the public read of appraisals.

use jiff::Timestamp;
use shishi_appraisal::document::Document;
use shishi_appraisal::hearing::Progress;
use shishi_appraisal::scheme::Scheme;
use shishi_kernel::{Actor, JurisdictionId, LeafId, Role, SchemeId};
use shishi_store::Reader;
use shishi_store::appraisal::{self as rows, ReplyRow, RunRow, SchemeRow};

use super::{may, read_scheme};
use crate::{Service, ServiceError};

/// An appraisal as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppraisalView {
    /// The row.
    pub row: SchemeRow,
    /// The scheme.
    pub scheme: Scheme,
    /// Computations, first one first: the published file, when it was made, its journal entry.
    pub runs: Vec<(Document, Timestamp, LeafId)>,
    /// Replies by unit.
    pub replies: Vec<ReplyRow>,
}

impl Service {
    /// Every scheme, newest year first.
    ///
    /// # Errors
    /// When the actor may not see them or the store is away; the same holds for every read here.
    pub fn schemes(&self, actor: &Actor) -> Result<Vec<SchemeRow>, ServiceError> {
        may::READ_APPRAISAL.check(actor)?;
        let j = self.jurisdiction();
        Ok(self.store().read(|r| rows::schemes(r, j))?)
    }

    /// One appraisal, for the office; units see results once they are published, as the public does.
    ///
    /// # Errors
    /// See [`Service::schemes`].
    pub fn appraisal(&self, actor: &Actor, id: SchemeId) -> Result<Option<AppraisalView>, ServiceError> {
        may::READ_APPRAISAL.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| {
            let Some(row) = rows::scheme(r, j, id)? else {
                return Ok(None);
            };
            let mut view = view(r, j, row)?;
            if matches!(actor.role, Role::Head | Role::Clerk) {
                view.replies
                    .retain(|reply| reply.judged.is_some() || actor.unit == Some(reply.unit.id));
                if view.row.published.is_none() {
                    view.runs.clear();
                }
            }
            Ok(Some(view))
        })
    }

    /// The appraisal of a year as the public may see it: the scheme once it is in force, results once they are published,
    /// replies once they are judged.
    ///
    /// # Errors
    /// When the store is away.
    pub fn public_appraisal(&self, year: i16) -> Result<Option<AppraisalView>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| {
            let Some(row) = rows::in_force(r, j, year)? else {
                return Ok(None);
            };
            let mut view = view(r, j, row)?;
            if view.row.published.is_none() {
                view.runs.clear();
            }
            view.replies.retain(|reply| reply.judged.is_some());
            Ok(Some(view))
        })
    }

    /// Years with a scheme in force, newest first.
    ///
    /// # Errors
    /// See [`Service::public_appraisal`].
    pub fn public_appraisal_years(&self) -> Result<Vec<i16>, ServiceError> {
        let j = self.jurisdiction();
        let all = self.store().read(|r| rows::schemes(r, j))?;
        let in_force = all.into_iter().filter(|row| row.approved_at.is_some());
        Ok(in_force.map(|row| row.year).collect())
    }

    /// The published file of a computation, byte for byte as its digest stands in the journal.
    ///
    /// # Errors
    /// See [`Service::public_appraisal`].
    pub fn appraisal_file(&self, year: i16, number: u32) -> Result<Option<String>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| {
            let Some(row) = rows::in_force(r, j, year)?.filter(|row| row.published.is_some()) else {
                return Ok(None);
            };
            let runs = rows::runs(r, j, row.id)?;
            Ok(runs
                .into_iter()
                .find(|run| run.number == number)
                .map(|run| run.document))
        })
    }
}

fn view(r: &mut Reader<'_>, j: JurisdictionId, row: SchemeRow) -> Result<AppraisalView, ServiceError> {
    let runs = rows::runs(r, j, row.id)?;
    Ok(AppraisalView {
        scheme: read_scheme(&row.content)?,
        runs: runs
            .iter()
            .map(|run| Ok((document(run)?, run.at, run.leaf)))
            .collect::<Result<_, ServiceError>>()?,
        replies: rows::replies(r, j, row.id)?,
        row,
    })
}

pub(super) fn document(run: &RunRow) -> Result<Document, ServiceError> {
    serde_json::from_str(&run.document).map_err(ServiceError::internal)
}

/// How far the appraisal has come, as the rules see it.
pub(super) fn progress(r: &mut Reader<'_>, j: JurisdictionId, row: &SchemeRow) -> Result<Progress, ServiceError> {
    let runs = rows::runs(r, j, row.id)?.len();
    let replies = rows::replies(r, j, row.id)?;
    Ok(Progress {
        approved: row.approved_at.is_some(),
        runs: u32::try_from(runs).map_err(ServiceError::internal)?,
        reply_until: row.reply_until,
        replies: replies.iter().map(|reply| reply.accepted).collect(),
        finished: row.finished.is_some(),
    })
}

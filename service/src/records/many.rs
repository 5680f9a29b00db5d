//! A table of entries: what would be refused of it, and handing it in whole or not at all.

use std::sync::Arc;

use parking_lot::Mutex;
use shishi_commitments::entry::{Command, Draft};
use shishi_kernel::{Actor, MeasureId};
use shishi_store::Writer;

use super::entry::{EntryForm, begin, step, written};
use super::site::SiteFault;
use super::{load, may};
use crate::once::Context;
use crate::{Service, ServiceError};

/// A table has at most so many entries: each is a decision of its own, and others wait while they are taken.
pub const ENTRIES_AT_ONCE_MAX: usize = 500;

impl Service {
    /// What would be refused of a list of entries, by their place in it, without taking any.
    ///
    /// # Errors
    /// When there is no such measure, there are too many, or the role may write none.
    pub fn check_entries(
        &self,
        actor: &Actor,
        measure: MeasureId,
        drafts: Vec<Draft>,
    ) -> Result<Vec<SiteFault>, ServiceError> {
        may::WRITE_ENTRIES.check(actor)?;
        few(&drafts)?;
        let context = self.context(actor);
        let found = Arc::new(Mutex::new(None));
        let faults = Arc::clone(&found);
        // They are taken one after the other, since a later one may build on an earlier, and nothing of it is kept.
        let outcome: Result<(), ServiceError> = self.commit(move |w| {
            let mut refused = Vec::new();
            for (row, draft) in drafts.into_iter().enumerate() {
                match hand_in(w, &context, EntryForm { measure, draft }) {
                    Ok(_) => {}
                    Err(ServiceError::Refused { code, arguments }) => refused.push(SiteFault { row, code, arguments }),
                    Err(error) => return Err(error),
                }
            }
            *faults.lock() = Some(refused);
            Err(ServiceError::Conflict)
        });
        let found = found.lock().take();
        match (found, outcome) {
            (Some(faults), _) => Ok(faults),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(ServiceError::internal("a list of entries was not looked at")),
        }
    }

    /// Hands in a list of entries, all or none; gives how many were handed in. The others need a file first and are kept
    /// as drafts.
    ///
    /// # Errors
    /// The first refusal of the rules on entries; [`Service::check_entries`] names all of them.
    pub fn hand_in_entries(
        &self,
        actor: &Actor,
        measure: MeasureId,
        drafts: Vec<Draft>,
        key: Option<&str>,
    ) -> Result<usize, ServiceError> {
        may::WRITE_ENTRIES.check(actor)?;
        few(&drafts)?;
        let request = format!("{measure:?} {drafts:?}");
        let handed_in = self.once_unseen("entries", actor, key, &request, move |w, context| {
            let mut handed_in = 0;
            for draft in drafts {
                handed_in += i64::from(hand_in(w, context, EntryForm { measure, draft })?);
            }
            Ok(handed_in)
        })?;
        usize::try_from(handed_in).map_err(ServiceError::internal)
    }
}

fn few(drafts: &[Draft]) -> Result<(), ServiceError> {
    if drafts.len() > ENTRIES_AT_ONCE_MAX {
        return Err(ServiceError::Invalid {
            field: "file",
            code: "form.entries_many",
        });
    }
    Ok(())
}

/// Hands one in, or keeps it as a draft when only a file is wanting; says which.
fn hand_in(w: &mut Writer<'_>, context: &Context, form: EntryForm) -> Result<bool, ServiceError> {
    let id = begin(w, context, form, false)?;
    let loaded = load(w, context.j, id)?;
    match step(w, context, &loaded, Command::Submit) {
        Ok(()) => Ok(true),
        Err(error) if error.code() == "entry.evidence_missing" => {
            written(w, context, id, &loaded.record)?;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

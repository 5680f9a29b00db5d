//! Verifying a plain report: an entry is made that stands for it, and goes on from there like any other.

use shishi_commitments::entry::{Body, Command, Outcome};
use shishi_kernel::{Actor, Decimal, RecordId};
use shishi_store::records as rows;

use super::entry::step;
use super::{load, may};
use crate::{Service, ServiceError};

impl Service {
    /// Says what was found of a plain report, for which no entry stands yet.
    ///
    /// # Errors
    /// A refusal of the rules on entries; [`ServiceError::NotFound`] when there is no such report, or an entry stands for
    /// it already.
    pub fn judge_report(
        &self,
        actor: &Actor,
        report: i64,
        outcome: Outcome,
        value: Option<Decimal>,
        reason: &str,
        key: Option<&str>,
    ) -> Result<RecordId, ServiceError> {
        may::VERIFY_ENTRIES.check(actor)?;
        let reason = reason.to_owned();
        let request = (report, outcome, value, reason.clone());
        let id = self.once_unseen("report", actor, key, &request, move |w, context| {
            let report = rows::plain_report(w, context.j, report)?.ok_or(ServiceError::NotFound)?;
            super::entry::hold(w, context, report.measure)?;
            let body = Body::Value { value: report.value };
            let body = serde_json::to_string(&body).map_err(ServiceError::internal)?;
            let id = rows::insert_for_report(w, context.j, &report, &body)?;
            let loaded = load(w, context.j, id)?;
            let command = Command::Judge { outcome, value, reason };
            step(w, context, &loaded, command)?;
            Ok(id.0)
        })?;
        Ok(RecordId(id))
    }
}

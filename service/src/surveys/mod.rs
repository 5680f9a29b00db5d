//! What residents say of a commitment: recorded with how they were asked, shown beside the reported and the verified values.

pub(crate) mod may;

use serde_json::json;
use shishi_commitments::survey::{Survey, record};
use shishi_kernel::{Actor, CommitmentId};
use shishi_store::ledger;
use shishi_store::surveys::{self as rows, NewSurvey, SurveyRow};

use crate::journal::leaf::{self, Kind};
use crate::once::refused;
use crate::plans::parties;
use crate::{Service, ServiceError};

impl Service {
    /// Records a survey. The same key again records nothing more.
    ///
    /// # Errors
    /// A refusal of the rules on surveys; [`ServiceError::NotFound`] for an unknown commitment.
    pub fn record_survey(
        &self,
        actor: &Actor,
        slug: &str,
        survey: Survey,
        key: Option<&str>,
    ) -> Result<i64, ServiceError> {
        may::RECORD_SURVEY.check(actor)?;
        let slug = slug.to_owned();
        let request = (slug.clone(), survey.clone());
        self.once("survey", actor, key, &request, move |w, context| {
            let head = ledger::head(w, context.j, &slug)?.ok_or(ServiceError::NotFound)?;
            let survey = record(&parties(&head), survey, &context.by, context.at).map_err(refused)?;
            let known = rows::of_commitment(w, context.j, head.id)?;
            let same = |row: &SurveyRow| {
                (row.from, row.to, row.answers, row.content) == (survey.from, survey.to, survey.answers, survey.content)
                    && row.method == survey.method
            };
            if known.iter().any(same) {
                // Sent twice: the very same survey is there.
                return Err(ServiceError::Conflict);
            }
            let data = json!({
                "answers": survey.answers,
                "content": survey.content,
                "from": survey.from.to_string(),
                "method_sha256": leaf::digest(&survey.method),
                "to": survey.to.to_string(),
            });
            let leaf = context.leaf(w, Kind::SurveyRecorded, format!("commitment:{slug}"), data)?;
            let new = NewSurvey {
                commitment: head.id,
                from: survey.from,
                to: survey.to,
                answers: survey.answers,
                content: survey.content,
                method: survey.method,
                at: context.at,
                by: context.by.account,
                unit: context.by.unit,
                leaf,
            };
            Ok(rows::insert(w, context.j, &new)?)
        })
    }

    /// The surveys of a commitment, the one that ended last first; anybody may see them.
    ///
    /// # Errors
    /// When the store is away.
    pub fn surveys_of(&self, commitment: CommitmentId) -> Result<Vec<SurveyRow>, ServiceError> {
        let j = self.jurisdiction();
        Ok(self.store().read(|r| rows::of_commitment(r, j, commitment))?)
    }
}

//! What reports ask, and changing it.

use serde_json::json;
use shishi_commitments::report::{self, Form, FormChange, Frequency};
use shishi_kernel::{Actor, Date, JurisdictionId, civil_date};
use shishi_store::reports::{self as rows, FormRow};
use shishi_store::{Reader, StoreError};

use super::may;
use crate::journal::leaf::{self, Kind, Leaf};
use crate::notices::{Notice, tell};
use crate::{Service, ServiceError};

/// What reports ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFormView {
    /// What is asked today.
    pub now: Form,
    /// What was decided on for the next quarter, with the reason.
    pub next: Option<(Form, String)>,
}

impl Service {
    /// What reports ask now, and from the next quarter on; public.
    ///
    /// # Errors
    /// When the store is away.
    pub fn report_form(&self) -> Result<ReportFormView, ServiceError> {
        let (j, today) = (self.jurisdiction(), civil_date(self.now()));
        self.store().read(|r| {
            let rows = rows::forms(r, j)?;
            let next = rows.iter().find(|row| row.from > today);
            Ok(ReportFormView {
                now: Form::on(&rows.iter().filter_map(form).collect::<Vec<_>>(), today),
                next: next.and_then(|row| Some((form(row)?, row.reason.clone()))),
            })
        })
    }

    /// Changes what reports ask, from the first day of the next quarter on; answers that day.
    ///
    /// # Errors
    /// A refusal of the rules on reports.
    pub fn set_report_form(&self, actor: &Actor, asked: FormChange) -> Result<Date, ServiceError> {
        may::SET_REPORT_FORM.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            w.hold(j, "report form")?;
            let known = forms(w, j)?;
            let (form, reason) =
                report::change(&known, &asked, &by, at).map_err(|refusal| ServiceError::refused(&refusal))?;
            let data = json!({
                "frequency": form.frequency.code(),
                "from": form.from.to_string(),
                "questions": form.questions,
                "reason_sha256": leaf::digest(&reason),
            });
            let subject = "report:form".to_owned();
            let leaf = leaf::append(w, j, &Leaf::new(Kind::ReportFormSet, subject, Some(&by), at, data))?;
            let row = FormRow {
                from: form.from,
                frequency: form.frequency.code().to_owned(),
                questions: form.questions,
                reason,
                at,
                by: by.account,
                leaf,
            };
            rows::set_form(w, j, &row)?;
            for unit in rows::reporting_units(w, j, civil_date(at).year())? {
                let notice = Notice {
                    to: Some(unit),
                    kind: "report_form",
                    key: format!("report_form:{}:{leaf}:{unit}", row.from),
                    path: "/office/burden".to_owned(),
                    arguments: vec![("from", row.from.to_string()), ("what", row.reason.clone())],
                };
                tell(w, j, notice, at)?;
            }
            w.touch(j)?;
            Ok(form.from)
        })
    }
}

/// Every form, earliest first.
pub(super) fn forms(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<Form>, StoreError> {
    Ok(rows::forms(r, j)?.iter().filter_map(form).collect())
}

/// A stored form; `None` when its frequency is unknown.
fn form(row: &FormRow) -> Option<Form> {
    Some(Form {
        from: row.from,
        frequency: Frequency::from_code(&row.frequency)?,
        questions: row.questions.clone(),
    })
}

//! The burden meter: what units have to fill in, and what a change would add.

use shishi_commitments::burden::{self, Burden, Form as Asked};
use shishi_commitments::report::{Form, FormChange};
use shishi_kernel::{Actor, Decimal, civil_date};
use shishi_store::reports as rows;

use super::may;
use crate::{Service, ServiceError};

/// Value, day and a word to it: what is typed when a value is reported.
const VALUE_FIELDS: u32 = 3;
/// A slip asks for one answer.
const SLIP_FIELDS: u32 = 1;

/// What units have to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurdenView {
    /// The forms in force.
    pub forms: Vec<Asked>,
    /// Fields a month for all units.
    pub total: Decimal,
}

impl Service {
    /// What units have to fill in as things stand.
    ///
    /// # Errors
    /// When the role may not see it, or the store is away.
    pub fn burden(&self, actor: &Actor) -> Result<BurdenView, ServiceError> {
        may::READ_REPORTS.check(actor)?;
        let forms = self.asked(&self.report_form()?.now)?;
        let total = burden::burden(&forms, None).before;
        Ok(BurdenView { forms, total })
    }

    /// Fields a month for all units before and after another form of reports; nothing is changed.
    ///
    /// # Errors
    /// When the role may not see it, or the store is away.
    pub fn burden_of_change(&self, actor: &Actor, change: &FormChange) -> Result<Burden, ServiceError> {
        may::READ_REPORTS.check(actor)?;
        let view = self.report_form()?;
        let before = view.next.map_or(view.now, |(form, _)| form);
        let questions = change.questions.iter().filter(|words| !words.trim().is_empty());
        let after = Form {
            from: before.from,
            frequency: change.frequency,
            questions: questions.cloned().collect(),
        };
        Ok(Burden {
            before: burden::burden(&self.asked(&before)?, None).before,
            after: burden::burden(&self.asked(&after)?, None).before,
        })
    }

    /// The forms in force, with reports as a form of them says.
    fn asked(&self, form: &Form) -> Result<Vec<Asked>, ServiceError> {
        let (j, year) = (self.jurisdiction(), civil_date(self.now()).year());
        let counts = self.store().read(|r| rows::burden(r, j, year))?;
        Ok(vec![
            form.burden(counts.reports),
            Asked {
                code: "value",
                fields: VALUE_FIELDS,
                per_year: form.frequency.per_year(),
                units: counts.measures,
            },
            Asked {
                code: "slip",
                fields: SLIP_FIELDS,
                per_year: 1,
                units: counts.slips,
            },
        ])
    }
}

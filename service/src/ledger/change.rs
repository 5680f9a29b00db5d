//! Changing a target by a decision of the body in charge; the original stands beside it.

use serde_json::json;
use shishi_commitments::change::{ChangeCommand, decide_change};
use shishi_commitments::measure::TargetValue;
use shishi_kernel::{Actor, Comparator, Date, Decimal, LeafId, MeasureId, decimal_text};
use shishi_store::ledger;

use super::record::facts;
use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// A changed target, as the supervision office fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see shishi_commitments::change::ChangeCommand")]
pub struct ChangeForm {
    pub measure: MeasureId,
    pub comparator: Comparator,
    pub value: Decimal,
    pub value_max: Option<Decimal>,
    pub tolerance: Option<Decimal>,
    pub cut_off: Option<Date>,
    pub decision: String,
    pub reason: String,
}

impl Service {
    /// Records a changed target.
    ///
    /// # Errors
    /// A refusal of the ledger's rules.
    pub fn change_target(&self, actor: &Actor, form: ChangeForm) -> Result<LeafId, ServiceError> {
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            w.hold(j, &format!("target:{}", form.measure))?;
            let record = ledger::measure(w, j, form.measure)?.ok_or(ServiceError::NotFound)?;
            let command = ChangeCommand {
                comparator: form.comparator,
                value: form.value,
                value_max: form.value_max,
                tolerance: form.tolerance,
                cut_off: form.cut_off,
                decision: form.decision,
                reason: form.reason,
            };
            let event =
                decide_change(&facts(&record)?, command, &by, at).map_err(|refusal| ServiceError::refused(&refusal))?;
            let unit = record.row.unit.clone().unwrap_or_default();
            let before = event
                .before
                .as_ref()
                .map_or_else(|| "—".to_owned(), |target| in_words(target, &unit));
            let after = in_words(&event.after, &unit);
            let data = json!({
                "after": after,
                "before": before,
                "decision": event.decision,
                "measure": record.row.position,
                "reason": event.reason,
                "version": event.version,
            });
            let subject = format!("commitment:{}", record.commitment_slug);
            let leaf = leaf::append(w, j, &Leaf::new(Kind::TargetChanged, subject, Some(&by), at, data))?;
            let target = ledger::NewTarget {
                measure: event.measure,
                version: event.version,
                comparator: Some(event.after.comparator.code().to_owned()),
                value: Some(event.after.value),
                value_max: event.after.value_max,
                tolerance: event.after.tolerance,
                cut_off: event.after.cut_off,
                leaf: Some(leaf),
            };
            ledger::insert_target(w, j, &target)?;
            let change = ledger::NewChange {
                measure: event.measure,
                commitment: record.commitment,
                before,
                after,
                decision: event.decision,
                reason: event.reason,
                at: event.at,
                by: event.by,
                leaf,
            };
            ledger::insert_change(w, j, &change)?;
            w.touch(j)?;
            Ok(leaf)
        })
    }
}

/// A target in signs that need no translation: `≥ 120 场`, `4–5 家`, `≈ 600 个 ± 30, 2020-12-31`.
fn in_words(target: &TargetValue, unit: &str) -> String {
    let value = decimal_text(target.value);
    let mut text = match (target.comparator, target.value_max) {
        (Comparator::Range, Some(end)) => format!("{value}–{} {unit}", decimal_text(end)),
        (Comparator::Ge, _) => format!("≥ {value} {unit}"),
        (Comparator::Le, _) => format!("≤ {value} {unit}"),
        (Comparator::Approx, _) => format!("≈ {value} {unit}"),
        (Comparator::Eq | Comparator::Range, _) => format!("{value} {unit}"),
    };
    if let Some(tolerance) = target.tolerance {
        text.push_str(&format!(" ± {}", decimal_text(tolerance)));
    }
    if let Some(day) = target.cut_off {
        text.push_str(&format!(", {day}"));
    }
    text
}

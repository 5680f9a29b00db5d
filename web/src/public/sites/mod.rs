//! Sites and entries: their words, the same in the office and in public; a commitment's section, the pages of all of them,
//! a map and files.

pub(crate) mod files;
mod map;
mod section;

pub(crate) use map::{Map, Spot};
pub(crate) use section::spots;
pub(super) use section::{handle_entries, handle_sites, section};

use shishi_kernel::{Decimal, decimal_text};
use shishi_service::commitments::entry::{Body, ratio};
use shishi_service::record_rows::RecordRow;

use crate::shell::Frame;

/// The word for a stage.
pub(crate) fn stage(frame: &Frame, code: &str) -> &'static str {
    frame.coded("site-stage-", code)
}

/// The word for how far an entry is, with its class.
pub(crate) fn standing(frame: &Frame, state: &str, outcome: Option<&str>) -> (&'static str, &'static str) {
    match (state, outcome) {
        ("judged", Some(outcome)) => (frame.coded("entry-judged-", outcome), "change"),
        ("published", Some(outcome)) => (found(frame, outcome), found_class(outcome)),
        _ => {
            let class = match state {
                "returned" => "bad",
                "confirmed" => "reported",
                _ => "silent",
            };
            (frame.coded("entry-state-", state), class)
        }
    }
}

/// The word for what was found.
pub(crate) fn found(frame: &Frame, outcome: &str) -> &'static str {
    frame.coded("entry-found-", outcome)
}

/// The class of what was found.
pub(crate) fn found_class(outcome: &str) -> &'static str {
    match outcome {
        "verified" => "verified",
        "contradicted" => "bad",
        _ => "untestable",
    }
}

/// An amount in a measure's unit; where there is no unit, whether it is done.
pub(crate) fn amount(frame: &Frame, value: Decimal, unit: Option<&str>) -> String {
    match unit {
        Some(unit) => format!("{} {unit}", decimal_text(value)),
        None if value == Decimal::ONE => frame.t("value-yes").to_owned(),
        None if value.is_zero() => frame.t("value-no").to_owned(),
        None => decimal_text(value),
    }
}

/// What an entry says, in one line.
pub(crate) fn said(frame: &Frame, row: &RecordRow, body: &Body) -> String {
    let unit = row.measure_unit.as_deref();
    match body {
        Body::Value { value } => amount(frame, *value, unit),
        Body::Return { numerator, denominator } => {
            let rate = row.reported.or_else(|| ratio(*numerator, *denominator, unit));
            let rate = rate.map(|rate| amount(frame, rate, unit)).unwrap_or_default();
            format!("{} / {} = {rate}", decimal_text(*numerator), decimal_text(*denominator))
        }
        Body::Activity { what, place, count, .. } => {
            let words = [what.trim(), place.trim()].into_iter().filter(|part| !part.is_empty());
            let words: Vec<&str> = words.collect();
            format!(
                "{}：{}",
                words.join(frame.t("list-separator")),
                amount(frame, *count, unit)
            )
        }
        Body::Act { number, dated, value } => {
            let value = value.map(|value| format!("：{}", amount(frame, value, unit)));
            format!("{number}（{}）{}", frame.lang.date(*dated), value.unwrap_or_default())
        }
        Body::Stage { stage, .. } => {
            let name = match &row.site {
                Some((_, name, _)) if !name.is_empty() => name.as_str(),
                _ => frame.t("site-hidden-name"),
            };
            format!("{name}：{}", self::stage(frame, stage.code()))
        }
    }
}

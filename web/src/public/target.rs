//! Targets and values in words. A blank is said to be blank; it is never a nought.

use shishi_kernel::{Decimal, decimal_text};
use shishi_service::views::MeasureRow;

use crate::shell::Lang;

/// A target as it is shown: a word before, the figure, its unit, and lines that qualify it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Target {
    /// 不少于, or empty.
    pub before: String,
    /// The figure; empty when none was promised.
    pub figure: String,
    /// 所, 人次; in Chinese whatever the page's language, since it is the document's word.
    pub unit: String,
    /// What qualifies it.
    pub lines: Vec<String>,
}

/// The target of a measure in words.
pub(super) fn target(lang: Lang, measure: &MeasureRow) -> Target {
    let unit = measure.unit.clone().unwrap_or_default();
    let with_unit = |value: Decimal| figure(value, &unit);
    let mut out = Target {
        unit: unit.clone(),
        ..Target::default()
    };
    let (Some(comparator), Some(value)) = (&measure.comparator, measure.value) else {
        let key = if is_yes_no(&measure.kind) {
            "target-yes-no"
        } else {
            "target-none"
        };
        out.unit.clear();
        out.lines.push(lang.t(key).to_owned());
        return out;
    };
    out.figure = match measure.value_max {
        Some(max) => format!("{}–{}", decimal_text(value), decimal_text(max)),
        None => decimal_text(value),
    };
    if matches!(comparator.as_str(), "ge" | "le" | "approx") {
        out.before = lang.t(&format!("target-{comparator}")).to_owned();
    }
    if let Some(per) = &measure.per {
        out.lines.push(lang.with("target-per", "per", per));
    }
    if let Some(from) = measure.baseline {
        out.lines.push(lang.with("target-from", "value", with_unit(from)));
    }
    if let Some(each) = measure.each_value.filter(|_| !measure.each_places.is_empty()) {
        let places = measure.each_places.join(lang.t("list-separator"));
        out.lines.push(lang.say(
            "target-each",
            &[("places", places.into()), ("value", with_unit(each).into())],
        ));
    }
    match (comparator.as_str(), measure.tolerance) {
        ("approx", Some(tolerance)) => {
            out.lines
                .push(lang.with("target-tolerance", "value", with_unit(tolerance)));
        }
        ("approx", None) => out.lines.push(lang.t("target-tolerance-missing").to_owned()),
        _ => {}
    }
    if matches!(measure.role.as_str(), "scale" | "part" | "implicit") {
        out.lines
            .push(lang.t(&format!("target-role-{}", measure.role)).to_owned());
    }
    out
}

/// A value of a measure: 37 场, or 已完成 / 未完成 where it is yes or no.
pub(super) fn value(lang: Lang, measure: &MeasureRow, value: Decimal) -> String {
    if measure.value.is_none() && is_yes_no(&measure.kind) {
        return lang
            .t(if value.is_zero() { "value-no" } else { "value-yes" })
            .to_owned();
    }
    figure(value, measure.unit.as_deref().unwrap_or_default())
}

fn is_yes_no(kind: &str) -> bool {
    matches!(kind, "document" | "works" | "quality")
}

fn figure(value: Decimal, unit: &str) -> String {
    let value = decimal_text(value);
    if unit.is_empty() || unit == "%" {
        format!("{value}{unit}")
    } else {
        format!("{value} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::public::sample;

    #[test]
    fn targets_in_words() {
        type Change = fn(&mut MeasureRow);
        let rows: &[(Change, &str, &str)] = &[
            (|_| {}, "11 所", "11 所"),
            (|m| m.comparator = Some("ge".into()), "不少于 11 所", "at least 11 所"),
            (|m| m.comparator = Some("le".into()), "不超过 11 所", "at most 11 所"),
            (
                |m| m.comparator = Some("approx".into()),
                "约 11 所；没有写明允许的误差",
                "about 11 所；no tolerance is stated",
            ),
            (
                |m| {
                    m.comparator = Some("approx".into());
                    m.tolerance = Some(2.into());
                },
                "约 11 所；允许误差 ±2 所",
                "about 11 所；tolerance ±2 所",
            ),
            (
                |m| {
                    m.comparator = Some("range".into());
                    m.value_max = Some(1200.into());
                },
                "11–1,200 所",
                "11–1,200 所",
            ),
            (|m| m.per = Some("户".into()), "11 所；每户", "11 所；per 户"),
            (|m| m.baseline = Some(6.into()), "11 所；原为 6 所", "11 所；from 6 所"),
            (
                |m| {
                    m.each_value = Some(1.into());
                    m.each_places = vec!["甲街道".into(), "乙街道".into()];
                },
                "11 所；甲街道、乙街道各 1 所",
                "11 所；1 所 at each of 甲街道, 乙街道",
            ),
            (
                |m| {
                    m.comparator = None;
                    m.value = None;
                },
                " ；文件里没有数字",
                " ；no figure in the document",
            ),
            (
                |m| {
                    m.comparator = None;
                    m.value = None;
                    m.kind = "document".into();
                },
                " ；做成或没有做成，没有数字",
                " ；done or not done; there is no figure",
            ),
        ];
        for (change, zh, en) in rows {
            let mut measure = sample::measure();
            change(&mut measure);
            for (lang, text) in [(Lang::Zh, zh), (Lang::En, en)] {
                let t = target(lang, &measure);
                let head = [t.before.as_str(), t.figure.as_str()].join(" ");
                let mut lines = vec![format!("{} {}", head.trim_start(), t.unit)];
                lines.extend(t.lines);
                assert_eq!(lines.join("；"), *text);
            }
        }
    }

    #[test]
    fn a_yes_or_no_is_said_so() {
        let mut measure = sample::measure();
        assert_eq!(value(Lang::Zh, &measure, 1200.into()), "1,200 所");
        assert_eq!(value(Lang::Zh, &measure, 0.into()), "0 所");
        measure.unit = Some("%".into());
        assert_eq!(value(Lang::Zh, &measure, 90.into()), "90%");
        measure.kind = "document".into();
        measure.value = None;
        assert_eq!(value(Lang::En, &measure, 1.into()), "done");
        assert_eq!(value(Lang::En, &measure, 0.into()), "not done");
    }
}

//! What cannot be checked as it is written.
//!
//! A finding blames nobody: it says which words leave open how the result would be told from a failure, before the
//! list is published or while a plan can still say more. Each follows from the words of the item alone.

use std::ops::Range;

use shishi_kernel::{Comparator, Decimal, Span, decimal_text};

use crate::draft::{Proposal, TargetProposal, TargetRole};
use crate::measure::fault::is_growth;
use crate::measure::{Measure, MeasureKind, standard_words};
use crate::place::exact;
use crate::text::{clauses, first_of, standard_number};

/// What is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    /// No figure and nothing else that could be tested: any result, or none, would fit the words.
    NoFigure,
    /// Part of the item can be tested and this part cannot.
    PartUntestable,
    /// All of a group is promised and the size of the group is not said, so that nobody can tell when it is all.
    DenominatorUnstated,
    /// About a number, with no word on how far off still counts.
    ToleranceUndeclared,
    /// Neither the item nor the programme says by when.
    NoCutOff,
    /// One for each village and the like, and the places are not listed, so that a wrong place cannot be shown.
    DistributiveNoList,
    /// A rate, and neither numerator nor denominator is defined: the same year can give two honest values.
    RateWithoutDenominator,
    /// A standard must be met and is not named by number or title.
    StandardUnnamed,
    /// The words reach over several years or batches: this year's part has to be told from the rest.
    MultiYear,
    /// New and carried-over objects are promised in one figure: what last year's list promised could count twice.
    CarriedOver,
    /// A building project with its size and no word on when it is finished.
    FinishUnstated,
    /// The parts printed do not add up to the total printed.
    PartsDoNotAddUp,
    /// No lead unit is named: nobody answers for the result.
    NoLead,
}

impl FindingCode {
    /// Every finding.
    pub const ALL: [Self; 13] = [
        Self::NoFigure,
        Self::PartUntestable,
        Self::DenominatorUnstated,
        Self::ToleranceUndeclared,
        Self::NoCutOff,
        Self::DistributiveNoList,
        Self::RateWithoutDenominator,
        Self::StandardUnnamed,
        Self::MultiYear,
        Self::CarriedOver,
        Self::FinishUnstated,
        Self::PartsDoNotAddUp,
        Self::NoLead,
    ];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoFigure => "finding.no_figure",
            Self::PartUntestable => "finding.part_untestable",
            Self::DenominatorUnstated => "finding.denominator_unstated",
            Self::ToleranceUndeclared => "finding.tolerance_undeclared",
            Self::NoCutOff => "finding.no_cut_off",
            Self::DistributiveNoList => "finding.distributive_no_list",
            Self::RateWithoutDenominator => "finding.rate_without_denominator",
            Self::StandardUnnamed => "finding.standard_unnamed",
            Self::MultiYear => "finding.multi_year",
            Self::CarriedOver => "finding.carried_over",
            Self::FinishUnstated => "finding.finish_unstated",
            Self::PartsDoNotAddUp => "finding.parts_do_not_add_up",
            Self::NoLead => "finding.no_lead",
        }
    }
}

/// Something that cannot be checked as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is left open.
    pub code: FindingCode,
    /// Values for the sentence: `words` is the quotation it speaks of, `what` a measure's words.
    pub arguments: Vec<(&'static str, String)>,
    /// Where the words stand, when that is known; see [`crate::issue::Issued::place_words`].
    pub span: Option<Span>,
}

/// What cannot be checked in an item as it is written. `measures` are those of [`crate::measure::measures_of`].
#[must_use]
pub fn findings(proposal: &Proposal, measures: &[Measure], year: Option<i16>) -> Vec<Finding> {
    let mut found = Vec::new();
    untested(measures, &mut found);
    figures(measures, &mut found);
    words(proposal, measures, year, &mut found);
    parts(proposal, &mut found);
    if proposal.leads.is_empty() {
        found.push(Finding {
            code: FindingCode::NoLead,
            arguments: Vec::new(),
            span: None,
        });
    }
    found
}

fn about(code: FindingCode, measure: &Measure) -> Finding {
    let mut arguments = vec![("what", measure.what.clone())];
    arguments.extend(measure.as_written.clone().map(|words| ("words", words)));
    Finding {
        code,
        arguments,
        span: measure.span,
    }
}

/// Promises without a figure.
fn untested(measures: &[Measure], found: &mut Vec<Finding>) {
    let unmeasured = |measure: &&Measure| !measure.testable && measure.kind != MeasureKind::Coverage;
    let uncounted = |measure: &&Measure| measure.kind == MeasureKind::Coverage && measure.target.is_none();
    if measures.iter().any(|measure| measure.testable) {
        found.extend(
            measures
                .iter()
                .filter(unmeasured)
                .map(|measure| about(FindingCode::PartUntestable, measure)),
        );
    } else if !measures.iter().any(|measure| measure.kind == MeasureKind::Coverage) {
        let what = measures.first().map(|measure| ("what", measure.what.clone()));
        let span = measures.first().and_then(|measure| measure.span);
        let words = measures
            .first()
            .and_then(|measure| measure.as_written.clone())
            .map(|words| ("words", words));
        let arguments = what.into_iter().chain(words).collect();
        found.push(Finding {
            code: FindingCode::NoFigure,
            arguments,
            span,
        });
    }
    // How many people live in a place is published; how many lifts it has is not.
    let counted_by_census = |measure: &&Measure| {
        measure
            .as_written
            .as_deref()
            .is_some_and(|words| group_reached(words).is_some_and(is_people))
    };
    found.extend(
        measures
            .iter()
            .filter(uncounted)
            .filter(|measure| !counted_by_census(measure))
            .map(|measure| about(FindingCode::DenominatorUnstated, measure)),
    );
}

/// The group in 为全区居民购买…: the words between 为 and the verb.
fn group_reached(words: &str) -> Option<&str> {
    let start = words.find('为')? + '为'.len_utf8();
    let verb = first_of(&words[start..], &["购买", "投保", "配备", "安装", "发放"])?;
    Some(&words[start..start + verb.start])
}

fn is_people(group: &str) -> bool {
    let group = group.trim_end_matches("统一").trim_end_matches("免费");
    ["居民", "家庭", "人口", "群众", "市民", "村民", "住户", "老年人", "老人"]
        .iter()
        .any(|word| group.ends_with(word))
}

/// Figures that leave something open.
fn figures(measures: &[Measure], found: &mut Vec<Finding>) {
    for measure in measures {
        let Some(target) = &measure.target else { continue };
        if target.comparator == Comparator::Approx && target.tolerance.is_none() {
            found.push(about(FindingCode::ToleranceUndeclared, measure));
        }
        if measure.kind == MeasureKind::Rate && !is_growth(&measure.what) {
            found.push(about(FindingCode::RateWithoutDenominator, measure));
        }
    }
    let open = measures
        .iter()
        .find(|measure| measure.target.as_ref().is_some_and(|target| target.cut_off.is_none()));
    found.extend(open.map(|measure| about(FindingCode::NoCutOff, measure)));
}

/// Words that leave something open.
fn words(proposal: &Proposal, measures: &[Measure], year: Option<i16>, found: &mut Vec<Finding>) {
    let text = proposal.text.as_str();
    let mut quote = |code, range: Option<Range<usize>>| {
        let Some(range) = range else { return };
        let span = exact(&proposal.passages, text, &range);
        found.push(Finding {
            code,
            arguments: vec![("words", text[range].to_owned())],
            span,
        });
    };
    let listed = measures
        .iter()
        .any(|measure| measure.each.as_ref().is_some_and(|each| !each.places.is_empty()));
    let objects = measures
        .iter()
        .any(|m| m.target.is_some() && matches!(m.kind, MeasureKind::Count | MeasureKind::Coverage));
    if objects && !listed {
        quote(FindingCode::DistributiveNoList, first_of(text, EACH_PLACE));
    }
    for clause in clauses(text) {
        let words = &text[clause.range.clone()];
        let at = clause.range.start;
        let named = standard_number(words).is_some() || words.contains('《');
        let unnamed = standard_words(words).filter(|_| !named);
        quote(
            FindingCode::StandardUnnamed,
            unnamed.map(|range| at + range.start..at + range.end),
        );
    }
    quote(FindingCode::MultiYear, several_years(text, year));
    quote(FindingCode::CarriedOver, first_of(text, &["续建", "结转"]));
    let scale = measures.iter().find(|measure| measure.role == TargetRole::Scale);
    if let Some(scale) = scale.filter(|_| proposal.deadlines.is_empty()) {
        found.push(about(FindingCode::FinishUnstated, scale));
    }
}

const EACH_PLACE: &[&str] = &[
    "每村",
    "每个村",
    "每个自然村",
    "每个行政村",
    "每个社区",
    "每个街道",
    "每个镇",
    "每个乡镇",
    "每镇",
    "每校",
    "每所学校",
    "每个小区",
    "每个园区",
    "每处小区",
];

/// Words that reach over the year's end: batches and phases, spans of years, a later year.
fn several_years(text: &str, year: Option<i16>) -> Option<Range<usize>> {
    const DIGITS: &[char] = &['二', '两', '三', '四', '五', '六', '七', '八', '九', '十'];
    let counted = |at: usize, endings: &[&str]| {
        let number = text[at..].find(|c: char| !(c.is_ascii_digit() || DIGITS.contains(&c)))?;
        let ending = endings
            .iter()
            .find(|ending| number > 0 && text[at + number..].starts_with(**ending))?;
        let one = &text[at..at + number] == "1";
        (!one).then_some(number + ending.len())
    };
    let batches = text.match_indices('分').find_map(|(at, word)| {
        let length = counted(at + word.len(), &["批次", "批", "期", "年", "个年度", "阶段"])?;
        Some(at..at + word.len() + length)
    });
    let years = text
        .char_indices()
        .find_map(|(at, _)| Some(at..at + counted(at, &["年内", "年时间"])?));
    let later = year.and_then(|year| {
        text.match_indices('年').find_map(|(at, word)| {
            let start = at.checked_sub(4)?;
            let named: i16 = text.get(start..at)?.parse().ok()?;
            (named > year && named <= 2100).then_some(start..at + word.len())
        })
    });
    [batches, years, later]
        .into_iter()
        .flatten()
        .min_by_key(|range| range.start)
}

/// Parts printed after a total, in its unit, and the figures at several places: they must add up.
fn parts(proposal: &Proposal, found: &mut Vec<Finding>) {
    let mut report = |total: &TargetProposal, sum: Decimal| {
        if sum != total.value {
            let arguments = vec![
                ("what", total.what.clone()),
                ("total", decimal_text(total.value)),
                ("sum", decimal_text(sum)),
                ("words", total.as_written.clone()),
            ];
            found.push(Finding {
                code: FindingCode::PartsDoNotAddUp,
                arguments,
                span: total.span,
            });
        }
    };
    for (index, total) in proposal.targets.iter().enumerate() {
        if let Some(each) = total.each.as_ref().filter(|each| !each.places.is_empty()) {
            report(total, each.value.saturating_mul(Decimal::from(each.places.len())));
        }
        if total.role == TargetRole::Part {
            continue;
        }
        let following = proposal.targets[index + 1..]
            .iter()
            .take_while(|part| part.role == TargetRole::Part);
        let values: Vec<Decimal> = following
            .filter(|part| part.unit == total.unit)
            .map(|part| part.value)
            .collect();
        // A single part (其中甲7个) does not claim to be all of them.
        if values.len() > 1 {
            report(total, values.into_iter().fold(Decimal::ZERO, Decimal::saturating_add));
        }
    }
}

//! How numbers hang together: old and new values, figures at each of several places, parts of a total.

use rust_decimal::Decimal;
use std::collections::BTreeSet;

use super::Draft;
use super::context::{change_to, distributive};
use super::numerals::{Numeral, UnitKind};
use crate::reading::{Confidence, Each, TargetRole};

/// Old values, and which new value each belongs to.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Numbers that are old values.
    pub baselines: BTreeSet<usize>,
    /// Pairs of a new value and its old one, ordered by the new one.
    pairs: Vec<(usize, usize)>,
}

impl Links {
    /// The old value of a new one.
    pub(super) fn from(&self, new: usize) -> Option<usize> {
        let at = self.pairs.binary_search_by_key(&new, |(n, _)| *n).ok()?;
        self.pairs.get(at).map(|(_, old)| *old)
    }
}

/// Finds 由A提高到B, and 分别由A、B提高到C、D, where old and new values are zipped.
pub(super) fn links(words: &str, numerals: &[Numeral]) -> Links {
    let mut links = Links::default();
    let usable = |i: usize| numerals.get(i).is_some_and(|n: &Numeral| !n.name);
    let gap = |i: usize| -> &str {
        let (Some(left), Some(right)) = (numerals.get(i), numerals.get(i + 1)) else {
            return "";
        };
        words.get(left.unit_end..right.start).unwrap_or("")
    };
    let listed = |i: usize| matches!(gap(i), "、" | "和" | "及" | "与");
    let mut old = 0;
    while old + 1 < numerals.len() {
        let Some(reach) = change_gap(gap(old)).filter(|_| usable(old) && usable(old + 1)) else {
            old += 1;
            continue;
        };
        debug_assert!(reach > 0, "a verb of change is not empty");
        // The verb stands between `old` and the next number: take the lists on both sides.
        let mut left = old;
        while left > 0 && usable(left - 1) && listed(left - 1) && !links.baselines.contains(&(left - 1)) {
            left -= 1;
        }
        let mut right = old + 1;
        while usable(right + 1) && listed(right) {
            right += 1;
        }
        let (olds, news) = (old - left + 1, right - old);
        if olds == news {
            for step in 0..olds {
                links.baselines.insert(left + step);
                links.pairs.push((old + 1 + step, left + step));
            }
            old = right;
        } else {
            links.baselines.insert(old);
            links.pairs.push((old + 1, old));
            old += 1;
        }
    }
    links.pairs.sort_unstable();
    links
}

/// Whether the words between two numbers lead from an old value to a new one.
fn change_gap(gap: &str) -> Option<usize> {
    let gap = gap.trim_start_matches(['左', '右', '以', '上', '/', ')']);
    let len = change_to(gap)?;
    let rest = gap.get(len..)?;
    (rest.chars().count() <= 8 && !rest.contains([',', '。', ';', '、'])).then_some(len)
}

/// Multiplies 在甲、乙各建设一处 by the places named, and 8个区各建1所 by the number of places.
pub(super) fn multiply(words: &str, numerals: &[Numeral], drafts: &mut Vec<Draft>, scope: &mut dyn FnMut(usize)) {
    let mut dropped = Vec::new();
    for at in 0..drafts.len() {
        let index = drafts[at].numeral;
        let numeral = &numerals[index];
        let floor = clause_start(words, numeral.start);
        let before = words.get(floor..numeral.start).unwrap_or("");
        let Some(each) = distributive(before) else { continue };
        let list = before.get(..each).unwrap_or("");
        // A number of places before 各, with nothing but the noun between.
        let counted = at.checked_sub(1).filter(|p| {
            let place = &numerals[drafts[*p].numeral];
            place.unit_end >= floor && place.kind == UnitKind::Count && {
                let noun = words.get(place.unit_end..floor + each).unwrap_or("、");
                noun.chars().count() <= 8 && !noun.contains(['、', ','])
            }
        });
        let draft_value = drafts[at].value;
        if let Some(previous) = counted {
            let count = drafts[previous].value;
            if let Some(total) = draft_value.checked_mul(count) {
                drafts[at].value = total;
                drafts[at].each = Some(Each {
                    value: draft_value,
                    places: Vec::new(),
                });
                dropped.push(previous);
                scope(drafts[previous].numeral);
            }
            continue;
        }
        let places = places(list);
        if places.len() >= 2 {
            let count = Decimal::from(places.len());
            drafts[at].value = draft_value.checked_mul(count).unwrap_or(draft_value);
            drafts[at].each = Some(Each {
                value: draft_value,
                places,
            });
            drafts[at].confidence = Confidence::Likely("“各”字前列出的地点数乘以每处的数量".to_owned());
        } else if !list.is_empty() || words.get(..floor).is_some_and(|w| w.is_empty()) {
            drafts[at].per = Some("处".to_owned());
            drafts[at].role = TargetRole::Rate;
            drafts[at].confidence = Confidence::Likely("“各”所指的单位没有列出，总数不明".to_owned());
        }
    }
    for previous in dropped.into_iter().rev() {
        drafts.remove(previous);
    }
}

fn clause_start(words: &str, end: usize) -> usize {
    words
        .get(..end)
        .unwrap_or("")
        .char_indices()
        .rev()
        .take(120)
        .find(|(_, c)| matches!(c, '。' | ';' | ',' | '\n' | ':'))
        .map_or_else(|| if end <= 360 { 0 } else { end }, |(at, c)| at + c.len_utf8())
}

/// The places in a list before 各.
fn places(list: &str) -> Vec<String> {
    let start = ["在", "于", "对", "为"]
        .iter()
        .filter_map(|w| list.rfind(w).map(|at| at + w.len()))
        .max()
        .unwrap_or(0);
    let names = list.get(start..).unwrap_or("");
    if names.chars().any(|c| c.is_ascii_digit()) {
        return Vec::new();
    }
    let mut out: Vec<String> = Vec::new();
    for piece in names.split(['、', '和', '及', '与']) {
        let piece = piece.trim().trim_end_matches('等').trim_end_matches("分别");
        if (1..=16).contains(&piece.chars().count()) {
            out.push(piece.to_owned());
        }
    }
    out
}

/// Marks the breakdown of a total: behind 其中, or in brackets right behind it, as long as the sum fits.
pub(super) fn parts(words: &str, numerals: &[Numeral], drafts: &mut [Draft]) {
    let mut at = 0;
    while at + 1 < drafts.len() {
        let total = numerals[drafts[at].numeral].clone();
        let next = numerals[drafts[at + 1].numeral].start;
        let between = words.get(total.unit_end..next).unwrap_or("");
        let among = between.contains("其中") && !between.contains('。');
        let opens = between.trim_start_matches(['以', '上', '左', '右']).starts_with('(') || between.contains("(其中");
        let bracket = opens && !between.contains(')');
        if (!among && !bracket) || drafts[at].role == TargetRole::Part {
            at += 1;
            continue;
        }
        let run = run_of_parts(words, numerals, drafts, at, bracket);
        let unit_of = |d: &Draft| words_of(words, &numerals[d.numeral]);
        let owner = unit_of(&drafts[at]).to_owned();
        let sum: Decimal = run.iter().map(|i| drafts[*i].value).sum();
        if among || sum == drafts[at].value || run.iter().all(|i| unit_of(&drafts[*i]) == owner) {
            for index in &run {
                if unit_of(&drafts[*index]) == owner {
                    drafts[*index].role = TargetRole::Part;
                }
            }
        }
        at += run.len().max(1);
    }
}

fn words_of<'a>(words: &'a str, numeral: &Numeral) -> &'a str {
    words.get(numeral.unit_start..numeral.unit_end).unwrap_or("")
}

/// The figures behind a total that can be its parts.
fn run_of_parts(words: &str, numerals: &[Numeral], drafts: &[Draft], total: usize, bracket: bool) -> Vec<usize> {
    let owner = &numerals[drafts[total].numeral];
    let unit = words_of(words, owner);
    let mut sum = Decimal::ZERO;
    let mut out = Vec::new();
    let mut end = owner.unit_end;
    for (index, draft) in drafts.iter().enumerate().skip(total + 1) {
        let numeral = &numerals[draft.numeral];
        let gap = words.get(end..numeral.start).unwrap_or("");
        let closed = !out.is_empty() && (gap.contains(['。', ';']) || (bracket && gap.contains(')')));
        if closed || sum >= drafts[total].value {
            break;
        }
        end = numeral.unit_end;
        if words_of(words, numeral) != unit {
            if bracket {
                continue;
            }
            break;
        }
        sum += draft.value;
        if sum > drafts[total].value {
            break;
        }
        out.push(index);
    }
    out
}

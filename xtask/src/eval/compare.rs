//! A reading against the labels.

use std::collections::BTreeMap;
use std::str::FromStr;

use shishi_gazette::reading::{Chronicle, Entry, Item, Reading, Target, TargetRole};
use shishi_kernel::Decimal;

use super::gold::{self, Gold};
use super::score::Score;

type Scores = BTreeMap<&'static str, Score>;

/// Share of character pairs that texts of an item must have in common.
const ITEM_DICE_MIN: f64 = 0.8;

/// The same for entries of a chronicle.
const ENTRY_DICE_MIN: f64 = 0.9;

/// Compares a whole document.
pub fn document(gold: &Gold, reading: &Reading, scores: &mut Scores, differences: &mut Vec<String>) {
    let mut both = Both { scores, differences };
    let read: &[Item] = reading.programme.as_ref().map_or(&[], |p| &p.items);
    items(gold, read, &mut both);
    let read = reading.programme.as_ref().map_or(Vec::new(), |p| {
        p.categories
            .iter()
            .map(|c| format!("{} {}", c.number, c.title.value))
            .collect()
    });
    let labelled = gold
        .categories
        .iter()
        .map(|c| format!("{} {}", c.no, c.title))
        .collect();
    if !gold.categories.is_empty() {
        both.multiset("categories", "", labelled, read);
    }
    if !gold.requirements.is_empty() {
        let read = reading
            .requirements
            .iter()
            .map(|r| format!("{} {}", r.number, r.title.value))
            .collect();
        both.multiset(
            "requirements",
            "",
            gold.requirements
                .iter()
                .map(|r| format!("{} {}", r.no, r.title))
                .collect(),
            read,
        );
    }
    chronicle(gold, reading, &mut both);
}

struct Both<'a> {
    scores: &'a mut Scores,
    differences: &'a mut Vec<String>,
}

impl Both<'_> {
    fn score(&mut self, field: &'static str) -> &mut Score {
        self.scores.entry(field).or_default()
    }

    /// Counts two multisets against each other.
    fn multiset(&mut self, field: &'static str, place: &str, labelled: Vec<String>, read: Vec<String>) {
        let mut left: Vec<String> = read.iter().map(|r| normal(r)).collect();
        let mut score = Score::default();
        for label in labelled {
            let label = normal(&label);
            if let Some(at) = left.iter().position(|r| *r == label) {
                left.swap_remove(at);
                score.hits += 1;
            } else {
                score.misses += 1;
                self.differences.push(format!("{field} {place}: missed {label}"));
            }
        }
        for extra in &left {
            self.differences.push(format!("{field} {place}: read {extra}"));
        }
        score.false_hits = u32::try_from(left.len()).unwrap_or(u32::MAX);
        self.score(field).add(score);
    }
}

/// Half-width, without spaces.
pub fn normal(text: &str) -> String {
    let folded: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect();
    folded.replace("公裏", "公里")
}

/// The share of character pairs that two texts have in common.
fn dice(left: &str, right: &str) -> f64 {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let chars: Vec<char> = text.chars().collect();
        let mut pairs: Vec<_> = chars.windows(2).map(|w| (w[0], w[1])).collect();
        pairs.sort_unstable();
        pairs
    };
    if left == right {
        return 1.0;
    }
    let (a, b) = (pairs(left), pairs(right));
    let (mut i, mut j, mut common) = (0, 0, 0_u32);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let whole = u32::try_from(a.len() + b.len()).unwrap_or(u32::MAX).max(1);
    f64::from(2 * common) / f64::from(whole)
}

fn items(gold: &Gold, read: &[Item], both: &mut Both<'_>) {
    let mut left: Vec<&Item> = read.iter().collect();
    for label in &gold.items {
        let text = normal(&label.text.joined());
        let alike = |item: &Item| dice(&text, &normal(&item_text(item)));
        // Where numbers restart, several items share one: take the one whose text is nearest.
        let found = left
            .iter()
            .enumerate()
            .filter(|(_, i)| i.number == label.no)
            .map(|(at, i)| (at, alike(i)))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let item = found.map(|(at, near)| (left.swap_remove(at), near));
        let hit = item.is_some_and(|(_, near)| near >= ITEM_DICE_MIN);
        let score = both.score("items");
        if hit {
            score.hits += 1;
        } else {
            score.misses += 1;
            score.false_hits += u32::from(item.is_some());
            let read = item.map_or_else(
                || "nothing".to_owned(),
                |(i, near)| format!("({near:.2}) {}", item_text(i)),
            );
            both.differences
                .push(format!("items {}: {text} / read {read}", label.no));
        }
        exact(both, label, &text, item.map(|(i, _)| i));
        fields(both, label, item.map(|(i, _)| i));
    }
    for item in left {
        both.score("items").false_hits += 1;
        both.score("items_exact").false_hits += 1;
        both.differences
            .push(format!("items: read no. {} {}", item.number, item_text(item)));
        let empty = gold::Item {
            no: item.number,
            text: gold::Text::One(String::new()),
            leads: Vec::new(),
            cos: Vec::new(),
            targets: Vec::new(),
            deadlines: Vec::new(),
            not_targets: Vec::new(),
        };
        fields(both, &empty, Some(item));
    }
}

fn exact(both: &mut Both<'_>, label: &gold::Item, text: &str, item: Option<&Item>) {
    let trim = |t: &str| t.trim_end_matches(['。', ';', '.']).to_owned();
    let same = item.is_some_and(|i| trim(&normal(&item_text(i))) == trim(text));
    let score = both.score("items_exact");
    if same {
        score.hits += 1;
    } else {
        score.misses += 1;
        score.false_hits += u32::from(item.is_some());
        if let Some(item) = item {
            both.differences.push(format!(
                "items_exact {}: {text} / read {}",
                label.no,
                normal(&item_text(item))
            ));
        }
    }
}

fn item_text(item: &Item) -> String {
    item.text.iter().map(|t| t.value.as_str()).collect()
}

fn fields(both: &mut Both<'_>, label: &gold::Item, item: Option<&Item>) {
    let place = label.no.to_string();
    let names = |units: &[shishi_gazette::reading::Read<String>]| units.iter().map(|u| u.value.clone()).collect();
    both.multiset(
        "leads",
        &place,
        label.leads.clone(),
        item.map_or(Vec::new(), |i| names(&i.leads)),
    );
    both.multiset(
        "co_units",
        &place,
        label.cos.clone(),
        item.map_or(Vec::new(), |i| names(&i.co_units)),
    );
    let read = item.map_or(Vec::new(), |i| {
        i.deadlines
            .iter()
            .map(|d| {
                d.date
                    .map(|d| d.to_string())
                    .or_else(|| d.name.clone())
                    .unwrap_or_default()
            })
            .collect()
    });
    both.multiset(
        "deadlines",
        &place,
        label.deadlines.iter().map(gold::Deadline::key).collect(),
        read,
    );
    targets(both, label, item);
}

/// A target's value, unit and comparator in one form for both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    value: Decimal,
    max: Option<Decimal>,
    unit: String,
    comparator: String,
}

fn decimal(number: &serde_json::Number) -> Decimal {
    let text = number.to_string();
    Decimal::from_str(&text)
        .or_else(|_| Decimal::from_scientific(&text))
        .unwrap_or(Decimal::MIN)
        .normalize()
}

fn label_key(target: &gold::Target) -> Key {
    Key {
        value: decimal(&target.value),
        max: target.max.as_ref().map(decimal),
        unit: normal(&target.unit),
        comparator: target.comparator.clone(),
    }
}

fn read_key(target: &Target) -> Key {
    Key {
        value: target.value.normalize(),
        max: target.value_max.map(|m| m.normalize()),
        unit: normal(&target.unit),
        comparator: target.comparator.code().to_owned(),
    }
}

fn role_field(role: &str) -> Option<&'static str> {
    match role {
        "part" => Some("targets_part"),
        "rate" => Some("targets_rate"),
        _ => None,
    }
}

fn targets(both: &mut Both<'_>, label: &gold::Item, item: Option<&Item>) {
    let mut read: Vec<&Target> = item.map_or(Vec::new(), |i| i.targets.iter().collect());
    let (optional, firm): (Vec<_>, Vec<_>) = label.targets.iter().partition(|t| t.is_optional());
    for target in firm {
        let key = label_key(target);
        let found = read.iter().position(|t| read_key(t) == key).map(|at| read.remove(at));
        let hit = found.is_some();
        for field in [Some("targets"), role_field(&target.role)].into_iter().flatten() {
            let score = both.score(field);
            score.hits += u32::from(hit);
            score.misses += u32::from(!hit);
        }
        if !hit {
            both.differences.push(format!(
                "targets {}: missed {} {} {}",
                label.no, key.comparator, key.value, key.unit
            ));
        }
        if let (Some(old), Some(found)) = (&target.from, found) {
            let agrees = found.from.map(|f| f.normalize()) == Some(decimal(&old.value));
            let score = both.score("targets_from");
            score.hits += u32::from(agrees);
            score.misses += u32::from(!agrees);
        }
    }
    // A read target that equals an optional label counts neither way.
    for target in optional {
        let key = label_key(target);
        if let Some(at) = read.iter().position(|t| read_key(t) == key) {
            read.remove(at);
        }
    }
    for quote in &label.not_targets {
        let quote = normal(&quote.quote);
        let out = read
            .iter()
            .any(|t| quote.contains(&normal(&t.as_written)) || normal(&t.as_written).contains(&quote));
        let score = both.score("not_targets");
        score.hits += u32::from(!out);
        score.false_hits += u32::from(out);
        if out {
            both.differences
                .push(format!("not_targets {}: {quote} came out", label.no));
        }
    }
    for target in read {
        both.score("targets").false_hits += 1;
        let role = match target.role {
            TargetRole::Part => role_field("part"),
            TargetRole::Rate => role_field("rate"),
            _ => None,
        };
        if let Some(field) = role {
            both.score(field).false_hits += 1;
        }
        let key = read_key(target);
        both.differences.push(format!(
            "targets {}: read {} {} {} ({})",
            label.no, key.comparator, key.value, key.unit, target.as_written
        ));
    }
    both.score("targets");
}

/// When a read entry is: a date or range, or only days of the month when the document prints no year.
enum When {
    Date(String),
    Days(Vec<u32>),
}

/// The entries with their time; a carried-over entry has that of the one before.
fn dated(chronicle: &Chronicle) -> Vec<(&Entry, When)> {
    let mut days: Vec<u32> = Vec::new();
    let mut out = Vec::new();
    for entry in &chronicle.entries {
        let marker = normal(&entry.marker.value);
        let printed = marker.rsplit('月').next().unwrap_or("");
        let numbers: Vec<u32> = printed
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|d| d.parse().ok())
            .collect();
        if !numbers.is_empty() {
            days = numbers;
        }
        let when = match (entry.date, entry.date_end) {
            (Some(first), Some(last)) => When::Date(format!("{first}/{last}")),
            (Some(first), None) => When::Date(first.to_string()),
            (None, _) => When::Days(days.clone()),
        };
        out.push((entry, when));
    }
    out
}

/// The days of the month in a labelled date or range.
fn days_of(date: &str) -> Vec<u32> {
    date.split('/')
        .filter_map(|d| d.rsplit('-').next()?.parse().ok())
        .collect()
}

fn chronicle(gold: &Gold, reading: &Reading, both: &mut Both<'_>) {
    let Some(labels) = &gold.chronicle else {
        if let Some(read) = &reading.chronicle {
            both.score("chronicle").false_hits += u32::try_from(read.entries.len()).unwrap_or(u32::MAX);
        }
        return;
    };
    let mut left: Vec<_> = reading.chronicle.as_ref().map_or(Vec::new(), dated);
    for label in &labels.entries {
        let text = normal(&label.text);
        let date = label.date.clone().unwrap_or_default();
        let found = left.iter().position(|(e, when)| {
            let same_day = match when {
                When::Date(when) => *when == date,
                When::Days(days) => *days == days_of(&date),
            };
            same_day && e.continuation == label.continuation && dice(&text, &normal(&e.text.value)) >= ENTRY_DICE_MIN
        });
        let entry = found.map(|at| left.remove(at).0);
        let place = format!("{date} {}", text.chars().take(10).collect::<String>());
        let score = both.score("chronicle");
        if entry.is_some() {
            score.hits += 1;
        } else {
            score.misses += 1;
            both.differences.push(format!("chronicle: missed {place}"));
        }
        let name = |name: &str, title: Option<&str>| format!("{name} {}", title.unwrap_or("-"));
        both.multiset(
            "persons",
            &place,
            label.people.iter().map(|p| name(&p.name, p.title.as_deref())).collect(),
            entry.map_or(Vec::new(), |e| {
                e.people
                    .iter()
                    .map(|p| name(&p.name.value, p.title.as_deref()))
                    .collect()
            }),
        );
        if let (Some(kind), Some(entry)) = (&label.kind, entry) {
            let read = serde_json::to_value(entry.kind)
                .ok()
                .and_then(|v| v.as_str().map(str::to_owned));
            both.multiset("kinds", &place, vec![kind.clone()], read.into_iter().collect());
        }
    }
    for (entry, _) in left {
        both.score("chronicle").false_hits += 1;
        both.score("persons").false_hits += u32::try_from(entry.people.len()).unwrap_or(u32::MAX);
        both.differences.push(format!("chronicle: read {}", entry.text.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_reading_scores_one_and_a_wrong_figure_does_not() {
        let text = "关于办好实事的通知\n\n一、实事内容\n\n1. 新建公厕3座。\n\n责任单位：城管局\n\n2. 新建幼儿园2所。\n\n责任单位：教育局\n";
        let reading = shishi_gazette::read(text);
        for (value, f1) in [("3", 1.0), ("4", 0.5)] {
            let labels = format!(
                r#"{{"items":[
                {{"no":1,"text":"新建公厕3座。","leads":["城管局"],"targets":[{{"value":{value},"unit":"座","comparator":"eq"}}]}},
                {{"no":2,"text":"新建幼儿园2所。","leads":["教育局"],"targets":[{{"value":2,"unit":"所","comparator":"eq"}}]}}]}}"#
            );
            let gold: Gold = serde_json::from_str(&labels).unwrap();
            let (mut scores, mut differences) = (Scores::new(), Vec::new());
            document(&gold, &reading, &mut scores, &mut differences);
            assert!((scores["targets"].f1() - f1).abs() < 1e-9, "{differences:?}");
            assert!((scores["items"].f1() - 1.0).abs() < 1e-9, "{differences:?}");
            assert!((scores["leads"].f1() - 1.0).abs() < 1e-9, "{differences:?}");
        }
    }

    #[test]
    fn pairs_in_common_are_counted() {
        for (left, right, expected) in [
            ("abc", "abc", 1.0),
            ("abcd", "abxy", 1.0 / 3.0),
            ("", "", 1.0),
            ("a", "b", 0.0),
        ] {
            assert!((dice(left, right) - expected).abs() < 1e-9, "{left} {right}");
        }
    }
}

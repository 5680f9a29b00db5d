//! The month's record of events (大事记): dated entries, the persons in them and what kind of event each tells of.
//!
//! Reading goes in one direction. `split` finds where entries begin and which day each belongs to, `joined` puts
//! an entry's lines together and keeps the way back, and `people`, `organisations` and `kind` look at the
//! joined words. Nothing here knows a person: a name is what stands behind a post and before a verb.
//!
//! To teach it a new mark, see `marks`; a new post, verb or surname, `lexicon`.

mod elections;
mod joined;
mod kind;
mod lexicon;
mod marks;
mod names;
mod organisations;
mod people;
mod split;
#[cfg(test)]
mod tests;
mod words;

use shishi_kernel::{Date, Span};

use crate::reading::{Chronicle, Confidence, Entry, Person, Read};
use joined::Joined;
use names::Bound;
use split::{Raw, When};

/// Reads the chronicle in a region of a document; `None` when no dated entry stands there.
///
/// `year_hint` is used where no heading names the year; entries then say only [`Entry::month_day`] for certain.
#[must_use]
pub fn read(text: &str, region: Span, year_hint: Option<i16>) -> Option<Chronicle> {
    let start = boundary(text, region.start as usize);
    let end = boundary(text, region.end as usize).max(start);
    let split = split::split(text, start, end, year_hint);
    if split.entries.iter().all(|raw| raw.when.day.is_none()) {
        return None;
    }
    let year = split.year.map(|(year, place)| Read {
        value: year,
        span: Span::new(place.0, place.1),
        confidence: Confidence::Certain,
    });
    let hinted = year_hint.map(|value| Read {
        value,
        span: Span::new(start, start),
        confidence: Confidence::Doubtful("此处没有印出年份，由别处推得".to_owned()),
    });
    let last = split.entries.len().saturating_sub(1);
    let entries = split
        .entries
        .iter()
        .enumerate()
        .filter_map(|(i, raw)| entry(text, raw, i == last))
        .collect();
    Some(Chronicle {
        title: split
            .title
            .map(|(s, e)| certain(text[s..e].to_owned(), Span::new(s, e))),
        year: year.or(hinted),
        entries,
    })
}

/// Where a chronicle stands in a document, looking from `from` on: from its heading, or from its first month or day
/// when no heading says 大事记.
#[must_use]
pub fn find_region(text: &str, from: usize) -> Option<Span> {
    let from = boundary(text, from);
    let mut untitled = None;
    let mut offset = from;
    for line in text[from..].split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let trimmed = line.trim();
        if trimmed.is_empty() {
            continue;
        }
        let heading = marks::heading(trimmed);
        if heading.is_some_and(|h| h.title) && entries_follow(&text[offset..]) {
            return Some(Span::new(start, text.len()));
        }
        let month = heading.is_some() && entries_follow(&text[offset..]);
        let run_on =
            marks::dotted_month(trimmed).is_some_and(|(len, _)| marks::day(trimmed[len..].trim_start()).is_some());
        if untitled.is_none() && (month || run_on) {
            untitled = Some(start);
        }
    }
    untitled.map(|start| Span::new(start, text.len()))
}

/// Whether a day mark opens one of the next lines.
fn entries_follow(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(6)
        .any(|line| {
            let bare = line.trim_start_matches(['△', ' ']);
            marks::dotted_month(bare).is_some()
                || marks::day(bare).is_some_and(|d| {
                    bare[d.len..]
                        .chars()
                        .next()
                        .is_none_or(|c| c.is_whitespace() || "，,：:".contains(c) || d.month.is_some())
                })
        })
}

fn entry(text: &str, raw: &Raw, last: bool) -> Option<Entry> {
    let joined = Joined::new(text, &trimmed(text, &raw.pieces));
    if joined.text.is_empty() {
        return None;
    }
    let words = joined.text.as_str();
    let read = |place: (usize, usize)| certain(words[place.0..place.1].to_owned(), joined.span(place.0, place.1));
    let broken_off = last && !words.ends_with(['。', '！', '？', '”', '）', ')', '.', '；', '…']);
    let confidence = if broken_off {
        Confidence::Likely("原文在这里中断".to_owned())
    } else {
        Confidence::Certain
    };
    let people = people::people(words)
        .into_iter()
        .map(|found| Person {
            name: Read {
                confidence: name_confidence(found.bound),
                ..read(found.name)
            },
            title: found.title.map(|t| words[t.0..t.1].to_owned()),
            title_span: found.title.map(|t| joined.span(t.0, t.1)),
            shared_title: found.shared,
            elected: found.elected.map(|t| words[t.0..t.1].to_owned()),
            elected_span: found.elected.map(|t| joined.span(t.0, t.1)),
        })
        .collect();
    let (first, end) = dates(&raw.when);
    Some(Entry {
        date: first.1,
        date_end: end.and_then(|e| e.1),
        month_day: first.0,
        month_day_end: end.and_then(|e| e.0),
        continuation: raw.continuation,
        marker: certain(
            text[raw.marker.0..raw.marker.1].to_owned(),
            Span::new(raw.marker.0, raw.marker.1),
        ),
        kind: kind::kind(words),
        people,
        organisations: organisations::organisations(words).into_iter().map(read).collect(),
        text: Read {
            value: words.to_owned(),
            span: joined.span(0, words.len()),
            confidence,
        },
    })
}

type Known = (Option<(u8, u8)>, Option<Date>);

/// The first day, and for a range the last, each as far as it is known.
fn dates(when: &When) -> (Known, Option<Known>) {
    let known = |month: Option<u8>, day: Option<u8>, year: Option<i16>| -> Known {
        let pair = month.zip(day);
        let date = pair
            .zip(year)
            .and_then(|((month, day), year)| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok());
        (pair, date)
    };
    let first = known(when.month, when.day, when.year);
    // 12月30日至1月2日 ends in the next year.
    let turns = when.month.zip(when.month_last).is_some_and(|(from, to)| to < from);
    let year_last = when.year.map(|y| if turns { y + 1 } else { y });
    let last = when.day_last.map(|day| known(when.month_last, Some(day), year_last));
    (first, last)
}

fn name_confidence(bound: Bound) -> Confidence {
    match bound {
        Bound::Firm => Confidence::Certain,
        Bound::Weak => Confidence::Likely("姓名后的字也可能属于姓名".to_owned()),
        Bound::Open => Confidence::Doubtful("姓名后没有认得的词，请核对姓名在哪里结束".to_owned()),
    }
}

fn certain(value: String, span: Span) -> Read<String> {
    Read {
        value,
        span,
        confidence: Confidence::Certain,
    }
}

/// The pieces without spaces at the entry's borders and at line ends.
fn trimmed(text: &str, pieces: &[(usize, usize)]) -> Vec<(usize, usize)> {
    pieces
        .iter()
        .map(|&(start, end)| {
            let words = text.get(start..end).unwrap_or("");
            let lead = words.len() - words.trim_start().len();
            (start + lead, start + lead + words.trim().len())
        })
        .collect()
}

/// The nearest border of a character at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

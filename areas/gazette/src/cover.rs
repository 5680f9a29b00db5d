//! The cover of a gazette issue and its table of contents.

use crate::instrument::document_number;
use crate::reading::{ContentsLine, Issue, Read};
use crate::text::{Flow, Place};
use crate::time;

/// The cover at the head of the text, and the first paragraph after it and its contents.
pub(crate) fn read(flow: &Flow<'_>) -> (Option<Issue>, usize) {
    let reach = flow.paragraphs.len().min(14);
    let Some(at) = (0..reach).find(|i| issue_number(flow.words(flow.paragraphs[*i].place)).is_some()) else {
        return (None, 0);
    };
    let end = (at + 1..reach)
        .find(|i| {
            let words = flow.words(flow.paragraphs[*i].place);
            words == "目录" || words.len() > 300 || words.ends_with(['。', '】'])
        })
        .unwrap_or(at + 1);
    let place = Place::new(0, flow.paragraphs[end - 1].place.end);
    let words = flow.words(place);
    let name = name(flow, words).unwrap_or_else(|| flow.read_printed(flow.paragraphs[0].place));
    let (contents, after) = contents(flow, end);
    let (year, number) = issue_number(words).map_or((None, None), |(year, number)| {
        let read = |(value, start, len): (u32, usize, usize)| flow.certain(value, Place::new(start, start + len));
        (year.map(read), number.map(read))
    });
    let issue = Issue {
        name,
        year: year.and_then(|y| {
            i16::try_from(y.value).ok().map(|value| Read {
                value,
                span: y.span,
                confidence: y.confidence,
            })
        }),
        number,
        total_number: number_after(words, "总第").map(|(v, s, l)| flow.certain(v, Place::new(s, s + l))),
        published: published(flow, words),
        sponsor: sponsor(flow, words),
        contents,
    };
    (Some(issue), after)
}

/// Whether a short paragraph is the number line of an issue.
pub(crate) fn opens_issue(words: &str) -> bool {
    words.contains('期') && words.contains('年') && words.len() < 60 && issue_number(words).is_some()
}

type Found = (u32, usize, usize);

/// `2020年第4期`, with the places of both numbers.
fn issue_number(words: &str) -> Option<(Option<Found>, Option<Found>)> {
    if words.len() > 400 {
        return None;
    }
    let (number, start, len) = words.match_indices('第').find_map(|(at, _)| {
        let before = words.get(..at)?;
        let found = number_at(words, at + '第'.len_utf8())?;
        let closes = words.get(found.1 + found.2..)?.starts_with('期');
        (closes && !before.ends_with('总')).then_some(found)
    })?;
    let before = words.get(..start - '第'.len_utf8())?.trim_end();
    let year = before.strip_suffix('年').and_then(|b| {
        let from = b.len().checked_sub(4)?;
        let value = b.get(from..)?.parse().ok()?;
        Some((value, from, 4))
    });
    (year.is_some() || words.contains("总第") || start < 60).then_some((year, Some((number, start, len))))
}

fn number_at(words: &str, at: usize) -> Option<Found> {
    let digits = words.get(at..)?.bytes().take(6).take_while(u8::is_ascii_digit).count();
    Some((words.get(at..at + digits)?.parse().ok()?, at, digits))
}

fn number_after(words: &str, mark: &str) -> Option<Found> {
    let at = words.find(mark)? + mark.len();
    number_at(words, at)
}

fn name(flow: &Flow<'_>, words: &str) -> Option<Read<String>> {
    let (at, kind) = ["公报", "政报"]
        .into_iter()
        .find_map(|k| words.find(k).map(|at| (at, k)))?;
    let start = words.get(..at)?.rfind('\n').map_or(0, |i| i + 1);
    let place = Place::new(start, at + kind.len());
    Some(flow.certain(flow.tight(place), place))
}

fn published(flow: &Flow<'_>, words: &str) -> Option<Read<shishi_kernel::Date>> {
    let mark = words.find("出版")?;
    let start = words.get(..mark)?.char_indices().rev().take(14).filter_map(|(i, _)| {
        time::full_date(words.get(i..)?)
            .filter(|(_, len)| i + len == mark)
            .map(|(date, len)| (date, i, len))
    });
    let (date, at, len) = start.last()?;
    Some(flow.certain(date, Place::new(at, at + len)))
}

fn sponsor(flow: &Flow<'_>, words: &str) -> Option<Read<String>> {
    let label = ["主管主办:", "主办单位:", "主办:", "主管:"]
        .into_iter()
        .find_map(|l| words.find(l).map(|at| at + l.len()))?;
    let rest = words.get(label..)?;
    let end = rest
        .find(|c: char| c == '\n' || c == ' ' || c.is_ascii_digit())
        .unwrap_or(rest.len());
    let place = Place::new(label, label + end);
    (!place.is_empty()).then(|| flow.certain(flow.tight(place), place))
}

/// The table of contents from a paragraph on, and the first paragraph after it.
fn contents(flow: &Flow<'_>, from: usize) -> (Vec<ContentsLine>, usize) {
    let words = |i: usize| flow.paragraphs.get(i).map_or("", |p| flow.words(p.place));
    if words(from) != "目录" {
        return (Vec::new(), from);
    }
    let mut last = from;
    for index in from + 1..flow.paragraphs.len().min(from + 200) {
        let line = words(index);
        if line.ends_with(['。', ':']) || line.len() > 500 {
            break;
        }
        if line.ends_with(|c: char| c.is_ascii_digit()) {
            last = index;
        }
    }
    let mut lines = Vec::new();
    let mut section: Option<String> = None;
    let mut open: Option<(usize, usize)> = None;
    for index in from + 1..=last {
        let place = flow.paragraphs[index].place;
        let line = words(index);
        if let Some(close) = line.find('】').filter(|_| line.starts_with('【')) {
            section = line.get('【'.len_utf8()..close).map(str::to_owned);
            if let Ok(page) = line[close + '】'.len_utf8()..].trim().parse() {
                let title = Place::new(place.start + '【'.len_utf8(), place.start + close);
                lines.push(ContentsLine {
                    section: section.clone(),
                    title: flow.read_printed(title),
                    document_number: None,
                    page: Some(page),
                });
            }
            continue;
        }
        let start = open.map_or(place.start, |(start, _)| start);
        open = Some((start, place.end));
        if line.ends_with(|c: char| c.is_ascii_digit()) {
            lines.extend(entry(flow, Place::new(start, place.end), section.clone()));
            open = None;
        }
    }
    (lines, last + 1)
}

fn entry(flow: &Flow<'_>, place: Place, section: Option<String>) -> Option<ContentsLine> {
    let words = flow.words(place);
    let body = words.trim_end_matches(|c: char| c.is_ascii_digit());
    let page = words.get(body.len()..)?.parse().ok();
    let number = document_number(body);
    let title_end = number.map_or(body.len(), |(start, _)| start);
    let title = body.get(..title_end)?.trim_end_matches(['(', '\n', ' ', '.', '·', '…']);
    Some(ContentsLine {
        section,
        title: flow.read_printed(Place::new(place.start, place.start + title.len())),
        document_number: number.map(|(s, e)| flow.tight(Place::new(place.start + s, place.start + e))),
        page,
    })
}

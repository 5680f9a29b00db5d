//! The notice's requirements (工作要求).

use crate::marks::Level;
use crate::reading::Requirement;
use crate::text::{Flow, Place};
use crate::time;

use super::Raw;
use super::outline::{self, MarkHit};

/// Words in headings over requirements.
const HEADINGS: [&str; 12] = [
    "要求",
    "保障",
    "措施",
    "组织领导",
    "有关事项",
    "工作机制",
    "责任追究",
    "组织实施",
    "加强领导",
    "监督",
    "考核",
    "推进落实",
];

/// Whether a heading announces requirements and not promises.
pub(crate) fn heading(words: &str) -> bool {
    words.chars().count() <= 30 && HEADINGS.iter().any(|h| words.contains(h))
}

/// The requirements of a document whose list is printed as marked paragraphs.
pub(crate) fn among(
    flow: &Flow<'_>,
    marks: &[MarkHit],
    range: Place,
    raw: &Raw,
    level: Level,
    annexes: &[usize],
) -> Vec<Requirement> {
    let listed = |start: usize, end: usize| raw.items.iter().any(|i| start <= i.place.start && i.place.start < end);
    let mut out = Vec::new();
    let sections: Vec<&MarkHit> = marks.iter().filter(|m| m.level == Level::Section).collect();
    for (index, section) in sections.iter().enumerate() {
        let next = sections.get(index + 1).map_or(range.end, |m| m.start);
        let annex = annexes
            .iter()
            .find(|a| **a > section.start)
            .map_or(next, |a| (*a).min(next));
        let end = signature(flow, section.body, annex);
        if level <= Level::Section || listed(section.start, end) {
            continue;
        }
        let inner: Vec<&MarkHit> = marks
            .iter()
            .filter(|m| m.start > section.start && m.start < end && m.level > Level::Section)
            .collect();
        let top = inner.iter().map(|m| m.level).min();
        let points: Vec<&MarkHit> = inner.into_iter().filter(|m| Some(m.level) == top).collect();
        if points.is_empty() {
            out.extend(requirement(flow, **section, end, out.len()));
            continue;
        }
        for (at, point) in points.iter().enumerate() {
            let end = points.get(at + 1).map_or(end, |m| m.start);
            out.extend(requirement(flow, **point, end, out.len()));
        }
    }
    out
}

/// The requirements before a list that is printed as a table.
pub(crate) fn before(flow: &Flow<'_>, body: Place, raw: &Raw) -> Vec<Requirement> {
    let end = raw.items.iter().map(|i| i.place.start).min().unwrap_or(body.end);
    let range = Place::new(body.start, end);
    let marks = outline::marks(flow, range);
    among(
        flow,
        &marks,
        range,
        &Raw::default(),
        Level::SubNumber,
        &annexes(flow, range),
    )
}

fn annexes(flow: &Flow<'_>, range: Place) -> Vec<usize> {
    let first = flow.paragraphs.partition_point(|p| p.place.end <= range.start);
    flow.paragraphs[first.min(flow.paragraphs.len())..]
        .iter()
        .take_while(|p| p.place.start < range.end)
        .filter(|p| p.cell || flow.words(p.place).starts_with("附件"))
        .map(|p| p.place.start)
        .collect()
}

/// Where the words end before the organ and date that sign them.
fn signature(flow: &Flow<'_>, start: usize, end: usize) -> usize {
    let first = flow.paragraph_at(start);
    let mut last = end;
    for index in first + 1..flow.paragraphs.len() {
        let place = flow.paragraphs[index].place;
        if place.start >= end {
            break;
        }
        if time::is_date_line(flow.words(place)) {
            let above = flow.paragraphs[index - 1].place;
            let organ = index - 1 > first && !flow.words(above).contains(['。', ':']);
            last = if organ { above.start } else { place.start };
            break;
        }
    }
    last
}

fn requirement(flow: &Flow<'_>, mark: MarkHit, end: usize, before: usize) -> Option<Requirement> {
    let place = flow.trim(Place::new(mark.body, end));
    let words = flow.words(place);
    let cut = words
        .find(['。', '\n', ':'])
        .filter(|at| words[..*at].chars().count() <= 30);
    let (title, text) = match cut {
        Some(at) => {
            let skip = words[at..].chars().next().map_or(0, char::len_utf8);
            (
                Place::new(place.start, place.start + at),
                Place::new(place.start + at + skip, place.end),
            )
        }
        None => (Place::new(place.start, place.start), place),
    };
    let text = flow.trim(text);
    if text.is_empty() {
        return None;
    }
    Some(Requirement {
        number: u32::try_from(before + 1).ok()?,
        title: flow.read_printed(title),
        text: flow.read_printed(text),
    })
}

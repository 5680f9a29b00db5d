//! Lists printed as tables whose cells were run together without any separator.
//!
//! Only the order of the columns and the form of what stands in them is left: a number that goes on counting opens a
//! row, a full stop ends the words, then come a person (when the head has such a column) and names of bodies.

use crate::columns::{self, Column};
use crate::figures::numerals;
use crate::labels::LabelKind;
use crate::text::layout::Table;
use crate::text::{Flow, Place};
use crate::units;

use super::Raw;
use super::item::{RawItem, UnitList};

/// Longest name of a body that is believed without a separator.
const NAME_CHARS_MAX: usize = 10;

/// Endings of short titles of projects.
const TITLE_ENDS: [&str; 22] = [
    "供给", "增长", "发展", "服务", "行动", "工程", "建设", "项目", "提升", "改造", "治理", "保障", "水平", "体系",
    "能力", "环境", "质量", "救助", "出行", "安全", "计划", "活动",
];

/// Reads a run-together table into items.
pub(crate) fn read(flow: &Flow<'_>, table: &Table, raw: &mut Raw) {
    let has_person = table.columns.contains(&Column::Labelled(LabelKind::Person));
    let kinds: Vec<LabelKind> = table
        .columns
        .iter()
        .filter_map(|c| match c {
            Column::Labelled(kind) if kind.names_units() => Some(*kind),
            _ => None,
        })
        .collect();
    let reader = Reader {
        flow,
        has_person,
        titled: table.columns.contains(&Column::Labelled(LabelKind::Title))
            && table.columns.contains(&Column::Labelled(LabelKind::Content)),
        kinds,
        head: Place::new(table.head_start, table.place.start),
    };
    for (number, place) in rows(flow, table.place) {
        let item = reader.row(number, place, &mut raw.row_spans);
        raw.items.push(item);
    }
}

/// The rows: numbers that go on counting, at the end of a sentence, a body's name or a repeated head.
fn rows(flow: &Flow<'_>, place: Place) -> Vec<(u32, Place)> {
    let words = flow.words(place);
    let mut starts: Vec<(u32, usize, usize)> = Vec::new();
    let mut next = 1_u32;
    let mut before = ' ';
    let mut skip = 0;
    for (at, c) in words.char_indices() {
        let previous = std::mem::replace(&mut before, c);
        if at < skip || !c.is_ascii_digit() || previous.is_ascii_digit() {
            continue;
        }
        let len = words[at..].bytes().take_while(u8::is_ascii_digit).count();
        skip = at + len;
        let rest = &words[at + len..];
        let counted = words[at..at + len].parse() == Ok(next);
        let opens = rest
            .chars()
            .next()
            .is_some_and(|c| crate::text::fold::is_han(c) || matches!(c, '“' | '《'));
        let front = &words[..at];
        let closed = at == 0 || previous == '。' || previous == ')' || ends_name(front) || head_before(front);
        let quantity =
            numerals::unit(rest).is_some() || rest.starts_with(['年', '月', '日', '万', '亿', '号', '岁', '%']);
        if counted && opens && closed && !quantity {
            starts.push((next, at, at + len));
            next += 1;
        }
    }
    (0..starts.len())
        .map(|i| {
            let end = starts.get(i + 1).map_or(words.len(), |(_, start, _)| *start);
            (starts[i].0, Place::new(place.start + starts[i].2, place.start + end))
        })
        .collect()
}

fn ends_name(front: &str) -> bool {
    let tail = front.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    units::unit_like(&front[tail..])
}

fn head_before(front: &str) -> bool {
    let reach = front.char_indices().rev().nth(90).map_or(0, |(at, _)| at);
    front[reach..].rfind("序号").is_some_and(|at| {
        let head = &front[reach + at..];
        columns::glued(head).is_some_and(|(_, len)| len == head.len())
    })
}

struct Reader<'a> {
    flow: &'a Flow<'a>,
    has_person: bool,
    titled: bool,
    kinds: Vec<LabelKind>,
    head: Place,
}

impl Reader<'_> {
    fn row(&self, number: u32, place: Place, row_spans: &mut Vec<Place>) -> RawItem {
        let mut item = RawItem::new(number, place);
        let place = self.without_head(place);
        let words = self.flow.words(place);
        let mut start = 0;
        let mut at = 0;
        while let Some(stop) = words[at..].find('。') {
            let end = at + stop + '。'.len_utf8();
            let Some((lists, persons, reach)) = self.cells(&words[end..]) else {
                at = end;
                continue;
            };
            self.push_text(&mut item, Place::new(place.start + start, place.start + end));
            let base = place.start + end;
            for (name, from, to) in persons {
                item.persons.push((name, Place::new(base + from, base + to)));
            }
            for (index, (from, to)) in lists.into_iter().enumerate() {
                self.add_unit(&mut item, index, Place::new(base + from, base + to));
            }
            at = end + reach;
            start = at;
            if at < words.len() {
                row_spans.push(Place::new(place.start + at, place.end));
            }
        }
        self.push_text(&mut item, Place::new(place.start + start, place.end));
        item
    }

    /// The row without a repeated table head at its end.
    fn without_head(&self, place: Place) -> Place {
        let words = self.flow.words(place);
        let cut = words
            .rfind("序号")
            .filter(|at| columns::glued(&words[*at..]).is_some_and(|(_, len)| at + len == words.len()));
        Place::new(place.start, cut.map_or(place.end, |at| place.start + at))
    }

    /// Person and bodies behind a full stop: their places and how far they reach. `None` when more words follow.
    #[allow(clippy::type_complexity, reason = "three lists of places, used once")]
    fn cells(&self, words: &str) -> Option<(Vec<(usize, usize)>, Vec<(Place, usize, usize)>, usize)> {
        let mut persons = Vec::new();
        let mut at = 0;
        if self.has_person {
            let len = units::name_before_office(words)?;
            persons.push((self.label(LabelKind::Person), 0, len));
            at = len;
        }
        let (mut names, reach) = units::split_glued(&words[at..], NAME_CHARS_MAX);
        if names.is_empty() {
            return None;
        }
        for name in &mut names {
            name.0 += at;
            name.1 += at;
        }
        let mut reach = at + reach;
        // Words may not begin in the middle: what stands before a bracket or comma is part of them.
        while words[reach..].starts_with(['(', ',', '、', ';', '。']) && names.len() > 1 {
            reach = names.pop().map_or(reach, |(from, _)| from);
        }
        Some((names, persons, reach))
    }

    fn add_unit(&self, item: &mut RawItem, index: usize, place: Place) {
        let kind = self
            .kinds
            .get(index)
            .or(self.kinds.last())
            .copied()
            .unwrap_or(LabelKind::Responsible);
        match item.units.iter_mut().find(|u| u.kind == kind) {
            Some(list) => list.units.push(place),
            None => item.units.push(UnitList {
                kind,
                label: Some(self.label(kind)),
                units: vec![place],
                doubt: Some("表格没有分隔符，按名称的结尾切分"),
            }),
        }
    }

    /// The printed head of a column of units.
    fn label(&self, kind: LabelKind) -> Place {
        let words = self.flow.words(self.head);
        let word = columns::GLUED
            .into_iter()
            .filter(|w| columns::column(w) == Some(Column::Labelled(kind)))
            .find_map(|w| words.find(w).map(|at| (at, w.len())));
        word.map_or(self.head, |(at, len)| {
            Place::new(self.head.start + at, self.head.start + at + len)
        })
    }

    /// Adds words; the first ones begin with the title when the table has a column for it.
    fn push_text(&self, item: &mut RawItem, place: Place) {
        let mut place = self.flow.trim(place);
        if place.is_empty() {
            return;
        }
        if self.titled && item.texts.is_empty() && item.title.is_none() {
            let words = self.flow.words(place);
            let end = words.char_indices().skip(3).take(16).find_map(|(at, c)| {
                let upto = at + c.len_utf8();
                let title = TITLE_ENDS.iter().any(|e| words[..upto].ends_with(e));
                (title && upto < words.len() && !words[upto..].starts_with(['和', '与', '、', ',', '。']))
                    .then_some(upto)
            });
            if let Some(end) = end.filter(|end| !words[..*end].contains([',', '。', '“'])) {
                item.title = Some(Place::new(place.start, place.start + end));
                place.start += end;
            }
        }
        item.texts.push(place);
    }
}

//! Lists printed as marked paragraphs.
//!
//! Which level of mark carries the items differs from document to document. It is found from what the document
//! repeats: the deepest level most of whose marks have unit labels behind them. Without any label it is the level
//! whose marks hold figures.

use crate::labels::{self, LabelHit, LabelKind};
use crate::marks::{LEVELS, Level};
use crate::reading::Category;
use crate::text::{Flow, Place};
use crate::time;

use super::attribution::{self, Attribution};
use super::item::{RawItem, UnitList};
use super::outline::{self, MarkHit};
use super::{Raw, requirements};

/// Everything found in a range before it is put in order.
struct Found<'a> {
    flow: &'a Flow<'a>,
    range: Place,
    marks: Vec<MarkHit>,
    labels: Vec<LabelHit>,
    attributions: Vec<Attribution>,
    /// Starts of annexes, which restart numbering.
    annexes: Vec<usize>,
}

/// Reads the items of a range.
pub(crate) fn read(flow: &Flow<'_>, range: Place) -> Raw {
    let mut found = Found {
        flow,
        range,
        marks: outline::marks(flow, range),
        labels: Vec::new(),
        attributions: attribution::scan(flow, range),
        annexes: Vec::new(),
    };
    labels::scan(&flow.text, range.start, range.end, &mut found.labels);
    found.scan_heads();
    let Some(level) = found.item_level() else {
        return Raw::default();
    };
    let mut raw = found.items(level);
    found.look_back(&mut raw);
    raw.requirements = requirements::among(flow, &found.marks, range, &raw, level, &found.annexes);
    raw
}

impl Found<'_> {
    /// Labels without a colon at paragraph heads, and annex heads.
    fn scan_heads(&mut self) {
        let mut more = Vec::new();
        let first = self
            .flow
            .paragraphs
            .partition_point(|p| p.place.end <= self.range.start);
        for paragraph in self.flow.paragraphs.get(first..).unwrap_or(&[]) {
            let place = paragraph.place;
            if place.start >= self.range.end {
                break;
            }
            let words = self.flow.words(place);
            if words.starts_with("附件") && !words.contains(':') && words.len() < 90 {
                self.annexes.push(place.start);
            }
            let Some(hit) = labels::head(words) else { continue };
            let hit = LabelHit {
                start: hit.start + place.start,
                label_end: hit.label_end + place.start,
                value_start: hit.value_start + place.start,
                ..hit
            };
            if self
                .labels
                .binary_search_by_key(&hit.label_end, |l| l.label_end)
                .is_err()
            {
                more.push(hit);
            }
        }
        self.labels.extend(more);
        self.labels.sort_by_key(|l| l.start);
    }

    /// Whether units are named in a range.
    fn attributed(&self, start: usize, end: usize) -> bool {
        let label = self.labels.partition_point(|l| l.start < start);
        let labelled = self.labels[label..]
            .iter()
            .take_while(|l| l.start < end)
            .any(|l| l.kind.names_units());
        let at = self.attributions.partition_point(|a| a.place.start < start);
        labelled
            || self.attributions[at..]
                .iter()
                .take_while(|a| a.place.start < end)
                .any(|a| !a.looks_back)
    }

    /// The segments of all marks, ends found in one pass from the back.
    fn segments(&self) -> Vec<usize> {
        let mut ends = vec![self.range.end; self.marks.len()];
        let mut next = [self.range.end; LEVELS.len()];
        let mut annex = self.annexes.len();
        for index in (0..self.marks.len()).rev() {
            let mark = self.marks[index];
            while annex > 0 && self.annexes[annex - 1] > mark.start {
                annex -= 1;
                next = next.map(|n| n.min(self.annexes[annex]));
            }
            let slot = LEVELS.iter().position(|l| *l == mark.level).unwrap_or(0);
            ends[index] = next[..=slot].iter().copied().min().unwrap_or(self.range.end);
            next[slot] = mark.start;
            // A mark closes all deeper levels.
            for deeper in &mut next[slot + 1..] {
                *deeper = mark.start;
            }
        }
        ends
    }

    /// The level whose marks carry the items.
    fn item_level(&self) -> Option<Level> {
        let ends = self.segments();
        let mut best = None;
        for level in LEVELS {
            let (mut all, mut covered) = (0_usize, 0_usize);
            let sections = self.programme_sections(level, &ends);
            for (index, mark) in self.marks.iter().enumerate().filter(|(_, m)| m.level == level) {
                if !sections.iter().any(|s| s.start <= mark.start && mark.start < s.end) {
                    continue;
                }
                all += 1;
                covered += usize::from(self.attributed(mark.start, ends[index]));
            }
            if covered > 0 && covered * 5 >= all * 3 {
                best = Some(level);
            }
        }
        best.or_else(|| self.level_by_figures(&ends))
    }

    /// Without labels: the deepest level of at least two marks, most of which hold digits and are sentences.
    fn level_by_figures(&self, ends: &[usize]) -> Option<Level> {
        let mut best: Option<(Level, usize)> = None;
        for level in LEVELS {
            let (mut all, mut full) = (0_usize, 0_usize);
            for (index, mark) in self.marks.iter().enumerate().filter(|(_, m)| m.level == level) {
                let words = self.flow.words(Place::new(mark.body, ends[index]));
                if self.requirement_like(mark.start) {
                    continue;
                }
                all += 1;
                let own = words.split('\n').next().unwrap_or("");
                let sentence = own.ends_with(['。', ';']) && own.chars().count() > 5;
                full += usize::from(sentence && own.bytes().any(|b| b.is_ascii_digit()));
            }
            if all >= 2 && full * 2 >= all && best.is_none_or(|(_, most)| full >= most) {
                best = Some((level, full));
            }
        }
        best.map(|(level, _)| level)
    }

    /// Whether a place stands under a heading of requirements.
    fn requirement_like(&self, at: usize) -> bool {
        let until = self.marks.partition_point(|m| m.start <= at);
        let section = self.marks[..until].iter().rev().find(|m| m.level <= Level::Section);
        section.is_some_and(|m| requirements::heading(heading_words(self.flow, *m)))
    }

    /// The stretches under marks above a level that name units; all of the range when nothing stands above.
    fn programme_sections(&self, level: Level, ends: &[usize]) -> Vec<Place> {
        let top = self.marks.iter().filter(|m| m.level < level).map(|m| m.level).min();
        let Some(top) = top else { return vec![self.range] };
        let mut out = Vec::new();
        let mut covered = self.range.start;
        for (index, mark) in self.marks.iter().enumerate().filter(|(_, m)| m.level == top) {
            if covered < mark.start && self.attributed(covered, mark.start) {
                out.push(Place::new(covered, mark.start));
            }
            if self.attributed(mark.start, ends[index]) {
                out.push(Place::new(mark.start, ends[index]));
            }
            covered = ends[index];
        }
        if covered < self.range.end && self.attributed(covered, self.range.end) {
            out.push(Place::new(covered, self.range.end));
        }
        if out.is_empty() && self.labels.iter().all(|l| !l.kind.names_units()) {
            for (index, mark) in self.marks.iter().enumerate().filter(|(_, m)| m.level == top) {
                if !requirements::heading(heading_words(self.flow, *mark)) {
                    out.push(Place::new(mark.start, ends[index]));
                }
            }
        }
        out
    }

    /// Puts items and categories together.
    fn items(&self, level: Level) -> Raw {
        let ends = self.segments();
        let sections = self.programme_sections(level, &ends);
        let mut raw = Raw::default();
        let mut category: Option<(usize, u32)> = None;
        let mut section = 0;
        for (index, mark) in self.marks.iter().enumerate() {
            while sections.get(section).is_some_and(|s| s.end <= mark.start) {
                section += 1;
            }
            let inside = sections.get(section).is_some_and(|s| s.start <= mark.start);
            if mark.level < level {
                category = Some((index, mark.number));
                continue;
            }
            if mark.level != level || !inside {
                continue;
            }
            let number = category
                .filter(|(at, _)| ends[*at] > mark.start)
                .map(|(at, number)| self.category(&mut raw, at, number));
            let place = Place::new(mark.start, self.item_end(index, ends[index]));
            let mut item = RawItem::new(mark.number, place);
            item.category = number;
            self.fill(mark, &mut item, &mut raw);
            raw.items.push(item);
        }
        raw
    }

    /// The category of a mark above the items, added when it is new.
    fn category(&self, raw: &mut Raw, at: usize, number: u32) -> u32 {
        let mark = self.marks[at];
        let label = self.flow.printed(Place::new(mark.start, mark.body));
        let title = heading(self.flow, mark);
        let span = self.flow.span(title);
        if let Some(known) = raw.categories.iter().rev().find(|c| c.title.span == span) {
            return known.number;
        }
        let taken = raw.categories.iter().any(|c| c.number == number);
        let number = if taken {
            raw.categories.iter().map(|c| c.number).max().unwrap_or(0) + 1
        } else {
            number
        };
        raw.categories.push(Category {
            number,
            label,
            title: self.flow.read_printed(title),
        });
        number
    }

    /// Where an item really ends: before a signature, an attached list or another part's heading.
    fn item_end(&self, index: usize, end: usize) -> usize {
        let start = self.marks[index].body;
        let first = self.flow.paragraph_at(start);
        let mut previous = start;
        for (count, paragraph) in self.flow.paragraphs[first..].iter().enumerate() {
            if paragraph.place.start >= end {
                break;
            }
            let words = self.flow.words(paragraph.place);
            if count > 0 && (paragraph.cell || closes(words)) {
                let signed = time::is_date_line(words) && previous > start;
                return if signed {
                    previous.min(paragraph.place.start)
                } else {
                    paragraph.place.start
                };
            }
            if count > 0 && words.len() < 120 && !words.contains(['。', ':']) {
                previous = paragraph.place.start;
            } else {
                previous = paragraph.place.end.min(end);
            }
        }
        end
    }

    /// Sorts the words of an item into text, units, persons and so on.
    fn fill(&self, mark: &MarkHit, item: &mut RawItem, raw: &mut Raw) {
        let mut cursor = Cursor {
            text: None,
            after_labels: false,
        };
        let start = self.flow.paragraph_at(mark.body);
        let mut pending: Option<LabelHit> = None;
        for paragraph in &self.flow.paragraphs[start..] {
            if paragraph.place.start >= item.place.end {
                break;
            }
            let place = Place::new(
                paragraph.place.start.max(mark.body),
                paragraph.place.end.min(item.place.end),
            );
            self.fill_paragraph(place, item, raw, &mut cursor, &mut pending);
        }
        if let Some(text) = cursor.text.take() {
            item.texts.push(text);
        }
        for text in &mut item.texts {
            *text = self.flow.trim(*text);
        }
        item.texts.retain(|t| !t.is_empty());
    }

    fn fill_paragraph(
        &self,
        place: Place,
        item: &mut RawItem,
        raw: &mut Raw,
        cursor: &mut Cursor,
        pending: &mut Option<LabelHit>,
    ) {
        let stops = self.stops(place);
        if let (Some(label), true) = (pending.take(), stops.first().is_none_or(|s| s.start() > place.start)) {
            // The label stood alone on the line before.
            let end = stops.first().map_or(place.end, Stop::start);
            assign(self.flow, label, Place::new(place.start, end), item, cursor);
        } else {
            let end = stops.first().map_or(place.end, Stop::start);
            self.add_text(Place::new(place.start, end), item, raw, cursor);
        }
        for (index, stop) in stops.iter().enumerate() {
            let end = stops.get(index + 1).map_or(place.end, Stop::start);
            match stop {
                Stop::Sentence(attribution) => {
                    if !attribution.looks_back {
                        item.units.extend(attribution.lists.iter().cloned());
                    }
                    self.add_text(Place::new(attribution.place.end, end), item, raw, cursor);
                }
                Stop::Label(label) => {
                    let mut value = Place::new(label.value_start, end);
                    if label.bracketed || opened(self.flow.words(value)) {
                        let words = self.flow.words(value);
                        if let Some(close) = closing(words) {
                            let rest = Place::new(value.start + close + 1, end);
                            value.end = value.start + close;
                            assign(self.flow, *label, value, item, cursor);
                            self.add_text(rest, item, raw, cursor);
                            continue;
                        }
                    }
                    if self.flow.trim(value).is_empty() && end == place.end {
                        *pending = Some(*label);
                    } else {
                        assign(self.flow, *label, value, item, cursor);
                    }
                }
            }
        }
    }

    /// Labels and attributions inside a paragraph, in order, without overlap.
    fn stops(&self, place: Place) -> Vec<Stop<'_>> {
        let label = self.labels.partition_point(|l| l.start < place.start);
        let labels = self.labels[label..]
            .iter()
            .take_while(|l| l.start < place.end)
            .map(|l| Stop::Label(*l));
        let at = self.attributions.partition_point(|a| a.place.start < place.start);
        let sentences = self.attributions[at..]
            .iter()
            .take_while(|a| a.place.start < place.end)
            .map(Stop::Sentence);
        let mut stops: Vec<Stop<'_>> = labels.chain(sentences).collect();
        stops.sort_by_key(Stop::start);
        let mut floor = place.start;
        stops.retain(|s| {
            let keep = s.start() >= floor;
            if keep {
                floor = s.end();
            }
            keep
        });
        stops
    }

    /// Adds words to an item's text. Words behind the unit labels are text only when the item has none yet.
    fn add_text(&self, place: Place, item: &mut RawItem, raw: &mut Raw, cursor: &mut Cursor) {
        let place = self.flow.trim(place);
        let words = self.flow.words(place);
        if words
            .chars()
            .all(|c| matches!(c, '。' | ';' | ',' | ')' | '(' | '、' | ' ' | '\n' | '.'))
        {
            if words == "。"
                && cursor.text.is_some_and(|t| t.end == place.start)
                && let Some(text) = cursor.text.as_mut()
            {
                text.end = place.end;
            }
            return;
        }
        if cursor.after_labels {
            let short = cursor.text.or(item.texts.last().copied()).is_none_or(|t| {
                let words = self.flow.words(t);
                words.chars().count() <= 24 && !words.ends_with('。')
            });
            if !short && item.texts.len() + usize::from(cursor.text.is_some()) >= 1 {
                raw.unread.push(place);
                return;
            }
        }
        match cursor.text.as_mut() {
            Some(text) if !cursor.after_labels => text.end = place.end,
            _ => {
                if let Some(text) = cursor.text.replace(place) {
                    item.texts.push(text);
                }
                cursor.after_labels = false;
            }
        }
    }

    /// Gives the units of 上述项目由…负责 to the items before it that have none.
    fn look_back(&self, raw: &mut Raw) {
        let mut floor = self.range.start;
        for attribution in self.attributions.iter().filter(|a| a.looks_back) {
            let at = attribution.place.start;
            for item in raw
                .items
                .iter_mut()
                .filter(|i| i.place.start >= floor && i.place.start < at)
            {
                if !item.has_units() {
                    item.units.extend(attribution.lists.iter().cloned());
                }
            }
            floor = attribution.place.end;
        }
    }
}

/// A place where text stops.
enum Stop<'a> {
    Label(LabelHit),
    Sentence(&'a Attribution),
}

impl Stop<'_> {
    fn start(&self) -> usize {
        match self {
            Self::Label(label) => label.start - usize::from(label.bracketed),
            Self::Sentence(attribution) => attribution.place.start,
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::Label(label) => label.value_start,
            Self::Sentence(attribution) => attribution.place.end,
        }
    }
}

/// Where the text of an item is growing.
struct Cursor {
    text: Option<Place>,
    after_labels: bool,
}

/// Puts the value of a label where it belongs.
fn assign(flow: &Flow<'_>, label: LabelHit, value: Place, item: &mut RawItem, cursor: &mut Cursor) {
    let printed = Place::new(label.start, label.label_end);
    let value = flow.trim(value);
    if value.is_empty() {
        return;
    }
    match label.kind {
        LabelKind::Lead | LabelKind::Responsible | LabelKind::Co => {
            item.units.push(UnitList {
                kind: label.kind,
                label: Some(printed),
                units: vec![value],
                doubt: None,
            });
            cursor.after_labels = true;
        }
        LabelKind::Person => item.persons.push((printed, value)),
        LabelKind::Deadline => item.deadlines.push(value),
        LabelKind::Progress => item.progress.push(value),
        LabelKind::Content => {
            if let Some(text) = cursor.text.replace(value) {
                // Words before 主要内容 are the title.
                if item.title.is_none() && item.texts.is_empty() && flow.words(text).chars().count() <= 40 {
                    item.title = Some(flow.trim(text));
                } else {
                    item.texts.push(text);
                }
            }
            cursor.after_labels = false;
        }
        LabelKind::Title => item.title = item.title.or(Some(value)),
        LabelKind::Neither => cursor.after_labels = true,
    }
}

/// Whether a value closes a bracket that it did not open.
fn opened(words: &str) -> bool {
    words.matches(')').count() > words.matches('(').count()
}

/// Where the bracket around a label closes.
fn closing(words: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, c) in words.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a paragraph ends the list: a date under a signature, an annex, the distribution.
fn closes(words: &str) -> bool {
    words.starts_with("附件")
        || words.starts_with("抄送")
        || words.starts_with('【')
        || (words.len() < 60 && words.starts_with('(') && words.contains("公开"))
        || time::is_date_line(words)
}

/// The words of a heading: to the end of its paragraph, or its first sentence.
fn heading(flow: &Flow<'_>, mark: MarkHit) -> Place {
    let paragraph = flow
        .paragraphs
        .get(flow.paragraph_at(mark.start))
        .map_or(mark.body, |p| p.place.end);
    let place = Place::new(mark.body, paragraph);
    let words = flow.words(place);
    let end = words.find('。').unwrap_or(words.len());
    flow.trim(Place::new(place.start, place.start + end))
}

fn heading_words<'f>(flow: &'f Flow<'_>, mark: MarkHit) -> &'f str {
    flow.words(heading(flow, mark))
}

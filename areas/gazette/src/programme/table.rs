//! Lists printed as tables, flattened to one cell or one row a line.
//!
//! Cells are dealt to columns from left to right: a cell goes to the first column ahead whose form it has, and when
//! no column ahead fits, a new row of the same item has begun.

use crate::columns::Column;
use crate::labels::LabelKind;
use crate::marks::{self, Level};
use crate::reading::Category;
use crate::text::layout::{Style, Table};
use crate::text::{Flow, Place};
use crate::time::{self, TimeContext};
use crate::units;

use super::Raw;
use super::item::{RawItem, UnitList};

/// The form of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Number(u32),
    Deadline,
    Units,
    Person,
    Text,
}

/// Reads a table into items.
pub(crate) fn read(flow: &Flow<'_>, table: &Table, raw: &mut Raw) {
    let mut dealer = Dealer {
        flow,
        table,
        head: heads(flow, table),
        column: 0,
        current: None,
        waiting: None,
        numbered: table.columns.contains(&Column::Number),
        next: 1,
    };
    let first = flow.paragraphs.partition_point(|p| p.place.end <= table.place.start);
    for paragraph in flow.paragraphs.get(first..).unwrap_or(&[]) {
        if paragraph.place.start >= table.place.end {
            break;
        }
        match table.style {
            Style::Rows(separator) => dealer.row(paragraph.place, separator, raw),
            _ => dealer.cell(paragraph.place, raw),
        }
    }
    dealer.close(raw);
    inherit(raw);
}

/// The places of the printed column heads.
fn heads(flow: &Flow<'_>, table: &Table) -> Vec<Place> {
    let place = Place::new(table.head_start, table.place.start);
    let words = flow.words(place);
    let separator = match table.style {
        Style::Rows(separator) => separator,
        _ => '\n',
    };
    let mut at = place.start;
    words
        .split(['\n', separator])
        .filter_map(|cell| {
            let start = at;
            at += cell.len() + 1;
            (!cell.trim().is_empty()).then(|| flow.trim(Place::new(start, start + cell.len())))
        })
        .collect()
}

struct Dealer<'a> {
    flow: &'a Flow<'a>,
    table: &'a Table,
    head: Vec<Place>,
    column: usize,
    current: Option<RawItem>,
    /// A text before the next number: a category's name, when the table has such a column.
    waiting: Option<Place>,
    numbered: bool,
    next: u32,
}

impl Dealer<'_> {
    fn form(&self, place: Place) -> Form {
        let words = self.flow.words(place);
        let digits = words.trim_end_matches(['.', '、']);
        if digits.len() <= 3 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Form::Number(digits.parse().unwrap_or(0));
        }
        if deadline_like(words) {
            return Form::Deadline;
        }
        if units::name_like(words) {
            return Form::Person;
        }
        let names = units::split(self.flow, place);
        if !names.is_empty() && !words.contains('。') && names.iter().all(|n| units::unit_like(self.flow.words(*n))) {
            return Form::Units;
        }
        Form::Text
    }

    /// Whether cells of a form can stand in a column.
    fn fits(form: Form, column: Column) -> bool {
        match column {
            Column::Number => matches!(form, Form::Number(_)),
            Column::Category => form == Form::Text || form == Form::Units,
            Column::Other => false,
            Column::Labelled(kind) => match kind {
                LabelKind::Lead | LabelKind::Responsible | LabelKind::Co | LabelKind::Neither => form == Form::Units,
                LabelKind::Person => form == Form::Person,
                LabelKind::Deadline => form == Form::Deadline,
                LabelKind::Content | LabelKind::Title => matches!(form, Form::Text | Form::Units),
                LabelKind::Progress => matches!(form, Form::Text | Form::Number(_)),
            },
        }
    }

    /// A cell on a line of its own.
    fn cell(&mut self, place: Place, raw: &mut Raw) {
        if self.heading(place, raw) {
            return;
        }
        let form = self.form(place);
        if let (Form::Number(number), true) = (form, self.numbered)
            && (number == self.next || (number == 1 && self.next > 2) || self.current.is_none())
        {
            self.open(number, place, raw);
            return;
        }
        if !self.numbered && self.current.as_ref().is_none_or(|i| i.has_units()) && form == Form::Text {
            self.open(self.next, place, raw);
            self.column = 0;
        }
        let Some(item) = self.current.as_mut() else {
            self.waiting = Some(place);
            return;
        };
        item.place.end = place.end;
        let columns = &self.table.columns;
        // The first cell behind the number is the first column of words, whatever it looks like.
        let fresh = item.texts.is_empty() && item.title.is_none();
        let ahead = (self.column..columns.len()).find(|i| {
            let words = matches!(columns[*i], Column::Labelled(LabelKind::Content | LabelKind::Title));
            (fresh && words) || (Self::fits(form, columns[*i]) && !(words && form == Form::Units && !fresh))
        });
        let column = ahead.or_else(|| {
            // A cell of a kind that has been passed: another line of the same column, or a new row.
            (0..columns.len()).rev().find(|i| Self::fits(form, columns[*i]))
        });
        let Some(column) = column else {
            raw.unread.push(place);
            return;
        };
        let complete = ahead.is_none() && item.has_units() && form == Form::Text;
        if complete && self.has_category() && self.waiting.is_none() {
            self.waiting = Some(place);
            return;
        }
        if complete {
            raw.row_spans.push(place);
        }
        self.put(column, place);
        // Units, and words in several paragraphs, may go on in the next line.
        self.column = match columns[column] {
            Column::Labelled(kind) if kind.names_units() && self.later_units(column) => column + 1,
            Column::Labelled(LabelKind::Title) => column + 1,
            _ => column,
        };
    }

    /// A heading 一、 or （一） across the table opens a category.
    fn heading(&mut self, place: Place, raw: &mut Raw) -> bool {
        let words = self.flow.words(place);
        let Some(mark) = marks::mark(words).filter(|m| matches!(m.level, Level::Section | Level::Sub)) else {
            return false;
        };
        let title = words.get(mark.len..).unwrap_or("");
        let short = (2..=24).contains(&title.chars().count());
        if !short || title.contains(['。', ',', ';']) || title.bytes().any(|b| b.is_ascii_digit()) {
            return false;
        }
        self.close(raw);
        self.add_category(Place::new(place.start + mark.len, place.end), raw);
        if let Some(category) = raw.categories.last_mut() {
            category.label = self.flow.printed(Place::new(place.start, place.start + mark.len));
        }
        true
    }

    fn has_category(&self) -> bool {
        self.table.columns.contains(&Column::Category)
    }

    /// Whether another column of units follows, so that the next line of units belongs there.
    fn later_units(&self, column: usize) -> bool {
        self.table.columns[column + 1..]
            .iter()
            .any(|c| matches!(c, Column::Labelled(kind) if kind.names_units()))
    }

    /// A row with separators: columns by position when the count fits, by form when not.
    fn row(&mut self, place: Place, separator: char, raw: &mut Raw) {
        let words = self.flow.words(place);
        let mut cells = Vec::new();
        let mut at = place.start;
        for cell in words.split(separator) {
            cells.push(self.flow.trim(Place::new(at, at + cell.len())));
            at += cell.len() + separator.len_utf8();
        }
        if separator == '|' && cells.first().is_some_and(|c| c.is_empty()) && cells.len() > self.table.columns.len() {
            cells.remove(0);
        }
        if cells.len() > self.table.columns.len() && cells.last().is_some_and(|c| c.is_empty()) {
            cells.pop();
        }
        if cells.len() != self.table.columns.len() {
            for cell in cells.into_iter().filter(|c| !c.is_empty()) {
                self.cell(cell, raw);
            }
            return;
        }
        let number_column = self.table.columns.iter().position(|c| *c == Column::Number);
        let number = number_column.and_then(|i| cells.get(i)).map(|c| self.form(*c));
        match number {
            Some(Form::Number(number)) => self.open(number, place, raw),
            None => self.open(self.next, place, raw),
            Some(_) => {
                if let Some(item) = self.current.as_mut() {
                    item.place.end = place.end;
                    raw.row_spans.push(place);
                }
            }
        }
        for (column, cell) in cells.into_iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            if self.table.columns[column] == Column::Category {
                self.add_category(cell, raw);
            } else if self.table.columns[column] != Column::Number {
                self.put(column, cell);
            }
        }
    }

    fn open(&mut self, number: u32, place: Place, raw: &mut Raw) {
        self.close(raw);
        if let Some(category) = self.waiting.take() {
            if self.has_category() {
                self.add_category(category, raw);
            } else {
                raw.unread.push(category);
            }
        }
        self.next = number + 1;
        let mut item = RawItem::new(number, place);
        item.category = raw.categories.last().map(|c| c.number);
        self.current = Some(item);
        self.column = self
            .table
            .columns
            .iter()
            .position(|c| *c == Column::Number)
            .map_or(0, |i| i + 1);
    }

    fn add_category(&mut self, place: Place, raw: &mut Raw) {
        let number = u32::try_from(raw.categories.len()).unwrap_or(u32::MAX - 1) + 1;
        raw.categories.push(Category {
            number,
            label: String::new(),
            title: self.flow.read_printed(place),
        });
        if let Some(item) = self.current.as_mut() {
            item.category = Some(number);
        }
    }

    fn put(&mut self, column: usize, place: Place) {
        let label = self.head.get(column).copied();
        let alone = self.single_words();
        let Some(item) = self.current.as_mut() else { return };
        let Column::Labelled(kind) = self.table.columns[column] else {
            return;
        };
        match kind {
            LabelKind::Lead | LabelKind::Responsible | LabelKind::Co => {
                match item.units.iter_mut().find(|u| u.kind == kind) {
                    Some(list) => list.units.push(place),
                    None => item.units.push(UnitList {
                        kind,
                        label,
                        units: vec![place],
                        doubt: None,
                    }),
                }
            }
            LabelKind::Neither => {}
            LabelKind::Person => item.persons.extend(label.map(|l| (l, place))),
            LabelKind::Deadline => item.deadlines.push(place),
            LabelKind::Progress => item.progress.push(place),
            LabelKind::Title if !alone => match item.title {
                None => item.title = Some(place),
                Some(_) => item.texts.push(place),
            },
            LabelKind::Content | LabelKind::Title => push_text(item, place),
        }
    }

    /// Whether the table has one column of words only, which then holds the promise.
    fn single_words(&self) -> bool {
        !self.table.columns.contains(&Column::Labelled(LabelKind::Content))
    }

    fn close(&mut self, raw: &mut Raw) {
        if let Some(mut item) = self.current.take() {
            if item.texts.is_empty() {
                item.texts.extend(item.title.take());
            }
            if !item.texts.is_empty() {
                raw.items.push(item);
            }
        }
    }
}

/// Cells that follow each other are one text.
fn push_text(item: &mut RawItem, place: Place) {
    match item.texts.last_mut() {
        Some(last) if last.end + 1 == place.start => last.end = place.end,
        _ => item.texts.push(place),
    }
}

/// Whether a cell is a deadline: it begins with a time and little follows.
fn deadline_like(words: &str) -> bool {
    let context = TimeContext { year: Some(2000) };
    if words.chars().count() > 20 || words.contains('。') {
        return false;
    }
    let hits = time::scan(words, context);
    hits.first()
        .is_some_and(|h| h.kind.is_some() && h.start <= '前'.len_utf8())
        || matches!(words, "长期" | "常年" | "持续推进" | "长期坚持" | "全年")
}

/// Rows whose units were printed once for several rows take them from the row before.
fn inherit(raw: &mut Raw) {
    let any = raw.items.iter().filter(|i| i.has_units()).count();
    if any * 2 < raw.items.len() {
        return;
    }
    for index in 1..raw.items.len() {
        if raw.items[index].has_units() {
            continue;
        }
        let mut units = raw.items[index - 1].units.clone();
        for list in &mut units {
            list.doubt = Some("表格跨行，沿用上一行的单位");
        }
        if !units.is_empty() {
            raw.row_spans.push(raw.items[index].place);
            raw.items[index].units = units;
        }
    }
}

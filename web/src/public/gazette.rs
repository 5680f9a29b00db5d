//! A document as published, with the fields that were read from it marked in place.
//!
//! The text is cut at every border of a field. A line break inside a field was made by the printer's columns and is
//! only shown on request; one outside any field begins a new paragraph. Fields lie in each other (a figure in an
//! item): the narrowest one colours the words, the widest one draws the frame of the paragraph.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use shishi_kernel::Span;
use shishi_service::gazette::reading::{Confidence, Read, Reading};
use shishi_service::views::DocumentPage;

use super::gazettes::{Document, document};
use super::parts::Link;
use super::words;
use crate::shell::{Failure, Frame};

/// Kinds of field, in the order of the legend.
pub(super) const KINDS: [&str; 13] = [
    "title",
    "number",
    "category",
    "item",
    "lead",
    "co-unit",
    "figure",
    "deadline",
    "condition",
    "requirement",
    "entry",
    "person",
    "organisation",
];

/// A field that was read.
struct Field {
    kind: &'static str,
    span: Span,
    /// Why the reader is not certain; empty when it is.
    reason: String,
    /// Nobody should rely on it before a person has looked.
    doubtful: bool,
}

/// Words drawn in one way.
struct Piece {
    /// Class of the narrowest field, or empty.
    kind: &'static str,
    /// Anchors that begin here.
    ids: Vec<String>,
    /// Why the reader is not certain; empty when it is.
    reason: String,
    /// The words, in the printer's lines.
    lines: Vec<String>,
}

/// A run of lines that belong together.
struct Paragraph {
    /// Class of the widest field: `item`, `requirement`, `entry`, `title`, or empty.
    frame: &'static str,
    pieces: Vec<Piece>,
}

struct Legend {
    kind: &'static str,
    word: &'static str,
    count: usize,
}

struct Doubt {
    word: &'static str,
    quote: String,
    reason: String,
    href: String,
    doubtful: bool,
}

#[derive(Template)]
#[template(path = "public/gazette.html")]
struct Page {
    frame: Frame,
    document: Document,
    legend: Vec<Legend>,
    doubts: Vec<Doubt>,
    commitments: Vec<Link>,
    paragraphs: Vec<Paragraph>,
    readable: bool,
}

/// Draws a document; `places` are spans that other pages link to.
pub(super) fn page(frame: Frame, page: &DocumentPage, places: &BTreeSet<Span>) -> Result<String, Failure> {
    let reading: Option<Reading> = serde_json::from_str(&page.reading).ok();
    let text = page.text.as_str();
    let mut fields = reading.as_ref().map(fields).unwrap_or_default();
    fields.retain(|field| !field.span.is_empty() && field.span.of(text).is_some());
    let lang = frame.lang;
    let word = |kind: &str| frame.t(&format!("field-{kind}"));
    let legend = KINDS
        .iter()
        .map(|kind| Legend {
            kind,
            word: word(kind),
            count: fields.iter().filter(|field| field.kind == *kind).count(),
        })
        .filter(|legend| legend.count > 0)
        .collect();
    let doubts = fields
        .iter()
        .filter(|field| !field.reason.is_empty())
        .map(|field| Doubt {
            word: word(field.kind),
            quote: field
                .span
                .of(text)
                .map(words::flow)
                .unwrap_or_default()
                .chars()
                .take(60)
                .collect(),
            reason: field.reason.clone(),
            href: format!("#{}", anchor(field.span)),
            doubtful: field.doubtful,
        })
        .collect();
    let commitments = page
        .commitments
        .iter()
        .map(|(_, number, span)| Link {
            name: number.to_string(),
            href: format!("#{}", anchor(*span)),
        })
        .collect();
    let page = Page {
        document: document(lang, &page.row),
        legend,
        doubts,
        commitments,
        paragraphs: paragraphs(text, &fields, places),
        readable: reading.is_some(),
        frame,
    };
    Ok(page.render()?)
}

fn anchor(span: Span) -> String {
    format!("s{}-{}", span.start, span.end)
}

/// Every field of a reading.
fn fields(reading: &Reading) -> Vec<Field> {
    let mut out = Vec::new();
    if let Some(issue) = &reading.issue {
        read(&mut out, "title", &issue.name);
        each(
            &mut out,
            "number",
            issue.year.as_ref().map(|read| (read.span, &read.confidence)),
        );
        each(
            &mut out,
            "number",
            issue.number.as_ref().map(|read| (read.span, &read.confidence)),
        );
        each(
            &mut out,
            "number",
            issue.total_number.as_ref().map(|read| (read.span, &read.confidence)),
        );
        each(
            &mut out,
            "deadline",
            issue.published.as_ref().map(|read| (read.span, &read.confidence)),
        );
        each(
            &mut out,
            "organisation",
            issue.sponsor.as_ref().map(|read| (read.span, &read.confidence)),
        );
    }
    for instrument in &reading.instruments {
        each(
            &mut out,
            "title",
            instrument.title.as_ref().map(|read| (read.span, &read.confidence)),
        );
        each(
            &mut out,
            "number",
            instrument
                .document_number
                .as_ref()
                .map(|read| (read.span, &read.confidence)),
        );
        each(
            &mut out,
            "organisation",
            instrument.issuer.as_ref().map(|read| (read.span, &read.confidence)),
        );
        each(
            &mut out,
            "deadline",
            instrument.date.as_ref().map(|read| (read.span, &read.confidence)),
        );
        instrument
            .addressees
            .iter()
            .for_each(|addressee| read(&mut out, "organisation", addressee));
    }
    if let Some(programme) = &reading.programme {
        programme
            .categories
            .iter()
            .for_each(|category| read(&mut out, "category", &category.title));
        for item in &programme.items {
            item.text.iter().for_each(|text| read(&mut out, "item", text));
            item.leads.iter().for_each(|unit| read(&mut out, "lead", unit));
            item.co_units.iter().for_each(|unit| read(&mut out, "co-unit", unit));
            item.persons.iter().for_each(|(_, name)| read(&mut out, "person", name));
            for target in &item.targets {
                add(&mut out, "figure", target.span, &target.confidence);
            }
            for deadline in &item.deadlines {
                add(&mut out, "deadline", deadline.span, &Confidence::Certain);
            }
            for condition in &item.conditions {
                add(&mut out, "condition", condition.span, &Confidence::Certain);
            }
        }
    }
    for requirement in &reading.requirements {
        read(&mut out, "requirement", &requirement.title);
        read(&mut out, "requirement", &requirement.text);
    }
    for entry in reading.chronicle.iter().flat_map(|chronicle| &chronicle.entries) {
        read(&mut out, "entry", &entry.text);
        entry
            .people
            .iter()
            .for_each(|person| read(&mut out, "person", &person.name));
        entry
            .organisations
            .iter()
            .for_each(|organisation| read(&mut out, "organisation", organisation));
    }
    out
}

fn read<T>(out: &mut Vec<Field>, kind: &'static str, read: &Read<T>) {
    add(out, kind, read.span, &read.confidence);
}

fn each(out: &mut Vec<Field>, kind: &'static str, read: Option<(Span, &Confidence)>) {
    if let Some((span, confidence)) = read {
        add(out, kind, span, confidence);
    }
}

fn add(out: &mut Vec<Field>, kind: &'static str, span: Span, confidence: &Confidence) {
    let (reason, doubtful) = match confidence {
        Confidence::Certain => (String::new(), false),
        Confidence::Likely(reason) => (reason.clone(), false),
        Confidence::Doubtful(reason) => (reason.clone(), true),
    };
    out.push(Field {
        kind,
        span,
        reason,
        doubtful,
    });
}

/// The frame that a kind draws round its paragraph.
fn frame_of(kind: &str) -> Option<&'static str> {
    match kind {
        "item" => Some("item"),
        "requirement" => Some("requirement"),
        "entry" => Some("entry"),
        "title" => Some("title"),
        "category" => Some("category"),
        _ => None,
    }
}

/// The text in paragraphs, cut at every border.
fn paragraphs(text: &str, fields: &[Field], places: &BTreeSet<Span>) -> Vec<Paragraph> {
    let mut by_start: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let spans: BTreeSet<Span> = fields
        .iter()
        .map(|field| field.span)
        .chain(places.iter().copied())
        .collect();
    for span in spans.iter().filter(|span| span.of(text).is_some()) {
        by_start.entry(span.start as usize).or_default().push(anchor(*span));
    }
    let mut borders: BTreeSet<usize> = fields
        .iter()
        .flat_map(|field| [field.span.start as usize, field.span.end as usize])
        .chain(by_start.keys().copied())
        .collect();
    borders.extend([0, text.len()]);
    // Fields that hold the piece at hand, by a sweep over their starts; narrow ones last.
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_by_key(|at| (fields[*at].span.start, std::cmp::Reverse(fields[*at].span.end)));
    let mut coming = order.into_iter().peekable();
    let mut open: Vec<usize> = Vec::new();
    let mut sheet = Sheet::default();
    let borders: Vec<usize> = borders.into_iter().collect();
    for pair in borders.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        while let Some(at) = coming.next_if(|at| fields[*at].span.start as usize <= from) {
            open.push(at);
        }
        open.retain(|at| fields[*at].span.end as usize > from);
        let narrowest = open
            .iter()
            .min_by_key(|at| fields[**at].span.end - fields[**at].span.start);
        let frame = open
            .iter()
            .filter_map(|at| frame_of(fields[*at].kind))
            .next()
            .unwrap_or_default();
        let piece = Piece {
            kind: narrowest.map_or("", |at| fields[*at].kind),
            ids: by_start.remove(&from).unwrap_or_default(),
            reason: narrowest.map(|at| fields[*at].reason.clone()).unwrap_or_default(),
            lines: Vec::new(),
        };
        sheet.add(&text[from..to], piece, frame, !open.is_empty());
    }
    sheet.finish()
}

/// Paragraphs being filled.
#[derive(Default)]
struct Sheet {
    done: Vec<Paragraph>,
    open: Option<Paragraph>,
    /// A printer's break stands before the next piece.
    owes_break: bool,
}

impl Sheet {
    /// Adds words; a break inside a field stays in the paragraph, one outside ends it.
    fn add(&mut self, words: &str, mut piece: Piece, frame: &'static str, in_field: bool) {
        if in_field {
            piece.lines = words.split('\n').map(str::to_owned).collect();
            // The empty lines of a page break say nothing that one break does not.
            let mut at = 1;
            while at + 1 < piece.lines.len() {
                if piece.lines[at].trim().is_empty() {
                    piece.lines.remove(at);
                } else {
                    at += 1;
                }
            }
            self.push(piece, frame);
            return;
        }
        let mut ids = std::mem::take(&mut piece.ids);
        for (at, line) in words.split('\n').enumerate() {
            if at > 0 && self.goes_on() {
                self.owes_break = true;
                if line.trim().is_empty() {
                    continue;
                }
            } else if at > 0 {
                self.end();
            }
            if line.trim().is_empty() && ids.is_empty() && self.open.is_none() {
                continue;
            }
            let piece = Piece {
                kind: "",
                ids: std::mem::take(&mut ids),
                reason: String::new(),
                lines: vec![line.to_owned()],
            };
            self.push(piece, frame);
        }
    }

    fn push(&mut self, mut piece: Piece, frame: &'static str) {
        if std::mem::take(&mut self.owes_break) {
            piece.lines.insert(0, String::new());
        }
        let paragraph = self.open.get_or_insert_with(|| Paragraph {
            frame,
            pieces: Vec::new(),
        });
        if paragraph.frame.is_empty() {
            paragraph.frame = frame;
        }
        paragraph.pieces.push(piece);
    }

    /// Whether the words so far end in the middle of a list (财政局、), so that what comes after the break belongs to it.
    fn goes_on(&self) -> bool {
        let lines = self
            .open
            .iter()
            .flat_map(|paragraph| &paragraph.pieces)
            .flat_map(|piece| &piece.lines);
        lines
            .rev()
            .find_map(|line| line.trim_end().chars().next_back())
            .is_some_and(|c| matches!(c, '、' | '，' | ','))
    }

    fn end(&mut self) {
        let has_something =
            |piece: &Piece| !piece.ids.is_empty() || piece.lines.iter().any(|line| !line.trim().is_empty());
        if let Some(paragraph) = self
            .open
            .take()
            .filter(|paragraph| paragraph.pieces.iter().any(has_something))
        {
            self.done.push(paragraph);
        }
    }

    fn finish(mut self) -> Vec<Paragraph> {
        self.end();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str, words: &str, kind: &'static str) -> Field {
        let from = text.find(words).unwrap();
        Field {
            kind,
            span: Span::new(from, from + words.len()),
            reason: String::new(),
            doubtful: false,
        }
    }

    /// One line a paragraph: `frame| plain [kind:words]`, `/` for a break of the printer.
    fn drawn(text: &str, fields: &[Field]) -> Vec<String> {
        paragraphs(text, fields, &BTreeSet::new())
            .iter()
            .map(|paragraph| {
                let pieces: String = paragraph
                    .pieces
                    .iter()
                    .map(|piece| {
                        let words = piece.lines.join("/");
                        if piece.kind.is_empty() {
                            words
                        } else {
                            format!("[{}:{words}]", piece.kind)
                        }
                    })
                    .collect();
                format!("{}|{pieces}", paragraph.frame)
            })
            .collect()
    }

    #[test]
    fn breaks_inside_fields_are_the_printers() {
        let text = "目录\n\n1. 新建公厕\n\n35座。\n主办单位：甲局\n";
        let fields = [
            field(text, "新建公厕\n\n35座。", "item"),
            field(text, "35座", "figure"),
            field(text, "甲局", "lead"),
        ];
        assert_eq!(
            drawn(text, &fields),
            [
                "|目录",
                "item|1. [item:新建公厕/][figure:35座][item:。]",
                "|主办单位：[lead:甲局]"
            ]
        );
    }

    #[test]
    fn a_list_goes_on_over_a_break() {
        let text = "协办单位：甲局、\n\n乙局\n各街道";
        let fields = [field(text, "甲局", "co-unit"), field(text, "乙局", "co-unit")];
        assert_eq!(
            drawn(text, &fields),
            ["|协办单位：[co-unit:甲局]、[co-unit:/乙局]", "|各街道"]
        );
    }

    #[test]
    fn every_character_is_kept() {
        let text = "甲乙\n丙丁，戊己庚。\n\n辛";
        let fields = [
            field(text, "乙\n丙", "item"),
            field(text, "丙丁，戊", "condition"),
            field(text, "庚", "person"),
        ];
        let kept: String = paragraphs(text, &fields, &BTreeSet::new())
            .iter()
            .flat_map(|paragraph| &paragraph.pieces)
            .flat_map(|piece| piece.lines.clone())
            .collect();
        assert_eq!(kept, text.replace('\n', ""));
    }

    #[test]
    fn places_that_other_pages_link_to_have_anchors() {
        let text = "一二三四";
        let places = BTreeSet::from([Span::new(3, 9), Span::new(3, 6), Span::new(0, 999)]);
        let ids: Vec<String> = paragraphs(text, &[], &places)
            .iter()
            .flat_map(|paragraph| &paragraph.pieces)
            .flat_map(|piece| piece.ids.clone())
            .collect();
        assert_eq!(ids, ["s3-6", "s3-9"]);
    }
}

//! From text to a reading.

use shishi_kernel::Span;

use crate::instrument::{self, Part};
use crate::programme::{self, Listing};
use crate::reading::{Chronicle, Reading, Remark};
use crate::text::layout::{self, Table};
use crate::text::{Flow, Place};
use crate::{chronicle, cover};

/// The form that [`Reading`] has on the wire.
pub(crate) const SCHEMA: &str = "shishi-reading/1";

/// Longest text that is read; spans are 32 bits wide.
const TEXT_BYTES_MAX: usize = u32::MAX as usize;

/// Reads a document's text.
///
/// Line ends become `\n` and a byte order mark goes; all spans point into [`Reading::text`].
#[must_use]
pub fn read(text: &str) -> Reading {
    let text = plain(text);
    let mut reading = Reading {
        schema: SCHEMA.to_owned(),
        text: String::new(),
        issue: None,
        instruments: Vec::new(),
        programme: None,
        requirements: Vec::new(),
        chronicle: None,
        remarks: Vec::new(),
    };
    if text.len() >= TEXT_BYTES_MAX {
        reading.remarks.push(Remark {
            code: "text_too_long".to_owned(),
            span: Span::new(0, 0),
            line: 1,
            message: "文本超过4GB，没有读取".to_owned(),
        });
        return reading;
    }
    let (flow, tables) = layout::flow(&text);
    let (issue, after_cover) = cover::read(&flow);
    reading.issue = issue;
    let regions = regions(&flow, after_cover);
    let mut parts = Vec::new();
    for region in regions.iter().filter(|r| !r.chronicle) {
        parts.extend(instrument::parts(&flow, &tables, region.place));
    }
    read_parts(&flow, &tables, parts, &mut reading);
    read_chronicles(&flow, &regions, &mut reading);
    number_lines(&text, &mut reading.remarks);
    reading.text = text;
    reading
}

/// The text with plain line ends.
fn plain(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Reads every document, and keeps the list that is most clearly one.
fn read_parts(flow: &Flow<'_>, tables: &[Table], parts: Vec<Part>, reading: &mut Reading) {
    let mut best: Option<(bool, usize, Listing)> = None;
    let mut others = 0_usize;
    for part in parts {
        if let Some(listing) = programme::read(flow, tables, &part) {
            let title = part.instrument.as_ref().and_then(|i| i.title.as_ref());
            let named = title.is_some_and(|t| t.value.contains("实事") || t.value.contains("實事"));
            let rank = (named, listing.programme.items.len());
            others += 1;
            if best.as_ref().is_none_or(|(n, count, _)| rank > (*n, *count)) {
                best = Some((rank.0, rank.1, listing));
            }
        }
        reading.instruments.extend(part.instrument);
    }
    if let Some((_, _, listing)) = best {
        if others > 1 {
            let span = listing.programme.items.first().map_or(Span::new(0, 0), |i| i.span);
            reading.remarks.push(Remark {
                code: "several_lists".to_owned(),
                span,
                line: 0,
                message: format!("文中有{others}份清单，这里读取了最像民生实事的一份"),
            });
        }
        reading.programme = Some(listing.programme);
        reading.requirements = listing.requirements;
        reading.remarks.extend(listing.remarks);
    }
}

/// A stretch of the text that is documents, or the record of events.
struct Region {
    place: Place,
    chronicle: bool,
}

/// Divides the text after the cover: a heading 大事记 opens the record of events, and what opens a document or
/// another issue closes it.
fn regions(flow: &Flow<'_>, from: usize) -> Vec<Region> {
    let mut out = Vec::new();
    let Some(first) = flow.paragraphs.get(from) else {
        return out;
    };
    let mut start = first.place.start;
    let mut chronicle = false;
    for (index, paragraph) in flow.paragraphs.iter().enumerate().skip(from) {
        let words = flow.words(paragraph.place);
        if words.len() > 90 {
            continue;
        }
        let opens = if chronicle {
            layout::document_number_line(words) || cover::opens_issue(words)
        } else {
            chronicle_heading(words)
        };
        if !opens {
            continue;
        }
        let at = if chronicle {
            front(flow, index, start)
        } else {
            paragraph.place.start
        };
        out.push(Region {
            place: Place::new(start, at),
            chronicle,
        });
        start = at;
        chronicle = !chronicle;
    }
    out.push(Region {
        place: Place::new(start, flow.text.len()),
        chronicle,
    });
    out.retain(|r| !r.place.is_empty());
    out
}

/// Where the document or issue begins whose number stands in a paragraph: short lines right above are its title.
fn front(flow: &Flow<'_>, index: usize, floor: usize) -> usize {
    let mut first = index;
    while first > 0 && index - first < 3 {
        let above = flow.paragraphs[first - 1].place;
        let words = flow.words(above);
        if above.start <= floor || words.len() > 150 || words.contains('。') || words.starts_with('△') {
            break;
        }
        first -= 1;
    }
    flow.paragraphs[first].place.start
}

/// Whether a short paragraph is the heading of a record of events.
fn chronicle_heading(words: &str) -> bool {
    if !words.contains("大事记") || words.contains(['。', ',', ';']) {
        return false;
    }
    let heading = words.trim_matches(['【', '】', '#', ' ']);
    heading.ends_with("大事记") || heading.starts_with("大事记") || heading.contains("大事记(")
}

/// Reads the records of events, and keeps the longest.
fn read_chronicles(flow: &Flow<'_>, regions: &[Region], reading: &mut Reading) {
    let year = reading.issue.as_ref().and_then(|i| i.year.as_ref()).map(|y| y.value);
    let hint = year.or_else(|| {
        reading
            .instruments
            .last()
            .and_then(|i| i.date.as_ref())
            .map(|d| d.value.year())
    });
    let mut spans: Vec<Span> = regions
        .iter()
        .filter(|r| r.chronicle)
        .map(|r| flow.span(r.place))
        .collect();
    if spans.is_empty() && reading.programme.is_none() {
        // A text without any list may be nothing but dated entries.
        spans.extend(chronicle::find_region(flow.source, 0));
    }
    for span in spans {
        let found = chronicle::read(flow.source, span, hint);
        let longer = |c: &Chronicle| {
            reading
                .chronicle
                .as_ref()
                .is_none_or(|k| c.entries.len() > k.entries.len())
        };
        if let Some(found) = found.filter(longer) {
            reading.chronicle = Some(found);
        }
    }
}

/// Fills in the lines of remarks in one pass over the text.
fn number_lines(text: &str, remarks: &mut Vec<Remark>) {
    remarks.sort_by_key(|r| r.span.start);
    let mut line = 1_u32;
    let mut at = 0;
    for remark in remarks {
        let start = (remark.span.start as usize).min(text.len());
        let passed = text
            .as_bytes()
            .get(at..start)
            .map_or(0, |bytes| memchr::memchr_iter(b'\n', bytes).count());
        line = line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
        at = start;
        remark.line = line;
    }
}

//! From text to a reading.

use shishi_kernel::Span;

use crate::instrument::{self, Part};
use crate::programme::{self, Listing};
use crate::reading::{Reading, Remark};
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
    let start = flow.paragraphs.get(after_cover).map_or(0, |p| p.place.start);
    let record = chronicle_start(&flow, after_cover);
    let end = record.unwrap_or(flow.text.len());
    let parts = instrument::parts(&flow, &tables, Place::new(start, end.max(start)));
    read_parts(&flow, &tables, parts, &mut reading);
    read_chronicle(&flow, record, &mut reading);
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

/// Where the record of events begins, in the folded text: a heading 大事记 after the contents.
fn chronicle_start(flow: &Flow<'_>, from: usize) -> Option<usize> {
    flow.paragraphs.get(from..)?.iter().find_map(|paragraph| {
        let words = flow.words(paragraph.place);
        if words.len() > 90 || words.contains(['。', ',', ';']) {
            return None;
        }
        let heading = words.trim_matches(['【', '】', '#', ' ']);
        let titled = heading.ends_with("大事记") || heading.starts_with("大事记") || heading.contains("大事记(");
        titled.then_some(paragraph.place.start)
    })
}

fn read_chronicle(flow: &Flow<'_>, record: Option<usize>, reading: &mut Reading) {
    let hint = reading.issue.as_ref().and_then(|i| i.year.as_ref()).map(|y| y.value);
    let region = match record {
        Some(start) => Some(flow.span(Place::new(start, flow.text.len()))),
        // A text without any list or document may be nothing but dated entries.
        None if reading.programme.is_none() => chronicle::find_region(flow.source, 0),
        None => None,
    };
    if let Some(region) = region {
        let hint = hint.or_else(|| {
            reading
                .instruments
                .last()
                .and_then(|i| i.date.as_ref())
                .map(|d| d.value.year())
        });
        reading.chronicle = chronicle::read(flow.source, region, hint);
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

//! Folded text and the way back.

use shishi_kernel::Span;

use super::fold::Run;
use crate::reading::{Confidence, Read};

/// A half-open range of bytes of the folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Place {
    /// The range from `start` to `end`.
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: if end < start { start } else { end },
        }
    }

    /// Whether nothing is in it.
    pub(crate) const fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A logical paragraph: one or more printed lines joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// Where it is in the folded text, without the line end.
    pub place: Place,
    /// Whether it stands in a flattened table, where every line is a cell.
    pub cell: bool,
}

/// The folded text: paragraphs divided by `\n`, each byte traceable to the original.
#[derive(Debug, Default)]
pub(crate) struct Flow<'a> {
    /// The original.
    pub source: &'a str,
    /// The folded text.
    pub text: String,
    /// The map back, ordered by `folded`.
    pub runs: Vec<Run>,
    /// The paragraphs in order.
    pub paragraphs: Vec<Paragraph>,
}

impl Flow<'_> {
    /// The folded words of a place.
    pub(crate) fn words(&self, place: Place) -> &str {
        self.text.get(place.start..place.end).unwrap_or("")
    }

    /// The character border at or before a folded offset.
    pub(crate) fn floor(&self, at: usize) -> usize {
        (0..=at.min(self.text.len()))
            .rev()
            .find(|i| self.text.is_char_boundary(*i))
            .unwrap_or(0)
    }

    /// The place without spaces and line ends at its borders.
    pub(crate) fn trim(&self, place: Place) -> Place {
        let words = self.words(place);
        let start = place.start + (words.len() - words.trim_start().len());
        Place::new(start, start + words.trim().len())
    }

    fn run_at(&self, folded: usize) -> Option<(usize, &Run)> {
        let index = self
            .runs
            .partition_point(|r| r.folded as usize <= folded)
            .checked_sub(1)?;
        self.runs.get(index).map(|run| (index, run))
    }

    /// Folded length of a run.
    fn folded_len(&self, index: usize) -> usize {
        let end = self.runs.get(index + 1).map_or(self.text.len(), |r| r.folded as usize);
        end - self.runs[index].folded as usize
    }

    /// Offset in the original of the character that begins at a folded offset.
    fn source_start(&self, folded: usize) -> usize {
        self.run_at(folded).map_or(0, |(_, run)| {
            let ahead = folded - run.folded as usize;
            run.source as usize + ahead.min(run.source_len as usize)
        })
    }

    /// Offset in the original one past the character that ends at a folded offset.
    fn source_end(&self, folded: usize) -> usize {
        let Some((index, run)) = folded.checked_sub(1).and_then(|last| self.run_at(last)) else {
            return 0;
        };
        let ahead = folded - run.folded as usize;
        let source_len = run.source_len as usize;
        if self.folded_len(index) == source_len {
            run.source as usize + ahead.min(source_len)
        } else {
            run.source as usize + source_len
        }
    }

    /// Whether a space, dropped or not, is printed right before a folded offset.
    pub(crate) fn spaced_before(&self, folded: usize) -> bool {
        let start = self.source_start(folded);
        self.source
            .get(..start)
            .and_then(|s| s.chars().next_back())
            .is_some_and(char::is_whitespace)
    }

    /// The bytes of the original that a place was read from. Line ends at the borders are left out.
    pub(crate) fn span(&self, place: Place) -> Span {
        let place = self.trim(place);
        if place.is_empty() {
            let at = self.source_start(place.start).min(self.source.len());
            return Span::new(at, at);
        }
        let start = self.source_start(place.start);
        Span::new(start, self.source_end(place.end).max(start))
    }

    /// The words of a place as printed, without line breaks, page marks and copies that folding dropped; spaces
    /// inside a line stay.
    pub(crate) fn printed(&self, place: Place) -> String {
        let place = self.trim(place);
        let mut out = String::with_capacity(place.end - place.start);
        let Some((first, _)) = self.run_at(place.start) else {
            return out;
        };
        if place.is_empty() {
            return out;
        }
        let mut last_end: Option<usize> = None;
        for (index, run) in self.runs.iter().enumerate().skip(first) {
            let begin = run.folded as usize;
            if begin >= place.end {
                break;
            }
            let (mut from, mut to) = (run.source as usize, (run.source + run.source_len) as usize);
            if self.folded_len(index) == run.source_len as usize {
                from += place.start.saturating_sub(begin);
                to = to.min(run.source as usize + (place.end - begin));
            }
            if let Some(gap) = last_end.and_then(|end| self.source.get(end..from))
                && gap.chars().all(|c| matches!(c, ' ' | '\u{3000}' | '\t' | '\u{A0}'))
            {
                out.push_str(gap);
            }
            let piece = self.source.get(from..to).unwrap_or("");
            if piece != "\n" {
                out.push_str(piece);
            }
            last_end = Some(to);
        }
        out
    }

    /// The words of a place as printed, with all spaces taken out.
    pub(crate) fn tight(&self, place: Place) -> String {
        self.printed(place)
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{3000}' | '\t' | '\u{A0}'))
            .collect()
    }

    /// A value read from a place, beyond doubt.
    pub(crate) fn certain<T>(&self, value: T, place: Place) -> Read<T> {
        Read {
            value,
            span: self.span(place),
            confidence: Confidence::Certain,
        }
    }

    /// The printed words of a place as a value.
    pub(crate) fn read_printed(&self, place: Place) -> Read<String> {
        self.certain(self.printed(place), place)
    }

    /// The paragraph that a folded offset is in, or the one before it.
    pub(crate) fn paragraph_at(&self, folded: usize) -> usize {
        self.paragraphs
            .partition_point(|p| p.place.start <= folded)
            .saturating_sub(1)
    }
}

//! From lines to entries: where each begins, which day it belongs to, and which pieces of text make it up.

use super::marks::{self, Day, Heading};
use super::words::WORDS;

/// A day or range, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct When {
    pub year: Option<i16>,
    pub month: Option<u8>,
    pub day: Option<u8>,
    pub month_last: Option<u8>,
    pub day_last: Option<u8>,
}

/// An entry before its words are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    /// The mark's bytes in the document.
    pub marker: (usize, usize),
    pub when: When,
    pub continuation: bool,
    /// The text's pieces in the document, in order; between two of them the print breaks the line.
    pub pieces: Vec<(usize, usize)>,
}

/// All entries of a region, and what the headings say.
#[derive(Debug, Default)]
pub(super) struct Split {
    pub title: Option<(usize, usize)>,
    /// The first year printed, and its heading's place.
    pub year: Option<(i16, (usize, usize))>,
    pub entries: Vec<Raw>,
}

/// Words that take the day from the entry before.
const SAME_DAY: &str = "\
    同日 是日 当日 同一天 同天";

/// Words for a part of the month: its first and last day (31: the month's last).
const PARTS: &[(&str, u8, u8)] = &[
    ("是月", 1, 31),
    ("本月", 1, 31),
    ("当月", 1, 31),
    ("同月", 1, 31),
    ("月内", 1, 31),
    ("上旬", 1, 10),
    ("中旬", 11, 20),
    ("下旬", 21, 31),
];

/// Splits a region of the text.
pub(super) fn split(text: &str, start: usize, end: usize, year_hint: Option<i16>) -> Split {
    let mut state = State {
        text,
        split: Split::default(),
        year: year_hint,
        month: None,
        day: When::default(),
        day_mark: None,
        ended: true,
        open: false,
    };
    let mut at = start;
    while at < end {
        let line_end = memchr::memchr(b'\n', &text.as_bytes()[at..end]).map_or(end, |i| at + i);
        if !state.line(at, line_end) {
            break;
        }
        at = line_end + 1;
    }
    state.flush_day();
    state.split
}

struct State<'a> {
    text: &'a str,
    split: Split,
    year: Option<i16>,
    month: Option<u8>,
    day: When,
    /// A day alone on its line whose first entry has not come yet.
    day_mark: Option<(usize, usize)>,
    /// Whether the words so far end a sentence, so that a new entry can begin.
    ended: bool,
    /// Whether an entry is being filled.
    open: bool,
}

impl<'a> State<'a> {
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    /// Takes one line; `false` when the chronicle ends here.
    fn line(&mut self, start: usize, end: usize) -> bool {
        let line = self.slice(start, end);
        let trimmed = line.trim();
        if trimmed.is_empty() {
            return true;
        }
        let start = start + (line.len() - line.trim_start().len());
        let end = start + trimmed.len();
        if let Some(heading) = marks::heading(trimmed).filter(|h| self.believes_heading(h)) {
            self.heading(heading, start, end);
            return true;
        }
        if self.open && is_page_number(self.slice(start, end)) {
            return true;
        }
        let mut at = start;
        if let Some((len, month)) = marks::dotted_month(self.slice(start, end)).filter(|_| self.ended) {
            self.heading(
                Heading {
                    month: Some(month),
                    ..Heading::default()
                },
                start,
                start + len,
            );
            at = start + len;
        } else if let Some(next) = self.mark_at(start, end, true) {
            at = next;
        } else if self.ended && self.has_entries() && is_ending(self.slice(start, end)) {
            return false;
        }
        self.rest_of_line(at, end);
        true
    }

    /// Inside a sentence only a heading with year and month is believed: a narrow line can hold a bare `4月`.
    fn believes_heading(&self, heading: &Heading) -> bool {
        self.ended || (heading.year.is_some() && heading.month.is_some()) || (heading.title && !self.has_entries())
    }

    fn has_entries(&self) -> bool {
        !self.split.entries.is_empty()
    }

    fn heading(&mut self, heading: Heading, start: usize, end: usize) {
        self.flush_day();
        if heading.title && self.split.title.is_none() {
            self.split.title = Some((start, end));
        }
        if let Some(year) = heading.year {
            self.year = Some(year);
            self.split.year.get_or_insert((year, (start, end)));
        }
        self.month = heading.month.or(if heading.year.is_some() { None } else { self.month });
        self.day = When::default();
        self.ended = true;
        self.open = false;
    }

    /// Puts the rest of a line into the open entry, opening new ones at marks inside it.
    fn rest_of_line(&mut self, start: usize, end: usize) {
        let mut from = start;
        let mut at = start;
        while let Some(found) = self.next_candidate(at, end) {
            self.fill(from, found);
            from = found;
            if let Some(next) = self.mark_at(found, end, false) {
                from = next;
                at = next;
            } else if let Some((len, month)) = marks::dotted_month(self.slice(found, end)).filter(|_| self.ended) {
                self.heading(
                    Heading {
                        month: Some(month),
                        ..Heading::default()
                    },
                    found,
                    found + len,
                );
                from = found + len;
                at = from;
            } else {
                at = found + self.slice(found, end).chars().next().map_or(1, char::len_utf8);
            }
        }
        self.fill(from, end);
    }

    /// The next place in a line where a mark could stand: after a space that follows the end of a sentence, or at a △.
    fn next_candidate(&self, start: usize, end: usize) -> Option<usize> {
        // One pass over the bytes that open a space (of either width) or a △, so that long lines stay linear.
        for at in memchr::memchr3_iter(b' ', 0xE3, 0xE2, &self.text.as_bytes()[start..end]).map(|i| start + i) {
            let Some(c) = self.text.get(at..end).and_then(|s| s.chars().next()) else {
                continue;
            };
            let before = self.slice(start, at);
            if c == '△' && (ends_sentence(before) || before.ends_with(char::is_whitespace)) {
                return Some(at);
            }
            if c.is_whitespace() && ends_sentence(before.trim_end()) {
                let next = at + skip_spaces(self.slice(at, end));
                let first = self.slice(next, end).chars().next();
                if first.is_some_and(|c| c.is_numeric() || "·•△一二三四五六七八九十".contains(c)) {
                    return Some(next);
                }
            }
        }
        None
    }

    /// Opens an entry if a mark stands at `at`; the place after the mark.
    fn mark_at(&mut self, at: usize, end: usize, line_start: bool) -> Option<usize> {
        let words = self.slice(at, end);
        let bullet = marks::bullet(words, line_start).filter(|_| line_start || self.may_open(at));
        let after_bullet = at + bullet.unwrap_or(0);
        let gap = skip_spaces(self.slice(after_bullet, end));
        let day = marks::day(self.slice(after_bullet + gap, end)).filter(|day| {
            let rest = self.slice(after_bullet + gap + day.len, end);
            self.believes(day, rest, bullet.is_some(), line_start)
        });
        match (bullet, day) {
            (Some(_), Some(day)) => Some(self.open_day(at, after_bullet + gap + day.len, end, &day)),
            (Some(_), None) => Some(self.open_bullet(at, after_bullet, end)),
            (None, Some(day)) => Some(self.open_day(at, at + day.len, end, &day)),
            (None, None) if line_start && self.ended => self.open_same_day(at, end),
            (None, None) => None,
        }
    }

    /// 同日 and its like at the head of a line, set apart from the text.
    fn open_same_day(&mut self, at: usize, end: usize) -> Option<usize> {
        let words = self.slice(at, end);
        if let Some((word, first, last)) = PARTS.iter().find(|(word, ..)| words.starts_with(word)) {
            return self.open_part(at, end, word.len(), *first, *last);
        }
        let mark = SAME_DAY.split_whitespace().find(|w| words.starts_with(*w))?.len();
        let rest = words.get(mark..)?;
        if self.day.day.is_none() || !set_apart(rest) {
            return None;
        }
        self.push((at, at + mark), true);
        let text = rest.trim_start_matches(['，', ',', '：', ':']).trim_start();
        Some(end - text.len())
    }

    fn may_open(&self, at: usize) -> bool {
        self.ended || self.slice(0, at).ends_with(char::is_whitespace)
    }

    /// Whether a day stands where an entry begins, and is not just a date in a sentence.
    fn believes(&self, day: &Day, rest: &str, bullet: bool, line_start: bool) -> bool {
        let next = rest.chars().next();
        let apart = next.is_none_or(char::is_whitespace);
        let comma = next.is_some_and(|c| "，,：:△".contains(c));
        let glued = next.is_some_and(|c| !"内前后起以之的游报底中间，。、；".contains(c));
        if bullet {
            return apart || comma || glued;
        }
        if !line_start {
            return self.ended && (apart || rest.starts_with('△'));
        }
        let forward = day.month.is_some() || self.day.day.is_none_or(|last| day.day >= last);
        (apart && (self.ended || forward)) || (self.ended && (comma || glued))
    }

    /// 是月, 上旬 and their like: an entry over a part of the month.
    fn open_part(&mut self, at: usize, end: usize, len: usize, first: u8, last: u8) -> Option<usize> {
        let rest = self.slice(at + len, end);
        let month = self.month.filter(|_| set_apart(rest))?;
        self.day = When {
            year: self.year,
            month: Some(month),
            day: Some(first),
            month_last: Some(month),
            day_last: Some(last.min(month_days(self.year, month))),
        };
        self.push((at, at + len), false);
        Some(end - rest.trim_start_matches(['，', ',', '：', ':']).trim_start().len())
    }

    /// A mark with a day of its own.
    fn open_day(&mut self, at: usize, mark_end: usize, end: usize, day: &Day) -> usize {
        self.flush_day();
        if let Some(year) = day.year {
            self.year = Some(year);
            self.split.year.get_or_insert((year, (at, mark_end)));
        }
        self.month = day.month.or(self.month);
        let month_last = day.last.and_then(|(month, _)| month).or(self.month);
        self.day = When {
            year: self.year,
            month: self.month,
            day: Some(day.day),
            month_last: day.last.and(month_last),
            day_last: day.last.map(|(_, last)| last),
        };
        let rest = self.slice(mark_end, end);
        let text = mark_end + skip_spaces(rest.trim_start_matches(['，', ',', '：', ':'])) + leading(rest);
        if self.slice(text, end).trim().is_empty() {
            self.day_mark = Some((at, mark_end));
            self.open = false;
            self.ended = true;
            return end;
        }
        if let Some(len) = marks::bullet(self.slice(text, end), false) {
            let after = text + len;
            self.push((at, mark_end), false);
            return after + skip_spaces(self.slice(after, end));
        }
        self.push((at, mark_end), false);
        text
    }

    /// A bullet without a day: the same day again, or the first entry of a day that stood alone on its line.
    fn open_bullet(&mut self, at: usize, after: usize, end: usize) -> usize {
        let first = self.day_mark.take().is_some();
        self.push((at, after), !first && self.day.day.is_some());
        after + skip_spaces(self.slice(after, end))
    }

    fn push(&mut self, marker: (usize, usize), continuation: bool) {
        let when = if self.day.day.is_some() {
            self.day
        } else {
            When {
                year: self.year,
                month: self.month,
                ..When::default()
            }
        };
        self.split.entries.push(Raw {
            marker,
            when,
            continuation,
            pieces: Vec::new(),
        });
        self.open = true;
        self.ended = true;
    }

    /// Adds words to the open entry.
    fn fill(&mut self, start: usize, end: usize) {
        let words = self.slice(start, end);
        if words.trim().is_empty() {
            return;
        }
        if let Some(mark) = self.day_mark.take() {
            self.push(mark, false);
        }
        if !self.open {
            return;
        }
        let words = self.slice(start, end);
        let ended = ends_sentence(words.trim_end());
        let Some(entry) = self.split.entries.last_mut() else {
            return;
        };
        match entry.pieces.last_mut() {
            // The same line, cut where a mark could have stood.
            Some(piece) if piece.1 == start => piece.1 = end,
            Some(_) => entry.pieces.push((start, end)),
            None => entry
                .pieces
                .push((start + (words.len() - words.trim_start().len()), end)),
        }
        self.ended = ended;
    }

    fn flush_day(&mut self) {
        self.day_mark = None;
    }
}

/// Whether a mark's text is divided from it.
fn set_apart(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_whitespace() || "，,：:".contains(c))
}

/// How many days a month has; February has 28 where no year is known.
fn month_days(year: Option<i16>, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_some_and(|y| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) => 29,
        2 => 28,
        _ => 31,
    }
}

fn leading(rest: &str) -> usize {
    rest.len() - rest.trim_start_matches(['，', ',', '：', ':']).len()
}

fn skip_spaces(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn ends_sentence(words: &str) -> bool {
    words.is_empty()
        || words.ends_with([
            '。', '！', '？', '；', '”', '）', ')', '…', ';', '!', '?', '·', '.', '】',
        ])
}

/// A line of the colophon, or of what a web page puts under a text.
fn is_ending(line: &str) -> bool {
    WORDS.endings.fits(line.trim_start_matches(['（', '(', '【']))
}

/// A page number alone on its line: `8`, `— 8 —`, `-8-`.
fn is_page_number(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| c.is_whitespace() || "—-–·".contains(c));
    !bare.is_empty() && bare.len() <= 3 && bare.bytes().all(|b| b.is_ascii_digit())
}

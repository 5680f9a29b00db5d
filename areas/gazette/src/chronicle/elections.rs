//! Elections and appointments, where the order turns round: 选举甲为书记, 乙、丙为副书记 — name first, post after.

use super::lexicon;
use super::names::{Bound, is_han, name_at};
use super::people::{Scan, separator, untitled};
use super::words::WORDS;

/// How far ahead an election reaches; no sentence is longer, and it keeps endless text linear.
const SENTENCE_BYTES_MAX: usize = 2400;
/// The longest post.
const POST_BYTES_MAX: usize = 240;

impl Scan<'_> {
    /// 选举甲、乙为主席，丙为副主席: names first, post after.
    pub(super) fn election(&mut self, end: usize) {
        let ahead = self.window(end, SENTENCE_BYTES_MAX);
        let sentence = end + ahead.find(['。', '！', '？']).unwrap_or(ahead.len());
        self.election_until = sentence;
        self.floor = self.floor.max(end);
        let first = end;
        let mut at = end;
        while at < sentence {
            at += opening(self.slice(at, sentence));
            self.floor = self.floor.max(at);
            let next = self.elected_names(at);
            let from = next.unwrap_or(at);
            let Some(stop) = self.slice(from, sentence).find(['，', ',', '；', ';', '、']) else {
                break;
            };
            at = from + stop + self.from(from + stop).chars().next().map_or(1, char::len_utf8);
            if next.is_none() && at > first + POST_BYTES_MAX {
                break;
            }
        }
    }

    /// Names at `at` and the post they are put into; the place after it.
    fn elected_names(&mut self, at: usize) -> Option<usize> {
        let name = name_at(self.from(at)).filter(|n| n.bound >= Bound::Weak)?;
        let mut names = vec![(at, name)];
        let mut end = at + name.len;
        while let Some((next, _)) = separator(self.from(end), false) {
            let Some(more) = name_at(self.from(end + next)).filter(|n| n.bound >= Bound::Weak) else {
                break;
            };
            names.push((end + next, more));
            end += next + more.len;
        }
        let rest = self.from(end);
        let post = into(rest).map(|len| end + len);
        if post.is_none() && !["等", "的", "同志", "辞去"].iter().any(|word| rest.starts_with(word)) {
            return None;
        }
        let first = self.found.len();
        self.found
            .extend(names.iter().map(|(start, name)| untitled(*start, name)));
        self.floor = self.floor.max(end);
        Some(if post.is_some() {
            self.give_post(first, end)
        } else {
            end
        })
    }

    /// Gives the persons from `first` on the post that the text after `end` names; the place after it.
    pub(super) fn give_post(&mut self, first: usize, end: usize) -> usize {
        let Some(len) = into(self.from(end)) else { return end };
        let start = end + len;
        let ahead = self.window(start, POST_BYTES_MAX);
        let stop = ahead.char_indices().find(|(i, c)| {
            matches!(c, '，' | ',' | '。' | '；' | ';' | '的')
                || (matches!(c, '、' | '和') && self.names_then_post(start + i + c.len_utf8()))
        });
        let stop = start + stop.map_or(ahead.len(), |(i, _)| i);
        if stop > start && self.slice(start, stop).chars().next().is_some_and(is_han) {
            for person in &mut self.found[first..] {
                person.elected = Some((start, stop));
            }
            self.floor = self.floor.max(stop);
            return stop;
        }
        end
    }

    /// Whether the text goes on with 任 or 为 and something that ends in a post: 任市委书记.
    pub(super) fn takes_post(&self, end: usize) -> bool {
        into(self.from(end)).is_some_and(|len| {
            let rest = self.window(end + len, POST_BYTES_MAX);
            let stop = rest.find(['，', ',', '。', '；', ';', ' ']).unwrap_or(rest.len());
            WORDS.posts_ending.fits(&rest[..stop])
        })
    }

    fn names_then_post(&self, at: usize) -> bool {
        let mut end = at;
        while let Some(name) = name_at(self.from(end)).filter(|n| n.bound >= Bound::Weak) {
            end += name.len;
            match separator(self.from(end), false) {
                Some((next, _)) => end += next,
                None => return into(self.from(end)).is_some(),
            }
        }
        false
    }

    /// 甲当选为区长, with nothing before the name.
    pub(super) fn elected(&mut self, start: usize, end: usize) {
        let before = self.slice(self.floor.max(self.back(start, POST_BYTES_MAX)), start);
        let opens = start - before.len();
        let clause = before
            .rfind(['，', ',', '。', '；', ';', ' ', '\u{3000}', '：', ':'])
            .map_or(opens, |i| {
                opens + i + before[i..].chars().next().map_or(1, char::len_utf8)
            });
        if self.elected_names(clause).is_none() {
            let ahead = self.window(end, SENTENCE_BYTES_MAX);
            self.election_until = end + ahead.find('。').unwrap_or(ahead.len());
        }
    }
}

/// Length of the words before the names of an election: 选举, 并补选, 选举产生了.
fn opening(text: &str) -> usize {
    let mut rest = text;
    loop {
        let before = rest.len();
        rest = rest.trim_start_matches(|c: char| "并产生出了：:".contains(c));
        for word in lexicon::ELECTIONS.split_whitespace() {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        if rest.len() == before {
            return text.len() - rest.len();
        }
    }
}

/// The words that lead from names to their new post.
fn into(text: &str) -> Option<usize> {
    const WORDS_INTO: [&str; 11] = [
        "同志为",
        "同志任",
        "同志担任",
        "当选为",
        "当选",
        "担任",
        "兼任",
        "出任",
        "为",
        "任",
        "作为",
    ];
    WORDS_INTO
        .iter()
        .filter(|w| text.starts_with(**w))
        .map(|w| w.len())
        .max()
}

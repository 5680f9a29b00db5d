//! Persons in an entry: posts that stand directly before names, lists of leaders, and elections.
//!
//! A name is believed where it stands (after a post, in a list, after 选举) and by what follows it; there is no
//! list of known persons, and a group without names (有关部门负责人) gives nothing.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::lexicon;
use super::names::{Bound, Name, is_han, is_stop, name_at};
use super::words::WORDS;

/// A person found, as places in the entry's joined text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub name: (usize, usize),
    pub title: Option<(usize, usize)>,
    pub shared: bool,
    pub elected: Option<(usize, usize)>,
    pub bound: Bound,
}

/// What a hit of the matcher is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hit {
    Post { loose: bool, leaders: bool },
    Election,
    Elected,
}

/// Levels of government in front of 领导.
const LEVELS: [char; 6] = ['省', '市', '区', '县', '镇', '州'];

static HITS: LazyLock<(AhoCorasick, Vec<Hit>)> = LazyLock::new(|| {
    let mut words: Vec<&str> = Vec::new();
    let mut hits = Vec::new();
    for post in lexicon::POSTS.split_whitespace() {
        words.push(post);
        let loose = lexicon::LOOSE_POSTS.split_whitespace().any(|loose| loose == post);
        hits.push(Hit::Post {
            loose,
            leaders: post.contains("领导"),
        });
    }
    for word in lexicon::ELECTIONS.split_whitespace() {
        words.push(word);
        hits.push(Hit::Election);
    }
    words.push("当选");
    hits.push(Hit::Elected);
    let matcher = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(&words);
    (matcher.expect("a fixed list of short words always compiles"), hits)
});

/// The persons of an entry, in the order of the text.
pub(super) fn people(text: &str) -> Vec<Found> {
    let mut scan = Scan {
        text,
        found: Vec::new(),
        floor: 0,
        election_until: 0,
    };
    let (matcher, hits) = &*HITS;
    for hit in matcher.find_iter(text) {
        if hit.start() < scan.floor {
            continue;
        }
        match hits[hit.pattern().as_usize()] {
            Hit::Post { loose, leaders } => scan.post(hit.start(), hit.end(), loose, leaders),
            Hit::Election => scan.election(hit.end()),
            Hit::Elected => scan.elected(hit.start(), hit.end()),
        }
    }
    scan.bare_names();
    scan.found.sort_by_key(|person| person.name);
    scan.found
}

pub(super) struct Scan<'a> {
    pub(super) text: &'a str,
    pub(super) found: Vec<Found>,
    /// Nothing before this place belongs to a later person.
    pub(super) floor: usize,
    /// The end of the sentence in which an election was announced.
    pub(super) election_until: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn from(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or("")
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    /// At most so many bytes from a place on, cut at a character.
    pub(super) fn window(&self, at: usize, bytes: usize) -> &'a str {
        let mut end = (at + bytes).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.slice(at, end)
    }

    /// The place at most so many bytes before another, at a character.
    pub(super) fn back(&self, at: usize, bytes: usize) -> usize {
        let mut start = at.saturating_sub(bytes);
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        start
    }

    /// A post; if a name stands right after it, a person with the title that ends here.
    fn post(&mut self, start: usize, end: usize, loose: bool, leaders: bool) {
        let title_end = end + brackets(self.from(end));
        let gap = self
            .from(title_end)
            .chars()
            .next()
            .filter(|c| c.is_whitespace())
            .map_or(0, char::len_utf8);
        let at = title_end + gap;
        let Some(name) = name_at(self.from(at)).filter(|n| believed(n, loose)) else {
            return;
        };
        let title_start = self.title_start(start);
        if title_start >= title_end {
            return;
        }
        let title = Some((title_start, title_end));
        let first = self.found.len();
        self.push(at, name, title, leaders);
        let list_end = self.list(at + name.len, title, leaders);
        if self.found.len() > first + 1 {
            self.found[first].shared = true;
        }
        self.floor = list_end;
        if at < self.election_until {
            self.floor = self.give_post(first, list_end);
        }
    }

    fn push(&mut self, at: usize, name: Name, title: Option<(usize, usize)>, shared: bool) {
        let words = self.slice(at, at + name.len);
        // Only the last ones are compared, so that an endless entry stays linear.
        let known = self.found.iter().rev().take(64).any(|p| {
            self.slice(p.name.0, p.name.1) == words
                && (title.is_none() || p.title.map(|t| self.slice(t.0, t.1)) == title.map(|t| self.slice(t.0, t.1)))
        });
        if !known {
            self.found.push(Found {
                name: (at, at + name.len),
                title,
                shared,
                elected: None,
                bound: name.bound,
            });
        }
    }

    /// The names that follow the first of a list under the same title; the place after the last.
    fn list(&mut self, mut at: usize, title: Option<(usize, usize)>, leaders: bool) -> usize {
        while let Some((next, joiner)) = separator(self.from(at), leaders) {
            let start = at + next;
            let Some(name) = name_at(self.from(start)).or_else(|| self.unlisted(start, joiner, leaders)) else {
                break;
            };
            let enough = match joiner {
                Joiner::List => name.bound == Bound::Firm || (name.bound == Bound::Weak && (leaders || name.common)),
                Joiner::And => name.bound >= Bound::Weak && (name.common || name.bound == Bound::Firm),
                Joiner::Loose => name.bound == Bound::Firm && name.common,
            };
            if !enough {
                break;
            }
            self.push(start, name, title, true);
            at = start + name.len;
        }
        at
    }

    /// A name in a list whose surname is on no list: two or three characters between a 、 and a name that is sure, or,
    /// among leaders, before the verb that ends the list.
    fn unlisted(&self, at: usize, joiner: Joiner, leaders: bool) -> Option<Name> {
        if joiner != Joiner::List || WORDS.not_names.fits(self.from(at)) {
            return None;
        }
        let mut ends = self.from(at).char_indices().take(3).map(|(i, c)| (i + c.len_utf8(), c));
        let plain = |c: char| is_han(c) && !WORDS.not_in_names.has(c) && !WORDS.followers_weak.has(c);
        let first = ends.next().filter(|(_, c)| plain(*c))?;
        let second = ends.next().filter(|(_, c)| plain(*c) && first.0 > 0)?;
        let third = ends.next().filter(|(_, c)| plain(*c));
        [third, Some(second)]
            .into_iter()
            .flatten()
            .map(|(len, _)| len)
            .find_map(|len| {
                let rest = self.from(at + len);
                let inside = rest
                    .strip_prefix('、')
                    .is_some_and(|more| name_at(more).is_some_and(|n| n.bound == Bound::Firm));
                let last = leaders && WORDS.followers.fits(rest) && !WORDS.groups_ending.fits(self.slice(at, at + len));
                (inside || last).then_some(Name {
                    len,
                    bound: Bound::Firm,
                    common: false,
                    distinct: false,
                })
            })
    }

    /// Where the title that ends in a post begins.
    fn title_start(&self, post: usize) -> usize {
        let words = &*WORDS;
        let mut depth = 0_i32;
        let mut at = post;
        for (offset, c) in self.slice(self.floor, post).char_indices().rev() {
            let place = self.floor + offset;
            let after = place + c.len_utf8();
            match c {
                ')' | '）' | '》' | '”' | '】' => depth += 1,
                '(' | '（' | '《' | '“' | '【' => depth -= 1,
                _ => {}
            }
            if depth < 0 || post - place > 240 {
                break;
            }
            if depth == 0 {
                let before = self.slice(self.floor, place);
                if c == '、' {
                    if !self.joins_posts(before, after) {
                        break;
                    }
                } else if is_stop(c) && !matches!(c, '(' | '（' | '《' | '“' | '【' | ')' | '）' | '》' | '”' | '】')
                {
                    break;
                } else {
                    let upto = self.slice(self.floor, after);
                    let breaks = words.breaks_ending.fits(upto)
                        && !words.break_exceptions_ending.fits(upto)
                        && !(c == '与' && joins_bodies(self.from(after)));
                    if breaks || (matches!(c, '和' | '同') && self.and_divides(before)) {
                        break;
                    }
                }
            }
            at = place;
        }
        self.without_leading(at, post)
    }

    /// Whether a 、 stands between two posts of one person (区管委会副主任、经济发展局局长), or between two bodies.
    fn joins_posts(&self, before: &str, after: usize) -> bool {
        let words = &*WORDS;
        let post = before.strip_suffix([')', '）']).map_or(before, |cut| {
            cut.rfind(['(', '（']).and_then(|open| cut.get(..open)).unwrap_or(cut)
        });
        // 市、区领导 are the leaders of both.
        let level = self
            .from(after)
            .strip_prefix(LEVELS)
            .is_some_and(|rest| rest.starts_with("领导"))
            && before
                .strip_suffix(LEVELS)
                .is_some_and(|b| b.is_empty() || b.ends_with(is_stop));
        level
            || words.posts_ending.fits(post)
            || (words.bodies_ending.fits(before) && words.bodies_after.fits(self.from(after)))
    }

    /// Whether a 和 divides persons or groups, and is not part of a name such as 住房和城乡建设局.
    fn and_divides(&self, before: &str) -> bool {
        before.is_empty() || WORDS.groups_ending.fits(before) || WORDS.posts_ending.fits(before)
    }

    fn without_leading(&self, mut start: usize, post: usize) -> usize {
        loop {
            let words = self.slice(start, post);
            let cut = words.strip_prefix([
                '和', '及', '与', '由', '有', '对', '向', '为', '、', '并', '而', ' ', '\u{3000}', '）', ')', '”',
            ]);
            match cut {
                // 对外经济…, 向阳区… begin with these too, but only a title after another person is cut.
                Some(rest)
                    if !matches!(words.chars().next(), Some('对' | '向' | '为' | '有'))
                        || self.slice(0, start).ends_with('的')
                        || start == self.floor =>
                {
                    start = post - rest.len();
                }
                _ => return start,
            }
        }
    }

    /// Names without any title at the head of a clause: two and more in a list that ends in a verb.
    fn bare_names(&mut self) {
        let text = self.text;
        let mut taken: Vec<(usize, usize)> = self.found.iter().map(|person| person.name).collect();
        taken.sort_unstable();
        let mut at = 0;
        loop {
            let skip = text[at..].len() - text[at..].trim_start().len();
            let start = at + skip;
            // Names that were found before are in order, and do not overlap.
            let before = taken.partition_point(|(from, _)| *from <= start).checked_sub(1);
            if before.is_none_or(|i| taken[i].1 <= start) {
                self.bare_list(start);
            }
            let Some(next) = text[at..].find(['。', '，', ',', '；', ';', ' ', '\u{3000}', '：', ':']) else {
                break;
            };
            at += next + text[at + next..].chars().next().map_or(1, char::len_utf8);
        }
    }

    fn bare_list(&mut self, at: usize) {
        let mut names = Vec::new();
        let mut end = at;
        while let Some(name) = name_at(self.from(end)).filter(|n| n.bound == Bound::Firm && (n.common || n.distinct)) {
            names.push((end, name));
            end += name.len;
            match separator(self.from(end), false) {
                Some((next, Joiner::List | Joiner::And)) => end += next,
                _ => break,
            }
        }
        if names.is_empty() {
            names.extend(
                name_at(self.from(at))
                    .filter(|n| n.bound == Bound::Weak && n.common)
                    .map(|n| (at, n)),
            );
            end = names.last().map_or(at, |(start, name)| start + name.len);
        }
        if !names.is_empty() && self.takes_post(end) {
            let first = self.found.len();
            self.found
                .extend(names.iter().map(|(start, name)| untitled(*start, name)));
            self.give_post(first, end);
            return;
        }
        let verb = WORDS.followers.fits(self.from(end));
        if names.len() >= 2 && verb {
            for (start, name) in names {
                self.push(start, name, None, false);
            }
        }
    }
}

/// A person whose title is not printed before the name.
pub(super) fn untitled(start: usize, name: &Name) -> Found {
    Found {
        name: (start, start + name.len),
        title: None,
        shared: false,
        elected: None,
        bound: name.bound,
    }
}

/// What divides two names of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Joiner {
    List,
    And,
    Loose,
}

/// The separator that a text begins with, spaces included.
pub(super) fn separator(text: &str, leaders: bool) -> Option<(usize, Joiner)> {
    let bare = text.trim_start();
    let spaces = text.len() - bare.len();
    let c = bare.chars().next()?;
    let (len, joiner) = match c {
        '、' => (c.len_utf8(), Joiner::List),
        '和' | '与' => (c.len_utf8(), Joiner::And),
        '及' => (c.len_utf8(), Joiner::And),
        '以' if bare.starts_with("以及") => ("以及".len(), Joiner::And),
        '，' | ',' if leaders => (c.len_utf8(), Joiner::Loose),
        _ if spaces > 0 && leaders => (0, Joiner::Loose),
        _ => return None,
    };
    let after = bare.get(len..)?;
    Some((spaces + len + (after.len() - after.trim_start().len()), joiner))
}

/// Whether a name after a post is good enough.
fn believed(name: &Name, loose: bool) -> bool {
    match name.bound {
        Bound::Firm => true,
        Bound::Weak => !loose || name.common,
        Bound::Open => !loose && name.common && !name.distinct && name.len == 9,
    }
}

/// What goes on after the 和 or 与 inside the name of an office: 住房和城乡建设局, 经济与信息化委员会.
pub(super) fn joins_bodies(after: &str) -> bool {
    const PARTS: [&str; 12] = [
        "城乡", "规划", "社会", "信息", "改革", "旅游", "健康", "计划", "环境", "管理", "科技", "技术",
    ];
    PARTS.iter().any(|part| after.starts_with(part))
}

/// Length of the bracket that follows a post: (副区长), （兼）.
fn brackets(text: &str) -> usize {
    let close = match text.chars().next() {
        Some('(') => ')',
        Some('（') => '）',
        _ => return 0,
    };
    let limit = text.char_indices().nth(24).map_or(text.len(), |(i, _)| i);
    text[..limit].find(close).map_or(0, |i| i + close.len_utf8())
}

//! A person's name at a known place: how long it is follows from what comes after it.

use super::words::{WORDS, Words};

/// How well a name is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bound {
    /// Nothing known follows; only the characters speak for it.
    Open,
    /// A single character that also ends names follows: 到, 在, 和 …
    Weak,
    /// Punctuation, the end, or a verb follows.
    Firm,
}

/// A name found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Its length in bytes.
    pub len: usize,
    /// What follows.
    pub bound: Bound,
    /// Whether all characters after the surname are common in given names.
    pub common: bool,
    /// Whether it holds a middle dot or a surname of two characters, and so can hardly be anything else.
    pub distinct: bool,
}

/// The name that a text begins with, if it begins with one.
///
/// Tried are three, two and, after a long surname, four characters; the best bounded wins, the longer one in a draw.
pub(super) fn name_at(text: &str) -> Option<Name> {
    let words = &*WORDS;
    let first = text.chars().next()?;
    if !is_han(first) {
        return None;
    }
    if let Some(name) = dotted(text, words) {
        return Some(name);
    }
    let long = words.surnames_long.longest(text);
    let short = words.surnames.has(first);
    if (!short && long.is_none()) || (long.is_none() && words.not_names.fits(text)) {
        return None;
    }
    let mut best: Option<Name> = None;
    if let Some(surname) = long {
        for given in [2, 1] {
            consider(&mut best, candidate(text, surname.chars().count(), given, words));
        }
    }
    if short {
        for given in [2, 1] {
            consider(&mut best, candidate(text, 1, given, words));
        }
        if best.is_none_or(|b| b.bound == Bound::Open) && doubled_surname(text, words) {
            consider(
                &mut best,
                candidate(text, 2, 2, words).filter(|n| n.bound == Bound::Firm && n.common),
            );
        }
    }
    best
}

/// Replaces the best so far when the new one is better bounded.
fn consider(best: &mut Option<Name>, new: Option<Name>) {
    if let Some(new) = new.filter(|new| best.is_none_or(|old| rank(new) > rank(&old))) {
        *best = Some(new);
    }
}

fn rank(name: &Name) -> (Bound, bool) {
    // With nothing to bound either, three common characters beat two.
    (name.bound, name.bound == Bound::Open && name.common)
}

fn candidate(text: &str, surname: usize, given: usize, words: &Words) -> Option<Name> {
    let mut common = true;
    let mut len = 0;
    let mut last = ' ';
    let mut count = 0;
    for (at, c) in text.char_indices().take(surname + given) {
        count += 1;
        let ends = count == surname + given;
        if !is_han(c) || (count > surname && words.not_in_names.has(c) && !(ends && words.name_ends_allowed.has(c))) {
            return None;
        }
        common &= count <= surname || words.given.has(c);
        last = c;
        len = at + c.len_utf8();
    }
    if count < surname + given {
        return None;
    }
    let mut bound = bound_of(text.get(len..).unwrap_or(""), words);
    // 夏耕|到|… : a third character that is itself a preposition is not believed on weak grounds.
    if bound == Bound::Weak && given == 2 && words.followers_weak.has(last) {
        bound = Bound::Open;
        common = false;
    }
    Some(Name {
        len,
        bound,
        common,
        distinct: surname > 1,
    })
}

/// What follows a name, as evidence that it ends there.
fn bound_of(rest: &str, words: &Words) -> Bound {
    let Some(next) = rest.chars().next() else {
        return Bound::Firm;
    };
    if is_stop(next) || words.followers.fits(rest) {
        Bound::Firm
    } else if words.followers_weak.has(next) {
        Bound::Weak
    } else {
        Bound::Open
    }
}

fn doubled_surname(text: &str, words: &Words) -> bool {
    text.chars().nth(1).is_some_and(|c| words.surnames.has(c))
}

/// A transliterated name with a middle dot: 努尔·白克力.
fn dotted(text: &str, words: &Words) -> Option<Name> {
    let mut dot = None;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if is_dot(c) && count > 0 {
            dot = Some(at + c.len_utf8());
            break;
        }
        if !is_han(c) || count >= 8 {
            return None;
        }
    }
    let tail = text.get(dot?..)?;
    // The first place where it can end is its end: sounds are rarely written with 到, 在 and the like.
    for (count, (at, c)) in tail.char_indices().enumerate() {
        if !is_han(c) && !is_dot(c) || count >= 8 {
            break;
        }
        let len = dot? + at + c.len_utf8();
        let bound = bound_of(text.get(len..).unwrap_or(""), words);
        if bound == Bound::Firm || (bound == Bound::Weak && count > 0) {
            return Some(Name {
                len,
                bound,
                common: true,
                distinct: true,
            });
        }
    }
    None
}

/// Whether a character can stand in a Chinese name or word.
pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{3134F}')
}

/// The dots printed inside transliterated names.
pub(super) const fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '‧' | '・' | '．')
}

/// Punctuation and spaces, of both widths.
pub(super) fn is_stop(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '，' | '。'
                | '、'
                | '；'
                | '：'
                | '！'
                | '？'
                | ','
                | '.'
                | ';'
                | ':'
                | '!'
                | '?'
                | '（'
                | '）'
                | '('
                | ')'
                | '“'
                | '”'
                | '‘'
                | '’'
                | '《'
                | '》'
                | '"'
                | '\''
                | '—'
                | '…'
                | '【'
                | '】'
                | '['
                | ']'
                | '/'
                | '〔'
                | '〕'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text after a title, and the name that stands at its head (empty: none).
    const NAMES: &[(&str, &str)] = &[
        ("褚岩参加。", "褚岩"),
        ("祁文朗，", "祁文朗"),
        ("代衡出席仪式", "代衡"),
        ("于鲁主持会议", "于鲁"),
        ("于鲁及有关部门", "于鲁"),
        ("成江先后讲话", "成江"),
        ("刘灿镇主持", "刘灿镇"),
        ("赵永和、韩冬", "赵永和"),
        ("马书轩和本市领导", "马书轩"),
        ("纪敏和马卫刚为副书记", "纪敏"),
        ("夏耕到开发区调研", "夏耕"),
        ("温永泰来高新区", "温永泰"),
        ("石九樵", "石九樵"),
        ("万培元、常新柱", "万培元"),
        ("高胜寒出席启动仪式", "高胜寒"),
        ("刘强强调", "刘强"),
        ("欧阳明陪同", "欧阳明"),
        ("司马长风到会", "司马长风"),
        ("诸葛亮参加", "诸葛亮"),
        ("山本一郎一行", "山本一郎"),
        ("努尔·白克力出席", "努尔·白克力"),
        ("约翰·史密斯到开发区", "约翰·史密斯"),
        ("陈方安生，", "陈方安生"),
        ("参加。", ""),
        ("出席会议", ""),
        ("会议召开", ""),
        ("向大会作报告", ""),
        ("于昨日参加", ""),
        ("高度重视", ""),
        ("任命决定", ""),
        ("应邀出席", ""),
        ("区管委会副主任", ""),
        ("水利局、农业局", ""),
        ("110余人", ""),
        ("", ""),
    ];

    #[test]
    fn a_name_ends_where_what_follows_says_so() {
        let found = |text: &'static str| {
            name_at(text)
                .filter(|n| n.bound > Bound::Open)
                .map_or("", |n| &text[..n.len])
        };
        let wrong: Vec<_> = NAMES
            .iter()
            .filter(|(text, name)| found(text) != *name)
            .map(|(t, _)| (t, found(t)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

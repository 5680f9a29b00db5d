//! Sentences and clauses of an item's words, and the small scans that the rules share.

use std::ops::Range;

/// A stretch between commas, colons or the marks that end a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Bytes of the text, white space at the ends left out.
    pub range: Range<usize>,
    /// Which sentence it stands in, from 0.
    pub sentence: usize,
}

/// The clauses of a text in order. Marks inside brackets and quotation marks do not divide, nor does a comma between
/// digits.
pub(crate) fn clauses(text: &str) -> Vec<Clause> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut sentence = 0;
    let mut depth = 0_u32;
    let mut before = ' ';
    for (at, mark) in text.char_indices() {
        let next = at + mark.len_utf8();
        match mark {
            '（' | '(' | '“' | '《' | '【' => depth += 1,
            '）' | ')' | '”' | '》' | '】' => depth = depth.saturating_sub(1),
            // A bracket that was never closed must not swallow the rest.
            '。' | '；' | ';' | '！' | '!' | '？' | '?' if depth == 0 || mark == '。' => {
                push(text, start..at, sentence, &mut found);
                (start, sentence, depth) = (next, sentence + 1, 0);
            }
            '，' | '：' | ',' | ':' if depth == 0 => {
                let digits = before.is_ascii_digit() && text[next..].starts_with(|c: char| c.is_ascii_digit());
                if !digits {
                    push(text, start..at, sentence, &mut found);
                    start = next;
                }
            }
            _ => {}
        }
        before = mark;
    }
    push(text, start..text.len(), sentence, &mut found);
    found
}

fn push(text: &str, range: Range<usize>, sentence: usize, found: &mut Vec<Clause>) {
    let words = &text[range.clone()];
    let trimmed = words.trim();
    if !trimmed.is_empty() {
        let start = range.start + (words.len() - words.trim_start().len());
        found.push(Clause {
            range: start..start + trimmed.len(),
            sentence,
        });
    }
}

/// The text without white space.
pub(crate) fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The first of the words that occurs, with its place.
pub(crate) fn first_of(text: &str, words: &[&str]) -> Option<Range<usize>> {
    words
        .iter()
        .filter_map(|word| text.find(word).map(|at| at..at + word.len()))
        .min_by_key(|range| range.start)
}

/// Whether one of the words occurs.
pub(crate) fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The number of a technical standard: Latin letters, perhaps `/T`, then digits (`CJJ14-2016`, `GB/T 9704`).
pub(crate) fn standard_number(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_uppercase() {
            at += 1;
            continue;
        }
        let letters = run(bytes, at, u8::is_ascii_uppercase);
        let mut end = letters;
        if bytes.get(end) == Some(&b'/') {
            end = run(bytes, end + 1, u8::is_ascii_uppercase);
        }
        end = run(bytes, end, |b| *b == b' ');
        let digits = run(bytes, end, |b| b.is_ascii_digit());
        // Two letters at least: `A4` and `5G` are no standards. `PM2.5` would be one but for its single digit.
        if letters - at >= 2 && digits - end >= 2 {
            return Some(at..run(bytes, digits, |b| b.is_ascii_digit() || matches!(b, b'-' | b'.')));
        }
        at = letters;
    }
    None
}

fn run(bytes: &[u8], from: usize, is: impl Fn(&u8) -> bool) -> usize {
    from + bytes
        .get(from..)
        .unwrap_or_default()
        .iter()
        .take_while(|b| is(b))
        .count()
}

/// The clause as words for a measure: without a leading date or filler, and not too long to be read in a table.
pub(crate) fn promise_words(clause: &str) -> String {
    const FILLERS: &[&str] = &[
        "年内",
        "今年",
        "全年",
        "同时",
        "进一步",
        "积极稳妥",
        "积极",
        "继续",
        "并",
        "加快",
        "大力",
        "持续",
        "全面",
        "扎实",
    ];
    let mut words = clause.trim();
    loop {
        let digits = words.bytes().take_while(u8::is_ascii_digit).count();
        if let Some(rest) = words[digits..].strip_prefix('年').filter(|_| digits == 4) {
            words = rest.trim_start();
        } else if let Some(rest) = FILLERS.iter().find_map(|filler| words.strip_prefix(filler)) {
            words = rest.trim_start();
        } else {
            break;
        }
    }
    let words = if words.is_empty() { clause.trim() } else { words };
    words.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// Whether two texts share a run of at least `least` characters. Of the first only the beginning is looked at, so that
/// names of absurd length cost nothing.
pub(crate) fn share_run(one: &str, other: &str, least: usize) -> bool {
    let one: Vec<char> = one.chars().take(60).collect();
    one.windows(least)
        .any(|window| other.contains(&window.iter().collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_clauses() {
        for (text, expected) in [
            ("", &[][..]),
            ("。。，", &[]),
            ("甲", &[("甲", 0)]),
            ("甲，乙。丙；丁", &[("甲", 0), ("乙", 0), ("丙", 1), ("丁", 2)]),
            ("共1,000个，约2个", &[("共1,000个", 0), ("约2个", 0)]),
            ("甲（乙，丙），丁", &[("甲（乙，丙）", 0), ("丁", 0)]),
            ("“甲，乙”丙。 丁 ", &[("“甲，乙”丙", 0), ("丁", 1)]),
            ("甲（乙。丙，丁", &[("甲（乙", 0), ("丙", 1), ("丁", 1)]),
        ] {
            let got: Vec<_> = clauses(text)
                .into_iter()
                .map(|c| (&text[c.range], c.sentence))
                .collect();
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn standards_are_told_by_their_numbers() {
        for (text, expected) in [
            ("按CJJ14-2016三类", Some("CJJ14-2016")),
            ("GB/T 9704-2012", Some("GB/T 9704-2012")),
            ("GB50180", Some("GB50180")),
            ("A4纸", None),
            ("5G基站", None),
            ("PM2.5浓度", None),
            ("APP上线", None),
            ("国家标准", None),
        ] {
            assert_eq!(standard_number(text).map(|range| &text[range]), expected, "{text}");
        }
    }

    #[test]
    fn promises_lose_dates_and_fillers() {
        for (clause, words) in [
            ("2020年全面推行甲", "推行甲"),
            ("推行\n甲", "推行甲"),
            ("年内继续加快甲建设", "甲建设"),
            ("并出台文件", "出台文件"),
            ("今年", "今年"),
            ("甲", "甲"),
        ] {
            assert_eq!(promise_words(clause), words);
        }
    }
}

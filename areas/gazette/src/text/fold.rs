//! One spelling for matching: half-width punctuation and digits, simplified characters, no stray spaces.
//!
//! A folded line keeps a sparse map back to the bytes it came from. Values shown to people are cut from the
//! original, never from the folded text.

use std::sync::LazyLock;

/// Pairs of a traditional character and its simplified form, for matching only (source: the character tables
/// of OpenCC, Apache-2.0, cut down to characters of GB 2312).
const TRADITIONAL: &str = include_str!("traditional.txt");

/// Simplified forms of the basic plane, indexed by the traditional character less U+4E00; 0 where there is none.
static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = vec![0_u16; 0x5200];
    let mut chars = TRADITIONAL.chars().filter(|c| *c != '\n');
    while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
        if let (Some(slot), Ok(to)) = (
            (from as usize).checked_sub(0x4E00).and_then(|i| table.get_mut(i)),
            u16::try_from(to as u32),
        ) {
            *slot = to;
        }
    }
    table
});

/// A run of folded bytes and the original bytes it stands for. Within a run of equal lengths offsets move together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Offset in the folded text.
    pub folded: u32,
    /// Offset in the original text.
    pub source: u32,
    /// Length in the original text.
    pub source_len: u32,
}

/// The simplified form of a character, or itself.
pub(crate) fn simplified(c: char) -> char {
    let slot = (c as usize)
        .checked_sub(0x4E00)
        .and_then(|i| SIMPLIFIED.get(i))
        .copied()
        .unwrap_or(0);
    if slot == 0 {
        c
    } else {
        char::from_u32(u32::from(slot)).unwrap_or(c)
    }
}

/// Whether a character is a Chinese one.
pub(crate) const fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇')
}

/// What a character is written as for matching, or `None` when it is dropped.
fn fold_char(c: char) -> Option<char> {
    match c {
        '\u{4E00}'..='\u{9FFF}' => Some(simplified(c)),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0),
        '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\r' | '\u{AD}' | '\u{C}' => None,
        '﹝' => Some('〔'),
        '﹞' => Some('〕'),
        '「' => Some('“'),
        '」' => Some('”'),
        '–' | '―' | '─' | '−' => Some('—'),
        '∶' => Some(':'),
        _ => Some(c),
    }
}

/// Folds one line (without its line end) that starts at byte `base` of the original.
///
/// `out` and `runs` are appended to; `folded` offsets in the runs are offsets into `out`.
pub(crate) fn fold_line(line: &str, base: usize, out: &mut String, runs: &mut Vec<Run>) {
    let start = out.len();
    let lone = letter_spaced(line);
    let mut previous: Option<char> = None;
    let mut traditional = false;
    let mut space: Option<(usize, bool)> = None;
    let mut skip_to = 0;
    for (at, original) in line.char_indices() {
        if at < skip_to {
            continue;
        }
        let Some(c) = fold_char(original) else { continue };
        if c == ' ' || c == '\t' {
            let tab = c == '\t';
            space = Some(space.map_or((at, tab), |(first, tabs)| (first, tabs || tab)));
            continue;
        }
        if c == '('
            && previous.is_some_and(is_han)
            && let Some(len) = phonetic_copy(&line[at..], traditional)
        {
            skip_to = at + len;
            continue;
        }
        if let (Some((first, tab)), Some(left)) = (space.take(), previous)
            && !lone
            && (tab || keeps_space(left, c))
        {
            push(out, runs, if tab { '\t' } else { ' ' }, base + first, 1);
        }
        traditional = is_han(original) && c != original;
        push(out, runs, c, base + at, original.len_utf8());
        previous = Some(c);
    }
    debug_assert!(out.len() >= start, "folding only appends");
}

/// Appends a character, stretching the last run when both sides move by the same length.
fn push(out: &mut String, runs: &mut Vec<Run>, c: char, source: usize, source_len: usize) {
    let folded = out.len();
    out.push(c);
    let same = c.len_utf8() == source_len;
    if same && let Some(last) = runs.last_mut() {
        let joined = last.source + last.source_len == source as u32;
        let level = folded as u32 - last.folded == last.source_len;
        if joined && level {
            last.source_len += source_len as u32;
            return;
        }
    }
    runs.push(Run {
        folded: folded as u32,
        source: source as u32,
        source_len: source_len as u32,
    });
}

/// Whether a space between two characters separates words. Spaces beside punctuation and between a digit and a
/// Chinese character are only typesetting.
fn keeps_space(left: char, right: char) -> bool {
    let word = |c: char| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '.' | '%' | '-' | '—' | '+' | '/');
    let digit_and_han = |a: char, b: char| (a.is_ascii_digit() || a == '%') && is_han(b);
    if left == '|' || right == '|' {
        return false;
    }
    if matches!(left, ')' | '”' | '》') && (is_han(right)) || is_han(left) && matches!(right, '“' | '《') {
        return true;
    }
    word(left) && word(right) && !digit_and_han(left, right) && !digit_and_han(right, left)
}

/// Whether a whole line is single characters set apart (目 录, 备 注), so that its spaces mean nothing.
fn letter_spaced(line: &str) -> bool {
    if line.len() > 40 {
        return false;
    }
    let mut words = 0;
    for word in line.split([' ', '\u{3000}', '\t']).filter(|w| !w.is_empty()) {
        let mut chars = word.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if is_han(c) => words += 1,
            _ => return false,
        }
    }
    words >= 2
}

/// The length of a bracketed reading that machine conversion puts after a character: 項(xiàng)目.
fn phonetic_copy(rest: &str, after_traditional: bool) -> Option<usize> {
    let mut letters = 0;
    let mut toned = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            ')' | '）' if letters > 0 && (toned || after_traditional) => return Some(at + c.len_utf8()),
            'a'..='z' => letters += 1,
            '\u{E0}'..='\u{1DC}' => {
                letters += 1;
                toned = true;
            }
            _ => return None,
        }
        if letters > 7 {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fold_to_one_spelling() {
        for (input, expected) in [
            ("在全区 60 家学校（幼儿园）", "在全区60家学校(幼儿园)"),
            ("目 录", "目录"),
            ("农村公路改造380公裏", "农村公路改造380公里"),
            ("項(xiàng)目、網(wǎng)格", "项目、网格"),
            ("高新园(abc)内", "高新园(abc)内"),
            ("市教育局 市财政局", "市教育局 市财政局"),
            ("2 5 1 2 10 实际完成", "2 5 1 2 10实际完成"),
            ("新增安装300套。 牵头领导:甲", "新增安装300套。牵头领导:甲"),
            ("许政 [2020] 20号", "许政[2020]20号"),
            ("达到９５％以上", "达到95%以上"),
            ("a\tb", "a\tb"),
            ("", ""),
        ] {
            let mut out = String::new();
            let mut runs = Vec::new();
            fold_line(input, 0, &mut out, &mut runs);
            assert_eq!(out, expected, "{input}");
        }
    }
}

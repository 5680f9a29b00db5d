//! From an item's words back to the document.
//!
//! An item's `text` has the line breaks inside words taken out, so an offset into it is not an offset into the
//! document. These functions walk both side by side, passing over white space on either and taking brackets and
//! marks of both widths for the same; the document's text is a parameter, since nothing here stores it.

use std::ops::Range;

use shishi_kernel::Span;

/// The document offset at which the character at byte `at` of `text` stands; for the end of `text` the end of its last
/// character. `None` when `at` is no character border or the words are not those of the passages.
#[must_use]
pub fn document_offset(document: &str, passages: &[Span], text: &str, at: u32) -> Option<u32> {
    let at = at as usize;
    if !text.is_char_boundary(at) {
        return None;
    }
    let mut places = visible(document, passages);
    let mut end = None;
    for (offset, letter) in text.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
        let (place, printed) = places.next()?;
        if fold(printed) != fold(letter) {
            return None;
        }
        if offset >= at {
            return u32::try_from(place).ok();
        }
        end = Some(place + printed.len_utf8());
    }
    end.and_then(|end| u32::try_from(end).ok())
}

/// The first place within the passages where the words stand, white space aside.
#[must_use]
pub fn locate(document: &str, passages: &[Span], words: &str) -> Option<Span> {
    let words: String = words.chars().filter(|c| !c.is_whitespace()).map(fold).collect();
    if words.is_empty() {
        return None;
    }
    let mut seen = String::new();
    let mut places = Vec::new();
    for (place, letter) in visible(document, passages) {
        places.push((seen.len(), place, place + letter.len_utf8()));
        seen.push(fold(letter));
    }
    let found = seen.find(&words)?;
    let first = places.partition_point(|(offset, ..)| *offset < found);
    let past = places.partition_point(|(offset, ..)| *offset < found + words.len());
    let (_, start, _) = *places.get(first)?;
    let (_, _, end) = *places.get(past.checked_sub(1)?)?;
    // Passages in an odd order could put the end before the start.
    (start < end && u32::try_from(end).is_ok()).then(|| Span::new(start, end))
}

/// The span of a range of `text`, when the text is its passages byte for byte as far as their lengths tell.
pub(crate) fn exact(passages: &[Span], text: &str, range: &Range<usize>) -> Option<Span> {
    let [passage] = passages else { return None };
    if passage.end.checked_sub(passage.start)? as usize != text.len() {
        return None;
    }
    let start = passage.start.checked_add(u32::try_from(range.start).ok()?)?;
    let end = passage.start.checked_add(u32::try_from(range.end).ok()?)?;
    Some(Span { start, end })
}

fn visible<'a>(document: &'a str, passages: &'a [Span]) -> impl Iterator<Item = (usize, char)> + 'a {
    passages
        .iter()
        .filter_map(|span| Some((span.start as usize, span.of(document)?)))
        .flat_map(|(start, words)| {
            words
                .char_indices()
                .filter(|(_, c)| !c.is_whitespace())
                .map(move |(at, c)| (start + at, c))
        })
}

/// Marks of full width, and the brackets that stand for each other in document numbers, as one.
fn fold(letter: char) -> char {
    match letter {
        '〔' | '［' | '【' => '[',
        '〕' | '］' | '】' => ']',
        // The full-width forms of ASCII stand in the same order.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "前言\n建成 3 个\n站\n点（甲）。\n别处\n其余(乙)。";

    fn passages() -> Vec<Span> {
        ["建成 3 个\n站\n点（甲）。", "其余(乙)。"]
            .iter()
            .map(|words| {
                let start = DOCUMENT.find(words).unwrap();
                Span::new(start, start + words.len())
            })
            .collect()
    }

    #[test]
    fn offsets_lead_back() {
        let text = "建成3个站点（甲）。其余（乙）。";
        for (words, stands) in [
            ("建", "建成"),
            ("站", "站\n点"),
            ("点", "点（"),
            ("其", "其余"),
            ("乙", "乙)"),
        ] {
            let at = u32::try_from(text.find(words).unwrap()).unwrap();
            let place = document_offset(DOCUMENT, &passages(), text, at).unwrap();
            assert!(DOCUMENT[place as usize..].starts_with(stands), "{words}");
        }
        let end = u32::try_from(text.len()).unwrap();
        assert_eq!(
            document_offset(DOCUMENT, &passages(), text, end),
            u32::try_from(DOCUMENT.len()).ok()
        );
        for (text, at) in [("建成", 1), ("建成", 7), ("建设", 3), ("", 0)] {
            assert_eq!(document_offset(DOCUMENT, &passages(), text, at), None, "{text} {at}");
        }
    }

    #[test]
    fn words_are_located() {
        for (words, stands) in [
            ("3个站点", Some("3 个\n站\n点")),
            ("点(甲)", Some("点（甲）")),
            ("甲）。其", Some("甲）。\n别处\n其")),
            ("乙", Some("乙")),
            ("别处", None),
            ("", None),
            ("  ", None),
        ] {
            let found = locate(DOCUMENT, &passages(), words);
            assert_eq!(found.and_then(|span| span.of(DOCUMENT)), stands, "{words}");
        }
        assert_eq!(locate(DOCUMENT, &[Span { start: 5, end: 9_999 }], "建"), None);
        assert_eq!(locate(DOCUMENT, &[Span { start: 9, end: 2 }], "建"), None);
    }
}

//! Heading marks of a range, at paragraph heads and inside paragraphs that were run together.

use crate::marks::{self, LEVELS, Level};
use crate::text::{Flow, Place};

/// A heading mark and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MarkHit {
    /// Its level.
    pub level: Level,
    /// Its number.
    pub number: u32,
    /// Where the mark begins.
    pub start: usize,
    /// Where the words behind it begin.
    pub body: usize,
}

/// All marks of a range, in order.
pub(crate) fn marks(flow: &Flow<'_>, range: Place) -> Vec<MarkHit> {
    let first = flow.paragraphs.partition_point(|p| p.place.end <= range.start);
    let mut out = Vec::new();
    for paragraph in flow.paragraphs.get(first..).unwrap_or(&[]) {
        if paragraph.place.start >= range.end {
            break;
        }
        if paragraph.cell {
            continue;
        }
        let words = flow.words(paragraph.place);
        let head = marks::mark(words).map(|m| hit(m, paragraph.place.start));
        out.extend(head);
        if words.len() > 60 {
            inline(flow, words, paragraph.place.start, head, &mut out);
        }
    }
    out
}

fn hit(mark: marks::Mark, start: usize) -> MarkHit {
    MarkHit {
        level: mark.level,
        number: mark.number,
        start,
        body: start + mark.len,
    }
}

/// Marks inside a paragraph count only when they go on numbering: 1. … 2. … 3. …
fn inline(flow: &Flow<'_>, words: &str, base: usize, head: Option<MarkHit>, out: &mut Vec<MarkHit>) {
    let mut chains: [Vec<MarkHit>; LEVELS.len()] = Default::default();
    let slot = |level: Level| LEVELS.iter().position(|l| *l == level).unwrap_or(0);
    if let Some(head) = head {
        chains[slot(head.level)].push(head);
    }
    let mut before = 'x';
    for (at, c) in words.char_indices() {
        let previous = std::mem::replace(&mut before, c);
        let opens =
            c == '(' || c.is_ascii_digit() || matches!(c, '①'..='⑳' | '十') || marks::chinese_digit(c).is_some();
        if at == 0 || !opens || previous.is_ascii_digit() {
            continue;
        }
        let divided = matches!(previous, '。' | ';' | ':' | ' ' | ',' | ')' | '”' | '》' | '!' | '|');
        if !divided && !flow.spaced_before(base + at) {
            continue;
        }
        let Some(mark) = words.get(at..).and_then(marks::mark) else {
            continue;
        };
        let chain = &mut chains[slot(mark.level)];
        let expected = chain.last().map_or(1, |m| m.number + 1);
        if mark.number == expected {
            chain.push(hit(mark, base + at));
        }
    }
    let start = out.len();
    for chain in chains.into_iter().filter(|c| c.len() >= 2) {
        out.extend(chain.into_iter().filter(|m| head.is_none_or(|h| h.start != m.start)));
    }
    if let Some(added) = out.get_mut(start..) {
        added.sort_by_key(|m| m.start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::layout;

    #[test]
    fn marks_are_found_inside_run_together_text() {
        let text = "本年共安排三项任务，现公布进展如下，请社会监督。 1.新辟公交线路2条。 责任单位:市交通委 合计 2 5 10 2.新增公厕3座。 责任单位:市城管局 3.改造路口4处。";
        let (flow, _) = layout::flow(text);
        let found: Vec<(Level, u32)> = marks(&flow, Place::new(0, flow.text.len()))
            .iter()
            .map(|m| (m.level, m.number))
            .collect();
        assert_eq!(found, [(Level::Number, 1), (Level::Number, 2), (Level::Number, 3)]);
    }
}

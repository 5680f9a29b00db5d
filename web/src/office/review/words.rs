//! The document's words round an item, with what was read from them marked in place.
//!
//! Only the neighbourhood is drawn: a gazette is long, and the reviewer compares one item. Lines stand as the
//! document has them. Where marks lie in each other the narrowest one colours the words.

use shishi_kernel::Span;
use shishi_service::commitments::draft::{Cited, Proposal};

/// Bytes shown before and after the item's words.
const AROUND: u32 = 420;

/// Words drawn in one way.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// `figure`, `lead`, `co-unit`, `deadline`, `condition`, or empty.
    pub kind: &'static str,
    /// Whether the words are the item's own.
    pub own: bool,
    /// The words.
    pub text: String,
}

struct Mark {
    kind: &'static str,
    span: Span,
}

/// The words round an item; empty when the item has no place in the document.
pub(super) fn pieces(text: &str, shown: &[&Proposal]) -> Vec<Piece> {
    let marks: Vec<Mark> = shown.iter().flat_map(|proposal| marks(proposal)).collect();
    let passages: Vec<Span> = shown
        .iter()
        .flat_map(|proposal| proposal.passages.iter().copied())
        .collect();
    let spans = || {
        marks
            .iter()
            .map(|mark| mark.span)
            .chain(passages.iter().copied())
            .filter(|span| span.of(text).is_some())
    };
    let (Some(first), Some(last)) = (spans().map(|span| span.start).min(), spans().map(|span| span.end).max()) else {
        return Vec::new();
    };
    let start = border_before(text, first.saturating_sub(AROUND));
    let end = border_after(text, last.saturating_add(AROUND));
    let mut borders: Vec<u32> = vec![start, end];
    for span in spans() {
        borders.extend([span.start, span.end]);
    }
    borders.retain(|border| (start..=end).contains(border));
    borders.sort_unstable();
    borders.dedup();
    let mut out: Vec<Piece> = Vec::new();
    for pair in borders.windows(2) {
        let here = Span {
            start: pair[0],
            end: pair[1],
        };
        let Some(words) = here.of(text) else { continue };
        let narrowest = marks
            .iter()
            .filter(|mark| mark.span.holds(here) && mark.span.of(text).is_some())
            .min_by_key(|mark| mark.span.end - mark.span.start);
        let kind = narrowest.map_or("", |mark| mark.kind);
        let own = !kind.is_empty() || passages.iter().any(|passage| passage.holds(here));
        match out.last_mut() {
            Some(last) if last.kind == kind && last.own == own && kind.is_empty() => last.text.push_str(words),
            _ => out.push(Piece {
                kind,
                own,
                text: words.to_owned(),
            }),
        }
    }
    out
}

fn marks(proposal: &Proposal) -> Vec<Mark> {
    let units = |kind, units: &[Cited]| -> Vec<Mark> {
        units
            .iter()
            .filter_map(|unit| unit.span)
            .map(|span| Mark { kind, span })
            .collect()
    };
    let mut marks = units("lead", &proposal.leads);
    marks.extend(units("co-unit", &proposal.co_units));
    let others = proposal
        .targets
        .iter()
        .filter_map(|target| target.span.map(|span| ("figure", span)))
        .chain(
            proposal
                .deadlines
                .iter()
                .filter_map(|deadline| deadline.span.map(|span| ("deadline", span))),
        )
        .chain(
            proposal
                .conditions
                .iter()
                .filter_map(|condition| condition.span.map(|span| ("condition", span))),
        );
    marks.extend(others.map(|(kind, span)| Mark { kind, span }));
    marks.retain(|mark| mark.span.start < mark.span.end);
    marks
}

fn border_before(text: &str, at: u32) -> u32 {
    (0..=at)
        .rev()
        .take(4)
        .find(|at| text.is_char_boundary(*at as usize))
        .unwrap_or(0)
}

fn border_after(text: &str, at: u32) -> u32 {
    let last = u32::try_from(text.len()).unwrap_or(u32::MAX);
    (at.min(last)..=last)
        .find(|at| text.is_char_boundary(*at as usize))
        .unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "前文。\n1. 建成 3 所。\n主办单位：教育局\n后文。";

    fn span(words: &str) -> Span {
        let start = TEXT.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    #[test]
    fn the_items_words_are_marked_and_others_are_not() {
        let proposal = Proposal {
            passages: vec![span("建成 3 所。")],
            leads: vec![Cited {
                text: "教育局".into(),
                span: Some(span("教育局")),
            }],
            conditions: vec![shishi_service::commitments::draft::ConditionProposal {
                quote: "3 所".into(),
                kind: "scope".into(),
                span: Some(span("3 所")),
            }],
            ..Proposal::default()
        };
        let drawn: Vec<String> = pieces(TEXT, &[&proposal])
            .into_iter()
            .map(|piece| format!("{}{}{}", if piece.own { "*" } else { "" }, piece.kind, piece.text))
            .collect();
        assert_eq!(
            drawn,
            [
                "前文。\n1. ",
                "*建成 ",
                "*condition3 所",
                "*。",
                "\n主办单位：",
                "*lead教育局",
                "\n后文。"
            ]
        );
        assert_eq!(
            drawn
                .concat()
                .replace('*', "")
                .replace("condition", "")
                .replace("lead", ""),
            TEXT
        );
    }

    #[test]
    fn places_that_do_not_fit_are_passed_over() {
        for span in [Span { start: 1, end: 3 }, Span { start: 0, end: 9_999 }] {
            let proposal = Proposal {
                passages: vec![span],
                ..Proposal::default()
            };
            assert_eq!(pieces(TEXT, &[&proposal]), []);
        }
        assert_eq!(pieces(TEXT, &[]), []);
    }
}

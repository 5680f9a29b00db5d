//! The words as published, cut where figures and conditions stand, so that each can be a link.
//!
//! Documents are printed in narrow columns and words are broken over lines. A break inside a passage is dropped, with
//! the spaces beside it; between two words of Latin letters it becomes one space. Nothing else is changed.

use shishi_kernel::Span;

/// A place in the document with a meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where.
    pub span: Span,
    /// Name of the class: `figure`, `condition`, `doubt`.
    pub kind: &'static str,
    /// Where a click leads.
    pub href: String,
}

/// A piece of text that is drawn in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// The words, breaks dropped.
    pub text: String,
    /// Class of the mark, or empty.
    pub kind: &'static str,
    /// Where a click leads, or empty.
    pub href: String,
    /// Anchor on the first piece of a mark, or empty.
    pub id: String,
}

/// Cuts `raw`, which stands at byte `start` of its document, at the borders of `marks`. Where marks overlap, the
/// earlier in the list wins. Marks that do not fit the text are passed over.
pub(super) fn segments(raw: &str, start: u32, marks: &[Mark]) -> Vec<Segment> {
    let local = |span: Span| -> Option<(usize, usize)> {
        let from = usize::try_from(span.start.checked_sub(start)?).ok()?;
        let to = usize::try_from(span.end.checked_sub(start)?).ok()?;
        (from < to && raw.get(from..to).is_some()).then_some((from, to))
    };
    let placed: Vec<(usize, usize, &Mark)> = marks
        .iter()
        .filter_map(|mark| local(mark.span).map(|(from, to)| (from, to, mark)))
        .collect();
    let mut borders: Vec<usize> = placed.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    borders.extend([0, raw.len()]);
    borders.sort_unstable();
    borders.dedup();
    let mut out: Vec<(Segment, Option<usize>)> = Vec::new();
    let mut seen = vec![false; placed.len()];
    for pair in borders.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let index = placed.iter().position(|(a, b, _)| *a <= from && to <= *b);
        let text = joined(raw, from, to);
        if let Some((last, of)) = out.last_mut()
            && *of == index
        {
            last.text.push_str(&text);
            continue;
        }
        let (kind, href, id) = match index {
            None => ("", String::new(), String::new()),
            Some(at) => {
                let (_, _, mark) = placed[at];
                let first = !std::mem::replace(&mut seen[at], true);
                let id = if first {
                    format!("w{}-{}", mark.span.start, mark.span.end)
                } else {
                    String::new()
                };
                (mark.kind, mark.href.clone(), id)
            }
        };
        out.push((Segment { text, kind, href, id }, index));
    }
    out.into_iter()
        .map(|(segment, _)| segment)
        .filter(|segment| !segment.text.is_empty())
        .collect()
}

/// The words between two places of a text without line breaks.
fn joined(raw: &str, from: usize, to: usize) -> String {
    let Some(text) = raw.get(from..to) else {
        return String::new();
    };
    if !text.contains('\n') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\n') {
        let before = rest[..at].trim_end_matches([' ', '\t', '\r', '　']);
        out.push_str(before);
        rest = rest[at..].trim_start_matches(['\n', '\r', ' ', '\t', '　']);
        let left = out
            .chars()
            .next_back()
            .or_else(|| raw[..from].trim_end().chars().next_back());
        let right = rest.chars().next().or_else(|| raw[to..].trim_start().chars().next());
        if let (Some(left), Some(right)) = (left, right)
            && left.is_ascii_alphanumeric()
            && right.is_ascii_alphabetic()
        {
            out.push(' ');
        }
    }
    out.push_str(rest);
    out
}

/// A whole text without line breaks, as [`segments`] joins it.
pub(super) fn flow(raw: &str) -> String {
    joined(raw, 0, raw.len())
}

/// Text around the first place where one of the words occurs, cut into plain and found pieces.
pub(super) fn excerpt(body: &str, words: &[&str], around: usize) -> Vec<(String, bool)> {
    let body = flow(body);
    let lower = body.to_ascii_lowercase();
    let found: Vec<(usize, usize)> = words
        .iter()
        .filter(|word| !word.is_empty())
        .flat_map(|word| {
            lower
                .match_indices(&word.to_ascii_lowercase())
                .map(|(at, hit)| (at, at + hit.len()))
                .collect::<Vec<_>>()
        })
        .collect();
    let first = found.iter().map(|(from, _)| *from).min().unwrap_or(0);
    let start = body[..first]
        .char_indices()
        .rev()
        .nth(around.saturating_sub(1))
        .map_or(0, |(at, _)| at);
    let end = body[first..]
        .char_indices()
        .nth(around * 3)
        .map_or(body.len(), |(at, _)| first + at);
    let mut hits: Vec<(usize, usize)> = found
        .into_iter()
        .filter(|(from, to)| *from >= start && *to <= end)
        .collect();
    hits.sort_unstable();
    let mut out = Vec::new();
    let mut at = start;
    if start > 0 {
        out.push(("…".to_owned(), false));
    }
    for (from, to) in hits {
        if from < at {
            continue;
        }
        if from > at {
            out.push((body[at..from].to_owned(), false));
        }
        out.push((body[from..to].to_owned(), true));
        at = to;
    }
    if at < end {
        out.push((body[at..end].to_owned(), false));
    }
    if end < body.len() {
        out.push(("…".to_owned(), false));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(raw: &str, words: &str, kind: &'static str) -> Mark {
        let from = raw.find(words).unwrap();
        Mark {
            span: Span::new(100 + from, 100 + from + words.len()),
            kind,
            href: format!("#{kind}"),
        }
    }

    /// `[kind:words]` for what is marked.
    fn drawn(raw: &str, marks: &[Mark]) -> String {
        segments(raw, 100, marks)
            .iter()
            .map(|s| {
                if s.kind.is_empty() {
                    s.text.clone()
                } else {
                    format!("[{}:{}]", s.kind, s.text)
                }
            })
            .collect()
    }

    #[test]
    fn words_are_cut_at_marks_and_joined_over_breaks() {
        type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
        let rows: &[Case<'_>] = &[
            ("建成 11 所。", &[("11 所", "figure")], "建成 [figure:11 所]。"),
            ("建成 11 所。", &[], "建成 11 所。"),
            ("15处社区\n\n(村)站", &[], "15处社区(村)站"),
            (
                "限额提高\n\n至20万元。",
                &[("提高\n\n至20万元", "figure")],
                "限额[figure:提高至20万元]。",
            ),
            ("交\n　　通疏导", &[], "交通疏导"),
            ("GB/T\n9704 and\nmore", &[], "GB/T9704 and more"),
            (
                "甲3处乙",
                &[("3处", "figure"), ("甲3处乙", "condition")],
                "[condition:甲][figure:3处][condition:乙]",
            ),
            (
                "甲乙丙",
                &[("甲乙", "figure"), ("乙丙", "condition")],
                "[figure:甲乙][condition:丙]",
            ),
        ];
        for (raw, marks, text) in rows {
            let marks: Vec<Mark> = marks.iter().map(|(words, kind)| mark(raw, words, kind)).collect();
            assert_eq!(drawn(raw, &marks), *text);
        }
    }

    #[test]
    fn a_mark_split_by_another_has_one_anchor() {
        let raw = "甲3处乙";
        let cut = segments(
            raw,
            100,
            &[mark(raw, "3处", "figure"), mark(raw, "甲3处乙", "condition")],
        );
        let ids: Vec<&str> = cut
            .iter()
            .map(|segment| segment.id.as_str())
            .filter(|id| !id.is_empty())
            .collect();
        assert_eq!(ids, ["w100-110", "w103-107"]);
    }

    #[test]
    fn marks_that_do_not_fit_are_passed_over() {
        let raw = "实事";
        for span in [
            Span::new(0, 3),
            Span::new(101, 103),
            Span::new(103, 300),
            Span::new(100, 100),
        ] {
            let cut = segments(
                raw,
                100,
                &[Mark {
                    span,
                    kind: "figure",
                    href: String::new(),
                }],
            );
            assert_eq!(cut.len(), 1, "{span:?}");
            assert_eq!(cut[0].text, raw);
        }
    }

    #[test]
    fn excerpts_show_where_the_words_are() {
        for (body, words, around, text) in [
            ("合计停车位约600个。", vec!["停车位"], 10, "合计<停车位>约600个。"),
            (
                "前面很长很长的一段话，合计停车位约600个",
                vec!["停车位"],
                3,
                "…，合计<停车位>约600个",
            ),
            ("没有", vec!["停车位"], 10, "没有"),
            ("Smart parking", vec!["PARK"], 10, "Smart <park>ing"),
        ] {
            let drawn: String = excerpt(body, &words, around)
                .into_iter()
                .map(|(text, hit)| if hit { format!("<{text}>") } else { text })
                .collect();
            assert_eq!(drawn, text);
        }
    }
}

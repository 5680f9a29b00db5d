//! An entry's text with the lines put together, and the way back to the original.

use shishi_kernel::Span;

/// Text put together from pieces of the original.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// The words without line breaks.
    pub text: String,
    /// For each piece: where it begins in `text`, and in the original.
    pieces: Vec<(usize, usize)>,
}

impl Joined {
    /// Puts the pieces together; each is a range of bytes of `source`.
    pub(super) fn new(source: &str, pieces: &[(usize, usize)]) -> Self {
        let mut joined = Self::default();
        for &(start, end) in pieces {
            let words = source.get(start..end).unwrap_or("");
            if !words.is_empty() {
                joined.pieces.push((joined.text.len(), start));
                joined.text.push_str(words);
            }
        }
        joined
    }

    /// Where a range of the joined text stands in the original; line breaks inside are covered.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let from = self.back(start);
        let to = if end > start { self.back(end - 1) + 1 } else { from };
        Span::new(from, to.max(from))
    }

    fn back(&self, at: usize) -> usize {
        let index = self
            .pieces
            .partition_point(|(joined, _)| *joined <= at)
            .saturating_sub(1);
        self.pieces
            .get(index)
            .map_or(0, |(joined, original)| original + (at - joined))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_over_a_line_end_keeps_its_place() {
        let source = "张连\n\n坡、孔德班";
        let joined = Joined::new(source, &[(0, 6), (8, source.len())]);
        assert_eq!(joined.text, "张连坡、孔德班");
        let span = joined.span(0, 9);
        assert_eq!(span.of(source), Some("张连\n\n坡"));
        assert_eq!(joined.span(12, 21).of(source), Some("孔德班"));
    }
}

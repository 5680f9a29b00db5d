//! Text in columns, where a Chinese character takes two.

use unicode_width::UnicodeWidthChar;

/// Characters that do not open a line.
const NOT_FIRST: &str = "，。、；：！？）》”’】%,.;:!?)";

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Breaks a text into lines of at most `columns`; a line end in the text stays one.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for c in paragraph.chars().filter(|c| !c.is_control()) {
            let takes = c.width().unwrap_or(0);
            // Closing punctuation may hang over by one character rather than open a line.
            let hangs = NOT_FIRST.contains(c) && used <= columns;
            if used + takes > columns && !line.is_empty() && !hangs {
                let rest = if c.is_ascii_graphic() {
                    figure_tail(&mut line)
                } else {
                    String::new()
                };
                lines.push(std::mem::replace(&mut line, rest).trim_end().to_owned());
                used = width(&line);
            }
            if c == ' ' && line.is_empty() {
                continue;
            }
            line.push(c);
            used += takes;
        }
        lines.push(line);
    }
    lines
}

/// Takes a figure or word that began at the end of a line off it, so that it is not broken.
fn figure_tail(line: &mut String) -> String {
    let start = line.len() - line.chars().rev().take_while(char::is_ascii_graphic).count();
    // What fills the whole line has to be broken.
    if start == 0 {
        String::new()
    } else {
        line.split_off(start)
    }
}

/// Puts cells side by side, each wrapped to its width, with two spaces between.
pub(super) fn row(cells: &[(String, usize)]) -> Vec<String> {
    // A column less leaves room for punctuation that hangs over.
    let wrapped: Vec<Vec<String>> = cells.iter().map(|(text, columns)| wrap(text, columns - 2)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|i| {
            let mut line = String::new();
            for (cell, (_, columns)) in wrapped.iter().zip(cells) {
                let words = cell.get(i).map_or("", String::as_str);
                line.push_str(words);
                line.extend(std::iter::repeat_n(' ', (columns + 2).saturating_sub(width(words))));
            }
            line.trim_end().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_by_width_and_not_before_punctuation() {
        for (text, columns, expected) in [
            ("财政局、各街道", 6, vec!["财政局、", "各街道"]),
            ("abc", 2, vec!["ab", "c"]),
            ("限额150,000元", 8, vec!["限额", "150,000", "元"]),
            ("限额 甲乙丙", 4, vec!["限额", "甲乙", "丙"]),
            ("甲\n乙", 10, vec!["甲", "乙"]),
            ("甲\u{1B}[31m乙", 20, vec!["甲[31m乙"]),
            ("", 4, vec![""]),
        ] {
            assert_eq!(wrap(text, columns), expected, "{text}");
        }
    }

    #[test]
    fn cells_stand_under_each_other() {
        let lines = row(&[("一二三".to_owned(), 6), ("ab".to_owned(), 4)]);
        assert_eq!(lines, ["一二    ab", "三"]);
    }
}

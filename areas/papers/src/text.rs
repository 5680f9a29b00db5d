//! A paper as plain text: one paragraph a line, a blank line between.

use crate::number;
use crate::paper::{Block, Paper};

/// The words of a paper, as they would be copied from it. A table gives one line a cell, row by row.
#[must_use]
pub fn text(paper: &Paper) -> String {
    let mut lines = Vec::new();
    for block in &paper.blocks {
        block.lines(&mut lines);
    }
    let mut out = String::new();
    for line in lines {
        out.push_str(&line);
        out.push_str("\n\n");
    }
    out
}

impl Block {
    /// The lines it prints, without indents.
    pub(crate) fn lines(&self, out: &mut Vec<String>) {
        match self {
            Self::Heading { .. } => out.push(self.heading().concat()),
            Self::Addressees(names) => out.push(addressees(names)),
            Self::Attachments(names) => out.extend(attachments(names)),
            Self::Signature(signature) => {
                out.push(signature.organ.clone());
                out.extend(signature.date.map(number::date));
            }
            Self::Note(words) => out.push(format!("（{words}）")),
            Self::Table(table) => {
                out.extend(table.columns.iter().map(|c| c.head.clone()));
                let cells = table.rows.iter().flatten();
                out.extend(cells.map(|cell| cell.words.replace('\n', " ")));
            }
            // A mark is of the file, and nothing that is printed on it.
            Self::Mark(_) | Self::NewPage => {}
            Self::Head(words)
            | Self::Number(words)
            | Self::NumberBelow(words)
            | Self::Title(words)
            | Self::Paragraph(words)
            | Self::Line(words)
            | Self::Centred(words) => out.push(words.clone()),
        }
    }

    /// Of a heading: mark and heading words, and what follows them. Empty for any other block.
    pub(crate) fn heading(&self) -> [String; 2] {
        let Self::Heading {
            level,
            number,
            words,
            rest,
        } = self
        else {
            return [String::new(), String::new()];
        };
        let mark = number.map(|n| level.mark(n)).unwrap_or_default();
        [format!("{mark}{words}"), rest.clone()]
    }
}

pub(crate) fn addressees(names: &[String]) -> String {
    format!("{}：", names.join("，"))
}

/// `附件：1. …` and one line for each after it; a single one has no number.
pub(crate) fn attachments(names: &[String]) -> Vec<String> {
    match names {
        [one] => vec![format!("附件：{one}")],
        _ => (1..)
            .zip(names)
            .map(|(n, name)| format!("{}{n}. {name}", if n == 1 { "附件：" } else { "" }))
            .collect(),
    }
}

//! A paper as one HTML file with its own style, to be read, kept and printed on A4.

use std::fmt::Write as _;

use crate::number;
use crate::paper::{Block, Level, Orientation, Paper, Table};
use crate::text::{addressees, attachments};

const STYLE: &str = include_str!("paper.css");

/// The file. It asks for nothing from elsewhere and holds no script.
#[must_use]
pub fn html(paper: &Paper) -> String {
    let (turned, size) = match paper.orientation {
        Orientation::Portrait => ("portrait", "A4"),
        Orientation::Landscape => ("landscape", "A4 landscape"),
    };
    let mut out = String::with_capacity(8192);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><title>{}</title><style>{STYLE}@page{{size:{size}}}</style></head>\n<body class=\"{turned}\"><main>\n",
        escaped(&paper.name)
    );
    let mut titled = false;
    for block in &paper.blocks {
        draw(&mut out, block, &mut titled);
    }
    out.push_str("</main></body></html>\n");
    out
}

/// Draws a block; the first title is the page's heading, later ones come below it.
fn draw(out: &mut String, block: &Block, titled: &mut bool) {
    match block {
        Block::Mark(words) => tag(out, "p", "simulated", words),
        Block::Head(words) => tag(out, "p", "head", words),
        Block::Number(words) => tag(out, "p", "number", words),
        Block::NumberBelow(words) | Block::Centred(words) => tag(out, "p", "centred", words),
        Block::Title(words) => {
            tag(out, if *titled { "h2" } else { "h1" }, "title", words);
            *titled = true;
        }
        Block::Addressees(names) => tag(out, "p", "line", &addressees(names)),
        Block::Heading { level, .. } => {
            let [head, rest] = block.heading();
            let class = match level {
                Level::One => "one",
                Level::Two => "two",
                Level::Three => "three",
                Level::Four => "four",
            };
            if rest.is_empty() && matches!(level, Level::One | Level::Two) {
                tag(out, if *level == Level::One { "h2" } else { "h3" }, class, &head);
            } else {
                let _ = writeln!(
                    out,
                    "<p><span class=\"{class}\">{}</span>{}</p>",
                    escaped(&head),
                    escaped(&rest)
                );
            }
        }
        Block::Paragraph(words) => tag(out, "p", "", words),
        Block::Line(words) => tag(out, "p", "line", words),
        Block::Table(rows) => table(out, rows),
        Block::Attachments(names) => attachments(names).iter().for_each(|line| tag(out, "p", "", line)),
        Block::Signature(signature) => {
            tag(out, "p", "signature", &signature.organ);
            if let Some(date) = signature.date {
                tag(out, "p", "signature", &number::date(date));
            }
        }
        Block::Note(words) => tag(out, "p", "", &format!("（{words}）")),
        Block::NewPage => out.push_str("<hr class=\"page\">\n"),
    }
}

fn tag(out: &mut String, name: &str, class: &str, words: &str) {
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    let _ = writeln!(out, "<{name}{class}>{}</{name}>", escaped(words));
}

fn table(out: &mut String, table: &Table) {
    out.push_str("<div class=\"wide\"><table><colgroup>");
    // The style knows the shares in twentieths, since a strict page allows no style of its own on an element.
    for width in table.widths(20) {
        let _ = write!(out, "<col class=\"w{}\">", width.max(1));
    }
    out.push_str("</colgroup><thead><tr>");
    for column in &table.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(&column.head));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in table.grid() {
        out.push_str("<tr>");
        for placed in row {
            let Some(cell) = placed.cell else { continue };
            out.push_str("<td");
            if placed.across > 1 {
                let _ = write!(out, " colspan=\"{}\"", placed.across);
            }
            if placed.down > 1 {
                let _ = write!(out, " rowspan=\"{}\"", placed.down);
            }
            if cell.number.is_some() {
                out.push_str(" class=\"figure\"");
            }
            let _ = write!(out, ">{}</td>", escaped(&cell.words));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

/// Words that no browser takes for a tag; line ends stay line ends.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::Cell;

    #[test]
    fn words_are_never_markup_and_spans_end_with_the_table() {
        let mut table = Table::new([("<序号>", 1), ("事项", 3)]);
        table.rows = vec![
            vec![Cell::words("1").rows(9), Cell::words("甲\n乙").columns(9)],
            vec![Cell::words("丙"), Cell::words("没有这一列")],
        ];
        let paper = Paper {
            name: "</title><script>".into(),
            orientation: Orientation::Landscape,
            blocks: vec![
                Block::Title("\"甲\" & 乙".into()),
                Block::Title("再题".into()),
                Block::Table(table),
            ],
        };
        let page = html(&paper);
        for expected in [
            "<title>&lt;/title&gt;&lt;script&gt;</title>",
            "@page{size:A4 landscape}",
            "<h1 class=\"title\">&quot;甲&quot; &amp; 乙</h1>",
            "<h2 class=\"title\">再题</h2>",
            "<th scope=\"col\">&lt;序号&gt;</th>",
            "<tr><td rowspan=\"2\">1</td><td>甲<br>乙</td></tr>",
            "<tr><td>丙</td></tr>",
        ] {
            assert!(page.contains(expected), "{expected}\n{page}");
        }
        assert!(!page.contains("<script"));
        assert!(!page.contains("没有这一列"));
    }
}

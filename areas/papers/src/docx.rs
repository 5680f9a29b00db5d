//! A paper as DOCX in the form of GB/T 9704-2012: page, grid, faces, red rule and page numbers.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BorderType, BreakType, DocGrid, DocGridType, Docx, FieldCharType, Footer, Header, InstrPAGE,
    InstrText, LineSpacing, LineSpacingType, PageMargin, PageOrientationType, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, SpecialIndentType, Table as DocxTable, TableCell,
    TableLayoutType, TableRow, VMergeType, WidthType,
};

use crate::WriteError;
use crate::number;
use crate::paper::{Block, Level, Orientation, Paper, Table};
use crate::text::{addressees, attachments};

/// A4 in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
/// The type area: 156 mm by 225 mm, in twentieths of a point.
const TYPE_AREA: (usize, usize) = (8_844, 12_756);
/// 22 lines in 225 mm.
const LINE: i32 = 579;
/// 28 characters of 16 pt in 156 mm, as the grid's correction in 4096ths of a point for each.
const CHARACTER_SPACE: isize = -849;
/// Two characters of the body.
const TWO_CHARACTERS: i32 = 640;
const RED: &str = "FF0000";

/// Sizes in half points: 2号, 3号, 4号 and the small face of tables (5号).
const SIZE_TITLE: usize = 44;
const SIZE_BODY: usize = 32;
const SIZE_PAGE_NUMBER: usize = 28;
const SIZE_TABLE: usize = 21;

const FANG_SONG: &str = "仿宋";
const XIAO_BIAO_SONG: &str = "方正小标宋简体";
const HEI: &str = "黑体";
const KAI: &str = "楷体";
const SONG: &str = "宋体";

/// The file's bytes.
///
/// # Errors
/// When the container cannot be written.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Cursor::new(Vec::new());
    laid_out(paper)
        .pack(&mut bytes)
        .map_err(|error| WriteError::Docx(error.to_string()))?;
    Ok(bytes.into_inner())
}

fn laid_out(paper: &Paper) -> Docx {
    let mut file = page(paper.orientation);
    for block in &paper.blocks {
        file = match block {
            Block::Table(rows) => file.add_table(table(rows, paper.orientation)),
            Block::Mark(words) => file.header(mark(words)).even_header(mark(words)),
            _ => paragraphs(block).into_iter().fold(file, Docx::add_paragraph),
        };
    }
    file
}

/// Page, margins, grid and page numbers.
fn page(orientation: Orientation) -> Docx {
    // 天头 37 mm and 订口 28 mm; the rest follows from the type area. On its side the page turns with its margins.
    let margin = |top, right, bottom, left, footer| PageMargin {
        top,
        right,
        bottom,
        left,
        header: 851,
        footer,
        gutter: 0,
    };
    let mut file = Docx::new()
        .default_fonts(fonts(FANG_SONG))
        .default_size(SIZE_BODY)
        .footer(footer(AlignmentType::Right))
        .even_footer(footer(AlignmentType::Left));
    file = match orientation {
        Orientation::Portrait => file
            .page_size(PAGE.0, PAGE.1)
            .page_margin(margin(2098, 1474, 1984, 1588, 1310)),
        Orientation::Landscape => file
            .page_size(PAGE.1, PAGE.0)
            .page_orient(PageOrientationType::Landscape)
            .page_margin(margin(1588, 1984, 1474, 2098, 850)),
    };
    let grid = DocGrid::new()
        .grid_type(DocGridType::LinesAndChars)
        .line_pitch(LINE.unsigned_abs() as usize)
        .char_space(CHARACTER_SPACE);
    file.document.section_property = file.document.section_property.doc_grid(grid);
    file
}

/// `— 1 —`, outside: right on odd pages, left on even ones, one character from the edge.
fn footer(side: AlignmentType) -> Footer {
    let face = || Run::new().fonts(fonts(SONG)).size(SIZE_PAGE_NUMBER);
    let number = face()
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false);
    let paragraph = Paragraph::new()
        .align(side)
        .indent(Some(280), None, Some(280), None)
        .add_run(face().add_text("— "))
        .add_run(number)
        .add_run(face().add_text(" —"));
    Footer::new().add_paragraph(paragraph)
}

/// What the file is, at the head of every page.
fn mark(words: &str) -> Header {
    let words = run(words, HEI, SIZE_TABLE).color(RED);
    Header::new().add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(words))
}

fn fonts(face: &str) -> RunFonts {
    RunFonts::new()
        .east_asia(face)
        .ascii(face)
        .hi_ansi(face)
        .hint("eastAsia")
}

fn run(words: &str, face: &str, size: usize) -> Run {
    let mut run = Run::new().fonts(fonts(face)).size(size);
    for (index, line) in words.split('\n').enumerate() {
        if index > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    run
}

fn spaced(line: i32) -> Paragraph {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(line);
    Paragraph::new().line_spacing(spacing)
}

fn body(words: &str) -> Paragraph {
    indented().add_run(run(words, FANG_SONG, SIZE_BODY))
}

fn indented() -> Paragraph {
    let indent = Some(SpecialIndentType::FirstLine(TWO_CHARACTERS));
    spaced(LINE).align(AlignmentType::Both).indent(None, indent, None, None)
}

fn flush(words: &str) -> Paragraph {
    spaced(LINE).add_run(run(words, FANG_SONG, SIZE_BODY))
}

fn centred(words: &str, face: &str, size: usize) -> Paragraph {
    // A line is as high as its characters and 7/8 of those of the body.
    let high = i32::try_from(size * 10).unwrap_or(LINE) + LINE - 320;
    spaced(high)
        .align(AlignmentType::Center)
        .add_run(run(words, face, size))
}

fn signature(words: &str) -> Paragraph {
    spaced(LINE)
        .align(AlignmentType::Right)
        .indent(None, None, Some(TWO_CHARACTERS * 2), None)
        .add_run(run(words, FANG_SONG, SIZE_BODY))
}

fn paragraphs(block: &Block) -> Vec<Paragraph> {
    match block {
        Block::Mark(_) => Vec::new(),
        Block::Head(words) => vec![head(words)],
        Block::Number(words) => vec![ruled(words)],
        Block::NumberBelow(words) | Block::Centred(words) => vec![centred(words, FANG_SONG, SIZE_BODY)],
        Block::Title(words) => vec![spaced(LINE), centred(words, XIAO_BIAO_SONG, SIZE_TITLE), spaced(LINE)],
        Block::Addressees(names) => vec![flush(&addressees(names))],
        Block::Heading { level, .. } => {
            let [words, rest] = block.heading();
            let face = match level {
                Level::One => HEI,
                Level::Two => KAI,
                Level::Three | Level::Four => FANG_SONG,
            };
            let mut paragraph = indented().add_run(run(&words, face, SIZE_BODY));
            if !rest.is_empty() {
                paragraph = paragraph.add_run(run(&rest, FANG_SONG, SIZE_BODY));
            }
            vec![paragraph]
        }
        Block::Paragraph(words) => vec![body(words)],
        Block::Line(words) => vec![flush(words)],
        Block::Attachments(names) => attachments(names).iter().map(|line| body(line)).collect(),
        Block::Signature(signed) => {
            let mut lines = vec![spaced(LINE), spaced(LINE), signature(&signed.organ)];
            lines.extend(signed.date.map(|date| signature(&number::date(date))));
            lines
        }
        Block::Note(words) => vec![body(&format!("（{words}）"))],
        Block::NewPage => vec![Paragraph::new().add_run(Run::new().add_break(BreakType::Page))],
        Block::Table(_) => Vec::new(),
    }
}

/// The organ's mark, as large as one line allows.
fn head(words: &str) -> Paragraph {
    let characters = words.chars().count().max(1);
    // The type area is 442 points wide; a half point is the unit.
    let size = (884 / characters).clamp(SIZE_TITLE, 124);
    let mut paragraph = centred("", XIAO_BIAO_SONG, size);
    paragraph = paragraph.add_run(run(words, XIAO_BIAO_SONG, size).color(RED));
    paragraph
}

/// The document number over the red rule.
fn ruled(words: &str) -> Paragraph {
    let rule = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
        .val(BorderType::Single)
        .size(12)
        .space(11)
        .color(RED);
    let mut paragraph = centred(words, FANG_SONG, SIZE_BODY);
    paragraph.property = paragraph.property.set_borders(ParagraphBorders::with_empty().set(rule));
    paragraph
}

fn table(table: &Table, orientation: Orientation) -> DocxTable {
    let total = match orientation {
        Orientation::Portrait => TYPE_AREA.0,
        Orientation::Landscape => TYPE_AREA.1,
    };
    let widths = table.widths(total);
    let span = |at: usize, across: usize| -> usize { widths.iter().skip(at).take(across).sum() };
    let cell = |words: &str, face: &str, align: AlignmentType| {
        let paragraph = Paragraph::new().align(align).add_run(run(words, face, SIZE_TABLE));
        TableCell::new().add_paragraph(paragraph)
    };
    let heads = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| cell(&column.head, HEI, AlignmentType::Center).width(span(at, 1), WidthType::Dxa));
    let mut rows = vec![TableRow::new(heads.collect()).cant_split()];
    for places in table.grid() {
        let mut cells = Vec::with_capacity(places.len());
        for placed in places {
            let side = match placed.cell {
                Some(from) if from.number.is_some() => AlignmentType::Right,
                _ => AlignmentType::Left,
            };
            let mut drawn = cell(placed.cell.map_or("", |from| &from.words), FANG_SONG, side);
            if placed.cell.is_none() {
                drawn = drawn.vertical_merge(VMergeType::Continue);
            } else if placed.down > 1 {
                drawn = drawn.vertical_merge(VMergeType::Restart);
            }
            if placed.across > 1 {
                drawn = drawn.grid_span(placed.across);
            }
            cells.push(drawn.width(span(placed.at, placed.across), WidthType::Dxa));
        }
        rows.push(TableRow::new(cells).cant_split());
    }
    DocxTable::new(rows)
        .set_grid(widths.clone())
        .width(total, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Cell, Signature};

    fn sample(orientation: Orientation) -> Paper {
        let mut table = Table::new([("序号", 1), ("事项", 3)]);
        table.rows = vec![
            vec![Cell::words("1").rows(2), Cell::words("甲")],
            vec![Cell::words("乙")],
            vec![Cell::words("合计").columns(2)],
        ];
        Paper {
            name: "样本".into(),
            orientation,
            blocks: vec![
                Block::Head("某区管委会文件".into()),
                Block::Number("某管发〔2020〕6号".into()),
                Block::Title("关于样本的通知".into()),
                Block::Heading {
                    level: Level::One,
                    number: Some(1),
                    words: "任务".into(),
                    rest: String::new(),
                },
                Block::Heading {
                    level: Level::Two,
                    number: Some(1),
                    words: "分工。".into(),
                    rest: "甲 & 乙 <丙>。".into(),
                },
                Block::Table(table),
                Block::Signature(Signature {
                    organ: "某区管委会".into(),
                    date: None,
                }),
            ],
        }
    }

    fn parts(orientation: Orientation) -> [String; 3] {
        let built = laid_out(&sample(orientation)).build();
        let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let footers = built.footers.into_iter().map(words).collect::<String>();
        [words(built.document), footers, words(built.settings)]
    }

    #[test]
    fn the_page_has_the_form_of_the_standard() {
        let [document, footers, settings] = parts(Orientation::Portrait);
        for expected in [
            r#"w:w="11906" w:h="16838""#,
            r#"w:top="2098""#,
            r#"w:left="1588""#,
            r#"w:type="linesAndChars""#,
            r#"w:linePitch="579""#,
            r#"w:charSpace="-849""#,
            r#"w:eastAsia="方正小标宋简体""#,
            r#"w:eastAsia="黑体""#,
            r#"w:eastAsia="楷体""#,
            r#"w:eastAsia="仿宋""#,
            r#"w:sz w:val="44""#,
            r#"w:sz w:val="32""#,
            "甲 &amp; 乙 &lt;丙&gt;。",
            r#"<w:vMerge w:val="restart""#,
            r#"<w:vMerge w:val="continue""#,
            r#"<w:gridSpan w:val="2""#,
            RED,
        ] {
            assert!(document.contains(expected), "{expected}\n{document}");
        }
        for expected in [
            "— ",
            " —",
            "PAGE",
            r#"w:jc w:val="right""#,
            r#"w:jc w:val="left""#,
            r#"w:sz w:val="28""#,
        ] {
            assert!(footers.contains(expected), "{expected}\n{footers}");
        }
        assert!(settings.contains("evenAndOddHeaders"), "{settings}");
    }

    #[test]
    fn a_page_on_its_side_turns_with_its_margins() {
        let [document, ..] = parts(Orientation::Landscape);
        assert!(document.contains(r#"w:w="16838" w:h="11906""#), "{document}");
        assert!(document.contains(r#"w:orient="landscape""#), "{document}");
    }

    #[test]
    fn the_type_area_holds_28_characters_in_22_lines() {
        // A character of the grid is 16 pt and the correction; both in twentieths of a point.
        let character = 320.0 + CHARACTER_SPACE as f64 / 4096.0 * 20.0;
        assert_eq!((TYPE_AREA.0 as f64 / character).floor() as i32, 28);
        assert_eq!(TYPE_AREA.1 as i32 / LINE, 22);
    }
}

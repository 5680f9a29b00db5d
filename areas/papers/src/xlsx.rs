//! The tables of a paper as a workbook, a sheet a table.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook};

use crate::WriteError;
use crate::paper::{Block, Cell, Orientation, Paper, Table};

/// Width of a landscape or portrait page in characters of the sheet's font, for the columns' widths.
const CHARS: [usize; 2] = [90, 140];

/// The workbook; a paper without a table gives an empty sheet under its title.
///
/// # Errors
/// When a table is larger than a sheet.
pub fn xlsx(paper: &Paper) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    let tables = paper.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let empty = Table::default();
    let mut tables: Vec<&Table> = tables.collect();
    if tables.is_empty() {
        tables.push(&empty);
    }
    for table in tables {
        sheet(&mut book, paper, table)?;
    }
    Ok(book.save_to_buffer()?)
}

fn sheet(book: &mut Workbook, paper: &Paper, table: &Table) -> Result<(), WriteError> {
    let sheet = book.add_worksheet();
    let title = Format::new()
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    let base = Format::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let head = base.clone().set_bold().set_align(FormatAlign::Center);
    let mark = paper.blocks.iter().find_map(|block| match block {
        Block::Mark(words) => Some(words),
        _ => None,
    });
    let name = mark.map_or_else(|| paper.name.clone(), |mark| format!("{}（{mark}）", paper.name));
    let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    if last > 0 {
        sheet.merge_range(0, 0, 0, last, &name, &title)?;
    } else {
        sheet.write_with_format(0, 0, &name, &title)?;
    }
    let landscape = paper.orientation == Orientation::Landscape;
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    if landscape {
        sheet.set_landscape();
    }
    if table.columns.is_empty() {
        return Ok(());
    }
    let widths = table.widths(CHARS[usize::from(landscape)]);
    for (at, (column, width)) in (0_u16..).zip(table.columns.iter().zip(widths)) {
        sheet.set_column_width(at, width.max(4) as f64)?;
        sheet.write_with_format(1, at, &column.head, &head)?;
    }
    sheet.set_freeze_panes(2, 0)?;
    sheet.set_repeat_rows(0, 1)?;
    for (row, places) in (2_u32..).zip(table.grid()) {
        for placed in places {
            let Some(cell) = placed.cell else { continue };
            let at = u16::try_from(placed.at).unwrap_or(u16::MAX);
            let right = u16::try_from(placed.at + placed.across - 1).unwrap_or(u16::MAX);
            let bottom = row + u32::try_from(placed.down - 1).unwrap_or(u32::MAX);
            if bottom > row || right > at {
                sheet.merge_range(row, at, bottom, right, "", &base)?;
            }
            write(sheet, row, at, cell, &base)?;
        }
    }
    Ok(())
}

/// A number as a number where a spreadsheet holds it exactly, anything else as words; never as a formula.
fn write(
    sheet: &mut rust_xlsxwriter::Worksheet,
    row: u32,
    at: u16,
    cell: &Cell,
    format: &Format,
) -> Result<(), WriteError> {
    match cell.number.and_then(exact) {
        Some(number) => sheet.write_number_with_format(row, at, number, format)?,
        None => sheet.write_string_with_format(row, at, &cell.words, format)?,
    };
    Ok(())
}

/// The number as a sheet keeps it, unless that would change its digits.
fn exact(number: rust_decimal::Decimal) -> Option<f64> {
    let digits = number.normalize();
    let value: f64 = digits.to_string().parse().ok()?;
    (digits.mantissa().unsigned_abs() < 1_000_000_000_000_000).then_some(value)
}

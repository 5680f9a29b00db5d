//! Comma-separated files, for Excel and for programs.
//!
//! One header row: the Chinese name, a space, the machine name. Cells that a spreadsheet would run as a formula begin
//! with an apostrophe, since people open these files by a double click.

use shishi_service::Service;

use super::cell::Cell;
use super::{About, each_row};
use crate::shell::{Failure, Lang};

/// Tells Excel that this is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The file.
pub fn write(service: &Service, about: &About) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let columns = about.dataset.columns();
    writer
        .write_record(
            columns
                .iter()
                .map(|column| format!("{} {}", column.title(Lang::Zh), column.name)),
        )
        .map_err(Failure::internal)?;
    each_row(service, about.dataset, |row| {
        writer.write_record(row.iter().map(text)).map_err(Failure::internal)
    })?;
    writer.into_inner().map_err(Failure::internal)
}

/// Rows of words as one file; the first row has the names.
pub fn of_rows(rows: &[Vec<String>]) -> Result<String, Failure> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| harmless(cell)))
            .map_err(Failure::internal)?;
    }
    let bytes = writer.into_inner().map_err(Failure::internal)?;
    String::from_utf8(bytes).map_err(Failure::internal)
}

/// Rows of cells under their headings.
pub fn of_cells(headings: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(headings).map_err(Failure::internal)?;
    for row in rows {
        writer.write_record(row.iter().map(text)).map_err(Failure::internal)?;
    }
    writer.into_inner().map_err(Failure::internal)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Whole(number) => number.to_string(),
        Cell::Decimal(value) => value.normalize().to_string(),
        Cell::Day(date) => date.to_string(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

/// Words that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_formulas_and_numbers_stay_numbers() {
        for (cell, written) in [
            (Cell::from("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")"),
            (Cell::from("@SUM(1)"), "'@SUM(1)"),
            (Cell::from("-1"), "'-1"),
            (Cell::from("\t=1"), "'\t=1"),
            (Cell::from("幼儿园=好"), "幼儿园=好"),
            (Cell::Whole(-1), "-1"),
            (Cell::from("-2.50".parse::<rust_decimal::Decimal>().ok()), "-2.5"),
            (Cell::Empty, ""),
            (Cell::Flag(true), "true"),
        ] {
            assert_eq!(text(&cell), written);
        }
    }
}

//! Workbooks: a line that says what this is, the names of the columns in Chinese and for programs, then the rows.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use shishi_kernel::Date;
use shishi_service::Service;

use super::cell::{Cell, Kind};
use super::dataset::Column;
use super::{About, LICENCE, each_row};
use crate::shell::{Failure, Lang};

/// The row of machine names; data begin below.
const NAMES_ROW: u32 = 2;
/// Characters that fit into a cell.
const TEXT_CHARS_MAX: usize = 32_767;

struct Formats {
    about: Format,
    title: Format,
    name: Format,
    text: Format,
    number: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            about: Format::new().set_font_color(Color::RGB(0x0055_5555)),
            title: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00F3_ECE4)),
            name: Format::new()
                .set_font_color(Color::RGB(0x0055_5555))
                .set_border_bottom(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00F3_ECE4)),
            text: top.clone().set_text_wrap(),
            // No fixed decimals: 120 stays 120 and 98.5 stays 98.5.
            number: top.clone().set_num_format("General"),
            day: top.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
        }
    }
}

/// The file.
pub fn write(service: &Service, about: &About) -> Result<Vec<u8>, Failure> {
    let formats = Formats::new();
    let mut workbook = Workbook::new();
    let title = about.dataset.title(Lang::Zh);
    let made = ExcelDateTime::from_timestamp(service.now().as_second()).map_err(Failure::internal)?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_author(about.site.name.as_str())
        .set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let sheet = workbook.add_worksheet();
    head(sheet, about, &formats).map_err(Failure::internal)?;
    let columns = about.dataset.columns();
    let mut at = NAMES_ROW;
    each_row(service, about.dataset, |row| {
        at += 1;
        (0..)
            .zip(row)
            .try_for_each(|(column, cell)| put(sheet, at, column, cell, &formats))
            .map_err(Failure::internal)
    })?;
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet
        .autofilter(NAMES_ROW, 0, at.max(NAMES_ROW + 1), last)
        .map_err(Failure::internal)?;
    workbook.save_to_buffer().map_err(Failure::internal)
}

/// Rows of cells under their headings as a workbook of one sheet.
pub fn of_cells(title: &str, headings: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, Failure> {
    let formats = Formats::new();
    let mut workbook = Workbook::new();
    let mut fill = || -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(title)?;
        for (at, heading) in (0..).zip(headings) {
            sheet.write_string_with_format(0, at, heading, &formats.title)?;
            sheet.set_column_width(at, 18.0)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (at, row) in (1..).zip(rows) {
            for (column, cell) in (0..).zip(row) {
                put(sheet, at, column, cell, &formats)?;
            }
        }
        Ok(())
    };
    fill().map_err(Failure::internal)?;
    workbook.save_to_buffer().map_err(Failure::internal)
}

fn head(sheet: &mut Worksheet, about: &About, formats: &Formats) -> Result<(), XlsxError> {
    let title = about.dataset.title(Lang::Zh);
    sheet.set_name(title)?;
    let key = if about.site.simulated {
        "data-about-simulated"
    } else {
        "data-about"
    };
    let words = Lang::Zh.say(
        key,
        &[
            ("site", (&about.site.name).into()),
            ("title", title.into()),
            ("licence", LICENCE.into()),
        ],
    );
    sheet.write_string_with_format(0, 0, words, &formats.about)?;
    for (at, column) in (0..).zip(about.dataset.columns()) {
        sheet.write_string_with_format(1, at, column.title(Lang::Zh), &formats.title)?;
        sheet.write_string_with_format(NAMES_ROW, at, column.name, &formats.name)?;
        sheet.set_column_width(at, width(column))?;
    }
    sheet.set_freeze_panes(NAMES_ROW + 1, 1)?;
    Ok(())
}

/// In characters; long words wrap.
fn width(column: &Column) -> f64 {
    match (column.kind, column.name) {
        (Kind::Text, "text" | "entry_text") => 80.0,
        (
            Kind::Text,
            "title" | "co_units" | "members" | "organisations" | "people" | "each_places" | "reported_note",
        ) => 36.0,
        (Kind::Text, "leads" | "what" | "unit_name" | "category_title" | "findings" | "reported_by" | "page") => 26.0,
        (Kind::Text | Kind::Day, _) => 14.0,
        (Kind::Decimal, _) => 16.0,
        (Kind::Whole | Kind::Flag, _) => 11.0,
    }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            let fits: String = text.chars().take(TEXT_CHARS_MAX).collect();
            sheet.write_string_with_format(row, column, fits, &formats.text)?;
        }
        // Excel counts in binary fractions; the exact decimal is in the other two forms.
        #[allow(clippy::cast_precision_loss, reason = "identifiers and counts are far below 2^53")]
        Cell::Whole(number) => {
            sheet.write_number_with_format(row, column, *number as f64, &formats.number)?;
        }
        Cell::Decimal(value) => {
            sheet.write_number_with_format(row, column, value.to_f64().unwrap_or_default(), &formats.number)?;
        }
        Cell::Day(date) => day(sheet, row, column, *date, formats)?,
        Cell::Flag(flag) => {
            sheet.write_boolean(row, column, *flag)?;
        }
    }
    Ok(())
}

/// Excel knows no day before 1900; such a date stays words.
fn day(sheet: &mut Worksheet, row: u32, column: u16, date: Date, formats: &Formats) -> Result<(), XlsxError> {
    let parts = (
        u16::try_from(date.year()),
        u8::try_from(date.month()),
        u8::try_from(date.day()),
    );
    if let (Ok(year @ 1900..), Ok(month), Ok(day)) = parts {
        let date = ExcelDateTime::from_ymd(year, month, day)?;
        sheet.write_datetime_with_format(row, column, &date, &formats.day)?;
    } else {
        sheet.write_string_with_format(row, column, date.to_string(), &formats.text)?;
    }
    Ok(())
}

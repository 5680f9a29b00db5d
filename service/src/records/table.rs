//! Tables that units hand in: CSV in the encodings that offices use, and the first sheet of a workbook, as rows of words.
//!
//! What the words mean is not known here. A table is bounded before it is looked at: a workbook unpacks to so much and no
//! more, and a cell far outside of what a table has is refused instead of filling memory up to it.

use std::io::{Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use encoding_rs::{Encoding, GB18030};
use zip::ZipArchive;

use crate::ServiceError;

/// A table has at most so many rows below its headings.
pub const TABLE_ROWS_MAX: usize = 5_000;
/// A table has at most so many columns.
pub const TABLE_COLUMNS_MAX: usize = 60;
/// A table's file has at most so many bytes.
pub const TABLE_BYTES_MAX: usize = 8 << 20;
/// A workbook unpacks to at most so many bytes.
const UNPACKED_BYTES_MAX: u64 = 64 << 20;
/// A cell has at most so many characters; what is over is cut off, and refused later by the rule that it breaks.
const CELL_CHARS_MAX: usize = 3_000;

/// A table as rows of words: the first row are its headings. Rows without a word are left out; each row keeps its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The headings.
    pub headings: Vec<String>,
    /// Rows by their number in the file, from 1, with as many words as there are headings.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Reads a table; what it is, its bytes say and not its name.
///
/// # Errors
/// [`ServiceError::Invalid`] of the field `file`: empty, too large, no table, or with too many rows or columns.
pub fn read_table(bytes: &[u8]) -> Result<Table, ServiceError> {
    if bytes.len() > TABLE_BYTES_MAX {
        return Err(invalid("form.table_large"));
    }
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        workbook(bytes)?
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") || bytes.starts_with(b"%PDF") {
        // A workbook of before 2007.
        return Err(invalid("form.table_kind"));
    } else {
        comma_separated(&decoded(bytes)?)?
    };
    let mut rows = rows
        .into_iter()
        .map(|(number, row)| (number, row.iter().map(|cell| plain(cell)).collect::<Vec<_>>()))
        .filter(|(_, row)| row.iter().any(|cell| !cell.is_empty()));
    let Some((_, mut headings)) = rows.next() else {
        return Err(invalid("form.table_empty"));
    };
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    let mut kept = Vec::new();
    for (number, mut row) in rows {
        if kept.len() >= TABLE_ROWS_MAX {
            return Err(invalid("form.table_large"));
        }
        row.resize(headings.len(), String::new());
        kept.push((number, row));
    }
    if kept.is_empty() {
        return Err(invalid("form.table_empty"));
    }
    Ok(Table { headings, rows: kept })
}

fn invalid(code: &'static str) -> ServiceError {
    ServiceError::Invalid { field: "file", code }
}

/// Words without white space round them and without what a spreadsheet puts before a number that is meant as words.
fn plain(cell: &str) -> String {
    let cell = cell.trim().trim_start_matches('\'').trim();
    cell.chars().take(CELL_CHARS_MAX).collect()
}

/// The text of a file: by its mark, as UTF-8, or as GB 18030.
pub(crate) fn decoded(bytes: &[u8]) -> Result<String, ServiceError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return if damaged {
            Err(invalid("form.table_kind"))
        } else {
            Ok(text.into_owned())
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, damaged) = GB18030.decode_without_bom_handling(bytes);
    if damaged || text.contains('\0') {
        return Err(invalid("form.table_kind"));
    }
    Ok(text.into_owned())
}

fn comma_separated(text: &str) -> Result<Vec<(usize, Vec<String>)>, ServiceError> {
    if text.contains('\0') {
        return Err(invalid("form.table_kind"));
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    let separator = if count('\t') > count(',') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| invalid("form.table_kind"))?;
        if record.len() > TABLE_COLUMNS_MAX {
            return Err(invalid("form.table_large"));
        }
        // Blank rows are dropped later, so that there can be more of them than of others.
        if rows.len() > TABLE_ROWS_MAX.saturating_mul(2) {
            return Err(invalid("form.table_large"));
        }
        let number = record.position().map_or(0, |at| line(text, at));
        rows.push((number, record.iter().map(str::to_owned).collect()));
    }
    Ok(rows)
}

/// The line at which a record begins; the blank ones before it are not its own.
fn line(text: &str, at: &csv::Position) -> usize {
    let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(number(at.byte())..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    number(at.line()).saturating_add(blank.filter(|byte| **byte == b'\n').count())
}

fn workbook(bytes: &[u8]) -> Result<Vec<(usize, Vec<String>)>, ServiceError> {
    measure(bytes)?;
    let damaged = |_| invalid("form.table_kind");
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let name = book.sheet_names().first().cloned();
    let name = name.ok_or_else(|| invalid("form.table_empty"))?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let text = words(cell.get_value());
        if text.trim().is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        if column >= TABLE_COLUMNS_MAX || rows.len() > TABLE_ROWS_MAX.saturating_mul(2) {
            return Err(invalid("form.table_large"));
        }
        if rows.last().is_none_or(|(number, _)| *number != row + 1) {
            rows.push((row + 1, Vec::new()));
        }
        if let Some((_, row)) = rows.last_mut() {
            if row.len() <= column {
                row.resize(column + 1, String::new());
            }
            if let Some(place) = row.get_mut(column) {
                *place = text;
            }
        }
    }
    Ok(rows)
}

/// Unpacks every part into nothing, since what a part says of its own size may be wrong.
fn measure(bytes: &[u8]) -> Result<(), ServiceError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| invalid("form.table_kind"))?;
    let mut left = UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| invalid("form.table_kind"))?;
        let read = std::io::copy(&mut part.take(left.saturating_add(1)), &mut std::io::sink());
        let read = read.map_err(|_| invalid("form.table_kind"))?;
        left = left.checked_sub(read).ok_or_else(|| invalid("form.table_large"))?;
    }
    Ok(())
}

fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(time) => day(time),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A day of the calendar, as a date is written everywhere else.
fn day(time: &ExcelDateTime) -> String {
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn rows(bytes: &[u8]) -> Vec<(usize, Vec<String>)> {
        read_table(bytes).unwrap().rows
    }

    #[test]
    fn offices_encodings_and_separators_are_read() {
        let text = "名称,地点\r\n第一公厕,柳行\r\n\r\n\"第二,公厕\",\"李村\n东头\"\r\n";
        let (gb, _, _) = GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let tabs = text.replace(',', "\t").replace("第二\t公厕", "第二,公厕");
        for (what, bytes) in [
            ("utf-8", text.as_bytes()),
            ("with a mark", &marked),
            ("gb18030", &gb),
            ("utf-16", &wide),
            ("tabs", tabs.as_bytes()),
        ] {
            let table = read_table(bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(table.headings, ["名称", "地点"], "{what}");
            assert_eq!(table.rows[0], (2, vec!["第一公厕".into(), "柳行".into()]), "{what}");
            assert_eq!(table.rows[1].1, ["第二,公厕", "李村\n东头"], "{what}");
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let many = format!("a\n{}", "x\n".repeat(TABLE_ROWS_MAX + 1));
        let broad = "a,".repeat(TABLE_COLUMNS_MAX + 1);
        let large = vec![b'a'; TABLE_BYTES_MAX + 1];
        for (bytes, expected) in [
            (&b""[..], "form.table_empty"),
            (b"a,b\n", "form.table_empty"),
            (b" , \n,\n", "form.table_empty"),
            (many.as_bytes(), "form.table_large"),
            (broad.as_bytes(), "form.table_large"),
            (&large, "form.table_large"),
            (b"PK\x03\x04broken", "form.table_kind"),
            (b"\xd0\xcf\x11\xe0old", "form.table_kind"),
            (b"%PDF-1.7", "form.table_kind"),
            (b"a,b\n\0,1", "form.table_kind"),
            (b"a,b\n\xff\xff,1", "form.table_kind"),
        ] {
            let refused = read_table(bytes).unwrap_err();
            assert_eq!(refused.code(), expected, "{:?}", bytes.get(..12));
        }
    }

    #[test]
    fn a_row_keeps_its_number_and_is_as_long_as_the_headings() {
        let found = rows(b"a,b,,\n\n1\n'2,3,4,5\n");
        assert_eq!(found[0], (3, vec!["1".into(), String::new()]));
        assert_eq!(found[1], (4, vec!["2".into(), "3".into()]));
    }

    /// A workbook of one sheet with the given rows, and a part of nothing but blanks.
    fn book(rows: &str, blanks: usize) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
        let package = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
        let workbook = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;
        let sheets = package.replace(
            "officeDocument\" Target=\"xl/workbook.xml",
            "worksheet\" Target=\"worksheets/sheet1.xml",
        );
        let sheet = format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
        );
        for (name, text) in [
            ("[Content_Types].xml", types),
            ("_rels/.rels", package),
            ("xl/workbook.xml", workbook),
            ("xl/_rels/workbook.xml.rels", &sheets),
            ("xl/worksheets/sheet1.xml", &sheet),
            ("xl/blanks.xml", &" ".repeat(blanks)),
        ] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_workbook_is_read_and_does_not_fill_the_memory() {
        let cell = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
        let head = format!(r#"<row r="1">{}{}</row>"#, cell("A1", "名称"), cell("B1", "数量"));
        let good = format!(
            r#"{head}<row r="4">{}<c r="B4"><v>3.5</v></c></row>"#,
            cell("A4", "李村")
        );
        assert_eq!(rows(&book(&good, 0)), [(4, vec!["李村".to_owned(), "3.5".to_owned()])]);
        let far = format!(r#"{head}<row r="1048576">{}</row>"#, cell("XFD1048576", "x"));
        for (what, bytes) in [
            ("a far cell", book(&far, 0)),
            ("much that packs well", book(&good, 70 << 20)),
        ] {
            assert_eq!(read_table(&bytes).unwrap_err().code(), "form.table_large", "{what}");
        }
    }
}

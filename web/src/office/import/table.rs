//! Tables that are taken over: their headings, their cells, and what is wrong by row and column.

use shishi_kernel::{Date, Decimal};
use shishi_service::Table;
use shishi_service::commitments::site::fold;

use crate::office::form::parse_decimal;
use crate::shell::Lang;

/// A column that a table may have.
#[derive(Clone, Copy)]
pub(super) struct Column {
    /// Its name for programs; its words are in the Fluent files.
    pub name: &'static str,
    /// Whether a table without it is none.
    pub needed: bool,
}

/// A column that a table must have.
pub(super) const fn needed(name: &'static str) -> Column {
    Column { name, needed: true }
}

/// A column that a table may leave out.
pub(super) const fn optional(name: &'static str) -> Column {
    Column { name, needed: false }
}

impl Column {
    /// What it is called.
    pub fn title(self, lang: Lang) -> &'static str {
        lang.t(&format!("table-{}", self.name.replace('_', "-")))
    }

    /// Whether a heading means it: its name in either language, or for programs, or both as our own files have them.
    fn is(self, heading: &str) -> bool {
        let heading = fold(heading);
        let [zh, en] = Lang::ALL.map(|lang| fold(self.title(lang)));
        let own = fold(self.name);
        heading == zh || heading == en || heading == own || heading == format!("{zh}{own}")
    }
}

/// Something that is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The row's number in the file.
    pub row: usize,
    /// What the column is called; empty when it is about the whole row.
    pub column: String,
    /// What is wrong, in words.
    pub words: String,
}

/// A table whose headings are understood.
pub(super) struct Sheet {
    table: Table,
    columns: &'static [Column],
    /// Where each column stands.
    places: Vec<Option<usize>>,
}

impl Sheet {
    /// Understands the headings.
    ///
    /// # Errors
    /// The columns that are wanting.
    pub fn of(table: Table, columns: &'static [Column]) -> Result<Self, Vec<Column>> {
        let place = |column: &Column| table.headings.iter().position(|heading| column.is(heading));
        let places: Vec<Option<usize>> = columns.iter().map(place).collect();
        let missing = columns
            .iter()
            .zip(&places)
            .filter(|(column, place)| column.needed && place.is_none());
        let missing: Vec<Column> = missing.map(|(column, _)| *column).collect();
        if missing.is_empty() {
            Ok(Self { table, columns, places })
        } else {
            Err(missing)
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.table.rows.len()
    }

    /// The headings that mean nothing here.
    pub fn unused(&self) -> Vec<&str> {
        let headings = self.table.headings.iter().enumerate();
        headings
            .filter(|(at, heading)| !heading.is_empty() && !self.places.contains(&Some(*at)))
            .map(|(_, heading)| heading.as_str())
            .collect()
    }

    /// The columns that it has, with their cells of the first rows, for looking at.
    pub fn preview(&self, lang: Lang, rows: usize) -> (Vec<&'static str>, Vec<(usize, Vec<String>)>) {
        let has = self
            .columns
            .iter()
            .zip(&self.places)
            .filter(|(_, place)| place.is_some());
        let titles = has.map(|(column, _)| column.title(lang)).collect();
        let cells = |row: &Vec<String>| {
            let places = self.places.iter().flatten();
            places
                .map(|place| row.get(*place).cloned().unwrap_or_default())
                .collect()
        };
        let rows = self.table.rows.iter().take(rows);
        (titles, rows.map(|(number, row)| (*number, cells(row))).collect())
    }

    /// The table once more as rows of words under the names for programs, to be sent back with the form.
    pub fn again(&self) -> Vec<Vec<String>> {
        let has = self.columns.iter().zip(&self.places);
        let has: Vec<(&Column, usize)> = has.filter_map(|(column, place)| Some((column, (*place)?))).collect();
        let mut rows = vec![has.iter().map(|(column, _)| column.name.to_owned()).collect()];
        for (_, row) in &self.table.rows {
            let cells = has
                .iter()
                .map(|(_, place)| row.get(*place).cloned().unwrap_or_default());
            rows.push(cells.collect());
        }
        rows
    }

    /// Reads every row; what is wrong is kept by row and column.
    pub fn read<T>(
        &self,
        lang: Lang,
        mut row: impl FnMut(&mut Cells<'_>) -> Option<T>,
    ) -> (Vec<(usize, T)>, Vec<Fault>) {
        let (mut good, mut faults) = (Vec::new(), Vec::new());
        for (number, cells) in &self.table.rows {
            let mut cells = Cells {
                sheet: self,
                lang,
                row: *number,
                cells,
                faults: Vec::new(),
            };
            let read = row(&mut cells);
            match read {
                Some(read) if cells.faults.is_empty() => good.push((*number, read)),
                _ => faults.append(&mut cells.faults),
            }
        }
        (good, faults)
    }
}

/// One row while it is read.
pub(super) struct Cells<'a> {
    sheet: &'a Sheet,
    lang: Lang,
    row: usize,
    cells: &'a [String],
    faults: Vec<Fault>,
}

impl Cells<'_> {
    /// A cell's words; empty when there is no such column.
    pub fn text(&self, name: &str) -> String {
        let columns = self.sheet.columns.iter().zip(&self.sheet.places);
        let place = columns
            .into_iter()
            .find(|(column, _)| column.name == name)
            .and_then(|(_, place)| *place);
        place
            .and_then(|place| self.cells.get(place))
            .cloned()
            .unwrap_or_default()
    }

    /// Notes what is wrong with a cell.
    pub fn fault(&mut self, name: &str, words: String) {
        let column = self.sheet.columns.iter().find(|column| column.name == name);
        self.faults.push(Fault {
            row: self.row,
            column: column
                .map(|column| column.title(self.lang).to_owned())
                .unwrap_or_default(),
            words,
        });
    }

    /// The same with a sentence of the Fluent files.
    pub fn wrong<T>(&mut self, name: &str, key: &str) -> Option<T> {
        let words = self.lang.t(key).to_owned();
        self.fault(name, words);
        None
    }

    /// A number.
    pub fn decimal(&mut self, name: &str) -> Option<Decimal> {
        match parse_decimal(&self.text(name)) {
            Some(value) => Some(value),
            None => self.wrong(name, "fault-decimal"),
        }
    }

    /// A number that may be left out: `Some(None)` when it is.
    pub fn decimal_or_none(&mut self, name: &str) -> Option<Option<Decimal>> {
        if self.text(name).is_empty() {
            return Some(None);
        }
        self.decimal(name).map(Some)
    }

    /// A day, as people and spreadsheets write it.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        match day(&self.text(name)) {
            Some(day) => Some(day),
            None => self.wrong(name, "fault-table-date"),
        }
    }

    /// Yes or no; nothing means no.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        match self.text(name).trim().to_lowercase().as_str() {
            "" | "否" | "no" | "n" | "false" | "0" => Some(false),
            "是" | "yes" | "y" | "true" | "1" | "√" => Some(true),
            _ => self.wrong(name, "fault-table-flag"),
        }
    }

    /// One of some codes, by itself or by its words in either language. `Some(None)` when the cell is empty.
    pub fn code<T: Copy>(
        &mut self,
        name: &str,
        choices: &[T],
        code: impl Fn(T) -> &'static str,
        prefix: &str,
    ) -> Option<Option<T>> {
        let typed = fold(&self.text(name));
        if typed.is_empty() {
            return Some(None);
        }
        let is = |choice: T| {
            let key = format!("{prefix}{}", code(choice).replace('_', "-"));
            // Some words go on to explain themselves after a colon.
            let words = Lang::ALL.map(|lang| fold(lang.t(&key).split(['：', ':']).next().unwrap_or_default()));
            typed == fold(code(choice)) || words.contains(&typed)
        };
        match choices.iter().copied().find(|choice| is(*choice)) {
            Some(choice) => Some(Some(choice)),
            None => self.wrong(name, "fault-table-choice"),
        }
    }
}

/// `2020-05-01`, `2020/5/1`, `2020.5.1`, `2020年5月1日`, with or without a time after it.
fn day(typed: &str) -> Option<Date> {
    let typed = typed.split([' ', 'T']).next().unwrap_or_default();
    let mut parts = typed
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty());
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[needed("name"), optional("day"), optional("hidden")];

    fn table(headings: &[&str], row: &[&str]) -> Table {
        Table {
            headings: headings.iter().map(|heading| (*heading).to_owned()).collect(),
            rows: vec![(2, row.iter().map(|cell| (*cell).to_owned()).collect())],
        }
    }

    #[test]
    fn headings_are_known_in_both_languages_and_as_our_files_have_them() {
        for headings in [
            ["名称", "日期"],
            ["Name", "Day"],
            ["name", "DAY"],
            ["名称 name", "日期 day"],
            [" 名 称 ", "日期"],
        ] {
            let sheet = Sheet::of(table(&headings, &["李村", "2020-05-01"]), COLUMNS);
            let sheet = sheet.unwrap_or_else(|_| panic!("{headings:?}"));
            assert!(sheet.unused().is_empty(), "{headings:?}");
            let (good, faults) = sheet.read(Lang::Zh, |cells| Some((cells.text("name"), cells.date("day")?)));
            assert!(faults.is_empty(), "{headings:?} {faults:?}");
            assert_eq!(good[0].1.0, "李村");
        }
        let missing = Sheet::of(table(&["日期", "备注"], &["x", "y"]), COLUMNS).err().unwrap();
        assert_eq!(missing[0].name, "name");
    }

    #[test]
    fn what_is_wrong_is_said_by_row_and_column() {
        let sheet = Sheet::of(
            table(&["名称", "日期", "不公开", "备注"], &["李村", "昨天", "也许", ""]),
            COLUMNS,
        );
        let sheet = sheet.unwrap_or_else(|_| panic!("the headings are known"));
        assert_eq!(sheet.unused(), ["备注"]);
        let (good, faults) = sheet.read(Lang::Zh, |cells| {
            let (day, hidden) = (cells.date("day"), cells.flag("hidden"));
            Some((day?, hidden?))
        });
        assert!(good.is_empty());
        let named: Vec<_> = faults.iter().map(|fault| (fault.row, fault.column.as_str())).collect();
        assert_eq!(named, [(2, "日期"), (2, "不公开")]);
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for (typed, ok) in [
            ("2020-05-01", true),
            ("2020/5/1", true),
            ("2020.5.1", true),
            ("2020年5月1日", true),
            ("2020-05-01 00:00:00", true),
            ("2020-05-01T00:00:00", true),
            ("5月1日", false),
            ("2020-13-01", false),
            ("43952", false),
            ("", false),
        ] {
            assert_eq!(day(typed).is_some(), ok, "{typed}");
        }
    }
}

//! Lists of rows and keys in a statement: SQLite is given them value by value, PostgreSQL column by column as arrays.

use std::fmt::Write as _;

use crate::session::{Connection, Value};
use crate::{Reader, StoreError, Writer};

/// A part of a statement that stands for a list, with all values of the statement.
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) values: Vec<Value>,
}

/// Rows that one statement takes on SQLite. A few sizes only, as every size is a statement that is prepared and kept.
const SQLITE_ROWS: &[usize] = &[64, 8, 1];
/// The same where a statement finds one row by its key but would read a whole table for a list of them.
const SQLITE_ONE: &[usize] = &[1];
/// Rows that one statement takes on PostgreSQL, where each is a way there and back and any number is the same text.
const POSTGRES_ROWS: usize = 4_096;

impl Writer<'_> {
    /// Inserts many rows with as few statements as make sense, and gives the number that were inserted. `head` ends before
    /// `VALUES`, `tail` may say what to do about rows that are there.
    pub(crate) fn insert_many<const N: usize>(
        &mut self,
        head: &str,
        tail: &str,
        rows: Vec<[Value; N]>,
    ) -> Result<u64, StoreError> {
        let mut inserted = 0;
        for Piece { text, values } in self.inserts(head, tail, rows)? {
            inserted += self.execute(&text, &values)?;
        }
        Ok(inserted)
    }

    /// The statements that insert many rows, for those that return something.
    pub(crate) fn inserts<const N: usize>(
        &mut self,
        head: &str,
        tail: &str,
        rows: Vec<[Value; N]>,
    ) -> Result<Vec<Piece>, StoreError> {
        let types = match &mut self.reader.connection {
            Connection::Sqlite(_) => Ok(Vec::new()),
            // What the columns are is what one row's values are.
            Connection::Postgres(connection) => connection.types(&format!("{head} VALUES {} {tail}", places(1, 1, N))),
        };
        let types = self.reader.note(types)?;
        let types: Vec<&str> = types.iter().map(String::as_str).collect();
        let mut pieces = self.reader.rows(&[], &types, rows);
        for piece in &mut pieces {
            piece.text = format!("{head} {} {tail}", piece.text);
        }
        Ok(pieces)
    }
}

impl Reader<'_> {
    /// Rows as something to select from: what stands in `WITH asked (…) AS (…)`, after the values `before`. The types are what
    /// PostgreSQL has to be told.
    pub(crate) fn rows<const N: usize>(&self, before: &[Value], types: &[&str], rows: Vec<[Value; N]>) -> Vec<Piece> {
        self.listed(before, types, rows, SQLITE_ROWS)
    }

    /// The same for statements that change those rows.
    pub(crate) fn changes<const N: usize>(
        &self,
        before: &[Value],
        types: &[&str],
        rows: Vec<[Value; N]>,
    ) -> Vec<Piece> {
        self.listed(before, types, rows, SQLITE_ONE)
    }

    fn listed<const N: usize>(
        &self,
        before: &[Value],
        types: &[&str],
        rows: Vec<[Value; N]>,
        sizes: &[usize],
    ) -> Vec<Piece> {
        let first = before.len() + 1;
        if let Connection::Sqlite(_) = self.connection {
            let piece = |rows: &[[Value; N]]| Piece {
                text: format!("VALUES {}", places(first, rows.len(), N)),
                values: [before, rows.as_flattened()].concat(),
            };
            return chunks(&rows, sizes).map(piece).collect();
        }
        let arrays: Vec<String> = types
            .iter()
            .enumerate()
            .map(|(at, named)| format!("CAST(${} AS {named}[])", first + at))
            .collect();
        let text = format!("SELECT * FROM unnest({})", arrays.join(", "));
        let mut rows = rows.into_iter().peekable();
        let mut pieces = Vec::new();
        while rows.peek().is_some() {
            let mut columns: [Vec<Value>; N] = std::array::from_fn(|_| Vec::new());
            for row in rows.by_ref().take(POSTGRES_ROWS) {
                for (column, value) in columns.iter_mut().zip(row) {
                    column.push(value);
                }
            }
            pieces.push(Piece {
                text: text.clone(),
                values: before.iter().cloned().chain(columns.map(Value::Column)).collect(),
            });
        }
        pieces
    }

    /// What stands after a column that has to be one of a list, after the values `before`.
    pub(crate) fn among<T>(&self, before: &[Value], list: &[T]) -> Vec<Piece>
    where
        for<'v> Value: From<&'v T>,
    {
        let first = before.len() + 1;
        let piece = |text: String, values: Vec<Value>| Piece {
            text,
            values: [before, &values].concat(),
        };
        match self.connection {
            Connection::Sqlite(_) => chunks(list, SQLITE_ROWS)
                .map(|part| {
                    let text = format!("IN {}", places(first, 1, part.len()));
                    piece(text, part.iter().map(Value::from).collect())
                })
                .collect(),
            Connection::Postgres(_) => list
                .chunks(POSTGRES_ROWS)
                .map(|part| {
                    let column = Value::Column(part.iter().map(Value::from).collect());
                    piece(format!("= ANY (${first})"), vec![column])
                })
                .collect(),
        }
    }
}

/// The rows in pieces of those sizes, the largest first; the last size is 1.
fn chunks<'r, T>(mut rows: &'r [T], sizes: &'r [usize]) -> impl Iterator<Item = &'r [T]> {
    std::iter::from_fn(move || {
        let size = sizes.iter().copied().find(|size| *size <= rows.len())?;
        let (chunk, rest) = rows.split_at(size);
        rows = rest;
        Some(chunk)
    })
}

/// `($1, $2), ($3, $4)`: so many rows of so many values, counted from `first`.
pub(crate) fn places(first: usize, rows: usize, width: usize) -> String {
    let mut text = String::with_capacity(rows * width * 7);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { ", " };
            let written = write!(text, "{comma}${}", first + row * width + column);
            debug_assert!(written.is_ok(), "a string takes everything");
        }
        text.push(')');
    }
    text
}

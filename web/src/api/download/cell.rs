//! What can stand in a cell.

use rust_decimal::Decimal;
use shishi_kernel::Date;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number.
    Whole,
    /// An exact decimal.
    Decimal,
    /// A civil date.
    Day,
    /// Yes or no.
    Flag,
}

/// A cell. Blank is not zero: what is not known is `Empty`.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// An exact decimal.
    Decimal(Decimal),
    /// A civil date.
    Day(Date),
    /// Yes or no.
    Flag(bool),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Whole(number.into())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<Decimal> for Cell {
    fn from(value: Decimal) -> Self {
        Self::Decimal(value)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Self {
        Self::Day(date)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// Several words in one cell.
pub fn joined<'a>(words: impl IntoIterator<Item = &'a str>) -> Cell {
    let words: Vec<&str> = words.into_iter().collect();
    if words.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(words.join("；"))
    }
}

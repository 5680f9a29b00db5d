//! The blocks of a paper.

use rust_decimal::Decimal;
use shishi_kernel::Date;

use crate::number;

/// Which way the page is turned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientation {
    /// Upright A4.
    #[default]
    Portrait,
    /// A4 on its side, for wide tables.
    Landscape,
}

/// A paper from its first line to its last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What it is called in lists and in the file's particulars; the printed title is a block.
    pub name: String,
    /// Which way its pages are turned.
    pub orientation: Orientation,
    /// What stands on it, in order.
    pub blocks: Vec<Block>,
}

/// Something that stands on a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// What the whole file is, where it must not be taken for an official one; it stands on every page or sheet.
    Mark(String),
    /// The issuing organ's mark (发文机关标志): large, red, centred.
    Head(String),
    /// The document number (发文字号) over the red rule.
    Number(String),
    /// The document number printed under a title, as gazettes do.
    NumberBelow(String),
    /// The title.
    Title(String),
    /// Who it is addressed to (主送机关), each as printed; the writers put the commas and the colon.
    Addressees(Vec<String>),
    /// A numbered paragraph: heading words in the level's face, then words of the body in the same paragraph.
    Heading {
        /// The level.
        level: Level,
        /// Its number, from 1; without one the words stand alone in the level's face.
        number: Option<u32>,
        /// The heading, with its full stop when words follow.
        words: String,
        /// What follows in the same paragraph; may be empty.
        rest: String,
    },
    /// A paragraph of the body, indented by two characters.
    Paragraph(String),
    /// A line flush left.
    Line(String),
    /// A line in the middle.
    Centred(String),
    /// A table.
    Table(Table),
    /// The list of attachments (附件说明).
    Attachments(Vec<String>),
    /// Who signs and when.
    Signature(Signature),
    /// A remark in round brackets under the signature (附注).
    Note(String),
    /// What follows begins a new page.
    NewPage,
}

/// Who signs and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The organ.
    pub organ: String,
    /// The date of the document (成文日期), when it has one yet.
    pub date: Option<Date>,
}

/// The level of a numbered paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 一、
    One,
    /// （一）
    Two,
    /// 1.
    Three,
    /// （1）
    Four,
}

impl Level {
    /// The mark before a paragraph of this level.
    #[must_use]
    pub fn mark(self, number: u32) -> String {
        match self {
            Self::One => format!("{}、", number::chinese(number)),
            Self::Two => format!("（{}）", number::chinese(number)),
            Self::Three => format!("{number}. "),
            Self::Four => format!("（{number}）"),
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The words over it.
    pub head: String,
    /// Its share of the width, relative to the other columns.
    pub share: u32,
}

/// A cell. Cells that an earlier one covers are left out of their row, as in HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it; lines are divided by `\n`.
    pub words: String,
    /// The same as a number, where it is nothing but one.
    pub number: Option<Decimal>,
    /// Columns it covers beyond its own.
    pub more_columns: u16,
    /// Rows it covers beyond its own.
    pub more_rows: u16,
}

impl Cell {
    /// A cell of words.
    #[must_use]
    pub fn words(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            ..Self::default()
        }
    }

    /// A number, or an empty cell: what is not known is not zero.
    #[must_use]
    pub fn number(number: Option<Decimal>) -> Self {
        Self {
            words: number.map(|n| n.normalize().to_string()).unwrap_or_default(),
            number,
            ..Self::default()
        }
    }

    /// The same cell over so many rows in all.
    #[must_use]
    pub fn rows(mut self, rows: usize) -> Self {
        self.more_rows = u16::try_from(rows.saturating_sub(1)).unwrap_or(u16::MAX);
        self
    }

    /// The same cell over so many columns in all.
    #[must_use]
    pub fn columns(mut self, columns: usize) -> Self {
        self.more_columns = u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX);
        self
    }
}

/// A table with its head row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows under the head.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands at a place of the full grid.
pub(crate) struct Placed<'a> {
    /// The column it begins in, from 0.
    pub at: usize,
    /// Columns in all.
    pub across: usize,
    /// Rows in all.
    pub down: usize,
    /// The cell; none where one of an earlier row reaches down.
    pub cell: Option<&'a Cell>,
}

impl Table {
    /// A table with columns of the given heads and shares.
    #[must_use]
    pub fn new<const N: usize>(columns: [(&str, u32); N]) -> Self {
        let columns = columns.map(|(head, share)| Column {
            head: head.to_owned(),
            share,
        });
        Self {
            columns: columns.into(),
            rows: Vec::new(),
        }
    }

    /// The widths of the columns within a total, in the total's unit.
    pub(crate) fn widths(&self, total: usize) -> Vec<usize> {
        let shares: usize = self.columns.iter().map(|c| c.share as usize).sum();
        let width = |c: &Column| total * c.share as usize / shares.max(1);
        self.columns.iter().map(width).collect()
    }

    /// Every row with what stands in it. Cells beyond the last column are left out, and spans end with the table, so that no
    /// writer is handed a table that its format does not hold.
    pub(crate) fn grid(&self) -> Vec<Vec<Placed<'_>>> {
        let width = self.columns.len();
        // For each column: rows that are still covered from above, and the columns of the covering cell.
        let mut open: Vec<(usize, usize)> = vec![(0, 1); width];
        let mut grid = Vec::with_capacity(self.rows.len());
        for (row, cells) in self.rows.iter().enumerate() {
            let mut cells = cells.iter();
            let mut places = Vec::new();
            let mut at = 0;
            while at < width {
                let placed = if open[at].0 > 0 {
                    open[at].0 -= 1;
                    Placed {
                        at,
                        across: open[at].1,
                        down: 1,
                        cell: None,
                    }
                } else if let Some(cell) = cells.next() {
                    let free = open[at + 1..].iter().take_while(|(rows, _)| *rows == 0).count();
                    let across = 1 + usize::from(cell.more_columns).min(free);
                    let down = 1 + usize::from(cell.more_rows).min(self.rows.len() - row - 1);
                    open[at] = (down - 1, across);
                    Placed {
                        at,
                        across,
                        down,
                        cell: Some(cell),
                    }
                } else {
                    break;
                };
                at += placed.across;
                places.push(placed);
            }
            grid.push(places);
        }
        grid
    }
}

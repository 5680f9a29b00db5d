//! Official papers as blocks, and the bytes of the files that hold them.
//!
//! A [`Paper`] is what a clerk would lay out: red head, document number, title, addressees, numbered paragraphs, tables,
//! signature. It knows nothing of programmes or plans; `service` makes one from the rows of a use case. Four writers turn
//! it into [`text()`], [`html()`], [`docx()`] and [`xlsx()`]; the DOCX has the form of GB/T 9704-2012. No writer touches a file,
//! a clock or a font: fonts are named and the reader's machine has them or a substitute.
//!
//! To add a kind of block: a variant of [`Block`], and an arm in each writer, which the compiler asks for. A PDF is
//! deliberately not written here; the DOCX and the HTML print to one.

mod docx;
mod html;
mod number;
mod paper;
mod text;
mod xlsx;

pub use docx::docx;
pub use html::html;
pub use number::{chinese, date};
pub use paper::{Block, Cell, Column, Level, Orientation, Paper, Signature, Table};
pub use text::text;
pub use xlsx::xlsx;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The DOCX container.
    #[error("DOCX: {0}")]
    Docx(String),
    /// The workbook: a cell or a sheet beyond what the format holds.
    #[error("XLSX: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

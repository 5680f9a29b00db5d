//! The chronicle and the search.

use serde::Serialize;
use shishi_service::views;
use utoipa::ToSchema;

use super::{Span, day, each};

/// A person named in an entry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonNamed {
    /// Name as printed.
    pub name: String,
    /// Title as printed before it.
    pub title: Option<String>,
}

impl From<views::PersonRow> for PersonNamed {
    fn from(row: views::PersonRow) -> Self {
        Self {
            name: row.name,
            title: row.title,
        }
    }
}

/// One entry of the chronicle (大事记).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChronicleEntry {
    /// Identifier.
    pub id: i64,
    /// The document it stands in.
    pub document: i64,
    /// First day; null when the print does not say.
    #[schema(format = Date)]
    pub date: Option<String>,
    /// Last day of a range.
    #[schema(format = Date)]
    pub date_end: Option<String>,
    /// Kind of event, as a stable code: `meeting`, `inspection`, `signing` and so on.
    pub kind: String,
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// Persons named.
    pub people: Vec<PersonNamed>,
    /// Organisations named.
    pub organisations: Vec<String>,
}

impl From<views::ChronicleRow> for ChronicleEntry {
    fn from(row: views::ChronicleRow) -> Self {
        Self {
            id: row.id,
            document: row.document.0,
            date: row.date.map(day),
            date_end: row.date_end.map(day),
            kind: row.kind,
            text: row.text,
            span: row.span.into(),
            people: each(row.people),
            organisations: row.organisations,
        }
    }
}

/// A hit of the search.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SearchResult {
    /// `commitment`, `unit`, `chronicle`, `requirement` or `instrument`.
    pub kind: String,
    /// The slug or identifier of what was found, by kind.
    pub reference: String,
    /// Heading.
    pub title: String,
    /// The text that was searched.
    pub body: String,
    /// A date, where it has one.
    #[schema(format = Date)]
    pub date: Option<String>,
}

impl From<views::SearchHit> for SearchResult {
    fn from(row: views::SearchHit) -> Self {
        Self {
            kind: row.kind,
            reference: row.reference,
            title: row.title,
            body: row.body,
            date: row.date.map(day),
        }
    }
}

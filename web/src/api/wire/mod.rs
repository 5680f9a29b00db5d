//! The shapes of version 1 of the API: what goes over the wire, and nothing else.
//!
//! They are built from the views and never the other way round, so that a query can change without changing what
//! others have programmed against. Names are snake case, dates are ISO 8601, instants RFC 3339 in UTC, and every
//! decimal is a string, because a JSON number would be rounded by many readers. To add a field: add it here with
//! its unit in the comment, which becomes its description in the OpenAPI document. A field is never renamed or
//! removed within a version.

mod chronicle;
mod commitment;
mod document;
mod journal;
mod programme;
mod record;
mod report;
mod status;
mod unit;

pub use chronicle::{ChronicleEntry, PersonNamed, SearchResult};
pub use commitment::{
    Commitment, CommitmentSummary, Condition, Duty, Finding, Measure, ReportedFigure, TargetChange, TargetInForce,
};
pub use document::{Document, DocumentCommitment, DocumentSummary, Words};
pub use journal::{EntryRecord, Journal, ReceiptAnswer};
pub use programme::{Category, Conflict, Instrument, MeasureStates, Overview, Programme};
pub use record::{MeasureEntry, Site};
pub use report::{Report, ReportMilestone, ReportText, ReportedLine};
pub use status::{BoardStatus, StandingStatus};
pub use unit::{HelpedCommitment, Unit, UnitReference, UnitSummary};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shishi_kernel::{Date, Timestamp};
use utoipa::ToSchema;

/// An exact decimal as a string, without exponent or thousands separators: `120`, `98.5`, `-2`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(value_type = String, pattern = r"^-?[0-9]{1,29}(\.[0-9]{1,28})?$", example = "120", max_length = 64)]
pub struct Figure(pub String);

impl From<Decimal> for Figure {
    fn from(value: Decimal) -> Self {
        Self(value.normalize().to_string())
    }
}

/// A half-open range of byte offsets into the UTF-8 text of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl From<shishi_kernel::Span> for Span {
    fn from(span: shishi_kernel::Span) -> Self {
        Self {
            start: span.start,
            end: span.end,
        }
    }
}

/// One page of a longer list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// Rows in all.
    pub total: u64,
    /// This page, from 1.
    pub page: u32,
    /// Rows a page at most.
    pub per_page: u32,
    /// Number of pages, at least 1.
    pub pages: u32,
}

impl<T, V> From<shishi_service::views::Paged<V>> for Listed<T>
where
    T: From<V>,
{
    fn from(paged: shishi_service::views::Paged<V>) -> Self {
        Self {
            pages: paged.pages(),
            total: paged.total,
            page: paged.page,
            per_page: paged.per_page,
            rows: paged.rows.into_iter().map(T::from).collect(),
        }
    }
}

/// A whole list that is short enough to need no pages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Whole<T> {
    /// The rows.
    pub rows: Vec<T>,
}

impl<T, V> From<Vec<V>> for Whole<T>
where
    T: From<V>,
{
    fn from(rows: Vec<V>) -> Self {
        Self {
            rows: rows.into_iter().map(T::from).collect(),
        }
    }
}

/// `2020-04-30`.
pub fn day(date: Date) -> String {
    date.to_string()
}

/// `2020-04-30T08:00:00.000001Z`.
pub fn instant(at: Timestamp) -> String {
    at.to_string()
}

/// Maps each element into its wire form.
pub fn each<V, T: From<V>>(rows: Vec<V>) -> Vec<T> {
    rows.into_iter().map(T::from).collect()
}

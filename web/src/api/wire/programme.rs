//! A year's programme and its overview.

use serde::Serialize;
use shishi_service::views;
use utoipa::ToSchema;

use super::{CommitmentSummary, Span, UnitReference, day, each, instant};

/// The official document that a programme was published by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Instrument {
    /// Identifier.
    pub id: i64,
    /// The document whose text it stands in.
    pub document: i64,
    /// Title.
    pub title: String,
    /// Document number (发文字号), when it has one.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Date of the document (成文日期).
    #[schema(format = Date)]
    pub date: Option<String>,
    /// Its place in the document's text.
    pub span: Span,
}

impl From<views::InstrumentRow> for Instrument {
    fn from(row: views::InstrumentRow) -> Self {
        Self {
            id: row.id.0,
            document: row.document.0,
            title: row.title,
            number: row.number,
            issuer: row.issuer,
            date: row.date.map(day),
            span: row.span.into(),
        }
    }
}

/// One year's list of commitments (年度实事).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Programme {
    /// What stands in addresses: `2020`, or `2020b` for a second list of the year.
    pub slug: String,
    /// The year it is for.
    pub year: i16,
    /// Title.
    pub title: String,
    /// The official document.
    pub instrument: Instrument,
    /// When it was issued here.
    #[schema(format = DateTime)]
    pub issued_at: String,
}

impl From<views::ProgrammeRow> for Programme {
    fn from(row: views::ProgrammeRow) -> Self {
        Self {
            slug: row.slug,
            year: row.year,
            title: row.title,
            instrument: row.instrument.into(),
            issued_at: instant(row.issued_at),
        }
    }
}

/// Measures by state, as counts. There is no average on purpose: a percentage over unlike things says nothing.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct MeasureStates {
    /// Nothing has been reported.
    pub silent: u32,
    /// Reported by the unit itself, not verified.
    pub reported: u32,
    /// Verified by someone without an interest.
    pub verified: u32,
    /// Cannot be counted as written.
    pub untestable: u32,
}

impl From<views::MeasureCounts> for MeasureStates {
    fn from(counts: views::MeasureCounts) -> Self {
        Self {
            silent: counts.silent,
            reported: counts.reported,
            verified: counts.verified,
            untestable: counts.untestable,
        }
    }
}

/// A category (大项) with its commitments.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Category {
    /// Its number; 0 when the list has no categories.
    pub number: u32,
    /// Title.
    pub title: String,
    /// Its commitments in order.
    pub commitments: Vec<CommitmentSummary>,
}

impl From<views::CategoryRow> for Category {
    fn from(row: views::CategoryRow) -> Self {
        Self {
            number: row.number,
            title: row.title,
            commitments: each(row.commitments),
        }
    }
}

/// A supervising unit that has an interest of its own in a commitment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Conflict {
    /// The unit.
    pub unit: UnitReference,
    /// Its duty there: `lead` or `co_unit`.
    pub role: String,
    /// The commitment's slug.
    pub commitment: String,
    /// The commitment's number.
    pub number: u32,
    /// The commitment's title.
    pub title: String,
}

impl From<views::ConflictRow> for Conflict {
    fn from(row: views::ConflictRow) -> Self {
        Self {
            unit: row.unit.into(),
            role: row.role,
            commitment: row.commitment,
            number: row.number,
            title: row.title,
        }
    }
}

/// The year at a glance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Overview {
    /// The programme.
    pub programme: Programme,
    /// Categories in order, each with its commitments.
    pub categories: Vec<Category>,
    /// Measures by state over all commitments.
    pub measures: MeasureStates,
    /// Number of commitments.
    pub commitments: u32,
    /// Commitments whose implementation plan has not been filed.
    pub plans_missing: u32,
    /// Commitments on which nothing was ever reported.
    pub silent: u32,
    /// Commitments with at least one finding on how verifiable they are.
    pub with_findings: u32,
    /// Conflicts of interest.
    pub conflicts: Vec<Conflict>,
    /// Number of units with duties.
    pub units: u32,
}

impl From<views::Overview> for Overview {
    fn from(view: views::Overview) -> Self {
        Self {
            programme: view.programme.into(),
            categories: each(view.categories),
            measures: view.measures.into(),
            commitments: view.commitments,
            plans_missing: view.plans_missing,
            silent: view.silent,
            with_findings: view.with_findings,
            conflicts: each(view.conflicts),
            units: view.units,
        }
    }
}

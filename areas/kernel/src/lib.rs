//! The words every area shares: identifiers, spans of text, quantities, money, actors, refusals.
//!
//! It holds no rule of any area, does no input or output and reads no clock. A type comes here when a
//! second area needs it, never before. To add one: a small module, documented with its shape and unit.

mod actor;
mod calendar;
mod day;
mod id;
mod money;
mod quantity;
mod refusal;
mod span;

pub use actor::{Actor, Role};
pub use calendar::{Calendar, WORKING_DAYS_MAX};
pub use day::civil_date;
pub use id::{
    AccountId, CaseId, ChangeId, CommitmentId, DocumentId, DraftId, DrawId, EvidenceId, InspectedId, InspectionId,
    InspectionPlanId, InspectorId, InstrumentId, JurisdictionId, LeafId, MeasureId, PersonId, PlanId, ProgrammeId,
    QuestionId, RecordId, ReportId, RequestId, SchemeId, SiteId, SlipId, UnitId,
};
pub use jiff::Timestamp;
pub use jiff::civil::Date;
pub use money::Fen;
pub use quantity::{Comparator, Quantity, decimal_text};
pub use refusal::Refusal;
pub use rust_decimal::Decimal;
pub use span::Span;

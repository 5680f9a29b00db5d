//! Rows as pages and downloads need them: what a query returns, never a domain object rebuilt.
//!
//! Every list of spans points into the text of the document named beside it.

use jiff::Timestamp;
use shishi_kernel::{
    CommitmentId, Date, Decimal, DocumentId, InstrumentId, LeafId, MeasureId, ProgrammeId, Span, UnitId,
};

/// A unit's name with its identifier, for a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRef {
    /// The unit.
    pub id: UnitId,
    /// Its name as first printed.
    pub name: String,
    /// Whether it stands for several units (各街道).
    pub group: bool,
}

/// The instrument that a programme was published by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstrumentRow {
    /// The instrument.
    pub id: InstrumentId,
    /// The document whose text it stands in.
    pub document: DocumentId,
    /// Title.
    pub title: String,
    /// 发文字号, when it has one.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// 成文日期.
    pub date: Option<Date>,
    /// Its place in the document.
    pub span: Span,
}

/// A programme, for lists and headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeRow {
    /// The programme.
    pub id: ProgrammeId,
    /// What stands in addresses: `2020`, or `2020b` for a second list of the year.
    pub slug: String,
    /// The year it is for.
    pub year: i16,
    /// Its title.
    pub title: String,
    /// The instrument.
    pub instrument: InstrumentRow,
    /// When it was issued here.
    pub issued_at: Timestamp,
}

/// How many measures are in each state; never averaged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeasureCounts {
    /// Nothing has been reported.
    pub silent: u32,
    /// Reported by the unit itself, not verified.
    pub reported: u32,
    /// Verified by someone without an interest.
    pub verified: u32,
    /// Cannot be counted as written.
    pub untestable: u32,
}

impl MeasureCounts {
    /// All measures.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.silent + self.reported + self.verified + self.untestable
    }
}

/// A commitment in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentRow {
    /// The commitment.
    pub id: CommitmentId,
    /// What stands in its address: `2020-18`.
    pub slug: String,
    /// Its number as printed.
    pub number: u32,
    /// Short title.
    pub title: String,
    /// Number of its category, when there are categories.
    pub category: Option<u32>,
    /// Title of its category.
    pub category_title: Option<String>,
    /// Lead units.
    pub leads: Vec<UnitRef>,
    /// Number of co-units.
    pub co_units: u32,
    /// Its measures by state.
    pub measures: MeasureCounts,
    /// Findings on how verifiable it is as written.
    pub findings: u32,
    /// The day on which its implementation plan was filed; `None` is shown as loudly as a delay.
    pub plan_filed: Option<Date>,
    /// The day to which the latest report speaks.
    pub reported_as_of: Option<Date>,
}

/// Words of a document, as they stand there (line breaks and all).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where.
    pub span: Span,
    /// The words.
    pub raw: String,
}

/// A unit's duty for a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRow {
    /// The unit.
    pub unit: UnitRef,
    /// `lead`, `co_unit`, `executor`, `funder`, `supervisor`.
    pub role: String,
    /// Where it is printed.
    pub span: Option<Span>,
    /// For a group: its members on the document's date.
    pub members: Vec<UnitRef>,
}

/// A value that a unit has reported for a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedValue {
    /// The value.
    pub value: Decimal,
    /// The day to which it speaks.
    pub as_of: Date,
    /// When it was recorded.
    pub at: Timestamp,
    /// What the unit said.
    pub note: String,
    /// The unit that reported.
    pub unit: UnitRef,
    /// The journal entry.
    pub leaf: LeafId,
}

/// A measure with its target in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureRow {
    /// The measure.
    pub id: MeasureId,
    /// Its place among the commitment's measures, from 1.
    pub position: u32,
    /// `count`, `rate`, `flow`, `coverage`, `parameter`, `document`, `works`, `quality`, `activity`.
    pub kind: String,
    /// What is counted, in words.
    pub what: String,
    /// The unit.
    pub unit: Option<String>,
    /// `eq`, `ge`, `le`, `approx`, `range`; `None` when no figure was promised.
    pub comparator: Option<String>,
    /// The promised value.
    pub value: Option<Decimal>,
    /// Upper end of a range.
    pub value_max: Option<Decimal>,
    /// Declared tolerance of an approximate target, as an absolute amount.
    pub tolerance: Option<Decimal>,
    /// Old value of a from-to pair.
    pub baseline: Option<Decimal>,
    /// 人, 户, 村 for a rate by head.
    pub per: Option<String>,
    /// `commitment`, `scale`, `rate`, `part`, `implicit`.
    pub role: String,
    /// For a distributive: value at each place.
    pub each_value: Option<Decimal>,
    /// For a distributive: the places.
    pub each_places: Vec<String>,
    /// The last day that counts.
    pub cut_off: Option<Date>,
    /// The figure as printed.
    pub as_written: Option<String>,
    /// Where it is printed.
    pub span: Option<Span>,
    /// `silent`, `reported`, `verified`, `untestable`.
    pub state: String,
    /// The latest reported value.
    pub reported: Option<ReportedValue>,
    /// Which version of the target this is; above 1 after a recorded change.
    pub target_version: u32,
}

/// A statement on how well a commitment can be checked as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    /// Stable code; the page has the sentence.
    pub code: String,
    /// Values for the sentence.
    pub arguments: Vec<(String, String)>,
    /// The words it speaks of.
    pub span: Option<Span>,
}

/// A supervising unit that has an interest of its own in a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictRow {
    /// The unit.
    pub unit: UnitRef,
    /// Its duty there: `lead` or `co_unit`.
    pub role: String,
    /// The commitment's slug.
    pub commitment: String,
    /// The commitment's number.
    pub number: u32,
    /// The commitment's title.
    pub title: String,
}

/// A recorded event, with its journal entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// The journal entry.
    pub leaf: LeafId,
    /// Its index in the tree, once sequenced.
    pub index: Option<u64>,
    /// The journal's year.
    pub log_year: i16,
    /// When it was committed.
    pub at: Timestamp,
    /// What happened, as a stable code: `programme.issued`, `record.reported`, `target.changed`.
    pub kind: String,
    /// The leaf's bytes: canonical JSON.
    pub body: String,
}

/// A recorded change of a target, date or scope; the original stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// The measure.
    pub measure: MeasureId,
    /// What the measure counts.
    pub what: String,
    /// Before, in words: `≥ 120 场`.
    pub before: String,
    /// After.
    pub after: String,
    /// The deciding body and its document.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// The journal entry.
    pub leaf: LeafId,
}

/// Everything a commitment's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentPage {
    /// The programme.
    pub programme: ProgrammeRow,
    /// The row shown in lists.
    pub row: CommitmentRow,
    /// The words as published.
    pub passages: Vec<Passage>,
    /// Qualifying words: conditions and standards, with their kind.
    pub conditions: Vec<(String, String, Span)>,
    /// Duties, leads first.
    pub duties: Vec<DutyRow>,
    /// Measures with targets.
    pub measures: Vec<MeasureRow>,
    /// Findings.
    pub findings: Vec<FindingRow>,
    /// Conflicts of interest.
    pub conflicts: Vec<ConflictRow>,
    /// Recorded changes.
    pub changes: Vec<ChangeRow>,
    /// History, newest first.
    pub history: Vec<HistoryRow>,
    /// The slugs of the commitments before and after.
    pub neighbours: (Option<String>, Option<String>),
}

/// A category with its commitments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryRow {
    /// Number; 0 when the list has no categories.
    pub number: u32,
    /// Title.
    pub title: String,
    /// Its commitments.
    pub commitments: Vec<CommitmentRow>,
}

/// The year at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The programme.
    pub programme: ProgrammeRow,
    /// Categories in order.
    pub categories: Vec<CategoryRow>,
    /// Measures by state over all commitments.
    pub measures: MeasureCounts,
    /// Commitments.
    pub commitments: u32,
    /// Commitments whose plan has not been filed.
    pub plans_missing: u32,
    /// Commitments on which nothing was ever reported.
    pub silent: u32,
    /// Commitments with at least one verifiability finding.
    pub with_findings: u32,
    /// Conflicts of interest.
    pub conflicts: Vec<ConflictRow>,
    /// Units with duties.
    pub units: u32,
}

/// A filter of the commitments list. Empty means everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitmentFilter {
    /// Programme slug.
    pub programme: Option<String>,
    /// Category number.
    pub category: Option<u32>,
    /// A unit with any duty.
    pub unit: Option<UnitId>,
    /// `silent`, `reported`, `findings`, `plan_missing`.
    pub state: Option<String>,
    /// Words in title or text.
    pub words: Option<String>,
    /// Only these, by their numbers.
    pub among: Option<Vec<CommitmentId>>,
}

/// One page of a longer list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Rows in all.
    pub total: u64,
    /// This page, from 1.
    pub page: u32,
    /// Rows a page.
    pub per_page: u32,
}

impl<T> Paged<T> {
    /// Number of pages, at least 1.
    #[must_use]
    pub fn pages(&self) -> u32 {
        let pages = self.total.div_ceil(u64::from(self.per_page.max(1))).max(1);
        u32::try_from(pages).unwrap_or(u32::MAX)
    }
}

/// A unit in the list of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// The unit.
    pub unit: UnitRef,
    /// Commitments it leads.
    pub leads: u32,
    /// Commitments it helps on, named itself or through a group.
    pub helps: u32,
    /// Whether the notice makes it a supervisor.
    pub supervises: bool,
}

/// Everything a unit's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitPage {
    /// The unit.
    pub row: UnitRow,
    /// For a group, its members on the document's date; for a unit, empty.
    pub members: Vec<UnitRef>,
    /// Groups it belongs to.
    pub groups: Vec<UnitRef>,
    /// Commitments it leads.
    pub leads: Vec<CommitmentRow>,
    /// Commitments it helps on, with the group through which (if not by its own name).
    pub helps: Vec<(CommitmentRow, Option<UnitRef>)>,
    /// Its conflicts of interest.
    pub conflicts: Vec<ConflictRow>,
}

/// A published document in the list of gazettes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// The document.
    pub id: DocumentId,
    /// File name as handed in.
    pub file_name: String,
    /// A title for lists: gazette name and issue, or instrument title.
    pub title: String,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// When it was handed in.
    pub uploaded_at: Timestamp,
    /// Date of publication, when printed.
    pub published: Option<Date>,
    /// Whether its programme has been issued (only then is it public).
    pub public: bool,
}

/// A document with its text and what was read from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentPage {
    /// The row.
    pub row: DocumentRow,
    /// The text that all spans point into.
    pub text: String,
    /// The reading: JSON of schema `shishi-reading/1`.
    pub reading: String,
    /// Commitments that came from it: slug, number and span.
    pub commitments: Vec<(String, u32, Span)>,
}

/// A person named in a chronicle entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Name.
    pub name: String,
    /// Title as printed.
    pub title: Option<String>,
}

/// A chronicle entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChronicleRow {
    /// Its identifier within the jurisdiction.
    pub id: i64,
    /// The document it stands in.
    pub document: DocumentId,
    /// First day.
    pub date: Option<Date>,
    /// Last day of a range.
    pub date_end: Option<Date>,
    /// Event kind code.
    pub kind: String,
    /// The words.
    pub text: String,
    /// Where.
    pub span: Span,
    /// Persons.
    pub people: Vec<PersonRow>,
    /// Organisations.
    pub organisations: Vec<String>,
}

/// A filter of the chronicle. Empty means everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChronicleFilter {
    /// Words in a person's title.
    pub title: Option<String>,
    /// An organisation.
    pub organisation: Option<String>,
    /// Event kind code.
    pub kind: Option<String>,
    /// `2020-04`.
    pub month: Option<String>,
    /// Words in the text.
    pub words: Option<String>,
}

/// What can be chosen in the chronicle's filters, with counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChronicleFacets {
    /// Titles.
    pub titles: Vec<(String, u32)>,
    /// Organisations.
    pub organisations: Vec<(String, u32)>,
    /// Kinds.
    pub kinds: Vec<(String, u32)>,
    /// Months.
    pub months: Vec<(String, u32)>,
}

/// A hit of the search across everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// `commitment`, `unit`, `chronicle`, `requirement`, `instrument`.
    pub kind: String,
    /// What to link: a slug or identifier, by kind.
    pub reference: String,
    /// Heading.
    pub title: String,
    /// The text that was searched.
    pub body: String,
    /// A date, where it has one.
    pub date: Option<Date>,
}

/// A requirement of the notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementRow {
    /// Number.
    pub number: u32,
    /// Heading.
    pub title: String,
    /// Words.
    pub text: String,
    /// Where.
    pub span: Span,
}

//! A commitment with its duties, measures and targets.

use std::collections::BTreeMap;

use serde::Serialize;
use shishi_service::{CommitmentStatus, views};
use utoipa::ToSchema;

use super::{Conflict, EntryRecord, Figure, MeasureStates, Programme, Span, UnitReference, Words, day, each, instant};

/// A commitment (实事) as lists show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommitmentSummary {
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
    /// Lead units (主办单位).
    pub leads: Vec<UnitReference>,
    /// Number of co-units (协办单位).
    pub co_units: u32,
    /// Its measures by state.
    pub measures: MeasureStates,
    /// Number of findings on how verifiable it is as written.
    pub findings: u32,
    /// The day on which its implementation plan was filed; null while there is none.
    #[schema(format = Date)]
    pub plan_filed: Option<String>,
    /// The day to which the latest report speaks; null while nothing was reported.
    #[schema(format = Date)]
    pub reported_as_of: Option<String>,
    /// Where it stands today: `plan_missing`, `not_started`, `underway`, `changed`, `reported_done`, `accepted`, `use_check`,
    /// `closed`, `paused`, `ended` or `not_kept`; null where this answer does not say. See its status for more.
    pub state: Option<String>,
    /// What is wrong beside the state: `overdue`, `blocked`, `no_report`, `disputed`, `unfunded`.
    pub flags: Vec<String>,
    /// Against the approved plan this month: `green`, `yellow`, `red`, or `grey` without a plan.
    pub colour: Option<String>,
}

impl CommitmentSummary {
    /// Says where it stands.
    pub fn stands(&mut self, status: Option<&CommitmentStatus>) {
        let Some(status) = status else { return };
        self.state = Some(status.state.code().to_owned());
        self.flags = status.flags.iter().map(|flag| flag.code().to_owned()).collect();
        self.colour = Some(status.colour.code().to_owned());
    }
}

impl From<views::CommitmentRow> for CommitmentSummary {
    fn from(row: views::CommitmentRow) -> Self {
        Self {
            slug: row.slug,
            number: row.number,
            title: row.title,
            category: row.category,
            category_title: row.category_title,
            leads: each(row.leads),
            co_units: row.co_units,
            measures: row.measures.into(),
            findings: row.findings,
            plan_filed: row.plan_filed.map(day),
            reported_as_of: row.reported_as_of.map(day),
            state: None,
            flags: Vec::new(),
            colour: None,
        }
    }
}

/// A unit's duty for a commitment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Duty {
    /// The unit.
    pub unit: UnitReference,
    /// `lead`, `co_unit`, `executor`, `funder` or `supervisor`.
    pub role: String,
    /// Where it is printed; null when a person added it in review.
    pub span: Option<Span>,
    /// For a group of units: its members on the document's date.
    pub members: Vec<UnitReference>,
}

impl From<views::DutyRow> for Duty {
    fn from(row: views::DutyRow) -> Self {
        Self {
            unit: row.unit.into(),
            role: row.role,
            span: row.span.map(Span::from),
            members: each(row.members),
        }
    }
}

/// A value that a unit has reported for a measure. Reported is not verified.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportedFigure {
    /// The value, in the measure's unit.
    pub value: Figure,
    /// The day to which it speaks.
    #[schema(format = Date)]
    pub as_of: String,
    /// When it was recorded.
    #[schema(format = DateTime)]
    pub at: String,
    /// What the unit said.
    pub note: String,
    /// The unit that reported.
    pub unit: UnitReference,
    /// The journal entry.
    pub leaf: i64,
}

impl From<views::ReportedValue> for ReportedFigure {
    fn from(row: views::ReportedValue) -> Self {
        Self {
            value: row.value.into(),
            as_of: day(row.as_of),
            at: instant(row.at),
            note: row.note,
            unit: row.unit.into(),
            leaf: row.leaf.0,
        }
    }
}

/// The target of a measure as it is now in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TargetInForce {
    /// How a result is held against it: `eq`, `ge`, `le`, `approx` or `range`.
    pub comparator: String,
    /// The promised value, in the measure's unit.
    pub value: Figure,
    /// Upper end of a range.
    pub value_max: Option<Figure>,
    /// Declared tolerance of an approximate target, as an absolute amount in the measure's unit.
    pub tolerance: Option<Figure>,
    /// The last day that counts.
    #[schema(format = Date)]
    pub cut_off: Option<String>,
    /// Version of the target: 1 as published, higher after each recorded change.
    pub version: u32,
}

/// What is counted for a commitment (指标), with its target in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Measure {
    /// Identifier, for `POST /api/v1/records`.
    pub id: i64,
    /// Its place among the commitment's measures, from 1.
    pub position: u32,
    /// `count`, `rate`, `flow`, `coverage`, `parameter`, `document`, `works`, `quality` or `activity`.
    pub kind: String,
    /// What is counted, in words.
    pub what: String,
    /// The unit or classifier, as printed: 所, 人次, %.
    pub unit: Option<String>,
    /// 人, 户 or 村 for a rate by head.
    pub per: Option<String>,
    /// What the figure is for: `commitment`, `scale`, `rate`, `part` or `implicit`.
    pub role: String,
    /// Old value of a from-to pair, in `unit`.
    pub baseline: Option<Figure>,
    /// For a distributive figure: the value at each place, in `unit`.
    pub each_value: Option<Figure>,
    /// For a distributive figure: the places.
    pub each_places: Vec<String>,
    /// The figure as printed.
    pub as_written: Option<String>,
    /// Where it is printed in the programme's document.
    pub span: Option<Span>,
    /// The target in force; null when no figure was promised.
    pub target: Option<TargetInForce>,
    /// `silent`, `reported`, `verified` or `untestable`.
    pub state: String,
    /// The latest reported value.
    pub reported: Option<ReportedFigure>,
}

impl From<views::MeasureRow> for Measure {
    fn from(row: views::MeasureRow) -> Self {
        let target = row.comparator.zip(row.value).map(|(comparator, value)| TargetInForce {
            comparator,
            value: value.into(),
            value_max: row.value_max.map(Figure::from),
            tolerance: row.tolerance.map(Figure::from),
            cut_off: row.cut_off.map(day),
            version: row.target_version,
        });
        Self {
            id: row.id.0,
            position: row.position,
            kind: row.kind,
            what: row.what,
            unit: row.unit,
            per: row.per,
            role: row.role,
            baseline: row.baseline.map(Figure::from),
            each_value: row.each_value.map(Figure::from),
            each_places: row.each_places,
            as_written: row.as_written,
            span: row.span.map(Span::from),
            target,
            state: row.state,
            reported: row.reported.map(ReportedFigure::from),
        }
    }
}

/// A statement on how well a commitment can be checked as written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Finding {
    /// Stable code, such as `finding.no_figure`.
    pub code: String,
    /// Names and values that the sentence of this code needs.
    pub arguments: BTreeMap<String, String>,
    /// The words it speaks of.
    pub span: Option<Span>,
}

impl From<views::FindingRow> for Finding {
    fn from(row: views::FindingRow) -> Self {
        Self {
            code: row.code,
            arguments: row.arguments.into_iter().collect(),
            span: row.span.map(Span::from),
        }
    }
}

/// Words that qualify a promise and are not targets.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Condition {
    /// The words.
    pub quote: String,
    /// `condition`, `standard`, `name`, `progress`, `scope` or `damaged`.
    pub kind: String,
    /// Where they stand.
    pub span: Span,
}

/// A recorded change of a target; the original stands beside it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TargetChange {
    /// The measure.
    pub measure: i64,
    /// What the measure counts.
    pub what: String,
    /// Before, in words: `≥ 120 场`.
    pub before: String,
    /// After, in words.
    pub after: String,
    /// The deciding body and its document.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    #[schema(format = DateTime)]
    pub at: String,
    /// The journal entry.
    pub leaf: i64,
}

impl From<views::ChangeRow> for TargetChange {
    fn from(row: views::ChangeRow) -> Self {
        Self {
            measure: row.measure.0,
            what: row.what,
            before: row.before,
            after: row.after,
            decision: row.decision,
            reason: row.reason,
            at: instant(row.at),
            leaf: row.leaf.0,
        }
    }
}

/// Everything known of a commitment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Commitment {
    /// The programme it belongs to.
    pub programme: Programme,
    /// The row shown in lists.
    pub summary: CommitmentSummary,
    /// The words as published, in the order in which they stand.
    pub passages: Vec<Words>,
    /// Qualifying words.
    pub conditions: Vec<Condition>,
    /// Duties, leads first.
    pub duties: Vec<Duty>,
    /// Measures with targets.
    pub measures: Vec<Measure>,
    /// Findings on how verifiable it is as written.
    pub findings: Vec<Finding>,
    /// Conflicts of interest.
    pub conflicts: Vec<Conflict>,
    /// Recorded changes.
    pub changes: Vec<TargetChange>,
    /// History, newest first.
    pub history: Vec<EntryRecord>,
    /// Slug of the commitment before it in the list.
    pub previous: Option<String>,
    /// Slug of the commitment after it in the list.
    pub next: Option<String>,
}

impl From<views::CommitmentPage> for Commitment {
    fn from(page: views::CommitmentPage) -> Self {
        let conditions = page.conditions.into_iter().map(|(quote, kind, span)| Condition {
            quote,
            kind,
            span: span.into(),
        });
        Self {
            programme: page.programme.into(),
            summary: page.row.into(),
            passages: each(page.passages),
            conditions: conditions.collect(),
            duties: each(page.duties),
            measures: each(page.measures),
            findings: each(page.findings),
            conflicts: each(page.conflicts),
            changes: each(page.changes),
            history: each(page.history),
            previous: page.neighbours.0,
            next: page.neighbours.1,
        }
    }
}

//! What the rules on records and changes need to know of a measure, and why they refuse.

use shishi_kernel::{Date, Decimal, MeasureId, Refusal, UnitId};

use crate::draft::TargetRole;
use crate::measure::{MeasureKind, TargetValue};
use crate::party::Parties;

/// A measure as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureFacts {
    /// The measure.
    pub measure: MeasureId,
    /// What sort of thing it counts.
    pub kind: MeasureKind,
    /// What is counted, in words.
    pub what: String,
    /// The unit, if a figure was promised.
    pub unit: Option<String>,
    /// What the figure is for.
    pub role: TargetRole,
    /// The old value of a from-to pair.
    pub baseline: Option<Decimal>,
    /// Whether a value can show that the promise was kept as published; a figure given by a change makes up for it.
    pub testable: bool,
    /// The target in force.
    pub target: Option<TargetValue>,
    /// The version of the target in force, from 1, which is the promise as published.
    pub target_version: u32,
    /// The programme's year.
    pub year: i16,
    /// The units that lead the commitment, groups replaced by their members.
    pub leads: Vec<UnitId>,
    /// The units that help with it or carry it out, groups replaced by their members.
    pub helps: Vec<UnitId>,
}

impl MeasureFacts {
    /// Who has duties in the commitment.
    #[must_use]
    pub fn parties(&self) -> Parties {
        Parties {
            leads: self.leads.clone(),
            helps: self.helps.clone(),
        }
    }

    /// Whether half of what is counted makes no sense. Money and building work come in fractions, and so does what
    /// was promised as one.
    pub(crate) fn counts_whole_things(&self) -> bool {
        let money = self.unit.as_deref().is_some_and(|unit| unit.contains('元'));
        let whole = self
            .target
            .as_ref()
            .is_some_and(|target| target.value.fract().is_zero());
        matches!(
            self.kind,
            MeasureKind::Count | MeasureKind::Flow | MeasureKind::Coverage
        ) && whole
            && !money
    }
}

/// A note has at most so many characters.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// The deciding body and its document have at most so many characters.
pub const DECISION_CHARS_MAX: usize = 300;
/// No figure in the ledger is larger.
pub const VALUE_MAX: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// Why a record or a change is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum LedgerRefusal {
    #[error("only a clerk of a lead unit reports values")]
    NotClerk,
    #[error("the account is bound to no unit")]
    NoUnit,
    #[error("the account's unit does not lead this commitment")]
    NotLead,
    #[error("{what} cannot be tested as written; a recorded change has to give it a figure first")]
    Untestable { what: String },
    #[error("the value {value} is negative, which {what} cannot be")]
    ValueNegative { what: String, value: Decimal },
    #[error("the value {value} is not whole, as {what} is counted in {unit}")]
    ValueFraction { what: String, unit: String, value: Decimal },
    #[error("the value {value} is over 100 %, which {what} cannot be")]
    OverHundred { what: String, value: Decimal },
    #[error("{what} is done or not: the value is 1 or 0, not {value}")]
    NotYesNo { what: String, value: Decimal },
    #[error("the value {value} is too large")]
    ValueLarge { value: Decimal },
    #[error("{as_of} is after today, {today}")]
    InFuture { as_of: Date, today: Date },
    #[error("{as_of} is before the programme's year, {year}")]
    BeforeYear { as_of: Date, year: i16 },
    #[error("the note has {length} characters, at most {max} fit")]
    NoteLong { length: usize, max: usize },

    #[error("only the supervision office records changes")]
    NotSupervisor,
    #[error("the account's unit leads this commitment or helps with it, so another has to record the change")]
    OwnDuty,
    #[error("the deciding body and its document are missing")]
    DecisionMissing,
    #[error("the decision has {length} characters, at most {max} fit")]
    DecisionLong { length: usize, max: usize },
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("the reason has {length} characters, at most {max} fit")]
    ReasonLong { length: usize, max: usize },
    #[error("the range ends before it starts")]
    RangeUpsideDown,
    #[error("the range has no upper end")]
    RangeEndMissing,
    #[error("the target has an upper end but is no range")]
    RangeEndStray,
    #[error("the target {value} is negative")]
    TargetNegative { value: Decimal },
    #[error("the target {value} is over 100 %")]
    TargetOverHundred { value: Decimal },
    #[error("the target {value} is too large")]
    TargetLarge { value: Decimal },
    #[error("the tolerance {tolerance} is negative")]
    ToleranceNegative { tolerance: Decimal },
    #[error("only an approximate target has a tolerance")]
    ToleranceStray,
    #[error("the cut-off {cut_off} is before the programme's year, {year}")]
    CutOffBeforeYear { cut_off: Date, year: i16 },
    #[error("nothing would change")]
    NothingChanged,
}

impl Refusal for LedgerRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotClerk => "record.not_clerk",
            Self::NoUnit => "record.no_unit",
            Self::NotLead => "record.not_lead",
            Self::Untestable { .. } => "record.untestable",
            Self::ValueNegative { .. } => "record.value_negative",
            Self::ValueFraction { .. } => "record.value_fraction",
            Self::OverHundred { .. } => "record.over_hundred",
            Self::NotYesNo { .. } => "record.not_yes_no",
            Self::ValueLarge { .. } => "record.value_large",
            Self::InFuture { .. } => "record.in_future",
            Self::BeforeYear { .. } => "record.before_year",
            Self::NoteLong { .. } => "record.note_long",
            Self::NotSupervisor => "change.not_supervisor",
            Self::OwnDuty => "change.own_duty",
            Self::DecisionMissing => "change.decision_missing",
            Self::DecisionLong { .. } => "change.decision_long",
            Self::ReasonMissing => "change.reason_missing",
            Self::ReasonLong { .. } => "change.reason_long",
            Self::RangeUpsideDown => "change.range_upside_down",
            Self::RangeEndMissing => "change.range_end_missing",
            Self::RangeEndStray => "change.range_end_stray",
            Self::TargetNegative { .. } => "change.value_negative",
            Self::TargetOverHundred { .. } => "change.over_hundred",
            Self::TargetLarge { .. } => "change.value_large",
            Self::ToleranceNegative { .. } => "change.tolerance_negative",
            Self::ToleranceStray => "change.tolerance_stray",
            Self::CutOffBeforeYear { .. } => "change.cut_off_before_year",
            Self::NothingChanged => "change.nothing_changed",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Untestable { what } => vec![("what", what.clone())],
            Self::ValueNegative { what, value }
            | Self::OverHundred { what, value }
            | Self::NotYesNo { what, value } => {
                vec![("what", what.clone()), ("value", value.to_string())]
            }
            Self::ValueFraction { what, unit, value } => {
                vec![
                    ("what", what.clone()),
                    ("unit", unit.clone()),
                    ("value", value.to_string()),
                ]
            }
            Self::ValueLarge { value }
            | Self::TargetNegative { value }
            | Self::TargetOverHundred { value }
            | Self::TargetLarge { value } => vec![("value", value.to_string())],
            Self::InFuture { as_of, today } => vec![("as_of", as_of.to_string()), ("today", today.to_string())],
            Self::BeforeYear { as_of, year } => vec![("as_of", as_of.to_string()), ("year", year.to_string())],
            Self::NoteLong { length, max } | Self::DecisionLong { length, max } | Self::ReasonLong { length, max } => {
                vec![("length", length.to_string()), ("max", max.to_string())]
            }
            Self::ToleranceNegative { tolerance } => vec![("tolerance", tolerance.to_string())],
            Self::CutOffBeforeYear { cut_off, year } => {
                vec![("cut_off", cut_off.to_string()), ("year", year.to_string())]
            }
            Self::NotClerk
            | Self::NoUnit
            | Self::NotLead
            | Self::NotSupervisor
            | Self::OwnDuty
            | Self::DecisionMissing
            | Self::ReasonMissing
            | Self::RangeUpsideDown
            | Self::RangeEndMissing
            | Self::RangeEndStray
            | Self::ToleranceStray
            | Self::NothingChanged => Vec::new(),
        }
    }
}

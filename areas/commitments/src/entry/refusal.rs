//! Why an entry is refused.

use shishi_kernel::{Date, Decimal, Refusal};

use crate::ledger::LedgerRefusal;
use crate::site::SiteRefusal;

/// Every refusal code of entries; those of values and of sites are theirs.
pub const CODES: &[&str] = &[
    "entry.not_clerk",
    "entry.no_unit",
    "entry.not_party",
    "entry.other_unit",
    "entry.not_lead",
    "entry.not_verifier",
    "entry.own_duty",
    "entry.wrong_state",
    "entry.in_future",
    "entry.before_year",
    "entry.note_long",
    "entry.kind_unfit",
    "entry.part_negative",
    "entry.part_large",
    "entry.numerator_large",
    "entry.denominator_zero",
    "entry.words_missing",
    "entry.words_long",
    "entry.counting_unfit",
    "entry.act_after",
    "entry.site_unknown",
    "entry.evidence_missing",
    "entry.evidence_not_asked",
    "entry.evidence_many",
    "entry.reason_missing",
    "entry.reason_long",
    "entry.value_missing",
    "entry.value_stray",
    "entry.value_impossible",
    "entry.nothing_contradicted",
];

/// Why an entry, or a step of one, is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum EntryRefusal {
    #[error("only a clerk hands in entries")]
    NotClerk,
    #[error("the account is bound to no unit")]
    NoUnit,
    #[error("the account's unit has no duty in this commitment")]
    NotParty,
    #[error("the entry is of another unit")]
    OtherUnit,
    #[error("only a unit that leads confirms or returns")]
    NotLead,
    #[error("only the supervision office verifies")]
    NotVerifier,
    #[error("the account's unit leads this commitment or helps with it, so another has to look")]
    OwnDuty,
    #[error("that cannot be done with an entry that is {state}")]
    WrongState { state: &'static str },
    #[error("{day} is after today, {today}")]
    InFuture { day: Date, today: Date },
    #[error("{day} is before the programme's year, {year}")]
    BeforeYear { day: Date, year: i16 },
    #[error("the note has {length} characters, at most {max} fit")]
    NoteLong { length: usize, max: usize },
    #[error("{what} is not reported by an entry of kind {kind}")]
    KindUnfit { what: String, kind: &'static str },
    #[error("{value} is negative, which no part of a rate is")]
    PartNegative { value: Decimal },
    #[error("{value} is too large")]
    PartLarge { value: Decimal },
    #[error("the numerator {numerator} is larger than the denominator {denominator}")]
    NumeratorLarge { numerator: Decimal, denominator: Decimal },
    #[error("the denominator is nought")]
    DenominatorZero,
    #[error("words are missing")]
    WordsMissing,
    #[error("the words have {length} characters, at most {max} fit")]
    WordsLong { length: usize, max: usize },
    #[error("{what} is counted in {unit}, and persons are not person-times")]
    CountingUnfit { what: String, unit: String },
    #[error("the document is dated {dated}, after {day}")]
    ActAfter { dated: Date, day: Date },
    #[error("there is no such site of this measure")]
    SiteUnknown,
    #[error("a file is needed to show it")]
    EvidenceMissing,
    #[error("no file is asked for here")]
    EvidenceNotAsked,
    #[error("an entry has at most {max} files")]
    EvidenceMany { max: u32 },
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("the reason has {length} characters, at most {max} fit")]
    ReasonLong { length: usize, max: usize },
    #[error("what contradicts needs the value that was found")]
    ValueMissing,
    #[error("only what contradicts has a value of its own")]
    ValueStray,
    #[error("{value} cannot have been found")]
    ValueImpossible { value: Decimal },
    #[error("{value} is what was reported")]
    NothingContradicted { value: Decimal },
    #[error(transparent)]
    Value(#[from] LedgerRefusal),
    #[error(transparent)]
    Site(#[from] SiteRefusal),
}

impl Refusal for EntryRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotClerk => "entry.not_clerk",
            Self::NoUnit => "entry.no_unit",
            Self::NotParty => "entry.not_party",
            Self::OtherUnit => "entry.other_unit",
            Self::NotLead => "entry.not_lead",
            Self::NotVerifier => "entry.not_verifier",
            Self::OwnDuty => "entry.own_duty",
            Self::WrongState { .. } => "entry.wrong_state",
            Self::InFuture { .. } => "entry.in_future",
            Self::BeforeYear { .. } => "entry.before_year",
            Self::NoteLong { .. } => "entry.note_long",
            Self::KindUnfit { .. } => "entry.kind_unfit",
            Self::PartNegative { .. } => "entry.part_negative",
            Self::PartLarge { .. } => "entry.part_large",
            Self::NumeratorLarge { .. } => "entry.numerator_large",
            Self::DenominatorZero => "entry.denominator_zero",
            Self::WordsMissing => "entry.words_missing",
            Self::WordsLong { .. } => "entry.words_long",
            Self::CountingUnfit { .. } => "entry.counting_unfit",
            Self::ActAfter { .. } => "entry.act_after",
            Self::SiteUnknown => "entry.site_unknown",
            Self::EvidenceMissing => "entry.evidence_missing",
            Self::EvidenceNotAsked => "entry.evidence_not_asked",
            Self::EvidenceMany { .. } => "entry.evidence_many",
            Self::ReasonMissing => "entry.reason_missing",
            Self::ReasonLong { .. } => "entry.reason_long",
            Self::ValueMissing => "entry.value_missing",
            Self::ValueStray => "entry.value_stray",
            Self::ValueImpossible { .. } => "entry.value_impossible",
            Self::NothingContradicted { .. } => "entry.nothing_contradicted",
            Self::Value(refusal) => refusal.code(),
            Self::Site(refusal) => refusal.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::WrongState { state } => vec![("state", (*state).to_owned())],
            Self::InFuture { day, today } => vec![("day", day.to_string()), ("today", today.to_string())],
            Self::BeforeYear { day, year } => vec![("day", day.to_string()), ("year", year.to_string())],
            Self::NoteLong { length, max } | Self::WordsLong { length, max } | Self::ReasonLong { length, max } => {
                vec![("length", length.to_string()), ("max", max.to_string())]
            }
            Self::KindUnfit { what, kind } => vec![("what", what.clone()), ("kind", (*kind).to_owned())],
            Self::PartNegative { value }
            | Self::PartLarge { value }
            | Self::ValueImpossible { value }
            | Self::NothingContradicted { value } => vec![("value", value.normalize().to_string())],
            Self::NumeratorLarge { numerator, denominator } => vec![
                ("numerator", numerator.normalize().to_string()),
                ("denominator", denominator.normalize().to_string()),
            ],
            Self::CountingUnfit { what, unit } => vec![("what", what.clone()), ("unit", unit.clone())],
            Self::ActAfter { dated, day } => vec![("dated", dated.to_string()), ("day", day.to_string())],
            Self::EvidenceMany { max } => vec![("max", max.to_string())],
            Self::Value(refusal) => refusal.arguments(),
            Self::Site(refusal) => refusal.arguments(),
            _ => Vec::new(),
        }
    }
}

//! Entries (记录): what a unit hands in to carry a measure, from draft to published.
//!
//! ```text
//! draft -> submitted -> returned -> submitted …
//!                    -> confirmed -> verified | contradicted | unverifiable -> published
//! ```
//!
//! A unit that leads confirms its own entries by submitting them; those of other units are confirmed or returned by a
//! unit that leads. What was verified stands beside what was reported and never takes its place.

mod body;
mod life;
mod refusal;

use serde::{Deserialize, Serialize};
use shishi_kernel::{AccountId, Date, Decimal, SiteId, UnitId};

use crate::ledger::MeasureFacts;
use crate::measure::MeasureKind;
use crate::site::{SiteFacts, Stage};

pub use body::{counting_of, ratio};
pub use life::{Command, Event, Step, decide, draft, may_judge};
pub use refusal::{CODES, EntryRefusal};

/// A text of an entry has at most so many characters.
pub const WORDS_CHARS_MAX: usize = 300;
/// A reason has at most so many characters.
pub const REASON_CHARS_MAX: usize = 500;
/// An entry has at most so many files.
pub const EVIDENCE_MAX: u32 = 12;

/// What is handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// A value, cumulative since the year's start.
    Value {
        /// In the measure's unit; 1 and 0 for what is done or not.
        value: Decimal,
    },
    /// A rate by what it is made of.
    Return {
        /// How many did.
        numerator: Decimal,
        /// Of how many.
        denominator: Decimal,
    },
    /// Something that took place, with its count.
    Activity {
        /// What, in words.
        what: String,
        /// Where, in words; may be empty.
        place: String,
        /// How many.
        count: Decimal,
        /// Of what.
        counting: Counting,
    },
    /// A document issued, or a rule in force.
    Act {
        /// Its number (文号).
        number: String,
        /// The date that it bears.
        dated: Date,
        /// The parameter that it puts in force; `None` for a document that is promised as such.
        value: Option<Decimal>,
    },
    /// A site reached a stage.
    Stage {
        /// The site.
        site: SiteId,
        /// The stage.
        stage: Stage,
        /// Why, for a step back.
        reason: String,
    },
}

impl Body {
    /// The stable code of its kind, used in storage and on the wire.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Value { .. } => "value",
            Self::Return { .. } => "return",
            Self::Activity { .. } => "activity",
            Self::Act { .. } => "act",
            Self::Stage { .. } => "stage",
        }
    }
}

/// The codes of the kinds that can be handed in for a measure, the usual one first. Rates are only handed in by numerator
/// and denominator, so that nobody averages percentages.
#[must_use]
pub const fn kinds(kind: MeasureKind) -> &'static [&'static str] {
    match kind {
        MeasureKind::Count | MeasureKind::Coverage | MeasureKind::Works => &["stage", "value"],
        MeasureKind::Flow => &["activity", "value"],
        MeasureKind::Rate => &["return"],
        MeasureKind::Parameter | MeasureKind::Document => &["act"],
        MeasureKind::Quality | MeasureKind::Activity => &["value"],
    }
}

/// What an activity counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Persons, each once (人).
    Persons,
    /// Persons as often as they came (人次).
    PersonTimes,
    /// The thing itself: performances, households, yuan (场, 户, 元).
    Things,
}

impl Counting {
    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::PersonTimes => "person_times",
            Self::Things => "things",
        }
    }

    /// The counting of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Persons, Self::PersonTimes, Self::Things]
            .into_iter()
            .find(|counting| counting.code() == code)
    }
}

/// What was found when an entry was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is so.
    Verified,
    /// It is not so; the verified value says what is.
    Contradicted,
    /// It cannot be said.
    Unverifiable,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Verified, Self::Contradicted, Self::Unverifiable];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Contradicted => "contradicted",
            Self::Unverifiable => "unverifiable",
        }
    }

    /// The outcome of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// How far an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Only its own unit works on it.
    Draft,
    /// A unit that leads has to look at it.
    Submitted,
    /// A unit that leads gave it back, with a reason.
    Returned,
    /// A unit that leads stands for it; it counts as reported.
    Confirmed,
    /// It was looked at; the result is not public yet.
    Judged(Outcome),
    /// It was looked at, and the result is public.
    Published(Outcome),
}

impl State {
    /// The stable code used in storage and on the wire; the outcome has its own.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Confirmed => "confirmed",
            Self::Judged(_) => "judged",
            Self::Published(_) => "published",
        }
    }

    /// The outcome, once there is one.
    #[must_use]
    pub const fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Judged(outcome) | Self::Published(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The state of its two codes, if they are one.
    #[must_use]
    pub fn from_codes(code: &str, outcome: Option<&str>) -> Option<Self> {
        let outcome = outcome.map(Outcome::from_code);
        match (code, outcome) {
            ("draft", None) => Some(Self::Draft),
            ("submitted", None) => Some(Self::Submitted),
            ("returned", None) => Some(Self::Returned),
            ("confirmed", None) => Some(Self::Confirmed),
            ("judged", Some(Some(outcome))) => Some(Self::Judged(outcome)),
            ("published", Some(Some(outcome))) => Some(Self::Published(outcome)),
            _ => None,
        }
    }

    /// Whether the entry counts as reported.
    #[must_use]
    pub const fn is_reported(self) -> bool {
        matches!(self, Self::Confirmed | Self::Judged(_) | Self::Published(_))
    }
}

/// Whether files belong to an entry. They are asked for only where they prove something, and not taken elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceNeed {
    /// Without one the entry is not taken.
    Required,
    /// None is taken: the entry proves itself, or nothing could.
    NotAsked,
}

/// Whether files belong to an entry: for a standard that was met, for building work, and for the acceptance of a site.
#[must_use]
pub const fn evidence_need(kind: MeasureKind, body: &Body) -> EvidenceNeed {
    match (kind, body) {
        (
            _,
            Body::Stage {
                stage: Stage::Accepted, ..
            },
        ) => EvidenceNeed::Required,
        (MeasureKind::Quality | MeasureKind::Works, Body::Value { .. }) => EvidenceNeed::Required,
        _ => EvidenceNeed::NotAsked,
    }
}

/// What the rules need to know beside the entry itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryFacts {
    /// The measure.
    pub measure: MeasureFacts,
    /// The denominator of the last confirmed return before this one.
    pub denominator_before: Option<Decimal>,
    /// The site that the entry moves.
    pub site: Option<SiteFacts>,
    /// Files that belong to it.
    pub evidence: u32,
}

/// What a unit writes into an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is handed in.
    pub body: Body,
    /// The day to which it speaks: until when, when it took place, from when it is in force.
    pub day: Date,
    /// What the unit says to it; may be empty.
    pub note: String,
}

/// An entry as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The unit that hands it in.
    pub unit: UnitId,
    /// What is handed in.
    pub body: Body,
    /// The day to which it speaks.
    pub day: Date,
    /// How far it is.
    pub state: State,
    /// Who wrote it.
    pub by: AccountId,
}

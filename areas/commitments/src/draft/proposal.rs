//! What is proposed for one item: the words, who is to act, and what is promised.

use serde::{Deserialize, Serialize};
use shishi_kernel::{Comparator, Date, Decimal, Span};

/// One numbered promise as it would be issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its number in the list.
    pub number: u32,
    /// The number of the category it stands under.
    pub category: Option<u32>,
    /// A short title.
    pub title: String,
    /// Where the words stand in the document, in order.
    pub passages: Vec<Span>,
    /// The words, line breaks inside words taken out, so that it may be shorter than its passages.
    pub text: String,
    /// Lead units (主办).
    pub leads: Vec<Cited>,
    /// Co-units (协办).
    pub co_units: Vec<Cited>,
    /// The figures promised.
    pub targets: Vec<TargetProposal>,
    /// By when.
    pub deadlines: Vec<DeadlineProposal>,
    /// Words that qualify the promise.
    pub conditions: Vec<ConditionProposal>,
    /// What the reader was not certain of.
    pub doubts: Vec<String>,
}

/// Words with their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// The words.
    pub text: String,
    /// Where they stand; `None` when a person added them.
    pub span: Option<Span>,
}

impl Cited {
    /// Words that a person added.
    #[must_use]
    pub fn added(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            span: None,
        }
    }
}

/// What a figure is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetRole {
    /// A promised output.
    #[default]
    Commitment,
    /// The size of a project (investment, floor space).
    Scale,
    /// A figure for each head, household or village.
    Rate,
    /// A breakdown of another target.
    Part,
    /// Promised without a printed numeral.
    Implicit,
}

impl TargetRole {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Commitment, Self::Scale, Self::Rate, Self::Part, Self::Implicit];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Commitment => "commitment",
            Self::Scale => "scale",
            Self::Rate => "rate",
            Self::Part => "part",
            Self::Implicit => "implicit",
        }
    }

    /// The role of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A figure that holds at each of several places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Each {
    /// The figure at one place.
    pub value: Decimal,
    /// The places named.
    pub places: Vec<String>,
}

/// A figure promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetProposal {
    /// The number, 万 and 亿 multiplied out; for a distributive the total over the places.
    pub value: Decimal,
    /// The upper end, for a range only.
    pub value_max: Option<Decimal>,
    /// The unit or classifier: 所, 人次, 平方米, 元, %.
    pub unit: String,
    /// How a result is held against it.
    pub comparator: Comparator,
    /// The word that says so.
    pub comparator_word: Option<String>,
    /// What is counted.
    pub what: String,
    /// What the figure is for.
    pub role: TargetRole,
    /// For each of what (人, 户, 村), for a rate.
    pub per: Option<String>,
    /// The old value of a from-to pair.
    pub from: Option<Decimal>,
    /// For a distributive: the figure at each place, and the places.
    pub each: Option<Each>,
    /// The figure as printed; empty when a person added it.
    pub as_written: String,
    /// Where it is printed; `None` when a person added it.
    pub span: Option<Span>,
    /// What the reader was not certain of.
    pub doubt: Option<String>,
}

/// By when something is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineProposal {
    /// The last day, where one follows.
    pub date: Option<Date>,
    /// A name where no date follows.
    pub name: Option<String>,
    /// The step it is for, when that is not completion.
    pub milestone: Option<String>,
    /// The words.
    pub quote: String,
    /// Their place; `None` when a person added it.
    pub span: Option<Span>,
}

/// Words that qualify a promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionProposal {
    /// The words.
    pub quote: String,
    /// `condition`, `standard`, `name`, `progress`, `scope`, `damaged`.
    pub kind: String,
    /// Their place; `None` when a person added it.
    pub span: Option<Span>,
}

/// One of the notice's requirements (工作要求).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementProposal {
    /// Its number, from 1.
    pub number: u32,
    /// Its heading.
    pub title: String,
    /// The words after it.
    pub text: String,
    /// Where the words stand.
    pub span: Option<Span>,
}

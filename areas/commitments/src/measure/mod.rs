//! What is counted for a commitment, and when a value keeps the promise.

mod classify;
pub(crate) mod fault;
mod promise;

use serde::{Deserialize, Serialize};
use shishi_kernel::{Comparator, Date, Decimal, Span};

use crate::draft::{Each, Proposal, TargetProposal, TargetRole};

pub(crate) use promise::standard_words;

/// What sort of thing a measure counts; it decides what may be reported and how it is held against the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// Objects with a place: kindergartens, toilets, cameras.
    Count,
    /// A share or a growth, with a numerator and a denominator.
    Rate,
    /// What adds up over the year: persons, person-times, performances, money paid out.
    Flow,
    /// All of a group: every canteen, every lift, one in each village.
    Coverage,
    /// A rule or a price in force: 50 %, 2 yuan a head.
    Parameter,
    /// A document issued.
    Document,
    /// Building work: money, length, area, or a building named without a figure.
    Works,
    /// A standard that what is built must meet.
    Quality,
    /// Something done, with no test of when it is done.
    Activity,
}

impl MeasureKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Count,
        Self::Rate,
        Self::Flow,
        Self::Coverage,
        Self::Parameter,
        Self::Document,
        Self::Works,
        Self::Quality,
        Self::Activity,
    ];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Rate => "rate",
            Self::Flow => "flow",
            Self::Coverage => "coverage",
            Self::Parameter => "parameter",
            Self::Document => "document",
            Self::Works => "works",
            Self::Quality => "quality",
            Self::Activity => "activity",
        }
    }

    /// The kind of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether a measure of this kind can be tested without a figure: a document is issued or not, a building
    /// stands or not, a standard was met at acceptance or not. Such values are 1 and 0.
    #[must_use]
    pub const fn is_yes_no(self) -> bool {
        matches!(self, Self::Document | Self::Works | Self::Quality)
    }
}

/// What a result is held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetValue {
    /// How.
    pub comparator: Comparator,
    /// The promised value.
    pub value: Decimal,
    /// Upper end of a range.
    pub value_max: Option<Decimal>,
    /// Declared tolerance of an approximate target, as an absolute amount in the measure's unit.
    pub tolerance: Option<Decimal>,
    /// The last day that counts.
    pub cut_off: Option<Date>,
}

/// What is counted for a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Its place among the commitment's measures, from 1.
    pub position: u32,
    /// What sort of thing it counts.
    pub kind: MeasureKind,
    /// What is counted, in words of the item.
    pub what: String,
    /// The unit; `None` when no figure was promised.
    pub unit: Option<String>,
    /// What the figure is for.
    pub role: TargetRole,
    /// For each of what, for a rate by head, household or village.
    pub per: Option<String>,
    /// The old value of a from-to pair.
    pub baseline: Option<Decimal>,
    /// For a distributive: the figure at each place, and the places.
    pub each: Option<Each>,
    /// What a result is held against; `None` when no figure was promised.
    pub target: Option<TargetValue>,
    /// The figure as printed, or the words that promise without one.
    pub as_written: Option<String>,
    /// Where it is printed, when that is known; see [`crate::issue::Issued::place_words`].
    pub span: Option<Span>,
    /// Whether a reported value can show that the promise was kept.
    pub testable: bool,
}

/// Which way results may differ from a promised figure without breaking the promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is also a kept promise: nobody complains of a 36th toilet.
    More,
    /// Only the figure itself: a parameter in force is 50 % or it is not.
    Exact,
    /// Less is also a kept promise: the figure is to be brought down.
    Less,
}

impl Direction {
    /// The direction of a measure: exact for parameters; less where the old value is above the promised one; else more.
    #[must_use]
    pub fn of(kind: MeasureKind, baseline: Option<Decimal>, target: &TargetValue) -> Self {
        match kind {
            MeasureKind::Parameter => Self::Exact,
            _ if baseline.is_some_and(|old| old > target.value) => Self::Less,
            _ => Self::More,
        }
    }
}

/// Whether a value keeps the promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// It does.
    Met,
    /// It does not.
    NotMet,
    /// It cannot be said: the tolerance of an approximate target was not declared, or there is no figure.
    Undeclared,
}

/// Holds a value against a target, exactly.
///
/// | comparator | more is also kept | exact | less is also kept |
/// |---|---|---|---|
/// | `eq` | at least | equal | at most |
/// | `ge`, `le` | at least, at most | the same | the same |
/// | `range` | at least its lower end | within, ends included | at most its upper end |
/// | `approx` | at least, less the tolerance | within the tolerance | at most, plus the tolerance |
///
/// About a number without a declared tolerance is [`Met::Undeclared`], even when the value is the number itself: how
/// much "about" forgives is not for this rule to say.
#[must_use]
pub fn met(target: &TargetValue, value: Decimal, direction: Direction) -> Met {
    let least_and_most = match target.comparator {
        Comparator::Ge => (Some(target.value), None),
        Comparator::Le => (None, Some(target.value)),
        Comparator::Eq => within(target.value, target.value, direction),
        Comparator::Range => {
            // A range without an end cannot be issued; as a row from elsewhere it is only its lower end.
            within(target.value, target.value_max.unwrap_or(target.value), direction)
        }
        Comparator::Approx => {
            let Some(tolerance) = target.tolerance else {
                return Met::Undeclared;
            };
            let least = target.value.saturating_sub(tolerance);
            within(least, target.value.saturating_add(tolerance), direction)
        }
    };
    let (least, most) = least_and_most;
    if least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most) {
        Met::Met
    } else {
        Met::NotMet
    }
}

fn within(least: Decimal, most: Decimal, direction: Direction) -> (Option<Decimal>, Option<Decimal>) {
    match direction {
        Direction::More => (Some(least), None),
        Direction::Exact => (Some(least), Some(most)),
        Direction::Less => (None, Some(most)),
    }
}

impl Measure {
    /// Holds a value against this measure's target, or, for a yes-or-no measure without a figure, against 1.
    #[must_use]
    pub fn met(&self, value: Decimal) -> Met {
        match &self.target {
            Some(target) => met(target, value, Direction::of(self.kind, self.baseline, target)),
            None if self.kind.is_yes_no() && value >= Decimal::ONE => Met::Met,
            None if self.kind.is_yes_no() => Met::NotMet,
            None => Met::Undeclared,
        }
    }
}

/// What sort of thing a promised figure counts, from its unit, its words and the item's words.
#[must_use]
pub fn classify(target: &TargetProposal, text: &str) -> MeasureKind {
    classify::kind_of(target, text)
}

/// Everything that is counted for an item: each figure, then what the words promise without one. `year` is the
/// programme's; where no deadline is printed its last day is the cut-off. There is always at least one measure.
#[must_use]
pub fn measures_of(proposal: &Proposal, year: Option<i16>) -> Vec<Measure> {
    let figures = proposal.targets.iter().map(|target| Measure {
        position: 0,
        kind: classify(target, &proposal.text),
        what: target.what.clone(),
        unit: Some(target.unit.clone()),
        role: target.role,
        per: target.per.clone(),
        baseline: target.from,
        each: target.each.clone(),
        target: Some(TargetValue {
            comparator: target.comparator,
            value: target.value,
            value_max: target.value_max,
            tolerance: None,
            cut_off: cut_off(proposal, target, year),
        }),
        as_written: Some(target.as_written.clone()).filter(|words| !words.is_empty()),
        span: target.span,
        testable: true,
    });
    let mut measures: Vec<Measure> = figures.chain(promise::promised(proposal)).collect();
    for (position, measure) in (1..).zip(&mut measures) {
        measure.position = position;
    }
    measures
}

/// The last day that counts for a figure: the deadline printed nearest before it, else the first one printed, else
/// the programme year's last day. Deadlines of single steps (动工) and those without a date say nothing on completion.
fn cut_off(proposal: &Proposal, target: &TargetProposal, year: Option<i16>) -> Option<Date> {
    let whole = || {
        proposal
            .deadlines
            .iter()
            .filter(|deadline| deadline.milestone.is_none() && deadline.date.is_some())
    };
    let before = target.span.and_then(|figure| {
        whole()
            .filter_map(|deadline| {
                deadline
                    .span
                    .filter(|span| span.start <= figure.start)
                    .map(|span| (span, deadline))
            })
            .max_by_key(|(span, _)| span.start)
            .map(|(_, deadline)| deadline)
    });
    before
        .or_else(|| whole().next())
        .and_then(|deadline| deadline.date)
        .or_else(|| year.and_then(|year| Date::new(year, 12, 31).ok()))
}

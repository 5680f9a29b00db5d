//! From inputs to results, in whole numbers.
//!
//! Marks and scores are hundredths of a point, 0 to 10,000. Every division is rounded once, to the even neighbour where it
//! lies halfway, so that another program comes to the same digits.
//!
//! ```text
//! mark of an input at a commitment = 10000 * (100*done - floor*of) / ((full - floor) * of), from 0 to 10000
//! mark of a criterion              = sum(share * mark) / sum(share), over the unit's commitments with that input
//! score                            = sum(weight * mark of criterion) / sum(weight), over the criteria with a mark
//! ```
//!
//! What has no data is left out, and said; it is neither full nor nought. The interval is the smallest and the largest
//! score that the unit has when any one commitment is left out: how much hangs on one of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use shishi_kernel::{CommitmentId, UnitId};

use crate::input::Input;
use crate::scheme::{Criterion, Scheme};

/// A full mark.
pub const FULL: u32 = 10_000;
/// With fewer commitments nobody is ranked: the difference would be chance.
pub const RANK_COMMITMENTS_MIN: usize = 5;
/// Nothing is counted beyond this.
pub const COUNT_MAX: u32 = 1_000_000;

codes! {
    /// A unit's part in a commitment.
    Part {
        /// It leads.
        Lead = "lead";
        /// It helps.
        Help = "help";
    }
}

/// So many of so many: one input of one unit at one commitment. Of two with the same unit, commitment and input, the
/// later holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fact {
    /// The unit.
    pub unit: UnitId,
    /// The commitment.
    pub commitment: CommitmentId,
    /// The unit's part in it.
    pub part: Part,
    /// What was counted.
    pub input: Input,
    /// How many were done as they should be.
    pub done: u32,
    /// How many were due. Nothing due is no data.
    pub of: u32,
}

/// What came of it for a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The unit.
    pub unit: UnitId,
    /// The score; none without any data.
    pub score: Option<u32>,
    /// The interval's ends; none with fewer than two commitments.
    pub low: Option<u32>,
    /// See `low`.
    pub high: Option<u32>,
    /// Commitments that count.
    pub commitments: usize,
    /// The place among those with enough commitments, equal scores sharing one; none where nobody is ranked.
    pub rank: Option<usize>,
    /// How the score came about, one line a criterion.
    pub lines: Vec<Line>,
}

/// A criterion of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What counts.
    pub input: Input,
    /// How much, of a hundred.
    pub weight: u32,
    /// Its mark; none without data, and then its weight is left out.
    pub mark: Option<u32>,
    /// From which commitments.
    pub items: Vec<Item>,
}

/// A criterion at a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The commitment.
    pub commitment: CommitmentId,
    /// How much it counts, of a hundred.
    pub share: u32,
    /// How many were done.
    pub done: u32,
    /// Of how many.
    pub of: u32,
    /// The mark.
    pub mark: u32,
}

/// `n / d` rounded to the nearest whole number, halves to the even one. `d` is over 0.
fn half_even(n: i128, d: i128) -> i128 {
    let (whole, rest) = (n.div_euclid(d), n.rem_euclid(d));
    let up = match (rest * 2).cmp(&d) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => whole % 2 != 0,
    };
    whole + i128::from(up)
}

/// A quotient of two sums of non-negative numbers; none when nothing was added.
fn quotient(n: i128, d: i128) -> Option<u32> {
    (d > 0).then(|| u32::try_from(half_even(n, d)).unwrap_or(FULL))
}

/// The mark of so many of so many.
#[must_use]
pub fn mark(criterion: &Criterion, done: u32, of: u32) -> u32 {
    let (done, of) = (i128::from(done), i128::from(of));
    let (floor, full) = (i128::from(criterion.floor), i128::from(criterion.full));
    let over = (100 * done - floor * of) * i128::from(FULL);
    quotient(over.max(0), (full - floor) * of).unwrap_or(0).min(FULL)
}

/// Computes every unit's result, by unit.
#[must_use]
pub fn run(scheme: &Scheme, facts: &[Fact]) -> Vec<Outcome> {
    let mut units: BTreeMap<UnitId, BTreeMap<(Input, CommitmentId), Fact>> = BTreeMap::new();
    for fact in facts {
        let kept = units.entry(fact.unit).or_default();
        kept.insert((fact.input, fact.commitment), *fact);
    }
    let mut outcomes: Vec<Outcome> = units
        .into_iter()
        .map(|(unit, facts)| outcome(scheme, unit, &facts))
        .collect();
    if scheme.ranks {
        rank(&mut outcomes);
    }
    outcomes
}

fn outcome(scheme: &Scheme, unit: UnitId, facts: &BTreeMap<(Input, CommitmentId), Fact>) -> Outcome {
    let lines: Vec<Line> = scheme
        .criteria
        .iter()
        .map(|criterion| line(scheme, criterion, facts))
        .collect();
    let items = lines.iter().flat_map(|line| &line.items);
    let commitments: BTreeSet<CommitmentId> = items.map(|item| item.commitment).collect();
    let score = score(&lines, None);
    let without = commitments.iter().filter_map(|one| self::score(&lines, Some(*one)));
    let all: Vec<u32> = if commitments.len() > 1 {
        without.chain(score).collect()
    } else {
        Vec::new()
    };
    Outcome {
        unit,
        score,
        low: all.iter().copied().min(),
        high: all.iter().copied().max(),
        commitments: commitments.len(),
        rank: None,
        lines,
    }
}

fn line(scheme: &Scheme, criterion: &Criterion, facts: &BTreeMap<(Input, CommitmentId), Fact>) -> Line {
    let of_input = (criterion.input, CommitmentId(i64::MIN))..=(criterion.input, CommitmentId(i64::MAX));
    let items: Vec<Item> = facts
        .range(of_input)
        .map(|(_, fact)| Item {
            commitment: fact.commitment,
            share: match fact.part {
                Part::Lead => scheme.lead,
                Part::Help => scheme.help,
            },
            done: fact.done,
            of: fact.of,
            mark: mark(criterion, fact.done, fact.of),
        })
        .filter(|item| item.of > 0 && item.share > 0)
        .collect();
    let mut line = Line {
        input: criterion.input,
        weight: criterion.weight,
        mark: None,
        items,
    };
    line.mark = criterion_mark(&line, None);
    line
}

/// A criterion's mark over all commitments but one.
fn criterion_mark(line: &Line, but: Option<CommitmentId>) -> Option<u32> {
    let items = line.items.iter().filter(|item| Some(item.commitment) != but);
    let (n, d) = items.fold((0, 0), |(n, d), item| {
        let share = i128::from(item.share);
        (n + share * i128::from(item.mark), d + share)
    });
    quotient(n, d)
}

/// The score over all commitments but one.
fn score(lines: &[Line], but: Option<CommitmentId>) -> Option<u32> {
    let marked = lines
        .iter()
        .filter_map(|line| criterion_mark(line, but).map(|mark| (i128::from(line.weight), i128::from(mark))));
    let (n, d) = marked.fold((0, 0), |(n, d), (weight, mark)| (n + weight * mark, d + weight));
    quotient(n, d)
}

fn rank(outcomes: &mut [Outcome]) {
    let ranked = |outcome: &Outcome| outcome.score.filter(|_| outcome.commitments >= RANK_COMMITMENTS_MIN);
    let scores: Vec<u32> = outcomes.iter().filter_map(ranked).collect();
    for outcome in outcomes {
        outcome.rank = ranked(outcome).map(|own| 1 + scores.iter().filter(|other| **other > own).count());
    }
}

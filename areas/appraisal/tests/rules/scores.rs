//! The arithmetic: by hand, by properties, and against a naive model that recomputes everything from the start.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use shishi_appraisal::hearing::corrected;
use shishi_appraisal::input::Input;
use shishi_appraisal::scheme::Scheme;
use shishi_appraisal::score::{FULL, Fact, Outcome, Part, RANK_COMMITMENTS_MIN, mark, run};
use shishi_kernel::{CommitmentId, UnitId};

use crate::build::{criterion, fact, scheme, shape};

#[test]
fn marks_by_hand() {
    for (floor, full, done, of, expected) in [
        (0, 100, 0, 4, 0),
        (0, 100, 3, 4, 7_500),
        (0, 100, 4, 4, FULL),
        (0, 100, 1, 3, 3_333),
        (0, 100, 2, 3, 6_667),
        // 1 of 16 is 625; 1 of 32 is 312.5, which goes to the even 312; 3 of 32 is 937.5, which goes to 938.
        (0, 100, 1, 32, 312),
        (0, 100, 3, 32, 938),
        (60, 95, 60, 100, 0),
        (60, 95, 59, 100, 0),
        (60, 95, 95, 100, FULL),
        (60, 95, 96, 100, FULL),
        (60, 95, 80, 100, 5_714),
        (0, 100, 0, 0, 0),
    ] {
        let criterion = criterion(Input::TargetVerified, 100, floor, full);
        assert_eq!(mark(&criterion, done, of), expected, "{done} of {of} in {floor}-{full}");
    }
}

/// `unit score low-high commitments rank`.
fn text(outcomes: &[Outcome]) -> String {
    let or = |value: Option<u32>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let one = |outcome: &Outcome| {
        let rank = outcome.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        let (score, low, high) = (or(outcome.score), or(outcome.low), or(outcome.high));
        format!("{} {score} {low}..{high} {} {rank}", outcome.unit, outcome.commitments)
    };
    outcomes.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[test]
fn scores_by_hand() {
    use Input::{MilestonesOnTime as M, RequestsAnswered as R, TargetVerified as T};
    let scheme = scheme(vec![criterion(T, 60, 0, 100), criterion(M, 40, 0, 100)]);
    for (facts, expected) in [
        (vec![], ""),
        // One commitment: no interval.
        (
            vec![fact(T, "1 1 lead 1/1"), fact(M, "1 1 lead 1/2")],
            "1 8000 -..- 1 -",
        ),
        // Nothing due is no data: only the milestones count, and the weights are those of what is there.
        (
            vec![fact(T, "1 1 lead 0/0"), fact(M, "1 1 lead 1/2")],
            "1 5000 -..- 1 -",
        ),
        // Data that the scheme does not ask for makes a unit without a score.
        (vec![fact(R, "1 1 lead 1/1")], "1 - -..- 0 -"),
        // Leading counts 100, helping 30: (100*10000 + 30*0) / 130.
        (
            vec![fact(T, "1 1 lead 1/1"), fact(T, "1 2 help 0/1")],
            "1 7692 0..10000 2 -",
        ),
        // Of two of the same the later holds.
        (
            vec![fact(T, "1 1 lead 0/1"), fact(T, "1 1 lead 1/1")],
            "1 10000 -..- 1 -",
        ),
    ] {
        assert_eq!(text(&run(&scheme, &facts)), expected);
    }
}

#[test]
fn nobody_is_ranked_under_five_commitments() {
    let scheme = scheme(vec![criterion(Input::TargetVerified, 100, 0, 100)]);
    let mut facts = Vec::new();
    for (unit, commitments, done) in [(1, 5, 3), (2, 4, 4), (3, 6, 4), (4, 5, 3), (5, 5, 1)] {
        for commitment in 1..=commitments {
            facts.push(fact(
                Input::TargetVerified,
                &format!("{unit} {commitment} lead {done}/4"),
            ));
        }
    }
    let ranks: Vec<_> = run(&scheme, &facts).iter().map(|outcome| outcome.rank).collect();
    assert_eq!(ranks, [Some(2), None, Some(1), Some(2), Some(4)]);
    let unranked = Scheme { ranks: false, ..scheme };
    assert!(run(&unranked, &facts).iter().all(|outcome| outcome.rank.is_none()));
}

/// A naive model: exact fractions over whole lists, everything again for each commitment left out.
mod naive {
    use super::*;

    fn rounded(n: u128, d: u128) -> u32 {
        let (down, rest) = (n / d, n % d);
        let up = rest * 2 > d || (rest * 2 == d && down % 2 == 1);
        u32::try_from(down + u128::from(up)).unwrap()
    }

    pub fn score(scheme: &Scheme, facts: &[Fact]) -> Option<u32> {
        let (mut n, mut d) = (0, 0);
        for criterion in &scheme.criteria {
            let (mut sum, mut shares) = (0, 0);
            for fact in facts.iter().filter(|fact| fact.input == criterion.input) {
                let share = u128::from(if fact.part == Part::Lead {
                    scheme.lead
                } else {
                    scheme.help
                });
                let (floor, full) = (u128::from(criterion.floor), u128::from(criterion.full));
                let percent = u128::from(fact.done) * 100;
                let of = u128::from(fact.of);
                let mark = if percent <= floor * of {
                    0
                } else if percent >= full * of {
                    FULL
                } else {
                    rounded((percent - floor * of) * u128::from(FULL), (full - floor) * of)
                };
                sum += share * u128::from(mark);
                shares += share;
            }
            if shares > 0 {
                n += u128::from(criterion.weight) * u128::from(rounded(sum, shares));
                d += u128::from(criterion.weight);
            }
        }
        (d > 0).then(|| rounded(n, d))
    }

    /// Unit, score, the interval's ends, commitments.
    pub type Result = (UnitId, Option<u32>, Option<u32>, Option<u32>, usize);

    pub fn run(scheme: &Scheme, facts: &[Fact]) -> Vec<Result> {
        let units: BTreeSet<UnitId> = facts.iter().map(|fact| fact.unit).collect();
        let one = |unit: UnitId| {
            let mut last: BTreeMap<(Input, CommitmentId), Fact> = BTreeMap::new();
            for fact in facts.iter().filter(|fact| fact.unit == unit) {
                last.insert((fact.input, fact.commitment), *fact);
            }
            let counts = |fact: &Fact| {
                let share = if fact.part == Part::Lead {
                    scheme.lead
                } else {
                    scheme.help
                };
                let asked = scheme.criteria.iter().any(|criterion| criterion.input == fact.input);
                asked && share > 0 && fact.of > 0
            };
            let own: Vec<Fact> = last.into_values().filter(counts).collect();
            let commitments: BTreeSet<CommitmentId> = own.iter().map(|fact| fact.commitment).collect();
            let mut ends = vec![score(scheme, &own)];
            for but in &commitments {
                let rest: Vec<Fact> = own.iter().copied().filter(|fact| fact.commitment != *but).collect();
                ends.push(score(scheme, &rest));
            }
            let ends = if commitments.len() > 1 { ends } else { Vec::new() };
            let low = ends.iter().flatten().min().copied();
            let high = ends.iter().flatten().max().copied();
            (unit, score(scheme, &own), low, high, commitments.len())
        };
        units.into_iter().map(one).collect()
    }
}

proptest! {
    #[test]
    fn the_arithmetic_agrees_with_the_naive_model(seed in any::<u64>()) {
        let (scheme, facts, corrections) = shape(seed);
        let facts = corrected(&facts, &corrections);
        let ours: Vec<_> = run(&scheme, &facts)
            .into_iter()
            .map(|o| (o.unit, o.score, o.low, o.high, o.commitments))
            .collect();
        prop_assert_eq!(ours, naive::run(&scheme, &facts));
    }

    #[test]
    fn a_score_lies_in_its_interval_and_more_done_never_costs(seed in any::<u64>(), which in any::<prop::sample::Index>()) {
        let (scheme, facts, _) = shape(seed);
        let before = run(&scheme, &facts);
        for outcome in &before {
            prop_assert!(outcome.score.is_none_or(|score| score <= FULL));
            if let (Some(score), Some(low), Some(high)) = (outcome.score, outcome.low, outcome.high) {
                prop_assert!(low <= score && score <= high);
            }
            prop_assert!(outcome.rank.is_none() || outcome.commitments >= RANK_COMMITMENTS_MIN);
        }
        if !facts.is_empty() {
            let mut better = facts.clone();
            let one = which.get(&facts);
            for fact in &mut better {
                if (fact.unit, fact.commitment, fact.input) == (one.unit, one.commitment, one.input) {
                    fact.done = fact.of;
                }
            }
            for (before, after) in before.iter().zip(run(&scheme, &better)) {
                prop_assert!(after.score >= before.score, "{} {:?} {:?}", before.unit, before.score, after.score);
            }
        }
    }
}

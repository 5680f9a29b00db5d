//! Synthetic years with planted frauds and honest noise: how many are found, and how often the honest are asked.
//!
//! Strengths are drawn from ranges that reach below the rules' lines, so that a rule cannot find everything, and the
//! honest are late, mistype, correct, finish in December and have cameras with wrong clocks.

mod facts;
mod fraud;
mod look;

use std::collections::{BTreeMap, BTreeSet};

use facts::Year;
use fraud::Kind;

/// More than an ordinary run looks at; the nightly run sets `SHISHI_SEEDS=100`.
const SEEDS: u64 = 12;

struct Outcome {
    planted: usize,
    found: usize,
    honest: usize,
    asked: usize,
    by_kind: BTreeMap<Kind, (usize, usize)>,
}

fn play(seed: u64) -> Outcome {
    let mut year = Year::honest(seed);
    let planted = fraud::plant(&mut year);
    let flags = look::over(&year);
    let asked: BTreeSet<(usize, usize)> = flags.iter().map(look::report_of).collect();
    let mut by_kind: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for (kind, series) in &planted {
        let found = flags
            .iter()
            .any(|flag| look::report_of(flag).0 == *series && kind.shows_as(flag.pattern));
        let count = by_kind.entry(*kind).or_default();
        count.0 += 1;
        count.1 += usize::from(found);
    }
    let dishonest: BTreeSet<usize> = planted.iter().map(|(_, series)| *series).collect();
    Outcome {
        planted: planted.len(),
        found: by_kind.values().map(|count| count.1).sum(),
        honest: (year.series.len() - dishonest.len()) * 12,
        asked: asked.iter().filter(|(series, _)| !dishonest.contains(series)).count(),
        by_kind,
    }
}

#[test]
fn most_frauds_are_found_and_few_of_the_honest_are_asked() {
    let seeds = std::env::var("SHISHI_SEEDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(SEEDS);
    let mut recalls = Vec::new();
    let mut alarms = Vec::new();
    let mut kinds: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for seed in 1..=seeds {
        let outcome = play(seed);
        for (kind, (planted, found)) in &outcome.by_kind {
            assert!(*found > 0, "seed {seed}: no {kind:?} of {planted} was found");
            let sum = kinds.entry(*kind).or_default();
            sum.0 += planted;
            sum.1 += found;
        }
        assert_eq!(outcome.by_kind.len(), Kind::ALL.len(), "seed {seed}");
        let recall = outcome.found as f64 / outcome.planted as f64;
        let alarm = outcome.asked as f64 / outcome.honest as f64;
        assert!(recall >= 0.90, "seed {seed}: recall {recall:.3}, {:?}", outcome.by_kind);
        assert!(
            alarm <= 0.05,
            "seed {seed}: {alarm:.4} of the honest reports were asked about"
        );
        recalls.push(recall);
        alarms.push(alarm);
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let worst_recall = recalls.iter().copied().fold(1.0, f64::min);
    let worst_alarm = alarms.iter().copied().fold(0.0, f64::max);
    println!(
        "{seeds} years: recall {:.3} (worst {worst_recall:.3}), honest reports asked about {:.4} (worst {worst_alarm:.4})",
        mean(&recalls),
        mean(&alarms),
    );
    for (kind, (planted, found)) in kinds {
        println!("{kind:?}: {found} of {planted}");
    }
}

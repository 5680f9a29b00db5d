//! When which model held: changes in time, found from the stays that the models so far do not explain.

use super::model::{Cells, Model, PAID, Seen};
use super::search::best;

/// What a change of tariff must gain, in weight: so many paid stays explained.
const CHANGE: i64 = 8 * PAID;
/// What one more model must gain.
const MODEL: i64 = 6 * PAID;
/// Most models.
const MODELS_MAX: usize = 12;

/// Models and, for each stay in order, which one holds.
pub(super) struct Segments {
    pub(super) models: Vec<Model>,
    pub(super) held: Vec<usize>,
    score: i64,
}

/// Finds models and their times for stays in the order of the moment that decides.
pub(super) fn find(stays: &[Seen]) -> Segments {
    let first = best(&Cells::of(stays.iter()));
    let mut found = assign(stays, vec![first]);
    while found.models.len() < MODELS_MAX {
        let Some(better) = grow(stays, &found) else { break };
        found = better;
    }
    found
}

/// One more model for the run of stays that is explained worst, if it gains enough.
fn grow(stays: &[Seen], found: &Segments) -> Option<Segments> {
    let mut open: Vec<i64> = stays
        .iter()
        .zip(&found.held)
        .map(|(seen, held)| match (found.models[*held].explains(seen), seen.fen) {
            (false, 1..) => PAID,
            // Stays without a fee say little against a tariff, and stays that everybody explains say little for one.
            (false, _) => 0,
            (true, 1..) => -PAID / 2,
            (true, _) => -1,
        })
        .collect();
    for _ in 0..4 {
        let (from, until, sum) = worst_run(&open);
        if sum < MODEL + CHANGE {
            return None;
        }
        let mut models = found.models.clone();
        models.push(best(&Cells::of(stays[from..until].iter())));
        let mut grown = assign(stays, models);
        // With its times known, each model is found again from its own stays.
        for _ in 0..3 {
            let again: Vec<Model> = (0..grown.models.len())
                .map(|index| {
                    let own = stays
                        .iter()
                        .zip(&grown.held)
                        .filter(|(_, held)| **held == index)
                        .map(|(seen, _)| seen);
                    let cells = Cells::of(own);
                    if cells.weight == 0 {
                        grown.models[index].clone()
                    } else {
                        best(&cells)
                    }
                })
                .collect();
            let next = assign(stays, again);
            if next.score <= grown.score {
                break;
            }
            grown = next;
        }
        if grown.score > found.score {
            return Some(grown);
        }
        open[from..until].fill(0);
    }
    None
}

/// The stretch with the greatest sum.
fn worst_run(values: &[i64]) -> (usize, usize, i64) {
    let (mut best, mut sum, mut begun) = ((0, 0, 0), 0, 0);
    for (at, value) in values.iter().enumerate() {
        if sum <= 0 {
            (sum, begun) = (0, at);
        }
        sum += value;
        if sum > best.2 {
            best = (begun, at + 1, sum);
        }
    }
    best
}

/// Gives each stay to a model so that most weight is explained with few changes (Viterbi).
fn assign(stays: &[Seen], models: Vec<Model>) -> Segments {
    let count = models.len();
    let mut score = vec![0_i64; count];
    let mut came: Vec<u8> = Vec::with_capacity(stays.len() * count);
    for seen in stays {
        let (leader, most) = score
            .iter()
            .enumerate()
            .max_by_key(|(_, score)| **score)
            .map_or((0, 0), |(at, score)| (at, *score));
        for (at, model) in models.iter().enumerate() {
            let mut from = at;
            if most - CHANGE > score[at] {
                score[at] = most - CHANGE;
                from = leader;
            }
            came.push(u8::try_from(from).unwrap_or(0));
            if model.explains(seen) {
                score[at] += seen.weight();
            }
        }
    }
    let mut at = (0..count).max_by_key(|at| score[*at]).unwrap_or(0);
    let total = score.get(at).copied().unwrap_or(0);
    let mut held = vec![0; stays.len()];
    for index in (0..stays.len()).rev() {
        held[index] = at;
        at = usize::from(came[index * count + at]);
    }
    let sizes: i64 = models.iter().map(|model| model.size() * PAID + MODEL).sum();
    Segments {
        models,
        held,
        score: total - sizes,
    }
}

//! The search for the model that explains a set of stays best.
//!
//! First the best rising stairs of fees over the first 24 hours, free in form, by dynamic programming; then every regular
//! tariff whose first blocks are some of these stairs; then the best of them is changed number by number as long as it gains.

use super::model::{Cells, Model, PAID};
use crate::tariff::Next;

/// Minutes of a stair's grid.
const GRID: i64 = 5;
/// Stairs end at 24 hours.
const STAIRS: usize = 288;
/// Units that are tried, in minutes.
const UNITS: [i64; 13] = [10, 15, 20, 30, 60, 90, 120, 180, 240, 360, 480, 720, 1440];
/// Free minutes that are tried.
const FREES: [i64; 14] = [0, 5, 10, 15, 20, 25, 30, 40, 45, 60, 90, 120, 180, 240];
/// Most levels of fees that stairs are made of.
const LEVELS_MAX: usize = 32;
/// Rounds of changes, in case two of them undo each other.
const ROUNDS_MAX: usize = 30;

/// The best model that was found.
pub(super) fn best(cells: &Cells) -> Model {
    let stairs = stairs(cells);
    let mut found: Option<(i64, Model)> = None;
    let mut offer = |model: Model| {
        let score = cells.score(&model);
        if found.as_ref().is_none_or(|(best, _)| score > *best) {
            found = Some((score, model));
        }
    };
    let levels = cells.levels(LEVELS_MAX);
    let (free, rising) = match stairs.first() {
        Some((until, 0)) => (*until, &stairs[1..]),
        _ => (0, stairs.as_slice()),
    };
    let top = rising.last().map(|(_, fen)| *fen);
    for taken in 0..=rising.len().min(8) {
        let blocks: Vec<(i64, i64)> = rising[..taken]
            .iter()
            .copied()
            .filter(|(until, _)| *until < 1440)
            .collect();
        let after = rising
            .get(taken)
            .map_or(0, |(_, fen)| fen - blocks.last().map_or(0, |(_, fen)| *fen));
        for unit in UNITS {
            for fen in unit_prices(&levels, after) {
                for cap in [None, top] {
                    offer(Model {
                        free,
                        blocks: blocks.clone(),
                        unit: (unit, fen),
                        cap,
                        next: Next::Continue,
                    });
                }
            }
        }
    }
    let (score, model) = found.unwrap_or((0, nothing()));
    refine(cells, &levels, score, model)
}

/// A model that charges nothing.
pub(super) fn nothing() -> Model {
    Model {
        free: 0,
        blocks: Vec::new(),
        unit: (60, 0),
        cap: None,
        next: Next::Continue,
    }
}

/// Prices of a unit: the next stair's rise, and the smallest differences between fees that are seen.
fn unit_prices(levels: &[i64], after: i64) -> Vec<i64> {
    let mut prices: Vec<i64> = levels.windows(2).map(|pair| pair[1] - pair[0]).collect();
    prices.sort_unstable();
    prices.dedup();
    prices.truncate(5);
    prices.push(after.max(0));
    prices.push(0);
    prices.sort_unstable();
    prices.dedup();
    prices
}

/// The best rising stairs: each one's end and fee.
fn stairs(cells: &Cells) -> Vec<(i64, i64)> {
    let levels = cells.levels(LEVELS_MAX);
    let count = levels.len();
    // What each cell of the grid gains at each level, and what its last minute gains at the level of the next cell.
    let mut gain = vec![vec![0_i64; count]; STAIRS];
    let mut edge = vec![vec![0_i64; count]; STAIRS];
    for (minutes, cut, fen, weight) in cells.each() {
        let Ok(level) = levels.binary_search(&fen) else {
            continue;
        };
        let cell = usize::try_from((minutes - 1).max(0) / GRID).unwrap_or(STAIRS);
        if cell < STAIRS {
            gain[cell][level] += weight;
            if cut && minutes % GRID == 0 {
                edge[cell][level] += weight;
            }
        }
    }
    let step_cost = (cells.weight / 2000).max(2 * PAID);
    let mut best = vec![vec![i64::MIN; count]; STAIRS];
    let mut from = vec![vec![0_usize; count]; STAIRS];
    best[0].clone_from(&gain[0]);
    for cell in 1..STAIRS {
        for level in 0..count {
            let mut most = (best[cell - 1][level], level);
            for (lower, below) in best[cell - 1].iter().enumerate().take(level) {
                let stepped = below - step_cost + edge[cell - 1][level];
                if stepped > most.0 {
                    most = (stepped, lower);
                }
            }
            best[cell][level] = most.0 + gain[cell][level];
            from[cell][level] = most.1;
        }
    }
    let last = STAIRS - 1;
    let mut level = (0..count)
        .max_by_key(|level| (best[last][*level], usize::MAX - level))
        .unwrap_or(0);
    let mut stairs = vec![(1440, levels[level])];
    for cell in (1..STAIRS).rev() {
        let before = from[cell][level];
        if before != level {
            level = before;
            stairs.push((i64::try_from(cell).unwrap_or(0) * GRID, levels[level]));
        }
    }
    stairs.reverse();
    stairs
}

/// Changes one number at a time as long as it gains.
fn refine(cells: &Cells, levels: &[i64], score: i64, model: Model) -> Model {
    let (mut score, mut model) = (score, model);
    for _ in 0..ROUNDS_MAX {
        let better = changes(&model, levels)
            .into_iter()
            .map(|changed| (cells.score(&changed), changed))
            .max_by_key(|(score, _)| *score);
        match better {
            Some((more, changed)) if more > score => (score, model) = (more, changed),
            _ => break,
        }
    }
    model
}

fn changes(model: &Model, levels: &[i64]) -> Vec<Model> {
    let mut out = Vec::new();
    let mut with = |change: &dyn Fn(&mut Model)| {
        let mut changed = model.clone();
        change(&mut changed);
        let rising = changed
            .blocks
            .windows(2)
            .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
        if rising && changed != *model && changed.blocks.first().is_none_or(|(until, _)| *until > 0) {
            out.push(changed);
        }
    };
    for free in FREES.into_iter().chain([model.free - GRID, model.free + GRID]) {
        with(&|changed| changed.free = free.max(0));
    }
    for unit in UNITS {
        with(&|changed| changed.unit.0 = unit);
    }
    for price in unit_prices(levels, model.unit.1) {
        with(&|changed| changed.unit.1 = price);
        for unit in UNITS {
            with(&|changed| changed.unit = (unit, price));
        }
    }
    for level in levels {
        with(&|changed| changed.cap = Some(*level));
    }
    with(&|changed| changed.cap = None);
    for next in [Next::Continue, Next::Restart, Next::RestartFree] {
        with(&|changed| changed.next = next);
    }
    for at in 0..model.blocks.len() {
        for move_by in [-60, -30, -15, -GRID, GRID, 15, 30, 60] {
            with(&|changed| changed.blocks[at].0 += move_by);
        }
        for level in levels {
            with(&|changed| changed.blocks[at].1 = *level);
        }
        with(&|changed| {
            changed.blocks.remove(at);
        });
    }
    let begun = model.blocks.last().copied().unwrap_or((0, 0));
    for length in [15, 30, 60, 120, 180, 240] {
        for level in levels.iter().filter(|level| **level >= begun.1) {
            with(&|changed| changed.blocks.push((begun.0 + length, *level)));
        }
    }
    out
}

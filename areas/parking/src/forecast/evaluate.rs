//! How good the forecasts are on days that they were not learned from.

use super::HORIZONS;
use super::forecaster::Learned;
use super::learn::forecasts;
use super::rows::Occupancy;
use super::series::{Series, step_of};
use crate::price::timeline::{date_of, day_of};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Bins of the reliability table.
const BINS: usize = 10;

/// What an evaluation found.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Evaluation {
    /// Lines of the file.
    pub lines: u64,
    /// Lots that were forecast.
    pub lots: usize,
    /// Minutes between readings.
    pub step_minutes: i64,
    /// First day that is forecast; what lies before is learned from.
    pub test_from: Date,
    /// What was left out or is odd, by kind.
    pub dirt: BTreeMap<&'static str, u64>,
    /// By minutes ahead.
    pub horizons: Vec<HorizonScore>,
    /// For all horizons: of the chances in each tenth, how often a bay was free.
    pub reliability: Vec<Bin>,
}

/// How good the forecasts of one horizon are.
#[derive(Clone, Debug, serde::Serialize)]
pub struct HorizonScore {
    /// Minutes ahead.
    pub minutes: i64,
    /// Forecasts that were compared.
    pub forecasts: u64,
    /// Mean absolute error in per cent of the capacity.
    pub mae_percent: f64,
    /// The same of the last value.
    pub last_value_mae_percent: f64,
    /// Mean squared error of the chance of a free bay.
    pub brier: f64,
    /// The same of the last value taken as certain.
    pub last_value_brier: f64,
    /// The same of how often a bay was free in training, whatever the lot.
    pub base_rate_brier: f64,
    /// How often a bay was free.
    pub free_percent: f64,
}

/// One bin of the reliability table.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Bin {
    /// Forecasts with a chance in this bin.
    pub forecasts: u64,
    /// The mean chance that was given.
    pub chance: f64,
    /// How often a bay was free.
    pub free: f64,
}

/// Evaluates the forecasts of all lots. Days from `test_from` are the test; without it, the last `test_percent` of the days.
/// `None` when there is nothing to forecast.
#[must_use]
pub fn evaluate(
    mut occupancy: Occupancy,
    test_from: Option<Date>,
    test_percent: u32,
    mut told: impl FnMut(usize, usize),
) -> Option<Evaluation> {
    occupancy.settle();
    let step = step_of(&occupancy.lots);
    let lots: Vec<Series> = occupancy.lots.iter().filter_map(|lot| Series::of(lot, step)).collect();
    let days: BTreeSet<i64> = lots.iter().flat_map(Series::days).collect();
    // By days that have readings: one of a clock that is a year off moves nothing.
    let tested = (days.len() * usize::try_from(test_percent.clamp(1, 90)).ok()? / 100).max(1);
    let split = match test_from {
        Some(date) => day_of(date),
        None => *days.iter().rev().nth(tested - 1)?,
    };
    let duplicates: u64 = lots.iter().map(|series| series.duplicates).sum();
    let mut dirt = occupancy.dirt.clone();
    if duplicates > 0 {
        dirt.insert("slot_read_twice", duplicates);
    }
    let far_off: u64 = lots.iter().map(|series| series.far_off).sum();
    if far_off > 0 {
        dirt.insert("time_far_off", far_off);
    }
    let mut bins = vec![Bin::default(); BINS];
    let horizons: Vec<i64> = HORIZONS.into_iter().filter(|minutes| minutes % step == 0).collect();
    let mut scores = Vec::new();
    for (index, minutes) in horizons.iter().enumerate() {
        told(index, horizons.len());
        scores.extend(horizon(&lots, *minutes, step, split, &mut bins));
    }
    told(horizons.len(), horizons.len());
    for bin in &mut bins {
        if bin.forecasts > 0 {
            #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
            let count = bin.forecasts as f64;
            bin.chance /= count;
            bin.free /= count;
        }
    }
    (!scores.is_empty()).then_some(Evaluation {
        lines: occupancy.lines,
        lots: lots.len(),
        step_minutes: step,
        test_from: date_of(split),
        dirt,
        horizons: scores,
        reliability: bins,
    })
}

/// The slot of a series with which a day begins.
fn slot_of_day(series: &Series, day: i64) -> i64 {
    (day - series.first_day) * i64::try_from(series.per_day).unwrap_or(1)
}

fn horizon(lots: &[Series], minutes: i64, step: i64, split: i64, bins: &mut [Bin]) -> Option<HorizonScore> {
    let learned = Learned::of(lots, minutes / step, |series| slot_of_day(series, split));
    let mut sum = Sums::default();
    for (lot, series) in lots.iter().enumerate() {
        let begin = slot_of_day(series, split);
        forecasts(series, learned.ahead, lot, &learned.weights, |case, expected| {
            let Some(then) = case.then.filter(|_| case.slot >= begin) else {
                return;
            };
            let chance = learned.chance(lot, series, case.now, expected);
            let free = f64::from(u8::from(series.is_free(then)));
            let now_free = f64::from(u8::from(series.is_free(case.now)));
            sum.count += 1;
            sum.error += (expected - then).abs();
            sum.last_error += (case.now - then).abs();
            sum.brier += (chance - free).powi(2);
            sum.last_brier += (now_free - free).powi(2);
            sum.base_brier += (learned.base_rate - free).powi(2);
            sum.free += free;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a chance lies between 0 and 1"
            )]
            let bin = ((chance * 10.0) as usize).min(BINS - 1);
            bins[bin].forecasts += 1;
            bins[bin].chance += chance;
            bins[bin].free += free;
        });
    }
    sum.score(minutes)
}

#[derive(Default)]
struct Sums {
    count: u64,
    error: f64,
    last_error: f64,
    brier: f64,
    last_brier: f64,
    base_brier: f64,
    free: f64,
}

impl Sums {
    fn score(&self, minutes: i64) -> Option<HorizonScore> {
        if self.count == 0 {
            return None;
        }
        #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let count = self.count as f64;
        Some(HorizonScore {
            minutes,
            forecasts: self.count,
            mae_percent: 100.0 * self.error / count,
            last_value_mae_percent: 100.0 * self.last_error / count,
            brier: self.brier / count,
            last_value_brier: self.last_brier / count,
            base_rate_brier: self.base_brier / count,
            free_percent: 100.0 * self.free / count,
        })
    }
}

//! What is learned for one horizon, and the forecast of a lot from its last reading.

use super::HORIZONS;
use super::chance::{Calibration, Errors, Known, signs};
use super::learn::{Weights, forecasts, learn};
use super::rows::{LotReadings, Occupancy};
use super::series::{Series, step_of};
use std::collections::HashMap;

/// Oldest last reading that a forecast is made from, in minutes before the latest of any lot.
const STALE_MINUTES: i64 = 30;

/// What is learned for one horizon.
pub(super) struct Learned {
    pub(super) ahead: i64,
    pub(super) weights: Weights,
    own: Vec<Errors>,
    shared: Errors,
    calibration: Calibration,
    /// How often a bay was free in training, whatever the lot.
    pub(super) base_rate: f64,
}

impl Learned {
    /// Learns from the slots of each lot before `end`.
    pub(super) fn of(lots: &[Series], ahead: i64, end: impl Fn(&Series) -> i64) -> Self {
        let weights = learn(lots, ahead, &end);
        let (mut own, mut all) = (Vec::with_capacity(lots.len()), Vec::new());
        let (mut count, mut free) = (0.0, 0.0);
        for (lot, series) in lots.iter().enumerate() {
            let last = end(series);
            let mut pairs = Vec::new();
            forecasts(series, ahead, lot, &weights, |case, expected| {
                if let Some(then) = case.then.filter(|_| case.slot + ahead < last) {
                    pairs.push((expected, then));
                    count += 1.0;
                    free += f64::from(u8::from(series.is_free(then)));
                }
            });
            all.extend_from_slice(&pairs);
            own.push(Errors::of(&pairs));
        }
        let mut learned = Self {
            ahead,
            weights,
            own,
            shared: Errors::of(&all),
            calibration: Calibration::of(&[]),
            base_rate: if count > 0.0 { free / count } else { 0.5 },
        };
        let mut known: Vec<Known> = Vec::new();
        for (lot, series) in lots.iter().enumerate() {
            let last = end(series);
            forecasts(series, ahead, lot, &learned.weights, |case, expected| {
                if let Some(then) = case.then.filter(|_| case.known && case.slot + ahead < last) {
                    known.push((learned.look(lot, series, case.now, expected), series.is_free(then)));
                }
            });
        }
        learned.calibration = Calibration::of(&known);
        learned
    }

    fn look(&self, lot: usize, series: &Series, now: f64, expected: f64) -> [f64; 5] {
        let shared = self.shared.free(expected, series.capacity);
        let own = self
            .own
            .get(lot)
            .map_or(shared, |own| own.free(expected, series.capacity));
        signs(own, shared, now, series.capacity)
    }

    /// The chance of a free bay when so much is expected.
    pub(super) fn chance(&self, lot: usize, series: &Series, now: f64, expected: f64) -> f64 {
        self.calibration.chance(&self.look(lot, series, now, expected))
    }
}

/// How full a lot will be.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Ahead {
    /// Minutes from the last reading.
    pub minutes: i64,
    /// Bays that are expected to be occupied.
    pub occupied: f64,
    /// The chance that at least one is free.
    pub free_chance: f64,
}

/// A lot's last reading and what is expected after it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct LotForecast {
    /// The lot.
    pub lot: String,
    /// Its bays.
    pub capacity: f64,
    /// Minutes of the civil clock since 1970 of the last reading, on the grid.
    pub minute: i64,
    /// Occupied bays then.
    pub occupied: f64,
    /// By minutes ahead; empty when the last reading is older than half an hour, as seen from the latest of all lots.
    pub ahead: Vec<Ahead>,
}

/// What was learned of lots, for as long as it is to be used: learning takes seconds, a forecast of a lot a millisecond.
pub struct Forecaster {
    step: i64,
    places: HashMap<String, usize>,
    learned: Vec<Learned>,
}

impl std::fmt::Debug for Forecaster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Forecaster")
            .field("step", &self.step)
            .field("lots", &self.places.len())
            .finish_non_exhaustive()
    }
}

impl Forecaster {
    /// Learns from all readings. `told` hears how many horizons of all are done.
    #[must_use]
    pub fn learn(lots: &[LotReadings], mut told: impl FnMut(usize, usize)) -> Self {
        let step = step_of(lots);
        let series: Vec<Series> = lots.iter().filter_map(|lot| Series::of(lot, step)).collect();
        let horizons: Vec<i64> = HORIZONS.into_iter().filter(|minutes| minutes % step == 0).collect();
        let mut learned = Vec::with_capacity(horizons.len());
        for (index, minutes) in horizons.iter().enumerate() {
            told(index, horizons.len());
            learned.push(Learned::of(&series, minutes / step, |_| i64::MAX));
        }
        told(horizons.len(), horizons.len());
        let places = series.iter().enumerate().map(|(place, lot)| (lot.name.clone(), place));
        Self {
            step,
            places: places.collect(),
            learned,
        }
    }

    /// Forecasts a lot from its last reading; all its readings are looked at, those of its past days for what a day usually does. A lot that
    /// nothing was learned of keeps its last value. None where there is no reading.
    #[must_use]
    pub fn forecast(&self, lot: &LotReadings) -> Option<LotForecast> {
        let series = Series::of(lot, self.step)?;
        let place = self.places.get(&lot.name).copied().unwrap_or(usize::MAX);
        let mut said = last_reading(&series);
        for learned in &self.learned {
            let mut last = None;
            forecasts(&series, learned.ahead, place, &learned.weights, |case, expected| {
                last = Some((case.now, expected))
            });
            if let Some((now, expected)) = last {
                said.ahead.push(Ahead {
                    minutes: learned.ahead * self.step,
                    occupied: expected * series.capacity,
                    free_chance: learned.chance(place, &series, now, expected),
                });
            }
        }
        Some(said)
    }
}

/// Forecasts every lot from its last reading, learned from all readings. `told` hears how many horizons of all are done.
#[must_use]
pub fn forecast(mut occupancy: Occupancy, told: impl FnMut(usize, usize)) -> Vec<LotForecast> {
    occupancy.settle();
    let forecaster = Forecaster::learn(&occupancy.lots, told);
    let mut out: Vec<LotForecast> = occupancy
        .lots
        .iter()
        .filter_map(|lot| forecaster.forecast(lot))
        .collect();
    let latest = out.iter().map(|lot| lot.minute).max().unwrap_or(0);
    for lot in &mut out {
        if latest - lot.minute > STALE_MINUTES.max(forecaster.step) {
            lot.ahead.clear();
        }
    }
    out
}

fn last_reading(series: &Series) -> LotForecast {
    let slot = series.shares.iter().rposition(Option::is_some).unwrap_or(0);
    let slot = i64::try_from(slot).unwrap_or(0);
    LotForecast {
        lot: series.name.clone(),
        capacity: series.capacity,
        minute: series.first_day * 1440 + slot * series.step,
        occupied: series.at(slot).unwrap_or(0.0) * series.capacity,
        ahead: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Reading;
    use super::*;

    /// A lot that is full from ten to four and nearly empty else is expected to be so, from a last reading that does not show it.
    #[test]
    fn what_a_day_usually_does_is_expected_of_the_next() {
        let until: i64 = 1_440 * 20_584 + 560;
        let mut lot = LotReadings::new("east".to_owned(), 50.0);
        for minute in (until - 14 * 1_440..=until).step_by(15) {
            let hour = minute.rem_euclid(1_440) / 60;
            let differs = (minute / 15 * 7).rem_euclid(3);
            let occupied = if (10..16).contains(&hour) { 50 } else { 6 + differs };
            lot.readings.push(Reading {
                minute,
                occupied: f64::from(i32::try_from(occupied).unwrap_or(0)),
            });
        }
        let forecaster = Forecaster::learn(std::slice::from_ref(&lot), |_, _| {});
        let said = forecaster.forecast(&lot).unwrap();
        let at = |minutes: i64| said.ahead.iter().find(|ahead| ahead.minutes == minutes).unwrap();
        assert!(at(15).occupied < 15.0 && at(15).free_chance > 0.9, "{said:?}");
        assert!(at(60).occupied > 45.0 && at(60).free_chance < 0.2, "{said:?}");
        lot.name = "west".to_owned();
        let said = forecaster.forecast(&lot).unwrap();
        assert!(
            said.ahead.iter().all(|ahead| ahead.occupied == said.occupied),
            "nothing was learned of it: {said:?}"
        );
    }
}

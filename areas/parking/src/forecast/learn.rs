//! Walking over a lot's days in order, and learning the weights of the corrections.

use super::profile::Profile;
use super::ridge::{FEATURES, Sample, dot, solve};
use super::series::Series;

/// Days that a profile is learned from before anything is forecast from it.
const WARM_UP_DAYS: usize = 7;
/// Most samples a horizon that the shared weights are learned from.
const SAMPLES_MAX: usize = 300_000;
/// How strongly a lot's own weights are drawn to the shared ones, in samples of an average size.
const OWN_PENALTY: f64 = 0.6;

/// One forecast: from when, for when, and what it can stand on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    /// Slot of the forecast.
    pub(super) slot: i64,
    /// Share now.
    pub(super) now: f64,
    /// Share then, if it was read.
    pub(super) then: Option<f64>,
    /// Features, all zero where the profile knows nothing yet.
    pub(super) features: [f64; FEATURES],
    /// Whether the profile knew both slots.
    pub(super) known: bool,
}

/// Hands on every case of a lot at one horizon (in slots), in order; the profile only knows days before.
pub(super) fn cases(series: &Series, ahead: i64, mut take: impl FnMut(Case)) {
    let per_day = i64::try_from(series.per_day).unwrap_or(1);
    let mut profile = Profile::new(series.per_day);
    for (number, day) in series.shares.chunks(series.per_day).enumerate() {
        let begin = i64::try_from(number).unwrap_or(0) * per_day;
        let weekday = usize::try_from((series.first_day + begin / per_day + 3).rem_euclid(7)).unwrap_or(0);
        for of_day in 0..day.len() {
            let slot = begin + i64::try_from(of_day).unwrap_or(0);
            let Some(now) = series.at(slot) else { continue };
            let features = if number >= WARM_UP_DAYS {
                features(series, &profile, weekday, slot, of_day, ahead, now)
            } else {
                None
            };
            take(Case {
                slot,
                now,
                then: series.at(slot + ahead),
                features: features.unwrap_or_default(),
                known: features.is_some(),
            });
        }
        profile.learn(weekday, day);
    }
}

#[allow(clippy::too_many_arguments, reason = "one call, in the loop above")]
fn features(
    series: &Series,
    profile: &Profile,
    weekday: usize,
    slot: i64,
    of_day: usize,
    ahead: i64,
    now: f64,
) -> Option<[f64; FEATURES]> {
    let per_day = i64::try_from(series.per_day).ok()?;
    let usual = profile.at(weekday, of_day)?;
    let usual_then = profile.at(weekday, of_day + usize::try_from(ahead).ok()?)?;
    let rise = usual_then - usual;
    // How the share moved lately against what is usual: over one slot and over about an hour.
    let lately = |back: i64| {
        let before = series.at(slot - back)?;
        let usual_before = profile.at(weekday, of_day.checked_sub(usize::try_from(back).ok()?)?)?;
        Some((now - before) - (usual - usual_before))
    };
    // How another day moved over the same slots.
    let moved = |back: i64| Some(series.at(slot - back + ahead)? - series.at(slot - back)? - rise);
    let hour = (60 / series.step).max(2);
    let busy = ((now - usual) / usual.max(0.05)).clamp(-1.0, 2.0);
    Some([
        rise,
        usual - now,
        lately(1).unwrap_or(0.0),
        lately(hour).or_else(|| lately(1)).unwrap_or(0.0),
        moved(7 * per_day).unwrap_or(0.0),
        moved(per_day).unwrap_or(0.0),
        rise * busy,
    ])
}

/// The weights of one horizon, each lot's own.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    own: Vec<[f64; FEATURES]>,
}

/// Learns the weights of a horizon from the slots before `until` of each series.
pub(super) fn learn(lots: &[Series], ahead: i64, until: impl Fn(&Series) -> i64) -> Weights {
    let mut per_lot: Vec<Vec<Sample>> = Vec::with_capacity(lots.len());
    for series in lots {
        let last = until(series);
        let mut samples = Vec::new();
        cases(series, ahead, |case| {
            if let Some(then) = case.then.filter(|_| case.known && case.slot + ahead < last) {
                samples.push(Sample {
                    features: case.features,
                    change: then - case.now,
                });
            }
        });
        per_lot.push(samples);
    }
    let count: usize = per_lot.iter().map(Vec::len).sum();
    let stride = count / SAMPLES_MAX + 1;
    let all: Vec<Sample> = per_lot.iter().flatten().step_by(stride).copied().collect();
    // What the lot's day usually does is what is believed before anything was learned.
    let mut usual = [0.0; FEATURES];
    usual[0] = 1.0;
    let shared = solve(&all, usual, 0.05);
    let own = per_lot
        .iter()
        .map(|samples| solve(samples, shared, OWN_PENALTY))
        .collect();
    Weights { own }
}

/// What a day's errors count less for each day that passes.
const GUARD_DECAY: f64 = 0.93;
/// How much better than the last value a forecast must have been lately.
const GUARD_MARGIN: f64 = 0.985;

/// Errors of the forecast and of the last value lately: where the forecast was no better, the last value stands.
#[derive(Default)]
struct Guard {
    day: i64,
    settled: (f64, f64),
    /// Errors of the day before, whose last targets may lie in this day, and of this day.
    waiting: (f64, f64),
    open: (f64, f64),
}

impl Guard {
    fn turn_to(&mut self, day: i64) {
        while self.day < day {
            self.day += 1;
            self.settled.0 = self.settled.0 * GUARD_DECAY + self.waiting.0;
            self.settled.1 = self.settled.1 * GUARD_DECAY + self.waiting.1;
            self.waiting = std::mem::take(&mut self.open);
        }
    }

    fn trusts(&self) -> bool {
        self.settled.1 > 0.0 && self.settled.0 <= GUARD_MARGIN * self.settled.1
    }
}

/// Hands on every case of a lot with the share that is expected of it.
pub(super) fn forecasts(series: &Series, ahead: i64, lot: usize, weights: &Weights, mut take: impl FnMut(Case, f64)) {
    let per_day = i64::try_from(series.per_day).unwrap_or(1);
    let mut guard = Guard::default();
    cases(series, ahead, |case| {
        guard.turn_to(case.slot / per_day);
        let Some(own) = weights.own.get(lot).filter(|_| case.known) else {
            return take(case, case.now);
        };
        // No lot empties below nothing, and one that is overfull now may stay so.
        let moved = (case.now + dot(own, &case.features)).clamp(0.0, case.now.max(1.0));
        let expected = if guard.trusts() { moved } else { case.now };
        if let Some(then) = case.then {
            guard.open.0 += (moved - then).abs();
            guard.open.1 += (case.now - then).abs();
        }
        take(case, expected);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(change: impl Fn(usize, f32) -> f32) -> Series {
        let slots = 48 * 30;
        let mut seed = 3_u64;
        let shares = (0..slots).map(|slot| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let noise = f32::from(u8::try_from(seed >> 56).unwrap_or(0)) / 2550.0;
            let wave = ((slot % 48) as f32 / 48.0 * std::f32::consts::TAU).sin() * 0.3 + 0.4;
            (slot % 41 != 0).then(|| change(slot, wave + noise))
        });
        Series {
            name: String::new(),
            capacity: 100.0,
            step: 30,
            per_day: 48,
            first_day: 17_000,
            shares: shares.collect(),
            duplicates: 0,
            far_off: 0,
        }
    }

    /// What is known at a slot does not depend on what comes after it.
    #[test]
    fn nothing_is_known_of_the_future() {
        let change_at = 48 * 20 + 17;
        let (one, other) = (
            series(|_, share| share),
            series(|slot, share| if slot > change_at { 0.9 - share } else { share }),
        );
        let until = |_: &Series| 48 * 15;
        for ahead in [1, 4] {
            let weights = learn(std::slice::from_ref(&one), ahead, until);
            let list = |series: &Series| {
                let mut out = Vec::new();
                forecasts(series, ahead, 0, &weights, |case, expected| {
                    out.push((case.slot, expected))
                });
                out.retain(|(slot, _)| *slot <= i64::try_from(change_at).unwrap_or(0));
                out
            };
            let (a, b) = (list(&one), list(&other));
            assert!(a.len() > 700);
            assert_eq!(a, b);
            assert!(
                a.iter()
                    .any(|(slot, expected)| one.at(*slot).is_some_and(|now| (now - expected).abs() > 0.01))
            );
        }
    }
}

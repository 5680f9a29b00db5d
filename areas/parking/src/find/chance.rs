//! The chance of a free bay on arrival.
//!
//! Where the lot is forecast ([`forecast`](crate::forecast)), the forecast says it ([`ahead`]). Where it is not, the last value stands and
//! drifts: vehicles come and go independently, each at [`MOVES_A_MINUTE`] for every bay, so that after *t* minutes the free bays have
//! moved by a difference of two counts with the variance of their sum.

use super::Occupancy;
use crate::forecast::Ahead;

/// Arrivals for each bay and minute in a busy hour: nine lots with 328 bays had 1.72 stays a bay and day, a tenth of them in the
/// busiest hour.
const MOVES_A_MINUTE: f64 = 1.72 * 0.1 / 60.0;

/// The chance that a lot has a free bay after so many minutes, from what is known of it now; none where nothing is.
#[must_use]
pub fn lot_chance(occupancy: &Occupancy, minutes: u32) -> Option<f64> {
    let free = f64::from(occupancy.free?);
    if minutes == 0 {
        return Some(if free > 0.0 { 1.0 } else { 0.0 });
    }
    let moves = MOVES_A_MINUTE * f64::from(minutes) * f64::from(occupancy.known.max(1));
    Some(normal((free - 0.5) / (2.0 * moves).sqrt()))
}

/// The chance that a bay that is free now still is after so many minutes: those who come to its lot take any of the free ones.
#[must_use]
pub fn bay_chance(occupancy: &Occupancy, minutes: u32) -> f64 {
    let arrivals = MOVES_A_MINUTE * f64::from(minutes) * f64::from(occupancy.known);
    let free = f64::from(occupancy.free.unwrap_or(1).max(1));
    (-arrivals / free).exp()
}

/// What a forecast says for so many minutes after its reading, between its horizons along a line; none beyond the last.
#[must_use]
pub fn ahead(forecast: &[Ahead], minutes: i64) -> Option<f64> {
    let after = forecast.iter().position(|ahead| ahead.minutes >= minutes)?;
    let (later, earlier) = (
        forecast.get(after)?,
        after.checked_sub(1).and_then(|before| forecast.get(before)),
    );
    let Some(earlier) = earlier else {
        return Some(later.free_chance);
    };
    #[allow(clippy::cast_precision_loss, reason = "horizons are minutes of one day")]
    let share = (minutes - earlier.minutes) as f64 / (later.minutes - earlier.minutes).max(1) as f64;
    Some(earlier.free_chance + share * (later.free_chance - earlier.free_chance))
}

/// The share of a normal distribution below a number of deviations, right to seven digits (Abramowitz and Stegun, 26.2.17).
fn normal(deviations: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * deviations.abs());
    let series = [
        1.330_274_429,
        -1.821_255_978,
        1.781_477_937,
        -0.356_563_782,
        0.319_381_530,
    ];
    let sum = series.iter().fold(0.0, |sum, factor| (sum + factor) * t);
    let tail = (-deviations * deviations / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * sum;
    if deviations > 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_the_normal_distribution() {
        for (deviations, share) in [
            (0.0, 0.5),
            (1.0, 0.841_344_7),
            (-1.96, 0.024_997_9),
            (4.0, 0.999_968_3),
            (-9.0, 0.0),
        ] {
            assert!(
                (normal(deviations) - share).abs() < 2e-7,
                "{deviations}: {}",
                normal(deviations)
            );
        }
    }

    #[test]
    fn chances_fall_with_time_and_rise_with_bays() {
        let lot = |free, known| Occupancy {
            capacity: known,
            known,
            free: Some(free),
            observed: None,
        };
        let percent = |chance: f64| (100.0 * chance).round();
        for (free, known, minutes, of_lot, of_bay) in [
            (3, 100, 0, 100.0, 100.0),
            (0, 100, 0, 0.0, 100.0),
            (3, 100, 10, 85.0, 38.0),
            (30, 100, 10, 100.0, 91.0),
            (1, 100, 30, 55.0, 0.0),
            (0, 100, 30, 45.0, 0.0),
        ] {
            let found = (
                lot_chance(&lot(free, known), minutes).map(percent),
                percent(bay_chance(&lot(free, known), minutes)),
            );
            assert_eq!(found, (Some(of_lot), of_bay), "{free} of {known} after {minutes}");
        }
        assert_eq!(lot_chance(&Occupancy::default(), 10), None);
    }

    #[test]
    fn forecasts_between_horizons() {
        let horizon = |minutes, free_chance| Ahead {
            minutes,
            occupied: 0.0,
            free_chance,
        };
        let forecast = [horizon(15, 0.8), horizon(30, 0.4)];
        for (minutes, chance) in [
            (0, Some(0.8)),
            (15, Some(0.8)),
            (20, Some(0.666_667)),
            (30, Some(0.4)),
            (31, None),
        ] {
            let found = ahead(&forecast, minutes).map(|chance| (chance * 1e6_f64).round() / 1e6);
            assert_eq!(found, chance, "{minutes}");
        }
    }
}

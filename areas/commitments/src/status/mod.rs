//! How a commitment stands (状态): every word and colour on a board, derived from what was recorded, never entered.
//!
//! A blank is not a zero, a reported value is not a verified one, and there is no mean percentage: measures pass one by
//! one, a commitment is kept when all of them do, and a list is counted by state. All of it is arithmetic on plain
//! values, so that anybody with the published inputs comes to the same board.

mod colour;
mod forecast;
mod state;
mod summary;

pub use colour::{Colour, Month, TOLERANCE_PERCENT, Track, colour, months};
pub use forecast::{Bounds, Forecast, POINTS_MIN, forecast};
pub use state::{Facts, Flag, Grade, SILENCE_DAYS, State, flags, grade, kept, state};
pub use summary::{OnTime, Place, StateCounts, by_place};

use shishi_kernel::{Comparator, Date, Decimal};

use crate::measure::{Direction, TargetValue};
use crate::series::Point;

/// The value known on a day: of the last point on or before it, and of two on one day the one recorded later. `None`
/// when nothing had been said yet.
#[must_use]
pub fn value_at(points: &[Point], on: Date) -> Option<Decimal> {
    last_at(points, on).map(|point| point.value)
}

/// The point that [`value_at`] speaks from.
#[must_use]
pub fn last_at(points: &[Point], on: Date) -> Option<Point> {
    let past = points.iter().filter(|point| point.on <= on);
    past.max_by_key(|point| point.on).copied()
}

/// What is known on a day from both series: the verified value unless the unit has reported for a later day.
#[must_use]
pub fn known_at(reported: &[Point], verified: &[Point], on: Date) -> Option<Point> {
    match (last_at(reported, on), last_at(verified, on)) {
        (Some(reported), Some(verified)) if reported.on > verified.on => Some(reported),
        (reported, verified) => verified.or(reported),
    }
}

/// How far a value has come from the old value to the promised one, from 0 to 1, for a bar on a page and for nothing
/// else. A promised value below the old one is reached by falling. Where there is no way to go (the same value, or an
/// upper limit) it is all or nothing. `None` when the figures are too large to divide.
#[must_use]
pub fn progress(value: Decimal, baseline: Option<Decimal>, target: &TargetValue) -> Option<Decimal> {
    let from = baseline.unwrap_or_default();
    let share = |there: bool| Some(if there { Decimal::ONE } else { Decimal::ZERO });
    if target.comparator == Comparator::Le && baseline.is_none_or(|old| old <= target.value) {
        return share(value <= target.value);
    }
    let way = target.value.checked_sub(from)?;
    if way.is_zero() {
        return share(value >= target.value);
    }
    let gone = value.checked_sub(from)?;
    Some(gone.checked_div(way)?.clamp(Decimal::ZERO, Decimal::ONE))
}

/// Which way a value may differ from what is expected: a limit is kept from below.
#[must_use]
pub fn direction(kind: crate::measure::MeasureKind, baseline: Option<Decimal>, target: &TargetValue) -> Direction {
    match target.comparator {
        Comparator::Le => Direction::Less,
        _ => Direction::of(kind, baseline, target),
    }
}

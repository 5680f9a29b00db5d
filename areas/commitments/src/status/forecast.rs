//! Where the record so far leads by the last day that counts. Always shown as a forecast, never as a value.

use shishi_kernel::{Date, Decimal};

use crate::series::Point;

/// Fewer points than this say nothing about where they lead.
pub const POINTS_MIN: usize = 3;
/// The newest points that are looked at.
const POINTS_MAX: usize = 60;
/// The interval holds the middle of all pairwise slopes, leaving out a tenth at each end.
const TAIL_TENTHS: usize = 1;

/// What a value of a kind can be at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// It cannot be less.
    pub least: Option<Decimal>,
    /// It cannot be more.
    pub most: Option<Decimal>,
}

impl Bounds {
    fn hold(self, value: Decimal) -> Decimal {
        let raised = self.least.map_or(value, |least| value.max(least));
        self.most.map_or(raised, |most| raised.min(most))
    }
}

/// A value that the record so far leads to, with an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The day.
    pub on: Date,
    /// Going on at the median pace.
    pub value: Decimal,
    /// Going on at a slow pace of the record.
    pub low: Decimal,
    /// Going on at a fast pace of the record.
    pub high: Decimal,
}

/// The value on a day after the last point: the last value, and from there the median of the slopes between all pairs
/// of points (Theil and Sen), which one odd report does not move. The interval goes on at the tenth and ninetieth
/// hundredth of the same slopes. `None` with fewer than [`POINTS_MIN`] days or when the day is not in the future.
#[must_use]
pub fn forecast(points: &[Point], on: Date, bounds: Bounds) -> Option<Forecast> {
    let points = one_a_day(points);
    let points = &points[points.len().saturating_sub(POINTS_MAX)..];
    let last = points.last().filter(|_| points.len() >= POINTS_MIN)?;
    if on <= last.on {
        return None;
    }
    let mut slopes = Vec::with_capacity(points.len() * points.len() / 2);
    for (index, later) in points.iter().enumerate() {
        for earlier in &points[..index] {
            let rise = later.value.checked_sub(earlier.value)?;
            slopes.push(rise.checked_div(days(earlier.on, later.on))?);
        }
    }
    slopes.sort_unstable();
    let ahead = days(last.on, on);
    let lead = |slope: Decimal| {
        let value = last.value.checked_add(slope.checked_mul(ahead)?)?;
        Some(bounds.hold(value.round_dp(4)).normalize())
    };
    let end = slopes.len() - 1;
    let tail = end * TAIL_TENTHS / 10;
    Some(Forecast {
        on,
        value: lead(median(&slopes))?,
        low: lead(slopes[tail])?,
        high: lead(slopes[end - tail])?,
    })
}

/// Earliest first, and of several on one day the one recorded last.
fn one_a_day(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_by_key(|point| point.on);
    let mut kept: Vec<Point> = Vec::with_capacity(sorted.len());
    for point in sorted {
        match kept.last_mut().filter(|last| last.on == point.on) {
            Some(last) => *last = point,
            None => kept.push(point),
        }
    }
    kept
}

fn days(from: Date, to: Date) -> Decimal {
    Decimal::from(from.duration_until(to).as_hours() / 24)
}

fn median(sorted: &[Decimal]) -> Decimal {
    let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    low + (high - low) / Decimal::TWO
}

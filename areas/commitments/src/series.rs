//! Values of a measure over time: what was planned, and what was found.

use serde::{Deserialize, Serialize};
use shishi_kernel::{Date, Decimal};

/// A value on a day, cumulative since the year's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The day to which it speaks.
    pub on: Date,
    /// The value in the measure's unit.
    pub value: Decimal,
}

/// The expected value of a measure by day (序时计划), earliest day first, each day once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trajectory(Vec<Point>);

impl Trajectory {
    /// From points in any order; `None` when a day stands twice.
    #[must_use]
    pub fn new(mut points: Vec<Point>) -> Option<Self> {
        points.sort_by_key(|point| point.on);
        let twice = points.windows(2).any(|pair| pair[0].on == pair[1].on);
        (!twice).then_some(Self(points))
    }

    /// The points, earliest first.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.0
    }

    /// What is expected on a day: the last point on or before it. `None` before the first, when nothing is due yet.
    #[must_use]
    pub fn expected(&self, on: Date) -> Option<Decimal> {
        let past = self.0.partition_point(|point| point.on <= on);
        past.checked_sub(1).map(|last| self.0[last].value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(on: &str, value: i64) -> Point {
        Point {
            on: on.parse().unwrap(),
            value: value.into(),
        }
    }

    #[test]
    fn a_trajectory_is_a_staircase() {
        let plan = Trajectory::new(vec![point("2020-09-30", 20), point("2020-06-30", 5)]).unwrap();
        for (on, expected) in [
            ("2020-06-29", None),
            ("2020-06-30", Some(5)),
            ("2020-09-29", Some(5)),
            ("2020-09-30", Some(20)),
            ("2021-01-01", Some(20)),
        ] {
            assert_eq!(plan.expected(on.parse().unwrap()), expected.map(Decimal::from), "{on}");
        }
        assert_eq!(
            Trajectory::new(vec![point("2020-06-30", 5), point("2020-06-30", 6)]),
            None
        );
        assert_eq!(Trajectory::default().expected("2020-06-30".parse().unwrap()), None);
    }
}

//! By what right a vehicle stands, and the parts of a stay that follow from it.
//!
//! APDS calls what may be granted a right, what somebody has got an assigned right, and a part of a stay under one right a
//! segment. A booking, a monthly card, an exemption and just driving in are then one thing with four names.

use crate::booking::{BayId, Interval, VehicleId};

/// By what right a vehicle may stand. Later ones go before earlier ones where several hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// It drove in: the tariff holds.
    WalkIn,
    /// A place was promised to it.
    Booking,
    /// It has a monthly card.
    MonthlyCard,
    /// It pays nothing: police, ambulances, the list of the jurisdiction.
    Exempt,
}

impl Right {
    /// Its name in files and interfaces.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::WalkIn => "walk_in",
            Self::Booking => "booking",
            Self::MonthlyCard => "monthly_card",
            Self::Exempt => "exempt",
        }
    }
}

/// A right that a vehicle has in a lot for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssignedRight {
    /// Which right.
    pub right: Right,
    /// Who has it.
    pub plate: VehicleId,
    /// The bay that it is for; none where any bay will do.
    pub bay: Option<BayId>,
    /// For how long.
    pub interval: Interval,
}

/// A part of a stay under one right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Which right.
    pub right: Right,
    /// For how long; segments of a stay follow each other without a gap.
    pub interval: Interval,
}

/// The segments of a stay of a vehicle: in each minute the highest right that it has, and walking in where it has none.
#[must_use]
pub fn segments(stay: Interval, plate: VehicleId, rights: &[AssignedRight]) -> Vec<Segment> {
    let own: Vec<&AssignedRight> = rights
        .iter()
        .filter(|right| right.plate == plate && right.interval.meets(stay))
        .collect();
    let mut cuts: Vec<_> = own
        .iter()
        .flat_map(|right| [right.interval.start(), right.interval.end()])
        .chain([stay.start(), stay.end()])
        .filter(|minute| stay.covers(*minute) || *minute == stay.end())
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut segments: Vec<Segment> = Vec::new();
    for pair in cuts.windows(2) {
        let held = own.iter().filter(|right| right.interval.covers(pair[0]));
        let right = held.map(|right| right.right).max().unwrap_or(Right::WalkIn);
        let start = match segments.last() {
            Some(last) if last.right == right => segments.pop().map_or(pair[0], |last| last.interval.start()),
            _ => pair[0],
        };
        segments.extend(Interval::new(start, pair[1]).map(|interval| Segment { right, interval }));
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::Minute;

    #[test]
    fn the_highest_right_of_each_minute() {
        let plate = VehicleId(1);
        let interval = |start, end| Interval::new(Minute(start), Minute(end)).unwrap();
        let has = |right, start, end| AssignedRight {
            right,
            plate,
            bay: None,
            interval: interval(start, end),
        };
        let other = AssignedRight {
            plate: VehicleId(2),
            ..has(Right::Exempt, 0, 1000)
        };
        for (rights, expected) in [
            (vec![other], vec![(Right::WalkIn, 100, 200)]),
            (
                vec![has(Right::MonthlyCard, 0, 150)],
                vec![(Right::MonthlyCard, 100, 150), (Right::WalkIn, 150, 200)],
            ),
            (
                vec![has(Right::MonthlyCard, 0, 150), has(Right::MonthlyCard, 150, 900)],
                vec![(Right::MonthlyCard, 100, 200)],
            ),
            (
                vec![has(Right::Booking, 120, 180), has(Right::Exempt, 140, 160)],
                vec![
                    (Right::WalkIn, 100, 120),
                    (Right::Booking, 120, 140),
                    (Right::Exempt, 140, 160),
                    (Right::Booking, 160, 180),
                    (Right::WalkIn, 180, 200),
                ],
            ),
        ] {
            let found: Vec<_> = segments(interval(100, 200), plate, &rights)
                .into_iter()
                .map(|segment| (segment.right, segment.interval.start().0, segment.interval.end().0))
                .collect();
            assert_eq!(found, expected);
        }
    }
}

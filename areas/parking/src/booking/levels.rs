//! How many bookings are active at every minute, and which booking has which bay when.
//!
//! The level is a step function in a sorted map: it changes only at the keys. A question over an interval reads the steps that
//! lie in it and no others, and steps that no longer step are taken out, so that the map is never larger than twice the bookings.

use super::{BayId, BookingId, Interval, Minute};
use std::collections::BTreeMap;

/// A count for every minute, zero at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// From the key until the next key the level is the value; before the first it is zero.
    steps: BTreeMap<Minute, u32>,
}

impl Levels {
    /// The level at a minute.
    #[must_use]
    pub fn at(&self, minute: Minute) -> u32 {
        self.steps.range(..=minute).next_back().map_or(0, |(_, level)| *level)
    }

    /// The highest level within an interval.
    #[must_use]
    pub fn peak(&self, interval: Interval) -> u32 {
        let within = self.steps.range(interval.start..interval.end).map(|(_, level)| *level);
        within.max().unwrap_or(0).max(self.at(interval.start))
    }

    /// One more in every minute of the interval.
    pub fn take(&mut self, interval: Interval) {
        self.shift(interval, |level| level.saturating_add(1));
    }

    /// One less in every minute of an interval that was taken.
    pub fn free(&mut self, interval: Interval) {
        self.shift(interval, |level| level.saturating_sub(1));
    }

    /// How many steps are held.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    fn shift(&mut self, interval: Interval, by: impl Fn(u32) -> u32) {
        let Interval { start, end } = interval;
        for edge in [start, end] {
            let level = self.at(edge);
            self.steps.entry(edge).or_insert(level);
        }
        for (_, level) in self.steps.range_mut(start..end) {
            *level = by(*level);
        }
        // Only the edges can have become flat: between them every level moved alike.
        for edge in [start, end] {
            let before = self.steps.range(..edge).next_back().map_or(0, |(_, level)| *level);
            if self.steps.get(&edge) == Some(&before) {
                self.steps.remove(&edge);
            }
        }
    }
}

/// Which booking has which bay when; no two have one bay at one minute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bays {
    taken: BTreeMap<(BayId, Minute), (Minute, BookingId)>,
}

impl Bays {
    /// Whether nobody but `but` has the bay at any minute of the interval.
    #[must_use]
    pub fn is_free(&self, bay: BayId, interval: Interval, but: Option<BookingId>) -> bool {
        // What one bay is taken for is disjoint, so from the end backwards the first that ended before is the last to look at.
        self.taken
            .range((bay, Minute(i64::MIN))..(bay, interval.end))
            .rev()
            .take_while(|(_, (end, _))| *end > interval.start)
            .all(|(_, (_, by))| Some(*by) == but)
    }

    /// Takes the bay; to be asked of [`Bays::is_free`] before.
    pub fn take(&mut self, bay: BayId, interval: Interval, by: BookingId) {
        self.taken.insert((bay, interval.start), (interval.end, by));
    }

    /// Gives the bay back.
    pub fn free(&mut self, bay: BayId, interval: Interval) {
        self.taken.remove(&(bay, interval.start));
    }
}

//! Booking a place in a lot: who may come when, and that no place is promised twice.
//!
//! [`Lot`] is the state, [`Command`] what is asked, and [`Lot::handle`] the one way in: with the minute that it is, it gives back
//! the [`Event`]s that follow, the lapses that were due before among them, and an [`Answer`] or a named refusal. The same events
//! applied to an empty lot give the same lot. The life-cycle is in [`life`], the promise never to exceed what may be booked in [`levels`].
//!
//! Time is whole minutes and half-open: who leaves at nine does not meet who comes at nine. A booking keeps its place from some
//! minutes before its start (the hold). Nothing here waits for a timer: a booking nobody came for, a question nobody confirmed and
//! an offer nobody took lapse at their own minute, whenever the lot is next asked.
//!
//! A vehicle is a number that stands for its plate: plates themselves are not known here.

mod decide;
pub mod levels;
pub mod life;
mod lot;
pub mod refusal;

pub use decide::{Answer, Gate, Outcome};
pub use life::{
    Ask, Booking, Cancellation, Change, Command, Event, Failure, Pending, Place, Rejection, State, Verdict, What,
};
pub use lot::{Asked, Lot, Question};
pub use refusal::BookingRefusal;

use serde::{Deserialize, Serialize};

/// Bookings that one lot may remember at once; [`Lot::forget`] makes room.
pub const BOOKINGS_MAX: usize = 1_000_000;

/// The farthest minute that can be spoken of, to either side of 1970: some thousand years.
pub const MINUTE_MAX: i64 = 600_000_000;

/// Minutes since the beginning of 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Minute(pub i64);

impl Minute {
    /// So many minutes later.
    #[must_use]
    pub fn later(self, minutes: u32) -> Self {
        Self(self.0.saturating_add(i64::from(minutes)))
    }

    /// So many minutes earlier.
    #[must_use]
    pub fn earlier(self, minutes: u32) -> Self {
        Self(self.0.saturating_sub(i64::from(minutes)))
    }
}

impl From<jiff::Timestamp> for Minute {
    fn from(instant: jiff::Timestamp) -> Self {
        Self(instant.as_second().div_euclid(60))
    }
}

/// From a minute until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    start: Minute,
    end: Minute,
}

impl Interval {
    /// From `start` until before `end`; none where that is nothing, or is out of all time.
    #[must_use]
    pub fn new(start: Minute, end: Minute) -> Option<Self> {
        let known = |minute: Minute| minute.0.abs() <= MINUTE_MAX;
        (start < end && known(start) && known(end)).then_some(Self { start, end })
    }

    /// The first minute.
    #[must_use]
    pub fn start(self) -> Minute {
        self.start
    }

    /// The minute after the last.
    #[must_use]
    pub fn end(self) -> Minute {
        self.end
    }

    /// How long it is.
    #[must_use]
    pub fn minutes(self) -> i64 {
        self.end.0 - self.start.0
    }

    /// Whether the minute is in it.
    #[must_use]
    pub fn covers(self, minute: Minute) -> bool {
        self.start <= minute && minute < self.end
    }

    /// Whether some minute is in both.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What is left of it without the other: nothing, one part or two.
    pub fn without(self, other: Self) -> impl Iterator<Item = Self> {
        let parts = if self.meets(other) {
            [
                (self.start < other.start).then_some(Self {
                    start: self.start,
                    end: other.start,
                }),
                (other.end < self.end).then_some(Self {
                    start: other.end,
                    end: self.end,
                }),
            ]
        } else {
            [Some(self), None]
        };
        parts.into_iter().flatten()
    }
}

/// The number that stands for a plate of one number and colour. Which plate it is, is not known here and may be forgotten anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VehicleId(pub u64);

/// The id that whoever asks gives a question, so that asking twice is asking once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u128);

/// A booking of one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BookingId(pub u64);

/// A bay of one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BayId(pub u32);

/// What a lot promises and asks of those who book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Bookings that may be active at one minute.
    pub quota: u32,
    /// The bays that vehicles are guided to; none where a booking is for the lot and not for a bay.
    pub bays: Vec<BayId>,
    /// Minutes that a place is kept before the start.
    pub hold_minutes: u32,
    /// Minutes after the start at which a booking nobody came for is released; at least one.
    pub no_show_minutes: u32,
    /// Minutes that a confirmation may take; none where a booking needs no confirmation.
    pub confirm_minutes: Option<u32>,
    /// Minutes that an offer to somebody who waited stands; at least one.
    pub offer_minutes: u32,
    /// Until so many minutes before the start a booking may be changed.
    pub change_until_minutes: u32,
    /// Until so many minutes before the start the driver may cancel.
    pub cancel_until_minutes: u32,
    /// The shortest booking in minutes.
    pub duration_min: u32,
    /// The longest booking in minutes.
    pub duration_max: u32,
    /// How many minutes ahead a booking may start.
    pub ahead_max: u32,
    /// Open bookings of one plate.
    pub open_max: u32,
    /// With so many no-shows within [`Terms::no_show_memory`] a plate books no more; zero for no limit.
    pub no_shows_max: u32,
    /// Minutes for which a no-show counts.
    pub no_show_memory: u32,
    /// Those who may wait at once.
    pub waiting_max: usize,
}

impl Terms {
    /// The minutes for which a place is kept for a booking that is made at `at`: the hold is no longer than what is left of it.
    #[must_use]
    pub fn kept(&self, interval: Interval, at: Minute) -> Interval {
        let held = interval.start.earlier(self.hold_minutes);
        Interval {
            start: held.max(at).min(interval.start),
            end: interval.end,
        }
    }

    /// The same with fewer bays in service: of those that vehicles are guided to the ones that are, and no more bookings at one minute than there are
    /// bays at all. What was promised before is not taken back.
    #[must_use]
    pub fn within(&self, capacity: u32, is_in_service: impl Fn(BayId) -> bool) -> Self {
        let bays: Vec<BayId> = self.bays.iter().copied().filter(|bay| is_in_service(*bay)).collect();
        // Without a bay left to guide to, a booking would be for the lot: that was never offered.
        let has_place = !bays.is_empty() || self.bays.is_empty();
        Self {
            quota: if has_place { self.quota.min(capacity) } else { 0 },
            bays,
            ..self.clone()
        }
    }

    /// The minute at which a booking nobody came for is released.
    #[must_use]
    pub fn no_show_at(&self, interval: Interval) -> Minute {
        interval.start.later(self.no_show_minutes.max(1)).min(interval.end)
    }
}

//! The colour of a measure against its approved trajectory (序时进度).

use shishi_kernel::{Date, Decimal};

use super::known_at;
use crate::measure::Direction;
use crate::series::{Point, Trajectory};

/// How far below the expected value is still yellow, in per cent of it, unless the scheme says otherwise.
pub const TOLERANCE_PERCENT: u32 = 10;

/// How a measure stands against its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// There is no approved plan to stand against. Never shown as green.
    Grey,
    /// At or ahead of the plan, or nothing is due yet.
    Green,
    /// Behind, within the tolerance; or it was red earlier in the month.
    Yellow,
    /// Behind the plan, or nothing is known where something is due.
    Red,
}

impl Colour {
    /// Every colour, best known first.
    pub const ALL: [Self; 4] = [Self::Green, Self::Yellow, Self::Red, Self::Grey];

    /// The stable code used on the wire and for styles.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// The colour of several measures together: the worst that is known; grey only when no measure has a plan.
    #[must_use]
    pub fn worst(colours: impl IntoIterator<Item = Self>) -> Self {
        colours.into_iter().max().unwrap_or(Self::Grey)
    }
}

/// What a measure's colour is worked out from.
#[derive(Clone, Copy, Debug)]
pub struct Track<'a> {
    /// The approved trajectory; without points there is no plan.
    pub plan: &'a Trajectory,
    /// What the unit reported.
    pub reported: &'a [Point],
    /// What was verified.
    pub verified: &'a [Point],
    /// Which way a value may differ.
    pub direction: Direction,
    /// How far behind is still yellow, in per cent of the expected value.
    pub tolerance_percent: u32,
}

/// The colour of one value against one expected value, `None` being unknown and nothing due.
///
/// Silence where something is due is red: a unit must not look better for saying nothing.
#[must_use]
pub fn colour(value: Option<Decimal>, expected: Option<Decimal>, direction: Direction, percent: u32) -> Colour {
    let Some(expected) = expected else {
        return Colour::Green;
    };
    let Some(value) = value else { return Colour::Red };
    let ahead = value.saturating_sub(expected);
    let behind = match direction {
        Direction::More => -ahead,
        Direction::Less => ahead,
        Direction::Exact => ahead.abs(),
    };
    let share = Decimal::from(percent) / Decimal::ONE_HUNDRED;
    if behind <= Decimal::ZERO {
        Colour::Green
    } else if behind <= expected.abs().saturating_mul(share) {
        Colour::Yellow
    } else {
        Colour::Red
    }
}

impl Track<'_> {
    /// The colour on a day, as if it were the only day.
    #[must_use]
    pub fn on(&self, day: Date) -> Colour {
        if self.plan.points().is_empty() {
            return Colour::Grey;
        }
        let known = known_at(self.reported, self.verified, day).map(|point| point.value);
        colour(known, self.plan.expected(day), self.direction, self.tolerance_percent)
    }
}

/// A month of the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// Its colour, by the scar rule.
    pub colour: Colour,
    /// Whether it would be better but for having been red earlier in the month.
    pub scar: bool,
}

/// The months from `from` to `today`, each with its colour at its end (the running one: today). A month that was red on
/// any of its days is at most yellow: catching up does not undo having been behind.
#[must_use]
pub fn months(track: &Track<'_>, from: Date, today: Date) -> Vec<Month> {
    let mut months = Vec::new();
    let mut first = from.first_of_month();
    while first <= today {
        let last = first.last_of_month().min(today);
        months.push(month(track, first, last));
        // After the last month that a date can hold there is none.
        let Ok(next) = first.last_of_month().tomorrow() else {
            break;
        };
        first = next;
    }
    months
}

fn month(track: &Track<'_>, first: Date, last: Date) -> Month {
    let at_end = track.on(last);
    // The colour moves only on the days of points, so that these days stand for all.
    let series = [track.plan.points(), track.reported, track.verified];
    let moves = series.into_iter().flatten().map(|point| point.on);
    let was_red = std::iter::once(first)
        .chain(moves.filter(|day| (first..=last).contains(day)))
        .any(|day| track.on(day) == Colour::Red);
    let scar = was_red && at_end == Colour::Green;
    Month {
        first,
        colour: if scar { Colour::Yellow } else { at_end },
        scar: was_red && at_end != Colour::Red,
    }
}

//! Many commitments at once: counted, never averaged.

use shishi_kernel::{Date, Decimal};

use super::State;

/// How many commitments are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateCounts([u32; State::ALL.len()]);

impl StateCounts {
    /// How many are in a state.
    #[must_use]
    pub const fn of(&self, state: State) -> u32 {
        self.0[state as usize]
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// The states that anything is in, in their order.
    pub fn present(&self) -> impl Iterator<Item = (State, u32)> {
        State::ALL
            .iter()
            .map(|state| (*state, self.of(*state)))
            .filter(|(_, count)| *count > 0)
    }
}

impl FromIterator<State> for StateCounts {
    fn from_iter<T: IntoIterator<Item = State>>(states: T) -> Self {
        let mut counts = Self::default();
        for state in states {
            counts.0[state as usize] += 1;
        }
        counts
    }
}

/// What the on-time rate is made of. What is open and not yet due is in neither part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnTime {
    /// Done by the last day that counts.
    pub on_time: u32,
    /// Done later.
    pub late: u32,
    /// Past its last day and not done.
    pub open_overdue: u32,
}

impl OnTime {
    /// Counts one commitment: the day on which it was done as verified, if it was, and its last day.
    pub fn add(&mut self, done: Option<Date>, cut_off: Option<Date>, today: Date) {
        match (done, cut_off) {
            (Some(done), Some(last)) if done > last => self.late += 1,
            (Some(_), _) => self.on_time += 1,
            (None, Some(last)) if last < today => self.open_overdue += 1,
            (None, _) => {}
        }
    }

    /// Done, or open past the last day: what the rate is of.
    #[must_use]
    pub const fn due(&self) -> u32 {
        self.on_time + self.late + self.open_overdue
    }

    /// Done on time / (done + open overdue), in per cent; `None` while nothing is due.
    #[must_use]
    pub fn percent(&self) -> Option<Decimal> {
        let share = Decimal::from(self.on_time).checked_div(self.due().into())?;
        Some((share * Decimal::ONE_HUNDRED).round_dp(1).normalize())
    }
}

/// A distributive's value at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The place as printed; `None` for what is elsewhere.
    pub name: Option<String>,
    /// The sum there; `None` when nothing was said, which is not zero.
    pub value: Option<Decimal>,
    /// What was promised there.
    pub promised: Option<Decimal>,
}

/// Splits values by place: the promised places in their order, then what lies elsewhere, if anything does.
#[must_use]
pub fn by_place(places: &[String], promised: Option<Decimal>, values: &[(String, Decimal)]) -> Vec<Place> {
    let sum = |of: &dyn Fn(&str) -> bool| {
        let inside = values.iter().filter(|(name, _)| of(name)).map(|(_, value)| *value);
        inside.reduce(|sum, value| sum.saturating_add(value))
    };
    let mut split: Vec<Place> = places
        .iter()
        .map(|place| Place {
            name: Some(place.clone()),
            value: sum(&|name| name == place),
            promised,
        })
        .collect();
    let elsewhere = sum(&|name| places.iter().all(|place| place != name));
    split.extend(elsewhere.map(|value| Place {
        name: None,
        value: Some(value),
        promised: None,
    }));
    split
}

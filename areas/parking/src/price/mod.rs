//! The price of a stay, with a line for everything that it is made of.
//!
//! The order: which version and class; minutes off the end (discounts in time, charging); free minutes; the ladder window
//! by window; caps; the class's factor; bays; surcharges and discounts in the order of the file; overstay after charging.

pub(crate) mod adjust;
mod basis;
mod due;
mod ladder;
pub(crate) mod timeline;
pub(crate) mod trace;
mod walk;

pub use basis::{Basis, CardHeld, Earlier, Grant, Granted, LARGE, NEW_ENERGY};
pub use due::{Due, Payment, Quote, due, quote};
pub use trace::{Line, What};

use crate::refusal::PriceRefusal;
use crate::tariff::{Moment, Rules, Seconds, Tariff, Version};
use shishi_kernel::{Fen, Timestamp};
use timeline::Timeline;
use trace::{Nowhere, Sink};
use walk::{Used, Walk};

/// Longest stay that is priced, in days.
pub const STAY_DAYS_MAX: u32 = 1100;
/// Most bays that one vehicle takes.
pub const BAYS_MAX: u32 = 20;

/// A stay and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Stay<'a> {
    /// When it began.
    pub entry: Timestamp,
    /// When it ended, or is expected to.
    pub exit: Timestamp,
    /// The vehicle's class; `None` for the ordinary one.
    pub class: Option<&'a str>,
    /// Bays that the vehicle takes.
    pub bays: u32,
    /// Names of the surcharges and discounts that it has.
    pub applied: &'a [&'a str],
    /// A monthly card, with the first moment it holds and the first it does no more.
    pub card: Option<(&'a str, Timestamp, Timestamp)>,
    /// Begin and end of charging.
    pub charging: Option<(Timestamp, Timestamp)>,
    /// Free minutes already used on the civil day of the entry, where they are given by the day.
    pub free_used: u32,
}

impl Stay<'_> {
    /// An ordinary stay.
    #[must_use]
    pub const fn new(entry: Timestamp, exit: Timestamp) -> Self {
        Self {
            entry,
            exit,
            class: None,
            bays: 1,
            applied: &[],
            card: None,
            charging: None,
            free_used: 0,
        }
    }
}

/// What a stay costs and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Price {
    /// The version of the tariff, as an index.
    pub version: usize,
    /// Minutes of the stay as they are counted.
    pub minutes: i64,
    /// How it came about.
    pub lines: Vec<Line>,
    /// The sum of the lines.
    #[serde(rename = "total_fen")]
    pub total: Fen,
}

/// Prices a stay, with its lines.
///
/// # Errors
/// When the stay is impossible, or names what the tariff does not have.
pub fn price(tariff: &Tariff, stay: &Stay<'_>) -> Result<Price, PriceRefusal> {
    let mut lines = Vec::new();
    let priced = priced(tariff, stay, &mut lines)?;
    Ok(Price {
        version: priced.version,
        minutes: priced.minutes,
        lines,
        total: priced.total,
    })
}

/// Prices a stay without its lines, which is faster; the same sum.
///
/// # Errors
/// As [`price`].
pub fn total(tariff: &Tariff, stay: &Stay<'_>) -> Result<Fen, PriceRefusal> {
    priced(tariff, stay, &mut Nowhere).map(|priced| priced.total)
}

/// The sum of a stay, and how many free minutes are used up of the civil day of its exit, with those that were used up before it. The
/// vehicle's next stay of that day has so many fewer.
///
/// Only minutes count that cost nothing because they were free: where free minutes lapse, a stay that was too long for them used none.
///
/// # Errors
/// As [`price`].
pub fn total_and_free(tariff: &Tariff, stay: &Stay<'_>) -> Result<(Fen, u32), PriceRefusal> {
    priced(tariff, stay, &mut Nowhere).map(|priced| (priced.total, priced.free_through))
}

/// What pricing finds out beside its lines.
struct Priced {
    version: usize,
    minutes: i64,
    total: Fen,
    /// Free minutes used up of the civil day of the exit.
    free_through: u32,
}

fn priced(tariff: &Tariff, stay: &Stay<'_>, sink: &mut impl Sink) -> Result<Priced, PriceRefusal> {
    let (first, last) = (stay.entry.as_second(), stay.exit.as_second());
    if last < first {
        return Err(PriceRefusal::Backwards {});
    }
    if last - first > i64::from(STAY_DAYS_MAX) * 86_400 {
        return Err(PriceRefusal::TooLong { days: STAY_DAYS_MAX });
    }
    if stay.bays == 0 || stay.bays > BAYS_MAX {
        return Err(PriceRefusal::BaysBad { max: BAYS_MAX });
    }
    let at = match tariff.version_by {
        Moment::Entry => first,
        Moment::Exit => last,
    };
    let index = tariff.version_at(at).ok_or(PriceRefusal::NoVersion {})?;
    let version = &tariff.versions[index];
    let Some(rules) = version.rules_of(stay.class) else {
        let class = stay.class.unwrap_or_default().to_owned();
        return Err(PriceRefusal::ClassUnknown { class });
    };
    let start = first.div_euclid(60);
    let minutes = minutes_between(tariff.seconds, first, last);
    let walk = Walk { tariff, version, rules };
    let mut used = Used::default();
    let day_end = |minute| Timeline::new(tariff, version).midnight_after(minute);
    if rules.free.daily {
        used.day_end = day_end(start);
        used.minutes = stay.free_used;
    }
    let shortened = adjust::minutes_off(rules, stay, minutes, sink)?;
    let base = match stay.card {
        None => walk.run(start, shortened, &mut used, sink),
        Some(card) => adjust::uncovered(&walk, card, (start, shortened), &mut used, sink)?,
    };
    let sum = adjust::amounts(rules, stay, base, sink)?;
    let free_through = match rules.free.daily {
        true => used.of_day(day_end(last.div_euclid(60))),
        false => 0,
    };
    Ok(Priced {
        version: index,
        minutes,
        total: Fen(sum),
        free_through,
    })
}

/// Minutes between two seconds of the epoch, as the tariff counts them.
pub(crate) fn minutes_between(seconds: Seconds, first: i64, last: i64) -> i64 {
    match seconds {
        Seconds::Up => (last - first + 59).div_euclid(60),
        Seconds::Down => (last - first).div_euclid(60),
        Seconds::Drop => last.div_euclid(60) - first.div_euclid(60),
    }
}

impl Tariff {
    /// The version that holds at a second of the epoch.
    #[must_use]
    pub fn version_at(&self, second: i64) -> Option<usize> {
        if let [Version { from: None, .. }] = self.versions.as_slice() {
            return Some(0);
        }
        self.versions
            .iter()
            .rposition(|version| version.from.is_none_or(|from| self.zone.second(from) <= second))
    }
}

impl Rules {
    /// Whether a stay has a surcharge or discount.
    pub(crate) fn applies(name: &str, stay: &Stay<'_>) -> bool {
        name == "always" || stay.applied.contains(&name)
    }
}

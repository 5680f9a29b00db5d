//! A tariff: what is charged for parking, as data.
//!
//! [`Tariff`] holds versions in the order of their first moment; each is a [`Rules`] with windows of the day, a ladder of
//! prices for each, and how they are put together. Everything is whole: fen, minutes. The text form is read by
//! [`Tariff::read`], which names every fault with its line, and written by [`Tariff::write`]; it is described in the
//! documentation of `read.rs`. To add a rule: a field here, a line in `keys.rs` and `write.rs`, its arithmetic in
//! `price/`, and the same in the naive counter of the tests.

mod keys;
mod read;
mod units;
mod write;
mod zone;

pub use units::{duration_text, yuan_text};
pub use zone::Zone;

use jiff::civil::{Date, DateTime};

/// Most bytes of a tariff file.
pub const FILE_BYTES_MAX: usize = 64 * 1024;
/// Most characters of a line.
pub const LINE_CHARS_MAX: usize = 400;
/// Most characters of a name.
pub const NAME_CHARS_MAX: usize = 40;
/// Most versions of a tariff.
pub const VERSIONS_MAX: usize = 200;
/// Most windows of a version, and ranges of one.
pub const WINDOWS_MAX: usize = 8;
/// Most steps of a ladder.
pub const STEPS_MAX: usize = 48;
/// Most classes, seasons, holidays' ranges, adjustments and cards of a version.
pub const NAMES_MAX: usize = 32;
/// Longest duration that a tariff names, in minutes: 31 days.
pub const MINUTES_MAX: u32 = 31 * 1440;
/// Largest amount that a tariff names, in fen: 100,000 yuan.
pub const FEN_MAX: i64 = 10_000_000;

/// A lot's tariff with all its versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Tariff {
    /// The name for people; may be empty.
    pub name: String,
    /// Where the windows' times of day are read.
    pub zone: Zone,
    /// What becomes of the seconds of a stay.
    pub seconds: Seconds,
    /// Which moment of a stay decides on the version.
    pub version_by: Moment,
    /// Named parts of the year.
    pub seasons: Vec<Season>,
    /// Days that count as holidays for windows, first and last.
    pub holidays: Vec<(Date, Date)>,
    /// The versions in order; at least one.
    pub versions: Vec<Version>,
}

/// A part of the year by month and day, both ends included; may go over the new year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    /// Its name.
    pub name: String,
    /// First month and day.
    pub first: (i8, i8),
    /// Last month and day.
    pub last: (i8, i8),
}

/// What becomes of the seconds of a stay when its minutes are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seconds {
    /// A minute that was begun counts: the published "over 15 minutes" to the second.
    #[default]
    Up,
    /// Only full minutes count.
    Down,
    /// Entry and exit are each cut to their minute on the clock, then subtracted.
    Drop,
}

/// A moment of a stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Moment {
    /// When it begins.
    #[default]
    Entry,
    /// When it ends.
    Exit,
}

/// The rules from a moment on.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The first moment in civil time; `None` is always, and only for the first version.
    pub from: Option<DateTime>,
    /// The windows of the day; the first range that fits a minute counts.
    pub windows: Vec<Window>,
    /// The rules for vehicles without a class.
    pub rules: Rules,
    /// Vehicle classes with the rules that hold for them.
    pub classes: Vec<(String, Rules)>,
}

/// A named window of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its name.
    pub name: String,
    /// When it holds; none means the rest of the day (`otherwise`).
    pub ranges: Vec<Range>,
}

/// Minutes of the day on some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// First minute of the day.
    pub from: u32,
    /// The minute after the last, to 1440; not above `from` means over midnight.
    pub until: u32,
    /// On which days, by the civil date of the minute.
    pub days: Days,
    /// In which season, as an index into the tariff's.
    pub season: Option<usize>,
}

/// Days on which a range holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Days {
    /// Every day.
    #[default]
    All,
    /// Working days by the calendar of China, without the tariff's holidays.
    Work,
    /// Days that are not worked, and the tariff's holidays.
    Rest,
    /// The tariff's holidays.
    Holidays,
    /// Days of the week, bit 0 is Monday.
    Week(u8),
}

/// How a stay is priced within a version.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// Minutes without charge.
    pub free: Free,
    /// One ladder for each window, in the order of the windows.
    pub rates: Vec<Rate>,
    /// Whose minutes the ladder counts.
    pub ladder: Ladder,
    /// What happens where two windows meet.
    pub boundary: Boundary,
    /// Most that is charged.
    pub caps: Vec<Cap>,
    /// What happens after each 24 hours.
    pub next: Next,
    /// The amount after caps times this, in per cent (200 for large vehicles that pay double).
    pub times_percent: u32,
    /// Surcharges and discounts in the order in which they are applied.
    pub adjustments: Vec<Adjustment>,
    /// Monthly cards.
    pub cards: Vec<Card>,
    /// Minutes that a charging vehicle does not pay for.
    pub charging: Option<Charging>,
    /// What is due for staying on after charging.
    pub overstay: Option<Overstay>,
    /// Minutes to leave after paying.
    pub grace: u32,
    /// Classes that were copied from another version and not changed yet; only while a file is read.
    pub(crate) copied_classes: Vec<String>,
}

impl Rules {
    /// Rules that charge nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            times_percent: 100,
            ..Self::default()
        }
    }
}

/// Minutes without charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    /// How many.
    pub minutes: u32,
    /// Whether they are charged as well once they are exceeded.
    pub lapses: bool,
    /// Whether they are given on each civil day rather than once a stay.
    pub daily: bool,
}

impl Default for Free {
    fn default() -> Self {
        Self {
            minutes: 0,
            lapses: true,
            daily: false,
        }
    }
}

/// A ladder of prices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// The steps; none means free.
    pub steps: Vec<Step>,
    /// What a unit that was begun and not finished costs.
    pub rounding: Rounding,
    /// Whether the file gave it, were it only as `free`.
    pub(crate) given: bool,
}

impl Rate {
    /// A ladder of these steps.
    #[must_use]
    pub fn of(steps: Vec<Step>, rounding: Rounding) -> Self {
        Self {
            steps,
            rounding,
            given: true,
        }
    }
}

/// One step of a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The minute of the ladder at which it ends; `u32::MAX` for the last one.
    pub until: u32,
    /// Minutes of a unit; `u32::MAX` when the step is one price whatever its length.
    pub unit: u32,
    /// Fen for a unit.
    pub fen: i64,
}

/// What a part of a unit costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// As much as the whole.
    #[default]
    Up,
    /// Nothing.
    Down,
    /// As much as the whole from its half on.
    Half,
}

/// Whose minutes a ladder counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ladder {
    /// Those in the own window, over the whole stay.
    #[default]
    Own,
    /// All of the stay, whatever the window; a unit is priced by the window in which it begins.
    Stay,
    /// Those of this occurrence of the window.
    Window,
    /// Those in the own window within each 24 hours.
    Day,
}

/// What happens where two windows meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Boundary {
    /// Each window's minutes are priced by their own rate.
    #[default]
    Split,
    /// The rate at the entry holds for the whole stay (at the start of each 24 hours when the ladder restarts).
    Entry,
    /// A stay (each 24 hours) that touches this window is priced by it as a whole.
    Wins(usize),
    /// Units are laid from the entry; the one in which this window meets another is priced by this one.
    Crossing(usize),
}

/// Most that is charged in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// What it is counted over.
    pub scope: Scope,
    /// Fen for the first, second, ... of the scope; the last one repeats.
    pub fen: Vec<i64>,
}

/// What a cap is counted over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Each 24 hours from the entry.
    Rolling,
    /// Each civil day.
    Day,
    /// Each occurrence of a window.
    Window(usize),
    /// The stay.
    Stay,
}

/// What happens after each 24 hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Next {
    /// The ladder goes on.
    #[default]
    Continue,
    /// It starts again, without free minutes.
    Restart,
    /// It starts again with free minutes.
    RestartFree,
}

/// A surcharge or discount for stays that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Its name; a surcharge named `always` applies to every stay.
    pub name: String,
    /// What it does.
    pub kind: AdjustmentKind,
}

/// What a surcharge or discount does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdjustmentKind {
    /// Adds so many per cent (negative for a discount), then rounds half up to a multiple of fen.
    Percent {
        /// Per cent, -100 to 1000.
        percent: i32,
        /// 1 for the fen, 100 for the yuan.
        round_fen: i64,
    },
    /// Adds fen (negative for a discount), never below zero.
    Amount(i64),
    /// Takes minutes off the end of the stay.
    Minutes(u32),
}

/// A monthly card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its name.
    pub name: String,
    /// Fen a month.
    pub fen: i64,
    /// The window that it covers; `None` for all.
    pub covers: Option<usize>,
}

/// Parking minutes that a charging vehicle does not pay for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charging {
    /// At most so many; `u32::MAX` without a limit.
    pub minutes_max: u32,
}

/// What is due for staying on after charging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overstay {
    /// Minutes to leave after charging ends.
    pub after: u32,
    /// Minutes of a unit, begun ones count.
    pub unit: u32,
    /// Fen for a unit.
    pub fen: i64,
    /// Most fen; `i64::MAX` without a limit.
    pub cap: i64,
}

impl Version {
    /// The rules for a class, or for vehicles without one.
    #[must_use]
    pub fn rules_of(&self, class: Option<&str>) -> Option<&Rules> {
        match class {
            None => Some(&self.rules),
            Some(class) => self
                .classes
                .iter()
                .find(|(name, _)| name == class)
                .map(|(_, rules)| rules),
        }
    }
}

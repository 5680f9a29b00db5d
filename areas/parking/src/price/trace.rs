//! How a price came about, line by line.

use crate::tariff::Scope;
use shishi_kernel::Fen;

/// One line; the amounts of all lines of a price sum to its total.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Line {
    /// What it says.
    #[serde(flatten)]
    pub what: What,
    /// What it adds, negative when it takes away.
    pub fen: Fen,
}

/// What a line says; minutes are those of the stay unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// Minutes that cost nothing.
    Free {
        /// How many.
        minutes: i64,
        /// The free minutes of the tariff.
        limit: u32,
    },
    /// Minutes of a window without a rate.
    Unpriced {
        /// How many.
        minutes: i64,
        /// The window's name.
        window: String,
    },
    /// Units of one step of a ladder.
    Units {
        /// The window's name.
        window: String,
        /// Minute of the ladder at which the step begins.
        from: u32,
        /// Minute at which it ends; none for the last step.
        until: Option<u32>,
        /// How many units.
        units: i64,
        /// Minutes of a unit; none for one price whatever the length.
        unit: Option<u32>,
        /// Fen for a unit.
        each: Fen,
        /// The 24 hours they lie in, from 1.
        period: i64,
    },
    /// What a cap takes away.
    Cap {
        /// What it is counted over: `24h`, `day`, `window`, `stay`.
        scope: &'static str,
        /// Which one of them, from 1.
        index: usize,
        /// The cap.
        limit: Fen,
    },
    /// The factor of a class.
    Times {
        /// The class, if it has one.
        class: Option<String>,
        /// In per cent.
        percent: u32,
    },
    /// More than one bay.
    Bays {
        /// How many.
        bays: u32,
    },
    /// A surcharge or discount in per cent.
    Percent {
        /// Its name.
        name: String,
        /// Negative for a discount.
        percent: i32,
        /// The result is rounded half up to a multiple of this.
        round: Fen,
    },
    /// A surcharge or discount of a fixed amount.
    Amount {
        /// Its name.
        name: String,
    },
    /// Minutes that a discount took off the end.
    MinutesOff {
        /// Its name.
        name: String,
        /// How many.
        minutes: i64,
    },
    /// Minutes covered by a card.
    Card {
        /// Its name.
        name: String,
        /// How many.
        minutes: i64,
    },
    /// Minutes not paid for while charging.
    Charging {
        /// How many.
        minutes: i64,
    },
    /// Staying on after charging.
    Overstay {
        /// Minutes beyond what is allowed.
        minutes: i64,
        /// How many units.
        units: i64,
        /// Fen for a unit.
        each: Fen,
    },
}

impl Scope {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Rolling => "24h",
            Self::Day => "day",
            Self::Window(_) => "window",
            Self::Stay => "stay",
        }
    }
}

/// Where lines go: into a list, or nowhere when only the sum is wanted.
pub(crate) trait Sink {
    fn add(&mut self, fen: i64, what: impl FnOnce() -> What);
}

impl Sink for Vec<Line> {
    fn add(&mut self, fen: i64, what: impl FnOnce() -> What) {
        let what = what();
        self.push(Line { what, fen: Fen(fen) });
    }
}

/// Leaves lines out.
pub(crate) struct Nowhere;

impl Sink for Nowhere {
    fn add(&mut self, _: i64, _: impl FnOnce() -> What) {}
}

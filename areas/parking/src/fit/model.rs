//! A tariff of one window as a few numbers, and how well it explains stays.

use crate::price::timeline::DAY;
use crate::tariff::{Cap, Free, Next, Rate, Rounding, Rules, Scope, Step};
use std::collections::BTreeMap;

/// What a paid stay counts when models are compared, against 1 for one without a fee: fees of zero are often permits.
pub(super) const PAID: i64 = 50;

/// A stay as the search sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Minute of the epoch.
    pub(super) entry: i64,
    /// Minute of the epoch.
    pub(super) exit: i64,
    /// Minutes as they stand.
    pub(super) minutes: i64,
    /// Whether it may have been a minute longer.
    pub(super) cut: bool,
    /// Fen.
    pub(super) fen: i64,
}

impl Seen {
    pub(super) fn weight(&self) -> i64 {
        if self.fen > 0 { PAID } else { 1 }
    }
}

/// Free minutes, blocks, a unit that repeats, a cap and what follows 24 hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Model {
    pub(super) free: i64,
    /// Each block's end and the price up to it in all.
    pub(super) blocks: Vec<(i64, i64)>,
    /// Minutes and fen of the unit after the blocks.
    pub(super) unit: (i64, i64),
    pub(super) cap: Option<i64>,
    pub(super) next: Next,
}

impl Model {
    /// Fen for so many minutes of the ladder, without free minutes and cap.
    fn ladder(&self, minutes: i64) -> i64 {
        if minutes <= 0 {
            return 0;
        }
        for (until, fen) in &self.blocks {
            if minutes <= *until {
                return *fen;
            }
        }
        let (begun, sum) = self.blocks.last().copied().unwrap_or((0, 0));
        sum + (minutes - begun + self.unit.0 - 1) / self.unit.0 * self.unit.1
    }

    /// Fen for a stay.
    pub(super) fn fen(&self, minutes: i64) -> i64 {
        if minutes <= self.free {
            return 0;
        }
        let cap = self.cap.unwrap_or(i64::MAX);
        if minutes <= DAY {
            return self.ladder(minutes).min(cap);
        }
        let mut sum = 0;
        let mut begun = 0;
        while begun < minutes {
            let until = minutes.min(begun + DAY);
            let rest = until - begun;
            sum += match self.next {
                Next::Continue => self.ladder(until) - self.ladder(begun),
                Next::RestartFree if rest <= self.free => 0,
                Next::Restart | Next::RestartFree => self.ladder(rest),
            }
            .min(cap);
            begun = until;
        }
        sum
    }

    pub(super) fn explains(&self, seen: &Seen) -> bool {
        self.fen(seen.minutes) == seen.fen || (seen.cut && self.fen(seen.minutes + 1) == seen.fen)
    }

    /// How many numbers it takes to say it: of two that explain alike the simpler one is better.
    pub(super) fn size(&self) -> i64 {
        i64::try_from(self.blocks.len()).unwrap_or(i64::MAX) * 2
            + i64::from(self.cap.is_some())
            + i64::from(self.next != Next::Continue)
    }

    /// The same as rules of a tariff.
    pub(super) fn rules(&self) -> Rules {
        let minutes = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
        let mut steps = Vec::new();
        let (mut begun, mut sum) = (0, 0);
        for (until, fen) in &self.blocks {
            steps.push(Step {
                until: minutes(*until),
                unit: minutes(*until - begun),
                fen: fen - sum,
            });
            (begun, sum) = (*until, *fen);
        }
        // Nothing at all is said as free.
        if !steps.is_empty() || self.unit.1 > 0 {
            steps.push(Step {
                until: u32::MAX,
                unit: minutes(self.unit.0),
                fen: self.unit.1,
            });
        }
        let mut rules = Rules::new();
        rules.free = Free {
            minutes: minutes(self.free),
            ..Free::default()
        };
        rules.rates = vec![Rate::of(steps, Rounding::Up)];
        rules.next = self.next;
        if let Some(cap) = self.cap {
            let scope = Scope::Rolling;
            rules.caps.push(Cap { scope, fen: vec![cap] });
        }
        rules
    }
}

/// Minutes, whether they may have been one more, and each fee with its weight.
type CellRow = (i64, bool, Vec<(i64, i64)>);

/// Stays counted by their minutes and fee.
pub(super) struct Cells {
    rows: Vec<CellRow>,
    pub(super) weight: i64,
}

impl Cells {
    pub(super) fn of<'a>(stays: impl Iterator<Item = &'a Seen>) -> Self {
        let mut counts: BTreeMap<(i64, bool), BTreeMap<i64, i64>> = BTreeMap::new();
        let mut weight = 0;
        for seen in stays {
            let fees = counts.entry((seen.minutes, seen.cut)).or_default();
            *fees.entry(seen.fen).or_default() += seen.weight();
            weight += seen.weight();
        }
        let row =
            |((minutes, cut), fees): ((i64, bool), BTreeMap<i64, i64>)| (minutes, cut, fees.into_iter().collect());
        Self {
            rows: counts.into_iter().map(row).collect(),
            weight,
        }
    }

    /// The weight of the stays that a model explains, less its size.
    pub(super) fn score(&self, model: &Model) -> i64 {
        let mut sum = -model.size() * PAID;
        for (minutes, cut, fees) in &self.rows {
            let fen = model.fen(*minutes);
            let more = if *cut { model.fen(minutes + 1) } else { fen };
            for (charged, weight) in fees {
                if *charged == fen || *charged == more {
                    sum += weight;
                }
            }
        }
        sum
    }

    /// Each minutes-and-fee with its weight, and whether it may have been a minute longer.
    pub(super) fn each(&self) -> impl Iterator<Item = (i64, bool, i64, i64)> {
        let row = |(minutes, cut, fees): &CellRow| {
            let (minutes, cut) = (*minutes, *cut);
            fees.clone()
                .into_iter()
                .map(move |(fen, weight)| (minutes, cut, fen, weight))
        };
        self.rows.iter().flat_map(row)
    }

    /// The fees that are seen often, from the lowest to the highest, at most so many.
    pub(super) fn levels(&self, most: usize) -> Vec<i64> {
        let mut weights: BTreeMap<i64, i64> = BTreeMap::new();
        for (.., fen, weight) in self.each() {
            *weights.entry(fen).or_default() += weight;
        }
        let mut by_weight: Vec<(i64, i64)> = weights.into_iter().map(|(fen, weight)| (weight, fen)).collect();
        by_weight.sort_unstable_by(|a, b| b.cmp(a));
        let mut levels: Vec<i64> = by_weight.into_iter().take(most).map(|(_, fen)| fen).collect();
        levels.push(0);
        levels.sort_unstable();
        levels.dedup();
        levels
    }
}

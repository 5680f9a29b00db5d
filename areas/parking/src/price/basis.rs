//! What bears on the price of a stay beside its times: the vehicle's class, its monthly card, its discounts.
//!
//! They come from a register of what vehicles were granted, from vouchers given to the stay, and from the colour of the plate: by the
//! standards for plates (GA 36) a green one is a new-energy vehicle's, a yellow one a large vehicle's, one that is both a large new-energy
//! vehicle's. A tariff that names a class or a discount [`NEW_ENERGY`], or a class [`LARGE`], has it applied to such plates without anybody
//! registering them. What a tariff does not name it does not know, and the stay is priced without it.

use super::Stay;
use crate::passages::Colour;
use crate::tariff::{Adjustment, AdjustmentKind, Moment, Rules, Tariff};
use serde::{Deserialize, Serialize};
use shishi_kernel::Timestamp;

/// The class or discount of green plates.
pub const NEW_ENERGY: &str = "new-energy";
/// The class of yellow plates.
pub const LARGE: &str = "large";

/// What can be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granted {
    /// A monthly card of the tariff.
    Card,
    /// A vehicle class of the tariff.
    Class,
    /// A discount of the tariff.
    Discount,
}

impl Granted {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Card, Self::Class, Self::Discount];

    /// Its word in forms and rows.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Class => "class",
            Self::Discount => "discount",
        }
    }

    /// What the word stands for.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

/// What a vehicle has, from a moment on and until before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What it is.
    pub what: Granted,
    /// What the tariff calls it.
    pub name: String,
    /// The first moment at which it holds.
    pub from: Timestamp,
    /// The first at which it does no more.
    pub until: Timestamp,
}

/// A monthly card as it bears on a stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardHeld {
    /// What the tariff calls it.
    pub name: String,
    /// The first moment at which it holds.
    pub from: Timestamp,
    /// The first at which it does no more.
    pub until: Timestamp,
}

/// What bears on the price of a stay beside its times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The vehicle's class.
    pub class: Option<String>,
    /// Its monthly card.
    pub card: Option<CardHeld>,
    /// The discounts of vehicle and stay, in the order of the tariff.
    pub discounts: Vec<String>,
    /// Free minutes that the vehicle had used in the lot on the civil day of the entry before it came, where they are given by the day.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub free_used: u32,
    /// The same of the civil day of the exit, with those of the stay itself: what its next stay of that day begins with.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub free_through: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_zero(minutes: &u32) -> bool {
    *minutes == 0
}

/// A stay of the same vehicle in the same lot that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// When it ended.
    pub exit: Timestamp,
    /// Its [`Basis::free_through`].
    pub free_through: u32,
}

impl Basis {
    /// What of a vehicle's grants and a stay's vouchers the tariff knows. A grant bears on every stay of which it holds at least a moment. Of two
    /// classes the one that was granted last holds; of several cards, after those of one name that follow each other are put together, the one
    /// that covers most of the stay.
    #[must_use]
    pub fn of(
        tariff: &Tariff,
        (entry, exit): (Timestamp, Timestamp),
        colour: Colour,
        grants: &[Grant],
        vouchers: &[String],
    ) -> Self {
        let moment = match tariff.version_by {
            Moment::Entry => entry,
            Moment::Exit => exit,
        };
        let Some(version) = tariff.version_at(moment.as_second()) else {
            return Self::default();
        };
        let version = &tariff.versions[version];
        let named = |what| {
            let held = grants
                .iter()
                .filter(move |grant| grant.what == what && grant.from <= exit && entry < grant.until);
            held.map(|grant| grant.name.as_str())
        };
        let is_class = |name: &&str| version.rules_of(Some(name)).is_some();
        let by_colour = classes_of(colour).iter().copied().find(is_class);
        let class = named(Granted::Class).rfind(is_class).or(by_colour);
        let Some(rules) = version.rules_of(class) else {
            return Self::default();
        };
        let given: Vec<&str> = named(Granted::Discount)
            .chain(vouchers.iter().map(String::as_str))
            .chain(is_new_energy(colour).then_some(NEW_ENERGY))
            .collect();
        let discounts = rules.adjustments.iter().filter(|one| is_discount(one));
        Self {
            class: class.map(str::to_owned),
            card: card(rules, entry, exit, grants),
            discounts: discounts
                .map(|one| one.name.clone())
                .filter(|name| given.contains(&name.as_str()))
                .collect(),
            ..Self::default()
        }
    }

    /// The same after the vehicle's stay before, which may have used free minutes of the civil day of this one's entry.
    #[must_use]
    pub fn after(mut self, tariff: &Tariff, entry: Timestamp, earlier: Option<Earlier>) -> Self {
        let of_day = earlier.filter(|earlier| tariff.midnight_before(entry.as_second()) <= earlier.exit.as_second());
        self.free_used = of_day.map_or(0, |earlier| earlier.free_through);
        self
    }

    /// Whether nothing bears on the price but the times.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The discounts' names, as [`Basis::stay`] wants them.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.discounts.iter().map(String::as_str).collect()
    }

    /// A stay on this basis.
    #[must_use]
    pub fn stay<'a>(&'a self, names: &'a [&'a str], entry: Timestamp, exit: Timestamp) -> Stay<'a> {
        Stay {
            class: self.class.as_deref(),
            applied: names,
            card: self
                .card
                .as_ref()
                .map(|card| (card.name.as_str(), card.from, card.until)),
            free_used: self.free_used,
            ..Stay::new(entry, exit)
        }
    }
}

impl Tariff {
    /// Whether any of its rules gives free minutes by the civil day, so that a stay's price depends on the stays before it.
    #[must_use]
    pub fn frees_by_day(&self) -> bool {
        let mut rules = self.versions.iter().flat_map(|version| {
            let classes = version.classes.iter().map(|(_, rules)| rules);
            std::iter::once(&version.rules).chain(classes)
        });
        rules.any(|rules| rules.free.daily)
    }

    /// The first second of the civil day in which a second of the epoch lies.
    #[must_use]
    pub fn midnight_before(&self, second: i64) -> i64 {
        let at = Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
        let day = self.zone.zone().to_datetime(at).date();
        self.zone.second(day.at(0, 0, 0, 0))
    }

    /// The first second of the civil day after it.
    #[must_use]
    pub fn midnight_after(&self, second: i64) -> i64 {
        let at = Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
        let day = self.zone.zone().to_datetime(at).date();
        day.tomorrow()
            .map_or(i64::MAX, |next| self.zone.second(next.at(0, 0, 0, 0)))
    }

    /// The names that can be granted under any version, each once, in the order of the file.
    #[must_use]
    pub fn grantable(&self) -> Vec<(Granted, &str)> {
        let mut names: Vec<(Granted, &str)> = Vec::new();
        for version in &self.versions {
            let classes = version.classes.iter().map(|(name, _)| (Granted::Class, name.as_str()));
            let rules = std::iter::once(&version.rules).chain(version.classes.iter().map(|(_, rules)| rules));
            let of_rules = rules.flat_map(|rules| {
                let cards = rules.cards.iter().map(|card| (Granted::Card, card.name.as_str()));
                let discounts = rules.adjustments.iter().filter(|one| is_discount(one));
                cards.chain(discounts.map(|one| (Granted::Discount, one.name.as_str())))
            });
            for name in classes.chain(of_rules) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}

/// The classes that a colour stands for; the first that the tariff has holds.
const fn classes_of(colour: Colour) -> &'static [&'static str] {
    match colour {
        Colour::Green => &[NEW_ENERGY],
        Colour::Yellow => &[LARGE],
        Colour::YellowGreen => &[LARGE, NEW_ENERGY],
        Colour::Unread | Colour::Blue | Colour::White | Colour::Black => &[],
    }
}

const fn is_new_energy(colour: Colour) -> bool {
    matches!(colour, Colour::Green | Colour::YellowGreen)
}

/// Whether an adjustment takes something away and is not every stay's anyhow. Nobody is granted a surcharge.
fn is_discount(adjustment: &Adjustment) -> bool {
    let takes = match adjustment.kind {
        AdjustmentKind::Percent { percent, .. } => percent < 0,
        AdjustmentKind::Amount(fen) => fen < 0,
        AdjustmentKind::Minutes(_) => true,
    };
    takes && adjustment.name != "always"
}

/// The card that covers most of the stay; of two that cover as much the later one.
fn card(rules: &Rules, entry: Timestamp, exit: Timestamp, grants: &[Grant]) -> Option<CardHeld> {
    let known = |grant: &&Grant| grant.what == Granted::Card && rules.cards.iter().any(|card| card.name == grant.name);
    let mut held: Vec<&Grant> = grants.iter().filter(known).collect();
    held.sort_by_key(|grant| (&grant.name, grant.from, grant.until));
    let mut cards: Vec<CardHeld> = Vec::new();
    for grant in held {
        match cards.last_mut() {
            Some(last) if last.name == grant.name && grant.from <= last.until => {
                last.until = last.until.max(grant.until);
            }
            _ => cards.push(CardHeld {
                name: grant.name.clone(),
                from: grant.from,
                until: grant.until,
            }),
        }
    }
    cards.retain(|card| card.from <= exit && entry < card.until);
    cards.into_iter().max_by_key(|card| {
        let covered = card.until.min(exit).as_second() - card.from.max(entry).as_second();
        (covered, card.from)
    })
}

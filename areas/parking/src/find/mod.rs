//! Find: the nearest bays and lots that are free, of a kind, at a price, within a walk.
//!
//! An [`Index`] is built once from [`Places`](crate::places::Places) and never changes its shape; what changes is the state of bays,
//! one atomic word each ([`Index::observe`]). So any number of threads ask while sensors report, nobody waits for anybody, and a
//! report costs the same however many bays there are. When lots or bays change, a new index is built beside the old one and takes
//! over its states ([`Index::carry`]).
//!
//! What was observed more than [`FRESH_SECONDS`] ago is withdrawn: such a bay is neither free nor taken but unknown, and is never
//! found as free. The time of the question decides, so nothing has to be swept.
//!
//! Results are ordered by distance, measured as whole centimetres of space ([`Place::square_to`]), and where that is equal by the order of the bays on
//! the map: the same question has the same answer. A walk is estimated as [`DETOUR`] times the great circle, at [`WALK_METRES_A_MINUTE`].
//!
//! What a lot asks for the time and whether it is open the caller says ([`Offer`]), as prices and hours are not known here.

mod chance;
mod index;
mod search;
mod space;
mod tree;

pub use chance::{ahead, bay_chance, lot_chance};
pub use index::{BayHandle, Index, LotHandle, Occupancy, State};
pub use space::Place;

use crate::passages::Second;
use crate::places::{Class, Classes, Point};
use shishi_kernel::Fen;

/// For how long what was observed counts, in seconds: half an hour.
pub const FRESH_SECONDS: i64 = 1_800;
/// A walk by this many times the great circle: between 1.2 and 1.4 in studies of towns.
pub const DETOUR: f64 = 1.3;
/// Metres that are walked in a minute: 4.8 km/h.
pub const WALK_METRES_A_MINUTE: f64 = 80.0;
/// Results of one question.
pub const LIMIT_MAX: usize = 200;
/// The longest walk that can be asked for, in metres.
pub const WALK_METRES_MAX: u32 = 50_000;

/// Whose bays will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// What the bay must have.
    pub with: Classes,
    /// What the vehicle or its driver may use besides: a bay that is of another class is not for them.
    pub entitled: Classes,
}

impl Need {
    /// Bays with these classes.
    #[must_use]
    pub const fn of(with: Classes) -> Self {
        let entitled = Classes::NONE;
        Self { with, entitled }
    }

    /// Whether a bay of these classes will do.
    #[must_use]
    pub const fn fits(self, bay: Classes) -> bool {
        let usable = self.with.and(self.entitled).and(Classes::OPEN);
        bay.has(self.with) && usable.has(bay)
    }

    /// Whether places for holders of a permit will do.
    #[must_use]
    pub const fn has_permit(self) -> bool {
        self.with.and(self.entitled).has(Classes::of(Class::Permit))
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Where one wants to be.
    pub from: Point,
    /// The time of the question.
    pub now: Second,
    /// Results, at most [`LIMIT_MAX`].
    pub limit: usize,
    /// The longest walk in metres, at most [`WALK_METRES_MAX`].
    pub walk_metres_max: u32,
    /// Which bays will do.
    pub need: Need,
    /// The height of the vehicle; none where it passes everywhere.
    pub height_cm: Option<u16>,
    /// The most that may be asked for the time; a lot whose price is not known is left out then.
    pub price_max: Option<Fen>,
    /// Minutes until the arrival.
    pub arrive_minutes: u32,
    /// Among lots also those of which nothing is known now.
    pub unknown: bool,
}

impl Question {
    /// Twenty results within a walk of a kilometre, for any car, now.
    #[must_use]
    pub fn new(from: Point, now: Second) -> Self {
        Self {
            from,
            now,
            limit: 20,
            walk_metres_max: 1_000,
            need: Need::default(),
            height_cm: None,
            price_max: None,
            arrive_minutes: 0,
            unknown: false,
        }
    }
}

/// What a lot offers at the time that is asked about; the caller knows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offer {
    /// Whether one can drive in.
    pub open: bool,
    /// What it asks; none where that is not known.
    pub price: Option<Fen>,
    /// The chance of a free bay by a forecast of the lot; none where there is none.
    pub free_chance: Option<f64>,
}

impl Offer {
    /// An open lot of which nothing else is known.
    pub const OPEN: Self = Self {
        open: true,
        price: None,
        free_chance: None,
    };
}

/// A walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Walk {
    /// Metres of the great circle.
    pub straight_metres: u32,
    /// Metres that are walked, estimated.
    pub metres: u32,
    /// Minutes that it takes, estimated, rounded up.
    pub minutes: u32,
}

impl Walk {
    /// The walk over so many metres of the great circle.
    #[must_use]
    pub fn of(straight_metres: f64) -> Self {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "no walk is longer than the earth"
        )]
        let whole = |number: f64| number as u32;
        let metres = straight_metres * DETOUR;
        Self {
            straight_metres: whole(straight_metres.round()),
            metres: whole(metres.round()),
            minutes: whole((metres / WALK_METRES_A_MINUTE).ceil()),
        }
    }
}

/// A bay that is free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoundBay {
    /// The bay.
    pub bay: BayHandle,
    /// Its lot.
    pub lot: LotHandle,
    /// From the bay to where one wants to be.
    pub walk: Walk,
    /// When it was seen to be free.
    pub observed: Second,
    /// What the lot asks.
    pub price: Option<Fen>,
    /// The chance that this very bay is still free on arrival, 0 to 1.
    pub chance: f64,
}

/// A lot with free bays, or one of which nothing is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoundLot {
    /// The lot.
    pub lot: LotHandle,
    /// From the lot to where one wants to be.
    pub walk: Walk,
    /// What is known of its bays.
    pub occupancy: Occupancy,
    /// What it asks.
    pub price: Option<Fen>,
    /// The chance that at least one bay is free on arrival, 0 to 1; none where nothing is known.
    pub chance: Option<f64>,
}

//! Places: where one can park, as a city writes it down.
//!
//! A [`Lot`] is one place with a name, on the street or off it; a [`Zone`] a part of it (a storey, one side of a street); a [`Bay`]
//! what one vehicle stands on. What a bay is for ([`Class`]) is a property of the bay, and every [`Counts`] is counted from bays, so
//! that a bay for families with a charger is one bay and not two. A lot whose bays nobody has listed has a bare capacity instead: what
//! is counted from bays and what was only stated never mix.
//!
//! The shapes follow APDS (ISO TS 5206-1). Points are WGS-84: coordinates from maps that shift them (GCJ-02, BD-09) have to be
//! converted before they come here. Whether a bay is free is not known here: that is kept beside it.
//!
//! Places come from and go to text in [`form`]. To add a class, add it to [`Class`]; to add a property of a
//! lot, add the field, its column in `form/columns.rs`, and its tag in `form/osm_tags.rs` where OpenStreetMap has one.

mod class;
pub mod form;
mod hours;
mod lot;
mod point;
mod refusal;
mod right;
mod text;

pub use class::{Class, Classes, Counts};
pub use hours::Hours;
pub use lot::{Access, Bay, Lot, Realtime, Room, Setting, Zone};
pub use point::{EARTH_METRES, Outline, Point};
pub use refusal::{PLACES_CODES, PlacesRefusal};
pub use right::{AssignedRight, Right, Segment, segments};
pub use text::{Code, Name, Number};

pub use crate::booking::BayId;

use std::collections::HashSet;

/// Lots of one map.
pub const LOTS_MAX: usize = 100_000;
/// Bays of one map.
pub const BAYS_MAX: usize = 2_000_000;
/// Zones of one lot.
pub const ZONES_MAX: usize = 1_000;
/// Bays of one lot, listed or only stated.
pub const LOT_BAYS_MAX: usize = 50_000;

/// The lots of a jurisdiction, in the order of their codes, no code twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    lots: Vec<Lot>,
}

impl Places {
    /// A map of these lots.
    ///
    /// # Errors
    /// Every code, number and id that is there twice and everything that is too many, each with the lot that it is about.
    pub fn new(mut lots: Vec<Lot>) -> Result<Self, Vec<(Code, PlacesRefusal)>> {
        let mut wrong = Vec::new();
        lots.sort_by(|one, other| one.code.cmp(&other.code));
        for pair in lots.windows(2) {
            if let [one, other] = pair
                && one.code == other.code
            {
                let code = one.code.to_string();
                wrong.push((one.code.clone(), PlacesRefusal::LotTwice { code }));
            }
        }
        let mut bays = 0;
        for lot in &lots {
            wrong.extend(faults_of(lot).into_iter().map(|fault| (lot.code.clone(), fault)));
            bays += lot.bays().count();
        }
        let many = [("lots", lots.len(), LOTS_MAX), ("bays", bays, BAYS_MAX)];
        for (what, count, max) in many {
            if count > max
                && let Some(last) = lots.last()
            {
                let what = what.to_owned();
                wrong.push((last.code.clone(), PlacesRefusal::TooMany { what, max }));
            }
        }
        if wrong.is_empty() {
            Ok(Self { lots })
        } else {
            Err(wrong)
        }
    }

    /// The lots, by code.
    #[must_use]
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// The lot with a code.
    #[must_use]
    pub fn lot(&self, code: &str) -> Option<&Lot> {
        let at = self.lots.binary_search_by(|lot| lot.code.as_str().cmp(code)).ok()?;
        self.lots.get(at)
    }

    /// What there is in all lots, from bays and stated.
    #[must_use]
    pub fn capacity(&self) -> Counts {
        self.lots
            .iter()
            .fold(Counts::default(), |sum, lot| sum.and(&lot.capacity()))
    }

    /// The same map with the bay ids of an earlier one: a bay with the same lot, zone and number keeps its id, the others get
    /// ids that the lot has never had in either.
    #[must_use]
    pub fn keep_ids(mut self, earlier: &Self) -> Self {
        for lot in &mut self.lots {
            if let Some(before) = earlier.lot(lot.code.as_str()) {
                lot.keep_ids(before);
            }
        }
        self
    }
}

/// What is twice or too much within a lot.
fn faults_of(lot: &Lot) -> Vec<PlacesRefusal> {
    let mut wrong = Vec::new();
    let mut ids = HashSet::new();
    let mut zones = HashSet::new();
    for zone in lot.zones() {
        if !zones.insert(&zone.code) {
            let code = zone.code.to_string();
            wrong.push(PlacesRefusal::ZoneTwice { code });
        }
        let mut numbers = HashSet::with_capacity(zone.bays.len());
        for bay in &zone.bays {
            if !numbers.insert(&bay.number) || !ids.insert(bay.id) {
                let number = bay.number.to_string();
                wrong.push(PlacesRefusal::BayTwice { number });
            }
        }
    }
    let most = lot.capacity().most() as usize;
    for (what, count, max) in [("zones", lot.zones().len(), ZONES_MAX), ("bays", most, LOT_BAYS_MAX)] {
        if count > max {
            let what = what.to_owned();
            wrong.push(PlacesRefusal::TooMany { what, max });
        }
    }
    wrong
}

//! A simulated city: ten thousand bays, and everything that its cameras, bay sensors and chargers say, from a seed.
//!
//! [`City`] is what stands there; [`Traffic`] is an endless run of [`Event`]s in the order in which they are heard, from any moment on, with
//! what was the case at that moment before it. The same seed and moment give the same events. Vehicles come and stay as they did
//! in the measured lots (`shape.rs`); plates are nobody's (`cars.rs`); a few messages are misread, doubled, late or lost (`devices.rs`), as they are.
//!
//! It knows no service and no clock: whoever plays it decides when an event is due and whom it is told. Who goes on after a pause starts from the
//! same moment as before and passes over what was told: a day is played in some hundredths of a second, and the numbers of messages are the same.

mod cars;
mod devices;
mod ground;
mod plan;
mod shape;
#[cfg(test)]
mod tests;
mod traffic;

use anyhow::Result;
use shishi_parking::booking::BayId;
use shishi_parking::charging::State;
use shishi_parking::passages::{Colour, Second, Way};

pub use cars::Car;
pub use devices::devices;
pub use plan::{Kind, Site, TARIFFS};
pub use traffic::Traffic;

/// What stands in the city, the same for every seed.
#[derive(Clone, Debug)]
pub struct City {
    sites: Vec<Site>,
    shape: shape::Shape,
}

impl City {
    /// Lays it out.
    ///
    /// # Errors
    /// When the plan or the load shape that come along are damaged.
    pub fn new() -> Result<Self> {
        Ok(Self {
            sites: plan::sites()?,
            shape: shape::Shape::shipped()?,
        })
    }

    /// Its lots, in the order of their codes.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }
}

/// Something that a device says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When it is heard; events come in this order.
    pub heard: Second,
    /// When it happened.
    pub at: Second,
    /// In which lot, as a place in [`City::sites`].
    pub site: usize,
    /// Which device says it, by its number in the city.
    pub device: u32,
    /// The device's own number for it. A message that is heard twice has the same; no two messages have one.
    pub sequence: u64,
    /// What it says.
    pub what: What,
}

/// What a device says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A camera read a plate.
    Passage(Reading),
    /// A bay sensor saw a vehicle come or go.
    Bay {
        /// The bay.
        bay: BayId,
        /// Whether one stands there now.
        taken: bool,
    },
    /// The connector of a bay does something else.
    Connector {
        /// The bay.
        bay: BayId,
        /// What it does now.
        state: State,
    },
    /// A charge is over.
    Charged {
        /// The bay.
        bay: BayId,
        /// When it began.
        begin: Second,
        /// When it ended.
        end: Second,
        /// What was charged.
        watt_hours: u32,
        /// The plate, of a driver who gave it to the operator.
        plate: Option<String>,
    },
}

/// A plate as a camera read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// In or out.
    pub way: Way,
    /// What it read; not always what was there, and never anybody's.
    pub plate: String,
    /// The colour that it read.
    pub colour: Colour,
    /// How sure it is, in per cent.
    pub confidence: u8,
    /// The lane.
    pub lane: u16,
}

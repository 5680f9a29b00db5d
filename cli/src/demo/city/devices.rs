//! Cameras and what becomes of their messages: misread, doubled, late, lost.

use std::collections::BTreeMap;

use shishi_parking::passages::{Colour, Second, Way};

use super::super::chance::Chance;
use super::cars::Car;
use super::plan::{Kind, Site};
use super::{Event, Reading, What};

/// Lots with more bays than this have two lanes each way.
const LANES_BAYS: usize = 300;
/// Numbers of devices that are kept for each lot: entries from 1, exits from 9, the rest by these.
const DEVICES_OF_LOT: u32 = 16;
const FIRST_EXIT: u32 = 8;
const SENSORS: u32 = 14;
const CHARGERS: u32 = 15;
/// Numbers of messages that a camera has for each second, so that its numbers never go back whenever it begins.
const NUMBERS_OF_SECOND: u64 = 16;
/// What a myriad of messages suffers.
const MISREAD: i64 = 40;
const DOUBLED: i64 = 30;
const LATE: i64 = 20;
const LOST: i64 = 5;
/// Readings that are unsure although they are right, of a myriad.
const UNSURE: i64 = 150;
/// Seconds after which a message is heard that is late.
const LATE_SECONDS: (i64, i64) = (300, 4 * 3600);

/// A device of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its number in the city.
    pub number: u32,
    /// Whether it reads plates; else it collects what sensors and connectors say.
    pub is_camera: bool,
}

/// The devices of a lot by its place in the city.
pub fn devices(site: usize, place: &Site) -> Vec<Device> {
    let first = first(site);
    let camera = |number| Device {
        number: first + number,
        is_camera: true,
    };
    let collects = |number| Device {
        number: first + number,
        is_camera: false,
    };
    let lanes = lanes(place.kind, place.lot.bays().count());
    let mut devices: Vec<Device> = (1..=lanes).map(camera).collect();
    if place.kind != Kind::Street {
        devices.extend((1..=lanes).map(|lane| camera(FIRST_EXIT + lane)));
    }
    devices.push(collects(SENSORS));
    if place.kind == Kind::Charging {
        devices.push(collects(CHARGERS));
    }
    devices
}

fn first(site: usize) -> u32 {
    u32::try_from(site).unwrap_or(0) * DEVICES_OF_LOT
}

fn lanes(kind: Kind, bays: usize) -> u32 {
    if kind != Kind::Street && bays > LANES_BAYS {
        2
    } else {
        1
    }
}

/// The device of a lot that says this of bays and connectors.
pub(super) fn collector(site: usize, what: &What) -> u32 {
    first(site)
        + match what {
            What::Bay { .. } | What::Passage(_) => SENSORS,
            What::Connector { .. } | What::Charged { .. } => CHARGERS,
        }
}

/// Numbers the messages of each device: from the second of what it says, and never with one that it gave before.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers(BTreeMap<u32, u64>);

impl Numbers {
    pub(super) fn next(&mut self, device: u32, at: Second) -> u64 {
        let from = u64::try_from(at.0).unwrap_or(0) * NUMBERS_OF_SECOND;
        let last = self.0.entry(device).or_default();
        *last = from.max(*last + 1);
        *last
    }
}

/// The cameras of the city.
#[derive(Clone, Debug)]
pub struct Cameras {
    chance: Chance,
    numbers: Numbers,
}

impl Cameras {
    /// Of a seed.
    pub fn new(chance: Chance) -> Self {
        Self {
            chance,
            numbers: Numbers::default(),
        }
    }

    /// What is heard of a vehicle that passes; mostly one event, sometimes none or two.
    pub fn see(&mut self, site: usize, kind: Kind, bays: usize, car: Car, way: Way, at: Second) -> Vec<Event> {
        let lane = u32::try_from(self.chance.between(1, i64::from(lanes(kind, bays)))).unwrap_or(1);
        // On the street one camera on a pole sees both ways.
        let device = match (kind, way) {
            (Kind::Street, _) | (_, Way::Entry) => first(site) + lane,
            (_, Way::Exit) => first(site) + FIRST_EXIT + lane,
        };
        let sequence = self.numbers.next(device, at);
        let fate = self.chance.between(0, 9_999);
        if fate < LOST {
            return Vec::new();
        }
        let reading = self.read(car, way, u16::try_from(lane).unwrap_or(1));
        let late = match self.chance.between(0, 9_999) {
            drawn if drawn < LATE => self.chance.between(LATE_SECONDS.0, LATE_SECONDS.1),
            _ => 0,
        };
        let event = Event {
            heard: Second(at.0 + late),
            at,
            site,
            device,
            sequence,
            what: What::Passage(reading),
        };
        if self.chance.between(0, 9_999) < DOUBLED {
            let again = Event {
                heard: Second(event.heard.0 + self.chance.between(1, 60)),
                ..event.clone()
            };
            return vec![event, again];
        }
        vec![event]
    }

    fn read(&mut self, car: Car, way: Way, lane: u16) -> Reading {
        let misread = self.chance.between(0, 9_999) < MISREAD;
        let (low, high) = match misread {
            true => (25, 78),
            false if self.chance.between(0, 9_999) < UNSURE => (55, 89),
            false => (90, 99),
        };
        Reading {
            way,
            plate: if misread {
                car.misread(&mut self.chance)
            } else {
                car.plate()
            },
            colour: match misread && self.chance.between(0, 3) == 0 {
                true => Colour::Unread,
                false => car.colour(),
            },
            confidence: u8::try_from(self.chance.between(low, high)).unwrap_or(0),
            lane,
        }
    }
}

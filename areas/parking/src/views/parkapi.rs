//! ParkAPI v3: parking sites and parking spots.
//!
//! A site is a lot, a spot a bay. `has_realtime_data` is true only while something is known that is not older than half an hour; where it is
//! false no field of real time is there. Capacities by class are counted from bays: a bay for families with a charger counts in both, and once in
//! `capacity`.

use super::{Published, rfc3339};
use crate::find::{BayHandle, Index, LotHandle, Need, State};
use crate::passages::Second;
use crate::places::{self, Class, Classes, Counts, Lot, Room, Setting};
use serde::Serialize;
use std::collections::BTreeMap;

/// A list as ParkAPI answers it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listing<T> {
    /// The page of items.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total_count: usize,
}

/// A parking site. Lengths are centimetres, `max_stay` seconds, times RFC 3339.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the names are ParkAPI's")]
pub struct ParkingSite {
    pub id: u32,
    pub original_uid: String,
    pub name: String,
    pub purpose: &'static str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub lat: f64,
    pub lon: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening_hours: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_fee: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_height: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_stay: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub static_data_updated_at: Option<String>,
    /// `capacity`, `capacity_disabled` and so on; what is not counted by class is left out.
    #[serde(flatten)]
    pub capacity: BTreeMap<String, u32>,
    pub has_realtime_data: bool,
    #[serde(flatten)]
    pub realtime: Option<Realtime>,
}

/// What is known now. In `counts` are `realtime_capacity` and `realtime_free_capacity`, and the same with `_disabled` and the other classes;
/// capacity and free bays are always counts of the same bays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are ParkAPI's")]
pub struct Realtime {
    pub realtime_data_updated_at: String,
    #[serde(flatten)]
    pub counts: BTreeMap<String, u32>,
}

/// A parking spot.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the names are ParkAPI's")]
pub struct ParkingSpot {
    pub id: u32,
    pub parking_site_id: u32,
    pub original_uid: String,
    pub name: String,
    pub purpose: &'static str,
    pub lat: f64,
    pub lon: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub static_data_updated_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub restricted_to: Vec<Restriction>,
    pub has_realtime_data: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realtime_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realtime_data_updated_at: Option<String>,
}

/// Whom a spot is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Restriction {
    /// ParkAPI's name of the audience.
    #[serde(rename = "type")]
    pub audience: &'static str,
}

/// The site of a lot. Its `id` is its place in the map plus one, and its `original_uid` its code, which stays.
#[must_use]
pub fn site(index: &Index, lot: LotHandle, published: Published, now: Second) -> Option<ParkingSite> {
    let listed = index.lot(lot)?;
    let realtime = realtime(index, lot, listed, now);
    Some(ParkingSite {
        id: lot.number() + 1,
        original_uid: listed.code.to_string(),
        name: listed.name.to_string(),
        purpose: "CAR",
        kind: kind(listed.setting),
        lat: listed.at.latitude(),
        lon: listed.at.longitude(),
        operator_name: listed.operator.as_ref().map(ToString::to_string),
        opening_hours: listed.hours.as_ref().map(ToString::to_string),
        has_fee: listed.is_charged(),
        max_height: listed.height_cm,
        max_stay: listed.stay_minutes_max.map(|minutes| minutes.saturating_mul(60)),
        static_data_updated_at: rfc3339(published.last),
        capacity: capacities(listed),
        has_realtime_data: realtime.is_some(),
        realtime,
    })
}

/// The spots of a lot.
#[must_use]
pub fn spots(index: &Index, lot: LotHandle, published: Published, now: Second) -> Vec<ParkingSpot> {
    index
        .bays_of(lot)
        .filter_map(|bay| spot(index, bay, published, now))
        .collect()
}

/// The spot of a bay.
#[must_use]
pub fn spot(index: &Index, bay: BayHandle, published: Published, now: Second) -> Option<ParkingSpot> {
    let (lot, listed, zone, found) = index.bay(bay)?;
    let (state, observed) = index.state(bay, now);
    let status = match state {
        State::Free => Some("AVAILABLE"),
        State::Taken => Some("TAKEN"),
        State::Unknown => None,
    };
    Some(ParkingSpot {
        id: bay.number() + 1,
        parking_site_id: lot.number() + 1,
        original_uid: format!("{}/{}/{}", listed.code, zone.code, found.number),
        name: found.number.to_string(),
        purpose: "CAR",
        lat: found.at.latitude(),
        lon: found.at.longitude(),
        static_data_updated_at: rfc3339(published.last),
        restricted_to: found.classes.iter().filter_map(audience).collect(),
        has_realtime_data: status.is_some(),
        realtime_status: status,
        realtime_data_updated_at: observed.and_then(rfc3339),
    })
}

const fn kind(setting: Setting) -> &'static str {
    match setting {
        Setting::StreetSide | Setting::Lane => "ON_STREET",
        Setting::Surface => "OFF_STREET_PARKING_GROUND",
        Setting::Underground => "UNDERGROUND",
        Setting::MultiStorey | Setting::Rooftop => "CAR_PARK",
    }
}

/// The classes that ParkAPI counts by, with its names: after `capacity_`, and of the audience.
const CLASSES: [(Class, &str, &str); 7] = [
    (Class::Disabled, "disabled", "DISABLED"),
    (Class::Woman, "woman", "WOMEN"),
    (Class::Family, "family", "FAMILY"),
    (Class::Charging, "charging", "CHARGING"),
    (Class::Carsharing, "carsharing", "CARSHARING"),
    (Class::Truck, "truck", "TRUCK"),
    (Class::Bus, "bus", "BUS"),
];

fn audience(class: Class) -> Option<Restriction> {
    let known = CLASSES.iter().find(|(known, ..)| *known == class);
    known.map(|(_, _, audience)| Restriction { audience })
}

/// Where bays are listed, that none is of a class is known too; where a capacity was stated, only what was stated.
fn capacities(lot: &Lot) -> BTreeMap<String, u32> {
    let counts: Counts = lot.capacity();
    let listed = matches!(lot.room, Room::Zones(_));
    let by_class = CLASSES.iter().filter(|(class, ..)| listed || counts.of(*class) > 0);
    let named = by_class.map(|(class, name, _)| (format!("capacity_{name}"), counts.of(*class)));
    let all = (lot.room != Room::Unstated).then(|| ("capacity".to_owned(), counts.all));
    named.chain(all).collect()
}

fn realtime(index: &Index, lot: LotHandle, listed: &Lot, now: Second) -> Option<Realtime> {
    // By class every bay that has the class, whatever else it has; in the whole any bay.
    let bays_with = |with: Classes| {
        let entitled = Classes::ALL;
        index.occupancy(lot, Need { with, entitled }, now)
    };
    let all = match listed.realtime {
        places::Realtime::Gate => index.occupancy(lot, Need::default(), now),
        _ => bays_with(Classes::NONE),
    };
    let mut counts = BTreeMap::from([
        ("realtime_capacity".to_owned(), all.known),
        ("realtime_free_capacity".to_owned(), all.free?),
    ]);
    for (class, name, _) in CLASSES {
        let of = bays_with(Classes::of(class));
        if let Some(free) = of.free {
            counts.insert(format!("realtime_capacity_{name}"), of.known);
            counts.insert(format!("realtime_free_capacity_{name}"), free);
        }
    }
    Some(Realtime {
        realtime_data_updated_at: rfc3339(all.observed?)?,
        counts,
    })
}

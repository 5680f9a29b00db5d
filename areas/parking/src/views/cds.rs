//! The Curb Data Specification 1.0.1: curb zones and curb spaces of what is on the street.
//!
//! A curb zone is a zone of a lot on the street, a curb space a bay of it. Ids are UUIDs (version 8) made from the lot, the zone, the bay and the
//! shape, as a new shape asks for a new id. Where the map has no outline, the shape is the box around what is known,
//! [`MARGIN_MICRO`] wide of it. Times are milliseconds since 1970, lengths centimetres.

use super::Published;
use crate::find::{Index, LotHandle, State};
use crate::passages::Second;
use crate::places::{Lot, Outline, Point, Zone};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Micro-degrees between a bay's point and the edge of the box that stands for its shape: some two metres.
pub const MARGIN_MICRO: i32 = 20;
/// The length of a bay that was not measured, in centimetres: that of a car's bay along the kerb.
pub const LENGTH_CM: u32 = 600;

/// A polygon of GeoJSON: rings of longitude and latitude.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Polygon {
    #[serde(rename = "type")]
    kind: &'static str,
    coordinates: [Vec<[f64; 2]>; 1],
}

/// A curb zone.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the names are CDS's")]
pub struct CurbZone {
    pub curb_zone_id: String,
    pub geometry: Polygon,
    pub curb_policy_ids: Vec<String>,
    pub published_date: i64,
    pub last_updated_date: i64,
    pub start_date: i64,
    pub name: String,
    /// What a sign says and somebody types to pay.
    pub user_zone_id: String,
    pub street_name: String,
    pub num_spaces: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_side: Option<&'static str>,
    pub curb_space_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_time: Option<i64>,
}

/// A curb space.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the names are CDS's")]
pub struct CurbSpace {
    pub curb_space_id: String,
    pub curb_zone_id: String,
    pub geometry: Polygon,
    pub name: String,
    pub published_date: i64,
    pub last_updated_date: i64,
    pub space_number: usize,
    pub length: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_time: Option<i64>,
}

/// The curb zones of a lot with their spaces; none where it is off the street. `policy` names the ids of a zone's policies.
#[must_use]
pub fn zones(
    index: &Index,
    lot: LotHandle,
    published: Published,
    now: Second,
    policy: impl Fn(&Lot, &Zone) -> Vec<String>,
) -> Vec<(CurbZone, Vec<CurbSpace>)> {
    let Some(listed) = index.lot(lot).filter(|listed| listed.setting.is_on_street()) else {
        return Vec::new();
    };
    let mut bays = index.bays_of(lot);
    let mut found = Vec::new();
    for zone in listed.zones() {
        let corners = zone
            .outline
            .as_ref()
            .map_or_else(|| around(zone.bays.iter().map(|bay| bay.at)), ring);
        let id = uuid(&[listed.code.as_str(), zone.code.as_str()], &corners);
        let mut spaces = Vec::with_capacity(zone.bays.len());
        for (number, (bay, handle)) in (1..).zip(zone.bays.iter().zip(bays.by_ref())) {
            let shape = around(std::iter::once(bay.at));
            let (state, observed) = index.state(handle, now);
            spaces.push(CurbSpace {
                curb_space_id: uuid(&[listed.code.as_str(), zone.code.as_str(), bay.number.as_str()], &shape),
                curb_zone_id: id.clone(),
                geometry: polygon(&shape),
                name: bay.number.to_string(),
                published_date: millis(published.first),
                last_updated_date: millis(published.last),
                space_number: number,
                length: LENGTH_CM,
                available: (state != State::Unknown).then_some(state == State::Free),
                availability_time: observed.map(millis),
            });
        }
        let name = zone
            .name
            .as_ref()
            .map_or_else(|| listed.name.to_string(), |name| format!("{} {name}", listed.name));
        let policies = policy(listed, zone);
        found.push((
            CurbZone {
                curb_zone_id: id,
                geometry: polygon(&corners),
                curb_policy_ids: policies,
                published_date: millis(published.first),
                last_updated_date: millis(published.last),
                start_date: millis(published.first),
                name,
                user_zone_id: format!("{}-{}", listed.code, zone.code),
                street_name: listed.name.to_string(),
                num_spaces: zone.bays.len(),
                street_side: side(zone.code.as_str()),
                curb_space_ids: spaces.iter().map(|space| space.curb_space_id.clone()).collect(),
                availability_time: spaces.iter().filter_map(|space| space.availability_time).max(),
            },
            spaces,
        ));
    }
    found
}

/// The side of the street that a zone's code names.
fn side(code: &str) -> Option<&'static str> {
    let sides = [
        (["n", "north"], "N"),
        (["e", "east"], "E"),
        (["s", "south"], "S"),
        (["w", "west"], "W"),
        (["ne", "northeast"], "NE"),
        (["nw", "northwest"], "NW"),
        (["se", "southeast"], "SE"),
        (["sw", "southwest"], "SW"),
    ];
    sides
        .iter()
        .find(|(names, _)| names.contains(&code))
        .map(|(_, side)| *side)
}

fn millis(at: Second) -> i64 {
    at.0.saturating_mul(1_000)
}

fn ring(outline: &Outline) -> Vec<Point> {
    outline.corners().to_vec()
}

/// The box around points, with the margin; empty where there are none.
fn around(points: impl Iterator<Item = Point> + Clone) -> Vec<Point> {
    let latitudes = || points.clone().map(Point::latitude_micro);
    let longitudes = || points.clone().map(Point::longitude_micro);
    let corners = || {
        let (south, north) = (latitudes().min()? - MARGIN_MICRO, latitudes().max()? + MARGIN_MICRO);
        let (west, east) = (longitudes().min()? - MARGIN_MICRO, longitudes().max()? + MARGIN_MICRO);
        let corner = |latitude: i32, longitude: i32| {
            let (latitude, longitude) = (
                latitude.clamp(-90_000_000, 90_000_000),
                longitude.clamp(-180_000_000, 180_000_000),
            );
            Point::new(latitude, longitude).ok()
        };
        // Against the clock, as RFC 7946 asks of an outer ring.
        Some(vec![
            corner(south, west)?,
            corner(south, east)?,
            corner(north, east)?,
            corner(north, west)?,
        ])
    };
    corners().unwrap_or_default()
}

fn polygon(corners: &[Point]) -> Polygon {
    let closed = corners.iter().chain(corners.first());
    Polygon {
        kind: "Polygon",
        coordinates: [closed.map(|corner| [corner.longitude(), corner.latitude()]).collect()],
    }
}

/// A UUID of version 8 from names and a shape: the first bits of their digest.
fn uuid(names: &[&str], corners: &[Point]) -> String {
    let mut digest = Sha256::new();
    digest.update(b"shishi curb 1");
    for name in names {
        // Each name with its length, so that no two lists of names run into each other.
        digest.update((name.len() as u64).to_be_bytes());
        digest.update(name.as_bytes());
    }
    for corner in corners {
        digest.update(corner.latitude_micro().to_be_bytes());
        digest.update(corner.longitude_micro().to_be_bytes());
    }
    let digest = digest.finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

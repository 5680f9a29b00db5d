//! What stands beside the list: which versions there are, what a version has, and one object at a time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::locations::Location;
use super::page::{Envelope, StatusCode};
use crate::http::HttpResponse;

/// The one version that we speak.
pub const VERSION: &str = "2.3.0";

/// A version with the address at which it says what it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its number.
    pub version: String,
    /// Where its [`VersionDetails`] are.
    pub url: String,
}

/// What a version has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionDetails {
    /// Its number.
    pub version: String,
    /// Its modules.
    pub endpoints: Vec<Endpoint>,
}

/// A module that can be asked. We register nobody, so `credentials` is none of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its name in the standard.
    pub identifier: String,
    /// `SENDER`: whoever asks gets.
    pub role: String,
    /// Where.
    pub url: String,
}

/// The versions that there are. `root` is the address of the site followed by `/ocpi`.
#[must_use]
pub fn versions(root: &str, now: Timestamp) -> HttpResponse {
    let only = Version {
        version: VERSION.to_owned(),
        url: format!("{root}/{VERSION}"),
    };
    Envelope::of([only], now).response(Vec::new())
}

/// What our version has: the Locations module, to be asked.
#[must_use]
pub fn details(root: &str, now: Timestamp) -> HttpResponse {
    let locations = Endpoint {
        identifier: "locations".to_owned(),
        role: "SENDER".to_owned(),
        url: format!("{root}/{VERSION}/locations"),
    };
    let details = VersionDetails {
        version: VERSION.to_owned(),
        endpoints: vec![locations],
    };
    Envelope::of(details, now).response(Vec::new())
}

/// Which object is asked for: a location by its id, or an EVSE of it, or a connector of that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    /// The location's id.
    pub location: String,
    /// The EVSE's uid.
    pub evse: Option<String>,
    /// The connector's id, within its EVSE.
    pub connector: Option<String>,
}

/// One object, or that there is none: 2003, whichever part of the way to it is not known. Ids are the same in capitals and in small letters, as the
/// standard has them.
#[must_use]
pub fn object(locations: &[Location], which: &Which, now: Timestamp) -> HttpResponse {
    let unknown = |what: &str, id: &str| {
        let id: String = id.chars().take(36).collect();
        Envelope::<()>::no(StatusCode::LocationUnknown, &format!("no {what} {id}"), now).response(Vec::new())
    };
    let found = locations
        .iter()
        .find(|one| one.id.eq_ignore_ascii_case(&which.location));
    let Some(location) = found else {
        return unknown("location", &which.location);
    };
    let Some(uid) = &which.evse else {
        return Envelope::of(location, now).response(Vec::new());
    };
    let Some(evse) = location.evses.iter().find(|one| one.uid.eq_ignore_ascii_case(uid)) else {
        return unknown("EVSE", uid);
    };
    let Some(id) = &which.connector else {
        return Envelope::of(evse, now).response(Vec::new());
    };
    match evse.connectors.iter().find(|one| one.id.eq_ignore_ascii_case(id)) {
        Some(connector) => Envelope::of(connector, now).response(Vec::new()),
        None => unknown("connector", id),
    }
}

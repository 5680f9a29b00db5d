//! The Locations module, as far as our stations fill it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::tcec102::Decimal;
use crate::tcec102::messages::{ConnectorInfo, ConnectorStatus, StationInfo};

/// Most characters of a location's name.
const NAME_CHARS_MAX: usize = 255;
/// Most characters of an address and a city.
const ADDRESS_CHARS_MAX: usize = 45;

/// Who we are to others: two letters of the country and three of the party, and the city that stations lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// `CN`.
    pub country_code: String,
    /// Three letters or digits.
    pub party_id: String,
    /// The name of the operator.
    pub operator: String,
    /// The city.
    pub city: String,
    /// As in the IANA database.
    pub time_zone: String,
}

/// A place with charging stations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// `CN`.
    pub country_code: String,
    /// The party.
    pub party_id: String,
    /// The station's code.
    pub id: String,
    /// Whether it may be shown to everybody.
    pub publish: bool,
    /// Its name.
    pub name: String,
    /// Street and number.
    pub address: String,
    /// City.
    pub city: String,
    /// Three letters.
    pub country: String,
    /// Where it is.
    pub coordinates: Coordinates,
    /// Its EVSEs.
    pub evses: Vec<Evse>,
    /// Who runs it.
    pub operator: BusinessDetails,
    /// Its time zone.
    pub time_zone: String,
    /// When it is open, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening_times: Option<Hours>,
    /// When anything of it changed last.
    pub last_updated: Timestamp,
}

/// Degrees as text with up to seven decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coordinates {
    /// North.
    pub latitude: String,
    /// East.
    pub longitude: String,
}

/// A company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessDetails {
    /// Its name.
    pub name: String,
}

/// Opening hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Always open.
    pub twentyfourseven: bool,
}

/// What one vehicle is charged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evse {
    /// Ours for it.
    pub uid: String,
    /// What it does.
    pub status: EvseStatus,
    /// Its connectors.
    pub connectors: Vec<Connector>,
    /// What is painted on the ground: the bay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub physical_reference: Option<String>,
    /// When it changed last.
    pub last_updated: Timestamp,
}

/// What an EVSE does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EvseStatus {
    /// A charge can begin.
    Available,
    /// A vehicle is in the way.
    Blocked,
    /// Charging.
    Charging,
    /// Not in use yet or any more.
    Inoperative,
    /// Broken.
    #[serde(rename = "OUTOFORDER")]
    OutOfOrder,
    /// Kept for somebody.
    Reserved,
    /// Not known.
    Unknown,
}

impl EvseStatus {
    /// From the code of T/CEC 102, none where the connector was not heard of lately, and from what is known of its bay: who plugs in and does not charge is in
    /// the way, and so is a vehicle that stands before a connector that is idle.
    #[must_use]
    pub const fn of(code: Option<u8>, bay_taken: bool) -> Self {
        match (code, bay_taken) {
            (Some(1), false) => Self::Available,
            (Some(1), true) | (Some(2), _) => Self::Blocked,
            (Some(3), _) => Self::Charging,
            (Some(4), _) => Self::Reserved,
            (Some(255), _) => Self::OutOfOrder,
            // Offline is no word of the connector on whether it works.
            _ => Self::Unknown,
        }
    }
}

/// What a vehicle is plugged into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connector {
    /// Unique within its EVSE.
    pub id: String,
    /// Its form.
    pub standard: ConnectorType,
    /// Socket or cable.
    pub format: ConnectorFormat,
    /// The current that it gives.
    pub power_type: PowerType,
    /// Volts.
    pub max_voltage: u32,
    /// Amperes.
    pub max_amperage: u32,
    /// Watts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_electric_power: Option<u32>,
    /// When it changed last.
    pub last_updated: Timestamp,
}

/// Forms of connectors that T/CEC 102 tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConnectorType {
    /// GB/T 20234.2.
    #[serde(rename = "GBT_AC")]
    GbtAc,
    /// GB/T 20234.3.
    #[serde(rename = "GBT_DC")]
    GbtDc,
    /// A household socket of GB 2099, which is type I.
    #[serde(rename = "DOMESTIC_I")]
    DomesticI,
}

/// Socket or cable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names say it")]
pub enum ConnectorFormat {
    Socket,
    Cable,
}

/// The current that is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PowerType {
    /// Alternating, one phase.
    #[serde(rename = "AC_1_PHASE")]
    Ac1Phase,
    /// Alternating, three phases.
    #[serde(rename = "AC_3_PHASE")]
    Ac3Phase,
    /// Direct.
    #[serde(rename = "DC")]
    Dc,
}

/// A station as a location. `now_of` says of a connector what it does and since when, and whether its bay is taken; connectors of a form that OCPI has no name for are left out.
#[must_use]
pub fn location(
    party: &Party,
    station: &StationInfo,
    changed: Timestamp,
    mut now_of: impl FnMut(&str) -> (Option<ConnectorStatus>, Timestamp, bool),
) -> Location {
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let mut evses = Vec::new();
    for info in station.piles.iter().flat_map(|pile| &pile.connectors) {
        let (said, since, bay_taken) = now_of(&info.connector);
        let Some(connector) = connector(info, changed) else {
            continue;
        };
        evses.push(Evse {
            uid: info.connector.clone(),
            status: EvseStatus::of(said.map(|said| said.status), bay_taken),
            connectors: vec![connector],
            physical_reference: (!info.park_no.is_empty()).then(|| cut(&info.park_no, 16)),
            last_updated: since.max(changed),
        });
    }
    let last = evses.iter().map(|evse| evse.last_updated).max();
    Location {
        country_code: party.country_code.clone(),
        party_id: party.party_id.clone(),
        id: station.station.clone(),
        publish: station.station_status == 50,
        name: cut(&station.station_name, NAME_CHARS_MAX),
        address: cut(&station.address, ADDRESS_CHARS_MAX),
        city: cut(&party.city, ADDRESS_CHARS_MAX),
        country: "CHN".to_owned(),
        coordinates: Coordinates {
            latitude: degrees(station.station_lat),
            longitude: degrees(station.station_lng),
        },
        evses,
        operator: BusinessDetails {
            name: cut(&party.operator, 100),
        },
        time_zone: party.time_zone.clone(),
        opening_times: (station.busine_hours == "00:00-24:00").then_some(Hours { twentyfourseven: true }),
        last_updated: last.map_or(changed, |last| last.max(changed)),
    }
}

/// With at least five decimals, as the standard wants.
fn degrees(value: Decimal<6>) -> String {
    value.to_string()
}

fn connector(info: &ConnectorInfo, changed: Timestamp) -> Option<Connector> {
    let (standard, format) = match info.connector_type {
        1 => (ConnectorType::DomesticI, ConnectorFormat::Socket),
        2 => (ConnectorType::GbtAc, ConnectorFormat::Socket),
        3 => (ConnectorType::GbtAc, ConnectorFormat::Cable),
        4 => (ConnectorType::GbtDc, ConnectorFormat::Cable),
        _ => return None,
    };
    let power_type = match (standard, info.voltage_upper_limits) {
        (ConnectorType::GbtDc, _) => PowerType::Dc,
        (_, volts) if volts > 250 => PowerType::Ac3Phase,
        _ => PowerType::Ac1Phase,
    };
    Some(Connector {
        id: "1".to_owned(),
        standard,
        format,
        power_type,
        max_voltage: info.voltage_upper_limits,
        max_amperage: info.current,
        max_electric_power: u32::try_from(info.power.0 * 100).ok(),
        last_updated: changed,
    })
}

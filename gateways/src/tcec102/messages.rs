//! The contents of the calls: only what is used here, each checked when it is read.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::decimal::Decimal;
use super::stamp::{read_moment, write_moment};
use super::{LIST_MAX, STATIONS_ASKED_MAX, TEXT_CHARS_MAX};
use crate::error::GatewayError;

/// Most characters of a station's, pile's and connector's code, in this order.
const CODES_MAX: [usize; 3] = [20, 23, 26];
/// Most characters of the number of a charge.
const NUMBER_CHARS_MAX: usize = 27;
/// Most characters of a plate.
const PLATE_CHARS_MAX: usize = 16;

/// A call: its name is the last part of its address.
pub trait Call: Serialize + DeserializeOwned {
    /// `query_stations_info`.
    const NAME: &'static str;
    /// What is answered.
    type Answer: Serialize + DeserializeOwned;

    /// Whether its values can be.
    ///
    /// # Errors
    /// [`GatewayError::Malformed`] with the field.
    fn check(&self) -> Result<(), GatewayError>;

    /// Whether an answer can be, and is one to this.
    ///
    /// # Errors
    /// [`GatewayError::Malformed`] or [`GatewayError::Mismatch`] with the field.
    fn check_answer(&self, answer: &Self::Answer) -> Result<(), GatewayError>;
}

/// Asks for a token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryToken {
    /// Who asks.
    #[serde(rename = "OperatorID")]
    pub operator: String,
    /// Its secret.
    #[serde(rename = "OperatorSecret")]
    pub secret: String,
}

/// A token, or why there is none.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TokenGiven {
    /// Whom it was given to.
    #[serde(rename = "OperatorID")]
    pub operator: String,
    /// 0 for yes, 1 for no.
    pub succ_stat: u8,
    /// The token; empty for no.
    pub access_token: String,
    /// Seconds for which it holds.
    pub token_available_time: i64,
    /// 0 none, 1 no such operator, 2 another secret.
    pub fail_reason: u8,
}

/// Asks for the stations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryStationsInfo {
    /// Those that changed since, `yyyy-MM-dd HH:mm:ss`; empty for all.
    #[serde(default)]
    pub last_query_time: String,
    /// From 1.
    pub page_no: u32,
    /// Most stations of a page.
    pub page_size: u32,
}

/// A page of stations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Stations {
    /// Which page.
    pub page_no: u32,
    /// Of how many.
    pub page_count: u32,
    /// Stations of all pages.
    pub item_size: u32,
    /// The stations.
    #[serde(rename = "StationInfos")]
    pub stations: Vec<StationInfo>,
}

/// A station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StationInfo {
    /// The operator's code for it.
    #[serde(rename = "StationID")]
    pub station: String,
    /// The operator.
    #[serde(rename = "OperatorID")]
    pub operator: String,
    /// Who owns the piles.
    #[serde(rename = "EquipmentOwnerID")]
    pub owner: String,
    /// Its name.
    pub station_name: String,
    /// `CN`.
    pub country_code: String,
    /// The division's code of six digits or more.
    pub area_code: String,
    /// Where it is.
    pub address: String,
    /// Whom to call.
    pub service_tel: String,
    /// 1 public, 50 private, 100 and up for fleets, 255 other.
    pub station_type: u16,
    /// 0 unknown, 1 being built, 5 closed, 6 under repair, 50 in service.
    pub station_status: u16,
    /// Bays.
    pub park_nums: u32,
    /// Degrees east (GCJ-02).
    pub station_lng: Decimal<6>,
    /// Degrees north (GCJ-02).
    pub station_lat: Decimal<6>,
    /// The kind of place; 255 other.
    pub construction: u16,
    /// Opening hours in words.
    #[serde(default)]
    pub busine_hours: String,
    /// The piles.
    #[serde(rename = "EquipmentInfos")]
    pub piles: Vec<EquipmentInfo>,
}

/// A pile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EquipmentInfo {
    /// The operator's code for it.
    #[serde(rename = "EquipmentID")]
    pub pile: String,
    /// 1 direct, 2 alternating, 3 both, 4 wireless, 255 other.
    pub equipment_type: u16,
    /// Its connectors.
    #[serde(rename = "ConnectorInfos")]
    pub connectors: Vec<ConnectorInfo>,
}

/// A connector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConnectorInfo {
    /// The operator's code for it.
    #[serde(rename = "ConnectorID")]
    pub connector: String,
    /// 1 household, 2 socket and 3 cable for alternating current, 4 cable for direct current, 5 wireless, 6 other.
    pub connector_type: u16,
    /// Volts at most.
    pub voltage_upper_limits: u32,
    /// Volts at least.
    pub voltage_lower_limits: u32,
    /// Amperes.
    pub current: u32,
    /// Kilowatts, one decimal.
    pub power: Decimal<1>,
    /// The bay that it serves.
    #[serde(default)]
    pub park_no: String,
    /// 1 for the standard of 2011, 2 for that of 2015.
    pub national_standard: u16,
}

/// Asks what the connectors of stations do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryStationStatus {
    /// Up to 50 stations.
    #[serde(rename = "StationIDs")]
    pub stations: Vec<String>,
}

/// What they do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StationStatuses {
    /// How many stations.
    pub total: u32,
    /// The stations.
    #[serde(rename = "StationStatusInfos")]
    pub stations: Vec<StationStatus>,
}

/// What the connectors of a station do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationStatus {
    /// The station.
    #[serde(rename = "StationID")]
    pub station: String,
    /// Its connectors.
    #[serde(rename = "ConnectorStatusInfos")]
    pub connectors: Vec<ConnectorStatus>,
}

/// What a connector does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConnectorStatus {
    /// The connector.
    #[serde(rename = "ConnectorID")]
    pub connector: String,
    /// 0 offline, 1 idle, 2 occupied and not charging, 3 charging, 4 reserved, 255 fault.
    pub status: u8,
    /// The bay: 0 unknown, 10 free, 50 taken.
    #[serde(default)]
    pub park_status: u8,
    /// The lock of the bay: 0 unknown, 10 open, 50 locked.
    #[serde(default)]
    pub lock_status: u8,
}

/// An operator says what one connector does now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyStationStatus {
    /// The connector.
    #[serde(rename = "ConnectorStatusInfo")]
    pub connector: ConnectorStatus,
}

/// Whether it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Taken {
    /// 0 for yes, 1 for no.
    pub status: u8,
}

/// An operator says what was charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NotifyChargeOrder {
    /// The number of the charge.
    pub start_charge_seq: String,
    /// Where.
    #[serde(rename = "ConnectorID")]
    pub connector: String,
    /// `yyyy-MM-dd HH:mm:ss`.
    pub start_time: String,
    /// `yyyy-MM-dd HH:mm:ss`.
    pub end_time: String,
    /// Kilowatt-hours. Meters write up to four decimals.
    pub total_power: Decimal<4>,
    /// Yuan for electricity.
    pub total_elec_money: Decimal<2>,
    /// Yuan for the service; the standard spells it so.
    pub total_sevice_money: Decimal<2>,
    /// Yuan.
    pub total_money: Decimal<2>,
    /// 0 the driver, 1 the operator, 2 the vehicle, 3 the pile, 4 the connector was pulled.
    pub stop_reason: u8,
    /// The plate that the driver gave. The standard has no such field: two operators agree on it, and without it nobody knows whose stay it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub license_plate: String,
}

/// Whether the charge was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChargeOrderTaken {
    /// The number of the charge.
    pub start_charge_seq: String,
    /// Where.
    #[serde(rename = "ConnectorID")]
    pub connector: String,
    /// 0 for yes; anything else is sent again.
    pub confirm_result: u8,
}

impl NotifyChargeOrder {
    /// Begin and end, in seconds since the beginning of 1970, UTC.
    ///
    /// # Errors
    /// [`GatewayError::Malformed`] when one is no time or they stand the wrong way round.
    pub fn times(&self) -> Result<(i64, i64), GatewayError> {
        let malformed = |what| GatewayError::Malformed { what };
        let begin = read_moment(&self.start_time).ok_or(malformed("StartTime"))?;
        let end = read_moment(&self.end_time).ok_or(malformed("EndTime"))?;
        match begin <= end {
            true => Ok((begin, end)),
            false => Err(malformed("EndTime")),
        }
    }

    /// Writes begin and end.
    pub fn set_times(&mut self, begin: i64, end: i64) {
        self.start_time = write_moment(begin);
        self.end_time = write_moment(end);
    }

    /// What was charged, in watt-hours, tenths left off.
    #[must_use]
    pub fn watt_hours(&self) -> u64 {
        u64::try_from(self.total_power.0 / 10).unwrap_or(0)
    }
}

impl StationInfo {
    /// Whether its values can be.
    ///
    /// # Errors
    /// [`GatewayError::Malformed`] with the field.
    pub fn check(&self) -> Result<(), GatewayError> {
        code("StationID", &self.station, CODES_MAX[0])?;
        text("StationName", &self.station_name)?;
        text("Address", &self.address)?;
        let degrees = |what, value: Decimal<6>, most: i64| check(what, value.0.abs() <= most * 1_000_000);
        degrees("StationLng", self.station_lng, 180)?;
        degrees("StationLat", self.station_lat, 90)?;
        count("EquipmentInfos", self.piles.len())?;
        for pile in &self.piles {
            code("EquipmentID", &pile.pile, CODES_MAX[1])?;
            count("ConnectorInfos", pile.connectors.len())?;
            for connector in &pile.connectors {
                code("ConnectorID", &connector.connector, CODES_MAX[2])?;
                check("ConnectorType", (1..=6).contains(&connector.connector_type))?;
                check("Power", (1..=10_000).contains(&connector.power.0))?;
            }
        }
        Ok(())
    }
}

impl ConnectorStatus {
    fn check(&self) -> Result<(), GatewayError> {
        code("ConnectorID", &self.connector, CODES_MAX[2])?;
        check("Status", matches!(self.status, 0..=4 | 255))?;
        check("ParkStatus", matches!(self.park_status, 0 | 10 | 50))?;
        check("LockStatus", matches!(self.lock_status, 0 | 10 | 50))
    }
}

impl Call for QueryToken {
    const NAME: &'static str = "query_token";
    type Answer = TokenGiven;

    fn check(&self) -> Result<(), GatewayError> {
        code("OperatorID", &self.operator, 9)?;
        check("OperatorSecret", !self.secret.is_empty() && self.secret.len() <= 64)
    }

    fn check_answer(&self, answer: &TokenGiven) -> Result<(), GatewayError> {
        let token = &answer.access_token;
        let given = answer.succ_stat == 0;
        check("AccessToken", !given || (!token.is_empty() && token.len() <= 512))?;
        check("AccessToken", token.bytes().all(|byte| byte.is_ascii_graphic()))?;
        check(
            "TokenAvailableTime",
            !given || (1..=31 * 86_400).contains(&answer.token_available_time),
        )
    }
}

impl Call for QueryStationsInfo {
    const NAME: &'static str = "query_stations_info";
    type Answer = Stations;

    fn check(&self) -> Result<(), GatewayError> {
        let since = &self.last_query_time;
        check("LastQueryTime", since.is_empty() || read_moment(since).is_some())?;
        check("PageNo", self.page_no > 0)?;
        check("PageSize", (1..=500).contains(&self.page_size))
    }

    fn check_answer(&self, answer: &Stations) -> Result<(), GatewayError> {
        crate::error::same("PageNo", &self.page_no.to_string(), &answer.page_no.to_string())?;
        count("StationInfos", answer.stations.len())?;
        answer.stations.iter().try_for_each(StationInfo::check)
    }
}

impl Call for QueryStationStatus {
    const NAME: &'static str = "query_station_status";
    type Answer = StationStatuses;

    fn check(&self) -> Result<(), GatewayError> {
        check("StationIDs", (1..=STATIONS_ASKED_MAX).contains(&self.stations.len()))?;
        let mut stations = self.stations.iter();
        stations.try_for_each(|station| code("StationID", station, CODES_MAX[0]))
    }

    fn check_answer(&self, answer: &StationStatuses) -> Result<(), GatewayError> {
        count("StationStatusInfos", answer.stations.len())?;
        for station in &answer.stations {
            // Nobody asked for another station, so it is not believed.
            if !self.stations.contains(&station.station) {
                crate::error::same("StationID", &self.stations.join(" "), &station.station)?;
            }
            count("ConnectorStatusInfos", station.connectors.len())?;
            station.connectors.iter().try_for_each(ConnectorStatus::check)?;
        }
        Ok(())
    }
}

impl Call for NotifyStationStatus {
    const NAME: &'static str = "notification_stationStatus";
    type Answer = Taken;

    fn check(&self) -> Result<(), GatewayError> {
        self.connector.check()
    }

    fn check_answer(&self, answer: &Taken) -> Result<(), GatewayError> {
        check("Status", answer.status <= 1)
    }
}

impl Call for NotifyChargeOrder {
    const NAME: &'static str = "notification_charge_order_info";
    type Answer = ChargeOrderTaken;

    fn check(&self) -> Result<(), GatewayError> {
        code("StartChargeSeq", &self.start_charge_seq, NUMBER_CHARS_MAX)?;
        code("ConnectorID", &self.connector, CODES_MAX[2])?;
        self.times()?;
        check("TotalPower", self.total_power.0 >= 0)?;
        let (electricity, service, total) = (self.total_elec_money, self.total_sevice_money, self.total_money);
        check("TotalElecMoney", electricity.0 >= 0)?;
        check("TotalSeviceMoney", service.0 >= 0)?;
        check("TotalMoney", electricity.0 + service.0 == total.0)?;
        let plate = &self.license_plate;
        let fits = plate.chars().count() <= PLATE_CHARS_MAX && !plate.chars().any(char::is_control);
        check("LicensePlate", fits)
    }

    fn check_answer(&self, answer: &ChargeOrderTaken) -> Result<(), GatewayError> {
        crate::error::same("StartChargeSeq", &self.start_charge_seq, &answer.start_charge_seq)
    }
}

fn check(what: &'static str, holds: bool) -> Result<(), GatewayError> {
    match holds {
        true => Ok(()),
        false => Err(GatewayError::Malformed { what }),
    }
}

fn code(what: &'static str, text: &str, max: usize) -> Result<(), GatewayError> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    check(what, !text.is_empty() && text.len() <= max && text.bytes().all(fits))
}

fn text(what: &'static str, text: &str) -> Result<(), GatewayError> {
    let fits = !text.is_empty() && text.chars().count() <= TEXT_CHARS_MAX && !text.chars().any(char::is_control);
    check(what, fits)
}

fn count(what: &'static str, length: usize) -> Result<(), GatewayError> {
    check(what, length <= LIST_MAX)
}

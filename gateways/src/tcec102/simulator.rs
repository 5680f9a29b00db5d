//! A charging operator for tests and the demonstration: it answers as the standard says, and pushes what its connectors do, with every
//! kind of trouble on request.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::client::{Client, Token};
use super::decimal::Decimal;
use super::envelope::{Ret, open, reply};
use super::messages::{
    Call, ConnectorInfo, ConnectorStatus, EquipmentInfo, NotifyChargeOrder, NotifyStationStatus, QueryStationStatus,
    QueryStationsInfo, QueryToken, StationInfo, StationStatus, StationStatuses, Stations, TokenGiven,
};
use super::seal::Keys;
use super::stamp::{Seen, Stamps};
use crate::error::{Decline, GatewayError};
use crate::http::{HttpRequest, HttpResponse};

/// Seconds for which its tokens hold.
const TOKEN_SECONDS: i64 = 3600;
/// Fen for a kilowatt-hour and for its service.
const TARIFF_FEN: (i64, i64) = (80, 40);

/// A station to be made up.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// Its code; piles and connectors have it as the beginning of theirs.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Millionths of a degree east and north.
    pub place: (i64, i64),
    /// The bays that its connectors serve, one each.
    pub bays: Vec<String>,
    /// Every so-many-th pile gives direct current of 120 kW; the others alternating current of 7 kW. Zero for none.
    pub direct_every: usize,
}

/// An operator with its stations.
#[derive(Clone, Debug)]
pub struct Operator {
    /// What those who ask it sign with.
    asked: Keys,
    /// What it signs with when it pushes.
    keys: Keys,
    push: Client,
    stations: Vec<StationInfo>,
    states: BTreeMap<String, u8>,
    stamps: Stamps,
    seen: Seen,
    tokens: BTreeMap<String, i64>,
}

/// What can happen to a request on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is signed by somebody else.
    Forged,
    /// Its content was altered.
    Altered,
    /// Its number within the second was altered, so that it could count twice.
    Moved,
    /// It has no signature.
    Unsigned,
    /// It has no token.
    Tokenless,
    /// It is cut short.
    Cut,
}

impl Operator {
    /// An operator that pushes to an address of ours, with one set of keys for both ways.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] when the address is none; [`GatewayError::Malformed`] when a station cannot be.
    pub fn new(keys: Keys, push_address: &str, sketches: &[Sketch]) -> Result<Self, GatewayError> {
        Self::between(keys.clone(), keys, push_address, sketches)
    }

    /// An operator that is asked with one set of keys and pushes with another, as each side hands the other its own.
    ///
    /// # Errors
    /// As [`Operator::new`].
    pub fn between(asked: Keys, keys: Keys, push_address: &str, sketches: &[Sketch]) -> Result<Self, GatewayError> {
        let stations: Vec<StationInfo> = sketches.iter().map(|sketch| made(&keys, sketch)).collect();
        stations.iter().try_for_each(StationInfo::check)?;
        let piles = stations.iter().flat_map(|station| &station.piles);
        let connectors = piles.flat_map(|pile| &pile.connectors);
        let states = connectors.map(|connector| (connector.connector.clone(), 1)).collect();
        Ok(Self {
            push: Client::new(keys.clone(), push_address)?,
            asked,
            keys,
            stations,
            states,
            stamps: Stamps::default(),
            seen: Seen::default(),
            tokens: BTreeMap::new(),
        })
    }

    /// Its stations.
    #[must_use]
    pub fn stations(&self) -> &[StationInfo] {
        &self.stations
    }

    /// What a connector does.
    #[must_use]
    pub fn state(&self, connector: &str) -> Option<u8> {
        self.states.get(connector).copied()
    }

    /// Answers a request of ours.
    pub fn answer(&mut self, request: &HttpRequest, now: Timestamp) -> HttpResponse {
        self.answered(request, now)
            .unwrap_or_else(|error| reply(&self.asked, Ret::of(&error), "refused", &()))
    }

    fn answered(&mut self, request: &HttpRequest, now: Timestamp) -> Result<HttpResponse, GatewayError> {
        let opened = open(&self.asked, request, now)?;
        if self.seen.before(opened.stamp) {
            return Err(GatewayError::Stale { seconds: 0 });
        }
        self.seen.note(opened.stamp, now)?;
        let name = request.path().rsplit('/').next().unwrap_or_default();
        if name == QueryToken::NAME {
            let token = self.token(&read(&opened.content)?, now);
            return Ok(reply(&self.asked, Ret::Done, "", &token));
        }
        let bearer = request
            .header("Authorization")
            .and_then(|header| header.strip_prefix("Bearer "));
        let until = bearer.and_then(|token| self.tokens.get(token));
        if until.is_none_or(|until| *until <= now.as_second()) {
            return Err(GatewayError::Declined {
                reason: Decline::NotAllowed,
                code: Ret::Token.code().to_string(),
            });
        }
        match name {
            QueryStationsInfo::NAME => {
                let page = self.page(&read(&opened.content)?);
                Ok(reply(&self.asked, Ret::Done, "", &page))
            }
            QueryStationStatus::NAME => {
                let statuses = self.statuses(&read(&opened.content)?);
                Ok(reply(&self.asked, Ret::Done, "", &statuses))
            }
            _ => Err(GatewayError::Malformed { what: "call" }),
        }
    }

    fn token(&mut self, call: &QueryToken, now: Timestamp) -> TokenGiven {
        let fail_reason = match (call.operator == self.asked.operator, call.secret == self.asked.secret) {
            (false, _) => 1,
            (true, false) => 2,
            (true, true) => 0,
        };
        let known = fail_reason == 0;
        // It is no secret of anybody: whoever can read the simulator can sign.
        let token = self
            .keys
            .sign(&["token", &now.to_string(), &self.tokens.len().to_string()]);
        if known {
            self.tokens.retain(|_, until| *until > now.as_second());
            self.tokens.insert(token.clone(), now.as_second() + TOKEN_SECONDS);
        }
        TokenGiven {
            operator: call.operator.clone(),
            succ_stat: u8::from(!known),
            access_token: if known { token } else { String::new() },
            token_available_time: if known { TOKEN_SECONDS } else { 0 },
            fail_reason,
        }
    }

    fn page(&self, call: &QueryStationsInfo) -> Stations {
        let size = usize::try_from(call.page_size).unwrap_or(1).max(1);
        let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let skipped = usize::try_from(call.page_no)
            .unwrap_or(1)
            .saturating_sub(1)
            .saturating_mul(size);
        Stations {
            page_no: call.page_no,
            page_count: whole(self.stations.len().div_ceil(size)),
            item_size: whole(self.stations.len()),
            stations: self.stations.iter().skip(skipped).take(size).cloned().collect(),
        }
    }

    fn statuses(&self, call: &QueryStationStatus) -> StationStatuses {
        let asked = self
            .stations
            .iter()
            .filter(|station| call.stations.contains(&station.station));
        let stations: Vec<StationStatus> = asked
            .map(|station| StationStatus {
                station: station.station.clone(),
                connectors: station
                    .piles
                    .iter()
                    .flat_map(|pile| &pile.connectors)
                    .map(|connector| self.status(&connector.connector))
                    .collect(),
            })
            .collect();
        StationStatuses {
            total: u32::try_from(stations.len()).unwrap_or(u32::MAX),
            stations,
        }
    }

    fn status(&self, connector: &str) -> ConnectorStatus {
        let status = self.state(connector).unwrap_or(0);
        ConnectorStatus {
            connector: connector.to_owned(),
            status,
            park_status: if matches!(status, 2 | 3) { 50 } else { 0 },
            lock_status: 0,
        }
    }

    /// The request for a token of ours, which the operator needs before it pushes.
    ///
    /// # Errors
    /// As [`Client::ask_token`].
    pub fn ask_token(&mut self, now: Timestamp) -> Result<HttpRequest, GatewayError> {
        let stamp = self.stamps.next(now).ok_or(GatewayError::CommandBad { what: "Seq" })?;
        self.push.ask_token(stamp)
    }

    /// The token of our reply.
    ///
    /// # Errors
    /// As [`Client::read_token`].
    pub fn read_token(&self, response: &HttpResponse, now: Timestamp) -> Result<Token, GatewayError> {
        self.push.read_token(response, now)
    }

    /// A connector does something else now, and nobody is told before they ask. False for a connector that it does not have.
    pub fn set(&mut self, connector: &str, status: u8) -> bool {
        let state = self.states.get_mut(connector);
        state.map(|state| *state = status).is_some()
    }

    /// A connector does something else now, and the operator says so.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] for a connector that it does not have, or a status that does not exist.
    pub fn turn(
        &mut self,
        connector: &str,
        status: u8,
        token: &Token,
        now: Timestamp,
    ) -> Result<HttpRequest, GatewayError> {
        let state = self.states.get_mut(connector);
        *state.ok_or(GatewayError::CommandBad { what: "ConnectorID" })? = status;
        let call = NotifyStationStatus {
            connector: self.status(connector),
        };
        self.told(&call, token, now)
    }

    /// A charge is over, and the operator says so; begin and end in seconds since the beginning of 1970, and the plate that the driver gave, which may be
    /// none.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] for a charge that cannot be.
    pub fn charged(
        &mut self,
        connector: &str,
        times: (i64, i64),
        watt_hours: u32,
        plate: &str,
        token: &Token,
        now: Timestamp,
    ) -> Result<HttpRequest, GatewayError> {
        let place = self.states.keys().position(|known| known == connector);
        let place = place.ok_or(GatewayError::CommandBad { what: "ConnectorID" })?;
        let fen = |each: i64| Decimal(i64::from(watt_hours) * each / 1000);
        let (electricity, service) = (fen(TARIFF_FEN.0), fen(TARIFF_FEN.1));
        let mut call = NotifyChargeOrder {
            // By when and where it began: an operator that starts anew gives a charge the number that it had.
            start_charge_seq: format!("{}{:012}{place:06}", self.keys.operator, times.0.max(0)),
            connector: connector.to_owned(),
            start_time: String::new(),
            end_time: String::new(),
            total_power: Decimal(i64::from(watt_hours) * 10),
            total_elec_money: electricity,
            total_sevice_money: service,
            total_money: Decimal(electricity.0 + service.0),
            stop_reason: 0,
            license_plate: plate.to_owned(),
        };
        call.set_times(times.0, times.1);
        self.told(&call, token, now)
    }

    fn told<C: Call>(&mut self, call: &C, token: &Token, now: Timestamp) -> Result<HttpRequest, GatewayError> {
        let stamp = self.stamps.next(now).ok_or(GatewayError::CommandBad { what: "Seq" })?;
        self.push.ask(call, token, stamp)
    }
}

impl Trouble {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Forged,
        Self::Altered,
        Self::Moved,
        Self::Unsigned,
        Self::Tokenless,
        Self::Cut,
    ];

    /// The request as it arrives.
    #[must_use]
    pub fn spoil(self, request: &HttpRequest) -> HttpRequest {
        let mut spoiled = request.clone();
        let mut body: serde_json::Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let mut change = |field: &str, change: &dyn Fn(&str) -> String| {
            let changed = body[field].as_str().map(change).unwrap_or_default();
            body[field] = serde_json::Value::String(changed);
        };
        match self {
            Self::Forged => change("Sig", &|_| "0123456789ABCDEF0123456789ABCDEF".to_owned()),
            // CBC would let another first block through: only the signature notices.
            Self::Altered => change("Data", &|data| other_first(data)),
            Self::Moved => change("Seq", &|number| other_first(number)),
            Self::Unsigned => change("Sig", &|_| String::new()),
            Self::Tokenless => spoiled.headers.retain(|(name, _)| name != "Authorization"),
            Self::Cut => {}
        }
        if self != Self::Tokenless {
            spoiled.body = serde_json::to_vec(&body).unwrap_or_default();
        }
        if self == Self::Cut {
            spoiled.body.truncate(spoiled.body.len() / 2);
        }
        spoiled
    }
}

/// The text with another first sign.
fn other_first(text: &str) -> String {
    let first = if text.starts_with('1') { "2" } else { "1" };
    format!("{first}{}", text.get(1..).unwrap_or_default())
}

fn read<C: Call>(content: &[u8]) -> Result<C, GatewayError> {
    let call: C = serde_json::from_slice(content).map_err(|_| GatewayError::Malformed { what: C::NAME })?;
    call.check()?;
    Ok(call)
}

fn made(keys: &Keys, sketch: &Sketch) -> StationInfo {
    let pile = |(at, bay): (usize, &String)| {
        let direct = sketch.direct_every > 0 && at % sketch.direct_every == 0;
        let code = format!("{}-{:02}", sketch.code, at + 1);
        let connector = ConnectorInfo {
            connector: format!("{code}-1"),
            connector_type: if direct { 4 } else { 2 },
            voltage_upper_limits: if direct { 750 } else { 220 },
            voltage_lower_limits: if direct { 200 } else { 220 },
            current: if direct { 160 } else { 32 },
            power: Decimal(if direct { 1200 } else { 70 }),
            park_no: bay.clone(),
            national_standard: 2,
        };
        EquipmentInfo {
            pile: code,
            equipment_type: if direct { 1 } else { 2 },
            connectors: vec![connector],
        }
    };
    StationInfo {
        station: sketch.code.clone(),
        operator: keys.operator.clone(),
        owner: keys.operator.clone(),
        station_name: sketch.name.clone(),
        country_code: "CN".to_owned(),
        area_code: "370800".to_owned(),
        address: sketch.address.clone(),
        service_tel: "00000000".to_owned(),
        station_type: 1,
        station_status: 50,
        park_nums: u32::try_from(sketch.bays.len()).unwrap_or(u32::MAX),
        station_lng: Decimal(sketch.place.0),
        station_lat: Decimal(sketch.place.1),
        construction: 255,
        busine_hours: "00:00-24:00".to_owned(),
        piles: sketch.bays.iter().enumerate().map(pile).collect(),
    }
}

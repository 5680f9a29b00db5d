//! Charging areas: their operators and stations, what their connectors say and what was charged, and what follows for a stay and for the desk.
//!
//! An operator is asked by a job (`ask.rs`) and pushes by itself (`push.rs`); both end in [`Service::hear_charging`] (`words.rs`), which keeps what was
//! said as it came. What follows is worked out by the rules each time it is asked for, and a stay that ended is priced again where a late word bears on
//! it, so that a late word counts like one in time. What residents see of it is `now.rs`; what a pile says of a stay before its operator does, `untold.rs`; who accepted an area, `accept.rs`. To add an operator's
//! protocol: turn its words into [`ChargingWord`].

mod accept;
mod ask;
mod now;
mod operators;
mod push;
mod untold;
mod words;

pub use accept::AcceptForm;
pub use now::{Chargers, ConnectorNow, Group, Stand};
pub use operators::{OperatorForm, OperatorView, PushKeys};
pub use untold::Untold;
pub use words::{CHARGE_REASONS, ChargeLine, ChargingWord};

pub(crate) use ask::JOB;
pub(super) use untold::{SoFar, charged_so_far, is_awaited};
pub(super) use words::charged_in;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use parking_lot::{Mutex, RwLock};
use shishi_gateways::tcec102::messages::StationInfo;
use shishi_gateways::tcec102::{Stamps, Token};
use shishi_kernel::{Actor, JurisdictionId};
use shishi_parking::booking::BayId;
use shishi_parking::charging::{
    Code, Connector, Finding, Ground, Pile, Plug, Report, STALE_MINUTES, State, States, Station, findings,
};
use shishi_parking::passages::Second;
use shishi_store::Reader;
use shishi_store::parking::charges::{self as rows, StationRow};
use shishi_store::parking::lots;

use super::catalogue::{Catalogue, Lot};
use super::may;
use super::money::Carry;
use crate::once::refused;
use crate::{Service, ServiceError};

/// Words on connectors from before a moment that are looked at, in seconds: for as long as one says something of now.
const BEFORE_SECONDS: i64 = 3_600;
/// Words and charges of so long are looked at for findings, in seconds.
const LOOKED_BACK_SECONDS: i64 = 86_400;
/// Minutes of grace for leaving after charging, as for plugging in.
const GRACE_MINUTES: u32 = 15;

/// A station as it is known, with what its connectors do now.
#[derive(Clone, Debug)]
pub struct StationView {
    /// As it is kept.
    pub row: StationRow,
    /// What its operator is called; its signs where nobody registered it.
    pub operator: String,
    /// Its piles.
    pub station: Station,
    /// The words of its operator's connectors of the last hour.
    pub states: Arc<States>,
    /// The bays of its lot on which a vehicle stands.
    pub taken: Vec<Ground>,
}

/// What is kept in memory about charging.
#[derive(Default)]
pub(crate) struct Charging {
    /// What carries requests to operators; none where nobody is asked.
    carry: RwLock<Option<Carry>>,
    /// What operators gave us, with the turn in which they did: other keys need another one.
    tokens: Mutex<HashMap<String, Token>>,
    stamps: Mutex<HashMap<String, Stamps>>,
    now: Mutex<Option<(i64, Arc<Vec<StationView>>)>>,
    /// Whether something was heard or set up since what is free was last told which bays are out of order.
    heard: AtomicBool,
}

impl Service {
    /// Keeps stations as their operator tells of them, in the words of T/CEC 102. In which lot one stands is the desk's to say: an operator's
    /// places are shifted by law (GCJ-02) and would as easily fall into the next lot.
    ///
    /// # Errors
    /// A refusal for a station that cannot be; nothing is kept then.
    pub fn put_stations(&self, told: Vec<StationInfo>) -> Result<(), ServiceError> {
        let (j, at) = (self.jurisdiction(), self.now());
        let kept = told
            .iter()
            .map(|info| station_row(info, at))
            .collect::<Result<Vec<_>, _>>()?;
        self.commit(move |w| {
            for row in &kept {
                rows::put_station(w, j, row)?;
            }
            Ok(())
        })?;
        self.inner.parking.charging.moved();
        Ok(())
    }

    /// Every station with what its connectors do now.
    ///
    /// # Errors
    /// When the store is away.
    pub fn charging_stations(&self) -> Result<Vec<StationView>, ServiceError> {
        let (j, catalogue, now) = (self.jurisdiction(), self.parking()?, self.now());
        self.store()
            .read(|r| views(r, j, &catalogue, now, now.as_second() - BEFORE_SECONDS))
    }

    /// What somebody should look at in the charging areas, with the station that it is about.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn charging_findings(&self, actor: &Actor) -> Result<Vec<(StationRow, Finding)>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let (j, catalogue, now) = (self.jurisdiction(), self.parking()?, self.now());
        let since = now.as_second() - LOOKED_BACK_SECONDS;
        self.store().read(|r| {
            let mut found = Vec::new();
            for view in views(r, j, &catalogue, now, since)? {
                let orders = words::orders(&rows::charges(r, j, &view.row.operator, since)?)?;
                let of_station = findings(
                    &view.station,
                    &view.states,
                    &view.taken,
                    &orders,
                    Second(now.as_second()),
                    GRACE_MINUTES,
                );
                found.extend(of_station.into_iter().map(|finding| (view.row.clone(), finding)));
            }
            Ok(found)
        })
    }
}

/// Every station with the words of its operator's connectors since a second.
fn views(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    catalogue: &Catalogue,
    now: Timestamp,
    since: i64,
) -> Result<Vec<StationView>, ServiceError> {
    let stations = rows::stations(r, j)?;
    let names = operators::names(r, j)?;
    let mut said: HashMap<String, Arc<States>> = HashMap::new();
    for row in &stations {
        if !said.contains_key(&row.operator) {
            let states = states(r, j, &row.operator, since)?;
            said.insert(row.operator.clone(), Arc::new(states));
        }
    }
    let mut taken = taken(r, j, &stations, now)?;
    let mut views = Vec::with_capacity(stations.len());
    for row in stations {
        let lot = row.lot.and_then(|lot| catalogue.lots.get(&lot));
        views.push(StationView {
            station: station(&row, lot.map(|lot| &**lot))?,
            operator: names.get(&row.operator).unwrap_or(&row.operator).clone(),
            states: said.get(&row.operator).cloned().unwrap_or_default(),
            taken: row.lot.and_then(|lot| taken.remove(&lot)).unwrap_or_default(),
            row,
        });
    }
    Ok(views)
}

fn states(r: &mut Reader<'_>, j: JurisdictionId, operator: &str, since: i64) -> Result<States, ServiceError> {
    let mut states = States::default();
    for row in rows::reports(r, j, operator, since)? {
        let report = Report {
            connector: Code::new(&row.connector).map_err(refused)?,
            at: Second(row.second),
            state: State::from_code(row.state).map_err(refused)?,
        };
        states.receive(&report).map_err(refused)?;
    }
    Ok(states)
}

/// The bays with a vehicle on them in the lots of stations, by lot; what a sensor said too long ago says nothing of now.
fn taken(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    stations: &[StationRow],
    now: Timestamp,
) -> Result<HashMap<i64, Vec<Ground>>, ServiceError> {
    let mut of: Vec<i64> = stations.iter().filter_map(|row| row.lot).collect();
    of.sort_unstable();
    of.dedup();
    let fresh = now - jiff::SignedDuration::from_mins(STALE_MINUTES);
    let mut taken: HashMap<i64, Vec<Ground>> = HashMap::new();
    for (lot, bay, since) in lots::bays_taken(r, j, &of, fresh)? {
        let Ok(bay) = u32::try_from(bay) else { continue };
        taken.entry(lot).or_default().push(Ground {
            bay: BayId(bay),
            taken_since: Second(since.as_second()),
        });
    }
    Ok(taken)
}

/// A station as its operator tells of it, for the store.
fn station_row(info: &StationInfo, at: Timestamp) -> Result<StationRow, ServiceError> {
    let row = StationRow {
        id: 0,
        operator: info.operator.clone(),
        code: info.station.clone(),
        lot: None,
        name: info.station_name.clone(),
        latitude: i32::try_from(info.station_lat.0).unwrap_or(0),
        longitude: i32::try_from(info.station_lng.0).unwrap_or(0),
        piles: serde_json::to_string(info).map_err(ServiceError::internal)?,
        told_at: at,
        accepted_on: None,
        accepted_by: None,
        leaf: None,
    };
    station(&row, None)?.check().map_err(refused)?;
    Ok(row)
}

/// A station with the bays of the lot that it stands in: a connector serves the bay whose number its operator gives.
fn station(row: &StationRow, lot: Option<&Lot>) -> Result<Station, ServiceError> {
    let info: StationInfo = serde_json::from_str(&row.piles).map_err(ServiceError::internal)?;
    let bay = |code: &str| {
        let known = lot?.bays.iter().find(|bay| bay.code == code)?;
        Some(BayId(u32::try_from(known.id).ok()?))
    };
    let mut piles = Vec::with_capacity(info.piles.len());
    for pile in info.piles {
        let mut connectors = Vec::with_capacity(pile.connectors.len());
        for connector in pile.connectors {
            connectors.push(Connector {
                code: Code::new(&connector.connector).map_err(refused)?,
                plug: match connector.connector_type {
                    2 => Plug::AlternatingSocket,
                    3 => Plug::AlternatingCable,
                    4 => Plug::Direct,
                    5 => Plug::Wireless,
                    _ => Plug::Household,
                },
                // Kilowatts with one decimal.
                watts: u32::try_from(connector.power.0 * 100).unwrap_or(0),
                bay: bay(&connector.park_no),
            });
        }
        piles.push(Pile {
            code: Code::new(&pile.pile).map_err(refused)?,
            connectors,
        });
    }
    Ok(Station {
        code: Code::new(&info.station).map_err(refused)?,
        name: info.station_name,
        piles,
    })
}

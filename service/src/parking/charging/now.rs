//! What connectors do now, for residents and for other programs: from memory, read again after some seconds or when this process heard something.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use shishi_gateways::ocpi::{Location, Party, location};
use shishi_gateways::tcec102::Decimal;
use shishi_gateways::tcec102::messages::{ConnectorStatus, StationInfo};
use shishi_parking::booking::BayId;
use shishi_parking::charging::{Code, Current, Plug, State, bays_out};
use shishi_parking::passages::Second;

use super::{Charging, StationView};
use crate::{Service, ServiceError};

/// What was read is good for so many seconds; another process may have heard something since.
const GOOD_SECONDS: i64 = 2;
/// Who we are to others that speak OCPI.
const PARTY: &str = "SHI";

/// What a connector means for whoever wants to charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// One can plug in.
    Free,
    /// A vehicle is in the way: it stands there, or is plugged in, and does not charge.
    Blocked,
    /// Charging.
    Charging,
    /// Kept for somebody.
    Reserved,
    /// Broken, or out of its operator's reach.
    Out,
    /// Nobody said anything of it lately.
    Unknown,
}

impl Stand {
    /// Stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Blocked => "blocked",
            Self::Charging => "charging",
            Self::Reserved => "reserved",
            Self::Out => "out",
            Self::Unknown => "unknown",
        }
    }

    fn of(current: Option<Current>, bay_taken: bool) -> Self {
        match (current.map(|current| current.state), bay_taken) {
            (Some(State::Idle), false) => Self::Free,
            (Some(State::Idle), true) | (Some(State::Occupied), _) => Self::Blocked,
            (Some(State::Charging), _) => Self::Charging,
            (Some(State::Reserved), _) => Self::Reserved,
            (Some(State::Offline | State::Fault), _) => Self::Out,
            (None, _) => Self::Unknown,
        }
    }
}

/// A connector as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectorNow {
    /// The operator's code for it.
    pub code: String,
    /// Its form.
    pub plug: Plug,
    /// What it gives at most.
    pub watts: u32,
    /// The bay that it serves.
    pub bay: Option<BayId>,
    /// What it means.
    pub stand: Stand,
    /// Since when, and when it last said so.
    pub current: Option<Current>,
}

/// Connectors of one form and power in a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Their form.
    pub plug: Plug,
    /// What each gives at most.
    pub watts: u32,
    /// How many there are.
    pub all: u32,
    /// Of how many it is known what they do.
    pub known: u32,
    /// How many of those one can plug into.
    pub free: u32,
}

/// What can be charged at in a lot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chargers {
    /// By form and power, the strongest first.
    pub groups: Vec<Group>,
    /// Who runs them.
    pub operators: Vec<String>,
    /// When one of them last said what it does.
    pub seen: Option<Second>,
}

impl Chargers {
    /// How many connectors there are.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.groups.iter().map(|group| group.all).sum()
    }

    /// How many of them one can plug into; none where nothing is known of any.
    #[must_use]
    pub fn free(&self) -> Option<u32> {
        let known: u32 = self.groups.iter().map(|group| group.known).sum();
        (known > 0).then(|| self.groups.iter().map(|group| group.free).sum())
    }

    /// The most that one of them gives, in watts.
    #[must_use]
    pub fn watts_max(&self) -> u32 {
        self.groups.iter().map(|group| group.watts).max().unwrap_or(0)
    }
}

impl StationView {
    /// Its connectors as they are at a moment.
    #[must_use]
    pub fn now(&self, now: Timestamp) -> Vec<ConnectorNow> {
        let now = Second(now.as_second());
        let each = self.station.connectors().map(|connector| {
            let current = self.states.current(&connector.code, now);
            let taken = connector.bay.is_some_and(|bay| self.is_taken(bay));
            ConnectorNow {
                code: connector.code.to_string(),
                plug: connector.plug,
                watts: connector.watts,
                bay: connector.bay,
                stand: Stand::of(current, taken),
                current,
            }
        });
        each.collect()
    }

    fn is_taken(&self, bay: BayId) -> bool {
        self.taken.iter().any(|ground| ground.bay == bay)
    }
}

impl Charging {
    /// Something was heard or set up: what was read is not good any more.
    pub(super) fn moved(&self) {
        *self.now.lock() = None;
        self.heard.store(true, Ordering::Release);
    }

    /// Whether something was heard or set up since this was last asked.
    pub(in crate::parking) fn take_heard(&self) -> bool {
        self.heard.swap(false, Ordering::AcqRel)
    }
}

impl Service {
    /// Every station as of some seconds ago at most.
    fn stations_now(&self) -> Result<Arc<Vec<StationView>>, ServiceError> {
        let second = self.now().as_second();
        let kept = &self.inner.parking.charging.now;
        // Whoever comes while somebody reads waits for what they read.
        let mut now = kept.lock();
        if let Some((_, views)) = now
            .as_ref()
            .filter(|(at, _)| (*at..*at + GOOD_SECONDS).contains(&second))
        {
            return Ok(Arc::clone(views));
        }
        let views = Arc::new(self.charging_stations()?);
        *now = Some((second, Arc::clone(&views)));
        Ok(views)
    }

    /// The bays at which every pile is out of order.
    pub(in crate::parking) fn bays_out_of_order(&self) -> Result<BTreeSet<BayId>, ServiceError> {
        let (views, now) = (self.stations_now()?, Second(self.now().as_second()));
        Ok(bays_out(views.iter().map(|view| (&view.station, &*view.states)), now))
    }

    /// What can be charged at now, by the store's number of the lot.
    ///
    /// # Errors
    /// When the store is away.
    pub fn chargers(&self) -> Result<BTreeMap<i64, Chargers>, ServiceError> {
        let now = self.now();
        let mut found: BTreeMap<i64, Chargers> = BTreeMap::new();
        for view in self.stations_now()?.iter() {
            let Some(lot) = view.row.lot else { continue };
            let chargers = found.entry(lot).or_default();
            if !chargers.operators.contains(&view.operator) {
                chargers.operators.push(view.operator.clone());
            }
            for connector in view.now(now) {
                let heard = connector.current.map(|current| current.heard);
                chargers.seen = chargers.seen.max(heard);
                let same = |group: &&mut Group| (group.plug, group.watts) == (connector.plug, connector.watts);
                let group = match chargers.groups.iter_mut().find(same) {
                    Some(group) => group,
                    None => {
                        chargers.groups.push(Group {
                            plug: connector.plug,
                            watts: connector.watts,
                            all: 0,
                            known: 0,
                            free: 0,
                        });
                        let last = chargers.groups.len() - 1;
                        &mut chargers.groups[last]
                    }
                };
                group.all += 1;
                group.known += u32::from(connector.stand != Stand::Unknown);
                group.free += u32::from(connector.stand == Stand::Free);
            }
        }
        for chargers in found.values_mut() {
            chargers
                .groups
                .sort_by_key(|group| (std::cmp::Reverse(group.watts), group.plug));
        }
        Ok(found)
    }

    /// The stations that stand in a lot, as OCPI 2.3 has them, with what their connectors do now. Their places are those of the lots.
    ///
    /// # Errors
    /// When the store is away.
    pub fn ocpi_locations(&self) -> Result<Vec<Location>, ServiceError> {
        let (catalogue, now) = (self.parking()?, self.now());
        let site = self.site()?;
        let mut locations = Vec::new();
        for view in self.stations_now()?.iter() {
            let Some(lot) = view.row.lot.and_then(|lot| catalogue.lots.get(&lot)) else {
                continue;
            };
            let mut info: StationInfo = serde_json::from_str(&view.row.piles).map_err(ServiceError::internal)?;
            info.station_lat = Decimal(i64::from(lot.row.latitude));
            info.station_lng = Decimal(i64::from(lot.row.longitude));
            let party = Party {
                country_code: "CN".to_owned(),
                party_id: PARTY.to_owned(),
                operator: view.operator.clone(),
                city: site.name.clone(),
                time_zone: "Asia/Shanghai".to_owned(),
            };
            let now_of = |code: &str| {
                let known = Code::new(code).ok();
                let current = known
                    .as_ref()
                    .and_then(|code| view.states.current(code, Second(now.as_second())));
                let bay = known.and_then(|code| view.station.connector(&code).ok()?.bay);
                let status = current.map(|current| ConnectorStatus {
                    connector: code.to_owned(),
                    status: current.state.code(),
                    park_status: 0,
                    lock_status: 0,
                });
                let since = current.and_then(|current| Timestamp::from_second(current.since.0).ok());
                let blocked = bay.is_some_and(|bay| view.is_taken(bay));
                (status, since.unwrap_or(view.row.told_at), blocked)
            };
            locations.push(location(&party, &info, view.row.told_at, now_of));
        }
        Ok(locations)
    }
}

//! Charging areas: their stations, what their connectors say and what was charged, and what follows for a stay and for the desk.
//!
//! What an operator says is kept as it came; what follows is worked out by the rules each time it is asked for, so that a late word
//! counts like one in time. To add an operator's protocol: turn its words into [`ChargingWord`].

use jiff::Timestamp;
use serde_json::json;
use shishi_gateways::ocpi::{Location, Party, location};
use shishi_gateways::tcec102::Decimal;
use shishi_gateways::tcec102::messages::{ConnectorStatus, StationInfo};
use shishi_kernel::{Actor, Date, Fen, civil_date};
use shishi_parking::booking::{BayId, VehicleId};
use shishi_parking::charging::{
    Charged, Code, Connector, Finding, Given, Ground, Order, Orders, Parked, Pile, Plug, Report, Stand, State, States,
    Station, charged, findings, give,
};
use shishi_parking::passages::Second;
use shishi_parking::plate::Plate;
use shishi_store::Reader;
use shishi_store::parking::charges::{self as rows, ChargeRow, ReportRow, StationRow};
use shishi_store::parking::stays::StayRow;
use shishi_store::parking::vehicles::{self, KeptPlate};

use super::catalogue::{Catalogue, Lot, invalid};
use super::may;
use crate::journal::leaf::Kind;
use crate::once::refused;
use crate::{Service, ServiceError};

/// Words on connectors from before a stay or a moment that are looked at, in seconds: for as long as one says something of now.
const BEFORE_SECONDS: i64 = 3_600;
/// Words and charges of so long are looked at for findings, in seconds.
const LOOKED_BACK_SECONDS: i64 = 86_400;
/// Minutes of grace for leaving after charging, as for plugging in.
const GRACE_MINUTES: u32 = 15;
/// Who we are to others that speak OCPI.
const PARTY: &str = "SHI";

/// What an operator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargingWord {
    /// A connector does something.
    State(Report),
    /// Something was charged. The plate as the operator has it; empty where it has none.
    Charge(Order, String),
}

/// A station as it is known, with what its connectors do now.
#[derive(Clone, Debug)]
pub struct StationView {
    /// As it is kept.
    pub row: StationRow,
    /// Its piles.
    pub station: Station,
    /// The words of its operator's connectors of the last hour.
    pub states: States,
}

impl Service {
    /// Keeps stations as their operator tells of them, in the words of T/CEC 102. In which lot one stands is the desk's to say: an operator's
    /// places are shifted by law (GCJ-02) and would as easily fall into the next lot.
    ///
    /// # Errors
    /// A refusal for a station that cannot be; nothing is kept then.
    pub fn put_stations(&self, told: Vec<StationInfo>) -> Result<(), ServiceError> {
        let (j, at) = (self.jurisdiction(), self.now());
        let mut kept = Vec::with_capacity(told.len());
        for info in told {
            let row = StationRow {
                id: 0,
                operator: info.operator.clone(),
                code: info.station.clone(),
                lot: None,
                name: info.station_name.clone(),
                latitude: i32::try_from(info.station_lat.0).unwrap_or(0),
                longitude: i32::try_from(info.station_lng.0).unwrap_or(0),
                piles: serde_json::to_string(&info).map_err(ServiceError::internal)?,
                told_at: at,
                accepted_on: None,
            };
            station(&row, None)?.check().map_err(refused)?;
            kept.push(row);
        }
        self.commit(move |w| {
            for row in &kept {
                rows::put_station(w, j, row)?;
            }
            Ok(())
        })
    }

    /// The stations that stand in a lot, as OCPI 2.3 has them, with what their connectors do now. Their places are those of the lots.
    ///
    /// # Errors
    /// When the store is away.
    pub fn ocpi_locations(&self) -> Result<Vec<Location>, ServiceError> {
        let (catalogue, now) = (self.parking()?, self.now());
        let site = self.site()?;
        let mut locations = Vec::new();
        for view in self.charging_stations()? {
            let Some(lot) = view.row.lot.and_then(|lot| catalogue.lots.get(&lot)) else {
                continue;
            };
            let mut info: StationInfo = serde_json::from_str(&view.row.piles).map_err(ServiceError::internal)?;
            info.station_lat = Decimal(i64::from(lot.row.latitude));
            info.station_lng = Decimal(i64::from(lot.row.longitude));
            let party = Party {
                country_code: "CN".to_owned(),
                party_id: PARTY.to_owned(),
                operator: view.row.operator.clone(),
                city: site.name.clone(),
                time_zone: "Asia/Shanghai".to_owned(),
            };
            let taken = taken(lot);
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
                let blocked = bay.is_some_and(|bay| taken.iter().any(|ground| ground.bay == bay));
                (status, since.unwrap_or(view.row.told_at), blocked)
            };
            locations.push(location(&party, &info, view.row.told_at, now_of));
        }
        Ok(locations)
    }

    /// Keeps what an operator says; durable when it returns. What comes twice changes nothing.
    ///
    /// # Errors
    /// A refusal for what cannot be; nothing of the call is kept then.
    pub fn hear_charging(&self, operator: &str, words: Vec<ChargingWord>) -> Result<(), ServiceError> {
        let (j, now, operator) = (self.jurisdiction(), self.now(), operator.to_owned());
        for word in &words {
            match word {
                ChargingWord::State(report) => States::default().receive(report).map(drop).map_err(refused)?,
                ChargingWord::Charge(order, _) => order.check().map_err(refused)?,
            }
        }
        let service = self.clone();
        self.commit(move |w| {
            for word in &words {
                match word {
                    ChargingWord::State(report) => {
                        let row = ReportRow {
                            connector: report.connector.to_string(),
                            second: report.at.0,
                            state: report.state.code(),
                        };
                        rows::add_report(w, j, &operator, &row)?;
                    }
                    ChargingWord::Charge(order, plate) => {
                        // A plate that nobody can read is as good as none: the bay says whose charge it is.
                        let vehicle = match Plate::read(plate) {
                            Ok(plate) => {
                                let (key, sealed) = (
                                    service.inner.parking.plates.key(&plate),
                                    service.inner.parking.plates.seal(&plate)?,
                                );
                                vehicles::see(w, j, &[KeptPlate { key, sealed }], civil_date(now))?.remove(&key)
                            }
                            Err(_) => None,
                        };
                        rows::add_charge(w, j, &operator, &charge_row(order, vehicle))?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Says in which lot a station stands, and since when it is accepted; what is left out stays.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::NotFound`] for an unknown station or lot.
    pub fn accept_station(
        &self,
        actor: &Actor,
        station: i64,
        lot: Option<&str>,
        accepted_on: Option<Date>,
    ) -> Result<(), ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let lot = match lot {
            Some(slug) => Some(catalogue.lot(slug).ok_or(ServiceError::NotFound)?.row.id),
            None => None,
        };
        let context = self.context(actor);
        if accepted_on.is_some_and(|day| day > context.today) {
            return Err(invalid("accepted", "form.period"));
        }
        self.commit(move |w| {
            let known = rows::stations(w, context.j)?.into_iter().find(|row| row.id == station);
            let known = known.ok_or(ServiceError::NotFound)?;
            if let Some(lot) = lot {
                rows::place_station(w, context.j, station, lot)?;
            }
            if let Some(day) = accepted_on.filter(|_| known.accepted_on.is_none()) {
                let data = json!({ "accepted_on": day.to_string(), "name": known.name, "operator": known.operator });
                let subject = format!("parking-station:{}:{}", known.operator, known.code);
                let leaf = context.leaf(w, Kind::ParkingChargingAccepted, subject, data)?;
                rows::accept(w, context.j, station, day, leaf)?;
            }
            Ok(w.touch(context.j)?)
        })
    }

    /// Every station with what its connectors do now.
    ///
    /// # Errors
    /// When the store is away.
    pub fn charging_stations(&self) -> Result<Vec<StationView>, ServiceError> {
        let (j, catalogue, now) = (self.jurisdiction(), self.parking()?, self.now().as_second());
        self.store().read(|r| {
            let mut views = Vec::new();
            for row in rows::stations(r, j)? {
                let lot = row.lot.and_then(|lot| catalogue.lots.get(&lot));
                let station = station(&row, lot.map(|lot| &**lot))?;
                let states = states(r, j, &row.operator, now - BEFORE_SECONDS)?;
                views.push(StationView { row, station, states });
            }
            Ok(views)
        })
    }

    /// What somebody should look at in the charging areas, with the station that it is about.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn charging_findings(&self, actor: &Actor) -> Result<Vec<(StationRow, Finding)>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let (j, catalogue, now) = (self.jurisdiction(), self.parking()?, self.now().as_second());
        self.store().read(|r| {
            let mut found = Vec::new();
            for row in rows::stations(r, j)? {
                let lot = row.lot.and_then(|lot| catalogue.lots.get(&lot));
                let station = station(&row, lot.map(|lot| &**lot))?;
                let since = now - LOOKED_BACK_SECONDS;
                let states = states(r, j, &row.operator, since)?;
                let orders = orders(&rows::charges(r, j, &row.operator, since)?)?;
                let taken = lot.map(|lot| taken(lot)).unwrap_or_default();
                let of_station = findings(&station, &states, &taken, &orders, Second(now), GRACE_MINUTES);
                found.extend(of_station.into_iter().map(|finding| (row.clone(), finding)));
            }
            Ok(found)
        })
    }
}

/// The charging seconds of a stay that ended, by the charges of the station in its lot. A charge belongs to the vehicle that its operator names.
pub(super) fn charged_in(
    r: &mut Reader<'_>,
    j: shishi_kernel::JurisdictionId,
    catalogue: &Catalogue,
    stay: &StayRow,
    until: i64,
) -> Result<Charged, ServiceError> {
    let mut all = Charged::default();
    for row in rows::stations(r, j)?
        .into_iter()
        .filter(|row| row.lot == Some(stay.lot))
    {
        let lot = catalogue.lots.get(&stay.lot).map(|lot| &**lot);
        let station = station(&row, lot)?;
        let parked = Parked {
            plate: vehicle_id(stay.vehicle),
            from: Second(stay.entry_second),
            until: Second(until),
            stands: &[] as &[Stand],
        };
        let orders = orders(&rows::charges(r, j, &row.operator, stay.entry_second)?)?;
        let own: Vec<&Order> = orders
            .counted()
            .filter(|order| station.connector(&order.connector).is_ok())
            .filter(|order| give(order, &[parked], &station) == Given::To(0))
            .collect();
        let here = charged(&parked, &own, &station, &States::default());
        all.seconds += here.seconds;
        all.end = all.end.max(here.end);
    }
    Ok(all)
}

fn vehicle_id(vehicle: i64) -> VehicleId {
    VehicleId(u64::try_from(vehicle).unwrap_or(0))
}

fn charge_row(order: &Order, vehicle: Option<i64>) -> ChargeRow {
    ChargeRow {
        number: order.number.to_string(),
        connector: order.connector.to_string(),
        begin: order.begin.0,
        end: order.end.0,
        watt_hours: order.watt_hours,
        electricity: order.electricity,
        service: order.service,
        vehicle,
        contradicted: false,
    }
}

fn orders(kept: &[ChargeRow]) -> Result<Orders, ServiceError> {
    let mut orders = Orders::default();
    for row in kept.iter().filter(|row| !row.contradicted) {
        let order = Order {
            number: Code::new(&row.number).map_err(refused)?,
            connector: Code::new(&row.connector).map_err(refused)?,
            begin: Second(row.begin),
            end: Second(row.end),
            watt_hours: row.watt_hours,
            electricity: row.electricity,
            service: row.service,
            total: Fen(row.electricity.0 + row.service.0),
            plate: row.vehicle.map(vehicle_id),
        };
        orders.receive(&order).map_err(refused)?;
    }
    Ok(orders)
}

fn states(
    r: &mut Reader<'_>,
    j: shishi_kernel::JurisdictionId,
    operator: &str,
    since: i64,
) -> Result<States, ServiceError> {
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

fn taken(lot: &Lot) -> Vec<Ground> {
    let bays = lot.bays.iter().filter(|bay| bay.state == Some(2));
    bays.filter_map(|bay| {
        Some(Ground {
            bay: BayId(u32::try_from(bay.id).ok()?),
            taken_since: Second(bay.seen_at.map(Timestamp::as_second)?),
        })
    })
    .collect()
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

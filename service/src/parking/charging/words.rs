//! What operators say, kept as it came; and whose charge one was.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::json;
use shishi_kernel::{Actor, Date, Fen, JurisdictionId, civil_date};
use shishi_parking::booking::VehicleId;
use shishi_parking::charging::{
    Charged, ChargingRefusal, Code, Given, Order, Orders, Parked, Report, States, Station, charged, give,
};
use shishi_parking::passages::Second;
use shishi_parking::plate::Plate;
use shishi_store::parking::charges::{self as rows, ChargeRow, ReportRow, StationRow};
use shishi_store::parking::operators;
use shishi_store::parking::stays::{self, StayRow};
use shishi_store::parking::vehicles::{self, KeptPlate};
use shishi_store::{Reader, Writer};

use super::super::catalogue::{Catalogue, invalid};
use super::super::hear::{self, Led};
use super::super::may;
use super::super::passages::Turned;
use super::station;
use crate::journal::leaf::Kind;
use crate::once::refused;
use crate::{Service, ServiceError};

/// By so many seconds an operator's clock may be ahead of ours.
const AHEAD_SECONDS: i64 = 300;
/// Stays that began so long before a charge are looked at for it, in seconds: 31 days.
const STAY_SECONDS: i64 = 31 * 86_400;
/// Words of connectors are kept for so many days, for those who look into a complaint.
const REPORT_DAYS: i64 = 30;
/// Charges whose vehicle nobody named are listed for so many days.
const NOBODYS_DAYS: i64 = 7;
/// Most of them.
const NOBODYS_MAX: u32 = 100;

/// Why the desk may give a charge to a vehicle.
pub const CHARGE_REASONS: [&str; 3] = ["driver_showed", "operator_confirmed", "desk_saw"];

/// What an operator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargingWord {
    /// A connector does something.
    State(Report),
    /// Something was charged. The plate as the operator has it; empty where it has none.
    Charge(Order, String),
}

/// A charge whose vehicle nobody named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeLine {
    /// The operator, by its signs.
    pub operator: String,
    /// The charge.
    pub charge: ChargeRow,
    /// The station; none where its connector is not known.
    pub station: Option<String>,
}

impl Service {
    /// Keeps what an operator says; durable when it returns. What comes twice changes nothing, and a stay that ended is priced again where a
    /// charge of its vehicle came late.
    ///
    /// # Errors
    /// A refusal for what cannot be; nothing of the call is kept then.
    pub fn hear_charging(&self, operator: &str, words: Vec<ChargingWord>) -> Result<(), ServiceError> {
        let now = self.now();
        for word in &words {
            check(word, now)?;
        }
        let (service, operator, catalogue) = (self.clone(), operator.to_owned(), self.parking()?);
        let led = self.commit(move |w| service.keep_words(w, now, &catalogue, &operator, &words))?;
        self.inner.parking.charging.moved();
        self.inner.parking.told(&led);
        Ok(())
    }

    fn keep_words(
        &self,
        w: &mut Writer<'_>,
        now: Timestamp,
        catalogue: &Catalogue,
        operator: &str,
        words: &[ChargingWord],
    ) -> Result<Led, ServiceError> {
        let j = self.jurisdiction();
        let known = connectors(rows::stations(w, j)?.into_iter().filter(|row| row.operator == operator))?;
        let lot_of = |connector: &Code| known.get(connector.as_str()).copied().flatten();
        let charges = words.iter().filter_map(|word| match word {
            ChargingWord::Charge(order, _) => Some(order),
            ChargingWord::State(_) => None,
        });
        // Whoever changes the money of a stay holds its lot, lots in ascending order, before anything is read.
        let lots: BTreeSet<i64> = charges.filter_map(|order| lot_of(&order.connector)).collect();
        for lot in &lots {
            w.hold(j, &format!("parking-lot:{lot}"))?;
        }
        let (mut strange, mut late) = (false, Vec::new());
        for word in words {
            let connector = match word {
                ChargingWord::State(report) => {
                    let row = ReportRow {
                        connector: report.connector.to_string(),
                        second: report.at.0,
                        state: report.state.code(),
                    };
                    rows::add_report(w, j, operator, &row)?;
                    &report.connector
                }
                ChargingWord::Charge(order, plate) => {
                    let before = rows::charge_by_number(w, j, operator, order.number.as_str())?;
                    // A plate is kept only of who charged here: an operator may tell of every station that it has.
                    let vehicle = match Plate::read(plate) {
                        Ok(plate) if known.contains_key(order.connector.as_str()) => self.see(w, &plate, now)?,
                        _ => None,
                    };
                    rows::add_charge(w, j, operator, &charge_row(order, vehicle))?;
                    let whose = [before.and_then(|row| row.vehicle), vehicle];
                    if let Some(lot) = lot_of(&order.connector) {
                        let of = |vehicle| (lot, vehicle, order.begin.0, order.end.0);
                        late.extend(whose.into_iter().flatten().map(of));
                    }
                    &order.connector
                }
            };
            strange |= !known.contains_key(connector.as_str());
        }
        if strange {
            // It is kept, and counts once its station is told of.
            operators::forget_stations(w, j, operator)?;
        }
        let stays = self.price_again(w, now, catalogue, &late)?;
        let bays = Vec::new();
        Ok(Led { stays, bays })
    }

    /// The number of a plate's vehicle.
    fn see(&self, w: &mut Writer<'_>, plate: &Plate, now: Timestamp) -> Result<Option<i64>, ServiceError> {
        let plates = &self.inner.parking.plates;
        let (key, sealed) = (plates.key(plate), plates.seal(plate)?);
        let numbers = vehicles::see(w, self.jurisdiction(), &[KeptPlate { key, sealed }], civil_date(now))?;
        Ok(numbers.get(&key).map(|seen| seen.number))
    }

    /// Prices again the stays that ended and that charges may bear on: lot, vehicle, begin and end of each. The lots are held.
    fn price_again(
        &self,
        w: &mut Writer<'_>,
        now: Timestamp,
        catalogue: &Catalogue,
        late: &[(i64, i64, i64, i64)],
    ) -> Result<Vec<hear::StayChange>, ServiceError> {
        let j = self.jurisdiction();
        let mut turned: Vec<Turned> = Vec::new();
        for (lot, vehicle, begin, end) in late.iter().copied() {
            let since = begin - STAY_SECONDS;
            for stay in stays::since(w, j, lot, &[(vehicle, since)])? {
                let touched = stay.exit.is_some_and(|(_, left)| left + AHEAD_SECONDS >= begin)
                    && stay.entry_second <= end + AHEAD_SECONDS
                    && !stay.withdrawn;
                if touched && turned.iter().all(|known| known.after.id != stay.id) {
                    let (before, after) = (Some(stay.clone()), stay);
                    turned.push(Turned { before, after });
                }
            }
        }
        if turned.is_empty() {
            return Ok(Vec::new());
        }
        let changes = hear::keep_stays(w, j, catalogue, turned)?;
        self.charge_stays(w, j, now, &changes)?;
        Ok(changes)
    }

    /// Charges of the last days whose vehicle nobody named, the latest first. Who shows the desk that one was theirs has it given to their stay.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn charges_of_nobody(&self, actor: &Actor) -> Result<Vec<ChargeLine>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let (j, since) = (self.jurisdiction(), self.now().as_second() - NOBODYS_DAYS * 86_400);
        self.store().read(|r| {
            let mut places: HashMap<(String, String), String> = HashMap::new();
            for row in rows::stations(r, j)? {
                for connector in station(&row, None)?.connectors() {
                    places.insert((row.operator.clone(), connector.code.to_string()), row.name.clone());
                }
            }
            let charges = rows::charges_of_nobody(r, j, since, NOBODYS_MAX)?;
            let line = |(operator, charge): (String, ChargeRow)| ChargeLine {
                station: places.get(&(operator.clone(), charge.connector.clone())).cloned(),
                operator,
                charge,
            };
            Ok(charges.into_iter().map(line).collect())
        })
    }

    /// Gives a charge whose vehicle nobody named to the stay of a plate, which is priced again where it ended.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::NotFound`] for an unknown charge; [`ServiceError::Conflict`] for one that is somebody's by now;
    /// [`ServiceError::Invalid`] for a plate without a stay that the charge lies within, or an unknown reason.
    pub fn give_charge(
        &self,
        actor: &Actor,
        operator: &str,
        number: &str,
        plate: &str,
        reason: &str,
    ) -> Result<(), ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let plate = Plate::read(plate).map_err(refused)?;
        if !CHARGE_REASONS.contains(&reason) {
            return Err(invalid("reason", "form.charge_reason"));
        }
        let (context, catalogue, service) = (self.context(actor), self.parking()?, self.clone());
        let key = self.inner.parking.plates.key(&plate);
        let (operator, number, reason) = (operator.to_owned(), number.to_owned(), reason.to_owned());
        let changes = self.commit(move |w| {
            let j = context.j;
            let of_operator = rows::stations(w, j)?.into_iter().filter(|row| row.operator == operator);
            let known = connectors(of_operator)?;
            let charge = rows::charge_by_number(w, j, &operator, &number)?.ok_or(ServiceError::NotFound)?;
            let lot = known.get(&charge.connector).copied().flatten();
            let lot = lot.ok_or_else(|| invalid("charge", "form.charge_nowhere"))?;
            w.hold(j, &format!("parking-lot:{lot}"))?;
            let no_stay = || invalid("plate", "form.charge_no_stay");
            let vehicle = vehicles::known(w, j, &[key])?.get(&key).map(|(number, _)| *number);
            let vehicle = vehicle.ok_or_else(no_stay)?;
            let within = |stay: &StayRow| {
                let until = stay.exit.map_or(i64::MAX, |(_, second)| second);
                !stay.withdrawn
                    && charge.begin + AHEAD_SECONDS >= stay.entry_second
                    && charge.end - AHEAD_SECONDS <= until
            };
            let stays = stays::since(w, j, lot, &[(vehicle, charge.begin - STAY_SECONDS)])?;
            let stay = stays.into_iter().find(within).ok_or_else(no_stay)?;
            if !rows::give_charge(w, j, &operator, &number, vehicle)? {
                return Err(ServiceError::Conflict);
            }
            let data = json!({ "operator": operator, "reason": reason });
            context.leaf(w, Kind::ParkingChargeGiven, format!("parking-stay:{}", stay.id), data)?;
            let late = [(lot, vehicle, charge.begin, charge.end)];
            service.price_again(w, context.at, &catalogue, &late)
        })?;
        let bays = Vec::new();
        self.inner.parking.told(&Led { stays: changes, bays });
        Ok(())
    }

    /// Forgets what connectors said long ago. Gives how much.
    ///
    /// # Errors
    /// When the store is away.
    pub(crate) fn forget_connector_reports(&self, _: Date) -> Result<u32, ServiceError> {
        let (j, before) = (self.jurisdiction(), self.now().as_second() - REPORT_DAYS * 86_400);
        let forgotten = self.commit(move |w| Ok(rows::forget_reports(w, j, before)?))?;
        Ok(u32::try_from(forgotten).unwrap_or(u32::MAX))
    }
}

/// Whether it can be what an operator says now.
fn check(word: &ChargingWord, now: Timestamp) -> Result<(), ServiceError> {
    let latest = now.as_second() + AHEAD_SECONDS;
    let ahead = match word {
        ChargingWord::State(report) => {
            States::default().receive(report).map_err(refused)?;
            report.at.0 > latest
        }
        ChargingWord::Charge(order, _) => {
            order.check().map_err(refused)?;
            order.end.0 > latest
        }
    };
    match ahead {
        true => Err(refused(ChargingRefusal::TimeBad {})),
        false => Ok(()),
    }
}

/// The connectors of stations, each with the lot that it stands in.
fn connectors(of: impl Iterator<Item = StationRow>) -> Result<HashMap<String, Option<i64>>, ServiceError> {
    let mut known = HashMap::new();
    for row in of {
        for connector in station(&row, None)?.connectors() {
            known.insert(connector.code.to_string(), row.lot);
        }
    }
    Ok(known)
}

/// The charging seconds of a stay, by the charges of the stations in its lot. A charge belongs to the vehicle that its operator names, or that
/// the desk gave it to.
pub(in crate::parking) fn charged_in(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    catalogue: &Catalogue,
    stay: &StayRow,
    until: i64,
) -> Result<Charged, ServiceError> {
    let stations = here(r, j, catalogue, stay.lot)?;
    let Some((_, any)) = stations.first() else {
        return Ok(Charged::default());
    };
    let own = own_orders(r, j, &stations, stay, until)?;
    let own: Vec<&Order> = own.iter().collect();
    // What connectors say themselves has no part in what a stay that ended costs.
    Ok(charged(&parked(stay, until), &own, any, &States::default()))
}

/// The stations in a lot, with their operators.
pub(super) fn here(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    catalogue: &Catalogue,
    lot: i64,
) -> Result<Vec<(String, Station)>, ServiceError> {
    let listed = catalogue.lots.get(&lot).map(|lot| &**lot);
    let of_lot = rows::stations(r, j)?.into_iter().filter(|row| row.lot == Some(lot));
    of_lot
        .map(|row| Ok((row.operator.clone(), station(&row, listed)?)))
        .collect()
}

/// The charges of a stay's vehicle at stations that lie within the stay.
pub(super) fn own_orders(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    stations: &[(String, Station)],
    stay: &StayRow,
    until: i64,
) -> Result<Vec<Order>, ServiceError> {
    let mut own = Vec::new();
    let Some((_, any)) = stations.first() else {
        return Ok(own);
    };
    for (operator, row) in rows::charges_of(r, j, stay.vehicle, stay.entry_second)? {
        let order = order(&row)?;
        let stands_here = stations
            .iter()
            .any(|(of, station)| *of == operator && station.connector(&order.connector).is_ok());
        if stands_here && give(&order, &[parked(stay, until)], any) == Given::To(0) {
            own.push(order);
        }
    }
    Ok(own)
}

/// A stay as charging looks at it, without bays.
pub(super) fn parked(stay: &StayRow, until: i64) -> Parked<'static> {
    Parked {
        plate: vehicle_id(stay.vehicle),
        from: Second(stay.entry_second),
        until: Second(until),
        stands: &[],
    }
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
        given: false,
        contradicted: false,
    }
}

fn order(row: &ChargeRow) -> Result<Order, ServiceError> {
    Ok(Order {
        number: Code::new(&row.number).map_err(refused)?,
        connector: Code::new(&row.connector).map_err(refused)?,
        begin: Second(row.begin),
        end: Second(row.end),
        watt_hours: row.watt_hours,
        electricity: row.electricity,
        service: row.service,
        total: Fen(row.electricity.0 + row.service.0),
        plate: row.vehicle.map(vehicle_id),
    })
}

pub(super) fn orders(kept: &[ChargeRow]) -> Result<Orders, ServiceError> {
    let mut orders = Orders::default();
    for row in kept.iter().filter(|row| !row.contradicted) {
        orders.receive(&order(row)?).map_err(refused)?;
    }
    Ok(orders)
}

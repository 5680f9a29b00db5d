//! Charging stations, what their connectors said, what was charged.

use jiff::Timestamp;
use shishi_kernel::{Date, Fen, JurisdictionId, LeafId};

use super::narrow;
use crate::session::Row;
use crate::{Reader, StoreError, Writer};

/// A charging station as its operator tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// The operator, by its nine signs.
    pub operator: String,
    /// The operator's code for it.
    pub code: String,
    /// The lot that it stands in.
    pub lot: Option<i64>,
    /// Its name.
    pub name: String,
    /// In millionths of a degree.
    pub latitude: i32,
    /// The same.
    pub longitude: i32,
    /// Piles and connectors, in JSON.
    pub piles: String,
    /// When the operator last told of it.
    pub told_at: Timestamp,
    /// When the area was accepted.
    pub accepted_on: Option<Date>,
    /// Who accepted it, and the record that says so.
    pub accepted_by: Option<(String, String)>,
    /// The journal entry of that.
    pub leaf: Option<LeafId>,
}

const STATION: &str = "id, operator, code, lot_id, name, latitude, longitude, piles, told_at, accepted_on, accepted_by, evidence, leaf_id";

fn station(row: &Row<'_>) -> Result<StationRow, StoreError> {
    let table = "parking_station";
    Ok(StationRow {
        id: row.int(0)?,
        operator: row.text(1)?,
        code: row.text(2)?,
        lot: row.opt_int(3)?,
        name: row.text(4)?,
        latitude: narrow(table, "latitude", row.int(5)?)?,
        longitude: narrow(table, "longitude", row.int(6)?)?,
        piles: row.text(7)?,
        told_at: row.instant(8)?,
        accepted_on: row.opt_date(9)?,
        accepted_by: row.opt_text(10)?.zip(row.opt_text(11)?),
        leaf: row.opt_int(12)?.map(LeafId),
    })
}

/// Keeps a station as its operator tells of it; its lot and its acceptance stay. Gives its number.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn put_station(w: &mut Writer<'_>, j: JurisdictionId, row: &StationRow) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_station (jurisdiction_id, operator, code, lot_id, name, latitude, longitude, piles, told_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (jurisdiction_id, operator, code) DO UPDATE SET \
               lot_id = COALESCE(parking_station.lot_id, excluded.lot_id), name = excluded.name, latitude = excluded.latitude, \
               longitude = excluded.longitude, piles = excluded.piles, told_at = excluded.told_at RETURNING id";
    let values = [
        j.0.into(),
        (&row.operator).into(),
        (&row.code).into(),
        row.lot.into(),
        (&row.name).into(),
        row.latitude.into(),
        row.longitude.into(),
        (&row.piles).into(),
        row.told_at.into(),
    ];
    w.insert(sql, &values)
}

/// Says in which lot a station stands.
///
/// # Errors
/// See [`put_station`].
pub fn place_station(w: &mut Writer<'_>, j: JurisdictionId, id: i64, lot: i64) -> Result<(), StoreError> {
    let sql = "UPDATE parking_station SET lot_id = $3 WHERE jurisdiction_id = $1 AND id = $2";
    w.execute(sql, &[j.0.into(), id.into(), lot.into()]).map(drop)
}

/// An acceptance of a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// On which day.
    pub day: Date,
    /// By whom.
    pub by: String,
    /// The record that says so.
    pub evidence: String,
}

/// Says that a station was accepted; one that was stays as it is. Whether it was not before.
///
/// # Errors
/// See [`put_station`].
pub fn accept(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: i64,
    acceptance: &Acceptance,
    leaf: LeafId,
) -> Result<bool, StoreError> {
    let sql = "UPDATE parking_station SET accepted_on = $3, accepted_by = $4, evidence = $5, leaf_id = $6 \
               WHERE jurisdiction_id = $1 AND id = $2 AND accepted_on IS NULL";
    let values = [
        j.0.into(),
        id.into(),
        acceptance.day.into(),
        (&acceptance.by).into(),
        (&acceptance.evidence).into(),
        leaf.0.into(),
    ];
    Ok(w.execute(sql, &values)? == 1)
}

/// Takes the acceptance of a station back. Whether there was one.
///
/// # Errors
/// See [`put_station`].
pub fn take_back(w: &mut Writer<'_>, j: JurisdictionId, id: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE parking_station SET accepted_on = NULL, accepted_by = NULL, evidence = NULL, leaf_id = NULL \
               WHERE jurisdiction_id = $1 AND id = $2 AND accepted_on IS NOT NULL";
    Ok(w.execute(sql, &[j.0.into(), id.into()])? == 1)
}

/// Every station, in the order in which they were first told of.
///
/// # Errors
/// See [`put_station`].
pub fn stations(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<StationRow>, StoreError> {
    let sql = format!("SELECT {STATION} FROM parking_station WHERE jurisdiction_id = $1 ORDER BY id");
    r.all(&sql, &[j.0.into()], station)
}

/// A connector said what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// The connector.
    pub connector: String,
    /// Of which second.
    pub second: i64,
    /// The code of T/CEC 102.
    pub state: u8,
}

/// Keeps what a connector said of a second.
///
/// # Errors
/// See [`put_station`].
pub fn add_report(w: &mut Writer<'_>, j: JurisdictionId, operator: &str, row: &ReportRow) -> Result<(), StoreError> {
    // Two words of one second are both kept; which of them counts is the rules' to say.
    let sql = "INSERT INTO parking_connector_report (jurisdiction_id, operator, connector, second, state) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT DO NOTHING";
    let values = [
        j.0.into(),
        operator.into(),
        (&row.connector).into(),
        row.second.into(),
        i64::from(row.state).into(),
    ];
    w.execute(sql, &values).map(drop)
}

/// What the connectors of an operator said at or after a second.
///
/// # Errors
/// See [`put_station`].
pub fn reports(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    operator: &str,
    since: i64,
) -> Result<Vec<ReportRow>, StoreError> {
    let sql = "SELECT connector, second, state FROM parking_connector_report WHERE jurisdiction_id = $1 AND operator = $2 AND second >= $3 \
               ORDER BY connector, second, state";
    r.all(sql, &[j.0.into(), operator.into(), since.into()], report)
}

fn report(row: &Row<'_>) -> Result<ReportRow, StoreError> {
    Ok(ReportRow {
        connector: row.text(0)?,
        second: row.int(1)?,
        state: narrow("parking_connector_report", "state", row.int(2)?)?,
    })
}

/// What one connector of an operator said from a second on, until another, in order.
///
/// # Errors
/// See [`put_station`].
pub fn reports_of(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    operator: &str,
    connector: &str,
    since: i64,
    until: i64,
) -> Result<Vec<ReportRow>, StoreError> {
    let sql = "SELECT connector, second, state FROM parking_connector_report WHERE jurisdiction_id = $1 AND operator = $2 AND connector = $3 \
               AND second BETWEEN $4 AND $5 ORDER BY second, state";
    let values = [
        j.0.into(),
        operator.into(),
        connector.into(),
        since.into(),
        until.into(),
    ];
    r.all(sql, &values, report)
}

/// Forgets what connectors said before a second; how many words that were.
///
/// # Errors
/// See [`put_station`].
pub fn forget_reports(w: &mut Writer<'_>, j: JurisdictionId, before: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM parking_connector_report WHERE jurisdiction_id = $1 AND second < $2";
    w.execute(sql, &[j.0.into(), before.into()])
}

/// A charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRow {
    /// The operator's number for it.
    pub number: String,
    /// Where.
    pub connector: String,
    /// When it began, in seconds since 1970.
    pub begin: i64,
    /// When it ended.
    pub end: i64,
    /// What was charged.
    pub watt_hours: u64,
    /// For the electricity.
    pub electricity: Fen,
    /// For the service.
    pub service: Fen,
    /// The vehicle: the one that the operator knows, else the one that the desk gave it to.
    pub vehicle: Option<i64>,
    /// Whether it was the desk.
    pub given: bool,
    /// Two contents came under its number; neither counts.
    pub contradicted: bool,
}

/// Keeps a charge; one that came before with another content is contradicted from then on. Who named no vehicle at first may name it later,
/// and who names none again contradicts nothing.
///
/// # Errors
/// See [`put_station`].
pub fn add_charge(w: &mut Writer<'_>, j: JurisdictionId, operator: &str, row: &ChargeRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_charge (jurisdiction_id, operator, number, connector, begin_second, end_second, watt_hours, \
               electricity_fen, service_fen, vehicle_id, contradicted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) \
               ON CONFLICT (jurisdiction_id, operator, number) DO UPDATE SET \
               vehicle_id = COALESCE(parking_charge.vehicle_id, excluded.vehicle_id), \
               contradicted = CASE WHEN parking_charge.connector <> excluded.connector \
               OR parking_charge.begin_second <> excluded.begin_second OR parking_charge.end_second <> excluded.end_second \
               OR parking_charge.watt_hours <> excluded.watt_hours OR parking_charge.electricity_fen <> excluded.electricity_fen \
               OR parking_charge.service_fen <> excluded.service_fen \
               OR COALESCE(parking_charge.vehicle_id, excluded.vehicle_id, 0) <> COALESCE(excluded.vehicle_id, parking_charge.vehicle_id, 0) \
               THEN 1 ELSE parking_charge.contradicted END";
    let values = [
        j.0.into(),
        operator.into(),
        (&row.number).into(),
        (&row.connector).into(),
        row.begin.into(),
        row.end.into(),
        i64::try_from(row.watt_hours).unwrap_or(i64::MAX).into(),
        row.electricity.0.into(),
        row.service.0.into(),
        row.vehicle.into(),
    ];
    w.execute(sql, &values).map(drop)
}

const CHARGE: &str = "number, connector, begin_second, end_second, watt_hours, electricity_fen, service_fen, COALESCE(vehicle_id, given_vehicle_id), \
                      CAST(CASE WHEN vehicle_id IS NULL AND given_vehicle_id IS NOT NULL THEN 1 ELSE 0 END AS BIGINT), contradicted";

fn charge(row: &Row<'_>) -> Result<ChargeRow, StoreError> {
    Ok(ChargeRow {
        number: row.text(0)?,
        connector: row.text(1)?,
        begin: row.int(2)?,
        end: row.int(3)?,
        watt_hours: narrow("parking_charge", "watt_hours", row.int(4)?)?,
        electricity: Fen(row.int(5)?),
        service: Fen(row.int(6)?),
        vehicle: row.opt_int(7)?,
        given: row.flag(8)?,
        contradicted: row.flag(9)?,
    })
}

/// The charges of an operator that ended at or after a second.
///
/// # Errors
/// See [`put_station`].
pub fn charges(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    operator: &str,
    since: i64,
) -> Result<Vec<ChargeRow>, StoreError> {
    let sql = format!(
        "SELECT {CHARGE} FROM parking_charge WHERE jurisdiction_id = $1 AND operator = $2 AND end_second >= $3 ORDER BY number"
    );
    r.all(&sql, &[j.0.into(), operator.into(), since.into()], charge)
}

/// The charges of a vehicle that ended at or after a second, with their operators. What contradicts itself is left out.
///
/// # Errors
/// See [`put_station`].
pub fn charges_of(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    vehicle: i64,
    since: i64,
) -> Result<Vec<(String, ChargeRow)>, StoreError> {
    // Two questions, each with an index of its own.
    let mut found = Vec::new();
    for whose in ["vehicle_id = $2", "vehicle_id IS NULL AND given_vehicle_id = $2"] {
        let sql = format!(
            "SELECT {CHARGE}, operator FROM parking_charge WHERE jurisdiction_id = $1 AND {whose} AND end_second >= $3 AND contradicted = 0 \
             ORDER BY operator, number"
        );
        let values = [j.0.into(), vehicle.into(), since.into()];
        found.extend(r.all(&sql, &values, |row| Ok((row.text(10)?, charge(row)?)))?);
    }
    Ok(found)
}

/// A charge by the operator's number for it.
///
/// # Errors
/// See [`put_station`].
pub fn charge_by_number(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    operator: &str,
    number: &str,
) -> Result<Option<ChargeRow>, StoreError> {
    let sql =
        format!("SELECT {CHARGE} FROM parking_charge WHERE jurisdiction_id = $1 AND operator = $2 AND number = $3");
    r.one(&sql, &[j.0.into(), operator.into(), number.into()], charge)
}

/// Charges whose vehicle nobody named and that contradict nothing, the latest first, at most so many, with their operators.
///
/// # Errors
/// See [`put_station`].
pub fn charges_of_nobody(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    since: i64,
    limit: u32,
) -> Result<Vec<(String, ChargeRow)>, StoreError> {
    let sql = format!(
        "SELECT {CHARGE}, operator FROM parking_charge WHERE jurisdiction_id = $1 AND end_second >= $2 AND contradicted = 0 \
         AND vehicle_id IS NULL AND given_vehicle_id IS NULL ORDER BY end_second DESC, operator, number LIMIT $3"
    );
    r.all(&sql, &[j.0.into(), since.into(), limit.into()], |row| {
        Ok((row.text(10)?, charge(row)?))
    })
}

/// Gives a charge that nobody's vehicle was named for to a vehicle. Whether it was nobody's.
///
/// # Errors
/// See [`put_station`].
pub fn give_charge(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    operator: &str,
    number: &str,
    vehicle: i64,
) -> Result<bool, StoreError> {
    let sql = "UPDATE parking_charge SET given_vehicle_id = $4 WHERE jurisdiction_id = $1 AND operator = $2 AND number = $3 \
               AND vehicle_id IS NULL AND given_vehicle_id IS NULL AND contradicted = 0";
    Ok(w.execute(sql, &[j.0.into(), operator.into(), number.into(), vehicle.into()])? == 1)
}

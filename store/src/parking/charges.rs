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
}

const STATION: &str = "id, operator, code, lot_id, name, latitude, longitude, piles, told_at, accepted_on";

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

/// Says that a station was accepted; one that was stays as it is. Whether it was not before.
///
/// # Errors
/// See [`put_station`].
pub fn accept(w: &mut Writer<'_>, j: JurisdictionId, id: i64, day: Date, leaf: LeafId) -> Result<bool, StoreError> {
    let sql = "UPDATE parking_station SET accepted_on = $3, leaf_id = $4 WHERE jurisdiction_id = $1 AND id = $2 AND accepted_on IS NULL";
    Ok(w.execute(sql, &[j.0.into(), id.into(), day.into(), leaf.0.into()])? == 1)
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
    r.all(sql, &[j.0.into(), operator.into(), since.into()], |row| {
        Ok(ReportRow {
            connector: row.text(0)?,
            second: row.int(1)?,
            state: narrow("parking_connector_report", "state", row.int(2)?)?,
        })
    })
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
    /// The vehicle, where the operator knows it.
    pub vehicle: Option<i64>,
    /// Two contents came under its number; neither counts.
    pub contradicted: bool,
}

/// Keeps a charge; one that came before with another content is contradicted from then on.
///
/// # Errors
/// See [`put_station`].
pub fn add_charge(w: &mut Writer<'_>, j: JurisdictionId, operator: &str, row: &ChargeRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_charge (jurisdiction_id, operator, number, connector, begin_second, end_second, watt_hours, \
               electricity_fen, service_fen, vehicle_id, contradicted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) \
               ON CONFLICT (jurisdiction_id, operator, number) DO UPDATE SET contradicted = 1 \
               WHERE parking_charge.connector <> excluded.connector OR parking_charge.begin_second <> excluded.begin_second \
               OR parking_charge.end_second <> excluded.end_second OR parking_charge.watt_hours <> excluded.watt_hours \
               OR parking_charge.electricity_fen <> excluded.electricity_fen OR parking_charge.service_fen <> excluded.service_fen \
               OR COALESCE(parking_charge.vehicle_id, 0) <> COALESCE(excluded.vehicle_id, 0)";
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
    let sql = "SELECT number, connector, begin_second, end_second, watt_hours, electricity_fen, service_fen, vehicle_id, contradicted \
               FROM parking_charge WHERE jurisdiction_id = $1 AND operator = $2 AND end_second >= $3 ORDER BY number";
    r.all(sql, &[j.0.into(), operator.into(), since.into()], |row| {
        Ok(ChargeRow {
            number: row.text(0)?,
            connector: row.text(1)?,
            begin: row.int(2)?,
            end: row.int(3)?,
            watt_hours: narrow("parking_charge", "watt_hours", row.int(4)?)?,
            electricity: Fen(row.int(5)?),
            service: Fen(row.int(6)?),
            vehicle: row.opt_int(7)?,
            contradicted: row.flag(8)?,
        })
    })
}

//! Charging of which its operator has not told yet: a charge has an order only when it is over, and one that lasts is known by what the pile says.
//!
//! Which stay it is of is known only where a booking keeps the bay of the pile for the vehicle. What a pile says is told to the driver and is part of what a stay that lasts would cost now;
//! what a stay that ended costs is by orders alone, and is priced again when one comes: another vehicle may stand on a bay that is kept.

use jiff::Timestamp;
use shishi_kernel::{Fen, JurisdictionId};
use shishi_parking::booking::BayId;
use shishi_parking::charging::{
    Charged, Code, Connector, Parked, Report, STALE_MINUTES, Stand, State, States, Station, charged,
};
use shishi_parking::passages::Second;
use shishi_store::Reader;
use shishi_store::parking::bookings;
use shishi_store::parking::charges as rows;
use shishi_store::parking::stays::StayRow;

use super::super::catalogue::Catalogue;
use super::BEFORE_SECONDS;
use super::words::{here, own_orders, parked};
use crate::ServiceError;
use crate::once::refused;

/// So many seconds after the exit an order is still waited for.
const ORDER_LATE_SECONDS: i64 = 3 * 86_400;
/// Bookings of a vehicle that are looked through for the one by which it came.
const BOOKINGS_MAX: u32 = 16;

/// What a pile says of a stay beyond what orders tell, and what that makes of its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Whole minutes of charging that no order tells of.
    pub minutes: i64,
    /// Since when it is charging; none where it ended.
    pub since: Option<Timestamp>,
    /// What the stay costs, or would cost now, by what the pile says.
    pub fee: Fen,
}

/// Whether an order may still come for a stay.
pub(in crate::parking) fn is_awaited(stay: &StayRow, now: Timestamp) -> bool {
    stay.exit
        .is_none_or(|(_, left)| now.as_second() - left < ORDER_LATE_SECONDS)
}

/// The charging of a stay until a second, by orders and, where they are silent, by the pile of the bay that is kept for it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::parking) struct SoFar {
    /// By orders alone.
    pub told: Charged,
    /// By both.
    pub all: Charged,
    /// Since when it is charging.
    pub since: Option<Second>,
}

/// What was charging of a stay so far.
pub(in crate::parking) fn charged_so_far(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    catalogue: &Catalogue,
    stay: &StayRow,
    until: i64,
) -> Result<SoFar, ServiceError> {
    let stations = here(r, j, catalogue, stay.lot)?;
    let told = own_orders(r, j, &stations, stay, until)?;
    let orders: Vec<_> = told.iter().collect();
    let parked = parked(stay, until);
    let Some((_, any)) = stations.first() else {
        return Ok(SoFar::default());
    };
    let told = charged(&parked, &orders, any, &States::default());
    let so_far = SoFar {
        told,
        all: told,
        since: None,
    };
    let Some(bay) = kept_bay(r, j, catalogue, stay)? else {
        return Ok(so_far);
    };
    let Some((operator, station, connector)) = pile_of(&stations, bay) else {
        return Ok(so_far);
    };
    let (states, last) = said(r, j, operator, connector, stay.entry_second - BEFORE_SECONDS, until)?;
    let Some(last) = last else {
        return Ok(so_far);
    };
    // What it said too long ago says nothing of now.
    let stands = [Stand {
        bay,
        from: parked.from,
        until: parked.until.min(Second(last.0 + STALE_MINUTES * 60)),
    }];
    let parked = Parked {
        stands: &stands,
        ..parked
    };
    let current = states.current(&connector.code, Second(until));
    let is_charging = current.filter(|current| current.state == State::Charging);
    Ok(SoFar {
        told,
        all: charged(&parked, &orders, station, &states),
        since: is_charging.map(|current| current.since.max(parked.from)),
    })
}

/// The bay that is kept for a vehicle by the booking with which it came.
fn kept_bay(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    catalogue: &Catalogue,
    stay: &StayRow,
) -> Result<Option<BayId>, ServiceError> {
    let terms = catalogue.lots.get(&stay.lot).and_then(|lot| lot.terms.as_ref());
    let Some(terms) = terms.filter(|terms| !terms.bays.is_empty()) else {
        return Ok(None);
    };
    let came = stay.entry_second.div_euclid(60);
    let of_vehicle = bookings::of_vehicle(r, j, stay.vehicle, BOOKINGS_MAX)?;
    let booked = of_vehicle.into_iter().find(|row| {
        let is_met = ["inside", "fulfilled"].contains(&row.state.as_str());
        row.lot == stay.lot && is_met && row.start - i64::from(terms.hold_minutes) <= came && came < row.end
    });
    Ok(booked.and_then(|row| u32::try_from(row.bay?).ok().map(BayId)))
}

/// The one connector that serves a bay, with its station and operator; none where there are several, as nobody knows which of them it is.
fn pile_of(stations: &[(String, Station)], bay: BayId) -> Option<(&str, &Station, &Connector)> {
    let mut serving = stations.iter().flat_map(|(operator, station)| {
        let of_bay = station.connectors().filter(move |connector| connector.bay == Some(bay));
        of_bay.map(move |connector| (operator.as_str(), station, connector))
    });
    let first = serving.next()?;
    serving.next().is_none().then_some(first)
}

/// What a connector said from a second until before another, and when it last did.
fn said(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    operator: &str,
    connector: &Connector,
    since: i64,
    until: i64,
) -> Result<(States, Option<Second>), ServiceError> {
    let mut states = States::default();
    let mut last = None;
    for row in rows::reports_of(r, j, operator, connector.code.as_str(), since, until)? {
        let report = Report {
            connector: Code::new(&row.connector).map_err(refused)?,
            at: Second(row.second),
            state: State::from_code(row.state).map_err(refused)?,
        };
        states.receive(&report).map_err(refused)?;
        last = Some(report.at);
    }
    Ok((states, last))
}

//! What the desk sees: stays, and what a person has to look at. Plates are masked; a full one is shown for a reason that is kept.

use std::collections::HashMap;

use jiff::Timestamp;
use shishi_kernel::Actor;
use shishi_store::parking::bookings::{self, BookingRow};
use shishi_store::parking::messages::{self, MessageRow};
use shishi_store::parking::stays::{self, StayRow};
use shishi_store::parking::vehicles;

use super::may;
use crate::{Service, ServiceError};

/// Rows of a list that are shown at once.
const LIST_MAX: u32 = 500;

/// A stay with what may be seen of its plate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StayView {
    /// The stay.
    pub stay: StayRow,
    /// The masked plate; none where it was forgotten.
    pub plate: Option<String>,
}

/// Something that a person has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkView {
    /// The message.
    pub message: MessageRow,
    /// When it was received.
    pub received_at: Timestamp,
    /// The masked plate of a passage; none where it was forgotten.
    pub plate: Option<String>,
}

/// A booking in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingLine {
    /// Its number in the lot.
    pub number: u64,
    /// Where it stands.
    pub state: String,
    /// From when.
    pub start: Timestamp,
    /// Until before when.
    pub end: Timestamp,
    /// The masked plate; none where it was forgotten.
    pub plate: Option<String>,
    /// The code of the bay that is kept, and whether it is in service.
    pub bay: Option<(String, bool)>,
}

fn minute(minute: i64) -> Timestamp {
    Timestamp::from_second(minute.saturating_mul(60)).unwrap_or_default()
}

/// The vehicle that a passage counts for, or was read as.
fn vehicle_of(row: &MessageRow) -> Option<i64> {
    match row.said {
        messages::Said::Passage { vehicle, .. } => Some(row.counts.map_or(vehicle, |counts| counts.vehicle)),
        _ => None,
    }
}

impl Service {
    /// The vehicles that are in a lot and those that left it, the latest first; with `since`, those that were there after it.
    ///
    /// # Errors
    /// Unless the actor may see the desk; [`ServiceError::NotFound`] for an unknown lot.
    pub fn stays_of_lot(
        &self,
        actor: &Actor,
        lot: &str,
        since: Option<Timestamp>,
    ) -> Result<Vec<StayView>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let lot = self.parking()?.lot(lot).ok_or(ServiceError::NotFound)?.row.id;
        let (j, since) = (self.jurisdiction(), since.map_or(i64::MIN, Timestamp::as_second));
        let rows = self
            .store()
            .read(|r| Ok::<_, ServiceError>(stays::of_lot(r, j, lot, since, LIST_MAX)?))?;
        let vehicles: Vec<i64> = rows.iter().map(|stay| stay.vehicle).collect();
        let plates = self.masked_plates(&vehicles)?;
        let view = |stay: StayRow| StayView {
            plate: plates.get(&stay.vehicle).cloned(),
            stay,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// A stay by its number, withdrawn or not.
    ///
    /// # Errors
    /// Unless the actor may see the desk; [`ServiceError::NotFound`] for an unknown stay.
    pub fn stay_at_desk(&self, actor: &Actor, stay: i64) -> Result<StayView, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let j = self.jurisdiction();
        let stay = self.store().read(|r| Ok::<_, ServiceError>(stays::one(r, j, stay)?))?;
        let stay = stay.ok_or(ServiceError::NotFound)?;
        let plate = self.masked_plates(&[stay.vehicle])?.remove(&stay.vehicle);
        Ok(StayView { stay, plate })
    }

    /// A message by its device and number, whether or not anybody has to look at it. Says nothing of when it was received.
    ///
    /// # Errors
    /// Unless the actor may see the desk; [`ServiceError::NotFound`] for an unknown message.
    pub fn message_at_desk(
        &self,
        actor: &Actor,
        key: messages::Key,
    ) -> Result<(MessageRow, Option<String>), ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let j = self.jurisdiction();
        let rows = self
            .store()
            .read(|r| Ok::<_, ServiceError>(messages::by_keys(r, j, &[key])?))?;
        let row = rows.into_iter().next().ok_or(ServiceError::NotFound)?;
        let vehicle = vehicle_of(&row);
        let plates = self.masked_plates(&vehicle.into_iter().collect::<Vec<_>>())?;
        let plate = vehicle.and_then(|vehicle| plates.get(&vehicle).cloned());
        Ok((row, plate))
    }

    /// What a person has to look at, of one lot or of all, the newest first.
    ///
    /// # Errors
    /// Unless the actor may see the desk; [`ServiceError::NotFound`] for an unknown lot.
    pub fn parking_work(&self, actor: &Actor, lot: Option<&str>) -> Result<Vec<WorkView>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let lot = match lot {
            Some(slug) => Some(catalogue.lot(slug).ok_or(ServiceError::NotFound)?.row.id),
            None => None,
        };
        let j = self.jurisdiction();
        let rows = self
            .store()
            .read(|r| Ok::<_, ServiceError>(messages::work(r, j, lot, LIST_MAX)?))?;
        let vehicles: Vec<i64> = rows.iter().filter_map(|(row, _)| vehicle_of(row)).collect();
        let plates = self.masked_plates(&vehicles)?;
        let view = |(message, received_at)| WorkView {
            plate: vehicle_of(&message).and_then(|vehicle| plates.get(&vehicle).cloned()),
            message,
            received_at,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// The bookings of a lot that are not over, or ended within the last day, by their start.
    ///
    /// # Errors
    /// Unless the actor may see the desk; [`ServiceError::NotFound`] for an unknown lot.
    pub fn bookings_of_lot(&self, actor: &Actor, lot: &str) -> Result<Vec<BookingLine>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let known = catalogue.lot(lot).ok_or(ServiceError::NotFound)?;
        let (lot, j, after) = (known.row.id, self.jurisdiction(), self.now().as_second() / 60 - 24 * 60);
        let rows = self
            .store()
            .read(|r| Ok::<_, ServiceError>(bookings::of_lot(r, j, lot, after, LIST_MAX)?))?;
        let vehicles: Vec<i64> = rows.iter().map(|row| row.vehicle).collect();
        let plates = self.masked_plates(&vehicles)?;
        let bay = |id: i64| {
            let bay = known.bays.iter().find(|bay| bay.id == id)?;
            Some((bay.code.clone(), known.is_in_service(id)))
        };
        let line = |row: BookingRow| BookingLine {
            bay: row.bay.and_then(bay),
            number: row.booking,
            state: row.state,
            start: minute(row.start),
            end: minute(row.end),
            plate: plates.get(&row.vehicle).cloned(),
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// Masked plates by vehicle; those that were forgotten are absent.
    pub(super) fn masked_plates(&self, of: &[i64]) -> Result<HashMap<i64, String>, ServiceError> {
        let mut of = of.to_vec();
        of.sort_unstable();
        of.dedup();
        let j = self.jurisdiction();
        let kept = self
            .store()
            .read(|r| Ok::<_, ServiceError>(vehicles::kept(r, j, &of)?))?;
        let keys = &self.inner.parking.plates;
        let plate = |kept: &vehicles::KeptPlate| keys.open_sealed(&kept.sealed, &kept.key);
        Ok(kept
            .iter()
            .filter_map(|(vehicle, kept)| Some((*vehicle, plate(kept)?.masked())))
            .collect())
    }
}

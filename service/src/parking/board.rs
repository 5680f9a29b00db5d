//! The desk over all lots: how each stands, which devices are silent, what was counted.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use shishi_kernel::Actor;
use shishi_parking::passages::Second;
use shishi_store::parking::stays::CountRow;
use shishi_store::parking::{desk as rows, stays};

use super::catalogue::Lot;
use super::may;
use crate::{Service, ServiceError};

/// A lot as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotBoard {
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Places it has in service.
    pub capacity: u32,
    /// Bays that the desk closed.
    pub closed: u32,
    /// Vehicles in it, by its stays.
    pub inside: u32,
    /// Places of which it is known now whether they are free: all of a lot whose gates count.
    pub known: u32,
    /// Places that are free; none where nothing says.
    pub free: Option<u32>,
    /// When anything of it was last heard.
    pub last_heard: Option<Timestamp>,
    /// Messages that a person has to look at.
    pub work: u32,
    /// The last count of its vehicles.
    pub count: Option<Drift>,
}

/// How far a count of vehicles was from what the stays said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drift {
    /// When it was counted.
    pub at: Timestamp,
    /// Vehicles that were counted.
    pub vehicles: u32,
    /// Counted less expected.
    pub drift: i64,
}

/// A device of a lot as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceView {
    /// Its name.
    pub code: String,
    /// What it is.
    pub kind: String,
    /// When its last message came; for sensors, when a bay of the lot last said anything.
    pub last: Option<Timestamp>,
    /// Whether it is listened to.
    pub heard: bool,
}

/// What is said of a lot by its messages, bays and stays.
#[derive(Default)]
struct Said {
    inside: HashMap<i64, u32>,
    work: HashMap<i64, u32>,
    counts: HashMap<i64, CountRow>,
    bays: HashMap<i64, Timestamp>,
    devices: HashMap<i64, Timestamp>,
}

impl Service {
    /// How every lot stands now, in the order in which they were made.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn parking_board(&self, actor: &Actor) -> Result<Vec<LotBoard>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let (live, said) = (self.live()?, self.said_of_lots()?);
        let catalogue = Arc::clone(live.catalogue());
        let now = Second(self.now().as_second());
        let mut heard: HashMap<i64, Timestamp> = HashMap::new();
        for device in catalogue.devices.values().filter(|device| device.kind != "desk") {
            if let Some(at) = said.devices.get(&device.id) {
                let last = heard.entry(device.lot).or_insert(*at);
                *last = (*last).max(*at);
            }
        }
        let board = |lot: &Lot| {
            let id = lot.row.id;
            let inside = said.inside.get(&id).copied().unwrap_or_default();
            let capacity = lot.capacity();
            let (known, free) = match lot.row.counting.as_str() {
                // Of single bays it is said what residents find: of every class, since the desk is for all of them.
                "bays" => live.all_bays(&lot.row.slug, now),
                "gate" => (capacity, Some(capacity.saturating_sub(inside))),
                _ => (0, None),
            };
            LotBoard {
                slug: lot.row.slug.clone(),
                name: lot.row.name.clone(),
                capacity,
                closed: u32::try_from(lot.closed.len()).unwrap_or(u32::MAX),
                inside,
                known,
                free,
                last_heard: heard.get(&id).copied().max(said.bays.get(&id).copied()),
                work: said.work.get(&id).copied().unwrap_or_default(),
                count: said.counts.get(&id).and_then(drift),
            }
        };
        Ok(catalogue.in_order().into_iter().map(|lot| board(lot)).collect())
    }

    /// The devices of a lot, by name.
    ///
    /// # Errors
    /// Unless the actor may see the desk; [`ServiceError::NotFound`] for an unknown lot.
    pub fn devices_of_lot(&self, actor: &Actor, lot: &str) -> Result<Vec<DeviceView>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?.row.id;
        let said = self.said_of_lots()?;
        let bays = said.bays.get(&lot).copied();
        let of_lot = catalogue
            .devices
            .values()
            .filter(|device| device.lot == lot && device.kind != "desk");
        let mut devices: Vec<DeviceView> = of_lot
            .map(|device| DeviceView {
                code: device.code.clone(),
                kind: device.kind.clone(),
                last: said
                    .devices
                    .get(&device.id)
                    .copied()
                    .max(bays.filter(|_| device.kind == "sensor")),
                heard: device.disabled_at.is_none(),
            })
            .collect();
        devices.sort_unstable_by(|one, other| one.code.cmp(&other.code));
        Ok(devices)
    }

    fn said_of_lots(&self) -> Result<Said, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| {
            Ok(Said {
                inside: stays::inside_counts(r, j)?.into_iter().collect(),
                work: rows::work_counts(r, j)?.into_iter().collect(),
                counts: stays::last_counts(r, j)?
                    .into_iter()
                    .map(|row| (row.lot, row))
                    .collect(),
                bays: rows::bays_last_heard(r, j)?.into_iter().collect(),
                devices: rows::last_messages(r, j)?.into_iter().collect(),
            })
        })
    }
}

fn drift(row: &CountRow) -> Option<Drift> {
    Some(Drift {
        at: Timestamp::from_second(row.second).ok()?,
        vehicles: row.vehicles,
        drift: i64::from(row.vehicles) - i64::from(row.expected),
    })
}

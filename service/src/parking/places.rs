//! The catalogue as places and back: files of lots come in whole, and what is set up can be handed on.
//!
//! Of what a file may say the catalogue keeps no outline and no tariff of a zone, and of a lot whose bays are not listed one number.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::json;
use shishi_kernel::Actor;
use shishi_parking::booking::Terms;
use shishi_parking::places::form::{self, Form, PlacesFault};
use shishi_parking::places::{
    Access, Bay, BayId, Classes, Code, Counts, Lot as PlacesLot, Name, Number, Outline, Places, Point, Realtime, Room,
    Setting, Zone,
};
use shishi_parking::words::{Language, places_fault};
use shishi_store::parking::lots::{self as rows, BayRow, DeviceRow, LotRow};

use super::catalogue::{Catalogue, Lot};
use super::may;
use crate::journal::leaf::{self, Kind};
use crate::{Service, ServiceError};

/// The zone of bays that say none.
const ZONE: &str = "main";
/// How sure a reading of a plate has to be where nothing was said, in per cent.
const CONFIDENCE_MIN: u8 = 80;
/// Of so many bays one may be booked in a lot that a file calls bookable.
const BOOKABLE_OF: u32 = 5;

/// What became of a file of places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Lots that were put.
    pub lots: usize,
    /// Their bays.
    pub bays: usize,
    /// What was odd.
    pub remarks: Vec<PlacesFault>,
}

impl Service {
    /// Takes a whole file of places: lots that are known by their code change, others are new, and what is not in the file stays. All of
    /// it or nothing.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::Unreadable`] with every fault of the file.
    pub fn import_places(&self, actor: &Actor, bytes: &[u8], form: Form) -> Result<Imported, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let reading = form::read(bytes, form).map_err(|faults| unreadable(&faults))?;
        let mut imported = self.put_places(actor, &reading.places)?;
        imported.remarks = reading.remarks;
        Ok(imported)
    }

    /// Puts places, as [`Service::import_places`] does with those of a file.
    ///
    /// # Errors
    /// Unless the actor keeps parking.
    pub fn put_places(&self, actor: &Actor, places: &Places) -> Result<Imported, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let known = self.parking()?;
        let lots: Vec<Put> = places.lots().iter().map(|lot| put_of(&known, lot)).collect();
        let imported = Imported {
            lots: lots.len(),
            bays: lots.iter().map(|(.., bays)| bays.len()).sum(),
            remarks: Vec::new(),
        };
        let digest = form::write(places, Form::Csv).map(|text| leaf::digest(&text));
        let data = json!({ "bays": imported.bays, "lots": imported.lots, "sha256": digest });
        let context = self.context(actor);
        self.commit(move |w| {
            let leaf = context.leaf(w, Kind::ParkingLotPut, "parking-places".to_owned(), data)?;
            for (lot, zones, bays) in lots {
                let id = rows::put_lot(w, context.j, &lot, leaf)?;
                rows::put_zones(w, context.j, id, &zones)?;
                let bays: Vec<BayRow> = bays.into_iter().map(|bay| BayRow { lot: id, ..bay }).collect();
                rows::put_bays(w, context.j, &bays)?;
                rows::put_device(w, context.j, &DeviceRow::desk(id, &lot.slug))?;
            }
            w.touch(context.j)?;
            Ok(())
        })?;
        Ok(imported)
    }

    /// What is set up, as a file; none for a form that can only be read.
    ///
    /// # Errors
    /// When the store is away.
    pub fn export_places(&self, form: Form) -> Result<Option<String>, ServiceError> {
        Ok(form::write(&places(&*self.parking()?)?, form))
    }
}

pub(super) type Put = (LotRow, Vec<(String, String)>, Vec<BayRow>);

fn unreadable(faults: &[PlacesFault]) -> ServiceError {
    let list = |language| {
        let faults: Vec<String> = faults.iter().map(|fault| places_fault(fault, language)).collect();
        faults.join("\n")
    };
    ServiceError::Unreadable {
        zh: list(Language::Chinese),
        en: list(Language::English),
    }
}

/// The rows of a lot; what a file cannot say stays as it is known.
pub(super) fn put_of(catalogue: &Catalogue, lot: &PlacesLot) -> Put {
    let known = catalogue.lot(lot.code.as_str());
    let capacity = lot.capacity().all;
    let terms = match known.and_then(|known| known.row.terms.clone()) {
        Some(terms) if lot.bookable => Some(terms),
        None if lot.bookable => serde_json::to_string(&usual_terms(capacity / BOOKABLE_OF)).ok(),
        _ => None,
    };
    let text = |name: &Option<Name>| name.as_ref().map(ToString::to_string).unwrap_or_default();
    let corners = |outline: &Outline| -> Vec<[i32; 2]> {
        let corners = outline.corners().iter();
        corners.map(|at| [at.latitude_micro(), at.longitude_micro()]).collect()
    };
    let row = LotRow {
        id: 0,
        slug: lot.code.to_string(),
        name: lot.name.to_string(),
        setting: lot.setting.word().to_owned(),
        access: lot.access.word().to_owned(),
        latitude: lot.at.latitude_micro(),
        longitude: lot.at.longitude_micro(),
        operator: text(&lot.operator),
        opened_on: known.and_then(|known| known.row.opened_on),
        capacity: if lot.zones().is_empty() { capacity } else { 0 },
        counting: lot.realtime.word().to_owned(),
        outline: lot
            .outline
            .as_ref()
            .and_then(|outline| serde_json::to_string(&corners(outline)).ok()),
        height_cm: lot.height_cm.map(u32::from),
        stay_minutes_max: lot.stay_minutes_max,
        hours: text(&lot.hours),
        tariff: lot.tariff.as_ref().map(ToString::to_string),
        confidence_min: known.map_or(CONFIDENCE_MIN, |known| known.row.confidence_min),
        terms,
        revision: 0,
    };
    let zones = lot.zones().iter().map(|zone| (zone.code.to_string(), text(&zone.name)));
    (row, zones.collect(), bays_of(lot))
}

/// Bays are known in their lot by what is painted on them, and by their zone before it where that occurs twice.
fn bays_of(lot: &PlacesLot) -> Vec<BayRow> {
    let mut seen = HashSet::new();
    let twice: HashSet<&Number> = lot
        .bays()
        .map(|(_, bay)| &bay.number)
        .filter(|number| !seen.insert(*number))
        .collect();
    let row = |(zone, bay): (&Zone, &Bay)| BayRow {
        id: 0,
        lot: 0,
        zone: zone.code.to_string(),
        code: if twice.contains(&bay.number) {
            format!("{}-{}", zone.code, bay.number)
        } else {
            bay.number.to_string()
        },
        latitude: bay.at.latitude_micro(),
        longitude: bay.at.longitude_micro(),
        classes: u32::from(bay.classes.bits()),
        smart_on: None,
        state: None,
        seen_at: None,
    };
    lot.bays().map(row).collect()
}

/// What a lot asks of those who book while nobody has said otherwise.
#[must_use]
pub fn usual_terms(quota: u32) -> Terms {
    Terms {
        quota: quota.max(1),
        bays: Vec::new(),
        hold_minutes: 15,
        no_show_minutes: 30,
        confirm_minutes: None,
        offer_minutes: 10,
        change_until_minutes: 10,
        cancel_until_minutes: 10,
        duration_min: 30,
        duration_max: 12 * 60,
        ahead_max: 7 * 1_440,
        open_max: 2,
        no_shows_max: 3,
        no_show_memory: 30 * 1_440,
        waiting_max: 50,
    }
}

/// The catalogue as places. Lots are there by code, bays under the numbers by which the store knows them.
///
/// # Errors
/// [`ServiceError::Internal`] where the catalogue has what is no place: nothing of ours could have written it.
pub fn places(catalogue: &Catalogue) -> Result<Places, ServiceError> {
    places_of(catalogue, place)
}

/// The same without bays that the desk closed: what can be found.
///
/// # Errors
/// As [`places`].
pub(super) fn places_in_service(catalogue: &Catalogue) -> Result<Places, ServiceError> {
    places_of(catalogue, |lot| place_with(lot, |bay| lot.is_in_service(bay.id)))
}

fn places_of(
    catalogue: &Catalogue,
    place: impl Fn(&Lot) -> Result<PlacesLot, Refused>,
) -> Result<Places, ServiceError> {
    let lots = catalogue
        .lots
        .values()
        .map(|lot| place(lot))
        .collect::<Result<Vec<_>, _>>();
    let lots = lots.map_err(|refusal| ServiceError::Internal(format!("a lot is no place: {refusal}")))?;
    Places::new(lots).map_err(|faults| {
        let (lot, fault) = &faults[0];
        ServiceError::Internal(format!("lot {lot} is no place: {fault}"))
    })
}

pub(super) type Refused = shishi_parking::places::PlacesRefusal;

pub(super) fn place(lot: &Lot) -> Result<PlacesLot, Refused> {
    place_with(lot, |_| true)
}

fn place_with(lot: &Lot, has: impl Fn(&BayRow) -> bool) -> Result<PlacesLot, Refused> {
    let row = &lot.row;
    let name = |text: &str| (!text.trim().is_empty()).then(|| Name::new(text)).transpose();
    let corners: Option<Vec<(i32, i32)>> = row.outline.as_ref().and_then(|text| serde_json::from_str(text).ok());
    let outline = match corners {
        Some(corners) => {
            let points = corners
                .into_iter()
                .map(|(latitude, longitude)| Point::new(latitude, longitude));
            Some(Outline::new(points.collect::<Result<_, _>>()?)?)
        }
        None => None,
    };
    let room = match (lot.bays.is_empty(), row.capacity) {
        (false, _) => Room::Zones(zones(lot, has)?),
        (true, 0) => Room::Unstated,
        (true, capacity) => Room::Bare(Counts::stated(capacity, &[])),
    };
    let at = Point::new(row.latitude, row.longitude)?;
    let setting = Setting::of(&row.setting).unwrap_or(Setting::Surface);
    Ok(PlacesLot {
        outline,
        operator: name(&row.operator)?,
        tariff: row.tariff.as_deref().and_then(|tariff| Code::new(tariff).ok()),
        hours: name(&row.hours)?,
        height_cm: row.height_cm.and_then(|height| u16::try_from(height).ok()),
        stay_minutes_max: row.stay_minutes_max,
        access: Access::of(&row.access).unwrap_or(Access::Public),
        bookable: lot.terms.is_some(),
        realtime: Realtime::of(&row.counting).unwrap_or(Realtime::None),
        ..PlacesLot::new(Code::new(&row.slug)?, Name::new(&row.name)?, setting, at, room)
    })
}

fn zones(lot: &Lot, has: impl Fn(&BayRow) -> bool) -> Result<Vec<Zone>, Refused> {
    let names: HashMap<&str, &str> = lot
        .zones
        .iter()
        .map(|(code, name)| (code.as_str(), name.as_str()))
        .collect();
    let mut zones: BTreeMap<&str, Vec<Bay>> = BTreeMap::new();
    for bay in lot.bays.iter().filter(|bay| has(bay)) {
        let classes = u16::try_from(bay.classes)
            .ok()
            .and_then(Classes::from_bits)
            .unwrap_or_default();
        zones.entry(bay.zone.as_str()).or_default().push(Bay {
            id: BayId(u32::try_from(bay.id).unwrap_or(u32::MAX)),
            number: Number::new(&bay.code)?,
            at: Point::new(bay.latitude, bay.longitude)?,
            classes,
        });
    }
    let zone = |(code, bays): (&str, Vec<Bay>)| {
        let name = names.get(code).filter(|name| !name.is_empty());
        Ok(Zone {
            code: Code::new(if code.is_empty() { ZONE } else { code })?,
            name: name.map(|name| Name::new(name)).transpose()?,
            outline: None,
            tariff: None,
            bays,
        })
    };
    zones.into_iter().map(zone).collect()
}

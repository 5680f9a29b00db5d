//! What is set up: lots with their bays, devices and tariffs, kept in memory while it does not change.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::json;
use shishi_kernel::{Actor, Date};
use shishi_parking::Tariff;
use shishi_parking::booking::{BayId, Terms};
use shishi_parking::places::{Access, Code, Name, Number, Realtime, Setting};
use shishi_store::parking::closures::{self, ClosureRow};
use shishi_store::parking::lots::{self as rows, BayRow, DeviceRow, LotRow};
use shishi_store::{Reader, StoreError};

use super::closures::Closure;
use super::may;
use crate::journal::leaf::{self, Kind};
use crate::{Service, ServiceError};

/// Bays read at once.
const PAGE: u32 = 5_000;
/// Most bays of a lot that are put in one go.
pub const BAYS_AT_ONCE_MAX: usize = 100_000;

/// A lot with what belongs to it.
#[derive(Clone, Debug)]
pub struct Lot {
    /// As it is kept.
    pub row: LotRow,
    /// What its parts are called, by code.
    pub zones: Vec<(String, String)>,
    /// Its bays, in the order in which they were made.
    pub bays: Vec<BayRow>,
    /// Those of them that the desk closed, by their numbers.
    pub closed: BTreeMap<i64, Closure>,
    /// What is asked of those who book, with the bays that are in service; none where nobody can.
    pub terms: Option<Terms>,
}

impl Lot {
    /// Places it has in service: its bays but for those that are closed, or what was said of a lot whose bays are not known one by one.
    #[must_use]
    pub fn capacity(&self) -> u32 {
        if self.bays.is_empty() {
            self.row.capacity
        } else {
            u32::try_from(self.bays.len() - self.closed.len()).unwrap_or(u32::MAX)
        }
    }

    /// Whether a bay is in service.
    #[must_use]
    pub fn is_in_service(&self, bay: i64) -> bool {
        !self.closed.contains_key(&bay)
    }
}

/// A tariff that holds, with the number of its text.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The number of the text.
    pub id: i64,
    /// The text.
    pub content: String,
    /// What it says.
    pub tariff: Tariff,
}

/// Everything that is set up.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Lots by number.
    pub lots: HashMap<i64, Arc<Lot>>,
    /// Numbers of lots by slug.
    pub slugs: HashMap<String, i64>,
    /// Devices by code.
    pub devices: HashMap<String, DeviceRow>,
    /// Bays by lot and code.
    pub bays: HashMap<(i64, String), i64>,
    /// Tariffs by name.
    pub tariffs: HashMap<String, Arc<InForce>>,
}

impl Catalogue {
    /// A lot by its slug.
    #[must_use]
    pub fn lot(&self, slug: &str) -> Option<&Arc<Lot>> {
        self.lots.get(self.slugs.get(slug)?)
    }

    /// The tariff of a lot.
    #[must_use]
    pub fn tariff_of(&self, lot: i64) -> Option<&Arc<InForce>> {
        self.tariffs.get(self.lots.get(&lot)?.row.tariff.as_ref()?)
    }

    /// Every lot, in the order in which they were made.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Arc<Lot>> {
        let mut lots: Vec<&Arc<Lot>> = self.lots.values().collect();
        lots.sort_unstable_by_key(|lot| lot.row.id);
        lots
    }
}

/// What the store said about the catalogue when it was read, and what it said.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Option<(u64, Stand, Arc<Catalogue>)>>);

type Stand = (u64, u64, u64);

impl Service {
    /// What is set up. Read again only where something about it moved.
    ///
    /// # Errors
    /// When the store is away, or holds what no code of ours could have written.
    pub fn parking(&self) -> Result<Arc<Catalogue>, ServiceError> {
        let (j, version) = (self.jurisdiction(), self.version());
        let mut kept = self.inner.parking.catalogue.0.lock();
        if let Some((seen, _, catalogue)) = kept.as_ref()
            && *seen == version
        {
            return Ok(Arc::clone(catalogue));
        }
        let (stand, fresh) = self.store().read(|r| {
            let stand = rows::stand(r, j)?;
            let same = kept.as_ref().is_some_and(|(_, known, _)| *known == stand);
            let fresh = if same { None } else { Some(read(r, j)?) };
            Ok::<_, ServiceError>((stand, fresh))
        })?;
        let catalogue = match (fresh, kept.as_ref()) {
            (None, Some((.., known))) => Arc::clone(known),
            (fresh, _) => Arc::new(fresh.unwrap_or_default()),
        };
        *kept = Some((version, stand, Arc::clone(&catalogue)));
        Ok(catalogue)
    }

    /// Keeps a lot, new or changed, with its bays; bays that are not named stay.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::Invalid`] for a name or a number out of bounds.
    pub fn put_lot(
        &self,
        actor: &Actor,
        lot: LotRow,
        zones: Vec<(String, String)>,
        bays: Vec<BayRow>,
    ) -> Result<i64, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        check(&lot)?;
        if bays.len() > BAYS_AT_ONCE_MAX {
            return Err(invalid("bays", "form.bays_many"));
        }
        let mut codes: Vec<&str> = bays.iter().map(|bay| bay.code.as_str()).collect();
        codes.sort_unstable();
        let named = |code: &str| code.is_empty() || Code::new(code).is_ok();
        if !bays.iter().all(|bay| named(&bay.zone)) {
            return Err(invalid("zone", "form.slug"));
        }
        if codes.windows(2).any(|pair| pair[0] == pair[1]) || codes.iter().any(|code| Number::new(code).is_err()) {
            return Err(invalid("bays", "form.bay_code"));
        }
        let context = self.context(actor);
        self.commit(move |w| {
            let data = json!({
                "bays": bays.len(),
                "capacity": lot.capacity,
                "counting": lot.counting,
                "name": lot.name,
                "setting": lot.setting,
                "smart_bays": bays.iter().filter(|bay| bay.smart_on.is_some()).count(),
                "tariff": lot.tariff,
            });
            let leaf = context.leaf(w, Kind::ParkingLotPut, format!("parking-lot:{}", lot.slug), data)?;
            let id = rows::put_lot(w, context.j, &lot, leaf)?;
            rows::put_zones(w, context.j, id, &zones)?;
            let bays: Vec<BayRow> = bays.into_iter().map(|bay| BayRow { lot: id, ..bay }).collect();
            rows::put_bays(w, context.j, &bays)?;
            rows::put_device(w, context.j, &DeviceRow::desk(id, &lot.slug))?;
            w.touch(context.j)?;
            Ok(id)
        })
    }

    /// Keeps a text of a tariff, which holds from now on. Gives its number.
    ///
    /// # Errors
    /// Unless the actor keeps parking; a refusal of the first fault of the text.
    pub fn put_tariff(&self, actor: &Actor, name: &str, content: &str) -> Result<i64, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        slug_ok(name)
            .then_some(())
            .ok_or_else(|| invalid("name", "form.slug"))?;
        if let Err(faults) = Tariff::read(content.as_bytes()) {
            let list = |language| {
                let faults: Vec<String> = faults
                    .iter()
                    .map(|fault| shishi_parking::words::fault(fault, language))
                    .collect();
                faults.join("\n")
            };
            return Err(ServiceError::Unreadable {
                zh: list(shishi_parking::words::Language::Chinese),
                en: list(shishi_parking::words::Language::English),
            });
        }
        let (context, name, content) = (self.context(actor), name.to_owned(), content.to_owned());
        self.commit(move |w| {
            let data = json!({ "name": name, "sha256": leaf::digest(&content) });
            let leaf = context.leaf(w, Kind::ParkingTariffPut, format!("parking-tariff:{name}"), data)?;
            let id = rows::add_tariff(w, context.j, &name, &content, context.at, leaf)?;
            w.touch(context.j)?;
            Ok(id)
        })
    }

    /// Registers a device of a lot and gives the token by which it is known, which is shown this once. A device that is known gets
    /// a new token.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::NotFound`] for an unknown lot.
    pub fn put_device(&self, actor: &Actor, lot: &str, code: &str, kind: &str) -> Result<String, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        slug_ok(code)
            .then_some(())
            .ok_or_else(|| invalid("code", "form.slug"))?;
        if !["lane", "sensor", "counter", "platform"].contains(&kind) {
            return Err(invalid("kind", "form.device_kind"));
        }
        let catalogue = self.parking()?;
        let lot_id = catalogue.lot(lot).ok_or(ServiceError::NotFound)?.row.id;
        if catalogue.devices.get(code).is_some_and(|known| known.lot != lot_id) {
            return Err(invalid("code", "form.device_elsewhere"));
        }
        let token = self.random_hex::<24>();
        let device = DeviceRow {
            id: 0,
            lot: lot_id,
            code: code.to_owned(),
            kind: kind.to_owned(),
            token_hash: Some(super::token_hash(&token)),
            disabled_at: None,
        };
        let (context, lot) = (self.context(actor), lot.to_owned());
        self.commit(move |w| {
            let data = json!({ "kind": device.kind, "lot": lot });
            let subject = format!("parking-device:{}", device.code);
            context.leaf(w, Kind::ParkingDevicePut, subject, data)?;
            rows::put_device(w, context.j, &device)?;
            // A new token of a known device has to be known everywhere.
            rows::moved(w, context.j, device.lot)?;
            w.touch(context.j)?;
            Ok(())
        })?;
        Ok(token)
    }
}

pub(super) fn invalid(field: &'static str, code: &'static str) -> ServiceError {
    ServiceError::Invalid { field, code }
}

fn slug_ok(slug: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !slug.is_empty() && slug.len() <= 60 && slug.bytes().all(fits)
}

fn check(lot: &LotRow) -> Result<(), ServiceError> {
    let named = |text: &str| text.trim().is_empty() || Name::new(text).is_ok();
    let rows = [
        (Code::new(&lot.slug).is_ok(), "slug", "form.slug"),
        (Name::new(&lot.name).is_ok(), "name", "form.lot_name"),
        (named(&lot.operator), "operator", "form.lot_name"),
        (named(&lot.hours), "hours", "form.lot_hours"),
        (
            lot.latitude.unsigned_abs() <= 90_000_000 && lot.longitude.unsigned_abs() <= 180_000_000,
            "place",
            "form.place",
        ),
        (Realtime::of(&lot.counting).is_some(), "counting", "form.counting"),
        (Setting::of(&lot.setting).is_some(), "setting", "form.setting"),
        (Access::of(&lot.access).is_some(), "access", "form.access"),
        (lot.confidence_min <= 100, "confidence_min", "form.confidence"),
    ];
    match rows.into_iter().find(|(fits, ..)| !fits) {
        Some((_, field, code)) => Err(invalid(field, code)),
        None if terms(lot).is_err() => Err(invalid("terms", "form.terms")),
        None => Ok(()),
    }
}

fn terms(lot: &LotRow) -> Result<Option<Terms>, StoreError> {
    let parse = |text: &String| {
        serde_json::from_str(text).map_err(|_| StoreError::Corrupt {
            table: "parking_lot",
            column: "terms",
            id: lot.id,
        })
    };
    lot.terms.as_ref().map(parse).transpose()
}

fn read(r: &mut Reader<'_>, j: shishi_kernel::JurisdictionId) -> Result<Catalogue, ServiceError> {
    let mut catalogue = Catalogue::default();
    let mut lots: HashMap<i64, Lot> = HashMap::new();
    for row in rows::lots(r, j)? {
        catalogue.slugs.insert(row.slug.clone(), row.id);
        let terms = terms(&row)?;
        let (zones, bays, closed) = (Vec::new(), Vec::new(), BTreeMap::new());
        let lot = Lot {
            row,
            zones,
            bays,
            closed,
            terms,
        };
        lots.insert(lot.row.id, lot);
    }
    for (lot, code, name) in rows::zones(r, j)? {
        if let Some(lot) = lots.get_mut(&lot) {
            lot.zones.push((code, name));
        }
    }
    let mut closures: HashMap<i64, Closure> = closures::lasting(r, j)?
        .into_iter()
        .map(|ClosureRow { bay, reason, at }| (bay, Closure { reason, at }))
        .collect();
    let mut after = 0;
    loop {
        let page = rows::bays_after(r, j, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for bay in page {
            catalogue.bays.insert((bay.lot, bay.code.clone()), bay.id);
            if let Some(lot) = lots.get_mut(&bay.lot) {
                lot.closed
                    .extend(closures.remove(&bay.id).map(|closure| (bay.id, closure)));
                lot.bays.push(bay);
            }
        }
    }
    for lot in lots.values_mut().filter(|lot| !lot.closed.is_empty()) {
        let in_service = |bay: BayId| lot.is_in_service(i64::from(bay.0));
        lot.terms = lot.terms.as_ref().map(|terms| terms.within(lot.capacity(), in_service));
    }
    catalogue.lots = lots.into_iter().map(|(id, lot)| (id, Arc::new(lot))).collect();
    catalogue.devices = rows::devices(r, j)?
        .into_iter()
        .map(|device| (device.code.clone(), device))
        .collect();
    for row in rows::tariffs(r, j)? {
        let tariff = Tariff::read(row.content.as_bytes())
            .map_err(|_| ServiceError::Internal(format!("the text {} of tariff {} is damaged", row.id, row.name)))?;
        let in_force = InForce {
            id: row.id,
            content: row.content,
            tariff,
        };
        catalogue.tariffs.insert(row.name, Arc::new(in_force));
    }
    Ok(catalogue)
}

/// Bays that were brought into service with a sensor by a day. One that the desk closed for a while was brought into service all the same.
#[must_use]
pub fn smart_bays_on(catalogue: &Catalogue, day: Date) -> usize {
    let bays = catalogue.lots.values().flat_map(|lot| &lot.bays);
    bays.filter(|bay| bay.smart_on.is_some_and(|since| since <= day))
        .count()
}

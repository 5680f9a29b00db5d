//! What stays cost: by the text of the tariff that held when they ended, and by what their vehicles and they themselves were given of it.
//!
//! Class, card and discounts are worked out once, when a stay is priced, and kept with the fee: the price can be told again with all its lines
//! after the register has changed and the plate was forgotten.
//!
//! Where a tariff gives free minutes by the civil day, they are the vehicle's in one lot: a stay is priced after the vehicle's stays before it
//! there, of which the last one says how many of the day were used up. What a stay left is kept with its fee too, so that one row tells it. When
//! a stay changes, those of the day after it are priced again ([`followers`]); a stay never looks at one that began after it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use shishi_kernel::JurisdictionId;
use shishi_parking::charging::Charged;
use shishi_parking::passages::Colour;
use shishi_parking::price::{Basis, Earlier, Grant, Granted, Price, Quote, Stay, price, quote, total_and_free};
use shishi_parking::{PriceRefusal, Tariff, total};
use shishi_store::Reader;
use shishi_store::parking::grants::{self, GrantRow};
use shishi_store::parking::lots as rows;
use shishi_store::parking::messages::{self, Key, Said};
use shishi_store::parking::stays::{self, StayRow};

use super::catalogue::Catalogue;
use super::charging::{SoFar, Untold, charged_so_far, is_awaited};
use super::passages::Turned;
use super::stored::{self, colour};
use crate::once::refused;
use crate::{Service, ServiceError};

fn instant(second: i64) -> Result<Timestamp, PriceRefusal> {
    Timestamp::from_second(second).map_err(|_| PriceRefusal::Backwards {})
}

/// What vehicles and stays were given, as far as it can bear on the prices of some stays.
#[derive(Default)]
pub(super) struct Given {
    grants: HashMap<i64, Vec<GrantRow>>,
    vouchers: HashMap<i64, Vec<String>>,
    colours: HashMap<Key, Colour>,
    /// The stays before, by lot and vehicle, in the order of their entries.
    earlier: HashMap<(i64, i64), BTreeMap<(i64, Key), Earlier>>,
}

impl Given {
    /// Reads it in a fixed number of statements for each lot; in none where no tariff of the stays' lots names anything that can be given or gives free
    /// minutes by the day.
    pub(super) fn read(
        r: &mut Reader<'_>,
        j: JurisdictionId,
        catalogue: &Catalogue,
        stays: &[&StayRow],
    ) -> Result<Self, ServiceError> {
        let mut given = Self::read_granted(r, j, catalogue, stays)?;
        for (lot, (tariff, stays)) in by_day(catalogue, stays.iter().copied()) {
            let stretch = |stay: &&StayRow| {
                let midnight = tariff.midnight_before(stay.entry_second);
                (stay.vehicle, midnight, stay.entry_second + 1)
            };
            let stretches: BTreeSet<_> = stays.iter().map(stretch).collect();
            let stretches: Vec<_> = stretches.into_iter().collect();
            for earlier in stays::ended_around(r, j, lot, &stretches)? {
                given.note(&earlier);
            }
        }
        // Those that are to be priced are noted when they are.
        for stay in stays {
            given.forget(stay);
        }
        Ok(given)
    }

    /// What a stay left of a day's free minutes bears on those after it.
    pub(super) fn note(&mut self, stay: &StayRow) {
        self.forget(stay);
        let exit = stay.exit.filter(|_| !stay.withdrawn);
        // A fee whose basis cannot be read is found by whoever asks for its lines; here it is one that used nothing.
        let free_through = stored::basis(stay).map_or(0, |basis| basis.free_through);
        if let Some(exit) = exit.and_then(|(_, second)| instant(second).ok()) {
            let of_vehicle = self.earlier.entry((stay.lot, stay.vehicle)).or_default();
            of_vehicle.insert((stay.entry_second, stay.entry), Earlier { exit, free_through });
        }
    }

    pub(super) fn forget(&mut self, stay: &StayRow) {
        if let Some(of_vehicle) = self.earlier.get_mut(&(stay.lot, stay.vehicle)) {
            of_vehicle.retain(|(_, entry), _| *entry != stay.entry);
        }
    }

    fn read_granted(
        r: &mut Reader<'_>,
        j: JurisdictionId,
        catalogue: &Catalogue,
        stays: &[&StayRow],
    ) -> Result<Self, ServiceError> {
        let lots: BTreeSet<i64> = stays.iter().map(|stay| stay.lot).collect();
        let names_any = |lot: &i64| {
            let in_force = catalogue.tariff_of(*lot);
            in_force.is_some_and(|in_force| !in_force.tariff.grantable().is_empty())
        };
        let lots: BTreeSet<i64> = lots.into_iter().filter(names_any).collect();
        let stays: Vec<&StayRow> = stays.iter().copied().filter(|stay| lots.contains(&stay.lot)).collect();
        let Some(first) = stays.iter().map(|stay| stay.entry_second).min() else {
            return Ok(Self::default());
        };
        let vehicles: BTreeSet<i64> = stays.iter().map(|stay| stay.vehicle).collect();
        let vehicles: Vec<i64> = vehicles.into_iter().collect();
        let known: Vec<i64> = stays.iter().map(|stay| stay.id).filter(|id| *id > 0).collect();
        let entries: Vec<Key> = stays.iter().map(|stay| stay.entry).collect();
        let mut given = Self {
            grants: grants::of_vehicles(r, j, &vehicles, first)?,
            ..Self::default()
        };
        for voucher in grants::vouchers(r, j, &known)? {
            given.vouchers.entry(voucher.stay).or_default().push(voucher.name);
        }
        for message in messages::by_keys(r, j, &entries)? {
            if let Said::Passage { colour: read, .. } = message.said {
                given.colours.insert(message.key, colour(read));
            }
        }
        Ok(given)
    }

    /// What of it bears on a stay until a second, by a tariff.
    fn basis(&self, catalogue: &Catalogue, tariff: &Tariff, stay: &StayRow, until: i64) -> Result<Basis, PriceRefusal> {
        let operator = catalogue.lots.get(&stay.lot).map(|lot| lot.row.operator.as_str());
        let here = |row: &&GrantRow| match row.lot {
            Some(lot) => lot == stay.lot,
            None => row.operator.is_some() && row.operator.as_deref() == operator,
        };
        let rows = self.grants.get(&stay.vehicle).into_iter().flatten().filter(here);
        let held: Vec<Grant> = rows.filter_map(grant).collect();
        let colour = self.colours.get(&stay.entry).copied().unwrap_or(Colour::Unread);
        let vouchers = self.vouchers.get(&stay.id).map_or(&[] as &[String], Vec::as_slice);
        let times = (instant(stay.entry_second)?, instant(until)?);
        let of_vehicle = self.earlier.get(&(stay.lot, stay.vehicle));
        let before = of_vehicle.and_then(|stays| stays.range(..(stay.entry_second, stay.entry)).next_back());
        let basis = Basis::of(tariff, times, colour, &held, vouchers);
        if gives_by_day(catalogue, stay.lot).is_some() {
            return Ok(basis.after(tariff, times.0, before.map(|(_, earlier)| *earlier)));
        }
        // Nobody looked for earlier stays: a text that is not in force any more is gone by as it was.
        let free_used = stored::basis(stay).map_or(0, |kept| kept.free_used);
        Ok(Basis { free_used, ..basis })
    }
}

/// The tariff of a lot, where it gives free minutes by the day.
pub(super) fn gives_by_day(catalogue: &Catalogue, lot: i64) -> Option<&Tariff> {
    let tariff = &catalogue.tariff_of(lot)?.tariff;
    tariff.frees_by_day().then_some(tariff)
}

/// Those of the stays whose lots' tariffs give free minutes by the day, by lot.
fn by_day<'a>(
    catalogue: &'a Catalogue,
    stays: impl Iterator<Item = &'a StayRow>,
) -> BTreeMap<i64, (&'a Tariff, Vec<&'a StayRow>)> {
    let mut lots: BTreeMap<i64, (&Tariff, Vec<&StayRow>)> = BTreeMap::new();
    for stay in stays {
        if let Some(tariff) = gives_by_day(catalogue, stay.lot) {
            let of_lot = lots.entry(stay.lot).or_insert_with(|| (tariff, Vec::new()));
            of_lot.1.push(stay);
        }
    }
    lots
}

/// The stays that ended and whose free minutes of the day may be others because some stays before them changed.
pub(super) fn followers(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    catalogue: &Catalogue,
    turned: &[Turned],
) -> Result<Vec<Turned>, ServiceError> {
    let mut found: Vec<Turned> = Vec::new();
    let words = turned
        .iter()
        .flat_map(|turned| turned.before.iter().chain([&turned.after]));
    for (lot, (tariff, stays)) in by_day(catalogue, words) {
        let ended = stays.iter().filter_map(|stay| Some((*stay, stay.exit?.1)));
        // What was used of the day of an exit was used before whatever began later on that day.
        let stretch = |(stay, left): (&StayRow, i64)| (stay.vehicle, stay.entry_second, tariff.midnight_after(left));
        let stretches: BTreeSet<_> = ended.map(stretch).collect();
        let stretches: Vec<_> = stretches.into_iter().collect();
        for stay in stays::ended_around(r, j, lot, &stretches)? {
            let is_known = |known: &Turned| known.after.entry == stay.entry;
            if !turned.iter().chain(&found).any(is_known) {
                found.push(Turned {
                    before: Some(stay.clone()),
                    after: stay,
                });
            }
        }
    }
    Ok(found)
}

fn grant(row: &GrantRow) -> Option<Grant> {
    Some(Grant {
        what: Granted::of(&row.what)?,
        name: row.name.clone(),
        from: Timestamp::from_second(row.from).ok()?,
        until: Timestamp::from_second(row.until).ok()?,
    })
}

/// Prices a stay on a basis, by what of the rules of a price is wanted: all of it or its sum.
fn by<T>(
    with: impl FnOnce(&Tariff, &Stay<'_>) -> Result<T, PriceRefusal>,
    tariff: &Tariff,
    stay: &StayRow,
    until: i64,
    charged: Charged,
    basis: &Basis,
) -> Result<T, PriceRefusal> {
    let names = basis.names();
    let priced = Stay {
        charging: charged.for_price(),
        ..basis.stay(&names, instant(stay.entry_second)?, instant(until)?)
    };
    with(tariff, &priced)
}

/// The tariff by which a stay is to be priced, with the number of its text: the one in force for a stay that is new or has other times than before;
/// the one that it was priced by for one of which only something else is known now.
pub(super) fn tariff_for<'a>(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    catalogue: &'a Catalogue,
    Turned { before, after }: &Turned,
) -> Result<Option<(i64, Cow<'a, Tariff>)>, ServiceError> {
    let times = |stay: &StayRow| (stay.vehicle, stay.entry_second, stay.exit);
    let kept = before.as_ref().filter(|before| times(before) == times(after));
    match kept.and_then(|before| before.tariff) {
        Some(id) => Ok(Some((id, text(r, j, catalogue, id)?))),
        None => {
            let in_force = catalogue.tariff_of(after.lot);
            Ok(in_force.map(|in_force| (in_force.id, Cow::Borrowed(&in_force.tariff))))
        }
    }
}

/// The tariff of a text that need not be in force.
fn text<'a>(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    catalogue: &'a Catalogue,
    id: i64,
) -> Result<Cow<'a, Tariff>, ServiceError> {
    if let Some(in_force) = catalogue.tariffs.values().find(|in_force| in_force.id == id) {
        return Ok(Cow::Borrowed(&in_force.tariff));
    }
    let row = rows::tariff_text(r, j, id)?.ok_or(ServiceError::NotFound)?;
    Tariff::read(row.content.as_bytes())
        .map(Cow::Owned)
        .map_err(|_| ServiceError::Internal(format!("the text {id} of tariff {} is damaged", row.name)))
}

/// Says what a stay that ended costs, with what of it was charging and what was given. A stay that lasts costs nothing that is known; one that
/// cannot be priced is left so, and the desk sees it without a fee.
pub(super) fn price_by(
    catalogue: &Catalogue,
    (id, tariff): (i64, &Tariff),
    stay: &mut StayRow,
    charged: Charged,
    given: &Given,
) {
    let Some((_, until)) = stay.exit.filter(|_| !stay.withdrawn) else {
        return;
    };
    let Ok(basis) = given.basis(catalogue, tariff, stay, until) else {
        return;
    };
    if let Ok((fee, free_through)) = by(total_and_free, tariff, stay, until, charged, &basis) {
        let basis = Basis { free_through, ..basis };
        stay.fee = Some(fee);
        stay.tariff = Some(id);
        stay.basis = stored::basis_text(&basis);
    }
}

/// What a price that is told comes about with.
struct Told {
    tariff: Tariff,
    basis: Basis,
    until: i64,
    charging: SoFar,
}

impl Service {
    /// The price of a stay with all its lines, by the text of the tariff that it was priced by, or by the one that holds where it
    /// lasts still; then charging that its pile speaks of counts as well. None where no tariff says.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown text; a refusal where the stay cannot be priced.
    pub fn price_of_stay(&self, stay: &StayRow) -> Result<Option<Price>, ServiceError> {
        let Some(told) = self.told_of_price(stay)? else {
            return Ok(None);
        };
        let charged = match stay.exit {
            Some(_) => told.charging.told,
            None => told.charging.all,
        };
        by(price, &told.tariff, stay, told.until, charged, &told.basis)
            .map(Some)
            .map_err(refused)
    }

    /// Charging of a stay that its pile speaks of and no order of the operator's tells, where that makes another price. Whoever charges is told that
    /// the stay is priced again when the order comes.
    ///
    /// # Errors
    /// As [`Service::price_of_stay`].
    pub fn untold_charge(&self, stay: &StayRow) -> Result<Option<Untold>, ServiceError> {
        let is_awaited = is_awaited(stay, self.now());
        let told = if is_awaited { self.told_of_price(stay)? } else { None };
        let Some(Told {
            tariff,
            basis,
            until,
            charging,
        }) = told
        else {
            return Ok(None);
        };
        if charging.all == charging.told {
            return Ok(None);
        }
        let fee = |charged| by(total, &tariff, stay, until, charged, &basis).map_err(refused);
        let (by_pile, by_orders) = (fee(charging.all)?, fee(charging.told)?);
        let lasts = stay.exit.is_none();
        let since = charging.since.filter(|_| lasts);
        let untold = Untold {
            minutes: charging.all.minutes() - charging.told.minutes(),
            since: since.and_then(|since| instant(since.0).ok()),
            fee: by_pile,
        };
        Ok((by_pile != by_orders).then_some(untold))
    }

    fn told_of_price(&self, stay: &StayRow) -> Result<Option<Told>, ServiceError> {
        let until = stay
            .exit
            .map_or_else(|| self.now().as_second().max(stay.entry_second), |(_, second)| second);
        let (j, catalogue) = (self.jurisdiction(), self.parking()?);
        let (charging, given) = self.store().read(|r| {
            // What a fee was worked out with stands beside it; of a stay that lasts it is looked up.
            let given = match stay.tariff {
                Some(_) => Given::default(),
                None => Given::read(r, j, &catalogue, &[stay])?,
            };
            Ok::<_, ServiceError>((charged_so_far(r, j, &catalogue, stay, until)?, given))
        })?;
        let (tariff, basis) = match stay.tariff {
            Some(id) => (self.tariff_text(id)?, stored::basis(stay)?),
            None => match catalogue.tariff_of(stay.lot) {
                Some(in_force) => {
                    let basis = given.basis(&catalogue, &in_force.tariff, stay, until);
                    (in_force.tariff.clone(), basis.map_err(refused)?)
                }
                None => return Ok(None),
            },
        };
        Ok(Some(Told {
            tariff,
            basis,
            until,
            charging,
        }))
    }

    /// What class, card and discounts the price of a stay comes about with: what was kept with its fee, or while it lasts what holds now.
    ///
    /// # Errors
    /// When the store is away; a refusal for impossible times.
    pub fn basis_of_stay(&self, stay: &StayRow) -> Result<Basis, ServiceError> {
        if stay.tariff.is_some() {
            return stored::basis(stay);
        }
        let (j, catalogue, now) = (self.jurisdiction(), self.parking()?, self.now().as_second());
        let Some(in_force) = catalogue.tariff_of(stay.lot) else {
            return Ok(Basis::default());
        };
        let until = stay.exit.map_or(now.max(stay.entry_second), |(_, second)| second);
        let given = self.store().read(|r| Given::read(r, j, &catalogue, &[stay]))?;
        given.basis(&catalogue, &in_force.tariff, stay, until).map_err(refused)
    }

    pub(super) fn tariff_text(&self, id: i64) -> Result<Tariff, ServiceError> {
        let (j, catalogue) = (self.jurisdiction(), self.parking()?);
        self.store().read(|r| text(r, j, &catalogue, id).map(Cow::into_owned))
    }

    /// What a stay in a lot would cost, and how the price grows over its first 24 hours.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown lot or one without a tariff; a refusal for impossible times.
    pub fn quote_stay(&self, lot: &str, entry: Timestamp, exit: Timestamp) -> Result<Quote, ServiceError> {
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?.row.id;
        let in_force = catalogue.tariff_of(lot).ok_or(ServiceError::NotFound)?;
        quote(&in_force.tariff, &Stay::new(entry, exit)).map_err(refused)
    }
}

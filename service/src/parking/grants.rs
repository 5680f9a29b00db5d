//! The register of what vehicles are granted (monthly cards, classes, discounts), and discounts given to one stay.
//!
//! A grant holds in one lot or in every lot of an operator, on whole days. It names what the tariff names and no more: what it is worth is the
//! tariff's to say. The register has plates of its own, sealed like those of vehicles, since a card holds longer than a plate is remembered
//! that nobody sees; they are erased some time after the grant is over. The journal says that something was granted, never to whom nor why.

use jiff::{Timestamp, ToSpan};
use serde_json::json;
use shishi_kernel::{Actor, Date, civil_date};
use shishi_parking::plate::Plate;
use shishi_parking::price::Granted;
use shishi_store::parking::grants::{self as rows, GrantRow, VoucherRow};
use shishi_store::parking::stays::{self, StayRow};
use shishi_store::parking::vehicles::KeptPlate;

use super::catalogue::{Catalogue, invalid};
use super::illegal::names_plate;
use super::money::bounds;
use super::passages::Turned;
use super::{hear, may};
use crate::journal::leaf::Kind;
use crate::once::refused;
use crate::{Service, ServiceError};

/// Rows of the register that are shown at once.
pub const GRANTS_SHOWN: u32 = 50;
/// Days that a grant can hold: three years, after which somebody looks again.
const GRANT_DAYS_MAX: i32 = 3 * 366;
/// So many days after a grant is over its plate is erased: until then a driver may object to what a stay cost.
const KEPT_DAYS: i32 = 90;
/// Characters of a reason.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 2..=200;
/// Grants of one plate that are not erased yet.
const OF_PLATE_MAX: usize = 100;

/// Where a grant holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantScope {
    /// In a lot, by its slug.
    Lot(String),
    /// In every lot of an operator, by its name.
    Operator(String),
}

/// A scope with what the tariffs of its lots name.
pub type Grantable = (GrantScope, Vec<(Granted, String)>);

/// What is to be granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantForm {
    /// The plate as it was typed.
    pub plate: String,
    /// Where.
    pub scope: GrantScope,
    /// What.
    pub what: Granted,
    /// What the tariff calls it.
    pub name: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub last: Date,
    /// Why.
    pub reason: String,
}

/// A grant as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantView {
    /// As it is kept.
    pub row: GrantRow,
    /// The masked plate; none once it was erased.
    pub plate: Option<String>,
    /// The lot's name; none where it holds in all of an operator's.
    pub lot: Option<String>,
    /// Whether a tariff of the lots in which it holds names it still; one that none names has no effect.
    pub known: bool,
    /// Whether it holds now.
    pub holds: bool,
}

impl Service {
    /// Grants something to a vehicle. Gives the grant's number.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::NotFound`] for an unknown lot; [`ServiceError::Invalid`] for days that are over, the wrong way round
    /// or too many, for what no tariff of the lots names, and where the vehicle has the same already on one of the days.
    pub fn grant_to_vehicle(&self, actor: &Actor, form: &GrantForm, key: Option<&str>) -> Result<i64, ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let (catalogue, now) = (self.parking()?, self.now());
        let plate = Plate::read(&form.plate).map_err(refused)?;
        let reason = checked_reason(&form.reason)?;
        let (lot, operator) = match &form.scope {
            GrantScope::Lot(slug) => (Some(catalogue.lot(slug).ok_or(ServiceError::NotFound)?.row.id), None),
            GrantScope::Operator(name) => (None, Some(name.clone())),
        };
        let known = names(&catalogue, lot, operator.as_deref());
        if !known.contains(&(form.what, form.name.as_str())) {
            return Err(invalid("name", "form.grant_name"));
        }
        let days = (form.last - form.from).get_days();
        if form.last < form.from || form.last < civil_date(now) || days >= GRANT_DAYS_MAX {
            return Err(invalid("last", "form.grant_days"));
        }
        let plates = &self.inner.parking.plates;
        let row = GrantRow {
            id: 0,
            plate: Some(KeptPlate {
                key: plates.key(&plate),
                sealed: plates.seal(&plate)?,
            }),
            erase_on: kept_until(form.last)?,
            lot,
            operator,
            what: form.what.word().to_owned(),
            name: form.name.clone(),
            from: bounds(form.from)?.0.as_second(),
            until: bounds(form.last)?.1.as_second(),
            reason: Some(reason),
            at: now,
            ended_at: None,
            end_reason: None,
        };
        let scope = scope_word(&catalogue, &row);
        let key_of_plate = plates.key(&plate);
        let request = (
            scope.clone(),
            form.what,
            form.name.clone(),
            form.from,
            form.last,
            key_of_plate,
        );
        self.once_unseen("parking-grants", actor, key, &request, move |w, context| {
            let j = context.j;
            w.hold(j, "parking-grants")?;
            let of_plate = rows::of_plate(w, j, &key_of_plate)?;
            if of_plate.len() >= OF_PLATE_MAX {
                return Err(invalid("plate", "form.grants_many"));
            }
            let same = |other: &&GrantRow| {
                (&other.what, &other.name, other.lot, &other.operator) == (&row.what, &row.name, row.lot, &row.operator)
            };
            if of_plate
                .iter()
                .filter(same)
                .any(|other| other.from < row.until && row.from < other.until)
            {
                return Err(invalid("from", "form.grant_twice"));
            }
            let data = json!({
                "from": leaf_second(row.from)?,
                "name": row.name,
                "until": leaf_second(row.until)?,
                "what": row.what,
                "where": scope,
            });
            let leaf = context.leaf(w, Kind::ParkingGranted, "parking-grant".to_owned(), data)?;
            Ok(rows::add(w, j, &row, leaf)?)
        })
    }

    /// Ends a grant now. What stays cost that ended before is not touched.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::NotFound`]; [`ServiceError::Conflict`] where it is over already.
    pub fn end_grant(&self, actor: &Actor, id: i64, reason: &str) -> Result<(), ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let (context, reason) = (self.context(actor), checked_reason(reason)?);
        self.commit(move |w| {
            let (j, at) = (context.j, context.at);
            let row = rows::one(w, j, id)?.ok_or(ServiceError::NotFound)?;
            let is_over = row.until <= at.as_second();
            if is_over || !rows::end(w, j, id, at, &reason, kept_until(context.today)?)? {
                return Err(ServiceError::Conflict);
            }
            let data = json!({ "grant": id });
            context.leaf(w, Kind::ParkingGrantEnded, "parking-grant".to_owned(), data)?;
            Ok(())
        })
    }

    /// The register, the newest first, [`GRANTS_SHOWN`] at once; with `before` those older than that one.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn grants(&self, actor: &Actor, before: Option<i64>) -> Result<Vec<GrantView>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let j = self.jurisdiction();
        let rows = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::list(r, j, before, GRANTS_SHOWN)?))?;
        self.grant_views(rows)
    }

    /// The grants of a plate that are not erased yet, the newest first.
    ///
    /// # Errors
    /// Unless the actor runs the desk; a refusal of the plate.
    pub fn grants_of_plate(&self, actor: &Actor, plate: &str) -> Result<Vec<GrantView>, ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let key = self.inner.parking.plates.key(&Plate::read(plate).map_err(refused)?);
        let j = self.jurisdiction();
        let mut rows = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::of_plate(r, j, &key)?))?;
        rows.reverse();
        self.grant_views(rows)
    }

    /// What can be granted in any lot: the scope, then what its tariffs name.
    ///
    /// # Errors
    /// When the store is away.
    pub fn grantable(&self) -> Result<Vec<Grantable>, ServiceError> {
        let catalogue = self.parking()?;
        let owned = |names: Vec<(Granted, &str)>| {
            let names = names.into_iter().map(|(what, name)| (what, name.to_owned()));
            names.collect::<Vec<_>>()
        };
        let mut scopes = Vec::new();
        let mut operators: Vec<&str> = Vec::new();
        for lot in catalogue.in_order() {
            let names = names(&catalogue, Some(lot.row.id), None);
            if !names.is_empty() {
                scopes.push((GrantScope::Lot(lot.row.slug.clone()), owned(names)));
                if !lot.row.operator.trim().is_empty() && !operators.contains(&lot.row.operator.as_str()) {
                    operators.push(&lot.row.operator);
                }
            }
        }
        let of_operators = operators.into_iter().map(|operator| {
            let names = owned(names(&catalogue, None, Some(operator)));
            (GrantScope::Operator(operator.to_owned()), names)
        });
        let mut all: Vec<_> = of_operators.collect();
        all.append(&mut scopes);
        Ok(all)
    }

    /// Gives a discount of its tariff to a stay, which is priced and charged anew where it has ended.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::NotFound`] for an unknown stay; [`ServiceError::Invalid`] for a discount that the
    /// tariff does not name or that the stay has already; [`ServiceError::Conflict`] where the stay changed meanwhile.
    pub fn give_voucher(&self, actor: &Actor, stay: i64, name: &str, reason: &str) -> Result<(), ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let (j, catalogue, reason) = (self.jurisdiction(), self.parking()?, checked_reason(reason)?);
        let seen = self.store().read(|r| Ok::<_, ServiceError>(stays::one(r, j, stay)?))?;
        let seen = seen.filter(|stay| !stay.withdrawn).ok_or(ServiceError::NotFound)?;
        let tariff = match seen.tariff {
            Some(id) => Some(self.tariff_text(id)?),
            None => catalogue.tariff_of(seen.lot).map(|in_force| in_force.tariff.clone()),
        };
        let tariff = tariff.ok_or_else(|| invalid("name", "form.voucher_name"))?;
        if !tariff.grantable().contains(&(Granted::Discount, name)) {
            return Err(invalid("name", "form.voucher_name"));
        }
        let (service, context, name) = (self.clone(), self.context(actor), name.to_owned());
        self.commit(move |w| {
            w.hold(j, &format!("parking-lot:{}", seen.lot))?;
            let before = stays::one(w, j, seen.id)?.ok_or(ServiceError::NotFound)?;
            if (before.exit, before.tariff, before.withdrawn) != (seen.exit, seen.tariff, seen.withdrawn) {
                return Err(ServiceError::Conflict);
            }
            let data = json!({ "discount": name });
            let leaf = context.leaf(w, Kind::ParkingVoucherGiven, format!("parking-stay:{}", seen.id), data)?;
            let voucher = VoucherRow {
                stay: seen.id,
                name,
                reason,
                at: context.at,
            };
            if !rows::add_voucher(w, j, &voucher, leaf)? {
                return Err(invalid("name", "form.voucher_twice"));
            }
            let (after, before) = (before.clone(), Some(before));
            let changes = hear::keep_stays(w, j, &catalogue, vec![Turned { before, after }])?;
            service.charge_stays(w, j, context.at, &changes)
        })
    }

    /// What a stay was given at the desk, and what it still can be given: the discounts of its tariff.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn vouchers_of_stay(
        &self,
        actor: &Actor,
        stay: &StayRow,
    ) -> Result<(Vec<VoucherRow>, Vec<String>), ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let j = self.jurisdiction();
        let given = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::vouchers(r, j, &[stay.id])?))?;
        let tariff = match stay.tariff {
            Some(id) => Some(self.tariff_text(id)?),
            None => self
                .parking()?
                .tariff_of(stay.lot)
                .map(|in_force| in_force.tariff.clone()),
        };
        let names = tariff.as_ref().map_or_else(Vec::new, |tariff| tariff.grantable());
        let discounts = names.into_iter().filter(|(what, _)| *what == Granted::Discount);
        let left = discounts.filter(|(_, name)| !given.iter().any(|voucher| voucher.name == *name));
        let left = left.map(|(_, name)| name.to_owned()).collect();
        Ok((given, left))
    }

    /// Erases plates of grants that were over long enough ago. Gives how many.
    pub(crate) fn erase_grants_due(&self, today: Date) -> Result<u32, ServiceError> {
        let j = self.jurisdiction();
        let erased = self
            .store()
            .write(move |w| Ok::<_, ServiceError>(rows::erase_due(w, j, today)?))?;
        Ok(u32::try_from(erased).unwrap_or(u32::MAX))
    }

    fn grant_views(&self, rows: Vec<GrantRow>) -> Result<Vec<GrantView>, ServiceError> {
        let (catalogue, now) = (self.parking()?, self.now().as_second());
        let plates = &self.inner.parking.plates;
        let view = |row: GrantRow| GrantView {
            plate: row
                .plate
                .as_ref()
                .and_then(|kept| Some(plates.open_sealed(&kept.sealed, &kept.key)?.masked())),
            lot: row.lot.and_then(|lot| Some(catalogue.lots.get(&lot)?.row.name.clone())),
            known: names(&catalogue, row.lot, row.operator.as_deref())
                .iter()
                .any(|(what, name)| what.word() == row.what && *name == row.name),
            holds: row.from <= now && now < row.until,
            row,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// What the tariffs of the lots of a scope name, each once.
fn names<'a>(catalogue: &'a Catalogue, lot: Option<i64>, operator: Option<&str>) -> Vec<(Granted, &'a str)> {
    let mut names: Vec<(Granted, &str)> = Vec::new();
    for known in catalogue.in_order() {
        let is_meant = Some(known.row.id) == lot || Some(known.row.operator.as_str()) == operator;
        let tariff = catalogue.tariff_of(known.row.id).filter(|_| is_meant);
        for name in tariff.map_or_else(Vec::new, |in_force| in_force.tariff.grantable()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names.sort_by_key(|(what, _)| *what);
    names
}

/// Where a grant holds, as the journal says it.
fn scope_word(catalogue: &Catalogue, row: &GrantRow) -> String {
    let lot = row.lot.and_then(|lot| catalogue.lots.get(&lot));
    match (lot, &row.operator) {
        (Some(lot), _) => format!("lot:{}", lot.row.slug),
        (None, Some(operator)) => format!("operator:{operator}"),
        (None, None) => String::new(),
    }
}

fn leaf_second(second: i64) -> Result<String, ServiceError> {
    let at = Timestamp::from_second(second).map_err(ServiceError::internal)?;
    Ok(crate::journal::leaf::instant(at))
}

fn kept_until(last: Date) -> Result<Date, ServiceError> {
    last.checked_add(KEPT_DAYS.days()).map_err(ServiceError::internal)
}

/// A reason that names no plate; of persons the register has no need.
pub(super) fn checked_reason(reason: &str) -> Result<String, ServiceError> {
    let reason = reason.trim();
    if !REASON_CHARS.contains(&reason.chars().count()) {
        return Err(invalid("reason", "form.reason_length"));
    }
    if names_plate(reason) {
        return Err(invalid("reason", "form.reason_plate"));
    }
    Ok(reason.to_owned())
}

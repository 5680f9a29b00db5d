//! Passes: what a resident sees of parking without an account.
//!
//! A pass is a secret in a cookie. It sees the bookings that it asked for, and the stays of vehicles of which its holder knew in which lot and
//! at which minute they last came in: what somebody knows who was there, and hardly anybody else. It has no name, ends by itself when it is
//! not used, and its holder can end it with everything that hangs on it.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, ToSpan};
use shishi_kernel::{Date, Fen, JurisdictionId, civil_date};
use shishi_parking::plate::Plate;
use shishi_store::Reader;
use shishi_store::parking::bookings::BookingRow;
use shishi_store::parking::money;
use shishi_store::parking::passes::{self as rows, PassRow};
use shishi_store::parking::stays::{self, StayRow};
use shishi_store::parking::vehicles;

use super::catalogue::invalid;
use crate::once::refused;
use crate::{Service, ServiceError};

/// Days after its last use on which a pass is erased.
pub const PASS_DAYS: i32 = 180;
/// Tries to prove a plate within an hour, for a plate and for an address.
const TRIES_MAX: usize = 5;
const TRIES_WITHIN: SignedDuration = SignedDuration::from_hours(1);
/// Seconds that the named minute of the entry may be off.
const ENTRY_OFF_SECONDS: i64 = 10 * 60;
/// Seconds after the exit within which a stay proves a plate.
const LEFT_SECONDS_MAX: i64 = 3 * 86_400;
/// Rows of a list.
const LIST_MAX: u32 = 50;
/// Vehicles of one pass.
const VEHICLES_MAX: usize = 5;
/// Passes that one sweep ends.
const ERASED_MAX: u32 = 10_000;

/// What somebody says to prove that a plate is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The plate as it was typed.
    pub plate: String,
    /// The slug of the lot into which it last came.
    pub lot: String,
    /// When that was, to within ten minutes.
    pub entered: Timestamp,
}

/// A stay of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnStay {
    /// The stay.
    pub stay: StayRow,
    /// The lot's slug and name.
    pub lot: (String, String),
    /// The masked plate; none where it was forgotten.
    pub plate: Option<String>,
    /// What opens the stay's page at `/parking/pay/…`, and what is owed; none where nothing was charged, and for a stay that is settled and ended
    /// more than three days ago, which its own slip opens: who proved a plate by its last entry is not thereby the payer of all that was before.
    pub bill: Option<(String, Fen)>,
}

/// A booking of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnBooking {
    /// Where it stands.
    pub row: BookingRow,
    /// The lot's slug and name.
    pub lot: (String, String),
    /// The masked plate; none where it was forgotten.
    pub plate: Option<String>,
    /// The code of the bay that is kept; none where that was closed.
    pub bay: Option<String>,
}

/// What a pass may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnParking {
    /// The masked plates of proved vehicles.
    pub plates: Vec<String>,
    /// Bookings, the latest first.
    pub bookings: Vec<OwnBooking>,
    /// Stays, the latest first.
    pub stays: Vec<OwnStay>,
}

/// What became of one's data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Bookings that were cancelled.
    pub bookings: u32,
    /// Plates that are forgotten.
    pub plates: u32,
    /// Plates of vehicles that are in a lot: without them they could not leave, and they are forgotten as all others are, some time after.
    pub inside: u32,
}

impl Service {
    /// The pass of a secret; none where it has ended.
    ///
    /// # Errors
    /// When the store is away.
    pub fn pass(&self, token: &str) -> Result<Option<i64>, ServiceError> {
        let (j, today, hash) = (self.jurisdiction(), civil_date(self.now()), super::token_hash(token));
        let found = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::by_token(r, j, &hash)?))?;
        let Some(PassRow { id, last_on }) = found else {
            return Ok(None);
        };
        if last_on < today {
            self.store()
                .write(move |w| rows::touch(w, j, id, today, erase_day(today)))?;
        }
        Ok(Some(id))
    }

    /// A new pass with its secret, which is shown this once.
    ///
    /// # Errors
    /// When the store is away.
    pub fn new_pass(&self) -> Result<(i64, String), ServiceError> {
        let token = self.random_hex::<32>();
        let (j, today, hash) = (self.jurisdiction(), civil_date(self.now()), super::token_hash(&token));
        let id = self
            .store()
            .write(move |w| rows::add(w, j, &hash, today, erase_day(today)))?;
        Ok((id, token))
    }

    /// A mark for a question that is asked once.
    #[must_use]
    pub fn new_request(&self) -> u128 {
        let mut bytes = [0_u8; 16];
        (self.inner.entropy)(&mut bytes);
        u128::from_le_bytes(bytes)
    }

    /// Lets a pass see the stays of a vehicle, if what is said of its last entry is true. Of what is wrong nothing is told, and five tries
    /// an hour are heard for a plate and for an address (`origin`), whichever process they come to.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where it is not true; [`ServiceError::TooMany`]; a refusal of the plate.
    pub fn prove_plate(&self, pass: i64, origin: &str, proof: &Proof) -> Result<(), ServiceError> {
        let plate = Plate::read(&proof.plate).map_err(refused)?;
        let lot = self.parking()?.lot(&proof.lot).ok_or_else(unproved)?.row.id;
        let (j, now, entered) = (self.jurisdiction(), self.now(), proof.entered.as_second());
        let keys = &self.inner.parking.plates;
        let key = keys.key(&plate);
        // Apart from the plate's own digest, so that the tries tell nothing of who parks.
        let digests = [
            keys.digest("try:plate:", plate.number()),
            keys.digest("try:from:", origin),
        ];
        // A try that is wrong is kept as well: refusing it must not undo it.
        let is_proved = self.store().write(move |w| {
            w.hold(j, "parking-pass-tries")?;
            for digest in &digests {
                let tries = rows::tries(w, j, digest, now - TRIES_WITHIN)?;
                if tries.len() >= TRIES_MAX {
                    let retry_at = tries[tries.len() - TRIES_MAX] + TRIES_WITHIN;
                    return Err(ServiceError::TooMany { retry_at });
                }
                rows::add_try(w, j, digest, now)?;
            }
            let Some((vehicle, _)) = vehicles::known(w, j, &[key])?.remove(&key) else {
                return Ok(false);
            };
            let is_true = stays::of_vehicle(w, j, vehicle, 1)?
                .first()
                .is_some_and(|stay| stay.lot == lot && shows(stay, entered, now.as_second()));
            if is_true {
                let known = rows::vehicles(w, j, pass)?;
                if known.len() >= VEHICLES_MAX && !known.contains(&vehicle) {
                    return Err(invalid("plate", "form.pass_full"));
                }
                rows::add_vehicle(w, j, pass, vehicle, "entry", now)?;
            }
            Ok(is_true)
        })?;
        is_proved.then_some(()).ok_or_else(unproved)
    }

    /// What a pass may see.
    ///
    /// # Errors
    /// When the store is away.
    pub fn own_parking(&self, pass: i64) -> Result<OwnParking, ServiceError> {
        let j = self.jurisdiction();
        let (proved, bookings, stays, bills) = self.store().read(|r| {
            let proved = rows::vehicles(r, j, pass)?;
            let stays = stays_of(r, j, &proved)?;
            let ids: Vec<i64> = stays.iter().map(|stay| stay.id).collect();
            let bills = money::bills(r, j, &ids)?;
            Ok::<_, ServiceError>((proved, rows::bookings(r, j, pass, LIST_MAX)?, stays, bills))
        })?;
        let recent = self.now().as_second() - LEFT_SECONDS_MAX;
        let bills: HashMap<i64, (String, Fen)> = bills
            .into_iter()
            .filter(|bill| bill.owed != Fen(0) || bill.left_second >= recent)
            .map(|bill| (bill.stay, (bill.code, bill.owed)))
            .collect();
        let all: Vec<i64> = bookings
            .iter()
            .map(|row| row.vehicle)
            .chain(proved.iter().copied())
            .collect();
        let plates = self.masked_plates(&all)?;
        let catalogue = self.parking()?;
        let names: HashMap<i64, (String, String)> = catalogue
            .lots
            .iter()
            .map(|(id, lot)| (*id, (lot.row.slug.clone(), lot.row.name.clone())))
            .collect();
        let lot = |id: i64| names.get(&id).cloned().unwrap_or_default();
        let bay = |row: &BookingRow| {
            let lot = catalogue.lots.get(&row.lot)?;
            let bay = lot.bays.iter().find(|bay| Some(bay.id) == row.bay)?;
            lot.is_in_service(bay.id).then(|| bay.code.clone())
        };
        let own_booking = |row: BookingRow| OwnBooking {
            lot: lot(row.lot),
            plate: plates.get(&row.vehicle).cloned(),
            bay: bay(&row),
            row,
        };
        let own_stay = |stay: StayRow| OwnStay {
            bill: bills.get(&stay.id).cloned(),
            lot: lot(stay.lot),
            plate: plates.get(&stay.vehicle).cloned(),
            stay,
        };
        Ok(OwnParking {
            plates: proved
                .iter()
                .filter_map(|vehicle| plates.get(vehicle).cloned())
                .collect(),
            bookings: bookings.into_iter().map(own_booking).collect(),
            stays: stays.into_iter().map(own_stay).collect(),
        })
    }

    /// Deletes what hangs on a pass: cancels its open bookings, forgets the plates that it proved, and ends it. A booking that may not be
    /// cancelled any more lapses by itself.
    ///
    /// # Errors
    /// When the store is away; what was done before stays done, and asking again does the rest.
    pub fn forget_pass(&self, pass: i64) -> Result<Forgotten, ServiceError> {
        let own = self.own_parking(pass)?;
        let mut forgotten = Forgotten::default();
        let open = ["pending", "waiting", "offered", "reserved"];
        for booking in own.bookings.iter().filter(|own| open.contains(&own.row.state.as_str())) {
            match self.cancel_booking(pass, &booking.lot.0, booking.row.booking) {
                Ok(_) => forgotten.bookings += 1,
                Err(ServiceError::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let j = self.jurisdiction();
        let (plates, inside) = self.store().write(move |w| {
            let (mut plates, mut inside) = (0, 0);
            for vehicle in rows::vehicles(w, j, pass)? {
                let is_inside = stays::of_vehicle(w, j, vehicle, 1)?
                    .first()
                    .is_some_and(|stay| stay.exit.is_none());
                if is_inside {
                    inside += 1;
                } else if vehicles::forget_one(w, j, vehicle)? {
                    plates += 1;
                }
            }
            rows::end(w, j, pass)?;
            Ok::<_, ServiceError>((plates, inside))
        })?;
        (forgotten.plates, forgotten.inside) = (plates, inside);
        Ok(forgotten)
    }

    /// Erases passes that were not used for long, and tries of yesterday. Gives how many passes there were.
    pub(crate) fn erase_parking(&self, today: Date) -> Result<u32, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        self.commit(move |w| {
            let passes = rows::due(w, j, today, ERASED_MAX)?;
            for pass in &passes {
                rows::end(w, j, *pass)?;
            }
            rows::forget_tries(w, j, now - SignedDuration::from_hours(24))?;
            Ok(u32::try_from(passes.len()).unwrap_or(u32::MAX))
        })
    }
}

fn unproved() -> ServiceError {
    invalid("plate", "form.plate_unproved")
}

/// The day of erasure of a pass that is used on a day.
pub(super) fn erase_day(used_on: Date) -> Date {
    used_on.saturating_add(PASS_DAYS.days())
}

/// Whether a stay proves that somebody knows when the vehicle came in.
fn shows(stay: &StayRow, entered: i64, now: i64) -> bool {
    let is_recent = stay.exit.is_none_or(|(_, left)| now - left <= LEFT_SECONDS_MAX);
    is_recent && (stay.entry_second - entered).abs() <= ENTRY_OFF_SECONDS
}

fn stays_of(r: &mut Reader<'_>, j: JurisdictionId, of: &[i64]) -> Result<Vec<StayRow>, ServiceError> {
    let mut all = Vec::new();
    for vehicle in of {
        all.extend(stays::of_vehicle(r, j, *vehicle, LIST_MAX)?);
    }
    all.sort_unstable_by_key(|stay| std::cmp::Reverse((stay.entry_second, stay.id)));
    Ok(all)
}

//! What devices say, and what persons at the desk say of it.
//!
//! Whoever speaks has an answer only when it is durable. Many that speak at once are heard in one unit of work. One message that no
//! device can have meant is refused by itself; what came with it is taken.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use shishi_kernel::{Actor, JurisdictionId, civil_date};
use shishi_parking::charging::Charged;
use shishi_parking::passages::{CLOCK_SECONDS_MAX, Colour, Message, PassageRefusal, Reason, Way};
use shishi_parking::plate::Plate;
use shishi_store::Writer;
use shishi_store::parking::charges;
use shishi_store::parking::lots::{self, BaySaid, DeviceRow};
use shishi_store::parking::messages::{self, Key, Said};
use shishi_store::parking::stays::{self, CountRow, StayRow};

use super::catalogue::{Catalogue, invalid};
use super::passages::{Incoming, Taken, Turned, area_what, message_id, take};
use super::stored::{colour_number, reason_number, way_number};
use super::{charging, fees, may};
use crate::once::refused;
use crate::{Service, ServiceError};

/// Messages that are taken in one call.
pub const MESSAGES_AT_ONCE_MAX: usize = 1_000;
/// A message may be ahead of our clock by so many seconds; one that is further ahead has its clock said first.
const AHEAD_SECONDS_MAX: i64 = CLOCK_SECONDS_MAX;
/// How many vehicles a count may say.
const COUNT_MAX: u32 = 1_000_000;

/// What a device says, under its own number for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The device's number for it; it never goes back.
    pub sequence: u64,
    /// What it says.
    pub what: HeardWhat,
}

/// What a device says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeardWhat {
    /// A vehicle was read.
    Passage {
        /// When, by the device's clock.
        at: Timestamp,
        /// In or out.
        way: Way,
        /// The plate as it was read.
        plate: String,
        /// The colour that was read.
        colour: Colour,
        /// How sure the reading is, in per cent.
        confidence: u8,
        /// The lane.
        lane: u16,
        /// The digest under which the operator keeps the picture; no picture is taken here.
        image: Option<[u8; 32]>,
    },
    /// So many seconds are to be added to the device's times from this message on.
    Clock {
        /// Negative where the clock is fast.
        seconds: i64,
    },
    /// Vehicles were counted.
    Count {
        /// When.
        at: Timestamp,
        /// How many are in the lot.
        vehicles: u32,
    },
    /// A bay is free, taken or closed.
    Bay {
        /// When.
        at: Timestamp,
        /// The bay's code in the lot.
        bay: String,
        /// 1 free, 2 taken, 3 closed.
        state: u8,
    },
}

/// A stay that began, ended or was taken back because of what was heard; for those who watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StayChange {
    /// As it was; none where it is new.
    pub before: Option<StayRow>,
    /// As it is.
    pub after: StayRow,
}

/// What a group of messages led to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Led {
    pub stays: Vec<StayChange>,
    pub bays: Vec<BaySaid>,
}

/// A message that was checked, before its vehicle has a number.
#[derive(Clone, Debug)]
enum Checked {
    Passage { plate: Plate, said: Said },
    Correct { plate: Option<Plate>, said: Said },
    Plain(Said),
    Count { second: i64, vehicles: u32 },
    Bay(BaySaid),
}

/// Messages that wait to be taken, all of one caller.
pub(crate) struct Asked {
    messages: Vec<(Key, i64, u8, Checked)>,
}

pub(crate) type Answered = Result<Vec<Taken>, ServiceError>;

impl Service {
    /// The device with this token.
    ///
    /// # Errors
    /// [`ServiceError::SignInFailed`] where no device has it, or the device is not listened to.
    pub fn device_by_token(&self, code: &str, token: &str) -> Result<DeviceRow, ServiceError> {
        use subtle::ConstantTimeEq;
        let catalogue = self.parking()?;
        let device = catalogue
            .devices
            .get(code)
            .filter(|device| device.disabled_at.is_none());
        let hash = super::token_hash(token);
        match device {
            Some(device) if device.token_hash.is_some_and(|known| known.ct_eq(&hash).into()) => Ok(device.clone()),
            _ => Err(ServiceError::SignInFailed),
        }
    }

    /// The device of a code, for whom somebody else vouches: a broker that lets nobody write to the topic of another.
    ///
    /// # Errors
    /// As [`Service::device_by_token`].
    pub fn device_by_code(&self, code: &str) -> Result<DeviceRow, ServiceError> {
        let catalogue = self.parking()?;
        let device = catalogue.devices.get(code);
        // The desk has no token and speaks through nobody.
        let device = device.filter(|device| device.disabled_at.is_none() && device.token_hash.is_some());
        device.cloned().ok_or(ServiceError::SignInFailed)
    }

    /// Takes what a device says; durable when it returns. Gives what became of each message, in order: a refusal for one that no
    /// device can have meant.
    ///
    /// # Errors
    /// When the store is away or there are too many at once; nothing is taken then.
    pub fn hear(
        &self,
        device: &DeviceRow,
        messages: Vec<Heard>,
    ) -> Result<Vec<Result<Taken, ServiceError>>, ServiceError> {
        if messages.len() > MESSAGES_AT_ONCE_MAX {
            return Err(invalid("messages", "form.messages_many"));
        }
        let catalogue = self.parking()?;
        let lot = catalogue.lots.get(&device.lot).ok_or(ServiceError::NotFound)?;
        let now = self.now();
        let mut refusals: Vec<Option<ServiceError>> = Vec::with_capacity(messages.len());
        let mut good = Vec::with_capacity(messages.len());
        for message in messages {
            let key = (device.id, message.sequence);
            match check(&catalogue, device, &message, now) {
                Ok(checked) => {
                    good.push((key, lot.row.id, lot.row.confidence_min, checked));
                    refusals.push(None);
                }
                Err(error) => refusals.push(Some(error)),
            }
        }
        let mut taken = self.take_checked(Asked { messages: good })?.into_iter();
        Ok(refusals
            .into_iter()
            .map(|refusal| match refusal {
                Some(error) => Err(error),
                None => taken.next().ok_or(ServiceError::Unknown),
            })
            .collect())
    }

    /// A person at the desk says what a passage really was. What is left open stays as it was read.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::NotFound`] for a passage of another lot; a refusal of the rules.
    #[allow(clippy::too_many_arguments, reason = "the parts of one form")]
    pub fn correct_passage(
        &self,
        actor: &Actor,
        passage: Key,
        plate: Option<&str>,
        way: Option<Way>,
        at: Option<Timestamp>,
        reason: Reason,
    ) -> Result<(), ServiceError> {
        let plate = plate.map(Plate::read).transpose().map_err(refused)?;
        let said_at = self.now().as_second();
        // A person reads our clock: what they saw is past.
        if at.is_some_and(|at| at.as_second() > said_at) {
            return Err(refused(PassageRefusal::TimeBad {}));
        }
        let said = Said::Correct {
            target: passage,
            said_at,
            // Stands for "some" until the plate has a number.
            vehicle: plate.as_ref().map(|_| 0),
            way: way.map(way_number),
            second: at.map(Timestamp::as_second),
            reason: reason_number(reason),
        };
        self.say_at_desk(actor, passage, Checked::Correct { plate, said })
    }

    /// A person at the desk says that there was no such passage.
    ///
    /// # Errors
    /// As [`Service::correct_passage`].
    pub fn void_passage(&self, actor: &Actor, passage: Key, reason: Reason) -> Result<(), ServiceError> {
        let said = Said::Void {
            target: passage,
            said_at: self.now().as_second(),
            reason: reason_number(reason),
        };
        self.say_at_desk(actor, passage, Checked::Plain(said))
    }

    /// A person at the desk counted the vehicles in a lot.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::NotFound`] for an unknown lot.
    pub fn count_vehicles(&self, actor: &Actor, lot: &str, vehicles: u32) -> Result<(), ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?;
        if vehicles > COUNT_MAX {
            return Err(invalid("vehicles", "form.count_large"));
        }
        let second = self.now().as_second();
        self.desk_says(&catalogue, lot.row.id, Checked::Count { second, vehicles })
    }

    fn say_at_desk(&self, actor: &Actor, passage: Key, checked: Checked) -> Result<(), ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let j = self.jurisdiction();
        let known = self
            .store()
            .read(|r| Ok::<_, ServiceError>(messages::by_keys(r, j, &[passage])?))?;
        let lot = known.first().ok_or(ServiceError::NotFound)?.lot;
        if let Checked::Correct { said, .. } | Checked::Plain(said) = &checked {
            check_said(passage, said)?;
        }
        let catalogue = self.parking()?;
        self.desk_says(&catalogue, lot, checked)
    }

    fn desk_says(&self, catalogue: &Catalogue, lot: i64, checked: Checked) -> Result<(), ServiceError> {
        let lot = catalogue.lots.get(&lot).ok_or(ServiceError::NotFound)?;
        let desk = catalogue.devices.get(&format!("desk:{}", lot.row.slug));
        let desk = desk.ok_or(ServiceError::NotFound)?.id;
        // The desk's numbers are the microseconds of its words, so that two persons do not wait for each other to count on; of two in
        // one microsecond the second is told to say it again.
        let sequence = u64::try_from(self.now().as_microsecond()).map_err(ServiceError::internal)?;
        let messages = vec![((desk, sequence), lot.row.id, lot.row.confidence_min, checked)];
        match self.take_checked(Asked { messages })?.first() {
            Some(Taken::New | Taken::Before) => Ok(()),
            _ => Err(ServiceError::Conflict),
        }
    }

    fn take_checked(&self, asked: Asked) -> Answered {
        if asked.messages.is_empty() {
            return Ok(Vec::new());
        }
        let service = self.clone();
        let turn = move |all: Vec<Asked>| service.take_together(all);
        self.inner
            .parking
            .hearing
            .ask(asked, turn)
            .unwrap_or(Err(ServiceError::Unknown))
    }

    /// Takes what several callers wait for, in one unit of work.
    fn take_together(&self, all: Vec<Asked>) -> Vec<Answered> {
        let sizes: Vec<usize> = all.iter().map(|asked| asked.messages.len()).collect();
        let messages: Vec<_> = all.into_iter().flat_map(|asked| asked.messages).collect();
        let outcome = self.parking().and_then(|catalogue| {
            let (service, j, now) = (self.clone(), self.jurisdiction(), self.now());
            self.commit(move |w| service.take_in(w, j, now, &catalogue, messages))
        });
        match outcome {
            Ok((taken, led)) => {
                self.inner.parking.told(&led);
                let mut taken = taken.into_iter();
                sizes
                    .iter()
                    .map(|size| Ok(taken.by_ref().take(*size).collect()))
                    .collect()
            }
            Err(error) => sizes.iter().map(|_| Err(error.clone())).collect(),
        }
    }

    fn take_in(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        now: Timestamp,
        catalogue: &Catalogue,
        messages: Vec<(Key, i64, u8, Checked)>,
    ) -> Result<(Vec<Taken>, Led), ServiceError> {
        w.by_index()?;
        let lots: BTreeSet<i64> = messages.iter().map(|(_, lot, ..)| *lot).collect();
        for lot in &lots {
            w.hold(j, &format!("parking-lot:{lot}"))?;
        }
        let plates = messages.iter().filter_map(|(.., checked)| match checked {
            Checked::Passage { plate, .. } => Some(plate),
            Checked::Correct { plate, .. } => plate.as_ref(),
            Checked::Plain(_) | Checked::Count { .. } | Checked::Bay(_) => None,
        });
        let (numbers, _) = self.inner.parking.plates.numbers(w, j, civil_date(now), plates)?;
        let mut taken = vec![Taken::New; messages.len()];
        let (mut incoming, mut places, mut bays) = (Vec::new(), Vec::new(), BayWords::new());
        for (at, (key, lot, confidence_min, checked)) in messages.into_iter().enumerate() {
            let said = match checked {
                Checked::Plain(said) => said,
                Checked::Passage { plate, said } => numbered(said, numbers.get(plate.number()).copied()),
                Checked::Correct { plate, said } => {
                    numbered(said, plate.and_then(|plate| numbers.get(plate.number()).copied()))
                }
                Checked::Count { second, vehicles } => {
                    taken[at] = count(w, j, key, lot, second, vehicles)?;
                    continue;
                }
                Checked::Bay(said) => {
                    bays.entry(said.bay).or_default().push((at, said));
                    continue;
                }
            };
            incoming.push(Incoming {
                key,
                lot,
                said,
                confidence_min,
            });
            places.push(at);
        }
        let mut led = Led {
            bays: take_bays(w, j, bays, &mut taken)?,
            ..Led::default()
        };
        let (heard, turned) = take(w, j, now, &incoming)?;
        for (at, outcome) in places.into_iter().zip(heard) {
            taken[at] = outcome;
        }
        led.stays = keep_stays(w, j, catalogue, turned)?;
        self.charge_stays(w, j, now, &led.stays)?;
        self.meet_bookings(w, j, now, catalogue, &led.stays)?;
        Ok((taken, led))
    }
}

/// The lots where something can be charged; elsewhere nobody looks for charges at an exit.
fn charging_lots(w: &mut Writer<'_>, j: JurisdictionId) -> Result<BTreeSet<i64>, ServiceError> {
    Ok(charges::stations(w, j)?.into_iter().filter_map(|row| row.lot).collect())
}

/// Prices and keeps the stays that changed, and those that cost something else because of them; those that are as they were, price and all, are left out.
pub(super) fn keep_stays(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    catalogue: &Catalogue,
    turned: Vec<Turned>,
) -> Result<Vec<StayChange>, ServiceError> {
    let charges = charging_lots(w, j)?;
    let mut turned = turned;
    turned.extend(fees::followers(w, j, catalogue, &turned)?);
    let ended = turned.iter().map(|turned| &turned.after);
    let ended: Vec<&StayRow> = ended.filter(|stay| stay.exit.is_some() && !stay.withdrawn).collect();
    let mut given = fees::Given::read(w, j, catalogue, &ended)?;
    for before in turned.iter().filter_map(|turned| turned.before.as_ref()) {
        given.forget(before);
    }
    // What a stay leaves of a day's free minutes bears on the next one.
    let mut in_order: Vec<&mut Turned> = turned.iter_mut().collect();
    in_order.sort_by_key(|turned| (turned.after.entry_second, turned.after.entry));
    for turned in in_order {
        let Some((_, until)) = turned.after.exit.filter(|_| !turned.after.withdrawn) else {
            continue;
        };
        let charged = match charges.contains(&turned.after.lot) {
            true => charging::charged_in(w, j, catalogue, &turned.after, until)?,
            false => Charged::default(),
        };
        if let Some((id, tariff)) = fees::tariff_for(w, j, catalogue, turned)? {
            fees::price_by(catalogue, (id, &tariff), &mut turned.after, charged, &given);
        }
        if fees::gives_by_day(catalogue, turned.after.lot).is_some() {
            given.note(&turned.after);
        }
    }
    turned.retain(|turned| turned.before.as_ref() != Some(&turned.after));
    let changes = turned
        .into_iter()
        .map(|Turned { before, after }| StayChange { before, after });
    let mut changes: Vec<StayChange> = changes.collect();
    let rows: Vec<StayRow> = changes.iter().map(|change| change.after.clone()).collect();
    for (change, id) in changes.iter_mut().zip(stays::put(w, j, &rows)?) {
        change.after.id = id;
    }
    Ok(changes)
}

fn numbered(said: Said, number: Option<i64>) -> Said {
    match (said, number) {
        (
            Said::Passage {
                way,
                second,
                confidence,
                colour,
                lane,
                image,
                ..
            },
            Some(vehicle),
        ) => Said::Passage {
            vehicle,
            way,
            second,
            confidence,
            colour,
            lane,
            image,
        },
        (
            Said::Correct {
                target,
                said_at,
                way,
                second,
                reason,
                ..
            },
            vehicle,
        ) => Said::Correct {
            target,
            said_at,
            vehicle,
            way,
            second,
            reason,
        },
        (said, _) => said,
    }
}

/// What was said of bays, each with its place among the messages.
type BayWords = BTreeMap<i64, Vec<(usize, BaySaid)>>;

/// Keeps the newest word on each bay, and says of each word whether it is new. No other word on a bay is remembered: one that is not newer than what is
/// known is answered like one that was there before. Gives the words that changed something.
fn take_bays(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    mut bays: BayWords,
    taken: &mut [Taken],
) -> Result<Vec<BaySaid>, ServiceError> {
    let order = |said: &BaySaid| (said.at, said.sequence);
    for words in bays.values_mut() {
        words.sort_by_key(|(at, said)| (order(said), *at));
    }
    // Only where a bay was spoken of more than once does it take more than the outcome to know which words were new.
    let several: Vec<i64> = bays
        .iter()
        .filter(|(_, words)| words.len() > 1)
        .map(|(bay, _)| *bay)
        .collect();
    let last = lots::bays_last(w, j, &several)?;
    let newest: Vec<BaySaid> = bays.values().filter_map(|words| Some(words.last()?.1)).collect();
    let changed: HashSet<i64> = lots::bays_said(w, j, &newest)?.into_iter().collect();
    for (bay, words) in &bays {
        let mut known = last.get(bay).copied();
        for (at, said) in words {
            let is_new = changed.contains(bay) && known.is_none_or(|known| known < order(said));
            taken[*at] = if is_new { Taken::New } else { Taken::Before };
            known = known.max(Some(order(said)));
        }
    }
    Ok(newest.into_iter().filter(|said| changed.contains(&said.bay)).collect())
}

fn count(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    key: Key,
    lot: i64,
    second: i64,
    vehicles: u32,
) -> Result<Taken, ServiceError> {
    let expected = stays::expected_at(w, j, lot, second)?;
    let row = CountRow {
        key,
        lot,
        second,
        vehicles,
        expected: u32::try_from(expected).unwrap_or(u32::MAX),
    };
    let new = stays::put_count(w, j, &row)?;
    Ok(if new { Taken::New } else { Taken::Before })
}

/// Whether it can be what a device says.
fn check(catalogue: &Catalogue, device: &DeviceRow, message: &Heard, now: Timestamp) -> Result<Checked, ServiceError> {
    let key = (device.id, message.sequence);
    let latest = now.as_second() + AHEAD_SECONDS_MAX;
    let timely = |at: Timestamp| {
        if at.as_second() > latest {
            return Err(refused(PassageRefusal::TimeBad {}));
        }
        Ok(at.as_second())
    };
    if i64::try_from(message.sequence).is_err() {
        return Err(invalid("sequence", "form.sequence"));
    }
    match &message.what {
        HeardWhat::Passage {
            at,
            way,
            plate,
            colour,
            confidence,
            lane,
            image,
        } => {
            let plate = Plate::read(plate).map_err(refused)?;
            let said = Said::Passage {
                vehicle: 0,
                way: way_number(*way),
                second: timely(*at)?,
                confidence: *confidence,
                colour: colour_number(*colour),
                lane: *lane,
                image: *image,
            };
            check_said(key, &said)?;
            Ok(Checked::Passage { plate, said })
        }
        HeardWhat::Clock { seconds } => {
            let said = Said::Clock { seconds: *seconds };
            check_said(key, &said)?;
            Ok(Checked::Plain(said))
        }
        HeardWhat::Count { at, vehicles } => {
            if *vehicles > COUNT_MAX {
                return Err(invalid("vehicles", "form.count_large"));
            }
            let (second, vehicles) = (timely(*at)?, *vehicles);
            Ok(Checked::Count { second, vehicles })
        }
        HeardWhat::Bay { at, bay, state } => {
            timely(*at)?;
            if !(1..=3).contains(state) {
                return Err(invalid("state", "form.bay_state"));
            }
            let known = catalogue.bays.get(&(device.lot, bay.clone()));
            Ok(Checked::Bay(BaySaid {
                bay: *known.ok_or_else(|| invalid("bay", "form.bay_unknown"))?,
                state: *state,
                at: *at,
                sequence: message.sequence,
            }))
        }
    }
}

fn check_said(key: Key, said: &Said) -> Result<(), ServiceError> {
    let what = area_what(said).ok_or_else(|| invalid("reason", "form.reason"))?;
    let id = message_id(key);
    Message { id, what }.check().map_err(refused)
}

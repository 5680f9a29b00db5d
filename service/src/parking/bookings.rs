//! Booking a place: one lot's commands one after the other, on both engines and over any failure.
//!
//! What a lot promised is its events in the store; its state in memory only saves reading them again, and is believed only where the
//! head in the store bears the same tag, read in the unit of work that decides. A commit that fails leaves a state in memory whose
//! tag no row has, so that it is made anew. Commands that come at once share a unit of work.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::Mutex;
use shishi_kernel::{Actor, JurisdictionId, civil_date};
use shishi_parking::booking::{
    Answer, Ask, BayId, Booking, BookingId, BookingRefusal, Cancellation, Command, Event, Gate, Interval, Lot, Minute,
    RequestId, State, Terms,
};
use shishi_parking::plate::Plate;
use shishi_store::parking::bookings::{self as rows, BookingRow, EventRow, Head};
use shishi_store::parking::{passes, vehicles};
use shishi_store::{Reader, Writer};

use super::askers::{Whose, asked_for, asker, unbooked};
use super::catalogue::{Catalogue, invalid};
use super::gather::Gather;
use super::hear::StayChange;
use super::passages::vehicle_id;
use super::stored::{event, event_row, state_word};
use super::{catalogue, may};
use crate::once::refused;
use crate::{Service, ServiceError};

/// Commands of a lot that are decided in one unit of work at most.
const COMMANDS_AT_ONCE_MAX: usize = 256;

/// The lots whose bookings are kept in memory.
#[derive(Default)]
pub(crate) struct BookingLots(Mutex<HashMap<i64, Arc<LotBookings>>>);

struct LotBookings {
    remembered: Mutex<Option<Remembered>>,
    asking: Gather<Asked, Decided>,
}

struct Remembered {
    head: Head,
    lot: Lot,
}

/// A command with whose it is.
struct Asked {
    command: AskedFor,
    whose: Whose,
}

enum AskedFor {
    /// A booking for a plate whose vehicle has no number yet.
    Book {
        plate: Plate,
        request: RequestId,
        interval: Interval,
        bay: Option<BayId>,
        wait: bool,
    },
    Plain(Command),
}

impl AskedFor {
    /// The command, its vehicle under the number that its plate has.
    fn numbered(self, numbers: &HashMap<String, i64>) -> Command {
        match self {
            Self::Plain(command) => command,
            Self::Book {
                plate,
                request,
                interval,
                bay,
                wait,
            } => Command::Book {
                request,
                ask: Ask {
                    plate: vehicle_id(numbers.get(plate.number()).copied().unwrap_or_default()),
                    interval,
                    bay,
                    wait,
                },
            },
        }
    }
}

/// What the rules said to one command of a turn.
type InTurn = Result<(Answer, Option<Booking>), BookingRefusal>;
type Decided = Result<(Answer, Option<Booking>), ServiceError>;

/// What somebody wants to book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookForm {
    /// The lot's slug.
    pub lot: String,
    /// The plate as it was typed.
    pub plate: String,
    /// From when.
    pub start: Timestamp,
    /// Until before when.
    pub end: Timestamp,
    /// The bay that is wished for, by its code.
    pub bay: Option<String>,
    /// Whether to wait where everything is booked.
    pub wait: bool,
    /// The number that whoever asks gives the question, so that asking twice is asking once.
    pub request: u128,
}

/// A booking as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingView {
    /// The lot's slug.
    pub lot: String,
    /// Its number there.
    pub number: u64,
    /// Where it stands.
    pub booking: Booking,
    /// The code of the bay that is kept, where bays are guided to.
    pub bay: Option<String>,
}

impl BookingLots {
    fn of(&self, lot: i64) -> Arc<LotBookings> {
        let mut lots = self.0.lock();
        let new = || {
            Arc::new(LotBookings {
                remembered: Mutex::new(None),
                asking: Gather::new(COMMANDS_AT_ONCE_MAX),
            })
        };
        Arc::clone(lots.entry(lot).or_insert_with(new))
    }
}

impl Service {
    /// Asks for a place. The same request again has the same answer.
    ///
    /// # Errors
    /// A refusal of the rules; [`ServiceError::NotFound`] for an unknown lot or bay, or a lot where nobody can book; [`ServiceError::Invalid`] for a bay
    /// that is closed.
    pub fn book(&self, pass: Option<i64>, form: &BookForm) -> Result<BookingView, ServiceError> {
        self.book_as(pass.map_or(Whose::Nobody, Whose::Pass), form)
    }

    /// Asks for a place for somebody who has no pass: a booking comes with a new one and its secret, which is shown this once. Where the answer
    /// is no, or the same request was answered before, there is none.
    ///
    /// # Errors
    /// As [`Service::book`].
    pub fn book_newcomer(&self, form: &BookForm) -> Result<(BookingView, Option<String>), ServiceError> {
        let token = self.random_hex::<32>();
        let hash = super::token_hash(&token);
        let view = self.book_as(Whose::Newcomer(hash), form)?;
        let j = self.jurisdiction();
        let made = self
            .store()
            .read(|r| Ok::<_, ServiceError>(passes::by_token(r, j, &hash)?))?;
        Ok((view, made.map(|_| token)))
    }

    fn book_as(&self, whose: Whose, form: &BookForm) -> Result<BookingView, ServiceError> {
        let catalogue = self.parking()?;
        let lot = catalogue.lot(&form.lot).ok_or(ServiceError::NotFound)?;
        let plate = Plate::read(&form.plate).map_err(refused)?;
        let interval = interval(form.start, form.end)?;
        let bay = match &form.bay {
            None => None,
            Some(code) => {
                let bay = catalogue
                    .bays
                    .get(&(lot.row.id, code.clone()))
                    .ok_or(ServiceError::NotFound)?;
                if !lot.is_in_service(*bay) {
                    return Err(invalid("bay", "form.bay_closed"));
                }
                Some(BayId(u32::try_from(*bay).map_err(ServiceError::internal)?))
            }
        };
        let asked = AskedFor::Book {
            plate,
            request: RequestId(form.request),
            interval,
            bay,
            wait: form.wait,
        };
        self.decide_booking(&catalogue, lot.row.id, asked, whose)
    }

    /// Asks for another time for a booking; the booking stays while the answer is no.
    ///
    /// # Errors
    /// A refusal of the rules; [`ServiceError::NotFound`] where the booking is not the pass's.
    pub fn change_booking(
        &self,
        pass: i64,
        lot: &str,
        number: u64,
        start: Timestamp,
        end: Timestamp,
        request: u128,
    ) -> Result<BookingView, ServiceError> {
        let (catalogue, lot) = self.own_booking(pass, lot, number)?;
        let command = Command::Change {
            request: RequestId(request),
            booking: BookingId(number),
            interval: interval(start, end)?,
            bay: None,
        };
        self.decide_booking(&catalogue, lot, AskedFor::Plain(command), Whose::Pass(pass))
    }

    /// Gives a booking up.
    ///
    /// # Errors
    /// As [`Service::change_booking`].
    pub fn cancel_booking(&self, pass: i64, lot: &str, number: u64) -> Result<BookingView, ServiceError> {
        let (catalogue, lot) = self.own_booking(pass, lot, number)?;
        let command = Command::Cancel(BookingId(number), Cancellation::Driver);
        self.decide_booking(&catalogue, lot, AskedFor::Plain(command), Whose::Pass(pass))
    }

    /// Takes a place that became free for somebody who waited.
    ///
    /// # Errors
    /// As [`Service::change_booking`].
    pub fn take_offer(&self, pass: i64, lot: &str, number: u64) -> Result<BookingView, ServiceError> {
        let (catalogue, lot) = self.own_booking(pass, lot, number)?;
        let command = Command::Confirm(BookingId(number));
        self.decide_booking(&catalogue, lot, AskedFor::Plain(command), Whose::Pass(pass))
    }

    /// The desk confirms a booking, rejects it, or takes it away with a reason.
    ///
    /// # Errors
    /// Unless the actor runs the desk; a refusal of the rules.
    pub fn judge_booking(
        &self,
        actor: &Actor,
        lot: &str,
        number: u64,
        judgement: Judgement,
    ) -> Result<BookingView, ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?.row.id;
        let id = BookingId(number);
        let command = match judgement {
            Judgement::Confirm => Command::Confirm(id),
            Judgement::Reject => Command::Reject(id),
            Judgement::TakeAway(why) => Command::Cancel(id, why),
        };
        self.decide_booking(&catalogue, lot, AskedFor::Plain(command), Whose::Nobody)
    }

    /// Lets lapse what is due in every lot: offers, confirmations, bookings nobody came for. Gives how many lots were looked at.
    ///
    /// # Errors
    /// When the store is away.
    pub fn advance_bookings(&self) -> Result<u32, ServiceError> {
        let catalogue = self.parking()?;
        let now = Minute::from(self.now());
        let mut looked = 0;
        for lot in catalogue.in_order().into_iter().filter(|lot| lot.terms.is_some()) {
            let bookings = self.inner.parking.bookings.of(lot.row.id);
            let due = bookings
                .remembered
                .lock()
                .as_ref()
                .is_none_or(|remembered| remembered.lot.due().is_some_and(|due| due <= now));
            if due {
                self.decide_booking_plain(&catalogue, lot.row.id, Command::Advance)?;
                looked += 1;
            }
        }
        Ok(looked)
    }

    /// Whom the gate of a lot lets in, with so many bays free: by what is kept for those who booked.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown lot; when the store is away.
    pub fn gate(&self, lot: &str, plate: &str, free: u32) -> Result<Gate, ServiceError> {
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?;
        let plate = Plate::read(plate).map_err(refused)?;
        let Some(terms) = &lot.terms else {
            return Ok(if free > 0 { Gate::Open } else { Gate::Kept });
        };
        let (j, now, lot_id) = (self.jurisdiction(), Minute::from(self.now()), lot.row.id);
        let key = self.inner.parking.plates.key(&plate);
        let bookings = self.inner.parking.bookings.of(lot_id);
        self.store().read(|r| {
            let vehicle = vehicles::known(r, j, &[key])?
                .remove(&key)
                .map_or(0, |(number, _)| number);
            let mut remembered = bookings.remembered.lock();
            let lot = current(r, j, lot_id, terms, &mut remembered)?;
            Ok(lot.gate(vehicle_id(vehicle), free, now))
        })
    }

    fn own_booking(&self, pass: i64, lot: &str, number: u64) -> Result<(Arc<Catalogue>, i64), ServiceError> {
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?.row.id;
        let j = self.jurisdiction();
        let row = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::one(r, j, lot, number)?))?;
        match row {
            Some(row) if row.pass == Some(pass) => Ok((catalogue, lot)),
            _ => Err(ServiceError::NotFound),
        }
    }

    fn decide_booking(
        &self,
        catalogue: &Arc<Catalogue>,
        lot: i64,
        command: AskedFor,
        whose: Whose,
    ) -> Result<BookingView, ServiceError> {
        let (_, booking) = self.ask_lot(catalogue, lot, Asked { command, whose })?;
        let booking = booking.ok_or(ServiceError::NotFound)?;
        let known = catalogue.lots.get(&lot).ok_or(ServiceError::NotFound)?;
        let kept = match booking.state {
            State::Reserved { place, .. } | State::Fulfilled { place, .. } => place.bay,
            _ => None,
        };
        let code = |bay: BayId| known.bays.iter().find(|known| known.id == i64::from(bay.0));
        Ok(BookingView {
            lot: known.row.slug.clone(),
            number: booking.id.0,
            booking,
            bay: kept.and_then(code).map(|bay| bay.code.clone()),
        })
    }

    fn decide_booking_plain(&self, catalogue: &Arc<Catalogue>, lot: i64, command: Command) -> Decided {
        let command = AskedFor::Plain(command);
        let whose = Whose::Nobody;
        self.ask_lot(catalogue, lot, Asked { command, whose })
    }

    fn ask_lot(&self, catalogue: &Arc<Catalogue>, lot: i64, asked: Asked) -> Decided {
        let known = catalogue.lots.get(&lot).ok_or(ServiceError::NotFound)?;
        let terms = known.terms.clone().ok_or(ServiceError::NotFound)?;
        let bookings = self.inner.parking.bookings.of(lot);
        let (service, inner) = (self.clone(), Arc::clone(&bookings));
        let turn = move |all: Vec<Asked>| service.decide_together(lot, &terms, &inner, all);
        bookings.asking.ask(asked, turn).unwrap_or(Err(ServiceError::Unknown))
    }

    fn decide_together(&self, lot: i64, terms: &Terms, bookings: &Arc<LotBookings>, all: Vec<Asked>) -> Vec<Decided> {
        let count = all.len();
        let (service, j, now) = (self.clone(), self.jurisdiction(), self.now());
        let (terms, bookings) = (terms.clone(), Arc::clone(bookings));
        let outcome = self.commit(move |w| {
            w.hold(j, &held(lot))?;
            let plates = all.iter().filter_map(|asked| match &asked.command {
                AskedFor::Book { plate, .. } => Some(plate),
                AskedFor::Plain(_) => None,
            });
            let (numbers, new) = service.inner.parking.plates.numbers(w, j, civil_date(now), plates)?;
            let commands: Vec<_> = all
                .into_iter()
                .map(|asked| (asked.command.numbered(&numbers), asked.whose))
                .collect();
            let decided = service.decide_in(w, j, now, lot, &terms, &bookings, &commands)?;
            // The rules know vehicles by number, so a plate gets one before it is known what they say; a refusal leaves nothing of it.
            vehicles::unsee(w, j, &unbooked(&new, &decided))?;
            Ok(decided)
        });
        match outcome {
            Ok(decided) => decided.into_iter().map(|decided| decided.map_err(refused)).collect(),
            Err(error) => (0..count).map(|_| Err(error.clone())).collect(),
        }
    }

    /// Decides commands of a lot that is held, and keeps what follows.
    #[allow(clippy::too_many_arguments, reason = "one unit of work's parts")]
    fn decide_in(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        now: Timestamp,
        lot: i64,
        terms: &Terms,
        bookings: &LotBookings,
        commands: &[(Command, Whose)],
    ) -> Result<Vec<InTurn>, ServiceError> {
        let mut remembered = bookings.remembered.lock();
        current(w, j, lot, terms, &mut remembered)?;
        // Taken out while it is ahead of the store: whatever breaks off here, the next one reads again.
        let Some(Remembered { head, lot: mut state }) = remembered.take() else {
            return Err(ServiceError::Internal("a lot's bookings were not read".into()));
        };
        let mut events: Vec<Event> = Vec::new();
        let mut askers: BTreeMap<u64, i64> = BTreeMap::new();
        let mut answers = Vec::with_capacity(commands.len());
        for (command, whose) in commands {
            let outcome = state.handle(*command, Minute::from(now));
            if let Some((booking, is_kept)) = outcome.events.iter().find_map(asked_for) {
                askers.extend(asker(w, j, now, *whose, is_kept)?.map(|pass| (booking.0, pass)));
            }
            events.extend(outcome.events);
            answers.push(outcome.answer.map(|answer| {
                let id = match answer {
                    Answer::Asked(id, _) | Answer::Done(id) => Some(id),
                    Answer::Advanced => None,
                };
                (answer, id.and_then(|id| state.booking(id).copied()))
            }));
        }
        let head = if events.is_empty() {
            head
        } else {
            keep(w, j, lot, head, &state, &events, &askers, self.tag())?
        };
        *remembered = Some(Remembered { head, lot: state });
        Ok(answers)
    }

    /// A mark that no earlier commit had.
    pub(super) fn tag(&self) -> i64 {
        let mut bytes = [0_u8; 8];
        (self.inner.entropy)(&mut bytes);
        i64::from_le_bytes(bytes)
    }

    /// Tells the bookings of vehicles that came or left.
    pub(super) fn meet_bookings(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        now: Timestamp,
        catalogue: &Catalogue,
        changes: &[StayChange],
    ) -> Result<(), ServiceError> {
        let mut lots: BTreeMap<i64, Vec<(Command, Whose)>> = BTreeMap::new();
        for change in changes {
            let stay = &change.after;
            let before = change.before.as_ref().filter(|before| !before.withdrawn);
            let was_inside = before.is_some_and(|before| before.exit.is_none());
            let is_inside = !stay.withdrawn && stay.exit.is_none();
            let plate = vehicle_id(stay.vehicle);
            let minute = |second: i64| Minute(second.div_euclid(60));
            let told = |left| Command::Told {
                plate,
                came: minute(stay.entry_second),
                left,
            };
            let command = match (was_inside, is_inside, stay.exit) {
                (false, true, _) => told(None),
                (true, false, _) => Command::Leave(plate),
                // A gate that was cut off tells of a whole visit at once.
                (false, false, Some((_, second))) if before.is_none() && !stay.withdrawn => told(Some(minute(second))),
                _ => continue,
            };
            lots.entry(stay.lot).or_default().push((command, Whose::Nobody));
        }
        for (lot, commands) in lots {
            let Some(terms) = catalogue.lots.get(&lot).and_then(|lot| lot.terms.clone()) else {
                continue;
            };
            w.hold(j, &held(lot))?;
            let bookings = self.inner.parking.bookings.of(lot);
            // Most vehicles have no booking, which is a refusal here and none of their business.
            self.decide_in(w, j, now, lot, &terms, &bookings, &commands)?;
        }
        Ok(())
    }
}

/// What the desk says to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Yes.
    Confirm,
    /// No.
    Reject,
    /// It is taken away again.
    TakeAway(Cancellation),
}

/// Lots are held for bookings after they are held for passages, and in the order of their numbers, so that nobody waits in a circle.
pub(super) fn held(lot: i64) -> String {
    format!("parking-bookings:{lot}")
}

fn interval(start: Timestamp, end: Timestamp) -> Result<Interval, ServiceError> {
    Interval::new(Minute::from(start), Minute::from(end)).ok_or_else(|| match start < end {
        // Out of all time: whoever typed it meant another year.
        true => catalogue::invalid("start", "form.time"),
        false => catalogue::invalid("end", "form.interval"),
    })
}

/// The state of a lot, read anew where what is remembered is not what the store has, or the lot's terms changed.
fn current<'m>(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    lot: i64,
    terms: &Terms,
    remembered: &'m mut Option<Remembered>,
) -> Result<&'m Lot, ServiceError> {
    let head = rows::head(r, j, lot)?;
    let same = remembered
        .as_ref()
        .is_some_and(|known| known.head == head && known.lot.terms() == terms);
    if !same {
        let mut state = Lot::new(terms.clone());
        for row in rows::events(r, j, lot, 0)? {
            state.apply(&event(&row)?);
        }
        *remembered = Some(Remembered { head, lot: state });
    }
    match remembered {
        Some(known) => Ok(&known.lot),
        None => Err(invalid("lot", "internal")),
    }
}

#[allow(clippy::too_many_arguments, reason = "one unit of work's parts")]
fn keep(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    lot: i64,
    head: Head,
    state: &Lot,
    events: &[Event],
    askers: &BTreeMap<u64, i64>,
    tag: i64,
) -> Result<Head, ServiceError> {
    let numbers = head.events + 1..;
    let kept: Vec<EventRow> = numbers
        .zip(events)
        .map(|(number, event)| event_row(number, event))
        .collect::<Result<_, _>>()?;
    let head = Head {
        events: head.events + i64::try_from(events.len()).map_err(ServiceError::internal)?,
        tag,
    };
    rows::append(w, j, lot, &kept, head)?;
    let changed: BTreeSet<BookingId> = events.iter().map(|event| event.booking).collect();
    let stand: Vec<BookingRow> = changed
        .into_iter()
        .filter_map(|id| state.booking(id))
        .map(|booking| booking_row(lot, booking, askers.get(&booking.id.0).copied()))
        .collect();
    rows::put(w, j, &stand)?;
    Ok(head)
}

fn booking_row(lot: i64, booking: &Booking, pass: Option<i64>) -> BookingRow {
    let bay = match booking.state {
        State::Reserved { place, .. } | State::Fulfilled { place, .. } => place.bay,
        _ => None,
    };
    BookingRow {
        lot,
        booking: booking.id.0,
        vehicle: i64::try_from(booking.plate.0).unwrap_or(i64::MAX),
        pass,
        state: state_word(&booking.state).to_owned(),
        start: booking.interval.start().0,
        end: booking.interval.end().0,
        bay: bay.map(|bay| i64::from(bay.0)),
    }
}

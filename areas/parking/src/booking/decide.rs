//! What a lot answers: first what was due, then the question, then offers to those who wait for what became free.

use super::life::{Ask, Booking, Cancellation, Command, Event, Pending, Place, Rejection, State, Verdict, What};
use super::lot::{Asked, Lot, Question};
use super::{BOOKINGS_MAX, BayId, BookingId, BookingRefusal, Interval, Minute, RequestId, VehicleId};

/// What a command led to. The events are to be kept even where the command is refused: what lapsed has lapsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What happened, in order; already taken in by the lot.
    pub events: Vec<Event>,
    /// The answer to the command.
    pub answer: Result<Answer, BookingRefusal>,
}

/// The answer to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a question with a request id; the same when it is asked again.
    Asked(BookingId, Verdict),
    /// It is done, or was done before.
    Done(BookingId),
    /// What was due has lapsed.
    Advanced,
}

/// Whom the gate lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// The plate has a booking, and the lot a place.
    Booked(BookingId),
    /// The plate has a booking and the lot no place: let in where one can be found, else cancel as full; the operator owes something.
    BookedButFull(BookingId),
    /// Without a booking: more places are free than are kept.
    Open,
    /// Reserved plates only: what is free is kept for those who booked.
    Kept,
}

type Decided = Result<(Answer, Option<Event>), BookingRefusal>;

impl Lot {
    /// Takes a command at the minute that it is.
    ///
    /// A minute before one that was seen already lets nothing lapse and changes nothing else.
    pub fn handle(&mut self, command: Command, now: Minute) -> Outcome {
        let mut events = Vec::new();
        while let Some(event) = self.lapse(now) {
            self.take(event, &mut events);
        }
        let answer = self.decide(command, now).map(|(answer, event)| {
            if let Some(event) = event {
                self.take(event, &mut events);
            }
            answer
        });
        Outcome { events, answer }
    }

    /// Whom the gate lets in now, with so many bays free in the lot.
    #[must_use]
    pub fn gate(&self, plate: VehicleId, free: u32, now: Minute) -> Gate {
        match self.expected(plate, now) {
            Some(booking) if free == 0 => Gate::BookedButFull(booking),
            Some(booking) => Gate::Booked(booking),
            None if free > self.outstanding(now) => Gate::Open,
            None => Gate::Kept,
        }
    }

    fn take(&mut self, event: Event, events: &mut Vec<Event>) {
        self.apply(&event);
        events.push(event);
        if self.waiting.is_empty() || !frees(event.what) {
            return;
        }
        let waiting: Vec<BookingId> = self.waiting.iter().copied().collect();
        for id in waiting {
            let Some(booking) = self.booking(id).copied() else {
                continue;
            };
            let Ok(place) = self.place(booking.interval, booking.wish, None, event.at) else {
                continue;
            };
            let until = event
                .at
                .later(self.terms().offer_minutes.max(1))
                .min(booking.interval.start());
            if event.at < until {
                let offer = Event {
                    at: event.at,
                    booking: id,
                    what: What::Offered { place, until },
                };
                self.apply(&offer);
                events.push(offer);
            }
        }
    }

    fn decide(&self, command: Command, now: Minute) -> Decided {
        match command {
            Command::Book { request, ask } => self.book(request, ask, now),
            Command::Change {
                request,
                booking,
                interval,
                bay,
            } => self.change(request, booking, interval, bay, now),
            Command::Confirm(id) => match self.found(id)? {
                State::Pending(Pending::Waiting { .. }) => Err(BookingRefusal::StateWrong { booking: id.0 }),
                State::Pending(_) => done(id, now, What::Confirmed),
                State::Reserved { change: Some(_), .. } => done(id, now, What::Changed),
                State::Reserved { .. } => Ok((Answer::Done(id), None)),
                _ => Err(BookingRefusal::StateWrong { booking: id.0 }),
            },
            Command::Reject(id) => match self.found(id)? {
                State::Pending(_) => done(id, now, What::Rejected(Rejection::Operator)),
                State::Reserved { change: Some(_), .. } => done(id, now, What::ChangeDropped),
                State::Rejected { .. } => Ok((Answer::Done(id), None)),
                _ => Err(BookingRefusal::StateWrong { booking: id.0 }),
            },
            Command::Cancel(id, why) => self.cancel(id, why, now),
            Command::Told { plate, came, left } => self.told(plate, came, left, now),
            Command::Leave(plate) => {
                let inside = self
                    .vehicles
                    .get(&plate)
                    .and_then(|vehicle| vehicle.inside.first().copied());
                done(inside.ok_or(BookingRefusal::NothingBooked {})?, now, What::Left)
            }
            Command::Advance => Ok((Answer::Advanced, None)),
        }
    }

    fn book(&self, request: RequestId, ask: Ask, now: Minute) -> Decided {
        if let Some(asked) = self.asked(request) {
            return again(asked, Question::Book(ask));
        }
        self.askable(ask.interval, ask.bay, now)?;
        if self.bookings.len() >= BOOKINGS_MAX {
            return Err(BookingRefusal::LotLong { max: BOOKINGS_MAX });
        }
        let verdict = match self
            .limits(&ask, now)
            .and_then(|()| self.place(ask.interval, ask.bay, None, now))
        {
            Ok(place) => self.promised(place, ask.interval, now),
            Err(Rejection::Full | Rejection::NoBay) if ask.wait && self.waiting.len() >= self.terms().waiting_max => {
                Verdict::Rejected(Rejection::WaitlistFull)
            }
            // Who asks for this very minute has nothing to wait for.
            Err(Rejection::Full | Rejection::NoBay) if ask.wait && now < ask.interval.start() => Verdict::Waiting,
            Err(why) => Verdict::Rejected(why),
        };
        let id = self.next_id();
        let event = Event {
            at: now,
            booking: id,
            what: What::Asked { request, ask, verdict },
        };
        Ok((Answer::Asked(id, verdict), Some(event)))
    }

    fn change(
        &self,
        request: RequestId,
        id: BookingId,
        interval: Interval,
        bay: Option<BayId>,
        now: Minute,
    ) -> Decided {
        if let Some(asked) = self.asked(request) {
            return again(asked, Question::Change(id, interval, bay));
        }
        let booking = self.booking(id).ok_or(BookingRefusal::Unknown { booking: id.0 })?;
        let State::Reserved { place, change, .. } = booking.state else {
            return Err(BookingRefusal::StateWrong { booking: id.0 });
        };
        if change.is_some() {
            return Err(BookingRefusal::ChangeWaits { booking: id.0 });
        }
        let minutes = self.terms().change_until_minutes;
        if now.later(minutes) > booking.interval.start() {
            return Err(BookingRefusal::ChangeLate { minutes });
        }
        self.askable(interval, bay, now)?;
        let fits = match self.overlaps(booking.plate, interval, Some(id)) {
            true => Err(Rejection::PlateOverlap),
            false => self.place(interval, bay, Some((id, place)), now),
        };
        let verdict = fits.map_or_else(Verdict::Rejected, |place| self.promised(place, interval, now));
        let event = Event {
            at: now,
            booking: id,
            what: What::ChangeAsked {
                request,
                interval,
                bay,
                verdict,
            },
        };
        Ok((Answer::Asked(id, verdict), Some(event)))
    }

    fn cancel(&self, id: BookingId, why: Cancellation, now: Minute) -> Decided {
        let state = self.found(id)?;
        match state {
            State::Pending(_) => done(id, now, What::Cancelled(why)),
            State::Reserved { .. } => {
                let minutes = self.terms().cancel_until_minutes;
                let start = self.booking(id).map_or(now, |booking| booking.interval.start());
                if why == Cancellation::Driver && now.later(minutes) > start {
                    return Err(BookingRefusal::CancelLate { minutes });
                }
                done(id, now, What::Cancelled(why))
            }
            State::Cancelled { .. } => Ok((Answer::Done(id), None)),
            _ => Err(BookingRefusal::StateWrong { booking: id.0 }),
        }
    }

    fn found(&self, id: BookingId) -> Result<State, BookingRefusal> {
        let booking = self.booking(id).ok_or(BookingRefusal::Unknown { booking: id.0 })?;
        Ok(booking.state)
    }

    /// What can be asked at all, whatever is booked.
    fn askable(&self, interval: Interval, bay: Option<BayId>, now: Minute) -> Result<(), BookingRefusal> {
        let terms = self.terms();
        if interval.start() < now {
            return Err(BookingRefusal::StartPast {});
        }
        if interval.start() > now.later(terms.ahead_max) {
            return Err(BookingRefusal::StartFar { max: terms.ahead_max });
        }
        if interval.minutes() < i64::from(terms.duration_min) {
            return Err(BookingRefusal::Short {
                min: terms.duration_min,
            });
        }
        if interval.minutes() > i64::from(terms.duration_max) {
            return Err(BookingRefusal::Long {
                max: terms.duration_max,
            });
        }
        match bay {
            Some(bay) if !terms.bays.contains(&bay) => Err(BookingRefusal::BayUnknown { bay: bay.0 }),
            _ => Ok(()),
        }
    }

    fn limits(&self, ask: &Ask, now: Minute) -> Result<(), Rejection> {
        let Some(vehicle) = self.vehicles.get(&ask.plate) else {
            return Ok(());
        };
        let terms = self.terms();
        let counts = |(at, _): &&(Minute, BookingId)| at.later(terms.no_show_memory) > now;
        let no_shows = vehicle.no_shows.iter().filter(counts).count();
        if terms.no_shows_max > 0 && no_shows >= terms.no_shows_max as usize {
            return Err(Rejection::PlateNoShows);
        }
        if vehicle.open.len() >= terms.open_max as usize {
            return Err(Rejection::PlateOpen);
        }
        match self.overlaps(ask.plate, ask.interval, None) {
            true => Err(Rejection::PlateOverlap),
            false => Ok(()),
        }
    }

    /// Whether the plate has another open booking in the interval; one vehicle stands in one place.
    fn overlaps(&self, plate: VehicleId, interval: Interval, but: Option<BookingId>) -> bool {
        let open = self.vehicles.get(&plate).into_iter().flat_map(|vehicle| &vehicle.open);
        open.filter(|id| Some(**id) != but)
            .filter_map(|id| self.booking(*id))
            .any(|other| other.interval.meets(interval))
    }

    /// A place for the interval, beside what `own` has already: at no minute more than the quota, and a bay that is free throughout.
    fn place(
        &self,
        interval: Interval,
        wish: Option<BayId>,
        own: Option<(BookingId, Place)>,
        now: Minute,
    ) -> Result<Place, Rejection> {
        let terms = self.terms();
        let kept = terms.kept(interval, now);
        let fits = |part: Interval| self.taken.peak(part) < terms.quota;
        let fits_all = match own {
            Some((_, has)) => kept.without(has.kept).all(fits),
            None => fits(kept),
        };
        if !fits_all {
            return Err(Rejection::Full);
        }
        if terms.bays.is_empty() {
            return Ok(Place { kept, bay: None });
        }
        let but = own.map(|(id, _)| id);
        let free = |bay: &BayId| self.bays.is_free(*bay, kept, but);
        // Who changes the time stays in the bay where that is possible.
        let stays = own
            .and_then(|(_, place)| place.bay)
            .filter(|bay| wish.is_none() && free(bay));
        let bay = match wish {
            Some(bay) => Some(bay).filter(free),
            None => stays.or_else(|| terms.bays.iter().copied().find(free)),
        };
        bay.map_or(Err(Rejection::NoBay), |bay| Ok(Place { kept, bay: Some(bay) }))
    }

    /// The place at once, or until a confirmation that must come before anybody would be missed.
    fn promised(&self, place: Place, interval: Interval, now: Minute) -> Verdict {
        match self.terms().confirm_minutes {
            None => Verdict::Reserved(place),
            Some(minutes) => {
                Verdict::Confirmation(place, now.later(minutes.max(1)).min(self.terms().no_show_at(interval)))
            }
        }
    }

    /// A plate was read at the entry at a minute: for the booking that it was expected for then, be that reserved still, or released meanwhile since nothing was
    /// heard of it.
    fn told(&self, plate: VehicleId, came: Minute, left: Option<Minute>, now: Minute) -> Decided {
        let reserved = self.expected(plate, came).and_then(|id| self.booking(id));
        let missed = || self.missed(plate, came);
        let booking = reserved.or_else(missed).ok_or(BookingRefusal::NothingBooked {})?;
        let what = match (booking.state, left) {
            (State::Reserved { .. }, None) => What::Entered,
            (State::Reserved { place, .. }, Some(_)) => What::CameInTime { came, left, place },
            _ => {
                let place = self
                    .place_again(booking.interval, came, left)
                    .ok_or(BookingRefusal::NothingBooked {})?;
                What::CameInTime { came, left, place }
            }
        };
        done(booking.id, now, what)
    }

    /// The booking nobody seemed to come for, which the plate was expected for at a minute.
    fn missed(&self, plate: VehicleId, came: Minute) -> Option<&Booking> {
        let no_shows = self
            .vehicles
            .get(&plate)
            .into_iter()
            .flat_map(|vehicle| &vehicle.no_shows);
        no_shows
            .filter_map(|(_, id)| self.booking(*id))
            .filter(|booking| matches!(booking.state, State::NoShow { .. }))
            .find(|booking| {
                let held = booking.interval.start().earlier(self.terms().hold_minutes);
                held <= came && came < self.terms().no_show_at(booking.interval)
            })
    }

    /// What is kept for a booking that was released though its vehicle had come: what was its own until the release, and the rest of its time where nobody else has
    /// that by now. No bay: which one was kept is not remembered, and the vehicle stands where it stands.
    fn place_again(&self, interval: Interval, came: Minute, left: Option<Minute>) -> Option<Place> {
        let released = self.terms().no_show_at(interval);
        let end = left.map_or(interval.end(), |left| left.min(interval.end()));
        let rest = Interval::new(released, end);
        let fits = rest.is_some_and(|rest| self.taken.peak(rest) < self.terms().quota);
        let until = if fits { interval.end() } else { released };
        Interval::new(came, until).map(|kept| Place { kept, bay: None })
    }

    /// The booking that the plate is expected for: from the hold on, until it is released.
    fn expected(&self, plate: VehicleId, now: Minute) -> Option<BookingId> {
        let open = self.vehicles.get(&plate).into_iter().flat_map(|vehicle| &vehicle.open);
        open.filter_map(|id| self.booking(*id))
            .filter(|booking| match booking.state {
                State::Reserved { place, .. } => {
                    place.kept.start() <= now && now < self.terms().no_show_at(booking.interval)
                }
                _ => false,
            })
            .min_by_key(|booking| (booking.interval.start(), booking.id))
            .map(|booking| booking.id)
    }
}

fn done(id: BookingId, at: Minute, what: What) -> Decided {
    Ok((Answer::Done(id), Some(Event { at, booking: id, what })))
}

fn again(asked: &Asked, question: Question) -> Decided {
    if asked.question == question {
        Ok((Answer::Asked(asked.booking, asked.verdict), None))
    } else {
        Err(BookingRefusal::RequestReused {})
    }
}

/// Whether a place may have become free; who comes in while a change waits gives up what was kept for the change.
fn frees(what: What) -> bool {
    match what {
        What::Cancelled(_) | What::NoShow | What::Left | What::Failed(_) | What::Rejected(_) => true,
        What::Changed | What::ChangeDropped | What::Entered | What::CameInTime { .. } => true,
        What::ChangeAsked { verdict, .. } => matches!(verdict, Verdict::Reserved(_)),
        What::Asked { .. } | What::Confirmed | What::Offered { .. } => false,
    }
}

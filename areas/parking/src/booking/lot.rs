//! The state of one lot's bookings, what an event does to it, and what lapses by itself.

use super::levels::{Bays, Levels};
use super::life::{Booking, Event, Failure, Pending, Place, State, Verdict, What, stepped};
use super::{Ask, BayId, BookingId, Interval, Minute, RequestId, Terms, VehicleId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What was asked under a request id, and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The booking it was about.
    pub booking: BookingId,
    /// What was asked; another question under the same id is refused.
    pub question: Question,
    /// What was answered then.
    pub verdict: Verdict,
}

/// A question that is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// For a booking.
    Book(Ask),
    /// For a change of one.
    Change(BookingId, Interval, Option<BayId>),
}

/// What is known of a plate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Vehicle {
    /// Pending and reserved bookings.
    pub(super) open: BTreeSet<BookingId>,
    /// Bookings it came for and has not left.
    pub(super) inside: BTreeSet<BookingId>,
    /// When it did not come, and for which booking, oldest first.
    pub(super) no_shows: VecDeque<(Minute, BookingId)>,
}

/// The bookings of one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    pub(super) terms: Terms,
    pub(super) bookings: BTreeMap<BookingId, Booking>,
    pub(super) requests: BTreeMap<RequestId, Asked>,
    pub(super) vehicles: BTreeMap<VehicleId, Vehicle>,
    /// Every active booking, for the quota.
    pub(super) taken: Levels,
    /// Those whose vehicle has not come, for the gate.
    pub(super) awaited: Levels,
    pub(super) bays: Bays,
    /// In the order in which they asked.
    pub(super) waiting: BTreeSet<BookingId>,
    /// When each booking lapses unless something happens.
    deadlines: BTreeSet<(Minute, BookingId)>,
    next: u64,
}

/// What a booking keeps: the minutes that count against the quota, each once, and the bays.
#[derive(Default)]
struct Kept {
    parts: Vec<Interval>,
    bays: Vec<(BayId, Interval)>,
    came: bool,
}

fn kept(booking: &Booking) -> Kept {
    let mut all = Kept::default();
    match booking.state {
        State::Pending(Pending::Confirmation { place, .. } | Pending::Offer { place, .. }) => all.add(place, None),
        State::Reserved { place, change, .. } => {
            all.add(place, None);
            if let Some(change) = change {
                all.add(change.place, Some(place));
            }
        }
        State::Fulfilled { place, left, .. } => {
            all.came = true;
            let end = left.map_or(place.kept.end(), |left| left.min(place.kept.end()));
            if let Some(kept) = Interval::new(place.kept.start(), end) {
                all.add(Place { kept, bay: place.bay }, None);
            }
        }
        _ => {}
    }
    all
}

impl Kept {
    fn add(&mut self, place: Place, beside: Option<Place>) {
        match beside {
            Some(first) => self.parts.extend(place.kept.without(first.kept)),
            None => self.parts.push(place.kept),
        }
        match (place.bay, beside) {
            (Some(bay), Some(first)) if first.bay == Some(bay) => {
                self.bays.extend(place.kept.without(first.kept).map(|part| (bay, part)));
            }
            (Some(bay), _) => self.bays.push((bay, place.kept)),
            (None, _) => {}
        }
    }
}

impl Lot {
    /// A lot with no bookings.
    #[must_use]
    pub fn new(terms: Terms) -> Self {
        Self {
            terms,
            bookings: BTreeMap::new(),
            requests: BTreeMap::new(),
            vehicles: BTreeMap::new(),
            taken: Levels::default(),
            awaited: Levels::default(),
            bays: Bays::default(),
            waiting: BTreeSet::new(),
            deadlines: BTreeSet::new(),
            next: 1,
        }
    }

    /// What the lot promises and asks.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// A booking.
    #[must_use]
    pub fn booking(&self, id: BookingId) -> Option<&Booking> {
        self.bookings.get(&id)
    }

    /// All that are remembered, in the order in which they were asked for.
    pub fn bookings(&self) -> impl Iterator<Item = &Booking> {
        self.bookings.values()
    }

    /// What was asked under an id.
    #[must_use]
    pub fn asked(&self, request: RequestId) -> Option<&Asked> {
        self.requests.get(&request)
    }

    /// The most bookings that are active at some minute of the interval.
    #[must_use]
    pub fn peak(&self, interval: Interval) -> u32 {
        self.taken.peak(interval)
    }

    /// Places that are kept at the minute for vehicles that have not come.
    #[must_use]
    pub fn outstanding(&self, now: Minute) -> u32 {
        self.awaited.at(now)
    }

    pub(super) fn next_id(&self) -> BookingId {
        BookingId(self.next)
    }

    /// When something lapses next.
    #[must_use]
    pub fn due(&self) -> Option<Minute> {
        self.deadlines.first().map(|(minute, _)| *minute)
    }

    /// What lapses first, if it is due: the event, at its own minute.
    pub(super) fn lapse(&self, now: Minute) -> Option<Event> {
        let (at, id) = *self.deadlines.first().filter(|(minute, _)| *minute <= now)?;
        let what = match self.bookings.get(&id)?.state {
            State::Pending(Pending::Confirmation { .. }) => What::Failed(Failure::NotConfirmed),
            State::Pending(Pending::Offer { .. }) => What::Failed(Failure::OfferLapsed),
            State::Pending(Pending::Waiting { .. }) => What::Failed(Failure::NothingFreed),
            State::Reserved {
                change: Some(change), ..
            } if change.until <= at => What::ChangeDropped,
            _ => What::NoShow,
        };
        Some(Event { at, booking: id, what })
    }

    fn deadline(&self, booking: &Booking) -> Option<Minute> {
        match booking.state {
            State::Pending(Pending::Confirmation { until, .. } | Pending::Offer { until, .. }) => Some(until),
            State::Pending(Pending::Waiting { .. }) => Some(booking.interval.start()),
            State::Reserved { change, .. } => {
                let released = self.terms.no_show_at(booking.interval);
                Some(change.map_or(released, |change| change.until.min(released)))
            }
            _ => None,
        }
    }

    /// Takes in what happened. An event that does not fit the state changes nothing.
    pub fn apply(&mut self, event: &Event) {
        let Event { at, booking: id, what } = *event;
        let before = self.bookings.get(&id).copied();
        let after = match what {
            What::Asked { request, ask, verdict } => {
                self.next = self.next.max(id.0.saturating_add(1));
                self.requests.insert(
                    request,
                    Asked {
                        booking: id,
                        question: Question::Book(ask),
                        verdict,
                    },
                );
                let state = match verdict {
                    Verdict::Reserved(place) => State::Reserved {
                        at,
                        place,
                        change: None,
                    },
                    Verdict::Confirmation(place, until) => State::Pending(Pending::Confirmation { place, until }),
                    Verdict::Waiting => State::Pending(Pending::Waiting { since: at }),
                    Verdict::Rejected(why) => State::Rejected { at, why },
                };
                Some(Booking {
                    id,
                    plate: ask.plate,
                    interval: ask.interval,
                    wish: ask.bay,
                    state,
                })
            }
            _ => before.and_then(|booking| stepped(booking, at, what)),
        };
        let Some(after) = after else { return };
        if let What::ChangeAsked {
            request,
            interval,
            bay,
            verdict,
        } = what
        {
            let question = Question::Change(id, interval, bay);
            self.requests.insert(
                request,
                Asked {
                    booking: id,
                    question,
                    verdict,
                },
            );
        }
        if let Some(before) = before {
            self.index(&before, false);
        }
        self.index(&after, true);
        let no_shows = &mut self.vehicles.entry(after.plate).or_default().no_shows;
        match what {
            What::NoShow => no_shows.push_back((at, id)),
            What::CameInTime { .. } => no_shows.retain(|(_, booking)| *booking != id),
            _ => {}
        }
        self.bookings.insert(id, after);
    }

    /// Puts a booking into every index, or takes it out.
    fn index(&mut self, booking: &Booking, put: bool) {
        let kept = kept(booking);
        for part in kept.parts {
            let levels = [Some(&mut self.taken), (!kept.came).then_some(&mut self.awaited)];
            for level in levels.into_iter().flatten() {
                if put { level.take(part) } else { level.free(part) }
            }
        }
        for (bay, part) in kept.bays {
            if put {
                self.bays.take(bay, part, booking.id)
            } else {
                self.bays.free(bay, part)
            }
        }
        let deadline = self.deadline(booking);
        let open = matches!(booking.state, State::Pending(_) | State::Reserved { .. });
        let inside = matches!(booking.state, State::Fulfilled { left: None, .. });
        let waits = matches!(booking.state, State::Pending(Pending::Waiting { .. }));
        let vehicle = self.vehicles.entry(booking.plate).or_default();
        let sets = [
            (&mut vehicle.open, open),
            (&mut vehicle.inside, inside),
            (&mut self.waiting, waits),
        ];
        for (set, belongs) in sets {
            if put && belongs {
                set.insert(booking.id);
            } else {
                set.remove(&booking.id);
            }
        }
        if let Some(at) = deadline {
            if put {
                self.deadlines.insert((at, booking.id))
            } else {
                self.deadlines.remove(&(at, booking.id))
            };
        }
    }

    /// Forgets what ended before a minute, with its questions, and no-shows that count no more.
    pub fn forget(&mut self, before: Minute) {
        let ended: BTreeSet<BookingId> = self
            .bookings
            .values()
            .filter(|booking| {
                let inside = matches!(booking.state, State::Fulfilled { left: None, .. });
                !inside && self.deadline(booking).is_none() && booking.interval.end() < before
            })
            .map(|booking| booking.id)
            .collect();
        for id in &ended {
            if let Some(booking) = self.bookings.remove(id) {
                self.index(&booking, false);
            }
        }
        self.requests.retain(|_, asked| !ended.contains(&asked.booking));
        let memory = self.terms.no_show_memory;
        self.vehicles.retain(|_, vehicle| {
            vehicle.no_shows.retain(|(at, _)| at.later(memory) > before);
            !(vehicle.open.is_empty() && vehicle.inside.is_empty() && vehicle.no_shows.is_empty())
        });
    }
}

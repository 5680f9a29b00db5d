//! Contended bookings at random, judged by a sweep that knows nothing of the rules' own structures.

use shishi_parking::booking::{
    Answer, Ask, BayId, BookingId, Cancellation, Command, Event, Interval, Lot, Minute, Rejection, RequestId, State,
    Terms, VehicleId, Verdict, What,
};
use std::collections::BTreeMap;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// What one booking keeps, as the judge has it from the events alone.
#[derive(Clone)]
struct Keeps {
    places: Vec<(i64, i64, Option<BayId>)>,
}

/// The judge: everything that is kept, in a plain list, swept minute by minute of change.
#[derive(Default)]
struct Judge {
    keeps: BTreeMap<BookingId, Keeps>,
}

impl Judge {
    fn see(&mut self, event: &Event) {
        let line = |place: shishi_parking::booking::Place| (place.kept.start().0, place.kept.end().0, place.bay);
        match event.what {
            What::Asked {
                verdict: Verdict::Reserved(place) | Verdict::Confirmation(place, _),
                ..
            }
            | What::Offered { place, .. }
            | What::ChangeAsked {
                verdict: Verdict::Reserved(place),
                ..
            } => {
                self.keeps.insert(
                    event.booking,
                    Keeps {
                        places: vec![line(place)],
                    },
                );
            }
            What::ChangeAsked {
                verdict: Verdict::Confirmation(place, _),
                ..
            } => {
                if let Some(keeps) = self.keeps.get_mut(&event.booking) {
                    keeps.places.push(line(place));
                }
            }
            What::Changed => {
                if let Some(keeps) = self.keeps.get_mut(&event.booking) {
                    keeps.places.remove(0);
                }
            }
            What::ChangeDropped | What::Entered => {
                if let Some(keeps) = self.keeps.get_mut(&event.booking) {
                    keeps.places.truncate(1);
                }
            }
            What::CameInTime { left, place, .. } => {
                let (start, end, bay) = line(place);
                let end = left.map_or(end, |left| left.0.min(end));
                let places = if start < end {
                    vec![(start, end, bay)]
                } else {
                    Vec::new()
                };
                self.keeps.insert(event.booking, Keeps { places });
            }
            What::Left => {
                if let Some(keeps) = self.keeps.get_mut(&event.booking) {
                    for place in &mut keeps.places {
                        place.1 = place.1.min(event.at.0);
                    }
                }
            }
            What::Cancelled(_) | What::NoShow | What::Rejected(_) | What::Failed(_) => {
                self.keeps.remove(&event.booking);
            }
            What::Asked { .. } | What::ChangeAsked { .. } | What::Confirmed => {}
        }
    }

    /// How many bookings but one keep something at a minute; each counts once.
    fn active(&self, minute: i64, but: Option<BookingId>) -> u32 {
        let covers = |keeps: &Keeps| {
            keeps
                .places
                .iter()
                .any(|(start, end, _)| *start <= minute && minute < *end)
        };
        let active = self
            .keeps
            .iter()
            .filter(|(id, keeps)| Some(**id) != but && covers(keeps))
            .count();
        u32::try_from(active).expect("few")
    }

    /// The most that are active at a minute of an interval: looked at its start and wherever something begins in it.
    fn peak(&self, start: i64, end: i64, but: Option<BookingId>) -> u32 {
        let begins = self
            .keeps
            .values()
            .flat_map(|keeps| &keeps.places)
            .map(|(begin, _, _)| *begin);
        begins
            .chain([start])
            .filter(|minute| start <= *minute && *minute < end)
            .map(|minute| self.active(minute, but))
            .max()
            .unwrap_or(0)
    }

    fn bay_is_free(&self, bay: BayId, start: i64, end: i64, but: Option<BookingId>) -> bool {
        let others = self.keeps.iter().filter(|(id, _)| Some(**id) != but);
        others
            .flat_map(|(_, keeps)| &keeps.places)
            .all(|(from, until, other)| *other != Some(bay) || *until <= start || end <= *from)
    }

    /// What an answer with a place must be: within the quota, in a bay nobody else has; and a no must be a true one.
    fn check(&self, lot: &Lot, event: &Event, row: &str) {
        let terms = lot.terms();
        let (wanted, wish, verdict) = match event.what {
            What::Asked { ask, verdict, .. } => (ask.interval, ask.bay, verdict),
            What::ChangeAsked {
                interval, bay, verdict, ..
            } => (interval, bay, verdict),
            What::Offered { place, .. } => (place.kept, None, Verdict::Reserved(place)),
            What::CameInTime { place, .. } => (place.kept, None, Verdict::Reserved(place)),
            _ => return,
        };
        let own = Some(event.booking);
        if let What::CameInTime { came, left, place } = event.what {
            let end = left.map_or(place.kept.end(), |left| left.min(place.kept.end()));
            let own_time = came.0.max(place.kept.start().0);
            assert!(
                end.0 <= own_time || self.peak(own_time, end.0, own) < terms.quota,
                "{row}: over the quota after {event:?}"
            );
            return;
        }
        match verdict {
            Verdict::Reserved(place) | Verdict::Confirmation(place, _) => {
                let (start, end) = (place.kept.start().0, place.kept.end().0);
                assert!(
                    self.peak(start, end, own) < terms.quota,
                    "{row}: over the quota after {event:?}"
                );
                assert!(
                    start <= wanted.start().0 && end == wanted.end().0,
                    "{row}: kept too little in {event:?}"
                );
                match place.bay {
                    Some(bay) => assert!(self.bay_is_free(bay, start, end, own), "{row}: bay twice in {event:?}"),
                    None => assert!(terms.bays.is_empty(), "{row}: no bay in {event:?}"),
                }
            }
            Verdict::Rejected(Rejection::Full | Rejection::NoBay) | Verdict::Waiting => {
                let kept = terms.kept(wanted, event.at);
                let (start, end) = (kept.start().0, kept.end().0);
                let fits = self.peak(start, end, own) < terms.quota;
                let bay = terms.bays.is_empty()
                    || terms
                        .bays
                        .iter()
                        .any(|bay| wish.is_none_or(|wish| wish == *bay) && self.bay_is_free(*bay, start, end, own));
                assert!(!(fits && bay), "{row}: refused though there was a place: {event:?}");
            }
            Verdict::Rejected(_) => {}
        }
    }

    fn forget(&mut self, before: i64) {
        self.keeps
            .retain(|_, keeps| keeps.places.iter().any(|(_, end, _)| *end >= before));
    }
}

fn terms(guided: bool, confirm: bool) -> Terms {
    Terms {
        quota: 5,
        bays: if guided {
            (1..=6).map(BayId).collect()
        } else {
            Vec::new()
        },
        hold_minutes: 15,
        no_show_minutes: 20,
        confirm_minutes: confirm.then_some(25),
        offer_minutes: 10,
        change_until_minutes: 5,
        cancel_until_minutes: 5,
        duration_min: 15,
        duration_max: 600,
        ahead_max: 1440,
        open_max: 3,
        no_shows_max: 4,
        no_show_memory: 720,
        waiting_max: 4,
    }
}

fn plate(dice: &mut Dice) -> VehicleId {
    VehicleId(dice.below(60))
}

/// A time that begins on a quarter of an hour more often than not, so that many begin and end at the same minute.
fn interval(dice: &mut Dice, now: Minute) -> Interval {
    let grain = if dice.below(4) == 0 { 1 } else { 15 };
    let ahead = i64::try_from(dice.below(200)).expect("few");
    let start = (now.0 + ahead).div_euclid(grain) * grain;
    let long = i64::try_from(1 + dice.below(16)).expect("few") * 15;
    Interval::new(Minute(start), Minute(start + long)).expect("some minutes")
}

fn command(dice: &mut Dice, now: Minute, lot: &Lot, requests: u128) -> Command {
    let last = lot.bookings().last().map_or(0, |booking| booking.id.0);
    let booking = BookingId(last.saturating_sub(dice.below(30)));
    let wish = (!lot.terms().bays.is_empty() && dice.below(3) == 0)
        .then(|| BayId(u32::try_from(1 + dice.below(6)).expect("few")));
    match dice.below(21) {
        0..=6 => {
            let ask = Ask {
                plate: plate(dice),
                interval: interval(dice, now),
                bay: wish,
                wait: dice.below(3) == 0,
            };
            Command::Book {
                request: RequestId(requests),
                ask,
            }
        }
        7..=9 => Command::Change {
            request: RequestId(requests),
            booking,
            interval: interval(dice, now),
            bay: wish,
        },
        10..=12 => {
            let waits = lot.bookings().filter(|booking| match booking.state {
                State::Pending(_) => true,
                State::Reserved { change, .. } => change.is_some(),
                _ => false,
            });
            let waits: Vec<BookingId> = waits.map(|booking| booking.id).collect();
            let one = usize::try_from(dice.below(waits.len().max(1) as u64)).expect("few");
            Command::Confirm(waits.get(one).copied().unwrap_or(booking))
        }
        13 => Command::Reject(booking),
        14..=15 => Command::Cancel(booking, Cancellation::Driver),
        16..=17 => {
            let expected = lot
                .bookings()
                .filter(|booking| matches!(booking.state, State::Reserved { .. }));
            let one = expected.min_by_key(|booking| booking.interval.start());
            Command::Told {
                plate: one.map_or(plate(dice), |one| one.plate),
                came: now,
                left: (dice.below(8) == 0).then(|| now.later(1)),
            }
        }
        18 => {
            let inside = lot
                .bookings()
                .find(|booking| matches!(booking.state, State::Fulfilled { left: None, .. }));
            Command::Leave(inside.map_or(plate(dice), |one| one.plate))
        }
        19 => {
            // What a gate says that was cut off: somebody came who was given up.
            let missed = lot
                .bookings()
                .filter(|booking| matches!(booking.state, State::NoShow { .. }))
                .last();
            let late = u32::try_from(dice.below(40)).expect("few");
            Command::Told {
                plate: missed.map_or(plate(dice), |one| one.plate),
                came: missed.map_or(now, |one| one.interval.start()).earlier(15).later(late),
                left: (dice.below(2) == 0).then_some(now),
            }
        }
        _ => Command::Advance,
    }
}

/// How often each thing happened, so that a run that tried nothing cannot pass.
fn contend(row: &str, terms: Terms, start: &str, attempts: u64, seed: u64) -> BTreeMap<&'static str, u64> {
    let mut dice = Dice(seed);
    let mut now = Minute::from(start.parse::<jiff::Timestamp>().expect("a time"));
    let (mut lot, mut replayed) = (Lot::new(terms.clone()), Lot::new(terms));
    let mut judge = Judge::default();
    let mut seen = BTreeMap::new();
    for attempt in 0..attempts {
        // Many commands come in one minute.
        now = now.later(u32::try_from(dice.below(6).saturating_sub(2)).expect("few"));
        let asked = command(&mut dice, now, &lot, u128::from(attempt));
        let outcome = lot.handle(asked, now);
        for event in &outcome.events {
            judge.check(&lot, event, row);
            judge.see(event);
            replayed.apply(event);
            *seen.entry(name(event)).or_default() += 1;
        }
        // The same question again changes nothing and is answered alike.
        if let (Ok(Answer::Asked(..)), 0) = (&outcome.answer, dice.below(4)) {
            let again = lot.handle(asked, now);
            assert_eq!(
                (again.events.len(), &again.answer),
                (0, &outcome.answer),
                "{row}: asked twice: {asked:?}"
            );
        }
        if attempt % 16 == 0 {
            let outstanding = lot.outstanding(now);
            let waiting = |booking: &&shishi_parking::booking::Booking| {
                let came = matches!(booking.state, State::Fulfilled { .. });
                !came
                    && judge.keeps.get(&booking.id).is_some_and(|keeps| {
                        keeps
                            .places
                            .iter()
                            .any(|(from, until, _)| *from <= now.0 && now.0 < *until)
                    })
            };
            let counted = lot.bookings().filter(waiting).count();
            assert_eq!(outstanding as usize, counted, "{row}: outstanding holds at {now:?}");
        }
        if attempt % 64 == 0 {
            assert_eq!(lot, replayed, "{row}: the events do not give the same lot");
            lot.forget(now.earlier(60));
            replayed.forget(now.earlier(60));
            judge.forget(now.earlier(1440).0);
        }
    }
    seen
}

fn name(event: &Event) -> &'static str {
    match event.what {
        What::Asked {
            verdict: Verdict::Reserved(_),
            ..
        } => "reserved",
        What::Asked {
            verdict: Verdict::Confirmation(..),
            ..
        } => "confirmation",
        What::Asked {
            verdict: Verdict::Waiting,
            ..
        } => "waiting",
        What::Asked {
            verdict: Verdict::Rejected(_),
            ..
        } => "rejected",
        What::ChangeAsked {
            verdict: Verdict::Rejected(_),
            ..
        } => "change rejected",
        What::ChangeAsked { .. } => "change",
        What::Changed => "changed",
        What::ChangeDropped => "change dropped",
        What::Confirmed => "confirmed",
        What::Offered { .. } => "offered",
        What::Entered => "entered",
        What::CameInTime { .. } => "came in time",
        What::Left => "left",
        What::Cancelled(_) => "cancelled",
        What::NoShow => "no-show",
        What::Rejected(_) => "operator",
        What::Failed(_) => "failed",
    }
}

#[test]
fn no_place_is_promised_twice_and_none_refused_that_was_free() {
    let attempts = if std::env::var("SHISHI_NIGHTLY").is_ok() {
        250_000
    } else {
        25_000
    };
    let rows = [
        ("a pool over the end of a month", false, false, "2027-02-28T15:00:00Z"),
        ("bays over the end of a year", true, false, "2026-12-31T15:30:00Z"),
        ("a pool with confirmations", false, true, "2028-02-28T20:00:00Z"),
        ("bays with confirmations", true, true, "2026-11-30T15:59:00Z"),
    ];
    for (seed, (row, guided, confirm, start)) in (1..).zip(rows) {
        let seen = contend(row, terms(guided, confirm), start, attempts, seed);
        let always = [
            "rejected",
            "waiting",
            "offered",
            "change",
            "change rejected",
            "entered",
            "came in time",
            "left",
            "cancelled",
            "no-show",
            "failed",
        ];
        let asked: &[&str] = if confirm {
            &["confirmation", "confirmed", "changed", "change dropped", "operator"]
        } else {
            &["reserved"]
        };
        for wanted in always.iter().chain(asked) {
            assert!(
                seen.get(wanted).is_some_and(|times| *times >= 20),
                "{row}: too little {wanted}: {seen:?}"
            );
        }
    }
}

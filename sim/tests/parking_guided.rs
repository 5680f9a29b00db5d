//! A lot that guides to bays, where everybody wants the same bays at once: no bay is promised twice at one minute, by a sweep that knows nothing of
//! how bookings are decided. `SHISHI_NIGHTLY` makes it as large as a city's.

mod common;

use std::collections::BTreeMap;

use common::town::{Dice, HERE, TERMS, Town, book, each_backend, kept, nightly, put_lot, wish};
use shishi_service::parking::{BookingView, state_word};
use shishi_service::parking_rows::bookings::{self, BookingRow, EventRow};
use shishi_service::parking_rows::lots::BayRow;
use shishi_service::parking_rules::booking::{Place, Verdict, What};
use shishi_store::{Store, StoreError};

const THREADS: u64 = 16;
const BAYS: [&str; 8] = ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4"];

/// What somebody holds, by the number of the booking: the bay, and the minutes from the start of the hold to the end.
type Held = BTreeMap<u64, (String, i64, i64)>;

/// A lot of as many places as bays, to which who books is guided.
fn guide(town: &Town) -> BTreeMap<i64, String> {
    put_lot(&town.service, &town.keeper, "east", None);
    let bay = |code: &&str| BayRow {
        id: 0,
        lot: 0,
        zone: String::new(),
        code: (*code).into(),
        latitude: 35_400_000,
        longitude: 116_600_000,
        classes: 0,
        smart_on: None,
        state: None,
        seen_at: None,
    };
    let lot = || town.service.parking().unwrap().lot("east").unwrap().row.clone();
    let bays = BAYS.iter().map(bay).collect();
    town.service.put_lot(&town.keeper, lot(), Vec::new(), bays).unwrap();
    let known = town.service.parking().unwrap();
    let ids: BTreeMap<i64, String> = known
        .lot("east")
        .unwrap()
        .bays
        .iter()
        .map(|bay| (bay.id, bay.code.clone()))
        .collect();
    assert_eq!(ids.len(), BAYS.len());
    let numbers: Vec<i64> = ids.keys().copied().collect();
    let terms = TERMS
        .replace("\"quota\":20", &format!("\"quota\":{}", BAYS.len()))
        .replace("\"bays\":[]", &format!("\"bays\":{numbers:?}"));
    let mut row = lot();
    row.terms = Some(terms);
    town.service.put_lot(&town.keeper, row, Vec::new(), Vec::new()).unwrap();
    ids
}

fn held(view: &BookingView) -> (String, i64, i64) {
    let interval = view.booking.interval;
    let (start, end) = kept(interval.start().0, interval.end().0);
    (view.bay.clone().expect("a bay is kept"), start, end)
}

/// One of those who all want a bay: books one by its name or any, moves a booking to another time, gives one up. Gives what it holds in the end.
fn want(town: &Town, thread: u64, attempts: u64) -> Held {
    let mut dice = Dice(thread + 1);
    let mut mine = Held::new();
    for attempt in 0..attempts {
        let mut form = wish(&mut dice, u128::from(thread << 40 | attempt));
        form.bay = (dice.below(3) > 0).then(|| BAYS[dice.index(BAYS.len())].to_owned());
        if let Some(view) = book(&town.service, &form) {
            let has = held(&view);
            assert!(
                form.bay.is_none_or(|wanted| wanted == has.0),
                "another bay than was wished for"
            );
            assert!(
                mine.insert(view.number, has).is_none(),
                "{} was promised twice",
                view.number
            );
        }
        let Some(number) = mine.keys().nth(dice.index(mine.len().max(1))).copied() else {
            continue;
        };
        match dice.below(6) {
            0 => {
                town.service.cancel_booking(1, "east", number).unwrap();
                mine.remove(&number);
            }
            1 => {
                let other = wish(&mut dice, u128::from(1 << 60 | thread << 40 | attempt));
                let changed = town
                    .service
                    .change_booking(1, "east", number, other.start, other.end, other.request);
                match changed {
                    // A change that is refused leaves the booking as it is; either way the view says what is held.
                    Ok(view) => {
                        assert_eq!(state_word(&view.booking.state), "reserved");
                        mine.insert(number, held(&view));
                    }
                    Err(error) => assert!(error.code().starts_with("booking."), "{error}"),
                }
            }
            _ => {}
        }
    }
    mine
}

/// The first two that hold one bay at one minute: sorted by bay and start, each must end before the next begins.
fn twice(held: impl Iterator<Item = (String, i64, i64)>) -> Option<(String, i64)> {
    let mut all: Vec<(String, i64, i64)> = held.collect();
    all.sort_unstable();
    let meets = all
        .windows(2)
        .find(|pair| pair[0].0 == pair[1].0 && pair[1].1 < pair[0].2);
    meets.map(|pair| (pair[1].0.clone(), pair[1].1))
}

/// Goes through everything that ever happened in the lot, in order: whatever is promised must meet nothing that is held at that moment. Gives how often a place
/// was promised.
fn replay(events: &[EventRow]) -> usize {
    let mut held: BTreeMap<u64, Place> = BTreeMap::new();
    let mut promises = 0;
    for event in events {
        let json = event.content.split_once(' ').unwrap().1;
        let what: What = serde_json::from_str(json).unwrap();
        let place = match what {
            What::Asked { verdict, .. } | What::ChangeAsked { verdict, .. } => match verdict {
                Verdict::Reserved(place) => place,
                Verdict::Rejected(_) => continue,
                other => panic!("nobody waits and nobody confirms here: {other:?}"),
            },
            What::Cancelled(_) => {
                held.remove(&event.booking).expect("who gives up holds something");
                continue;
            }
            other => panic!("nobody came: {other:?}"),
        };
        promises += 1;
        held.remove(&event.booking);
        let met = held.iter().find(|(_, other)| {
            let (a, b) = (place.kept, other.kept);
            place.bay == other.bay && a.start() < b.end() && b.start() < a.end()
        });
        assert_eq!(met, None, "event {} promises {place:?} again", event.number);
        assert!(place.bay.is_some());
        held.insert(event.booking, place);
    }
    promises
}

#[test]
fn no_bay_is_promised_twice_however_many_want_it_at_once() {
    each_backend("guided", |town| {
        let codes = guide(&town);
        let attempts = if nightly() { 400_000 } else { 24_000 } / THREADS;
        let mine: Held = std::thread::scope(|scope| {
            let town = &town;
            let threads: Vec<_> = (0..THREADS)
                .map(|thread| scope.spawn(move || want(town, thread, attempts)))
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(twice(mine.values().cloned()), None, "promised twice");
        let store = Store::open_reader(&town.target).unwrap();
        let lot = town.service.parking().unwrap().lot("east").unwrap().row.id;
        let (rows, events) = store
            .read::<_, StoreError>(|r| {
                let rows = bookings::of_lot(r, HERE, lot, 0, u32::MAX)?;
                Ok((rows, bookings::events(r, HERE, lot, 0)?))
            })
            .unwrap();
        let reserved = rows.iter().filter(|row| row.state == "reserved");
        let of_row = |row: &BookingRow| {
            let (start, end) = kept(row.start, row.end);
            (row.booking, (codes[&row.bay.unwrap()].clone(), start, end))
        };
        let stored: Held = reserved.map(of_row).collect();
        assert_eq!(stored, mine, "what was promised is what is kept");
        let promises = replay(&events);
        let busy: i64 = mine.values().map(|(_, start, end)| end - start).sum();
        assert!(
            promises > 4 * mine.len(),
            "places went from hand to hand: {promises}, {}",
            mine.len()
        );
        // Two days of eight bays, of which the wishes reach a little over.
        assert!(busy > 8 * 1_440, "the bays were contended: {busy} minutes are held");
    });
}

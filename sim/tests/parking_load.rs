//! Parking under load: messages in the worst disorder against what remembers everything, and bookings that everybody wants at once
//! against a sweep that knows nothing of how they are decided. `SHISHI_NIGHTLY` makes both as large as a city's.

mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::Ordering;

use common::on_postgres;
use common::town::{
    CONFIDENCE_MIN, Dice, HERE, NOW, Promised, QUOTA, TERMS, Town, book, busiest, each_backend, kept, nightly, open,
    plate_of, put_device, put_lot, wish,
};
use jiff::Timestamp;
use shishi_service::Backend;
use shishi_service::parking::{BookingView, Heard, HeardWhat, Taken};
use shishi_service::parking_rows::lots::DeviceRow;
use shishi_service::parking_rows::{bookings, messages, stays};
use shishi_service::parking_rules::booking::VehicleId;
use shishi_service::parking_rules::passages::{
    Colour, DeviceId, Message, MessageId, Passage, Passages, Reason, Second, Way, What, Work,
};
use shishi_store::{Store, StoreError};

/// The messages of one lot, how they truly were, and what they lead to.
struct Gate {
    slug: String,
    devices: [DeviceRow; 2],
    oracle: Passages,
    /// Device, message; in the order in which they are heard.
    said: Vec<(usize, Heard)>,
}

const DAY: i64 = 86_400;
/// Vehicles of a lot.
const VEHICLES: u64 = 2_000;
/// How far from its place a message is heard.
const OUT_OF_ORDER: usize = 400;

/// What two devices of a lot say of so many passages: the second's clock is a day fast and it says so late, some readings are unsure,
/// some are read twice, some numbers are used twice, and the second is offline for a part of the time.
fn play(dice: &mut Dice, gate: &mut Gate, passages: u64) {
    let mut sequences = [0_u64; 2];
    let (mut online, mut backlog) = (Vec::new(), Vec::new());
    let mut at = NOW - 30 * DAY;
    for _ in 0..passages {
        at += i64::try_from(dice.below(3)).unwrap();
        let by = usize::from(dice.below(3) == 0);
        let second = if by == 1 { at + DAY } else { at };
        let plate = dice.below(VEHICLES);
        let contradicts = dice.below(500) == 0 && sequences[by] > 0;
        sequences[by] += u64::from(!contradicts);
        let heard = Heard {
            sequence: sequences[by],
            what: HeardWhat::Passage {
                at: Timestamp::from_second(second).unwrap(),
                way: if dice.below(2) == 0 { Way::Entry } else { Way::Exit },
                plate: plate_of(plate),
                colour: Colour::Blue,
                confidence: if dice.below(40) == 0 { 30 } else { 95 },
                lane: 1,
                image: None,
            },
        };
        let offline = by == 1 && dice.below(4) > 0;
        let to = if offline { &mut backlog } else { &mut online };
        if dice.below(8) == 0 {
            to.push((by, heard.clone()));
        }
        to.push((by, heard));
    }
    // Windows that lie over each other carry a message a long way, but not everywhere.
    for from in (0..online.len()).step_by(OUT_OF_ORDER / 2) {
        let until = (from + OUT_OF_ORDER).min(online.len());
        dice.shuffle(&mut online[from..until]);
    }
    dice.shuffle(&mut backlog);
    let clock = Heard {
        sequence: 0,
        what: HeardWhat::Clock { seconds: -DAY },
    };
    let middle = online.len() / 2;
    gate.said.extend(online.drain(..middle));
    gate.said.push((1, clock));
    gate.said.extend(backlog);
    gate.said.extend(online);
}

fn what_of(heard: &HeardWhat) -> What {
    match heard {
        HeardWhat::Clock { seconds } => What::Clock { seconds: *seconds },
        HeardWhat::Passage {
            at,
            way,
            plate,
            colour,
            confidence,
            lane,
            ..
        } => What::Passage(Passage {
            at: Second(at.as_second()),
            way: *way,
            plate: vehicle(plate),
            colour: *colour,
            confidence: *confidence,
            lane: *lane,
            image: None,
        }),
        HeardWhat::Count { .. } | HeardWhat::Bay { .. } => unreachable!("only passages and clocks are said here"),
    }
}

fn vehicle(plate: &str) -> VehicleId {
    VehicleId(plate.trim_start_matches("鲁HI").parse::<u64>().unwrap() + 1)
}

fn id(device: i64, sequence: u64) -> MessageId {
    MessageId {
        device: DeviceId(u32::try_from(device).unwrap()),
        sequence,
    }
}

/// Has the desk correct or void a passage, here and in the oracle. The desk's own device has a number that no gate has.
fn amend(town: &Town, dice: &mut Dice, gate: &mut Gate, passage: (i64, u64)) {
    let second = town.now.fetch_add(1_000_000, Ordering::SeqCst) / 1_000_000 + 1;
    town.now.store(second * 1_000_000, Ordering::SeqCst);
    let (target, said_at, reason) = (id(passage.0, passage.1), Second(second), Reason::Misread);
    let what = if dice.below(3) == 0 {
        town.service.void_passage(&town.clerk, passage, reason).unwrap();
        What::Void {
            passage: target,
            at: said_at,
            reason,
        }
    } else {
        let plate = plate_of(dice.below(VEHICLES));
        let corrected = town
            .service
            .correct_passage(&town.clerk, passage, Some(&plate), None, None, reason);
        corrected.unwrap();
        What::Correct {
            passage: target,
            at: said_at,
            plate: Some(vehicle(&plate)),
            way: None,
            time: None,
            reason,
        }
    };
    let id = MessageId {
        device: DeviceId(u32::MAX),
        sequence: u64::try_from(second).unwrap(),
    };
    gate.oracle.receive(&Message { id, what }).unwrap();
}

/// Entry with its second, exit with its second.
type Stays = BTreeMap<(i64, u64), (i64, Option<((i64, u64), i64)>)>;

fn stays_of(store: &Store, lot: i64) -> (Stays, HashMap<(i64, u64), i64>) {
    let rows = store
        .read::<_, StoreError>(|r| stays::of_lot(r, HERE, lot, i64::MIN, u32::MAX))
        .unwrap();
    let vehicles = rows.iter().map(|row| (row.entry, row.vehicle)).collect();
    let stays = rows.into_iter().map(|row| (row.entry, (row.entry_second, row.exit)));
    (stays.collect(), vehicles)
}

/// Holds what is kept of a lot against what the oracle says.
fn compare(store: &Store, gate: &Gate) {
    let (kept, vehicles) = stays_of(store, gate.devices[0].lot);
    let key = |id: MessageId| (i64::from(id.device.0), id.sequence);
    let mut expected = Stays::new();
    let mut numbers: BTreeMap<VehicleId, i64> = BTreeMap::new();
    for stay in gate.oracle.stays() {
        let exit = stay.exit.map(|(at, id)| (key(id), at.0));
        expected.insert(key(stay.entry), (stay.from.0, exit));
        if let Some(number) = vehicles.get(&key(stay.entry)) {
            let known = numbers.entry(stay.plate).or_insert(*number);
            assert_eq!(known, number, "{}: a vehicle has one number", gate.slug);
        }
    }
    assert!(
        kept == expected,
        "{}: {} stays kept, {} expected",
        gate.slug,
        kept.len(),
        expected.len()
    );
    let work = store
        .read::<_, StoreError>(|r| messages::work(r, HERE, Some(gate.devices[0].lot), u32::MAX))
        .unwrap();
    // The oracle's desk speaks under another number, so of its words only how many there are can be compared.
    let named = |(key, number): ((i64, u64), Option<u8>)| (if number == Some(5) { (0, 0) } else { key }, number);
    let mut work: Vec<_> = work.iter().map(|(row, _)| named((row.key, row.work))).collect();
    let expected = gate.oracle.work().map(|work| {
        let (id, number) = match work {
            Work::EntryUnpaired(id) => (id, 1),
            Work::ExitUnpaired(id) => (id, 2),
            Work::Unsure(id) => (id, 3),
            Work::Contradicted(id) => (id, 4),
            Work::TargetMissing(id) => (id, 5),
        };
        named((key(*id), Some(number)))
    });
    let mut expected: Vec<_> = expected.collect();
    work.sort_unstable();
    expected.sort_unstable();
    assert!(
        work == expected,
        "{}: {} things to do, {} expected",
        gate.slug,
        work.len(),
        expected.len()
    );
}

fn disorder(town: &Town, lots: usize, passages: u64) {
    let mut dice = Dice(20_260_511);
    let mut total = 0;
    for number in 0..lots {
        let slug = format!("lot-{number}");
        put_lot(&town.service, &town.keeper, &slug, None);
        let device = |nth: u8| put_device(&town.service, &town.keeper, &slug, &format!("{slug}-{nth}"));
        let mut gate = Gate {
            devices: [device(1), device(2)],
            oracle: Passages::new(CONFIDENCE_MIN),
            said: Vec::new(),
            slug,
        };
        play(&mut dice, &mut gate, passages);
        let said = std::mem::take(&mut gate.said);
        total += said.len();
        let mut rest = said.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at((1 + dice.index(500)).min(rest.len()));
            let mut last = None;
            for (by, device) in gate.devices.clone().iter().enumerate() {
                let of: Vec<Heard> = now
                    .iter()
                    .filter(|(of, _)| *of == by)
                    .map(|(_, heard)| heard.clone())
                    .collect();
                for (heard, taken) in of.iter().zip(town.service.hear(device, of.clone()).unwrap()) {
                    let message = Message {
                        id: id(device.id, heard.sequence),
                        what: what_of(&heard.what),
                    };
                    gate.oracle.receive(&message).unwrap();
                    if taken.unwrap() == Taken::New && heard.sequence > 0 {
                        last = Some((device.id, heard.sequence));
                    }
                }
            }
            if let Some(passage) = last.filter(|_| dice.below(3) == 0) {
                amend(town, &mut dice, &mut gate, passage);
            }
            rest = later;
        }
        let store = Store::open_reader(&town.target).unwrap();
        compare(&store, &gate);
    }
    eprintln!("{total} messages in {lots} lots");
}

#[test]
fn a_city_in_disorder_has_the_stays_that_remembering_everything_leads_to() {
    if nightly() {
        // Two of three messages come once, the rest are doubles: five million in all.
        disorder(&open(Backend::Sqlite), 45, 100_000);
        on_postgres("disorder_at_large", |backend| disorder(&open(backend), 5, 100_000));
    } else {
        each_backend("disorder_at_large", |town| disorder(&town, 2, 4_000));
    }
}

const THREADS: u64 = 16;
/// One of those who all want a place: books, asks twice, gives up now and then. Gives what it was promised in the end.
fn want(town: &Town, thread: u64, attempts: u64) -> Promised {
    let mut dice = Dice(thread + 1);
    let mut promised = Promised::new();
    for attempt in 0..attempts {
        let form = wish(&mut dice, u128::from(thread << 40 | attempt));
        let view = book(&town.service, &form);
        if attempt.is_multiple_of(16) {
            let again = book(&town.service, &form);
            let number = |view: &Option<BookingView>| view.as_ref().map(|view| view.number);
            assert_eq!(number(&again), number(&view), "asking twice is asking once");
        }
        if let Some(view) = view {
            let interval = view.booking.interval;
            let held = promised.insert(view.number, kept(interval.start().0, interval.end().0));
            assert!(held.is_none(), "{} was promised twice", view.number);
        }
        if let Some(number) = promised.keys().next().copied().filter(|_| dice.below(4) == 0) {
            town.service.cancel_booking(1, "east", number).unwrap();
            promised.remove(&number);
        }
    }
    promised
}

#[test]
fn what_everybody_wants_at_once_is_promised_to_as_many_as_there_are_places() {
    each_backend("wanted", |town| {
        put_lot(&town.service, &town.keeper, "east", Some(TERMS));
        let attempts = if nightly() { 1_000_000 } else { 50_000 } / THREADS;
        let promised: Promised = std::thread::scope(|scope| {
            let town = &town;
            let threads: Vec<_> = (0..THREADS)
                .map(|thread| scope.spawn(move || want(town, thread, attempts)))
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let most = busiest(&promised);
        assert!(most <= QUOTA, "{most} places of {QUOTA} are promised");
        assert!(
            most == QUOTA && promised.len() > 100,
            "the lot was contended: {most}, {}",
            promised.len()
        );
        let store = Store::open_reader(&town.target).unwrap();
        let lot = town.service.parking().unwrap().lot("east").unwrap().row.id;
        let rows = store.read::<_, StoreError>(|r| bookings::of_lot(r, HERE, lot, 0, u32::MAX));
        let kept: BTreeSet<u64> = rows
            .unwrap()
            .into_iter()
            .filter(|row| row.state == "reserved")
            .map(|row| row.booking)
            .collect();
        assert_eq!(
            kept,
            promised.keys().copied().collect(),
            "what was promised is what is kept"
        );
    });
}

//! Parking through its use cases: what was heard in disorder leads to the stays that remembering everything leads to.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use common::{House, config, folder, on_postgres};
use jiff::Timestamp;
use shishi_kernel::{Actor, Fen, Role};
use shishi_service::parking::{BookForm, Heard, HeardWhat, Taken};
use shishi_service::parking_rows::lots::{DeviceRow, LotRow};
use shishi_service::parking_rules::booking::VehicleId;
use shishi_service::parking_rules::passages::{
    Colour, DeviceId, Message, MessageId, Passage, Passages, Reason, Second, Way, What, Work,
};
use shishi_service::{Backend, Service};

/// The time of the tests.
const NOW: &str = "2026-05-11T04:00:00Z";
const CONFIDENCE_MIN: u8 = 60;

struct Desk {
    service: Service,
    keeper: Actor,
    clerk: Actor,
    hand: Hand,
    _folder: tempfile::TempDir,
}

/// A clock that a test sets.
#[derive(Clone)]
struct Hand(Arc<AtomicI64>);

impl Hand {
    fn set(&self, text: &str) {
        self.0
            .store(text.parse::<Timestamp>().unwrap().as_microsecond(), Ordering::SeqCst);
    }
}

fn open(backend: Backend) -> Desk {
    let folder = folder();
    let hand = Hand(Arc::default());
    hand.set(NOW);
    let told = hand.clone();
    let clock = Arc::new(move || Timestamp::from_microsecond(told.0.load(Ordering::SeqCst)).unwrap());
    let house = House::open(config(folder.path(), backend, clock));
    let unit = house.page("2020-19").row.leads[0].id;
    Desk {
        keeper: house.supervisor.clone(),
        clerk: house.join("clerk", Role::Clerk, Some(unit)),
        service: house.service,
        hand,
        _folder: folder,
    }
}

fn lot(slug: &str, terms: Option<&str>) -> LotRow {
    LotRow {
        id: 0,
        slug: slug.into(),
        name: format!("{slug}停车场"),
        setting: "surface".into(),
        access: "public".into(),
        latitude: 35_400_000,
        longitude: 116_600_000,
        operator: "某停车管理公司".into(),
        opened_on: None,
        capacity: 50,
        counting: "gate".into(),
        outline: None,
        height_cm: None,
        stay_minutes_max: None,
        hours: String::new(),
        tariff: Some("plain".into()),
        confidence_min: CONFIDENCE_MIN,
        terms: terms.map(ToOwned::to_owned),
        revision: 0,
    }
}

const PLAIN: &str = "shishi-tariff 1\nname: 平价\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                     window day: otherwise\nfree: 30 min, lapses, each stay\nrate day: then 2 yuan per 1 h\ncap 24h: 20 yuan\n";

fn set_up(desk: &Desk, terms: Option<&str>) -> DeviceRow {
    desk.service.put_tariff(&desk.keeper, "plain", PLAIN).unwrap();
    desk.service
        .put_lot(&desk.keeper, lot("east", terms), Vec::new(), Vec::new())
        .unwrap();
    let token = desk.service.put_device(&desk.keeper, "east", "gate-1", "lane").unwrap();
    desk.service.device_by_token("gate-1", &token).unwrap()
}

fn each_backend(name: &str, check: fn(Desk)) {
    check(open(Backend::Sqlite));
    on_postgres(name, |backend| check(open(backend)));
}

fn passage(sequence: u64, second: i64, way: Way, plate: &str, confidence: u8) -> Heard {
    let at = NOW.parse::<Timestamp>().unwrap().as_second() + second;
    Heard {
        sequence,
        what: HeardWhat::Passage {
            at: Timestamp::from_second(at).unwrap(),
            way,
            plate: plate.into(),
            colour: Colour::Blue,
            confidence,
            lane: 1,
            image: None,
        },
    }
}

fn hear(desk: &Desk, device: &DeviceRow, messages: Vec<Heard>) -> Vec<String> {
    let taken = desk.service.hear(device, messages).unwrap();
    let word = |taken: &Result<Taken, _>| match taken {
        Ok(taken) => format!("{taken:?}"),
        Err(error) => shishi_service::ServiceError::code(error).to_owned(),
    };
    taken.iter().map(word).collect()
}

#[test]
fn a_stay_is_priced_when_it_ends_and_corrected_when_messages_say_so() {
    each_backend("priced", |desk| {
        let gate = set_up(&desk, None);
        let fees = |desk: &Desk| {
            let stays = desk.service.stays_of_lot(&desk.clerk, "east", None).unwrap();
            stays
                .iter()
                .map(|view| (view.plate.clone().unwrap(), view.stay.exit.is_some(), view.stay.fee))
                .collect::<Vec<_>>()
        };
        let said = vec![
            passage(1, -7_200, Way::Entry, "鲁H·IO001", 98),
            passage(2, -600, Way::Exit, "鲁HIO001", 97),
            passage(3, -500, Way::Entry, "鲁HIO002", 20),
            passage(4, -400, Way::Exit, "鲁HIO003", 99),
            passage(5, -300, Way::Entry, "鲁HIO00100000", 99),
            passage(6, 9 * 86_400, Way::Entry, "鲁HIO001", 99),
            passage(7, -300, Way::Entry, "鲁HIO001", 101),
        ];
        assert_eq!(
            hear(&desk, &gate, said.clone()),
            [
                "New",
                "New",
                "New",
                "New",
                "plate.long",
                "passage.time_bad",
                "passage.confidence_bad"
            ]
        );
        assert_eq!(hear(&desk, &gate, said)[..4], ["Before", "Before", "Before", "Before"]);
        assert_eq!(fees(&desk), [("鲁H***01".to_owned(), true, Some(Fen(400)))]);
        let work = desk.service.parking_work(&desk.clerk, Some("east")).unwrap();
        let work: Vec<_> = work
            .iter()
            .map(|work| (work.message.key.1, work.message.work))
            .collect();
        assert_eq!(work, [(4, Some(2)), (3, Some(3))]);
        // The unsure one was 鲁HIO003 in truth, and with that the exit has its entry.
        let reason = Reason::Misread;
        let correct = |plate| {
            desk.service
                .correct_passage(&desk.clerk, (gate.id, 3), Some(plate), None, None, reason)
        };
        assert_eq!(correct("鲁H").unwrap_err().code(), "plate.short");
        correct("鲁HIO003").unwrap();
        assert_eq!(
            fees(&desk),
            [
                ("鲁H***03".to_owned(), true, Some(Fen(0))),
                ("鲁H***01".to_owned(), true, Some(Fen(400)))
            ]
        );
        assert!(desk.service.parking_work(&desk.clerk, None).unwrap().is_empty());
        desk.hand.set("2026-05-11T04:00:01Z");
        desk.service.void_passage(&desk.clerk, (gate.id, 2), reason).unwrap();
        assert_eq!(fees(&desk)[1], ("鲁H***01".to_owned(), false, None));
        let twice = passage(2, -601, Way::Exit, "鲁HIO001", 97);
        assert_eq!(hear(&desk, &gate, vec![twice]), ["Contradicts"]);
        assert!(desk.service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

/// A generator that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Plate, entry and exit of stays; device, number and kind of work.
type Said = (BTreeSet<(u64, i64, Option<i64>)>, BTreeSet<(i64, u64, u8)>);

/// Says what is in the store in the words of the oracle.
fn store_says(desk: &Desk, plates: &[String]) -> Said {
    let masked: BTreeMap<String, u64> = plates
        .iter()
        .zip(1..)
        .map(|(plate, number)| (plate.clone(), number))
        .collect();
    let stays = desk.service.stays_of_lot(&desk.clerk, "east", None).unwrap();
    let stays = stays.into_iter().map(|view| {
        let plate = view.plate.unwrap().replace("***", "");
        (
            masked[&plate],
            view.stay.entry_second,
            view.stay.exit.map(|(_, second)| second),
        )
    });
    let work = desk.service.parking_work(&desk.clerk, Some("east")).unwrap();
    let work = work
        .iter()
        .map(|work| (work.message.key.0, work.message.key.1, work.message.work.unwrap()));
    (stays.collect(), work.collect())
}

#[test]
fn any_order_and_company_leads_to_the_stays_that_remembering_everything_leads_to() {
    each_backend("disorder", |desk| {
        let gate = set_up(&desk, None);
        let token = desk.service.put_device(&desk.keeper, "east", "gate-2", "lane").unwrap();
        let other = desk.service.device_by_token("gate-2", &token).unwrap();
        let base = NOW.parse::<Timestamp>().unwrap().as_second() - 6 * 86_400;
        // Two characters at each end tell them apart also when masked.
        let plates: Vec<String> = (1..=8).map(|n| format!("鲁HIOX0{n}")).collect();
        let keys: Vec<String> = (1..=8).map(|n| format!("鲁H0{n}")).collect();
        let mut dice = Dice(7);
        let mut oracle = Passages::new(CONFIDENCE_MIN);
        let mut said: Vec<(DeviceRow, Heard)> = Vec::new();
        for sequence in 1..=220_u64 {
            let device = if dice.below(2) == 0 { &gate } else { &other };
            let what = match dice.below(20) {
                0 => HeardWhat::Clock {
                    seconds: i64::try_from(dice.below(7_200)).unwrap() - 3_600,
                },
                _ => {
                    // Few vehicles and coarse seconds, so that everything meets everything.
                    let second = base + i64::try_from(dice.below(40) * 600).unwrap();
                    let way = if dice.below(2) == 0 { Way::Entry } else { Way::Exit };
                    let plate = &plates[usize::try_from(dice.below(8)).unwrap()];
                    let confidence = if dice.below(12) == 0 { 30 } else { 95 };
                    let Heard { mut what, .. } = passage(0, 0, way, plate, confidence);
                    if let HeardWhat::Passage { at, .. } = &mut what {
                        *at = Timestamp::from_second(second).unwrap();
                    }
                    what
                }
            };
            // One in fifteen numbers is used for two contents.
            let sequence = if dice.below(15) == 0 {
                sequence.max(2) - 1
            } else {
                sequence
            };
            said.push((device.clone(), Heard { sequence, what }));
            if dice.below(6) == 0 {
                let again = said[usize::try_from(dice.below(said.len() as u64)).unwrap()].clone();
                said.push(again);
            }
        }
        for at in (1..said.len()).rev() {
            said.swap(at, usize::try_from(dice.below(at as u64 + 1)).unwrap());
        }
        for (device, heard) in &said {
            let what = match &heard.what {
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
                    plate: VehicleId(plates.iter().position(|known| known == plate).unwrap() as u64 + 1),
                    colour: *colour,
                    confidence: *confidence,
                    lane: *lane,
                    image: None,
                }),
                _ => unreachable!("only these are said here"),
            };
            let id = MessageId {
                device: DeviceId(u32::try_from(device.id).unwrap()),
                sequence: heard.sequence,
            };
            oracle.receive(&Message { id, what }).unwrap();
        }
        // Several at once, in pieces of any size.
        let mut rest = said.as_slice();
        while !rest.is_empty() {
            let size = usize::try_from(1 + dice.below(9)).unwrap().min(rest.len());
            let (now, later) = rest.split_at(size);
            for device in [&gate, &other] {
                let of: Vec<Heard> = now
                    .iter()
                    .filter(|(by, _)| by.id == device.id)
                    .map(|(_, heard)| heard.clone())
                    .collect();
                hear(&desk, device, of);
            }
            rest = later;
        }
        let stays: BTreeSet<_> = oracle
            .stays()
            .map(|stay| (stay.plate.0, stay.from.0, stay.exit.map(|(at, _)| at.0)))
            .collect();
        let work: BTreeSet<_> = oracle
            .work()
            .map(|work| {
                let (id, number) = match work {
                    Work::EntryUnpaired(id) => (id, 1),
                    Work::ExitUnpaired(id) => (id, 2),
                    Work::Unsure(id) => (id, 3),
                    Work::Contradicted(id) => (id, 4),
                    Work::TargetMissing(id) => (id, 5),
                };
                (i64::from(id.device.0), id.sequence, number)
            })
            .collect();
        let (store_stays, store_work) = store_says(&desk, &keys);
        assert!(stays.len() > 30 && work.len() > 20, "{} {}", stays.len(), work.len());
        assert_eq!(store_stays, stays);
        assert_eq!(store_work, work);
    });
}

const TERMS: &str = r#"{"quota":2,"bays":[],"hold_minutes":30,"no_show_minutes":20,"confirm_minutes":null,"offer_minutes":10,
    "change_until_minutes":0,"cancel_until_minutes":0,"duration_min":15,"duration_max":1440,"ahead_max":10080,"open_max":2,
    "no_shows_max":3,"no_show_memory":43200,"waiting_max":5}"#;

fn form(plate: &str, from: i64, until: i64, request: u128) -> BookForm {
    let now = NOW.parse::<Timestamp>().unwrap().as_second();
    let at = |minute: i64| Timestamp::from_second(now + minute * 60).unwrap();
    BookForm {
        lot: "east".into(),
        plate: plate.into(),
        start: at(from),
        end: at(until),
        bay: None,
        wait: false,
        request,
    }
}

#[test]
fn a_booking_is_kept_over_a_restart_met_at_the_gate_and_released_when_nobody_comes() {
    each_backend("booked", |desk| {
        let gate = set_up(&desk, Some(TERMS));
        let state = |booking: &shishi_service::parking::BookingView| {
            shishi_service::parking::state_word(&booking.booking.state).to_owned()
        };
        let first = desk.service.book(Some(1), &form("鲁HIO001", 60, 120, 1)).unwrap();
        assert_eq!(
            desk.service.book(Some(1), &form("鲁HIO001", 60, 120, 1)).unwrap(),
            first
        );
        let second = desk.service.book(Some(2), &form("鲁HIO002", 60, 180, 2)).unwrap();
        let third = desk.service.book(Some(3), &form("鲁HIO003", 90, 180, 3)).unwrap();
        assert_eq!(
            [state(&first), state(&second), state(&third)],
            ["reserved", "reserved", "rejected"]
        );
        assert_eq!(
            desk.service.cancel_booking(2, "east", first.number).unwrap_err().code(),
            "not_found"
        );
        let given_up = desk.service.cancel_booking(2, "east", second.number).unwrap();
        assert_eq!(state(&given_up), "cancelled");
        let again = desk.service.book(Some(3), &form("鲁HIO003", 90, 180, 4)).unwrap();
        assert_eq!(state(&again), "reserved");
        desk.hand.set("2026-05-11T05:05:00Z");
        hear(&desk, &gate, vec![passage(1, 65 * 60 - 2, Way::Entry, "鲁HIO001", 99)]);
        let bookings = |desk: &Desk| {
            let rows = desk.service.bookings_of_lot(&desk.clerk, "east").unwrap();
            let open = rows.iter().filter(|row| [1, 4].contains(&row.number));
            open.map(|row| (row.number, row.state.clone())).collect::<Vec<_>>()
        };
        assert_eq!(bookings(&desk), [(1, "inside".to_owned()), (4, "reserved".to_owned())]);
        desk.hand.set("2026-05-11T05:51:00Z");
        desk.service.advance_bookings().unwrap();
        assert_eq!(bookings(&desk), [(1, "inside".to_owned()), (4, "no_show".to_owned())]);
        hear(&desk, &gate, vec![passage(2, 111 * 60, Way::Exit, "鲁HIO001", 99)]);
        assert_eq!(bookings(&desk)[0], (1, "fulfilled".to_owned()));
    });
}

#[test]
fn what_was_booked_long_ago_is_forgotten_and_its_number_given_to_nobody() {
    each_backend("forgotten", |desk| {
        set_up(&desk, Some(TERMS));
        let book = |plate: &str, from, request| {
            desk.service
                .book(Some(1), &form(plate, from, from + 60, request))
                .unwrap()
        };
        let first = book("鲁HIO001", 60, 1);
        let second = book("鲁HIO002", 60, 2);
        desk.service.cancel_booking(1, "east", second.number).unwrap();
        desk.hand.set("2026-05-11T06:00:00Z");
        desk.service.advance_bookings().unwrap();
        desk.hand.set("2026-08-01T00:00:00Z");
        desk.service.sweep().unwrap();
        let again = desk.service.cancel_booking(1, "east", first.number).unwrap_err();
        assert_ne!(again.code(), "not_found", "ninety days are not over");
        desk.hand.set("2026-08-10T00:00:00Z");
        desk.service.sweep().unwrap();
        let gone = desk.service.cancel_booking(1, "east", first.number).unwrap_err();
        assert_eq!(gone.code(), "not_found");
        // The last number is remembered for what it is, and the old question is a new one.
        let third = book("鲁HIO001", 60 * 24 * 92, 1);
        assert_eq!([first.number, second.number, third.number], [1, 2, 3]);
        assert!(desk.service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

/// Notes of two weeks, in which a lot is full from ten to four and nearly empty else, as an operator imports them.
fn habit(until: Timestamp) -> shishi_service::parking_rules::forecast::rows::LotReadings {
    use shishi_service::parking_rules::forecast::rows::{LotReadings, Reading};
    let until = until.as_second() / 60 + 480;
    let mut known = LotReadings::new("east".into(), 50.0);
    for minute in (until - 14 * 1_440..=until).step_by(15) {
        let hour = minute.rem_euclid(1_440) / 60;
        // Something differs from day to day, as nothing is learned from what never does.
        let differs = (minute / 15 * 7).rem_euclid(3);
        let occupied = if (10..16).contains(&hour) { 50 } else { 6 + differs };
        known.readings.push(Reading {
            minute,
            occupied: occupied as f64,
        });
    }
    known
}

#[test]
fn what_a_lot_usually_does_is_expected_of_it() {
    each_backend("parking_ahead", |desk| {
        use shishi_service::parking::Asked;
        use shishi_service::parking_rules::find::Question;
        use shishi_service::parking_rules::places::Point;
        set_up(&desk, None);
        // Twenty past nine in China: in an hour the lot is full, whatever it looks like now.
        desk.hand.set("2026-05-12T01:20:00Z");
        let now = desk.service.now();
        desk.service.count_vehicles(&desk.clerk, "east", 8).unwrap();
        let chance = |minutes: u32| {
            let live = desk.service.live().unwrap();
            let mut question = Question::new(Point::new(35_400_000, 116_600_000).unwrap(), Second(now.as_second()));
            question.arrive_minutes = minutes;
            let asked = Asked {
                question,
                minutes: None,
            };
            live.nearest_lots(&asked).first().and_then(|lot| lot.chance).unwrap()
        };
        desk.service.tend_forecast().unwrap();
        assert!(chance(75) > 0.9, "without notes what is seen now is what counts");

        let clerk = desk.service.import_occupancy(&desk.clerk, &[habit(now)]);
        assert_eq!(clerk.unwrap_err().code(), "forbidden");
        let mut strange = habit(now);
        strange.name = "nowhere".into();
        let imported = desk
            .service
            .import_occupancy(&desk.keeper, &[habit(now), strange])
            .unwrap();
        assert_eq!((imported.lots, imported.new), (1, 14 * 96));
        assert_eq!(imported.unknown, ["nowhere"]);
        assert_eq!(
            desk.service.import_occupancy(&desk.keeper, &[habit(now)]).unwrap().new,
            0,
            "what is known of a minute stays"
        );
        desk.service.tend_forecast().unwrap();
        assert!(chance(75) < 0.2, "{}", chance(75));
        assert!(chance(5) > 0.9, "what is seen now says more of the next minutes");
        let live = desk.service.live().unwrap();
        let (lot, _) = live.index().lots().next().unwrap();
        let expected = live.expected(lot, Second(now.as_second()));
        let at = |minutes: i64| {
            let ahead = expected.iter().find(|ahead| ahead.minutes >= minutes);
            ahead.map(|ahead| ahead.occupied.round())
        };
        assert!(at(1).unwrap() < 15.0 && at(60).unwrap() > 45.0, "{expected:?}");
        let later = Second(now.as_second() + 31 * 60);
        assert!(live.expected(lot, later).is_empty(), "an old forecast says nothing");
    });
}

#[test]
fn who_came_in_time_is_no_no_show_though_the_gate_tells_it_late() {
    each_backend("late", |desk| {
        let gate = set_up(&desk, Some(TERMS));
        for (request, plate) in [(1, "鲁HIO001"), (2, "鲁HIO002")] {
            desk.service.book(Some(1), &form(plate, 60, 120, request)).unwrap();
        }
        let states = |desk: &Desk| {
            let rows = desk.service.bookings_of_lot(&desk.clerk, "east").unwrap();
            rows.into_iter().map(|row| (row.number, row.state)).collect::<Vec<_>>()
        };
        // The gate is cut off from before the start of both until after their release.
        desk.hand.set("2026-05-11T05:30:00Z");
        desk.service.advance_bookings().unwrap();
        assert_eq!(states(&desk), [(1, "no_show".to_owned()), (2, "no_show".to_owned())]);
        hear(&desk, &gate, vec![passage(1, 70 * 60, Way::Entry, "鲁HIO001", 99)]);
        assert_eq!(states(&desk)[0], (1, "inside".to_owned()));
        // Of the second a whole visit is told at once.
        let visit = vec![
            passage(2, 65 * 60, Way::Entry, "鲁HIO002", 99),
            passage(3, 85 * 60, Way::Exit, "鲁HIO002", 99),
        ];
        hear(&desk, &gate, visit);
        assert_eq!(states(&desk)[1], (2, "fulfilled".to_owned()));
        // Neither counts as one who did not come, also for a state that is read anew.
        let strict = TERMS.replace(r#""no_shows_max":3"#, r#""no_shows_max":1"#);
        desk.service
            .put_lot(&desk.keeper, lot("east", Some(&strict)), Vec::new(), Vec::new())
            .unwrap();
        for (request, plate) in [(3, "鲁HIO001"), (4, "鲁HIO002")] {
            let again = desk.service.book(Some(1), &form(plate, 200, 260, request)).unwrap();
            let state = shishi_service::parking::state_word(&again.booking.state);
            assert_eq!(state, "reserved", "{plate}");
        }
        hear(&desk, &gate, vec![passage(4, 89 * 60, Way::Exit, "鲁HIO001", 99)]);
        assert_eq!(states(&desk)[0], (1, "fulfilled".to_owned()));
        assert!(desk.service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

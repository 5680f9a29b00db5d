//! Free minutes that are given by the civil day: a vehicle's stays in a lot use them one after another, in whatever order they become known.

mod common;

use std::sync::atomic::Ordering;

use common::charging::{SIGNS, code, placed};
use common::desk::{Desk, each_backend, lot, passage, second};
use shishi_kernel::Fen;
use shishi_service::parking::{ChargingWord, Heard};
use shishi_service::parking_rows::lots::DeviceRow;
use shishi_service::parking_rows::stays::StayRow;
use shishi_service::parking_rules::charging::Order;
use shishi_service::parking_rules::passages::{Reason, Second, Way};

const TARIFF: &str = "shishi-tariff 1\nname: 按日免费\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                      window day: otherwise\nfree: 60 min, kept, each day\nrate day: then 2 yuan per 1 h\n\
                      discount hour: 1 h\ncharging: waived, up to 2 h\n";

/// Times of the day of the tests, in UTC; in China it is eight hours later.
fn at(time: &str) -> String {
    format!("2020-09-14T{time}:00Z")
}

/// The two passages of a stay.
fn visit(sequence: u64, plate: &str, entry: &str, exit: &str) -> Vec<Heard> {
    vec![
        passage(sequence, &at(entry), Way::Entry, plate),
        passage(sequence + 1, &at(exit), Way::Exit, plate),
    ]
}

fn hear(desk: &Desk, gate: &DeviceRow, said: Vec<Heard>) {
    for taken in desk.service.hear(gate, said).unwrap() {
        taken.unwrap();
    }
}

/// The stays of a lot that ended, in the order of their entries: fee, free minutes used before, and with the stay. Each price told again with its
/// lines is the fee that was kept.
fn stays(desk: &Desk, of: &str) -> Vec<(i64, u32, u32)> {
    let listed = desk.service.stays_of_lot(&desk.clerk, of, None).unwrap();
    let mut ended: Vec<StayRow> = listed.into_iter().map(|view| view.stay).collect();
    ended.retain(|stay| stay.exit.is_some() && !stay.withdrawn);
    ended.sort_by_key(|stay| stay.entry_second);
    let found = ended.iter().map(|stay| {
        let price = desk.service.price_of_stay(stay).unwrap().unwrap();
        assert_eq!(Some(price.total), stay.fee, "{price:?}");
        let basis = desk.service.basis_of_stay(stay).unwrap();
        (price.total.0, basis.free_used, basis.free_through)
    });
    found.collect()
}

/// The desk says one thing at a time.
fn later(desk: &Desk) {
    desk.clock.fetch_add(1_000_000, Ordering::SeqCst);
}

fn open(desk: &Desk) -> DeviceRow {
    let (gate, _) = placed(desk);
    desk.service.put_tariff(&desk.keeper, "plain", TARIFF).unwrap();
    gate
}

#[test]
fn each_stay_of_a_day_finds_what_those_before_it_left() {
    each_backend("free_day", |desk| {
        let gate = open(&desk);
        desk.service
            .put_lot(&desk.keeper, lot("west"), Vec::new(), Vec::new())
            .unwrap();
        let token = desk.service.put_device(&desk.keeper, "west", "gate-2", "lane").unwrap();
        let west = desk.service.device_by_token("gate-2", &token).unwrap();
        // A gate that was cut off tells of the whole morning at once, and of another vehicle between.
        let mut said = visit(1, "鲁HIO001", "00:00", "00:20");
        said.extend(visit(3, "鲁HIO001", "01:00", "02:30"));
        said.extend(visit(5, "鲁HIO002", "02:35", "02:45"));
        said.push(passage(7, &at("03:00"), Way::Entry, "鲁HIO001"));
        hear(&desk, &gate, said);
        assert_eq!(stays(&desk, "east"), [(0, 0, 20), (200, 20, 60), (0, 0, 10)]);
        // What the one that is still there would pay now.
        let listed = desk.service.stays_of_lot(&desk.clerk, "east", None).unwrap();
        let inside = listed.into_iter().find(|view| view.stay.exit.is_none()).unwrap().stay;
        assert_eq!(desk.service.basis_of_stay(&inside).unwrap().free_used, 60);
        assert_eq!(desk.service.price_of_stay(&inside).unwrap().unwrap().total, Fen(200));
        // It stays over midnight, and the next day has free minutes of its own; what it used of those the stay after it has no more.
        desk.set("2020-09-15T02:00:00Z");
        hear(
            &desk,
            &gate,
            vec![passage(8, "2020-09-14T16:10:00Z", Way::Exit, "鲁HIO001")],
        );
        hear(
            &desk,
            &gate,
            vec![passage(9, "2020-09-15T00:00:00Z", Way::Entry, "鲁HIO001")],
        );
        let out = desk
            .service
            .pass_lane(&gate, passage(10, "2020-09-15T00:55:00Z", Way::Exit, "鲁HIO001"));
        assert_eq!(out.unwrap().fee, Some(Fen(200)));
        assert_eq!(stays(&desk, "east")[3..], [(2_600, 60, 10), (200, 10, 60)]);
        // Another lot gives its own.
        hear(&desk, &west, visit(1, "鲁HIO001", "03:00", "03:50"));
        assert_eq!(stays(&desk, "west"), [(0, 0, 50)]);
        assert!(desk.service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

#[test]
fn whatever_becomes_known_late_reaches_the_stays_after_it_and_none_before() {
    each_backend("free_late", |desk| {
        let gate = open(&desk);
        let service = &desk.service;
        hear(&desk, &gate, visit(1, "鲁HIO001", "01:00", "01:55"));
        hear(&desk, &gate, visit(3, "鲁HIO001", "02:00", "02:10"));
        assert_eq!(stays(&desk, "east"), [(0, 0, 55), (200, 55, 60)]);
        // An earlier stay is told last: it counts none of the later ones' minutes, and they have fewer.
        hear(&desk, &gate, visit(5, "鲁HIO001", "00:00", "00:20"));
        assert_eq!(stays(&desk, "east"), [(0, 0, 20), (200, 20, 60), (200, 60, 60)]);
        let listed = service.stays_of_lot(&desk.clerk, "east", None).unwrap();
        let mut ids: Vec<(i64, i64)> = listed
            .iter()
            .map(|view| (view.stay.entry_second, view.stay.id))
            .collect();
        ids.sort_unstable();
        let [(_, first), (_, middle), _] = ids[..] else {
            panic!("{ids:?}")
        };
        let owed = || service.bill_of_stay(middle).unwrap().unwrap().owed;
        assert_eq!(owed(), Fen(200));
        // A correction that leaves it five minutes.
        let exit = Some(at("00:05").parse().unwrap());
        let correct = |exit| service.correct_passage(&desk.clerk, (gate.id, 6), None, None, exit, Reason::Objection);
        correct(exit).unwrap();
        assert_eq!(stays(&desk, "east"), [(0, 0, 5), (0, 5, 60), (200, 60, 60)]);
        assert_eq!(owed(), Fen(0));
        later(&desk);
        correct(Some(at("00:20").parse().unwrap())).unwrap();
        assert_eq!(stays(&desk, "east"), [(0, 0, 20), (200, 20, 60), (200, 60, 60)]);
        // It was charging for a quarter of an hour, which its operator says late: those minutes were not free ones.
        let order = Order {
            number: code("O1"),
            connector: code("S1-01-1"),
            begin: Second(second(&at("00:05"))),
            end: Second(second(&at("00:20"))),
            watt_hours: 9_000,
            electricity: Fen(600),
            service: Fen(200),
            total: Fen(800),
            plate: None,
        };
        let word = ChargingWord::Charge(order, "鲁HIO001".into());
        service.hear_charging(SIGNS, vec![word]).unwrap();
        assert_eq!(stays(&desk, "east"), [(0, 0, 5), (0, 5, 60), (200, 60, 60)]);
        // An hour given by a shop leaves the first one nothing to be free of.
        service.give_voucher(&desk.clerk, first, "hour", "商户盖章").unwrap();
        assert_eq!(stays(&desk, "east"), [(0, 0, 0), (0, 0, 55), (200, 55, 60)]);
        assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

#[test]
fn a_stay_that_is_taken_back_gives_its_minutes_to_those_after_it() {
    each_backend("free_void", |desk| {
        let gate = open(&desk);
        let mut said = visit(1, "鲁HIO001", "00:00", "00:50");
        said.extend(visit(3, "鲁HIO001", "01:00", "01:50"));
        said.extend(visit(5, "鲁HIO002", "02:00", "02:50"));
        hear(&desk, &gate, said);
        assert_eq!(stays(&desk, "east"), [(0, 0, 50), (200, 50, 60), (0, 0, 50)]);
        // The first one was the other vehicle: that one has fewer now, and this one has more.
        for sequence in [1, 2] {
            later(&desk);
            let other = Some("鲁HIO002");
            let corrected =
                desk.service
                    .correct_passage(&desk.clerk, (gate.id, sequence), other, None, None, Reason::Misread);
            corrected.unwrap();
        }
        assert_eq!(stays(&desk, "east"), [(0, 0, 50), (0, 0, 50), (200, 50, 60)]);
        // And now it was neither.
        for sequence in [1, 2] {
            later(&desk);
            desk.service
                .void_passage(&desk.clerk, (gate.id, sequence), Reason::Test)
                .unwrap();
        }
        assert_eq!(stays(&desk, "east"), [(0, 0, 50), (0, 0, 50)]);
    });
}

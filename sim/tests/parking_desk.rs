//! The desk of parking: stays become lines of the journal, figures lead back to their entries, and plates are forgotten.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use common::{House, config, folder, on_postgres};
use jiff::Timestamp;
use shishi_kernel::{Actor, Date, Decimal, Fen, LeafId, Role};
use shishi_service::parking::{ChargingWord, Fed, Heard, HeardWhat, hot_spots};
use shishi_service::parking_rows::desk::IllegalRow;
use shishi_service::parking_rows::lots::{BayRow, DeviceRow, LotRow};
use shishi_service::parking_rules::charging::{Code, Finding, Order, Report, State};
use shishi_service::parking_rules::passages::{Colour, Second, Way};
use shishi_service::tcec102::Keys;
use shishi_service::tcec102::simulator::{Operator, Sketch};
use shishi_service::{Backend, Service, ServiceError};

/// The time of the tests: noon in China.
const NOW: &str = "2020-09-14T04:00:00Z";
const TARIFF: &str = "shishi-tariff 1\nname: 按时\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                      window day: otherwise\nfree: 30 min, lapses, each stay\nrate day: then 2 yuan per 1 h\n\
                      charging: waived, up to 2 h\n";

struct Desk {
    service: Service,
    keeper: Actor,
    clerk: Actor,
    auditor: Actor,
    clock: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn set(&self, text: &str) {
        self.clock.store(second(text) * 1_000_000, Ordering::SeqCst);
    }
}

fn second(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_second()
}

fn open(backend: Backend) -> Desk {
    let folder = folder();
    let clock = Arc::new(AtomicI64::new(second(NOW) * 1_000_000));
    let told = Arc::clone(&clock);
    let now = Arc::new(move || Timestamp::from_microsecond(told.load(Ordering::SeqCst)).unwrap());
    let house = House::open(config(folder.path(), backend, now));
    let unit = house.page("2020-19").row.leads[0].id;
    Desk {
        keeper: house.supervisor.clone(),
        clerk: house.join("clerk", Role::Clerk, Some(unit)),
        auditor: house.join("auditor", Role::Auditor, None),
        service: house.service,
        clock,
        _folder: folder,
    }
}

fn each_backend(name: &str, check: fn(Desk)) {
    check(open(Backend::Sqlite));
    on_postgres(name, |backend| check(open(backend)));
}

fn lot(slug: &str) -> LotRow {
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
        capacity: 0,
        counting: "gate".into(),
        outline: None,
        height_cm: None,
        stay_minutes_max: None,
        hours: String::new(),
        tariff: Some("plain".into()),
        confidence_min: 60,
        terms: None,
        revision: 0,
    }
}

fn bay(code: &str) -> BayRow {
    BayRow {
        id: 0,
        lot: 0,
        zone: String::new(),
        code: code.into(),
        latitude: 35_400_000,
        longitude: 116_600_000,
        classes: 0,
        smart_on: Some(Date::constant(2020, 9, 1)),
        state: None,
        seen_at: None,
    }
}

fn set_up(desk: &Desk) -> DeviceRow {
    let service = &desk.service;
    service.put_tariff(&desk.keeper, "plain", TARIFF).unwrap();
    let bays = ["A1", "A2", "A3"].map(bay).to_vec();
    service.put_lot(&desk.keeper, lot("east"), Vec::new(), bays).unwrap();
    let token = service.put_device(&desk.keeper, "east", "gate-1", "lane").unwrap();
    service.device_by_token("gate-1", &token).unwrap()
}

fn passage(sequence: u64, at: &str, way: Way, plate: &str) -> Heard {
    Heard {
        sequence,
        what: HeardWhat::Passage {
            at: at.parse().unwrap(),
            way,
            plate: plate.into(),
            colour: Colour::Green,
            confidence: 99,
            lane: 1,
            image: None,
        },
    }
}

/// One vehicle that left, one that is still there. Gives the first one's stay.
fn two_stays(desk: &Desk, gate: &DeviceRow) -> i64 {
    let said = vec![
        passage(1, "2020-09-14T00:00:00Z", Way::Entry, "鲁HIO001"),
        passage(2, "2020-09-14T03:00:00Z", Way::Exit, "鲁HIO001"),
        passage(3, "2020-09-14T02:00:00Z", Way::Entry, "鲁HIO002"),
    ];
    for taken in desk.service.hear(gate, said).unwrap() {
        taken.unwrap();
    }
    let stays = desk.service.stays_of_lot(&desk.clerk, "east", None).unwrap();
    stays.iter().find(|view| view.stay.exit.is_some()).unwrap().stay.id
}

#[test]
fn a_stay_is_a_line_of_the_journal_until_its_plate_is_forgotten() {
    each_backend("lines", |desk| {
        let service = &desk.service;
        let gate = set_up(&desk);
        let stay = two_stays(&desk, &gate);
        let receipt = |stay| service.parking_receipt(stay).map_err(|error| error.code().to_owned());
        assert_eq!(receipt(stay).unwrap_err(), "not_yet");
        assert_eq!(service.batch_stays().unwrap(), 1, "the one that left");
        assert_eq!(service.batch_stays().unwrap(), 0, "nothing changed since");
        assert_eq!(receipt(stay).unwrap_err(), "not_yet", "not under a checkpoint");
        service.publish_now().unwrap();
        let text = receipt(stay).unwrap();
        let checked = shishi_service::verify_batch_receipt(&text, Some(&service.journal_head().unwrap().vkey));
        assert!(checked.ok, "{:?}", checked.problems);
        assert!(text.contains("fee_fen") && !text.contains("HIO001"), "{text}");
        let leaf = service
            .leaf(service.batch_leaf_of_stay(stay).unwrap().unwrap())
            .unwrap()
            .unwrap();
        assert!(
            !leaf.body.contains("east"),
            "the journal knows a root alone: {}",
            leaf.body
        );
        // An exit that came later changes the stay, which becomes a line of a later batch.
        desk.set("2020-09-14T04:10:00Z");
        service
            .correct_passage(
                &desk.clerk,
                (gate.id, 2),
                None,
                None,
                Some("2020-09-14T03:30:00Z".parse().unwrap()),
                shishi_service::parking_rules::passages::Reason::Misread,
            )
            .unwrap();
        assert_eq!(service.batch_stays().unwrap(), 1);
        service.publish_now().unwrap();
        assert!(receipt(stay).unwrap().contains("03:30:00"));
        // The plate's days are over; its vehicle is not inside.
        desk.set("2020-10-20T04:00:00Z");
        service.sweep().unwrap();
        assert_eq!(receipt(stay).unwrap_err(), "not_found");
        let stays = service.stays_of_lot(&desk.clerk, "east", None).unwrap();
        let plates: Vec<Option<String>> = stays.into_iter().map(|view| view.plate).collect();
        assert_eq!(
            plates,
            [Some("鲁H***02".to_owned()), None],
            "who is inside is known still"
        );
        assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

#[test]
fn whoever_has_a_plate_shown_says_why_and_is_seen_by_the_auditor() {
    each_backend("looks", |desk| {
        let service = &desk.service;
        let gate = set_up(&desk);
        let stay = two_stays(&desk, &gate);
        let code = |result: Result<String, ServiceError>| result.map_err(|error| error.code().to_owned());
        assert_eq!(
            code(service.plate_of_stay(&desk.clerk, stay, " ab ")),
            Err("form.look_reason".into())
        );
        assert_eq!(
            code(service.plate_of_stay(&desk.auditor, stay, "核对投诉")),
            Err("forbidden".into())
        );
        assert_eq!(
            code(service.plate_of_stay(&desk.clerk, 999, "核对投诉")),
            Err("not_found".into())
        );
        assert_eq!(
            code(service.plate_of_stay(&desk.clerk, stay, "核对投诉")),
            Ok("鲁HIO001".into())
        );
        assert!(
            service.plate_looks(&desk.clerk).is_err(),
            "those who look do not see the log"
        );
        let looks = service.plate_looks(&desk.auditor).unwrap();
        let looks: Vec<(&str, &str)> = looks
            .iter()
            .map(|look| (look.login.as_str(), look.reason.as_str()))
            .collect();
        assert_eq!(looks, [("clerk", "核对投诉")]);
        assert_eq!(
            service.set_plate_days(&desk.keeper, 0).unwrap_err().code(),
            "form.plate_days"
        );
        service.set_plate_days(&desk.keeper, 365).unwrap();
        desk.set("2021-09-15T04:00:00Z");
        service.sweep().unwrap();
        assert!(service.plate_looks(&desk.auditor).unwrap().is_empty(), "a year later");
    });
}

#[test]
fn a_counted_figure_leads_back_to_the_entries_that_were_counted() {
    each_backend("fed", |desk| {
        let service = &desk.service;
        set_up(&desk);
        let commitment = service.commitment("2020-19").unwrap().unwrap();
        let measure = commitment.measures[0].id;
        let report = |actor: &Actor| service.feed_ledger(actor, Fed::SmartBays, Some("report-of-today"));
        assert_eq!(report(&desk.clerk).unwrap_err().code(), "form.feed_measure");
        service.set_parking_feed(&desk.keeper, Fed::SmartBays, measure).unwrap();
        assert!(report(&desk.keeper).is_err(), "who verifies does not report");
        let recorded = report(&desk.clerk).unwrap();
        assert!(report(&desk.clerk).unwrap().replayed);
        let fed = service.sources_of_record(recorded.leaf).unwrap().unwrap();
        assert_eq!((fed.figure, fed.sources.len()), (3, 1));
        let data = |leaf: LeafId| {
            let body = service.leaf(leaf).unwrap().unwrap().body;
            serde_json::from_str::<serde_json::Value>(&body).unwrap()["data"].clone()
        };
        let counted: i64 = fed
            .sources
            .iter()
            .map(|leaf| data(*leaf)["smart_bays"].as_i64().unwrap())
            .sum();
        assert_eq!(counted, 3);
        let told = data(recorded.leaf);
        assert_eq!(
            (told["value"].as_str(), told["sources"]["sources"].as_u64()),
            (Some("3"), Some(1))
        );
        assert_eq!(told["sources"]["root"].as_str().map(str::len), Some(64));
        let page = service.commitment("2020-19").unwrap().unwrap();
        let row = page.measures.iter().find(|row| row.id == measure).unwrap();
        assert_eq!(row.reported.as_ref().map(|value| value.value), Some(Decimal::from(3)));
    });
}

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

#[test]
fn charging_is_waived_at_the_exit_and_a_blocked_connector_is_found() {
    each_backend("charging", |desk| {
        let service = &desk.service;
        let gate = set_up(&desk);
        let keys = Keys::new(
            "313744932",
            &"a".repeat(16),
            &"b".repeat(16),
            &"c".repeat(16),
            &"d".repeat(16),
        )
        .unwrap();
        let sketch = Sketch {
            code: "S1".into(),
            name: "某充电站".into(),
            address: "某路1号".into(),
            place: (116_606_000, 35_401_000),
            bays: vec!["A1".into()],
            direct_every: 1,
        };
        let operator = Operator::new(keys, "http://desk.invalid/charging", &[sketch]).unwrap();
        let info = operator.stations()[0].clone();
        let connector = info.piles[0].connectors[0].connector.clone();
        service.put_stations(vec![info]).unwrap();
        let station = service.charging_stations().unwrap()[0].row.id;
        service
            .accept_station(&desk.keeper, station, Some("east"), None)
            .unwrap();
        let order = Order {
            number: code("O1"),
            connector: code(&connector),
            begin: Second(second("2020-09-14T00:10:00Z")),
            end: Second(second("2020-09-14T01:40:00Z")),
            watt_hours: 40_000,
            electricity: Fen(3_000),
            service: Fen(1_000),
            total: Fen(4_000),
            plate: None,
        };
        let state = |at: &str, state| {
            ChargingWord::State(Report {
                connector: code(&connector),
                at: Second(second(at)),
                state,
            })
        };
        let words = vec![
            ChargingWord::Charge(order, "鲁HIO001".into()),
            state("2020-09-14T02:50:00Z", State::Charging),
            state("2020-09-14T03:10:00Z", State::Occupied),
            state("2020-09-14T03:55:00Z", State::Occupied),
        ];
        service.hear_charging("313744932", words.clone()).unwrap();
        let locations = service.ocpi_locations().unwrap();
        assert_eq!(
            (locations.len(), locations[0].coordinates.latitude.as_str()),
            (1, "35.400000")
        );
        service.hear_charging("313744932", words).unwrap();
        let stay = two_stays(&desk, &gate);
        let stay = service.stay_at_desk(&desk.clerk, stay).unwrap().stay;
        // Three hours, of which 90 minutes were charging: two begun hours are left.
        assert_eq!(stay.fee, Some(Fen(400)));
        assert_eq!(service.price_of_stay(&stay).unwrap().unwrap().total, Fen(400));
        let found = service.charging_findings(&desk.clerk).unwrap();
        assert!(
            matches!(&found[..], [(row, Finding::PluggedAfter { minutes: 35, .. })] if row.name == "某充电站"),
            "{found:?}"
        );
        let accept = |day| service.accept_station(&desk.keeper, found[0].0.id, Some("east"), Some(day));
        assert_eq!(accept(Date::constant(2020, 12, 1)).unwrap_err().code(), "form.period");
        accept(Date::constant(2020, 9, 10)).unwrap();
        let feeds = service.parking_feeds(&desk.clerk).unwrap();
        let counted: Vec<(Fed, u32, usize)> = feeds
            .iter()
            .map(|feed| (feed.what, feed.now.figure, feed.now.sources.len()))
            .collect();
        assert_eq!(
            counted,
            [
                (Fed::SmartBays, 3, 1),
                (Fed::LotsOpened, 0, 0),
                (Fed::ChargingAccepted, 1, 1)
            ]
        );
    });
}

#[test]
fn the_board_and_the_figures_say_what_was_heard() {
    each_backend("figures", |desk| {
        let service = &desk.service;
        let gate = set_up(&desk);
        two_stays(&desk, &gate);
        service.count_vehicles(&desk.clerk, "east", 3).unwrap();
        let board = service.parking_board(&desk.auditor).unwrap();
        let lot = &board[0];
        assert_eq!((lot.capacity, lot.inside, lot.free, lot.work), (3, 1, Some(2), 0));
        assert_eq!(lot.count.map(|count| count.drift), Some(2));
        assert_eq!(lot.last_heard, Some(NOW.parse().unwrap()));
        let (from, until) = (Date::constant(2020, 9, 13), Date::constant(2020, 9, 14));
        let figures = service.parking_figures(&desk.auditor, None, from, until).unwrap();
        let of_lot = &figures.lots[0];
        assert_eq!(
            (of_lot.stays, of_lot.minutes_mean, of_lot.turnover_hundredths),
            (1, 180, 16)
        );
        assert_eq!(of_lot.fees, Fen(600));
        // Monday: in at 8, in at 10, out at 11.
        let monday = figures.inside_tenths[0];
        assert_eq!((monday[8], monday[9], monday[11], monday[12]), (0, 10, 20, 0));
        assert_eq!(
            service
                .parking_figures(&desk.auditor, None, until, from)
                .unwrap_err()
                .code(),
            "form.period"
        );
        let report = |place: &str| IllegalRow {
            id: 0,
            at: NOW.parse().unwrap(),
            latitude: 35_400_000,
            longitude: 116_600_000,
            place: place.into(),
            source: "hotline".into(),
            vehicles: 2,
        };
        let refused = service
            .report_illegal(&desk.clerk, report("红星路鲁HIO001"))
            .unwrap_err();
        assert_eq!(refused.code(), "form.plate_named");
        service.report_illegal(&desk.clerk, report("红星路北段")).unwrap();
        let day = jiff::SignedDuration::from_hours(24);
        let now: Timestamp = NOW.parse().unwrap();
        let reports = service.illegal_reports(&desk.auditor, now - day, now + day).unwrap();
        assert_eq!(hot_spots(&reports)[0].vehicles, 2);
    });
}

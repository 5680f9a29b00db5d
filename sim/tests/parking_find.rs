//! What is free now, through the service on both engines: what devices say is found at once, and what another process took soon after.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use common::{House, config, folder, on_postgres};
use jiff::Timestamp;
use shishi_kernel::Fen;
use shishi_service::parking::{Asked, Heard, HeardWhat};
use shishi_service::parking_rules::find::Question;
use shishi_service::parking_rules::passages::{Colour, Second, Way};
use shishi_service::parking_rules::places::Point;
use shishi_service::parking_rules::places::form::Form;
use shishi_service::{Backend, Service};

/// The time of the tests.
const NOW: i64 = 1_778_472_000;

const MAP: &str = "\
lot,zone,bay,name,setting,lat,lon,tariff,hours,bookable,realtime,capacity
south,,,南路停车场,surface,35.400000,116.600000,plain,24/7,yes,bays,
south,a,A-01,,,35.400000,116.600100,,,,,
south,a,A-02,,,35.400000,116.600200,,,,,
south,b,A-01,,,35.400000,116.600300,,,,,
east,,,东门停车楼,multi_storey,35.401000,116.601000,,Mo-Su 08:00-20:00,,gate,3
";

const PLAIN: &str = "shishi-tariff 1\nname: 平价\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                     window day: otherwise\nfree: 30 min, lapses, each stay\nrate day: then 2 yuan per 1 h\ncap 24h: 20 yuan\n";

struct Town {
    service: Service,
    clock: Arc<AtomicI64>,
    house: House,
    _folder: tempfile::TempDir,
}

fn town(backend: Backend) -> Town {
    let folder = folder();
    let clock = Arc::new(AtomicI64::new(NOW));
    let told = Arc::clone(&clock);
    let hand = Arc::new(move || Timestamp::from_second(told.load(Ordering::SeqCst)).unwrap());
    let house = House::open(config(folder.path(), backend, hand));
    let service = house.service.clone();
    service.put_tariff(&house.supervisor, "plain", PLAIN).unwrap();
    let imported = service
        .import_places(&house.supervisor, MAP.as_bytes(), Form::Csv)
        .unwrap();
    assert_eq!((imported.lots, imported.bays, imported.remarks.len()), (2, 3, 0));
    Town {
        service,
        clock,
        house,
        _folder: folder,
    }
}

fn each_backend(name: &str, check: fn(Town)) {
    check(town(Backend::Sqlite));
    on_postgres(name, |backend| check(town(backend)));
}

impl Town {
    fn hear(&self, lot: &str, code: &str, kind: &str, sequence: u64, what: HeardWhat) {
        let token = self
            .service
            .put_device(&self.house.supervisor, lot, code, kind)
            .unwrap();
        let device = self.service.device_by_token(code, &token).unwrap();
        let taken = self.service.hear(&device, vec![Heard { sequence, what }]).unwrap();
        assert!(taken[0].is_ok(), "{taken:?}");
    }

    fn bay(&self, sequence: u64, bay: &str, state: u8) {
        let (at, bay) = (self.service.now(), bay.to_owned());
        self.hear("south", "bays", "sensor", sequence, HeardWhat::Bay { at, bay, state });
    }

    fn passage(&self, sequence: u64, way: Way, plate: &str) {
        let what = HeardWhat::Passage {
            at: self.service.now(),
            way,
            plate: plate.into(),
            colour: Colour::Blue,
            confidence: 99,
            lane: 1,
            image: None,
        };
        self.hear("east", "gate", "lane", sequence, what);
    }

    fn asked(&self) -> Asked {
        let from = Point::new(35_400_000, 116_600_000).unwrap();
        Asked {
            question: Question::new(from, Second(self.service.now().as_second())),
            minutes: Some(90),
        }
    }

    fn bays(&self) -> Vec<(String, Option<Fen>)> {
        let live = self.service.live().unwrap();
        let found = live.nearest_bays(&self.asked());
        let name = |bay| live.index().bay(bay).unwrap().3.number.to_string();
        found.iter().map(|found| (name(found.bay), found.price)).collect()
    }

    fn free(&self, lot: &str) -> Option<u32> {
        let live = self.service.live().unwrap();
        let board = live.board(Second(self.service.now().as_second()));
        board.lots[live.index().lot_of(lot).unwrap().number() as usize]
            .occupancy
            .free
    }

    fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }
}

#[test]
fn what_is_said_is_found_and_what_is_old_is_withdrawn() {
    each_backend("find", |town| {
        assert!(town.bays().is_empty(), "nothing was said of any bay");
        town.bay(1, "b-A-01", 1);
        town.bay(2, "A-02", 1);
        town.bay(3, "a-A-01", 2);
        let price = Some(Fen(400));
        assert_eq!(town.bays(), [("A-02".to_owned(), price), ("b-A-01".to_owned(), price)]);
        assert_eq!(town.free("south"), Some(2));
        assert_eq!(town.free("east"), None, "nobody passed its gate");
        town.passage(1, Way::Entry, "鲁HIO001");
        assert_eq!(town.free("east"), Some(2));
        town.later(60);
        town.passage(2, Way::Exit, "鲁HIO001");
        assert_eq!(town.free("east"), Some(3));
        // A new lot leaves what is known of the others as it is.
        let more = MAP.replace("east", "west").replace("东门", "西门");
        town.service
            .import_places(&town.house.supervisor, more.as_bytes(), Form::Csv)
            .unwrap();
        assert_eq!(town.bays().len(), 2);
        assert_eq!((town.free("east"), town.free("west")), (Some(3), None));
        town.later(31 * 60);
        assert!(town.bays().is_empty());
        assert_eq!(town.free("east"), None);
    });
}

#[test]
fn counting_vehicles_sets_a_gate_right_and_hours_close_a_lot() {
    each_backend("counted", |town| {
        town.passage(1, Way::Entry, "鲁HIO001");
        let unit = town.house.page("2020-19").row.leads[0].id;
        let clerk = town.house.join("clerk", shishi_kernel::Role::Clerk, Some(unit));
        town.later(10);
        town.service.count_vehicles(&clerk, "east", 3).unwrap();
        town.later(40);
        town.service.tend_live().unwrap();
        assert_eq!(town.free("east"), Some(0));
        // It is noon; at nine in the evening the house is closed.
        town.later(9 * 3600);
        town.passage(2, Way::Exit, "鲁HIO001");
        let live = town.service.live().unwrap();
        let lots = live.nearest_lots(&town.asked());
        assert!(lots.is_empty(), "{lots:?}");
        assert_eq!(town.free("east"), Some(1));
    });
}

#[test]
fn what_another_process_took_is_seen_soon() {
    on_postgres("others", |backend| {
        let town = town(backend.clone());
        let folder = folder();
        let clock = Arc::clone(&town.clock);
        let hand = Arc::new(move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap());
        std::fs::create_dir_all(folder.path().join("keys")).unwrap();
        let mut other = config(folder.path(), backend, hand);
        other.data = town._folder.path().to_owned();
        let other = Service::open(other).unwrap();
        let now = Second(NOW);
        let free = |live: &shishi_service::parking::Live| {
            let question = Question {
                now,
                ..town.asked().question
            };
            let asked = Asked {
                question,
                minutes: None,
            };
            live.nearest_bays(&asked).len()
        };
        let live = other.live().unwrap();
        assert_eq!(free(&live), 0);
        town.bay(1, "A-02", 1);
        assert_eq!(free(&live), 0);
        town.later(5);
        other.tend_live().unwrap();
        assert_eq!(free(&other.live().unwrap()), 1);
    });
}

#[test]
fn a_map_comes_out_as_it_went_in() {
    let town = town(Backend::Sqlite);
    let first = town.service.export_places(Form::Csv).unwrap().unwrap();
    town.service
        .import_places(&town.house.supervisor, first.as_bytes(), Form::Csv)
        .unwrap();
    assert_eq!(town.service.export_places(Form::Csv).unwrap().unwrap(), first);
    let bad = town
        .service
        .import_places(&town.house.supervisor, b"lot,name\nA B,x\n", Form::Csv);
    assert_eq!(bad.unwrap_err().code(), "unreadable");
}

//! Bays that the desk closed, on both engines: not found, not booked, not counted, whatever a sensor says and however often the service is opened
//! again, until the desk opens them.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use common::town::TERMS;
use common::{House, config, folder, on_postgres};
use jiff::Timestamp;
use shishi_kernel::{Actor, Role};
use shishi_service::parking::{Asked, BookForm, Heard, HeardWhat, state_word};
use shishi_service::parking_rules::find::Question;
use shishi_service::parking_rules::passages::Second;
use shishi_service::parking_rules::places::Point;
use shishi_service::parking_rules::places::form::Form;
use shishi_service::{Backend, Service};

/// The time of the tests.
const NOW: i64 = 1_778_472_000;
const MAP: &str = "\
lot,zone,bay,name,setting,lat,lon,tariff,hours,bookable,realtime,capacity
south,,,南路停车场,surface,35.400000,116.600000,,24/7,yes,bays,
south,a,A1,,,35.400000,116.600100,,,,,
south,a,A2,,,35.400000,116.600200,,,,,
south,a,A3,,,35.400000,116.600300,,,,,
";
const WHY: &str = "地面塌陷，等待维修";

struct Town {
    service: Service,
    keeper: Actor,
    clerk: Actor,
    auditor: Actor,
    clock: Arc<AtomicI64>,
}

/// Opens the service over what is there, as after a restart.
fn again(folder: &std::path::Path, backend: Backend, clock: &Arc<AtomicI64>) -> shishi_service::ServiceConfig {
    let told = Arc::clone(clock);
    let hand = Arc::new(move || Timestamp::from_second(told.load(Ordering::SeqCst)).unwrap());
    config(folder, backend, hand)
}

/// A lot that guides to its three bays.
fn set_up(folder: &std::path::Path, backend: Backend) -> Town {
    let clock = Arc::new(AtomicI64::new(NOW));
    let house = House::open(again(folder, backend, &clock));
    let unit = house.page("2020-19").row.leads[0].id;
    let town = Town {
        keeper: house.supervisor.clone(),
        clerk: house.join("clerk", Role::Clerk, Some(unit)),
        auditor: house.join("auditor", Role::Auditor, None),
        service: house.service.clone(),
        clock,
    };
    town.service
        .import_places(&town.keeper, MAP.as_bytes(), Form::Csv)
        .unwrap();
    let known = town.service.parking().unwrap();
    let lot = known.lot("south").unwrap();
    let numbers: Vec<i64> = lot.bays.iter().map(|bay| bay.id).collect();
    let mut row = lot.row.clone();
    row.terms = Some(TERMS.replace("\"bays\":[]", &format!("\"bays\":{numbers:?}")));
    town.service.put_lot(&town.keeper, row, Vec::new(), Vec::new()).unwrap();
    town
}

impl Town {
    fn say_free(&self, sequence: u64) {
        let token = self
            .service
            .put_device(&self.keeper, "south", "bays", "sensor")
            .unwrap();
        let device = self.service.device_by_token("bays", &token).unwrap();
        for (number, bay) in (0..).zip(["A1", "A2", "A3"]) {
            let (at, bay) = (self.service.now(), bay.to_owned());
            let what = HeardWhat::Bay { at, bay, state: 1 };
            let sequence = sequence + number;
            let taken = self.service.hear(&device, vec![Heard { sequence, what }]).unwrap();
            assert!(taken[0].is_ok(), "{taken:?}");
        }
    }

    fn found(&self) -> Vec<String> {
        let live = self.service.live().unwrap();
        let from = Point::new(35_400_000, 116_600_000).unwrap();
        let question = Question::new(from, Second(self.service.now().as_second()));
        let found = live.nearest_bays(&Asked {
            question,
            minutes: None,
        });
        let name = |bay| live.index().bay(bay).unwrap().3.number.to_string();
        found.iter().map(|found| name(found.bay)).collect()
    }

    /// Bays in service, closed and free, as the desk has them; residents are told the same.
    fn board(&self) -> (u32, u32, Option<u32>) {
        let board = self.service.parking_board(&self.clerk).unwrap().remove(0);
        let live = self.service.live().unwrap();
        let public = live.board(Second(self.service.now().as_second())).lots[0].occupancy;
        assert_eq!((public.capacity, public.free), (board.capacity, board.free));
        (board.capacity, board.closed, board.free)
    }

    fn book(&self, pass: i64, plate: &str, bay: Option<&str>) -> Result<(u64, String, Option<String>), String> {
        let now = self.service.now().as_second();
        let form = BookForm {
            lot: "south".into(),
            plate: plate.into(),
            start: Timestamp::from_second(now + 3_600).unwrap(),
            end: Timestamp::from_second(now + 7_200).unwrap(),
            bay: bay.map(str::to_owned),
            wait: false,
            request: self.service.new_request(),
        };
        match self.service.book(Some(pass), &form) {
            Ok(view) => Ok((view.number, state_word(&view.booking.state).to_owned(), view.bay)),
            Err(error) => Err(error.code().to_owned()),
        }
    }

    fn close(&self, bay: &str, why: &str) -> Result<(), String> {
        let closed = self.service.close_bay(&self.clerk, "south", bay, why);
        closed.map_err(|error| error.code().to_owned())
    }

    fn open(&self, bay: &str) -> Result<(), String> {
        let opened = self.service.open_bay(&self.clerk, "south", bay);
        opened.map_err(|error| error.code().to_owned())
    }
}

fn check(backend: Backend) {
    let folder = folder();
    let mut town = set_up(folder.path(), backend.clone());
    town.say_free(1);
    assert_eq!(
        (town.found(), town.board()),
        (vec!["A1".into(), "A2".into(), "A3".into()], (3, 0, Some(3)))
    );
    let (pass, _) = town.service.new_pass().unwrap();
    let kept = || Some("A1".to_owned());
    assert_eq!(
        town.book(pass, "鲁HIO001", Some("A1")),
        Ok((1, "reserved".into(), kept()))
    );
    for (bay, why, code) in [("A9", WHY, "form.bay_unknown"), ("A1", "坏", "form.reason_length")] {
        assert_eq!(town.close(bay, why), Err(code.into()));
    }
    let auditor = town.service.close_bay(&town.auditor, "south", "A1", WHY);
    assert_eq!(auditor.unwrap_err().code(), "forbidden");
    town.close(" A1 ", WHY).unwrap();
    assert_eq!(town.close("A1", WHY), Err("form.bay_closed".into()));
    let left = (vec!["A2".to_owned(), "A3".into()], (2, 1, Some(2)));
    assert_eq!((town.found(), town.board()), left);
    // Neither its sensor nor a file opens it, nor does the service that is opened again.
    town.clock.fetch_add(60, Ordering::SeqCst);
    town.say_free(11);
    town.service
        .import_places(&town.keeper, MAP.as_bytes(), Form::Csv)
        .unwrap();
    assert_eq!((town.found(), town.board()), left);
    let export = town.service.export_places(Form::Csv).unwrap().unwrap();
    assert!(export.contains("A1"), "what is set up stays: {export}");
    let Town {
        service,
        keeper,
        clerk,
        auditor,
        clock,
    } = town;
    drop(service);
    let service = Service::open(again(folder.path(), backend, &clock)).unwrap();
    town = Town {
        service,
        keeper,
        clerk,
        auditor,
        clock,
    };
    assert_eq!((town.found(), town.board()), left);
    let closed = town.service.parking().unwrap().lot("south").unwrap().closed.clone();
    assert_eq!(
        closed
            .values()
            .map(|closure| closure.reason.as_str())
            .collect::<Vec<_>>(),
        [WHY]
    );
    // Whoever booked it before keeps the booking, and is not guided to it; the desk sees which it is. Nobody else gets it.
    let line = town.service.bookings_of_lot(&town.clerk, "south").unwrap().remove(0);
    assert_eq!((line.number, line.bay), (1, Some(("A1".to_owned(), false))));
    assert_eq!(town.service.own_parking(pass).unwrap().bookings[0].bay, None);
    assert_eq!(town.book(pass, "鲁HIO002", Some("A1")), Err("form.bay_closed".into()));
    assert_eq!(
        town.book(pass, "鲁HIO002", None),
        Ok((2, "reserved".into(), Some("A2".into())))
    );
    // Of two bays two are promised now.
    assert_eq!(town.book(pass, "鲁HIO003", None), Ok((3, "rejected".into(), None)));
    town.service.cancel_booking(pass, "south", 1).unwrap();
    assert_eq!(
        town.book(pass, "鲁HIO003", None),
        Ok((4, "reserved".into(), Some("A3".into())))
    );
    let journal = format!("{:?}", town.service.journal_recent(1, 20).unwrap());
    assert!(
        journal.contains("parking.bay_closed") && !journal.contains(WHY),
        "{journal}"
    );
    town.open("A1").unwrap();
    assert_eq!(town.open("A1"), Err("form.bay_open".into()));
    assert_eq!(
        (town.found(), town.board()),
        (vec!["A1".into(), "A2".into(), "A3".into()], (3, 0, Some(3)))
    );
    assert_eq!(
        town.book(pass, "鲁HIO005", Some("A1")),
        Ok((5, "reserved".into(), kept()))
    );
    // A lot of which nothing is left.
    for bay in ["A1", "A2", "A3"] {
        town.close(bay, WHY).unwrap();
    }
    assert_eq!((town.found(), town.board()), (Vec::new(), (0, 3, None)));
    town.clock.fetch_add(7_200, Ordering::SeqCst);
    assert_eq!(town.book(pass, "鲁HIO006", None), Ok((6, "rejected".into(), None)));
    assert!(town.service.doctor(&mut |_, _| ()).unwrap().ok());
}

#[test]
fn a_closed_bay_stays_closed_until_the_desk_opens_it() {
    check(Backend::Sqlite);
    on_postgres("closed", check);
}

#[test]
fn of_several_who_close_a_bay_at_once_one_does() {
    let several = |backend| {
        let folder = folder();
        let town = set_up(folder.path(), backend);
        let closed: Vec<Result<(), String>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| town.close("A2", WHY))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(closed.iter().filter(|closed| closed.is_ok()).count(), 1, "{closed:?}");
        assert!(closed.contains(&Err("form.bay_closed".into())), "{closed:?}");
    };
    several(Backend::Sqlite);
    on_postgres("closing", several);
}

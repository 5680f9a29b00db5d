//! Passes on both engines: what a browser without an account may see, who may prove a plate, and that deleting deletes.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use common::town::HERE;
use common::{House, config, folder, on_postgres};
use jiff::Timestamp;
use shishi_kernel::{Date, Role};
use shishi_service::parking::{BookForm, Forgotten, Heard, HeardWhat, Proof, state_word};
use shishi_service::parking_rows::lots::DeviceRow;
use shishi_service::parking_rows::{passes, vehicles};
use shishi_service::parking_rules::passages::{Colour, Way};
use shishi_service::parking_rules::places::form::Form;
use shishi_service::{Backend, Service, ServiceError};
use shishi_store::{Store, StoreError, Target};

/// The time of the tests.
const NOW: i64 = 1_778_472_000;
const MAP: &str = "lot,name,setting,lat,lon,bookable,realtime,capacity\neast,东门,surface,35.4,116.6,yes,gate,5\n\
                   west,西门,surface,35.4,116.5,yes,gate,5\n";

struct Town {
    service: Service,
    clock: Arc<AtomicI64>,
    gate: DeviceRow,
    house: House,
    target: Target,
    _folder: tempfile::TempDir,
}

fn town(backend: Backend) -> Town {
    let folder = folder();
    let target = match &backend {
        Backend::Postgres(address) => Target::Postgres(address.clone()),
        Backend::Sqlite | Backend::Scratch => Target::Sqlite(folder.path().join("shishi.sqlite")),
    };
    let clock = Arc::new(AtomicI64::new(NOW));
    let told = Arc::clone(&clock);
    let hand = Arc::new(move || Timestamp::from_second(told.load(Ordering::SeqCst)).unwrap());
    let house = House::open(config(folder.path(), backend, hand));
    let service = house.service.clone();
    let put = service.import_places(&house.supervisor, MAP.as_bytes(), Form::Csv);
    assert_eq!(put.unwrap().lots, 2);
    let token = service.put_device(&house.supervisor, "east", "gate", "lane").unwrap();
    let gate = service.device_by_token("gate", &token).unwrap();
    Town {
        service,
        clock,
        gate,
        house,
        target,
        _folder: folder,
    }
}

fn each_backend(name: &str, check: fn(Town)) {
    check(town(Backend::Sqlite));
    on_postgres(name, |backend| check(town(backend)));
}

impl Town {
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
        let taken = self.service.hear(&self.gate, vec![Heard { sequence, what }]).unwrap();
        assert!(taken[0].is_ok(), "{taken:?}");
    }

    fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    fn prove(&self, pass: i64, origin: &str, plate: &str, lot: &str, entered: i64) -> Result<(), String> {
        let proof = Proof {
            plate: plate.into(),
            lot: lot.into(),
            entered: Timestamp::from_second(entered).unwrap(),
        };
        let said = self.service.prove_plate(pass, origin, &proof);
        said.map_err(|error| error.code().to_owned())
    }

    fn wish(&self, plate: &str, hours: i64) -> BookForm {
        let start = self.service.now().as_second() + hours * 3600;
        BookForm {
            lot: "east".into(),
            plate: plate.into(),
            start: Timestamp::from_second(start).unwrap(),
            end: Timestamp::from_second(start + 3600).unwrap(),
            bay: None,
            wait: false,
            request: self.service.new_request(),
        }
    }

    fn book(&self, pass: i64, plate: &str, hours: i64) -> Result<u64, ServiceError> {
        let booked = self.service.book(Some(pass), &self.wish(plate, hours));
        booked.map(|view| view.number)
    }

    /// How many passes and how many plates are kept.
    fn kept(&self) -> (usize, usize) {
        let store = Store::open_reader(&self.target).unwrap();
        let numbers: Vec<i64> = (1..100).collect();
        let last = Date::constant(9999, 1, 1);
        let read = store.read::<_, StoreError>(|r| {
            let passes = passes::due(r, HERE, last, 100)?;
            Ok((passes.len(), vehicles::kept(r, HERE, &numbers)?.len()))
        });
        read.unwrap()
    }
}

#[test]
fn a_plate_is_proved_by_its_last_entry_and_by_nothing_else() {
    each_backend("proved", |town| {
        let (pass, token) = town.service.new_pass().unwrap();
        assert_eq!(town.service.pass(&token).unwrap(), Some(pass));
        assert_eq!(town.service.pass("other").unwrap(), None);
        town.passage(1, Way::Entry, "鲁HIO001");
        let unproved = Err("form.plate_unproved".to_owned());
        for (origin, plate, lot, entered, said) in [
            ("a", "鲁HIO002", "east", NOW, unproved.clone()),
            ("b", "鲁HIO001", "west", NOW, unproved.clone()),
            ("c", "鲁HIO001", "nowhere", NOW, unproved.clone()),
            ("d", "鲁HIO001", "east", NOW - 601, unproved.clone()),
            ("e", "鲁H", "east", NOW, Err("plate.short".to_owned())),
            ("f", "鲁H·IO001", "east", NOW + 600, Ok(())),
        ] {
            assert_eq!(town.prove(pass, origin, plate, lot, entered), said, "{origin}");
        }
        let own = town.service.own_parking(pass).unwrap();
        assert_eq!((own.plates, own.stays.len()), (vec!["鲁H***01".to_owned()], 1));
        assert_eq!(own.stays[0].lot, ("east".to_owned(), "东门".to_owned()));
        // Another pass sees nothing of it, and three days after the exit nothing is proved any more.
        let (other, _) = town.service.new_pass().unwrap();
        assert!(town.service.own_parking(other).unwrap().stays.is_empty());
        town.later(3600);
        town.passage(2, Way::Exit, "鲁HIO001");
        town.later(3 * 86_400 + 1);
        assert_eq!(town.prove(other, "g", "鲁HIO001", "east", NOW), unproved);
    });
}

#[test]
fn five_tries_an_hour_for_a_plate_and_for_an_address() {
    each_backend("tries", |town| {
        let (pass, _) = town.service.new_pass().unwrap();
        town.passage(1, Way::Entry, "鲁HIO001");
        for number in 0..5 {
            let plate = format!("鲁HIO01{number}");
            let said = town.prove(pass, "one address", &plate, "east", NOW);
            assert_eq!(said.unwrap_err(), "form.plate_unproved");
        }
        assert_eq!(
            town.prove(pass, "one address", "鲁HIO001", "east", NOW).unwrap_err(),
            "too_many"
        );
        for number in 0..5 {
            let said = town.prove(pass, &format!("address {number}"), "鲁HIO002", "east", NOW);
            assert_eq!(said.unwrap_err(), "form.plate_unproved");
        }
        assert_eq!(
            town.prove(pass, "new", "鲁HIO002", "east", NOW).unwrap_err(),
            "too_many"
        );
        town.later(3601);
        assert_eq!(town.prove(pass, "one address", "鲁HIO001", "east", NOW), Ok(()));
    });
}

#[test]
fn bookings_are_those_of_the_pass_and_deleting_deletes() {
    each_backend("deleted", |town| {
        let (pass, token) = town.service.new_pass().unwrap();
        let (other, _) = town.service.new_pass().unwrap();
        let number = town.book(pass, "鲁HIO001", 2).unwrap();
        let own = town.service.own_parking(pass).unwrap();
        assert_eq!(own.bookings.len(), 1);
        assert_eq!(own.bookings[0].row.state, "reserved");
        assert!(town.service.own_parking(other).unwrap().bookings.is_empty());
        let theirs = town.service.cancel_booking(other, "east", number);
        assert_eq!(theirs.unwrap_err().code(), "not_found");
        town.passage(1, Way::Entry, "鲁HIO002");
        assert_eq!(town.prove(pass, "a", "鲁HIO002", "east", NOW), Ok(()));
        town.later(600);
        town.passage(2, Way::Exit, "鲁HIO002");
        town.passage(3, Way::Entry, "鲁HIO003");
        assert_eq!(town.prove(pass, "a", "鲁HIO003", "east", NOW + 600), Ok(()));
        let forgotten = town.service.forget_pass(pass).unwrap();
        let expected = Forgotten {
            bookings: 1,
            plates: 1,
            inside: 1,
        };
        assert_eq!(forgotten, expected);
        assert_eq!(town.service.pass(&token).unwrap(), None);
        let unit = town.house.page("2020-19").row.leads[0].id;
        let clerk = town.house.join("clerk", Role::Clerk, Some(unit));
        let plates: Vec<Option<String>> = town
            .service
            .stays_of_lot(&clerk, "east", None)
            .unwrap()
            .into_iter()
            .map(|view| view.plate)
            .collect();
        assert_eq!(plates, [Some("鲁H***03".to_owned()), None]);
    });
}

#[test]
fn a_refusal_leaves_nothing_of_whoever_asked() {
    each_backend("refused", |town| {
        let (service, kept) = (&town.service, || town.kept());
        let refused = service.book_newcomer(&town.wish("鲁HIO001", -1));
        assert_eq!(refused.unwrap_err().code(), "booking.start_past");
        let pass = Some(service.new_pass().unwrap().0);
        let refused = service.book(pass, &town.wish("鲁HIO001", 24 * 30));
        assert_eq!(refused.unwrap_err().code(), "booking.start_far");
        assert_eq!(kept(), (1, 0), "nothing but the pass that was asked for");
        // A booking brings a pass and keeps the plate; who asks for the same again has them already.
        let form = town.wish("鲁HIO001", 2);
        let (view, token) = service.book_newcomer(&form).unwrap();
        let own = service.pass(&token.unwrap()).unwrap().unwrap();
        assert_eq!(service.own_parking(own).unwrap().bookings[0].row.booking, view.number);
        assert_eq!(service.book_newcomer(&form).unwrap(), (view, None));
        assert_eq!(kept(), (2, 1));
        // A no that is remembered is the lot's: it needs the plate's number and no pass.
        let (view, token) = service.book_newcomer(&town.wish("鲁HIO002", 2)).unwrap();
        assert_eq!((state_word(&view.booking.state), token), ("rejected", None));
        assert_eq!(kept(), (2, 2));
        // Of a plate that is known a refusal takes nothing away.
        let refused = service.book(pass, &town.wish("鲁HIO001", -1));
        assert_eq!(refused.unwrap_err().code(), "booking.start_past");
        assert_eq!(kept(), (2, 2));
    });
}

#[test]
fn what_is_not_used_is_erased_by_the_sweep() {
    each_backend("erased", |town| {
        let (_, unused) = town.service.new_pass().unwrap();
        let (_, used) = town.service.new_pass().unwrap();
        town.later(100 * 86_400);
        assert!(town.service.pass(&used).unwrap().is_some());
        town.later(81 * 86_400);
        town.service.sweep().unwrap();
        assert_eq!(town.service.pass(&unused).unwrap(), None);
        assert!(town.service.pass(&used).unwrap().is_some());
    });
}

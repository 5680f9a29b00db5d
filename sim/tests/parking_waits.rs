//! A provider that takes a request and never answers holds up nobody but those who ask it.

mod common;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use common::{House, config, folder, on_postgres};
use jiff::Timestamp;
use shishi_kernel::{Fen, Role};
use shishi_service::Backend;
use shishi_service::gateways::payment::Wallet;
use shishi_service::gateways::simulator::{Trouble, pair};
use shishi_service::parking::money::PaymentsSetup;
use shishi_service::parking::{BookForm, Heard, HeardWhat};
use shishi_service::parking_rows::lots::LotRow;
use shishi_service::parking_rules::passages::{Colour, Way};

const NOON: &str = "2026-05-11T04:00:00Z";
const TERMS: &str = r#"{"quota":2,"bays":[],"hold_minutes":30,"no_show_minutes":20,"confirm_minutes":null,"offer_minutes":10,
    "change_until_minutes":0,"cancel_until_minutes":0,"duration_min":15,"duration_max":1440,"ahead_max":10080,"open_max":2,
    "no_shows_max":3,"no_show_memory":43200,"waiting_max":5}"#;
/// So long the test waits for what must happen by itself; it takes some milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

fn lot() -> LotRow {
    LotRow {
        id: 0,
        slug: "east".into(),
        name: "东停车场".into(),
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
        tariff: None,
        confidence_min: 60,
        terms: Some(TERMS.into()),
        revision: 0,
    }
}

fn check(backend: Backend) {
    let folder = folder();
    let second = Arc::new(AtomicI64::new(NOON.parse::<Timestamp>().unwrap().as_second()));
    let told = Arc::clone(&second);
    let clock = Arc::new(move || Timestamp::from_second(told.load(Ordering::SeqCst)).unwrap());
    let house = House::open(config(folder.path(), backend, clock));
    let unit = house.page("2020-19").row.leads[0].id;
    let (service, keeper) = (house.service.clone(), house.supervisor.clone());
    let clerk = house.join("clerk", Role::Clerk, Some(unit));
    service.put_lot(&keeper, lot(), Vec::new(), Vec::new()).unwrap();
    let token = service.put_device(&keeper, "east", "gate-1", "lane").unwrap();
    let gate = service.device_by_token("gate-1", &token).unwrap();
    let (begun, begins) = mpsc::channel();
    let (release, held) = mpsc::channel::<()>();
    let (begun, held) = (Mutex::new(begun), Mutex::new(held));
    let made = pair(
        Wallet::WeChat,
        "https://wechat.example",
        "https://parking.example/paid",
        7,
        Trouble::none(),
    );
    service.set_payments(PaymentsSetup {
        providers: vec![made.unwrap().provider],
        carry: Arc::new(move |_| {
            begun.lock().unwrap().send(()).unwrap_or_default();
            // Until the test is over, which drops the other end.
            held.lock().unwrap().recv().unwrap_or_default();
            None
        }),
        owing_max: Fen(300),
        lots: std::collections::HashMap::new(),
        statement: None,
    });
    let now = second.load(Ordering::SeqCst);
    let at = |minute: i64| Timestamp::from_second(now + minute * 60).unwrap();
    let booked = service.book(
        Some(1),
        &BookForm {
            lot: "east".into(),
            plate: "鲁HIO001".into(),
            start: at(60),
            end: at(120),
            bay: None,
            wait: false,
            request: 1,
        },
    );
    booked.unwrap();
    let entry = Heard {
        sequence: 1,
        what: HeardWhat::Passage {
            at: at(0),
            way: Way::Entry,
            plate: "鲁HIO002".into(),
            colour: Colour::Blue,
            confidence: 99,
            lane: 1,
            image: None,
        },
    };
    service.pass_lane(&gate, entry).unwrap();
    let worker = service.start_worker(Arc::new(|_| Err("nothing leaves".to_owned())));
    begins
        .recv_timeout(PATIENCE)
        .expect("the provider is asked about the plate");
    // Nobody comes for the booking, while the provider keeps silent.
    second.fetch_add(90 * 60, Ordering::SeqCst);
    let since = Instant::now();
    let state = || service.bookings_of_lot(&clerk, "east").unwrap()[0].state.clone();
    let swept = || {
        let entries = service.journal_recent(1, 50).unwrap().rows;
        entries.iter().any(|entry| entry.kind == "day.swept")
    };
    while !(state() == "no_show" && swept()) {
        assert!(
            since.elapsed() < PATIENCE,
            "{}: the worker waits for the provider",
            state()
        );
        std::thread::yield_now();
    }
    drop(release);
    drop(worker);
}

#[test]
fn a_silent_provider_delays_neither_bookings_nor_the_sweep() {
    check(Backend::Sqlite);
    on_postgres("waits", check);
}

//! A town with lots, devices and people who want places, on either engine.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use shishi_kernel::{Actor, JurisdictionId, Role};
use shishi_service::parking::{BookForm, BookingView, state_word};
use shishi_service::parking_rows::lots::{DeviceRow, LotRow};
use shishi_service::{Backend, Service, ServiceConfig};
use shishi_store::Target;

use super::{House, config, folder, on_postgres};

/// When the tests begin, in seconds since 1970.
pub const NOW: i64 = 1_778_472_000;
pub const CONFIDENCE_MIN: u8 = 60;
/// The jurisdiction of a service that was just set up.
pub const HERE: JurisdictionId = JurisdictionId(1);

pub fn nightly() -> bool {
    std::env::var("SHISHI_NIGHTLY").is_ok()
}

pub struct Town {
    pub service: Service,
    pub keeper: Actor,
    pub clerk: Actor,
    /// Microseconds; every asking makes it later, as in life.
    pub now: Arc<AtomicI64>,
    pub target: Target,
    _folder: tempfile::TempDir,
}

/// What a town is opened with, and its clock.
pub fn configured(folder: &Path, backend: Backend) -> (ServiceConfig, Arc<AtomicI64>) {
    let now = Arc::new(AtomicI64::new(NOW * 1_000_000));
    let told = Arc::clone(&now);
    let clock = Arc::new(move || Timestamp::from_microsecond(told.fetch_add(1, Ordering::SeqCst)).unwrap());
    (config(folder, backend, clock), now)
}

pub fn open(backend: Backend) -> Town {
    let folder = folder();
    let (config, now) = configured(folder.path(), backend.clone());
    let target = match &backend {
        Backend::Postgres(address) => Target::Postgres(address.clone()),
        Backend::Sqlite | Backend::Scratch => Target::Sqlite(folder.path().join("shishi.sqlite")),
    };
    let house = House::open(config);
    let unit = house.page("2020-19").row.leads[0].id;
    Town {
        keeper: house.supervisor.clone(),
        clerk: house.join("clerk", Role::Clerk, Some(unit)),
        service: house.service,
        now,
        target,
        _folder: folder,
    }
}

const BOOKERS: u64 = 400;
/// Minutes over which bookings are wanted; far fewer places than are asked for.
const HORIZON: u64 = 2 * 1_440;

pub fn each_backend(name: &str, check: fn(Town)) {
    check(open(Backend::Sqlite));
    on_postgres(name, |backend| check(open(backend)));
}

pub fn put_lot(service: &Service, keeper: &Actor, slug: &str, terms: Option<&str>) {
    let lot = LotRow {
        id: 0,
        slug: slug.into(),
        name: format!("{slug}停车场"),
        setting: "surface".into(),
        access: "public".into(),
        latitude: 35_400_000,
        longitude: 116_600_000,
        operator: "某停车管理公司".into(),
        opened_on: None,
        capacity: 500,
        counting: "gate".into(),
        outline: None,
        height_cm: None,
        stay_minutes_max: None,
        hours: String::new(),
        tariff: None,
        confidence_min: CONFIDENCE_MIN,
        terms: terms.map(ToOwned::to_owned),
        revision: 0,
    };
    service.put_lot(keeper, lot, Vec::new(), Vec::new()).unwrap();
}

pub fn put_device(service: &Service, keeper: &Actor, lot: &str, code: &str) -> DeviceRow {
    let token = service.put_device(keeper, lot, code, "lane").unwrap();
    service.device_by_token(code, &token).unwrap()
}

/// A generator that is the same everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap()
    }

    pub fn shuffle<T>(&mut self, of: &mut [T]) {
        for at in (1..of.len()).rev() {
            of.swap(at, self.index(at + 1));
        }
    }
}

/// No plate has an I, so that these are nobody's.
pub fn plate_of(number: u64) -> String {
    format!("鲁HI{number:04}")
}

pub const QUOTA: usize = 20;
pub const HOLD_MINUTES: i64 = 30;
pub const TERMS: &str = r#"{"quota":20,"bays":[],"hold_minutes":30,"no_show_minutes":20,"confirm_minutes":null,"offer_minutes":10,
    "change_until_minutes":0,"cancel_until_minutes":0,"duration_min":15,"duration_max":1440,"ahead_max":10080,"open_max":50,
    "no_shows_max":3,"no_show_memory":43200,"waiting_max":5}"#;

/// What a caller was told, by the number of the booking: the minutes from the start of the hold to the end.
pub type Promised = BTreeMap<u64, (i64, i64)>;

/// A wish that a generator makes up: one of `BOOKERS`, somewhere in the next days.
pub fn wish(dice: &mut Dice, request: u128) -> BookForm {
    let from = NOW / 60 + 60 + i64::try_from(dice.below(HORIZON)).unwrap();
    let until = from + 15 + i64::try_from(dice.below(225)).unwrap();
    let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
    BookForm {
        lot: "east".into(),
        plate: plate_of(dice.below(BOOKERS)),
        start: at(from),
        end: at(until),
        bay: None,
        wait: false,
        request,
    }
}

/// Asks for a place; none where it is refused by the rules.
pub fn book(service: &Service, form: &BookForm) -> Option<BookingView> {
    match service.book(Some(1), form) {
        Ok(view) => (state_word(&view.booking.state) == "reserved").then_some(view),
        Err(error) => {
            assert!(error.code().starts_with("booking."), "{error}");
            None
        }
    }
}

/// From when until when a place is kept.
pub fn kept(start: i64, end: i64) -> (i64, i64) {
    (start - HOLD_MINUTES, end)
}

/// The most places that are promised for one minute, by going through every beginning and end.
pub fn busiest(promised: &Promised) -> usize {
    let mut turns: Vec<(i64, i32)> = Vec::new();
    for (start, end) in promised.values() {
        // An end frees the place for a beginning in the same minute.
        turns.extend([(*start, 1), (*end, -1)]);
    }
    turns.sort_unstable();
    let mut now = 0;
    let most = turns.into_iter().map(|(_, turn)| {
        now += turn;
        now
    });
    usize::try_from(most.max().unwrap_or(0)).unwrap()
}

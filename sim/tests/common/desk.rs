//! A lot with three bays and a gate, its desk, and a clock that stands until it is set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use shishi_kernel::{Actor, Date, Role};
use shishi_service::parking::{Heard, HeardWhat};
use shishi_service::parking_rows::lots::{BayRow, DeviceRow, LotRow};
use shishi_service::parking_rules::passages::{Colour, Way};
use shishi_service::{Backend, Service};

use super::{House, config, folder, on_postgres};

/// The time of the tests: noon in China.
pub const NOW: &str = "2020-09-14T04:00:00Z";
pub const TARIFF: &str = "shishi-tariff 1\nname: 按时\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                      window day: otherwise\nfree: 30 min, lapses, each stay\nrate day: then 2 yuan per 1 h\n\
                      charging: waived, up to 2 h\n";

pub struct Desk {
    pub service: Service,
    pub keeper: Actor,
    pub clerk: Actor,
    pub auditor: Actor,
    pub clock: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub fn set(&self, text: &str) {
        self.clock.store(second(text) * 1_000_000, Ordering::SeqCst);
    }
}

pub fn second(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_second()
}

pub fn open(backend: Backend) -> Desk {
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

pub fn each_backend(name: &str, check: fn(Desk)) {
    check(open(Backend::Sqlite));
    on_postgres(name, |backend| check(open(backend)));
}

pub fn lot(slug: &str) -> LotRow {
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

pub fn bay(code: &str) -> BayRow {
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

pub fn set_up(desk: &Desk) -> DeviceRow {
    let service = &desk.service;
    service.put_tariff(&desk.keeper, "plain", TARIFF).unwrap();
    let bays = ["A1", "A2", "A3"].map(bay).to_vec();
    service.put_lot(&desk.keeper, lot("east"), Vec::new(), bays).unwrap();
    let token = service.put_device(&desk.keeper, "east", "gate-1", "lane").unwrap();
    service.device_by_token("gate-1", &token).unwrap()
}

pub fn passage(sequence: u64, at: &str, way: Way, plate: &str) -> Heard {
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
pub fn two_stays(desk: &Desk, gate: &DeviceRow) -> i64 {
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

//! A lot with a gate, both providers simulated, and people at its desk; what must always hold of its money.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use shishi_kernel::{Actor, Fen, Role};
use shishi_service::gateways::payment::Wallet;
use shishi_service::gateways::simulator::{Simulator, Trouble, pair};
use shishi_service::parking::money::{DebtLine, GateView, OPEN_SHOWN, PaymentsSetup, wallet_word};
use shishi_service::parking::{Heard, HeardWhat};
use shishi_service::parking_rows::lots::{DeviceRow, LotRow};
use shishi_service::parking_rules::passages::{Colour, Way};
use shishi_service::{Backend, Deliver, Service};

use super::{House, config, folder, on_postgres};

pub const NOON: &str = "2026-05-11T04:00:00Z";
pub const VEHICLES: u64 = 30;
const PLAIN: &str = "shishi-tariff 1\nname: 平价\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                     window day: otherwise\nfree: 30 min, lapses, each stay\nrate day: then 2 yuan per 1 h\ncap 24h: 20 yuan\n";

pub struct Town {
    pub service: Service,
    pub clerk: Actor,
    pub head: Actor,
    pub gate: DeviceRow,
    pub second: Arc<AtomicI64>,
    pub simulators: Vec<Arc<Mutex<Simulator>>>,
    pub sent: Arc<AtomicU64>,
    /// So many of the next answers of providers are lost on their way.
    pub lost: Arc<AtomicU64>,
    pub sequence: AtomicU64,
    _folder: tempfile::TempDir,
}

pub fn plate(number: u64) -> String {
    format!("鲁H{number:05}")
}

pub fn open(backend: Backend, trouble: Trouble) -> Town {
    let folder = folder();
    let second = Arc::new(AtomicI64::new(NOON.parse::<Timestamp>().unwrap().as_second()));
    let told = Arc::clone(&second);
    let clock = Arc::new(move || Timestamp::from_second(told.load(Ordering::SeqCst)).unwrap());
    let house = House::open(config(folder.path(), backend, clock));
    let unit = house.page("2020-19").row.leads[0].id;
    let (service, keeper) = (house.service.clone(), house.supervisor.clone());
    let lot = LotRow {
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
        tariff: Some("plain".into()),
        confidence_min: 60,
        terms: None,
        revision: 0,
    };
    service.put_tariff(&keeper, "plain", PLAIN).unwrap();
    service.put_lot(&keeper, lot, Vec::new(), Vec::new()).unwrap();
    let token = service.put_device(&keeper, "east", "gate-1", "lane").unwrap();
    let (sent, mut providers, mut simulators) = (Arc::<AtomicU64>::default(), Vec::new(), Vec::new());
    for wallet in [Wallet::WeChat, Wallet::Alipay] {
        let base = format!("https://{}.example", wallet_word(wallet));
        let made = pair(wallet, &base, "https://parking.example/paid", 7, trouble).unwrap();
        providers.push(made.provider);
        simulators.push(Arc::new(Mutex::new(made.simulator)));
    }
    let town = Town {
        gate: service.device_by_token("gate-1", &token).unwrap(),
        clerk: house.join("clerk", Role::Clerk, Some(unit)),
        head: house.join("head", Role::Head, Some(unit)),
        service,
        second,
        simulators,
        sent,
        lost: Arc::default(),
        sequence: AtomicU64::new(1),
        _folder: folder,
    };
    let (service, sent, all) = (town.service.clone(), Arc::clone(&town.sent), town.simulators.clone());
    let (carrier, lost) = (town.service.clone(), Arc::clone(&town.lost));
    service.set_payments(PaymentsSetup {
        providers,
        carry: Arc::new(move |request| {
            sent.fetch_add(1, Ordering::SeqCst);
            let at = usize::from(request.url.contains("alipay"));
            let answer = all[at].lock().unwrap().handle(&request, carrier.now());
            let one_less = |left: u64| left.checked_sub(1);
            let arrives = lost.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_err();
            answer.filter(|_| arrives)
        }),
        owing_max: Fen(300),
        lots: std::collections::HashMap::new(),
        statement: None,
    });
    town
}

pub fn nothing_leaves() -> Deliver {
    Arc::new(|_| Err("nothing leaves".to_owned()))
}

impl Town {
    pub fn pass(&self, at: i64, way: Way, number: u64) -> GateView {
        let sequence = self.sequence.fetch_add(1, Ordering::SeqCst);
        self.service
            .pass_lane(&self.gate, said(sequence, at, way, number))
            .unwrap()
    }

    pub fn now(&self) -> i64 {
        self.second.load(Ordering::SeqCst)
    }

    pub fn wait(&self, seconds: i64) {
        self.second.fetch_add(seconds, Ordering::SeqCst);
        self.service.run_due_jobs(&nothing_leaves()).unwrap();
        for (wallet, simulator) in [Wallet::WeChat, Wallet::Alipay].into_iter().zip(&self.simulators) {
            let due = simulator.lock().unwrap().due(self.service.now());
            for callback in due {
                let answer = self.service.hear_callback(wallet, &callback.request).unwrap();
                if callback.genuine {
                    let mut simulator = simulator.lock().unwrap();
                    simulator.answered(callback.id, Some(&answer), self.service.now());
                } else {
                    assert_eq!(answer.status, 401, "a forged callback was believed");
                }
            }
        }
    }

    pub fn settle(&self) {
        for _ in 0..80 {
            self.wait(300);
        }
    }

    /// Every stay that is not settled, page by page.
    pub fn open(&self) -> Vec<DebtLine> {
        let mut all: Vec<DebtLine> = Vec::new();
        loop {
            let after = all.last().map(|line| (line.bill.left_second, line.bill.stay));
            let page = self.service.open_bills(&self.head, after).unwrap();
            let last = page.len() < OPEN_SHOWN as usize;
            all.extend(page);
            if last {
                return all;
            }
        }
    }

    /// Everything that must always hold.
    pub fn check(&self) {
        let money = self.service.parking_money(&self.head).unwrap();
        let open = self.open();
        let owed: i64 = open.iter().map(|line| line.bill.owed.0).sum();
        assert_eq!(owed, money.debts.1.0 + money.credits.1.0);
        for line in &open {
            let page = self.service.bill_page(&line.bill.code).unwrap();
            let trace = page.price.map(|price| price.total);
            assert_eq!(trace, Some(page.bill.charged), "what is charged is what the lines say");
        }
        let charged: i64 = money.days.iter().map(|day| day.charged.0).sum();
        let came: i64 = money
            .days
            .iter()
            .map(|day| day.wechat.0 + day.alipay.0 + day.cash.0 + day.given_up.0 + day.given_back.0)
            .sum();
        assert_eq!(
            charged,
            came + owed,
            "what was charged is paid, given up, given back or owed"
        );
    }
}

pub fn said(sequence: u64, at: i64, way: Way, number: u64) -> Heard {
    Heard {
        sequence,
        what: HeardWhat::Passage {
            at: Timestamp::from_second(at).unwrap(),
            way,
            plate: plate(number),
            colour: Colour::Blue,
            confidence: 97,
            lane: 1,
            image: None,
        },
    }
}

pub fn each_backend(name: &str, trouble: Trouble, check: fn(Town)) {
    check(open(Backend::Sqlite, trouble));
    on_postgres(name, |backend| check(open(backend, trouble)));
}

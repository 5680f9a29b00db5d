//! Money of parking through its use cases, with both providers at their worst: whatever is late, doubled, forged or lost, no fen is, and
//! nobody waits at a barrier.

mod common;

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use common::{House, config, folder, on_postgres};
use jiff::Timestamp;
use shishi_kernel::{Actor, Fen, Role};
use shishi_service::gateways::payment::{Agreement, Block, Plate, PlateColour, Wallet};
use shishi_service::gateways::simulator::{Down, Kind as Line, Simulator, Trouble, pair};
use shishi_service::parking::money::{GateView, InvoiceForm, MoneyDecision, PaymentsSetup, wallet_word};
use shishi_service::parking::{Heard, HeardWhat};
use shishi_service::parking_rows::lots::{DeviceRow, LotRow};
use shishi_service::parking_rules::accounts::Stage;
use shishi_service::parking_rules::passages::{Colour, Reason, Way};
use shishi_service::{Backend, Deliver, Service, ServiceError};

const NOON: &str = "2026-05-11T04:00:00Z";
const VEHICLES: u64 = 30;
const PLAIN: &str = "shishi-tariff 1\nname: 平价\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                     window day: otherwise\nfree: 30 min, lapses, each stay\nrate day: then 2 yuan per 1 h\ncap 24h: 20 yuan\n";

struct Town {
    service: Service,
    clerk: Actor,
    head: Actor,
    gate: DeviceRow,
    second: Arc<AtomicI64>,
    simulators: Vec<Arc<Mutex<Simulator>>>,
    sent: Arc<AtomicU64>,
    sequence: AtomicU64,
    _folder: tempfile::TempDir,
}

fn plate(number: u64) -> String {
    format!("鲁H{number:05}")
}

fn open(backend: Backend, trouble: Trouble) -> Town {
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
        sequence: AtomicU64::new(1),
        _folder: folder,
    };
    let (service, sent, all) = (town.service.clone(), Arc::clone(&town.sent), town.simulators.clone());
    let carrier = town.service.clone();
    service.set_payments(PaymentsSetup {
        providers,
        carry: Arc::new(move |request| {
            sent.fetch_add(1, Ordering::SeqCst);
            let at = usize::from(request.url.contains("alipay"));
            all[at].lock().unwrap().handle(&request, carrier.now())
        }),
        owing_max: Fen(300),
        lots: std::collections::HashMap::new(),
        statement: None,
    });
    town
}

fn nothing_leaves() -> Deliver {
    Arc::new(|_| Err("nothing leaves".to_owned()))
}

impl Town {
    fn pass(&self, at: i64, way: Way, number: u64) -> GateView {
        let sequence = self.sequence.fetch_add(1, Ordering::SeqCst);
        self.service
            .pass_lane(&self.gate, said(sequence, at, way, number))
            .unwrap()
    }

    fn now(&self) -> i64 {
        self.second.load(Ordering::SeqCst)
    }

    fn wait(&self, seconds: i64) {
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

    fn settle(&self) {
        for _ in 0..80 {
            self.wait(300);
        }
    }

    /// Everything that must always hold.
    fn check(&self) {
        let money = self.service.parking_money(&self.head).unwrap();
        let owed: i64 = money.open.iter().map(|line| line.bill.owed.0).sum();
        assert_eq!(owed, money.debts.1.0 + money.credits.1.0);
        for line in &money.open {
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

fn said(sequence: u64, at: i64, way: Way, number: u64) -> Heard {
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

fn each_backend(name: &str, trouble: Trouble, check: fn(Town)) {
    check(open(Backend::Sqlite, trouble));
    on_postgres(name, |backend| check(open(backend, trouble)));
}

#[test]
fn a_day_at_its_worst_ends_with_every_fen_in_its_place() {
    each_backend("money", Trouble::wild(), |town| {
        for number in (0..VEHICLES).filter(|number| number % 3 != 0) {
            let signed = Plate::new(plate(number), PlateColour::Blue).unwrap();
            let at = usize::try_from(number % 2).unwrap();
            let mut simulator = town.simulators[at].lock().unwrap();
            simulator.set_agreement(&signed, Agreement::Usable, town.service.now());
        }
        for number in 0..VEHICLES {
            assert_eq!(town.pass(town.now(), Way::Entry, number).why, "entered");
            town.wait(60);
        }
        for number in 0..VEHICLES {
            let before = town.sent.load(Ordering::SeqCst);
            let gate = town.pass(town.now(), Way::Exit, number);
            assert_eq!(
                town.sent.load(Ordering::SeqCst),
                before,
                "a provider was asked at the barrier"
            );
            assert!(gate.fee.is_some() || gate.why == "no_entry", "{gate:?}");
            town.wait(120);
        }
        town.settle();
        town.check();
        pay_the_rest(&town);
        town.settle();
        decide(&town);
        town.settle();
        town.check();
        receipts(&town);
        reconcile(&town);
        let money = town.service.parking_money(&town.clerk).unwrap();
        let forged: u64 = town
            .simulators
            .iter()
            .map(|one| one.lock().unwrap().tally().forged)
            .sum();
        let refused: u32 = money.refused.iter().map(|(.., count)| count).sum();
        assert_eq!(u64::from(refused), forged, "every forgery was seen");
        assert!(forged > 0 && town.service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

/// Whoever still owes gets a link and pays it.
fn pay_the_rest(town: &Town) {
    for line in town.service.parking_money(&town.clerk).unwrap().open {
        let wallet = town.service.wallets()[usize::from(line.bill.stay % 2 == 0)];
        let link = (0..6).find_map(|_| town.service.ask_link(&line.bill.code, wallet).ok());
        let Some(link) = link.and_then(|row| row.link) else {
            continue;
        };
        let now = town.service.now();
        assert!(
            town.simulators.iter().any(|one| one.lock().unwrap().pay(&link, now)),
            "{link}"
        );
    }
}

/// What persons decide: an objection that is right, money back, cash, and what will not come.
fn decide(town: &Town) {
    let service = &town.service;
    let money = service.parking_money(&town.head).unwrap();
    for line in &money.open {
        let (code, owed) = (&line.bill.code, line.bill.owed);
        let above = service.decide_money(&town.clerk, code, MoneyDecision::Cash, Fen(owed.0 + 1), "收现金", None);
        assert_eq!(above.unwrap_err().code(), "accounts.above_owed");
        let cash = |key| service.decide_money(&town.clerk, code, MoneyDecision::Cash, owed, "收现金", Some(key));
        assert_eq!(cash(code).unwrap(), cash(code).unwrap(), "a form that was sent twice");
        let clerk = service.decide_money(&town.clerk, code, MoneyDecision::WriteOff, owed, "无法收取", None);
        assert_eq!(clerk.unwrap_err().code(), "forbidden");
    }
    let first = (1..=i64::try_from(VEHICLES).unwrap())
        .find_map(|_| paid_code(town))
        .unwrap();
    service.object_to_fee(&first, "当时道闸故障，没有停这么久").unwrap();
    let again = service.object_to_fee(&first, "当时道闸故障，没有停这么久");
    assert_eq!(again.unwrap_err().code(), "form.objection_waits");
    let waiting = service.parking_money(&town.head).unwrap().objections;
    let id = waiting[0].objection.id;
    service
        .answer_objection(&town.clerk, id, Some(Fen(100)), "属实，少收一元")
        .unwrap();
    let answered = service.answer_objection(&town.clerk, id, None, "不属实");
    assert_eq!(answered.unwrap_err().code(), "conflict");
    let form = InvoiceForm {
        title: "某建筑公司".into(),
        tax_no: "91370800MA3C4U6T6X".into(),
    };
    let code = service
        .ask_invoice(&first, &form)
        .map_err(|error| error.code().to_owned());
    assert!(
        code.is_ok() || code == Err("invoice.tax_no_check".to_owned()),
        "{code:?}"
    );
    let person = InvoiceForm {
        title: "个人".into(),
        tax_no: String::new(),
    };
    let asked = service.ask_invoice(&first, &person);
    assert!(asked.is_ok() || code.is_ok());
}

/// A stay that was paid through a provider.
fn paid_code(town: &Town) -> Option<String> {
    let stays = town.service.stays_of_lot(&town.clerk, "east", None).unwrap();
    stays.iter().find_map(|view| {
        let gate = town.service.bill_of_stay(view.stay.id).unwrap()?;
        let page = town.service.bill_page(&gate.code).unwrap();
        let paid = page.payments.iter().any(|(_, stage)| *stage == Stage::Paid);
        (paid && page.bill.owed == Fen(0)).then_some(gate.code)
    })
}

/// Every payment that came, by whatever way, is a line of the journal that its payer can show, and somebody else's program agrees.
fn receipts(town: &Town) {
    let (service, folder) = (&town.service, folder());
    let bills: Vec<String> = (1..=i64::try_from(VEHICLES).unwrap())
        .filter_map(|stay| Some(service.bill_of_stay(stay).unwrap()?.code))
        .collect();
    let code = |result: Result<String, ServiceError>| result.map_err(|error| error.code().to_owned());
    let paid = |code: &str| {
        let page = service.bill_page(code).unwrap();
        let through = page.payments.iter().filter(|(row, _)| row.standing == 4);
        let through: Vec<(String, i64)> = through.map(|(row, _)| (row.trade.clone(), row.fen.0)).collect();
        let cash = page.cash.iter().map(|(number, fen)| (number.clone(), fen.0));
        through.into_iter().chain(cash).collect::<Vec<_>>()
    };
    service.batch_parking().unwrap();
    assert_eq!(
        service.batch_parking().unwrap(),
        0,
        "each once, while it stays as it is"
    );
    service.publish_now().unwrap();
    let (vkey, mut files, mut refunded) = (service.journal_head().unwrap().vkey, Vec::new(), 0);
    for bill in &bills {
        for (number, fen) in paid(bill) {
            let text = service.receipt_by_code(bill, Some(&number)).unwrap();
            let checked = shishi_service::verify_batch_receipt(&text, Some(&vkey));
            assert!(checked.ok, "{:?}", checked.problems);
            let report = service.check_receipt(&text).unwrap();
            assert!(report.ok, "{report:?}");
            let line: serde_json::Value = serde_json::from_str(&report.line.unwrap()).unwrap();
            assert_eq!(
                (line["amount_fen"].as_i64(), line["number"].as_str()),
                (Some(fen), Some(number.as_str()))
            );
            refunded += line["refunded_fen"].as_i64().unwrap();
            let file = folder.path().join(format!("{number}.json"));
            std::fs::write(&file, &text).unwrap();
            files.push(file);
            let less = text.replace(&format!("amount_fen\\\":{fen}"), &format!("amount_fen\\\":{}", fen - 1));
            assert_ne!(less, text);
            let report = service.check_receipt(&less).unwrap();
            assert_eq!((report.ok, report.problem), (false, Some("line")), "another amount");
        }
        assert_eq!(
            code(service.receipt_by_code(bill, Some("P000000000000000000000000"))),
            Err("not_found".into())
        );
    }
    assert!(
        files.len() > 15 && files.iter().any(|file| file.to_string_lossy().contains("/C")),
        "{files:?}"
    );
    assert_eq!(refunded, 100, "the line of what was given back says so");
    // One's own code opens nobody else's payment.
    let number = bills.iter().find_map(|bill| paid(bill).pop()).unwrap().0;
    let others = bills
        .iter()
        .filter(|bill| paid(bill).iter().all(|(known, _)| *known != number));
    for bill in others {
        assert_eq!(
            code(service.receipt_by_code(bill, Some(&number))),
            Err("not_found".into())
        );
    }
    if std::env::var_os("SHISHI_WITHOUT_INTEROP").is_some_and(|value| value == "1") {
        return;
    }
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../journal/interop/check.py");
    let checked = std::process::Command::new("python3")
        .arg(script)
        .args(["batches", &vkey])
        .args(&files)
        .output()
        .unwrap();
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert_eq!(
        said.lines().filter(|line| line.starts_with("ok {\"amount_fen")).count(),
        files.len()
    );
}

fn reconcile(town: &Town) {
    let mut matched = 0;
    for (wallet, simulator) in [Wallet::WeChat, Wallet::Alipay].into_iter().zip(&town.simulators) {
        for day in ["2026-05-11", "2026-05-12", "2026-05-13"] {
            let from: Timestamp = format!("{day}T00:00:00+08:00").parse().unwrap();
            let until = from.checked_add(jiff::SignedDuration::from_hours(24)).unwrap();
            let lines = simulator.lock().unwrap().statement(from, until);
            let mut text = String::from("kind,number,amount\n");
            for line in lines {
                let kind = if line.kind == Line::Payment {
                    "payment"
                } else {
                    "refund"
                };
                text.push_str(&format!("{kind},{},{}\n", line.number, line.amount));
            }
            let day = day.parse().unwrap();
            let found = town
                .service
                .reconcile_upload(&town.clerk, wallet, day, text.as_bytes())
                .unwrap();
            assert_eq!(
                (found.difference, found.found.as_str()),
                (Fen(0), "[]"),
                "{wallet:?} {day}"
            );
            matched += found.matched;
            if found.matched > 0 {
                let cut = text.trim_end().rsplit_once('\n').unwrap().0;
                let cut = town
                    .service
                    .reconcile_upload(&town.clerk, wallet, day, cut.as_bytes())
                    .unwrap();
                assert!(
                    cut.difference > Fen(0) && cut.found.contains("missing_there"),
                    "{cut:?}"
                );
            }
        }
    }
    assert!(matched > 10, "{matched}");
}

#[test]
fn barriers_open_while_providers_are_away_and_close_only_where_somebody_can_pay() {
    each_backend("barrier", Trouble::none(), |town| {
        let signed = Plate::new(plate(1), PlateColour::Blue).unwrap();
        town.simulators[0]
            .lock()
            .unwrap()
            .set_agreement(&signed, Agreement::Usable, town.service.now());
        let entered = town.now();
        for number in 1..=6 {
            town.pass(entered, Way::Entry, number);
        }
        town.wait(1);
        town.second.fetch_add(3_599, Ordering::SeqCst);
        let brief = |gate: &GateView| (gate.open, gate.why, gate.fee.map(|fee| fee.0), gate.owed.0);
        // Four yuan after two hours: above what this operator lets go, one hour below it.
        assert_eq!(
            brief(&town.pass(town.now(), Way::Exit, 2)),
            (true, "owing", Some(200), 200)
        );
        town.second.fetch_add(3_600, Ordering::SeqCst);
        assert_eq!(
            brief(&town.pass(town.now(), Way::Exit, 1)),
            (true, "charge", Some(400), 400)
        );
        let sequence = town.sequence.load(Ordering::SeqCst);
        let left = town.now();
        let held = town.pass(left, Way::Exit, 3);
        assert_eq!(brief(&held), (false, "pay_first", Some(400), 400));
        let code = held.code.unwrap();
        let link = town.service.ask_link(&code, Wallet::WeChat).unwrap();
        let same = town.service.ask_link(&code, Wallet::WeChat).unwrap();
        assert_eq!(link.trade, same.trade, "a link that can still be paid is given again");
        assert!(
            town.simulators[0]
                .lock()
                .unwrap()
                .pay(&link.link.unwrap(), town.service.now())
        );
        town.wait(1);
        let asked_again = town
            .service
            .pass_lane(&town.gate, said(sequence, left, Way::Exit, 3))
            .unwrap();
        assert_eq!(brief(&asked_again), (true, "settled", Some(400), 0));
        for simulator in &town.simulators {
            simulator.lock().unwrap().set_down(Some(Down::Silent));
        }
        // Nobody knows yet that they are away; the failed questions about others tell.
        let open = town.pass(town.now(), Way::Exit, 4);
        assert_eq!(brief(&open), (false, "pay_first", Some(600), 600));
        for wallet in town.service.wallets() {
            for _ in 0..3 {
                let silent = town.service.ask_link(open.code.as_ref().unwrap(), wallet).unwrap_err();
                assert_eq!(silent.code(), "form.provider_silent");
            }
        }
        assert_eq!(
            brief(&town.pass(town.now(), Way::Exit, 5)),
            (true, "owing", Some(600), 600)
        );
        assert_eq!(brief(&town.pass(town.now(), Way::Exit, 9)), (true, "no_entry", None, 0));
        // The passage of the sixth was no exit: what it was charged is taken back.
        let sequence = town.sequence.load(Ordering::SeqCst);
        let wrong = town.pass(town.now(), Way::Exit, 6);
        town.service
            .void_passage(&town.clerk, (town.gate.id, sequence), Reason::Objection)
            .unwrap();
        let page = town.service.bill_page(&wrong.code.unwrap()).unwrap();
        assert_eq!(
            (page.bill.charged, page.bill.owed, page.bill.revision),
            (Fen(0), Fen(0), 1)
        );
        town.check();
    });
}

#[test]
fn exits_are_told_to_whoever_wants_to_know_and_agreements_asked_for_again() {
    each_backend("exits", Trouble::none(), |town| {
        let inside = |at: usize| town.simulators[at].lock().unwrap().inside();
        let signed = Plate::new(plate(3), PlateColour::Blue).unwrap();
        let agree = |agreement| {
            let mut simulator = town.simulators[1].lock().unwrap();
            simulator.set_agreement(&signed, agreement, town.service.now());
        };
        agree(Agreement::Usable);
        for number in 1..=3 {
            town.pass(town.now(), Way::Entry, number);
        }
        town.wait(1);
        assert_eq!((inside(0), inside(1)), (3, 3));
        town.second.fetch_add(3_600, Ordering::SeqCst);
        town.pass(town.now(), Way::Exit, 1);
        town.wait(25);
        assert_eq!((inside(0), inside(1)), (3, 2), "WeChat has no such call");
        town.simulators[1].lock().unwrap().set_down(Some(Down::Silent));
        town.pass(town.now(), Way::Exit, 2);
        town.wait(25);
        assert_eq!(inside(1), 2);
        town.simulators[1].lock().unwrap().set_down(None);
        town.wait(60);
        assert_eq!(inside(1), 1, "told again when it is there again");
        // Whoever signed at the entry has ended it since: what was said then is good for then only.
        agree(Agreement::Blocked(Block::NotSigned));
        let left = town.pass(town.now(), Way::Exit, 3);
        assert_eq!(
            (left.open, left.why),
            (true, "charge"),
            "nobody is asked at the barrier"
        );
        town.wait(25);
        let page = town.service.bill_page(&left.code.unwrap()).unwrap();
        let (payment, stage) = &page.payments[0];
        assert_eq!(
            (*stage, payment.trouble.as_deref()),
            (Stage::Failed, Some("payment.declined"))
        );
        assert!(page.bill.owed > Fen(0) && page.bill.owed == page.bill.charged);
        let day: Timestamp = NOON.parse().unwrap();
        let until = day.checked_add(jiff::SignedDuration::from_hours(9)).unwrap();
        assert!(
            town.simulators[1].lock().unwrap().statement(day, until).is_empty(),
            "no money was asked for"
        );
        assert_eq!(inside(1), 0);
    });
}

//! Money of parking through its use cases, with both providers at their worst: whatever is late, doubled, forged or lost, no fen is, and
//! everybody can show what they paid.

mod common;

use std::sync::atomic::Ordering;

use common::folder;
use common::money::{Town, VEHICLES, each_backend, plate};
use jiff::Timestamp;
use shishi_kernel::Fen;
use shishi_service::ServiceError;
use shishi_service::gateways::payment::{Agreement, Plate, PlateColour, Wallet};
use shishi_service::gateways::simulator::{Kind as Line, Trouble};
use shishi_service::parking::money::{InvoiceForm, MoneyDecision, wallet_word};
use shishi_service::parking_rules::accounts::Stage;
use shishi_service::parking_rules::passages::Way;

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
    // But for some who would not, of whom some never signed either.
    for line in town.open().iter().filter(|line| line.bill.stay % 4 != 0) {
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
    let open = town.open();
    assert!(open.len() > 1, "{open:?}");
    for line in &open {
        let code = &line.bill.code;
        let less = |fen| service.decide_money(&town.clerk, code, MoneyDecision::Less, Fen(fen), "少算一分", None);
        assert_eq!(less(line.bill.charged.0 + 1).unwrap_err().code(), "accounts.above_owed");
        less(1).unwrap();
        let owed = service.bill_page(code).unwrap().bill.owed;
        assert_eq!(owed.0, line.bill.owed.0 - 1, "of what is open it is waived");
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
    // Without anybody objecting, in one step: what was paid already goes back.
    service
        .decide_money(&town.clerk, &first, MoneyDecision::Less, Fen(50), "多算了半元", None)
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
    assert_eq!(refunded, 150, "the line of what was given back says so");
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

/// What the provider hands over of a day leaves its account once, however often the statement comes.
fn settle_day(town: &Town, wallet: Wallet, day: shishi_kernel::Date, text: &str, net: Fen) {
    if net.0 < 100 {
        return;
    }
    let upload = |received: i64, fee: i64| {
        let text = format!("{text}settlement,B1,{}\nfee,,{}\n", Fen(received), Fen(fee));
        let held = town.service.reconcile_upload(&town.clerk, wallet, day, text.as_bytes());
        held.map_err(|error| error.code().to_owned())
    };
    let taken = || -> i64 {
        let days = town.service.parking_money(&town.clerk).unwrap().days;
        days.iter().map(|day| day.wechat.0 + day.alipay.0).sum()
    };
    let before = taken();
    for _ in 0..2 {
        let held = upload(net.0 - 6, 6).unwrap();
        assert_eq!(
            (held.settled, held.found.as_str()),
            (Some((Fen(net.0 - 6), Fen(6))), "[]")
        );
    }
    assert_eq!(taken(), before, "what is handed over makes no day poorer");
    assert_eq!(upload(net.0 - 7, 7), Err("accounts.cause_reused".into()));
    let bare = town.service.reconcile_upload(&town.clerk, wallet, day, text.as_bytes());
    assert_eq!(bare.unwrap().settled, None);
    let shown = town.service.parking_money(&town.clerk).unwrap().reconciliations;
    let shown = shown
        .iter()
        .find(|row| row.day == day && row.wallet == wallet_word(wallet));
    assert_eq!(
        shown.unwrap().settled,
        Some((Fen(net.0 - 6), Fen(6))),
        "a later look does not forget it"
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
            settle_day(town, wallet, day, &text, found.there);
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

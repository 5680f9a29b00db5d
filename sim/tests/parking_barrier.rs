//! The barrier decides without asking anybody; providers are told of what happened at it when they can be.

mod common;

use std::sync::atomic::Ordering;

use common::money::{NOON, each_backend, plate, said};
use jiff::Timestamp;
use shishi_kernel::Fen;
use shishi_service::gateways::payment::{Agreement, Block, Plate, PlateColour, Wallet};
use shishi_service::gateways::simulator::{Down, Trouble};
use shishi_service::parking::money::GateView;
use shishi_service::parking_rules::accounts::Stage;
use shishi_service::parking_rules::passages::{Reason, Way};

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
        town.lost.store(1, Ordering::SeqCst);
        let link = town.service.ask_link(&code, Wallet::WeChat).unwrap();
        assert_eq!(
            town.lost.load(Ordering::SeqCst),
            0,
            "asked again after an answer was lost"
        );
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
            (Stage::Failed, Some("gateway.declined"))
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

#[test]
fn who_signs_after_coming_in_pays_by_agreement_and_owes_nothing() {
    each_backend("late", Trouble::none(), |town| {
        let alipay = || town.simulators[1].lock().unwrap();
        let sign = |number: u64, agreement| {
            let signed = Plate::new(plate(number), PlateColour::Blue).unwrap();
            alipay().set_agreement(&signed, agreement, town.service.now());
        };
        let tries = |code: &str| {
            let page = town.service.bill_page(code).unwrap();
            let stages: Vec<Stage> = page.payments.iter().map(|(_, stage)| *stage).collect();
            (page.bill.owed.0, stages)
        };
        for number in 1..=6 {
            town.pass(town.now(), Way::Entry, number);
        }
        town.wait(1);
        for number in [1, 3, 4, 5] {
            sign(number, Agreement::Usable);
        }
        town.second.fetch_add(3_599, Ordering::SeqCst);
        let [late, never] = [1, 2].map(|number| town.pass(town.now(), Way::Exit, number));
        assert_eq!(
            (late.open, late.why, late.owed),
            (true, "owing", Fen(200)),
            "nobody is asked at the barrier"
        );
        town.wait(5);
        let (late, never) = (late.code.unwrap(), never.code.unwrap());
        assert_eq!(tries(&late), (0, vec![Stage::Paid]));
        assert_eq!(
            tries(&never),
            (200, vec![]),
            "who never signed owes, and nothing was tried"
        );
        // Above what this operator lets go the barrier stays closed, and opens when the lane asks again.
        town.second.fetch_add(3_600, Ordering::SeqCst);
        let sequence = town.sequence.load(Ordering::SeqCst);
        let left = town.now();
        let held = town.pass(left, Way::Exit, 3);
        assert_eq!((held.open, held.why), (false, "pay_first"));
        town.wait(5);
        let again = town
            .service
            .pass_lane(&town.gate, said(sequence, left, Way::Exit, 3))
            .unwrap();
        assert_eq!((again.open, again.why, again.owed), (true, "settled", Fen(0)));
        // A provider that is away is asked later.
        alipay().set_down(Some(Down::Silent));
        let [away, by_link] = [4, 5].map(|number| town.pass(town.now(), Way::Exit, number).code.unwrap());
        town.wait(5);
        assert_eq!(tries(&away), (600, vec![]));
        // And who holds a link to pay it with is not charged beside it.
        let link = town.service.ask_link(&by_link, Wallet::WeChat).unwrap();
        alipay().set_down(None);
        town.wait(60);
        assert_eq!(tries(&away), (0, vec![Stage::Paid]));
        assert_eq!(tries(&by_link).0, 600);
        assert!(
            town.simulators[0]
                .lock()
                .unwrap()
                .pay(&link.link.unwrap(), town.service.now())
        );
        town.settle();
        assert_eq!(tries(&by_link), (0, vec![Stage::Paid]), "once");
        // A stay that is taken back is nobody's to pay.
        alipay().set_down(Some(Down::Silent));
        let sequence = town.sequence.load(Ordering::SeqCst);
        sign(6, Agreement::Usable);
        let wrong = town.pass(town.now(), Way::Exit, 6).code.unwrap();
        town.wait(1);
        town.service
            .void_passage(&town.clerk, (town.gate.id, sequence), Reason::Objection)
            .unwrap();
        alipay().set_down(None);
        town.settle();
        assert_eq!(tries(&wrong), (0, vec![]));
        assert_eq!(town.open().len(), 1, "of all, who never signed");
        town.check();
    });
}

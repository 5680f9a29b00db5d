//! Money that was paid at the till goes back at the till, on both engines: no more than was paid too much, none of it twice, and the day still adds up.

mod common;

use common::money::{Town, each_backend};
use shishi_kernel::Fen;
use shishi_service::gateways::payment::Wallet;
use shishi_service::gateways::simulator::Trouble;
use shishi_service::parking::money::MoneyDecision::{self, Cash, CashRefund, Less, Refund};
use shishi_service::parking_rules::accounts::Paid;
use shishi_service::parking_rules::passages::Way;

/// A stay of two hours, for four yuan.
fn stay(town: &Town, number: u64) -> String {
    town.pass(town.now(), Way::Entry, number);
    town.wait(2 * 3_600);
    town.pass(town.now(), Way::Exit, number);
    town.wait(60);
    let bill = town.open().pop().unwrap().bill;
    assert_eq!((bill.charged, bill.owed), (Fen(400), Fen(400)));
    bill.code
}

fn decide(town: &Town, code: &str, what: MoneyDecision, fen: i64, key: Option<&str>) -> Result<i64, String> {
    let decided = town
        .service
        .decide_money(&town.clerk, code, what, Fen(fen), "多算了一段", key);
    decided.map_err(|error| error.code().to_owned())
}

fn owed(town: &Town, code: &str) -> i64 {
    town.service.bill_page(code).unwrap().bill.owed.0
}

#[test]
fn cash_goes_back_at_the_till_and_once() {
    each_backend("cash", Trouble::none(), |town| {
        let above = || Err("accounts.cash_above".to_owned());
        let code = &stay(&town, 1);
        let decide = |what, fen, key| decide(&town, code, what, fen, key);
        assert_eq!(decide(CashRefund, 1, None), above(), "nothing was paid");
        decide(Cash, 400, None).unwrap();
        assert_eq!(decide(CashRefund, 1, None), above(), "nothing was paid too much");
        assert_eq!(decide(Refund, 1, None), Err("accounts.refund_above".into()));
        // The fee is less; nobody stands at the till yet.
        decide(Less, 150, None).unwrap();
        let page = town.service.bill_page(code).unwrap();
        assert_eq!((page.bill.owed, page.at_till), (Fen(-150), Fen(150)));
        assert_eq!(page.invoiceable, Fen(250), "what waits at the till is no fee");
        assert_eq!(town.open()[0].paid.back_in_cash(page.bill.owed), Fen(150));
        town.check();
        assert_eq!(decide(CashRefund, 151, None), above());
        assert_eq!(decide(Refund, 150, None), Err("accounts.refund_above".into()));
        let first = decide(CashRefund, 100, Some("slip")).unwrap();
        assert_eq!(
            decide(CashRefund, 100, Some("slip")),
            Ok(first),
            "a form that was sent twice"
        );
        assert_eq!(decide(CashRefund, 51, None), above());
        // Two who hand out what is left at once.
        let both: Vec<bool> = std::thread::scope(|scope| {
            let hand = || decide(CashRefund, 50, None).is_ok();
            let threads = [scope.spawn(hand), scope.spawn(hand)];
            threads.map(|thread| thread.join().unwrap()).to_vec()
        });
        assert_eq!(both.iter().filter(|done| **done).count(), 1);
        let page = town.service.bill_page(code).unwrap();
        assert_eq!(
            (page.bill.owed, page.cash_back, page.at_till),
            (Fen(0), Fen(150), Fen(0))
        );
        assert_eq!(page.invoiceable, Fen(250), "no invoice over what went back");
        assert_eq!(decide(Less, 251, None), Err("accounts.refund_above".into()));
        decide(Less, 250, None).unwrap();
        decide(CashRefund, 250, None).unwrap();
        assert_eq!(owed(&town, code), 0);
        assert_eq!(decide(CashRefund, 1, None), above());
        town.check();
        let day = &town.service.parking_money(&town.head).unwrap().days[0];
        assert_eq!((day.charged, day.cash, day.given_up), (Fen(400), Fen(0), Fen(400)));
        assert!(town.service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

#[test]
fn each_part_goes_back_the_way_it_came() {
    each_backend("mixed", Trouble::none(), |town| {
        let code = &stay(&town, 1);
        let decide = |what, fen| decide(&town, code, what, fen, None);
        decide(Cash, 100).unwrap();
        let link = town.service.ask_link(code, Wallet::WeChat).unwrap().link.unwrap();
        assert!(town.simulators[0].lock().unwrap().pay(&link, town.service.now()));
        town.settle();
        assert_eq!(owed(&town, code), 0);
        // Three yuan of it go back by themselves; until they did, they are no credit that the till could hand out as well.
        decide(Less, 350).unwrap();
        let line = town.open().pop().unwrap();
        let paid = Paid {
            wallets: Fen(0),
            under_way: Fen(300),
            cash: Fen(100),
        };
        assert_eq!((line.bill.owed, line.paid), (Fen(-350), paid));
        assert_eq!(decide(CashRefund, 51), Err("accounts.cash_above".into()));
        assert_eq!(decide(Refund, 1), Err("accounts.refund_above".into()));
        assert_eq!(decide(Less, 51), Err("accounts.refund_above".into()));
        town.settle();
        assert_eq!(owed(&town, code), -50);
        assert_eq!(decide(CashRefund, 51), Err("accounts.cash_above".into()));
        decide(CashRefund, 50).unwrap();
        assert_eq!(owed(&town, code), 0);
        town.check();
        let days = town.service.parking_money(&town.head).unwrap().days;
        let sum =
            |of: fn(&shishi_service::parking::money::DayLine) -> Fen| days.iter().map(|day| of(day).0).sum::<i64>();
        assert_eq!(
            (sum(|day| day.cash), sum(|day| day.wechat), sum(|day| day.given_up)),
            (50, 0, 350)
        );
    });
}

//! Double entry: what each movement posts, and that any sequence of movements sums to nothing.

use proptest::prelude::*;
use shishi_kernel::{Fen, Refusal};
use shishi_parking::accounts::leave::Terms;
use shishi_parking::accounts::refusal::ACCOUNTS_CODES;
use shishi_parking::accounts::{
    Account, AccountsRefusal, Barrier, Book, Cause, Charged, Debt, Leaving, Less, Owed, Paid, Posting, RefundNo,
    StayNo, TradeNo, Wallet, debt, leave, postings,
};
use shishi_parking::booking::VehicleId;
use shishi_parking::passages::Second;
use shishi_parking::words::{self, Language};

const STAY: StayNo = StayNo(1);
const AT: Second = Second(1_780_000_000);

fn trade(number: &str) -> TradeNo {
    TradeNo::new(number).unwrap()
}

fn refund(number: &str) -> RefundNo {
    RefundNo::new(number).unwrap()
}

fn charged(gross: i64, discount: i64) -> Charged {
    Charged {
        gross: Fen(gross),
        discount: Fen(discount),
    }
}

/// A posting as its legs: `receivable +500, revenue -500`.
fn shown(posting: &Posting) -> String {
    let name = |account| match account {
        Account::Revenue => "revenue",
        Account::Receivable(_) => "receivable",
        Account::Clearing(Wallet::WeChat) => "wechat",
        Account::Clearing(Wallet::Alipay) => "alipay",
        Account::Bank => "bank",
        Account::Cash => "cash",
        Account::Refunds => "refunds",
        Account::Waivers => "waivers",
        Account::WriteOffs => "write-offs",
        Account::Fees => "fees",
    };
    let legs = posting
        .legs()
        .iter()
        .map(|leg| format!("{} {:+}", name(leg.account), leg.fen.0));
    legs.collect::<Vec<_>>().join(", ")
}

#[test]
fn movements_are_posted() {
    let day = jiff::civil::date(2026, 5, 29);
    let rows = [
        (
            "a charge",
            postings::charge(STAY, &charged(650, 0), AT).map(|p| p.unwrap()),
            "receivable +650, revenue -650",
        ),
        (
            "a charge with a discount",
            postings::charge(STAY, &charged(650, 150), AT).map(|p| p.unwrap()),
            "receivable +500, waivers +150, revenue -650",
        ),
        (
            "a charge that is discounted away",
            postings::charge(STAY, &charged(650, 650), AT).map(|p| p.unwrap()),
            "waivers +650, revenue -650",
        ),
        (
            "a wallet paid",
            postings::paid(&trade("T1"), Wallet::WeChat, STAY, Fen(650), AT),
            "wechat +650, receivable -650",
        ),
        (
            "the till",
            postings::paid_cash(7, STAY, Fen(650), AT),
            "cash +650, receivable -650",
        ),
        (
            "a refund of what was right",
            postings::refunded(&refund("R1"), Wallet::Alipay, STAY, Fen(200), Fen(0), AT),
            "refunds +200, alipay -200",
        ),
        (
            "a refund of a credit",
            postings::refunded(&refund("R1"), Wallet::Alipay, STAY, Fen(200), Fen(-300), AT),
            "receivable +200, alipay -200",
        ),
        (
            "a refund of both",
            postings::refunded(&refund("R1"), Wallet::Alipay, STAY, Fen(200), Fen(-50), AT),
            "receivable +50, refunds +150, alipay -200",
        ),
        (
            "the till gives back",
            postings::refunded_cash(2, STAY, Fen(50), Fen(50), AT),
            "receivable +50, cash -50",
        ),
        (
            "a fee that is less than was paid",
            postings::lessened(
                3,
                STAY,
                &Less {
                    waived: Fen(150),
                    wallets: Fen(0),
                },
                AT,
            ),
            "waivers +150, receivable -150",
        ),
        (
            "a waiver",
            postings::waived(1, STAY, Fen(100), Fen(100), AT),
            "waivers +100, receivable -100",
        ),
        (
            "a write-off",
            postings::written_off(1, STAY, Fen(100), Fen(650), AT),
            "write-offs +100, receivable -100",
        ),
        (
            "a settlement",
            postings::settled(Wallet::WeChat, day, Fen(99_400), Fen(600), AT),
            "bank +99400, fees +600, wechat -100000",
        ),
    ];
    for (name, posting, expected) in rows {
        assert_eq!(posting.as_ref().map(shown), Ok(expected.to_owned()), "{name}");
    }
    assert_eq!(postings::charge(STAY, &charged(0, 0), AT), Ok(None), "free of charge");
}

#[test]
fn a_correction_takes_the_old_price_back_whole() {
    let rows = [
        (
            charged(650, 150),
            charged(400, 0),
            &[
                "receivable -500, waivers -150, revenue +650",
                "receivable +400, revenue -400",
            ][..],
        ),
        (charged(650, 0), charged(0, 0), &["receivable -650, revenue +650"]),
        (charged(0, 0), charged(300, 0), &["receivable +300, revenue -300"]),
        (charged(0, 0), charged(0, 0), &[]),
    ];
    for (old, new, expected) in rows {
        let posted = postings::correct(STAY, 1, &old, &new, AT).unwrap();
        assert_eq!(
            posted.iter().map(shown).collect::<Vec<_>>(),
            expected,
            "{old:?} -> {new:?}"
        );
    }
    let mut book = Book::default();
    book.post(postings::charge(STAY, &charged(650, 0), AT).unwrap().unwrap())
        .unwrap();
    book.post(postings::paid(&trade("T1"), Wallet::WeChat, STAY, Fen(650), AT).unwrap())
        .unwrap();
    for posting in postings::correct(STAY, 1, &charged(650, 0), &charged(400, 0), AT).unwrap() {
        book.post(posting).unwrap();
    }
    assert_eq!(book.owed(STAY), Fen(-250), "paid too much");
    let back = postings::refunded(&refund("R1"), Wallet::WeChat, STAY, Fen(250), book.owed(STAY), AT).unwrap();
    book.post(back).unwrap();
    assert_eq!((book.owed(STAY), book.balance(Account::Refunds)), (Fen(0), Fen(0)));
    assert_eq!(book.balance(Account::Revenue), Fen(-400));
}

#[test]
fn what_cannot_move_is_refused() {
    let bad = |fen| Err(AccountsRefusal::AmountBad { fen });
    let day = jiff::civil::date(2026, 5, 29);
    let rows = [
        (
            "nothing paid",
            postings::paid(&trade("T1"), Wallet::WeChat, STAY, Fen(0), AT),
            bad(0),
        ),
        (
            "less than nothing",
            postings::paid(&trade("T1"), Wallet::WeChat, STAY, Fen(-5), AT),
            bad(-5),
        ),
        (
            "too much",
            postings::paid_cash(1, STAY, Fen(10_000_001), AT),
            bad(10_000_001),
        ),
        (
            "far too much",
            postings::paid_cash(1, STAY, Fen(i64::MAX), AT),
            bad(i64::MAX),
        ),
        (
            "a fee above all",
            postings::settled(Wallet::WeChat, day, Fen(1), Fen(i64::MAX), AT),
            bad(i64::MAX),
        ),
        (
            "a waiver above what is owed",
            postings::waived(1, STAY, Fen(101), Fen(100), AT),
            Err(AccountsRefusal::AboveOwed { owed: 100 }),
        ),
        (
            "a write-off of a credit",
            postings::written_off(1, STAY, Fen(1), Fen(-100), AT),
            Err(AccountsRefusal::AboveOwed { owed: 0 }),
        ),
        (
            "out of balance",
            Posting::new(Cause::Cash(1), AT, [(Account::Cash, Fen(5)), (Account::Bank, Fen(-4))]),
            Err(AccountsRefusal::Unbalanced { difference: 1 }),
        ),
        ("no legs", Posting::new(Cause::Cash(1), AT, []), bad(0)),
        (
            "a leg out of all bounds",
            Posting::new(
                Cause::Cash(1),
                AT,
                [(Account::Cash, Fen(i64::MIN)), (Account::Bank, Fen(i64::MIN))],
            ),
            bad(i64::MIN),
        ),
    ];
    for (name, posting, expected) in rows {
        assert_eq!(posting, expected, "{name}");
    }
    for (gross, discount, fen) in [(-1, 0, -1), (100, 101, 101), (100, -1, -1), (10_000_001, 0, 10_000_001)] {
        let refused = postings::charge(STAY, &charged(gross, discount), AT);
        assert_eq!(
            refused,
            Err(AccountsRefusal::AmountBad { fen }),
            "{gross} less {discount}"
        );
    }
    assert!(postings::correct(STAY, 0, &charged(1, 0), &charged(2, 0), AT).is_err());
}

#[test]
fn one_cause_has_one_posting() {
    let mut book = Book::default();
    let paid = |fen, at| postings::paid(&trade("T1"), Wallet::WeChat, STAY, Fen(fen), Second(at)).unwrap();
    assert_eq!(book.post(paid(650, 1)), Ok(true));
    assert_eq!(book.post(paid(650, 1)), Ok(false), "told twice");
    assert_eq!(book.post(paid(650, 2)), Ok(false), "told later");
    assert_eq!(book.post(paid(651, 1)), Err(AccountsRefusal::CauseReused {}));
    assert_eq!((book.owed(STAY), book.postings().count()), (Fen(-650), 1));
}

#[test]
fn a_plate_owes_what_its_stays_owe() {
    let (plate, other) = (VehicleId(1), VehicleId(2));
    let owed = |stay, plate, since, fen| Owed {
        stay: StayNo(stay),
        plate,
        since: Second(since),
        fen: Fen(fen),
    };
    let stays = [
        owed(1, plate, 30, 500),
        owed(2, plate, 20, -200),
        owed(3, other, 10, 900),
        owed(4, plate, 10, 100),
        owed(5, plate, 10, 0),
    ];
    let expected = Debt {
        plate,
        total: Fen(600),
        stays: vec![stays[3], stays[0]],
        credit: Fen(200),
    };
    assert_eq!(debt(plate, &stays), expected);
    assert_eq!(debt(VehicleId(3), &stays).total, Fen(0));
}

#[test]
fn the_barrier_waits_for_nobody() {
    let rows = [
        ("nothing due", 0, 0, false, true, Barrier::Settled),
        ("nothing due, old debts", 0, 90_000, false, true, Barrier::Settled),
        ("a credit", -50, 0, false, true, Barrier::Settled),
        ("an agreement", 650, 0, true, true, Barrier::Charge { fen: Fen(650) }),
        (
            "an agreement, everything down",
            650,
            9_000,
            true,
            false,
            Barrier::Charge { fen: Fen(650) },
        ),
        ("little to owe", 650, 350, false, true, Barrier::Owing { fen: Fen(650) }),
        (
            "a fen too much to owe",
            650,
            351,
            false,
            true,
            Barrier::PayFirst { fen: Fen(1_001) },
        ),
        (
            "too much to owe, everything down",
            650,
            90_000,
            false,
            false,
            Barrier::Owing { fen: Fen(650) },
        ),
        (
            "a credit elsewhere pays nothing here",
            1_001,
            -500,
            false,
            true,
            Barrier::PayFirst { fen: Fen(1_001) },
        ),
    ];
    for (name, due, debt, agreement, reachable, expected) in rows {
        let leaving = Leaving {
            due: Fen(due),
            debt: Fen(debt),
            agreement,
            reachable,
        };
        let barrier = leave(Terms { owing_max: Fen(1_000) }, leaving);
        assert_eq!(barrier, expected, "{name}");
        assert!(barrier.opens() || reachable, "{name}");
    }
}

#[test]
fn a_fee_that_is_less_goes_back_the_way_it_came() {
    let refused = |left| Err(AccountsRefusal::RefundAbove { left });
    // Paid through wallets, on its way back, at the till; owed; less by.
    let rows = [
        ("nothing paid", (0, 0, 0), 400, 150, Ok((0, 0, 0))),
        ("a part is open", (0, 0, 300), 100, 150, Ok((0, 50, 50))),
        ("all by a wallet", (400, 0, 0), 0, 150, Ok((150, 0, 0))),
        ("all at the till", (0, 0, 400), 0, 150, Ok((0, 150, 150))),
        ("wallets go first", (300, 0, 100), 0, 350, Ok((300, 50, 50))),
        ("some waits already", (0, 0, 400), -100, 300, Ok((0, 400, 400))),
        ("more than is there", (0, 0, 400), -100, 301, refused(300)),
        ("what is on its way is no more", (0, 300, 100), -300, 101, refused(100)),
        (
            "more than was charged",
            (400, 0, 0),
            0,
            401,
            Err(AccountsRefusal::AboveOwed { owed: 400 }),
        ),
        (
            "nothing",
            (400, 0, 0),
            0,
            0,
            Err(AccountsRefusal::AboveOwed { owed: 400 }),
        ),
    ];
    for (name, (wallets, under_way, cash), owed, fen, expected) in rows {
        let paid = Paid {
            wallets: Fen(wallets),
            under_way: Fen(under_way),
            cash: Fen(cash),
        };
        let less = paid
            .less(Fen(400), Fen(owed), Fen(fen))
            .map(|Less { waived, wallets }| {
                assert_eq!(waived, Fen(fen), "{name}");
                let asked = Paid {
                    wallets: Fen(paid.wallets.0 - wallets.0),
                    under_way: Fen(paid.under_way.0 + wallets.0),
                    ..paid
                };
                let after = Fen(owed - fen);
                (wallets.0, asked.credit(after).0, asked.back_in_cash(after).0)
            });
        assert_eq!(
            less, expected,
            "{name}: through wallets, left as a credit, of it at the till"
        );
    }
}

#[test]
fn every_refusal_has_its_sentences() {
    let all = [
        AccountsRefusal::Unbalanced { difference: 3 },
        AccountsRefusal::AmountDiffers {
            expected: 650,
            said: 651,
        },
        AccountsRefusal::CashAbove { left: 50 },
        AccountsRefusal::TaxNoCheck {},
    ];
    for refusal in all {
        assert!(ACCOUNTS_CODES.contains(&refusal.code()));
        for language in [Language::Chinese, Language::English] {
            let sentence = words::refusal(&refusal, language);
            assert!(!sentence.contains('{') && sentence != refusal.code(), "{sentence}");
        }
    }
}

/// Something that may happen to one of a few stays.
#[derive(Clone, Debug)]
enum Act {
    Price(u64, i64, i64),
    Pay(u64, i64),
    Cash(u64, i64),
    Refund(u64, i64),
    CashBack(u64, i64),
    Less(u64, i64),
    Waive(u64, i64),
    WriteOff(u64, i64),
    Settle(i64),
    Again,
}

fn act() -> impl Strategy<Value = Act> {
    let (stay, fen) = (0..4u64, -10..3_000i64);
    prop_oneof![
        (stay.clone(), 0..3_000i64, -10..3_000i64).prop_map(|(stay, gross, off)| Act::Price(stay, gross, off)),
        (stay.clone(), fen.clone()).prop_map(|(stay, fen)| Act::Pay(stay, fen)),
        (stay.clone(), fen.clone()).prop_map(|(stay, fen)| Act::Cash(stay, fen)),
        (stay.clone(), fen.clone()).prop_map(|(stay, fen)| Act::Refund(stay, fen)),
        (stay.clone(), fen.clone()).prop_map(|(stay, fen)| Act::CashBack(stay, fen)),
        (stay.clone(), fen.clone()).prop_map(|(stay, fen)| Act::Less(stay, fen)),
        (stay.clone(), fen.clone()).prop_map(|(stay, fen)| Act::Waive(stay, fen)),
        (stay, fen.clone()).prop_map(|(stay, fen)| Act::WriteOff(stay, fen)),
        fen.prop_map(Act::Settle),
        Just(Act::Again),
    ]
}

/// What a clerk with a slip of paper for each stay would know: what it owes, and what is with wallet, bank and till.
#[derive(Default)]
struct Naive {
    owed: [i64; 4],
    price: [(i64, i64); 4],
    revision: [u32; 4],
    wallet: i64,
    cash: i64,
    /// Of what is in the till, what each stay paid.
    till: [i64; 4],
    bank: i64,
    given_back: i64,
}

impl Naive {
    /// Does it to the slips, and gives the postings that the accounts make of it.
    fn act(&mut self, act: &Act, number: u64) -> Result<Vec<Posting>, AccountsRefusal> {
        let place = |stay: u64| usize::try_from(stay).unwrap();
        match *act {
            Act::Price(stay, gross, off) => {
                let (index, old) = (place(stay), self.price[place(stay)]);
                let (old, new) = (charged(old.0, old.1), charged(gross, off));
                let revision = self.revision[index];
                let posted = if revision == 0 {
                    postings::charge(StayNo(stay), &new, AT)?.into_iter().collect()
                } else {
                    postings::correct(StayNo(stay), revision, &old, &new, AT)?
                };
                self.owed[index] += (gross - off) - (old.gross.0 - old.discount.0);
                (self.price[index], self.revision[index]) = ((gross, off), revision + 1);
                Ok(posted)
            }
            Act::Pay(stay, fen) => {
                let number = trade(&format!("T{number}"));
                let posting = postings::paid(&number, Wallet::WeChat, StayNo(stay), Fen(fen), AT)?;
                self.owed[place(stay)] -= fen;
                self.wallet += fen;
                Ok(vec![posting])
            }
            Act::Cash(stay, fen) => {
                let posting = postings::paid_cash(number, StayNo(stay), Fen(fen), AT)?;
                self.owed[place(stay)] -= fen;
                self.cash += fen;
                self.till[place(stay)] += fen;
                Ok(vec![posting])
            }
            Act::CashBack(stay, fen) => {
                let paid = Paid {
                    cash: Fen(self.till[place(stay)]),
                    ..Paid::default()
                };
                let left = paid.back_in_cash(Fen(self.owed[place(stay)]));
                let posting = postings::refunded_cash(number, StayNo(stay), Fen(fen), left, AT)?;
                self.owed[place(stay)] += fen;
                self.cash -= fen;
                self.till[place(stay)] -= fen;
                assert!(
                    self.owed[place(stay)] <= 0 && self.till[place(stay)] >= 0,
                    "handed out twice"
                );
                Ok(vec![posting])
            }
            Act::Less(stay, fen) => {
                let paid = Paid {
                    cash: Fen(self.till[place(stay)]),
                    ..Paid::default()
                };
                let (gross, off) = self.price[place(stay)];
                let less = paid.less(Fen(gross - off), Fen(self.owed[place(stay)]), Fen(fen))?;
                let posting = postings::lessened(number, StayNo(stay), &less, AT)?;
                self.owed[place(stay)] -= fen;
                Ok(vec![posting])
            }
            Act::Refund(stay, fen) => {
                let number = refund(&format!("R{number}"));
                let owed = self.owed[place(stay)];
                let posting = postings::refunded(&number, Wallet::WeChat, StayNo(stay), Fen(fen), Fen(owed), AT)?;
                let credit = (-owed).clamp(0, fen);
                self.owed[place(stay)] += credit;
                self.given_back += fen - credit;
                self.wallet -= fen;
                Ok(vec![posting])
            }
            Act::Waive(stay, fen) => {
                let owed = Fen(self.owed[place(stay)]);
                let posting = postings::waived(number, StayNo(stay), Fen(fen), owed, AT)?;
                self.owed[place(stay)] -= fen;
                Ok(vec![posting])
            }
            Act::WriteOff(stay, fen) => {
                let owed = Fen(self.owed[place(stay)]);
                let posting = postings::written_off(number, StayNo(stay), Fen(fen), owed, AT)?;
                self.owed[place(stay)] -= fen;
                Ok(vec![posting])
            }
            Act::Settle(fen) => {
                let day = jiff::civil::date(2026, 1, 1) + jiff::Span::new().days(i64::try_from(number).unwrap());
                let posting = postings::settled(Wallet::WeChat, day, Fen(fen), Fen(1), AT)?;
                self.wallet -= fen + 1;
                self.bank += fen;
                Ok(vec![posting])
            }
            Act::Again => Ok(Vec::new()),
        }
    }
}

proptest! {
    #[test]
    fn any_sequence_sums_to_nothing(acts in prop::collection::vec(act(), 1..60)) {
        let (mut book, mut naive) = (Book::default(), Naive::default());
        for (number, act) in acts.iter().enumerate() {
            if let Ok(posted) = naive.act(act, number as u64) {
                for posting in posted {
                    prop_assert_eq!(book.post(posting), Ok(true));
                }
            }
            if matches!(act, Act::Again) {
                for posting in book.clone().postings() {
                    prop_assert_eq!(book.post(posting.clone()), Ok(false));
                }
            }
            prop_assert_eq!(book.difference(), Fen(0));
        }
        for stay in 0..4u64 {
            prop_assert_eq!(book.owed(StayNo(stay)), Fen(naive.owed[usize::try_from(stay).unwrap()]));
        }
        let gross: i64 = naive.price.iter().map(|(gross, _)| gross).sum();
        prop_assert_eq!(book.balance(Account::Revenue), Fen(-gross));
        prop_assert_eq!(book.balance(Account::Clearing(Wallet::WeChat)), Fen(naive.wallet));
        prop_assert_eq!(book.balance(Account::Cash), Fen(naive.cash));
        prop_assert_eq!(book.balance(Account::Bank), Fen(naive.bank));
        prop_assert_eq!(book.balance(Account::Refunds), Fen(naive.given_back));
        prop_assert_eq!(book.balances().map(|(_, fen)| fen.0).sum::<i64>(), 0);
    }
}

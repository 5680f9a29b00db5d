//! A payment through what a provider says of it: each word by a table, and any order of many by chance.

use proptest::prelude::*;
use shishi_kernel::Fen;
use shishi_parking::accounts::payment::{RefundStanding, Standing};
use shishi_parking::accounts::{
    Account, AccountsRefusal, Book, Change, Payment, RefundNo, Said, Stage, StayNo, TradeNo, Wallet, Word, decide,
};
use shishi_parking::passages::Second;
use shishi_parking::words::{self, Language};

const STAY: StayNo = StayNo(1);
const PAID: Second = Second(1_780_000_005);

fn payment() -> Payment {
    Payment::new(TradeNo::new("T1").unwrap(), Wallet::WeChat, STAY, Fen(650))
}

fn refund(number: &str) -> RefundNo {
    RefundNo::new(number).unwrap()
}

fn word(said: Said) -> Word {
    Word {
        wallet: Wallet::WeChat,
        trade: TradeNo::new("T1").unwrap(),
        said,
    }
}

fn paid(fen: i64) -> Said {
    Said::Paid {
        amount: Fen(fen),
        at: PAID,
    }
}

fn given_back(number: &str, fen: Option<i64>, standing: RefundStanding) -> Said {
    Said::Refund {
        refund: refund(number),
        amount: fen.map(Fen),
        standing,
    }
}

/// Hears a word: changes the payment, and posts what moved.
fn hear(payment: &mut Payment, book: &mut Book, word: &Word) -> Result<bool, AccountsRefusal> {
    let Some(heard) = payment.hear(word, book.owed(payment.stay))? else {
        return Ok(false);
    };
    if let Some(posting) = heard.posting {
        assert_eq!(book.post(posting), Ok(true), "{:?} was posted before", heard.change);
    }
    Ok(true)
}

/// A paid payment with a refund of 200 that was asked for.
fn refunding() -> (Payment, Book) {
    let (mut payment, mut book) = (payment(), Book::default());
    hear(&mut payment, &mut book, &word(paid(650))).unwrap();
    let change = payment.ask_refund(&refund("R1"), Fen(200)).unwrap().unwrap();
    payment.apply(&change);
    (payment, book)
}

#[test]
fn words_lead_upwards_only() {
    let at = Standing::Paid { at: PAID };
    let all = [
        Standing::Created,
        Standing::Accepted,
        Standing::Closed,
        Standing::Failed,
        at,
    ];
    let words = [
        (Said::Accepted, 1),
        (Said::Closed, 2),
        (Said::Failed, 3),
        (paid(650), 4),
    ];
    for (rank, standing) in all.into_iter().enumerate() {
        for (said, to) in &words {
            let mut payment = payment();
            payment.standing = standing;
            let expected = (*to > rank).then_some(Change::Standing(all[*to]));
            assert_eq!(
                decide(&payment, &word(said.clone())),
                Ok(expected),
                "{standing:?} hears {said:?}"
            );
        }
    }
    let mut later = payment();
    later.standing = at;
    let again = Said::Paid {
        amount: Fen(650),
        at: Second(PAID.0 + 60),
    };
    assert_eq!(
        decide(&later, &word(again)),
        Ok(None),
        "paid is paid, whenever it is said"
    );
}

#[test]
fn only_money_moves_money() {
    let rows = [
        (Change::Standing(Standing::Accepted), None),
        (Change::Standing(Standing::Failed), None),
        (Change::Standing(Standing::Closed), None),
        (Change::Standing(Standing::Paid { at: PAID }), Some(Fen(650))),
    ];
    for (change, moved) in rows {
        let posting = payment().posting(&change, Fen(650)).unwrap();
        assert_eq!(posting.map(|posting| posting.legs()[0].fen), moved, "{change:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let (refunding, _) = refunding();
    let other = |trade: &str, wallet| Word {
        wallet,
        trade: TradeNo::new(trade).unwrap(),
        said: paid(650),
    };
    let differs = |expected, said| Err(AccountsRefusal::AmountDiffers { expected, said });
    let done = RefundStanding::Done { at: PAID };
    let rows = [
        ("a fen less", word(paid(649)), differs(650, 649)),
        ("a fen more", word(paid(651)), differs(650, 651)),
        ("less than nothing", word(paid(-650)), differs(650, -650)),
        (
            "another number",
            other("T2", Wallet::WeChat),
            Err(AccountsRefusal::TradeOther {}),
        ),
        (
            "another wallet",
            other("T1", Wallet::Alipay),
            Err(AccountsRefusal::TradeOther {}),
        ),
        (
            "a refund nobody asked for",
            word(given_back("R2", None, done)),
            Err(AccountsRefusal::RefundUnknown {}),
        ),
        (
            "a refund of more",
            word(given_back("R1", Some(201), done)),
            differs(200, 201),
        ),
    ];
    for (name, word, expected) in rows {
        assert_eq!(decide(&refunding, &word), expected, "{name}");
    }
}

#[test]
fn refunds_are_asked_for_within_what_was_paid() {
    let (mut payment, _) = refunding();
    let ask = |payment: &Payment, number: &str, fen| {
        payment
            .ask_refund(&refund(number), Fen(fen))
            .map(|change| change.is_some())
    };
    let rows = [
        ("the same again", "R1", 200, Ok(false)),
        (
            "the same number for more",
            "R1",
            201,
            Err(AccountsRefusal::RefundReused {}),
        ),
        ("the rest", "R2", 450, Ok(true)),
        (
            "a fen above the rest",
            "R2",
            451,
            Err(AccountsRefusal::RefundAbove { left: 450 }),
        ),
        ("nothing", "R2", 0, Err(AccountsRefusal::AmountBad { fen: 0 })),
        (
            "less than nothing",
            "R2",
            -1,
            Err(AccountsRefusal::AmountBad { fen: -1 }),
        ),
    ];
    for (name, number, fen, expected) in rows {
        assert_eq!(ask(&payment, number, fen), expected, "{name}");
    }
    payment.apply(&Change::Refund {
        refund: refund("R1"),
        standing: RefundStanding::Failed,
    });
    assert_eq!(ask(&payment, "R2", 650), Ok(true), "what came back can be given again");
    payment.standing = Standing::Accepted;
    assert_eq!(
        ask(&payment, "R3", 1),
        Err(AccountsRefusal::NotPaid {}),
        "accepted is not paid"
    );
}

#[test]
fn people_are_told_where_it_stands() {
    let (mut payment, mut book) = (payment(), Book::default());
    let mut stages = vec![payment.stage()];
    for said in [Said::Accepted, paid(650)] {
        hear(&mut payment, &mut book, &word(said)).unwrap();
        stages.push(payment.stage());
    }
    for (number, fen) in [("R1", 200), ("R2", 450)] {
        let change = payment.ask_refund(&refund(number), Fen(fen)).unwrap().unwrap();
        payment.apply(&change);
        assert!(payment.is_open());
        stages.push(payment.stage());
        let done = given_back(number, None, RefundStanding::Done { at: PAID });
        hear(&mut payment, &mut book, &word(done)).unwrap();
        stages.push(payment.stage());
    }
    let expected = [
        Stage::Created,
        Stage::Accepted,
        Stage::Paid,
        Stage::Refunding,
        Stage::PartlyRefunded,
        Stage::Refunding,
        Stage::Refunded,
    ];
    assert_eq!(stages, expected);
    assert!(!payment.is_open());
    assert_eq!(book.balance(Account::Clearing(Wallet::WeChat)), Fen(0));
    assert_eq!(
        words::stage(Stage::Accepted, Language::Chinese),
        "支付机构已受理，尚未扣款"
    );
}

fn said() -> impl Strategy<Value = Said> {
    let standing = prop_oneof![
        Just(RefundStanding::Accepted),
        Just(RefundStanding::Failed),
        Just(RefundStanding::Done { at: PAID }),
    ];
    prop_oneof![
        Just(Said::Accepted),
        Just(Said::Closed),
        Just(Said::Failed),
        Just(paid(650)),
        (640..660i64).prop_map(paid),
        ("R[123]", prop::option::of(199..202i64), standing)
            .prop_map(|(number, fen, standing)| given_back(&number, fen, standing)),
    ]
}

proptest! {
    #[test]
    fn any_order_of_the_same_words_ends_the_same(
        words in prop::collection::vec(said(), 0..12),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let (start, before) = refunding();
        let (mut straight, mut book) = (start.clone(), before.clone());
        for said in &words {
            let _ = hear(&mut straight, &mut book, &word(said.clone()));
        }
        // The same words in another order, some of them many times, and each at least once at the end.
        let (mut shuffled, mut other) = (start, before);
        for index in order.iter().filter(|_| !words.is_empty()) {
            let _ = hear(&mut shuffled, &mut other, &word(index.get(&words).clone()));
        }
        for said in words.iter().rev() {
            let _ = hear(&mut shuffled, &mut other, &word(said.clone()));
        }
        prop_assert_eq!(&shuffled, &straight);
        prop_assert_eq!(other.postings().collect::<Vec<_>>(), book.postings().collect::<Vec<_>>());
        prop_assert_eq!(book.difference(), Fen(0));
        prop_assert_eq!(book.balance(Account::Clearing(Wallet::WeChat)), Fen(650 - straight.refunded().0));
        for said in &words {
            prop_assert!(!matches!(hear(&mut shuffled, &mut other, &word(said.clone())), Ok(true)), "heard before");
        }
    }
}

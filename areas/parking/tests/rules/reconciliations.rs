//! A day's list against a statement, by a table and against a naive count; and invoices.

use proptest::prelude::*;
use shishi_kernel::Fen;
use shishi_parking::accounts::invoice::Void;
use shishi_parking::accounts::{AccountsRefusal, Buyer, Invoice, InvoiceState, Item, Kind, TaxNo, reconcile};
use shishi_parking::passages::Second;

fn item(kind: Kind, number: &str, fen: i64) -> Item {
    Item {
        kind,
        number: number.to_owned(),
        amount: Fen(fen),
    }
}

fn pay(number: &str, fen: i64) -> Item {
    item(Kind::Payment, number, fen)
}

fn back(number: &str, fen: i64) -> Item {
    item(Kind::Refund, number, fen)
}

#[test]
fn lists_are_held_against_each_other() {
    let rows = [
        ("both empty", vec![], vec![], "0 matched, difference 0"),
        (
            "all agree, in another order",
            vec![pay("A", 500), back("R", 100)],
            vec![back("R", 100), pay("A", 500)],
            "2 matched, difference 0",
        ),
        (
            "missing here",
            vec![],
            vec![pay("A", 500)],
            "0 matched, 1 missing here, difference 500",
        ),
        (
            "missing there",
            vec![pay("A", 500)],
            vec![],
            "0 matched, 1 missing there, difference 500",
        ),
        (
            "another amount",
            vec![pay("A", 500)],
            vec![pay("A", 499)],
            "0 matched, 1 differing, difference 1",
        ),
        (
            "errors that cancel each other out",
            vec![pay("A", 500), pay("B", 300)],
            vec![pay("A", 501), pay("B", 299)],
            "0 matched, 2 differing, difference 2",
        ),
        (
            "a payment is no refund",
            vec![pay("A", 500)],
            vec![back("A", 500)],
            "0 matched, 1 missing here, 1 missing there, difference 1000",
        ),
        (
            "twice on the statement",
            vec![pay("A", 500)],
            vec![pay("A", 500), pay("A", 500)],
            "1 matched, 1 twice there, difference 500",
        ),
        (
            "twice with us",
            vec![pay("A", 5), pay("A", 5)],
            vec![pay("A", 5)],
            "1 matched, 1 twice here, difference 5",
        ),
        (
            "a line of nothing",
            vec![],
            vec![pay("A", 0)],
            "0 matched, 1 missing here, difference 0",
        ),
    ];
    for (name, ours, theirs, expected) in rows {
        let found = reconcile(&ours, &theirs).unwrap();
        let mut shown = vec![format!("{} matched", found.matched)];
        let counts = [
            (found.missing_here.len(), "missing here"),
            (found.missing_there.len(), "missing there"),
            (found.differing.len(), "differing"),
            (found.twice_here.len(), "twice here"),
            (found.twice_there.len(), "twice there"),
        ];
        shown.extend(
            counts
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}")),
        );
        shown.push(format!("difference {}", found.difference().0));
        assert_eq!(shown.join(", "), expected, "{name}");
        assert_eq!(
            found.agrees(),
            ours.len() == theirs.len() && found.matched == ours.len(),
            "{name}"
        );
    }
    let found = reconcile(&[pay("A", 500), back("R", 100)], &[pay("A", 500)]).unwrap();
    assert_eq!((found.here, found.there), (Fen(400), Fen(500)));
}

fn list() -> impl Strategy<Value = Vec<Item>> {
    let line = (any::<bool>(), "[AB][0-4]", 1..5i64);
    let line =
        line.prop_map(|(payment, number, fen)| item(if payment { Kind::Payment } else { Kind::Refund }, &number, fen));
    prop::collection::vec(line, 0..25)
}

proptest! {
    #[test]
    fn every_line_is_accounted_for(ours in list(), theirs in list()) {
        let found = reconcile(&ours, &theirs).unwrap();
        let here = found.matched + found.differing.len() + found.missing_there.len() + found.twice_here.len();
        let there = found.matched + found.differing.len() + found.missing_here.len() + found.twice_there.len();
        prop_assert_eq!((here, there), (ours.len(), theirs.len()));
        let mirrored = reconcile(&theirs, &ours).unwrap();
        prop_assert_eq!(mirrored.difference(), found.difference());
        prop_assert_eq!(found.difference() == Fen(0), found.agrees());
        let mut sorted = ours.clone();
        sorted.sort();
        sorted.dedup_by(|a, b| (a.kind, &a.number) == (b.kind, &b.number));
        prop_assert_eq!(reconcile(&sorted, &sorted).unwrap().difference(), Fen(0));
    }
}

/// The weights as the standard prints them.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The number with the check character that the standard's table gives it.
fn checked(first: &str) -> String {
    let worth = |sign: char| SIGNS.find(sign).unwrap();
    let sum: usize = first
        .chars()
        .zip(WEIGHTS)
        .map(|(sign, weight)| worth(sign) * weight)
        .sum();
    let check = SIGNS.chars().nth((31 - sum % 31) % 31).unwrap();
    format!("{first}{check}")
}

#[test]
fn tax_numbers_are_checked() {
    let good = checked("91370800MA3ABCDE0");
    let form = || Err(AccountsRefusal::TaxNoForm {});
    let check = || Err(AccountsRefusal::TaxNoCheck {});
    let swapped = good.replacen("91", "19", 1);
    let rows = [
        (good.clone(), Ok(good.clone())),
        (format!(" {} ", good.to_lowercase()), Ok(good.clone())),
        (swapped, check()),
        (good.replacen('7', "8", 1), check()),
        (good[..17].to_owned(), form()),
        (format!("{good}0"), form()),
        (good.replacen('M', "I", 1), form()),
        (good.replacen('M', "Ｍ", 1), form()),
        (String::new(), form()),
    ];
    for (text, expected) in rows {
        let read = TaxNo::new(&text).map(|number| number.as_str().to_owned());
        assert_eq!(read, expected, "{text}");
    }
}

proptest! {
    #[test]
    fn one_wrong_character_is_noticed(first in "[0-9A-HJ-NP-RTUWXY]{17}", place in 0..18usize, sign in 0..31usize) {
        let good = checked(&first);
        prop_assert!(TaxNo::new(&good).is_ok());
        let mut typed: Vec<char> = good.chars().collect();
        typed[place] = SIGNS.chars().nth(sign).unwrap();
        let typed: String = typed.into_iter().collect();
        prop_assert_eq!(TaxNo::new(&typed).is_ok(), typed == good);
    }
}

fn buyer(title: &str) -> Buyer {
    Buyer::Person {
        title: title.to_owned(),
    }
}

#[test]
fn invoices_go_their_way() {
    let ask = |title: &str, item: &str, fen, rate, left| {
        Invoice::ask(buyer(title), item, Fen(fen), rate, Fen(left), Second(1))
    };
    let long = "长".repeat(101);
    let rows = [
        (
            "no title",
            ask(" ", "停车费", 650, 90, 650),
            AccountsRefusal::TextBad { max: 100 },
        ),
        (
            "a long title",
            ask(&long, "停车费", 650, 90, 650),
            AccountsRefusal::TextBad { max: 100 },
        ),
        (
            "an item of two lines",
            ask("某人", "停车\n费", 650, 90, 650),
            AccountsRefusal::TextBad { max: 100 },
        ),
        (
            "more than is left",
            ask("某人", "停车费", 651, 90, 650),
            AccountsRefusal::InvoiceAbove { left: 650 },
        ),
        (
            "nothing",
            ask("某人", "停车费", 0, 90, 650),
            AccountsRefusal::InvoiceAbove { left: 650 },
        ),
        (
            "of what was given back",
            ask("某人", "停车费", 1, 90, -5),
            AccountsRefusal::InvoiceAbove { left: 0 },
        ),
        (
            "a rate that is none",
            ask("某人", "停车费", 650, 131, 650),
            AccountsRefusal::RateBad { max: 130 },
        ),
    ];
    for (name, refused, expected) in rows {
        assert_eq!(refused, Err(expected), "{name}");
    }
    let asked = ask("某人", " 停车费 ", 650, 90, 650).unwrap();
    assert_eq!(
        (asked.net(), asked.tax(), asked.item.as_str()),
        (Fen(596), Fen(54), "停车费")
    );
    let number = "26372000000012345678";
    let issued = asked.issue(number, Second(2)).unwrap();
    assert_eq!(issued.issue(number, Second(9)), Ok(issued.clone()), "said again");
    assert_eq!(
        issued.issue("26372000000012345679", Second(3)),
        Err(AccountsRefusal::StateWrong {})
    );
    assert_eq!(asked.issue("12", Second(2)), Err(AccountsRefusal::NumberBad {}));
    let voided = issued.void(Void::Refunded, Second(4)).unwrap();
    let expected = InvoiceState::Voided {
        number: Some(number.to_owned()),
        at: Second(4),
        why: Void::Refunded,
    };
    assert_eq!(voided.state, expected);
    assert_eq!(
        voided.void(Void::Refunded, Second(5)),
        Err(AccountsRefusal::StateWrong {})
    );
    assert!(asked.void(Void::BuyerWrong, Second(3)).is_ok());
}

#[test]
fn tax_and_net_are_the_amount() {
    let rows = [
        (100, 0, 100),
        (100, 90, 92),
        (109, 90, 100),
        (1, 130, 1),
        (10_000_000, 60, 9_433_962),
        (6, 60, 6),
    ];
    for (fen, rate, net) in rows {
        let invoice = Invoice::ask(buyer("某人"), "停车费", Fen(fen), rate, Fen(fen), Second(1)).unwrap();
        assert_eq!(
            (invoice.net(), invoice.tax()),
            (Fen(net), Fen(fen - net)),
            "{fen} at {rate}"
        );
    }
}

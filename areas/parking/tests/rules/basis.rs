//! What bears on a price beside the times: which grants, vouchers and colours a tariff knows, and what comes of them.

use super::build::{at, tariff};
use shishi_kernel::Fen;
use shishi_parking::passages::Colour;
use shishi_parking::price::{Basis, Grant, Granted, price};
use shishi_parking::{Tariff, total};

const LOT: &str = "free: 15 min\nrate: then 2 yuan per 1 h\nsurcharge mechanical: 30 %\ndiscount new-energy: 50 %\ndiscount shop: 1 yuan\n\
                   card month: 150 yuan a month\ncard season: 300 yuan a month\n\n[class large]\ntimes: 2\n\n[class disabled]\nfree: 2 h\n";

/// A class, its card, its discounts, the fee.
type Expected = (Option<&'static str>, Option<&'static str>, &'static [&'static str], i64);

fn grant(what: Granted, name: &str, from: &str, until: &str) -> Grant {
    Grant {
        what,
        name: name.to_owned(),
        from: at(from),
        until: at(until),
    }
}

fn march(what: Granted, name: &str) -> Grant {
    grant(what, name, "2026-03-01 00:00", "2026-04-01 00:00")
}

fn check(lot: &Tariff, colour: Colour, grants: &[Grant], vouchers: &[&str], expected: Expected) {
    let (entry, exit) = (at("2026-03-10 08:00"), at("2026-03-10 11:30"));
    let vouchers: Vec<String> = vouchers.iter().map(|name| (*name).to_owned()).collect();
    let basis = Basis::of(lot, (entry, exit), colour, grants, &vouchers);
    let names = basis.names();
    let stay = basis.stay(&names, entry, exit);
    let fee = total(lot, &stay).unwrap();
    let found = (
        basis.class.as_deref(),
        basis.card.as_ref().map(|card| card.name.as_str()),
        names.as_slice(),
        fee.0,
    );
    assert_eq!(found, expected, "{colour:?} {grants:?} {vouchers:?}");
    let priced = price(lot, &stay).unwrap();
    assert_eq!(priced.total, fee);
    assert_eq!(priced.lines.iter().map(|line| line.fen.0).sum::<i64>(), fee.0);
    assert_eq!(
        basis.is_plain(),
        expected.0.is_none() && expected.1.is_none() && expected.2.is_empty()
    );
}

#[test]
fn what_was_granted_and_given_bears_on_the_price() {
    let lot = tariff(LOT);
    let (blue, class, card, discount) = (Colour::Blue, Granted::Class, Granted::Card, Granted::Discount);
    let rows: Vec<(Colour, Vec<Grant>, &[&str], Expected)> = vec![
        (blue, vec![], &[], (None, None, &[], 800)),
        (Colour::Green, vec![], &[], (None, None, &["new-energy"], 400)),
        (Colour::Yellow, vec![], &[], (Some("large"), None, &[], 1_600)),
        (
            Colour::YellowGreen,
            vec![],
            &[],
            (Some("large"), None, &["new-energy"], 800),
        ),
        (Colour::Unread, vec![], &[], (None, None, &[], 800)),
        // What somebody looked at goes before the colour.
        (
            Colour::Yellow,
            vec![march(class, "disabled")],
            &[],
            (Some("disabled"), None, &[], 800),
        ),
        (
            blue,
            vec![march(class, "large"), march(class, "disabled")],
            &[],
            (Some("disabled"), None, &[], 800),
        ),
        (blue, vec![march(card, "month")], &[], (None, Some("month"), &[], 0)),
        (blue, vec![], &["shop"], (None, None, &["shop"], 700)),
        // In the order of the tariff, whoever gave which first; and each once.
        (
            Colour::Green,
            vec![march(discount, "shop")],
            &["shop", "new-energy"],
            (None, None, &["new-energy", "shop"], 300),
        ),
        // Nobody is granted a surcharge, and what the tariff does not know is left out.
        (
            blue,
            vec![march(discount, "mechanical")],
            &["mechanical"],
            (None, None, &[], 800),
        ),
        (
            blue,
            vec![march(class, "bus"), march(card, "gold"), march(discount, "staff")],
            &["x"],
            (None, None, &[], 800),
        ),
        // What is over before the entry, or begins after the exit, bears on nothing.
        (
            blue,
            vec![grant(discount, "shop", "2026-03-01 00:00", "2026-03-10 08:00")],
            &[],
            (None, None, &[], 800),
        ),
        (
            blue,
            vec![grant(discount, "shop", "2026-03-10 11:31", "2026-03-12 08:00")],
            &[],
            (None, None, &[], 800),
        ),
        (
            blue,
            vec![grant(discount, "shop", "2026-03-10 11:30", "2026-03-12 08:00")],
            &[],
            (None, None, &["shop"], 700),
        ),
        // Half of the stay is covered: from ten on, an hour and a half remain.
        (
            blue,
            vec![grant(card, "month", "2026-03-01 00:00", "2026-03-10 10:00")],
            &[],
            (None, Some("month"), &[], 400),
        ),
        // One card ends where the next of its name begins.
        (
            blue,
            vec![
                grant(card, "month", "2026-03-10 09:00", "2026-04-01 00:00"),
                grant(card, "month", "2026-03-01 00:00", "2026-03-10 09:00"),
            ],
            &[],
            (None, Some("month"), &[], 0),
        ),
        // Of two names the one that covers more.
        (
            blue,
            vec![
                grant(card, "season", "2026-03-01 00:00", "2026-03-10 08:30"),
                grant(card, "month", "2026-03-10 09:30", "2026-04-01 00:00"),
            ],
            &[],
            (None, Some("month"), &[], 400),
        ),
    ];
    for (colour, grants, vouchers, expected) in rows {
        check(&lot, colour, &grants, vouchers, expected);
    }
}

#[test]
fn the_version_of_the_stay_says_what_is_known() {
    let lot = tariff(&format!(
        "{LOT}\n[from 2026-03-05]\nlike: always\ndiscount shop: 2 yuan\n"
    ));
    check(
        &lot,
        Colour::Blue,
        &[march(Granted::Discount, "shop")],
        &[],
        (None, None, &["shop"], 600),
    );
    let newer =
        tariff("rate: then 2 yuan per 1 h\n\n[from 2026-03-11]\nrate: then 2 yuan per 1 h\ndiscount shop: 2 yuan");
    check(
        &newer,
        Colour::Green,
        &[march(Granted::Discount, "shop")],
        &[],
        (None, None, &[], 800),
    );
    let named: Vec<(Granted, &str)> = newer.grantable();
    assert_eq!(
        named,
        [(Granted::Discount, "shop")],
        "what any version names can be granted"
    );
    let names: Vec<&str> = lot.grantable().into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["large", "disabled", "month", "season", "new-energy", "shop"]);
    assert_eq!(
        total(
            &newer,
            &Basis::default().stay(&[], at("2026-03-12 08:00"), at("2026-03-12 08:30"))
        ),
        Ok(Fen(200))
    );
}

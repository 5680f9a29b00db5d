//! What bears on a price beside the times: which grants, vouchers and colours a tariff knows, and what comes of them.

use super::build::{at, tariff};
use shishi_kernel::Fen;
use shishi_parking::passages::Colour;
use shishi_parking::price::{Basis, Earlier, Grant, Granted, price, total_and_free};
use shishi_parking::{Stay, Tariff, total};

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

/// Free minutes of a day are used by one stay after another; each row is a stay, what is used before and after it, and its fee.
#[test]
fn free_minutes_of_a_day_go_from_stay_to_stay() {
    type Row = (&'static str, &'static str, u32, u32, i64);
    let kept = "free: 60 min, kept, each day\nrate: then 2 yuan per 1 h";
    let lapses = "free: 60 min, lapses, each day\nrate: then 2 yuan per 1 h";
    let each_stay = "free: 60 min, lapses, each stay\nrate: then 2 yuan per 1 h";
    let rows: [(&str, &str, &[Row]); 5] = [
        (
            "kept",
            kept,
            &[
                ("2026-03-10 08:00", "2026-03-10 08:20", 0, 20, 0),
                ("2026-03-10 09:00", "2026-03-10 10:30", 20, 60, 200),
                ("2026-03-10 11:00", "2026-03-10 11:01", 60, 60, 200),
                ("2026-03-11 00:00", "2026-03-11 00:30", 0, 30, 0),
            ],
        ),
        (
            "lapses: a stay too long for them uses none",
            lapses,
            &[
                ("2026-03-10 08:00", "2026-03-10 08:20", 0, 20, 0),
                ("2026-03-10 09:00", "2026-03-10 09:41", 20, 20, 200),
                ("2026-03-10 11:00", "2026-03-10 11:40", 20, 60, 0),
            ],
        ),
        (
            "over midnight it is the day of the exit that counts on",
            kept,
            &[
                ("2026-03-10 22:50", "2026-03-11 00:25", 0, 25, 200),
                ("2026-03-11 08:00", "2026-03-11 08:40", 25, 60, 200),
            ],
        ),
        (
            "a night that used nothing of its last day",
            kept,
            &[
                ("2026-03-10 08:00", "2026-03-11 00:00", 0, 0, 3_000),
                ("2026-03-11 00:00", "2026-03-11 01:00", 0, 60, 0),
            ],
        ),
        (
            "each stay has its own",
            each_stay,
            &[
                ("2026-03-10 08:00", "2026-03-10 08:50", 0, 0, 0),
                ("2026-03-10 09:00", "2026-03-10 09:50", 0, 0, 0),
            ],
        ),
    ];
    for (name, lines, stays) in rows {
        let lot = tariff(lines);
        let mut earlier: Option<Earlier> = None;
        for (entry, exit, used, through, fee) in stays {
            let (entry, exit) = (at(entry), at(exit));
            let basis = Basis::default().after(&lot, entry, earlier);
            let (total, free_through) = total_and_free(&lot, &basis.stay(&[], entry, exit)).unwrap();
            let found = (basis.free_used, free_through, total.0);
            assert_eq!(found, (*used, *through, *fee), "{name}: {entry}");
            earlier = Some(Earlier { exit, free_through });
        }
    }
}

/// What a card leaves uncovered on one day shares that day's free minutes.
#[test]
fn stretches_that_a_card_leaves_share_the_free_minutes_of_a_day() {
    let lot = tariff(
        "window day: 08:00-18:00\nwindow night: otherwise\nfree: 60 min, kept, each day\nrate day: then 2 yuan per 1 h\n\
         rate night: then 1 yuan per 1 h\ncard days: 80 yuan a month, covers day",
    );
    let stay = |used| Stay {
        card: Some(("days", at("2026-03-01 00:00"), at("2026-04-01 00:00"))),
        free_used: used,
        ..Stay::new(at("2026-03-10 07:30"), at("2026-03-10 20:00"))
    };
    // Half an hour before eight and half an hour after six are free, and then an hour and a half is not.
    for (used, fee) in [(0, 200), (30, 200), (60, 300)] {
        assert_eq!(total_and_free(&lot, &stay(used)).unwrap(), (Fen(fee), 60), "{used}");
    }
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

//! Prices, row by row. The tariffs are like published ones, in our own words.

use super::build::{at, fen, file, minutes, tariff};
use shishi_kernel::Timestamp;
use shishi_parking::refusal::PriceRefusal;
use shishi_parking::words::{Language, line};
use shishi_parking::{Stay, Tariff, price};

const MONDAY: &str = "2026-03-02 08:00";

fn check(name: &str, tariff: &Tariff, from: &str, rows: &[(i64, i64)]) {
    for (length, expected) in rows {
        assert_eq!(
            minutes(tariff, from, *length),
            *expected,
            "{name}: {length} min from {from}"
        );
    }
}

#[test]
fn ladders() {
    let simple = tariff("free: 15 min\nrate: to 2 h, 5 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 15 yuan");
    check(
        "simple",
        &simple,
        MONDAY,
        &[
            (0, 0),
            (15, 0),
            (16, 500),
            (120, 500),
            (121, 600),
            (720, 1500),
            (1440, 1500),
            (1441, 1600),
            (2880, 3000),
        ],
    );
    let restart = "free: 30 min\nrate: to 1 h, 3 yuan\nrate: to 2 h, 1.50 yuan per 30 min\nrate: to 3 h, 2 yuan per 30 min\n\
                   rate: then 3 yuan per 30 min\ncap 24h: 30 yuan\n";
    let rows = [
        (30, 0),
        (31, 300),
        (61, 450),
        (91, 600),
        (121, 800),
        (151, 1000),
        (181, 1300),
        (360, 2800),
        (480, 3000),
    ];
    check("progressive", &tariff(restart), MONDAY, &rows);
    let again = tariff(&format!("{restart}after 24h: restart"));
    check(
        "restart",
        &again,
        MONDAY,
        &[(1440, 3000), (1441, 3300), (1500, 3300), (1501, 3450)],
    );
    let free = tariff(&format!("{restart}after 24h: restart with free"));
    check(
        "restart with free",
        &free,
        MONDAY,
        &[(1440, 3000), (1470, 3000), (1471, 3300)],
    );
    check(
        "flat",
        &tariff("rate: flat 5 yuan"),
        MONDAY,
        &[(0, 0), (1, 500), (3000, 500)],
    );
    let kept = tariff("free: 30 min, kept\nrate: then 2 yuan per 30 min");
    check("kept", &kept, MONDAY, &[(30, 0), (31, 200), (60, 200), (61, 400)]);
}

#[test]
fn roundings() {
    let step = "rate: then 2 yuan per 30 min\nround: ";
    for (rounding, rows) in [
        ("up", [(1, 200), (14, 200), (15, 200), (29, 200), (30, 200), (31, 400)]),
        ("down", [(1, 0), (14, 0), (15, 0), (29, 0), (30, 200), (31, 200)]),
        ("half", [(1, 0), (14, 0), (15, 200), (29, 200), (30, 200), (31, 200)]),
    ] {
        check(rounding, &tariff(&format!("{step}{rounding}")), MONDAY, &rows);
    }
}

#[test]
fn seconds_of_a_stay() {
    let rate = "[always]\nfree: 15 min\nrate: then 1 yuan per 1 h\n";
    for (mode, seconds, expected) in [
        ("up", 900, 0),
        ("up", 901, 100),
        ("up", 3601, 200),
        ("down", 901, 0),
        ("down", 959, 0),
        ("down", 960, 100),
        ("drop", 941, 0),
        ("drop", 942, 100),
    ] {
        let tariff = file(&format!("shishi-tariff 1\nseconds: {mode}\n{rate}"));
        // The entry lies 18 seconds into its minute.
        let entry = at("2026-03-02 08:00:18");
        let exit = Timestamp::from_second(entry.as_second() + seconds).unwrap();
        assert_eq!(fen(&tariff, &Stay::new(entry, exit)), expected, "{mode} {seconds} s");
    }
}

#[test]
fn windows_and_where_they_meet() {
    let windows = "window day: 07:00-19:00\nwindow night: otherwise\nrate day: then 2 yuan per 1 h\nrate night: then 1 yuan per 2 h\n";
    for (boundary, from, length, expected) in [
        ("split", "2026-03-02 18:30", 60, 300),
        ("split", "2026-03-02 18:30", 30, 200),
        // The hour before seven and the one after nineteen are one unit of the night.
        ("split", "2026-03-02 06:00", 840, 2500),
        ("entry", "2026-03-02 18:30", 240, 800),
        ("entry", "2026-03-02 06:30", 120, 100),
        ("wins night", "2026-03-02 18:30", 240, 200),
        ("wins night", "2026-03-02 10:00", 240, 800),
        // 17:30-18:30 is the day's; the hour from 18:30 meets the night, so the night's two hours are laid there.
        ("crossing night", "2026-03-02 17:30", 120, 300),
        ("crossing night", "2026-03-02 17:30", 200, 400),
    ] {
        let tariff = tariff(&format!("{windows}boundary: {boundary}"));
        assert_eq!(
            minutes(&tariff, from, length),
            expected,
            "{boundary}: {length} min from {from}"
        );
    }
}

/// The rule of Jining (2023): over 30 minutes to an hour across windows is an hour at night's price; beyond an hour the part
/// that crosses is at night's price, and the rest is counted apart.
#[test]
fn crossing_as_in_jining() {
    let tariff = tariff(
        "window day: 08:00-20:00\nwindow night: otherwise\nfree: 30 min\nrate day: then 3 yuan per 1 h\n\
         rate night: then 1 yuan per 1 h\nboundary: crossing night",
    );
    for (from, length, expected) in [
        ("2026-03-02 19:45", 30, 0),
        ("2026-03-02 19:45", 31, 100),
        ("2026-03-02 19:45", 60, 100),
        ("2026-03-02 19:45", 61, 200),
        ("2026-03-02 18:30", 60, 300),
        ("2026-03-02 18:30", 120, 400),
        ("2026-03-02 18:30", 150, 500),
        ("2026-03-03 07:30", 60, 100),
        ("2026-03-03 07:30", 61, 400),
        ("2026-03-02 18:00", 120, 600),
        ("2026-03-02 18:00", 121, 700),
    ] {
        assert_eq!(minutes(&tariff, from, length), expected, "{length} min from {from}");
    }
}

#[test]
fn ladders_of_windows() {
    let windows = "window day: 07:00-19:00\nwindow night: otherwise\nrate day: to 1 h, 5 yuan\nrate day: then 2 yuan per 1 h\n\
                   rate night: then 1 yuan per 1 h\n";
    for (ladder, expected) in [
        // 18:00 to 08:00: an hour of day, twelve of night, an hour of day.
        ("own", 500 + 1200 + 200),
        ("window", 500 + 1200 + 500),
        ("stay", 500 + 1200 + 200),
    ] {
        let tariff = tariff(&format!("{windows}ladder: {ladder}"));
        assert_eq!(minutes(&tariff, "2026-03-02 18:00", 840), expected, "{ladder}");
    }
    let stay = tariff(&format!("{windows}ladder: stay"));
    // The unit from 18:30 to 19:30 begins by day.
    assert_eq!(minutes(&stay, "2026-03-02 18:30", 60), 500);
    assert_eq!(minutes(&stay, "2026-03-02 18:30", 61), 600);
}

#[test]
fn caps() {
    let rate = "rate: then 10 yuan per 1 h\n";
    let rising = tariff(&format!("{rate}cap 24h: 30 yuan, 40 yuan, 50 yuan"));
    check(
        "rising",
        &rising,
        MONDAY,
        &[(1440, 3000), (2880, 7000), (4320, 12_000), (5760, 17_000)],
    );
    let day = tariff(&format!("{rate}cap day: 30 yuan"));
    check(
        "day",
        &day,
        "2026-03-02 20:00",
        &[(240, 3000), (300, 4000), (1440, 6000)],
    );
    let stay = tariff(&format!("{rate}cap stay: 35 yuan"));
    check("stay", &stay, MONDAY, &[(180, 3000), (5000, 3500)]);
    let window = tariff(
        "window day: 07:30-19:30\nwindow night: otherwise\nrate day: then 4 yuan per 1 h\nrate night: free\ncap window day: 10 yuan",
    );
    check(
        "window",
        &window,
        "2026-03-02 07:30",
        &[(120, 800), (720, 1000), (1440, 1000), (1500, 1400), (2880, 2000)],
    );
    let none =
        file("shishi-tariff 1\n[always]\nrate: then 10 yuan per 1 h\ncap 24h: 20 yuan\n[class bus]\ncap 24h: none\n");
    assert_eq!(minutes(&none, MONDAY, 300), 2000);
    let (entry, exit) = (at("2026-03-02 08:00"), at("2026-03-02 13:00"));
    let bus = Stay {
        class: Some("bus"),
        ..Stay::new(entry, exit)
    };
    assert_eq!(fen(&none, &bus), 5000);
}

#[test]
fn seasons_days_and_versions() {
    let text = "shishi-tariff 1\nseason summer: 05-01..09-30\nseason winter: 10-01..04-30\nholidays: 2026-10-05..2026-10-06\n\
                [from 2026-01-01]\nwindow day: 07:30-20:00 on workdays in summer\nwindow day: 07:30-19:00 on workdays in winter\n\
                window holiday: 00:00-24:00 on holidays\nwindow rest: otherwise\n\
                rate day: then 2 yuan per 1 h\nrate holiday: flat 9 yuan\nrate rest: free\n\
                [from 2026-12-01 12:00]\nlike: 2026-01-01\nrate day: then 3 yuan per 1 h\n";
    let entry_rule = file(text);
    for (from, length, expected) in [
        ("2026-07-06 19:00", 60, 200),
        ("2026-03-02 18:30", 90, 200),
        ("2026-03-07 10:00", 60, 0),
        ("2026-10-05 10:00", 600, 900),
        ("2026-12-01 10:00", 180, 600),
        ("2026-12-01 12:00", 180, 900),
    ] {
        assert_eq!(minutes(&entry_rule, from, length), expected, "{length} min from {from}");
    }
    let before = Stay::new(at("2025-12-31 23:00"), at("2026-01-01 09:00"));
    assert_eq!(price(&entry_rule, &before), Err(PriceRefusal::NoVersion {}));
    let exit_rule = file(&text.replace("season summer", "version by: exit\nseason summer"));
    assert_eq!(minutes(&exit_rule, "2026-12-01 10:00", 180), 900);
}

#[test]
fn a_clock_that_is_set_back() {
    let tariff = file(
        "shishi-tariff 1\nzone: Europe/London\n[always]\nwindow day: 08:00-18:00\nwindow night: otherwise\n\
         rate day: then 1 yuan per 1 min\nrate night: free\ncap day: 700 yuan\n",
    );
    let utc = |text: &str| text.parse::<Timestamp>().unwrap();
    for (from, until, expected) in [
        ("2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z", 60_000),
        // Summer time begins on 29 March: 08:00 is 07:00 UTC.
        ("2026-03-29T06:30:00Z", "2026-03-29T07:10:00Z", 1000),
        ("2026-10-25T07:50:00Z", "2026-10-25T08:10:00Z", 1000),
        ("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 36_000 + 30_000),
    ] {
        assert_eq!(
            fen(&tariff, &Stay::new(utc(from), utc(until))),
            expected,
            "{from} {until}"
        );
    }
}

#[test]
fn classes_surcharges_and_discounts() {
    let lot = file(
        "shishi-tariff 1\n[always]\nfree: 30 min\nrate: to 2 h, 5 yuan per 1 h\nrate: then 3 yuan per 1 h\ncap 24h: 28 yuan\n\
         surcharge mechanical: 30 %, half up to 1 yuan\ndiscount coupon: 1 h\ndiscount new-energy: 50 %\ndiscount shop: 5 yuan\n\
         [class large]\ntimes: 2\n[class motorcycle]\nrate: flat 1 yuan\n[class new-energy]\nfree: 2 h\n\
         [class police]\nrate: free\n",
    );
    type Row = (Option<&'static str>, u32, &'static [&'static str], i64, i64);
    let rows: [Row; 13] = [
        (None, 1, &[], 60, 500),
        (None, 1, &["mechanical"], 60, 700),
        (None, 1, &["mechanical"], 600, 3600),
        (None, 1, &["new-energy"], 60, 250),
        (None, 1, &["mechanical", "new-energy"], 60, 350),
        (None, 1, &["shop"], 60, 0),
        (None, 1, &["new-energy", "shop"], 180, 150),
        (None, 1, &["coupon"], 120, 500),
        (None, 1, &["coupon"], 90, 0),
        (Some("large"), 1, &[], 600, 5600),
        (None, 3, &[], 60, 1500),
        (Some("motorcycle"), 1, &[], 600, 100),
        (Some("police"), 1, &[], 600, 0),
    ];
    let entry = at("2026-03-02 08:00");
    for (class, bays, applied, length, expected) in rows {
        let exit = Timestamp::from_second(entry.as_second() + length * 60).unwrap();
        let stay = Stay {
            class,
            bays,
            applied,
            ..Stay::new(entry, exit)
        };
        assert_eq!(fen(&lot, &stay), expected, "{class:?} x{bays} {applied:?} {length}");
    }
    let exit = at("2026-03-02 09:00");
    let with = |class: Option<&'static str>, applied: &'static [&'static str], bays| {
        let stay = Stay {
            class,
            applied,
            bays,
            ..Stay::new(entry, exit)
        };
        price(&lot, &stay).unwrap_err()
    };
    let name = || "x".to_owned();
    assert_eq!(with(Some("x"), &[], 1), PriceRefusal::ClassUnknown { class: name() });
    assert_eq!(with(None, &["x"], 1), PriceRefusal::NameUnknown { name: name() });
    assert_eq!(with(None, &[], 0), PriceRefusal::BaysBad { max: 20 });
    assert_eq!(price(&lot, &Stay::new(exit, entry)), Err(PriceRefusal::Backwards {}));
    let far = Stay::new(entry, at("2030-03-02 08:00"));
    assert_eq!(price(&lot, &far), Err(PriceRefusal::TooLong { days: 1100 }));
}

#[test]
fn free_minutes_of_a_day() {
    let lapses = tariff("free: 1 h, lapses, each day\nrate: then 2 yuan per 1 h");
    check(
        "lapses",
        &lapses,
        "2026-03-02 23:30",
        &[(30, 0), (60, 0), (90, 0), (91, 400), (60 + 1440, 4800)],
    );
    let kept = tariff("free: 1 h, kept, each day\nrate: then 2 yuan per 1 h");
    check(
        "kept",
        &kept,
        "2026-03-02 22:00",
        &[(60, 0), (120, 200), (180, 200), (181, 400)],
    );
    let entry = at("2026-03-02 10:00");
    for (used, expected) in [(0, 0), (20, 0), (21, 200)] {
        let stay = Stay {
            free_used: used,
            ..Stay::new(entry, at("2026-03-02 10:40"))
        };
        assert_eq!(fen(&lapses, &stay), expected, "{used} minutes used before");
    }
}

#[test]
fn cards_and_charging() {
    let lot = tariff(
        "window day: 07:00-19:00\nwindow night: otherwise\nrate day: then 2 yuan per 1 h\nrate night: then 1 yuan per 1 h\n\
         card month: 150 yuan a month\ncard nights: 80 yuan a month, covers night\ncharging: waived, up to 2 h\n\
         overstay: after 15 min, 1 yuan per 15 min, cap 20 yuan",
    );
    let (entry, exit) = (at("2026-03-02 17:00"), at("2026-03-02 22:00"));
    for (name, from, until, expected) in [
        ("month", "2026-03-01 00:00", "2026-04-01 00:00", 0),
        ("month", "2026-02-01 00:00", "2026-03-02 18:00", 500),
        ("nights", "2026-03-01 00:00", "2026-04-01 00:00", 400),
        ("month", "2026-01-01 00:00", "2026-02-01 00:00", 700),
    ] {
        let stay = Stay {
            card: Some((name, at(from), at(until))),
            ..Stay::new(entry, exit)
        };
        assert_eq!(fen(&lot, &stay), expected, "{name} {from} {until}");
    }
    for (begin, end, exit, expected) in [
        ("08:00", "09:30", "09:30", 0),
        ("08:00", "10:00", "10:15", 200),
        ("08:00", "10:00", "10:16", 200 + 100),
        ("08:00", "11:00", "11:00", 200),
        ("08:00", "09:00", "18:00", 1800 + 2000),
    ] {
        let day = |time: &str| at(&format!("2026-03-02 {time}"));
        let stay = Stay {
            charging: Some((day(begin), day(end))),
            ..Stay::new(day("08:00"), day(exit))
        };
        assert_eq!(fen(&lot, &stay), expected, "charging {begin} to {end}, out at {exit}");
    }
    let outside = Stay {
        charging: Some((at("2026-03-02 16:00"), at("2026-03-02 18:00"))),
        ..Stay::new(entry, exit)
    };
    assert_eq!(price(&lot, &outside), Err(PriceRefusal::ChargingOutside {}));
}

#[test]
fn lines_are_said_in_both_languages() {
    let lot = tariff("free: 15 min\nrate: to 2 h, 5 yuan\nrate: then 1.50 yuan per 1 h\ncap 24h: 15 yuan");
    let priced = price(&lot, &Stay::new(at("2026-03-02 08:00"), at("2026-03-03 09:30"))).unwrap();
    let said = |language| {
        let one = |one| format!("{} {}", line(one, language), one.fen);
        priced.lines.iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(
        said(Language::Chinese),
        [
            "起始至2小时，每2小时5元，共1个 5.00",
            "满2小时后，每1小时1.50元，共22个 33.00",
            "第1个24小时封顶15元 -23.00",
            "第2个24小时，满2小时后，每1小时1.50元，共2个 3.00",
        ]
    );
    assert_eq!(
        said(Language::English),
        [
            "from the start to 2 h: 1 x 5 yuan per 2 h 5.00",
            "after 2 h: 22 x 1.50 yuan per 1 h 33.00",
            "at most 15 yuan for 24 hours no. 1 -23.00",
            "24 hours no. 2, after 2 h: 2 x 1.50 yuan per 1 h 3.00",
        ]
    );
}

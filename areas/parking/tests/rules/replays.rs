//! Replay and fit, on made-up lots; and the shipped tariffs.

use super::build::{at, file};
use shishi_kernel::Timestamp;
use shishi_parking::fit::{fit, holdout, split};
use shishi_parking::replay::rows::{Charged, Row, Rows};
use shishi_parking::replay::{Count, Replay};
use shishi_parking::tariff::Zone;
use shishi_parking::{Stay, Tariff, total};
use std::path::Path;

const SIMPLE: &str = "shishi-tariff 1\n[from 2026-01-01]\nfree: 15 min\nrate: to 2 h, 5 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 15 yuan\n";

#[test]
fn what_is_counted() {
    let tariff = file(SIMPLE);
    let mut replay = Replay::new(&tariff, None, Some(at("2026-12-01 00:00")));
    for line in [
        "arrival,departure,fee",
        "2026-03-02 08:00,2026-03-02 09:00,5",
        // Two hours that may have been some seconds longer.
        "2026-03-02 08:00,2026-03-02 10:00,6",
        "2026-03-02 08:00,2026-03-02 08:15,5",
        "2026-03-02 08:00,2026-03-02 10:00,7",
        "2026-03-02 08:00:00,2026-03-02 10:00:00,6",
        "2026-03-02 08:00,2026-03-02 08:10,0",
        "2026-03-02 08:00,2026-03-02 18:10,0",
        "2026-03-02 08:00,2026-03-02 08:00,15",
        "2026-03-02 08:00,2026-03-02 08:30,0.05",
        "2025-03-02 08:00,2025-03-02 08:30,5",
        "2026-12-02 08:00,2026-12-02 08:30,5",
        "2026-03-02 08:00,2032-03-02 08:30,5",
        "2026-03-02 08:00,2026-03-02 07:30,5",
        "2026-03-02 08:00",
        "",
    ] {
        replay.line(line.as_bytes());
    }
    let report = replay.finish();
    let count = |stays, exact, within| Count { stays, exact, within };
    assert_eq!(report.lines, 16);
    assert_eq!(report.compared, 9);
    assert_eq!(report.paid, count(7, 1, 3));
    assert_eq!(report.paid_usual, count(5, 1, 3));
    assert_eq!(report.unpaid, count(2, 1, 1));
    assert_eq!(report.paid.within_per_myriad(), Some(4285));
    assert_eq!(
        report.misfits.iter().map(|misfit| misfit.line).collect::<Vec<_>>(),
        [5, 6, 9, 10]
    );
    let dirt: Vec<(&str, Vec<u64>)> = report
        .dirt
        .into_iter()
        .map(|(kind, count)| (kind, count.first))
        .collect();
    assert_eq!(
        dirt,
        [
            ("exit_before_entry", vec![14]),
            ("line_broken", vec![15]),
            ("no_version", vec![11]),
            ("stay_too_long", vec![13]),
            ("trial_fee", vec![10]),
            ("unpaid_where_due", vec![8]),
            ("zero_minutes", vec![9]),
        ]
    );
}

/// Stays of a made-up lot, charged by a tariff to the second and then cut to the minute; some have permits, some fees are odd.
fn lot(tariff: &Tariff, count: i64) -> Vec<Charged> {
    let mut seed = 7_u64;
    let mut next = move |below: i64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(seed >> 33).unwrap() % below
    };
    let begin = at("2026-01-01 00:00").as_second();
    // However many stays there are, they fill seven months.
    let spacing = 18_000_000 / count;
    (0..count)
        .map(|line| {
            let entry = begin + line * spacing + next(spacing);
            let length = match next(20) {
                0 => next(400_000),
                1..=5 => next(90_000),
                _ => next(20_000),
            };
            let moment = |second: i64| Timestamp::from_second(second).unwrap();
            let mut fen = total(tariff, &Stay::new(moment(entry), moment(entry + length)))
                .unwrap()
                .0;
            match next(400) {
                0 => fen = 3300,
                1..=30 => fen = 0,
                _ => {}
            }
            let cut = |second: i64| second.div_euclid(60) * 60;
            Charged {
                line: u64::try_from(line).unwrap(),
                entry: cut(entry),
                exit: cut(entry + length),
                cut: true,
                fen,
            }
        })
        .collect()
}

#[test]
fn a_tariff_is_found_from_its_fees() {
    let rows = [
        (
            "one",
            "[always]\nfree: 15 min\nrate: to 2 h, 5 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 15 yuan\n",
        ),
        (
            "restart",
            "[always]\nfree: 30 min\nrate: then 2 yuan per 30 min\ncap 24h: 20 yuan\nafter 24h: restart with free\n",
        ),
        (
            "no cap",
            "[always]\nfree: 1 h\nrate: to 4 h, 5 yuan\nrate: then 5 yuan per 4 h\n",
        ),
        (
            "a trial and a change",
            "[always]\nfree: 1 h\nrate: then 3 yuan per 1 h\ncap 24h: 30 yuan\n\
             [from 2026-02-10]\nfree: 15 min\nrate: flat 1 yuan\n\
             [from 2026-02-13]\nlike: always\n\
             [from 2026-04-01]\nfree: 30 min\nrate: to 1 h, 5 yuan\nrate: then 4 yuan per 1 h\ncap 24h: 40 yuan\n",
        ),
    ];
    for (name, text) in rows {
        let truth = file(&format!("shishi-tariff 1\nversion by: exit\n{text}"));
        let (train, rest) = split(lot(&truth, 3000), 60);
        let found = fit(&train, &Zone::china()).unwrap();
        // What the truth itself explains: the odd fees are explained by none.
        let (count, best) = (holdout(&found, &rest), holdout(&truth, &rest));
        assert_eq!(count.stays, best.stays);
        assert!(
            count.within + 4 >= best.within,
            "{name}: {count:?} of {best:?}\n{}",
            found.write()
        );
        assert_eq!(file(&found.write()), found, "{name}");
    }
    assert_eq!(fit(&[], &Zone::china()), None);
}

#[test]
fn windows_are_found_where_one_rate_is_not_enough() {
    let truth = file(
        "shishi-tariff 1\n[always]\nwindow day: 07:30-20:00\nwindow night: otherwise\nfree: 30 min\nrate day: then 3 yuan per 30 min\n\
         rate night: then 1 yuan per 2 h\n",
    );
    let (train, rest) = split(lot(&truth, 1000), 60);
    let found = fit(&train, &Zone::china()).unwrap();
    let (count, best) = (holdout(&found, &rest), holdout(&truth, &rest));
    assert!(
        count.within + 12 >= best.within,
        "{count:?} of {best:?}\n{}",
        found.write()
    );
}

#[test]
fn shipped_tariffs_are_in_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/parking");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "tariff") {
            let text = std::fs::read_to_string(&path).unwrap();
            let tariff = file(&text);
            assert_eq!(file(&tariff.write()), tariff, "{}", path.display());
            names.push(path.file_stem().unwrap().to_string_lossy().into_owned());
        }
    }
    names.sort();
    let city = ["city-charging", "city-lot", "city-mall", "city-street"];
    assert_eq!(
        names,
        [&["P1", "P3", "P5", "P6", "P7"], &city[..], &["example"]].concat()
    );
}

/// The real stays, where they lie beside the checkout: how many of the paid ones each shipped tariff explains, per 10,000.
#[test]
fn the_stays_beside_the_checkout() {
    for (lot, least) in [("P1", 9990), ("P3", 9990), ("P5", 9990), ("P6", 9800), ("P7", 9800)] {
        let Some(bytes) = crate::beside(&format!("pewlstm/{lot}.csv")) else {
            return;
        };
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../fixtures/parking/{lot}.tariff"));
        let tariff = file(&std::fs::read_to_string(path).unwrap());
        let mut replay = Replay::new(&tariff, None, None);
        bytes.split(|byte| *byte == b'\n').for_each(|line| replay.line(line));
        let report = replay.finish();
        assert!(
            report.paid.within_per_myriad() >= Some(least),
            "{lot}: {:?}",
            report.paid
        );
        if matches!(lot, "P6" | "P7") {
            let mut rows = Rows::new(Zone::china());
            let stay = |line: &[u8]| match rows.read(line) {
                Row::Stay(stay) => Some(stay),
                _ => None,
            };
            let stays = bytes.split(|byte| *byte == b'\n').filter_map(stay).collect();
            let (train, rest) = split(stays, 60);
            let found = holdout(&fit(&train, &Zone::china()).unwrap(), &rest);
            assert!(found.within_per_myriad() >= Some(least), "{lot}: {found:?}");
        }
    }
}

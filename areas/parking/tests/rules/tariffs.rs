//! Tariff files that are not taken, and the way out and back in of those that are.

use super::build::{file, tariff};
use shishi_kernel::Refusal;
use shishi_parking::Tariff;
use shishi_parking::refusal::TARIFF_CODES;
use std::collections::BTreeSet;

/// A file's first fault as `line code`.
fn first(text: &str) -> String {
    match Tariff::read(text.as_bytes()) {
        Ok(_) => "taken".to_owned(),
        Err(faults) => format!("{} {}", faults[0].line, faults[0].refusal.code()),
    }
}

#[test]
fn every_fault_names_its_line() {
    let long = format!("shishi-tariff 1\nname: {}", "长".repeat(500));
    let big = "#".repeat(70_000);
    let versions = format!(
        "shishi-tariff 1\n{}",
        (0..201)
            .map(|n| format!("[from {}-01-01]\nrate: free\n", 2000 + n))
            .collect::<String>()
    );
    let body = |lines: &str| format!("shishi-tariff 1\n[always]\n{lines}\n");
    let rows: Vec<(String, &str)> = vec![
        (big, "0 tariff.file_long"),
        (String::new(), "0 tariff.no_head"),
        ("name: x".to_owned(), "1 tariff.no_head"),
        (long, "2 tariff.line_long"),
        ("shishi-tariff 1\nhello".to_owned(), "2 tariff.line_unread"),
        ("shishi-tariff 1\n".to_owned(), "0 tariff.no_version"),
        ("shishi-tariff 1\ncolour: red".to_owned(), "2 tariff.key_unknown"),
        ("shishi-tariff 1\nname: a\nname: b".to_owned(), "3 tariff.key_twice"),
        (
            "shishi-tariff 1\nzone: Mars/Olympus".to_owned(),
            "2 tariff.zone_unknown",
        ),
        ("shishi-tariff 1\nseconds: maybe".to_owned(), "2 tariff.choice_unknown"),
        (
            "shishi-tariff 1\nseason s: 02-30..03-01".to_owned(),
            "2 tariff.time_bad",
        ),
        (
            "shishi-tariff 1\nseason s: 02-01..03-01\nseason s: 02-01..03-01".to_owned(),
            "3 tariff.name_twice",
        ),
        (
            "shishi-tariff 1\nholidays: 2026-10-07..2026-10-01".to_owned(),
            "2 tariff.time_bad",
        ),
        ("shishi-tariff 1\n[sometimes]".to_owned(), "2 tariff.section_unread"),
        (
            "shishi-tariff 1\n[class x]\nrate: free".to_owned(),
            "2 tariff.no_version",
        ),
        (
            "shishi-tariff 1\n[from 2026-02-30]\nrate: free".to_owned(),
            "2 tariff.time_bad",
        ),
        (versions, "402 tariff.too_many"),
        (body("rate: free\n[always]"), "4 tariff.version_order"),
        (body("rate: free\n[class x y]"), "4 tariff.name_bad"),
        (body("rate: free\n[class x]\n[class x]"), "5 tariff.name_twice"),
        (body("zone: UTC"), "3 tariff.key_misplaced"),
        (body("rate: free\nwindow day: otherwise"), "4 tariff.key_misplaced"),
        (body("colour: red"), "3 tariff.key_unknown"),
        (body(""), "2 tariff.rate_missing"),
        (body("window day: 07:00-19:00\nrate day: free"), "2 tariff.day_open"),
        (
            body("window day: 07:00-19:00 on mon-fri\nwindow n: 19:00-07:00\nrate day: free\nrate n: free"),
            "2 tariff.day_open",
        ),
        (body("window day: 07:00-19:00 in summer"), "3 tariff.name_unknown"),
        (body("window day: 19:00"), "3 tariff.time_bad"),
        (
            body("window day: otherwise\nwindow day: otherwise"),
            "4 tariff.name_twice",
        ),
        (body("rate day: free"), "3 tariff.name_unknown"),
        (body("rate: to 1 h, 3 yuan"), "2 tariff.rate_open"),
        (
            body("rate: flat 3 yuan\nrate: then 1 yuan per 1 h"),
            "4 tariff.step_after_last",
        ),
        (body("rate: to 1 h, 3 yuan\nrate: to 1 h, 4 yuan"), "4 tariff.step_back"),
        (body("rate: to 1 h, 3 yuan per 25 min"), "3 tariff.step_uneven"),
        (body("rate: then 3 per 1 h"), "3 tariff.unit_missing"),
        (body("rate: then 3 dollars per 1 h"), "3 tariff.unit_unknown"),
        (body("rate: then 3 yuan per 1 fortnight"), "3 tariff.unit_unknown"),
        (body("rate: then -3 yuan per 1 h"), "3 tariff.number_bad"),
        (body("rate: then 3 yuan per 0 min"), "3 tariff.number_range"),
        (body("rate: then 99999999 yuan per 1 h"), "3 tariff.number_range"),
        (body("rate: sometimes 3 yuan"), "3 tariff.choice_unknown"),
        (body("free: 15"), "3 tariff.unit_missing"),
        (body("free: 15 min, for ever"), "3 tariff.choice_unknown"),
        (body("free: 15 min\nfree: 20 min"), "4 tariff.key_twice"),
        (body("cap year: 3 yuan"), "3 tariff.choice_unknown"),
        (body("boundary: wins noon"), "3 tariff.name_unknown"),
        (body("times: 1000"), "3 tariff.number_range"),
        (body("surcharge a: 30"), "3 tariff.unit_missing"),
        (body("surcharge a: 3000 %"), "3 tariff.number_range"),
        (body("discount a: 130 %"), "3 tariff.number_range"),
        (body("discount a: 30 %, down"), "3 tariff.choice_unknown"),
        (body("surcharge a: 1 h"), "3 tariff.unit_unknown"),
        (body("card a: 150 yuan"), "3 tariff.choice_unknown"),
        (body("charging: free"), "3 tariff.choice_unknown"),
        (body("overstay: 1 yuan"), "3 tariff.choice_unknown"),
        (
            body("rate: free\n[from 2026-01-01]\nlike: 2025-01-01"),
            "5 tariff.name_unknown",
        ),
        (
            body("rate: free\n[from 2026-01-01]\nrate: free\nlike: always"),
            "6 tariff.key_misplaced",
        ),
    ];
    let mut seen = BTreeSet::from(["tariff.not_text".to_owned()]);
    for (text, expected) in &rows {
        let shown: String = text.chars().take(200).collect();
        assert_eq!(first(text), *expected, "{shown}");
        seen.extend(expected.split(' ').nth(1).map(str::to_owned));
    }
    assert_eq!(
        Tariff::read(&[0xff, 0xfe]).unwrap_err()[0].refusal.code(),
        "tariff.not_text"
    );
    let codes: BTreeSet<String> = TARIFF_CODES.iter().map(|code| (*code).to_owned()).collect();
    assert_eq!(codes, seen, "each code has its row");
}

#[test]
fn all_faults_are_told_at_once() {
    let faults =
        Tariff::read("shishi-tariff 1\n[always]\nfree: 15\ncap 24h: lots\nrate: free\n".as_bytes()).unwrap_err();
    let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [3, 4]);
}

#[test]
fn what_is_written_is_read_back() {
    let all = "shishi-tariff 1\nname: 测试停车场\nzone: Asia/Urumqi\nseconds: drop\nversion by: exit\nseason summer: 05-01..09-30\n\
               holidays: 2026-10-01..2026-10-07, 2026-12-31\n\
               [always]\nwindow day: 07:30-20:00 on mon-fri in summer\nwindow day: 08:00-19:00 on sat,sun\nwindow night: otherwise\n\
               free: 30分钟, kept, each day\nrate day: to 1小时, 3元\nrate day: to 2 h, 1.5 yuan per 30 min # a comment\n\
               rate day: then 25 fen per 15 min\nrate night: free\nround day: down\nladder: window\nboundary: crossing night\n\
               cap 24h: 30 yuan, 40 yuan\ncap window day: 12.50 yuan\nafter 24h: restart with free\ntimes: 1.5\n\
               surcharge mechanical: 30 %, half up to 1 yuan\ndiscount coupon: 1 h\ndiscount shop: 5 yuan\n\
               card month: 150 yuan a month, covers night\ncharging: waived, up to 2 h\n\
               overstay: after 15 min, 1 yuan per 15 min, cap 20 yuan\nexit grace: 15 min\n\
               [class large]\ntimes: 2\ncap 24h: none\n[class bus]\nrate day: flat 9 yuan\n\
               [from 2026-07-01 06:30]\nlike: always\nrate night: flat 2 yuan\n[class large]\ntimes: 3\n";
    for tariff in [
        file(all),
        tariff("rate: free"),
        tariff("free: 90 min\nrate: flat 5 yuan\nboundary: entry\ncap stay: 1 yuan"),
    ] {
        let written = tariff.write();
        assert_eq!(file(&written), tariff, "{written}");
    }
    let read = file(all);
    assert_eq!(
        read.versions[1].classes.len(),
        2,
        "classes are copied with their version"
    );
    assert_eq!(
        read.versions[1]
            .rules_of(Some("large"))
            .map(|rules| rules.times_percent),
        Some(300)
    );
}

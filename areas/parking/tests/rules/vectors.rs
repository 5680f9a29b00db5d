//! Published tariffs in our own words with fees worked out by hand, and the larger table of such rows where it lies beside
//! the checkout.

use super::build::{minutes, tariff};

/// Tariffs by the name they have in the table, each with where its vectors begin.
const TARIFFS: [(&str, &str, &str); 13] = [
    (
        "ninghai-road-L1",
        "08:00",
        "free: 30 min\nrate: to 1 h, 3 yuan\nrate: to 2 h, 1.50 yuan per 30 min\nrate: to 3 h, 2 yuan per 30 min\n\
      rate: then 3 yuan per 30 min\ncap 24h: 30 yuan\nafter 24h: restart",
    ),
    (
        "ninghai-road-L3",
        "08:00",
        "free: 30 min\nrate: to 1 h, 1 yuan\nrate: to 2 h, 1 yuan per 30 min\nrate: then 2 yuan per 30 min\ncap 24h: 20 yuan",
    ),
    (
        "yuyao-road-L1",
        "07:30",
        "free: 20 min\nrate: to 1 h, 4 yuan\nrate: then 2 yuan per 1 h\ncap 24h: 30 yuan\nafter 24h: restart",
    ),
    (
        "yuyao-road-L3",
        "07:30",
        "free: 1 h\nrate: to 2 h, 2 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 10 yuan",
    ),
    (
        "zhumadian-offstreet-Z1",
        "07:30",
        "window day: 07:30-19:30\nwindow night: otherwise\nfree: 30 min\nrate day: to 1 h, 4 yuan\n\
      rate day: then 1 yuan per 1 h\nrate night: free\ncap 24h: 20 yuan\nafter 24h: restart",
    ),
    (
        "anon-free90-small",
        "06:00",
        "free: 1.5 h\nrate: to 2 h, 5 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 20 yuan",
    ),
    (
        "shantou-station-garage",
        "08:00",
        "free: 30 min\nrate: to 2 h, 5 yuan per 1 h\nrate: then 3 yuan per 1 h\ncap 24h: 28 yuan\n\
      after 24h: restart\nsurcharge mechanical: 30 %, half up to 1 yuan",
    ),
    (
        "beijing-road-zone1",
        "",
        "window day: 07:00-19:00\nwindow night: otherwise\nrate day: to 1 h, 2.50 yuan per 15 min\n\
      rate day: then 3.75 yuan per 15 min\nrate night: then 1 yuan per 2 h\nround: down",
    ),
    (
        "beijing-road-zone3",
        "",
        "window day: 07:00-19:00\nwindow night: otherwise\nrate day: to 1 h, 0.50 yuan per 15 min\n\
      rate day: then 0.75 yuan per 15 min\nrate night: then 1 yuan per 2 h\nround: down",
    ),
    (
        "pewlstm-P1",
        "08:00",
        "free: 15 min\nrate: to 2 h, 2 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 18 yuan",
    ),
    (
        "pewlstm-P3",
        "08:00",
        "free: 1 h\nrate: then 5 yuan per 4 h\ncap 24h: 15 yuan",
    ),
    (
        "pewlstm-P5",
        "08:00",
        "free: 15 min\nrate: to 2 h, 5 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 15 yuan",
    ),
    (
        "pewlstm-P7",
        "08:00",
        "free: 2 h\nrate: to 3 h, 10 yuan\nrate: then 5 yuan per 1 h\ncap 24h: 50 yuan\nafter 24h: restart with free",
    ),
];

#[test]
fn published_tariffs() {
    let rows: [(&str, &str, i64, i64); 16] = [
        ("ninghai-road-L1", "08:00", 150, 800),
        ("ninghai-road-L1", "08:00", 361, 3000),
        ("yuyao-road-L1", "07:30", 690, 2600),
        ("yuyao-road-L3", "07:30", 541, 1000),
        ("zhumadian-offstreet-Z1", "07:30", 720, 1500),
        ("zhumadian-offstreet-Z1", "18:30", 700, 400),
        ("anon-free90-small", "06:00", 91, 500),
        ("shantou-station-garage", "08:00", 481, 2800),
        ("beijing-road-zone1", "07:00", 74, 1000),
        ("beijing-road-zone1", "18:00", 185, 1100),
        ("beijing-road-zone1", "19:00", 119, 0),
        ("beijing-road-zone3", "07:00", 720, 3500),
        ("pewlstm-P1", "08:00", 3000, 3800),
        ("pewlstm-P3", "08:00", 1441, 2000),
        ("pewlstm-P5", "08:00", 2881, 3100),
        ("pewlstm-P7", "08:00", 1561, 6000),
    ];
    for (id, from, length, expected) in rows {
        let (.., text) = TARIFFS.iter().find(|(known, ..)| *known == id).unwrap();
        assert_eq!(
            minutes(&tariff(text), &format!("2026-03-02 {from}"), length),
            expected,
            "{id} {from} {length}"
        );
    }
}

/// Every row of the larger table, where it lies beside the checkout; it is no part of the repository.
#[test]
fn the_table_beside_the_checkout() {
    let Some(bytes) = crate::beside("tariff_vectors.json") else {
        return;
    };
    let table: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let mut checked = 0;
    for entry in table.as_array().unwrap() {
        let id = entry["id"].as_str().unwrap();
        let (_, from, text) = TARIFFS
            .iter()
            .find(|(known, ..)| *known == id)
            .unwrap_or_else(|| panic!("no tariff {id}"));
        let tariff = tariff(text);
        let empty = Vec::new();
        let list = |name: &str| entry[name].as_array().unwrap_or(&empty).clone();
        for row in list("vectors_inside_charging_window") {
            let (length, fen) = (row["minutes"].as_i64().unwrap(), row["fee_fen"].as_i64().unwrap());
            assert_eq!(
                minutes(&tariff, &format!("2026-03-02 {from}"), length),
                fen,
                "{id}: {length} min"
            );
            checked += 1;
        }
        for row in list("vectors_by_minutes_in_each_window") {
            let number = |name: &str| row[name].as_i64().unwrap();
            let (day, night) = (number("day_min"), number("night_min"));
            // The day's minutes end where the night's begin.
            let begin = 19 * 60 - day;
            let from = format!("2026-03-02 {:02}:{:02}", begin / 60, begin % 60);
            assert_eq!(
                minutes(&tariff, &from, day + night),
                number("fee_fen"),
                "{id}: {day} + {night} min"
            );
            checked += 1;
        }
    }
    assert!(checked >= 100, "only {checked} rows were found");
}

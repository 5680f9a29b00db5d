//! Short ways to say a tariff and a stay.

use shishi_kernel::{Fen, Timestamp};
use shishi_parking::words::{Language, fault};
use shishi_parking::{Stay, Tariff, price, total};

/// A tariff of these lines, in one version that always holds.
pub fn tariff(lines: &str) -> Tariff {
    file(&format!("shishi-tariff 1\n[always]\n{lines}\n"))
}

/// A tariff of this file.
pub fn file(text: &str) -> Tariff {
    Tariff::read(text.as_bytes()).unwrap_or_else(|faults| {
        let said: Vec<String> = faults.iter().map(|one| fault(one, Language::English)).collect();
        panic!("{}\nin:\n{text}", said.join("\n"))
    })
}

/// A moment of China's civil time: `2026-03-02 08:00` or with seconds.
pub fn at(civil: &str) -> Timestamp {
    let text = if civil.len() == 16 {
        format!("{civil}:00")
    } else {
        civil.to_owned()
    };
    format!("{}+08:00", text.replace(' ', "T")).parse().unwrap()
}

/// The price of a stay in fen, after looking that its lines sum to it and that the fast way says the same.
pub fn fen(tariff: &Tariff, stay: &Stay<'_>) -> i64 {
    let priced = price(tariff, stay).unwrap();
    let sum: i64 = priced.lines.iter().map(|line| line.fen.0).sum();
    assert_eq!(
        Fen(sum),
        priced.total,
        "the lines do not sum to the total: {:#?}",
        priced.lines
    );
    assert_eq!(total(tariff, stay).unwrap(), priced.total, "with and without lines");
    priced.total.0
}

/// The price of so many minutes from a civil time.
pub fn minutes(tariff: &Tariff, from: &str, minutes: i64) -> i64 {
    let entry = at(from);
    let exit = Timestamp::from_second(entry.as_second() + minutes * 60).unwrap();
    fen(tariff, &Stay::new(entry, exit))
}

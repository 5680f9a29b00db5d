//! How many stays a core prices in a second: `cargo bench -p shishi-parking`.

use divan::counter::ItemsCount;
use shishi_kernel::Timestamp;
use shishi_parking::{Stay, Tariff, total};

const SIMPLE: &str =
    "shishi-tariff 1\n[always]\nfree: 15 min\nrate: to 2 h, 5 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 15 yuan\n";
const WINDOWS: &str = "shishi-tariff 1\n[always]\nwindow day: 07:00-19:00\nwindow night: otherwise\n\
                       rate day: to 1 h, 2.50 yuan per 15 min\nrate day: then 3.75 yuan per 15 min\n\
                       rate night: then 1 yuan per 2 h\nround: down\ncap day: 60 yuan\n";

const VERSIONS: &str = "shishi-tariff 1\n[always]\nfree: 15 min\nrate: to 2 h, 5 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 15 yuan\n\
                        [from 2023-12-01]\nlike: always\n[from 2024-03-01 12:00]\nlike: always\n[from 2024-09-01]\nlike: always\n";

fn main() {
    divan::main();
}

/// Ten thousand stays of up to two days, the same ones each time.
fn stays() -> Vec<(Timestamp, Timestamp)> {
    let mut seed = 20_u64;
    let mut next = move |below: i64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(seed >> 33).unwrap_or(0) % below
    };
    (0..10_000)
        .filter_map(|_| {
            let entry = 1_700_000_000 + next(30_000_000);
            let length = if next(20) == 0 { next(172_800) } else { next(20_000) };
            Some((
                Timestamp::from_second(entry).ok()?,
                Timestamp::from_second(entry + length).ok()?,
            ))
        })
        .collect()
}

#[divan::bench(args = ["simple", "windows", "versions"])]
fn price(bencher: divan::Bencher<'_, '_>, name: &str) {
    let text = match name {
        "simple" => SIMPLE,
        "windows" => WINDOWS,
        _ => VERSIONS,
    };
    let Ok(tariff) = Tariff::read(text.as_bytes()) else {
        return;
    };
    let stays = stays();
    bencher.counter(ItemsCount::new(stays.len())).bench(|| {
        let priced = stays
            .iter()
            .filter_map(|(entry, exit)| total(&tariff, &Stay::new(*entry, *exit)).ok());
        priced.map(|fen| fen.0).sum::<i64>()
    });
}

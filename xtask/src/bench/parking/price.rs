//! How many stays a core prices in a second.

use super::super::report::Report;
use super::town::Chance;
use crate::root;
use anyhow::{Result, anyhow, ensure};
use shishi_kernel::Timestamp;
use shishi_parking::{Stay, Tariff, price, total};
use std::time::{Duration, Instant};

/// Tariffs with what is said of them.
const TARIFFS: [(&str, &str); 2] = [
    ("P5", "free minutes, a first block, hours, a cap each 24 hours"),
    ("example", "every key that a tariff may have"),
];

/// Measures it.
pub fn measure(report: &mut Report, time: Duration) -> Result<()> {
    let stays = stays()?;
    for (name, about) in TARIFFS {
        let text = std::fs::read(root().join(format!("fixtures/parking/{name}.tariff")))?;
        let tariff = Tariff::read(&text).map_err(|faults| anyhow!("{name}: {faults:?}"))?;
        ensure!(
            stays.iter().all(|stay| total(&tariff, stay).is_ok()),
            "{name} does not price every stay"
        );
        let per_second = rate(&stays, time, |stay| total(&tariff, stay).map_or(0, |fen| fen.0));
        report.add(
            "Prices",
            format!("stays priced by {name}, one core"),
            per_second,
            "stays/s",
            about,
        );
        let per_second = rate(&stays, time, |stay| {
            price(&tariff, stay).map_or(0, |price| price.total.0)
        });
        report.add(
            "Prices",
            format!("the same with every line, {name}"),
            per_second,
            "stays/s",
            "the lines sum to the total",
        );
    }
    Ok(())
}

/// Ten thousand stays of up to two days over a year.
fn stays() -> Result<Vec<Stay<'static>>> {
    let mut chance = Chance::of(20);
    let mut stays = Vec::new();
    for _ in 0..10_000 {
        let entry = 1_782_000_000 + chance.below(30_000_000) as i64;
        let length = if chance.below(20) == 0 {
            chance.below(172_800)
        } else {
            chance.below(20_000)
        };
        stays.push(Stay::new(
            Timestamp::from_second(entry)?,
            Timestamp::from_second(entry + length as i64)?,
        ));
    }
    Ok(stays)
}

fn rate(stays: &[Stay<'_>], time: Duration, fen: impl Fn(&Stay<'_>) -> i64) -> f64 {
    let start = Instant::now();
    let mut count = 0;
    let mut sum = 0_i64;
    while start.elapsed() < time {
        sum += stays.iter().map(&fen).sum::<i64>();
        count += stays.len();
    }
    std::hint::black_box(sum);
    count as f64 / start.elapsed().as_secs_f64()
}

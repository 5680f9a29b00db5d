//! The nearest free bays among a million, in this process: as fast as any answer over HTTP can become.

use super::super::report::{Report, number};
use super::town::{Chance, places};
use anyhow::{Context, Result, bail, ensure};
use shishi_parking::find::{BayHandle, Index, Need, Offer, Question, State};
use shishi_parking::passages::Second;
use shishi_parking::places::{Class, Classes};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Bays that are asked among.
pub const BAYS: u32 = 1_000_000;
/// Who ask at once.
pub const CLIENTS: usize = 8;
/// Bays of an answer.
pub const LIMIT: usize = 20;
const NOW: Second = Second(1_790_000_000);

/// What the peer is measured with and against.
pub struct Found {
    /// Answers a second with eight clients.
    pub per_second: f64,
    /// The town's bays: north, east in micro-degrees, and whether it is free.
    pub bays: Vec<(i32, i32, bool)>,
}

/// Measures it.
pub fn measure(report: &mut Report, time: Duration) -> Result<Found> {
    let small = Index::new(Arc::new(places(10_000)?));
    let before = resident()?;
    let town = Arc::new(places(BAYS)?);
    let map = resident()?.saturating_sub(before);
    let start = Instant::now();
    let index = Index::new(town);
    let built = start.elapsed();
    let group = "Nearest free bays in memory, 1,000,000 bays";
    for (bays, bytes) in [
        ("10,000", small.bytes() as f64 / 10_000.0),
        ("1,000,000", index.bytes() as f64 / f64::from(BAYS)),
    ] {
        report.add(
            group,
            format!("index, {bays} bays"),
            bytes,
            "bytes a bay",
            "points, classes, states and the tree",
        );
    }
    report.add(
        group,
        "map, 1,000,000 bays",
        map as f64 / f64::from(BAYS),
        "bytes a bay",
        "lots, zones, numbers; grown resident memory",
    );
    report.add(group, "building the index", built.as_secs_f64(), "s", "one thread");
    let handles: Vec<BayHandle> = index.lots().flat_map(|(lot, _)| index.bays_of(lot)).collect();
    let mut chance = Chance::of(3);
    let free: Vec<bool> = handles.iter().map(|_| chance.below(3) == 0).collect();
    report.add(
        group,
        "states taken in",
        states(&index, &handles, &free),
        "states/s",
        "one thread",
    );
    let plain = Question::new(chance.point()?, NOW);
    let far = Question {
        limit: LIMIT,
        walk_metres_max: 50_000,
        ..plain
    };
    let charging = Question {
        need: Need::of(Classes::of(Class::Charging)),
        ..far
    };
    let bays = |question: &Question| index.nearest_bays(question, |_, _| Offer::OPEN).len();
    let lots = |question: &Question| index.nearest_lots(question, |_, _| Offer::OPEN).len();
    let figures = load(time, &far, &bays)?;
    let per_second = figures.0;
    add(report, group, "20 nearest free bays, a third free", figures);
    add(
        report,
        group,
        "20 nearest free bays with a charger",
        load(time, &charging, &bays)?,
    );
    add(
        report,
        group,
        "20 nearest lots with a free bay",
        load(time, &far, &lots)?,
    );
    let (figures, reports) = while_reported(time, &far, &index, &handles, &bays)?;
    add(
        report,
        group,
        &format!("20 nearest free bays, while {} states/s come in", number(reports)),
        figures,
    );
    for (number, handle) in handles.iter().enumerate() {
        let state = if number % 1000 == 0 { State::Free } else { State::Taken };
        index.observe(*handle, state, Second(NOW.0 + 1));
    }
    add(
        report,
        group,
        "20 nearest free bays, one in a thousand free",
        load(time, &far, &bays)?,
    );
    let of = |handle: BayHandle| {
        index
            .bay(handle)
            .map(|(.., bay)| (bay.at.latitude_micro(), bay.at.longitude_micro()))
    };
    let points = handles
        .iter()
        .zip(&free)
        .map(|(handle, free)| of(*handle).map(|(north, east)| (north, east, *free)));
    Ok(Found {
        per_second,
        bays: points.collect::<Option<_>>().context("a bay is missing")?,
    })
}

/// Answers a second, and the microseconds within which half and 99 of 100 came.
type Answers = (f64, f64, f64);

fn add(report: &mut Report, group: &str, what: &str, (per_second, p50, p99): Answers) {
    let note = format!(
        "p50 {} ms, p99 {} ms; without HTTP",
        number(p50 / 1000.0),
        number(p99 / 1000.0)
    );
    report.add(
        group,
        format!("{what}, {CLIENTS} threads"),
        per_second,
        "answers/s",
        note,
    );
}

fn states(index: &Index, handles: &[BayHandle], free: &[bool]) -> f64 {
    let start = Instant::now();
    for (handle, free) in handles.iter().zip(free) {
        index.observe(*handle, if *free { State::Free } else { State::Taken }, NOW);
    }
    handles.len() as f64 / start.elapsed().as_secs_f64()
}

fn load(time: Duration, question: &Question, ask: &(dyn Fn(&Question) -> usize + Sync)) -> Result<Answers> {
    let start = Instant::now();
    let client = |seed: u64| {
        let mut chance = Chance::of(seed);
        let mut times = Vec::new();
        while start.elapsed() < time {
            let from = chance.point()?;
            let asked = Instant::now();
            let count = ask(&Question { from, ..*question });
            times.push(asked.elapsed().as_nanos() as u64);
            ensure!(count == LIMIT, "{count} of {LIMIT} were found");
        }
        Ok(times)
    };
    let client = &client;
    let results: Vec<Result<Vec<u64>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS as u64)
            .map(|seed| scope.spawn(move || client(seed + 100)))
            .collect();
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| bail!("a client ended")));
        joined.collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    let mut times = Vec::new();
    for result in results {
        times.extend(result?);
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize] as f64 / 1000.0;
    Ok((times.len() as f64 / seconds, at(0.5), at(0.99)))
}

fn while_reported(
    time: Duration,
    question: &Question,
    index: &Index,
    handles: &[BayHandle],
    ask: &(dyn Fn(&Question) -> usize + Sync),
) -> Result<(Answers, f64)> {
    let (done, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let figures = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut chance = Chance::of(7);
            while !done.load(Ordering::Relaxed) {
                // A province reports a hundred states a second at its peak; here come ten thousand.
                for _ in 0..100 {
                    let handle = handles[chance.below(handles.len() as u64) as usize];
                    index.observe(
                        handle,
                        if chance.below(3) == 0 {
                            State::Free
                        } else {
                            State::Taken
                        },
                        NOW,
                    );
                }
                count.fetch_add(100, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        let figures = load(time, question, ask);
        done.store(true, Ordering::Relaxed);
        figures
    })?;
    Ok((figures, count.load(Ordering::Relaxed) as f64 / time.as_secs_f64()))
}

/// Bytes of this process in memory.
fn resident() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("no VmRSS")?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib * 1024)
}

//! Bookings that many want at once, beside an exclusion constraint of PostgreSQL on the same bays, with as many clients.

use super::super::report::Report;
use super::house::{House, NOW};
use super::postgis::{pgbench, psql};
use crate::postgres::Postgres;
use anyhow::{Result, anyhow, ensure};
use shishi_kernel::Timestamp;
use shishi_service::parking::BookForm;
use std::time::{Duration, Instant};

use super::town::Chance;

/// Those who ask at once.
pub const CLIENTS: usize = 32;
/// Places of the lot: so few that most wishes are refused, and so many that nearly all are granted.
const PLACES: [(u64, &str); 2] = [
    (
        100,
        "Bookings of a lot of 100 places, 32 at once: nearly all wishes are refused",
    ),
    (
        10_000,
        "Bookings of a lot of 10,000 places, 32 at once: nearly all wishes are granted",
    ),
];
/// Minutes over which places are wanted.
const HORIZON: u64 = 7 * 1_440;
/// The shortest and the longest wish in minutes.
const MINUTES: (u64, u64) = (15, 240);
/// Plates that ask; none of them has booked too often at the end.
const PLATES: u64 = 10_000;

/// Measures it.
pub fn measure(report: &mut Report, time: Duration) -> Result<()> {
    for case in PLACES {
        let sqlite = ours(report, "SQLite", None, time, case)?;
        let server = Postgres::start()?;
        let postgres = ours(report, "PostgreSQL", Some(&server), time, case)?;
        let theirs = exclusion(report, &server, time, case)?;
        for (engine, ours) in [("SQLite", sqlite), ("PostgreSQL", postgres)] {
            let what = format!("through the use case on {engine}, times the constraint");
            report.add(case.1, what, ours / theirs, "", "");
        }
    }
    Ok(())
}

fn ours(
    report: &mut Report,
    engine: &str,
    server: Option<&Postgres>,
    time: Duration,
    (places, group): (u64, &str),
) -> Result<f64> {
    let house = House::open(server)?;
    let terms = format!(
        "{{\"quota\":{places},\"bays\":[],\"hold_minutes\":0,\"no_show_minutes\":20,\"confirm_minutes\":null,\"offer_minutes\":10,\
         \"change_until_minutes\":0,\"cancel_until_minutes\":0,\"duration_min\":15,\"duration_max\":1440,\"ahead_max\":20160,\
         \"open_max\":1000,\"no_shows_max\":0,\"no_show_memory\":0,\"waiting_max\":0}}"
    );
    house.lot("east", Some(terms))?;
    let start = Instant::now();
    let counts: Vec<Result<u64>> = std::thread::scope(|scope| {
        let house = &house;
        let threads: Vec<_> = (0..CLIENTS as u64)
            .map(|client| scope.spawn(move || ask(house, client, start, time)))
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<u64>>| {
            thread
                .join()
                .unwrap_or_else(|_| Err(anyhow!("a client's thread ended")))
        };
        threads.into_iter().map(join).collect()
    });
    let mut attempts = 0;
    for count in counts {
        attempts += count?;
    }
    let per_second = attempts as f64 / start.elapsed().as_secs_f64();
    let what = format!("attempts through the use case, {engine}");
    report.add(
        group,
        what,
        per_second,
        "attempts/s",
        "durable, with every rule of the lot",
    );
    Ok(per_second)
}

fn ask(house: &House, client: u64, start: Instant, time: Duration) -> Result<u64> {
    let mut chance = Chance::of(client + 1);
    let mut attempts = 0;
    while start.elapsed() < time {
        let from = NOW / 60 + 60 + i64::try_from(chance.below(HORIZON))?;
        let until = from + i64::try_from(MINUTES.0 + chance.below(MINUTES.1 - MINUTES.0))?;
        let form = BookForm {
            lot: "east".into(),
            plate: format!("鲁HI{:04}", chance.below(PLATES)),
            start: Timestamp::from_second(from * 60)?,
            end: Timestamp::from_second(until * 60)?,
            bay: None,
            wait: false,
            request: u128::from(client << 40 | attempts),
        };
        if let Err(error) = house.service.book(None, &form) {
            ensure!(error.code().starts_with("booking."), "{error}");
        }
        attempts += 1;
    }
    Ok(attempts)
}

/// The same wishes as rows that may not lie over each other, each for one of the bays.
fn exclusion(report: &mut Report, server: &Postgres, time: Duration, (places, group): (u64, &str)) -> Result<f64> {
    let folder = tempfile::Builder::new().prefix("shishi-bench-").tempdir()?;
    psql(server, "CREATE EXTENSION IF NOT EXISTS btree_gist")?;
    psql(
        server,
        "CREATE TABLE booked (bay integer NOT NULL, during int4range NOT NULL, plate text NOT NULL, \
         EXCLUDE USING gist (bay WITH =, during WITH &&))",
    )?;
    let script = folder.path().join("book.sql");
    let question = format!(
        "\\set bay random(1, {places})\n\\set start random(0, {HORIZON})\n\\set end :start + random({}, {})\n\
         INSERT INTO booked VALUES (:bay, int4range(:start, :end), 'plate') ON CONFLICT DO NOTHING;\n",
        MINUTES.0, MINUTES.1
    );
    std::fs::write(&script, question)?;
    let (per_second, ..) = pgbench(server, folder.path(), &script, time, CLIENTS)?;
    let note = "INSERT … ON CONFLICT DO NOTHING for a bay by chance, by pgbench";
    report.add(group, "attempts on EXCLUDE USING gist", per_second, "attempts/s", note);
    Ok(per_second)
}

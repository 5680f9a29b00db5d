//! How many messages of devices become durable in a second: each is checked, kept, paired with what its vehicle did before, and its stay
//! priced, before it is answered.

use super::super::report::{Report, number};
use super::house::{House, NOW};
use crate::postgres::Postgres;
use anyhow::{Result, anyhow, ensure};
use shishi_kernel::Timestamp;
use shishi_parking::passages::{Colour, Way};
use shishi_service::Service;
use shishi_service::parking::{Heard, HeardWhat, Taken};
use shishi_service::parking_rows::lots::DeviceRow;
use std::time::{Duration, Instant};

/// Lots, each with one device and a thread that speaks for it.
const LOTS: usize = 8;
/// Vehicles that come and go in a lot.
const VEHICLES: u64 = 1_000;
/// Messages of a delivery.
const DELIVERIES: [usize; 3] = [1_000, 100, 1];
/// Seconds over which a lot's messages of a run are spread; runs, whose numbers begin at multiples of [`RUN`], follow each other.
const SPAN: u64 = 5 * 86_400;
/// Numbers of a run.
pub const RUN: u64 = 1 << 32;
const GOAL: f64 = 20_000.0;

/// Measures it.
pub fn measure(report: &mut Report, time: Duration) -> Result<()> {
    engine(report, "SQLite", None, time)?;
    let server = Postgres::start()?;
    engine(report, "PostgreSQL", Some(&server), time)
}

fn engine(report: &mut Report, engine: &str, server: Option<&Postgres>, time: Duration) -> Result<()> {
    let house = House::open(server)?;
    let mut devices = Vec::new();
    for number in 0..LOTS {
        let lot = format!("lot-{number}");
        house.lot(&lot, None)?;
        devices.push((house.device(&lot, &format!("gate-{number}"))?.0, 0));
    }
    // Once for the caches, so that every vehicle is known as after the first hours of a day.
    run(&house.service, &mut devices, 1_000, time)?;
    let group = format!("Durable messages through the use case, {engine}");
    for size in DELIVERIES {
        let per_second = run(&house.service, &mut devices, size, time)?;
        let note = match size {
            1_000 => format!("goal {}; {LOTS} devices at once", number(GOAL)),
            _ => format!("{LOTS} devices at once"),
        };
        let what = format!("passages, deliveries of {size}");
        report.add(&group, what, per_second, "messages/s", note);
    }
    Ok(())
}

/// Messages a second, all devices together. Each device goes on where it was.
fn run(service: &Service, devices: &mut [(DeviceRow, u64)], size: usize, time: Duration) -> Result<f64> {
    let start = Instant::now();
    let counts: Vec<Result<u64>> = std::thread::scope(|scope| {
        let threads: Vec<_> = devices
            .iter_mut()
            .map(|(device, said)| scope.spawn(move || speak(service, device, said, size, start, time)))
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<u64>>| {
            thread
                .join()
                .unwrap_or_else(|_| Err(anyhow!("a device's thread ended")))
        };
        threads.into_iter().map(join).collect()
    });
    let mut messages = 0;
    for count in counts {
        messages += count?;
    }
    Ok(messages as f64 / start.elapsed().as_secs_f64())
}

fn speak(
    service: &Service,
    device: &DeviceRow,
    said: &mut u64,
    size: usize,
    start: Instant,
    time: Duration,
) -> Result<u64> {
    let before = *said;
    while start.elapsed() < time {
        let mut messages = Vec::with_capacity(size);
        for _ in 0..size {
            *said += 1;
            messages.push(passage(*said)?);
        }
        for taken in service.hear(device, messages)? {
            ensure!(matches!(taken, Ok(Taken::New)), "{taken:?}");
        }
    }
    Ok(*said - before)
}

/// When the message with a number is said, which way its vehicle goes and its plate: each vehicle comes, and goes when all the others
/// have come.
fn told(sequence: u64) -> Result<(Timestamp, Way, String)> {
    let (vehicle, round) = (sequence % VEHICLES, sequence / VEHICLES);
    let second = NOW - 30 * 86_400 + i64::try_from(sequence / RUN * SPAN + sequence % RUN % SPAN)?;
    let way = if round.is_multiple_of(2) { Way::Entry } else { Way::Exit };
    Ok((Timestamp::from_second(second)?, way, format!("鲁HI{vehicle:04}")))
}

fn passage(sequence: u64) -> Result<Heard> {
    let (at, way, plate) = told(sequence)?;
    Ok(Heard {
        sequence,
        what: HeardWhat::Passage {
            at,
            way,
            plate,
            colour: Colour::Blue,
            confidence: 97,
            lane: 1,
            image: None,
        },
    })
}

/// The same message as devices write it, with the end of its line; nothing where there is none of that number.
pub fn line(sequence: u64) -> String {
    let Ok((at, way, plate)) = told(sequence) else {
        return String::new();
    };
    let way = if way == Way::Entry { "in" } else { "out" };
    format!(
        "{{\"version\":1,\"kind\":\"passage\",\"sequence\":{sequence},\"at\":\"{at}\",\"way\":\"{way}\",\"plate\":\"{plate}\",\
         \"colour\":\"blue\",\"confidence\":97,\"lane\":1}}\n"
    )
}

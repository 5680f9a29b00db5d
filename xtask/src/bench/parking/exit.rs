//! How long a barrier waits for its answer when every provider is down: the passage is made durable, its stay ends and is priced, a debt
//! is written, and the lane is told to open.

use super::super::report::{Report, number};
use super::house::{House, NOW};
use crate::postgres::Postgres;
use anyhow::{Result, anyhow, ensure};
use shishi_kernel::{Fen, Timestamp};
use shishi_parking::passages::{Colour, Way};
use shishi_service::gateways::payment::Wallet;
use shishi_service::gateways::simulator::{Trouble, pair};
use shishi_service::parking::money::PaymentsSetup;
use shishi_service::parking::{Heard, HeardWhat};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Lanes that are asked at once.
const LANES: usize = 8;
const GOAL_MS: f64 = 200.0;
/// How long a provider that is away is waited for by whoever asks it.
const SILENCE: Duration = Duration::from_secs(5);

/// Measures it.
pub fn measure(report: &mut Report, time: Duration) -> Result<()> {
    engine(report, "SQLite", None, time)?;
    let server = Postgres::start()?;
    engine(report, "PostgreSQL", Some(&server), time)
}

fn engine(report: &mut Report, engine: &str, server: Option<&Postgres>, time: Duration) -> Result<()> {
    let house = House::open(server)?;
    let mut providers = Vec::new();
    for wallet in [Wallet::WeChat, Wallet::Alipay] {
        let made = pair(
            wallet,
            "https://provider.example",
            "https://parking.example/paid",
            7,
            Trouble::none(),
        );
        providers.push(made.map_err(|error| anyhow!("{error:?}"))?.provider);
    }
    house.service.set_payments(PaymentsSetup {
        providers,
        carry: Arc::new(|_| {
            std::thread::sleep(SILENCE);
            None
        }),
        owing_max: Fen(i64::MAX),
        lots: HashMap::new(),
        statement: None,
    });
    let worker = house
        .service
        .start_worker(Arc::new(|_| Err("nothing leaves".to_owned())));
    let mut devices = Vec::new();
    for lane in 0..LANES {
        let lot = format!("lot-{lane}");
        house.lot(&lot, None)?;
        devices.push(house.device(&lot, &format!("gate-{lane}"))?.0);
    }
    let start = Instant::now();
    let times: Vec<Result<Vec<u64>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = devices
            .iter()
            .enumerate()
            .map(|(lane, device)| {
                let service = &house.service;
                scope.spawn(move || {
                    let (mut sequence, mut times) = (0, Vec::new());
                    while start.elapsed() < time {
                        for way in [Way::Entry, Way::Exit] {
                            sequence += 1;
                            let message = passage(lane, sequence, way)?;
                            let asked = Instant::now();
                            let view = service.pass_lane(device, message)?;
                            if way == Way::Exit {
                                times.push(u64::try_from(asked.elapsed().as_micros())?);
                                ensure!(view.open && view.owed > Fen(0), "the barrier stays closed: {view:?}");
                            }
                        }
                    }
                    Ok(times)
                })
            })
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<Vec<u64>>>| {
            thread.join().unwrap_or_else(|_| Err(anyhow!("a lane's thread ended")))
        };
        threads.into_iter().map(join).collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    drop(worker);
    let mut all = Vec::new();
    for times in times {
        all.extend(times?);
    }
    all.sort_unstable();
    let at = |share: f64| all[((all.len() - 1) as f64 * share).round() as usize] as f64 / 1000.0;
    let group = "Exit with every provider down";
    let note = format!(
        "goal {} ms; p50 {} ms; {} exits/s of {LANES} lanes, each with a stay that is priced and a debt that is written",
        number(GOAL_MS),
        number(at(0.5)),
        number(all.len() as f64 / seconds)
    );
    report.add(
        group,
        format!("answer to the barrier, p99, {engine}"),
        at(0.99),
        "ms",
        note,
    );
    Ok(())
}

/// Each vehicle comes, and leaves two hours later.
fn passage(lane: usize, sequence: u64, way: Way) -> Result<Heard> {
    let stay = sequence.div_ceil(2);
    let second = NOW - 30 * 86_400 + i64::try_from(stay)? * 10 + if way == Way::Exit { 7_200 } else { 0 };
    Ok(Heard {
        sequence,
        what: HeardWhat::Passage {
            at: Timestamp::from_second(second)?,
            way,
            plate: format!("鲁H{}{:04}", char::from(b'A' + u8::try_from(lane)?), stay % 9_000),
            colour: Colour::Blue,
            confidence: 97,
            lane: 1,
            image: None,
        },
    })
}

//! A map of places with a state for every bay, through the same use cases as a real one, for benches.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use shishi_kernel::{AccountId, Actor, Role};
use shishi_parking::places::form::Form;
use shishi_service::Service;
use shishi_service::parking::{Heard, HeardWhat, MESSAGES_AT_ONCE_MAX};

use crate::open::DataArguments;

/// Of so many bays one is free.
const FREE_OF: u64 = 3;
const TARIFF: &str = include_str!("../../../fixtures/parking/city-lot.tariff");

/// Arguments of `shishi bench-parking`.
#[derive(Args)]
pub struct ParkingArguments {
    #[command(flatten)]
    data: DataArguments,
    /// The places, as CSV; lots ask for the tariff `city-lot`.
    #[arg(long)]
    places: PathBuf,
}

/// Fills the folder and prints, as its last line, JSON with what it took.
pub fn run(arguments: &ParkingArguments) -> Result<()> {
    let service = arguments.data.open(true)?;
    let office = Actor {
        account: AccountId(0),
        unit: None,
        role: Role::Supervisor,
    };
    service.put_tariff(&office, "city-lot", TARIFF)?;
    let start = Instant::now();
    let imported = service.import_places(&office, &std::fs::read(&arguments.places)?, Form::Csv)?;
    let import_seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let states = states(&service)?;
    let states_seconds = start.elapsed().as_secs_f64();
    service.publish_now()?;
    println!(
        "{}",
        serde_json::json!({
            "bays": imported.bays,
            "lots": imported.lots,
            "import_seconds": import_seconds,
            "states": states,
            "states_seconds": states_seconds,
        })
    );
    Ok(())
}

/// Says of every bay whether it is free, by the desk of its lot.
fn states(service: &Service) -> Result<u64> {
    let catalogue = service.parking()?;
    let at = service.now();
    let mut count: u64 = 0;
    for lot in catalogue.in_order() {
        let desk = format!("desk:{}", lot.row.slug);
        let desk = catalogue
            .devices
            .get(&desk)
            .with_context(|| format!("no device {desk}"))?;
        for bays in lot.bays.chunks(MESSAGES_AT_ONCE_MAX) {
            let mut heard = Vec::with_capacity(bays.len());
            for bay in bays {
                count += 1;
                // Numbers far apart, so that free bays do not lie in a pattern.
                let state = if (count.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33).is_multiple_of(FREE_OF) {
                    1
                } else {
                    2
                };
                let bay = bay.code.clone();
                heard.push(Heard {
                    sequence: count,
                    what: HeardWhat::Bay { at, bay, state },
                });
            }
            for taken in service.hear(desk, heard)? {
                taken?;
            }
        }
    }
    Ok(count)
}

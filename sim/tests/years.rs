//! A few years on every run, and many at night.
//!
//! `SHISHI_SIM_SEED` names the first seed, `SHISHI_SIM_YEARS` how many follow, `SHISHI_SIM_STEPS` how long each is.

mod common;

use std::collections::BTreeMap;

use common::{folder, on_postgres};
use shishi_service::Backend;
use shishi_sim::{Tally, Year, play};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// First seed, number of years, steps of each.
fn wanted(years: u64) -> (u64, u64, u32) {
    let nightly = std::env::var("SHISHI_NIGHTLY").is_ok();
    let (years, steps) = if nightly { (years * 25, 2_500) } else { (years, 900) };
    (
        number("SHISHI_SIM_SEED").unwrap_or(1),
        number("SHISHI_SIM_YEARS").unwrap_or(years),
        u32::try_from(number("SHISHI_SIM_STEPS").unwrap_or(steps)).unwrap(),
    )
}

fn one(seed: u64, backend: Backend, steps: u32) -> Tally {
    let folder = folder();
    let year = Year {
        seed,
        data: &folder.path().join("data"),
        backend,
        steps,
    };
    let tally = play(&year).unwrap_or_else(|failure| panic!("{failure}"));
    println!(
        "year {seed}: {} done, {} refused, {} repeated, {} restarts, {} leaves",
        tally.done,
        tally.refused,
        tally.repeated,
        tally.restarts,
        tally.leaves.values().sum::<u64>()
    );
    tally
}

#[test]
fn years_on_sqlite_hold() {
    let (first, years, steps) = wanted(2);
    let mut kinds = BTreeMap::new();
    for seed in first..first + years {
        let tally = one(seed, Backend::Sqlite, steps);
        // A year in which nothing succeeds, or nothing is refused, shows nothing.
        assert!(steps < 700 || (tally.done >= 60 && tally.refused >= 40), "{tally:?}");
        for (kind, count) in tally.leaves {
            *kinds.entry(kind).or_insert(0_u64) += count;
        }
    }
    println!("{kinds:?}");
    // A simulator that never comes to something does not show that it holds.
    assert!(years < 20 || kinds.len() >= 65, "only {} kinds of leaves", kinds.len());
}

#[test]
fn years_on_postgres_hold_and_are_the_same() {
    let (first, years, steps) = wanted(1);
    for seed in first..first + years {
        on_postgres(&format!("year_{seed}"), |backend| {
            let tally = one(seed, backend, steps / 2);
            assert_eq!(
                tally,
                one(seed, Backend::Sqlite, steps / 2),
                "the engines tell different years"
            );
        });
    }
}

//! A few years on every run, and many at night.
//!
//! `SHISHI_SIM_SEED` names the first seed, `SHISHI_SIM_YEARS` how many follow, `SHISHI_SIM_STEPS` how long each is.

use std::collections::BTreeMap;

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

/// In memory where the machine has such a folder: nobody pulls the plug in a simulated year, and each step is a commit.
fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir()
        && let Ok(folder) = tempfile::tempdir_in(memory)
    {
        return folder;
    }
    tempfile::tempdir().unwrap()
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
        assert!(tally.done * 4 > steps && tally.refused * 8 > steps, "{tally:?}");
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
    let Ok(address) = std::env::var("SHISHI_TEST_POSTGRES") else {
        assert!(
            std::env::var("SHISHI_WITHOUT_POSTGRES").is_ok(),
            "no PostgreSQL: run `cargo xtask test`, which starts one, or set SHISHI_WITHOUT_POSTGRES=1"
        );
        return;
    };
    let (first, years, steps) = wanted(1);
    for seed in first..first + years {
        let name = format!("sim_{}_{seed}", std::process::id());
        let mut config: postgres::Config = address.parse().unwrap();
        let mut admin = config.dbname("postgres").connect(postgres::NoTls).unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let unsynced = format!("ALTER DATABASE {name} SET synchronous_commit = off");
        admin.batch_execute(&unsynced).unwrap();
        let steps = steps / 2;
        let tally = one(seed, Backend::Postgres(with_database(&address, &name)), steps);
        admin
            .batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
            .unwrap();
        assert_eq!(
            tally,
            one(seed, Backend::Sqlite, steps),
            "the engines tell different years"
        );
    }
}

/// The same address with another database, for both forms of an address.
fn with_database(address: &str, name: &str) -> String {
    if !address.contains("://") {
        return format!("{address} dbname={name}");
    }
    let (base, query) = address
        .split_once('?')
        .map_or((address, String::new()), |(base, query)| (base, format!("?{query}")));
    let scheme_end = base.find("://").unwrap() + 3;
    let host = base[scheme_end..].split('/').next().unwrap();
    format!("{}{host}/{name}{query}", &base[..scheme_end])
}

//! The same question to PostGIS: the nearest twenty free bays by its index, asked by pgbench with prepared statements.

use super::super::report::{Report, number};
use super::find::{BAYS, CLIENTS, Found, LIMIT};
use super::http::City;
use super::town::{CORNER, SIDE};
use crate::machine;
use crate::postgres::Postgres;
use anyhow::{Context, Result, ensure};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Indexes: what is said of one, and how it is made.
const INDEXES: [(&str, &str); 2] = [
    ("index over all bays", "CREATE INDEX near ON bay USING gist (at)"),
    (
        "index over free bays only",
        "DROP INDEX near; CREATE INDEX near ON bay USING gist (at) WHERE free",
    ),
];

/// Rounds in which one is asked and then the other.
const ROUNDS: usize = 5;

/// Measures it, and our server in turns with it: a machine that others use too is now faster and now slower, for both alike.
pub fn measure(report: &mut Report, time: Duration, found: &Found, city: &City) -> Result<()> {
    machine::ensure_postgis()?;
    let server = Postgres::start_with("-c shared_buffers=1GB -c max_wal_size=4GB")?;
    let folder = tempfile::Builder::new().prefix("shishi-bench-").tempdir()?;
    fill(&server, folder.path(), found)?;
    let script = folder.path().join("near.sql");
    std::fs::write(&script, question())?;
    let group = "Nearest free bays in PostGIS, 1,000,000 bays";
    let mut best: f64 = 0.0;
    for (name, make) in INDEXES {
        psql(&server, make)?;
        psql(&server, "VACUUM ANALYZE bay")?;
        let plan = psql(&server, &format!("EXPLAIN {}", near("116.5", "35.4")))?;
        ensure!(
            plan.contains("Index Scan using near"),
            "PostGIS does not use its index:\n{plan}"
        );
        // Once for the caches, once for the figures.
        pgbench(&server, folder.path(), &script, Duration::from_secs(2), CLIENTS)?;
        let (mut theirs, mut ours, mut times) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let answers = pgbench(&server, folder.path(), &script, time, CLIENTS)?;
            let over_http = city.ask(time)?.per_second;
            theirs.push(answers);
            ours.push(over_http);
            times.push(over_http / answers.0);
        }
        theirs.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        let (per_second, p50, p99) = theirs[ROUNDS / 2];
        let note = format!(
            "p50 {} ms, p99 {} ms; prepared, without HTTP",
            number(p50 / 1000.0),
            number(p99 / 1000.0)
        );
        report.add(
            group,
            format!("20 nearest free bays, {name}, {CLIENTS} clients"),
            per_second,
            "answers/s",
            note,
        );
        for (what, unit, mut values) in [
            ("our server in turns with it", "answers/s", ours),
            ("over HTTP, times it", "", times),
        ] {
            values.sort_unstable_by(f64::total_cmp);
            let (low, high) = (number(values[0]), number(values[ROUNDS - 1]));
            let note = format!("middle of {ROUNDS} rounds, {low} to {high}; with names, prices and chances");
            report.add(group, format!("{what}, {name}"), values[ROUNDS / 2], unit, note);
        }
        best = best.max(per_second);
    }
    let size: f64 = psql(&server, "SELECT pg_table_size('bay') + pg_indexes_size('bay')")?
        .trim()
        .parse()?;
    report.add(
        group,
        "table and index",
        size / f64::from(BAYS),
        "bytes a bay",
        "id, free, point",
    );
    let times = found.per_second / best;
    report.add(
        group,
        "in memory, times the better of them",
        times,
        "",
        format!("{CLIENTS} threads against {CLIENTS} clients"),
    );
    Ok(())
}

fn fill(server: &Postgres, folder: &Path, found: &Found) -> Result<()> {
    let mut rows = String::new();
    for (id, (north, east, free)) in found.bays.iter().enumerate() {
        let degrees = |micro: &i32| f64::from(*micro) / 1e6;
        let _ = writeln!(
            rows,
            "{id}\t{free}\tSRID=4326;POINT({} {})",
            degrees(east),
            degrees(north)
        );
    }
    let file = folder.join("bays.tsv");
    std::fs::write(&file, rows)?;
    psql(server, "CREATE EXTENSION postgis")?;
    psql(
        server,
        "CREATE TABLE bay (id integer PRIMARY KEY, free boolean NOT NULL, at geometry(Point, 4326) NOT NULL)",
    )?;
    psql(server, &format!("\\copy bay FROM '{}'", file.display()))?;
    Ok(())
}

fn near(longitude: &str, latitude: &str) -> String {
    format!(
        "SELECT id FROM bay WHERE free ORDER BY at <-> ST_SetSRID(ST_MakePoint({longitude}, {latitude}), 4326) LIMIT {LIMIT}"
    )
}

fn question() -> String {
    let range = |corner: i32| format!("random({corner}, {})", i64::from(corner) + SIDE as i64);
    let near = near(":east::float8 / 1e6", ":north::float8 / 1e6");
    format!(
        "\\set north {}\n\\set east {}\n{near};\n",
        range(CORNER.0),
        range(CORNER.1)
    )
}

fn program(name: &str) -> Result<Command> {
    let programs = machine::postgres_programs().context("PostgreSQL is not installed")?;
    Ok(Command::new(programs.join(name)))
}

pub(super) fn psql(server: &Postgres, statement: &str) -> Result<String> {
    let output = program("psql")?
        .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement])
        .arg(server.url())
        .output()?;
    ensure!(
        output.status.success(),
        "{statement}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// Answers a second, and the microseconds within which half and 99 of 100 came.
pub(super) fn pgbench(
    server: &Postgres,
    folder: &Path,
    script: &Path,
    time: Duration,
    clients: usize,
) -> Result<(f64, f64, f64)> {
    let logs = tempfile::Builder::new().prefix("log").tempdir_in(folder)?;
    let (clients, seconds) = (clients.to_string(), time.as_secs().max(1));
    let output = program("pgbench")?
        .args([
            "-n",
            "-M",
            "prepared",
            "-c",
            &clients,
            "-j",
            "2",
            "-T",
            &seconds.to_string(),
            "-l",
            "-f",
        ])
        .arg(script)
        .arg(server.url())
        .current_dir(logs.path())
        .output()?;
    ensure!(
        output.status.success(),
        "pgbench: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut times: Vec<u64> = Vec::new();
    for entry in std::fs::read_dir(logs.path())? {
        let text = std::fs::read_to_string(entry?.path())?;
        times.extend(
            text.lines()
                .filter_map(|line| line.split(' ').nth(2)?.parse::<u64>().ok()),
        );
    }
    ensure!(!times.is_empty(), "pgbench wrote no times");
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize] as f64;
    Ok((times.len() as f64 / seconds as f64, at(0.5), at(0.99)))
}

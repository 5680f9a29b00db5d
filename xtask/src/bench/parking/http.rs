//! The same question over HTTP, to the real server over a million bays that were imported and heard of as in a city.

use super::super::load::{self, Figures, Load};
use super::super::process::Server;
use super::super::report::{Report, number};
use super::find::{CLIENTS, LIMIT};
use super::town::{CORNER, Chance, SIDE, places};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use shishi_parking::places::form::{self, Form};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const SIZES: [(u32, &str); 2] = [(10_000, "10,000"), (1_000_000, "1,000,000")];
/// Threads of the client, as the peer's client has them.
const THREADS: usize = 2;
/// How far one walks in a town of a million bays, in metres: as far as it takes for as many answers as are asked for.
const WALK_METRES: u32 = 50_000;

/// A server over bays, to be asked further.
pub struct City {
    server: Server,
    /// Where its data lies while it runs.
    _folder: TempDir,
}

impl City {
    /// Asks for the nearest free bays.
    pub fn ask(&self, time: Duration) -> Result<Figures> {
        ask(&self.server, "bays", time)
    }
}

/// Measures it; gives the server of a million bays.
pub fn measure(report: &mut Report, program: &Path, time: Duration) -> Result<City> {
    let group = "Nearest free bays over HTTP";
    let mut city = None;
    for (bays, said) in SIZES {
        eprintln!("== {said} bays over HTTP");
        let folder = tempfile::Builder::new().prefix("shishi-bench-").tempdir()?;
        let data = folder.path().join("data");
        let filled = fill(program, folder.path(), &data, bays)?;
        let figure = |name: &str| filled[name].as_f64().with_context(|| format!("no {name} in {filled}"));
        report.add(
            group,
            format!("a file of {said} bays imported"),
            figure("import_seconds")?,
            "s",
            "durable, SQLite",
        );
        let states = f64::from(bays) / figure("states_seconds")?;
        report.add(
            group,
            format!("states of {said} bays heard, 200 at once"),
            states,
            "states/s",
            "durable, SQLite, one caller",
        );
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
        let server = Server::start(&mut command, &address("bays", &mut Chance::of(1)))?;
        report.add(
            group,
            format!("from the start to the first answer, {said} bays"),
            server.first_answer.as_secs_f64(),
            "s",
            "",
        );
        for what in ["bays", "lots"] {
            let figures = ask(&server, what, time)?;
            let note = format!(
                "p50 {} ms, p99 {} ms, {} bytes",
                number(f64::from(figures.p50_us) / 1000.0),
                number(f64::from(figures.p99_us) / 1000.0),
                figures.body_bytes
            );
            report.add(
                group,
                format!("20 nearest {what}, {said} bays, {CLIENTS} connections"),
                figures.per_second,
                "answers/s",
                note,
            );
        }
        let mib = server.memory_kib()? as f64 / 1024.0;
        let note = format!(
            "{} bytes a bay, all of the server",
            number(mib * 1_048_576.0 / f64::from(bays))
        );
        report.add(group, format!("memory, {said} bays"), mib, "MiB", note);
        let _folder = folder;
        city = Some(City { server, _folder });
    }
    city.context("no server")
}

fn fill(program: &Path, folder: &Path, data: &Path, bays: u32) -> Result<Value> {
    let file = folder.join("places.csv");
    let text = form::write(&places(bays)?, Form::Csv).context("a table")?;
    std::fs::write(&file, text)?;
    let output = Command::new(program)
        .args(["bench-parking", "--data"])
        .arg(data)
        .arg("--places")
        .arg(&file)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the data folder was not filled");
    let text = String::from_utf8(output.stdout)?;
    serde_json::from_str(text.lines().last().unwrap_or_default()).context("its last line")
}

fn address(what: &str, chance: &mut Chance) -> String {
    let degrees = |micro: i64| micro as f64 / 1e6;
    let north = degrees(i64::from(CORNER.0) + chance.below(SIDE) as i64);
    let east = degrees(i64::from(CORNER.1) + chance.below(SIDE) as i64);
    format!(
        "/api/v1/parking/nearest?lat={north}&lon={east}&limit={LIMIT}&what={what}&minutes=120&walk_max={WALK_METRES}"
    )
}

fn ask(server: &Server, what: &str, time: Duration) -> Result<Figures> {
    let request = |connection: usize, number: u64, buffer: &mut Vec<u8>| {
        let mut chance = Chance::of((connection as u64) << 32 | number);
        chance.below(1);
        buffer.extend(load::get(&address(what, &mut chance)));
    };
    let answer = load::ask(server.address, &load::get(&address(what, &mut Chance::of(9))))?;
    let found: Value = serde_json::from_slice(&answer.body)?;
    let count = found["items"].as_array().map_or(0, Vec::len);
    ensure!(count == LIMIT, "{count} of {LIMIT} were found: {found}");
    load::run(&Load {
        address: server.address,
        connections: CLIENTS,
        threads: THREADS,
        time,
        request: &request,
        same_length: false,
    })
}

//! The run itself, in release: every figure of docs/benchmarks.md, and the runs for the other pages.

use super::load::{self, Figures, Load};
use super::parking;
use super::process::Server;
use super::report::{Report, number};
use super::year;
use crate::postgres::Postgres;
use crate::{metadata, root, test_run};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use shishi_journal::verify::{FolderSource, Options, verify_folder};
use shishi_journal::{Log, LogPaths, SigningKey};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const COMMITMENTS: u32 = 10_021;
const CONNECTIONS: [usize; 3] = [1, 8, 64];
/// A list page has 25 rows.
const LIST: &str = "/commitments";
const SAMPLE: &str = "fixtures/gazettes/jining-hi-tech-2020-04.txt";

/// Which pages are measured for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pages {
    /// All of them.
    All,
    /// Only docs/benchmarks-year.md.
    Year,
    /// Only docs/benchmarks-parking.md; only these topics of it, which are not written, where any is named.
    Parking(Vec<String>),
}

/// Measures and writes the pages, or prints JSON instead.
///
/// # Errors
/// When anything does not start or answers wrongly.
pub fn run(as_json: bool, seconds: u64, first_build: bool, pages: Pages) -> Result<()> {
    let time = Duration::from_secs(seconds.max(1));
    let program = build()?;
    let topics = match &pages {
        Pages::Parking(topics) => topics.as_slice(),
        Pages::All | Pages::Year => &[],
    };
    if !matches!(pages, Pages::Parking(_)) {
        if pages == Pages::All {
            let report = measure_list(&program, time, first_build)?;
            publish(&report, as_json, "benchmarks", "Measurements")?;
        }
        let mut report = Report::new();
        year::measure(&mut report, &program, time)?;
        let title = "Measurements over a year of delivery";
        publish(&report, as_json, "benchmarks-year", title)?;
    }
    if pages != Pages::Year {
        let mut report = Report::new();
        parking::measure(&mut report, &program, time, topics)?;
        let as_json = as_json || !topics.is_empty();
        publish(&report, as_json, "benchmarks-parking", "Measurements of parking")?;
    }
    Ok(())
}

fn publish(report: &Report, as_json: bool, page: &str, title: &str) -> Result<()> {
    if as_json {
        println!("{:#}", report.json());
        return Ok(());
    }
    let text = report.markdown(title);
    println!("{text}");
    std::fs::write(root().join(format!("docs/{page}.md")), text)?;
    Ok(())
}

fn measure_list(program: &Path, time: Duration, first_build: bool) -> Result<Report> {
    let mut report = Report::new();
    if first_build {
        let took = time_first_build()?;
        report.add(
            "Start",
            "first build from nothing",
            took.as_secs_f64(),
            "s",
            "release, crates downloaded before",
        );
    }
    let size = std::fs::metadata(program)?.len() as f64 / 1024.0 / 1024.0;
    report.add("Start", "size of the binary", size, "MiB", "");
    measure_engine(&mut report, program, "SQLite", None, time)?;
    let server = Postgres::start()?;
    measure_engine(&mut report, program, "PostgreSQL", Some(&server.url()), time)?;
    drop(server);
    measure_reading(&mut report, time)?;
    measure_journal(&mut report)?;
    Ok(report)
}

fn build() -> Result<PathBuf> {
    let mut command = Command::new(metadata::cargo());
    let status = command
        .args(["build", "--release", "--package", "shishi"])
        .current_dir(root())
        .status()?;
    ensure!(status.success(), "the binary does not build");
    Ok(test_run::target().join("release/shishi"))
}

/// Builds the binary into an empty folder, as on a machine that never built it; the crates are there already.
fn time_first_build() -> Result<Duration> {
    let folder = tempfile::Builder::new().prefix("shishi-build-").tempdir()?;
    let fetched = Command::new(metadata::cargo())
        .arg("fetch")
        .current_dir(root())
        .status()?;
    ensure!(fetched.success(), "the crates cannot be fetched");
    let start = Instant::now();
    let status = Command::new(metadata::cargo())
        .args(["build", "--release", "--quiet"])
        .env("CARGO_TARGET_DIR", folder.path())
        .current_dir(root())
        .status()?;
    ensure!(status.success(), "the binary does not build");
    Ok(start.elapsed())
}

/// What the data set holds that the run has to know.
struct Data {
    item: String,
    measure: i64,
    token: String,
}

fn measure_engine(
    report: &mut Report,
    program: &Path,
    engine: &str,
    database: Option<&str>,
    time: Duration,
) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("shishi-bench-").tempdir()?;
    let place = |command: &mut Command| {
        command.arg("--data").arg(folder.path().join("data"));
        database.map(|address| command.args(["--postgres", address]));
    };
    eprintln!("== {engine}: storing {COMMITMENTS} commitments");
    let data = fill(program, place)?;
    let mut command = Command::new(program);
    command.arg("serve");
    place(&mut command);
    let server = Server::start(command.args(["--listen", "127.0.0.1:0"]), "/")?;
    let group = format!("Start, {engine}");
    report.add(
        &group,
        "start to first answer",
        server.first_answer.as_secs_f64() * 1000.0,
        "ms",
        "the home page, read whole",
    );
    report.add(
        &group,
        "memory at rest",
        server.memory_kib()? as f64 / 1024.0,
        "MiB",
        "resident, after that answer",
    );
    for (name, path) in [("list page", LIST), ("item page", data.item.as_str())] {
        measure_page(report, engine, name, path, &server, time)?;
    }
    for connections in CONNECTIONS {
        let figures = record(server.address, &data, connections, time)?;
        add(
            report,
            &format!("Durable records through the API, {engine}"),
            "record",
            "records/s",
            &figures,
        );
    }
    report.add(
        &group,
        "memory after the load",
        server.memory_kib()? as f64 / 1024.0,
        "MiB",
        "resident",
    );
    Ok(())
}

/// Fills a data folder; the program's last line says what is in it.
fn fill(program: &Path, place: impl Fn(&mut Command)) -> Result<Data> {
    let mut command = Command::new(program);
    command.arg("bench-data");
    place(&mut command);
    let output = command
        .args(["--commitments", &COMMITMENTS.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the data folder was not filled");
    let text = String::from_utf8(output.stdout)?;
    let line: Value =
        serde_json::from_str(text.lines().last().unwrap_or_default()).context("the last line of bench-data")?;
    let word = |name: &str| {
        line[name]
            .as_str()
            .map(str::to_owned)
            .with_context(|| format!("no {name} in {line}"))
    };
    let item = format!("/commitments/{}", word("commitment")?);
    Ok(Data {
        item,
        measure: line["measure"].as_i64().context("no measure")?,
        token: word("token")?,
    })
}

/// A page at every number of connections, and the same bytes from a bare server right after it.
fn measure_page(
    report: &mut Report,
    engine: &str,
    name: &str,
    path: &str,
    server: &Server,
    time: Duration,
) -> Result<()> {
    let page = load::ask(server.address, &load::get(path))?;
    ensure!(page.status == 200, "{path} answered {}", page.status);
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), &page.body)?;
    let bare = Server::start(Command::new(std::env::current_exe()?).arg("bare").arg(file.path()), "/")?;
    let group = format!("Pages, {engine}");
    for connections in CONNECTIONS {
        let ours = get(server.address, path, connections, time)?;
        let theirs = get(bare.address, "/", connections, time)?;
        ensure!(
            ours.body_bytes == theirs.body_bytes,
            "the bare server answers other bytes"
        );
        add(report, &group, name, "requests/s", &ours);
        add(report, &group, &format!("{name}, bare axum"), "requests/s", &theirs);
        let share = ours.per_second / theirs.per_second;
        report.add(
            &group,
            format!("{name}, share of bare, {connections} connections"),
            share,
            "",
            "",
        );
    }
    Ok(())
}

fn get(address: SocketAddr, path: &str, connections: usize, time: Duration) -> Result<Figures> {
    let request = load::get(path);
    let request = |_: usize, _: u64, buffer: &mut Vec<u8>| buffer.extend_from_slice(&request);
    load::run(&Load {
        address,
        connections,
        threads: connections,
        time,
        request: &request,
        same_length: true,
    })
}

fn record(address: SocketAddr, data: &Data, connections: usize, time: Duration) -> Result<Figures> {
    let request = |connection: usize, number: u64, buffer: &mut Vec<u8>| {
        let body =
            json!({ "measure": data.measure, "value": (number % 30).to_string(), "as_of": "2020-06-30" }).to_string();
        let head = format!(
            "POST /api/v1/records HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\nidempotency-key: {connections}-{connection}-{number}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            data.token,
            body.len(),
        );
        buffer.extend_from_slice(head.as_bytes());
        buffer.extend_from_slice(body.as_bytes());
    };
    load::run(&Load {
        address,
        connections,
        threads: connections,
        time,
        request: &request,
        same_length: false,
    })
}

fn add(report: &mut Report, group: &str, name: &str, unit: &'static str, figures: &Figures) {
    let ms = |us: u32| number(f64::from(us) / 1000.0);
    let note = format!(
        "p50 {} ms, p99 {} ms, {} bytes",
        ms(figures.p50_us),
        ms(figures.p99_us),
        figures.body_bytes
    );
    report.add(
        group,
        format!("{name}, {} connections", figures.connections),
        figures.per_second,
        unit,
        note,
    );
}

fn measure_reading(report: &mut Report, time: Duration) -> Result<()> {
    let text = std::fs::read_to_string(root().join(SAMPLE))?;
    let start = Instant::now();
    let mut bytes = 0;
    while start.elapsed() < time {
        let reading = shishi_gazette::read(std::hint::black_box(&text));
        std::hint::black_box(&reading);
        bytes += text.len();
    }
    let speed = bytes as f64 / 1e6 / start.elapsed().as_secs_f64();
    report.add(
        "Reading",
        "the bundled gazette, again and again on one core",
        speed,
        "MB/s",
        format!("{} bytes", text.len()),
    );
    Ok(())
}

fn measure_journal(report: &mut Report) -> Result<()> {
    const BATCH: u64 = 1024;
    const LEAVES: u64 = 400 * BATCH;
    let folder = tempfile::Builder::new().prefix("shishi-bench-").tempdir()?;
    let paths = LogPaths {
        tiles: folder.path().join("journal"),
        lock: folder.path().join("checkpoint.lock"),
    };
    let mut log = Log::open(paths, "bench.example/journal", &SigningKey::generate([5; 32]))?;
    let start = Instant::now();
    while log.size() < LEAVES {
        let leaves: Vec<Vec<u8>> = (0..BATCH)
            .map(|n| format!("{:0>250}", log.size() + n).into_bytes())
            .collect();
        log.publish(&leaves)?;
    }
    let group = "Journal";
    let per_second = LEAVES as f64 / start.elapsed().as_secs_f64();
    report.add(
        group,
        "leaves published, 1,024 under a checkpoint",
        per_second,
        "leaves/s",
        "durable, 250 bytes each",
    );
    let mut times: Vec<u64> = Vec::new();
    for n in 0..2000 {
        let start = Instant::now();
        std::hint::black_box(log.receipt((n * 61_741) % LEAVES)?);
        times.push(start.elapsed().as_micros() as u64);
    }
    times.sort_unstable();
    report.add(
        group,
        "receipt, 99 of 100 within",
        times[times.len() * 99 / 100] as f64 / 1000.0,
        "ms",
        "",
    );
    let start = Instant::now();
    let source = FolderSource::new(folder.path().join("journal"));
    let checked = verify_folder(&source, Some(&log.vkey()), &Options::default(), &mut |_, _| {});
    if !checked.ok {
        bail!("the journal does not verify");
    }
    report.add(
        group,
        "full check",
        LEAVES as f64 / start.elapsed().as_secs_f64(),
        "leaves/s",
        "all cores",
    );
    Ok(())
}

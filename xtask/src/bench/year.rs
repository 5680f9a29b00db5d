//! A year of delivery: the cockpit over 21 commitments, 40 units and 12 months; entries a second; the appraisal of 3,000
//! governments.

use super::load::{self, Figures, Load};
use super::process::Server;
use super::report::{Report, number};
use crate::root;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What is asked while everything is quiet, and while values come in. A page that is not there is left out, and said.
const PAGES: [(&str, &str); 3] = [
    ("cockpit", "/office/cockpit"),
    ("the year at a glance", "/"),
    ("commitment", "/commitments/2025-1"),
];
const READERS: [usize; 2] = [1, 8];
const WRITERS: [usize; 3] = [1, 8, 64];
const JURISDICTIONS: usize = 3_000;
/// Inserts of the plain program.
const PLAIN_ROWS: usize = 2_000;

/// What the data set holds that the run has to know.
struct Data {
    session: String,
    token: String,
    measure: i64,
    entries: i64,
}

/// Measures everything about a year.
///
/// # Errors
/// When anything does not start or answers wrongly.
pub fn measure(report: &mut Report, program: &Path, time: Duration) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("shishi-bench-").tempdir()?;
    eprintln!("== a year of 21 commitments, 40 units and 12 months");
    let data = fill(program, folder.path())?;
    let mut command = Command::new(program);
    command.arg("serve").arg("--data").arg(folder.path().join("data"));
    let server = Server::start(command.args(["--listen", "127.0.0.1:0"]), "/")?;
    for (name, path) in PAGES {
        pages(report, &data, &server, (name, path), time)?;
    }
    let group = "Durable records through the API, SQLite";
    for connections in WRITERS {
        let figures = write(server.address, &data, connections, time)?;
        let note = format!("p50 {} ms, p99 {} ms", ms(figures.p50_us), ms(figures.p99_us));
        let what = format!("value, {connections} connections");
        report.add(group, what, figures.per_second, "records/s", note);
    }
    drop(server);
    entries(report, group, program, folder.path(), time)?;
    plain_inserts(report, group, folder.path())?;
    appraisals(report, program, folder.path())
}

fn ms(us: u32) -> String {
    number(f64::from(us) / 1000.0)
}

fn fill(program: &Path, folder: &Path) -> Result<Data> {
    let output = Command::new(program)
        .arg("bench-year")
        .arg("--data")
        .arg(folder.join("data"))
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the data folder was not filled");
    let line = last_line(output.stdout)?;
    let word = |name: &str| {
        let found = line[name].as_str().map(str::to_owned);
        found.with_context(|| format!("no {name} in {line}"))
    };
    let figure = |name: &str| line[name].as_i64().with_context(|| format!("no {name} in {line}"));
    Ok(Data {
        session: word("session")?,
        token: word("token")?,
        measure: figure("measure")?,
        entries: figure("entries")?,
    })
}

fn last_line(output: Vec<u8>) -> Result<Value> {
    let text = String::from_utf8(output)?;
    serde_json::from_str(text.lines().last().unwrap_or_default()).context("its last line")
}

/// A page as somebody signed in sees it.
fn signed_in(path: &str, data: &Data) -> Vec<u8> {
    let session = &data.session;
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\ncookie: shishi={session}\r\n\r\n").into_bytes()
}

fn pages(report: &mut Report, data: &Data, server: &Server, page: (&str, &str), time: Duration) -> Result<()> {
    let (name, path) = page;
    let request = signed_in(path, data);
    let answer = load::ask(server.address, &request)?;
    if answer.status != 200 {
        eprintln!("   {path} answered {}: left out", answer.status);
        return Ok(());
    }
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), &answer.body)?;
    let bare = Server::start(Command::new(std::env::current_exe()?).arg("bare").arg(file.path()), "/")?;
    let group = format!(
        "Pages over 21 commitments, 40 units, 12 months ({} entries), SQLite",
        data.entries
    );
    let mut add = |what: String, figures: &Figures| {
        let note = format!(
            "p50 {} ms, {} answers/s, {} bytes",
            ms(figures.p50_us),
            number(figures.per_second),
            figures.body_bytes
        );
        report.add(&group, what, f64::from(figures.p99_us) / 1000.0, "ms", note);
    };
    for connections in READERS {
        let what = |how: &str| format!("{name}{how}, {connections} connections, 99 of 100 within");
        add(what(""), &get(server.address, &request, connections, time)?);
        add(
            what(", the same bytes from a bare server"),
            &get(bare.address, &load::get("/"), connections, time)?,
        );
        // Every value that comes in makes what was kept of the board old.
        let busy = std::thread::scope(|scope| {
            let writing = scope.spawn(|| write(server.address, data, 1, time + Duration::from_millis(200)));
            let read = get(server.address, &request, connections, time);
            let wrote = writing.join().unwrap_or_else(|_| bail!("the writer ended"))?;
            Ok::<_, anyhow::Error>((read?, wrote.per_second))
        })?;
        let how = format!(", while {} values/s come in", number(busy.1));
        add(what(&how), &busy.0);
    }
    Ok(())
}

fn get(address: SocketAddr, request: &[u8], connections: usize, time: Duration) -> Result<Figures> {
    let request = |_: usize, _: u64, buffer: &mut Vec<u8>| buffer.extend_from_slice(request);
    load::run(&Load {
        address,
        connections,
        threads: connections,
        time,
        request: &request,
        same_length: false,
    })
}

/// Values of a measure, as programs report them.
fn write(address: SocketAddr, data: &Data, connections: usize, time: Duration) -> Result<Figures> {
    // Keys are never used again, in this load or another one.
    let run = std::time::UNIX_EPOCH.elapsed()?.as_micros();
    let request = |connection: usize, number: u64, buffer: &mut Vec<u8>| {
        let value = (number % 30).to_string();
        let body = json!({ "measure": data.measure, "value": value, "as_of": "2025-12-31" }).to_string();
        let head = format!(
            "POST /api/v1/records HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
             idempotency-key: {run}-{connection}-{number}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
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

/// Entries handed in by many clients at once, through the use case.
fn entries(report: &mut Report, group: &str, program: &Path, folder: &Path, time: Duration) -> Result<()> {
    let output = Command::new(program)
        .arg("bench-year")
        .arg("--data")
        .arg(folder.join("entries"))
        .args(["--load", &time.as_secs().to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "no entries were handed in");
    let line = last_line(output.stdout)?;
    let of = |name: &str| line[name].as_f64().with_context(|| format!("no {name} in {line}"));
    let (p50, p99) = (of("p50_us")? / 1000.0, of("p99_us")? / 1000.0);
    let note = format!(
        "p50 {} ms, p99 {} ms; by the use case, no HTTP",
        number(p50),
        number(p99)
    );
    let what = format!("entry handed in, {} clients", of("clients")?);
    report.add(group, what, of("per_second")?, "entries/s", note);
    Ok(())
}

/// What somebody would write by themselves: a table, an insert, a commit.
fn plain_inserts(report: &mut Report, group: &str, folder: &Path) -> Result<()> {
    let program = format!(
        "import sqlite3,time\n\
         d=sqlite3.connect({:?},isolation_level=None)\n\
         d.execute('PRAGMA journal_mode=WAL'); d.execute('PRAGMA synchronous=FULL')\n\
         d.execute('CREATE TABLE r(m INTEGER, v TEXT, d TEXT)')\n\
         t=time.perf_counter()\n\
         for n in range({PLAIN_ROWS}): d.execute('INSERT INTO r VALUES (?,?,?)',(1,str(n),'2025-12-31'))\n\
         print({PLAIN_ROWS}/(time.perf_counter()-t))\n",
        folder.join("plain.sqlite").display().to_string()
    );
    let output = Command::new("python3").args(["-c", &program]).output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        eprintln!("   no python3: nothing to compare inserts with");
        return Ok(());
    };
    let per_second: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    let note = "a table of three columns, without HTTP, journal or checks";
    report.add(
        group,
        "plain inserts with Python's sqlite3, 1 connection",
        per_second,
        "rows/s",
        note,
    );
    Ok(())
}

/// The appraisal of as many governments as a country has counties.
fn appraisals(report: &mut Report, program: &Path, folder: &Path) -> Result<()> {
    eprintln!("== the appraisal of {JURISDICTIONS} governments");
    let work = folder.join("appraisal");
    let output = Command::new(program)
        .args([
            "bench-appraisal",
            "--jurisdictions",
            &JURISDICTIONS.to_string(),
            "--folder",
        ])
        .arg(&work)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the appraisals were not computed");
    let line = last_line(output.stdout)?;
    let of = |name: &str| line[name].as_f64().with_context(|| format!("no {name} in {line}"));
    let group = format!("Appraisal of {JURISDICTIONS} governments with 21 commitments each, SQLite");
    let note = format!(
        "read, compute and keep durably, a data folder each; {} threads, {} inputs",
        of("threads")?,
        number(of("facts")?)
    );
    report.add(&group, "all of them, by the clock", of("compute_s")?, "s", note);
    report.add(&group, "the slowest one", of("slowest_s")? * 1000.0, "ms", "");
    let note = "check the journal, open, sweep the day; done before";
    report.add(&group, "opening the folders", of("open_s")?, "s", note);
    report.add(&group, "the rule by itself", of("pure_s")?, "s", "one thread");
    let documents = work.join("documents.jsonl");
    let count = std::fs::read_to_string(&documents)?.lines().count();
    let script = root().join("areas/appraisal/interop/appraise.py");
    let start = Instant::now();
    let checked = Command::new("python3").arg(script).arg(&documents).output();
    if checked.is_ok_and(|output| output.status.success()) {
        let each = start.elapsed().as_secs_f64() / count as f64;
        let note = format!("measured on {count} published files, start of Python included");
        let all = each * JURISDICTIONS as f64;
        report.add(&group, "the rule in the checker's Python, for as many", all, "s", note);
    }
    Ok(())
}

//! The appraisal of thousands of governments: each has a data folder of its own with a year that was played in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use jiff::Timestamp;
use shishi_kernel::{AccountId, Actor, Date, Role, SchemeId};
use shishi_service::appraising::document::Document;
use shishi_service::appraising::score;
use shishi_service::{Backend, Service, ServiceConfig};

use crate::demo;
use crate::open::DataArguments;

/// The last day that is played: everything was looked at, and nothing was computed yet.
const PLAYED_UNTIL: Date = Date::constant(2021, 1, 11);
/// When the appraisals are computed.
const COMPUTED_AT: &str = "2021-01-12T01:00:00Z";

/// So many are computed at once: most of the time goes into waiting for the disk.
const AT_ONCE: usize = 32;

/// Arguments of `shishi bench-appraisal`.
#[derive(Args)]
pub struct AppraisalArguments {
    /// A folder that does not exist yet; it is removed at the end.
    #[arg(long)]
    folder: PathBuf,
    /// Governments in all.
    #[arg(long, default_value_t = 3_000)]
    jurisdictions: usize,
    /// Years that differ; each is copied for its share of the governments.
    #[arg(long, default_value_t = 10)]
    seeds: u64,
}

/// What it took by the clock; the rule by itself on one thread.
#[derive(Default)]
struct Took {
    opened: Duration,
    computed: Duration,
    pure: Duration,
    slowest: Duration,
    facts: usize,
    units: usize,
}

/// Plays, copies, computes, and prints JSON as its last line.
pub fn run(arguments: &AppraisalArguments) -> Result<()> {
    let seeds = usize::try_from(arguments.seeds)?;
    ensure!(
        seeds > 0 && arguments.jurisdictions.is_multiple_of(seeds),
        "as many governments for each seed"
    );
    std::fs::create_dir(&arguments.folder).context("the folder is there already")?;
    let mut took = Took::default();
    let mut documents = String::new();
    for seed in 0..arguments.seeds {
        let year = arguments.folder.join("year");
        demo::make_year(&year, seed, PLAYED_UNTIL)?;
        let share = arguments.jurisdictions / seeds;
        let folders = copies(&year, &arguments.folder, share)?;
        let document = compute_all(&folders, &mut took)?;
        documents.push_str(&serde_json::to_string(&document)?);
        documents.push('\n');
        for folder in folders.iter().chain([&year]) {
            std::fs::remove_dir_all(folder)?;
        }
        eprintln!("seed {seed}: {:.2} s so far", took.computed.as_secs_f64());
    }
    std::fs::write(arguments.folder.join("documents.jsonl"), documents)?;
    let seconds = |time: Duration| time.as_secs_f64();
    let line = serde_json::json!({
        "jurisdictions": arguments.jurisdictions,
        "threads": AT_ONCE,
        "open_s": seconds(took.opened),
        "compute_s": seconds(took.computed),
        "slowest_s": seconds(took.slowest),
        "pure_s": seconds(took.pure),
        "facts": took.facts,
        "units": took.units,
    });
    println!("{line}");
    Ok(())
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        let to = to.join(file.file_name());
        if file.file_type()?.is_dir() {
            copy(&file.path(), &to)?;
        } else {
            std::fs::copy(file.path(), to)?;
        }
    }
    Ok(())
}

/// Copies of a data folder without the files handed in, which no computation reads.
fn copies(year: &Path, into: &Path, count: usize) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::with_capacity(count);
    for number in 0..count {
        let folder = into.join(format!("j{number}"));
        for part in ["keys", "journal-lock", "journal"] {
            copy(&year.join(part), &folder.join(part))?;
        }
        let rows = "shishi.sqlite";
        std::fs::copy(year.join(rows), folder.join(rows))?;
        folders.push(folder);
    }
    Ok(folders)
}

/// Opens every folder, as a server that holds them all has them open; then computes everywhere. Gives one of the published
/// files.
fn compute_all(folders: &[PathBuf], took: &mut Took) -> Result<Document> {
    let start = Instant::now();
    let services = in_parallel(folders, threads(), |folder| open(folder))?;
    took.opened += start.elapsed();
    let start = Instant::now();
    let computed = in_parallel(&services, AT_ONCE, compute)?;
    took.computed += start.elapsed();
    let mut last = None;
    for (service, one) in services.iter().zip(computed) {
        took.slowest = took.slowest.max(one);
        let scheme = scheme(service)?;
        let view = service.appraisal(&by(), scheme)?.context("the appraisal")?;
        let (document, ..) = view.runs.into_iter().next().context("a result")?;
        took.facts += document.facts.len();
        took.units += document.units.len();
        let start = Instant::now();
        let results = score::run(&document.scheme, &document.facts);
        took.pure += start.elapsed();
        ensure!(results == document.results, "the same inputs give another result");
        last = Some(document);
    }
    last.context("no government")
}

fn in_parallel<T: Sync, R: Send>(all: &[T], threads: usize, work: impl Fn(&T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let work = &work;
    let parts: Vec<Result<Vec<R>>> = std::thread::scope(|scope| {
        let each = |part: &'_ [T]| part.iter().map(work).collect();
        let part = all.len().div_ceil(threads).max(1);
        let started: Vec<_> = all.chunks(part).map(|part| scope.spawn(move || each(part))).collect();
        let ended = started.into_iter().map(|thread| thread.join());
        ended
            .map(|outcome| outcome.unwrap_or_else(|_| anyhow::bail!("a thread ended")))
            .collect()
    });
    let mut made = Vec::with_capacity(all.len());
    for part in parts {
        made.extend(part?);
    }
    Ok(made)
}

const fn by() -> Actor {
    Actor {
        account: AccountId(0),
        unit: None,
        role: Role::Appraiser,
    }
}

fn scheme(service: &Service) -> Result<SchemeId> {
    Ok(service.schemes(&by())?.first().context("a scheme")?.id)
}

/// Opens one folder and sweeps its day, as a server does before anybody asks for anything.
fn open(folder: &Path) -> Result<Service> {
    let service = Service::open(config(folder)?)?;
    service.sweep()?;
    Ok(service)
}

/// Gathers, computes and keeps the result durably, through the use case.
fn compute(service: &Service) -> Result<Duration> {
    let scheme = scheme(service)?;
    let start = Instant::now();
    service.run_appraisal(&by(), scheme, None)?;
    Ok(start.elapsed())
}

fn config(folder: &Path) -> Result<ServiceConfig> {
    let arguments = DataArguments {
        data: folder.to_owned(),
        postgres: None,
        name: None,
        slug: None,
        origin_host: "demo.invalid".to_owned(),
    };
    let at: Timestamp = COMPUTED_AT.parse()?;
    Ok(ServiceConfig {
        backend: Backend::Sqlite,
        clock: Arc::new(move || at),
        ..arguments.config(true)
    })
}

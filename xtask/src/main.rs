//! `cargo xtask NAME`: the house's own tools. See `cargo xtask --help`.

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use std::process::{Command, ExitCode};
use xtask::test_run::{self, Choice};
use xtask::{Finding, root};

#[derive(Parser)]
#[command(name = "xtask", about = "The house's own tools", version)]
struct Arguments {
    #[command(subcommand)]
    tool: Tool,
}

#[derive(Subcommand)]
enum Tool {
    /// Check the rules of ARCHITECTURE.md and STYLE.md that a program can check
    Tidy,
    /// Check the licences and the duplicate versions of what we depend on
    Deps,
    /// Bring what the tests need (Debian's packages, a private PostgreSQL), run every test, stop what was started
    Test {
        /// Leave out the browser and the API checker
        #[arg(long)]
        fast: bool,
        /// Install nothing: say what is missing and stop
        #[arg(long)]
        no_install: bool,
        /// Add the slow sets, in an optimised build
        #[arg(long)]
        nightly: bool,
    },
    /// Measure how well a folder of labelled documents is read (pairs of NAME.txt and NAME.gold.json)
    Eval {
        /// The folder
        dir: std::path::PathBuf,
        /// Print the figures as JSON
        #[arg(long)]
        json: bool,
        /// Show the first differences of each document
        #[arg(long, short)]
        verbose: bool,
    },
    /// Measure pages, writes, start, memory, reading, the journal and parking, and write docs/benchmarks.md and the pages beside it
    Bench {
        /// Print JSON and write nothing
        #[arg(long)]
        json: bool,
        /// How long each load lasts
        #[arg(long, default_value_t = 5)]
        seconds: u64,
        /// Also time a build from nothing, which takes minutes
        #[arg(long)]
        first_build: bool,
        /// Measure the year of delivery only, for docs/benchmarks-year.md
        #[arg(long)]
        year: bool,
        /// Measure parking only, for docs/benchmarks-parking.md; brings PostGIS from Debian where it is missing
        #[arg(long, conflicts_with_all = ["year", "first_build"])]
        parking: bool,
        /// With --parking: these topics only, printed and not written
        #[arg(long, requires = "parking", value_parser = ["price", "ingest", "wire", "exit", "booking", "find"])]
        topic: Vec<String>,
    },
    /// Serve one file's bytes from memory: what pages are measured against
    #[cfg(feature = "bench")]
    #[command(hide = true)]
    Bare { file: std::path::PathBuf },
    /// Take pictures of pages, on a phone and a desktop, light and dark
    Shots {
        /// Where the site is, such as http://127.0.0.1:8080, then the paths to take
        #[arg(required = true, num_args = 2..)]
        address_and_paths: Vec<String>,
        /// The folder for the pictures
        #[arg(long, default_value = "target/shots")]
        out: String,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().tool) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(tool: Tool) -> Result<()> {
    match tool {
        Tool::Tidy => report("tidy", &xtask::tidy::check(&root())?),
        Tool::Deps => report("deps", &xtask::deps::check(&root())?),
        Tool::Test {
            fast,
            no_install,
            nightly,
        } => test_run::run(Choice {
            fast,
            nightly,
            install: !no_install,
        }),
        Tool::Eval { dir, json, verbose } => xtask::eval::run_verbose(&dir, json, verbose),
        #[cfg(feature = "bench")]
        Tool::Bench {
            json,
            seconds,
            first_build,
            year,
            parking,
            topic,
        } => {
            use xtask::bench::Pages;
            let pages = match (year, parking) {
                (true, _) => Pages::Year,
                (_, true) => Pages::Parking(topic),
                _ => Pages::All,
            };
            xtask::bench::run(json, seconds, first_build, pages)
        }
        #[cfg(feature = "bench")]
        Tool::Bare { file } => xtask::bench::serve_bare(&file),
        #[cfg(not(feature = "bench"))]
        Tool::Bench {
            json,
            seconds,
            first_build,
            year,
            parking,
            topic,
        } => {
            let mut command = Command::new(xtask::metadata::cargo());
            command.args([
                "run",
                "--release",
                "--package",
                "xtask",
                "--features",
                "bench",
                "--",
                "bench",
            ]);
            command
                .args(json.then_some("--json"))
                .args(["--seconds", &seconds.to_string()])
                .args(first_build.then_some("--first-build"))
                .args(year.then_some("--year"))
                .args(parking.then_some("--parking"))
                .args(topic.iter().flat_map(|topic| ["--topic", topic]));
            if command.status()?.success() {
                Ok(())
            } else {
                bail!("no figures: see above")
            }
        }
        Tool::Shots { address_and_paths, out } => {
            let mut command = Command::new(xtask::metadata::cargo());
            command.args(["run", "--quiet", "--package", "shishi-e2e", "--bin", "shots", "--"]);
            let status = command.args(address_and_paths).args(["--out", &out]).status()?;
            if status.success() {
                Ok(())
            } else {
                bail!("no pictures: see above")
            }
        }
    }
}

fn report(name: &str, findings: &[Finding]) -> Result<()> {
    for finding in findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("{name}: in order");
        return Ok(());
    }
    bail!("{name}: {} to put right", findings.len())
}

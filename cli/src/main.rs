//! The one binary. It reads arguments and the environment, gives the service its clock and its randomness,
//! and prints; it decides nothing.

mod bench;
mod demo;
mod draw;
mod jobs;
mod keep;
mod mqtt;
mod open;
mod parking;
mod payments;
mod pdf;
mod post;
mod read;
mod serve;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// 实事 Shishi: from a published list of practical things to a ledger that anyone can check.
#[derive(Parser)]
#[command(name = "shishi", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read the bundled gazette, issue its programme and open the site on this machine.
    Demo(demo::DemoArguments),
    /// Open the site over a data folder.
    Serve(Box<serve::ServeArguments>),
    /// Read a document and print what was found, with its place in the text.
    Read {
        /// A text, DOCX or PDF file.
        file: PathBuf,
        /// The full structure as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Parking: check tariffs, price stays, replay fees, find tariffs, evaluate forecasts.
    Parking(parking::ParkingArguments),
    /// Check a journal (a folder or an address) or a receipt, trusting nothing but the key.
    Verify(verify::VerifyArguments),
    /// Check a data folder: rows, journal and files.
    Doctor(keep::DoctorArguments),
    /// Copy rows, files, journal and keys into a new folder.
    Backup(keep::BackupArguments),
    /// Bring a backup back into a new data folder, on either engine, and check it there.
    Restore(keep::RestoreArguments),
    /// Print a new one-time set-up link, as long as nobody can sign in.
    SetupLink(keep::SetupLinkArguments),
    /// List the work that waits or failed.
    Jobs(jobs::JobsArguments),
    /// Do today's sweep now, or that of another day.
    Sweep(jobs::SweepArguments),
    /// Fill a data folder with thousands of synthetic commitments, for benches.
    #[command(hide = true)]
    BenchData(bench::list::BenchDataArguments),
    /// Fill a data folder with a year of 21 commitments and 40 units, for benches.
    #[command(hide = true)]
    BenchYear(bench::year::YearArguments),
    /// Fill a data folder with places and a state for every bay, for benches.
    #[command(hide = true)]
    BenchParking(bench::parking::ParkingArguments),
    /// Time the appraisal of thousands of governments.
    #[command(hide = true)]
    BenchAppraisal(bench::appraisal::AppraisalArguments),
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let outcome = match Arguments::parse().command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Read { file, json } => read::run(&file, json),
        Command::Parking(arguments) => parking::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Doctor(arguments) => keep::doctor(&arguments),
        Command::Backup(arguments) => keep::backup(&arguments),
        Command::Restore(arguments) => keep::restore(&arguments),
        Command::SetupLink(arguments) => keep::setup_link(&arguments),
        Command::Jobs(arguments) => jobs::list(&arguments),
        Command::Sweep(arguments) => jobs::sweep(&arguments),
        Command::BenchData(arguments) => bench::list::run(&arguments),
        Command::BenchYear(arguments) => bench::year::run(&arguments),
        Command::BenchParking(arguments) => bench::parking::run(&arguments),
        Command::BenchAppraisal(arguments) => bench::appraisal::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("shishi: {error:#}");
            ExitCode::from(2)
        }
    }
}

//! Looking after a data folder.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;

use crate::open::DataArguments;

/// Arguments of `shishi doctor`.
#[derive(Args)]
pub struct DoctorArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Arguments of `shishi backup`.
#[derive(Args)]
pub struct BackupArguments {
    #[command(flatten)]
    data: DataArguments,
    /// A new folder.
    to: PathBuf,
}

/// Checks rows, files and journals; the exit code is 2 when something is wrong.
pub fn doctor(arguments: &DoctorArguments) -> Result<()> {
    arguments.data.must_exist()?;
    let report = arguments.data.open(false)?.doctor(&mut |_, _| ())?;
    if arguments.json {
        let lines: Vec<_> = report
            .lines
            .iter()
            .map(|line| serde_json::json!({ "check": line.code, "ok": line.ok, "detail": line.detail }))
            .collect();
        println!("{}", serde_json::json!({ "ok": report.ok(), "checks": lines }));
    } else {
        for line in &report.lines {
            println!("{} {:<8} {}", if line.ok { "✓" } else { "✗" }, line.code, line.detail);
        }
    }
    if !report.ok() {
        bail!("something is wrong with this data folder");
    }
    Ok(())
}

/// Copies everything into a new folder, which is itself a data folder.
pub fn backup(arguments: &BackupArguments) -> Result<()> {
    arguments.data.must_exist()?;
    arguments
        .data
        .open(false)?
        .backup_to(&arguments.data.data, &arguments.to)?;
    println!("{}", arguments.to.display());
    Ok(())
}

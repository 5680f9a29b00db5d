//! Looking after a data folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use shishi_journal::verify::{FolderSource, Options, verify_folder};
use shishi_service::Service;

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

/// Copies everything into a new folder, from which `shishi restore` brings it back.
pub fn backup(arguments: &BackupArguments) -> Result<()> {
    arguments.data.must_exist()?;
    let rows = Service::backup(&arguments.data.config(false), &arguments.to)?;
    println!("{}: {rows} 行 / rows", arguments.to.display());
    Ok(())
}

/// Arguments of `shishi restore`.
#[derive(Args)]
pub struct RestoreArguments {
    /// A folder that `shishi backup` made.
    from: PathBuf,
    #[command(flatten)]
    data: DataArguments,
    /// The newest checkpoint that anybody has seen of the log, as a file. A backup that is older is refused: going on
    /// from it would sign a second history.
    #[arg(long)]
    known: Option<PathBuf>,
}

/// Brings a backup back into a new folder, on either engine, and checks it there.
pub fn restore(arguments: &RestoreArguments) -> Result<()> {
    if let Some(known) = &arguments.known {
        refuse_older(&arguments.from, &std::fs::read_to_string(known)?)?;
    }
    let data = DataArguments {
        origin_host: origin_host(&arguments.from)?,
        ..arguments.data.clone()
    };
    let service = Service::restore(data.config(false), &arguments.from)?;
    let report = service.doctor(&mut |_, _| ())?;
    anyhow::ensure!(report.ok(), "the backup is damaged: {:?}", report.lines);
    println!("{}", data.data.display());
    if arguments.known.is_none() {
        println!(
            "未与公开检查点比对（--known）/ not held against a published checkpoint (--known): if the log went on after \
             this backup, opening it signs a second history"
        );
    }
    Ok(())
}

fn refuse_older(backup: &Path, known: &str) -> Result<()> {
    let origin = known.lines().next().unwrap_or_default();
    let year = origin.rsplit('/').next().unwrap_or_default();
    let source = FolderSource::new(backup.join("journal").join(year));
    let options = Options {
        known: Some(known.to_owned()),
        ..Options::default()
    };
    let report = verify_folder(&source, None, &options, &mut |_, _| ());
    match report.problems.first() {
        Some(problem) => bail!("the backup does not go on from the known checkpoint: {}", problem.text),
        None => Ok(()),
    }
}

/// The host part of the origin, from a signed checkpoint; without one nothing was signed and any will do.
fn origin_host(data: &Path) -> Result<String> {
    for entry in std::fs::read_dir(data.join("journal-lock")).into_iter().flatten() {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "checkpoint") {
            let text = std::fs::read_to_string(path)?;
            let origin = text.lines().next().unwrap_or_default();
            if let [host @ .., _slug, _year] = origin.split('/').collect::<Vec<_>>().as_slice() {
                return Ok(host.join("/"));
            }
        }
    }
    Ok("localhost".to_owned())
}

/// Arguments of `shishi setup-link`.
#[derive(Args)]
pub struct SetupLinkArguments {
    #[command(flatten)]
    data: DataArguments,
    /// The address under which the site is reached.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    address: String,
}

/// Prints a new one-time set-up link; the one before ends.
pub fn setup_link(arguments: &SetupLinkArguments) -> Result<()> {
    arguments.data.must_exist()?;
    let token = arguments.data.open(false)?.new_setup_token()?;
    let token = token.context("somebody can sign in already; an administrator makes further accounts")?;
    println!("{}/office/setup?token={token}", arguments.address.trim_end_matches('/'));
    Ok(())
}

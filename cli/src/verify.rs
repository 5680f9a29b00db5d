//! Checking a journal or a receipt, trusting nothing but the key.

use std::io::IsTerminal;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use shishi_journal::verify::{
    FolderSource, Options, Report, SourceError, TileSource, verify_batch_receipt, verify_folder, verify_receipt,
};

/// Requests under way at once when a log is checked over a network.
const REQUESTS_MAX: NonZero<usize> = NonZero::new(16).unwrap();
/// The largest file of a log: 256 entries of 65,535 bytes with their lengths.
const FILE_BYTES_MAX: u64 = 256 * (65_535 + 2) + 1024;

/// Arguments of `shishi verify`.
#[derive(Args)]
pub struct VerifyArguments {
    /// A log's folder (with `checkpoint` in it), its address, a `.tlog-proof` file or a receipt of one line of a batch; or `draw` and a proof's file.
    subject: String,
    /// After `draw`: the proof file of a published draw.
    file: Option<PathBuf>,
    /// The log's public key, from somewhere else than the log itself: without one, the log vouches for itself.
    #[arg(long)]
    key: Option<String>,
    /// A checkpoint kept from an earlier check: the log must be its continuation.
    #[arg(long)]
    known: Option<PathBuf>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

/// Checks, prints what was checked and what was not; the exit code is 2 when something is wrong.
pub fn run(arguments: &VerifyArguments) -> Result<()> {
    match (&arguments.file, arguments.subject.as_str()) {
        (Some(file), "draw") => return crate::draw::run(file, arguments.json),
        (Some(_), other) => bail!("only `draw` takes a file, not {other}"),
        (None, _) => {}
    }
    let report = if Path::new(&arguments.subject).is_file() {
        let text = std::fs::read_to_string(&arguments.subject).context(arguments.subject.clone())?;
        // A receipt of one line of a batch is JSON; that of an entry begins with its format's name.
        if text.trim_start().starts_with('{') {
            verify_batch_receipt(&text, arguments.key.as_deref())
        } else {
            verify_receipt(&text, arguments.key.as_deref(), None)
        }
    } else {
        check_log(arguments)?
    };
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print(&report);
    }
    if !report.ok {
        bail!("the check failed");
    }
    Ok(())
}

fn check_log(arguments: &VerifyArguments) -> Result<Report> {
    let known = arguments
        .known
        .as_ref()
        .map(|path| std::fs::read_to_string(path).with_context(|| path.display().to_string()))
        .transpose()?;
    let remote = arguments.subject.starts_with("http://") || arguments.subject.starts_with("https://");
    let options = Options {
        known,
        threads: remote.then_some(REQUESTS_MAX),
    };
    let bar = std::io::stderr().is_terminal().then(|| indicatif::ProgressBar::new(0));
    let mut progress = |done, total| {
        if let Some(bar) = &bar {
            bar.set_length(total);
            bar.set_position(done);
        }
    };
    let key = arguments.key.as_deref();
    let report = if remote {
        verify_folder(&Address::new(&arguments.subject), key, &options, &mut progress)
    } else {
        anyhow::ensure!(
            Path::new(&arguments.subject).is_dir(),
            "{} is neither a folder, a file nor an address",
            arguments.subject
        );
        verify_folder(&FolderSource::new(&arguments.subject), key, &options, &mut progress)
    };
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    Ok(report)
}

fn print(report: &Report) {
    println!("{} {}", if report.ok { "✓" } else { "✗" }, report.subject);
    if let (Some(origin), Some(size)) = (&report.origin, report.size) {
        println!("  {origin}, {size} 条 / entries");
    }
    for problem in &report.problems {
        println!("  ✗ {}", problem.text);
    }
    for checked in &report.checked {
        println!("  ✓ {} {}", checked.count, checked.text);
    }
    for unchecked in &report.unchecked {
        println!("  – {}", unchecked.text);
    }
}

/// A log behind an address.
struct Address {
    base: String,
    agent: ureq::Agent,
}

impl Address {
    fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(30)))
            .http_status_as_error(false)
            .build();
        Self {
            base: base.trim_end_matches('/').to_owned(),
            agent: config.into(),
        }
    }
}

impl TileSource for Address {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let failed = |error: ureq::Error| SourceError(error.to_string());
        let mut answer = self.agent.get(format!("{}/{path}", self.base)).call().map_err(failed)?;
        match answer.status().as_u16() {
            200 => answer
                .body_mut()
                .with_config()
                .limit(FILE_BYTES_MAX)
                .read_to_vec()
                .map(Some)
                .map_err(failed),
            404 | 410 => Ok(None),
            status => Err(SourceError(format!("the server answered {status}"))),
        }
    }

    fn name(&self) -> String {
        self.base.clone()
    }
}

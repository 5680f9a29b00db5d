//! `shishi parking fit FILE`: the tariff that explains a file's fees, and what it explains of later stays.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use shishi_parking::fit::{PAID_MIN, fit, holdout, split};
use shishi_parking::replay::Count;
use shishi_parking::replay::rows::{Row, Rows};
use shishi_parking::tariff::Zone;

use super::{files, replay::each_line};

/// What to fit.
#[derive(Args)]
pub struct FitArguments {
    /// A table of stays: entry, exit, fee in yuan.
    file: PathBuf,
    /// Per cent of the stays, the first ones in time, that the tariff is found from; the rest checks it.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=100))]
    train: u32,
    /// The time zone of the file.
    #[arg(long, default_value = "Asia/Shanghai")]
    zone: String,
    /// Write the tariff here.
    #[arg(long)]
    output: Option<PathBuf>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Found {
    lines: u64,
    stays: usize,
    train_percent: u32,
    train: Count,
    holdout: Count,
    versions: usize,
    tariff: String,
}

/// Fits it.
pub fn run(arguments: &FitArguments) -> anyhow::Result<()> {
    let zone = Zone::of(&arguments.zone).ok_or_else(|| {
        let zone = &arguments.zone;
        anyhow!("没有时区“{zone}”\n        there is no time zone “{zone}”")
    })?;
    let mut rows = Rows::new(zone.clone());
    let mut stays = Vec::new();
    let mut lines = 0;
    each_line(&arguments.file, |line| {
        lines += 1;
        if let Row::Stay(stay) = rows.read(line) {
            stays.push(stay);
        }
    })?;
    let count = stays.len();
    let (train, rest) = split(stays, arguments.train);
    let spinner = ProgressBar::new_spinner().with_style(ProgressStyle::default_spinner());
    spinner.enable_steady_tick(std::time::Duration::from_millis(100));
    let tariff = fit(&train, &zone);
    spinner.finish_and_clear();
    let mut tariff = tariff.ok_or_else(|| {
        let shown = arguments.file.display();
        anyhow!(
            "{shown}: 可用的收费停放不足{PAID_MIN}笔，无法推断收费标准\n        \
             {shown}: fewer than {PAID_MIN} paid stays can be used; no tariff can be found from them"
        )
    })?;
    tariff.name = arguments
        .file
        .file_stem()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let found = Found {
        lines,
        stays: count,
        train_percent: arguments.train,
        train: holdout(&tariff, &train),
        holdout: holdout(&tariff, &rest),
        versions: tariff.versions.len(),
        tariff: tariff.write(),
    };
    if let Some(output) = &arguments.output {
        std::fs::write(output, &found.tariff).with_context(|| format!("{}", output.display()))?;
    }
    if arguments.json {
        return files::print_json(&found);
    }
    let mut out = String::new();
    if arguments.output.is_none() {
        out.push_str(&found.tariff);
        out.push('\n');
    }
    for (zh, en, count) in [
        ("推断所用", "found from", found.train),
        ("其后检验", "checked on", found.holdout),
    ] {
        let _ = writeln!(
            out,
            "# {zh} {en}: {} paid stays, exact {}, within truncation {} ({})",
            count.stays,
            count.exact,
            count.within,
            files::share(count.within, count.stays)
        );
    }
    files::print(&out)
}

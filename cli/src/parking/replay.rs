//! `shishi parking replay FILE --tariff FILE`: how many of the fees that were charged a tariff explains.

use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use shishi_parking::replay::rows::LINE_BYTES_MAX;
use shishi_parking::replay::{Count, Replay, Report};

use super::files;

/// What to replay.
#[derive(Args)]
pub struct ReplayArguments {
    /// A table of stays: entry, exit, fee in yuan.
    file: PathBuf,
    /// The tariff file.
    #[arg(long)]
    tariff: PathBuf,
    /// Leave out stays that begin before this day or time.
    #[arg(long)]
    from: Option<String>,
    /// Leave out stays that begin at or after this day or time.
    #[arg(long)]
    until: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Replays it.
pub fn run(arguments: &ReplayArguments) -> anyhow::Result<()> {
    let tariff = files::tariff(&arguments.tariff)?;
    let moment = |text: &Option<String>| text.as_deref().map(|text| files::moment(text, &tariff)).transpose();
    let mut replay = Replay::new(&tariff, moment(&arguments.from)?, moment(&arguments.until)?);
    each_line(&arguments.file, |line| replay.line(line))?;
    let report = replay.finish();
    if arguments.json {
        files::print_json(&report)?;
    } else {
        files::print(&page(&report))?;
    }
    // Whoever asks a script must not take nothing for agreement.
    let shown = arguments.file.display();
    anyhow::ensure!(
        report.compared > 0,
        "{shown}: 没有一次可以比对的停放，应有三列：入场、出场、金额（元）\n        \
         {shown}: no stay in it could be compared; three columns are needed (entry, exit, fee in yuan)"
    );
    Ok(())
}

/// Hands on each line of a file, with progress on a terminal.
pub fn each_line(path: &Path, mut take: impl FnMut(&[u8])) -> anyhow::Result<()> {
    let file = files::open(path)?;
    let bar = bar(&file);
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut line = Vec::new();
    loop {
        let buffer = reader.fill_buf().map_err(|error| files::explained(path, &error))?;
        if buffer.is_empty() {
            break;
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        // A line without end is not kept as a whole: what is longer than any line is refused by its reader.
        let room = (LINE_BYTES_MAX + 1).saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = part.len() + usize::from(end.is_some());
        if end.is_some() {
            take(&line);
            line.clear();
        }
        reader.consume(used);
        bar.inc(used as u64);
    }
    if !line.is_empty() {
        take(&line);
    }
    bar.finish_and_clear();
    Ok(())
}

fn bar(file: &File) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(file.metadata().map_or(0, |data| data.len()));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}") {
        bar.set_style(style);
    }
    bar
}

fn page(report: &Report) -> String {
    let mut out = String::new();
    let mut count = |name: &str, count: &Count| {
        let _ = writeln!(
            out,
            "{name}: {}  exact {} ({})  within truncation {} ({})",
            count.stays,
            count.exact,
            files::share(count.exact, count.stays),
            count.within,
            files::share(count.within, count.stays),
        );
    };
    count("收费停放 paid stays", &report.paid);
    count(
        "其中时长满1分钟、非试收 of a minute or more, no trial fees",
        &report.paid_usual,
    );
    count("零元停放 stays with no fee", &report.unpaid);
    if report.versions.len() > 1 {
        for (index, version) in report.versions.iter().enumerate() {
            count(&format!("版本 version {}", index + 1), version);
        }
    }
    let _ = writeln!(
        out,
        "共{}行，比对{}次停放 / {} lines, {} stays compared",
        report.lines, report.compared, report.lines, report.compared
    );
    for (kind, dirt) in &report.dirt {
        let first: Vec<String> = dirt.first.iter().take(5).map(u64::to_string).collect();
        let _ = writeln!(
            out,
            "  {} {kind}: {} (行 lines {}{})",
            words(kind),
            dirt.lines,
            first.join(", "),
            more(dirt.lines)
        );
    }
    if !report.misfits.is_empty() {
        let _ = writeln!(
            out,
            "未能解释的收费（前{}笔） / fees that are not explained (the first {}):",
            report.misfits.len(),
            report.misfits.len()
        );
        for misfit in &report.misfits {
            let _ = writeln!(
                out,
                "  行 line {}: {} min, 实收 charged {}, 标准 tariff {}",
                misfit.line, misfit.minutes, misfit.charged, misfit.tariff
            );
        }
    }
    out
}

fn more(lines: u64) -> &'static str {
    if lines > 5 { ", ..." } else { "" }
}

/// What a kind of dirt is called in Chinese.
fn words(kind: &str) -> &'static str {
    match kind {
        "line_broken" => "残缺行",
        "time_bad" => "时间不成立",
        "fee_missing" => "缺少金额",
        "fee_bad" => "金额不成立",
        "exit_before_entry" => "出场早于入场",
        "stay_too_long" => "停放过长",
        "no_version" => "当时没有收费标准",
        "zero_minutes" => "不足1分钟",
        "trial_fee" => "试收金额",
        "unpaid_where_due" => "应收未收",
        _ => "其他",
    }
}

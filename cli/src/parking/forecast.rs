//! `shishi parking forecast FILE` and `forecast-eval FILE`: how full lots will be, and how good such forecasts are on days that
//! they were not learned from.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args;
use indicatif::ProgressBar;
use shishi_parking::forecast::rows::Occupancy;
use shishi_parking::forecast::{Evaluation, LotForecast, evaluate, forecast};

use super::{files, replay::each_line};

/// What to evaluate.
#[derive(Args)]
pub struct ForecastArguments {
    /// A table of readings: lot, capacity, occupied bays, time.
    file: PathBuf,
    /// The first day that is forecast; days before it are learned from.
    #[arg(long)]
    test_from: Option<jiff::civil::Date>,
    /// Without a first day: per cent of the days, the last ones, that are forecast.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=90))]
    test_percent: u32,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// What to forecast.
#[derive(Args)]
pub struct NextArguments {
    /// A table of readings: lot, capacity, occupied bays, time.
    file: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Forecasts every lot from its last reading.
pub fn next(arguments: &NextArguments) -> anyhow::Result<()> {
    let mut occupancy = Occupancy::default();
    each_line(&arguments.file, |line| occupancy.line(line))?;
    let bar = if arguments.json {
        ProgressBar::hidden()
    } else {
        ProgressBar::new(0)
    };
    let found = forecast(occupancy, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    if found.is_empty() {
        return Err(nothing(&arguments.file));
    }
    if arguments.json {
        return files::print_json(&found);
    }
    let mut out = String::new();
    for lot in &found {
        lot_lines(&mut out, lot);
    }
    files::print(&out)
}

fn lot_lines(out: &mut String, lot: &LotForecast) {
    let (bays, occupied) = (lot.capacity.round(), lot.occupied.round());
    let _ = writeln!(out, "{}: 现占用 occupied now {occupied} / {bays}", lot.lot);
    if lot.ahead.is_empty() {
        out.push_str("    读数过旧，不作预测 / the last reading is too old to forecast from\n");
    }
    for ahead in &lot.ahead {
        let chance = (100.0 * ahead.free_chance).round();
        let _ = writeln!(
            out,
            "    +{:>3} min  {:>5}  有空位 free bay {chance} %",
            ahead.minutes,
            ahead.occupied.round()
        );
    }
}

fn nothing(file: &Path) -> anyhow::Error {
    let shown = file.display();
    anyhow!(
        "{shown}: 没有可以预测的读数，应有四列：停车场、泊位数、占用数、时间，且不止一天\n        \
         {shown}: nothing to forecast; four columns are needed (lot, capacity, occupancy, time), over more than a day"
    )
}

/// Evaluates it.
pub fn run(arguments: &ForecastArguments) -> anyhow::Result<()> {
    let mut occupancy = Occupancy::default();
    each_line(&arguments.file, |line| occupancy.line(line))?;
    let bar = if arguments.json {
        ProgressBar::hidden()
    } else {
        ProgressBar::new(0)
    };
    let found = evaluate(occupancy, arguments.test_from, arguments.test_percent, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let found = found.ok_or_else(|| nothing(&arguments.file))?;
    if arguments.json {
        return files::print_json(&found);
    }
    files::print(&page(&found))
}

fn page(found: &Evaluation) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}个停车场，每{}分钟一次读数，{}起为检验 / {} lots, a reading every {} min, checked from {}",
        found.lots, found.step_minutes, found.test_from, found.lots, found.step_minutes, found.test_from
    );
    for score in &found.horizons {
        let _ = writeln!(
            out,
            "{:>4} min  MAE {:5.2} % (末值 last value {:5.2} %)  Brier {:.4} (末值 last value {:.4}, 常数 base rate {:.4})  n {}",
            score.minutes,
            score.mae_percent,
            score.last_value_mae_percent,
            score.brier,
            score.last_value_brier,
            score.base_rate_brier,
            score.forecasts
        );
    }
    out.push_str("有空位的概率与实际 / chance of a free bay, and how often one was free:\n");
    for bin in found.reliability.iter().filter(|bin| bin.forecasts > 0) {
        let _ = writeln!(out, "  {:.2} {:.2} (n {})", bin.chance, bin.free, bin.forecasts);
    }
    for (kind, count) in &found.dirt {
        let _ = writeln!(out, "  {} {kind}: {count}", words(kind));
    }
    out
}

/// What a kind of dirt is called in Chinese.
fn words(kind: &str) -> &'static str {
    match kind {
        "line_broken" => "残缺行",
        "capacity_bad" => "泊位数不成立",
        "time_bad" => "时间不成立",
        "time_far_off" => "时间相差过远",
        "occupancy_bad" => "占用数不成立",
        "occupancy_negative" => "占用数为负",
        "occupancy_impossible" => "占用数远超泊位数",
        "occupancy_above_capacity" => "占用数超过泊位数",
        "slot_read_twice" => "同一时点重复",
        "lot_too_many" => "停车场过多",
        _ => "其他",
    }
}

//! `shishi parking price`: one stay, with its lines; before the entry it is a quote.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;
use shishi_parking::Stay;
use shishi_parking::price::quote;
use shishi_parking::words::{Language, line, minutes, refusal, yuan};

use super::files;

/// The stay to price.
#[derive(Args)]
pub struct PriceArguments {
    /// The tariff file.
    #[arg(long)]
    tariff: PathBuf,
    /// When the stay begins: `2026-03-02 08:00`, in the tariff's zone.
    #[arg(long)]
    entry: String,
    /// When it ends.
    #[arg(long)]
    exit: String,
    /// The vehicle's class.
    #[arg(long)]
    class: Option<String>,
    /// Bays that it takes.
    #[arg(long, default_value_t = 1)]
    bays: u32,
    /// A surcharge or discount that it has; may be given several times.
    #[arg(long = "with", value_name = "NAME")]
    with: Vec<String>,
    /// Also say at which minutes of the first day the price grows.
    #[arg(long)]
    steps: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Prices it.
pub fn run(arguments: &PriceArguments) -> anyhow::Result<()> {
    let tariff = files::tariff(&arguments.tariff)?;
    let with: Vec<&str> = arguments.with.iter().map(String::as_str).collect();
    let stay = Stay {
        class: arguments.class.as_deref(),
        bays: arguments.bays,
        applied: &with,
        ..Stay::new(
            files::moment(&arguments.entry, &tariff)?,
            files::moment(&arguments.exit, &tariff)?,
        )
    };
    let quoted = quote(&tariff, &stay).map_err(|refused| {
        let say = |language| refusal(&refused, language);
        anyhow!("{}\n        {}", say(Language::Chinese), say(Language::English))
    })?;
    if arguments.json {
        return files::print_json(&quoted);
    }
    let (zh, en) = (Language::Chinese, Language::English);
    let price = &quoted.price;
    let mut out = String::new();
    for one in &price.lines {
        let _ = writeln!(
            out,
            "{:>10}  {}\n            {}",
            one.fen.to_string(),
            line(one, zh),
            line(one, en)
        );
    }
    let length = |language| minutes(price.minutes, language);
    let _ = writeln!(
        out,
        "{:>10}  停放{}，合计{}",
        price.total.to_string(),
        length(zh),
        yuan(price.total.0, zh)
    );
    let _ = writeln!(out, "            {}, {} in all", length(en), yuan(price.total.0, en));
    if arguments.steps {
        for (from, fen) in &quoted.steps {
            let _ = writeln!(
                out,
                "{:>10}  {} / {}",
                fen.to_string(),
                minutes(*from, zh),
                minutes(*from, en)
            );
        }
    }
    files::print(&out)
}

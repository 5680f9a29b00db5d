//! `shishi parking places FILE`: where one can park, checked, counted and given out in another form.

use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use clap::{Args, ValueEnum};
use shishi_parking::places::Counts;
use shishi_parking::places::form::{FILE_BYTES_MAX, Form, PlacesFault, Reading, read, write};
use shishi_parking::words::{Language, places_fault};

use super::files;

/// What to look at.
#[derive(Args)]
pub struct PlacesArguments {
    /// A file of lots, zones and bays.
    file: PathBuf,
    /// The form of the file; without it by the ending of its name.
    #[arg(long, value_enum)]
    from: Option<From>,
    /// Print the places in this form.
    #[arg(long, value_enum, conflicts_with = "json")]
    to: Option<To>,
    /// Write them here instead.
    #[arg(long, requires = "to")]
    output: Option<PathBuf>,
    /// The counts as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum From {
    /// A table.
    Csv,
    /// GeoJSON.
    Geojson,
    /// OpenStreetMap's elements, as JSON or GeoJSON.
    Osm,
    /// The table of Melbourne's parking sensors.
    Melbourne,
}

#[derive(Clone, Copy, ValueEnum)]
enum To {
    /// A table.
    Csv,
    /// GeoJSON.
    Geojson,
    /// OpenStreetMap's elements as JSON.
    Osm,
}

/// What a file holds.
#[derive(serde::Serialize)]
struct Report {
    lots: usize,
    on_street: usize,
    zones: usize,
    /// Bays that are listed one by one.
    bays: usize,
    /// Bays that are listed or stated.
    capacity: u32,
    capacity_by_class: serde_json::Map<String, serde_json::Value>,
    /// Bays whose state the file says.
    states: usize,
    taken: usize,
    remarks: usize,
    /// The first of them, in English.
    first_remarks: Vec<String>,
}

/// Checks, counts and converts.
pub fn run(arguments: &PlacesArguments) -> anyhow::Result<()> {
    let form = form(arguments)?;
    let reading = reading(&arguments.file, form)?;
    if let Some(to) = arguments.to {
        let text = write(&reading.places, to.form()).context("this form cannot be written")?;
        if let Some(output) = &arguments.output {
            std::fs::write(output, text).with_context(|| format!("{}", output.display()))?;
        } else {
            return files::print(&text);
        }
    }
    let report = Report::of(&reading);
    if arguments.json {
        return files::print_json(&report);
    }
    files::print(&page(&report, &reading.remarks))
}

impl To {
    fn form(self) -> Form {
        match self {
            Self::Csv => Form::Csv,
            Self::Geojson => Form::GeoJson,
            Self::Osm => Form::Osm,
        }
    }
}

fn form(arguments: &PlacesArguments) -> anyhow::Result<Form> {
    let ending = arguments
        .file
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    match (arguments.from, ending.to_lowercase().as_str()) {
        (Some(From::Csv), _) | (None, "csv" | "txt" | "tsv") => Ok(Form::Csv),
        (Some(From::Geojson), _) | (None, "geojson") => Ok(Form::GeoJson),
        (Some(From::Osm), _) | (None, "osm" | "json") => Ok(Form::Osm),
        (Some(From::Melbourne), _) => Ok(Form::Melbourne),
        (None, _) => {
            let shown = arguments.file.display();
            Err(anyhow!(
                "{shown}: 请用 --from 说明格式：csv、geojson、osm、melbourne\n        \
                 {shown}: say its form with --from: csv, geojson, osm, melbourne"
            ))
        }
    }
}

fn reading(path: &Path, form: Form) -> anyhow::Result<Reading> {
    let mut bytes = Vec::new();
    // One byte more than the limit lets the reader say that the file is too large.
    files::open(path)?
        .take(FILE_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| files::explained(path, &error))?;
    read(&bytes, form).map_err(|faults| {
        let shown = path.display();
        let say = |language| {
            let one = |one| format!("        {shown}: {}", places_fault(one, language));
            faults.iter().map(one).collect::<Vec<_>>().join("\n")
        };
        let count = faults.len();
        let (zh, en) = (say(Language::Chinese), say(Language::English));
        anyhow!("{shown}: 有{count}处错误 / {count} faults\n{zh}\n{en}")
    })
}

impl Report {
    fn of(reading: &Reading) -> Self {
        let lots = reading.places.lots();
        let capacity: Counts = reading.places.capacity();
        let by_class = capacity
            .classes()
            .map(|(class, count)| (class.word().to_owned(), count.into()));
        Self {
            lots: lots.len(),
            on_street: lots.iter().filter(|lot| lot.setting.is_on_street()).count(),
            zones: lots.iter().map(|lot| lot.zones().len()).sum(),
            bays: lots.iter().map(|lot| lot.bays().count()).sum(),
            capacity: capacity.all,
            capacity_by_class: by_class.collect(),
            states: reading.taken.len(),
            taken: reading.taken.iter().filter(|(.., taken)| *taken).count(),
            remarks: reading.remarks_all,
            first_remarks: reading
                .remarks
                .iter()
                .map(|remark| places_fault(remark, Language::English))
                .collect(),
        }
    }
}

/// Remarks that a page shows.
const SHOWN: usize = 10;

fn page(report: &Report, remarks: &[PlacesFault]) -> String {
    let mut out = String::new();
    let rows = [
        ("停车场 lots", report.lots),
        ("  路内 on the street", report.on_street),
        ("区域 zones", report.zones),
        ("泊位（逐个） bays listed", report.bays),
        ("泊位（含核定） capacity", report.capacity as usize),
    ];
    for (name, count) in rows {
        let _ = writeln!(out, "{name}: {count}");
    }
    for (class, count) in &report.capacity_by_class {
        let _ = writeln!(out, "  {class}: {count}");
    }
    if report.states > 0 {
        let (taken, free) = (report.taken, report.states - report.taken);
        let _ = writeln!(out, "占用 taken: {taken}  空闲 free: {free}");
    }
    if report.remarks > 0 {
        let _ = writeln!(out, "提示{}条 / remarks: {}", report.remarks, report.remarks);
        for remark in remarks.iter().take(SHOWN) {
            for language in [Language::Chinese, Language::English] {
                let _ = writeln!(out, "  {}", places_fault(remark, language));
            }
        }
        if report.remarks > SHOWN {
            out.push_str("  ……\n");
        }
    }
    out
}

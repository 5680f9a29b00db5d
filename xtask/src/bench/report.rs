//! What was measured: printed as a table, as JSON, and as docs/benchmarks.md and the pages beside it.

use serde_json::{Value, json};
use std::fmt::Write;
use std::process::Command;

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The part of the page it stands in.
    pub group: String,
    /// What was measured.
    pub what: String,
    /// Its value in the unit.
    pub value: f64,
    /// The unit, such as `requests/s`.
    pub unit: &'static str,
    /// What else to know, such as the 99th percentile.
    pub note: String,
}

/// All figures of one run, and the machine they are from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// The machine, a line for each thing.
    pub machine: Vec<(String, String)>,
    /// The figures in the order they were measured.
    pub figures: Vec<Figure>,
}

impl Report {
    /// An empty report for the machine at hand.
    pub fn new() -> Self {
        Self {
            machine: machine(),
            figures: Vec::new(),
        }
    }

    /// Adds a figure and shows it at once.
    pub fn add(
        &mut self,
        group: &str,
        what: impl Into<String>,
        value: f64,
        unit: &'static str,
        note: impl Into<String>,
    ) {
        let figure = Figure {
            group: group.to_owned(),
            what: what.into(),
            value,
            unit,
            note: note.into(),
        };
        eprintln!("   {} {} {} {}", figure.what, number(value), unit, figure.note);
        self.figures.push(figure);
    }

    /// The figures as JSON.
    pub fn json(&self) -> Value {
        let figure = |figure: &Figure| {
            json!({
                "group": figure.group, "what": figure.what, "value": figure.value, "unit": figure.unit, "note": figure.note,
            })
        };
        let machine: serde_json::Map<String, Value> = self.machine.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
        json!({ "machine": machine, "figures": self.figures.iter().map(figure).collect::<Vec<_>>() })
    }

    /// A page of docs with a title.
    pub fn markdown(&self, title: &str) -> String {
        let mut page = format!(
            "# {title}\n\nWritten by `cargo xtask bench`; nothing here is typed by hand. All figures are from one run on one machine, the load\n\
             generator on the same cores as the server. Compare ratios within a run rather than figures across runs.\n\n",
        );
        for (name, value) in &self.machine {
            let _ = writeln!(page, "- {name}: {value}");
        }
        let mut group = "";
        for figure in &self.figures {
            if figure.group != group {
                group = &figure.group;
                let _ = write!(page, "\n## {group}\n\n| what | value | unit | |\n|---|---:|---|---|\n");
            }
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} |",
                figure.what,
                number(figure.value),
                figure.unit,
                figure.note
            );
        }
        page
    }
}

/// A number with as many digits as it deserves, thousands apart.
pub fn number(value: f64) -> String {
    if value < 10.0 {
        return format!("{value:.2}");
    }
    if value < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn machine() -> Vec<(String, String)> {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text
            .lines()
            .find(|line| line.starts_with(name))
            .and_then(|line| line.split_once(':'));
        line.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program)
            .args(arguments)
            .output()
            .map(|output| output.stdout)
            .unwrap_or_default();
        String::from_utf8_lossy(&output)
            .lines()
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory_kib: f64 = field(&read("/proc/meminfo"), "MemTotal")
        .trim_end_matches(" kB")
        .parse()
        .unwrap_or(0.0);
    let system = field(&read("/etc/os-release").replace('=', ":"), "PRETTY_NAME");
    vec![
        ("date".to_owned(), said("date", &["-u", "+%F"])),
        (
            "processor".to_owned(),
            format!("{} x {}", cores, field(&read("/proc/cpuinfo"), "model name")),
        ),
        ("memory".to_owned(), format!("{:.0} GiB", memory_kib / 1024.0 / 1024.0)),
        (
            "system".to_owned(),
            format!("{}, Linux {}", system.trim_matches('"'), said("uname", &["-r"])),
        ),
        ("compiler".to_owned(), said("rustc", &["-V"])),
        (
            "load before the run".to_owned(),
            read("/proc/loadavg").split(' ').take(3).collect::<Vec<_>>().join(" "),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let rows = [
            (0.5, "0.50"),
            (12.34, "12.3"),
            (999.6, "1,000"),
            (1_234_567.0, "1,234,567"),
            (100.0, "100"),
        ];
        for (value, expected) in rows {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn the_page_has_a_table_for_each_group() {
        let mut report = Report {
            machine: vec![("memory".to_owned(), "24 GiB".to_owned())],
            figures: Vec::new(),
        };
        report.add("Pages", "list", 1200.0, "requests/s", "p99 2.0 ms");
        report.add("Pages", "item", 1300.0, "requests/s", "");
        report.add("Start", "first answer", 90.0, "ms", "");
        let page = report.markdown("Measurements");
        assert_eq!(page.matches("\n## ").count(), 2);
        assert!(page.contains("- memory: 24 GiB\n") && page.contains("| list | 1,200 | requests/s | p99 2.0 ms |"));
        assert_eq!(report.json()["figures"].as_array().map(Vec::len), Some(3));
    }
}

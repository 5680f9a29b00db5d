//! Counting hits, and showing the counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Serialize, Serializer};

/// Hits, false hits and misses of one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Labelled and read.
    pub hits: u32,
    /// Read and not labelled.
    pub false_hits: u32,
    /// Labelled and not read.
    pub misses: u32,
}

impl Score {
    /// Share of what was read that is labelled; 1 when nothing was read.
    #[must_use]
    pub fn precision(&self) -> f64 {
        ratio(self.hits, self.hits + self.false_hits)
    }

    /// Share of what is labelled that was read; 1 when nothing is labelled.
    #[must_use]
    pub fn recall(&self) -> f64 {
        ratio(self.hits, self.hits + self.misses)
    }

    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(&self) -> f64 {
        ratio(2 * self.hits, 2 * self.hits + self.false_hits + self.misses)
    }

    /// Adds the counts of another one.
    pub fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.false_hits += other.false_hits;
        self.misses += other.misses;
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        1.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wire {
            hits: u32,
            false_hits: u32,
            misses: u32,
            precision: f64,
            recall: f64,
            f1: f64,
        }
        Wire {
            hits: self.hits,
            false_hits: self.false_hits,
            misses: self.misses,
            precision: self.precision(),
            recall: self.recall(),
            f1: self.f1(),
        }
        .serialize(serializer)
    }
}

/// One document's scores and differences.
#[derive(Debug, Serialize)]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// Scores by field.
    pub scores: BTreeMap<&'static str, Score>,
    /// What differs, one sentence each.
    pub differences: Vec<String>,
}

/// The scores of a folder.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Each document.
    pub files: Vec<FileReport>,
    /// All together.
    pub total: BTreeMap<&'static str, Score>,
}

impl Report {
    /// Adds a document.
    pub(super) fn add(&mut self, name: String, scores: BTreeMap<&'static str, Score>, differences: Vec<String>) {
        for (field, score) in &scores {
            self.total.entry(field).or_default().add(*score);
        }
        self.files.push(FileReport {
            name,
            scores,
            differences,
        });
    }

    /// The figures as a table.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = String::new();
        let mut section = |name: &str, scores: &BTreeMap<&'static str, Score>| {
            let _ = writeln!(out, "{name}");
            let _ = writeln!(
                out,
                "  {:<14} {:>6} {:>6} {:>6} {:>9} {:>7} {:>6}",
                "", "hit", "false", "miss", "precision", "recall", "f1"
            );
            for (field, s) in scores {
                let _ = writeln!(
                    out,
                    "  {field:<14} {:>6} {:>6} {:>6} {:>9.3} {:>7.3} {:>6.3}",
                    s.hits,
                    s.false_hits,
                    s.misses,
                    s.precision(),
                    s.recall(),
                    s.f1()
                );
            }
        };
        for file in &self.files {
            section(&file.name, &file.scores);
        }
        section("total", &self.total);
        out
    }

    /// The first differences of each document.
    #[must_use]
    pub fn differences(&self) -> String {
        let mut out = String::new();
        for file in self.files.iter().filter(|f| !f.differences.is_empty()) {
            let _ = writeln!(out, "{}: {} differences", file.name, file.differences.len());
            for difference in file.differences.iter().take(12) {
                let _ = writeln!(out, "  {difference}");
            }
        }
        out
    }
}

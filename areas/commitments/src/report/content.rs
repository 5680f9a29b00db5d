//! What a report says, and its draft from the records.

use serde::{Deserialize, Serialize};
use shishi_kernel::{Date, Decimal, MeasureId};

use super::Period;
use super::refusal::ReportRefusal;
use crate::draft::over;
use crate::measure::TargetValue;

/// Each of the three texts has at most so many characters.
pub const TEXT_CHARS_MAX: usize = 2_000;

/// A measure's definition as it stood when the report was drawn up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// What is counted.
    pub what: String,
    /// Its unit, if a figure was promised.
    pub unit: Option<String>,
    /// The version of the target in force.
    pub version: u32,
    /// The target in force, if there is one.
    pub target: Option<TargetValue>,
}

/// A record of a measure, as far as a report needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day to which it speaks.
    pub as_of: Date,
    /// The value, cumulative since the year's start.
    pub value: Decimal,
    /// What the unit said to it.
    pub note: String,
}

/// A measure with its records, in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The measure.
    pub measure: MeasureId,
    /// Its definition today.
    pub definition: Definition,
    /// Its records.
    pub entries: Vec<Entry>,
}

/// What a report says of a measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The measure.
    pub measure: MeasureId,
    /// Its definition as it stood.
    pub definition: Definition,
    /// The value and its day; `None` when nothing was recorded, which is not zero.
    pub reported: Option<(Decimal, Date)>,
}

/// What a person writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// Work done in the month.
    pub done: String,
    /// Difficulties.
    pub difficulties: String,
    /// Next steps.
    pub next: String,
}

impl Texts {
    /// Without white space round each.
    ///
    /// # Errors
    /// When one of them is too long.
    pub fn checked(self) -> Result<Self, ReportRefusal> {
        let texts = Self {
            done: self.done.trim().to_owned(),
            difficulties: self.difficulties.trim().to_owned(),
            next: self.next.trim().to_owned(),
        };
        for text in [&texts.done, &texts.difficulties, &texts.next] {
            if let Some(length) = over(text, TEXT_CHARS_MAX) {
                return Err(ReportRefusal::TextLong {
                    length,
                    max: TEXT_CHARS_MAX,
                });
            }
        }
        Ok(texts)
    }
}

/// The whole report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Every measure, in the commitment's order.
    pub lines: Vec<Line>,
    /// What a person wrote.
    pub texts: Texts,
}

/// Draws a report up from the records: each measure's last value up to the month's end, and the notes of the month's
/// records as a first text on the work done. Of two records for one day the later one counts.
#[must_use]
pub fn assemble(sources: &[Source], period: Period) -> Content {
    let lines = sources.iter().map(|source| {
        let past = source.entries.iter().filter(|entry| entry.as_of <= period.last());
        Line {
            measure: source.measure,
            definition: source.definition.clone(),
            reported: past
                .max_by_key(|entry| entry.as_of)
                .map(|entry| (entry.value.normalize(), entry.as_of)),
        }
    });
    let mut notes: Vec<(Date, &str)> = sources
        .iter()
        .flat_map(|source| &source.entries)
        .filter(|entry| period.holds(entry.as_of) && !entry.note.trim().is_empty())
        .map(|entry| (entry.as_of, entry.note.trim()))
        .collect();
    notes.sort();
    notes.dedup();
    let done: Vec<String> = notes.into_iter().map(|(on, note)| format!("{on} {note}")).collect();
    Content {
        lines: lines.collect(),
        texts: Texts {
            done: done.join("\n").chars().take(TEXT_CHARS_MAX).collect(),
            ..Texts::default()
        },
    }
}

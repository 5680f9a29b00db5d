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
    /// Answers to what the form asks beside that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
}

/// An answer to a question of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question as it stood.
    pub question: String,
    /// What the unit says; empty when it says nothing.
    pub words: String,
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
            answers: self.answers.into_iter().map(Answer::trimmed).collect(),
        };
        let answers = texts.answers.iter().map(|answer| &answer.words);
        for text in [&texts.done, &texts.difficulties, &texts.next]
            .into_iter()
            .chain(answers)
        {
            if let Some(length) = over(text, TEXT_CHARS_MAX) {
                return Err(ReportRefusal::TextLong {
                    length,
                    max: TEXT_CHARS_MAX,
                });
            }
        }
        Ok(texts)
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let mut answers = self.answers.iter();
        self.done.is_empty()
            && self.difficulties.is_empty()
            && self.next.is_empty()
            && answers.all(|answer| answer.words.is_empty())
    }
}

impl Answer {
    fn trimmed(self) -> Self {
        Self {
            words: self.words.trim().to_owned(),
            ..self
        }
    }
}

/// A milestone of the plan in force that the period has to do with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneLine {
    /// What will have been done.
    pub title: String,
    /// By which day.
    pub planned: Date,
    /// On which day it was; `None` when it was not.
    pub done: Option<Date>,
}

/// A request between units that the period has to do with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    /// Name of the unit that asks.
    pub asker: String,
    /// Name of the unit that is asked.
    pub asked: String,
    /// What is asked.
    pub what: String,
    /// When it was asked.
    pub asked_on: Date,
    /// By which day.
    pub due: Date,
    /// Code of its last step.
    pub step: String,
    /// The day of its last step.
    pub on: Date,
    /// Whether nothing more is to come.
    pub ended: bool,
}

/// A supervision slip to the unit that the period has to do with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipLine {
    /// Code of its level.
    pub level: String,
    /// Code of its matter.
    pub matter: String,
    /// What is asked.
    pub words: String,
    /// When it was issued.
    pub issued: Date,
    /// The last day to answer.
    pub due: Date,
    /// The day on which it was closed.
    pub closed: Option<Date>,
}

/// Everything that was entered elsewhere and that a report may tell of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// The measures with their records.
    pub measures: Vec<Source>,
    /// The milestones of the plan in force.
    pub milestones: Vec<MilestoneLine>,
    /// Requests of the unit and to it.
    pub requests: Vec<RequestLine>,
    /// Slips to the unit.
    pub slips: Vec<SlipLine>,
}

/// The whole report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Every measure, in the commitment's order.
    pub lines: Vec<Line>,
    /// Milestones reached in the period, and those that should have been by its end.
    #[serde(default)]
    pub milestones: Vec<MilestoneLine>,
    /// Requests that were open in the period.
    #[serde(default)]
    pub requests: Vec<RequestLine>,
    /// Slips that were open in the period.
    #[serde(default)]
    pub slips: Vec<SlipLine>,
    /// What a person wrote.
    pub texts: Texts,
}

/// Draws a report up from what was entered elsewhere: each measure's last value up to the period's end, what was reached
/// or missed, asked and demanded in it, and the notes of its records as a first text on the work done. Of two records for
/// one day the later one counts.
#[must_use]
pub fn assemble(gathered: &Gathered, period: Period) -> Content {
    let lines = gathered.measures.iter().map(|source| {
        let past = source.entries.iter().filter(|entry| entry.as_of <= period.last());
        Line {
            measure: source.measure,
            definition: source.definition.clone(),
            reported: past
                .max_by_key(|entry| entry.as_of)
                .map(|entry| (entry.value.normalize(), entry.as_of)),
        }
    });
    let milestones = gathered.milestones.iter().filter(|line| match line.done {
        Some(done) => period.holds(done),
        None => line.planned <= period.last(),
    });
    let begun = |on: Date| on <= period.last();
    let requests = gathered
        .requests
        .iter()
        .filter(|line| begun(line.asked_on) && (!line.ended || line.on >= period.first()));
    let slips = gathered
        .slips
        .iter()
        .filter(|line| begun(line.issued) && line.closed.is_none_or(|on| on >= period.first()));
    Content {
        lines: lines.collect(),
        milestones: milestones.cloned().collect(),
        requests: requests.cloned().collect(),
        slips: slips.cloned().collect(),
        texts: Texts {
            done: first_text(&gathered.measures, period),
            ..Texts::default()
        },
    }
}

/// The notes of the period's records, by day.
fn first_text(sources: &[Source], period: Period) -> String {
    let mut notes: Vec<(Date, &str)> = sources
        .iter()
        .flat_map(|source| &source.entries)
        .filter(|entry| period.holds(entry.as_of) && !entry.note.trim().is_empty())
        .map(|entry| (entry.as_of, entry.note.trim()))
        .collect();
    notes.sort();
    notes.dedup();
    let done: Vec<String> = notes.into_iter().map(|(on, note)| format!("{on} {note}")).collect();
    done.join("\n").chars().take(TEXT_CHARS_MAX).collect()
}

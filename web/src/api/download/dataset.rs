//! The data sets and their columns. A column is never renamed, moved or given another meaning; new ones come last.

use super::cell::Kind;
use super::cell::Kind::{Day, Decimal, Flag, Text, Whole};
use crate::shell::Lang;

/// A table of open data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dataset {
    /// One row a commitment.
    Commitments,
    /// One row a measure, with its target in force and its latest reported value.
    Measures,
    /// One row a unit.
    Units,
    /// One row a duty of a unit for a commitment.
    Duties,
    /// One row an entry of the chronicle.
    Chronicle,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The machine name: snake case, the same in all files.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

const COMMITMENTS: &[Column] = &[
    column("commitment", Text),
    column("programme", Text),
    column("number", Whole),
    column("category", Whole),
    column("category_title", Text),
    column("title", Text),
    column("text", Text),
    column("leads", Text),
    column("co_units", Text),
    column("measures_silent", Whole),
    column("measures_reported", Whole),
    column("measures_verified", Whole),
    column("measures_untestable", Whole),
    column("findings", Text),
    column("plan_filed", Day),
    column("reported_as_of", Day),
    column("document", Whole),
    column("page", Text),
    column("standing", Text),
    column("flags", Text),
    column("colour", Text),
    column("evidence", Text),
    column("done_on", Day),
];

const MEASURES: &[Column] = &[
    column("measure", Whole),
    column("commitment", Text),
    column("number", Whole),
    column("title", Text),
    column("position", Whole),
    column("kind", Text),
    column("what", Text),
    column("unit", Text),
    column("per", Text),
    column("figure_role", Text),
    column("baseline", Decimal),
    column("comparator", Text),
    column("value", Decimal),
    column("value_max", Decimal),
    column("tolerance", Decimal),
    column("cut_off", Day),
    column("target_version", Whole),
    column("each_value", Decimal),
    column("each_places", Text),
    column("as_written", Text),
    column("state", Text),
    column("reported_value", Decimal),
    column("reported_as_of", Day),
    column("reported_by", Text),
    column("reported_note", Text),
    column("reported_leaf", Whole),
    column("document", Whole),
    column("span_start", Whole),
    column("span_end", Whole),
    column("page", Text),
    column("expected_value", Decimal),
    column("verified_value", Decimal),
    column("verified_as_of", Day),
    column("colour", Text),
];

const UNITS: &[Column] = &[
    column("unit_id", Whole),
    column("unit_name", Text),
    column("group", Flag),
    column("leads_count", Whole),
    column("helps_count", Whole),
    column("supervises", Flag),
    column("page", Text),
];

const DUTIES: &[Column] = &[
    column("commitment", Text),
    column("number", Whole),
    column("title", Text),
    column("unit_id", Whole),
    column("unit_name", Text),
    column("group", Flag),
    column("duty_role", Text),
    column("members", Text),
    column("document", Whole),
    column("span_start", Whole),
    column("span_end", Whole),
    column("page", Text),
];

const CHRONICLE: &[Column] = &[
    column("entry", Whole),
    column("document", Whole),
    column("date", Day),
    column("date_end", Day),
    column("event_kind", Text),
    column("entry_text", Text),
    column("people", Text),
    column("organisations", Text),
    column("span_start", Whole),
    column("span_end", Whole),
    column("page", Text),
];

impl Dataset {
    /// Every data set, in the order in which pages list them.
    pub const ALL: [Self; 5] = [
        Self::Commitments,
        Self::Measures,
        Self::Units,
        Self::Duties,
        Self::Chronicle,
    ];

    /// Its name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Commitments => "commitments",
            Self::Measures => "measures",
            Self::Units => "units",
            Self::Duties => "duties",
            Self::Chronicle => "chronicle",
        }
    }

    /// Its columns, in order.
    #[must_use]
    pub(super) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Commitments => COMMITMENTS,
            Self::Measures => MEASURES,
            Self::Units => UNITS,
            Self::Duties => DUTIES,
            Self::Chronicle => CHRONICLE,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(self, lang: Lang) -> &'static str {
        lang.t(&format!("dataset-{}", self.name()))
    }
}

impl Column {
    /// What it is called.
    pub fn title(&self, lang: Lang) -> &'static str {
        lang.t(&format!("column-{}", self.name.replace('_', "-")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_data_set_and_column_has_a_name_in_both_languages() {
        for dataset in Dataset::ALL {
            for lang in Lang::ALL {
                assert!(lang.has(&format!("dataset-{}", dataset.name())), "{}", dataset.name());
                for column in dataset.columns() {
                    let key = format!("column-{}", column.name.replace('_', "-"));
                    assert!(lang.has(&key), "{key} in {lang}");
                }
            }
            let mut names: Vec<&str> = dataset.columns().iter().map(|column| column.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), dataset.columns().len(), "{}", dataset.name());
        }
    }
}

//! `cargo xtask eval DIR [--json] [--verbose]`: how well documents are read, measured against labelled ones.
//!
//! `DIR` holds pairs of `NAME.txt` and `NAME.gold.json` (schema `gazette-gold/1`). Each pair is read with
//! `shishi_gazette::read` and compared field by field; precision, recall and f1 are counted per file and in total.
//!
//! What counts as a hit:
//!
//! - **Normal form.** All comparisons leave out spaces and line breaks, and take full-width punctuation, brackets,
//!   digits and letters for their half-width forms; `公裏` counts as `公里`. Nothing else is forgiven.
//! - **Items.** A labelled item is found when a read item has the same number and its text (all pieces joined) has
//!   a Dice coefficient of character pairs of at least 0.8 with the labelled text. Where a labelled text is only
//!   part of a long one, that is the share that must agree. `items_exact` asks for the same text instead, full stops
//!   at the end left out.
//! - **Leads, co_units.** Names, as a set within items of the same number; a name in an item that was not found is a
//!   miss or a false hit like any other.
//! - **Targets.** The multiset of (value, unit, comparator, upper end of a range) within items of the same number.
//!   Labelled targets marked `optional`, and the read targets that equal them, count neither way. Targets
//!   labelled `implicit` are optional too. `parts` and `rates` give the same figures for targets of those roles; a
//!   read target belongs there by the role of the labelled one it equals, else by its own.
//! - **from.** For targets that hit and have a labelled old value: whether the old value agrees.
//! - **Deadlines.** The multiset of dates, or of names where no date is labelled, within items of the same number.
//! - **Not targets.** Of the labelled numbers that must not come out, how many did not. A read target comes out when
//!   its printed figure lies in the labelled quote and equals no labelled target; reported as precision.
//! - **Chronicle.** Entries by date (or range), by whether the day is carried over (△), and by text: Dice at least
//!   0.9. `kinds` counts kinds of event among entries that hit.
//!   Where the document prints no year, a labelled year was inferred by the annotator and cannot be asked of a
//!   reader, which leaves the date open: such an entry is compared by its days of the month.
//! - **Persons.** The multiset of (name, title) within entries that hit; entries that do not hit lose theirs.
//! - **Categories, requirements.** Number and title.

mod compare;
mod gold;
mod score;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

use self::score::{Report, Score};

/// Scores a folder and prints the figures.
///
/// # Errors
/// When the folder cannot be read, holds no labelled document, or a label file is not of the schema.
pub fn run(dir: &Path, json: bool) -> Result<()> {
    run_verbose(dir, json, false)
}

/// Like [`run`], and shows the first differences of each document when `verbose`.
///
/// # Errors
/// See [`run`].
pub fn run_verbose(dir: &Path, json: bool, verbose: bool) -> Result<()> {
    let report = evaluate(dir)?;
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", report.table());
        if verbose {
            print!("{}", report.differences());
        }
    }
    Ok(())
}

/// Scores a folder.
///
/// # Errors
/// See [`run`].
pub fn evaluate(dir: &Path) -> Result<Report> {
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".gold.json") {
            names.push(stem.to_owned());
        }
    }
    names.sort();
    if names.is_empty() {
        bail!("{} holds no *.gold.json", dir.display());
    }
    let mut report = Report::default();
    for name in names {
        let labels = dir.join(format!("{name}.gold.json"));
        let text = dir.join(format!("{name}.txt"));
        let labels = std::fs::read_to_string(&labels).with_context(|| format!("cannot read {}", labels.display()))?;
        let text = std::fs::read_to_string(&text).with_context(|| format!("cannot read {}", text.display()))?;
        let gold: gold::Gold =
            serde_json::from_str(&labels).with_context(|| format!("{name}.gold.json is not gazette-gold/1"))?;
        let reading = shishi_gazette::read(&text);
        let mut scores: BTreeMap<&'static str, Score> = BTreeMap::new();
        let mut differences = Vec::new();
        compare::document(&gold, &reading, &mut scores, &mut differences);
        report.add(name, scores, differences);
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_labelled_documents_of_the_project_are_read_as_well_as_promised() {
        let fixtures = crate::root().join("fixtures");
        for (folder, floors) in [
            (
                "gazettes",
                [
                    ("items", 1.0),
                    ("leads", 1.0),
                    ("co_units", 1.0),
                    ("targets", 0.97),
                    ("chronicle", 1.0),
                    ("persons", 0.97),
                ],
            ),
            (
                "gold",
                [
                    ("items", 0.95),
                    ("leads", 0.93),
                    ("co_units", 0.93),
                    ("targets", 0.90),
                    ("chronicle", 0.95),
                    ("persons", 0.93),
                ],
            ),
        ] {
            let report = evaluate(&fixtures.join(folder)).unwrap();
            for (field, floor) in floors {
                let reached = report.total.get(field).map_or(0.0, Score::f1);
                assert!(
                    reached >= floor,
                    "{folder}: {field} {reached:.3} < {floor}\n{}",
                    report.differences()
                );
            }
        }
    }
}

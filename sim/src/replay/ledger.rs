//! Sites, entries, values, targets, courses and questions, from their leaves.

use std::collections::{BTreeMap, BTreeSet};

use shishi_kernel::{Date, Decimal, QuestionId};
use shishi_service::record_rows::RecordFilter;

use super::{Held, Leaf, digest, same};
use crate::oracle::fault;
use crate::seen::Seen;

pub(super) fn look(seen: &Seen, leaves: &[Leaf]) -> Held {
    entries(seen, leaves)?;
    registers(seen, leaves)?;
    commitments(seen, leaves)?;
    questions(seen, leaves)
}

/// An entry: its state, what was reported, what was published, and the digest of what it says once that is public.
#[derive(Debug, PartialEq, Default)]
struct Entry {
    state: String,
    reported: Option<String>,
    published: Option<(String, Option<String>)>,
    body: Option<String>,
}

fn entries(seen: &Seen, leaves: &[Leaf]) -> Held {
    let mut told: BTreeMap<String, Entry> = BTreeMap::new();
    for leaf in leaves {
        let Some(id) = leaf.of("entry") else { continue };
        let entry = told.entry(id.to_owned()).or_insert_with(|| Entry {
            state: "draft".to_owned(),
            ..Entry::default()
        });
        let value = leaf.data["value"].as_str().map(str::to_owned);
        match leaf.kind.as_str() {
            "entry.submitted" => "submitted".clone_into(&mut entry.state),
            "entry.returned" => "returned".clone_into(&mut entry.state),
            "entry.judged" => "judged".clone_into(&mut entry.state),
            "entry.confirmed" => {
                "confirmed".clone_into(&mut entry.state);
                entry.reported = value;
                entry.body = Some(leaf.text("body_sha256"));
            }
            "entry.published" => {
                "published".clone_into(&mut entry.state);
                entry.published = Some((leaf.text("outcome"), value));
            }
            "entry.written" | "entry.evidence_added" => {}
            other => return Err(format!("an entry was {other}")),
        }
    }
    let mut held = BTreeMap::new();
    for page in 1.. {
        let filter = RecordFilter::default();
        let rows = seen
            .service()
            .entries(&seen.supervisor, &filter, page, 200)
            .map_err(fault)?
            .rows;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let plain = |value: Option<Decimal>| value.map(|value| value.normalize().to_string());
            // What stands for a plain report was told when that was reported.
            let confirmed = row.reported.is_some() && row.value_record.is_none();
            let entry = Entry {
                state: row.state,
                reported: confirmed.then(|| plain(row.reported)).flatten(),
                published: row.published.map(|(outcome, value)| (outcome, plain(value))),
                body: confirmed.then(|| digest(&row.body)),
            };
            held.insert(row.id.to_string(), entry);
        }
    }
    same("entry", &told, &held)
}

/// Sites by measure, and for those that nothing else moves the number of them that count.
fn registers(seen: &Seen, leaves: &[Leaf]) -> Held {
    let (mut told, mut held) = (BTreeMap::new(), BTreeMap::new());
    for leaf in leaves {
        if let Some(measure) = leaf.of("register").filter(|_| leaf.kind == "site.registered") {
            *told.entry(measure.to_owned()).or_insert(0) += 1;
        }
    }
    for row in seen.pages.iter().flat_map(|page| &page.measures) {
        let sites = seen
            .service()
            .register(&seen.supervisor, row.id)
            .map_err(fault)?
            .sites
            .len();
        if sites > 0 {
            held.insert(row.id.to_string(), sites);
        }
    }
    same("register", &told, &held)
}

/// What the journal says of a measure.
#[derive(Debug, PartialEq, Default)]
struct Measure {
    version: i64,
    /// The newest plain report, where nothing but plain reports speaks of the measure.
    reported: Option<(Date, String)>,
}

fn commitments(seen: &Seen, leaves: &[Leaf]) -> Held {
    let (mut courses, mut measures) = (BTreeMap::new(), BTreeMap::new());
    for page in &seen.pages {
        courses.insert(page.row.slug.clone(), "going".to_owned());
        for row in &page.measures {
            // What was promised first is version 1, also where it is no figure.
            let key = (page.row.slug.clone(), i64::from(row.position));
            let first = Measure {
                version: 1,
                reported: None,
            };
            measures.insert(key, first);
        }
    }
    for leaf in leaves {
        let Some(slug) = leaf.of("commitment") else { continue };
        let measure = measures.get_mut(&(slug.to_owned(), leaf.number("measure")));
        match (leaf.kind.as_str(), measure) {
            ("course.turned", _) => drop(courses.insert(slug.to_owned(), leaf.text("after"))),
            ("target.changed", Some(measure)) => measure.version = leaf.number("version"),
            ("value.reported", Some(measure)) => {
                let as_of: Date = leaf.text("as_of").parse().map_err(|_| "a report speaks to no day")?;
                if measure.reported.as_ref().is_none_or(|(known, _)| *known <= as_of) {
                    measure.reported = Some((as_of, leaf.text("value")));
                }
            }
            _ => {}
        }
    }
    let by_entries = measured_by_entries(seen)?;
    let (mut held_courses, mut held_measures) = (BTreeMap::new(), BTreeMap::new());
    for page in &seen.pages {
        let slug = &page.row.slug;
        held_courses.insert(slug.clone(), seen.service().course(page.row.id).map_err(fault)?.course);
        for row in &page.measures {
            let key = (slug.clone(), i64::from(row.position));
            let mut reported = row
                .reported
                .as_ref()
                .map(|value| (value.as_of, value.value.normalize().to_string()));
            if by_entries.contains(&row.id.0) {
                // Entries move values of days that no leaf names one by one.
                reported = None;
                if let Some(measure) = measures.get_mut(&key) {
                    measure.reported = None;
                }
            }
            let version = i64::from(row.target_version);
            held_measures.insert(key, Measure { version, reported });
        }
    }
    same("course", &courses, &held_courses)?;
    same("measure", &measures, &held_measures)
}

fn measured_by_entries(seen: &Seen) -> Held<BTreeSet<i64>> {
    let filter = RecordFilter {
        reported: true,
        ..RecordFilter::default()
    };
    let mut all = BTreeSet::new();
    for page in 1.. {
        let rows = seen
            .service()
            .entries(&seen.supervisor, &filter, page, 200)
            .map_err(fault)?
            .rows;
        if rows.is_empty() {
            return Ok(all);
        }
        all.extend(
            rows.iter()
                .filter(|row| row.value_record.is_none())
                .map(|row| row.measure.0),
        );
    }
    Ok(all)
}

fn questions(seen: &Seen, leaves: &[Leaf]) -> Held {
    let mut told: BTreeMap<i64, (String, String)> = BTreeMap::new();
    for leaf in leaves {
        let Some(step) = leaf.kind.strip_prefix("question.") else {
            continue;
        };
        let state = match step {
            "asked" => "open".to_owned(),
            "settled" => leaf.text("outcome"),
            other => other.to_owned(),
        };
        told.insert(leaf.number("question"), (leaf.text("pattern"), state));
    }
    let mut held = BTreeMap::new();
    for id in told.keys() {
        let view = seen
            .service()
            .question(&seen.supervisor, QuestionId(*id))
            .map_err(fault)?;
        let view = view.ok_or_else(|| format!("question {id} was told and is not there"))?;
        held.insert(*id, (view.row.pattern, view.row.state));
    }
    same("question", &told, &held)
}

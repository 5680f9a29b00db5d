//! Plans, requests, slips and reports, from their leaves.

use std::collections::BTreeMap;

use shishi_service::SlipRow;
use shishi_service::commitments::report::Standing;

use super::{Held, Leaf, digest, same};
use crate::oracle::fault;
use crate::seen::Seen;

pub(super) fn look(seen: &Seen, leaves: &[Leaf]) -> Held {
    plans(seen, leaves)?;
    requests(seen, leaves)?;
    slips(seen, leaves)?;
    reports(seen, leaves)
}

/// A version: its state, the days on which its steps were reached, and the digest of what was approved.
#[derive(Debug, PartialEq, Default)]
struct Version {
    state: String,
    reached: BTreeMap<i64, String>,
    planned: Vec<String>,
    content: String,
}

fn plans(seen: &Seen, leaves: &[Leaf]) -> Held {
    let mut told: BTreeMap<(String, i64), Version> = BTreeMap::new();
    for leaf in leaves {
        let Some(slug) = leaf.of("commitment") else { continue };
        let key = (slug.to_owned(), leaf.number("version"));
        let state = match leaf.kind.as_str() {
            "plan.begun" => "draft",
            "plan.submitted" => "submitted",
            "plan.returned" => "returned",
            "plan.milestone_reached" => {
                let version = told.entry(key).or_default();
                version.reached.insert(leaf.number("milestone"), leaf.text("on"));
                continue;
            }
            "plan.approved" => {
                let earlier = told.range_mut((slug.to_owned(), 0)..key.clone());
                earlier.for_each(|(_, version)| "superseded".clone_into(&mut version.state));
                let version = told.entry(key.clone()).or_default();
                version.content = leaf.text("content_sha256");
                let steps = leaf.data["milestones"].as_array().cloned().unwrap_or_default();
                version.planned = steps
                    .iter()
                    .map(|step| format!("{} {}", step["planned"], step["title_sha256"]))
                    .collect();
                "approved"
            }
            _ => continue,
        };
        state.clone_into(&mut told.entry(key).or_default().state);
    }
    let mut held = BTreeMap::new();
    for page in &seen.pages {
        let slug = &page.row.slug;
        for view in seen.service().plan_versions(&seen.supervisor, slug).map_err(fault)? {
            let mut version = Version {
                state: view.state.code().to_owned(),
                ..Version::default()
            };
            if view.state.is_frozen() {
                let mut content = view.content.clone();
                content.persons.clear();
                let text = serde_json::to_string(&content).map_err(|error| error.to_string())?;
                version.content = digest(&text);
                let planned = view
                    .milestones
                    .iter()
                    .map(|row| format!("\"{}\" \"{}\"", row.planned, digest(&row.title)));
                version.planned = planned.collect();
                let carried = carried(&told, slug, view.version);
                let done = view.milestones.iter().filter_map(|row| Some((row, row.done?)));
                // What an earlier version had reached already was taken over and is not told again.
                version.reached = done
                    .filter(|(row, _)| !carried.contains(&digest(&row.title)))
                    .map(|(row, on)| (i64::from(row.position), on.to_string()))
                    .collect();
            }
            held.insert((slug.clone(), i64::from(view.version)), version);
        }
    }
    same("plan", &told, &held)
}

/// Digests of the titles that versions before one had reached.
fn carried(told: &BTreeMap<(String, i64), Version>, slug: &str, version: u32) -> Vec<String> {
    let earlier = told.range((slug.to_owned(), 0)..(slug.to_owned(), i64::from(version)));
    let mut titles = Vec::new();
    for (_, version) in earlier {
        for position in version.reached.keys() {
            let at = usize::try_from(*position).unwrap_or_default();
            let step = version.planned.get(at.wrapping_sub(1));
            titles.extend(step.and_then(|step| Some(step.split('"').nth(3)?.to_owned())));
        }
    }
    titles
}

fn requests(seen: &Seen, leaves: &[Leaf]) -> Held {
    type Request = (String, i64, i64, String, Vec<(String, String)>);
    let mut told: BTreeMap<i64, Request> = BTreeMap::new();
    for leaf in leaves {
        let Some(step) = leaf.kind.strip_prefix("request.") else {
            continue;
        };
        let id = leaf.number("request");
        if step == "asked" {
            let slug = leaf.of("commitment").unwrap_or_default().to_owned();
            let words = leaf.text("what_sha256");
            told.insert(
                id,
                (slug, leaf.number("asker"), leaf.number("asked"), words, Vec::new()),
            );
            continue;
        }
        let request = told
            .get_mut(&id)
            .ok_or_else(|| format!("request {id} went on before it was made"))?;
        if leaf.number("step") != i64::try_from(request.4.len() + 2).unwrap_or_default() {
            return Err(format!("request {id} has a step twice or lost one"));
        }
        request.4.push((step.to_owned(), leaf.text("words_sha256")));
    }
    let rows = seen.service().all_requests(&seen.supervisor).map_err(fault)?;
    let held = rows.iter().map(|row| {
        let steps = row
            .steps
            .iter()
            .skip(1)
            .map(|step| (step.step.clone(), digest(&step.words)));
        let request = (
            row.slug.clone(),
            row.asker.id.0,
            row.asked.id.0,
            digest(&row.what),
            steps.collect(),
        );
        (row.id.0, request)
    });
    same("request", &told, &held.collect())
}

/// Where a slip is, and digests of what was said to it at each level.
#[derive(Debug, PartialEq, Default)]
struct Slip {
    matter: String,
    level: String,
    closed: bool,
    words: Vec<String>,
}

fn slips(seen: &Seen, leaves: &[Leaf]) -> Held {
    let mut rows: Vec<SlipRow> = Vec::new();
    for page in &seen.pages {
        rows.extend(seen.service().slips_of_commitment(page.row.id).map_err(fault)?);
    }
    rows.sort_by_key(|row| row.id);
    // A slip gets its number after its leaf; they are issued one after the other.
    let mut numbers = rows.iter().map(|row| row.id.0);
    let mut told: BTreeMap<i64, Slip> = BTreeMap::new();
    for leaf in leaves {
        let Some(step) = leaf.kind.strip_prefix("slip.") else {
            continue;
        };
        if step == "issued" {
            let id = numbers.next().ok_or("a slip was told and is not there")?;
            let slip = Slip {
                matter: leaf.text("matter"),
                level: leaf.text("level"),
                ..Slip::default()
            };
            told.insert(id, slip);
            continue;
        }
        let id = leaf.number("slip");
        let slip = told
            .get_mut(&id)
            .ok_or_else(|| format!("slip {id} went on before it was issued"))?;
        match step {
            "answered" => slip.words.push(leaf.text("answer_sha256")),
            "judged" => {
                slip.closed |= leaf.data["sufficient"] == true;
                slip.words.push(leaf.text("reason_sha256"));
            }
            "raised" => slip.level = leaf.text("to"),
            "withdrawn" => {
                slip.closed = true;
                slip.words.push(leaf.text("reason_sha256"));
            }
            other => return Err(format!("a slip was {other}")),
        }
    }
    let held = rows.iter().map(|row| {
        let said = row.steps.iter().flat_map(|step| {
            let answer = step.answer.iter().map(|(_, words)| digest(words));
            answer.chain(step.judgement.iter().map(|(.., reason)| digest(reason)))
        });
        let slip = Slip {
            matter: row.matter.clone(),
            level: row.level.clone(),
            closed: row.closed,
            words: said.chain(row.withdrawn.iter().map(|reason| digest(reason))).collect(),
        };
        (row.id.0, slip)
    });
    same("slip", &told, &held.collect())
}

fn reports(seen: &Seen, leaves: &[Leaf]) -> Held {
    type Report = (String, Option<String>);
    let mut told: BTreeMap<(String, i64, String), Report> = BTreeMap::new();
    for leaf in leaves {
        let Some(slug) = leaf.of("commitment") else { continue };
        let Some(step) = leaf.kind.strip_prefix("report.") else {
            continue;
        };
        let key = (slug.to_owned(), leaf.number("unit"), leaf.text("period"));
        let report = told.entry(key).or_insert_with(|| ("draft".to_owned(), None));
        match step {
            "submitted" => *report = ("submitted".to_owned(), Some(leaf.text("first"))),
            "returned" | "accepted" => step.clone_into(&mut report.0),
            _ => {}
        }
    }
    let lines = seen.service().reports_of_year(&seen.supervisor, 2020).map_err(fault)?;
    let held = lines.iter().filter_map(|line| {
        let state = match line.standing? {
            Standing::Draft => "draft",
            Standing::Submitted => "submitted",
            Standing::Returned => "returned",
            Standing::Accepted | Standing::Locked | Standing::Reopened => "accepted",
        };
        let key = (line.slug.clone(), line.unit.id.0, line.period.code());
        Some((key, (state.to_owned(), line.submitted_on.map(|on| on.to_string()))))
    });
    same("report", &told, &held.collect())
}

//! Persons, accounts, inspections and the appraisal, from their leaves.

use std::collections::BTreeMap;

use shishi_kernel::Actor;

use super::{Held, Leaf, same};
use crate::oracle::fault;
use crate::seen::Seen;

pub(super) fn look(seen: &Seen, leaves: &[Leaf]) -> Held {
    persons(seen, leaves)?;
    accounts(seen, leaves)?;
    inspections(seen, leaves)?;
    appraisal(seen, leaves)?;
    cases(seen, leaves)
}

/// A term: unit, first and last day, whether the name was erased.
fn persons(seen: &Seen, leaves: &[Leaf]) -> Held {
    type Term = (String, String, Option<String>, bool);
    let mut told: BTreeMap<i64, Term> = BTreeMap::new();
    for leaf in leaves {
        let Some(unit) = leaf.of("unit") else { continue };
        let (id, to) = (leaf.number("person"), leaf.data["to"].as_str().map(str::to_owned));
        match (leaf.kind.as_str(), told.get_mut(&id)) {
            ("person.appointed", _) => drop(told.insert(id, (unit.to_owned(), leaf.text("from"), to, false))),
            ("person.term_ended", Some(term)) => term.2 = to,
            ("person.erased", Some(term)) => term.3 = true,
            (kind, None) if kind.starts_with("person.") => return Err(format!("person {id} left before coming")),
            _ => {}
        }
    }
    let mut held = BTreeMap::new();
    for unit in &seen.units {
        for row in seen.service().heads(*unit).map_err(fault)? {
            if row.erased != row.name.is_empty() || row.erased != row.salt.is_empty() {
                return Err(format!("person {} is half erased", row.id));
            }
            let term = (
                unit.to_string(),
                row.from.to_string(),
                row.to.map(|to| to.to_string()),
                row.erased,
            );
            held.insert(row.id.0, term);
        }
    }
    same("term", &told, &held)
}

fn accounts(seen: &Seen, leaves: &[Leaf]) -> Held {
    let told = leaves.iter().filter(|leaf| leaf.kind == "account.created").count();
    let held = seen.service().accounts(&seen.admin).map_err(fault)?.len();
    if told == held {
        Ok(())
    } else {
        Err(format!("{told} accounts were told, {held} are there"))
    }
}

/// An inspection: how far it is, and how far each of its findings is.
fn inspections(seen: &Seen, leaves: &[Leaf]) -> Held {
    let mut told: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for leaf in leaves {
        let Some(id) = leaf.of("inspection").filter(|id| *id != "register") else {
            continue;
        };
        let finding = usize::try_from(leaf.number("finding")).unwrap_or_default();
        let step = leaf.kind.strip_prefix("inspection.").unwrap_or_default();
        let entry = match step {
            "opened" => told.entry(id.to_owned()).or_default(),
            _ => match told.get_mut(id) {
                Some(entry) => entry,
                // Plans and quotas have subjects of the same form.
                None => continue,
            },
        };
        match step {
            "opened" | "visited" | "served" | "replied" | "closed" => step.clone_into(&mut entry.0),
            "found" => entry.1.push("found".to_owned()),
            "mended" => match entry.1.get_mut(finding) {
                Some(state) => *state = leaf.text("now"),
                None => return Err(format!("inspection {id}: a finding was mended that was not found")),
            },
            _ => {}
        }
    }
    let rows = seen.service().inspections(&seen.supervisor).map_err(fault)?;
    let held = rows.iter().map(|row| {
        let findings = row.findings.iter().map(|finding| finding.state.clone()).collect();
        (row.id.to_string(), (row.state.clone(), findings))
    });
    same("inspection", &told, &held.collect())
}

/// A case: how far it is, how much is in evidence, whether it was answered, and what the public was told at its end.
fn cases(seen: &Seen, leaves: &[Leaf]) -> Held {
    type Case = (String, usize, bool, Option<String>);
    let mut told: BTreeMap<String, Case> = BTreeMap::new();
    for leaf in leaves {
        let Some(id) = leaf.of("case") else { continue };
        let case = told.entry(id.to_owned()).or_default();
        match leaf.kind.as_str() {
            "case.opened" => "open".clone_into(&mut case.0),
            "case.evidenced" => case.1 += 1,
            "case.heard" => "hearing".clone_into(&mut case.0),
            "case.replied" => case.2 = true,
            "case.decided" => "decided".clone_into(&mut case.0),
            "case.closed" => {
                "closed".clone_into(&mut case.0);
                case.3 = leaf.data["outcome"].as_str().map(str::to_owned);
            }
            _ => {}
        }
    }
    let rows = seen.service().cases(&seen.supervisor).map_err(fault)?;
    let held = rows.iter().map(|row| {
        let outcome = row.decided.as_ref().map(|(outcome, ..)| outcome.clone());
        // Of who was cleared the journal says nothing.
        let public = outcome.filter(|outcome| row.closed.is_some() && outcome != "dropped");
        let case = (row.state.clone(), row.evidence.len(), row.reply.is_some(), public);
        (row.id.to_string(), case)
    });
    same("case", &told, &held.collect())
}

/// A scheme: approved, published, final, and how many runs.
fn appraisal(seen: &Seen, leaves: &[Leaf]) -> Held {
    let mut told: BTreeMap<String, (bool, bool, bool, usize)> = BTreeMap::new();
    for leaf in leaves {
        let Some(id) = leaf.of("appraisal") else { continue };
        let scheme = told.entry(id.to_owned()).or_default();
        match leaf.kind.as_str() {
            "scheme.approved" => scheme.0 = true,
            "appraisal.published" => scheme.1 = true,
            "appraisal.finished" => scheme.2 = true,
            "appraisal.computed" => scheme.3 += 1,
            _ => {}
        }
    }
    let service = seen.service();
    let reader: &Actor = &seen.supervisor;
    let mut held = BTreeMap::new();
    for row in service.schemes(reader).map_err(fault)? {
        let view = service
            .appraisal(reader, row.id)
            .map_err(fault)?
            .ok_or("a scheme is gone")?;
        let state = (
            row.approved_at.is_some(),
            row.published.is_some(),
            row.finished.is_some(),
            view.runs.len(),
        );
        held.insert(row.id.to_string(), state);
    }
    same("scheme", &told, &held)
}

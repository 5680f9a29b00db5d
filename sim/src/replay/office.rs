//! Persons, accounts, inspections and the appraisal, from their leaves.

use std::collections::BTreeMap;

use shishi_kernel::{Actor, UnitId};

use super::{Held, Leaf, same};
use crate::oracle::fault;
use crate::world::World;

pub(super) fn look(world: &World, leaves: &[Leaf]) -> Held {
    persons(world, leaves)?;
    accounts(world, leaves)?;
    inspections(world, leaves)?;
    appraisal(world, leaves)
}

/// A term: unit, first and last day, whether the name was erased.
fn persons(world: &World, leaves: &[Leaf]) -> Held {
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
    let mut units: Vec<UnitId> = world.cast.iter().filter_map(|actor| actor.unit).collect();
    units.sort_unstable();
    units.dedup();
    for unit in units {
        for row in world.service().heads(unit).map_err(fault)? {
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

fn accounts(world: &World, leaves: &[Leaf]) -> Held {
    let told = leaves.iter().filter(|leaf| leaf.kind == "account.created").count();
    let held = world.service().accounts(&world.admin).map_err(fault)?.len();
    if told == held {
        Ok(())
    } else {
        Err(format!("{told} accounts were told, {held} are there"))
    }
}

/// An inspection: how far it is, and how far each of its findings is.
fn inspections(world: &World, leaves: &[Leaf]) -> Held {
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
    let rows = world.service().inspections(&world.supervisor).map_err(fault)?;
    let held = rows.iter().map(|row| {
        let findings = row.findings.iter().map(|finding| finding.state.clone()).collect();
        (row.id.to_string(), (row.state.clone(), findings))
    });
    same("inspection", &told, &held.collect())
}

/// A scheme: approved, published, final, and how many runs.
fn appraisal(world: &World, leaves: &[Leaf]) -> Held {
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
    let service = world.service();
    let reader: &Actor = &world.supervisor;
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

//! The rules of the commitments area, as tables and against naive models.

use std::collections::BTreeSet;

use shishi_commitments::{REFUSAL_CODES, entry, site};

mod build;
mod draft_refusals;
mod entries;
mod gold;
mod item_refusals;
mod ledger_refusals;
mod life;
mod measures;
mod names;
mod plans;
mod properties;
mod reference;
mod reports;
mod requests;
mod rhythm;
mod sites;
mod status;
mod values;

#[test]
fn drafts_refuse_in_order() {
    assert!(draft_refusals::all().len() > 100);
}

#[test]
fn items_are_refused_in_order() {
    assert!(item_refusals::all().len() > 60);
}

#[test]
fn records_changes_and_memberships_refuse_in_order() {
    assert!(ledger_refusals::all().len() > 90);
}

#[test]
fn sites_and_entries_refuse_in_order() {
    let produced: BTreeSet<&str> = [sites::all(), entries::all()].concat().into_iter().collect();
    let listed = [site::CODES, entry::CODES].concat();
    for code in &listed {
        assert!(produced.contains(code), "{code} is never produced");
    }
    for code in produced {
        let known = code == "ok" || REFUSAL_CODES.contains(&code) || listed.contains(&code);
        assert!(known, "{code} is not listed");
    }
}

/// A code that no table produces is either dead or untested.
#[test]
fn every_refusal_is_produced() {
    let produced = [item_refusals::all(), draft_refusals::all(), ledger_refusals::all()].concat();
    let produced: BTreeSet<&str> = produced.into_iter().collect();
    let listed: BTreeSet<&str> = REFUSAL_CODES.iter().copied().chain(["ok"]).collect();
    assert_eq!(listed.len(), REFUSAL_CODES.len() + 1, "a code is listed twice");
    assert_eq!(produced, listed);
}

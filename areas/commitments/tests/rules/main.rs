//! The rules of the commitments area, as tables and against naive models.

use std::collections::BTreeSet;

use shishi_commitments::REFUSAL_CODES;

mod build;
mod draft_refusals;
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
mod status;

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

/// A code that no table produces is either dead or untested.
#[test]
fn every_refusal_is_produced() {
    let produced = [item_refusals::all(), draft_refusals::all(), ledger_refusals::all()].concat();
    let produced: BTreeSet<&str> = produced.into_iter().collect();
    let listed: BTreeSet<&str> = REFUSAL_CODES.iter().copied().chain(["ok"]).collect();
    assert_eq!(listed.len(), REFUSAL_CODES.len() + 1, "a code is listed twice");
    assert_eq!(produced, listed);
}

//! A day's payments and refunds held against the provider's own statement.
//!
//! Both lists are by the provider's time, so that a payment a second before midnight is on the same day on both sides.

use super::refusal::AccountsRefusal;
use shishi_kernel::Fen;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Lines that one list may have.
pub const LINES_MAX: usize = 1_000_000;

/// Whether money came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It came.
    Payment,
    /// It went back.
    Refund,
}

/// A line of either list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Payment or refund.
    pub kind: Kind,
    /// Our number of the trade or the refund, as text: a statement may hold numbers that were never ours.
    pub number: String,
    /// How much, without a sign.
    pub amount: Fen,
}

/// One number, two amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Payment or refund.
    pub kind: Kind,
    /// Our number.
    pub number: String,
    /// Ours.
    pub here: Fen,
    /// Theirs.
    pub there: Fen,
}

/// What came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Lines that agree.
    pub matched: usize,
    /// On the statement, and not with us: money that came or went without our knowing.
    pub missing_here: Vec<Item>,
    /// With us, and not on the statement: money that we believe in and nobody has.
    pub missing_there: Vec<Item>,
    /// On both with different amounts.
    pub differing: Vec<Differing>,
    /// On the statement more than once; the further ones.
    pub twice_there: Vec<Item>,
    /// With us more than once; the further ones.
    pub twice_here: Vec<Item>,
    /// Payments less refunds, ours.
    pub here: Fen,
    /// Payments less refunds, theirs.
    pub there: Fen,
}

impl Reconciliation {
    /// By how many fen both sides differ, line by line and without a sign: nothing exactly when every line agrees. Two errors that cancel
    /// each other out in the sums do not cancel out here.
    #[must_use]
    pub fn difference(&self) -> Fen {
        let alone = [
            &self.missing_here,
            &self.missing_there,
            &self.twice_here,
            &self.twice_there,
        ];
        let alone = alone.into_iter().flatten().map(|item| item.amount.0.saturating_abs());
        let differing = self
            .differing
            .iter()
            .map(|line| line.here.0.saturating_sub(line.there.0).saturating_abs());
        Fen(alone.chain(differing).fold(0, i64::saturating_add))
    }

    /// Whether there is nothing for a person to look at; a line of nothing would be something, too.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.missing_here.is_empty()
            && self.missing_there.is_empty()
            && self.differing.is_empty()
            && self.twice_there.is_empty()
            && self.twice_here.is_empty()
    }
}

/// Holds our list against theirs.
///
/// # Errors
/// [`AccountsRefusal::ListLong`].
pub fn reconcile(ours: &[Item], theirs: &[Item]) -> Result<Reconciliation, AccountsRefusal> {
    if ours.len().max(theirs.len()) > LINES_MAX {
        return Err(AccountsRefusal::ListLong { max: LINES_MAX });
    }
    let mut found = Reconciliation {
        here: net(ours),
        there: net(theirs),
        ..Reconciliation::default()
    };
    let here = by_number(ours, &mut found.twice_here);
    let mut there = by_number(theirs, &mut found.twice_there);
    for ((kind, number), item) in here {
        match there.remove(&(kind, number)) {
            Some(other) if other.amount == item.amount => found.matched += 1,
            Some(other) => found.differing.push(Differing {
                kind,
                number: number.to_owned(),
                here: item.amount,
                there: other.amount,
            }),
            None => found.missing_there.push(item.clone()),
        }
    }
    found.missing_here = there.into_values().cloned().collect();
    Ok(found)
}

fn by_number<'a>(items: &'a [Item], twice: &mut Vec<Item>) -> BTreeMap<(Kind, &'a str), &'a Item> {
    let mut map = BTreeMap::new();
    for item in items {
        match map.entry((item.kind, item.number.as_str())) {
            Entry::Vacant(free) => {
                free.insert(item);
            }
            Entry::Occupied(_) => twice.push(item.clone()),
        }
    }
    map
}

fn net(items: &[Item]) -> Fen {
    Fen(items.iter().fold(0, |sum: i64, item| match item.kind {
        Kind::Payment => sum.saturating_add(item.amount.0),
        Kind::Refund => sum.saturating_sub(item.amount.0),
    }))
}

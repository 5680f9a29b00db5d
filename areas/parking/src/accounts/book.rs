//! Postings and the book that holds them.

use super::refusal::AccountsRefusal;
use super::{Account, At, Cause, SETTLEMENT_MAX, StayNo};
use shishi_kernel::Fen;
use std::collections::BTreeMap;

/// Legs that one posting has at most.
pub const LEGS_MAX: usize = 4;

/// What one account gets or gives in a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Which account.
    pub account: Account,
    /// Debit positive, credit negative, never nothing.
    pub fen: Fen,
}

/// A movement that sums to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    cause: Cause,
    at: At,
    legs: Vec<Leg>,
}

impl Posting {
    /// Checks that it balances. Legs of nothing are left out.
    ///
    /// # Errors
    /// [`AccountsRefusal::AmountBad`] where a leg is out of range or none is left, [`AccountsRefusal::Unbalanced`].
    pub fn new(cause: Cause, at: At, legs: impl IntoIterator<Item = (Account, Fen)>) -> Result<Self, AccountsRefusal> {
        let legs = legs.into_iter().filter(|(_, fen)| *fen != Fen(0));
        let legs: Vec<Leg> = legs
            .map(|(account, fen)| Leg { account, fen })
            .take(LEGS_MAX + 1)
            .collect();
        let out_of_range = |leg: &&Leg| leg.fen < Fen(-SETTLEMENT_MAX.0) || leg.fen > SETTLEMENT_MAX;
        if let Some(leg) = legs.iter().find(out_of_range) {
            return Err(AccountsRefusal::AmountBad { fen: leg.fen.0 });
        }
        if legs.is_empty() || legs.len() > LEGS_MAX {
            return Err(AccountsRefusal::AmountBad { fen: 0 });
        }
        let difference: i64 = legs.iter().map(|leg| leg.fen.0).sum();
        if difference != 0 {
            return Err(AccountsRefusal::Unbalanced { difference });
        }
        Ok(Self { cause, at, legs })
    }

    /// Why.
    #[must_use]
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> At {
        self.at
    }

    /// What moved.
    #[must_use]
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// Whether this is the posting that is known under its cause already; when it was told does not matter.
    ///
    /// # Errors
    /// [`AccountsRefusal::CauseReused`] where the cause is known with other legs.
    pub fn known(&self, known: &Self) -> Result<(), AccountsRefusal> {
        if self.cause == known.cause && self.legs == known.legs {
            Ok(())
        } else {
            Err(AccountsRefusal::CauseReused {})
        }
    }
}

/// All postings and what they come to.
#[derive(Clone, Debug, Default)]
pub struct Book {
    postings: BTreeMap<Cause, Posting>,
    balances: BTreeMap<Account, Fen>,
}

impl Book {
    /// Takes a posting in; false where it is in the book already.
    ///
    /// # Errors
    /// [`AccountsRefusal::CauseReused`]; the book is as before then.
    pub fn post(&mut self, posting: Posting) -> Result<bool, AccountsRefusal> {
        if let Some(known) = self.postings.get(&posting.cause) {
            return posting.known(known).map(|()| false);
        }
        for leg in &posting.legs {
            let balance = self.balances.entry(leg.account).or_default();
            // At most 10^10 fen a leg: a balance overflows after more postings than a machine holds.
            *balance = Fen(balance.0.saturating_add(leg.fen.0));
        }
        self.postings.insert(posting.cause.clone(), posting);
        Ok(true)
    }

    /// What an account comes to.
    #[must_use]
    pub fn balance(&self, account: Account) -> Fen {
        self.balances.get(&account).copied().unwrap_or_default()
    }

    /// What a stay owes; negative where it paid too much.
    #[must_use]
    pub fn owed(&self, stay: StayNo) -> Fen {
        self.balance(Account::Receivable(stay))
    }

    /// The sum of all balances, which is nothing.
    #[must_use]
    pub fn difference(&self) -> Fen {
        Fen(self
            .balances
            .values()
            .fold(0, |sum: i64, fen| sum.saturating_add(fen.0)))
    }

    /// The accounts that something ever moved on, with what they come to.
    pub fn balances(&self) -> impl Iterator<Item = (Account, Fen)> + '_ {
        self.balances.iter().map(|(account, fen)| (*account, *fen))
    }

    /// The postings by their causes.
    pub fn postings(&self) -> impl Iterator<Item = &Posting> {
        self.postings.values()
    }
}

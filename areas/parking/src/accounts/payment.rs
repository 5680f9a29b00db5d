//! One try to be paid, and what a provider's words make of it.
//!
//! Words come late, twice and in any order, so a payment does not follow them step by step: each word has a rank, and the payment stands where
//! the highest word that was ever said puts it. `Created < Accepted < Closed < Failed < Paid`: a failure that arrives after the
//! payment changes nothing, and a payment that arrives after a failure counts, because the money is there. The same holds for
//! each refund. So any order and any repetition of the same words ends in the same state, and each change has its posting once.

use super::book::Posting;
use super::refusal::AccountsRefusal;
use super::{At, RefundNo, StayNo, TradeNo, Wallet, postings};
use shishi_kernel::Fen;
use std::collections::BTreeMap;

/// Where a payment stands, the higher word being the later in this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It was asked for, and nothing came back yet.
    Created,
    /// The provider will try. No money has moved.
    Accepted,
    /// Nobody paid, and nobody can any more.
    Closed,
    /// The money could not be taken.
    Failed,
    /// The money is with the provider.
    Paid {
        /// Since when, as the provider says.
        at: At,
    },
}

/// Where a refund stands, likewise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefundStanding {
    /// It was asked for.
    Asked,
    /// It is on its way.
    Accepted,
    /// It came back; the money is still with us.
    Failed,
    /// The driver has the money.
    Done {
        /// Since when.
        at: At,
    },
}

/// A refund of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// How much.
    pub amount: Fen,
    /// Where it stands.
    pub standing: RefundStanding,
}

/// A try to be paid for a stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Our number.
    pub trade: TradeNo,
    /// Through whom.
    pub wallet: Wallet,
    /// For which stay.
    pub stay: StayNo,
    /// What was asked for.
    pub amount: Fen,
    /// Where it stands.
    pub standing: Standing,
    /// What was given back, or is to be.
    pub refunds: BTreeMap<RefundNo, Refund>,
}

/// What people are told of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Asked for.
    Created,
    /// Accepted, not paid.
    Accepted,
    /// Not paid, and over.
    Closed,
    /// Not paid: the money could not be taken.
    Failed,
    /// Paid.
    Paid,
    /// Paid; some of it is on its way back.
    Refunding,
    /// Paid; some of it was given back.
    PartlyRefunded,
    /// Paid and given back whole.
    Refunded,
}

/// A word of a provider, whichever way it came: answer, notification or query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Who said it.
    pub wallet: Wallet,
    /// Of which payment.
    pub trade: TradeNo,
    /// What.
    pub said: Said,
}

/// What a provider said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It will try.
    Accepted,
    /// Nobody can pay it any more.
    Closed,
    /// It could not take the money.
    Failed,
    /// It has the money.
    Paid {
        /// How much.
        amount: Fen,
        /// When.
        at: At,
    },
    /// Where a refund stands.
    Refund {
        /// Which.
        refund: RefundNo,
        /// How much, where it says so.
        amount: Option<Fen>,
        /// Where it stands; never [`RefundStanding::Asked`], which only we can say.
        standing: RefundStanding,
    },
}

/// What a word, or our own decision to give back, changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The payment stands higher now.
    Standing(Standing),
    /// A refund was asked for.
    RefundAsked {
        /// Which.
        refund: RefundNo,
        /// How much.
        amount: Fen,
    },
    /// A refund stands higher now.
    Refund {
        /// Which.
        refund: RefundNo,
        /// Where.
        standing: RefundStanding,
    },
}

/// What came of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What changed.
    pub change: Change,
    /// What is posted for it, where money moved.
    pub posting: Option<Posting>,
}

/// What a word changes; none where it was known or is overtaken.
///
/// # Errors
/// [`AccountsRefusal::TradeOther`], [`AccountsRefusal::AmountDiffers`], [`AccountsRefusal::RefundUnknown`]. Nothing changes then, and a
/// person should be told: the word is the provider's and does not fit what we asked for.
pub fn decide(payment: &Payment, word: &Word) -> Result<Option<Change>, AccountsRefusal> {
    if word.trade != payment.trade || word.wallet != payment.wallet {
        return Err(AccountsRefusal::TradeOther {});
    }
    let standing = match &word.said {
        Said::Accepted => Standing::Accepted,
        Said::Closed => Standing::Closed,
        Said::Failed => Standing::Failed,
        Said::Paid { amount, at } => {
            same(payment.amount, *amount)?;
            Standing::Paid { at: *at }
        }
        Said::Refund {
            refund,
            amount,
            standing,
        } => return decide_refund(payment, refund, *amount, *standing),
    };
    Ok((rank(standing) > rank(payment.standing)).then_some(Change::Standing(standing)))
}

fn decide_refund(
    payment: &Payment,
    number: &RefundNo,
    amount: Option<Fen>,
    standing: RefundStanding,
) -> Result<Option<Change>, AccountsRefusal> {
    let refund = payment.refunds.get(number).ok_or(AccountsRefusal::RefundUnknown {})?;
    same(refund.amount, amount.unwrap_or(refund.amount))?;
    let higher = refund_rank(standing) > refund_rank(refund.standing);
    Ok(higher.then(|| Change::Refund {
        refund: number.clone(),
        standing,
    }))
}

fn same(expected: Fen, said: Fen) -> Result<(), AccountsRefusal> {
    if expected == said {
        return Ok(());
    }
    Err(AccountsRefusal::AmountDiffers {
        expected: expected.0,
        said: said.0,
    })
}

/// The rank alone: being paid a second time, at another second, is no change.
fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Created => 0,
        Standing::Accepted => 1,
        Standing::Closed => 2,
        Standing::Failed => 3,
        Standing::Paid { .. } => 4,
    }
}

fn refund_rank(standing: RefundStanding) -> u8 {
    match standing {
        RefundStanding::Asked => 0,
        RefundStanding::Accepted => 1,
        RefundStanding::Failed => 2,
        RefundStanding::Done { .. } => 3,
    }
}

impl Payment {
    /// A payment that is about to be asked for.
    #[must_use]
    pub fn new(trade: TradeNo, wallet: Wallet, stay: StayNo, amount: Fen) -> Self {
        Self {
            trade,
            wallet,
            stay,
            amount,
            standing: Standing::Created,
            refunds: BTreeMap::new(),
        }
    }

    /// Whether a provider may still say something that changes it, so that it should be queried when nothing comes.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let refund_open = |refund: &Refund| matches!(refund.standing, RefundStanding::Asked | RefundStanding::Accepted);
        matches!(self.standing, Standing::Created | Standing::Accepted) || self.refunds.values().any(refund_open)
    }

    /// What has been given back, or may still be: all refunds that did not fail.
    #[must_use]
    pub fn refunded_or_asked(&self) -> Fen {
        let kept = |refund: &&Refund| refund.standing != RefundStanding::Failed;
        Fen(self.refunds.values().filter(kept).map(|refund| refund.amount.0).sum())
    }

    /// What has been given back.
    #[must_use]
    pub fn refunded(&self) -> Fen {
        let done = |refund: &&Refund| matches!(refund.standing, RefundStanding::Done { .. });
        Fen(self.refunds.values().filter(done).map(|refund| refund.amount.0).sum())
    }

    /// Decides to give back. The same number asks for the same again and changes nothing.
    ///
    /// # Errors
    /// [`AccountsRefusal::NotPaid`], [`AccountsRefusal::RefundAbove`], [`AccountsRefusal::RefundReused`], [`AccountsRefusal::AmountBad`].
    pub fn ask_refund(&self, refund: &RefundNo, amount: Fen) -> Result<Option<Change>, AccountsRefusal> {
        if let Some(known) = self.refunds.get(refund) {
            return if known.amount == amount {
                Ok(None)
            } else {
                Err(AccountsRefusal::RefundReused {})
            };
        }
        if !matches!(self.standing, Standing::Paid { .. }) {
            return Err(AccountsRefusal::NotPaid {});
        }
        if amount < Fen(1) {
            return Err(AccountsRefusal::AmountBad { fen: amount.0 });
        }
        let left = self.amount.0 - self.refunded_or_asked().0;
        if amount.0 > left {
            return Err(AccountsRefusal::RefundAbove { left });
        }
        Ok(Some(Change::RefundAsked {
            refund: refund.clone(),
            amount,
        }))
    }

    /// Hears a word: what it changes is taken in, and given back with what is posted for it. None where it changes nothing. `owed` is what
    /// the stay owes before it.
    ///
    /// # Errors
    /// As [`decide`] and [`Payment::posting`]; the payment is as before then.
    pub fn hear(&mut self, word: &Word, owed: Fen) -> Result<Option<Heard>, AccountsRefusal> {
        let Some(change) = decide(self, word)? else {
            return Ok(None);
        };
        let posting = self.posting(&change, owed)?;
        self.apply(&change);
        Ok(Some(Heard { change, posting }))
    }

    /// Takes in a change that was decided on this payment.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Standing(standing) => self.standing = *standing,
            Change::RefundAsked { refund, amount } => {
                let asked = Refund {
                    amount: *amount,
                    standing: RefundStanding::Asked,
                };
                self.refunds.insert(refund.clone(), asked);
            }
            Change::Refund { refund, standing } => {
                if let Some(known) = self.refunds.get_mut(refund) {
                    known.standing = *standing;
                }
            }
        }
    }

    /// What is posted for a change; none where no money moved. `owed` is what the stay owes before it.
    ///
    /// # Errors
    /// [`AccountsRefusal::AmountBad`] where the payment was made for an amount that cannot be.
    pub fn posting(&self, change: &Change, owed: Fen) -> Result<Option<Posting>, AccountsRefusal> {
        match change {
            Change::Standing(Standing::Paid { at }) => {
                postings::paid(&self.trade, self.wallet, self.stay, self.amount, *at).map(Some)
            }
            Change::Refund {
                refund,
                standing: RefundStanding::Done { at },
            } => {
                let known = self.refunds.get(refund).ok_or(AccountsRefusal::RefundUnknown {})?;
                postings::refunded(refund, self.wallet, self.stay, known.amount, owed, *at).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// What people are told.
    #[must_use]
    pub fn stage(&self) -> Stage {
        let under_way = |refund: &Refund| matches!(refund.standing, RefundStanding::Asked | RefundStanding::Accepted);
        match self.standing {
            Standing::Created => Stage::Created,
            Standing::Accepted => Stage::Accepted,
            Standing::Closed => Stage::Closed,
            Standing::Failed => Stage::Failed,
            Standing::Paid { .. } if self.refunds.values().any(under_way) => Stage::Refunding,
            Standing::Paid { .. } if self.refunded() == Fen(0) => Stage::Paid,
            Standing::Paid { .. } if self.refunded() < self.amount => Stage::PartlyRefunded,
            Standing::Paid { .. } => Stage::Refunded,
        }
    }
}

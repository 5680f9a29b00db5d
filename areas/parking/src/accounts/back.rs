//! What of the money that was paid for a stay can go back, and which way.

use super::refusal::AccountsRefusal;
use shishi_kernel::Fen;

/// What was paid for a stay and is still with us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// Through wallets, without what was given back or is to be.
    pub wallets: Fen,
    /// Through wallets, of which a refund was asked and not done: it is on its way.
    pub under_way: Fen,
    /// At the till, without what was given back there.
    pub cash: Fen,
}

/// A fee that is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Less {
    /// By how much: all of it is waived, and what was paid of it is a credit of the stay from then on.
    pub waived: Fen,
    /// How much of that credit goes back through wallets, without anybody coming; the rest waits at the till.
    pub wallets: Fen,
}

impl Paid {
    /// What a stay paid too much and nobody has set out to give back. `owed` is what it owes, a credit being negative.
    #[must_use]
    pub fn credit(&self, owed: Fen) -> Fen {
        let credit = owed.0.min(0).saturating_neg();
        Fen(credit.saturating_sub(self.under_way.0).max(0))
    }

    /// What of the credit can go back through wallets.
    #[must_use]
    pub fn back_by_wallets(&self, owed: Fen) -> Fen {
        self.credit(owed).min(self.wallets)
    }

    /// What of the credit can be handed out at the till: no more than was taken there.
    #[must_use]
    pub fn back_in_cash(&self, owed: Fen) -> Fen {
        self.credit(owed).min(self.cash)
    }

    /// Makes a fee less by an amount. `charged` is the fee in force.
    ///
    /// # Errors
    /// [`AccountsRefusal::AboveOwed`] for more than was charged, [`AccountsRefusal::RefundAbove`] for more than is owed or can still go back.
    pub fn less(&self, charged: Fen, owed: Fen, fen: Fen) -> Result<Less, AccountsRefusal> {
        if fen < Fen(1) || fen > charged {
            return Err(AccountsRefusal::AboveOwed { owed: charged.0 });
        }
        let held = self.wallets.0 + self.under_way.0 + self.cash.0;
        // What goes back comes out of what we hold; a credit that waits has its part of that already.
        let left = held.saturating_add(owed.0.min(0));
        let back = fen.0 - owed.0.clamp(0, fen.0);
        if back > left {
            return Err(AccountsRefusal::RefundAbove { left: left.max(0) });
        }
        Ok(Less {
            waived: fen,
            wallets: Fen(back).min(self.wallets),
        })
    }
}

//! Whether the barrier opens. It is decided from what is known here: no provider is asked and none is waited for.

use shishi_kernel::Fen;

/// What an operator asks of those who leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Who would owe more than so much pays before leaving, while there is a way to pay.
    pub owing_max: Fen,
}

/// A vehicle at the exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// What this stay still owes.
    pub due: Fen,
    /// What earlier stays of the plate owe.
    pub debt: Fen,
    /// Whether somebody signed for the plate, as last heard.
    pub agreement: bool,
    /// Whether any provider has answered lately, so that a code could be paid.
    pub reachable: bool,
}

/// What the barrier does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// It opens; nothing is due.
    Settled,
    /// It opens; the amount is asked of the provider afterwards, and is a debt until that has paid.
    Charge {
        /// How much.
        fen: Fen,
    },
    /// It opens; the amount is a debt.
    Owing {
        /// How much.
        fen: Fen,
    },
    /// It stays closed and shows a code over this amount: this stay and the debts.
    PayFirst {
        /// How much.
        fen: Fen,
    },
}

impl Barrier {
    /// Whether the vehicle leaves now.
    #[must_use]
    pub fn opens(self) -> bool {
        !matches!(self, Self::PayFirst { .. })
    }
}

/// Decides. Nobody is held for old debts after a stay without charge, and nobody because a provider cannot be reached.
#[must_use]
pub fn leave(terms: Terms, leaving: Leaving) -> Barrier {
    let fen = leaving.due;
    let all = Fen(fen.0.saturating_add(leaving.debt.0.max(0)));
    if fen <= Fen(0) {
        Barrier::Settled
    } else if leaving.agreement {
        Barrier::Charge { fen }
    } else if !leaving.reachable || all <= terms.owing_max {
        Barrier::Owing { fen }
    } else {
        Barrier::PayFirst { fen: all }
    }
}

//! Money: what a stay owes, what was paid, and that every fen is somewhere.
//!
//! Accounts are kept by double entry. A [`Posting`] says once and for all what moved between which accounts, and sums to nothing; a [`Book`]
//! holds postings, each [`Cause`] once. So all balances sum to nothing at any time, and what is told twice is booked once.
//!
//! [`payment`] is one try to be paid, through what a wallet says of it: late, twice, in any order. [`reconcile`](mod@reconcile) holds a day's
//! payments against the provider's own statement. [`back`] says what can go back and which way, [`debt`](mod@debt) is what a plate owes, [`leave`](mod@leave) whether the barrier opens, [`invoice`] an
//! invoice as data.
//!
//! It knows no protocol: whether a word really comes from the provider was decided before it arrives here. A payment that was accepted moves
//! nothing. Amounts are whole fen, times seconds since 1970; debit is positive, credit negative.
//!
//! To add a kind of movement: a variant of [`Cause`], a function in [`postings`], a row in `tests/rules/accounts.rs`.

pub mod back;
mod book;
pub mod debt;
pub mod invoice;
pub mod leave;
pub mod payment;
pub mod postings;
pub mod reconcile;
pub mod refusal;

pub use back::{Less, Paid};
pub use book::{Book, Leg, Posting};
pub use debt::{Debt, Owed, debt};
pub use invoice::{Buyer, Invoice, InvoiceState, TaxNo};
pub use leave::{Barrier, Leaving, leave};
pub use payment::{Change, Heard, Payment, Said, Stage, Word, decide};
pub use postings::Charged;
pub use reconcile::{Item, Kind, Reconciliation, reconcile};
pub use refusal::AccountsRefusal;

use crate::passages::Second;
use jiff::civil::Date;
use shishi_kernel::Fen;

/// The largest amount of one leg: a hundred thousand yuan, far above any stay and far below any overflow.
pub const AMOUNT_MAX: Fen = Fen(10_000_000);
/// The largest amount of one settlement of a wallet: a hundred million yuan.
pub const SETTLEMENT_MAX: Fen = Fen(10_000_000_000);
/// The longest number of a trade or a refund, in characters.
pub const NUMBER_MAX: usize = 32;

/// A stay of one operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StayNo(pub u64);

/// Through whom a driver pays by telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wallet {
    /// WeChat Pay.
    WeChat,
    /// Alipay.
    Alipay,
}

/// Declares a number that a provider gets to see.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Letters, digits and `_`, at most [`NUMBER_MAX`]; none where it is anything else.
            #[must_use]
            pub fn new(text: &str) -> Option<Self> {
                let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                ((1..=NUMBER_MAX).contains(&text.len()) && text.bytes().all(fits)).then(|| Self(text.into()))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

numbers! {
    /// Our number of one try to be paid.
    TradeNo;
    /// Our number of a refund.
    RefundNo;
}

/// Where money is, or what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// Fees that were charged, before anything was taken off. A credit.
    Revenue,
    /// What a stay owes; a credit where it paid too much.
    Receivable(StayNo),
    /// What a provider has taken for us and not yet handed over.
    Clearing(Wallet),
    /// The operator's bank account.
    Bank,
    /// The till.
    Cash,
    /// What was given back of fees that were right.
    Refunds,
    /// What was taken off: discounts and waivers.
    Waivers,
    /// What will not be paid any more.
    WriteOffs,
    /// What a provider keeps for its service.
    Fees,
}

/// Why money moved. Each cause has one posting at most, whatever is told how often.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A stay was priced; its first price is revision 0.
    Charge {
        /// Which stay.
        stay: StayNo,
        /// Which price of it.
        revision: u32,
    },
    /// A price was taken back.
    Reversal {
        /// Which stay.
        stay: StayNo,
        /// Which price of it.
        revision: u32,
    },
    /// A wallet paid.
    Payment(TradeNo),
    /// Somebody paid at the till; the number of the receipt.
    Cash(u64),
    /// A wallet gave back.
    Refund(RefundNo),
    /// The till gave back; the number of the decision.
    CashRefund(u64),
    /// Somebody decided to ask for less; the number of the decision.
    Waiver(u64),
    /// Somebody decided that it will not come any more; the number of the decision.
    WriteOff(u64),
    /// A provider handed over what it had taken.
    Settlement {
        /// Which.
        wallet: Wallet,
        /// Of which day.
        day: Date,
    },
}

/// When something happened.
pub type At = Second;

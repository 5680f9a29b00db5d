//! What is posted for what happens.

use super::back::Less;
use super::book::Posting;
use super::refusal::AccountsRefusal;
use super::{AMOUNT_MAX, Account, At, Cause, RefundNo, SETTLEMENT_MAX, StayNo, TradeNo, Wallet};
use jiff::civil::Date;
use shishi_kernel::Fen;

/// A price as it is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charged {
    /// By the tariff, before anything is taken off.
    pub gross: Fen,
    /// What discounts take off, at most the gross.
    pub discount: Fen,
}

impl Charged {
    /// What the stay owes for it.
    #[must_use]
    pub fn net(&self) -> Fen {
        Fen(self.gross.0.saturating_sub(self.discount.0))
    }

    fn legs(&self, stay: StayNo) -> Result<[(Account, Fen); 3], AccountsRefusal> {
        if self.gross < Fen(0) || self.gross > AMOUNT_MAX {
            return Err(AccountsRefusal::AmountBad { fen: self.gross.0 });
        }
        if self.discount < Fen(0) || self.discount > self.gross {
            return Err(AccountsRefusal::AmountBad { fen: self.discount.0 });
        }
        Ok([
            (Account::Receivable(stay), self.net()),
            (Account::Waivers, self.discount),
            (Account::Revenue, Fen(-self.gross.0)),
        ])
    }
}

/// A stay was priced for the first time; nothing is posted for a stay without charge.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`].
pub fn charge(stay: StayNo, charged: &Charged, at: At) -> Result<Option<Posting>, AccountsRefusal> {
    priced(stay, 0, charged, at)
}

/// A stay has another price: the old one is taken back as a whole and the new one charged, so that both stay readable.
/// `revision` is that of the new price.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`]; also for revision 0, which corrects nothing.
pub fn correct(
    stay: StayNo,
    revision: u32,
    old: &Charged,
    new: &Charged,
    at: At,
) -> Result<Vec<Posting>, AccountsRefusal> {
    let before = revision.checked_sub(1).ok_or(AccountsRefusal::AmountBad { fen: 0 })?;
    let mut postings = Vec::new();
    if old.gross != Fen(0) {
        let back = old.legs(stay)?.map(|(account, fen)| (account, Fen(-fen.0)));
        let cause = Cause::Reversal { stay, revision: before };
        postings.push(Posting::new(cause, at, back)?);
    }
    postings.extend(priced(stay, revision, new, at)?);
    Ok(postings)
}

fn priced(stay: StayNo, revision: u32, charged: &Charged, at: At) -> Result<Option<Posting>, AccountsRefusal> {
    let legs = charged.legs(stay)?;
    if charged.gross == Fen(0) {
        return Ok(None);
    }
    Posting::new(Cause::Charge { stay, revision }, at, legs).map(Some)
}

/// A wallet paid, in whole or in part; what is left is a debt, what is above a credit.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`].
pub fn paid(trade: &TradeNo, wallet: Wallet, stay: StayNo, amount: Fen, at: At) -> Result<Posting, AccountsRefusal> {
    transfer(
        Cause::Payment(trade.clone()),
        at,
        Account::Clearing(wallet),
        Account::Receivable(stay),
        amount,
    )
}

/// Somebody paid at the till.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`].
pub fn paid_cash(receipt: u64, stay: StayNo, amount: Fen, at: At) -> Result<Posting, AccountsRefusal> {
    transfer(
        Cause::Cash(receipt),
        at,
        Account::Cash,
        Account::Receivable(stay),
        amount,
    )
}

/// A wallet gave back. First what the stay had paid too much (`owed` is what it owes, a credit being negative), then of a fee that was right.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`].
pub fn refunded(
    refund: &RefundNo,
    wallet: Wallet,
    stay: StayNo,
    amount: Fen,
    owed: Fen,
    at: At,
) -> Result<Posting, AccountsRefusal> {
    let amount = bounded(amount, AMOUNT_MAX)?;
    let credit = Fen(owed.0.saturating_neg().clamp(0, amount.0));
    let legs = [
        (Account::Receivable(stay), credit),
        (Account::Refunds, Fen(amount.0 - credit.0)),
        (Account::Clearing(wallet), Fen(-amount.0)),
    ];
    Posting::new(Cause::Refund(refund.clone()), at, legs)
}

/// The till gave back what a stay had paid too much there. `left` is what can be given back so.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`], [`AccountsRefusal::CashAbove`].
pub fn refunded_cash(decision: u64, stay: StayNo, amount: Fen, left: Fen, at: At) -> Result<Posting, AccountsRefusal> {
    if amount > left {
        return Err(AccountsRefusal::CashAbove { left: left.0.max(0) });
    }
    transfer(
        Cause::CashRefund(decision),
        at,
        Account::Receivable(stay),
        Account::Cash,
        amount,
    )
}

/// Somebody decided that the fee was too high: it is waived by so much, whatever was paid of it, which is a credit then.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`].
pub fn lessened(decision: u64, stay: StayNo, less: &Less, at: At) -> Result<Posting, AccountsRefusal> {
    transfer(
        Cause::Waiver(decision),
        at,
        Account::Waivers,
        Account::Receivable(stay),
        less.waived,
    )
}

/// Somebody decided to ask for less.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`], [`AccountsRefusal::AboveOwed`].
pub fn waived(decision: u64, stay: StayNo, amount: Fen, owed: Fen, at: At) -> Result<Posting, AccountsRefusal> {
    within(amount, owed)?;
    transfer(
        Cause::Waiver(decision),
        at,
        Account::Waivers,
        Account::Receivable(stay),
        amount,
    )
}

/// Somebody decided that it will not come any more.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`], [`AccountsRefusal::AboveOwed`].
pub fn written_off(decision: u64, stay: StayNo, amount: Fen, owed: Fen, at: At) -> Result<Posting, AccountsRefusal> {
    within(amount, owed)?;
    transfer(
        Cause::WriteOff(decision),
        at,
        Account::WriteOffs,
        Account::Receivable(stay),
        amount,
    )
}

/// A provider handed over a day's takings and kept its fee.
///
/// # Errors
/// [`AccountsRefusal::AmountBad`].
pub fn settled(wallet: Wallet, day: Date, received: Fen, fee: Fen, at: At) -> Result<Posting, AccountsRefusal> {
    let received = bounded(received, SETTLEMENT_MAX)?;
    if fee < Fen(0) || fee.0 > SETTLEMENT_MAX.0 - received.0 {
        return Err(AccountsRefusal::AmountBad { fen: fee.0 });
    }
    let legs = [
        (Account::Bank, received),
        (Account::Fees, fee),
        (Account::Clearing(wallet), Fen(-(received.0 + fee.0))),
    ];
    Posting::new(Cause::Settlement { wallet, day }, at, legs)
}

fn transfer(cause: Cause, at: At, to: Account, from: Account, amount: Fen) -> Result<Posting, AccountsRefusal> {
    let amount = bounded(amount, AMOUNT_MAX)?;
    Posting::new(cause, at, [(to, amount), (from, Fen(-amount.0))])
}

fn bounded(amount: Fen, max: Fen) -> Result<Fen, AccountsRefusal> {
    if amount < Fen(1) || amount > max {
        return Err(AccountsRefusal::AmountBad { fen: amount.0 });
    }
    Ok(amount)
}

fn within(amount: Fen, owed: Fen) -> Result<(), AccountsRefusal> {
    if amount > owed {
        return Err(AccountsRefusal::AboveOwed { owed: owed.0.max(0) });
    }
    Ok(())
}

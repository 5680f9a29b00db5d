//! What the accounts refuse.

use crate::refusal::refusals;
use shishi_kernel::Refusal;

refusals! {
    /// Why money does not move.
    AccountsRefusal, ACCOUNTS_CODES {
        /// The legs do not sum to nothing.
        Unbalanced { difference: i64 } = "accounts.unbalanced", "the posting is out of balance by {difference} fen";
        /// An amount that cannot be.
        AmountBad { fen: i64 } = "accounts.amount_bad", "{fen} fen is no amount that can move";
        /// One cause, two different postings.
        CauseReused {} = "accounts.cause_reused", "the cause has another posting already";
        /// More is taken off than is owed.
        AboveOwed { owed: i64 } = "accounts.above_owed", "only {owed} fen are owed";
        /// A word about another payment.
        TradeOther {} = "accounts.trade_other", "this is about another payment";
        /// Another amount than the one that was asked for. Nothing moves; a person has to look.
        AmountDiffers { expected: i64, said: i64 } = "accounts.amount_differs", "{said} fen were named where {expected} were asked for";
        /// A refund that nobody asked for.
        RefundUnknown {} = "accounts.refund_unknown", "nobody asked for this refund";
        /// A refund of what is not paid.
        NotPaid {} = "accounts.not_paid", "this payment is not paid";
        /// More is to be given back than is left of what was paid.
        RefundAbove { left: i64 } = "accounts.refund_above", "only {left} fen are left of this payment";
        /// More is to be given back at the till than was paid too much and taken there.
        CashAbove { left: i64 } = "accounts.cash_above", "only {left} fen can be given back in cash";
        /// One number, two different refunds.
        RefundReused {} = "accounts.refund_reused", "this number stands for another refund";
        /// A list that is longer than any day's.
        ListLong { max: usize } = "accounts.list_long", "a list holds at most {max} lines";
        /// A tax number of a wrong length or with wrong characters.
        TaxNoForm {} = "invoice.tax_no_form", "a tax number has 18 digits and capital letters without I, O, S, V and Z";
        /// A tax number that was mistyped.
        TaxNoCheck {} = "invoice.tax_no_check", "the last character of the tax number does not fit the others";
        /// A title or an item that is empty, too long or no text.
        TextBad { max: usize } = "invoice.text_bad", "a text has between 1 and {max} characters";
        /// An invoice of nothing, or of more than was paid and not yet invoiced.
        InvoiceAbove { left: i64 } = "invoice.above", "only {left} fen can be invoiced";
        /// A rate that is none.
        RateBad { max: u16 } = "invoice.rate_bad", "a tax rate lies between 0 and {max} per mille";
        /// A number of an invoice that is none.
        NumberBad {} = "invoice.number_bad", "an invoice has a number of 8 to 20 digits";
        /// The invoice is not where this could be done.
        StateWrong {} = "invoice.state_wrong", "the invoice is not in a state for this";
    }
}

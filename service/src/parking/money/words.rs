//! The words and numbers under which money is kept. None is ever reused.

use std::sync::Arc;

use jiff::Timestamp;
use shishi_gateways::payment as gateway;
use shishi_kernel::JurisdictionId;
use shishi_parking::accounts::payment::{Refund, RefundStanding, Standing};
use shishi_parking::accounts::{Account, AccountsRefusal, Cause, Payment, Posting, RefundNo, StayNo, TradeNo, Wallet};
use shishi_parking::passages::Second;
use shishi_store::Writer;
use shishi_store::parking::money::payments::{PaymentRow, RefundRow};
use shishi_store::parking::money::{self as rows, PostingRow};

use super::DayStatement;
use crate::ServiceError;
use crate::once::refused;
use crate::payments::wallet as of_gateway;

/// The statement of a provider from one time until before another; none where it cannot be had now.
pub type Statement = Arc<dyn Fn(gateway::Wallet, Timestamp, Timestamp) -> Option<DayStatement> + Send + Sync>;

/// The word for a provider in addresses and rows.
#[must_use]
pub fn wallet_word(wallet: gateway::Wallet) -> &'static str {
    match wallet {
        gateway::Wallet::WeChat => "wechat",
        gateway::Wallet::Alipay => "alipay",
    }
}

/// The provider by that word.
#[must_use]
pub fn wallet_of(word: &str) -> Option<gateway::Wallet> {
    [gateway::Wallet::WeChat, gateway::Wallet::Alipay]
        .into_iter()
        .find(|wallet| wallet_word(*wallet) == word)
}

fn wallet_code(wallet: Wallet) -> &'static str {
    match wallet {
        Wallet::WeChat => "wechat",
        Wallet::Alipay => "alipay",
    }
}

pub(super) fn stay_no(id: i64) -> StayNo {
    StayNo(id.unsigned_abs())
}

fn account_word(account: Account) -> (String, Option<i64>) {
    let word = match account {
        Account::Receivable(stay) => return ("receivable".to_owned(), i64::try_from(stay.0).ok()),
        Account::Clearing(wallet) => return (format!("clearing:{}", wallet_code(wallet)), None),
        Account::Revenue => "revenue",
        Account::Bank => "bank",
        Account::Cash => "cash",
        Account::Refunds => "refunds",
        Account::Waivers => "waivers",
        Account::WriteOffs => "write_offs",
        Account::Fees => "fees",
    };
    (word.to_owned(), None)
}

/// How causes of settlements begin.
pub(super) const SETTLEMENT: &str = "settlement";

fn cause_word(cause: &Cause) -> String {
    match cause {
        Cause::Charge { stay, revision } => format!("charge:{}:{revision}", stay.0),
        Cause::Reversal { stay, revision } => format!("reversal:{}:{revision}", stay.0),
        Cause::Payment(trade) => format!("payment:{}", trade.as_str()),
        Cause::Cash(number) => format!("cash:{number}"),
        Cause::Refund(refund) => format!("refund:{}", refund.as_str()),
        Cause::CashRefund(number) => format!("cash_refund:{number}"),
        Cause::Waiver(number) => format!("waiver:{number}"),
        Cause::WriteOff(number) => format!("write_off:{number}"),
        Cause::Settlement { wallet, day } => format!("{SETTLEMENT}:{}:{day}", wallet_code(*wallet)),
    }
}

/// Posts; false where it was posted before.
pub(super) fn post(w: &mut Writer<'_>, j: JurisdictionId, posting: &Posting) -> Result<bool, ServiceError> {
    let leg = |leg: &shishi_parking::accounts::Leg| {
        let (account, stay) = account_word(leg.account);
        (account, stay, leg.fen)
    };
    let mut row = PostingRow {
        cause: cause_word(posting.cause()),
        at_second: posting.at().0,
        legs: posting.legs().iter().map(leg).collect(),
    };
    row.legs.sort();
    match rows::post(w, j, &row)? {
        None => Ok(true),
        Some(known) if known.legs == row.legs => Ok(false),
        Some(_) => Err(refused(AccountsRefusal::CauseReused {})),
    }
}

pub(super) fn standing_number(standing: Standing) -> u8 {
    match standing {
        Standing::Created => 0,
        Standing::Accepted => 1,
        Standing::Closed => 2,
        Standing::Failed => 3,
        Standing::Paid { .. } => 4,
    }
}

/// A payment with its refunds, as the rules know it.
pub(super) fn payment_of(row: &PaymentRow, refunds: &[RefundRow]) -> Result<Payment, ServiceError> {
    let damaged = || ServiceError::Internal(format!("payment {} is damaged", row.id));
    let wallet = wallet_of(&row.wallet).ok_or_else(damaged)?;
    let trade = TradeNo::new(&row.trade).ok_or_else(damaged)?;
    let mut payment = Payment::new(trade, of_gateway(wallet), stay_no(row.stay), row.fen);
    payment.standing = match row.standing {
        0 => Standing::Created,
        1 => Standing::Accepted,
        2 => Standing::Closed,
        3 => Standing::Failed,
        _ => Standing::Paid {
            at: Second(row.paid_second.ok_or_else(damaged)?),
        },
    };
    for refund in refunds {
        let number = RefundNo::new(&refund.refund).ok_or_else(damaged)?;
        let standing = match refund.standing {
            0 => RefundStanding::Asked,
            1 => RefundStanding::Accepted,
            2 => RefundStanding::Failed,
            _ => RefundStanding::Done {
                at: Second(refund.done_second.ok_or_else(damaged)?),
            },
        };
        let amount = refund.fen;
        payment.refunds.insert(number, Refund { amount, standing });
    }
    Ok(payment)
}

/// The refunds of a payment as they are kept.
pub(super) fn refund_rows(payment: i64, of: &Payment) -> Vec<RefundRow> {
    let row = |(number, refund): (&RefundNo, &Refund)| {
        let (standing, done_second) = match refund.standing {
            RefundStanding::Asked => (0, None),
            RefundStanding::Accepted => (1, None),
            RefundStanding::Failed => (2, None),
            RefundStanding::Done { at } => (3, Some(at.0)),
        };
        RefundRow {
            refund: number.as_str().to_owned(),
            payment,
            fen: refund.amount,
            standing,
            done_second,
        }
    };
    of.refunds.iter().map(row).collect()
}

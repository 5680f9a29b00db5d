//! Between what providers say and what the accounts understand.
//!
//! `gateways` knows the protocols and no rule, `areas/parking` the rules and no protocol. Here the words of the one become the words of the
//! other; nothing is decided. A caller keeps a payment before it asks for it, lets it hear every word while it holds the payment
//! ([`Payment::hear`](shishi_parking::accounts::Payment::hear)), and keeps what moved in the same unit of work.

use jiff::Timestamp;
use shishi_gateways::GatewayError;
use shishi_gateways::payment::{
    self as gateway, News, OrderNo, PlateColour, RefundResult, RefundState, Trade, TradeState,
};
use shishi_parking::accounts::payment::RefundStanding;
use shishi_parking::accounts::{RefundNo, Said, TradeNo, Wallet, Word};
use shishi_parking::passages::{Colour, Second};

/// The wallet in the words of the accounts.
#[must_use]
pub fn wallet(wallet: gateway::Wallet) -> Wallet {
    match wallet {
        gateway::Wallet::WeChat => Wallet::WeChat,
        gateway::Wallet::Alipay => Wallet::Alipay,
    }
}

/// The colour in the words of the providers; none where the camera did not read it, and nothing can be asked then.
#[must_use]
pub fn plate_colour(colour: Colour) -> Option<PlateColour> {
    match colour {
        Colour::Blue => Some(PlateColour::Blue),
        Colour::Yellow => Some(PlateColour::Yellow),
        Colour::Green => Some(PlateColour::Green),
        Colour::YellowGreen => Some(PlateColour::YellowGreen),
        Colour::White => Some(PlateColour::White),
        Colour::Black => Some(PlateColour::Black),
        Colour::Unread => None,
    }
}

/// What a notification says to a payment; none where it is about an agreement, or says nothing new.
///
/// # Errors
/// [`GatewayError::Malformed`] for a number that cannot be ours.
pub fn heard(from: gateway::Wallet, news: &News, now: Timestamp) -> Result<Option<Word>, GatewayError> {
    match news {
        News::Trade(trade) => word(from, trade, now),
        News::Refund(result) => refund_word(from, result, now).map(Some),
        News::Agreement { .. } => Ok(None),
    }
}

/// What an order as the provider knows it says to a payment; none of a link that nobody has paid yet.
///
/// # Errors
/// [`GatewayError::Malformed`] for a number that cannot be ours, or a payment without its amount.
pub fn word(from: gateway::Wallet, trade: &Trade, now: Timestamp) -> Result<Option<Word>, GatewayError> {
    let said = match trade.state {
        TradeState::Waiting => return Ok(None),
        TradeState::Accepted => Said::Accepted,
        TradeState::Closed => Said::Closed,
        TradeState::Failed => Said::Failed,
        // What was given back was paid first; how much came back is the refunds' own word.
        TradeState::Paid | TradeState::Refunded => Said::Paid {
            amount: trade.amount.ok_or(GatewayError::Malformed { what: "amount" })?,
            at: second(trade.paid_at.unwrap_or(now)),
        },
    };
    Ok(Some(Word {
        wallet: wallet(from),
        trade: trade_no(&trade.order)?,
        said,
    }))
}

/// What a refund as the provider knows it says to its payment.
///
/// # Errors
/// [`GatewayError::Malformed`] for a number that cannot be ours.
pub fn refund_word(from: gateway::Wallet, result: &RefundResult, now: Timestamp) -> Result<Word, GatewayError> {
    let refund = RefundNo::new(result.refund.as_str()).ok_or(GatewayError::Malformed { what: "refund number" })?;
    Ok(Word {
        wallet: wallet(from),
        trade: trade_no(&result.order)?,
        said: Said::Refund {
            refund,
            amount: result.amount,
            standing: match result.state {
                RefundState::Accepted => RefundStanding::Accepted,
                RefundState::Failed => RefundStanding::Failed,
                RefundState::Done => RefundStanding::Done { at: second(now) },
            },
        },
    })
}

fn trade_no(order: &OrderNo) -> Result<TradeNo, GatewayError> {
    TradeNo::new(order.as_str()).ok_or(GatewayError::Malformed { what: "order number" })
}

fn second(at: Timestamp) -> Second {
    Second(at.as_second())
}

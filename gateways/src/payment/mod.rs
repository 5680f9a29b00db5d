//! Payment without stopping in our own words: what a provider is asked ([`commands`]), what it answers, and what it tells by itself ([`Notification`]).
//!
//! A stay goes like this. [`Enter`] at the gate says whether the plate has an [`Agreement`]. At the exit [`Charge`] is asked; the barrier opens
//! whatever comes back, for what was not paid is a debt. [`Trade`] in state [`TradeState::Accepted`] is no payment: a callback, or a
//! [`Query`] when none comes, says [`TradeState::Paid`] or [`TradeState::Failed`]. Who has no agreement gets a [`Link`] as a QR code. One order number is
//! used for one way of paying: [`Close`] the link before the same debt is asked for in another way, under another number.
//!
//! An error with [`leaves_open`](crate::GatewayError::leaves_open) does not say whether the command was carried out: query, or send the same command again; both
//! providers take the same number for the same order.

pub mod commands;
pub mod values;

pub use commands::{
    Agreement, Block, Charge, Close, CodeUrl, Command, Done, Enter, Entered, Exit, Link, PlateStatus, Query, Refund,
    RefundQuery, RefundResult, RefundState, Trade, TradeState, Way,
};
pub use values::{Amount, Lot, Moment, Nonce, OrderNo, Plate, PlateColour, ProviderNo, StayNo, Text, Wallet};

use crate::{GatewayError, HttpRequest, HttpResponse, alipay, wechat};
use jiff::Timestamp;

/// A provider that understands a command: both halves of one call.
pub trait Speaks<C: Command> {
    /// The request to send.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] or [`GatewayError::NotOffered`]; nothing was sent then.
    fn request(&self, command: &C, moment: &Moment) -> Result<HttpRequest, GatewayError>;

    /// What the response to that request says, at the time when it came.
    ///
    /// # Errors
    /// Every other [`GatewayError`].
    fn read(&self, command: &C, response: &HttpResponse, now: Timestamp) -> Result<C::Answer, GatewayError>;
}

/// A merchant's account at one of the providers.
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "there are a handful of them, each for the life of the process"
)]
pub enum Provider {
    /// WeChat Pay, API v3.
    WeChat(wechat::Merchant),
    /// Alipay, gateway 1.0.
    Alipay(alipay::Merchant),
}

impl Provider {
    /// Which of the providers it is.
    #[must_use]
    pub fn wallet(&self) -> Wallet {
        match self {
            Self::WeChat(_) => Wallet::WeChat,
            Self::Alipay(_) => Wallet::Alipay,
        }
    }

    /// What a callback says. Nothing of it may be used before this answers.
    ///
    /// # Errors
    /// [`GatewayError::Forged`], [`GatewayError::Stale`], [`GatewayError::Malformed`] or, where it is for another merchant, [`GatewayError::Mismatch`].
    pub fn parse_notification(&self, request: &HttpRequest, now: Timestamp) -> Result<Notification, GatewayError> {
        match self {
            Self::WeChat(merchant) => wechat::notification::parse(merchant, request, now),
            Self::Alipay(merchant) => alipay::notification::parse(merchant, request),
        }
    }

    /// What to answer a callback: that it was taken in durably or was known, or that it should come again.
    #[must_use]
    pub fn acknowledgement(&self, taken: bool) -> HttpResponse {
        match (self, taken) {
            (Self::WeChat(_), true) => HttpResponse {
                status: 204,
                headers: Vec::new(),
                body: Vec::new(),
            },
            (Self::WeChat(_), false) => {
                HttpResponse::text(500, "application/json", r#"{"code":"FAIL","message":"later"}"#)
            }
            (Self::Alipay(_), true) => HttpResponse::text(200, "text/plain", "success"),
            (Self::Alipay(_), false) => HttpResponse::text(200, "text/plain", "fail"),
        }
    }
}

impl<C: Command> Speaks<C> for Provider
where
    wechat::Merchant: Speaks<C>,
    alipay::Merchant: Speaks<C>,
{
    fn request(&self, command: &C, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        match self {
            Self::WeChat(merchant) => merchant.request(command, moment),
            Self::Alipay(merchant) => merchant.request(command, moment),
        }
    }

    fn read(&self, command: &C, response: &HttpResponse, now: Timestamp) -> Result<C::Answer, GatewayError> {
        match self {
            Self::WeChat(merchant) => merchant.read(command, response, now),
            Self::Alipay(merchant) => merchant.read(command, response, now),
        }
    }
}

/// What a provider tells by itself. It comes late, twice, in any order or never.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The provider's id of it; the same each time it is sent.
    pub id: String,
    /// What it tells.
    pub news: News,
}

/// What a notification tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Where a payment stands.
    Trade(Trade),
    /// Where a refund stands.
    Refund(RefundResult),
    /// An agreement was opened or closed while the vehicle is inside.
    Agreement {
        /// Our number of the stay.
        stay: StayNo,
        /// The provider's number of it.
        parking: ProviderNo,
        /// Whether the plate can be charged now.
        agreement: Agreement,
        /// Since when.
        since: Timestamp,
    },
}

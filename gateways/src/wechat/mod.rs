//! WeChat Pay, API v3: parking with an agreement for the plate (微信支付分停车), native payment by QR code, refunds.
//!
//! A request is signed with the merchant's key; a response or a callback is believed only if it names a key of WeChat that we have, is signed by it,
//! and that within five minutes of now. What a callback is about is sealed with the APIv3 key besides.
//!
//! Both of WeChat's ways to name its key are the same here: the serial number of a platform certificate, or an id like `PUB_KEY_ID_…`.

mod calls;
pub mod notification;
pub mod signing;

use crate::GatewayError;
use crate::keys::{PrivateKey, PublicKey, SealKey};
use crate::payment::{Agreement, Block, ProviderNo, Text, TradeState};

/// The address that everything is asked of, unless a test says otherwise.
pub const BASE_URL: &str = "https://api.mch.weixin.qq.com";

/// How many seconds a signature of WeChat's may be away from now.
pub const AGE_SECONDS_MAX: i64 = 300;

/// Keys of WeChat's that are known at once: the old and the new one while it changes them.
pub const PLATFORM_KEYS_MAX: usize = 8;

/// A key of WeChat's, by the name under which it signs.
#[derive(Clone, Debug)]
pub struct PlatformKey {
    /// The serial number of the certificate, or the id of the key.
    pub serial: String,
    /// The key.
    pub key: PublicKey,
}

/// A merchant at WeChat Pay: what the operator configures.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// The app id (`wx…`).
    pub app_id: String,
    /// The merchant id (`mchid`).
    pub merchant_id: String,
    /// The merchant that a service provider acts for, if it acts for one.
    pub sub_merchant_id: Option<String>,
    /// The serial number of the merchant's certificate.
    pub serial: String,
    /// The merchant's key.
    pub key: PrivateKey,
    /// The APIv3 key.
    pub seal: SealKey,
    /// WeChat's keys, the one in use first.
    pub platform: Vec<PlatformKey>,
    /// Where everything is asked; [`BASE_URL`].
    pub base_url: String,
    /// Where WeChat sends its callbacks: `https`, without a query.
    pub notify_url: String,
}

impl Merchant {
    /// Checks what would only be noticed at the first payment.
    ///
    /// # Errors
    /// [`GatewayError::KeyUnusable`] without a key of WeChat's or with too many; [`GatewayError::CommandBad`] for an id that cannot be one.
    pub fn check(&self) -> Result<(), GatewayError> {
        if self.platform.is_empty() || self.platform.len() > PLATFORM_KEYS_MAX {
            return Err(GatewayError::KeyUnusable { what: "platform key" });
        }
        let plain =
            |text: &str| !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if ![&self.app_id, &self.merchant_id, &self.serial]
            .into_iter()
            .all(|id| plain(id))
        {
            return Err(GatewayError::CommandBad { what: "merchant" });
        }
        if self.notify_url.contains('?') || !self.notify_url.starts_with("http") {
            return Err(GatewayError::CommandBad {
                what: "callback address",
            });
        }
        Ok(())
    }
}

/// What a state of the plate means; `reason` stands beside the state `BLOCKED`.
fn agreement(state: &str, reason: Option<&str>) -> Agreement {
    match (state, reason) {
        ("NORMAL", _) => Agreement::Usable,
        ("PAUSE", _) | (_, Some("PAUSE")) => Agreement::Blocked(Block::Paused),
        ("OUT_SERVICE", _) | (_, Some("OUT_SERVICE")) => Agreement::Blocked(Block::NotSigned),
        (_, Some("OVERDUE")) => Agreement::Blocked(Block::Overdue),
        (_, Some("EVALUATION_FAILED")) => Agreement::Blocked(Block::NotEligible),
        _ => Agreement::Blocked(Block::Other),
    }
}

fn trade_state(state: &str) -> Option<TradeState> {
    Some(match state {
        "SUCCESS" => TradeState::Paid,
        "ACCEPTED" | "USERPAYING" => TradeState::Accepted,
        "NOTPAY" => TradeState::Waiting,
        "PAY_FAIL" | "PAYERROR" => TradeState::Failed,
        "CLOSED" | "REVOKED" => TradeState::Closed,
        "REFUND" => TradeState::Refunded,
        _ => return None,
    })
}

fn provider_no(text: &str) -> Result<ProviderNo, GatewayError> {
    ProviderNo::new(text).map_err(|_| GatewayError::Malformed { what: "parking id" })
}

/// WeChat counts its descriptions in bytes and refuses longer ones; the payer reads what fits.
fn description(text: &Text) -> &str {
    let mut end = text.as_str().len().min(127);
    while !text.as_str().is_char_boundary(end) {
        end -= 1;
    }
    &text.as_str()[..end]
}

//! Alipay, gateway 1.0 with RSA2, in key mode or by certificates: parking by plate (车牌付), payment by QR code, refunds.
//!
//! A request is a form whose fields are signed in the order of their names. A response is believed only if the piece of text that stands under
//! the method's own key is signed, exactly as it came; a callback only if its fields are, without `sign` and `sign_type`.
//!
//! Alipay puts no time into what it signs that could be held against a replay: its callbacks come again for a day. What is repeated has no
//! second effect because the caller's own state decides ([`Notification`](crate::payment::Notification) is applied once, not counted).

mod calls;
pub mod certificates;
pub(crate) use calls::methods;
pub mod notification;
pub mod signing;

use crate::GatewayError;
use crate::keys::{PrivateKey, PublicKey};
use crate::payment::{Agreement, Block, ProviderNo};
use certificates::Certificates;

/// The address that everything is asked of, unless a test says otherwise.
pub const GATEWAY_URL: &str = "https://openapi.alipay.com/gateway.do";

/// A merchant at Alipay: what the operator configures.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// The app id.
    pub app_id: String,
    /// The account that the money goes to (`2088…`).
    pub seller_id: String,
    /// The app's key.
    pub key: PrivateKey,
    /// Alipay's key for this app.
    pub alipay_key: PublicKey,
    /// The certificates of both keys, in certificate mode; none in key mode.
    pub certificates: Option<Certificates>,
    /// The token of the merchant that a service provider acts for, if it acts for one.
    pub app_auth_token: Option<String>,
    /// Where everything is asked; [`GATEWAY_URL`].
    pub gateway_url: String,
    /// Where Alipay sends its callbacks.
    pub notify_url: String,
}

impl Merchant {
    /// Checks what would only be noticed at the first payment.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] for an id that cannot be one or an address that is none.
    pub fn check(&self) -> Result<(), GatewayError> {
        let number = |text: &str| (8..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if !number(&self.app_id) || !number(&self.seller_id) {
            return Err(GatewayError::CommandBad { what: "merchant" });
        }
        if !self.notify_url.starts_with("http") || !self.gateway_url.starts_with("http") {
            return Err(GatewayError::CommandBad {
                what: "callback address",
            });
        }
        Ok(())
    }
}

/// What the scenes mean that somebody signed for; gates read plates here, so only that scene counts.
fn agreement(scenes: &str) -> Agreement {
    if scenes.split(',').any(|scene| scene.trim() == "PLATE_PAY") {
        Agreement::Usable
    } else if scenes.contains("NSF_CHECK_FAILED") {
        Agreement::Blocked(Block::NotEligible)
    } else {
        Agreement::Blocked(Block::NotSigned)
    }
}

fn provider_no(text: &str) -> Result<ProviderNo, GatewayError> {
    ProviderNo::new(text).map_err(|_| GatewayError::Malformed { what: "serial number" })
}

//! Callbacks: a form whose fields are signed.

use super::Merchant;
use super::calls::{time, trade_state};
use super::signing::{Fields, callback_text, read_form};
use crate::HttpRequest;
use crate::error::{Forgery, GatewayError, same};
use crate::payment::{News, Notification, OrderNo, RefundResult, RefundState, Trade};
use crate::wire::{needed, read_yuan};

/// The longest callback that is looked at, in bytes.
pub const CALLBACK_BYTES_MAX: usize = 65_536;

/// Reads a callback, after its signature.
///
/// # Errors
/// As [`Provider::parse_notification`](crate::payment::Provider::parse_notification).
pub fn parse(merchant: &Merchant, request: &HttpRequest) -> Result<Notification, GatewayError> {
    if request.body.len() > CALLBACK_BYTES_MAX {
        return Err(GatewayError::Malformed { what: "callback" });
    }
    let mut fields = Fields::new();
    read_form(&request.body, &mut fields)?;
    let field = |name: &str| fields.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let signature = field("sign").ok_or(GatewayError::Forged(Forgery::Unsigned))?;
    // An older, weaker kind of signature is not taken from anybody who merely asks for it.
    if field("sign_type") != Some("RSA2") {
        return Err(GatewayError::Forged(Forgery::Unsigned));
    }
    if let (Some(names), Some(certificate)) = (&merchant.certificates, field("alipay_cert_sn"))
        && names.alipay != certificate
    {
        return Err(GatewayError::Forged(Forgery::KeyUnknown));
    }
    merchant
        .alipay_key
        .verify(callback_text(&fields).as_bytes(), signature)?;
    same("merchant", &merchant.app_id, needed(field("app_id"), "app id")?)?;
    if let Some(seller) = field("seller_id") {
        same("seller", &merchant.seller_id, seller)?;
    }
    let id = needed(field("notify_id"), "notification id")?.to_owned();
    let order = number(needed(field("out_trade_no"), "order number")?)?;
    let news = match (field("out_biz_no"), field("refund_fee")) {
        // The same kind of callback tells of a refund; what it was paid with still stands beside it.
        (Some(refund), Some(_)) => News::Refund(RefundResult {
            order,
            refund: number(refund)?,
            amount: None,
            state: RefundState::Done,
        }),
        _ => {
            let paid_at = time(field("gmt_payment").map(str::to_owned))?;
            News::Trade(Trade {
                order,
                provider_no: field("trade_no").map(str::to_owned),
                state: trade_state(needed(field("trade_status"), "trade state")?, paid_at)?,
                amount: Some(needed(field("total_amount").and_then(read_yuan), "amount")?),
                paid_at,
                advanced: false,
            })
        }
    };
    Ok(Notification { id, news })
}

fn number(text: &str) -> Result<OrderNo, GatewayError> {
    OrderNo::new(text).map_err(|_| GatewayError::Malformed { what: "order number" })
}

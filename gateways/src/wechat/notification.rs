//! Callbacks: signed like a response, and what they are about sealed inside.

use super::calls::{RefundAnswer, Transaction};
use super::signing::verify;
use super::{Merchant, agreement, provider_no};
use crate::HttpRequest;
use crate::error::{GatewayError, same};
use crate::payment::{News, Notification, StayNo};
use crate::wire::{needed, read_rfc3339};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The longest callback that is looked at, in bytes.
pub const CALLBACK_BYTES_MAX: usize = 65_536;
/// The only way of sealing that is known.
pub const ALGORITHM: &str = "AEAD_AES_256_GCM";

#[derive(Deserialize)]
struct Envelope {
    id: String,
    event_type: String,
    resource: Sealed,
}

#[derive(Deserialize)]
struct Sealed {
    algorithm: String,
    nonce: String,
    #[serde(default)]
    associated_data: String,
    ciphertext: String,
}

#[derive(Deserialize)]
struct Entrance {
    out_parking_no: String,
    parking_id: String,
    parking_state: String,
    blocked_state_description: Option<String>,
    state_update_time: String,
}

#[derive(Deserialize)]
struct Addressee {
    mchid: Option<String>,
    sp_mchid: Option<String>,
}

/// Reads a callback, after its signature and its seal.
///
/// # Errors
/// As [`Provider::parse_notification`](crate::payment::Provider::parse_notification).
pub fn parse(merchant: &Merchant, request: &HttpRequest, now: Timestamp) -> Result<Notification, GatewayError> {
    if request.body.len() > CALLBACK_BYTES_MAX {
        return Err(GatewayError::Malformed { what: "callback" });
    }
    verify(&merchant.platform, |name| request.header(name), &request.body, now)?;
    let envelope: Envelope = json(&request.body, "callback")?;
    same("algorithm", ALGORITHM, &envelope.resource.algorithm)?;
    let sealed = &envelope.resource;
    let plain = merchant
        .seal
        .open(&sealed.nonce, &sealed.associated_data, &sealed.ciphertext)?;
    let addressee: Addressee = json(&plain, "addressee")?;
    if let Some(id) = addressee.sp_mchid.or(addressee.mchid) {
        same("merchant", &merchant.merchant_id, &id)?;
    }
    Ok(Notification {
        id: envelope.id,
        news: news(&envelope.event_type, &plain)?,
    })
}

fn news(event: &str, plain: &[u8]) -> Result<News, GatewayError> {
    match event {
        "TRANSACTION.SUCCESS" | "TRANSACTION.FAIL" | "TRANSACTION.PAY_BACK" => {
            let transaction: Transaction = json(plain, "order")?;
            Ok(News::Trade(transaction.trade()?))
        }
        "REFUND.SUCCESS" | "REFUND.ABNORMAL" | "REFUND.CLOSED" => {
            let refund: RefundAnswer = json(plain, "refund")?;
            Ok(News::Refund(refund.result()?))
        }
        "VEHICLE.ENTRANCE_STATE_CHANGE" => {
            let entrance: Entrance = json(plain, "state of the plate")?;
            Ok(News::Agreement {
                stay: StayNo::new(entrance.out_parking_no)
                    .map_err(|_| GatewayError::Malformed { what: "stay number" })?,
                parking: provider_no(&entrance.parking_id)?,
                agreement: agreement(&entrance.parking_state, entrance.blocked_state_description.as_deref()),
                since: needed(read_rfc3339(&entrance.state_update_time), "time of the change")?,
            })
        }
        _ => Err(GatewayError::Malformed {
            what: "kind of callback",
        }),
    }
}

fn json<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<T, GatewayError> {
    serde_json::from_slice(bytes).map_err(|_| GatewayError::Malformed { what })
}

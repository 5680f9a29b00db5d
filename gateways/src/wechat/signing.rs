//! `WECHATPAY2-SHA256-RSA2048`: what is signed, how a signature is written down, and whom to believe.

use super::{AGE_SECONDS_MAX, Merchant, PlatformKey};
use crate::error::{Decline, Forgery, GatewayError};
use crate::http::{Headers, HttpRequest, HttpResponse, Method};
use crate::keys::PrivateKey;
use crate::payment::Moment;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The scheme of the `Authorization` header.
pub const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";
/// Headers of a signed response or callback: key, time, nonce, signature.
pub const HEADERS: [&str; 4] = [
    "Wechatpay-Serial",
    "Wechatpay-Timestamp",
    "Wechatpay-Nonce",
    "Wechatpay-Signature",
];

/// What a request signs: each part on a line of its own, the last one too.
#[must_use]
pub fn request_text(method: Method, target: &str, seconds: i64, nonce: &str, body: &[u8]) -> Vec<u8> {
    let mut text = format!("{}\n{target}\n{seconds}\n{nonce}\n", method.name()).into_bytes();
    text.extend_from_slice(body);
    text.push(b'\n');
    text
}

/// What a response or a callback signs.
#[must_use]
pub fn answer_text(seconds: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    let mut text = format!("{seconds}\n{nonce}\n").into_bytes();
    text.extend_from_slice(body);
    text.push(b'\n');
    text
}

/// A signed request to a path with its query.
pub(super) fn request(
    merchant: &Merchant,
    method: Method,
    target: &str,
    body: Vec<u8>,
    moment: &Moment,
) -> Result<HttpRequest, GatewayError> {
    let (seconds, nonce) = (moment.now.as_second(), moment.nonce.as_str());
    let signature = merchant
        .key
        .sign(&request_text(method, target, seconds, nonce, &body))?;
    let authorization = format!(
        "{SCHEME} mchid=\"{}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{seconds}\",serial_no=\"{}\"",
        merchant.merchant_id, merchant.serial
    );
    let mut headers: Headers = [
        ("Authorization", authorization.as_str()),
        ("Accept", "application/json"),
        ("User-Agent", "shishi"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if let Some(platform) = merchant.platform.first() {
        // Names the key that the answer is to be signed with, which matters while WeChat changes keys.
        headers.push((HEADERS[0].to_owned(), platform.serial.clone()));
    }
    if method == Method::Post {
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
    }
    Ok(HttpRequest {
        method,
        url: format!("{}{target}", merchant.base_url),
        headers,
        body,
    })
}

/// Signs a body as WeChat does; for the simulator, and for tests.
///
/// # Errors
/// [`GatewayError::KeyUnusable`] from the key.
pub fn sign_answer(
    serial: &str,
    key: &PrivateKey,
    seconds: i64,
    nonce: &str,
    body: &[u8],
) -> Result<Headers, GatewayError> {
    let seconds = seconds.to_string();
    let signature = key.sign(&answer_text(&seconds, nonce, body))?;
    let values = [serial, &seconds, nonce, &signature];
    Ok(HEADERS
        .iter()
        .zip(values)
        .map(|(name, value)| ((*name).to_owned(), value.to_owned()))
        .collect())
}

/// Refuses whatever is not signed by one of WeChat's keys within five minutes of now.
///
/// # Errors
/// [`GatewayError::Forged`], [`GatewayError::Stale`].
pub fn verify<'a>(
    platform: &[PlatformKey],
    header: impl Fn(&str) -> Option<&'a str>,
    body: &[u8],
    now: Timestamp,
) -> Result<(), GatewayError> {
    let [Some(serial), Some(seconds), Some(nonce), Some(signature)] = HEADERS.map(header) else {
        return Err(GatewayError::Forged(Forgery::Unsigned));
    };
    let known = platform.iter().find(|known| known.serial == serial);
    let key = &known.ok_or(GatewayError::Forged(Forgery::KeyUnknown))?.key;
    key.verify(&answer_text(seconds, nonce, body), signature)?;
    // After the signature: how old something is only matters once it is WeChat's.
    let signed: i64 = seconds
        .parse()
        .map_err(|_| GatewayError::Malformed { what: "timestamp" })?;
    let age = now.as_second().saturating_sub(signed);
    if age.saturating_abs() > AGE_SECONDS_MAX {
        return Err(GatewayError::Stale { seconds: age });
    }
    Ok(())
}

#[derive(Deserialize)]
struct Problem {
    code: String,
}

/// The body of a response that is WeChat's and says yes.
pub(super) fn answer<T: DeserializeOwned>(
    merchant: &Merchant,
    response: &HttpResponse,
    now: Timestamp,
) -> Result<T, GatewayError> {
    believe(merchant, response, now)?;
    serde_json::from_slice(&response.body).map_err(|_| GatewayError::Malformed { what: "answer" })
}

/// Refuses a response that is not WeChat's, or says no.
pub(super) fn believe(merchant: &Merchant, response: &HttpResponse, now: Timestamp) -> Result<(), GatewayError> {
    let signed = verify(&merchant.platform, |name| response.header(name), &response.body, now);
    match response.status {
        200..=299 => signed,
        // Anybody on the way can answer with an error. One that is not signed says nothing about the order.
        400..=499 if response.status != 429 && signed.is_ok() => {
            let problem: Problem =
                serde_json::from_slice(&response.body).map_err(|_| GatewayError::Malformed { what: "error" })?;
            Err(declined(problem.code))
        }
        status => Err(GatewayError::Unavailable { status }),
    }
}

fn declined(code: String) -> GatewayError {
    let reason = match code.as_str() {
        "ORDER_NOT_EXIST" | "ORDERNOTEXIST" | "RESOURCE_NOT_EXISTS" | "NOT_FOUND" => Decline::OrderUnknown,
        "OUT_TRADE_NO_USED" => Decline::OrderReused,
        "ORDERPAID" | "ORDER_PAID" => Decline::OrderPaid,
        "ORDER_CLOSED" | "ORDERCLOSED" => Decline::OrderClosed,
        "NOT_ENOUGH" | "NOTENOUGH" => Decline::NoFunds,
        "USER_NOT_EXIST" | "USER_ACCOUNT_ABNORMAL" => Decline::NoAgreement,
        "NO_AUTH" | "MCH_NOT_EXISTS" | "APPID_MCHID_NOT_MATCH" | "SIGN_ERROR" => Decline::NotAllowed,
        "FREQUENCY_LIMITED" | "FREQUENCY_LIMIT_EXCEED" | "RATELIMIT_EXCEEDED" => Decline::TooOften,
        "PARAM_ERROR" | "INVALID_REQUEST" => Decline::RequestWrong,
        _ => Decline::Other,
    };
    GatewayError::Declined { reason, code }
}

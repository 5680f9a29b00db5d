//! RSA2: which fields are signed in which order, and which piece of a response is.

use super::Merchant;
use crate::error::{Decline, Forgery, GatewayError};
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::payment::Moment;
use crate::wire::civil;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// Fields of a form, each once, in the order of their names.
pub type Fields = BTreeMap<String, String>;

/// Fields that one form may have.
pub const FIELDS_MAX: usize = 128;
/// The longest response that is looked at, in bytes.
pub const RESPONSE_BYTES_MAX: usize = 1_048_576;

/// What a request signs: every field that is not empty, but for the signature itself.
#[must_use]
pub fn request_text(fields: &Fields) -> String {
    joined(fields, &["sign"])
}

/// What a callback signs: as a request, but without the kind of signature.
#[must_use]
pub fn callback_text(fields: &Fields) -> String {
    joined(fields, &["sign", "sign_type"])
}

fn joined(fields: &Fields, without: &[&str]) -> String {
    let kept = fields
        .iter()
        .filter(|(name, value)| !value.is_empty() && !without.contains(&name.as_str()));
    let pairs: Vec<String> = kept.map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// Reads a form; a field that stands there twice would be two opinions, and none counts.
///
/// # Errors
/// [`GatewayError::Malformed`] for a field twice, or too many.
pub fn read_form(bytes: &[u8], fields: &mut Fields) -> Result<(), GatewayError> {
    for (name, value) in form_urlencoded::parse(bytes) {
        if fields.len() >= FIELDS_MAX || fields.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(GatewayError::Malformed { what: "form" });
        }
    }
    Ok(())
}

/// A signed request for a method; `notify` where a callback shall follow.
pub(super) fn request(
    merchant: &Merchant,
    method: &str,
    content: &Value,
    notify: bool,
    moment: &Moment,
) -> Result<HttpRequest, GatewayError> {
    let certificates = merchant.certificates.as_ref();
    let common = [
        ("app_cert_sn", certificates.map_or("", |names| &names.app)),
        ("alipay_root_cert_sn", certificates.map_or("", |names| &names.root)),
        ("app_id", merchant.app_id.as_str()),
        ("method", method),
        ("format", "JSON"),
        ("charset", "utf-8"),
        ("sign_type", "RSA2"),
        ("timestamp", &civil(moment.now)),
        ("version", "1.0"),
        ("notify_url", if notify { merchant.notify_url.as_str() } else { "" }),
        ("app_auth_token", merchant.app_auth_token.as_deref().unwrap_or("")),
    ];
    let mut fields: Fields = common
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let content = content.to_string();
    fields.insert("biz_content".to_owned(), content.clone());
    let signature = merchant.key.sign(request_text(&fields).as_bytes())?;
    fields.remove("biz_content");
    fields.insert("sign".to_owned(), signature);
    // What the gateway routes by stands in the address; the content, which holds a plate, only in the body.
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&fields)
        .finish();
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("biz_content", &content)
        .finish();
    Ok(HttpRequest {
        method: Method::Post,
        url: format!("{}?{query}", merchant.gateway_url),
        headers: vec![(
            "Content-Type".to_owned(),
            "application/x-www-form-urlencoded;charset=utf-8".to_owned(),
        )],
        body: body.into_bytes(),
    })
}

/// The key under which the answer of a method stands.
#[must_use]
pub fn node(method: &str) -> String {
    format!("{}_response", method.replace('.', "_"))
}

/// The members of a JSON object with the places of their values, as they stand in the text. None where it is no such object, or a key
/// stands there twice. It reads no deeper, so the text of a value stays as it was signed.
#[must_use]
pub fn members(text: &str) -> Option<Vec<(String, Range<usize>)>> {
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    let mut at = skip(text, 0, "{")?;
    if skip(text, at, "}").is_some_and(|end| end == text.len()) {
        return Some(found);
    }
    loop {
        let (key, end) = value::<String>(text, at)?;
        let start = skip(text, end, ":")?;
        let (_, end) = value::<IgnoredAny>(text, start)?;
        if found.iter().any(|(known, _)| *known == key) {
            return None;
        }
        found.push((key, start..end));
        match skip(text, end, ",") {
            Some(next) => at = next,
            None => return skip(text, end, "}").filter(|end| *end == text.len()).map(|_| found),
        }
    }
}

/// The place after a sign and the white space around it.
fn skip(text: &str, at: usize, sign: &str) -> Option<usize> {
    let rest = text.get(at..)?.trim_start().strip_prefix(sign)?.trim_start();
    Some(text.len() - rest.len())
}

fn value<T: DeserializeOwned>(text: &str, at: usize) -> Option<(T, usize)> {
    let mut stream = serde_json::Deserializer::from_str(text.get(at..)?).into_iter::<T>();
    let value = stream.next()?.ok()?;
    Some((value, at + stream.byte_offset()))
}

#[derive(Deserialize)]
struct Verdict {
    code: String,
    sub_code: Option<String>,
}

/// What Alipay answers a method, once it is known to be Alipay's and to say yes. `10003` says that it is under way.
pub(super) fn answer<T: DeserializeOwned>(
    merchant: &Merchant,
    method: &str,
    response: &HttpResponse,
) -> Result<(T, bool), GatewayError> {
    if response.status != 200 {
        return Err(GatewayError::Unavailable {
            status: response.status,
        });
    }
    let malformed = GatewayError::Malformed { what: "answer" };
    let text = std::str::from_utf8(&response.body).map_err(|_| malformed.clone())?;
    if text.len() > RESPONSE_BYTES_MAX {
        return Err(malformed);
    }
    let text = text.trim();
    let members = members(text).ok_or(malformed.clone())?;
    let under = |key: &str| {
        members
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, range)| &text[range.clone()])
    };
    let node = node(method);
    let signed = under(&node)
        .or_else(|| under("error_response"))
        .ok_or(malformed.clone())?;
    let signature: Option<String> = under("sign").and_then(|sign| serde_json::from_str(sign).ok());
    let certificate: Option<String> = under("alipay_cert_sn").and_then(|name| serde_json::from_str(name).ok());
    // Signed with another key than that of the certificate we have: Alipay's was renewed, or it is somebody else's.
    if let (Some(names), Some(certificate)) = (&merchant.certificates, &certificate)
        && names.alipay != *certificate
    {
        return Err(GatewayError::Forged(Forgery::KeyUnknown));
    }
    let verdict: Verdict = serde_json::from_str(signed).map_err(|_| malformed.clone())?;
    match signature {
        Some(signature) => merchant.alipay_key.verify(signed.as_bytes(), &signature)?,
        // Alipay does not sign that it could not check our signature. So a no without a signature says nothing about the order.
        None if verdict.code != "10000" => {
            return Err(GatewayError::Unavailable {
                status: response.status,
            });
        }
        None => return Err(GatewayError::Forged(Forgery::Unsigned)),
    }
    match verdict.code.as_str() {
        "10000" | "10003" if under(&node).is_some() => {
            let answer = serde_json::from_str(signed).map_err(|_| malformed)?;
            Ok((answer, verdict.code == "10003"))
        }
        _ => Err(declined(verdict, response.status)),
    }
}

fn declined(verdict: Verdict, status: u16) -> GatewayError {
    let code = verdict.sub_code.unwrap_or(verdict.code.clone());
    let reason = match code.strip_prefix("ACQ.").unwrap_or(&code) {
        "SYSTEM_ERROR" | "aop.ACQ.SYSTEM_ERROR" | "isp.unknow-error" => return GatewayError::Unavailable { status },
        _ if verdict.code == "20000" => return GatewayError::Unavailable { status },
        "TRADE_NOT_EXIST" | "ORDER_NOT_EXIST" => Decline::OrderUnknown,
        "CONTEXT_INCONSISTENT" | "OUT_TRADE_NO_USED" => Decline::OrderReused,
        "TRADE_HAS_SUCCESS" => Decline::OrderPaid,
        "TRADE_HAS_CLOSE" | "TRADE_HAS_FINISHED" | "REASON_TRADE_STATUS_INVALID" => Decline::OrderClosed,
        "BUYER_BALANCE_NOT_ENOUGH" | "BUYER_BANKCARD_BALANCE_NOT_ENOUGH" | "SELLER_BALANCE_NOT_ENOUGH" => {
            Decline::NoFunds
        }
        "AGREEMENT_NOT_EXIST" | "AGREEMENT_INVALID" | "NO_AGREEMENT" => Decline::NoAgreement,
        "ACCESS_FORBIDDEN" | "isv.insufficient-isv-permissions" => Decline::NotAllowed,
        "INVALID_PARAMETER" => Decline::RequestWrong,
        "isv.app-call-limited" | "REQUEST_TOO_OFTEN" => Decline::TooOften,
        _ if verdict.code == "40002" => Decline::RequestWrong,
        _ if verdict.code == "40006" => Decline::NotAllowed,
        _ => Decline::Other,
    };
    GatewayError::Declined { reason, code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_text() {
        let rows = [
            (
                r#"{"a":{"x": 1 ,"y":"}"},"sign":"s"}"#,
                Some(vec![r#"{"x": 1 ,"y":"}"}"#, r#""s""#]),
            ),
            (r#" { "a" : [1, 2] , "b" : null } "#, Some(vec!["[1, 2]", "null"])),
            ("{}", Some(vec![])),
            (r#"{"a":{},"a":{}}"#, None),
            (r#"{"a":{}} {"#, None),
            (r#"{"a":{}"#, None),
            (r#"{"a":{},}"#, None),
            (r#"[{}]"#, None),
            ("", None),
        ];
        for (text, expected) in rows {
            let text = text.trim();
            let found = members(text).map(|found| found.into_iter().map(|(_, range)| &text[range]).collect::<Vec<_>>());
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn fields_are_signed_in_the_order_of_their_names() {
        let fields: Fields = [("b", "2"), ("a", "1"), ("c", ""), ("sign", "x"), ("sign_type", "RSA2")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        assert_eq!(request_text(&fields), "a=1&b=2&sign_type=RSA2");
        assert_eq!(callback_text(&fields), "a=1&b=2");
        let mut read = Fields::new();
        assert!(read_form(b"a=1&b=%E6%B5%8E&a=2", &mut read).is_err());
    }
}

//! Headers that every answer carries, errors and static files included.

use axum::http::HeaderMap;
use axum::http::header::{self, HeaderName, HeaderValue};

/// Nothing from elsewhere, nothing inline, no framing.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const ALWAYS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(self), microphone=(), payment=(), usb=()",
    ),
];

/// One year, as ASVS asks.
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// Says to programs what the pages of a demonstration say to people: nothing here is real.
const SIMULATED: &str = "shishi-simulated";

/// The set for this way of serving.
pub(crate) fn of_every_answer(https: bool, simulated: bool) -> HeaderMap {
    let pairs = ALWAYS
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    let mut headers: HeaderMap = pairs.collect();
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    if simulated {
        headers.insert(HeaderName::from_static(SIMULATED), HeaderValue::from_static("true"));
    }
    headers
}

/// Adds what is not there yet, so that an answer can be stricter (or, for open data, laxer) on purpose. An answer
/// that says nothing about keeping it is not kept.
pub(crate) fn complete(headers: &mut HeaderMap, security: &HeaderMap) {
    for (name, value) in security {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// All headers of an answer that is open data as JSON and is not kept, made once, as what is answered from memory is asked most often.
pub(crate) fn of_live_data(every: &HeaderMap) -> HeaderMap {
    // With room for those that the connection adds.
    let mut headers = HeaderMap::with_capacity(2 * every.len());
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    open_data(&mut headers);
    complete(&mut headers, every);
    headers
}

/// Lets pages of other people read an open file: journal, receipts, downloads.
pub fn open_data(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
}

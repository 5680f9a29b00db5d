//! Forms are only taken from our own pages: the browser says where it comes from, and the form carries the session's
//! secret.

use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::http::{HeaderMap, StatusCode};
use axum::{Form, RequestExt};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use super::app::App;
use super::errors::Failure;
use super::session::SignedIn;

/// A form of a signed-in person, sent from our own page. Its field `csrf` is checked and not part of `T`.
#[derive(Debug)]
pub struct CheckedForm<T> {
    /// Who sent it.
    pub signed_in: SignedIn,
    /// What was sent.
    pub form: T,
}

#[derive(Deserialize)]
struct Secret {
    #[serde(default)]
    csrf: String,
}

impl<T: DeserializeOwned> FromRequest<App> for CheckedForm<T> {
    type Rejection = Failure;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Failure> {
        let signed_in: SignedIn = request.extract_parts_with_state(app).await?;
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), &())
            .await
            .map_err(|refusal| Failure::new(refusal.status(), "too_large"))?;
        if nul_in_form(&bytes) {
            return Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "form.nul"));
        }
        let again = |bytes: &Bytes| Request::from_parts(parts.clone(), axum::body::Body::from(bytes.clone()));
        let Form(secret) = Form::<Secret>::from_request(again(&bytes), &())
            .await
            .map_err(|_| Failure::bad_request("bad_request"))?;
        check(&parts.headers, &signed_in, &secret.csrf)?;
        let Form(form) = Form::<T>::from_request(again(&bytes), &())
            .await
            .map_err(|_| Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "unprocessable"))?;
        Ok(Self { signed_in, form })
    }
}

/// Whether a form holds a NUL character, which no keyboard types and no database of ours keeps.
fn nul_in_form(bytes: &[u8]) -> bool {
    bytes.contains(&0) || bytes.windows(3).any(|three| three == b"%00")
}

/// Checks that a request that changes something comes from our own page: `secret` is the form's `csrf` field.
///
/// # Errors
/// 403 `csrf` otherwise.
pub fn check(headers: &HeaderMap, signed_in: &SignedIn, secret: &str) -> Result<(), Failure> {
    let same = bool::from(secret.as_bytes().ct_eq(signed_in.session.csrf.as_bytes()));
    if same && !secret.is_empty() && is_same_origin(headers) {
        Ok(())
    } else {
        Err(Failure::new(StatusCode::FORBIDDEN, "csrf"))
    }
}

/// Whether the browser says that the request comes from this site. Browsers that say nothing pass: the secret decides.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, rest)| rest == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// A form before there is a session (signing in, setting up): no secret yet, so only the origin speaks.
///
/// # Errors
/// 403 `csrf` when the browser says that it comes from elsewhere.
pub fn check_origin(headers: &HeaderMap) -> Result<(), Failure> {
    if is_same_origin(headers) {
        Ok(())
    } else {
        Err(Failure::new(StatusCode::FORBIDDEN, "csrf"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;
    use axum::http::HeaderValue;

    #[test]
    fn the_browsers_word_counts() {
        for (pairs, ok) in [
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "none")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "cross-site")], false),
            (
                vec![("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")],
                true,
            ),
            (
                vec![("origin", "http://evil.example"), ("host", "127.0.0.1:8080")],
                false,
            ),
            (vec![("origin", "null"), ("host", "127.0.0.1:8080")], false),
            (vec![("host", "127.0.0.1:8080")], true),
        ] {
            let headers: HeaderMap = pairs
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(is_same_origin(&headers), ok, "{pairs:?}");
        }
    }
}

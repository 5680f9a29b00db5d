//! Requests taken apart, with refusals that a program can read.
//!
//! axum's own refusals are plain text; these say which code, and carry the reason as the value `reason`.

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::{self, HeaderMap};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use shishi_kernel::Actor;

use crate::shell::{App, Failure};

/// Bytes of a JSON body at most.
const JSON_BYTES_MAX: usize = 64 << 10;

/// Why a text with such a character in it is refused: no name and no word holds one.
const NUL: &str = "a text holds a NUL character";

fn refuse(status: StatusCode, code: &str, reason: impl std::fmt::Display) -> Failure {
    let mut failure = Failure::new(status, code);
    failure.arguments.push(("reason".to_owned(), reason.to_string()));
    failure
}

/// A part of the address.
pub struct InPath<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for InPath<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if parts.uri.path().contains("%00") {
            return Err(refuse(StatusCode::BAD_REQUEST, "api.path", NUL));
        }
        match Path::<T>::from_request_parts(parts, app).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(refusal) => Err(refuse(StatusCode::BAD_REQUEST, "api.path", refusal.body_text())),
        }
    }
}

/// The parameters after the question mark. An unknown one is refused: a filter that is misspelt must not be
/// answered with the whole list.
pub struct InQuery<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for InQuery<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(refuse(StatusCode::BAD_REQUEST, "api.query", NUL));
        }
        match Query::<T>::from_request_parts(parts, app).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(refusal) => {
                let words = refusal.body_text();
                let reason = words.split_once(": ").map_or(words.as_str(), |(_, reason)| reason);
                Err(refuse(StatusCode::BAD_REQUEST, "api.query", reason))
            }
        }
    }
}

/// A JSON body.
pub struct InJson<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for InJson<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        need_media_type(request.headers(), "application/json")?;
        let bytes = body(request, JSON_BYTES_MAX).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            // What is no JSON at all is a bad request; JSON of another shape was understood and is not acceptable.
            let status = if error.is_data() {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::BAD_REQUEST
            };
            refuse(status, "api.body", error)
        })
    }
}

/// A plain text body in UTF-8, of at most `MAX` bytes.
pub struct InText<const MAX: usize>(pub String);

impl<const MAX: usize> FromRequest<App> for InText<MAX> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        need_media_type(request.headers(), "text/plain")?;
        let bytes = body(request, MAX).await?;
        match String::from_utf8(bytes.into()) {
            Ok(text) => Ok(Self(text)),
            Err(error) => Err(refuse(StatusCode::BAD_REQUEST, "api.body", error.utf8_error())),
        }
    }
}

pub(super) fn need_media_type(headers: &HeaderMap, wanted: &str) -> Result<(), Failure> {
    let given = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    let mut failure = Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "api.media_type");
    failure.arguments.push(("wanted".to_owned(), wanted.to_owned()));
    Err(failure)
}

pub(super) async fn body(request: Request, max: usize) -> Result<Bytes, Failure> {
    axum::body::to_bytes(request.into_body(), max).await.map_err(|_| {
        let mut failure = Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "api.too_large");
        failure.arguments.push(("max".to_owned(), max.to_string()));
        failure
    })
}

/// On whose behalf a program speaks: `Authorization: Bearer shishi_…`.
pub struct Bearer(pub Actor);

impl FromRequestParts<App> for Bearer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Some(token) = bearer_token(&parts.headers) else {
            return Err(Failure::new(StatusCode::UNAUTHORIZED, "api.token_missing"));
        };
        let actor = app.blocking(move |service| service.bearer(&token)).await?;
        actor
            .map(Self)
            .ok_or_else(|| Failure::new(StatusCode::UNAUTHORIZED, "api.token_unknown"))
    }
}

pub(super) fn bearer_token(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && (1..=256).contains(&token.len())).then(|| token.to_owned())
}

/// The header that makes a repeated request safe: the same key gives the same answer, and nothing is recorded twice.
pub struct IdempotencyKey(pub String);

impl FromRequestParts<App> for IdempotencyKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let name = HeaderName::from_static("idempotency-key");
        let Some(value) = parts.headers.get(name) else {
            return Err(Failure::bad_request("api.key_missing"));
        };
        let key = value.to_str().unwrap_or_default();
        if (1..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(key.to_owned()))
        } else {
            Err(Failure::bad_request("api.key_invalid"))
        }
    }
}

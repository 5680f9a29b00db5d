//! The cookie that holds a pass.

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{self, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response};
use std::net::SocketAddr;

use axum::body::Body;
use shishi_service::Service;
use shishi_service::parking::PASS_DAYS;

use crate::shell::{App, Failure};

/// Names of the cookie: with HTTPS, and on a plain loopback address.
const COOKIES: [&str; 2] = ["__Host-shishi-pass", "shishi-pass"];

/// The secret in the cookie, if there is one.
pub(super) fn token(headers: &HeaderMap, secure: bool) -> Option<String> {
    let name = COOKIES[usize::from(!secure)];
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|token| (1..=128).contains(&token.len()))
        .map(str::to_owned)
}

/// The pass of a request; where it has none, a new one with its secret.
pub(super) fn of_or_new(service: &Service, token: Option<&str>) -> Result<(i64, Option<String>), Failure> {
    if let Some(pass) = of(service, token)? {
        return Ok((pass, None));
    }
    let (pass, token) = service.new_pass()?;
    Ok((pass, Some(token)))
}

/// The pass of a request, where it has one that has not ended.
pub(super) fn of(service: &Service, token: Option<&str>) -> Result<Option<i64>, Failure> {
    match token {
        Some(token) => Ok(service.pass(token)?),
        None => Ok(None),
    }
}

/// Puts a secret into the browser, or takes it out again.
pub(super) fn set(app: &App, response: &mut Response<Body>, token: Option<&str>) {
    let secure = app.options().secure_cookies;
    let (name, flag) = if secure {
        (COOKIES[0], "; Secure")
    } else {
        (COOKIES[1], "")
    };
    let seconds = token.map_or(0, |_| PASS_DAYS * 86_400);
    let token = token.unwrap_or_default();
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{flag}");
    if let Ok(value) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The network address that a request comes from, where the server knows it.
pub(super) struct From(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let known = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(known.map(|peer| peer.0.ip().to_string()).unwrap_or_default()))
    }
}

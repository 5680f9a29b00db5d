//! Answers: JSON with a tag, kept in memory while the jurisdiction's version has not moved.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::middleware::Next;
use serde::Serialize;
use shishi_service::Service;

use crate::shell::{App, Ask, Failure, Kept, open_data};

/// Whether an answer moves only when the jurisdiction's version does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It does, so that it is answered from memory until then.
    WithVersion,
    /// It speaks of the journal, which is published a moment after the change: made anew each time.
    No,
}

/// The answer to a GET: what `load` gives, as JSON. `None` is a 404.
///
/// # Errors
/// What loading says.
pub async fn json<T, F>(app: &App, ask: Ask, keep: Keep, load: F) -> Result<Response<Body>, Failure>
where
    T: Serialize + Send + 'static,
    F: FnOnce(&Service) -> Result<Option<T>, Failure> + Send + 'static,
{
    // Read before loading: a change that lands in between makes the answer count as old, never as new.
    let version = app.service().version();
    let body = app
        .blocking(move |service| {
            let found = load(service)?.ok_or_else(Failure::not_found)?;
            serde_json::to_vec(&found).map_err(Failure::internal)
        })
        .await?;
    let mut headers = HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ]);
    open_data(&mut headers);
    for (name, value) in app.security_headers() {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    let kept = Arc::new(Kept::new(version, headers, body));
    if keep == Keep::WithVersion {
        app.cache().put(ask.large, &ask.address, &kept);
    }
    Ok(kept.answer(&ask.headers))
}

/// The answer to a POST.
///
/// # Errors
/// When the value cannot be written as JSON, which is a fault of ours.
pub fn made<T: Serialize>(status: StatusCode, value: &T) -> Result<Response<Body>, Failure> {
    let body = serde_json::to_vec(value).map_err(Failure::internal)?;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// Says to whoever is refused for want of a token which kind of token is meant.
pub async fn challenge(request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"shishi\""),
        );
    }
    response
}

//! The journal as static files for other people's tools, and receipts to take away.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response};
use shishi_kernel::LeafId;
use shishi_service::ServiceError;

use crate::shell::{App, Failure, open_data};

/// A checkpoint changes with every publication; a full tile never does; a partial one is replaced by a fuller one
/// under another name, so that it never changes either.
pub(super) async fn file(State(app): State<App>, Path(path): Path<String>) -> Result<Response<Body>, Failure> {
    let is_checkpoint = path.ends_with("/checkpoint");
    let bytes = app
        .blocking(move |service| service.journal_file(&path))
        .await?
        .ok_or_else(Failure::not_found)?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    open_data(headers);
    let (media_type, keep) = if is_checkpoint {
        ("text/plain; charset=utf-8", "no-cache")
    } else {
        ("application/octet-stream", "public, max-age=31536000, immutable")
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    Ok(response)
}

/// `/receipts/{leaf}.tlog-proof`.
pub(super) async fn receipt(State(app): State<App>, Path(file): Path<String>) -> Result<Response<Body>, Failure> {
    let leaf = file
        .strip_suffix(".tlog-proof")
        .and_then(|leaf| leaf.parse().ok())
        .map(LeafId);
    let leaf = leaf.ok_or_else(Failure::not_found)?;
    let text = app
        .blocking(move |service| -> Result<String, ServiceError> { service.receipt(leaf) })
        .await?;
    let mut headers = HeaderMap::new();
    open_data(&mut headers);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    let name = format!("attachment; filename=\"{leaf}.tlog-proof\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::try_from(name).unwrap_or_else(|_| HeaderValue::from_static("attachment")),
    );
    let mut response = Response::new(Body::from(text));
    *response.headers_mut() = headers;
    Ok(response)
}

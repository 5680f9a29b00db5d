//! The JSON API with its OpenAPI document, and the open-data downloads.
//!
//! [`wire`] holds the shapes of version 1, `bounds` what may be asked for, `read` and `write` the handlers; each
//! handler registers its path and its description in one place, so that the document cannot name a path that is not
//! served. To add one: a handler with its description, a line in the `routes` of its file.

mod answer;
mod bounds;
mod document;
mod download;
mod extract;
pub(crate) mod find;
mod lane;
mod page;
mod parking;
mod platform;
mod read;
mod records;
pub mod wire;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::{self, HeaderValue};
use axum::middleware::from_fn;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use crate::shell::{App, Kept, open_data};

pub use document::{API_CODES, codes};
pub(crate) use download::{Cell, csv_of_cells, csv_text, sheet_of_cells};
pub use download::{Dataset, Format};
pub use parking::delivered_json;

fn described() -> (Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(document::skeleton())
        .merge(read::routes())
        .merge(write::routes())
        .merge(records::routes())
        .merge(parking::routes())
        .merge(find::described())
        .merge(platform::routes())
        .merge(lane::routes())
        .split_for_parts()
}

/// The page about the API, once for each language.
pub(crate) fn pages() -> Router<App> {
    Router::new().route("/api", get(page::show))
}

/// Routes of the API and of the downloads; one address for both languages.
pub(crate) fn routes() -> Router<App> {
    let (router, document) = described();
    let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    open_data(&mut headers);
    let kept = Arc::new(Kept::new(0, headers, document::bytes(&document)));
    router
        .route(
            "/api/v1/openapi.json",
            get(move |asked: HeaderMap| async move { kept.answer(&asked) }),
        )
        .layer(from_fn(answer::challenge))
        .merge(download::routes())
        .merge(find::routes())
}

/// The OpenAPI document as it is served, for tools that check it.
#[must_use]
pub fn openapi() -> String {
    String::from_utf8(document::bytes(&described().1)).unwrap_or_default()
}

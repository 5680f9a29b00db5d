//! What anybody reads: the pages, the journal's files, the receipts.

mod journal;

use axum::Router;
use axum::routing::get;

use crate::shell::App;

/// Public pages, once for each language.
pub(crate) fn pages() -> Router<App> {
    Router::new()
}

/// Files with one address for both languages: the journal as static files, and receipts.
pub(crate) fn files() -> Router<App> {
    Router::new()
        .route("/journal/{*path}", get(journal::file))
        .route("/receipts/{file}", get(journal::receipt))
}

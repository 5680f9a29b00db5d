//! What people sign in for: desk, upload, review, issue, accounts.

use axum::Router;

use crate::shell::App;

/// Routes of the office, once for each language.
pub(crate) fn pages() -> Router<App> {
    Router::new()
}

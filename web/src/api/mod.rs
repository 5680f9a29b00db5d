//! The JSON API with its OpenAPI document, and the open-data downloads.

use axum::Router;

use crate::shell::App;

/// Routes of the API and of the downloads; one address for both languages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
}

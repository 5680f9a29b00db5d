//! What every page stands on: languages, layout, errors, headers, cache, sessions, static files.
//!
//! It knows no area. To add a page: a function `page(frame, rows) -> Result<String, Failure>` in the area's folder, a
//! thin handler that calls [`cached`] (public) or [`fresh`] (signed in), and a line in the area's `routes()`.

mod address;
mod app;
mod assets;
mod cache;
mod csrf;
mod errors;
mod frame;
mod front;
mod headers;
mod i18n;
mod memo;
mod preferences;
pub mod provider;
mod session;

pub use address::{encoded, with_query};
pub use app::{App, PdfPrinter, WebOptions};
pub use assets::asset;
pub use cache::{Kept, PageCache};
pub use csrf::{CheckedForm, check as check_csrf, check_origin};
pub use errors::{Failure, Problem, asked_language};
pub use frame::{Ask, Drawn, Frame, cached, fresh, html};
pub use headers::open_data;
pub use i18n::{Lang, Value};
pub use memo::Memo;
pub use preferences::local_path;
pub use session::{Gate, SESSION_COOKIES, SignedIn, clear_session_cookie, session_cookie, session_token};

pub(crate) use front::{Door, Front, stack};

use axum::Router;
use axum::routing::get;

/// Routes of the shell itself, once for the whole site.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/assets/{file}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .route("/robots.txt", get(assets::robots))
        .route("/healthz", get(front::health))
}

/// Routes of the shell that exist in both languages.
pub(crate) fn pages() -> Router<App> {
    Router::new().route("/preferences", get(preferences::set))
}

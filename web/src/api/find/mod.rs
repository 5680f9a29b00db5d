//! Where one can park, for programs: the nearest free bays ([`nearest`]), what changes as it changes ([`live`]), and all of it as ParkAPI and
//! the Curb Data Specification have it ([`views`]).
//!
//! Everything is answered from the index in memory; the store is asked only where the catalogue moved.

mod live;
mod nearest;
mod views;

use std::sync::Arc;

use axum::Router;
use shishi_service::parking::Live;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shell::{App, Failure};

pub(crate) use live::{Event, Told};
pub(crate) use nearest::{PATH as NEAREST, quick};

/// What the document of version 1 describes.
pub(super) fn described() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(nearest::nearest))
        .routes(routes!(live::live))
}

/// What other specifications describe.
pub(super) fn routes() -> Router<App> {
    views::routes()
}

/// The index, from memory where that is possible.
async fn index(app: &App) -> Result<Arc<Live>, Failure> {
    match app.service().live_now() {
        Some(live) => Ok(live),
        None => app.blocking(|service| service.live()).await,
    }
}

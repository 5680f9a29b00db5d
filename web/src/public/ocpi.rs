//! Charging stations as OCPI 2.3 has them, for anybody.

use axum::Router;
use axum::body::Body;
use axum::extract::{OriginalUri, Path, State};
use axum::http::Response;
use axum::routing::get;
use shishi_service::ocpi::{Envelope, Page, StatusCode as Ocpi, Which, details, object, page, versions};
use shishi_service::{HttpReply, Service, ServiceError};

use crate::shell::{App, Failure};

/// Where everything of it is.
const ROOT: &str = "/ocpi";
/// Where the list is.
const LOCATIONS: &str = "/ocpi/2.3.0/locations";

/// The ways in: versions, what the one that we speak has, its list, and one object at a time.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/ocpi/versions", get(handle_versions))
        .route("/ocpi/2.3.0", get(handle_details))
        .route(LOCATIONS, get(handle_list))
        .route("/ocpi/2.3.0/locations/{location}", get(handle_location))
        .route("/ocpi/2.3.0/locations/{location}/{evse}", get(handle_evse))
        .route(
            "/ocpi/2.3.0/locations/{location}/{evse}/{connector}",
            get(handle_connector),
        )
}

type Answer = Result<Response<Body>, Failure>;

fn address(app: &App, path: &str) -> String {
    app.options().public_address.clone().unwrap_or_default() + path
}

async fn handle_versions(State(app): State<App>) -> Answer {
    super::through::reply(versions(&address(&app, ROOT), app.service().now()))
}

async fn handle_details(State(app): State<App>) -> Answer {
    super::through::reply(details(&address(&app, ROOT), app.service().now()))
}

async fn handle_list(State(app): State<App>, OriginalUri(uri): OriginalUri) -> Answer {
    let query = uri.query().unwrap_or_default().to_owned();
    let address = address(&app, LOCATIONS);
    let answer = app
        .blocking(move |service: &Service| {
            let now = service.now();
            let reply = match Page::read(&query) {
                Ok(asked) => page(&service.ocpi_locations()?, &asked, &address, now),
                Err(refusal) => Envelope::<()>::no(Ocpi::ParametersBad, &refusal.to_string(), now).response(Vec::new()),
            };
            Ok::<HttpReply, ServiceError>(reply)
        })
        .await?;
    super::through::reply(answer)
}

async fn handle_location(app: State<App>, Path(location): Path<String>) -> Answer {
    one(app, location, None, None).await
}

async fn handle_evse(app: State<App>, Path((location, evse)): Path<(String, String)>) -> Answer {
    one(app, location, Some(evse), None).await
}

async fn handle_connector(
    app: State<App>,
    Path((location, evse, connector)): Path<(String, String, String)>,
) -> Answer {
    one(app, location, Some(evse), Some(connector)).await
}

async fn one(State(app): State<App>, location: String, evse: Option<String>, connector: Option<String>) -> Answer {
    let which = Which {
        location,
        evse,
        connector,
    };
    let answer = app
        .blocking(move |service: &Service| {
            let reply = object(&service.ocpi_locations()?, &which, service.now());
            Ok::<HttpReply, ServiceError>(reply)
        })
        .await?;
    super::through::reply(answer)
}

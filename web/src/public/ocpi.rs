//! Charging stations as OCPI 2.3 has them, for anybody.

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::Response;
use shishi_service::ocpi::{Envelope, Page, StatusCode as Ocpi, page};
use shishi_service::{HttpReply, Service};

use crate::shell::{App, Failure};

/// Where the list is.
pub(super) const PATH: &str = "/ocpi/2.3.0/locations";

pub(super) async fn locations(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response<Body>, Failure> {
    let query = uri.query().unwrap_or_default().to_owned();
    let address = app.options().public_address.clone().unwrap_or_default() + PATH;
    let answer = app
        .blocking(move |service: &Service| {
            let now = service.now();
            let reply = match Page::read(&query) {
                Ok(asked) => page(&service.ocpi_locations()?, &asked, &address, now),
                Err(refusal) => Envelope::<()>::no(Ocpi::ParametersBad, &refusal.to_string(), now).response(Vec::new()),
            };
            Ok::<HttpReply, shishi_service::ServiceError>(reply)
        })
        .await?;
    super::through::reply(answer)
}

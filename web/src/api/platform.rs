//! Car parks that upload in the words of DB4401/T 133, and free places in them.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use shishi_service::parking::platform::{self, Kind, MESSAGE_BYTES_MAX};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bounds::Nothing;
use super::document::{RefusedDelivery, RefusedRead};
use super::extract::{InPath, InQuery, bearer_token, body, need_media_type};
use super::parking::{Speaker, of_device};
use crate::shell::{App, Failure};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(upload))
        .routes(routes!(vacancy))
}

/// What is uploaded, by its address.
#[derive(Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Upload {
    /// 7.1: an entry.
    Entry,
    /// 8.1: an exit.
    Exit,
    /// 9.1: the free places of the lot.
    Vacancy,
    /// 10.3: whether a bay on the street is taken.
    Bay,
}

impl From<Upload> for Kind {
    fn from(upload: Upload) -> Self {
        match upload {
            Upload::Entry => Self::Entry,
            Upload::Exit => Self::Exit,
            Upload::Vacancy => Self::Vacancy,
            Upload::Bay => Self::Bay,
        }
    }
}

/// Takes an upload of a car park's system by DB4401/T 133: an entry, an exit, free places, a bay. `Result` 0 says that it is on the disk; 1
/// that the message cannot be, with the field that is wrong. Which fields there are is in docs/parking-db4401.md.
#[utoipa::path(post, path = "/api/parking/db4401/{kind}", tag = "parking", security(("device" = [])),
    params(("kind" = inline(Upload), Path, description = "What is uploaded"), Speaker),
    request_body(content = serde_json::Value, content_type = "application/json"),
    responses((status = 200, body = serde_json::Value, description = "`Result`, and of a refusal `Code` and `Message`"), RefusedDelivery))]
async fn upload(
    State(app): State<App>,
    InPath(kind): InPath<Upload>,
    InQuery(speaker): InQuery<Speaker>,
    request: Request,
) -> Result<Response<Body>, Failure> {
    let token = bearer_token(request.headers());
    let token = token.ok_or_else(|| Failure::new(StatusCode::UNAUTHORIZED, "api.device_missing"))?;
    need_media_type(request.headers(), "application/json")?;
    let bytes = body(request, MESSAGE_BYTES_MAX).await?;
    let taken = app
        .committing(move |service| {
            let device = service.device_by_token(&speaker.device, &token).map_err(of_device)?;
            service.hear_upload(&device, kind.into(), &bytes).map_err(Failure::from)
        })
        .await?;
    Ok(json(platform::answer(taken.as_ref().copied())))
}

/// How many bays of a lot are free, as a city platform takes it (9.1).
#[utoipa::path(get, path = "/api/parking/db4401/vacancy/{lot}", tag = "parking",
    params(("lot" = String, Path, description = "The lot's short name", max_length = 60)),
    responses((status = 200, body = serde_json::Value), RefusedRead))]
async fn vacancy(
    State(app): State<App>,
    InPath(lot): InPath<String>,
    _: InQuery<Nothing>,
) -> Result<Response<Body>, Failure> {
    let bytes = app.blocking(move |service| service.vacancy_upload(&lot)).await?;
    Ok(json(bytes))
}

fn json(bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    let media_type = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

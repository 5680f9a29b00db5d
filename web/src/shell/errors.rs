//! Errors: a page that says what happened and what to do, or RFC 9457 problem details for programs.
//!
//! A handler returns a [`Failure`]; it travels as an extension of an empty answer to [`dress`], which alone knows how
//! to draw it. Refusals of axum itself (a method, a body, a path) pass there too and get the same pages.

use askama::Template;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use serde::Serialize;
use shishi_service::ServiceError;

use super::app::App;
use super::frame::{Ask, Frame};
use super::i18n::Lang;

/// What went wrong, for one who asked over HTTP.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The status.
    pub status: StatusCode,
    /// Stable code, listed in the API document.
    pub code: String,
    /// Values for the sentence of the code.
    pub arguments: Vec<(String, String)>,
    /// Sentences that came with the failure: Chinese, English.
    pub said: Option<Box<(String, String)>>,
    /// Seconds after which it is worth asking again.
    pub retry_after: Option<u64>,
    /// Where a reader who is not signed in goes.
    pub sign_in: Option<String>,
}

impl Failure {
    /// A failure of a status and a stable code.
    #[must_use]
    pub fn new(status: StatusCode, code: &str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            arguments: Vec::new(),
            said: None,
            retry_after: None,
            sign_in: None,
        }
    }

    /// Nothing at this address.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// An address or form that cannot be understood.
    #[must_use]
    pub fn bad_request(code: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// A fault of ours; the words go to the operator's log only.
    #[must_use]
    pub fn internal(words: impl std::fmt::Display) -> Self {
        tracing::error!(error = %words, "internal error");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    /// The sentence for people: of the code, else of the status.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        if let Some(said) = &self.said {
            let (zh, en) = &**said;
            return if lang == Lang::Zh { zh.clone() } else { en.clone() };
        }
        lang.code("error-", &self.code, &self.arguments)
            .unwrap_or_else(|| lang.t(&format!("error-status-{}", page_status(self.status))).to_owned())
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        let status = match &error {
            ServiceError::Refused { .. } | ServiceError::Invalid { .. } | ServiceError::Unreadable { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            ServiceError::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            ServiceError::NotFound => StatusCode::NOT_FOUND,
            ServiceError::Forbidden { .. } => StatusCode::FORBIDDEN,
            ServiceError::SignInFailed => StatusCode::UNAUTHORIZED,
            ServiceError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            ServiceError::Conflict => StatusCode::CONFLICT,
            ServiceError::NotYet | ServiceError::Busy | ServiceError::Unknown => StatusCode::SERVICE_UNAVAILABLE,
            ServiceError::Internal(words) => return Self::internal(words),
        };
        let mut failure = Self::new(status, error.code());
        failure.arguments = error
            .arguments()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        failure.retry_after = match error {
            ServiceError::NotYet => Some(1),
            ServiceError::Busy | ServiceError::Unknown => Some(5),
            // The clock belongs to the service; the window of failed attempts is a quarter of an hour.
            ServiceError::TooMany { .. } => Some(900),
            _ => None,
        };
        if let ServiceError::Unreadable { zh, en } = error {
            failure.said = Some(Box::new((zh, en)));
        }
        failure
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self);
        response
    }
}

/// RFC 9457 problem details, with our stable code and the values of its sentence.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// A reference to the list of codes in the API's page.
    pub r#type: String,
    /// The sentence of the status.
    pub title: String,
    /// The status.
    pub status: u16,
    /// What happened and what to do.
    pub detail: String,
    /// Stable code.
    pub code: String,
    /// Values of the sentence.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub arguments: serde_json::Map<String, serde_json::Value>,
}

impl Problem {
    /// The problem of a failure, in a language.
    #[must_use]
    pub fn new(failure: &Failure, lang: Lang) -> Self {
        Self {
            r#type: format!("/api#{}", failure.code),
            title: lang
                .t(&format!("error-title-{}", page_status(failure.status)))
                .to_owned(),
            status: failure.status.as_u16(),
            detail: failure.sentence(lang),
            code: failure.code.clone(),
            arguments: failure
                .arguments
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().into()))
                .collect(),
        }
    }

    fn into_response(self) -> Response<Body> {
        let status = self.status;
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}

#[derive(Template)]
#[template(path = "shell/error.html")]
struct ErrorPage {
    frame: Frame,
    status: u16,
    title: &'static str,
    sentence: String,
    advice: &'static str,
    code: String,
    sign_in: Option<String>,
}

/// The statuses that have sentences of their own; others are told by their class.
fn page_status(status: StatusCode) -> u16 {
    match status.as_u16() {
        code @ (400 | 401 | 403 | 404 | 405 | 409 | 413 | 422 | 429 | 500 | 503) => code,
        415 => 400,
        408 | 504 => 503,
        code if code < 500 => 400,
        _ => 500,
    }
}

/// Draws failures. Answers that carry a page or problem of their own pass untouched.
pub(super) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response<Body> {
    let address = request
        .uri()
        .path_and_query()
        .map_or("/", |address| address.as_str())
        .to_owned();
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let response = next.run(request).await;
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    let failure = response.extensions().get::<Failure>().cloned();
    if failure.is_none() && is_drawn(response.headers()) {
        return response;
    }
    let failure = failure.unwrap_or_else(|| Failure::new(response.status(), code_of(response.status())));
    let ask = Ask::of(&address, headers);
    if failure.sign_in.is_some() && method == Method::GET && !wants_problem(&ask) {
        return sign_in_first(&failure);
    }
    let mut drawn = if wants_problem(&ask) {
        Problem::new(&failure, problem_language(&ask)).into_response()
    } else {
        draw(&app, &ask, &failure)
    };
    for name in [header::ALLOW, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            drawn.headers_mut().insert(name, value.clone());
        }
    }
    if let Some(seconds) = failure.retry_after {
        drawn
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    drawn
}

/// The refusal of an address that is too long to be looked at; nothing of it is printed into a page. Programs get the status
/// that the API describes for a malformed parameter.
pub(super) fn of_long_address(app: &App, path: &str, headers: &HeaderMap) -> Response<Body> {
    let place = ["/api/", "/data/", "/en/"]
        .into_iter()
        .find(|place| path.starts_with(place));
    let ask = Ask::of(place.unwrap_or("/"), headers.clone());
    if wants_problem(&ask) {
        let failure = Failure::new(StatusCode::BAD_REQUEST, "bad_request");
        Problem::new(&failure, problem_language(&ask)).into_response()
    } else {
        draw(app, &ask, &Failure::new(StatusCode::URI_TOO_LONG, "bad_request"))
    }
}

/// Whether an answer says itself what is wrong: as a page or a problem of ours, or in the words of a protocol of others, which are JSON.
fn is_drawn(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let drawn = ["text/html", "application/problem+json", "application/json"];
    drawn.iter().any(|known| media_type.starts_with(known))
}

fn sign_in_first(failure: &Failure) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Some(Ok(to)) = failure.sign_in.as_deref().map(HeaderValue::try_from) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn draw(app: &App, ask: &Ask, failure: &Failure) -> Response<Body> {
    let lang = ask.lang;
    let status = page_status(failure.status);
    let page = ErrorPage {
        frame: ask.frame(app.service(), ""),
        status: failure.status.as_u16(),
        title: lang.t(&format!("error-title-{status}")),
        sentence: failure.sentence(lang),
        advice: lang.t(&format!("error-advice-{status}")),
        code: failure.code.clone(),
        sign_in: failure.sign_in.clone(),
    };
    match page.render() {
        Ok(page) => super::frame::html(failure.status, page),
        Err(error) => {
            tracing::error!(%error, "the error page itself failed");
            let mut response = Response::new(Body::from("500"));
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    }
}

/// Programs get problem details: everything under `/api/`, and whoever asks for JSON and not for HTML.
fn wants_problem(ask: &Ask) -> bool {
    let path = ask.address.split('?').next().unwrap_or_default();
    let accept = ask
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    path.starts_with("/api/")
        || path.starts_with("/data/")
        || (accept.contains("json") && !accept.contains("text/html"))
}

/// The API has one address for both languages, so that the language is asked for by header.
fn problem_language(ask: &Ask) -> Lang {
    match ask.lang {
        Lang::En => Lang::En,
        Lang::Zh => asked_language(&ask.headers),
    }
}

/// The language that a program asks for by `Accept-Language`.
#[must_use]
pub fn asked_language(headers: &HeaderMap) -> Lang {
    let wish = headers.get(header::ACCEPT_LANGUAGE);
    let wish = wish.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if wish.trim_start().to_ascii_lowercase().starts_with("en") {
        Lang::En
    } else {
        Lang::Zh
    }
}

/// The code of a refusal that is axum's own.
fn code_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "unauthenticated",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        408 | 503 | 504 => "busy",
        409 => "conflict",
        413 => "too_large",
        415 => "media_type",
        422 => "unprocessable",
        429 => "too_many",
        code if code < 500 => "bad_request",
        _ => "internal",
    }
}

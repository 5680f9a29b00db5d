//! What every page is drawn in: language, address, type size, name of the government.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRef, FromRequestParts, OriginalUri};
use axum::http::header::{self, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, StatusCode};
use shishi_service::Service;

use super::app::App;
use super::cache::Kept;
use super::errors::Failure;
use super::i18n::{Lang, Value};
use super::{headers, preferences};

/// What a request says of how it wants to be answered.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The language, from the path.
    pub lang: Lang,
    /// Path and query as asked.
    pub address: String,
    /// Large type.
    pub large: bool,
    /// Whether papers can be had as PDF here.
    pub pdf: bool,
    /// The request's headers.
    pub headers: HeaderMap,
}

impl Ask {
    pub(crate) fn of(address: &str, headers: HeaderMap) -> Self {
        Self {
            lang: Lang::of_path(address),
            address: address.to_owned(),
            large: preferences::is_large(&headers),
            pdf: false,
            headers,
        }
    }

    /// Path and query without the language: the same in both.
    #[must_use]
    pub fn path(&self) -> &str {
        match self.address.strip_prefix(self.lang.prefix()).unwrap_or("/") {
            "" => "/",
            rest => rest,
        }
    }

    /// The frame of a page of `section`, over the site's name as it is now.
    #[must_use]
    pub fn frame(&self, service: &Service, section: &'static str) -> Frame {
        // A frame is also what errors are drawn in, so it stands without the store.
        let site = service.site();
        let (site_name, simulated) = site.map(|site| (site.name, site.simulated)).unwrap_or_default();
        Frame {
            lang: self.lang,
            path: self.path().to_owned(),
            section,
            large: self.large,
            pdf: self.pdf,
            site_name,
            simulated,
            person: None,
            csrf: String::new(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ask
where
    App: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let uri = parts
            .extensions
            .get::<OriginalUri>()
            .map_or(&parts.uri, |original| &original.0);
        let address = uri.path_and_query().map_or("/", |address| address.as_str());
        Ok(Self {
            pdf: App::from_ref(state).options().pdf.is_some(),
            ..Self::of(address, parts.headers.clone())
        })
    }
}

/// What every page is drawn in. Templates hold one as `frame`.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language.
    pub lang: Lang,
    /// Path and query without the language.
    pub path: String,
    /// The part of the site, for the navigation: `overview`, `commitments`, `units`, `gazettes`, `chronicle`,
    /// `verify`, `data`, `about`, `search`, `office`, or nothing.
    pub section: &'static str,
    /// Large type.
    pub large: bool,
    /// Whether papers can be had as PDF here.
    pub pdf: bool,
    /// Name of the government.
    pub site_name: String,
    /// Whether the data is simulated.
    pub simulated: bool,
    /// Who is signed in; never set on a page that is kept.
    pub person: Option<String>,
    /// The secret that forms of the session carry.
    pub csrf: String,
}

impl Frame {
    /// A sentence without values.
    #[must_use]
    pub fn t(&self, key: &str) -> &'static str {
        self.lang.t(key)
    }

    /// A sentence with one value.
    #[must_use]
    pub fn with<'a>(&self, key: &str, name: &str, value: impl Into<Value<'a>>) -> String {
        self.lang.with(key, name, value)
    }

    /// The sentence of a code: `prefix` + code, dots and underscores as in the Fluent files.
    #[must_use]
    pub fn coded(&self, prefix: &str, code: &str) -> &'static str {
        self.lang.t(&format!("{prefix}{}", code.replace(['.', '_'], "-")))
    }

    /// An address in this page's language.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        self.lang.href(path)
    }

    /// This page in the other language.
    #[must_use]
    pub fn twin(&self) -> String {
        self.lang.other().href(&self.path)
    }

    /// The address of a static file.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        super::asset(name)
    }

    /// An icon of the sprite, for `href` of `use`.
    #[must_use]
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", super::asset("icons.svg"))
    }

    /// Whether the navigation marks `section` as here.
    #[must_use]
    pub fn is_here(&self, section: &str) -> bool {
        self.section == section
    }
}

/// Headers of an HTML page that may be kept by whoever asks again each time.
fn page_headers(app: &App) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::VARY, HeaderValue::from_static("accept-encoding, cookie")),
    ]);
    headers::complete(&mut headers, app.security_headers());
    headers
}

/// A page, and whether it stays true until the jurisdiction's version moves.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The page.
    pub page: String,
    /// Not so while it shows a journal entry that is on its way: publishing moves no version.
    pub settled: bool,
}

impl From<String> for Drawn {
    fn from(page: String) -> Self {
        Self { page, settled: true }
    }
}

/// Draws a public page beside the network threads and keeps it until the jurisdiction's version moves. Only for
/// answers to GET that depend on nothing but the address and the type size.
///
/// # Errors
/// What drawing says.
pub async fn cached<F, D>(app: &App, ask: Ask, section: &'static str, draw: F) -> Result<Response<Body>, Failure>
where
    F: FnOnce(&Service, Frame) -> Result<D, Failure> + Send + 'static,
    D: Into<Drawn>,
{
    let (large, address, asked) = (ask.large, ask.address.clone(), ask.headers.clone());
    // Read before drawing: a change that lands in between makes the page count as old, never as new.
    let version = app.service().version();
    let drawn: Drawn = app
        .blocking(move |service| draw(service, ask.frame(service, section)).map(Into::into))
        .await?;
    let kept = Arc::new(Kept::new(version, page_headers(app), drawn.page));
    if drawn.settled {
        app.cache().put(large, &address, &kept);
    }
    Ok(kept.answer(&asked))
}

/// Draws a page for one person, now; nobody keeps it.
///
/// # Errors
/// What drawing says.
pub async fn fresh<F>(app: &App, ask: Ask, section: &'static str, draw: F) -> Result<Response<Body>, Failure>
where
    F: FnOnce(&Service, Frame) -> Result<String, Failure> + Send + 'static,
{
    let page = app
        .blocking(move |service| draw(service, ask.frame(service, section)))
        .await?;
    Ok(html(StatusCode::OK, page))
}

/// A page that nobody keeps.
#[must_use]
pub fn html(status: StatusCode, page: String) -> Response<Body> {
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

//! The way of a request: what memory alone can answer first, then limits, handlers, and the drawing of failures.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response_with_state};
use axum::response::IntoResponse;
use axum::serve::{IncomingStream, Listener};
use futures_util::future::Either;
use tower::Service;
use tower_http::catch_panic::CatchPanicLayer;

use super::app::App;
use super::errors::{self, Failure, dress};
use super::preferences;

/// Bytes of a form; a route that takes files has a limit of its own.
const BODY_BYTES_MAX: usize = 256 << 10;
/// Longest address that is looked at.
const ADDRESS_BYTES_MAX: usize = 4096;
/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long one may take to a form with files: pictures come from telephones in villages.
const FILES_WITHIN: Duration = Duration::from_secs(300);

/// The whole site: `pages` behind limits, failures drawn; what memory alone can answer is answered before anything else.
pub(crate) fn stack(pages: Router, app: App) -> Front {
    let guarded = pages
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), dress))
        .layer(map_response_with_state(app.clone(), finish));
    Front {
        app,
        pages: guarded,
        from: None,
    }
}

/// Ends what takes too long. Files are only read of those who are signed in, so that nobody else holds a place for long.
async fn in_time(request: Request, next: Next) -> Response<Body> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let files = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let within = if files { FILES_WITHIN } else { ANSWER_WITHIN };
    let late = |_| StatusCode::SERVICE_UNAVAILABLE.into_response();
    tokio::time::timeout(within, next.run(request))
        .await
        .unwrap_or_else(late)
}

/// A bug of ours must not end the connection without a word.
fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response<Body> {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    Failure::internal(format!("a handler panicked: {words}")).into_response()
}

async fn finish(State(app): State<App>, mut response: Response<Body>) -> Response<Body> {
    super::headers::complete(response.headers_mut(), app.security_headers());
    response
}

/// Whether the site answers; says nothing else.
pub(super) async fn health(State(app): State<App>) -> Result<Response<Body>, Failure> {
    app.blocking(|service| service.programmes().map(|_| ())).await?;
    let mut response = Response::new(Body::from("ok\n"));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    Ok(response)
}

type Answer = Result<Response<Body>, Infallible>;

/// The site as it stands before a connection.
#[derive(Clone)]
pub(crate) struct Front {
    app: App,
    pages: Router,
    /// Who is at the other end, where that is known.
    from: Option<SocketAddr>,
}

impl Front {
    /// The same for one connection.
    fn to(&self, from: SocketAddr) -> Self {
        let from = Some(from);
        Self { from, ..self.clone() }
    }

    /// The page kept for this request, ready to send.
    fn kept(&self, request: &Request) -> Option<Response<Body>> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return None;
        }
        let address = request.uri().path_and_query()?.as_str();
        let large = preferences::is_large(request.headers());
        let kept = self.app.cache().get(large, address, self.app.service().version())?;
        let mut response = kept.answer(request.headers());
        if request.method() == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        Some(response)
    }

    /// The answer to a question that memory alone can answer.
    fn quick(&self, request: &Request) -> Option<Response<Body>> {
        use crate::api::find::{NEAREST, quick};
        (request.uri().path() == NEAREST)
            .then(|| quick(&self.app, request))
            .flatten()
    }
}

impl Service<Request> for Front {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<Ready<Answer>, Pin<Box<dyn Future<Output = Answer> + Send>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.quick(&request).or_else(|| self.kept(&request)) {
            Some(response) => Either::Left(ready(Ok(response))),
            None => Either::Right(self.ask(request)),
        }
    }
}

impl Front {
    /// The answer of a handler.
    fn ask(&self, mut request: Request) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        let uri = request.uri();
        let path = uri.path();
        if uri
            .path_and_query()
            .is_some_and(|address| address.as_str().len() > ADDRESS_BYTES_MAX)
        {
            let response = errors::of_long_address(&self.app, path, request.headers());
            let app = self.app.clone();
            return Box::pin(async move { Ok(finish(State(app), response).await) });
        }
        if let Some(trimmed) = path
            .strip_suffix('/')
            .filter(|trimmed| trimmed.starts_with('/') && !trimmed.starts_with("//"))
        {
            let to = uri
                .query()
                .map_or_else(|| trimmed.to_owned(), |query| format!("{trimmed}?{query}"));
            let response = (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response();
            let app = self.app.clone();
            return Box::pin(async move { Ok(finish(State(app), response).await) });
        }
        if let Some(from) = self.from {
            request.extensions_mut().insert(ConnectInfo(from));
        }
        let mut pages = self.pages.clone();
        Box::pin(async move { pages.call(request).await })
    }
}

/// Gives each connection the site itself. A router around it would have nothing to decide, and every answer would go through its layers.
pub(crate) struct Door(pub(crate) Front);

impl<L: Listener<Addr = SocketAddr>> Service<IncomingStream<'_, L>> for Door {
    type Response = Front;
    type Error = Infallible;
    type Future = Ready<Result<Front, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, stream: IncomingStream<'_, L>) -> Self::Future {
        ready(Ok(self.0.to(*stream.remote_addr())))
    }
}

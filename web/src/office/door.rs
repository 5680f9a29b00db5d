//! Signing in and out.

use std::net::SocketAddr;

use askama::Template;
use axum::body::Body;
use axum::extract::{ConnectInfo, Form, FromRequestParts, State};
use axum::http::header::{self, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response};
use shishi_service::SignInFrom;

use super::form::{Input, Posted};
use super::page::{Answer, Office, Trouble, attempt, see_other};
use crate::shell::{
    App, Ask, CheckedForm, Failure, Frame, check_origin, clear_session_cookie, html, local_path, session_cookie,
    session_token,
};

#[derive(Template)]
#[template(path = "office/sign-in.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    back: String,
    inputs: Vec<Input>,
    /// What the office's provider of identities is called, or empty.
    provider: String,
}

/// The form; whoever is signed in already goes on to the desk.
pub(super) async fn show(State(app): State<App>, ask: Ask) -> Answer {
    if let Some(token) = session_token(&ask.headers, app.options().secure_cookies)
        && app.blocking(move |service| service.session(&token)).await?.is_some()
    {
        return Ok(see_other(ask.lang, "/office"));
    }
    let back = back(ask.address.split_once("back=").map_or("", |(_, path)| path));
    page(&app, &ask, back, "", None)
}

/// Opens a session.
pub(super) async fn sign_in(
    State(app): State<App>,
    ask: Ask,
    Peer(address): Peer,
    headers: HeaderMap,
    Form(form): Form<Posted>,
) -> Answer {
    check_origin(&headers)?;
    let (login, password, code) = (form.trimmed("login"), form.text("password"), form.text("code"));
    let back = back(&form.text("back"));
    let from = SignInFrom {
        address,
        agent: agent(&headers),
    };
    let name = login.clone();
    match attempt(&app, move |service| {
        service.sign_in_with_code(&name, &password, &code, from)
    })
    .await?
    {
        Ok(signed_in) => {
            let to = if back.is_empty() { "/office" } else { &back };
            let plain = to
                .strip_prefix("/en")
                .filter(|rest| rest.starts_with('/'))
                .unwrap_or(to);
            Ok(enter(
                see_other(ask.lang, plain),
                &signed_in.token,
                app.options().secure_cookies,
            ))
        }
        Err(failure) => page(&app, &ask, back, &login, Some(&failure)),
    }
}

/// Ends the session.
pub(super) async fn sign_out(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let token = sent.signed_in.token;
    app.blocking(move |service| service.sign_out(&token)).await?;
    let mut response = see_other(ask.lang, "/office/sign-in");
    if let Ok(cookie) = HeaderValue::try_from(clear_session_cookie(app.options().secure_cookies)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The form again, with why signing in some other way led to nothing.
pub(super) fn refused(app: &App, ask: &Ask, failure: &Failure) -> Answer {
    page(app, ask, String::new(), "", Some(failure))
}

fn page(app: &App, ask: &Ask, back: String, login: &str, failure: Option<&Failure>) -> Answer {
    let frame = ask.frame(app.service(), "office");
    let trouble = failure.map(|failure| {
        let beside = if failure.code == "sign_in_failed" {
            "password"
        } else {
            ""
        };
        Trouble::of(failure, ask.lang, beside)
    });
    let inputs = vec![
        Input::new(&frame, "login", "person-login", "text")
            .value(login)
            .autocomplete("username")
            .length(64),
        Input::new(&frame, "password", "sign-in-password", "password")
            .autocomplete("current-password")
            .length(256)
            .wrong(trouble.as_ref()),
        Input::new(&frame, "code", "factor-code", "text")
            .hint(&frame, "sign-in-code-hint")
            .autocomplete("one-time-code")
            .length(32)
            .optional(),
    ];
    let status = trouble
        .as_ref()
        .map_or(axum::http::StatusCode::OK, |trouble| trouble.status);
    let page = Page {
        provider: (app.options().provider.as_ref())
            .map(|provider| provider.name.clone())
            .unwrap_or_default(),
        office: Office::outside(),
        trouble,
        back,
        inputs,
        frame,
    };
    Ok(html(status, page.render()?))
}

/// Where to go after signing in: a page of ours, or nowhere.
fn back(path: &str) -> String {
    local_path(path).unwrap_or_default().to_owned()
}

/// Puts the session's secret into the browser.
pub(super) fn enter(mut response: Response<Body>, token: &str, secure: bool) -> Response<Body> {
    if let Ok(cookie) = HeaderValue::try_from(session_cookie(token, secure)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// What the browser says of itself, so that a person can recognise the own sessions.
pub(super) fn agent(headers: &HeaderMap) -> String {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect()
}

/// The network address that a request comes from, where the server knows it.
pub(super) struct Peer(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let known = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(known.map(|peer| peer.0.ip().to_string()).unwrap_or_default()))
    }
}

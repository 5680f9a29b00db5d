//! The one-time link of a first start, which makes the first administrator.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use shishi_service::{NewPerson, SignInFrom};

use super::door::enter;
use super::form::{Input, Posted};
use super::page::{Answer, Office, Trouble, attempt, parameter, see_other};
use crate::shell::{App, Ask, Failure, Frame, check_origin, html};

#[derive(Template)]
#[template(path = "office/setup.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    /// Whether the link can still be used.
    valid: bool,
    token: String,
    inputs: Vec<Input>,
}

/// The form, or what to do when the link is used up.
pub(super) async fn show(State(app): State<App>, ask: Ask) -> Answer {
    let token = parameter(&ask, "token").unwrap_or_default().to_owned();
    page(&app, &ask, token, &Posted::default(), None).await
}

/// Makes the account and signs it in.
pub(super) async fn send(State(app): State<App>, ask: Ask, headers: HeaderMap, Form(form): Form<Posted>) -> Answer {
    check_origin(&headers)?;
    let token = form.trimmed("token");
    let person = NewPerson {
        login: form.trimmed("login"),
        display_name: form.trimmed("display_name"),
        password: form.text("password"),
    };
    let (asked, made) = (token.clone(), person.clone());
    if let Err(failure) = attempt(&app, move |service| service.complete_setup(&asked, made)).await? {
        return page(&app, &ask, token, &form, Some(&failure)).await;
    }
    let from = SignInFrom {
        address: String::new(),
        agent: super::door::agent(&headers),
    };
    let signed_in = app
        .blocking(move |service| service.sign_in(&person.login, &person.password, from))
        .await?;
    Ok(enter(
        see_other(ask.lang, "/office?said=setup"),
        &signed_in.token,
        app.options().secure_cookies,
    ))
}

async fn page(app: &App, ask: &Ask, token: String, typed: &Posted, failure: Option<&Failure>) -> Answer {
    let frame = ask.frame(app.service(), "office");
    let field = failure.map(field_of).unwrap_or_default();
    let trouble = failure.map(|failure| Trouble::of(failure, ask.lang, field));
    let asked = token.clone();
    let valid = app.blocking(move |service| service.setup_token_valid(&asked)).await?;
    let status = match (&trouble, valid) {
        (Some(trouble), _) => trouble.status,
        (None, true) => axum::http::StatusCode::OK,
        (None, false) => axum::http::StatusCode::GONE,
    };
    let person = person_inputs(&frame, typed, trouble.as_ref());
    let page = Page {
        office: Office::outside(),
        trouble,
        valid,
        token,
        inputs: person,
        frame,
    };
    Ok(html(status, page.render()?))
}

/// The field that a refusal of the service names.
pub(super) fn field_of(failure: &Failure) -> String {
    let named = failure.arguments.iter().find(|(name, _)| name == "field");
    named.map(|(_, field)| field.clone()).unwrap_or_default()
}

/// Name to sign in with, name, password.
pub(super) fn person_inputs(frame: &Frame, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Input> {
    vec![
        Input::new(frame, "login", "person-login", "text")
            .hint(frame, "person-login-hint")
            .value(typed.text("login"))
            .autocomplete("username")
            .length(64)
            .wrong(trouble),
        Input::new(frame, "display_name", "person-name", "text")
            .hint(frame, "person-name-hint")
            .value(typed.text("display_name"))
            .autocomplete("name")
            .length(64)
            .wrong(trouble),
        Input::new(frame, "password", "person-password", "password")
            .hint(frame, "person-password-hint")
            .autocomplete("new-password")
            .length(128)
            .wrong(trouble),
    ]
}

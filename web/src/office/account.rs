//! One's own account: password, sessions, tokens for programs.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use shishi_service::Service;

use super::factor::{self, Factor};
use super::form::{Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::setup::field_of;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn, clear_session_cookie};

struct SessionRow {
    handle: String,
    /// The session that asks; it is ended by signing out.
    own: bool,
    address: String,
    agent: String,
    since: String,
    seen: String,
}

struct TokenRow {
    id: i64,
    label: String,
    made: String,
}

#[derive(Template)]
#[template(path = "office/account.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    name: String,
    login: String,
    role: &'static str,
    unit: String,
    factor: Factor,
    /// What the office's provider of identities is called, or empty.
    provider: String,
    /// Since when an identity is joined to the account, or empty.
    joined: String,
    password: Vec<Input>,
    sessions: Vec<SessionRow>,
    tokens: Vec<TokenRow>,
    label: Input,
    /// A token that was just made, or empty; it is shown this once.
    secret: String,
}

/// The page.
pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Posted::default(), None, String::new()).await
}

/// Changes the password. That ends every session, this one too: whoever has the old password is out at once.
pub(super) async fn password(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, old, new) = (signed_in.session.actor.clone(), form.text("old"), form.text("password"));
    match attempt(&app, move |service| service.change_password(&actor, &old, &new)).await? {
        Ok(()) => {
            let mut response = see_other(ask.lang, "/office/sign-in");
            if let Ok(cookie) = HeaderValue::try_from(clear_session_cookie(app.options().secure_cookies)) {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(failure) => {
            let is_old = failure.code == "sign_in_failed";
            let mut trouble = Trouble::of(
                &failure,
                ask.lang,
                if is_old { "old".to_owned() } else { field_of(&failure) },
            );
            if is_old {
                for fault in &mut trouble.faults {
                    ask.lang.t("fault-old-password").clone_into(&mut fault.words);
                }
                trouble.status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            }
            page(&app, ask, signed_in, form, Some(trouble), String::new()).await
        }
    }
}

/// Ends all sessions but this.
pub(super) async fn end_sessions(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let SignedIn { session, token } = sent.signed_in;
    app.blocking(move |service| service.end_other_sessions(&session.actor, &token))
        .await?;
    Ok(see_other(ask.lang, "/office/account?said=sessions-ended"))
}

/// Ends one session.
pub(super) async fn end_session(
    State(app): State<App>,
    ask: Ask,
    Path(handle): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let actor = sent.signed_in.session.actor;
    app.blocking(move |service| service.end_session(&actor, &handle))
        .await?;
    Ok(see_other(ask.lang, "/office/account?said=session-ended"))
}

/// Makes a token. It is shown on this answer and nowhere else, so that there is no page to go on to.
pub(super) async fn create_token(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, label) = (signed_in.session.actor.clone(), form.trimmed("label"));
    match attempt(&app, move |service| service.create_api_token(&actor, &label)).await? {
        Ok(secret) => page(&app, ask, signed_in, Posted::default(), None, secret).await,
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, field_of(&failure));
            page(&app, ask, signed_in, form, Some(trouble), String::new()).await
        }
    }
}

/// Ends a token.
pub(super) async fn revoke_token(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let actor = sent.signed_in.session.actor;
    app.blocking(move |service| service.revoke_api_token(&actor, id))
        .await?;
    Ok(see_other(ask.lang, "/office/account?said=token-ended"))
}

/// The page, with what was typed and what was wrong with it.
pub(super) async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    typed: Posted,
    trouble: Option<Trouble>,
    secret: String,
) -> Answer {
    let own = Service::session_handle(&signed_in.token);
    let provider = app.options().provider.as_ref();
    let provider = provider.map(|provider| provider.name.clone()).unwrap_or_default();
    draw(app, ask, signed_in, "/office/account", move |service, room| {
        drawn(service, room, &own, provider, &typed, trouble, secret)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    own: &str,
    provider: String,
    typed: &Posted,
    trouble: Option<Trouble>,
    secret: String,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let sessions = service
        .sessions(&session.actor)?
        .into_iter()
        .map(|row| SessionRow {
            own: row.handle == own,
            handle: row.handle,
            address: row.address,
            agent: row.agent,
            since: frame.lang.moment(row.created_at),
            seen: frame.lang.moment(row.last_seen_at),
        })
        .collect();
    let tokens = service
        .api_tokens(&session.actor)?
        .into_iter()
        .map(|row| TokenRow {
            id: row.id,
            label: row.label,
            made: frame.lang.moment(row.created_at),
        })
        .collect();
    let password = vec![
        Input::new(&frame, "old", "account-old-password", "password")
            .autocomplete("current-password")
            .length(256)
            .wrong(trouble.as_ref()),
        Input::new(&frame, "password", "account-new-password", "password")
            .hint(&frame, "person-password-hint")
            .autocomplete("new-password")
            .length(128)
            .wrong(trouble.as_ref()),
    ];
    let label = Input::new(&frame, "label", "account-token-label", "text")
        .hint(&frame, "account-token-label-hint")
        .value(typed.text("label"))
        .length(64)
        .wrong(trouble.as_ref());
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let factor = factor::factor(service, &frame, &session, trouble.as_ref())?;
    let joined = service.identity(&session.actor)?;
    let page = Page {
        provider,
        joined: joined.map(|(_, at)| frame.lang.moment(at)).unwrap_or_default(),
        factor,
        role: frame.t(&format!("role-name-{}", session.actor.role.code())),
        unit: session.unit_name.unwrap_or_default(),
        name: session.display_name,
        login: session.login,
        password,
        sessions,
        tokens,
        label,
        secret,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

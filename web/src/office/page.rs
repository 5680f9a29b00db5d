//! What every office page has: the menu of what this person may do, a word on what was just done, and what went wrong.

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{Response, StatusCode};
use shishi_service::{Action, Service, ServiceError, Session, may};

use crate::shell::{App, Ask, Failure, Frame, Lang, SignedIn, html};

/// What handlers return.
pub(super) type Answer = Result<Response<Body>, Failure>;

/// The office's menu: address, key of its words, and what it is for.
const MENU: &[(&str, &str, &Action)] = &[
    ("/office", "office-menu-desk", &may::USE_DESK),
    ("/office/unit", "unit-tasks-title", &may::READ_UNIT_TASKS),
    ("/office/worklist", "worklist-title", &may::READ_WORKLIST),
    ("/office/cockpit", "cockpit-title", &may::SEE_COCKPIT),
    ("/office/upload", "office-menu-upload", &may::UPLOAD),
    ("/office/plans", "plans-title", &may::READ_PLANS),
    ("/office/requests", "requests-title", &may::READ_REQUESTS),
    ("/office/notices", "notices-title", &may::READ_NOTICES),
    ("/office/entries", "entries-title", &may::READ_RECORDS),
    ("/office/reports", "reports-title", &may::READ_REPORTS),
    ("/office/burden", "burden-title", &may::READ_REPORTS),
    ("/office/inspections", "nav-inspections", &may::READ_INSPECTIONS),
    ("/office/questions", "questions-title", &may::READ_QUESTIONS),
    ("/office/appraisal", "nav-appraisal", &may::READ_APPRAISAL),
    ("/office/cases", "cases-title", &may::READ_CASES),
    ("/office/parking", "parkdesk-title", &may::SEE_PARKING),
    ("/office/papers", "office-menu-papers", &may::PRINT),
    ("/office/groups", "office-menu-groups", &may::KEEP_GROUPS),
    ("/office/people", "office-menu-people", &may::KEEP_PERSONS),
    ("/office/accounts", "office-menu-accounts", &may::KEEP_ACCOUNTS),
    ("/office/channels", "channels-title", &may::KEEP_CHANNELS),
    ("/office/jobs", "jobs-title", &may::KEEP_JOBS),
    ("/office/account", "office-menu-account", &may::USE_DESK),
];

/// An entry of the office's menu.
pub(super) struct MenuLink {
    pub href: String,
    pub label: &'static str,
    pub here: bool,
    /// What was not read there.
    pub unread: u64,
}

/// What stands round every office page; templates hold one as `office`.
pub(super) struct Office {
    pub links: Vec<MenuLink>,
    /// What was just done, or empty.
    pub said: String,
    /// Whether an administrator signs in with a password alone.
    pub second_factor_missing: bool,
}

impl Office {
    /// For somebody who is not signed in.
    pub fn outside() -> Self {
        Self {
            links: Vec::new(),
            said: String::new(),
            second_factor_missing: false,
        }
    }

    /// For a person: only what the role can use, with the number of notices not read.
    pub fn of(session: &Session, frame: &Frame, ask: &Ask, here: &str, unread: u64) -> Self {
        let role = session.actor.role;
        let links = MENU
            .iter()
            .filter(|(_, _, action)| action.allows(role))
            .map(|&(path, key, _)| MenuLink {
                href: frame.href(path),
                label: frame.t(key),
                here: path == here,
                unread: if path == "/office/notices" { unread } else { 0 },
            })
            .collect();
        Self {
            links,
            said: said(ask, frame.lang),
            second_factor_missing: session.second_factor_missing,
        }
    }
}

/// The sentence for `?said=`, which a page is sent on with after something was done. Only known words are shown.
fn said(ask: &Ask, lang: Lang) -> String {
    let Some(code) = parameter(ask, "said") else {
        return String::new();
    };
    let key = format!("said-{code}");
    let plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if plain && lang.has(&key) {
        lang.t(&key).to_owned()
    } else {
        String::new()
    }
}

/// A parameter of the address, when it is made of letters, digits and hyphens: the only ones our own links have.
pub(super) fn parameter<'a>(ask: &'a Ask, name: &str) -> Option<&'a str> {
    let (_, query) = ask.address.split_once('?')?;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        .filter(|value| !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
}

/// One thing that is wrong, with the field that it is about.
pub(super) struct Fault {
    /// Identifier of the field, or empty.
    pub anchor: String,
    /// What is wrong and what to do.
    pub words: String,
}

/// Why a form was not taken.
pub(super) struct Trouble {
    pub title: &'static str,
    pub faults: Vec<Fault>,
    /// What was typed into a form that the page has no more: label and words.
    pub typed: Vec<(&'static str, String)>,
    /// The status of the page that shows it.
    pub status: StatusCode,
}

impl Trouble {
    /// Of a refusal, at the field that `anchor` names for its code.
    pub fn of(failure: &Failure, lang: Lang, anchor: impl Into<String>) -> Self {
        let title = if failure.status == StatusCode::CONFLICT {
            "trouble-conflict"
        } else {
            "trouble-title"
        };
        Self {
            title: lang.t(title),
            faults: vec![Fault {
                anchor: anchor.into(),
                words: failure.sentence(lang),
            }],
            typed: Vec::new(),
            status: failure.status,
        }
    }

    /// Of faults that were found before asking the service.
    pub fn list(faults: Vec<Fault>, lang: Lang) -> Self {
        Self {
            title: lang.t("trouble-title"),
            faults,
            typed: Vec::new(),
            status: StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// What is said beside a field; empty when nothing is.
    pub fn beside(&self, field: &str) -> String {
        let at = self.faults.iter().find(|fault| fault.anchor == field);
        at.map(|fault| fault.words.clone()).unwrap_or_default()
    }
}

/// Runs a use case; `Ok(Err(_))` is a refusal to be shown in the form, every other failure ends the request.
pub(super) async fn attempt<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Service) -> Result<T, ServiceError> + Send + 'static,
) -> Result<Result<T, Failure>, Failure> {
    match app.blocking(work).await {
        Ok(done) => Ok(Ok(done)),
        Err(failure) if is_for_the_form(&failure) => Ok(Err(failure)),
        Err(failure) => Err(failure),
    }
}

fn is_for_the_form(failure: &Failure) -> bool {
    matches!(
        failure.status,
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS
    ) || failure.code == "sign_in_failed"
}

/// Draws a page of a signed-in person beside the network threads.
pub(super) async fn draw<F>(app: &App, ask: Ask, signed_in: SignedIn, here: &'static str, page: F) -> Answer
where
    F: FnOnce(&Service, Room) -> Result<Drawn, Failure> + Send + 'static,
{
    let drawn = app
        .blocking({
            let app = app.clone();
            move |service| {
                let frame = signed_in.frame(&app, &ask, "office");
                let unread = service.unread_notices(&signed_in.session.actor)?;
                let office = Office::of(&signed_in.session, &frame, &ask, here, unread);
                page(
                    service,
                    Room {
                        frame,
                        office,
                        session: signed_in.session,
                        ask,
                    },
                )
            }
        })
        .await?;
    Ok(html(drawn.status, drawn.page))
}

/// What a page is drawn with.
pub(super) struct Room {
    pub frame: Frame,
    pub office: Office,
    pub session: Session,
    pub ask: Ask,
}

/// A page that was drawn.
pub(super) struct Drawn {
    status: StatusCode,
    page: String,
}

impl Drawn {
    /// With the status of its trouble, when there is any.
    pub fn new(page: String, trouble: Option<StatusCode>) -> Self {
        Self {
            status: trouble.unwrap_or(StatusCode::OK),
            page,
        }
    }
}

/// Goes on to another page of this language, by GET.
pub(super) fn see_other(lang: Lang, path: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = HeaderValue::try_from(lang.href(path)) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

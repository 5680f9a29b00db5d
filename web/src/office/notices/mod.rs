//! Notices to the own unit, and for administrators their ways out and the jobs behind the site.

mod channels;
mod jobs;

use askama::Template;
use axum::extract::State;
use shishi_service::{Service, may};

use super::form::Posted;
use super::page::{Answer, Drawn, Office, Room, Trouble, draw, see_other};
use super::route;
use crate::notices::words;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, Gate, SignedIn};

route::routes! {
    "/office/notices" { get show: READ, post seen: READ }
    "/office/channels" { get channels::show: CHANNELS, post channels::add: CHANNELS }
    "/office/channels/{id}/remove" { post channels::remove: CHANNELS }
    "/office/jobs" { get jobs::show: JOBS }
    "/office/jobs/{id}/revive" { post jobs::revive: JOBS }
}

const READ: Gate = Gate::May(&may::READ_NOTICES);
const CHANNELS: Gate = Gate::May(&may::KEEP_CHANNELS);
const JOBS: Gate = Gate::May(&may::KEEP_JOBS);

struct Line {
    words: String,
    href: String,
    /// To whom, and when.
    note: String,
    read: bool,
}

#[derive(Template)]
#[template(path = "office/notices.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    newest: i64,
    unread: u64,
    lines: Vec<Line>,
}

async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/notices", page).await
}

/// Marks as read what was on the page, and nothing that came since.
async fn seen(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (actor, up_to) = (
        sent.signed_in.session.actor,
        sent.form.number("newest").unwrap_or_default(),
    );
    app.blocking(move |service| service.see_notices(&actor, up_to)).await?;
    Ok(see_other(ask.lang, "/office/notices?said=notices-seen"))
}

fn page(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let inbox = service.notices(&session.actor)?;
    let lines = inbox.notices.iter().map(|(notice, read)| {
        let to = notice
            .unit
            .as_ref()
            .map_or(frame.t("notice-office"), |unit| unit.name.as_str());
        Line {
            words: words(frame.lang, notice),
            href: frame.href(&notice.path),
            note: format!("{to} · {}", frame.lang.moment(notice.at)),
            read: *read,
        }
    });
    let page = Page {
        newest: inbox.notices.first().map_or(0, |(notice, _)| notice.id),
        unread: inbox.unread,
        lines: lines.collect(),
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

//! The board of lots.

use askama::Template;
use axum::extract::State;
use shishi_service::Service;
use shishi_service::parking::LotBoard;

use super::super::page::{Answer, Drawn, Office, Room, Trouble, draw};
use super::{Part, ago, drift, parts, silent};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

struct Row {
    href: String,
    name: String,
    capacity: u32,
    inside: u32,
    free: Option<u32>,
    /// How full it is of what is known, in per cent.
    full: u32,
    heard: String,
    silent: bool,
    /// Bays that are closed.
    closed: u32,
    work: u32,
    work_href: String,
    drift: String,
}

#[derive(Template)]
#[template(path = "office/parking-board.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    rows: Vec<Row>,
    capacity: u32,
    inside: u32,
    work: u32,
    now: String,
    may_keep: bool,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/parking", drawn).await
}

fn drawn(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let now = service.now();
    let board = service.parking_board(&session.actor)?;
    let row = |lot: &LotBoard| Row {
        href: frame.href(&format!("/office/parking/lots/{}", lot.slug)),
        name: lot.name.clone(),
        capacity: lot.capacity,
        inside: lot.inside,
        free: lot.free,
        full: lot.free.map_or(0, |free| {
            (lot.known.saturating_sub(free) * 100)
                .checked_div(lot.known)
                .unwrap_or(0)
                .min(100)
        }),
        heard: ago(&frame, now, lot.last_heard),
        silent: silent(now, lot.last_heard),
        closed: lot.closed,
        work: lot.work,
        work_href: frame.href(&format!("/office/parking/work?lot={}", lot.slug)),
        drift: drift(&frame, lot.count),
    };
    let page = Page {
        parts: parts(&frame, session.actor.role, "/office/parking"),
        rows: board.iter().map(row).collect(),
        capacity: board.iter().map(|lot| lot.capacity).sum(),
        inside: board.iter().map(|lot| lot.inside).sum(),
        work: board.iter().map(|lot| lot.work).sum(),
        now: frame.lang.moment(now),
        may_keep: shishi_service::may::KEEP_PARKING.allows(session.actor.role),
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

//! The cockpit on a wall: large, without anything to press, drawn again by itself every two minutes.

use askama::Template;
use axum::extract::State as Held;
use shishi_service::Service;

use super::turns::Holder;
use super::{Change, Line, changes, lines};
use crate::office::page::{Answer, Drawn, Room, draw, parameter};
use crate::public::status::{self, Board};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

/// Seconds until it is drawn again.
const REFRESH_SECONDS: u32 = 120;
/// Lines that have room below the board.
const ROWS_MAX: usize = 6;

#[derive(Template)]
#[template(path = "office/wall.html")]
struct Wall {
    frame: Frame,
    refresh: u32,
    title: String,
    board: Option<Board>,
    lines: Vec<Line>,
    holders: Vec<Holder>,
    changes: Vec<Change>,
    back: String,
}

pub(super) async fn show(Held(app): Held<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/cockpit", drawn).await
}

fn drawn(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let frame = room.frame;
    let wanted = parameter(&room.ask, "programme").map(str::to_owned);
    let view = service.cockpit(&room.session.actor, wanted.as_deref())?;
    if view.is_none() && wanted.is_some() {
        return Err(Failure::not_found());
    }
    let mut wall = Wall {
        refresh: REFRESH_SECONDS,
        title: frame.t("cockpit-title").to_owned(),
        board: None,
        lines: Vec::new(),
        holders: Vec::new(),
        changes: Vec::new(),
        back: frame.href("/office/cockpit"),
        frame,
    };
    if let Some(view) = view {
        let year = i64::from(view.status.programme.year).to_string();
        wall.title = wall.frame.with("overview-title", "year", year);
        wall.board = Some(status::board(wall.frame.lang, &view.status));
        wall.lines = lines(&wall.frame, &view);
        wall.holders = super::turns::holders(&wall.frame, &view);
        wall.holders.truncate(ROWS_MAX);
        wall.changes = changes(&wall.frame, &view);
        wall.changes.truncate(ROWS_MAX);
    }
    Ok(Drawn::new(wall.render()?, None))
}

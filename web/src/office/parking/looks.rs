//! Who had plates shown, and why.

use askama::Template;
use axum::extract::State;
use shishi_service::Service;

use super::super::page::{Answer, Drawn, Office, Room, Trouble, draw};
use super::{Part, parts};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

struct Row {
    at: String,
    login: String,
    lot: String,
    vehicle: i64,
    reason: String,
}

#[derive(Template)]
#[template(path = "office/parking-looks.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    rows: Vec<Row>,
    days: i64,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/parking", drawn).await
}

fn drawn(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let looks = service.plate_looks(&session.actor)?;
    let rows = looks.into_iter().map(|look| Row {
        at: frame.lang.moment(look.at),
        login: look.login,
        lot: look.lot.unwrap_or_default(),
        vehicle: look.vehicle,
        reason: look.reason,
    });
    let page = Page {
        rows: rows.collect(),
        parts: parts(&frame, session.actor.role, "/office/parking/looks"),
        days: i64::from(service.plate_days()?),
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

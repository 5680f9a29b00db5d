//! The supervision office's worklist: what has to be decided, looked at and raised, and who is late with what.

use askama::Template;
use axum::extract::State;
use shishi_service::Service;

use super::{Line, lines};
use crate::office::page::{Answer, Drawn, Office, Room, Trouble, draw};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

struct Group {
    anchor: &'static str,
    title: &'static str,
    note: &'static str,
    /// How many in all.
    count: usize,
    lines: Vec<Line>,
    /// What is folded away.
    more: Vec<Line>,
}

/// Tasks of a kind that are shown at once; the rest is folded away.
const SHOWN_MAX: usize = 10;

struct Late {
    name: String,
    href: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "office/worklist.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    groups: Vec<Group>,
    late: Vec<Late>,
    late_count: usize,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/worklist", page).await
}

fn page(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let list = service.worklist(&session.actor)?;
    let groups = [
        ("judge", &list.judge),
        ("verify", &list.verify),
        ("inspect", &list.inspect),
        ("raise", &list.raise),
    ];
    let groups = groups.map(|(anchor, tasks)| {
        let (shown, more) = tasks.split_at(tasks.len().min(SHOWN_MAX));
        Group {
            anchor,
            title: frame.coded("worklist-", anchor),
            note: frame.coded("worklist-note-", anchor),
            count: tasks.len(),
            lines: lines(&frame, shown),
            more: lines(&frame, more),
        }
    });
    let late = list.late.iter().map(|row| Late {
        name: row.unit.name.clone(),
        href: frame.href(&format!("/units/{}", row.unit.id)),
        lines: lines(&frame, &row.tasks),
    });
    let page = Page {
        late_count: list.late.iter().map(|row| row.tasks.len()).sum(),
        late: late.collect(),
        groups: groups.into(),
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

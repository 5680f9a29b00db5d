//! Requests between units: everything asked of the own unit on one page, asking, and the next step of each.

mod ask;
mod one;

use askama::Template;
use axum::extract::State;
use shishi_kernel::{Date, UnitId, civil_date};
use shishi_service::commitments::request::Court;
use shishi_service::{RequestRow, Service, Standing, UnitTally, may, standing, tallies};

use super::page::{Answer, Drawn, Office, Room, Trouble, draw};
use super::route;
use crate::shell::{App, Ask, Failure, Frame, Gate, SignedIn};

route::routes! {
    "/office/requests" { get list: READ }
    "/office/requests/{id}" { get one::show: READ, post one::send: STEP }
    "/office/commitments/{slug}/requests" { get ask::show: READ, post ask::send: ASK }
}

const READ: Gate = Gate::May(&may::READ_REQUESTS);
const ASK: Gate = Gate::May(&may::ASK_UNIT);
const STEP: Gate = Gate::May(&may::STEP_REQUEST);

/// A request in a list; drawn by `office/request-rows.html`.
pub(super) struct Line {
    pub href: String,
    pub what: String,
    pub asker: String,
    pub asked: String,
    /// Number and title of the commitment.
    pub commitment: String,
    pub due: String,
    pub state: &'static str,
    /// Who has to act next and since when, or empty.
    pub court: String,
    /// Days in each court.
    pub days: String,
    pub overdue: bool,
    /// Whether this person's unit has to act next.
    pub ours: bool,
}

/// A request as it stands, in words.
pub(super) fn line(frame: &Frame, row: &RequestRow, stands: &Standing, unit: Option<UnitId>) -> Line {
    let lang = frame.lang;
    Line {
        href: frame.href(&format!("/office/requests/{}", row.id)),
        what: row.what.clone(),
        asker: row.asker.name.clone(),
        asked: row.asked.name.clone(),
        commitment: format!("{}. {}", row.number, row.title),
        due: lang.date(row.due),
        state: frame.coded("request-state-", stands.stands.code()),
        court: court(frame, row, stands),
        days: days(frame, row, stands),
        overdue: stands.overdue,
        ours: unit.is_some() && stands.waits_for(row) == unit,
    }
}

/// In whose court the ball lies and since when; empty when it has come to its end.
fn court(frame: &Frame, row: &RequestRow, stands: &Standing) -> String {
    let who = match stands.court {
        None => return String::new(),
        Some(Court::Asker) => row.asker.name.as_str(),
        Some(Court::Asked) => row.asked.name.as_str(),
        Some(Court::Office) => frame.t("request-office"),
    };
    let values = [("who", who.into()), ("since", frame.lang.date(stands.since).into())];
    frame.lang.say("request-court", &values)
}

/// Days in each court, the unit that asks first.
fn days(frame: &Frame, row: &RequestRow, stands: &Standing) -> String {
    let part = |who: &str, days: u32| {
        frame
            .lang
            .say("request-days", &[("who", who.into()), ("n", days.into())])
    };
    let mut parts = vec![
        part(&row.asker.name, stands.days.asker),
        part(&row.asked.name, stands.days.asked),
    ];
    if stands.days.office > 0 {
        parts.push(part(frame.t("request-office"), stands.days.office));
    }
    parts.join(frame.t("list-separator"))
}

/// Requests of one kind, overdue first.
struct Group {
    title: &'static str,
    lines: Vec<Line>,
}

/// How many lie where, for the head of the page.
struct Count {
    label: &'static str,
    number: usize,
    silent: bool,
}

#[derive(Template)]
#[template(path = "office/requests.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    note: &'static str,
    counts: Vec<Count>,
    groups: Vec<Group>,
    ended: Vec<Line>,
    /// Every unit, for whoever looks at all of them.
    tallies: Vec<UnitTally>,
}

async fn list(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/requests", drawn).await
}

fn drawn(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let today = civil_date(service.now());
    let actor = &session.actor;
    let unit = actor.unit.filter(|_| may::ASK_UNIT.allows(actor.role));
    let rows = match unit {
        Some(_) => service.own_requests(actor)?,
        None => service.all_requests(actor)?,
    };
    let mut page = Page {
        note: frame.t(if unit.is_some() {
            "requests-note"
        } else {
            "requests-note-office"
        }),
        counts: Vec::new(),
        groups: Vec::new(),
        ended: Vec::new(),
        tallies: if unit.is_some() {
            Vec::new()
        } else {
            tallies(&rows, today)?
        },
        trouble: None,
        office,
        frame,
    };
    sort(&mut page, &rows, today, unit)?;
    Ok(Drawn::new(page.render()?, None))
}

/// Puts every request into its group, and counts in whose court they lie.
fn sort(page: &mut Page, rows: &[RequestRow], today: Date, unit: Option<UnitId>) -> Result<(), Failure> {
    let frame = &page.frame;
    let (mut asked, mut asking) = (Vec::new(), Vec::new());
    let (mut ours, mut theirs, mut office, mut overdue) = (0, 0, 0, 0);
    for row in rows {
        let stands = standing(row, today)?;
        let line = line(frame, row, &stands, unit);
        overdue += usize::from(line.overdue);
        match stands.court {
            None => {
                page.ended.push(line);
                continue;
            }
            Some(Court::Office) => office += 1,
            Some(_) if line.ours => ours += 1,
            Some(_) => theirs += 1,
        }
        // For the office: what it has to decide first, the rest after it.
        let first = match unit {
            Some(unit) => row.asked.id == unit,
            None => stands.court == Some(Court::Office),
        };
        if first { asked.push(line) } else { asking.push(line) }
    }
    for lines in [&mut asked, &mut asking] {
        // Rows come by their day, which stays the order among the overdue and among the others.
        lines.sort_by_key(|line| (!line.overdue, !line.ours));
    }
    let titles = if unit.is_some() {
        ["requests-asked", "requests-asking"]
    } else {
        ["requests-to-decide", "requests-open"]
    };
    let count = |label: &str, number: usize, silent: bool| Count {
        label: frame.t(label),
        number,
        silent: silent && number > 0,
    };
    let mut counts = vec![count("requests-overdue", overdue, true)];
    if unit.is_some() {
        counts.push(count("requests-ours", ours, false));
        counts.push(count("requests-theirs", theirs, false));
    } else {
        counts.push(count("requests-units", theirs, false));
    }
    counts.push(count("requests-office", office, false));
    page.groups = [asked, asking]
        .into_iter()
        .zip(titles)
        .map(|(lines, title)| Group {
            title: frame.t(title),
            lines,
        })
        .collect();
    page.counts = counts;
    Ok(())
}

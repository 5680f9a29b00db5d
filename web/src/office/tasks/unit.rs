//! The page of a unit's head: what my unit owes, what came back, and in whose court the ball is.

use askama::Template;
use axum::extract::State;
use shishi_kernel::civil_date;
use shishi_service::views::CommitmentRow;
use shishi_service::{Service, UnitTasks};

use super::{Line, lines};
use crate::office::page::{Answer, Drawn, Office, Room, Trouble, draw};
use crate::office::requests::{self, Line as RequestLine};
use crate::public::status::{self, Standing};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

/// Something that is due within so many days is counted as soon.
const SOON_DAYS: i64 = 7;

struct Led {
    number: u32,
    title: String,
    href: String,
    /// Through which group the unit helps, or empty.
    through: String,
    standing: Option<Standing>,
    /// The day to which was reported, or empty.
    reported: String,
}

#[derive(Template)]
#[template(path = "office/unit.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    /// Empty for somebody who is bound to no unit.
    name: String,
    public: String,
    late: usize,
    soon: usize,
    elsewhere: usize,
    owed: Vec<Line>,
    open: Vec<Line>,
    waiting: Vec<RequestLine>,
    leads: Vec<Led>,
    helps: Vec<Led>,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/unit", page).await
}

fn page(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let tasks = service.unit_tasks(&session.actor)?;
    let page = match tasks {
        Some(tasks) => filled(service, frame, office, &tasks)?,
        None => Page {
            name: String::new(),
            public: String::new(),
            late: 0,
            soon: 0,
            elsewhere: 0,
            owed: Vec::new(),
            open: Vec::new(),
            waiting: Vec::new(),
            leads: Vec::new(),
            helps: Vec::new(),
            trouble: None,
            office,
            frame,
        },
    };
    Ok(Drawn::new(page.render()?, None))
}

fn filled(service: &Service, frame: Frame, office: Office, tasks: &UnitTasks) -> Result<Page, Failure> {
    let today = civil_date(service.now());
    let soon = |due: shishi_kernel::Date| due >= today && today.duration_until(due).as_hours() / 24 <= SOON_DAYS;
    let unit = &tasks.unit.row;
    let led = |row: &CommitmentRow, through: &str| -> Result<Led, Failure> {
        let programme = service.status_of(&row.slug)?;
        let status = programme.as_ref().and_then(|programme| programme.of(&row.slug));
        Ok(Led {
            number: row.number,
            title: row.title.clone(),
            href: frame.href(&format!("/office/commitments/{}", row.slug)),
            through: through.to_owned(),
            standing: status.map(|status| status::standing(frame.lang, status)),
            reported: row.reported_as_of.map(|day| frame.lang.date(day)).unwrap_or_default(),
        })
    };
    Ok(Page {
        name: unit.unit.name.clone(),
        public: frame.href(&format!("/units/{}", unit.unit.id)),
        late: tasks.owed.iter().filter(|task| task.late).count(),
        soon: tasks.owed.iter().filter(|task| task.due.is_some_and(soon)).count(),
        elsewhere: tasks.waiting.len(),
        owed: lines(&frame, &tasks.owed),
        open: lines(&frame, &tasks.open),
        waiting: tasks
            .waiting
            .iter()
            .map(|one| requests::line(&frame, &one.row, &one.standing, Some(unit.unit.id)))
            .collect(),
        leads: tasks
            .unit
            .leads
            .iter()
            .map(|row| led(row, ""))
            .collect::<Result<_, _>>()?,
        helps: tasks
            .unit
            .helps
            .iter()
            .map(|(row, group)| led(row, group.as_ref().map_or("", |group| group.name.as_str())))
            .collect::<Result<_, _>>()?,
        trouble: None,
        office,
        frame,
    })
}

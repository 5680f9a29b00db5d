//! The programme in pictures: every site on one map, and the course of every measure against its plan.

use askama::Template;
use axum::extract::State as Held;
use shishi_kernel::decimal_text;
use shishi_service::{CommitmentStatus, MeasureStatus, Service};

use crate::office::page::{Answer, Drawn, Office, Room, Trouble, draw, parameter};
use crate::public::chart::{Chart, chart};
use crate::public::sites::{Map, Spot, spots};
use crate::public::status::{Light, light};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

/// The course of one measure.
struct Course {
    /// Tells its parts from those of the others.
    key: String,
    number: u32,
    title: String,
    href: String,
    what: String,
    light: Light,
    chart: Chart,
    words: String,
}

#[derive(Template)]
#[template(path = "office/pictures.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    title: String,
    back: String,
    map: Option<Map>,
    courses: Vec<Course>,
}

pub(super) async fn show(Held(app): Held<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/cockpit", drawn).await
}

fn drawn(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let wanted = parameter(&ask, "programme").map(str::to_owned);
    let view = service.cockpit(&session.actor, wanted.as_deref())?;
    if view.is_none() && wanted.is_some() {
        return Err(Failure::not_found());
    }
    let mut page = Page {
        title: String::new(),
        back: frame.href("/office/cockpit"),
        map: None,
        courses: Vec::new(),
        trouble: None,
        office,
        frame,
    };
    if let Some(view) = view {
        let (frame, status) = (&page.frame, &view.status);
        let mut all: Vec<Spot> = Vec::new();
        for one in &status.commitments {
            let registers = service.public_registers(one.id)?;
            let sites = frame.href(&format!("/commitments/{}/sites", one.slug));
            all.extend(spots(frame, &registers, &sites));
            let year = status.programme.year;
            let drawn = one.measures.iter().filter_map(|measure| {
                let chart = chart(measure, year, status.today)?;
                Some(course(frame, one, measure, chart, status.today))
            });
            page.courses.extend(drawn);
        }
        page.map = Map::of(&all);
        page.title = status.programme.title.clone();
    }
    Ok(Drawn::new(page.render()?, None))
}

fn course(
    frame: &Frame,
    one: &CommitmentStatus,
    measure: &MeasureStatus,
    chart: Chart,
    today: shishi_kernel::Date,
) -> Course {
    let lang = frame.lang;
    let unit = measure.unit.as_deref().unwrap_or_default();
    let say = |value: Option<shishi_kernel::Decimal>| {
        value.map_or_else(|| "—".to_owned(), |value| format!("{} {unit}", decimal_text(value)))
    };
    let values = [
        ("date", lang.date(today).into()),
        ("expected", say(measure.expected(today)).into()),
        (
            "reported",
            say(measure.last_reported(today).map(|point| point.value)).into(),
        ),
        (
            "verified",
            say(measure.last_verified(today).map(|point| point.value)).into(),
        ),
    ];
    Course {
        key: format!("{}-{}", one.number, measure.position),
        number: one.number,
        title: one.title.clone(),
        href: frame.href(&format!("/commitments/{}", one.slug)),
        what: measure.what.clone(),
        light: light(lang, measure.colour, false),
        words: lang.say("values-words", &values),
        chart,
    }
}

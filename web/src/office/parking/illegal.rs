//! Illegal parking: reports, where they gather, and registering one.

use askama::Template;
use axum::extract::State;
use jiff::SignedDuration;
use shishi_service::parking::{HotSpot, ILLEGAL_SOURCES, hot_spots};
use shishi_service::parking_rows::desk::IllegalRow;
use shishi_service::{Service, may};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::figures::download;
use super::work::china_time;
use super::{Part, parts};
use crate::api::csv_text;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// Days that are looked at together.
const DAYS: i64 = 92;
/// Spots that are listed, and reports.
const SPOTS_SHOWN: usize = 20;
const REPORTS_SHOWN: usize = 50;
/// Sides of the map, and what is left free at its edge.
const MAP: (i64, i64) = (640, 400);
const EDGE: i64 = 30;

/// A circle of the map.
struct Dot {
    x: i64,
    y: i64,
    r: i64,
    words: String,
}

struct Row {
    at: String,
    place: String,
    source: &'static str,
    vehicles: u32,
}

#[derive(Template)]
#[template(path = "office/parking-illegal.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    total: usize,
    days: i64,
    width: i64,
    height: i64,
    dots: Vec<Dot>,
    spots: Vec<HotSpot>,
    rows: Vec<Row>,
    action: String,
    csv: String,
    /// Fields for a new report; empty for whoever may not.
    inputs: Vec<Input>,
    place: Vec<Input>,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Posted::default(), None).await
}

/// Registers a report.
pub(super) async fn send(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let at = china_time(&form.text("at"));
    if at.is_none() {
        check.fault("at", "parkdesk-fault-time");
    }
    let mut degrees = |field: &str| {
        let micro = super::super::form::parse_decimal(&form.text(field)).and_then(|degrees| {
            i32::try_from((degrees * shishi_kernel::Decimal::from(1_000_000)).trunc().mantissa()).ok()
        });
        if micro.is_none() {
            check.fault(field, "fault-decimal");
        }
        micro
    };
    let (latitude, longitude) = (degrees("latitude"), degrees("longitude"));
    let (Some(at), Some(latitude), Some(longitude)) = (at, latitude, longitude) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, form, Some(trouble)).await;
    };
    let row = IllegalRow {
        id: 0,
        at,
        latitude,
        longitude,
        place: form.trimmed("place"),
        source: form.text("source"),
        vehicles: form.number("vehicles").unwrap_or_default(),
    };
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| service.report_illegal(&actor, row)).await? {
        Ok(_) => Ok(see_other(ask.lang, "/office/parking/illegal?said=parking-illegal-kept")),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "form.illegal_source" => "source",
                "form.illegal_vehicles" => "vehicles",
                "form.name_length" | "form.plate_named" => "place",
                "form.place" => "latitude",
                _ => "at",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, form, Some(trouble)).await
        }
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, &typed, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, typed: &Posted, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let now = service.now();
    let reports = service.illegal_reports(&session.actor, now - SignedDuration::from_hours(24 * DAYS), now)?;
    let spots = hot_spots(&reports);
    let rows = reports.iter().take(REPORTS_SHOWN).map(|report| Row {
        at: frame.lang.moment(report.at),
        place: report.place.clone(),
        source: frame.coded("parkdesk-source-", &report.source),
        vehicles: report.vehicles,
    });
    let may_run = may::RUN_PARKING.allows(session.actor.role);
    let (inputs, place) = if may_run {
        inputs(&frame, typed, trouble.as_ref())
    } else {
        (Vec::new(), Vec::new())
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        parts: parts(&frame, session.actor.role, "/office/parking/illegal"),
        total: reports.len(),
        days: DAYS,
        width: MAP.0,
        height: MAP.1,
        dots: dots(&spots),
        rows: rows.collect(),
        spots: spots.into_iter().take(SPOTS_SHOWN).collect(),
        action: frame.href("/office/parking/illegal"),
        csv: frame.href("/office/parking/illegal.csv"),
        inputs,
        place,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// The cells as circles, north above, as large as they have vehicles.
fn dots(spots: &[HotSpot]) -> Vec<Dot> {
    let range = |of: fn(&HotSpot) -> i32| {
        let least = spots.iter().map(of).min().unwrap_or(0);
        let most = spots.iter().map(of).max().unwrap_or(0);
        (i64::from(least), i64::from(most - least).max(10_000))
    };
    let (south, tall) = range(|spot| spot.latitude);
    let (west, wide) = range(|spot| spot.longitude);
    let most = spots.first().map_or(1, |spot| i64::from(spot.vehicles)).max(1);
    let dot = |spot: &HotSpot| Dot {
        x: EDGE + (i64::from(spot.longitude) - west) * (MAP.0 - 2 * EDGE) / wide,
        y: MAP.1 - EDGE - (i64::from(spot.latitude) - south) * (MAP.1 - 2 * EDGE) / tall,
        // The area, not the radius, follows the number.
        r: 5 + (i64::from(spot.vehicles) * 400 / most).isqrt(),
        words: format!("{} · {}", spot.place, spot.vehicles),
    };
    spots.iter().map(dot).collect()
}

fn inputs(frame: &Frame, typed: &Posted, trouble: Option<&Trouble>) -> (Vec<Input>, Vec<Input>) {
    let field = |name: &str, key: &str, kind| {
        Input::new(frame, name, key, kind)
            .value(typed.text(name))
            .wrong(trouble)
    };
    let sources = ILLEGAL_SOURCES.map(|code| (code.to_owned(), frame.coded("parkdesk-source-", code).to_owned()));
    let first = vec![
        field("source", "parkdesk-source", "select").options(sources),
        field("place", "parkdesk-place", "text")
            .hint(frame, "parkdesk-place-hint")
            .length(80),
        field("at", "parkdesk-at", "text")
            .hint(frame, "parkdesk-at-hint")
            .length(20),
        field("vehicles", "parkdesk-vehicles", "number").length(3),
    ];
    let place = vec![
        field("latitude", "parkdesk-latitude", "number").length(12),
        field("longitude", "parkdesk-longitude", "number").length(12),
    ];
    (first, place)
}

/// The reports as a table.
pub(super) async fn csv(State(app): State<App>, signed_in: SignedIn) -> Answer {
    let actor = signed_in.session.actor;
    let reports = app
        .blocking(move |service: &Service| {
            let now = service.now();
            service.illegal_reports(&actor, now - SignedDuration::from_hours(24 * DAYS), now)
        })
        .await?;
    let head = ["at", "latitude_micro", "longitude_micro", "place", "source", "vehicles"];
    let rows = reports.into_iter().map(|report| {
        vec![
            report.at.to_string(),
            report.latitude.to_string(),
            report.longitude.to_string(),
            report.place,
            report.source,
            report.vehicles.to_string(),
        ]
    });
    let rows = std::iter::once(head.map(str::to_owned).to_vec()).chain(rows);
    Ok(download("parking-illegal.csv", csv_text(&rows.collect::<Vec<_>>())?))
}

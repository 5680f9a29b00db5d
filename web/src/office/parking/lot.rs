//! A lot: who is in it, who left, its devices, its bookings; counting its vehicles.

use askama::Template;
use axum::extract::{Path, State};
use jiff::SignedDuration;
use shishi_service::parking::{BookingLine, DeviceView, Judgement, StayView};
use shishi_service::parking_rules::booking::Cancellation;
use shishi_service::{Service, may};

use super::super::form::{Check, Input, Posted, Tried};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::closing::{Closing, closing};
use super::{Part, ago, drift, lasting, parts, silent, yuan};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// Stays that ended are listed for so long.
const RECENT_HOURS: i64 = 24;
/// The form to count, as its fields are named after it.
const COUNT: &str = "count";
/// Rows of a list that are shown.
const ROWS_SHOWN: usize = 100;

struct StayRow {
    href: String,
    plate: String,
    entry: String,
    exit: String,
    lasted: String,
    fee: String,
}

struct DeviceRow {
    code: String,
    kind: &'static str,
    heard: String,
    silent: bool,
    off: bool,
}

struct BookingRow {
    number: u64,
    action: String,
    state: &'static str,
    /// The bay that is kept, and whether it was closed since; empty where none is.
    bay: (String, bool),
    plate: String,
    start: String,
    end: String,
    may_confirm: bool,
    /// Fields to take it away; empty where that cannot be.
    away: Vec<Input>,
    open: bool,
}

#[derive(Template)]
#[template(path = "office/parking-lot.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    name: String,
    facts: Vec<(&'static str, String)>,
    count_action: String,
    count: Vec<Input>,
    count_open: bool,
    work: u32,
    work_href: String,
    figures_href: String,
    inside: Vec<StayRow>,
    inside_all: usize,
    left: Vec<StayRow>,
    left_all: usize,
    devices: Vec<DeviceRow>,
    bookings: Vec<BookingRow>,
    closing: Closing,
    may_run: bool,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(slug): Path<String>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, slug, Tried::default(), None).await
}

/// Somebody counted the vehicles.
pub(super) async fn count(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(COUNT, sent.form));
    let Some(vehicles) = tried.typed.number("vehicles") else {
        let mut check = Check::new(ask.lang);
        check.fault(tried.anchor("vehicles"), "parkdesk-fault-count");
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, slug, tried, Some(trouble)).await;
    };
    let (actor, lot) = (signed_in.session.actor.clone(), slug.clone());
    match attempt(&app, move |service| service.count_vehicles(&actor, &lot, vehicles)).await? {
        Ok(()) => Ok(see_other(
            ask.lang,
            &format!("/office/parking/lots/{slug}?said=parking-counted"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, tried.anchor("vehicles"));
            page(&app, ask, signed_in, slug, tried, Some(trouble)).await
        }
    }
}

/// Confirms a booking, rejects it, or takes it away.
pub(super) async fn judge(
    State(app): State<App>,
    ask: Ask,
    Path((slug, number)): Path<(String, u64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(booking_form(number), sent.form));
    let judgement = match tried.typed.text("go").as_str() {
        "confirm" => Judgement::Confirm,
        "reject" => Judgement::Reject,
        "full" => Judgement::TakeAway(Cancellation::Full),
        "blocked" => Judgement::TakeAway(Cancellation::Blocked),
        "closed" => Judgement::TakeAway(Cancellation::Closed),
        _ => return Err(Failure::bad_request("bad_request")),
    };
    let (actor, lot) = (signed_in.session.actor.clone(), slug.clone());
    match attempt(&app, move |service| {
        service.judge_booking(&actor, &lot, number, judgement)
    })
    .await?
    {
        Ok(_) => Ok(see_other(
            ask.lang,
            &format!("/office/parking/lots/{slug}?said=parking-booking-judged#bookings"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "bookings");
            page(&app, ask, signed_in, slug, tried, Some(trouble)).await
        }
    }
}

pub(super) async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    tried: Tried,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, &slug, &tried, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, slug: &str, tried: &Tried, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let (actor, now) = (&session.actor, service.now());
    let board = service.parking_board(actor)?;
    let board = board
        .into_iter()
        .find(|lot| lot.slug == slug)
        .ok_or_else(Failure::not_found)?;
    let since = now - SignedDuration::from_hours(RECENT_HOURS);
    let stays = service.stays_of_lot(actor, slug, Some(since))?;
    let row = |view: &StayView| stay_row(&frame, now, view);
    let (left, inside): (Vec<&StayView>, Vec<&StayView>) = stays.iter().partition(|view| view.stay.exit.is_some());
    let devices = service.devices_of_lot(actor, slug)?;
    let bookings = service.bookings_of_lot(actor, slug)?;
    let free = board
        .free
        .map_or_else(|| frame.t("parkdesk-unknown").to_owned(), |free| free.to_string());
    let counted = drift(&frame, board.count);
    let fields = tried.fields(&frame, COUNT, trouble.as_ref());
    let count = vec![
        fields
            .input("vehicles", "parkdesk-counted", "number", "")
            .hint(&frame, "parkdesk-count-note")
            .length(6),
    ];
    let count_open = fields.open();
    let line = |line| booking_row(&frame, slug, line, tried, trouble.as_ref());
    let bookings: Vec<BookingRow> = bookings.iter().map(line).collect();
    let closing = closing(service, &frame, slug, tried, trouble.as_ref())?;
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        closing,
        parts: parts(&frame, actor.role, ""),
        name: board.name,
        facts: vec![
            (frame.t("parkdesk-capacity"), board.capacity.to_string()),
            (frame.t("parkdesk-inside"), board.inside.to_string()),
            (frame.t("parkdesk-free"), free),
            (frame.t("parkdesk-heard"), ago(&frame, now, board.last_heard)),
            (
                frame.t("parkdesk-drift"),
                Some(counted)
                    .filter(|text| !text.is_empty())
                    .unwrap_or(frame.t("parkdesk-never").to_owned()),
            ),
        ],
        count_action: frame.href(&format!("/office/parking/lots/{slug}/count")),
        count,
        count_open,
        work: board.work,
        work_href: frame.href(&format!("/office/parking/work?lot={slug}")),
        figures_href: frame.href(&format!("/office/parking/figures?lot={slug}")),
        inside_all: inside.len(),
        inside: inside.into_iter().take(ROWS_SHOWN).map(row).collect(),
        left_all: left.len(),
        left: left.into_iter().take(ROWS_SHOWN).map(row).collect(),
        devices: devices.iter().map(|device| device_row(&frame, now, device)).collect(),
        bookings,
        may_run: may::RUN_PARKING.allows(actor.role),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn stay_row(frame: &Frame, now: jiff::Timestamp, view: &StayView) -> StayRow {
    let stay = &view.stay;
    let moment = |second: i64| {
        let at = jiff::Timestamp::from_second(second);
        at.map(|at| frame.lang.moment_near(now, at)).unwrap_or_default()
    };
    let until = stay.exit.map_or(now.as_second(), |(_, second)| second);
    StayRow {
        href: frame.href(&format!("/office/parking/stays/{}", stay.id)),
        plate: view
            .plate
            .clone()
            .unwrap_or_else(|| frame.t("parkdesk-forgotten").to_owned()),
        entry: moment(stay.entry_second),
        exit: stay.exit.map(|(_, second)| moment(second)).unwrap_or_default(),
        lasted: lasting(frame, (until - stay.entry_second).max(0) / 60),
        fee: stay.fee.map(|fee| yuan(fee.0)).unwrap_or_default(),
    }
}

fn device_row(frame: &Frame, now: jiff::Timestamp, device: &DeviceView) -> DeviceRow {
    DeviceRow {
        code: device.code.clone(),
        kind: frame.coded("parkdesk-device-", &device.kind),
        heard: ago(frame, now, device.last),
        silent: device.heard && silent(now, device.last),
        off: !device.heard,
    }
}

fn booking_form(number: u64) -> String {
    format!("booking-{number}")
}

fn booking_row(frame: &Frame, slug: &str, line: &BookingLine, tried: &Tried, trouble: Option<&Trouble>) -> BookingRow {
    let form = booking_form(line.number);
    let fields = tried.fields(frame, &form, trouble);
    let whys = ["full", "blocked", "closed"];
    let whys = whys.map(|why| (why.to_owned(), frame.coded("parkdesk-away-", why).to_owned()));
    let away = fields.input("go", "parkdesk-reason", "select", "").options(whys);
    BookingRow {
        number: line.number,
        action: frame.href(&format!("/office/parking/lots/{slug}/bookings/{}", line.number)),
        state: frame.coded("parkdesk-booking-", &line.state),
        bay: match &line.bay {
            Some((code, in_service)) => (frame.with("parkdesk-bay-n", "bay", code.as_str()), !in_service),
            None => Default::default(),
        },
        plate: line
            .plate
            .clone()
            .unwrap_or_else(|| frame.t("parkdesk-forgotten").to_owned()),
        start: frame.lang.moment(line.start),
        end: frame.lang.moment(line.end),
        may_confirm: line.state == "pending",
        away: if ["reserved", "inside"].contains(&line.state.as_str()) {
            vec![away.hint(frame, "parkdesk-away-note")]
        } else {
            Vec::new()
        },
        open: fields.open(),
    }
}

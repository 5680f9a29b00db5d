//! One's own parking: bookings, stays, proving a plate, deleting one's data.

use askama::Template;
use axum::Form;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use shishi_service::parking::{Forgotten, OwnBooking, OwnParking, OwnStay, Proof};
use shishi_service::parking_rules::words;
use shishi_service::{Service, ServiceError};

use super::super::pay::untold_words;
use super::lot::{Verdict, refused, see_other};
use super::{control, minutes, pass, request_of, shown, typed, yuan};
use crate::shell::{App, Ask, Failure, Frame, check_origin, html};

/// A proof as the form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Proving {
    plate: String,
    lot: String,
    entered: String,
}

/// What somebody wants of a booking of theirs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    what: String,
    start: String,
    end: String,
    request: String,
}

struct Booking {
    id: String,
    action: String,
    lot: String,
    lot_href: String,
    when: String,
    plate: String,
    bay: String,
    state: &'static str,
    class: &'static str,
    can_accept: bool,
    can_change: bool,
    can_cancel: bool,
    start: String,
    end: String,
    request: String,
}

struct Stay {
    lot: String,
    lot_href: String,
    when: String,
    lasted: String,
    plate: String,
    fee: String,
    inside: bool,
    lines: Vec<(String, String)>,
    /// Charging of which only its pile spoke; empty where there is none.
    untold: String,
    /// Where it is paid and its receipts are; empty where there is no such page.
    pay: String,
    owed: bool,
}

struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "public/parking/mine.html")]
struct Page {
    frame: Frame,
    has_pass: bool,
    plates: Vec<String>,
    bookings: Vec<Booking>,
    stays: Vec<Stay>,
    lots: Vec<Choice>,
    proving: Proving,
    latest: String,
    verdict: Option<Verdict>,
    forgotten: Option<String>,
}

pub(super) async fn handle(State(app): State<App>, ask: Ask, headers: HeaderMap) -> Result<Response<Body>, Failure> {
    let token = pass::token(&headers, app.options().secure_cookies);
    let page = app
        .blocking(move |service| {
            let pass = pass::of(service, token.as_deref())?;
            page(
                service,
                ask.frame(service, "parking"),
                pass,
                Proving::default(),
                None,
                None,
            )
        })
        .await?;
    Ok(html(StatusCode::OK, page))
}

/// Proves a plate by its last entry.
pub(super) async fn handle_prove(
    State(app): State<App>,
    ask: Ask,
    pass::From(origin): pass::From,
    headers: HeaderMap,
    Form(proving): Form<Proving>,
) -> Result<Response<Body>, Failure> {
    check_origin(&headers)?;
    let token = pass::token(&headers, app.options().secure_cookies);
    let (answer, made) = app
        .committing(move |service| {
            let (pass, made) = pass::of_or_new(service, token.as_deref())?;
            let outcome = prove(service, pass, &origin, &proving);
            let answer = said(service, &ask, pass, proving, outcome)?;
            Ok::<_, Failure>((answer, made))
        })
        .await?;
    let mut response = answered(answer);
    if let Some(made) = made {
        pass::set(&app, &mut response, Some(&made));
    }
    Ok(response)
}

fn prove(service: &Service, pass: i64, origin: &str, proving: &Proving) -> Result<(), ServiceError> {
    let entered = typed(&proving.entered).ok_or(ServiceError::Invalid {
        field: "entered",
        code: "form.time",
    })?;
    let proof = Proof {
        plate: proving.plate.clone(),
        lot: proving.lot.clone(),
        entered,
    };
    service.prove_plate(pass, origin, &proof)
}

/// Changes a booking, gives it up, or takes what it is offered.
pub(super) async fn handle_booking(
    State(app): State<App>,
    ask: Ask,
    headers: HeaderMap,
    Path((slug, number)): Path<(String, u64)>,
    Form(wanted): Form<Wanted>,
) -> Result<Response<Body>, Failure> {
    check_origin(&headers)?;
    let token = pass::token(&headers, app.options().secure_cookies);
    let answer = app
        .committing(move |service| {
            let Some(pass) = pass::of(service, token.as_deref())? else {
                return gone(service, &ask).map(Err);
            };
            let outcome = want(service, pass, &slug, number, &wanted);
            said(service, &ask, pass, Proving::default(), outcome)
        })
        .await?;
    Ok(answered(answer))
}

fn want(service: &Service, pass: i64, slug: &str, number: u64, wanted: &Wanted) -> Result<(), ServiceError> {
    let time = |text: &str, field| {
        typed(text).ok_or(ServiceError::Invalid {
            field,
            code: "form.time",
        })
    };
    match wanted.what.as_str() {
        "accept" => service.take_offer(pass, slug, number).map(drop),
        "cancel" => service.cancel_booking(pass, slug, number).map(drop),
        "change" => {
            let (start, end) = (time(&wanted.start, "start")?, time(&wanted.end, "end")?);
            let request = request_of(&wanted.request).unwrap_or_else(|| service.new_request());
            let view = service.change_booking(pass, slug, number, start, end, request)?;
            // The booking stays as it was where everything is booked at the new time.
            let minute = |at: Timestamp| at.as_second().div_euclid(60);
            let is_as_wanted =
                view.booking.interval.start().0 == minute(start) && view.booking.interval.end().0 == minute(end);
            is_as_wanted.then_some(()).ok_or(ServiceError::Invalid {
                field: "start",
                code: "form.booking_full",
            })
        }
        _ => Err(ServiceError::NotFound),
    }
}

/// Deletes what hangs on the pass, and the pass.
pub(super) async fn handle_forget(
    State(app): State<App>,
    ask: Ask,
    headers: HeaderMap,
) -> Result<Response<Body>, Failure> {
    check_origin(&headers)?;
    let token = pass::token(&headers, app.options().secure_cookies);
    let page = app
        .committing(move |service| {
            let Some(pass) = pass::of(service, token.as_deref())? else {
                return gone(service, &ask).map(Err);
            };
            let forgotten = service.forget_pass(pass)?;
            let frame = ask.frame(service, "parking");
            page(service, frame, None, Proving::default(), None, Some(forgotten)).map(Ok)
        })
        .await?;
    let mut response = match page {
        Ok(page) => html(StatusCode::OK, page),
        Err(page) => html(StatusCode::UNPROCESSABLE_ENTITY, page),
    };
    pass::set(&app, &mut response, None);
    Ok(response)
}

/// The page for somebody whose pass has ended meanwhile, or who never had one.
fn gone(service: &Service, ask: &Ask) -> Result<String, Failure> {
    let frame = ask.frame(service, "parking");
    let verdict = Verdict::bad(frame.t("parking-pass-gone").to_owned());
    page(service, frame, None, Proving::default(), Some(verdict), None)
}

/// Where to go on, or the page that says why not.
type Answer = Result<String, String>;

fn said(
    service: &Service,
    ask: &Ask,
    pass: i64,
    proving: Proving,
    outcome: Result<(), ServiceError>,
) -> Result<Answer, Failure> {
    match outcome {
        Ok(()) => Ok(Ok(ask.lang.href("/parking/mine"))),
        Err(error) => {
            let verdict = refused(ask, error)?;
            let frame = ask.frame(service, "parking");
            page(service, frame, Some(pass), proving, Some(verdict), None).map(Err)
        }
    }
}

fn answered(answer: Answer) -> Response<Body> {
    match answer {
        Ok(to) => see_other(&to),
        Err(page) => html(StatusCode::UNPROCESSABLE_ENTITY, page),
    }
}

fn page(
    service: &Service,
    frame: Frame,
    pass: Option<i64>,
    mut proving: Proving,
    verdict: Option<Verdict>,
    forgotten: Option<Forgotten>,
) -> Result<String, Failure> {
    let own = match pass {
        Some(pass) => service.own_parking(pass)?,
        None => OwnParking::default(),
    };
    let catalogue = service.parking()?;
    let now = service.now();
    proving.plate = shown(&proving.plate);
    if proving.entered.is_empty() {
        proving.entered = control(now);
    }
    let choice = |lot: &std::sync::Arc<shishi_service::parking::Lot>| Choice {
        value: lot.row.slug.clone(),
        name: lot.row.name.clone(),
        chosen: lot.row.slug == proving.lot,
    };
    let stays = own
        .stays
        .iter()
        .map(|own| stay(service, &frame, own, now))
        .collect::<Result<_, _>>()?;
    let page = Page {
        has_pass: pass.is_some(),
        bookings: own.bookings.iter().map(|own| booking(service, &frame, own)).collect(),
        stays,
        lots: catalogue.in_order().into_iter().map(choice).collect(),
        plates: own.plates,
        latest: control(now),
        forgotten: forgotten.map(|forgotten| in_words(&frame, forgotten)),
        proving,
        verdict,
        frame,
    };
    Ok(page.render()?)
}

fn in_words(frame: &Frame, forgotten: Forgotten) -> String {
    let values = [
        ("bookings", forgotten.bookings.into()),
        ("plates", forgotten.plates.into()),
    ];
    let mut words = frame.lang.say("parking-forgotten", &values);
    if forgotten.inside > 0 {
        words.push_str(&frame.with("parking-forgotten-inside", "n", forgotten.inside));
    }
    words
}

fn span(frame: &Frame, from: Timestamp, to: Option<Timestamp>) -> String {
    let from = frame.lang.moment(from);
    match to {
        Some(to) => frame.lang.say(
            "parking-span",
            &[("from", from.into()), ("to", frame.lang.moment(to).into())],
        ),
        None => frame.with("parking-since", "from", from),
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}

fn booking(service: &Service, frame: &Frame, own: &OwnBooking) -> Booking {
    let row = &own.row;
    let (start, end) = (at(row.start.saturating_mul(60)), at(row.end.saturating_mul(60)));
    let path = format!("/parking/mine/bookings/{}/{}", own.lot.0, row.booking);
    let state = row.state.as_str();
    Booking {
        id: format!("b-{}-{}", own.lot.0, row.booking),
        action: frame.href(&path),
        lot: own.lot.1.clone(),
        lot_href: frame.href(&format!("/parking/lots/{}", own.lot.0)),
        when: span(frame, start, Some(end)),
        plate: own.plate.clone().unwrap_or_default(),
        bay: own.bay.clone().unwrap_or_default(),
        state: frame.coded("parking-state-", state),
        class: match state {
            "reserved" | "inside" | "fulfilled" => "verified",
            "pending" | "waiting" | "offered" => "reported",
            "cancelled" => "neutral",
            _ => "silent",
        },
        can_accept: state == "offered",
        can_change: state == "reserved",
        can_cancel: ["pending", "waiting", "offered", "reserved"].contains(&state),
        start: control(start),
        end: control(end),
        request: format!("{:032x}", service.new_request()),
    }
}

fn stay(service: &Service, frame: &Frame, own: &OwnStay, now: Timestamp) -> Result<Stay, Failure> {
    let (entry, exit) = (at(own.stay.entry_second), own.stay.exit.map(|(_, second)| at(second)));
    let lasted = (exit.unwrap_or(now).as_second() - entry.as_second()).max(0) / 60;
    // A stay that cannot be priced is shown without a price; the desk sees it too.
    let price = match service.price_of_stay(&own.stay) {
        Ok(price) => price,
        Err(ServiceError::Refused { .. } | ServiceError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let untold = match service.untold_charge(&own.stay) {
        Ok(untold) => untold,
        Err(ServiceError::Refused { .. } | ServiceError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let rules = frame.lang.of_rules();
    let lines = price.iter().flat_map(|price| &price.lines);
    let lines = lines
        .map(|line| (words::line(line, rules), words::yuan(line.fen.0, rules)))
        .collect();
    let fee = own.stay.fee.or(price.as_ref().map(|price| price.total));
    Ok(Stay {
        lot: own.lot.1.clone(),
        lot_href: frame.href(&format!("/parking/lots/{}", own.lot.0)),
        when: span(frame, entry, exit),
        lasted: minutes(frame, lasted),
        plate: own.plate.clone().unwrap_or_default(),
        fee: fee.map(|fee| yuan(frame, fee)).unwrap_or_default(),
        inside: exit.is_none(),
        lines,
        untold: untold.map_or_else(String::new, |untold| untold_words(frame.lang, &untold, exit.is_none())),
        pay: own
            .bill
            .as_ref()
            .map(|(code, _)| frame.href(&format!("/parking/pay/{code}")))
            .unwrap_or_default(),
        owed: own.bill.as_ref().is_some_and(|(_, owed)| owed.0 > 0),
    })
}

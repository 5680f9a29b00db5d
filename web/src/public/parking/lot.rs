//! The page of one lot: what is free, what it costs, and booking there.

use askama::Template;
use axum::Form;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use shishi_kernel::Decimal;
use shishi_service::parking::{BookForm, BookingView, Live, state_word};
use shishi_service::parking_rules::booking::{Rejection, State as BookingState, Terms};
use shishi_service::parking_rules::find::{Need, State as BayState};
use shishi_service::parking_rules::forecast::Ahead;
use shishi_service::parking_rules::passages::Second;
use shishi_service::parking_rules::places::{Class, Classes, Lot, Realtime};
use shishi_service::parking_rules::words;
use shishi_service::{Service, ServiceError};

use super::charging::{self, Part};
use super::find::class_name;
use super::{ago, clock_time, control, later, minutes, next_quarter, pass, request_of, shown, typed, yuan};
use crate::public::sites::{Map, Spot};
use crate::shell::{App, Ask, Failure, Frame, check_origin, fresh, html};

/// How long a stay is that is priced or booked where nothing is said, in minutes.
const STAY_MINUTES: i64 = 120;
/// Bays that are drawn; of more a map says nothing on a phone.
const BAYS_DRAWN: usize = 1_500;

/// The stay whose price is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    from: String,
    to: String,
}

/// A booking as the form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    plate: String,
    start: String,
    end: String,
    request: String,
    wait: String,
}

/// Free bays of a class.
struct Count {
    name: String,
    free: Option<u32>,
    capacity: u32,
}

/// What is expected of a lot.
struct Later {
    /// The time of day.
    at: String,
    free: u32,
    /// How likely a bay is free, in per cent; nothing that is expected is certain.
    percent: String,
}

/// The price of a stay.
struct Priced {
    total: String,
    /// Words and amounts, which sum to the total.
    lines: Vec<(String, String)>,
    /// From how many minutes on, and how much then.
    steps: Vec<(String, String)>,
}

/// What became of what somebody asked for.
pub(super) struct Verdict {
    pub(super) class: &'static str,
    pub(super) words: String,
    /// Whether waiting is worth offering.
    can_wait: bool,
}

impl Verdict {
    /// That something was not done, and why.
    pub(super) fn bad(words: String) -> Self {
        Self {
            class: "bad",
            words,
            can_wait: false,
        }
    }
}

#[derive(Template)]
#[template(path = "public/parking/lot.html")]
struct Page {
    /// The second by the site's clock at which the page was made.
    now: i64,
    frame: Frame,
    slug: String,
    name: String,
    operator: String,
    setting: &'static str,
    hours: String,
    closed: bool,
    height: String,
    stay_max: String,
    position: String,
    free: Option<u32>,
    capacity: u32,
    seen: String,
    counts: Vec<Count>,
    ahead: Vec<Later>,
    /// What can be charged at; none where nothing can.
    charging: Option<Part>,
    tariff: Option<String>,
    wish: Wish,
    wish_fault: String,
    /// How many bays more are closed; empty where none is.
    bays_closed: String,
    priced: Option<Priced>,
    terms: Vec<String>,
    bookable: bool,
    asked: Asked,
    earliest: String,
    latest: String,
    verdict: Option<Verdict>,
    map: Option<Map>,
}

pub(super) async fn handle(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    Query(wish): Query<Wish>,
) -> Result<Response<Body>, Failure> {
    fresh(&app, ask, "parking", move |service, frame| {
        page(service, frame, &slug, wish, Asked::default(), None)
    })
    .await
}

/// Books. The booking is then among one's own; a refusal is said where it was asked, with the form as it was filled in.
pub(super) async fn handle_book(
    State(app): State<App>,
    ask: Ask,
    headers: HeaderMap,
    Path(slug): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response<Body>, Failure> {
    check_origin(&headers)?;
    let token = pass::token(&headers, app.options().secure_cookies);
    let (answer, made) = app
        .committing(move |service| {
            let pass = pass::of(service, token.as_deref())?;
            let outcome = book(service, pass, &slug, &asked);
            let verdict = match outcome {
                Ok((view, made)) if !matches!(view.booking.state, BookingState::Rejected { .. }) => {
                    return Ok::<_, Failure>((
                        Err(ask.lang.href(&format!("/parking/mine#b-{}-{}", view.lot, view.number))),
                        made,
                    ));
                }
                Ok((view, _)) => rejected(&ask, &view),
                Err(error) => refused(&ask, error)?,
            };
            let frame = ask.frame(service, "parking");
            let page = page(service, frame, &slug, Wish::default(), asked, Some(verdict))?;
            Ok((Ok(page), None))
        })
        .await?;
    let mut response = match answer {
        Ok(page) => html(StatusCode::UNPROCESSABLE_ENTITY, page),
        Err(to) => see_other(&to),
    };
    if let Some(made) = made {
        pass::set(&app, &mut response, Some(&made));
    }
    Ok(response)
}

pub(super) fn see_other(to: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = HeaderValue::try_from(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// Books for a pass; where there is none yet, the booking makes one, whose secret comes with it.
fn book(
    service: &Service,
    pass: Option<i64>,
    slug: &str,
    asked: &Asked,
) -> Result<(BookingView, Option<String>), ServiceError> {
    let time = |text: &str, field| {
        typed(text).ok_or(ServiceError::Invalid {
            field,
            code: "form.time",
        })
    };
    let form = BookForm {
        lot: slug.to_owned(),
        plate: asked.plate.clone(),
        start: time(&asked.start, "start")?,
        end: time(&asked.end, "end")?,
        bay: None,
        wait: !asked.wait.is_empty(),
        request: request_of(&asked.request).unwrap_or_else(|| service.new_request()),
    };
    match pass {
        Some(pass) => Ok((service.book(Some(pass), &form)?, None)),
        None => service.book_newcomer(&form),
    }
}

fn rejected(ask: &Ask, view: &BookingView) -> Verdict {
    let BookingState::Rejected { why, .. } = view.booking.state else {
        let words = ask.lang.t(&format!(
            "parking-state-{}",
            state_word(&view.booking.state).replace('_', "-")
        ));
        return Verdict {
            class: "verified",
            words: words.to_owned(),
            can_wait: false,
        };
    };
    Verdict {
        class: "bad",
        words: words::rejection(why, ask.lang.of_rules()).to_owned(),
        can_wait: matches!(why, Rejection::Full | Rejection::NoBay),
    }
}

/// What was refused in words; what is no refusal goes on as a failure.
pub(super) fn refused(ask: &Ask, error: ServiceError) -> Result<Verdict, Failure> {
    let is_said = matches!(
        error,
        ServiceError::Refused { .. } | ServiceError::Invalid { .. } | ServiceError::TooMany { .. }
    );
    let failure = Failure::from(error);
    if !is_said {
        return Err(failure);
    }
    Ok(Verdict::bad(failure.sentence(ask.lang)))
}

fn page(
    service: &Service,
    frame: Frame,
    slug: &str,
    mut wish: Wish,
    mut asked: Asked,
    verdict: Option<Verdict>,
) -> Result<String, Failure> {
    let live = service.live()?;
    let handle = live.index().lot_of(slug).ok_or_else(Failure::not_found)?;
    let lot = live.index().lot(handle).ok_or_else(Failure::not_found)?;
    let now_at = service.now();
    let now = Second(now_at.as_second());
    let occupancy = live.occupancy(handle, now);
    let soon = next_quarter(now_at);
    let (from, to) = (
        typed(&wish.from).unwrap_or(soon),
        typed(&wish.to).unwrap_or_else(|| later(typed(&wish.from).unwrap_or(soon), STAY_MINUTES)),
    );
    let unread = |text: &str| !text.trim().is_empty() && typed(text).is_none();
    let (priced, wish_fault) = if unread(&wish.from) || unread(&wish.to) {
        (None, frame.t("error-form-time").to_owned())
    } else {
        priced(service, &frame, slug, from, to)?
    };
    (wish.from, wish.to) = (control(from), control(to));
    let catalogue = live.catalogue();
    let known = catalogue.lot(slug).ok_or_else(Failure::not_found)?;
    let ahead = known.terms.as_ref().map_or(0, |terms| i64::from(terms.ahead_max));
    if asked.start.is_empty() {
        (asked.start, asked.end) = (control(soon), control(later(soon, STAY_MINUTES)));
    }
    // A new question each time the form is drawn; the same one only where the browser sends it twice.
    asked.request = format!("{:032x}", service.new_request());
    asked.plate = shown(&asked.plate);
    let in_force = catalogue.tariff_of(known.row.id);
    let tariff = in_force.map(|in_force| in_force.tariff.name.clone());
    let chargers = service.chargers()?.remove(&known.row.id);
    let charging = chargers.map(|chargers| {
        let tariff = in_force.map(|in_force| &in_force.tariff);
        charging::part(&frame, &chargers, tariff, now)
    });
    let page = Page {
        now: now.0,
        slug: slug.to_owned(),
        name: lot.name.to_string(),
        operator: known.row.operator.clone(),
        setting: frame.coded("parking-setting-", lot.setting.word()),
        hours: match lot.hours.as_ref().map(|hours| hours.as_str()) {
            None | Some("24/7") => frame.t("parking-hours-always").to_owned(),
            Some(hours) => hours.to_owned(),
        },
        closed: !live.is_open(handle, now),
        height: lot
            .height_cm
            .map(|cm| frame.with("parking-metres-high", "n", metres(cm)))
            .unwrap_or_default(),
        stay_max: lot
            .stay_minutes_max
            .map(|most| minutes(&frame, i64::from(most)))
            .unwrap_or_default(),
        position: lot.at.to_string(),
        free: occupancy.free,
        capacity: occupancy.capacity,
        bays_closed: match known.closed.len() {
            0 => String::new(),
            closed => frame.with("parking-bays-closed", "n", closed),
        },
        seen: occupancy
            .observed
            .map(|at| ago(&frame, now.0 - at.0))
            .unwrap_or_default(),
        counts: counts(&frame, &live, slug, now),
        ahead: expected(&live.expected(handle, now), occupancy.capacity, now_at),
        charging,
        tariff,
        wish_fault,
        priced,
        terms: known
            .terms
            .as_ref()
            .map(|terms| terms_in_words(&frame, terms))
            .unwrap_or_default(),
        bookable: known.terms.is_some(),
        earliest: control(now_at),
        latest: control(later(now_at, ahead)),
        map: bays(&frame, &live, slug, now),
        wish,
        asked,
        verdict,
        frame,
    };
    Ok(page.render()?)
}

fn metres(centimetres: u16) -> String {
    Decimal::new(i64::from(centimetres), 2).normalize().to_string()
}

fn priced(
    service: &Service,
    frame: &Frame,
    slug: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<(Option<Priced>, String), Failure> {
    let quote = match service.quote_stay(slug, from, to) {
        Ok(quote) => quote,
        Err(ServiceError::NotFound) => return Ok((None, String::new())),
        Err(error @ ServiceError::Refused { .. }) => {
            return Ok((None, Failure::from(error).sentence(frame.lang)));
        }
        Err(error) => return Err(error.into()),
    };
    let rules = frame.lang.of_rules();
    let amount = |fen: shishi_kernel::Fen| words::yuan(fen.0, rules);
    let lines = quote
        .price
        .lines
        .iter()
        .map(|line| (words::line(line, rules), amount(line.fen)));
    let step = |(from, price): &(i64, _)| (minutes(frame, *from), yuan(frame, *price));
    let priced = Priced {
        total: yuan(frame, quote.price.total),
        lines: lines.collect(),
        steps: quote.steps.iter().map(step).collect(),
    };
    Ok((Some(priced), String::new()))
}

/// Bays by class: those for anybody, then each class that there is.
fn counts(frame: &Frame, live: &Live, slug: &str, now: Second) -> Vec<Count> {
    let Some((handle, lot)) = live
        .index()
        .lot_of(slug)
        .and_then(|handle| Some((handle, live.index().lot(handle)?)))
    else {
        return Vec::new();
    };
    let of = |name: String, need: Need| {
        let occupancy = live.index().occupancy(handle, need, now);
        Count {
            name,
            free: occupancy.free,
            capacity: occupancy.capacity,
        }
    };
    let classes: Vec<Class> = lot.capacity().classes().map(|(class, _)| class).collect();
    if classes.is_empty() {
        return Vec::new();
    }
    let plain = of(frame.t("parking-class-plain").to_owned(), Need::default());
    let each = classes.into_iter().map(|class| {
        // Whatever else such a bay is for: the sum over classes may be more than the whole.
        let need = Need {
            with: Classes::of(class),
            entitled: Classes::ALL,
        };
        of(class_name(frame, class), need)
    });
    let any = std::iter::once(plain).filter(|plain| plain.capacity > 0);
    any.chain(each).collect()
}

/// Every half hour of what is expected.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bays of a lot and per cent, cut to their bounds"
)]
fn expected(ahead: &[Ahead], capacity: u32, now: Timestamp) -> Vec<Later> {
    let every = ahead.iter().skip(1).step_by(2);
    every
        .map(|ahead| Later {
            at: clock_time(later(now, ahead.minutes)),
            free: (f64::from(capacity) - ahead.occupied)
                .round()
                .clamp(0.0, f64::from(capacity)) as u32,
            percent: match (100.0 * ahead.free_chance).round() as i64 {
                100.. => ">99".to_owned(),
                ..=0 => "<1".to_owned(),
                percent => percent.to_string(),
            },
        })
        .collect()
}

fn terms_in_words(frame: &Frame, terms: &Terms) -> Vec<String> {
    let time = |key: &str, of: u32| frame.with(key, "time", minutes(frame, i64::from(of)));
    vec![
        time("parking-terms-ahead", terms.ahead_max),
        frame.lang.say(
            "parking-terms-length",
            &[
                ("least", minutes(frame, i64::from(terms.duration_min)).into()),
                ("most", minutes(frame, i64::from(terms.duration_max)).into()),
            ],
        ),
        time("parking-terms-hold", terms.hold_minutes),
        time("parking-terms-no-show", terms.no_show_minutes),
        time("parking-terms-cancel", terms.cancel_until_minutes),
        frame.with("parking-terms-open", "n", terms.open_max),
    ]
}

fn bays(frame: &Frame, live: &Live, slug: &str, now: Second) -> Option<Map> {
    let handle = live.index().lot_of(slug)?;
    // Where gates count, nobody knows of single bays.
    let lot: &Lot = live.index().lot(handle).filter(|lot| lot.realtime == Realtime::Bays)?;
    let spots = lot
        .bays()
        .zip(live.index().bays_of(handle))
        .take(BAYS_DRAWN)
        .map(|((_, bay), handle)| {
            let (state, _) = live.index().state(handle, now);
            let (class, said) = match state {
                BayState::Free => ("verified", "verified"),
                BayState::Taken if live.index().is_out_of_order(handle) => ("bad", "out"),
                BayState::Taken => ("bad", "bad"),
                BayState::Unknown => ("silent", "silent"),
            };
            Spot {
                longitude: Decimal::new(i64::from(bay.at.longitude_micro()), 6),
                latitude: Decimal::new(i64::from(bay.at.latitude_micro()), 6),
                class,
                words: format!("{}：{}", bay.number, frame.coded("parking-bay-", said)),
                // Over a thousand stops of the tab key would help nobody: the table of classes has the counts.
                href: String::new(),
            }
        });
    Map::of(&spots.collect::<Vec<_>>())
}

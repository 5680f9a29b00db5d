//! What is set up: lots from a file, since when they are open, tariffs, devices, and how long plates are kept.

use askama::Template;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use jiff::SignedDuration;
use shishi_service::parking::{PLACES_BYTES_MAX, read_places};
use shishi_service::parking_rules::Tariff;
use shishi_service::parking_rules::places::form::PlacesFault;
use shishi_service::parking_rules::price::{self, Stay};
use shishi_service::parking_rules::words::{self, Language};
use shishi_service::{Service, ServiceError};

use super::super::entries::files::{Sent, read};
use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Fault, Office, Room, Trouble, attempt, draw, see_other};
use super::{Part, parts, yuan};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn, check_csrf};

/// Lots of a file that are listed before they are taken.
const LOTS_SHOWN: usize = 50;
/// Stays, in hours, whose prices are shown before a tariff is published.
const QUOTED_HOURS: [i64; 6] = [1, 2, 4, 8, 12, 24];

/// Years in which a lot can have been opened or will be.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1949..=2199;

/// A file that was looked at.
struct Looked {
    name: String,
    lots: Vec<(String, String, u32)>,
    more: usize,
    faults: Vec<String>,
    remarks: Vec<String>,
    /// The file once more, to be sent with the button that takes it; empty where it has faults.
    again: String,
}

/// A tariff that was looked at.
struct Quoted {
    lines: Vec<(i64, String)>,
}

/// What a page shows beside its forms.
#[derive(Default)]
struct Shown {
    looked: Option<Looked>,
    quoted: Option<Quoted>,
    /// A device's name and its token, shown this once.
    token: Option<(String, String)>,
}

struct LotRow {
    href: String,
    /// Where it is changed.
    change: String,
    slug: String,
    name: String,
    capacity: u32,
    smart: usize,
    tariff: String,
    opened: String,
}

#[derive(Template)]
#[template(path = "office/parking-setup.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    lots: Vec<LotRow>,
    tariffs: Vec<String>,
    action: String,
    looked: Option<Looked>,
    quoted: Option<Quoted>,
    token: Option<(String, String)>,
    file_inputs: Vec<Input>,
    tariff_inputs: Vec<Input>,
    device_inputs: Vec<Input>,
    open_inputs: Vec<Input>,
    /// Whether that form is shown unfolded.
    open_open: bool,
    days_inputs: Vec<Input>,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Posted::default(), Shown::default(), None).await
}

/// Looks at a file of lots, or takes the one that was looked at.
pub(super) async fn places(State(app): State<App>, ask: Ask, signed_in: SignedIn, mut request: Request) -> Answer {
    DefaultBodyLimit::max(PLACES_BYTES_MAX + (64 << 10)).apply(&mut request);
    let headers = request.headers().clone();
    let Sent { form, mut files } = match read(request).await {
        Ok(sent) => sent,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => {
            let failure = Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "form.table_large");
            let trouble = Trouble::of(&failure, ask.lang, "file");
            return page(&app, ask, signed_in, Posted::default(), Shown::default(), Some(trouble)).await;
        }
        Err(_) => return Err(Failure::bad_request("bad_request")),
    };
    check_csrf(&headers, &signed_in, &form.text("csrf"))?;
    let take = files.is_empty() && form.text("go") == "take";
    let (name, bytes) = match files.pop() {
        Some(file) => (file.name, file.bytes),
        None if take => (form.text("name"), form.text("places").into_bytes()),
        None => {
            let fault = Fault {
                anchor: "file".to_owned(),
                words: ask.lang.t("upload-none").to_owned(),
            };
            let trouble = Trouble::list(vec![fault], ask.lang);
            return page(&app, ask, signed_in, Posted::default(), Shown::default(), Some(trouble)).await;
        }
    };
    if take && let Ok(reading) = read_places(&name, &bytes) {
        let actor = signed_in.session.actor.clone();
        return match attempt(&app, move |service| service.put_places(&actor, &reading.places)).await? {
            Ok(_) => Ok(see_other(ask.lang, "/office/parking/setup?said=parking-lots-kept")),
            Err(failure) => {
                // The file that was looked at is offered once more.
                let shown = Shown {
                    looked: Some(look(&name, &bytes, ask.lang.of_rules())),
                    ..Shown::default()
                };
                let trouble = Trouble::of(&failure, ask.lang, "file");
                page(&app, ask, signed_in, Posted::default(), shown, Some(trouble)).await
            }
        };
    }
    let shown = Shown {
        looked: Some(look(&name, &bytes, ask.lang.of_rules())),
        ..Shown::default()
    };
    page(&app, ask, signed_in, Posted::default(), shown, None).await
}

fn look(name: &str, bytes: &[u8], language: Language) -> Looked {
    let say = |faults: &[PlacesFault]| {
        faults
            .iter()
            .map(|fault| words::places_fault(fault, language))
            .collect()
    };
    let mut looked = Looked {
        name: name.to_owned(),
        lots: Vec::new(),
        more: 0,
        faults: Vec::new(),
        remarks: Vec::new(),
        again: String::new(),
    };
    match read_places(name, bytes) {
        Ok(reading) => {
            let lots = reading.places.lots();
            let line = |lot: &shishi_service::parking_rules::places::Lot| {
                (lot.code.to_string(), lot.name.to_string(), lot.capacity().all)
            };
            looked.lots = lots.iter().take(LOTS_SHOWN).map(line).collect();
            looked.more = lots.len().saturating_sub(LOTS_SHOWN);
            looked.remarks = say(&reading.remarks);
            looked.again = String::from_utf8_lossy(bytes).into_owned();
        }
        Err(faults) => looked.faults = say(&faults),
    }
    looked
}

/// Looks at the text of a tariff, or publishes it.
pub(super) async fn tariff(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (name, text) = (form.trimmed("name"), form.text("text"));
    if form.text("go") == "put" {
        let actor = signed_in.session.actor.clone();
        return match attempt(&app, move |service| service.put_tariff(&actor, &name, &text)).await? {
            Ok(_) => Ok(see_other(ask.lang, "/office/parking/setup?said=parking-tariff-kept")),
            Err(failure) => {
                let field = if failure.code == "form.slug" { "name" } else { "text" };
                let trouble = Trouble::of(&failure, ask.lang, field);
                page(&app, ask, signed_in, form, Shown::default(), Some(trouble)).await
            }
        };
    }
    let language = ask.lang.of_rules();
    match Tariff::read(text.as_bytes()) {
        Ok(tariff) => {
            let now = app.service().now();
            let shown = Shown {
                quoted: Some(quoted(&tariff, now, language)),
                ..Shown::default()
            };
            page(&app, ask, signed_in, form, shown, None).await
        }
        Err(faults) => {
            let faults = faults.iter().map(|fault| Fault {
                anchor: "text".to_owned(),
                words: words::fault(fault, language),
            });
            let trouble = Trouble::list(faults.collect(), ask.lang);
            page(&app, ask, signed_in, form, Shown::default(), Some(trouble)).await
        }
    }
}

/// What stays that begin now would cost.
fn quoted(tariff: &Tariff, now: jiff::Timestamp, language: Language) -> Quoted {
    let line = |hours: i64| {
        let stay = Stay::new(now, now + SignedDuration::from_hours(hours));
        let words = match price::price(tariff, &stay) {
            Ok(price) => yuan(price.total.0),
            Err(refusal) => words::refusal(&refusal, language),
        };
        (hours, words)
    };
    Quoted {
        lines: QUOTED_HOURS.into_iter().map(line).collect(),
    }
}

/// Registers a device and shows its token once.
pub(super) async fn device(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (lot, code, kind) = (form.text("lot"), form.trimmed("code"), form.text("kind"));
    let (actor, named) = (signed_in.session.actor.clone(), code.clone());
    match attempt(&app, move |service| service.put_device(&actor, &lot, &named, &kind)).await? {
        Ok(token) => {
            let shown = Shown {
                token: Some((code, token)),
                ..Shown::default()
            };
            page(&app, ask, signed_in, Posted::default(), shown, None).await
        }
        Err(failure) => {
            let field = if failure.code == "form.device_kind" {
                "kind"
            } else {
                "code"
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, form, Shown::default(), Some(trouble)).await
        }
    }
}

/// Says since when a lot is open and its bays have sensors.
pub(super) async fn open(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let opened = check.date_or_none("opened", &form.text("opened"));
    let smart = check.date_or_none("smart", &form.text("smart"));
    for (field, day) in [("opened", opened), ("smart", smart)] {
        if day.is_some_and(|day| !YEARS.contains(&day.year())) {
            check.fault(field, "fault-date");
        }
    }
    if !check.faults.is_empty() {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, form, Shown::default(), Some(trouble)).await;
    }
    let (actor, lot) = (signed_in.session.actor.clone(), form.text("open-lot"));
    match attempt(&app, move |service| service.open_lot(&actor, &lot, opened, smart)).await? {
        Ok(()) => Ok(see_other(ask.lang, "/office/parking/setup?said=saved")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "opened");
            page(&app, ask, signed_in, form, Shown::default(), Some(trouble)).await
        }
    }
}

/// Says after how many days plates are forgotten.
pub(super) async fn days(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, days) = (signed_in.session.actor.clone(), form.number("days").unwrap_or_default());
    match attempt(&app, move |service| service.set_plate_days(&actor, days)).await? {
        Ok(()) => Ok(see_other(ask.lang, "/office/parking/setup?said=saved")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "days");
            page(&app, ask, signed_in, form, Shown::default(), Some(trouble)).await
        }
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    typed: Posted,
    shown: Shown,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, &typed, shown, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    typed: &Posted,
    shown: Shown,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let catalogue = service.parking().map_err(|error: ServiceError| Failure::from(error))?;
    let lots = catalogue.in_order();
    let row = |lot: &shishi_service::parking::Lot| LotRow {
        href: frame.href(&format!("/office/parking/lots/{}", lot.row.slug)),
        change: frame.href(&format!("/office/parking/setup/lots/{}", lot.row.slug)),
        slug: lot.row.slug.clone(),
        name: lot.row.name.clone(),
        capacity: lot.capacity(),
        smart: lot.bays.iter().filter(|bay| bay.smart_on.is_some()).count(),
        tariff: lot.row.tariff.clone().unwrap_or_default(),
        opened: lot.row.opened_on.map(|day| frame.lang.date(day)).unwrap_or_default(),
    };
    let choices: Vec<(String, String)> = lots
        .iter()
        .map(|lot| (lot.row.slug.clone(), lot.row.name.clone()))
        .collect();
    let mut tariffs: Vec<String> = catalogue.tariffs.keys().cloned().collect();
    tariffs.sort_unstable();
    let field = |name: &str, key: &str, kind| {
        Input::new(&frame, name, key, kind)
            .value(typed.text(name))
            .wrong(trouble.as_ref())
    };
    let kinds = ["lane", "sensor", "counter", "platform"];
    let kinds = kinds.map(|kind| (kind.to_owned(), frame.coded("parkdesk-device-", kind).to_owned()));
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        parts: parts(&frame, session.actor.role, "/office/parking/setup"),
        lots: lots.iter().map(|lot| row(lot)).collect(),
        tariffs,
        action: frame.href("/office/parking/setup"),
        looked: shown.looked,
        quoted: shown.quoted,
        token: shown.token,
        file_inputs: vec![field("file", "parkdesk-import-file", "file").accept(".csv,.geojson,.json,.osm")],
        tariff_inputs: vec![
            field("name", "parkdesk-tariff-name", "text")
                .hint(&frame, "parkdesk-slug-hint")
                .length(60),
            field("text", "parkdesk-tariff-text", "area").length(200_000).rows(14),
        ],
        device_inputs: vec![
            field("lot", "parkdesk-lot", "select").options(choices.clone()),
            field("code", "parkdesk-device-code", "text")
                .hint(&frame, "parkdesk-slug-hint")
                .length(60),
            field("kind", "parkdesk-device-kind", "select").options(kinds),
        ],
        open_inputs: vec![
            field("open-lot", "parkdesk-lot", "select").options(choices),
            field("opened", "parkdesk-opened", "date").optional(),
            field("smart", "parkdesk-smart-on", "date")
                .hint(&frame, "parkdesk-smart-hint")
                .optional(),
        ],
        open_open: typed.has("open-lot"),
        days_inputs: vec![
            Input::new(&frame, "days", "parkdesk-days", "number")
                .value(typed.or("days", service.plate_days()?.to_string()))
                .hint(&frame, "parkdesk-days-hint")
                .wrong(trouble.as_ref())
                .length(3),
        ],
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

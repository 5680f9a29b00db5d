//! One lot or one bay at the desk: the columns of a file of lots as the fields of a form, read by the same rules.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::Date;
use shishi_service::parking::{Cells, Faults};
use shishi_service::parking_rules::places::form::PlacesFault;
use shishi_service::parking_rules::places::{Access, Class, Classes, PlacesRefusal, Realtime, Setting};
use shishi_service::parking_rules::words;
use shishi_service::{Service, ServiceError};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Fault, Office, Room, Trouble, attempt, draw, see_other};
use super::setup::YEARS;
use super::{Part, parts};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, Lang, SignedIn, encoded};

const SETUP: &str = "/office/parking/setup";
/// Bays of a lot that are listed; the others are opened by their numbers.
const BAYS_SHOWN: usize = 500;
/// The columns of a lot that the form has, beside its code; a box that is not ticked is not sent.
const LOT_COLUMNS: [&str; 12] = [
    "name",
    "setting",
    "access",
    "operator",
    "lat",
    "lon",
    "hours",
    "capacity",
    "height_m",
    "max_stay_min",
    "tariff",
    "realtime",
];
const BOOKABLE: &str = "bookable";

/// A class that a bay may have: word, label, whether it has it.
type ClassBox = (&'static str, &'static str, bool);

#[derive(Template)]
#[template(path = "office/parking-place.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    /// Where one came from: address and name.
    back: (String, String),
    heading: String,
    note: &'static str,
    action: String,
    /// The number of a bay that is known, which stays; empty else.
    fixed: String,
    inputs: Vec<Input>,
    place: Vec<Input>,
    more: Vec<Input>,
    /// Whether a lot can be booked; none for a bay.
    bookable: Option<bool>,
    classes: Vec<ClassBox>,
    /// The bays of a lot that has some or may: where one is opened, and the first of them with their addresses.
    bays: Option<Bays>,
}

struct Bays {
    action: String,
    count: usize,
    shown: Vec<(String, String)>,
}

pub(super) async fn new_lot(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    lot_page(&app, ask, signed_in, None, Posted::default(), None).await
}

pub(super) async fn show_lot(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    signed_in: SignedIn,
) -> Answer {
    lot_page(&app, ask, signed_in, Some(slug), Posted::default(), None).await
}

/// Makes a lot.
pub(super) async fn add_lot(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, code, cells) = (signed_in.session.actor.clone(), form.trimmed("lot"), lot_cells(&form));
    let kept = code.clone();
    let done = attempt(&app, move |service| service.add_one_lot(&actor, &code, &cells)).await?;
    match refusal(done, ask.lang, "lot") {
        None => Ok(see_other(
            ask.lang,
            &format!("{SETUP}/lots/{kept}?said=parking-lot-kept"),
        )),
        Some(trouble) => lot_page(&app, ask, signed_in, None, form, Some(trouble)).await,
    }
}

/// Changes a lot.
pub(super) async fn change_lot(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, code, cells) = (signed_in.session.actor.clone(), slug.clone(), lot_cells(&form));
    let done = attempt(&app, move |service| service.change_one_lot(&actor, &code, &cells)).await?;
    match refusal(done, ask.lang, "name") {
        None => Ok(see_other(
            ask.lang,
            &format!("{SETUP}/lots/{slug}?said=parking-lot-kept"),
        )),
        Some(trouble) => lot_page(&app, ask, signed_in, Some(slug), form, Some(trouble)).await,
    }
}

/// A bay of a lot by its number, which stands in the address behind `?number=`, or a new one.
pub(super) async fn show_bay(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    axum::extract::Query(asked): axum::extract::Query<Posted>,
    signed_in: SignedIn,
) -> Answer {
    let number = asked.trimmed("number");
    bay_page(&app, ask, signed_in, slug, number, Posted::default(), None).await
}

/// Keeps a bay.
pub(super) async fn put_bay(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let number = form.trimmed("bay");
    let mut check = Check::new(ask.lang);
    let smart = check.date_or_none("smart", &form.text("smart"));
    if smart.is_some_and(|day| !YEARS.contains(&day.year())) {
        check.fault("smart", "fault-date");
    }
    if !check.faults.is_empty() {
        let trouble = Trouble::list(check.faults, ask.lang);
        return bay_page(&app, ask, signed_in, slug, number, form, Some(trouble)).await;
    }
    let mut cells: Cells = ["zone", "lat", "lon"]
        .map(|name| (name.to_owned(), form.trimmed(name)))
        .into();
    cells.insert("classes".to_owned(), form.all("classes").join(","));
    let (actor, lot, bay) = (signed_in.session.actor.clone(), slug.clone(), number.clone());
    let done = attempt(&app, move |service| {
        service.put_one_bay(&actor, &lot, &bay, &cells, smart)
    })
    .await?;
    match refusal(done, ask.lang, "bay") {
        None => {
            let number = encoded(&number);
            let to = format!("{SETUP}/lots/{slug}/bays?number={number}&said=parking-bay-kept");
            Ok(see_other(ask.lang, &to))
        }
        Some(trouble) => bay_page(&app, ask, signed_in, slug, number, form, Some(trouble)).await,
    }
}

/// The cells of a lot as a form sends them; a field that the form has not is left as it is known.
fn lot_cells(form: &Posted) -> Cells {
    let sent = LOT_COLUMNS.into_iter().filter(|name| form.has(name));
    let mut cells: Cells = sent.map(|name| (name.to_owned(), form.trimmed(name))).collect();
    let bookable = if form.has(BOOKABLE) { "yes" } else { "no" };
    cells.insert(BOOKABLE.to_owned(), bookable.to_owned());
    cells
}

/// What is wrong, at the fields that are named as their columns; `other` is the field of what no column names.
fn refusal(done: Result<Result<(), Faults>, Failure>, lang: Lang, other: &str) -> Option<Trouble> {
    match done {
        Ok(Ok(())) => None,
        Ok(Err(faults)) => {
            let fault = |fault: &PlacesFault| Fault {
                anchor: if fault.key.is_empty() {
                    other.to_owned()
                } else {
                    fault.key.clone()
                },
                words: fault_words(fault, lang),
            };
            Some(Trouble::list(faults.iter().map(fault).collect(), lang))
        }
        Err(failure) => Some(Trouble::of(&failure, lang, other)),
    }
}

fn fault_words(fault: &PlacesFault, lang: Lang) -> String {
    match fault.refusal {
        // The sentence for files names the column, which stands right above here.
        PlacesRefusal::Missing { .. } => lang.t("place-missing").to_owned(),
        _ => words::places_fault(fault, lang.of_rules()),
    }
}

async fn lot_page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: Option<String>,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn_lot(service, room, slug.as_deref(), &typed, trouble)
    })
    .await
}

/// Makes fields: what was typed, or what the row of a file says.
struct Row<'a> {
    frame: &'a Frame,
    cells: &'a Cells,
    typed: &'a Posted,
    trouble: Option<&'a Trouble>,
}

impl Row<'_> {
    fn field(&self, name: &str, key: &str, kind: &'static str) -> Input {
        let stands = self.cells.get(name).map(String::as_str).unwrap_or_default();
        Input::new(self.frame, name, key, kind)
            .value(self.typed.or(name, stands))
            .wrong(self.trouble)
    }

    fn choice(&self, name: &str, key: &str, words: Vec<(String, String)>) -> Input {
        self.field(name, key, "select").options(words)
    }
}

fn drawn_lot(
    service: &Service,
    room: Room,
    slug: Option<&str>,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let cells = match slug {
        Some(slug) => service
            .lot_cells(&session.actor, slug)?
            .ok_or_else(Failure::not_found)?,
        None => Cells::new(),
    };
    let catalogue = service.parking()?;
    let known = slug.and_then(|slug| catalogue.lot(slug));
    let row = Row {
        frame: &frame,
        cells: &cells,
        typed,
        trouble: trouble.as_ref(),
    };
    let mut tariffs: Vec<String> = catalogue.tariffs.keys().cloned().collect();
    tariffs.extend(cells.get("tariff").cloned());
    let (inputs, place) = first_fields(&row, known.is_none());
    let has_bays = known.is_some_and(|lot| !lot.bays.is_empty());
    let more = more_fields(&row, tariffs, has_bays);
    let bookable = if typed.has("name") {
        typed.has(BOOKABLE)
    } else {
        cells.get(BOOKABLE).is_some_and(|word| word == "yes")
    };
    let bays = known.map(|lot| {
        let base = frame.href(&format!("{SETUP}/lots/{}/bays", lot.row.slug));
        let link = |code: &String| (code.clone(), format!("{base}?number={}", encoded(code)));
        Bays {
            count: lot.bays.len(),
            shown: lot.bays.iter().take(BAYS_SHOWN).map(|bay| link(&bay.code)).collect(),
            action: base.clone(),
        }
    });
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        parts: parts(&frame, session.actor.role, ""),
        back: (frame.href(SETUP), frame.t("parkdesk-setup").to_owned()),
        heading: known.map_or_else(|| frame.t("place-new").to_owned(), |lot| lot.row.name.clone()),
        note: frame.t("place-lot-note"),
        action: match slug {
            Some(slug) => frame.href(&format!("{SETUP}/lots/{slug}")),
            None => frame.href(&format!("{SETUP}/lots")),
        },
        fixed: String::new(),
        inputs,
        place,
        more,
        bookable: Some(bookable),
        classes: Vec::new(),
        bays,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn first_fields(row: &Row<'_>, new: bool) -> (Vec<Input>, Vec<Input>) {
    let frame = row.frame;
    let settings = Setting::ALL.iter().map(|one| {
        let word = one.word();
        (word.to_owned(), frame.coded("parking-setting-", word).to_owned())
    });
    let mut inputs = Vec::new();
    if new {
        inputs.push(
            row.field("lot", "parkdesk-slug", "text")
                .hint(frame, "place-code-hint")
                .length(40),
        );
    }
    inputs.extend([
        row.field("name", "place-name", "text").length(120),
        row.choice("setting", "parking-setting", settings.collect()),
        row.field("operator", "place-operator", "text").length(120).optional(),
    ]);
    let place = vec![
        row.field("lat", "parkdesk-latitude", "number").length(12),
        row.field("lon", "parkdesk-longitude", "number").length(12),
    ];
    (inputs, place)
}

fn more_fields(row: &Row<'_>, mut tariffs: Vec<String>, has_bays: bool) -> Vec<Input> {
    let frame = row.frame;
    let coded = |prefix: &str, word: &str| (word.to_owned(), frame.coded(prefix, word).to_owned());
    let access = Access::ALL.iter().map(|one| coded("place-access-", one.word()));
    let realtime = Realtime::ALL.iter().map(|one| coded("place-realtime-", one.word()));
    tariffs.sort_unstable();
    tariffs.dedup();
    let none = (String::new(), frame.t("place-tariff-none").to_owned());
    let tariffs = std::iter::once(none).chain(
        tariffs
            .into_iter()
            .filter(|name| !name.is_empty())
            .map(|name| (name.clone(), name)),
    );
    let mut inputs = vec![
        row.field("hours", "place-hours", "text")
            .hint(frame, "place-hours-hint")
            .length(120)
            .optional(),
    ];
    if !has_bays {
        // Of a lot whose bays are listed, they are what it holds.
        inputs.push(
            row.field("capacity", "place-capacity", "number")
                .hint(frame, "place-capacity-hint")
                .length(6)
                .optional(),
        );
    }
    inputs.extend([
        row.choice("access", "place-access", access.collect()),
        row.choice("realtime", "place-realtime", realtime.collect()),
        row.choice("tariff", "parkdesk-tariff", tariffs.collect()),
        row.field("height_m", "place-height", "number").length(5).optional(),
        row.field("max_stay_min", "place-stay", "number").length(6).optional(),
    ]);
    inputs
}

async fn bay_page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    number: String,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn_bay(service, room, &slug, &number, &typed, trouble)
    })
    .await
}

fn drawn_bay(
    service: &Service,
    room: Room,
    slug: &str,
    number: &str,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let actor = &session.actor;
    let mut lot_cells = service.lot_cells(actor, slug)?.ok_or_else(Failure::not_found)?;
    let catalogue = service.parking()?;
    let lot = catalogue.lot(slug).ok_or(ServiceError::NotFound)?;
    let found = if number.is_empty() {
        None
    } else {
        service.bay_cells(actor, slug, number)?
    };
    let is_new = found.is_none();
    // A new one lies somewhere about its lot.
    let cells = found.unwrap_or_else(|| {
        let mut place = Cells::from([("bay".to_owned(), number.to_owned())]);
        place.extend(
            ["lat", "lon"]
                .into_iter()
                .filter_map(|name| lot_cells.remove_entry(name)),
        );
        place
    });
    let row = Row {
        frame: &frame,
        cells: &cells,
        typed,
        trouble: trouble.as_ref(),
    };
    let since = lot
        .bays
        .iter()
        .find(|bay| bay.code == number)
        .and_then(|bay| bay.smart_on);
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        parts: parts(&frame, actor.role, ""),
        back: (frame.href(&format!("{SETUP}/lots/{slug}")), lot.row.name.clone()),
        heading: if is_new {
            frame.t("place-bay-new").to_owned()
        } else {
            frame.with("place-bay", "number", number)
        },
        note: frame.t(match (is_new, lot.bays.is_empty()) {
            (false, _) => "place-bay-note",
            (true, false) => "place-bay-new-note",
            (true, true) => "place-bay-first-note",
        }),
        action: frame.href(&format!("{SETUP}/lots/{slug}/bays")),
        fixed: if is_new { String::new() } else { number.to_owned() },
        inputs: bay_fields(&row, is_new),
        place: vec![
            row.field("lat", "parkdesk-latitude", "number").length(12),
            row.field("lon", "parkdesk-longitude", "number").length(12),
        ],
        more: vec![smart_field(&row, since)],
        bookable: None,
        classes: classes(&frame, &cells, typed),
        bays: None,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn bay_fields(row: &Row<'_>, new: bool) -> Vec<Input> {
    let number = row.field("bay", "place-number", "text").length(24);
    let zone = row
        .field("zone", "place-zone", "text")
        .hint(row.frame, "place-zone-hint")
        .length(40)
        .optional();
    if new { vec![number, zone] } else { vec![zone] }
}

fn smart_field(row: &Row<'_>, since: Option<Date>) -> Input {
    let stands = since.map(|day| day.to_string()).unwrap_or_default();
    Input::new(row.frame, "smart", "parkdesk-smart-on", "date")
        .value(row.typed.or("smart", stands))
        .hint(row.frame, "place-smart-hint")
        .wrong(row.trouble)
        .optional()
}

fn classes(frame: &Frame, cells: &Cells, typed: &Posted) -> Vec<ClassBox> {
    let known = cells.get("classes").and_then(|text| Classes::read(text).ok());
    let (known, sent) = (known.unwrap_or_default(), typed.all("classes"));
    let ticked = |class: Class| {
        if typed.has("bay") {
            sent.iter().any(|word| word == class.word())
        } else {
            known.has(Classes::of(class))
        }
    };
    let all = Class::ALL.iter();
    all.map(|class| {
        let label = frame.coded("parking-class-", class.word());
        (class.word(), label, ticked(*class))
    })
    .collect()
}

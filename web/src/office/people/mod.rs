//! Who heads a unit: first-responsible persons with their days in office.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{PersonId, UnitId, civil_date};
use shishi_service::commitments::person::Appoint;
use shishi_service::views::UnitPage;
use shishi_service::{HeadRow, Service, may};

use super::form::{Check, Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::route;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, Gate, Lang, SignedIn};

const PERSONS: Gate = Gate::May(&may::KEEP_PERSONS);

route::routes! {
    "/office/people" { get list: PERSONS }
    "/office/people/{unit}" { get show: PERSONS, post appoint: PERSONS }
    "/office/people/{unit}/{person}/end" { post end: PERSONS }
    "/office/people/{unit}/{person}/erase" { post erase: PERSONS }
}

struct Unit {
    href: String,
    name: String,
    /// The head today, or empty.
    head: String,
    /// Names that may be erased by now.
    due: usize,
}

#[derive(Template)]
#[template(path = "office/people.html")]
struct List {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    units: Vec<Unit>,
}

struct Head {
    id: PersonId,
    name: String,
    days: String,
    /// When the name will be erased, in a sentence, or empty.
    kept: String,
    in_office: bool,
    due: bool,
}

#[derive(Template)]
#[template(path = "office/person.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    unit: UnitId,
    name: String,
    heads: Vec<Head>,
    inputs: Vec<Input>,
    last_day: Input,
}

/// Every unit with its head.
async fn list(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/people", |service, room| {
        let today = civil_date(service.now());
        let heads = service.heads_today(&room.session.actor)?;
        let units = service.units()?.into_iter().filter(|row| !row.unit.group).map(|row| {
            let own = || heads.iter().filter(|head| head.unit.id == row.unit.id);
            Unit {
                href: room.frame.href(&format!("/office/people/{}", row.unit.id)),
                head: own()
                    .find(|head| head.to.is_none_or(|to| today <= to))
                    .map(|head| head.name.clone())
                    .unwrap_or_default(),
                due: own().filter(|head| is_due(head, today)).count(),
                name: row.unit.name,
            }
        });
        let page = List {
            units: units.collect(),
            trouble: None,
            office: room.office,
            frame: room.frame,
        };
        Ok(Drawn::new(page.render()?, None))
    })
    .await
}

/// One unit.
async fn show(State(app): State<App>, ask: Ask, Path(unit): Path<i64>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, UnitId(unit), Posted::default(), None).await
}

/// Makes somebody head.
async fn appoint(State(app): State<App>, ask: Ask, Path(unit): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form, unit) = (sent.signed_in, sent.form, UnitId(unit));
    let mut check = Check::new(ask.lang);
    let (name, from) = (form.trimmed("name"), check.date("from", &form.text("from")));
    let to = check.date_or_none("to", &form.text("to"));
    let (Some(from), true) = (from, check.faults.is_empty()) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, unit, form, Some(trouble)).await;
    };
    let (actor, command) = (signed_in.session.actor.clone(), Appoint { name, from, to });
    let done = attempt(&app, move |service| service.appoint_head(&actor, unit, command)).await?;
    next(&app, ask, signed_in, unit, form, done.map(|_| ()), "head-set").await
}

/// Records a last day in office.
async fn end(
    State(app): State<App>,
    ask: Ask,
    Path((unit, person)): Path<(i64, i64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form, unit) = (sent.signed_in, sent.form, UnitId(unit));
    let mut check = Check::new(ask.lang);
    let Some(to) = check.date("last", &form.text("last")) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, unit, form, Some(trouble)).await;
    };
    let actor = signed_in.session.actor.clone();
    let done = attempt(&app, move |service| service.end_term(&actor, PersonId(person), to)).await?;
    next(&app, ask, signed_in, unit, form, done, "term-ended").await
}

/// Erases a name.
async fn erase(
    State(app): State<App>,
    ask: Ask,
    Path((unit, person)): Path<(i64, i64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form, unit) = (sent.signed_in, sent.form, UnitId(unit));
    let actor = signed_in.session.actor.clone();
    let done = attempt(&app, move |service| service.erase_person(&actor, PersonId(person))).await?;
    next(&app, ask, signed_in, unit, form, done, "name-erased").await
}

/// On to the unit's page when it was done, or the page again with what was wrong.
async fn next(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    unit: UnitId,
    form: Posted,
    done: Result<(), Failure>,
    said: &str,
) -> Answer {
    match done {
        Ok(()) => Ok(see_other(ask.lang, &format!("/office/people/{unit}?said={said}"))),
        Err(failure) => {
            let last = form.has("last");
            let trouble = Trouble::of(&failure, ask.lang, field(&failure.code, last));
            page(app, ask, signed_in, unit, form, Some(trouble)).await
        }
    }
}

fn field(code: &str, last: bool) -> &'static str {
    match code {
        _ if last => "last",
        "person.end_before_start" => "to",
        "person.overlap" | "person.too_many" => "from",
        "person.erase_early" | "person.in_office" | "person.already_erased" => "",
        _ => "name",
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    unit: UnitId,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/people", move |service, room| {
        let unit = service
            .unit(unit)?
            .filter(|unit| !unit.row.unit.group)
            .ok_or_else(Failure::not_found)?;
        drawn(service, room, unit, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    unit: UnitPage,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room { frame, office, .. } = room;
    let today = civil_date(service.now());
    let heads = service.heads(unit.row.unit.id)?;
    let heads = heads.iter().map(|row| head(frame.lang, row, today)).collect();
    let input = |name, key| Input::new(&frame, name, key, "date").value(typed.text(name));
    let inputs = vec![
        Input::new(&frame, "name", "people-name", "text")
            .hint(&frame, "people-name-hint")
            .value(typed.text("name"))
            .length(40)
            .wrong(trouble.as_ref()),
        input("from", "people-from")
            .hint(&frame, "group-from-hint")
            .wrong(trouble.as_ref()),
        input("to", "people-to")
            .hint(&frame, "people-to-hint")
            .optional()
            .wrong(trouble.as_ref()),
    ];
    let status = trouble.as_ref().map(|trouble: &Trouble| trouble.status);
    let page = Page {
        last_day: input("last", "people-last").wrong(trouble.as_ref()),
        unit: unit.row.unit.id,
        name: unit.row.unit.name,
        heads,
        inputs,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn head(lang: Lang, row: &HeadRow, today: shishi_kernel::Date) -> Head {
    let due = is_due(row, today);
    Head {
        id: row.id,
        name: row.name.clone(),
        days: match row.to {
            Some(to) => lang.say(
                "people-days",
                &[("from", lang.date(row.from).into()), ("to", lang.date(to).into())],
            ),
            None => lang.with("people-since", "from", lang.date(row.from)),
        },
        kept: row
            .erase_on
            .filter(|_| !row.erased && !due)
            .map(|on| lang.with("people-kept", "on", lang.date(on)))
            .unwrap_or_default(),
        in_office: row.to.is_none(),
        due,
    }
}

/// Whether a name may be erased by now and was not yet.
fn is_due(row: &HeadRow, today: shishi_kernel::Date) -> bool {
    !row.erased && row.erase_on.is_some_and(|on| on <= today)
}

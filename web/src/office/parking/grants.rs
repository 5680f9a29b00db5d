//! The register of cards, classes and discounts: who has what where until when; granting, ending, finding by plate.

use askama::Template;
use axum::extract::{Path, State};
use jiff::ToSpan;
use shishi_kernel::{Date, civil_date};
use shishi_service::parking::{GRANTS_SHOWN, GrantForm, GrantScope, GrantView};
use shishi_service::parking_rules::price::Granted;
use shishi_service::{Service, may};

use super::super::form::{Check, Input, Posted, Tried};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, parameter, see_other};
use super::{Part, parts};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

const HERE: &str = "/office/parking/grants";
/// The form to find a plate; that for a new grant has no name, and its fields bear their own.
const FIND: &str = "find";

struct Row {
    plate: String,
    kind: &'static str,
    name: String,
    place: String,
    days: String,
    /// The key of the word for whether it holds.
    stands: &'static str,
    holds: bool,
    known: bool,
    reason: String,
    end_reason: String,
    /// Where it is ended, and the field for why; none where it cannot be.
    end: String,
    why: Vec<Input>,
    open: bool,
}

#[derive(Template)]
#[template(path = "office/parking-grants.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    action: String,
    runs: bool,
    /// The plate that was looked for; empty for the whole register.
    sought: String,
    find: Vec<Input>,
    rows: Vec<Row>,
    older: String,
    inputs: Vec<Input>,
    days: Vec<Input>,
    reason: Vec<Input>,
    key: String,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Tried::default(), None).await
}

/// The grants of one plate. Asked by a form that is sent, so that no plate stands in an address.
pub(super) async fn find(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    page(&app, ask, sent.signed_in, Tried::new(FIND, sent.form), None).await
}

pub(super) async fn send(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let (from, last) = (
        check.date("from", &form.text("from")),
        check.date("last", &form.text("last")),
    );
    let scope = scope_of(&form.text("where"));
    let what = form
        .text("what")
        .split_once(':')
        .and_then(|(what, name)| Some((Granted::of(what)?, name.to_owned())));
    if scope.is_none() {
        check.fault("where", "grants-fault-where");
    }
    if what.is_none() {
        check.fault("what", "grants-fault-what");
    }
    let (Some(from), Some(last), Some(scope), Some((what, name))) = (from, last, scope, what) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, Tried::new("", form), Some(trouble)).await;
    };
    let (actor, key) = (signed_in.session.actor.clone(), form.key());
    let asked = GrantForm {
        plate: form.text("plate"),
        scope,
        what,
        name,
        from,
        last,
        reason: form.text("reason"),
    };
    let outcome = attempt(&app, move |service| {
        service.grant_to_vehicle(&actor, &asked, key.as_deref())
    })
    .await?;
    match outcome {
        Ok(_) => Ok(see_other(ask.lang, &format!("{HERE}?said=grant-kept"))),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "form.grant_name" => "what",
                "form.grant_days" => "last",
                "form.grant_twice" => "from",
                "form.reason_length" | "form.reason_plate" => "reason",
                _ => "plate",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, Tried::new("", form), Some(trouble)).await
        }
    }
}

pub(super) async fn end(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(end_form(id), sent.form));
    let (actor, reason) = (signed_in.session.actor.clone(), tried.typed.text("why"));
    match attempt(&app, move |service| service.end_grant(&actor, id, &reason)).await? {
        Ok(()) => Ok(see_other(ask.lang, &format!("{HERE}?said=grant-ended"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, tried.anchor("why"));
            page(&app, ask, signed_in, tried, Some(trouble)).await
        }
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, tried: Tried, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, &tried, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, tried: &Tried, mut trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let actor = &session.actor;
    let runs = may::RUN_PARKING.allows(actor.role);
    let mut views = Vec::new();
    // A grant of a plate that was looked for is ended from what was found.
    let sought = tried.typed.has("find");
    let mut query = String::new();
    if sought {
        match service.grants_of_plate(actor, &tried.typed.text("find")) {
            Ok(found) => views = found,
            Err(error @ shishi_service::ServiceError::Refused { .. }) => {
                trouble = Some(Trouble::of(&Failure::from(error), frame.lang, "find-plate"));
            }
            Err(error) => return Err(error.into()),
        }
    } else {
        let before = parameter(&ask, "before").and_then(|before| before.parse::<i64>().ok());
        query = before.map(|before| format!("?before={before}")).unwrap_or_default();
        views = service.grants(actor, before)?;
    }
    let last = views.last().map(|view| view.row.id);
    let full = !sought && views.len() >= GRANTS_SHOWN as usize;
    let older = last
        .filter(|_| full)
        .map(|id| frame.href(&format!("{HERE}?before={id}")));
    let (inputs, days, reason) = if runs {
        inputs(service, &frame, tried, trouble.as_ref())?
    } else {
        (Vec::new(), Vec::new(), Vec::new())
    };
    let typed = if sought {
        tried.typed.trimmed("find")
    } else {
        String::new()
    };
    let find = Input::new(&frame, "find", "parkdesk-plate", "text")
        .value(&typed)
        .at("find-plate")
        .wrong(trouble.as_ref())
        .length(12);
    let row = |view| row(&frame, view, runs, &query, tried, trouble.as_ref());
    let rows: Vec<Row> = views.into_iter().map(row).collect();
    // The form for a new one is always there, and so is that to find some.
    let shown = !tried.typed.has("why") || rows.iter().any(|row| row.open);
    tried.keep(shown, &mut trouble, frame.lang, &[("why", "grants-reason")]);
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let new = tried.fields(&frame, "", None).open();
    let page = Page {
        parts: parts(&frame, actor.role, HERE),
        action: frame.href(HERE),
        sought: typed,
        find: vec![find],
        rows,
        older: older.unwrap_or_default(),
        key: (if new { tried.typed.clone() } else { Posted::default() }).key_or("grant", actor.account, service.now()),
        runs,
        inputs,
        days,
        reason,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn end_form(id: i64) -> String {
    format!("end-{id}")
}

fn row(frame: &Frame, view: GrantView, runs: bool, query: &str, tried: &Tried, trouble: Option<&Trouble>) -> Row {
    let row = view.row;
    let form = end_form(row.id);
    let fields = tried.fields(frame, &form, trouble);
    let day = |second: i64| civil_date(jiff::Timestamp::from_second(second).unwrap_or_default());
    let (from, until) = (day(row.from), day(row.until - 1));
    let stands = match (row.ended_at, view.holds) {
        (Some(_), _) => "grants-ended",
        (None, true) => "grants-holds",
        (None, false) if view.plate.is_none() => "grants-erased",
        (None, false) => "grants-holds-not",
    };
    let may_end = runs && row.ended_at.is_none() && stands != "grants-erased";
    Row {
        end: frame.href(&format!("{HERE}/{}{query}", row.id)),
        open: may_end && fields.open(),
        why: if may_end {
            vec![
                fields
                    .input("why", "grants-reason", "text", "")
                    .hint(frame, "grants-end-note"),
            ]
        } else {
            Vec::new()
        },
        plate: view.plate.unwrap_or_default(),
        kind: frame.coded("grants-kind-", &row.what),
        name: row.name,
        place: view
            .lot
            .or(row.operator)
            .unwrap_or_else(|| frame.t("parkdesk-unknown").to_owned()),
        days: frame.lang.say(
            "grants-days",
            &[
                ("from", frame.lang.date(from).into()),
                ("last", frame.lang.date(until).into()),
            ],
        ),
        stands: frame.t(stands),
        holds: view.holds,
        known: view.known,
        reason: row.reason.unwrap_or_default(),
        end_reason: row.end_reason.unwrap_or_default(),
    }
}

fn scope_of(value: &str) -> Option<GrantScope> {
    let (kind, name) = value.split_once(':')?;
    match kind {
        "lot" => Some(GrantScope::Lot(name.to_owned())),
        "operator" => Some(GrantScope::Operator(name.to_owned())),
        _ => None,
    }
}

type Inputs = (Vec<Input>, Vec<Input>, Vec<Input>);

fn inputs(service: &Service, frame: &Frame, tried: &Tried, trouble: Option<&Trouble>) -> Result<Inputs, Failure> {
    let fields = tried.fields(frame, "", trouble);
    let field = |name: &str, key: &str, kind| fields.input(name, key, kind, "");
    let catalogue = service.parking()?;
    let (mut places, mut names) = (Vec::new(), Vec::new());
    for (scope, given) in service.grantable()? {
        places.push(match scope {
            GrantScope::Operator(name) => (
                format!("operator:{name}"),
                frame.with("grants-operator", "name", name.clone()),
            ),
            GrantScope::Lot(slug) => {
                let name = catalogue.lot(&slug).map(|lot| lot.row.name.clone());
                (format!("lot:{slug}"), name.unwrap_or(slug))
            }
        });
        for (what, name) in given {
            let value = format!("{}:{name}", what.word());
            if !names.iter().any(|(known, _)| *known == value) {
                names.push((value, format!("{} · {name}", frame.coded("grants-kind-", what.word()))));
            }
        }
    }
    let today = civil_date(service.now());
    let last = today.checked_add(1.month()).and_then(|day| day.checked_sub(1.day()));
    let day = |name: &str, key: &str, usual: Date| fields.input(name, key, "date", &usual.to_string());
    Ok((
        vec![
            field("plate", "parkdesk-plate", "text").length(12),
            field("what", "grants-what", "select")
                .hint(frame, "grants-what-hint")
                .options(names),
            field("where", "grants-where", "select").options(places),
        ],
        vec![
            day("from", "grants-from", today),
            day("last", "grants-last", last.unwrap_or(today)),
        ],
        vec![
            field("reason", "grants-reason", "text")
                .hint(frame, "grants-reason-hint")
                .length(200),
        ],
    ))
}

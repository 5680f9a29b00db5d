//! A charging station: its piles now, the lot that it stands in, who accepted it.

use askama::Template;
use axum::extract::{Path, State};
use shishi_service::parking::{AcceptForm, StationView};
use shishi_service::{Service, may};

use super::super::super::form::{Check, Input, Posted};
use super::super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::super::{Part, ago, parts};
use super::{doing, lot_name, plug};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

struct ConnectorRow {
    code: String,
    form: &'static str,
    power: String,
    bay: String,
    class: &'static str,
    doing: String,
}

struct Acceptance {
    day: String,
    by: String,
    evidence: String,
    receipt: String,
}

#[derive(Template)]
#[template(path = "office/parking-station.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    name: String,
    facts: Vec<(&'static str, String)>,
    connectors: Vec<ConnectorRow>,
    accepted: Option<Acceptance>,
    placed: bool,
    action: String,
    may_keep: bool,
    place_inputs: Vec<Input>,
    accept_inputs: Vec<Input>,
    back_inputs: Vec<Input>,
}

pub(in super::super) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, id, Posted::default(), None).await
}

/// Says in which lot it stands.
pub(in super::super) async fn place(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, lot) = (signed_in.session.actor.clone(), form.text("lot"));
    let done = attempt(&app, move |service| service.place_station(&actor, id, &lot)).await?;
    after(&app, ask, signed_in, id, form, done).await
}

/// Says that it was accepted.
pub(in super::super) async fn accept(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let Some(on) = check.date("accepted", &form.text("accepted")) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, id, form, Some(trouble)).await;
    };
    let typed = AcceptForm {
        on,
        by: form.trimmed("by"),
        evidence: form.trimmed("evidence"),
    };
    let actor = signed_in.session.actor.clone();
    let done = attempt(&app, move |service| service.accept_station(&actor, id, typed)).await?;
    after(&app, ask, signed_in, id, form, done).await
}

/// Takes the acceptance back.
pub(in super::super) async fn take_back(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, reason) = (signed_in.session.actor.clone(), form.trimmed("reason"));
    let done = attempt(&app, move |service| service.take_back_station(&actor, id, &reason)).await?;
    after(&app, ask, signed_in, id, form, done).await
}

async fn after(app: &App, ask: Ask, signed_in: SignedIn, id: i64, form: Posted, done: Result<(), Failure>) -> Answer {
    match done {
        Ok(()) => Ok(see_other(
            ask.lang,
            &format!("/office/parking/charging/stations/{id}?said=saved"),
        )),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "form.station_nowhere" => "lot",
                "form.acceptance_words" if form.has("reason") => "reason",
                "form.acceptance_words" if form.trimmed("by").chars().count() < 2 => "by",
                "form.acceptance_words" => "evidence",
                _ if form.has("accepted") => "accepted",
                _ => "lot",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, id: i64, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, id, &typed, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, id: i64, typed: &Posted, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let (role, now, catalogue) = (session.actor.role, service.now(), service.parking()?);
    let stations = service.charging_stations()?;
    let view = stations.into_iter().find(|view| view.row.id == id);
    let view = view.ok_or_else(Failure::not_found)?;
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let lot = view.row.lot.and_then(|lot| catalogue.lots.get(&lot));
    let bay = |id: u32| {
        let known = lot.and_then(|lot| lot.bays.iter().find(|bay| bay.id == i64::from(id)));
        known.map(|bay| bay.code.clone()).unwrap_or_default()
    };
    let connectors = view.now(now);
    let rows = connectors.iter().map(|connector| ConnectorRow {
        code: connector.code.clone(),
        form: plug(&frame, connector.plug),
        power: crate::public::kilowatts(connector.watts),
        bay: connector.bay.map(|id| bay(id.0)).unwrap_or_default(),
        class: crate::public::stand_class(connector.stand),
        doing: doing(&frame, connector),
    });
    let lots = catalogue.in_order();
    let choices = lots.iter().map(|lot| (lot.row.slug.clone(), lot.row.name.clone()));
    let slug = lot.map(|lot| lot.row.slug.clone()).unwrap_or_default();
    let field = |name: &str, key: &str, kind| {
        Input::new(&frame, name, key, kind)
            .value(typed.text(name))
            .wrong(trouble.as_ref())
    };
    let page = Page {
        name: view.row.name.clone(),
        facts: vec![
            (frame.t("charging-operator"), view.operator.clone()),
            (frame.t("charging-station-code"), view.row.code.clone()),
            (
                frame.t("parkdesk-lot"),
                lot_or_none(&frame, lot_name(&catalogue, &view)),
            ),
            (frame.t("charging-told"), ago(&frame, now, Some(view.row.told_at))),
        ],
        connectors: rows.collect(),
        accepted: acceptance(&frame, &view),
        placed: view.row.lot.is_some(),
        action: frame.href(&format!("/office/parking/charging/stations/{id}")),
        may_keep: may::KEEP_PARKING.allows(role),
        place_inputs: vec![
            Input::new(&frame, "lot", "charging-place-lot", "select")
                .value(typed.or("lot", slug))
                .options(choices)
                .wrong(trouble.as_ref())
                .hint(&frame, "charging-place-hint"),
        ],
        accept_inputs: vec![
            field("accepted", "charging-accepted-on", "date"),
            field("by", "charging-accepted-by", "text")
                .hint(&frame, "charging-accepted-by-hint")
                .length(100),
            field("evidence", "charging-evidence", "text")
                .hint(&frame, "charging-evidence-hint")
                .length(100),
        ],
        back_inputs: vec![field("reason", "charging-back-reason", "text").length(100)],
        parts: parts(&frame, role, super::HERE),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn lot_or_none(frame: &Frame, name: String) -> String {
    if name.is_empty() {
        frame.t("charging-no-lot").to_owned()
    } else {
        name
    }
}

fn acceptance(frame: &Frame, view: &StationView) -> Option<Acceptance> {
    let (by, evidence) = view.row.accepted_by.clone()?;
    Some(Acceptance {
        day: frame.lang.date(view.row.accepted_on?),
        by,
        evidence,
        receipt: frame.href(&format!("/receipts/{}.tlog-proof", view.row.leaf?)),
    })
}

//! A charge whose vehicle nobody named: the desk gives it to the stay of a plate, for a reason of a list.

use askama::Template;
use axum::extract::{Path, State};
use shishi_service::Service;
use shishi_service::parking::CHARGE_REASONS;

use super::super::super::form::{Input, Posted};
use super::super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::super::{Part, parts};
use super::charge_row;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

#[derive(Template)]
#[template(path = "office/parking-charge.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    facts: Vec<(&'static str, String)>,
    action: String,
    back: String,
    inputs: Vec<Input>,
}

pub(in super::super) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(of): Path<(String, String)>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, of, Posted::default(), None).await
}

/// Gives it to the stay of a plate.
pub(in super::super) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(of): Path<(String, String)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (plate, reason) = (form.trimmed("plate"), form.text("reason"));
    let (actor, (operator, number)) = (signed_in.session.actor.clone(), of.clone());
    let done = attempt(&app, move |service| {
        service.give_charge(&actor, &operator, &number, &plate, &reason)
    });
    match done.await? {
        Ok(()) => Ok(see_other(ask.lang, "/office/parking/charging?said=charge-given")),
        Err(failure) => {
            let field = if failure.code == "form.charge_reason" {
                "reason"
            } else {
                "plate"
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, of, form, Some(trouble)).await
        }
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    of: (String, String),
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, &of, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    (operator, number): &(String, String),
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let lines = service.charges_of_nobody(&session.actor)?;
    let same =
        |line: &&shishi_service::parking::ChargeLine| line.operator == *operator && line.charge.number == *number;
    let line = lines.iter().find(same).ok_or_else(Failure::not_found)?;
    let row = charge_row(&frame, line);
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let reasons = CHARGE_REASONS.map(|reason| {
        let word = frame.coded("charging-reason-", reason).to_owned();
        (reason.to_owned(), word)
    });
    let page = Page {
        facts: vec![
            (frame.t("charging-station"), row.station),
            (frame.t("charging-connector"), line.charge.connector.clone()),
            (frame.t("charging-when"), row.when),
            (frame.t("charging-energy"), row.energy),
            (frame.t("charging-number"), row.number),
        ],
        action: frame.href(&format!("/office/parking/charging/charges/{operator}/{number}")),
        back: frame.href(super::HERE),
        inputs: vec![
            Input::new(&frame, "plate", "parkdesk-plate", "text")
                .value(typed.text("plate"))
                .hint(&frame, "charging-give-hint")
                .wrong(trouble.as_ref())
                .length(16),
            Input::new(&frame, "reason", "parkdesk-reason", "select")
                .value(typed.text("reason"))
                .options(reasons)
                .wrong(trouble.as_ref()),
        ],
        parts: parts(&frame, session.actor.role, super::HERE),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

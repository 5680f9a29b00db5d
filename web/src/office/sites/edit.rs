//! Correcting what is written of a site.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{SiteId, UnitId};
use shishi_service::Service;
use shishi_service::commitments::site::{CorrectCommand, place_is_sensitive};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::new::{anchor, reason_field, words_fields};
use super::one::tells;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

#[derive(Template)]
#[template(path = "office/site-edit.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    name: String,
    back: String,
    action: String,
    inputs: Vec<Input>,
    place: Vec<Input>,
    more: Vec<Input>,
    hidden: bool,
    sensitive: bool,
    idle: &'static str,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, id, Posted::default(), None).await
}

pub(super) async fn send(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let longitude = check.decimal_or_none("longitude", &form.text("longitude"));
    let latitude = check.decimal_or_none("latitude", &form.text("latitude"));
    let unit = form.number("unit").map(UnitId);
    if unit.is_none() {
        check.fault("unit", "fault-choose");
    }
    let Some(unit) = unit.filter(|_| check.faults.is_empty()) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, id, form, Some(trouble)).await;
    };
    let command = CorrectCommand {
        name: form.trimmed("name"),
        place: form.trimmed("place"),
        longitude,
        latitude,
        unit,
        hidden: form.has("hidden"),
        reason: form.trimmed("reason"),
    };
    let actor = signed_in.session.actor.clone();
    let done = attempt(&app, move |service| service.correct_site(&actor, SiteId(id), command));
    match done.await? {
        Ok(()) => Ok(see_other(ask.lang, &format!("/office/sites/{id}?said=site-corrected"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, anchor(&failure.code));
            page(&app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, id: i64, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/entries", move |service, room| {
        drawn(service, room, SiteId(id), &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    id: SiteId,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let actor = &session.actor;
    let site = service.measured_site(actor, id)?.row;
    let commitment = service.commitment(&site.slug)?.ok_or_else(Failure::not_found)?;
    let (inputs, place) = words_fields(&frame, &commitment, actor, typed, Some(&site), trouble.as_ref());
    let asked = typed.has("reason")
        || (trouble.as_ref()).is_some_and(|trouble| trouble.faults.iter().any(|fault| fault.anchor == "reason"));
    let measure = commitment.measures.iter().find(|row| row.id == site.measure);
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let idle = if tells(&commitment, actor, &site) {
        ""
    } else {
        frame.t("entry-not-party-page")
    };
    let page = Page {
        name: site.name.clone(),
        back: frame.href(&format!("/office/sites/{id}")),
        action: frame.href(&format!("/office/sites/{id}/edit")),
        inputs,
        place,
        more: if asked {
            vec![reason_field(&frame, typed, trouble.as_ref())]
        } else {
            Vec::new()
        },
        hidden: if typed.has("name") {
            typed.has("hidden")
        } else {
            site.hidden
        },
        sensitive: measure.is_some_and(|row| place_is_sensitive(&row.what)),
        idle,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

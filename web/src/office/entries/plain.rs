//! A plain report that nobody has looked at: a value without an entry. Looking at it makes one.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::Decimal;
use shishi_service::Service;
use shishi_service::commitments::entry::Outcome;
use shishi_service::record_rows::PlainReport;

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::one::{judge_field, judge_inputs};
use super::{Line, plain_line};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

#[derive(Template)]
#[template(path = "office/plain-report.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    line: Line,
    commitment: String,
    note: String,
    action: String,
    key: String,
    inputs: Vec<Input>,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, id, Posted::default(), None).await
}

pub(super) async fn judge(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (outcome, value) = match judged(&form, ask.lang) {
        Ok(judged) => judged,
        Err(trouble) => return page(&app, ask, signed_in, id, form, Some(trouble)).await,
    };
    let (actor, reason, key) = (signed_in.session.actor.clone(), form.trimmed("reason"), form.key());
    let done = attempt(&app, move |service| {
        service.judge_report(&actor, id, outcome, value, &reason, key.as_deref())
    });
    match done.await? {
        Ok(entry) => Ok(see_other(
            ask.lang,
            &format!("/office/entries/{entry}?said=entry-judged"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, judge_field(&failure.code));
            page(&app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

/// What was found, as a form says it.
pub(super) fn judged(form: &Posted, lang: crate::shell::Lang) -> Result<(Outcome, Option<Decimal>), Trouble> {
    let mut check = Check::new(lang);
    let outcome = Outcome::from_code(&form.text("go"));
    if outcome.is_none() {
        check.fault("", "fault-choose");
    }
    // A figure stands there only for what is not so; of the others it would be refused, and rightly.
    let value = check.decimal_or_none("value", &form.text("value"));
    match outcome {
        Some(outcome) if check.faults.is_empty() => Ok((outcome, value)),
        _ => Err(Trouble::list(check.faults, lang)),
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, id: i64, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/entries", move |service, room| {
        drawn(service, room, id, &typed, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, id: i64, typed: &Posted, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let waiting = service.reports_to_verify(&session.actor)?;
    let report: &PlainReport = waiting
        .iter()
        .find(|report| report.id == id)
        .ok_or_else(Failure::not_found)?;
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        line: plain_line(&frame, report),
        commitment: frame.href(&format!("/office/commitments/{}", report.slug)),
        note: report.note.clone(),
        action: frame.href(&format!("/office/plain-reports/{id}")),
        key: typed.key_or("look", session.actor.account, service.now()),
        inputs: judge_inputs(&frame, true, typed, trouble.as_ref()),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

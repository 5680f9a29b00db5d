//! One request: its steps, the days in each court, and what this person can do next.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{RequestId, civil_date};
use shishi_service::commitments::request::{Ground, Step, StepCommand};
use shishi_service::{RequestRow, Service, standing};

use super::super::form::{Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::{Line, line};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// A step that was done, in words.
struct Done {
    what: &'static str,
    who: String,
    at: String,
    ground: &'static str,
    words: String,
}

/// A step that can be done now.
struct Next {
    code: &'static str,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "office/request.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    line: Line,
    reason: String,
    commitment: String,
    done: Vec<Done>,
    next: Vec<Next>,
    inputs: Vec<Input>,
    action: String,
    seen: usize,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, RequestId(id), Posted::default(), None).await
}

pub(super) async fn send(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let id = RequestId(id);
    let Some(step) = Step::from_code(&form.text("go")) else {
        return page(&app, ask, signed_in, id, form, None).await;
    };
    let command = StepCommand {
        step,
        ground: Ground::from_code(&form.text("ground")),
        words: form.trimmed("words"),
    };
    let seen = form.number("seen").unwrap_or_default();
    let actor = signed_in.session.actor.clone();
    let done = attempt(&app, move |service| service.step_request(&actor, id, seen, command));
    match done.await? {
        Ok(_) => Ok(see_other(ask.lang, &format!("/office/requests/{id}?said=request-step"))),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "request.ground_missing" | "request.ground_stray" => "ground",
                "request.words_missing" | "request.text_long" => "words",
                _ => "",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: RequestId,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/requests", move |service, room| {
        drawn(service, room, id, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    id: RequestId,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let (row, possible) = service.request(&session.actor, id)?;
    let stands = standing(&row, civil_date(service.now()))?;
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        line: line(&frame, &row, &stands, session.actor.unit),
        reason: row.reason.clone(),
        commitment: frame.href(&format!("/office/commitments/{}/requests", row.slug)),
        done: done(&frame, &row),
        inputs: if possible.is_empty() {
            Vec::new()
        } else {
            inputs(&frame, &possible, typed, trouble.as_ref())
        },
        next: (possible.iter())
            .map(|step| Next {
                code: step.code(),
                label: frame.coded("request-go-", step.code()),
            })
            .collect(),
        action: frame.href(&format!("/office/requests/{id}")),
        seen: row.steps.len(),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn done(frame: &Frame, row: &RequestRow) -> Vec<Done> {
    let steps = row.steps.iter();
    steps
        .map(|step| Done {
            what: frame.coded("request-done-", &step.step),
            who: match step.step.as_str() {
                "accepted" | "declined" | "delivered" => row.asked.name.clone(),
                "asked" | "confirmed" | "disputed" | "withdrawn" => row.asker.name.clone(),
                "directed" | "released" => frame.t("request-office").to_owned(),
                // Either of the two may take it there.
                _ => String::new(),
            },
            at: frame.lang.moment(step.at),
            ground: step
                .ground
                .as_deref()
                .map(|code| frame.coded("request-ground-", code))
                .unwrap_or_default(),
            words: step.words.clone(),
        })
        .collect()
}

fn inputs(frame: &Frame, possible: &[Step], typed: &Posted, trouble: Option<&Trouble>) -> Vec<Input> {
    let mut inputs = Vec::new();
    if possible.contains(&Step::Decline) {
        let grounds = Ground::ALL.map(|ground| {
            let word = frame.coded("request-ground-", ground.code());
            (ground.code().to_owned(), word.to_owned())
        });
        let choose = (String::new(), frame.t("request-ground-none").to_owned());
        let ground = Input::new(frame, "ground", "request-ground", "select")
            .value(typed.text("ground"))
            .options(std::iter::once(choose).chain(grounds))
            .optional()
            .wrong(trouble);
        inputs.push(ground);
    }
    let words = Input::new(frame, "words", "request-words", "area")
        .value(typed.text("words"))
        .length(1000)
        .hint(frame, "request-words-hint")
        .optional()
        .wrong(trouble);
    inputs.push(words);
    inputs
}

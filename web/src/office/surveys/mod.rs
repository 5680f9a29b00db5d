//! Recording what residents said of a commitment.

use askama::Template;
use axum::extract::{Path, State};
use shishi_service::commitments::survey::Survey;
use shishi_service::{Service, may};

use super::form::{Check, Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::route::routes;
use crate::public::surveys::{Line, lines};
use crate::shell::{App, Ask, CheckedForm, Failure, Gate, SignedIn};

routes! {
    "/office/commitments/{slug}/surveys" { get show: RECORD, post send: RECORD }
}

const RECORD: Gate = Gate::May(&may::RECORD_SURVEY);

#[derive(Template)]
#[template(path = "office/surveys.html")]
struct Page {
    frame: crate::shell::Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    inputs: Vec<Input>,
    surveys: Vec<Line>,
}

async fn show(State(app): State<App>, ask: Ask, Path(slug): Path<String>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, slug, Posted::default(), None).await
}

async fn send(State(app): State<App>, ask: Ask, Path(slug): Path<String>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let survey = match parse(&form, &ask) {
        Ok(survey) => survey,
        Err(trouble) => return page(&app, ask, signed_in, slug, form, Some(trouble)).await,
    };
    let (actor, named) = (signed_in.session.actor.clone(), slug.clone());
    match attempt(&app, move |service| service.record_survey(&actor, &named, survey, None)).await? {
        Ok(_) => Ok(see_other(
            ask.lang,
            &format!("/office/commitments/{slug}/surveys?said=survey"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, field(&failure.code));
            page(&app, ask, signed_in, slug, form, Some(trouble)).await
        }
    }
}

fn parse(form: &Posted, ask: &Ask) -> Result<Survey, Trouble> {
    let mut check = Check::new(ask.lang);
    let from = check.date("from", &form.text("from"));
    let to = check.date("to", &form.text("to"));
    let mut count = |name: &'static str| {
        let found = form.trimmed(name).parse::<u32>().ok();
        if found.is_none() {
            check.fault(name, "fault-count");
        }
        found
    };
    let (answers, content) = (count("answers"), count("content"));
    match (from, to, answers, content) {
        (Some(from), Some(to), Some(answers), Some(content)) => Ok(Survey {
            from,
            to,
            answers,
            content,
            method: form.trimmed("method"),
        }),
        _ => Err(Trouble::list(check.faults, ask.lang)),
    }
}

fn field(code: &str) -> &'static str {
    match code {
        "survey.upside_down" | "survey.in_future" => "to",
        "survey.no_answers" | "survey.too_many" => "answers",
        "survey.content_large" => "content",
        "survey.method_missing" | "survey.method_long" => "method",
        _ => "from",
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "", move |service, room| {
        drawn(service, room, &slug, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    slug: &str,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room { frame, office, .. } = room;
    let commitment = service.commitment(slug)?.ok_or_else(Failure::not_found)?;
    let wrong = trouble.as_ref();
    let input = |name: &'static str, key: &'static str, kind: &'static str| {
        Input::new(&frame, name, key, kind).value(typed.text(name)).wrong(wrong)
    };
    let inputs = vec![
        input("from", "survey-from", "date"),
        input("to", "survey-to", "date"),
        input("answers", "survey-answers", "text").length(7),
        input("content", "survey-content", "text").length(7),
        input("method", "survey-method", "area")
            .hint(&frame, "survey-method-hint")
            .length(300),
    ];
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        number: commitment.row.number,
        surveys: lines(&frame, &service.surveys_of(commitment.row.id)?),
        title: commitment.row.title,
        back: frame.href(&format!("/office/commitments/{slug}")),
        inputs,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

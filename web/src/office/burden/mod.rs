//! The burden meter, and the form of reports that a supervisor may change after having seen what it costs.

use askama::Template;
use axum::extract::State;
use shishi_kernel::decimal_text;
use shishi_service::commitments::report::{FormChange, Frequency, QUESTIONS_MAX};
use shishi_service::{Service, may};

use super::form::{Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::route;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, Gate, SignedIn};

route::routes! {
    "/office/burden" { get show: Gate::May(&may::READ_REPORTS), post send: Gate::May(&may::SET_REPORT_FORM) }
}

struct Row {
    name: &'static str,
    fields: u32,
    per_year: u32,
    units: u32,
    month: String,
}

#[derive(Template)]
#[template(path = "office/burden.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    rows: Vec<Row>,
    total: String,
    now: String,
    next: String,
    /// Before and after the change that was typed; empty until one was.
    cost: String,
    /// For supervisors.
    inputs: Vec<Input>,
}

async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Posted::default(), None).await
}

/// Shows what a change costs; makes it only when that was seen.
async fn send(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    if form.text("go") != "set" {
        return page(&app, ask, signed_in, form, None).await;
    }
    let (actor, asked) = (signed_in.session.actor.clone(), change(&form));
    match attempt(&app, move |service| service.set_report_form(&actor, asked)).await? {
        Ok(_) => Ok(see_other(ask.lang, "/office/burden?said=form-set")),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "report.reason_missing" | "report.reason_long" => "reason",
                "report.question_long" | "report.questions_many" => "question-0",
                _ => "frequency",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, form, Some(trouble)).await
        }
    }
}

fn change(form: &Posted) -> FormChange {
    FormChange {
        frequency: Frequency::from_code(&form.text("frequency")).unwrap_or_default(),
        questions: (0..QUESTIONS_MAX)
            .map(|index| form.trimmed(&format!("question-{index}")))
            .collect(),
        reason: form.trimmed("reason"),
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/burden", move |service, room| {
        drawn(service, room, &typed, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, typed: &Posted, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let actor = &session.actor;
    let view = service.burden(actor)?;
    let form = service.report_form()?;
    let rows = view.forms.iter().map(|asked| Row {
        name: frame.coded("burden-", asked.code),
        fields: asked.fields,
        per_year: asked.per_year,
        units: asked.units,
        month: decimal_text(asked.fields_per_month()),
    });
    let words = |asked: &shishi_service::commitments::report::Form| {
        let mut parts = vec![frame.coded("burden-frequency-", asked.frequency.code()).to_owned()];
        parts.extend(asked.questions.iter().map(|question| format!("“{question}”")));
        parts.join(frame.t("list-separator"))
    };
    let next = form.next.as_ref().map(|(next, reason)| {
        let values = [
            ("from", frame.lang.date(next.from).into()),
            ("form", words(next).into()),
            ("reason", reason.as_str().into()),
        ];
        frame.lang.say("burden-next", &values)
    });
    let cost = if typed.has("frequency") {
        let burden = service.burden_of_change(actor, &change(typed))?;
        let values = [
            ("before", decimal_text(burden.before).into()),
            ("after", decimal_text(burden.after).into()),
        ];
        frame.lang.say("burden-cost", &values)
    } else {
        String::new()
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        rows: rows.collect(),
        total: decimal_text(view.total),
        now: words(&form.now),
        next: next.unwrap_or_default(),
        cost,
        inputs: if may::SET_REPORT_FORM.allows(actor.role) {
            inputs(&frame, typed, trouble.as_ref())
        } else {
            Vec::new()
        },
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn inputs(frame: &Frame, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Input> {
    let field = |name: &str, key: &str, kind| {
        Input::new(frame, name, key, kind)
            .value(typed.text(name))
            .wrong(trouble)
    };
    let frequencies = Frequency::ALL.map(|frequency| {
        let word = frame.coded("burden-frequency-", frequency.code()).to_owned();
        (frequency.code().to_owned(), word)
    });
    let mut inputs = vec![field("frequency", "burden-frequency", "select").options(frequencies)];
    for index in 0..QUESTIONS_MAX {
        let mut input = field(&format!("question-{index}"), "burden-question", "text")
            .length(60)
            .optional();
        input.label = frame.with("burden-question", "n", index + 1);
        inputs.push(input);
    }
    inputs.push(field("reason", "burden-reason", "text").length(500));
    inputs
}

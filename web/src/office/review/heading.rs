//! The heading of the document and the units that supervise.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::DraftId;
use shishi_service::commitments::draft::{Cited, DraftCommand, Heading};
use shishi_service::{Service, ServiceError};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::{Head, head};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

#[derive(Template)]
#[template(path = "office/heading.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    head: Head,
    inputs: Vec<Input>,
}

/// The form.
pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, DraftId(id), Posted::default(), None).await
}

/// Sets what was changed.
pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form, id) = (sent.signed_in, sent.form, DraftId(id));
    let mut check = Check::new(ask.lang);
    let date = check.date_or_none("date", &form.text("date"));
    let year = match form.trimmed("year").as_str() {
        "" => None,
        typed => typed.parse().map(Some).unwrap_or_else(|_| {
            check.fault("year", "fault-whole");
            None
        }),
    };
    if !check.faults.is_empty() {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, id, form, Some(trouble)).await;
    }
    let (actor, posted) = (signed_in.session.actor.clone(), form.clone());
    let done = attempt(&app, move |service| {
        let view = service.draft(&actor, id)?;
        let old = &view.draft.heading;
        let some = |name: &str| Some(posted.trimmed(name)).filter(|text| !text.is_empty());
        let heading = Heading {
            title: posted.trimmed("title"),
            number: some("number"),
            issuer: some("issuer"),
            date,
            year,
            kind: some("kind"),
            addressees: lines(&posted.text("addressees")),
            span: old.span,
        };
        let supervisors: Vec<Cited> = lines(&posted.text("supervisors"))
            .into_iter()
            .map(|name| {
                let read = view.draft.supervisors.iter().chain(&view.draft.supervisors_read);
                read.into_iter()
                    .find(|unit| unit.text == name)
                    .cloned()
                    .unwrap_or_else(|| Cited::added(name))
            })
            .collect();
        let mut revision = posted.number("revision").unwrap_or(u32::MAX);
        let (new_heading, new_supervisors) = (heading != *old, supervisors != view.draft.supervisors);
        if new_heading || !new_supervisors {
            let heading = Box::new(heading);
            revision = service.draft_command(&actor, id, revision, DraftCommand::SetHeading { heading })?;
        }
        if new_supervisors {
            service.draft_command(&actor, id, revision, DraftCommand::SetSupervisors { supervisors })?;
        }
        Ok(())
    });
    match done.await? {
        Ok(()) => Ok(see_other(ask.lang, &format!("/office/drafts/{id}?said=saved"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, field(&failure.code));
            page(&app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn field(code: &str) -> &'static str {
    match code {
        "draft.heading_title_missing" | "draft.heading_long" => "title",
        "draft.year_missing" | "draft.year_out_of_range" => "year",
        code if code.starts_with("draft.supervisor") => "supervisors",
        _ => "",
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: DraftId,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "", move |service, room| {
        drawn(service, room, id, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    id: DraftId,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let view = service.draft(&session.actor, id)?;
    let head = head(&frame, &view, &session.actor);
    if !head.open {
        return Err(ServiceError::Forbidden { need: "supervisor" }.into());
    }
    let heading = &view.draft.heading;
    let supervisors: Vec<&str> = view.draft.supervisors.iter().map(|unit| unit.text.as_str()).collect();
    let rows: [(&str, &'static str, String, u32); 8] = [
        ("title", "text", heading.title.clone(), 300),
        ("number", "text", heading.number.clone().unwrap_or_default(), 300),
        ("issuer", "text", heading.issuer.clone().unwrap_or_default(), 300),
        (
            "date",
            "date",
            heading.date.map(|date| date.to_string()).unwrap_or_default(),
            10,
        ),
        (
            "year",
            "number",
            heading.year.map(|year| year.to_string()).unwrap_or_default(),
            4,
        ),
        ("kind", "text", heading.kind.clone().unwrap_or_default(), 300),
        ("addressees", "area", heading.addressees.join("\n"), 60_000),
        ("supervisors", "area", supervisors.join("\n"), 6_000),
    ];
    let inputs = rows
        .into_iter()
        .map(|(name, kind, value, length)| {
            let value = if typed.has(name) { typed.text(name) } else { value };
            let mut input = Input::new(&frame, name, &format!("heading-{name}"), kind)
                .value(value)
                .length(length)
                .wrong(trouble.as_ref());
            input.optional = !matches!(name, "title" | "year");
            if kind == "text" || kind == "area" {
                input.lang = "zh-CN";
            }
            if kind == "area" {
                input = input.hint(&frame, "heading-lines-hint");
            }
            input
        })
        .collect();
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        head,
        inputs,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

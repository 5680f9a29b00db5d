//! Reporting a value for a measure.

use askama::Template;
use axum::extract::{Path, State};
use jiff::tz::{Offset, TimeZone};
use shishi_kernel::MeasureId;
use shishi_service::{RecordForm, Service};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::{Measure, find, measure};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

#[derive(Template)]
#[template(path = "office/record.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    measure: Measure,
    inputs: Vec<Input>,
    /// The form's own idempotency key: sending it twice records once.
    key: String,
}

/// The form.
pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path((slug, id)): Path<(String, i64)>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, slug, id, Posted::default(), None).await
}

/// Records the value.
pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path((slug, id)): Path<(String, i64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let value = check.decimal("value", &form.text("value"));
    let as_of = check.date("as_of", &form.text("as_of"));
    let (Some(value), Some(as_of)) = (value, as_of) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, slug, id, form, Some(trouble)).await;
    };
    let record = RecordForm {
        measure: MeasureId(id),
        value,
        as_of,
        note: form.trimmed("note"),
    };
    let (actor, key) = (signed_in.session.actor.clone(), form.trimmed("key"));
    let known = (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let done = attempt(&app, move |service| {
        service.record_value(&actor, record, known.then_some(key.as_str()))
    });
    match done.await? {
        Ok(_) => Ok(see_other(
            ask.lang,
            &format!("/office/commitments/{slug}?said=recorded"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, field(&failure.code));
            page(&app, ask, signed_in, slug, id, form, Some(trouble)).await
        }
    }
}

fn field(code: &str) -> &'static str {
    match code {
        "record.in_future" | "record.before_year" => "as_of",
        "record.note_long" | "form.note_long" => "note",
        code if code.starts_with("record.value") => "value",
        "record.over_hundred" | "record.not_yes_no" | "record.untestable" => "value",
        _ => "",
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    id: i64,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "", move |service, room| {
        drawn(service, room, &slug, id, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    slug: &str,
    id: i64,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let (commitment, row) = find(service, slug, id)?;
    let now = service.now();
    let today = TimeZone::fixed(Offset::constant(8)).to_datetime(now).date();
    let or = |name: &str, otherwise: String| if typed.has(name) { typed.text(name) } else { otherwise };
    let yes_no = matches!(row.kind.as_str(), "document" | "works" | "quality") && row.value.is_none();
    let mut value = Input::new(
        &frame,
        "value",
        "record-value",
        if yes_no { "select" } else { "number" },
    )
    .value(or("value", String::new()))
    .length(40)
    .wrong(trouble.as_ref());
    if yes_no {
        let choice = |value: &str, key: &str| (value.to_owned(), frame.t(key).to_owned());
        value = value.options([
            choice("", "record-choose"),
            choice("1", "value-yes"),
            choice("0", "value-no"),
        ]);
    } else if let Some(unit) = row.unit.as_deref() {
        value.hint = frame.with("record-value-hint", "unit", unit);
    }
    let inputs = vec![
        value,
        Input::new(&frame, "as_of", "record-as-of", "date")
            .hint(&frame, "record-as-of-hint")
            .value(or("as_of", today.to_string()))
            .wrong(trouble.as_ref()),
        Input::new(&frame, "note", "record-note", "area")
            .hint(&frame, "record-note-hint")
            .value(typed.text("note"))
            .length(2000)
            .optional()
            .wrong(trouble.as_ref()),
    ];
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title,
        back: frame.href(&format!("/office/commitments/{slug}")),
        measure: measure(&frame, &row),
        // One key for each showing of the form; a person cannot show it twice in a microsecond.
        key: or(
            "key",
            format!("form-{}-{id}-{}", session.actor.account, now.as_microsecond()),
        ),
        inputs,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

//! Recording an approved change of a target.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{Comparator, MeasureId};
use shishi_service::{ChangeForm, Service};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::{Measure, find, measure};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// Comparators in the order in which forms list them.
pub(in crate::office) const COMPARATORS: [Comparator; 5] = [
    Comparator::Eq,
    Comparator::Ge,
    Comparator::Le,
    Comparator::Approx,
    Comparator::Range,
];

#[derive(Template)]
#[template(path = "office/change.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    measure: Measure,
    figure: Vec<Input>,
    grounds: Vec<Input>,
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

/// Records the change.
pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path((slug, id)): Path<(String, i64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let change = match parse(&form, id, &ask) {
        Ok(change) => change,
        Err(trouble) => return page(&app, ask, signed_in, slug, id, form, Some(trouble)).await,
    };
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| service.change_target(&actor, change)).await? {
        Ok(_) => Ok(see_other(ask.lang, &format!("/office/commitments/{slug}?said=changed"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, field(&failure.code));
            page(&app, ask, signed_in, slug, id, form, Some(trouble)).await
        }
    }
}

fn parse(form: &Posted, id: i64, ask: &Ask) -> Result<ChangeForm, Trouble> {
    let mut check = Check::new(ask.lang);
    let comparator = Comparator::from_code(&form.trimmed("comparator"));
    if comparator.is_none() {
        check.fault("comparator", "fault-choose");
    }
    let value = check.decimal("value", &form.text("value"));
    let value_max = check.decimal_or_none("value_max", &form.text("value_max"));
    let tolerance = check.decimal_or_none("tolerance", &form.text("tolerance"));
    let cut_off = check.date_or_none("cut_off", &form.text("cut_off"));
    match (comparator, value, check.faults.is_empty()) {
        (Some(comparator), Some(value), true) => Ok(ChangeForm {
            measure: MeasureId(id),
            comparator,
            value,
            value_max,
            tolerance,
            cut_off,
            decision: form.trimmed("decision"),
            reason: form.trimmed("reason"),
        }),
        _ => Err(Trouble::list(check.faults, ask.lang)),
    }
}

fn field(code: &str) -> &'static str {
    match code {
        "change.decision_missing" | "change.decision_long" => "decision",
        "change.reason_missing" | "change.reason_long" => "reason",
        "change.range_upside_down" | "change.range_end_missing" | "change.range_end_stray" => "value_max",
        "change.tolerance_negative" | "change.tolerance_stray" => "tolerance",
        "change.cut_off_before_year" => "cut_off",
        "change.not_supervisor" | "change.own_duty" => "",
        _ => "value",
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
    let Room { frame, office, .. } = room;
    let (commitment, row) = find(service, slug, id)?;
    let or = |name: &str, otherwise: Option<String>| {
        if typed.has(name) {
            typed.text(name)
        } else {
            otherwise.unwrap_or_default()
        }
    };
    let plain = |value: Option<shishi_kernel::Decimal>| value.map(|value| value.normalize().to_string());
    let wrong = trouble.as_ref();
    let figure = vec![
        Input::new(&frame, "comparator", "change-comparator", "select")
            .value(or("comparator", row.comparator.clone()))
            .options(comparator_choices(&frame))
            .wrong(wrong),
        Input::new(&frame, "value", "change-value", "number")
            .value(or("value", plain(row.value)))
            .length(40)
            .wrong(wrong),
        Input::new(&frame, "value_max", "change-value-max", "number")
            .value(or("value_max", plain(row.value_max)))
            .length(40)
            .optional()
            .wrong(wrong),
        Input::new(&frame, "tolerance", "change-tolerance", "number")
            .value(or("tolerance", plain(row.tolerance)))
            .length(40)
            .optional()
            .wrong(wrong),
        Input::new(&frame, "cut_off", "change-cut-off", "date")
            .value(or("cut_off", row.cut_off.map(|date| date.to_string())))
            .optional()
            .wrong(wrong),
    ];
    let grounds = vec![
        Input::new(&frame, "decision", "change-decision", "text")
            .hint(&frame, "change-decision-hint")
            .value(typed.text("decision"))
            .length(300)
            .wrong(wrong),
        Input::new(&frame, "reason", "change-reason", "area")
            .hint(&frame, "change-reason-hint")
            .value(typed.text("reason"))
            .length(2000)
            .wrong(wrong),
    ];
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title,
        back: frame.href(&format!("/office/commitments/{slug}")),
        measure: measure(&frame, &row),
        figure,
        grounds,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// Every comparator with its word.
pub(in crate::office) fn comparator_choices(frame: &Frame) -> impl Iterator<Item = (String, String)> {
    COMPARATORS
        .into_iter()
        .map(|comparator| {
            (
                comparator.code().to_owned(),
                frame.coded("comparator-", comparator.code()).to_owned(),
            )
        })
        .collect::<Vec<_>>()
        .into_iter()
}

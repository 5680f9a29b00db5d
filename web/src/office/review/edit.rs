//! Correcting an item, or adding one.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::DraftId;
use shishi_service::commitments::draft::{DraftCommand, Proposal};
use shishi_service::{DraftView, Service, ServiceError};

use super::super::form::Posted;
use super::super::ledger::change::comparator_choices;
use super::super::page::{Answer, Drawn, Fault, Office, Room, Trouble, attempt, draw, see_other};
use super::fields::{Fields, roles};
use super::words::Piece;
use super::{Head, head, source};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

struct Category {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "office/edit.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    head: Head,
    /// The item's key; none for a new one.
    key: Option<u32>,
    number: u32,
    title: String,
    action: String,
    back: String,
    fields: Fields,
    categories: Vec<Category>,
    comparators: Vec<(String, String)>,
    roles: Vec<(String, &'static str)>,
    words: Vec<Piece>,
}

impl Page {
    /// What is said beside a field.
    fn beside(&self, field: &str) -> String {
        self.trouble
            .as_ref()
            .map(|trouble| trouble.beside(field))
            .unwrap_or_default()
    }

    fn row_beside(&self, kind: &str, row: &usize, field: &str) -> String {
        self.beside(&format!("{kind}{row}_{field}"))
    }
}

/// The form of an item.
pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path((id, key)): Path<(i64, u32)>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, DraftId(id), Some(key), None, None).await
}

/// The form of a new item.
pub(in crate::office) async fn show_new(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, DraftId(id), None, None, None).await
}

/// Corrects the item, or only adds a row to the form.
pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path((id, key)): Path<(i64, u32)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    take(&app, ask, DraftId(id), Some(key), sent).await
}

/// Adds the item, or only a row to the form.
pub(in crate::office) async fn send_new(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    take(&app, ask, DraftId(id), None, sent).await
}

/// What came of a form that was sent.
enum Outcome {
    Saved(u32),
    Faulty(Vec<Fault>),
}

async fn take(app: &App, ask: Ask, id: DraftId, key: Option<u32>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let action = form.trimmed("do");
    if action != "save" {
        return page(app, ask, signed_in, id, key, Some(form), None).await;
    }
    let (actor, lang, posted) = (signed_in.session.actor.clone(), ask.lang, form.clone());
    let done = attempt(app, move |service| {
        let view = service.draft(&actor, id)?;
        let (base, known) = base(&view, key)?;
        let proposal = match Fields::sent(&posted, &base).proposal(&base, &known, lang) {
            Ok(proposal) => Box::new(proposal),
            Err(check) => return Ok(Outcome::Faulty(check.faults)),
        };
        let revision = posted.number("revision").unwrap_or(u32::MAX);
        let command = match key {
            Some(key) => DraftCommand::Correct { key, proposal },
            None => DraftCommand::Add { proposal },
        };
        let added = view.draft.next_key;
        service.draft_command(&actor, id, revision, command)?;
        Ok(Outcome::Saved(key.unwrap_or(added)))
    });
    let trouble = match done.await? {
        Ok(Outcome::Saved(key)) => {
            return Ok(see_other(
                ask.lang,
                &format!("/office/drafts/{id}?item={key}&said=saved#item"),
            ));
        }
        Ok(Outcome::Faulty(faults)) => Trouble::list(faults, ask.lang),
        Err(failure) => Trouble::of(&failure, ask.lang, field(&failure.code)),
    };
    page(app, ask, signed_in, id, key, Some(form), Some(trouble)).await
}

/// What the form starts from, and what else may be known of places in the document.
fn base(view: &DraftView, key: Option<u32>) -> Result<(Proposal, Vec<&Proposal>), ServiceError> {
    let Some(key) = key else {
        let number = view.draft.live().map(|item| item.current.number).max().unwrap_or(0) + 1;
        return Ok((
            Proposal {
                number,
                ..Proposal::default()
            },
            Vec::new(),
        ));
    };
    let item = view.draft.item(key).ok_or(ServiceError::NotFound)?;
    Ok((item.current.clone(), view.draft.originals(key)))
}

/// The field that a refusal is about.
fn field(code: &str) -> &'static str {
    match code {
        "draft.number_missing" | "draft.number_duplicate" => "number",
        "draft.title_missing" | "draft.title_long" => "title",
        "draft.text_missing" | "draft.text_long" => "text",
        "draft.category_unknown" => "category",
        "draft.unit_empty" | "draft.unit_long" | "draft.unit_twice" => "leads",
        "draft.lead_and_co" => "co_units",
        "draft.range_upside_down"
        | "draft.range_end_missing"
        | "draft.range_end_stray"
        | "draft.value_negative"
        | "draft.value_large"
        | "draft.over_hundred" => "figures",
        _ => "",
    }
}

#[allow(clippy::too_many_arguments, reason = "one page, shown on four occasions")]
async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: DraftId,
    key: Option<u32>,
    form: Option<Posted>,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "", move |service, room| {
        drawn(service, room, id, key, form, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    id: DraftId,
    key: Option<u32>,
    form: Option<Posted>,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let view = service.draft(&session.actor, id)?;
    let (base, _) = base(&view, key)?;
    let mut fields = match &form {
        Some(form) => Fields::sent(form, &base),
        None => Fields::of(&base),
    };
    match form.as_ref().map(|form| form.trimmed("do")).as_deref() {
        Some("add-figure") => fields.add_figure(),
        Some("add-deadline") => fields.add_deadline(),
        _ => {}
    }
    let head = head(&frame, &view, &session.actor);
    if !head.open {
        return Err(ServiceError::Forbidden { need: "supervisor" }.into());
    }
    let categories = std::iter::once(Category {
        value: String::new(),
        label: frame.t("edit-no-category").to_owned(),
        chosen: fields.category.is_empty(),
    })
    .chain(view.draft.categories.iter().map(|category| Category {
        value: category.number.to_string(),
        label: format!("{}. {}", category.number, category.title),
        chosen: fields.category == category.number.to_string(),
    }));
    let item = key.and_then(|key| view.draft.item(key));
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        words: item.map(|item| source(&view, item)).unwrap_or_default(),
        action: frame.href(&match key {
            Some(key) => format!("/office/drafts/{id}/items/{key}"),
            None => format!("/office/drafts/{id}/add"),
        }),
        back: frame.href(&match key {
            Some(key) => format!("/office/drafts/{id}?item={key}#item"),
            None => format!("/office/drafts/{id}"),
        }),
        number: base.number,
        title: base.title,
        comparators: comparator_choices(&frame).collect(),
        roles: roles(&frame),
        categories: categories.collect(),
        head,
        key,
        fields,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

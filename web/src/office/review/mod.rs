//! The review of what was read: the document's words on one side, the fields read from them on the other, item by
//! item, with a decision for each.
//!
//! A decision names the revision that the reviewer has seen. When somebody else was faster, nothing is overwritten:
//! the page says so and shows the item as it is now.

pub(super) mod edit;
mod fields;
pub(super) mod heading;
pub(super) mod issue;
mod item;
pub(super) mod split;
mod words;

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{Actor, DraftId};
use shishi_service::commitments::draft::{Decision, Draft, DraftCommand, DraftItem, DraftStatus};
use shishi_service::gazette::reading::Reading;
use shishi_service::{DraftView, Service, ServiceError, may};

use self::item::{Item, is_certain};
use self::words::Piece;
use super::form::Posted;
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, parameter, see_other};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// Which items the rail shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    All,
    Pending,
    Removed,
}

impl Show {
    const ALL: [Self; 3] = [Self::All, Self::Pending, Self::Removed];

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Pending => "pending",
            Self::Removed => "removed",
        }
    }

    fn of(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|show| show.code() == code)
            .unwrap_or(Self::All)
    }

    fn shows(self, item: &DraftItem) -> bool {
        match self {
            Self::All => !item.is_removed(),
            Self::Pending => item.decision == Decision::Pending,
            Self::Removed => item.is_removed(),
        }
    }
}

/// What every page of a review says on top.
pub(super) struct Head {
    pub id: DraftId,
    pub revision: u32,
    pub title: String,
    /// Document number, issuer, date, year, as far as known.
    pub facts: Vec<(&'static str, String)>,
    pub file: String,
    pub all: usize,
    pub decided: usize,
    /// How many are decided, in words.
    pub progress: String,
    pub pending: usize,
    pub certain: usize,
    /// When the document says that it has another number of items.
    pub mismatch: String,
    /// Whether this person may decide and the review is open.
    pub open: bool,
    /// Why not, or empty.
    pub closed: &'static str,
}

struct RailItem {
    href: String,
    number: u32,
    title: String,
    state: &'static str,
    state_word: &'static str,
    here: bool,
    doubtful: bool,
}

struct Filter {
    href: String,
    label: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "office/review.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    head: Head,
    filters: Vec<Filter>,
    show: &'static str,
    rail: Vec<RailItem>,
    item: Option<Item>,
    words: Vec<Piece>,
    /// A reason that was typed and refused.
    reason: String,
    /// The reason's form is open.
    removing: bool,
    /// Arrived here by deciding: the next decision has the focus.
    next: bool,
}

/// The review at one item.
pub(super) async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    let key = parameter(&ask, "item").and_then(|key| key.parse().ok());
    let show = Show::of(parameter(&ask, "show").unwrap_or_default());
    page(
        &app,
        ask,
        signed_in,
        DraftId(id),
        View {
            key,
            show,
            ..View::default()
        },
    )
    .await
}

/// What the page is asked to show.
struct View {
    key: Option<u32>,
    show: Show,
    trouble: Option<Trouble>,
    reason: String,
}

impl Default for View {
    fn default() -> Self {
        Self {
            key: None,
            show: Show::All,
            trouble: None,
            reason: String::new(),
        }
    }
}

/// A decision on one item or on all that are certain.
pub(super) async fn command(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form, id) = (sent.signed_in, sent.form, DraftId(id));
    let (Some(revision), action) = (form.number("revision"), form.trimmed("do")) else {
        return Err(Failure::bad_request("bad_request"));
    };
    let key = form.number("key");
    let show = Show::of(&form.trimmed("show"));
    let reason = form.trimmed("reason");
    let (actor, said) = (signed_in.session.actor.clone(), format!("{action}-done"));
    let typed = reason.clone();
    let done = attempt(&app, move |service| {
        carry_out(service, &actor, id, revision, &action, key, typed)
    });
    match done.await? {
        Ok(next) => {
            let next = next.map(|key| format!("item={key}&")).unwrap_or_default();
            Ok(see_other(
                ask.lang,
                &format!("/office/drafts/{id}?{next}show={}&said={said}#item", show.code()),
            ))
        }
        Err(failure) => {
            let anchor = if failure.code.starts_with("draft.reason") {
                "reason"
            } else {
                ""
            };
            let trouble = Some(Trouble::of(&failure, ask.lang, anchor));
            page(
                &app,
                ask,
                signed_in,
                id,
                View {
                    key,
                    show,
                    trouble,
                    reason,
                },
            )
            .await
        }
    }
}

/// Does what a button says; gives the item to look at next.
fn carry_out(
    service: &Service,
    actor: &Actor,
    id: DraftId,
    revision: u32,
    action: &str,
    key: Option<u32>,
    reason: String,
) -> Result<Option<u32>, ServiceError> {
    let view = service.draft(actor, id)?;
    if action == "accept-certain" {
        return accept_certain(service, actor, &view, revision);
    }
    if action == "discard" {
        service.draft_command(actor, id, revision, DraftCommand::Discard)?;
        return Ok(None);
    }
    let key = key.ok_or(ServiceError::NotFound)?;
    let command = match action {
        "accept" => DraftCommand::Accept { key },
        "remove" => DraftCommand::Remove { key, reason },
        "restore" => DraftCommand::Restore { key },
        "merge" => {
            let next = view.draft.live().skip_while(|item| item.key != key).nth(1);
            let keys = std::iter::once(key).chain(next.map(|item| item.key)).collect();
            DraftCommand::Merge { keys, title: None }
        }
        _ => return Err(ServiceError::NotFound),
    };
    service.draft_command(actor, id, revision, command)?;
    Ok(match action {
        "accept" | "remove" => next_pending(&view.draft, key),
        "merge" => Some(view.draft.next_key),
        _ => Some(key),
    })
}

/// Accepts every pending item that nothing was doubted in. One that is not acceptable stays pending.
fn accept_certain(
    service: &Service,
    actor: &Actor,
    view: &DraftView,
    mut revision: u32,
) -> Result<Option<u32>, ServiceError> {
    if view.revision != revision {
        return Err(ServiceError::Conflict);
    }
    let certain = view
        .draft
        .items
        .iter()
        .filter(|item| item.decision == Decision::Pending && is_certain(&item.current));
    for item in certain {
        match service.draft_command(actor, view.id, revision, DraftCommand::Accept { key: item.key }) {
            Ok(next) => revision = next,
            Err(ServiceError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let rest = service.draft(actor, view.id)?.draft;
    Ok(rest
        .items
        .iter()
        .find(|item| item.decision == Decision::Pending)
        .map(|item| item.key))
}

/// The pending item after this one, else the first, else none.
fn next_pending(draft: &Draft, key: u32) -> Option<u32> {
    let pending = |item: &&DraftItem| item.decision == Decision::Pending && item.key != key;
    let after = draft.items.iter().skip_while(|item| item.key != key).find(pending);
    after
        .or_else(|| draft.items.iter().find(pending))
        .map(|item| item.key)
        .or(Some(key))
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, id: DraftId, asked: View) -> Answer {
    draw(app, ask, signed_in, "", move |service, room| {
        drawn(service, room, id, asked)
    })
    .await
}

fn drawn(service: &Service, room: Room, id: DraftId, asked: View) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let view = service.draft(&session.actor, id)?;
    let draft = &view.draft;
    let reading: Option<Reading> = serde_json::from_str(&view.document.reading).ok();
    let shown: Vec<&DraftItem> = draft.items.iter().filter(|item| asked.show.shows(item)).collect();
    let chosen = asked
        .key
        .and_then(|key| draft.item(key))
        .or_else(|| shown.iter().find(|item| item.decision == Decision::Pending).copied())
        .or_else(|| shown.first().copied());
    let rail = shown
        .iter()
        .map(|item| RailItem {
            href: frame.href(&format!(
                "/office/drafts/{id}?item={}&show={}#item",
                item.key,
                asked.show.code()
            )),
            number: item.current.number,
            title: item.current.title.clone(),
            state: item.decision.code(),
            state_word: frame.coded("decision-", item.decision.code()),
            here: chosen.is_some_and(|chosen| chosen.key == item.key),
            doubtful: item.decision == Decision::Pending && !is_certain(&item.current),
        })
        .collect();
    let words = chosen.map(|item| source(&view, item)).unwrap_or_default();
    let status = asked.trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        item: chosen.map(|chosen| item::item(&frame, draft, chosen, reading.as_ref())),
        filters: filters(&frame, &view),
        show: asked.show.code(),
        head: head(&frame, &view, &session.actor),
        rail,
        words,
        removing: asked
            .trouble
            .as_ref()
            .is_some_and(|trouble| !trouble.beside("reason").is_empty()),
        reason: asked.reason,
        next: parameter(&ask, "said").is_some(),
        trouble: asked.trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// The document's words round an item: as it is now, and as it was read where that is elsewhere.
fn source(view: &DraftView, item: &DraftItem) -> Vec<Piece> {
    let mut shown = vec![&item.current];
    shown.extend(view.draft.originals(item.key));
    words::pieces(&view.document.text, &shown)
}

fn filters(frame: &Frame, view: &DraftView) -> Vec<Filter> {
    let here = parameter_of(&frame.path, "show").map_or(Show::All, Show::of);
    Show::ALL
        .into_iter()
        .map(|show| {
            let count = view.draft.items.iter().filter(|item| show.shows(item)).count();
            Filter {
                href: frame.href(&format!("/office/drafts/{}?show={}", view.id, show.code())),
                label: frame.with(&format!("review-show-{}", show.code()), "n", count),
                here: show == here,
            }
        })
        .collect()
}

fn parameter_of<'a>(path: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = path.split_once('?')?;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// What stands on top of every page of a review.
pub(super) fn head(frame: &Frame, view: &DraftView, actor: &Actor) -> Head {
    let (draft, heading) = (&view.draft, &view.draft.heading);
    let live = || draft.live();
    let pending = live().filter(|item| item.decision == Decision::Pending).count();
    let facts = [
        ("heading-number", heading.number.clone()),
        ("heading-issuer", heading.issuer.clone()),
        ("heading-date", heading.date.map(|date| frame.lang.date(date))),
        ("heading-year", heading.year.map(|year| year.to_string())),
        (
            "heading-supervisors",
            Some(names_of(frame, draft)).filter(|names| !names.is_empty()),
        ),
    ];
    let declared = draft.declared_items.and_then(|count| usize::try_from(count).ok());
    let closed = match draft.status {
        DraftStatus::Issued => "review-closed-issued",
        DraftStatus::Discarded => "review-closed-discarded",
        DraftStatus::Reviewing if !may::REVIEW.allows(actor.role) => "review-read-only",
        DraftStatus::Reviewing => "",
    };
    Head {
        id: view.id,
        revision: view.revision,
        title: if heading.title.is_empty() {
            view.document.row.title.clone()
        } else {
            heading.title.clone()
        },
        facts: facts
            .into_iter()
            .map(|(key, value)| {
                (
                    frame.t(key),
                    value.unwrap_or_else(|| frame.t("heading-blank").to_owned()),
                )
            })
            .collect(),
        file: view.document.row.file_name.clone(),
        all: live().count(),
        decided: live().count() - pending,
        progress: super::desk::progress_words(frame, live().count() - pending, live().count()),
        pending,
        certain: live()
            .filter(|item| item.decision == Decision::Pending && is_certain(&item.current))
            .count(),
        mismatch: declared
            .filter(|declared| *declared != live().count())
            .map(|declared| {
                frame.lang.say(
                    "review-mismatch",
                    &[("declared", declared.into()), ("found", live().count().into())],
                )
            })
            .unwrap_or_default(),
        open: closed.is_empty(),
        closed: if closed.is_empty() { "" } else { frame.t(closed) },
    }
}

fn names_of(frame: &Frame, draft: &Draft) -> String {
    super::ledger::names(frame, draft.supervisors.iter().map(|unit| unit.text.as_str()))
}

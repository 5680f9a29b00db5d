//! Writing an entry of each kind, new or again. A refused form shows again with what was typed.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{Actor, Decimal, MeasureId, RecordId, SiteId, civil_date};
use shishi_service::commitments::entry::{Body, Command, EvidenceNeed, evidence_need, kinds};
use shishi_service::commitments::measure::MeasureKind;
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{EntryForm, EntryView, Service, ServiceError, SiteRow};

use super::super::form::{Input, Posted};
use super::super::ledger::{Measure, find, measure};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, parameter, see_other};
use super::super::plans::part_of;
use super::fields::{Known, anchor, draft, inputs};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// A kind of entry that can be chosen.
struct Choice {
    href: String,
    word: &'static str,
    here: bool,
}

#[derive(Template)]
#[template(path = "office/entry-write.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    measure: Measure,
    kinds: Vec<Choice>,
    kind: String,
    kind_word: &'static str,
    kind_note: &'static str,
    inputs: Vec<Input>,
    action: String,
    key: String,
    revision: u32,
    /// Why nothing can be written here, with where to go; or empty.
    idle: &'static str,
    idle_href: String,
    idle_word: &'static str,
    /// What a file is needed for, or empty.
    file_note: &'static str,
    /// Where many are written at once.
    import: String,
    counts_at_once: bool,
}

/// What the form is about: a measure, or an entry that is written again.
#[derive(Clone)]
enum About {
    New { slug: String, measure: i64 },
    Again { id: RecordId },
}

impl About {
    fn path(&self) -> String {
        match self {
            Self::New { slug, measure } => format!("/office/commitments/{slug}/measures/{measure}/entry"),
            Self::Again { id } => format!("/office/entries/{id}/write"),
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path((slug, measure)): Path<(String, i64)>,
    signed_in: SignedIn,
) -> Answer {
    let about = About::New { slug, measure };
    page(&app, ask, signed_in, about, Posted::default(), None).await
}

pub(super) async fn show_again(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    let about = About::Again { id: RecordId(id) };
    page(&app, ask, signed_in, about, Posted::default(), None).await
}

pub(super) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path((slug, measure)): Path<(String, i64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let about = About::New {
        slug: slug.clone(),
        measure,
    };
    let row = app.blocking(move |service| find(service, &slug, measure)).await?.1;
    let draft = match draft(ask.lang, &row, &form) {
        Ok(draft) => draft,
        Err(trouble) => return page(&app, ask, signed_in, about, form, Some(trouble)).await,
    };
    let hand_in = form.text("go") != "draft";
    let (actor, key) = (signed_in.session.actor.clone(), form.key());
    let new = EntryForm {
        measure: MeasureId(measure),
        draft,
    };
    let done = attempt(&app, move |service| {
        write(service, &actor, new, key.as_deref(), hand_in)
    });
    match done.await? {
        Ok((id, said)) => Ok(see_other(ask.lang, &format!("/office/entries/{id}?said={said}"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, anchor(&failure.code, &form));
            page(&app, ask, signed_in, about, form, Some(trouble)).await
        }
    }
}

/// Hands an entry in; where only a file is wanting it is kept as a draft, so that nothing is typed twice.
fn write(
    service: &Service,
    actor: &Actor,
    form: EntryForm,
    key: Option<&str>,
    hand_in: bool,
) -> Result<(RecordId, &'static str), ServiceError> {
    if hand_in {
        match service.hand_in_entry(actor, form.clone(), Vec::new(), key) {
            Err(error) if error.code() == "entry.evidence_missing" => {}
            other => return other.map(|id| (id, "entry-handed-in")),
        }
    }
    // The form's own key stands for handing in, should the rules allow it the next time.
    let key = key.map(|key| format!("{key}-draft"));
    let id = service.write_entry(actor, form, Vec::new(), key.as_deref())?;
    Ok((id, if hand_in { "entry-needs-file" } else { "entry-kept" }))
}

pub(super) async fn send_again(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let id = RecordId(id);
    let about = About::Again { id };
    let actor = signed_in.session.actor.clone();
    let row = app
        .blocking({
            let actor = actor.clone();
            move |service| {
                let entry = service.entry(&actor, id)?.row;
                find(service, &entry.slug, entry.measure.0)
            }
        })
        .await?
        .1;
    let draft = match draft(ask.lang, &row, &form) {
        Ok(draft) => draft,
        Err(trouble) => return page(&app, ask, signed_in, about, form, Some(trouble)).await,
    };
    let (hand_in, revision) = (form.text("go") != "draft", form.number("revision").unwrap_or_default());
    let done = attempt(&app, move |service| {
        service.rewrite_entry(&actor, id, revision, draft)?;
        if !hand_in {
            return Ok("entry-kept");
        }
        match service.move_entry(&actor, id, revision + 1, Command::Submit) {
            Err(error) if error.code() == "entry.evidence_missing" => Ok("entry-needs-file"),
            other => other.map(|()| "entry-handed-in"),
        }
    });
    match done.await? {
        Ok(said) => Ok(see_other(ask.lang, &format!("/office/entries/{id}?said={said}"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, anchor(&failure.code, &form));
            page(&app, ask, signed_in, about, form, Some(trouble)).await
        }
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    about: About,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/entries", move |service, room| {
        drawn(service, room, &about, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    about: &About,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let actor = &session.actor;
    let entry = match about {
        About::New { .. } => None,
        About::Again { id } => Some(service.entry(actor, *id)?),
    };
    let (slug, id) = match (about, &entry) {
        (About::New { slug, measure }, _) => (slug.clone(), *measure),
        (About::Again { .. }, Some(entry)) => (entry.row.slug.clone(), entry.row.measure.0),
        (About::Again { .. }, None) => return Err(Failure::not_found()),
    };
    let (commitment, row) = find(service, &slug, id)?;
    let kind_of = MeasureKind::from_code(&row.kind).ok_or_else(Failure::not_found)?;
    let possible = kinds(kind_of);
    let usual = possible.first().copied().unwrap_or("value");
    let asked = match (&entry, typed.has("kind")) {
        (Some(entry), false) => entry.row.kind.clone(),
        (_, true) => typed.text("kind"),
        (None, false) => parameter(&ask, "kind").unwrap_or(usual).to_owned(),
    };
    let kind = possible.iter().find(|kind| **kind == asked).copied().unwrap_or(usual);
    let sites = if kind == "stage" {
        own_sites(service, actor, &commitment, &row)?
    } else {
        Vec::new()
    };
    let known = Known {
        row: &row,
        kind,
        sites: &sites,
        today: civil_date(service.now()),
        site: parameter(&ask, "site").and_then(|site| site.parse().ok()).map(SiteId),
        stage: parameter(&ask, "stage").unwrap_or_default().replace('-', "_"),
        entry: entry.as_ref(),
    };
    let idle = idle(actor, &commitment, &row, entry.as_ref(), kind, &sites);
    let base = format!("/office/commitments/{slug}/measures/{id}");
    let choices = possible.iter().map(|code| Choice {
        href: frame.href(&format!("{}?kind={code}", about.path())),
        word: frame.coded("entry-kind-", code),
        here: *code == kind,
    });
    let (idle_href, idle_word) = match (idle, &entry) {
        ("entry-no-sites", _) => (frame.href(&format!("{base}/sites")), frame.t("site-add")),
        ("", _) => (String::new(), ""),
        (_, Some(entry)) => (
            frame.href(&format!("/office/entries/{}", entry.row.id)),
            frame.t("entry-see"),
        ),
        _ => (frame.href("/office/entries"), frame.t("entries-title")),
    };
    let any = Body::Value { value: Decimal::ZERO };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title.clone(),
        back: match &entry {
            Some(entry) => frame.href(&format!("/office/entries/{}", entry.row.id)),
            None => frame.href(&format!("/office/commitments/{slug}")),
        },
        measure: measure(&frame, &row),
        kinds: if possible.len() > 1 {
            choices.collect()
        } else {
            Vec::new()
        },
        kind_word: frame.coded("entry-kind-", kind),
        kind_note: frame.coded("entry-kind-note-", kind),
        kind: kind.to_owned(),
        inputs: if idle.is_empty() {
            inputs(&frame, &known, typed, trouble.as_ref())
        } else {
            Vec::new()
        },
        action: frame.href(&about.path()),
        key: typed.key_or("entry", actor.account, service.now()),
        revision: match (typed.number("revision"), &entry) {
            (Some(revision), _) => revision,
            (None, Some(entry)) => entry.row.revision,
            (None, None) => 0,
        },
        idle: if idle.is_empty() { "" } else { frame.t(idle) },
        idle_href,
        idle_word,
        file_note: match kind {
            "stage" => frame.t("entry-file-stage"),
            "value" if evidence_need(kind_of, &any) == EvidenceNeed::Required => frame.t("entry-file-value"),
            _ => "",
        },
        counts_at_once: part_of(&commitment, actor, true),
        import: frame.href(&format!("{base}/entries/import?kind={kind}")),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// The sites that an actor may tell of: the own unit's, and every one where it leads.
fn own_sites(
    service: &Service,
    actor: &Actor,
    commitment: &CommitmentPage,
    row: &MeasureRow,
) -> Result<Vec<SiteRow>, Failure> {
    let leads = part_of(commitment, actor, true);
    let sites = service.register(actor, row.id)?.sites.into_iter().map(|(site, _)| site);
    Ok(sites.filter(|site| leads || Some(site.unit.id) == actor.unit).collect())
}

/// Why nothing can be written here; empty when something can.
fn idle(
    actor: &Actor,
    commitment: &CommitmentPage,
    row: &MeasureRow,
    entry: Option<&EntryView>,
    kind: &str,
    sites: &[SiteRow],
) -> &'static str {
    if row.state == "untestable" {
        "entry-untestable"
    } else if !part_of(commitment, actor, false) {
        "entry-not-party-page"
    } else if entry.is_some_and(|entry| !entry.can.write) {
        "entry-not-writable"
    } else if kind == "stage" && sites.is_empty() {
        "entry-no-sites"
    } else {
        ""
    }
}

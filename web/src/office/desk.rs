//! The desk: what waits, what was issued, and who is here.

use askama::Template;
use axum::extract::State;
use shishi_kernel::Role;
use shishi_service::commitments::draft::Decision;
use shishi_service::{Service, may};

use super::page::{Answer, Drawn, Office, Room, Trouble, draw};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

/// Reviews whose progress is counted; older ones are only named.
const COUNTED_MAX: usize = 12;

struct Review {
    href: String,
    title: String,
    state: &'static str,
    state_word: &'static str,
    updated: String,
    /// Decided and all items, when counted.
    progress: Option<(usize, usize)>,
    /// The same in words, or empty.
    progress_words: String,
}

struct Issued {
    title: String,
    href: String,
    at: String,
}

struct Task {
    href: String,
    number: u32,
    title: String,
    silent: u32,
    reported: u32,
    total: u32,
}

#[derive(Template)]
#[template(path = "office/desk.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    name: String,
    login: String,
    role: &'static str,
    role_note: &'static str,
    unit: String,
    until: String,
    may_upload: bool,
    may_account: bool,
    sees_reviews: bool,
    sees_tasks: bool,
    waiting: Vec<Review>,
    closed: Vec<Review>,
    issued: Vec<Issued>,
    tasks: Vec<Task>,
}

/// The desk.
pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office", page).await
}

fn page(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let role = session.actor.role;
    let sees_reviews = may::READ_REVIEW.allows(role);
    let mut reviews = if sees_reviews {
        reviews(service, &frame, &session.actor)?
    } else {
        Vec::new()
    };
    let closed = reviews.split_off(reviews.iter().take_while(|review| review.state == "reviewing").count());
    let issued = service
        .programmes()?
        .into_iter()
        .map(|programme| Issued {
            href: frame.href(&format!("/commitments?programme={}", programme.slug)),
            title: programme.title,
            at: frame.lang.moment(programme.issued_at),
        })
        .collect();
    let page = Page {
        may_upload: may::UPLOAD.allows(role),
        may_account: may::KEEP_ACCOUNTS.allows(role),
        sees_reviews,
        sees_tasks: role == Role::Clerk,
        tasks: tasks(service, &frame, &session.actor)?,
        role: frame.t(&format!("role-name-{}", role.code())),
        role_note: frame.t(&format!("role-note-{}", role.code())),
        unit: session.unit_name.unwrap_or_default(),
        until: frame.lang.moment(session.expires_at),
        name: session.display_name,
        login: session.login,
        waiting: reviews,
        closed,
        issued,
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

/// Reviews: those that wait first, then the last changed.
fn reviews(service: &Service, frame: &Frame, actor: &shishi_kernel::Actor) -> Result<Vec<Review>, Failure> {
    let mut summaries = service.drafts(actor)?;
    summaries.sort_by_key(|summary| summary.status != "reviewing");
    let mut out = Vec::with_capacity(summaries.len());
    for (index, summary) in summaries.into_iter().enumerate() {
        let state = match summary.status.as_str() {
            "issued" => "issued",
            "discarded" => "discarded",
            _ => "reviewing",
        };
        let progress = if state == "reviewing" && index < COUNTED_MAX {
            let draft = service.draft(actor, summary.id)?.draft;
            let pending = draft.live().filter(|item| item.decision == Decision::Pending).count();
            let all = draft.live().count();
            Some((all - pending, all))
        } else {
            None
        };
        out.push(Review {
            href: frame.href(&format!("/office/drafts/{}", summary.id)),
            title: summary.title,
            state,
            state_word: frame.t(&format!("draft-state-{state}")),
            updated: frame.lang.moment(summary.updated_at),
            progress_words: progress
                .map(|(decided, all)| progress_words(frame, decided, all))
                .unwrap_or_default(),
            progress,
        });
    }
    Ok(out)
}

/// How many items are decided, in words.
pub(super) fn progress_words(frame: &Frame, decided: usize, all: usize) -> String {
    frame
        .lang
        .say("desk-progress", &[("decided", decided.into()), ("all", all.into())])
}

/// What the person's unit leads.
fn tasks(service: &Service, frame: &Frame, actor: &shishi_kernel::Actor) -> Result<Vec<Task>, Failure> {
    let Some(unit) = actor.unit.filter(|_| actor.role == Role::Clerk) else {
        return Ok(Vec::new());
    };
    let leads = service.unit(unit)?.map(|unit| unit.leads).unwrap_or_default();
    Ok(leads
        .into_iter()
        .map(|row| Task {
            href: frame.href(&format!("/office/commitments/{}", row.slug)),
            number: row.number,
            title: row.title,
            silent: row.measures.silent,
            reported: row.measures.reported + row.measures.verified,
            total: row.measures.total(),
        })
        .collect())
}

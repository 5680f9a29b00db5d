//! Entries in the office: what waits for whom, writing one, and one from the draft to what was found.

pub(super) mod fields;
pub(super) mod files;
mod one;
mod plain;
mod write;

use askama::Template;
use axum::extract::State;
use shishi_kernel::{Actor, Role};
use shishi_service::record_rows::{PlainReport, RecordFilter, RecordRow};
use shishi_service::views::{CommitmentFilter, MeasureRow};
use shishi_service::{Service, may};

use super::page::{Answer, Drawn, Office, Room, Trouble, draw, parameter};
use super::plans::part_of;
use super::route;
use crate::public::sites::{amount, said, standing};
use crate::shell::{App, Ask, Failure, Frame, Gate, SignedIn};

route::routes! {
    "/office/entries" { get list: READ }
    "/office/entries/{id}" { get one::show: READ }
    "/office/entries/{id}/write" { get write::show_again: WRITE, post write::send_again: WRITE }
    "/office/entries/{id}/submit" { post one::submit: WRITE }
    "/office/entries/{id}/confirm" { post one::confirm: CONFIRM }
    "/office/entries/{id}/judge" { post one::judge: VERIFY }
    "/office/entries/{id}/evidence" { post files::send: WRITE }
    "/office/evidence/{id}" { get files::show: READ }
    "/office/plain-reports/{id}" { get plain::show: VERIFY, post plain::judge: VERIFY }
    "/office/commitments/{slug}/measures/{measure}/entry" { get write::show: WRITE, post write::send: WRITE }
}

const READ: Gate = Gate::May(&may::READ_RECORDS);
const WRITE: Gate = Gate::May(&may::WRITE_ENTRIES);
const CONFIRM: Gate = Gate::May(&may::CONFIRM_ENTRIES);
const VERIFY: Gate = Gate::May(&may::VERIFY_ENTRIES);

/// Entries on a page.
const PER_PAGE: u32 = 20;

/// An entry in a list.
pub(super) struct Line {
    pub href: String,
    pub said: String,
    pub what: String,
    pub title: String,
    pub unit: String,
    pub day: String,
    pub word: &'static str,
    pub class: &'static str,
    /// How many files, in words; empty when there is none.
    pub files: String,
}

struct List {
    title: &'static str,
    empty: &'static str,
    lines: Vec<Line>,
    /// What is folded away.
    more: Vec<Line>,
}

/// Entries of a list that are shown at once; the rest is folded away.
const SHOWN_MAX: usize = 15;

impl List {
    fn of(title: &'static str, empty: &'static str, mut lines: Vec<Line>) -> Self {
        let more = lines.split_off(lines.len().min(SHOWN_MAX));
        Self {
            title,
            empty,
            lines,
            more,
        }
    }
}

/// A commitment with what can be written about.
struct About {
    number: u32,
    title: String,
    measures: Vec<Subject>,
}

struct Subject {
    what: String,
    write: String,
    sites: String,
}

#[derive(Template)]
#[template(path = "office/entries.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    lead: &'static str,
    lists: Vec<List>,
    /// What the own unit may write about.
    about: Vec<About>,
    /// All that one may see, newest first.
    all: Vec<Line>,
    total: u64,
    previous: String,
    next: String,
}

async fn list(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/entries", page).await
}

fn page(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let actor = &session.actor;
    let mut lists = Vec::new();
    let mut wait = |title, empty, rows: &[RecordRow]| -> Result<(), Failure> {
        let lines = rows.iter().map(|row| line(&frame, row)).collect::<Result<_, _>>()?;
        let (title, empty) = (frame.t(title), frame.t(empty));
        lists.push(List::of(title, empty, lines));
        Ok(())
    };
    if may::WRITE_ENTRIES.allows(actor.role) {
        wait("entries-own", "entries-own-none", &service.own_entries(actor)?)?;
    }
    if may::CONFIRM_ENTRIES.allows(actor.role) {
        wait(
            "entries-to-confirm",
            "entries-to-confirm-none",
            &service.entries_to_confirm(actor)?,
        )?;
    }
    if may::VERIFY_ENTRIES.allows(actor.role) {
        let (looked, published) = service.entries_to_verify(actor)?;
        wait("entries-to-verify", "entries-to-verify-none", &looked)?;
        wait("entries-to-publish", "entries-to-publish-none", &published)?;
        let plain = service.reports_to_verify(actor)?;
        lists.push(List::of(
            frame.t("entries-plain"),
            frame.t("entries-plain-none"),
            plain.iter().map(|report| plain_line(&frame, report)).collect(),
        ));
    }
    let number = parameter(&ask, "page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
        .max(1);
    // What another unit still works on is its own affair.
    let own = actor.unit.filter(|_| matches!(actor.role, Role::Clerk | Role::Head));
    let filter = RecordFilter {
        unit: own,
        reported: own.is_none(),
        ..RecordFilter::default()
    };
    let found = service.entries(actor, &filter, number, PER_PAGE)?;
    let to = |page: u32| frame.href(&format!("/office/entries?page={page}#all"));
    let page = Page {
        lead: frame.t(match actor.role {
            Role::Supervisor => "entries-lead-supervisor",
            Role::Clerk | Role::Head => "entries-lead-unit",
            _ => "entries-lead-reader",
        }),
        about: about(service, &frame, actor)?,
        all: found
            .rows
            .iter()
            .map(|row| line(&frame, row))
            .collect::<Result<_, _>>()?,
        total: found.total,
        previous: if number > 1 { to(number - 1) } else { String::new() },
        next: if u64::from(number) * u64::from(PER_PAGE) < found.total {
            to(number + 1)
        } else {
            String::new()
        },
        lists,
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

/// An entry in a list.
pub(super) fn line(frame: &Frame, row: &RecordRow) -> Result<Line, Failure> {
    let body = Service::entry_body(row)?;
    let (word, class) = standing(frame, &row.state, row.outcome.as_deref());
    Ok(Line {
        href: frame.href(&format!("/office/entries/{}", row.id)),
        said: said(frame, row, &body),
        what: row.what.clone(),
        title: row.title.clone(),
        unit: row.unit.name.clone(),
        day: frame.lang.date(row.day),
        word,
        class,
        files: if row.evidence > 0 {
            frame.with("entry-files", "n", row.evidence)
        } else {
            String::new()
        },
    })
}

fn plain_line(frame: &Frame, report: &PlainReport) -> Line {
    Line {
        href: frame.href(&format!("/office/plain-reports/{}", report.id)),
        said: amount(frame, report.value, report.measure_unit.as_deref()),
        what: report.what.clone(),
        title: report.title.clone(),
        unit: report.unit.name.clone(),
        day: frame.lang.date(report.as_of),
        word: frame.t("entry-state-confirmed"),
        class: "reported",
        files: String::new(),
    }
}

/// What the own unit may write about: the measures of what it leads or helps with, newest programme first.
fn about(service: &Service, frame: &Frame, actor: &Actor) -> Result<Vec<About>, Failure> {
    let Some(unit) = actor.unit.filter(|_| may::WRITE_ENTRIES.allows(actor.role)) else {
        return Ok(Vec::new());
    };
    let filter = CommitmentFilter {
        unit: Some(unit),
        ..CommitmentFilter::default()
    };
    let mut out = Vec::new();
    for row in service.commitments(&filter, 1, 100)?.rows {
        let Some(commitment) = service.commitment(&row.slug)? else {
            continue;
        };
        if !part_of(&commitment, actor, false) {
            continue;
        }
        let measures = commitment
            .measures
            .iter()
            .filter(|measure| measure.state != "untestable");
        out.push(About {
            number: row.number,
            title: row.title,
            measures: measures.map(|measure| subject(frame, &row.slug, measure)).collect(),
        });
    }
    Ok(out)
}

fn subject(frame: &Frame, slug: &str, measure: &MeasureRow) -> Subject {
    let base = format!("/office/commitments/{slug}/measures/{}", measure.id);
    Subject {
        what: measure.what.clone(),
        write: frame.href(&format!("{base}/entry")),
        sites: if super::sites::has_sites(measure) {
            frame.href(&format!("{base}/sites"))
        } else {
            String::new()
        },
    }
}

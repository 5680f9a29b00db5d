//! Registers of sites in the office: a measure's register, putting a site on it, and one site with its course.

mod edit;
pub(super) mod new;
mod one;

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::Actor;
use shishi_service::commitments::measure::MeasureKind;
use shishi_service::commitments::site::{Stage, Template as StageTemplate};
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{Service, SiteRow, may};

use super::ledger::{Measure, find, measure};
use super::page::{Answer, Drawn, Office, Room, Trouble, draw, parameter};
use super::plans::part_of;
use super::route;
use crate::public::sites::{found, found_class, stage};
use crate::shell::{App, Ask, Failure, Frame, Gate, SignedIn};

route::routes! {
    "/office/commitments/{slug}/measures/{measure}/sites" { get list: READ }
    "/office/commitments/{slug}/measures/{measure}/sites/new" { get new::show: KEEP, post new::send: KEEP }
    "/office/sites/{id}" { get one::show: READ }
    "/office/sites/{id}/edit" { get edit::show: KEEP, post edit::send: KEEP }
}

const READ: Gate = Gate::May(&may::READ_RECORDS);
const KEEP: Gate = Gate::May(&may::KEEP_SITES);

/// Sites on a page.
const PER_PAGE: usize = 50;

/// Whether a measure is counted by sites.
pub(super) fn has_sites(row: &MeasureRow) -> bool {
    let kind = MeasureKind::from_code(&row.kind);
    row.state != "untestable" && kind.is_some_and(|kind| StageTemplate::of(kind).is_some())
}

/// Whether an actor may put sites on the registers of a commitment.
pub(super) fn keeps(commitment: &CommitmentPage, actor: &Actor) -> bool {
    may::KEEP_SITES.allows(actor.role) && part_of(commitment, actor, false)
}

struct Line {
    href: String,
    number: String,
    name: String,
    place: String,
    unit: String,
    stage: &'static str,
    counts: bool,
    since: String,
    found: Option<(&'static str, &'static str)>,
    hidden: bool,
    carried: bool,
    /// Looks like another site; where that one is.
    twin: String,
}

/// A stage to be chosen, with how many sites are at it.
struct Choice {
    href: String,
    word: &'static str,
    number: usize,
    here: bool,
}

#[derive(Template)]
#[template(path = "office/sites.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    measure: Measure,
    base: String,
    /// Where its files are.
    tables: String,
    may_keep: bool,
    choices: Vec<Choice>,
    lines: Vec<Line>,
    total: usize,
    twins: usize,
    previous: String,
    next: String,
}

async fn list(State(app): State<App>, ask: Ask, Path((slug, id)): Path<(String, i64)>, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/entries", move |service, room| {
        page(service, room, &slug, id)
    })
    .await
}

fn page(service: &Service, room: Room, slug: &str, id: i64) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let (commitment, row) = find(service, slug, id)?;
    let actor = &session.actor;
    let sites = service.register(actor, row.id)?.sites;
    let base = format!("/office/commitments/{slug}/measures/{id}/sites");
    let chosen = parameter(&ask, "stage").and_then(|code| Stage::from_code(&code.replace('-', "_")));
    let number = parameter(&ask, "page").and_then(|page| page.parse::<usize>().ok());
    let number = number.unwrap_or(1).max(1);
    let at = |stage: Stage| sites.iter().filter(|(site, _)| site.stage == stage.code()).count();
    let mut choices = vec![Choice {
        href: frame.href(&base),
        word: frame.t("sites-all"),
        number: sites.len(),
        here: chosen.is_none(),
    }];
    choices.extend(
        Stage::ALL
            .into_iter()
            .filter(|stage| at(*stage) > 0)
            .map(|code| Choice {
                href: frame.href(&format!("{base}?stage={}", code.code().replace('_', "-"))),
                word: stage(&frame, code.code()),
                number: at(code),
                here: chosen == Some(code),
            }),
    );
    let shown: Vec<_> = sites
        .iter()
        .filter(|(site, _)| chosen.is_none_or(|stage| site.stage == stage.code()))
        .collect();
    let to = |page: usize| {
        let stage = chosen.map(|stage| format!("&stage={}", stage.code().replace('_', "-")));
        frame.href(&format!("{base}?page={page}{}", stage.unwrap_or_default()))
    };
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title.clone(),
        back: frame.href(&format!("/office/commitments/{slug}")),
        measure: measure(&frame, &row),
        may_keep: keeps(&commitment, actor) && has_sites(&row),
        lines: (shown.iter().skip((number - 1).saturating_mul(PER_PAGE)).take(PER_PAGE))
            .map(|(site, outcome)| {
                let found = outcome.map(|outcome| (found(&frame, outcome.code()), found_class(outcome.code())));
                line(&frame, site, found)
            })
            .collect(),
        total: sites.len(),
        twins: sites.iter().filter(|(site, _)| site.same_as.is_some()).count(),
        previous: if number > 1 { to(number - 1) } else { String::new() },
        next: if number.saturating_mul(PER_PAGE) < shown.len() {
            to(number + 1)
        } else {
            String::new()
        },
        base: frame.href(&base),
        tables: frame.href(&format!("/office/commitments/{slug}/measures/{id}/tables")),
        choices,
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

fn line(frame: &Frame, site: &SiteRow, found: Option<(&'static str, &'static str)>) -> Line {
    Line {
        href: frame.href(&format!("/office/sites/{}", site.id)),
        number: site.id.to_string(),
        name: site.name.clone(),
        place: site.place.clone(),
        unit: site.unit.name.clone(),
        stage: stage(frame, &site.stage),
        counts: Stage::from_code(&site.stage).is_some_and(Stage::counts),
        since: frame.with("site-since", "day", frame.lang.date(site.stage_on)),
        found,
        hidden: site.hidden,
        carried: site.opening.is_some(),
        twin: (site.same_as.as_ref())
            .map(|(twin, _)| frame.href(&format!("/office/sites/{twin}")))
            .unwrap_or_default(),
    }
}

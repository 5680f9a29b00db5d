//! One site: where it is, the stages that it has reached, and the entries that speak of it.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{Actor, SiteId};
use shishi_service::commitments::site::{Stage, Template as StageTemplate};
use shishi_service::views::CommitmentPage;
use shishi_service::{Service, SiteRow, SiteView, may};

use super::super::entries::{Line, line};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, draw};
use super::super::plans::part_of;
use crate::public::sites::{found, found_class, stage};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

/// A stage in the site's course.
struct Reached {
    stage: &'static str,
    day: String,
    unit: String,
    reason: String,
    /// The entry that says so, or empty for the registration.
    entry: String,
    receipt: String,
}

/// Another site that looks like the same object.
struct Twin {
    href: String,
    name: String,
    commitment: String,
    stage: &'static str,
    reason: String,
}

struct Step {
    href: String,
    word: String,
}

#[derive(Template)]
#[template(path = "office/site.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    id: SiteId,
    name: String,
    hidden: bool,
    carried: String,
    register: String,
    commitment: String,
    title: String,
    stage: &'static str,
    counts: bool,
    found: Option<(&'static str, &'static str)>,
    facts: Vec<(&'static str, String)>,
    twins: Vec<Twin>,
    reached: Vec<Reached>,
    entries: Vec<Line>,
    /// What can be told next; empty for whoever may not.
    next: Vec<Step>,
    /// Where what is written of it is corrected, or empty.
    edit: String,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/entries", move |service, room| {
        page(service, room, SiteId(id))
    })
    .await
}

fn page(service: &Service, room: Room, id: SiteId) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let actor = &session.actor;
    let view = service.measured_site(actor, id)?;
    let site = &view.row;
    let commitment = service.commitment(&site.slug)?.ok_or_else(Failure::not_found)?;
    let tells = tells(&commitment, actor, site);
    let base = format!("/office/commitments/{}/measures/{}", site.slug, site.measure);
    let page = Page {
        name: site.name.clone(),
        hidden: site.hidden,
        carried: (site.opening.as_ref())
            .map(|opening| frame.with("site-carried", "stage", stage(&frame, opening)))
            .unwrap_or_default(),
        register: frame.href(&format!("{base}/sites")),
        commitment: frame.href(&format!("/office/commitments/{}", site.slug)),
        title: commitment.row.title.clone(),
        stage: stage(&frame, &site.stage),
        counts: Stage::from_code(&site.stage).is_some_and(Stage::counts),
        found: view
            .found
            .map(|outcome| (found(&frame, outcome.code()), found_class(outcome.code()))),
        facts: facts(&frame, site),
        twins: twins(service, &frame, &view)?,
        reached: (view.stages.iter())
            .map(|row| Reached {
                stage: stage(&frame, &row.stage),
                day: frame.lang.date(row.day),
                unit: row.unit.clone().unwrap_or_default(),
                reason: row.reason.clone(),
                entry: (row.record)
                    .map(|record| frame.href(&format!("/office/entries/{record}")))
                    .unwrap_or_default(),
                receipt: format!("/receipts/{}.tlog-proof", row.leaf),
            })
            .collect(),
        entries: view
            .entries
            .iter()
            .map(|row| line(&frame, row))
            .collect::<Result<_, _>>()?,
        edit: if tells {
            frame.href(&format!("/office/sites/{id}/edit"))
        } else {
            String::new()
        },
        next: if tells { next(&frame, site, &base) } else { Vec::new() },
        id,
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

fn facts(frame: &Frame, site: &SiteRow) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        (frame.t("site-place"), site.place.clone()),
        (frame.t("site-unit"), site.unit.name.clone()),
        (frame.t("site-stage-since"), frame.lang.date(site.stage_on)),
        (
            frame.t("site-template"),
            frame.coded("site-template-", &site.template).to_owned(),
        ),
    ];
    if let Some((longitude, latitude)) = site.longitude.zip(site.latitude) {
        facts.insert(1, (frame.t("site-position"), format!("{longitude}, {latitude}")));
    }
    facts
}

/// The sites that look like this one.
fn twins(service: &Service, frame: &Frame, view: &SiteView) -> Result<Vec<Twin>, Failure> {
    let mut twins = Vec::new();
    for (row, reason) in &view.twins {
        let title = service
            .commitment(&row.slug)?
            .map(|page| page.row.title)
            .unwrap_or_default();
        twins.push(Twin {
            href: frame.href(&format!("/office/sites/{}", row.id)),
            name: row.name.clone(),
            commitment: format!("{} {title}", row.slug),
            stage: stage(frame, &row.stage),
            reason: reason.clone(),
        });
    }
    Ok(twins)
}

/// Whether an actor may tell of a site: its own unit's, and every one where it leads.
pub(super) fn tells(commitment: &CommitmentPage, actor: &Actor, site: &SiteRow) -> bool {
    may::WRITE_ENTRIES.allows(actor.role)
        && part_of(commitment, actor, false)
        && (Some(site.unit.id) == actor.unit || part_of(commitment, actor, true))
}

/// The stages that can be told next, the next one first; going back and withdrawing are in the form.
fn next(frame: &Frame, site: &SiteRow, base: &str) -> Vec<Step> {
    let template = StageTemplate::from_code(&site.template);
    let here = Stage::from_code(&site.stage);
    let ahead = template.map(StageTemplate::stages).unwrap_or_default().iter();
    let ahead = ahead.filter(|stage| here.is_some_and(|here| here != Stage::Withdrawn && **stage > here));
    let step = |code: &str| frame.href(&format!("{base}/entry?kind=stage&site={}&stage={code}", site.id));
    let mut steps: Vec<Step> = ahead
        .map(|code| Step {
            // An address of ours is made of letters, digits and hyphens.
            href: step(&code.code().replace('_', "-")),
            word: frame.with("site-tell", "stage", stage(frame, code.code())),
        })
        .collect();
    steps.push(Step {
        href: step(""),
        word: frame.t("site-tell-other").to_owned(),
    });
    steps
}

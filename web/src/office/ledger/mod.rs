//! A commitment as the office works on it: its measures, with what this person may do to each.

pub(super) mod change;
pub(super) mod record;

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{MeasureId, Role, decimal_text};
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{Service, may};

use super::page::{Answer, Drawn, Office, Room, Trouble, draw};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

/// A measure in the office's words.
pub(super) struct Measure {
    pub position: u32,
    pub kind: &'static str,
    pub what: String,
    pub target: String,
    pub cut_off: String,
    pub as_written: String,
    pub state: String,
    pub state_word: &'static str,
    pub reported: String,
    pub record: String,
    pub change: String,
    /// Where an entry is written, or empty.
    pub entry: String,
    /// Where the sites are, or empty.
    pub sites: String,
}

#[derive(Template)]
#[template(path = "office/commitment.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    public: String,
    /// This page's address, to which parts of it are added.
    base: String,
    leads: String,
    /// Where a survey is recorded, or empty.
    survey: String,
    /// Where a decision on the commitment's course is recorded, or empty.
    course: String,
    measures: Vec<Measure>,
    /// Why nothing can be done here, or empty.
    idle: &'static str,
}

/// The page.
pub(super) async fn show(State(app): State<App>, ask: Ask, Path(slug): Path<String>, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "", move |service, room| {
        page(service, room, &slug)
    })
    .await
}

fn page(service: &Service, room: Room, slug: &str) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let commitment = service.commitment(slug)?.ok_or_else(Failure::not_found)?;
    let actor = &session.actor;
    let may_record = may::REPORT_VALUE.allows(actor.role) && leads(&commitment, actor.unit);
    let may_write = may::WRITE_ENTRIES.allows(actor.role) && super::plans::part_of(&commitment, actor, false);
    let may_read = may::READ_RECORDS.allows(actor.role);
    let may_change = may::CHANGE_TARGET.allows(actor.role);
    let measures = commitment
        .measures
        .iter()
        .map(|row| {
            let base = format!("/office/commitments/{slug}/measures/{}", row.id);
            let mut measure = measure(&frame, row);
            if may_record && row.state != "untestable" {
                measure.record = frame.href(&format!("{base}/record"));
            }
            if may_write && row.state != "untestable" {
                measure.entry = frame.href(&format!("{base}/entry"));
            }
            if may_read && super::sites::has_sites(row) {
                measure.sites = frame.href(&format!("{base}/sites"));
            }
            if may_change {
                measure.change = frame.href(&format!("{base}/change"));
            }
            measure
        })
        .collect();
    let idle = match actor.role {
        Role::Clerk if !may_record => "ledger-not-lead",
        Role::Auditor | Role::Appraiser | Role::Head | Role::Administrator => "ledger-read-only",
        _ => "",
    };
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title.clone(),
        public: frame.href(&format!("/commitments/{slug}")),
        base: frame.href(&format!("/office/commitments/{slug}")),
        leads: names(&frame, commitment.row.leads.iter().map(|unit| unit.name.as_str())),
        survey: if may::RECORD_SURVEY.allows(actor.role) {
            frame.href(&format!("/office/commitments/{slug}/surveys"))
        } else {
            String::new()
        },
        course: if may::TURN_COURSE.allows(actor.role) {
            frame.href(&format!("/office/commitments/{slug}/course"))
        } else {
            String::new()
        },
        measures,
        idle: if idle.is_empty() { "" } else { frame.t(idle) },
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

/// Whether a unit leads, named itself or through a group.
fn leads(commitment: &CommitmentPage, unit: Option<shishi_kernel::UnitId>) -> bool {
    let Some(unit) = unit else { return false };
    let leads = commitment.duties.iter().filter(|duty| duty.role == "lead");
    leads
        .flat_map(|duty| std::iter::once(&duty.unit).chain(&duty.members))
        .any(|named| named.id == unit)
}

/// Names in a row, as this language separates them.
pub(super) fn names<'a>(frame: &Frame, names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(frame.t("list-separator"))
}

/// A measure in the office's words, without links.
pub(super) fn measure(frame: &Frame, row: &MeasureRow) -> Measure {
    Measure {
        position: row.position,
        kind: frame.coded("measure-", &row.kind),
        what: row.what.clone(),
        target: target(frame, row),
        cut_off: row.cut_off.map(|date| frame.lang.date(date)).unwrap_or_default(),
        as_written: row.as_written.clone().unwrap_or_default(),
        state_word: frame.coded("state-", &row.state),
        state: row.state.clone(),
        reported: row
            .reported
            .as_ref()
            .map(|reported| {
                let unit = row.unit.as_deref().unwrap_or_default();
                frame.lang.say(
                    "ledger-reported",
                    &[
                        (
                            "value",
                            format!("{} {unit}", decimal_text(reported.value)).trim().into(),
                        ),
                        ("date", frame.lang.date(reported.as_of).into()),
                    ],
                )
            })
            .unwrap_or_default(),
        record: String::new(),
        change: String::new(),
        entry: String::new(),
        sites: String::new(),
    }
}

/// `≥ 120 场`, or that there is no figure.
pub(super) fn target(frame: &Frame, row: &MeasureRow) -> String {
    let (Some(comparator), Some(value)) = (row.comparator.as_deref(), row.value) else {
        return frame.t("target-none").to_owned();
    };
    let unit = row.unit.as_deref().unwrap_or_default();
    let sign = match comparator {
        "ge" => "≥ ",
        "le" => "≤ ",
        "approx" => "≈ ",
        _ => "",
    };
    let end = row
        .value_max
        .map(|end| format!("–{}", decimal_text(end)))
        .unwrap_or_default();
    let tolerance = row
        .tolerance
        .map(|t| format!(" ± {}", decimal_text(t)))
        .unwrap_or_default();
    format!("{sign}{}{end}{tolerance} {unit}", decimal_text(value))
        .trim()
        .to_owned()
}

/// The measure of a commitment, for the two forms.
pub(super) fn find(service: &Service, slug: &str, id: i64) -> Result<(CommitmentPage, MeasureRow), Failure> {
    let commitment = service.commitment(slug)?.ok_or_else(Failure::not_found)?;
    let row = commitment.measures.iter().find(|row| row.id == MeasureId(id)).cloned();
    let row = row.ok_or_else(Failure::not_found)?;
    Ok((commitment, row))
}

//! Issuing: what will be frozen, what stands in the way, and the confirmation.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{DraftId, Refusal};
use shishi_service::commitments::draft::{Decision, Draft};
use shishi_service::commitments::issue::{Issued, issue};
use shishi_service::{DraftView, Service, ServiceError};

use super::super::form::Posted;
use super::super::ledger::names;
use super::super::page::{Answer, Drawn, Fault, Office, Room, Trouble, attempt, draw, see_other};
use super::{Head, head};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// Something that stands in the way.
struct Obstacle {
    words: String,
    /// Items to look at: number and address.
    items: Vec<(u32, String)>,
}

struct Count {
    word: &'static str,
    count: usize,
}

struct FindingLine {
    sentence: &'static str,
    numbers: String,
}

struct ConflictLine {
    unit: String,
    lines: String,
}

struct GroupLine {
    name: String,
    members: String,
}

/// What will be frozen.
struct Summary {
    commitments: usize,
    measures: usize,
    units: usize,
    untestable: usize,
    kinds: Vec<Count>,
    findings: Vec<FindingLine>,
    conflicts: Vec<ConflictLine>,
    groups: Vec<GroupLine>,
}

#[derive(Template)]
#[template(path = "office/issue.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    head: Head,
    obstacles: Vec<Obstacle>,
    summary: Option<Summary>,
}

/// The summary.
pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, DraftId(id), None).await
}

/// Issues.
pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form, id) = (sent.signed_in, sent.form, DraftId(id));
    if !form.has("sure") {
        let fault = Fault {
            anchor: "sure".to_owned(),
            words: ask.lang.t("fault-sure").to_owned(),
        };
        let trouble = Trouble::list(vec![fault], ask.lang);
        return page(&app, ask, signed_in, id, Some(trouble)).await;
    }
    let revision = form.number("revision").unwrap_or(u32::MAX);
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| service.issue_draft(&actor, id, revision)).await? {
        Ok(_) => Ok(see_other(ask.lang, "/office?said=issued")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(&app, ask, signed_in, id, Some(trouble)).await
        }
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, id: DraftId, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "", move |service, room| {
        drawn(service, room, id, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, id: DraftId, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let view = service.draft(&session.actor, id)?;
    let head = head(&frame, &view, &session.actor);
    if !head.open {
        return Err(ServiceError::Forbidden { need: "supervisor" }.into());
    }
    let (obstacles, summary) = match issue(&view.draft, service.now()) {
        Ok(issued) => (Vec::new(), Some(summary(&frame, &issued))),
        Err(refusal) => (obstacles(&frame, &view, &refusal), None),
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        head,
        obstacles,
        summary,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// The first refusal of the rules in its words, with the items that it names.
fn obstacles(frame: &Frame, view: &DraftView, refusal: &dyn Refusal) -> Vec<Obstacle> {
    let failure = Failure::from(ServiceError::Refused {
        code: refusal.code(),
        arguments: refusal.arguments(),
    });
    let named: Vec<u32> = refusal
        .arguments()
        .iter()
        .filter(|(name, _)| matches!(*name, "number" | "numbers"))
        .flat_map(|(_, value)| {
            value
                .split(',')
                .filter_map(|number| number.trim().parse().ok())
                .collect::<Vec<_>>()
        })
        .collect();
    let pending = |number: u32| {
        let item = view.draft.live().find(|item| item.current.number == number);
        item.map(|item| {
            (
                number,
                frame.href(&format!("/office/drafts/{}?item={}#item", view.id, item.key)),
            )
        })
    };
    let mut obstacles = vec![Obstacle {
        words: failure.sentence(frame.lang),
        items: named.into_iter().filter_map(pending).collect(),
    }];
    let waiting = waiting(&view.draft);
    if refusal.code() != "draft.pending_left" && !waiting.is_empty() {
        obstacles.push(Obstacle {
            words: frame.t("issue-pending-too").to_owned(),
            items: waiting.into_iter().filter_map(pending).collect(),
        });
    }
    obstacles
}

fn waiting(draft: &Draft) -> Vec<u32> {
    draft
        .live()
        .filter(|item| item.decision == Decision::Pending)
        .map(|item| item.current.number)
        .collect()
}

fn summary(frame: &Frame, issued: &Issued) -> Summary {
    let measures = || issued.commitments.iter().flat_map(|commitment| &commitment.measures);
    let mut kinds: BTreeMap<&'static str, usize> = BTreeMap::new();
    for measure in measures() {
        *kinds.entry(measure.kind.code()).or_default() += 1;
    }
    let mut findings: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
    for commitment in &issued.commitments {
        for finding in &commitment.findings {
            let numbers = findings.entry(finding.code.code()).or_default();
            if numbers.last() != Some(&commitment.number) {
                numbers.push(commitment.number);
            }
        }
    }
    let mut conflicts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for conflict in &issued.conflicts {
        let role = frame.coded("role-", conflict.role.code());
        conflicts
            .entry(&conflict.unit)
            .or_default()
            .push(format!("{} {role}", conflict.number));
    }
    Summary {
        commitments: issued.commitments.len(),
        measures: measures().count(),
        units: issued.units.len(),
        untestable: measures().filter(|measure| !measure.testable).count(),
        kinds: kinds
            .into_iter()
            .map(|(code, count)| Count {
                word: frame.coded("measure-", code),
                count,
            })
            .collect(),
        findings: findings
            .into_iter()
            .map(|(code, numbers)| FindingLine {
                sentence: frame.coded("", code),
                numbers: list(frame, numbers.iter().map(u32::to_string)),
            })
            .collect(),
        conflicts: conflicts
            .into_iter()
            .map(|(unit, lines)| ConflictLine {
                unit: unit.to_owned(),
                lines: list(frame, lines.into_iter()),
            })
            .collect(),
        groups: issued
            .units
            .iter()
            .filter(|unit| unit.group)
            .map(|unit| GroupLine {
                name: unit.name.clone(),
                members: names(frame, unit.suggested.iter().map(String::as_str)),
            })
            .collect(),
    }
}

fn list(frame: &Frame, words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(frame.t("list-separator"))
}

//! Inspections: what was found and whether it was put right, who was never visited, and draws to recompute.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response};
use shishi_kernel::{DrawId, InspectionId};
use shishi_service::inspecting::draw::{Proof, verify};
use shishi_service::inspection_rows::{DrawRow, InspectedRow, InspectionRow};
use shishi_service::views::CommitmentPage;
use shishi_service::{Service, ServiceError};

use super::parts::Link;
use crate::shell::{App, Ask, Failure, Frame, Lang, cached, open_data};

pub(super) async fn handle_all(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    cached(&app, ask, "inspections", |service, frame| {
        all(
            frame,
            &service.public_inspections()?,
            &service.inspected()?,
            &service.public_draws()?,
        )
    })
    .await
}

pub(super) async fn handle_one(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response<Body>, Failure> {
    let id = InspectionId(id.parse().map_err(|_| Failure::not_found())?);
    cached(&app, ask, "inspections", move |service, frame| {
        one(frame, &service.public_inspection(id)?.ok_or_else(Failure::not_found)?)
    })
    .await
}

pub(super) async fn handle_draw(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response<Body>, Failure> {
    let id = DrawId(id.parse().map_err(|_| Failure::not_found())?);
    cached(&app, ask, "inspections", move |service, frame| {
        let (title, proof) = service.draw_proof(id)?.ok_or_else(Failure::not_found)?;
        recomputed(frame, id, title, &proof)
    })
    .await
}

/// `/draws/{id}/proof.json`: the file to recompute the draw from.
pub(super) async fn handle_proof(State(app): State<App>, Path(id): Path<String>) -> Result<Response<Body>, Failure> {
    let id = DrawId(id.parse().map_err(|_| Failure::not_found())?);
    let file = app
        .blocking(move |service| -> Result<_, ServiceError> { service.draw_proof_file(id) })
        .await?
        .ok_or_else(Failure::not_found)?;
    let mut headers = HeaderMap::new();
    open_data(&mut headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut response = Response::new(Body::from(file));
    *response.headers_mut() = headers;
    Ok(response)
}

/// An inspection in a list.
struct Line {
    link: Link,
    title: String,
    place: String,
    state: &'static str,
    day: String,
    /// Findings in words, with how many are put right; empty before the visit.
    result: String,
}

fn line(lang: Lang, row: &InspectionRow) -> Line {
    let fixed = row.findings.iter().filter(|finding| finding.state == "fixed").count();
    let result = match (row.visited, row.findings.len()) {
        (None, _) => String::new(),
        (Some(_), 0) => lang.t("inspections-no-findings").to_owned(),
        (Some(_), n) => lang.say("inspections-result", &[("n", n.into()), ("fixed", fixed.into())]),
    };
    Line {
        link: Link {
            name: row.name.clone(),
            href: lang.href(&format!("/inspections/{}", row.id)),
        },
        title: row.title.clone(),
        place: row.place.clone(),
        state: lang.t(&format!("inspection-state-{}", row.state)),
        day: row.visited.map(|day| lang.date(day)).unwrap_or_default(),
        result,
    }
}

#[derive(Template)]
#[template(path = "public/inspections.html")]
struct All {
    frame: Frame,
    lines: Vec<Line>,
    draws: Vec<Link>,
    registered: usize,
    visited: usize,
    never: Vec<String>,
}

/// Draws the list. Who was never visited is told by visits alone: what was drawn for an unannounced visit that is
/// still to be made must not show.
pub(super) fn all(
    frame: Frame,
    rows: &[InspectionRow],
    register: &[InspectedRow],
    draws: &[DrawRow],
) -> Result<String, Failure> {
    let lang = frame.lang;
    let never = register.iter().filter(|object| object.last_visit.is_none());
    let never: Vec<String> = never.map(|object| object.name.clone()).collect();
    let page = All {
        lines: rows.iter().map(|row| line(lang, row)).collect(),
        draws: (draws.iter())
            .map(|draw| Link {
                name: draw.title.clone(),
                href: lang.href(&format!("/draws/{}", draw.id)),
            })
            .collect(),
        registered: register.len(),
        visited: register.len() - never.len(),
        never,
        frame,
    };
    Ok(page.render()?)
}

struct Finding {
    what: String,
    severity: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "public/inspection.html")]
struct One {
    frame: Frame,
    line: Line,
    mode: &'static str,
    inspectors: String,
    draw: String,
    served: bool,
    findings: Vec<Finding>,
    conclusion: String,
    reply: String,
    reply_until: String,
    commitment: String,
    /// Of the printed conclusion.
    id: InspectionId,
}

/// Draws one inspection. Findings and conclusion are shown once the conclusion is served: before that the unit has
/// not been heard of.
pub(super) fn one(frame: Frame, row: &InspectionRow) -> Result<String, Failure> {
    let lang = frame.lang;
    let served = row.served.is_some();
    let finding = |finding: &shishi_service::inspection_rows::FindingRow| Finding {
        what: finding.what.clone(),
        severity: lang.t(&format!("inspection-severity-{}", finding.severity)),
        state: lang.with(
            &format!("inspection-finding-{}", finding.state),
            "day",
            finding.day.map(|day| lang.date(day)).unwrap_or_default(),
        ),
    };
    let numbers: Vec<String> = row.inspectors.iter().map(ToString::to_string).collect();
    let page = One {
        line: line(lang, row),
        mode: lang.t(&format!("inspection-mode-{}", row.mode)),
        inspectors: numbers.join(lang.t("list-separator")),
        draw: row
            .draw
            .map(|draw| lang.href(&format!("/draws/{draw}")))
            .unwrap_or_default(),
        findings: if served {
            row.findings.iter().map(finding).collect()
        } else {
            Vec::new()
        },
        conclusion: row.conclusion.clone().unwrap_or_default(),
        reply: row.reply.clone().unwrap_or_default(),
        reply_until: row.reply_until.map(|day| lang.date(day)).unwrap_or_default(),
        commitment: (row.commitment.as_ref())
            .map(|slug| lang.href(&format!("/commitments/{slug}")))
            .unwrap_or_default(),
        id: row.id,
        served,
        frame,
    };
    Ok(page.render()?)
}

struct Step {
    ok: bool,
    name: &'static str,
    note: &'static str,
    computed: String,
}

#[derive(Template)]
#[template(path = "public/draw.html")]
struct Recomputed {
    frame: Frame,
    id: DrawId,
    title: String,
    ok: bool,
    steps: Vec<Step>,
    drawn: Vec<(String, String)>,
    silent: Vec<String>,
    root: String,
    root_size: u64,
}

/// Recomputes a draw from its proof and shows each step.
pub(super) fn recomputed(frame: Frame, id: DrawId, title: String, proof: &Proof) -> Result<String, Failure> {
    let lang = frame.lang;
    let steps: Vec<Step> = (verify(proof).into_iter())
        .map(|step| Step {
            ok: step.ok,
            name: lang.t(&format!("draw-step-{}", step.code)),
            note: lang.t(&format!("draw-step-{}-note", step.code)),
            computed: step.computed,
        })
        .collect();
    let drawn = |pick: &shishi_service::inspecting::draw::Pick| {
        let object = proof.list.objects.iter().find(|object| object.number == pick.object);
        let inspectors: Vec<String> = pick.inspectors.iter().map(u32::to_string).collect();
        (
            object.map(|object| object.name.clone()).unwrap_or_default(),
            inspectors.join(lang.t("list-separator")),
        )
    };
    let bodies = proof.list.bodies.iter().zip(&proof.reveals);
    let page = Recomputed {
        ok: steps.iter().all(|step| step.ok),
        drawn: proof.picks.iter().map(drawn).collect(),
        silent: bodies
            .filter(|(_, reveal)| reveal.is_none())
            .map(|(body, _)| body.clone())
            .collect(),
        root: proof.root.to_string(),
        root_size: proof.root_size,
        id,
        title,
        steps,
        frame,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "public/inspections-part.html")]
struct Part<'a> {
    frame: &'a Frame,
    lines: Vec<Line>,
}

/// Inspections of what belongs to a commitment, on its page.
pub(super) fn section(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let rows = service.inspections_of(page.row.id)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let lines = rows.iter().map(|row| line(frame.lang, row)).collect();
    Ok(Some(Part { frame, lines }.render()?))
}

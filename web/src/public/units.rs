//! Units: who owes what.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use shishi_kernel::UnitId;
use shishi_service::views::{UnitPage, UnitRow};

use super::parts::{self, Conflict, Link, Row};
use super::section;
use super::status::{Standings, standings};
use crate::shell::{App, Ask, Failure, Frame, cached};

pub(super) async fn handle_all(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    cached(&app, ask, "units", |service, frame| all(frame, &service.units()?)).await
}

pub(super) async fn handle_one(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response<Body>, Failure> {
    let id = UnitId(id.parse().map_err(|_| Failure::not_found())?);
    cached(&app, ask, "units", move |service, frame| {
        let unit = service.unit(id)?.ok_or_else(Failure::not_found)?;
        let sections = section::draw(section::UNIT_SECTIONS, service, &frame, &unit)?;
        let rows = unit.leads.iter().chain(unit.helps.iter().map(|(row, _)| row));
        let standings = standings(service, frame.lang, rows)?;
        one(frame, &unit, sections, &standings)
    })
    .await
}

struct Unit {
    link: Link,
    leads: u32,
    helps: u32,
    supervises: bool,
    group: bool,
}

fn unit(frame: &Frame, row: &UnitRow) -> Unit {
    Unit {
        link: parts::unit_link(frame.lang, &row.unit),
        leads: row.leads,
        helps: row.helps,
        supervises: row.supervises,
        group: row.unit.group,
    }
}

#[derive(Template)]
#[template(path = "public/units.html")]
struct All {
    frame: Frame,
    leading: Vec<Unit>,
    helping: Vec<Unit>,
    groups: Vec<Unit>,
}

/// Draws the list of units: those that lead, those that only help, and words that stand for several.
pub(super) fn all(frame: Frame, rows: &[UnitRow]) -> Result<String, Failure> {
    let mut page = All {
        frame,
        leading: Vec::new(),
        helping: Vec::new(),
        groups: Vec::new(),
    };
    for row in rows {
        let unit = unit(&page.frame, row);
        match (unit.group, unit.leads) {
            (true, _) => page.groups.push(unit),
            (false, 0) => page.helping.push(unit),
            (false, _) => page.leading.push(unit),
        }
    }
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "public/unit.html")]
struct One {
    frame: Frame,
    name: String,
    /// What other areas have drawn for this page, as finished HTML.
    sections: Vec<String>,
    unit: Unit,
    members: Vec<Link>,
    groups: Vec<Link>,
    leads: Vec<Row>,
    helps: Vec<Row>,
    conflicts: Vec<Conflict>,
    plans_missing: usize,
    silent: usize,
}

/// Draws what one unit owes.
pub(super) fn one(
    frame: Frame,
    unit_page: &UnitPage,
    sections: Vec<String>,
    standings: &Standings,
) -> Result<String, Failure> {
    let lang = frame.lang;
    let leads: Vec<Row> = unit_page
        .leads
        .iter()
        .map(|row| parts::standing_row(lang, row, standings))
        .collect();
    let helps = unit_page
        .helps
        .iter()
        .map(|(row, through)| {
            let mut row = parts::standing_row(lang, row, standings);
            row.through = through
                .as_ref()
                .map(|group| lang.with("row-through", "group", &group.name))
                .unwrap_or_default();
            row
        })
        .collect();
    let page = One {
        sections,
        name: unit_page.row.unit.name.clone(),
        unit: unit(&frame, &unit_page.row),
        members: unit_page
            .members
            .iter()
            .map(|unit| parts::unit_link(lang, unit))
            .collect(),
        groups: unit_page
            .groups
            .iter()
            .map(|unit| parts::unit_link(lang, unit))
            .collect(),
        plans_missing: unit_page.leads.iter().filter(|row| row.plan_filed.is_none()).count(),
        silent: leads.iter().filter(|row| row.reported.is_empty()).count(),
        leads,
        helps,
        conflicts: parts::conflicts(lang, &unit_page.conflicts),
        frame,
    };
    Ok(page.render()?)
}

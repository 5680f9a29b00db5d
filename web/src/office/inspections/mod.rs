//! Inspections in the office: registers, plans, the draw step by step, visits and what follows.
//!
//! Every page is drawn by one template: facts, lists, and forms that each say what they do. A form carries a key of its
//! own, so that sending it twice does it once.

mod draw;
mod plan;
mod register;
mod visit;

use askama::Template;
use axum::extract::State;
use shishi_kernel::{Actor, UnitId};
use shishi_service::{Service, may};

use super::form::{Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, draw as draw_page};
use crate::shell::{App, Ask, Failure, Frame, Gate, SignedIn};

super::route::routes! {
    "/office/inspections" { get show: READ }
    "/office/inspections/register" { get register::show: PLAN, post register::send: PLAN }
    "/office/inspections/plans" { get plan::show_new: PLAN, post plan::send_new: PLAN }
    "/office/inspections/plans/{id}" { get plan::show: READ, post plan::send: PLAN }
    "/office/inspections/draws/{id}" { get draw::show: READ, post draw::send: PLAN }
    "/office/inspections/{id}" { get visit::show: READ, post visit::send: INSPECT }
    "/office/inspections/{id}/reply" { post visit::send_reply: REPLY }
}

const READ: Gate = Gate::May(&may::READ_INSPECTIONS);
const PLAN: Gate = Gate::May(&may::PLAN_INSPECTIONS);
const INSPECT: Gate = Gate::May(&may::INSPECT);
const REPLY: Gate = Gate::May(&may::REPLY_TO_INSPECTION);

/// A line of a list: where it leads, its name, what is said of it.
struct Line {
    href: String,
    name: String,
    note: String,
}

struct List {
    title: &'static str,
    empty: &'static str,
    lines: Vec<Line>,
}

/// A form of a page: `step` says which, when a page has several.
struct Form {
    step: &'static str,
    title: String,
    note: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
    questions: Vec<Question>,
    inputs: Vec<Input>,
    go: &'static str,
}

/// A question of a checklist with its answers.
struct Question {
    item: &'static str,
    words: &'static str,
    marks: Vec<(&'static str, &'static str, bool)>,
    note: String,
}

#[derive(Template)]
#[template(path = "office/inspections.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    title: String,
    lead: String,
    facts: Vec<(&'static str, String)>,
    lists: Vec<List>,
    forms: Vec<Form>,
    /// The key of this showing of the forms.
    key: String,
}

impl Page {
    fn new(service: &Service, room: Room, title: String) -> Self {
        Self {
            key: format!("form-{}-{}", room.session.actor.account, service.now().as_microsecond()),
            frame: room.frame,
            office: room.office,
            trouble: None,
            title,
            lead: String::new(),
            facts: Vec::new(),
            lists: Vec::new(),
            forms: Vec::new(),
        }
    }

    fn form(&self, step: &'static str, title: &'static str, go: &'static str, inputs: Vec<Input>) -> Form {
        Form {
            step,
            title: self.frame.t(title).to_owned(),
            note: String::new(),
            action: self.frame.href(&self.frame.path),
            hidden: Vec::new(),
            questions: Vec::new(),
            inputs,
            go: self.frame.t(go),
        }
    }

    fn drawn(mut self, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
        let status = trouble.as_ref().map(|trouble| trouble.status);
        self.trouble = trouble;
        Ok(Drawn::new(self.render()?, status))
    }
}

/// The key that a form was shown with.
fn key(form: &Posted) -> Option<String> {
    let key = form.trimmed("key");
    let known = (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    known.then_some(key)
}

/// Choices of a select: none, then every unit that is no group.
fn units(service: &Service, frame: &Frame) -> Result<Vec<(String, String)>, Failure> {
    let units = service.units()?.into_iter().filter(|row| !row.unit.group);
    let none = (String::new(), frame.t("inspect-choose").to_owned());
    Ok(std::iter::once(none)
        .chain(units.map(|row| (row.unit.id.to_string(), row.unit.name)))
        .collect())
}

fn unit_names(service: &Service, frame: &Frame, ids: &[UnitId]) -> Result<String, Failure> {
    let rows = service.units()?;
    let names = rows.iter().filter(|row| ids.contains(&row.unit.id));
    let names: Vec<&str> = names.map(|row| row.unit.name.as_str()).collect();
    Ok(names.join(frame.t("list-separator")))
}

/// What is under way.
async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    let actor: Actor = signed_in.session.actor.clone();
    draw_page(&app, ask, signed_in, "/office/inspections", move |service, room| {
        let title = room.frame.t("nav-inspections").to_owned();
        let mut page = Page::new(service, room, title);
        let frame = &page.frame;
        let mut lists = Vec::new();
        if may::PLAN_INSPECTIONS.allows(actor.role) {
            let link = |path: &str, key: &str| Line {
                href: frame.href(path),
                name: frame.t(key).to_owned(),
                note: String::new(),
            };
            lists.push(List {
                title: frame.t("inspect-do"),
                empty: "",
                lines: vec![
                    link("/office/inspections/register", "inspect-register"),
                    link("/office/inspections/plans", "inspect-new-plan"),
                ],
            });
        }
        let inspection = |row: shishi_service::inspection_rows::InspectionRow| Line {
            href: frame.href(&format!("/office/inspections/{}", row.id)),
            note: format!("{} · {}", frame.coded("inspection-state-", &row.state), row.place),
            name: row.name,
        };
        let plan = |row: shishi_service::inspection_rows::PlanRow| Line {
            href: frame.href(&format!("/office/inspections/plans/{}", row.id)),
            note: frame
                .t(if row.approved.is_some() {
                    "inspect-approved"
                } else {
                    "inspect-unapproved"
                })
                .to_owned(),
            name: row.title,
        };
        let draw = |row: shishi_service::inspection_rows::DrawRow| Line {
            href: frame.href(&format!("/office/inspections/draws/{}", row.id)),
            note: frame
                .t(if row.seed.is_some() {
                    "inspect-drawn"
                } else {
                    "inspect-drawing"
                })
                .to_owned(),
            name: row.title,
        };
        lists.extend([
            List {
                title: frame.t("inspections-made"),
                empty: frame.t("inspect-none"),
                lines: service.inspections(&actor)?.into_iter().map(inspection).collect(),
            },
            List {
                title: frame.t("inspections-draws"),
                empty: frame.t("inspect-none"),
                lines: service.draws(&actor)?.into_iter().map(draw).collect(),
            },
            List {
                title: frame.t("inspect-plans"),
                empty: frame.t("inspect-none"),
                lines: service.inspection_plans()?.into_iter().map(plan).collect(),
            },
        ]);
        page.lists = lists;
        page.drawn(None)
    })
    .await
}

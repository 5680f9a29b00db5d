//! The registers: what can be inspected, and who inspects.

use axum::extract::State;
use shishi_kernel::UnitId;
use shishi_service::InspectedForm;
use shishi_service::inspecting::checklist::{ObjectKind, Risk};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Trouble, attempt, draw, see_other};
use super::{Line, List, Page, key, units};
use crate::shell::{App, Ask, CheckedForm, SignedIn};

pub(in crate::office) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Posted::default(), None).await
}

pub(in crate::office) async fn send(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let (actor, key) = (signed_in.session.actor.clone(), key(&form));
    let unit = form.number("unit").map(UnitId);
    let done = if form.text("do") == "inspector" {
        let (name, unit) = (form.trimmed("name"), form.number("inspector_unit").map(UnitId));
        attempt(&app, move |service| {
            service
                .register_inspector(&actor, &name, unit, key.as_deref())
                .map(drop)
        })
        .await?
    } else {
        let kind = ObjectKind::from_code(&form.text("kind"));
        let risk = Risk::from_code(&form.text("risk"));
        let accepted = check.date_or_none("accepted", &form.text("accepted"));
        let (Some(kind), Some(risk), true) = (kind, risk, check.faults.is_empty()) else {
            if check.faults.is_empty() {
                check.fault("kind", "fault-choose");
            }
            let trouble = Trouble::list(check.faults, ask.lang);
            return page(&app, ask, signed_in, form, Some(trouble)).await;
        };
        let new = InspectedForm {
            kind,
            risk,
            unit,
            commitment: Some(form.trimmed("commitment")).filter(|slug| !slug.is_empty()),
            accepted,
            entries: entries(&form.text("entries")),
        };
        attempt(&app, move |service| {
            service.register_inspected(&actor, new, key.as_deref()).map(drop)
        })
        .await?
    };
    match done {
        Ok(()) => Ok(see_other(ask.lang, "/office/inspections/register?said=inspect-kept")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(&app, ask, signed_in, form, Some(trouble)).await
        }
    }
}

/// One entry a line: the name, a comma or tab, the place. Without a place, the name is the place.
fn entries(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, place) = line.split_once(['，', ',', '\t']).unwrap_or((line, line));
            (name.trim().to_owned(), place.trim().to_owned())
        })
        .collect()
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/inspections", move |service, room| {
        let actor = room.session.actor.clone();
        let title = room.frame.t("inspect-register").to_owned();
        let mut page = Page::new(service, room, title);
        let frame = &page.frame;
        let input = |name: &str, label: &str, kind: &'static str| {
            Input::new(frame, name, label, kind)
                .value(typed.text(name))
                .wrong(trouble.as_ref())
        };
        let kinds = ObjectKind::ALL.map(|kind| {
            (
                kind.code().to_owned(),
                frame.coded("inspect-kind-", kind.code()).to_owned(),
            )
        });
        let risks = Risk::ALL.map(|risk| {
            (
                risk.code().to_owned(),
                frame.coded("inspect-risk-", risk.code()).to_owned(),
            )
        });
        let units = units(service, frame)?;
        let objects = vec![
            input("kind", "inspect-kind", "select").options(kinds),
            input("risk", "inspect-risk", "select").options(risks),
            input("unit", "inspect-unit", "select")
                .options(units.clone())
                .optional(),
            input("commitment", "inspect-commitment", "text")
                .hint(frame, "inspect-commitment-hint")
                .length(20)
                .optional(),
            input("accepted", "inspect-accepted", "date")
                .hint(frame, "inspect-accepted-hint")
                .optional(),
            Input {
                rows: 8,
                ..input("entries", "inspect-entries", "area")
                    .hint(frame, "inspect-entries-hint")
                    .length(60_000)
            },
        ];
        let inspectors = vec![
            input("name", "inspect-name", "text"),
            input("inspector_unit", "inspect-unit", "select")
                .options(units)
                .optional(),
        ];
        let object = |row: shishi_service::inspection_rows::InspectedRow| Line {
            href: String::new(),
            note: format!("{} · {}", frame.coded("inspect-risk-", &row.risk), row.place),
            name: format!("{}. {}", row.id, row.name),
        };
        let inspector = |row: shishi_service::inspection_rows::InspectorRow| Line {
            href: String::new(),
            note: row.unit.map(|unit| unit.name).unwrap_or_default(),
            name: format!("{}. {}", row.id, row.name),
        };
        let lists = vec![
            List {
                title: frame.t("inspect-objects"),
                empty: frame.t("inspect-none"),
                lines: service.inspected()?.into_iter().map(object).collect(),
            },
            List {
                title: frame.t("inspect-inspectors"),
                empty: frame.t("inspect-none"),
                lines: service.inspectors(&actor)?.into_iter().map(inspector).collect(),
            },
        ];
        let forms = vec![
            page.form("objects", "inspect-add-objects", "inspect-keep", objects),
            page.form("inspector", "inspect-add-inspector", "inspect-keep", inspectors),
        ];
        (page.lists, page.forms) = (lists, forms);
        page.drawn(trouble)
    })
    .await
}

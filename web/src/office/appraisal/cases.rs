//! The list of cases, and opening one.

use axum::extract::State;
use shishi_kernel::UnitId;
use shishi_service::appraising::case::Ground;
use shishi_service::{CaseForm, may};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Trouble, attempt, draw, see_other};
use super::{Line, List, Page, key};
use crate::shell::{App, Ask, CheckedForm, SignedIn};

pub(in crate::office) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Posted::default(), None).await
}

pub(in crate::office) async fn send(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let (ground, unit) = (Ground::from_code(&form.text("ground")), form.number("unit").map(UnitId));
    for (field, missing) in [("ground", ground.is_none()), ("unit", unit.is_none())] {
        if missing {
            check.fault(field, "fault-choose");
        }
    }
    let (Some(ground), Some(unit)) = (ground, unit) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, form, Some(trouble)).await;
    };
    let new = CaseForm {
        slug: form.trimmed("slug"),
        unit,
        ground,
        words: form.trimmed("words"),
    };
    let (actor, key, slug) = (signed_in.session.actor.clone(), key(&form), new.slug.clone());
    let done = attempt(&app, move |service| {
        // A wrong address in a form is a mistake in the form, and not a page that is missing.
        if service.commitment(&slug)?.is_none() {
            return Err(shishi_service::ServiceError::Invalid {
                field: "slug",
                code: "form.commitment_unknown",
            });
        }
        service.open_case(&actor, new, key.as_deref())
    });
    match done.await? {
        Ok(id) => Ok(see_other(ask.lang, &format!("/office/cases/{id}?said=case-kept"))),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "form.commitment_unknown" => "slug",
                "case.words_missing" | "case.words_long" => "words",
                "case.no_duty" => "unit",
                "case.open_already" => "ground",
                _ => "",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, form, Some(trouble)).await
        }
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/cases", move |service, room| {
        let actor = room.session.actor.clone();
        let title = room.frame.t("cases-title").to_owned();
        let mut page = Page::new(service, room, title);
        page.lead = page.frame.t("cases-lead").to_owned();
        let frame = &page.frame;
        let line = |row: shishi_service::appraisal_rows::CaseRow| Line {
            href: frame.href(&format!("/office/cases/{}", row.id)),
            name: format!("{} · {}", frame.coded("case-ground-", &row.ground), row.unit.name),
            note: format!(
                "{} · {} {}",
                frame.coded("case-state-", &row.state),
                row.slug,
                row.title
            ),
        };
        let list = List {
            title: frame.t("cases-all"),
            empty: frame.t("cases-none"),
            lines: service.cases(&actor)?.into_iter().map(line).collect(),
        };
        if may::HANDLE_CASES.allows(actor.role) {
            let choose = (String::new(), frame.t("inspect-choose").to_owned());
            let grounds = Ground::ALL.iter().map(|ground| {
                let values = [
                    ("ground", frame.coded("case-ground-", ground.code()).into()),
                    ("n", ground.facts_needed().into()),
                ];
                (ground.code().to_owned(), frame.lang.say("case-ground-needs", &values))
            });
            let units = service.units()?.into_iter().filter(|row| !row.unit.group);
            let units = units.map(|row| (row.unit.id.to_string(), row.unit.name));
            let field = |name: &str, key: &str, kind| {
                let typed = typed.text(name);
                Input::new(frame, name, key, kind).value(typed).wrong(trouble.as_ref())
            };
            let inputs = vec![
                field("slug", "case-slug", "text")
                    .hint(frame, "case-slug-hint")
                    .length(40),
                field("unit", "case-unit", "select").options(std::iter::once(choose.clone()).chain(units)),
                field("ground", "case-ground", "select").options(std::iter::once(choose).chain(grounds)),
                field("words", "case-words", "area").length(2_000),
            ];
            let mut form = page.form("/office/cases", "open", "case-open", inputs);
            form.note = frame.t("case-open-note");
            page.forms.push(form);
        }
        page.lists.push(list);
        page.drawn(trouble)
    })
    .await
}

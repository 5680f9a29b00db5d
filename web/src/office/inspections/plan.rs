//! Plans: filing, approving, freezing a draw, opening looks at finished sites.

use axum::extract::{Path, State};
use shishi_kernel::{InspectedId, InspectionPlanId, InspectorId, UnitId};
use shishi_service::inspecting::checklist::ObjectKind;
use shishi_service::inspecting::draw::Exclusion;
use shishi_service::inspecting::plan::{Mode, Quota};
use shishi_service::{FreezeForm, PlanForm, UseCheckForm, may};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Trouble, attempt, draw, see_other};
use super::{Page, key, unit_names, units};
use crate::shell::{App, Ask, CheckedForm, Failure, SignedIn};

pub(in crate::office) async fn show_new(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    new_page(&app, ask, signed_in, Posted::default(), None).await
}

pub(in crate::office) async fn send_new(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, key) = (signed_in.session.actor.clone(), key(&form));
    let mut check = Check::new(ask.lang);
    let done = if form.text("do") == "quota" {
        // What is no number is beyond the largest, which the rules refuse.
        let quota = Quota {
            per_unit: form.number("per_unit").unwrap_or(u32::MAX),
            days_between: form.number("days_between").unwrap_or(u32::MAX),
        };
        attempt(&app, move |service| {
            service.set_inspection_quota(&actor, quota, key.as_deref())?;
            Ok(String::new())
        })
        .await?
    } else {
        let (from, to) = (
            check.date("from", &form.text("from")),
            check.date("to", &form.text("to")),
        );
        let kind = ObjectKind::from_code(&form.text("kind"));
        let mode = Mode::from_code(&form.text("mode"));
        let (Some(from), Some(to), Some(kind), Some(mode)) = (from, to, kind, mode) else {
            let trouble = Trouble::list(check.faults, ask.lang);
            return new_page(&app, ask, signed_in, form, Some(trouble)).await;
        };
        let plan = PlanForm {
            title: form.trimmed("title"),
            kind,
            mode,
            units: form.number("unit").map(UnitId).into_iter().collect(),
            from,
            to,
        };
        attempt(&app, move |service| {
            Ok(format!("/{}", service.plan_inspection(&actor, plan, key.as_deref())?))
        })
        .await?
    };
    match done {
        Ok(to) => Ok(see_other(
            ask.lang,
            &format!("/office/inspections/plans{to}?said=inspect-kept"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            new_page(&app, ask, signed_in, form, Some(trouble)).await
        }
    }
}

async fn new_page(app: &App, ask: Ask, signed_in: SignedIn, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/inspections", move |service, room| {
        let title = room.frame.t("inspect-new-plan").to_owned();
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
        let modes = Mode::ALL.map(|mode| {
            (
                mode.code().to_owned(),
                frame.coded("inspection-mode-", mode.code()).to_owned(),
            )
        });
        let plan = vec![
            input("title", "inspect-title", "text"),
            input("kind", "inspect-kind", "select").options(kinds),
            input("mode", "inspection-mode", "select").options(modes),
            input("unit", "inspect-unit", "select").options(units(service, frame)?),
            input("from", "inspect-from", "date"),
            input("to", "inspect-to", "date"),
        ];
        let quota = service.inspection_quota()?;
        let figure = |name: &str, label: &str, now: u32| {
            let value = if typed.has(name) {
                typed.text(name)
            } else {
                now.to_string()
            };
            Input::new(frame, name, label, "number").value(value)
        };
        let figures = vec![
            figure("per_unit", "inspect-per-unit", quota.per_unit),
            figure("days_between", "inspect-days-between", quota.days_between),
        ];
        page.forms = vec![
            page.form("plan", "inspect-new-plan", "inspect-keep", plan),
            page.form("quota", "inspect-quota", "inspect-keep", figures),
        ];
        page.drawn(trouble)
    })
    .await
}

pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, InspectionPlanId(id), Posted::default(), None).await
}

pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form, plan) = (sent.signed_in, sent.form, InspectionPlanId(id));
    let (actor, key) = (signed_in.session.actor.clone(), key(&form));
    let mut check = Check::new(ask.lang);
    let here = format!("/office/inspections/plans/{plan}?said=inspect-kept");
    let done = match form.text("do").as_str() {
        "freeze" => {
            let commit = check.date("commit_until", &form.text("commit_until"));
            let reveal = check.date("reveal_until", &form.text("reveal_until"));
            let exclusions = exclusions(&form.text("exclusions"));
            if exclusions.is_none() {
                check.fault("exclusions", "inspect-exclusions-unread");
            }
            let (Some(commit_until), Some(reveal_until), Some(exclusions)) = (commit, reveal, exclusions) else {
                let trouble = Trouble::list(check.faults, ask.lang);
                return page(&app, ask, signed_in, plan, form, Some(trouble)).await;
            };
            let freeze = FreezeForm {
                plan,
                draw: form.number("draw").unwrap_or(0),
                per_object: form.number("per_object").unwrap_or(0),
                bodies: lines(&form.text("bodies")),
                externals: lines(&form.text("externals")),
                fallback: form.trimmed("fallback"),
                exclusions,
                commit_until,
                reveal_until,
            };
            attempt(&app, move |service| {
                let draw = service.freeze_draw(&actor, freeze, key.as_deref())?;
                Ok(format!("/office/inspections/draws/{draw}?said=inspect-frozen"))
            })
            .await?
        }
        "look" => {
            let look = UseCheckForm {
                plan,
                inspected: InspectedId(form.number("inspected").unwrap_or(0)),
                inspectors: (form.text("inspectors").split_whitespace())
                    .filter_map(|number| number.parse().ok().map(InspectorId))
                    .collect(),
            };
            attempt(&app, move |service| {
                let id = service.open_use_check(&actor, look, key.as_deref())?;
                Ok(format!("/office/inspections/{id}?said=inspect-kept"))
            })
            .await?
        }
        _ => {
            let decision = form.trimmed("decision");
            attempt(&app, move |service| {
                service.approve_inspection_plan(&actor, plan, &decision, key.as_deref())?;
                Ok(here)
            })
            .await?
        }
    };
    match done {
        Ok(to) => Ok(see_other(ask.lang, &to)),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(&app, ask, signed_in, plan, form, Some(trouble)).await
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// Two numbers a line: inspector and object. `None` when a line is something else.
fn exclusions(text: &str) -> Option<Vec<Exclusion>> {
    let pair = |line: String| {
        let (inspector, object) = line.split_once(char::is_whitespace)?;
        Some(Exclusion {
            inspector: inspector.trim().parse().ok()?,
            object: object.trim().parse().ok()?,
        })
    };
    lines(text).into_iter().map(pair).collect()
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: InspectionPlanId,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/inspections", move |service, room| {
        let plan = service.inspection_plan(id)?.ok_or_else(Failure::not_found)?;
        let leads = may::PLAN_INSPECTIONS.allows(room.session.actor.role);
        let mut page = Page::new(service, room, plan.title.clone());
        let frame = &page.frame;
        let input = |name: &str, label: &str, kind: &'static str| {
            Input::new(frame, name, label, kind)
                .value(typed.text(name))
                .wrong(trouble.as_ref())
        };
        let mut facts = vec![
            (
                frame.t("inspect-kind"),
                frame.coded("inspect-kind-", &plan.kind).to_owned(),
            ),
            (
                frame.t("inspection-mode"),
                frame.coded("inspection-mode-", &plan.mode).to_owned(),
            ),
            (frame.t("inspect-unit"), unit_names(service, frame, &plan.units)?),
            (frame.t("inspect-from"), frame.lang.date(plan.from)),
            (frame.t("inspect-to"), frame.lang.date(plan.to)),
        ];
        if let Some(decision) = &plan.decision {
            facts.push((frame.t("inspect-decision"), decision.clone()));
        }
        let mut forms = Vec::new();
        if leads && plan.approved.is_none() {
            let decision = vec![
                input("decision", "inspect-decision", "area")
                    .hint(frame, "inspect-decision-hint")
                    .length(2000),
            ];
            forms.push(page.form("approve", "inspect-approve", "inspect-keep", decision));
        } else if leads {
            let freeze = vec![
                input("draw", "inspect-draw-count", "number"),
                input("per_object", "inspect-per-object", "number"),
                input("bodies", "inspect-bodies", "area")
                    .hint(frame, "inspect-bodies-hint")
                    .length(4000),
                input("externals", "inspect-externals", "area")
                    .hint(frame, "inspect-externals-hint")
                    .length(2000)
                    .optional(),
                input("fallback", "inspect-fallback", "text").hint(frame, "inspect-fallback-hint"),
                input("exclusions", "inspect-exclusions", "area")
                    .hint(frame, "inspect-exclusions-hint")
                    .length(20_000)
                    .optional(),
                input("commit_until", "inspect-commit-until", "date"),
                input("reveal_until", "inspect-reveal-until", "date"),
            ];
            let mut form = page.form("freeze", "inspect-freeze", "inspect-freeze-go", freeze);
            frame.t("inspect-freeze-note").clone_into(&mut form.note);
            forms.push(form);
            let due = service.use_checks_due()?;
            if plan.kind == ObjectKind::Site.code() && !due.is_empty() {
                let sites = due.into_iter().map(|(site, check)| {
                    let label = frame.with("inspect-due", "days", check.after_days);
                    (site.id.to_string(), format!("{} · {label}", site.name))
                });
                let look = vec![
                    input("inspected", "inspect-site", "select").options(sites),
                    input("inspectors", "inspect-look-inspectors", "text").hint(frame, "inspect-look-hint"),
                ];
                forms.push(page.form("look", "inspect-look", "inspect-keep", look));
            }
        }
        (page.facts, page.forms) = (facts, forms);
        page.drawn(trouble)
    })
    .await
}

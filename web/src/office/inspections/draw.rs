//! A draw, step by step.

use axum::extract::{Path, State};
use shishi_kernel::{Actor, DrawId};
use shishi_service::inspecting::Digest;
use shishi_service::inspecting::draw::Reveal;
use shishi_service::{DrawView, Service, ServiceError, may};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Trouble, attempt, draw as draw_page, see_other};
use super::{Form, Line, List, Page, key};
use crate::shell::{App, Ask, CheckedForm, Failure, SignedIn};

pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, DrawId(id), Posted::default(), None).await
}

pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form, draw) = (sent.signed_in, sent.form, DrawId(id));
    let mut check = Check::new(ask.lang);
    let step = form.text("do");
    let mut digest = |name: &str| {
        let read = form.trimmed(name).parse::<Digest>().ok();
        if read.is_none() {
            check.fault(name, "inspect-hex-unread");
        }
        read
    };
    let (commitment, reveal) = match step.as_str() {
        "commit" => (digest("commitment"), None),
        "reveal" => (
            None,
            digest("salt")
                .zip(digest("secret"))
                .map(|(salt, secret)| Reveal { salt, secret }),
        ),
        _ => (None, None),
    };
    if !check.faults.is_empty() {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, draw, form, Some(trouble)).await;
    }
    let (actor, sent) = (signed_in.session.actor.clone(), form.clone());
    let done = attempt(&app, move |service| {
        take(service, &actor, draw, &sent, commitment, reveal)
    })
    .await?;
    match done {
        Ok(()) => Ok(see_other(
            ask.lang,
            &format!("/office/inspections/draws/{draw}?said=inspect-kept"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(&app, ask, signed_in, draw, form, Some(trouble)).await
        }
    }
}

fn take(
    service: &Service,
    actor: &Actor,
    draw: DrawId,
    form: &Posted,
    commitment: Option<Digest>,
    reveal: Option<Reveal>,
) -> Result<(), ServiceError> {
    let (key, body) = (key(form), form.number("body").unwrap_or(u32::MAX));
    let key = key.as_deref();
    match (commitment, reveal, form.text("do").as_str()) {
        (Some(commitment), _, _) => service.commit_to_draw(actor, draw, body, commitment, key),
        (_, Some(reveal), _) => service.reveal_for_draw(actor, draw, body, reveal, key),
        (_, _, "seal") => service.seal_draw(actor, draw, key),
        _ => {
            let names = (0..)
                .map(|at| format!("external{at}"))
                .take_while(|name| form.has(name));
            let externals = names.map(|name| form.trimmed(&name)).collect();
            service.finish_draw(actor, draw, externals, &form.trimmed("fallback"), key)
        }
    }
}

/// The forms for what follows now.
fn forms(page: &Page, view: &DrawView, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Form> {
    let frame = &page.frame;
    let input = |name: &str, label: &str| {
        Input::new(frame, name, label, "text")
            .value(typed.text(name))
            .wrong(trouble)
    };
    let state = |at: usize| view.row.bodies.iter().find(|body| body.position as usize == at);
    let bodies = |which: &dyn Fn(usize) -> bool| {
        let named = view.list.bodies.iter().enumerate().filter(|(at, _)| which(*at));
        named
            .map(|(at, name)| (at.to_string(), name.clone()))
            .collect::<Vec<_>>()
    };
    let body = |choices: Vec<(String, String)>| {
        Input::new(frame, "body", "inspect-body", "select")
            .value(typed.text("body"))
            .options(choices)
    };
    let uncommitted = bodies(&|at| state(at).is_none());
    let silent = bodies(&|at| state(at).is_some_and(|body| body.reveal.is_none()));
    let mut forms = Vec::new();
    if view.row.root.is_none() {
        if uncommitted.is_empty() {
            let mut seal = page.form("seal", "inspect-seal", "inspect-seal-go", Vec::new());
            frame.t("inspect-seal-note").clone_into(&mut seal.note);
            forms.push(seal);
        } else {
            let inputs = vec![
                body(uncommitted),
                input("commitment", "inspect-commitment-digest").length(64),
            ];
            let mut commit = page.form("commit", "inspect-commit", "inspect-keep", inputs);
            frame.t("inspect-commit-note").clone_into(&mut commit.note);
            forms.push(commit);
        }
        return forms;
    }
    let mut values: Vec<Input> = (view.list.externals.iter().enumerate())
        .map(|(at, event)| {
            let mut value = input(&format!("external{at}"), "inspect-value");
            value.label.clone_from(event);
            value
        })
        .collect();
    if !silent.is_empty() {
        let inputs = vec![
            body(silent),
            input("salt", "inspect-salt").length(64),
            input("secret", "inspect-secret").length(64),
        ];
        forms.push(page.form("reveal", "inspect-reveal", "inspect-keep", inputs));
        let mut fallback = input("fallback", "inspect-value")
            .hint(frame, "inspect-fallback-value-hint")
            .optional();
        fallback.label.clone_from(&view.list.fallback);
        values.push(fallback);
    }
    forms.push(page.form("finish", "inspect-finish", "inspect-finish-go", values));
    forms
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, id: DrawId, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw_page(app, ask, signed_in, "/office/inspections", move |service, room| {
        let actor = room.session.actor.clone();
        let view = service.draw(&actor, id)?.ok_or_else(Failure::not_found)?;
        let mut page = Page::new(service, room, view.row.title.clone());
        let frame = &page.frame;
        let facts = vec![
            (frame.t("inspect-objects"), view.list.objects.len().to_string()),
            (frame.t("inspect-draw-count"), view.list.draw.to_string()),
            (frame.t("inspect-commit-until"), frame.lang.date(view.row.commit_until)),
            (frame.t("inspect-reveal-until"), frame.lang.date(view.row.reveal_until)),
            (frame.t("inspect-digest"), view.row.list_sha256.clone()),
        ];
        let body = |(at, name): (usize, &String)| {
            let state = view.row.bodies.iter().find(|body| body.position as usize == at);
            let word = match state.map(|body| body.reveal.is_some()) {
                None => "inspect-body-waits",
                Some(false) => "inspect-body-committed",
                Some(true) => "inspect-body-opened",
            };
            Line {
                href: String::new(),
                name: name.clone(),
                note: frame.t(word).to_owned(),
            }
        };
        let drawn = |pick: &shishi_service::inspecting::draw::Pick| {
            let object = view.list.objects.iter().find(|object| object.number == pick.object);
            let numbers: Vec<String> = pick.inspectors.iter().map(u32::to_string).collect();
            Line {
                href: String::new(),
                name: object.map(|object| object.name.clone()).unwrap_or_default(),
                note: format!(
                    "{} {}",
                    frame.t("inspection-inspectors"),
                    numbers.join(frame.t("list-separator"))
                ),
            }
        };
        let mut lists = vec![List {
            title: frame.t("inspect-bodies"),
            empty: "",
            lines: view.list.bodies.iter().enumerate().map(body).collect(),
        }];
        if view.row.seed.is_some() {
            lists.push(List {
                title: frame.t("draw-drawn"),
                empty: "",
                lines: view.picks.iter().map(drawn).collect(),
            });
        } else if may::PLAN_INSPECTIONS.allows(actor.role) {
            page.forms = forms(&page, &view, &typed, trouble.as_ref());
        }
        (page.facts, page.lists) = (facts, lists);
        page.drawn(trouble)
    })
    .await
}

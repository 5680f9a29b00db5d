//! One appraisal: the scheme until it is approved, the computation, the hearing, the final result.

use axum::extract::{Path, State};
use shishi_kernel::{Actor, CommitmentId, SchemeId, UnitId, civil_date};
use shishi_service::appraising::document::Document;
use shishi_service::appraising::hearing::{Correction, Judgement};
use shishi_service::appraising::input::Input as Counted;
use shishi_service::{AppraisalView, Service, ServiceError, may};

use super::super::form::{Input, Posted};
use super::super::page::{Answer, Trouble, attempt, draw, see_other};
use super::{Form, Page, key, schemes};
use crate::public::appraisal::{reply as reply_words, results, state, terms};
use crate::shell::{App, Ask, CheckedForm, Failure, SignedIn};

/// An accepted reply corrects so many inputs in one form.
const CORRECTIONS: usize = 3;

pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, SchemeId(id), Posted::default(), None).await
}

/// Writes anew, computes, publishes.
pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let text = sent.form.text("text");
    let step = sent.form.text("do");
    if step == "write"
        && let Some(trouble) = schemes::faults(&text, ask.lang)
    {
        return page(&app, ask, sent.signed_in, SchemeId(id), sent.form, Some(trouble)).await;
    }
    let days = sent.form.number("days").unwrap_or(0);
    go(
        app,
        ask,
        SchemeId(id),
        sent,
        move |service, actor, id, key| match step.as_str() {
            "write" => service.write_scheme(actor, Some(id), &text, key).map(drop),
            "publish" => service.publish_appraisal(actor, id, days, key),
            _ => service.run_appraisal(actor, id, key),
        },
    )
    .await
}

pub(in crate::office) async fn approve(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let decision = sent.form.trimmed("decision");
    go(app, ask, SchemeId(id), sent, move |service, actor, id, key| {
        service.approve_scheme(actor, id, &decision, key)
    })
    .await
}

/// Judges a reply, or makes the result final.
pub(in crate::office) async fn judge(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let form = &sent.form;
    let unit = UnitId(form.number("unit").unwrap_or_default());
    let corrections = (1..=CORRECTIONS).filter_map(|n| correction(form, unit, n)).collect();
    let judgement = Judgement {
        corrections,
        accepted: form.text("go") == "accept",
        reason: form.trimmed(&format!("reason-{unit}")),
    };
    let finishes = form.text("do") == "finish";
    go(app, ask, SchemeId(id), sent, move |service, actor, id, key| {
        if finishes {
            service.finish_appraisal(actor, id, key)
        } else {
            service.judge_appraisal_reply(actor, id, unit, judgement, key)
        }
    })
    .await
}

/// `commitment:input` with its new figures; nothing when none was chosen.
fn correction(form: &Posted, unit: UnitId, n: usize) -> Option<Correction> {
    let chosen = form.trimmed(&format!("fact-{unit}-{n}"));
    let (commitment, input) = chosen.split_once(':')?;
    Some(Correction {
        unit,
        commitment: CommitmentId(commitment.parse().ok()?),
        input: Counted::from_code(input)?,
        // What is no number is more than anything can be, and refused as such.
        done: form.number(&format!("done-{unit}-{n}")).unwrap_or(u32::MAX),
        of: form.number(&format!("of-{unit}-{n}")).unwrap_or(0),
    })
}

pub(in crate::office) async fn reply(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let words = sent.form.trimmed("words");
    go(app, ask, SchemeId(id), sent, move |service, actor, id, key| {
        service.reply_to_appraisal(actor, id, &words, key)
    })
    .await
}

async fn go(
    app: App,
    ask: Ask,
    id: SchemeId,
    sent: CheckedForm<Posted>,
    work: impl FnOnce(&Service, &Actor, SchemeId, Option<&str>) -> Result<(), ServiceError> + Send + 'static,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, key) = (signed_in.session.actor.clone(), key(&form));
    match attempt(&app, move |service| work(service, &actor, id, key.as_deref())).await? {
        Ok(()) => Ok(see_other(
            ask.lang,
            &format!("/office/appraisal/{id}?said=appraisal-kept"),
        )),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "scheme.decision_missing" | "scheme.decision_long" => "decision".to_owned(),
                "appraisal.days_unfit" => "days".to_owned(),
                "appraisal.words_missing" | "appraisal.words_long" if form.has("words") => "words".to_owned(),
                "appraisal.words_missing" | "appraisal.words_long" => format!("reason-{}", form.trimmed("unit")),
                "appraisal.correction_missing" | "appraisal.correction_unknown" | "appraisal.correction_unfit" => {
                    format!("fact-{}-1", form.trimmed("unit"))
                }
                _ => String::new(),
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: SchemeId,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/appraisal", move |service, room| {
        let actor = room.session.actor.clone();
        let view = service.appraisal(&actor, id)?.ok_or_else(Failure::not_found)?;
        let mut page = Page::new(service, room, view.scheme.title.clone());
        let frame = &page.frame;
        page.back = (frame.href("/office/appraisal"), frame.t("nav-appraisal"));
        page.lead = state(frame.lang, &view);
        page.terms = Some(terms(frame, &view.scheme, view.row.decision.as_deref()));
        let runs: Vec<&Document> = view.runs.iter().map(|(document, ..)| document).collect();
        page.results = results(frame, &runs);
        page.replies = view.replies.iter().map(|row| reply_words(frame, row)).collect();
        page.forms = forms(&page, service, &view, &actor, &typed, trouble.as_ref());
        page.drawn(trouble)
    })
    .await
}

/// What this person can do next.
fn forms(
    page: &Page,
    service: &Service,
    view: &AppraisalView,
    actor: &Actor,
    typed: &Posted,
    trouble: Option<&Trouble>,
) -> Vec<Form> {
    let (row, frame) = (&view.row, &page.frame);
    let path = format!("/office/appraisal/{}", row.id);
    let input = |name: &str, key: &str, kind| {
        Input::new(frame, name, key, kind)
            .value(typed.text(name))
            .wrong(trouble)
    };
    let appraises = may::APPRAISE.allows(actor.role);
    let judges = may::JUDGE_APPRAISAL.allows(actor.role);
    let heard = row.reply_until.is_some_and(|until| civil_date(service.now()) > until);
    let waiting = view.replies.iter().any(|reply| reply.accepted.is_none());
    let accepted = view.replies.iter().any(|reply| reply.accepted == Some(true));
    let rerun = accepted && view.runs.len() == 1;
    let mut forms = Vec::new();
    if row.approved_at.is_none() {
        if appraises {
            let text = Some(typed.text("text")).filter(|text| !text.is_empty());
            let field = schemes::field(frame, text.unwrap_or_else(|| row.content.clone()), trouble);
            forms.push(page.form(&path, "write", "appraisal-write", vec![field]));
        }
        if may::APPROVE_SCHEME.allows(actor.role) && actor.account != row.author {
            let decision = input("decision", "appraisal-decision", "text").length(300);
            let mut form = page.form(
                &format!("{path}/approve"),
                "approve",
                "appraisal-approve",
                vec![decision],
            );
            form.note = frame.t("appraisal-approve-note");
            forms.push(form);
        }
        return forms;
    }
    if row.finished.is_some() {
        return forms;
    }
    if appraises && (view.runs.is_empty() || (rerun && heard && !waiting)) {
        let mut form = page.form(&path, "run", "appraisal-run", Vec::new());
        form.note = frame.t("appraisal-run-note");
        forms.push(form);
    }
    if appraises && !view.runs.is_empty() && row.published.is_none() {
        let mut days = input("days", "appraisal-days", "number").length(2);
        if days.value.is_empty() {
            days.value = "10".to_owned();
        }
        forms.push(page.form(&path, "publish", "appraisal-publish", vec![days]));
    }
    let replied = view.replies.iter().any(|reply| Some(reply.unit.id) == actor.unit);
    if may::REPLY_TO_APPRAISAL.allows(actor.role) && row.reply_until.is_some() && !heard && !replied {
        let words = input("words", "appraisal-words", "area").length(2_000);
        forms.push(page.form(&format!("{path}/reply"), "reply", "appraisal-reply", vec![words]));
    }
    if judges {
        forms.extend(judging(page, view, &path, typed, trouble));
        if heard && !waiting && !rerun {
            forms.push(page.form(&format!("{path}/judge"), "finish", "appraisal-finish", Vec::new()));
        }
    }
    forms
}

/// A form for each reply that waits.
fn judging(page: &Page, view: &AppraisalView, path: &str, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Form> {
    let frame = &page.frame;
    let Some((document, ..)) = view.runs.first() else {
        return Vec::new();
    };
    let waiting = view.replies.iter().filter(|reply| reply.accepted.is_none());
    let form = |reply: &shishi_service::appraisal_rows::ReplyRow| {
        let unit = reply.unit.id;
        let field = |name: String, key: &str, kind| {
            let typed = typed.text(&name);
            Input::new(frame, &name, key, kind).value(typed).wrong(trouble)
        };
        let own = document.facts.iter().filter(|fact| fact.unit == unit);
        let none = (String::new(), frame.t("appraisal-no-correction").to_owned());
        let facts: Vec<_> = std::iter::once(none)
            .chain(own.map(|fact| {
                let slug = document.commitments.get(&fact.commitment).cloned().unwrap_or_default();
                let name = frame.coded("appraisal-input-", fact.input.code());
                let words = format!("{slug} {name} {}/{}", fact.done, fact.of);
                (format!("{}:{}", fact.commitment, fact.input.code()), words)
            }))
            .collect();
        let mut inputs = vec![field(format!("reason-{unit}"), "appraisal-reason", "area").length(2_000)];
        for n in 1..=CORRECTIONS {
            inputs.push(field(format!("fact-{unit}-{n}"), "appraisal-correct", "select").options(facts.clone()));
            inputs.push(
                field(format!("done-{unit}-{n}"), "appraisal-done", "number")
                    .length(7)
                    .optional(),
            );
            inputs.push(
                field(format!("of-{unit}-{n}"), "appraisal-due", "number")
                    .length(7)
                    .optional(),
            );
        }
        let mut form = page.form(&format!("{path}/judge"), "judge", "appraisal-judge", inputs);
        form.title = frame.with("appraisal-judge-of", "unit", reply.unit.name.clone());
        form.hidden = vec![("unit", unit.to_string())];
        form.go = vec![
            ("accept", frame.t("appraisal-accept")),
            ("reject", frame.t("appraisal-reject")),
        ];
        form
    };
    waiting.map(form).collect()
}

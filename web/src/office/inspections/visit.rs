//! An inspection: the visit on a phone, findings, orders, re-checks, the conclusion, the reply.

use axum::extract::{Path, State};
use shishi_kernel::{InspectionId, civil_date};
use shishi_service::inspecting::checklist::{Answer as Given, Mark, ObjectKind};
use shishi_service::inspecting::visit::{Command, Severity};
use shishi_service::inspection_rows::InspectionRow;
use shishi_service::may;

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Trouble, attempt, draw, see_other};
use super::{Form, Line, List, Page, Question, key, unit_names};
use crate::shell::{App, Ask, CheckedForm, Failure, SignedIn};

pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, InspectionId(id), Posted::default(), None).await
}

pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let mut check = Check::new(ask.lang);
    let command = command(&sent.form, &mut check);
    step(app, ask, InspectionId(id), sent, command, check).await
}

pub(in crate::office) async fn send_reply(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let check = Check::new(ask.lang);
    let words = sent.form.trimmed("reply");
    step(app, ask, InspectionId(id), sent, Some(Command::Reply { words }), check).await
}

async fn step(
    app: App,
    ask: Ask,
    id: InspectionId,
    sent: CheckedForm<Posted>,
    command: Option<Command>,
    check: Check,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let Some(command) = command else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, id, form, Some(trouble)).await;
    };
    let (actor, key) = (signed_in.session.actor.clone(), key(&form));
    let done = attempt(&app, move |service| {
        service.inspection_step(&actor, id, command, key.as_deref())
    })
    .await?;
    match done {
        Ok(()) => Ok(see_other(
            ask.lang,
            &format!("/office/inspections/{id}?said=inspect-kept"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(&app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

/// What a form asks for; `None` when it cannot be read, with the faults noted.
fn command(form: &Posted, check: &mut Check) -> Option<Command> {
    let finding = form.number("finding").unwrap_or(usize::MAX);
    match form.text("do").as_str() {
        "visit" => Some(Command::Visit {
            on: check.date("on", &form.text("on"))?,
            answers: answers(form),
        }),
        "find" => {
            let severity = Severity::from_code(&form.text("severity"));
            if severity.is_none() {
                check.fault("severity", "fault-choose");
            }
            Some(Command::Find {
                what: form.trimmed("what"),
                severity: severity?,
            })
        }
        "order" => Some(Command::Order {
            finding,
            days: form.number(&format!("days-{finding}")).unwrap_or(0),
        }),
        "recheck" => Some(Command::Recheck {
            finding,
            on: check.date(&format!("on-{finding}"), &form.text(&format!("on-{finding}")))?,
            fixed: form.text(&format!("fixed-{finding}")) == "yes",
        }),
        "serve" => Some(Command::Serve {
            conclusion: form.trimmed("conclusion"),
            days: form.number("days").unwrap_or(0),
        }),
        _ => Some(Command::Close),
    }
}

fn answers(form: &Posted) -> Vec<Given> {
    let items = ObjectKind::ALL.into_iter().flat_map(ObjectKind::questions);
    let answer = |item: &&'static str| {
        Some(Given {
            item: (*item).to_owned(),
            mark: Mark::from_code(&form.text(&format!("mark-{item}")))?,
            note: form.trimmed(&format!("note-{item}")),
        })
    };
    items.filter_map(answer).collect()
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: InspectionId,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/inspections", move |service, room| {
        let actor = room.session.actor.clone();
        let row = service.inspection(&actor, id)?.ok_or_else(Failure::not_found)?;
        let today = civil_date(service.now()).to_string();
        let mut page = Page::new(service, room, row.name.clone());
        let frame = &page.frame;
        let numbers: Vec<String> = row.inspectors.iter().map(ToString::to_string).collect();
        let mut facts = vec![
            (frame.t("inspect-place"), row.place.clone()),
            (
                frame.t("inspection-state"),
                frame.coded("inspection-state-", &row.state).to_owned(),
            ),
            (
                frame.t("inspection-mode"),
                frame.coded("inspection-mode-", &row.mode).to_owned(),
            ),
            (frame.t("inspect-unit"), unit_names(service, frame, &row.units)?),
            (
                frame.t("inspection-inspectors"),
                numbers.join(frame.t("list-separator")),
            ),
        ];
        for (label, words) in [
            ("inspection-conclusion", &row.conclusion),
            ("inspection-reply", &row.reply),
        ] {
            facts.extend(words.as_ref().map(|words| (frame.t(label), words.clone())));
        }
        let lines = row.findings.iter().map(|finding| Line {
            href: String::new(),
            name: finding.what.clone(),
            note: frame.with(
                &format!("inspection-finding-{}", finding.state),
                "day",
                finding.day.map(|day| frame.lang.date(day)).unwrap_or_default(),
            ),
        });
        let lists = vec![List {
            title: frame.t("inspection-findings"),
            empty: frame.t("inspections-no-findings"),
            lines: lines.collect(),
        }];
        let mut forms = Vec::new();
        if may::INSPECT.allows(actor.role) {
            forms = steps(&page, &row, &today, &typed, trouble.as_ref());
        } else if may::REPLY_TO_INSPECTION.allows(actor.role) && row.state == "served" {
            let words = Input::new(frame, "reply", "inspection-reply", "area")
                .value(typed.text("reply"))
                .length(2000);
            let mut reply = page.form("reply", "inspection-reply", "inspect-keep", vec![words]);
            reply.action = frame.href(&format!("/office/inspections/{id}/reply"));
            forms.push(reply);
        }
        page.lists = if row.visited.is_some() { lists } else { Vec::new() };
        (page.facts, page.forms) = (facts, forms);
        page.drawn(trouble)
    })
    .await
}

/// The forms for what follows now.
fn steps(page: &Page, row: &InspectionRow, today: &str, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Form> {
    let frame = &page.frame;
    let input = |name: &str, label: &str, kind: &'static str| {
        Input::new(frame, name, label, kind)
            .value(typed.text(name))
            .wrong(trouble)
    };
    let on = |name: &str| {
        let value = if typed.has(name) {
            typed.text(name)
        } else {
            today.to_owned()
        };
        Input::new(frame, name, "inspection-visited-on", "date")
            .value(value)
            .wrong(trouble)
    };
    match row.state.as_str() {
        "opened" => {
            let mut visit = page.form("visit", "inspect-visit", "inspect-visit-go", vec![on("on")]);
            visit.questions = questions(page, row, typed);
            vec![visit]
        }
        "visited" => {
            let severities = Severity::ALL.map(|one| {
                (
                    one.code().to_owned(),
                    frame.coded("inspection-severity-", one.code()).to_owned(),
                )
            });
            let mut forms = vec![page.form(
                "find",
                "inspect-find",
                "inspect-keep",
                vec![
                    input("what", "inspect-what", "area").length(2000),
                    input("severity", "inspect-severity", "select").options(severities),
                ],
            )];
            for (at, finding) in row.findings.iter().enumerate() {
                let mut form = match finding.state.as_str() {
                    "found" | "unfixed" => page.form(
                        "order",
                        "inspect-order",
                        "inspect-keep",
                        vec![input(&format!("days-{at}"), "inspect-days", "number")],
                    ),
                    "ordered" => {
                        let choice = |value: &str, key: &str| (value.to_owned(), frame.t(key).to_owned());
                        let fixed = input(&format!("fixed-{at}"), "inspect-fixed", "select")
                            .options([choice("yes", "inspect-fixed-yes"), choice("no", "inspect-fixed-no")]);
                        page.form(
                            "recheck",
                            "inspect-recheck",
                            "inspect-keep",
                            vec![on(&format!("on-{at}")), fixed],
                        )
                    }
                    _ => continue,
                };
                form.note.clone_from(&finding.what);
                form.hidden.push(("finding", at.to_string()));
                forms.push(form);
            }
            forms.push(page.form(
                "serve",
                "inspect-serve",
                "inspect-serve-go",
                vec![
                    input("conclusion", "inspection-conclusion", "area").length(2000),
                    input("days", "inspect-reply-days", "number"),
                ],
            ));
            forms
        }
        "served" | "replied" => vec![page.form("close", "inspect-close", "inspect-close", Vec::new())],
        _ => Vec::new(),
    }
}

fn questions(page: &Page, row: &InspectionRow, typed: &Posted) -> Vec<Question> {
    let kind = ObjectKind::from_code(&row.kind);
    let items = kind.map(ObjectKind::questions).unwrap_or_default();
    let question = |item: &&'static str| {
        let given = typed.text(&format!("mark-{item}"));
        Question {
            item,
            words: page.frame.coded("inspect-question-", item),
            marks: Mark::ALL
                .map(|mark| {
                    (
                        mark.code(),
                        page.frame.coded("inspect-mark-", mark.code()),
                        given == mark.code(),
                    )
                })
                .into(),
            note: typed.text(&format!("note-{item}")),
        }
    };
    items.iter().map(question).collect()
}

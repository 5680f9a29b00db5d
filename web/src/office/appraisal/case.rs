//! One case: its evidence, the unit's reply, tolerance, the decision, the closing.

use axum::extract::{Path, State};
use shishi_kernel::{Actor, CaseId, LeafId};
use shishi_service::appraising::case::{Command, Evidence, Fact, Ground, Outcome};
use shishi_service::views::HistoryRow;
use shishi_service::{CaseView, may};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Trouble, attempt, draw, see_other};
use super::{Form, Line, List, Page, key};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, CaseId(id), Posted::default(), None).await
}

pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let mut check = Check::new(ask.lang);
    match command(&sent.form, &mut check) {
        Some(command) => go(app, ask, CaseId(id), sent, command).await,
        None => {
            let trouble = Trouble::list(check.faults, ask.lang);
            page(&app, ask, sent.signed_in, CaseId(id), sent.form, Some(trouble)).await
        }
    }
}

pub(in crate::office) async fn reply(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let words = sent.form.trimmed("reply");
    go(app, ask, CaseId(id), sent, Command::Reply { words }).await
}

/// What a form asks for; `None` when it cannot be read, with the faults noted.
fn command(form: &Posted, check: &mut Check) -> Option<Command> {
    let mut choose = |field: &str| {
        check.fault(field, "fault-choose");
    };
    match form.text("do").as_str() {
        "add" => {
            let chosen = form.trimmed("evidence");
            let read = chosen.split_once(':').and_then(|(fact, leaf)| {
                Some(Evidence {
                    fact: Fact::from_code(fact)?,
                    leaf: LeafId(leaf.parse().ok()?),
                })
            });
            if read.is_none() {
                choose("evidence");
            }
            read.map(|evidence| Command::Add { evidence, entry: None })
        }
        "hear" => Some(Command::Hear {
            days: form.number("days").unwrap_or(0),
        }),
        "consider" => Some(Command::Consider {
            applies: form.text("go") == "yes",
            reason: form.trimmed("tolerance"),
        }),
        "decide" => {
            let outcome = Outcome::from_code(&form.text("outcome"));
            if outcome.is_none() {
                choose("outcome");
            }
            Some(Command::Decide {
                outcome: outcome?,
                reason: form.trimmed("reason"),
            })
        }
        _ => Some(Command::Close {
            words: form.trimmed("words"),
        }),
    }
}

async fn go(app: App, ask: Ask, id: CaseId, sent: CheckedForm<Posted>, command: Command) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, key) = (signed_in.session.actor.clone(), key(&form));
    let done = attempt(&app, move |service| {
        service.case_step(&actor, id, command, key.as_deref())
    });
    match done.await? {
        Ok(()) => Ok(see_other(ask.lang, &format!("/office/cases/{id}?said=case-kept"))),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "case.words_missing" | "case.words_long" => ["reply", "tolerance", "reason", "words"]
                    .into_iter()
                    .find(|field| form.has(field))
                    .unwrap_or_default(),
                "case.days_unfit" => "days",
                "case.tolerated" => "outcome",
                _ => "",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, id: CaseId, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/cases", move |service, room| {
        let actor = room.session.actor.clone();
        let view = service.case(&actor, id)?.ok_or_else(Failure::not_found)?;
        let row = &view.row;
        let ground = room.frame.coded("case-ground-", &row.ground);
        let title = format!("{ground} · {}", row.unit.name);
        let mut page = Page::new(service, room, title);
        let frame = &page.frame;
        page.back = (frame.href("/office/cases"), frame.t("cases-title"));
        page.lead = frame.coded("case-state-", &row.state).to_owned();
        page.facts = facts(frame, &view);
        page.lists.push(List {
            title: frame.t("case-evidence"),
            empty: frame.t("case-evidence-none"),
            lines: (row.evidence.iter().zip(&view.evidence))
                .map(|(one, entry)| Line {
                    href: String::new(),
                    name: frame.coded("case-fact-", &one.fact).to_owned(),
                    note: said_of(frame, entry),
                })
                .collect(),
        });
        page.forms = forms(&page, &view, &actor, &typed, trouble.as_ref());
        page.drawn(trouble)
    })
    .await
}

fn said_of(frame: &Frame, entry: &HistoryRow) -> String {
    format!(
        "{} · {}",
        frame.lang.moment(entry.at),
        frame.coded("history-", &entry.kind)
    )
}

fn facts(frame: &Frame, view: &CaseView) -> Vec<(&'static str, String)> {
    let (row, lang) = (&view.row, frame.lang);
    let mut facts = vec![
        (frame.t("case-commitment"), format!("{} {}", row.slug, row.title)),
        (frame.t("case-words"), row.words.clone()),
        (frame.t("case-opened"), lang.date(row.opened)),
    ];
    if let Some(ground) = Ground::from_code(&row.ground) {
        let need = frame.with("case-needs", "n", ground.facts_needed());
        facts.push((frame.t("case-test"), need));
    }
    facts.extend(
        row.reply_until
            .map(|until| (frame.t("case-reply-until"), lang.date(until))),
    );
    facts.extend(row.reply.clone().map(|(_, words)| (frame.t("case-reply"), words)));
    facts.extend(row.tolerance.clone().map(|(applies, reason)| {
        let word = frame.t(if applies {
            "case-tolerance-yes"
        } else {
            "case-tolerance-no"
        });
        (frame.t("case-tolerance"), format!("{word}：{reason}"))
    }));
    facts.extend(row.decided.clone().map(|(outcome, reason, _)| {
        let word = frame.coded("case-outcome-", &outcome);
        (frame.t("case-outcome"), format!("{word}：{reason}"))
    }));
    facts.extend(
        row.closed
            .clone()
            .map(|(words, _)| (frame.t("case-public-words"), words)),
    );
    facts
}

/// What this person can do next.
fn forms(page: &Page, view: &CaseView, actor: &Actor, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Form> {
    let (row, frame) = (&view.row, &page.frame);
    let path = format!("/office/cases/{}", row.id);
    let input = |name: &str, key: &str, kind| {
        Input::new(frame, name, key, kind)
            .value(typed.text(name))
            .wrong(trouble)
    };
    if may::REPLY_TO_CASE.allows(actor.role) {
        let words = input("reply", "case-reply", "area").length(2_000);
        let may_reply = row.state == "hearing" && row.reply.is_none();
        let form = may_reply.then(|| page.form(&format!("{path}/reply"), "reply", "case-reply-go", vec![words]));
        return form.into_iter().collect();
    }
    if !may::HANDLE_CASES.allows(actor.role) {
        return Vec::new();
    }
    let choose = (String::new(), frame.t("inspect-choose").to_owned());
    match row.state.as_str() {
        "open" => {
            let entries = view.candidates.iter().map(|(fact, entry)| {
                let words = format!("{} · {}", frame.coded("case-fact-", fact.code()), said_of(frame, entry));
                (format!("{}:{}", fact.code(), entry.leaf), words)
            });
            let evidence = input("evidence", "case-entry", "select").options(std::iter::once(choose).chain(entries));
            let mut days = input("days", "case-days", "number").length(2);
            if days.value.is_empty() {
                days.value = "10".to_owned();
            }
            vec![
                page.form(&path, "add", "case-add", vec![evidence]),
                page.form(&path, "hear", "case-hear", vec![days]),
            ]
        }
        "hearing" if row.tolerance.is_none() => {
            let reason = input("tolerance", "case-tolerance-reason", "area").length(2_000);
            let mut form = page.form(&path, "consider", "case-tolerance", vec![reason]);
            form.note = frame.t("case-tolerance-note");
            form.go = vec![
                ("no", frame.t("case-tolerance-no")),
                ("yes", frame.t("case-tolerance-yes")),
            ];
            vec![form]
        }
        "hearing" => {
            let outcomes = Outcome::ALL.iter().map(|outcome| {
                let word = frame.coded("case-outcome-", outcome.code()).to_owned();
                (outcome.code().to_owned(), word)
            });
            let outcome = input("outcome", "case-outcome", "select").options(std::iter::once(choose).chain(outcomes));
            let reason = input("reason", "case-reason", "area").length(2_000);
            let mut form = page.form(&path, "decide", "case-decide", vec![outcome, reason]);
            form.note = frame.t("case-decide-note");
            vec![form]
        }
        "decided" => {
            let words = input("words", "case-public-words", "area").length(2_000);
            let mut form = page.form(&path, "close", "case-close", vec![words]);
            form.note = frame.t("case-close-note");
            vec![form]
        }
        _ => Vec::new(),
    }
}

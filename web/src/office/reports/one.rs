//! One report: drawn up, written, handed in, judged.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{UnitId, civil_date};
use shishi_service::commitments::report::{Period, Reopening, Standing, TEXT_CHARS_MAX, Texts};
use shishi_service::{ReportAt, ReportMove, ReportView, Service, may};

use crate::office::form::{Check, Input, Posted};
use crate::office::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use crate::public::reports::{Said, days, period, reopened, said, standing};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// Something a supervisor may do with a word to it.
struct Act {
    title: &'static str,
    go: &'static str,
    inputs: Vec<Input>,
}

#[derive(Template)]
#[template(path = "office/report.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    period: String,
    unit: String,
    word: &'static str,
    class: &'static str,
    days: String,
    notes: Vec<String>,
    said: Said,
    action: String,
    revision: u32,
    may_write: bool,
    may_submit: bool,
    /// The texts to be written; empty for whoever cannot write now.
    inputs: Vec<Input>,
    may_accept: bool,
    forms: Vec<Act>,
    steps: Vec<String>,
}

/// The page of a report.
pub(super) fn address(at: &ReportAt) -> String {
    format!("/office/reports/{}/{}/{}", at.slug, at.unit, at.period.code())
}

/// What stands in the address; an unknown period is no report.
type Named = (String, i64, String);

fn named((slug, unit, period): Named) -> Result<ReportAt, Failure> {
    let period = Period::from_code(&period).ok_or_else(Failure::not_found)?;
    let unit = UnitId(unit);
    Ok(ReportAt { slug, unit, period })
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(path): Path<Named>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, named(path)?, Posted::default(), None).await
}

pub(super) async fn write(
    State(app): State<App>,
    ask: Ask,
    Path(path): Path<Named>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (at, form) = (named(path)?, sent.form);
    let (actor, which) = (sent.signed_in.session.actor.clone(), at.clone());
    let mut texts = app
        .blocking(move |service| service.report(&actor, &which))
        .await?
        .content
        .texts;
    for (index, answer) in texts.answers.iter_mut().enumerate() {
        answer.words = form.trimmed(&format!("answer-{index}"));
    }
    let texts = Texts {
        done: form.trimmed("done"),
        difficulties: form.trimmed("difficulties"),
        next: form.trimmed("next"),
        answers: texts.answers,
    };
    let (step, then) = if form.text("go") == "submit" {
        (ReportMove::Submit(texts), "report-submitted")
    } else {
        (ReportMove::Save(texts), "report-saved")
    };
    go(app, ask, sent.signed_in, at, form, step, then).await
}

pub(super) async fn judge(
    State(app): State<App>,
    ask: Ask,
    Path(path): Path<Named>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (at, form) = (named(path)?, sent.form);
    let (step, then) = match form.text("go").as_str() {
        "accept" => (ReportMove::Accept, "report-accepted"),
        "reopen" => {
            let mut check = Check::new(ask.lang);
            let Some(until) = check.date("until", &form.text("until")) else {
                let trouble = Trouble::list(check.faults, ask.lang);
                return page(&app, ask, sent.signed_in, at, form, Some(trouble)).await;
            };
            let reopening = Reopening {
                reason: form.trimmed("reason"),
                approver: form.trimmed("approver"),
                until,
            };
            (ReportMove::Reopen(reopening), "report-reopened")
        }
        _ => (ReportMove::Return(form.trimmed("reason")), "report-returned"),
    };
    go(app, ask, sent.signed_in, at, form, step, then).await
}

async fn go(
    app: App,
    ask: Ask,
    signed_in: SignedIn,
    at: ReportAt,
    form: Posted,
    step: ReportMove,
    then: &str,
) -> Answer {
    let (actor, revision) = (
        signed_in.session.actor.clone(),
        form.number("revision").unwrap_or_default(),
    );
    let which = at.clone();
    match attempt(&app, move |service| service.move_report(&actor, &which, revision, step)).await? {
        Ok(()) => Ok(see_other(ask.lang, &format!("{}?said={then}", address(&at)))),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "report.reason_missing" | "report.reason_long" => "reason",
                "report.approver_missing" => "approver",
                "report.until_range" => "until",
                "report.empty" | "report.text_long" => "done",
                _ => "",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, at, form, Some(trouble)).await
        }
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    at: ReportAt,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/reports", move |service, room| {
        drawn(service, room, &at, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    at: &ReportAt,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let view = service.report(&session.actor, at)?;
    let (line, actor) = (&view.line, &session.actor);
    let today = civil_date(service.now());
    let open = matches!(
        line.standing,
        None | Some(Standing::Draft | Standing::Returned | Standing::Reopened)
    );
    let may_write = open && may::WRITE_REPORT.allows(actor.role) && actor.unit == Some(at.unit);
    let judges = may::JUDGE_REPORT.allows(actor.role);
    let signs = !view.head_signs || actor.role == shishi_kernel::Role::Head;
    let (word, class) = standing(&frame, line);
    let mut notes = Vec::new();
    if let Some(reason) = view
        .reason
        .clone()
        .filter(|_| line.standing == Some(Standing::Returned))
    {
        notes.push(frame.with("report-returned-why", "reason", reason));
    }
    notes.extend(line.reopening.as_ref().map(|reopening| reopened(&frame, reopening)));
    if may_write && !signs {
        notes.push(frame.t("report-head-signs").to_owned());
    }
    let page = Page {
        number: line.number,
        title: line.title.clone(),
        period: period(&frame, line.period),
        unit: line.unit.name.clone(),
        word,
        class,
        days: days(&frame, line),
        notes,
        said: said(&frame, &view.content),
        action: frame.href(&address(at)),
        revision: line.revision,
        may_write,
        may_submit: may_write && signs && line.period.last() < today,
        inputs: if may_write {
            inputs(&frame, &view, typed, trouble.as_ref())
        } else {
            Vec::new()
        },
        may_accept: judges && line.standing == Some(Standing::Submitted),
        forms: if judges {
            acts(&frame, &view, typed, trouble.as_ref())
        } else {
            Vec::new()
        },
        steps: view.steps.iter().map(|step| self::step(&frame, step)).collect(),
        trouble,
        office,
        frame,
    };
    let status = page.trouble.as_ref().map(|trouble| trouble.status);
    Ok(Drawn::new(page.render()?, status))
}

/// The three texts, and an answer for each question of the form.
fn inputs(frame: &Frame, view: &ReportView, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Input> {
    let texts = &view.content.texts;
    let length = u32::try_from(TEXT_CHARS_MAX).unwrap_or(u32::MAX);
    let field = |name: &str, label: String, kept: &str| {
        let value = if typed.has(name) {
            typed.text(name)
        } else {
            kept.to_owned()
        };
        let mut input = Input::new(frame, name, "report-done", "area")
            .value(value)
            .length(length)
            .optional()
            .wrong(trouble);
        input.label = label;
        input
    };
    let own = [
        ("done", "report-done", &texts.done),
        ("difficulties", "report-difficulties", &texts.difficulties),
        ("next", "report-next", &texts.next),
    ];
    let mut inputs: Vec<Input> = own
        .into_iter()
        .map(|(name, key, kept)| field(name, frame.t(key).to_owned(), kept))
        .collect();
    for (index, answer) in texts.answers.iter().enumerate() {
        inputs.push(field(
            &format!("answer-{index}"),
            answer.question.clone(),
            &answer.words,
        ));
    }
    inputs
}

/// Returning, while that is possible, or opening again.
fn acts(frame: &Frame, view: &ReportView, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Act> {
    let field = |name: &str, key: &str, kind| {
        Input::new(frame, name, key, kind)
            .value(typed.text(name))
            .length(500)
            .wrong(trouble)
    };
    match view.line.standing {
        Some(Standing::Submitted | Standing::Accepted) => vec![Act {
            title: frame.t("report-return"),
            go: "return",
            inputs: vec![field("reason", "report-return-reason", "area")],
        }],
        Some(Standing::Locked) => vec![Act {
            title: frame.t("report-reopen"),
            go: "reopen",
            inputs: vec![
                field("reason", "report-reopen-reason", "area"),
                field("approver", "report-reopen-by", "text"),
                field("until", "report-reopen-until", "date"),
            ],
        }],
        _ => Vec::new(),
    }
}

fn step(frame: &Frame, step: &shishi_service::ReportStep) -> String {
    let values = [
        ("at", frame.lang.moment(step.at).into()),
        ("what", frame.coded("report-step-", &step.step).into()),
        ("unit", step.unit.clone().unwrap_or_default().into()),
        ("words", step.words.as_str().into()),
    ];
    frame
        .lang
        .say("report-step", &values)
        .trim_end_matches(['：', ':', ' '])
        .to_owned()
}

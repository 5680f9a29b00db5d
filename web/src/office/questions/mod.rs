//! Questions about figures: the worklist, the data that raised one drawn beside it, reply and settlement.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{Actor, Date, Decimal, QuestionId, decimal_text};
use shishi_service::commitments::question::life::Outcome;
use shishi_service::question_rows::QuestionRow;
use shishi_service::{QuestionView, may};

use super::form::{Check, Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::route;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, Gate, SignedIn};

route::routes! {
    "/office/questions" { get list: READ, post ask: ASK }
    "/office/questions/{id}" { get show: READ, post settle: SETTLE }
    "/office/questions/{id}/reply" { post reply: REPLY }
}

const READ: Gate = Gate::May(&may::READ_QUESTIONS);
const ASK: Gate = Gate::May(&may::ASK_QUESTIONS);
const SETTLE: Gate = Gate::May(&may::SETTLE_QUESTION);
const REPLY: Gate = Gate::May(&may::REPLY_TO_QUESTION);

/// A question in the worklist.
struct Line {
    href: String,
    asks: &'static str,
    unit: String,
    about: String,
    state: &'static str,
    state_word: String,
}

#[derive(Template)]
#[template(path = "office/questions.html")]
struct List {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    lines: Vec<Line>,
    /// Programmes whose figures can be looked at: slug and title.
    programmes: Vec<(String, String)>,
}

async fn list(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    worklist(&app, ask, signed_in, None).await
}

/// Has the rules look.
async fn ask(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (actor, programme) = (sent.signed_in.session.actor.clone(), sent.form.trimmed("programme"));
    match attempt(&app, move |service| service.ask_questions(Some(&actor), &programme)).await? {
        Ok(0) => Ok(see_other(ask.lang, "/office/questions?said=questions-none")),
        Ok(_) => Ok(see_other(ask.lang, "/office/questions?said=questions-asked")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            worklist(&app, ask, sent.signed_in, Some(trouble)).await
        }
    }
}

async fn worklist(app: &App, ask: Ask, signed_in: SignedIn, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/questions", move |service, room: Room| {
        let (frame, actor) = (room.frame, room.session.actor);
        let lines = service.questions(&actor)?.iter().map(|row| line(&frame, row)).collect();
        let mut programmes = Vec::new();
        if may::ASK_QUESTIONS.allows(actor.role) {
            let all = service.programmes()?.into_iter();
            programmes.extend(all.map(|programme| (programme.slug, programme.title)));
        }
        let status = trouble.as_ref().map(|trouble| trouble.status);
        let page = List {
            lines,
            programmes,
            trouble,
            office: room.office,
            frame,
        };
        Ok(Drawn::new(page.render()?, status))
    })
    .await
}

fn line(frame: &Frame, row: &QuestionRow) -> Line {
    Line {
        href: frame.href(&format!("/office/questions/{}", row.id)),
        asks: frame.coded("question-", &row.pattern),
        unit: row.unit.name.clone(),
        about: about(row),
        state: match row.state.as_str() {
            "open" => "silent",
            "replied" => "reported",
            _ => "verified",
        },
        state_word: state_word(frame, row),
    }
}

fn about(row: &QuestionRow) -> String {
    let measure = row.measure.as_ref().map_or("", |(_, what)| what);
    format!("{} {} {measure}", row.slug, row.title)
}

fn state_word(frame: &Frame, row: &QuestionRow) -> String {
    let key = format!("question-state-{}", row.state);
    frame.with(&key, "day", frame.lang.date(row.reply_by))
}

/// The values as places in a box of 1,000 by 300.
struct Chart {
    line: String,
    /// Place, and whether the value lies in the period that is asked about.
    dots: Vec<(i64, i64, bool)>,
    first: String,
    last: String,
    highest: String,
}

#[derive(Template)]
#[template(path = "office/question.html")]
struct One {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    line: Line,
    period: String,
    /// Name and value of what led to it.
    data: Vec<(&'static str, String)>,
    chart: Option<Chart>,
    /// Day and value.
    values: Vec<(String, String)>,
    reply: String,
    reason: String,
    base: String,
    commitment: String,
    replies: bool,
    settles: bool,
    inputs: Vec<Input>,
    key: String,
}

async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, QuestionId(id), Posted::default(), None).await
}

async fn reply(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let words = sent.form.trimmed("words");
    go(app, ask, id, sent, move |service, actor, id, key| {
        service.reply_to_question(actor, id, &words, key)
    })
    .await
}

async fn settle(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let chosen = sent.form.text("outcome");
    let Some(outcome) = Outcome::ALL.into_iter().find(|outcome| outcome.code() == chosen) else {
        let mut check = Check::new(ask.lang);
        check.fault("outcome", "fault-choose");
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, sent.signed_in, QuestionId(id), sent.form, Some(trouble)).await;
    };
    let reason = sent.form.trimmed("words");
    go(app, ask, id, sent, move |service, actor, id, key| {
        service.settle_question(actor, id, outcome, &reason, key)
    })
    .await
}

async fn go(
    app: App,
    ask: Ask,
    id: i64,
    sent: CheckedForm<Posted>,
    work: impl FnOnce(
        &shishi_service::Service,
        &Actor,
        QuestionId,
        Option<&str>,
    ) -> Result<(), shishi_service::ServiceError>
    + Send
    + 'static,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, key) = (signed_in.session.actor.clone(), key(&form));
    let id = QuestionId(id);
    match attempt(&app, move |service| work(service, &actor, id, key.as_deref())).await? {
        Ok(()) => Ok(see_other(
            ask.lang,
            &format!("/office/questions/{id}?said=question-kept"),
        )),
        Err(failure) => {
            let words = [
                "question.reply_missing",
                "question.reply_long",
                "question.reason_missing",
                "question.reason_long",
            ];
            let field = if words.contains(&failure.code.as_str()) {
                "words"
            } else {
                ""
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, id, form, Some(trouble)).await
        }
    }
}

/// The key that a form was shown with.
fn key(form: &Posted) -> Option<String> {
    let key = form.trimmed("key");
    let known = (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    known.then_some(key)
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: QuestionId,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/questions", move |service, room: Room| {
        let (frame, actor) = (room.frame, room.session.actor);
        let view = service.question(&actor, id)?.ok_or_else(Failure::not_found)?;
        let QuestionView { row, series } = &view;
        let lang = frame.lang;
        let replies = may::REPLY_TO_QUESTION.allows(actor.role) && row.state == "open";
        let settles = may::SETTLE_QUESTION.allows(actor.role) && row.settled.is_none();
        let inputs = if settles {
            let outcomes = Outcome::ALL.map(|one| {
                let word = frame.coded("question-outcome-", one.code()).to_owned();
                (one.code().to_owned(), word)
            });
            let choose = (String::new(), frame.t("inspect-choose").to_owned());
            vec![
                Input::new(&frame, "outcome", "question-outcome", "select")
                    .value(typed.text("outcome"))
                    .wrong(trouble.as_ref())
                    .options(std::iter::once(choose).chain(outcomes)),
                words(&frame, "question-reason", &typed, trouble.as_ref()).length(1_000),
            ]
        } else if replies {
            vec![words(&frame, "question-reply", &typed, trouble.as_ref()).length(2_000)]
        } else {
            Vec::new()
        };
        let status = trouble.as_ref().map(|trouble| trouble.status);
        let page = One {
            key: format!("form-{}-{}", actor.account, service.now().as_microsecond()),
            line: line(&frame, row),
            period: format!("{} – {}", lang.date(row.from), lang.date(row.to)),
            data: (row.data.iter())
                .map(|(name, value)| (frame.coded("question-datum-", name), value.clone()))
                .collect(),
            chart: chart(&frame, series, row.from, row.to),
            values: (series.iter())
                .map(|(on, value)| (lang.date(*on), decimal_text(*value)))
                .collect(),
            reply: row.reply.clone().map(|(_, words)| words).unwrap_or_default(),
            reason: row.settled.clone().map(|(_, reason)| reason).unwrap_or_default(),
            base: frame.href(&format!("/office/questions/{id}")),
            commitment: frame.href(&format!("/commitments/{}", row.slug)),
            replies,
            settles,
            inputs,
            trouble,
            office: room.office,
            frame,
        };
        Ok(Drawn::new(page.render()?, status))
    })
    .await
}

fn words(frame: &Frame, key: &str, typed: &Posted, trouble: Option<&Trouble>) -> Input {
    Input::new(frame, "words", key, "area")
        .value(typed.text("words"))
        .wrong(trouble)
}

/// A line from nought to the highest value; nothing for fewer than two values.
fn chart(frame: &Frame, series: &[(Date, Decimal)], from: Date, to: Date) -> Option<Chart> {
    let (first, last) = (series.first()?, series.last()?);
    let days = |on: Date| first.0.duration_until(on).as_hours() / 24;
    let length = days(last.0).max(1);
    let highest = series
        .iter()
        .map(|(_, value)| *value)
        .max()
        .filter(|highest| *highest > Decimal::ZERO)?;
    let height = |value: Decimal| {
        let share = value
            .max(Decimal::ZERO)
            .checked_mul(Decimal::from(280))?
            .checked_div(highest)?;
        i64::try_from(share.round()).ok()
    };
    let dot = |(on, value): &(Date, Decimal)| {
        let x = 10 + days(*on) * 980 / length;
        Some((x, 290 - height(*value)?, (from..=to).contains(on)))
    };
    let dots: Vec<_> = series.iter().filter_map(dot).collect();
    let places: Vec<String> = dots.iter().map(|(x, y, _)| format!("{x},{y}")).collect();
    (dots.len() > 1).then(|| Chart {
        line: places.join(" "),
        dots,
        first: frame.lang.date(first.0),
        last: frame.lang.date(last.0),
        highest: decimal_text(highest),
    })
}

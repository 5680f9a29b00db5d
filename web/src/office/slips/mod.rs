//! The supervision slips of a commitment: issue, answer, judge, raise, withdraw.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{SlipId, UnitId};
use shishi_service::commitments::slip::{Command, Judgement, Level};
use shishi_service::{MATTERS, Service, SlipForm, SlipRow, may};

use super::form::{Check, Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::route;
use crate::public::slips::{Slip, slip};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, Gate, SignedIn};

route::routes! {
    "/office/commitments/{slug}/slips" { get show: READ, post issue: WATCH }
    "/office/commitments/{slug}/slips/{id}/answer" { post answer: ANSWER }
    "/office/commitments/{slug}/slips/{id}/watch" { post watch: WATCH }
}

const READ: Gate = Gate::May(&may::READ_SLIPS);
const WATCH: Gate = Gate::May(&may::WATCH_BY_SLIP);
const ANSWER: Gate = Gate::May(&may::ANSWER_SLIP);

/// A slip with what this person may do to it.
struct Box {
    slip: Slip,
    base: String,
    revision: u32,
    may_answer: bool,
    may_judge: bool,
    may_raise: bool,
    may_withdraw: bool,
    /// What was typed on this slip before it was refused.
    words: String,
    reason: String,
    days: String,
}

/// What was typed before it was refused: for a new slip, or on a slip that is there.
#[derive(Default)]
struct Typed {
    new: Posted,
    on: Option<(SlipId, Posted)>,
}

impl Typed {
    fn new(form: Posted) -> Self {
        Self { new: form, on: None }
    }

    fn kept(&self, slip: SlipId, field: &str) -> String {
        let on = self.on.as_ref().filter(|(id, _)| *id == slip);
        on.map(|(_, form)| form.text(field)).unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "office/slips.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    action: String,
    slips: Vec<Box>,
    /// The form for a new slip; empty for whoever may issue none.
    inputs: Vec<Input>,
}

async fn show(State(app): State<App>, ask: Ask, Path(slug): Path<String>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, slug, Typed::default(), None).await
}

async fn issue(State(app): State<App>, ask: Ask, Path(slug): Path<String>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let unit = form.number("unit").map(UnitId);
    let level = Level::from_code(&form.text("level"));
    let days = form.number("days");
    for (field, missing) in [("unit", unit.is_none()), ("level", level.is_none())] {
        if missing {
            check.fault(field, "fault-choose");
        }
    }
    if days.is_none() {
        check.fault("days", "fault-decimal");
    }
    let (Some(unit), Some(level), Some(days)) = (unit, level, days) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, slug, Typed::new(form), Some(trouble)).await;
    };
    let new = SlipForm {
        slug: slug.clone(),
        unit,
        matter: form.trimmed("matter"),
        words: form.trimmed("words"),
        level,
        ground: form.trimmed("ground"),
        days,
    };
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| service.issue_slip(&actor, new)).await? {
        Ok(_) => Ok(see_other(ask.lang, &format!("{}?said=slip-issued", address(&slug)))),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "slip.no_duty" => "unit",
                "slip.matter_open" | "form.matter_unknown" => "matter",
                "slip.ground_missing" => "ground",
                "slip.days_range" => "days",
                "slip.text_missing" | "slip.text_long" => "words",
                _ => "",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, slug, Typed::new(form), Some(trouble)).await
        }
    }
}

async fn answer(
    State(app): State<App>,
    ask: Ask,
    Path((slug, id)): Path<(String, i64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let command = Command::Answer(sent.form.trimmed("words"));
    go(app, ask, slug, id, sent, command).await
}

async fn watch(
    State(app): State<App>,
    ask: Ask,
    Path((slug, id)): Path<(String, i64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let form = &sent.form;
    let command = match form.text("go").as_str() {
        "raise" => Command::Escalate {
            days: form.number("days").unwrap_or_default(),
        },
        "withdraw" => Command::Withdraw {
            reason: form.trimmed("reason"),
        },
        judged => Command::Judge(Judgement {
            sufficient: judged == "yes",
            reason: form.trimmed("reason"),
        }),
    };
    go(app, ask, slug, id, sent, command).await
}

async fn go(app: App, ask: Ask, slug: String, id: i64, sent: CheckedForm<Posted>, command: Command) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let revision = form.number("revision").unwrap_or_default();
    let actor = signed_in.session.actor.clone();
    let done = attempt(&app, move |service| {
        service.move_slip(&actor, SlipId(id), revision, command)
    });
    match done.await? {
        Ok(()) => Ok(see_other(ask.lang, &format!("{}?said=slip-moved", address(&slug)))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            let typed = Typed {
                on: Some((SlipId(id), form)),
                ..Typed::default()
            };
            page(&app, ask, signed_in, slug, typed, Some(trouble)).await
        }
    }
}

fn address(slug: &str) -> String {
    format!("/office/commitments/{slug}/slips")
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    typed: Typed,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "", move |service, room| {
        drawn(service, room, &slug, &typed, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, slug: &str, typed: &Typed, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let commitment = service.commitment(slug)?.ok_or_else(Failure::not_found)?;
    let rows = service.slips_of_commitment(commitment.row.id)?;
    let actor = &session.actor;
    let watches = may::WATCH_BY_SLIP.allows(actor.role);
    let answers = |row: &SlipRow| may::ANSWER_SLIP.allows(actor.role) && actor.unit == Some(row.unit.id);
    let slips = rows.iter().map(|row| {
        let step = row.steps.last();
        let answered = step.is_some_and(|step| step.answer.is_some());
        let judged = step.is_some_and(|step| step.judgement.is_some());
        Box {
            slip: slip(&frame, row),
            base: frame.href(&format!("{}/{}", address(slug), row.id)),
            revision: row.revision,
            may_answer: answers(row) && !row.closed && !answered,
            may_judge: watches && !row.closed && answered && !judged,
            may_raise: watches && !row.closed && (judged || !answered) && row.level != Level::Red.code(),
            may_withdraw: watches && !row.closed,
            words: typed.kept(row.id, "words"),
            reason: typed.kept(row.id, "reason"),
            days: Some(typed.kept(row.id, "days"))
                .filter(|days| !days.is_empty())
                .unwrap_or("3".to_owned()),
        }
    });
    let slips = slips.collect();
    let mut units = Vec::new();
    for duty in &commitment.duties {
        let named = if duty.members.is_empty() {
            std::slice::from_ref(&duty.unit)
        } else {
            &duty.members
        };
        for unit in named {
            let choice = (unit.id.to_string(), unit.name.clone());
            if !units.contains(&choice) {
                units.push(choice);
            }
        }
    }
    let inputs = if watches {
        inputs(&frame, units, &typed.new, trouble.as_ref())
    } else {
        Vec::new()
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title,
        back: frame.href(&format!("/office/commitments/{slug}")),
        action: frame.href(&address(slug)),
        slips,
        inputs,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// The form for a new slip.
fn inputs(frame: &Frame, units: Vec<(String, String)>, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Input> {
    let matters = MATTERS.map(|code| (code.to_owned(), frame.coded("slip-matter-", code).to_owned()));
    let levels = Level::ALL.map(|level| {
        let word = frame.coded("slip-level-", level.code()).to_owned();
        (level.code().to_owned(), word)
    });
    let field = |name: &str, key: &str, kind| {
        Input::new(frame, name, key, kind)
            .value(typed.text(name))
            .wrong(trouble)
    };
    vec![
        field("unit", "slip-unit", "select").options(units),
        field("matter", "slip-matter", "select").options(matters),
        field("words", "slip-words", "area").length(2000),
        field("level", "slip-level", "select").options(levels),
        field("ground", "slip-level-ground", "text").length(2000).optional(),
        field("days", "slip-days", "number").length(2),
    ]
}

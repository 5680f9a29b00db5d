//! The form in which a lead unit writes a version of its plan.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::PlanId;
use shishi_service::commitments::plan::{POINTS_MAX, PlanCommand, PlanContent, ROWS_MAX, WORDS_CHARS_MAX};
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{PlanView, Service};

use super::super::form::{Input, Posted};
use super::super::ledger::target;
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::fields::{Fields, Rows, field};
use super::{address, units};
use crate::public::plans::{Compared, compared};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// Characters of a date or number at most.
const SHORT_CHARS_MAX: usize = 40;

/// Rows of one kind, as the form shows them.
struct Set {
    id: String,
    legend: String,
    note: String,
    columns: [Column; 2],
    rows: Vec<[Cell; 2]>,
    /// What the button for more rows says that it wants.
    more: String,
}

struct Column {
    label: &'static str,
    /// `text`, `date`, `number`, `select`.
    kind: &'static str,
    length: usize,
    options: Vec<(String, String)>,
}

impl Column {
    fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }
}

struct Cell {
    name: String,
    value: String,
    error: String,
}

#[derive(Template)]
#[template(path = "office/plan-edit.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    heading: String,
    /// Why it came back, or empty.
    reasons: String,
    plan: PlanId,
    revision: u32,
    sets: Vec<Set>,
    /// Why there is a new version and on whose decision; none for the first.
    cause: Vec<Input>,
    /// What somebody else has saved meanwhile.
    meanwhile: Option<Compared>,
}

/// What a person has typed, and how the page came to be shown again.
struct Typed {
    fields: Fields,
    plan: PlanId,
    /// The rows of which more are wanted, or empty.
    more: String,
    /// Whether somebody else was faster.
    conflict: bool,
}

/// The form, with what the open version says.
pub(super) async fn show(State(app): State<App>, ask: Ask, Path(slug): Path<String>, signed_in: SignedIn) -> Answer {
    let (actor, named) = (signed_in.session.actor.clone(), slug.clone());
    let (_, versions) = app.blocking(move |service| load(service, &actor, &named)).await?;
    if !versions.first().is_some_and(|view| view.state.is_open()) {
        return Ok(see_other(ask.lang, &address(&slug)));
    }
    page(&app, ask, signed_in, slug, None, None).await
}

/// Saves what was typed, and submits it when that was asked.
pub(super) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, named) = (signed_in.session.actor.clone(), slug.clone());
    let (commitment, _) = app.blocking(move |service| load(service, &actor, &named)).await?;
    let plan = PlanId(form.number("plan").unwrap_or_default());
    let revision = form.number("revision").unwrap_or_default();
    let fields = Fields::sent(&form, &commitment.measures);
    let go = form.text("go");
    let typed = |fields, conflict| Typed {
        fields,
        plan,
        more: go.strip_prefix("more-").unwrap_or_default().to_owned(),
        conflict,
    };
    if go.starts_with("more-") {
        return page(&app, ask, signed_in, slug, Some(typed(fields, false)), None).await;
    }
    let content = match fields.content(ask.lang) {
        Ok(content) => content,
        Err(faults) => {
            let trouble = Trouble::list(faults, ask.lang);
            return page(&app, ask, signed_in, slug, Some(typed(fields, false)), Some(trouble)).await;
        }
    };
    let submit = go == "submit";
    let actor = signed_in.session.actor.clone();
    let done = attempt(&app, {
        let content = content.clone();
        move |service| {
            service.plan_command(&actor, plan, revision, PlanCommand::Save(content))?;
            if submit {
                service.plan_command(&actor, plan, revision.saturating_add(1), PlanCommand::Submit)?;
            }
            Ok(())
        }
    });
    let Err(failure) = done.await? else {
        return Ok(after(&ask, &slug, submit));
    };
    if failure.code == "conflict" || failure.code == "plan.not_open" {
        let actor = signed_in.session.actor.clone();
        let named = slug.clone();
        let (_, versions) = app.blocking(move |service| load(service, &actor, &named)).await?;
        if done_before(&versions, plan, &content, submit) {
            return Ok(after(&ask, &slug, submit));
        }
        let trouble = Trouble::of(&failure, ask.lang, "");
        return page(&app, ask, signed_in, slug, Some(typed(fields, true)), Some(trouble)).await;
    }
    let trouble = Trouble::of(&failure, ask.lang, fields.anchor(&failure));
    page(&app, ask, signed_in, slug, Some(typed(fields, false)), Some(trouble)).await
}

/// Whether the form was sent twice: what it says is what is kept already.
fn done_before(versions: &[PlanView], plan: PlanId, content: &PlanContent, submit: bool) -> bool {
    let kept = versions.iter().find(|view| view.id == plan);
    kept.is_some_and(|view| view.content == *content && view.state.is_open() != submit)
}

fn after(ask: &Ask, slug: &str, submit: bool) -> axum::response::Response {
    let to = if submit {
        format!("{}?said=plan-submitted", address(slug))
    } else {
        format!("{}/edit?said=plan-saved", address(slug))
    };
    see_other(ask.lang, &to)
}

fn load(
    service: &Service,
    actor: &shishi_kernel::Actor,
    slug: &str,
) -> Result<(CommitmentPage, Vec<PlanView>), Failure> {
    let commitment = service.commitment(slug)?.ok_or_else(Failure::not_found)?;
    Ok((commitment, service.plan_versions(actor, slug)?))
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    typed: Option<Typed>,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/plans", move |service, room| {
        drawn(service, room, &slug, typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    slug: &str,
    typed: Option<Typed>,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let (commitment, versions) = load(service, &session.actor, slug)?;
    let wanted = typed.as_ref().map(|typed| typed.plan);
    let view = versions.iter().find(|view| wanted.is_none_or(|plan| plan == view.id));
    let view = view.ok_or_else(Failure::not_found)?;
    let meanwhile = typed.as_ref().is_some_and(|typed| typed.conflict);
    let more = typed.as_ref().map(|typed| typed.more.clone()).unwrap_or_default();
    let fields = match typed {
        Some(typed) => typed.fields,
        None => Fields::of(&view.content, &commitment.measures),
    };
    let wrong = trouble.as_ref();
    let text = |name: &str, key: &str, value: &str, length: u32| {
        Input::new(&frame, name, key, "area")
            .value(value)
            .length(length)
            .wrong(wrong)
    };
    let cause = if view.version > 1 {
        vec![
            text("reason", "plan-reason", &fields.reason, 2000),
            text("decision", "plan-decision", &fields.decision, 300).hint(&frame, "plan-decision-hint"),
        ]
    } else {
        Vec::new()
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title.clone(),
        back: frame.href(&address(slug)),
        heading: frame.with("plan-edit", "n", view.version),
        reasons: match &view.state {
            shishi_service::commitments::plan::PlanState::Returned { reasons, .. } => reasons.clone(),
            _ => String::new(),
        },
        plan: view.id,
        revision: view.revision,
        cause,
        meanwhile: meanwhile.then(|| compared(&frame, &commitment, std::slice::from_ref(view))),
        sets: sets(&frame, &commitment, fields, &more, wrong),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// The rows of every kind.
fn sets(frame: &Frame, commitment: &CommitmentPage, fields: Fields, more: &str, trouble: Option<&Trouble>) -> Vec<Set> {
    let column = |key: &str, kind: &'static str, length: usize| Column {
        label: frame.t(key),
        kind,
        length,
        options: Vec::new(),
    };
    let words = |key: &str| column(key, "text", WORDS_CHARS_MAX);
    let set = |rows: Rows, max: usize, legend: String, note: String, columns: [Column; 2]| {
        let rows = rows.clone().with_blanks(rows.name == more, max);
        let cells = rows.rows.iter().enumerate().map(|(row, typed)| {
            [0, 1].map(|side| {
                let name = field(&rows.name, row, side);
                Cell {
                    error: trouble.map(|trouble| trouble.beside(&name)).unwrap_or_default(),
                    value: typed[side].clone(),
                    name,
                }
            })
        });
        Set {
            rows: cells.collect(),
            more: format!("more-{}", rows.name),
            id: rows.name,
            legend,
            note,
            columns,
        }
    };
    let plain = |rows, legend: &str, note: &str, columns| {
        set(
            rows,
            ROWS_MAX,
            frame.t(legend).to_owned(),
            frame.t(note).to_owned(),
            columns,
        )
    };
    let mut sets = vec![plain(
        fields.milestones,
        "plan-milestones",
        "plan-milestones-note",
        [words("plan-milestone"), column("plan-planned", "date", SHORT_CHARS_MAX)],
    )];
    for (measure, what, rows) in fields.trajectories {
        let row = commitment.measures.iter().find(|row| row.id == measure);
        sets.push(set(
            rows,
            POINTS_MAX,
            frame.with("plan-trajectory", "what", &what),
            row.map(|row| promised(frame, row)).unwrap_or_default(),
            [
                column("plan-day", "date", SHORT_CHARS_MAX),
                column("plan-value", "number", SHORT_CHARS_MAX),
            ],
        ));
    }
    sets.push(plain(
        fields.money,
        "plan-money",
        "plan-money-note",
        [words("plan-source"), column("plan-amount", "number", SHORT_CHARS_MAX)],
    ));
    sets.push(plain(
        fields.persons,
        "plan-persons",
        "plan-persons-note",
        [words("plan-part"), words("plan-name")],
    ));
    let mut asked = column("plan-asked-unit", "select", SHORT_CHARS_MAX);
    asked.options = std::iter::once((String::new(), "—".to_owned()))
        .chain(units(commitment))
        .collect();
    sets.push(plain(
        fields.foreseen,
        "plan-foreseen",
        "plan-foreseen-note",
        [words("plan-asked-what"), asked],
    ));
    sets
}

/// What was promised of a measure, for whoever plans for it.
fn promised(frame: &Frame, row: &MeasureRow) -> String {
    let day = row.cut_off.map(|day| frame.lang.date(day));
    let values = [
        ("target", target(frame, row).into()),
        ("day", day.unwrap_or_else(|| frame.t("plan-year-end").to_owned()).into()),
    ];
    frame.lang.say("plan-promised", &values)
}

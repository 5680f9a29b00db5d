//! Plans: written and submitted by the lead unit, approved or returned by the supervision office, version beside version.

mod edit;
mod fields;

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{Actor, Date, PlanId};
use shishi_service::commitments::plan::{PlanCommand, PlanState};
use shishi_service::views::{CommitmentFilter, CommitmentPage};
use shishi_service::{PlanView, Service, may};

use super::form::{Check, Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::route;
use crate::public::plans::{Compared, compared};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, Gate, SignedIn};

route::routes! {
    "/office/plans" { get list: READ }
    "/office/commitments/{slug}/plan" { get show: READ, post begin: FILE }
    "/office/commitments/{slug}/plan/edit" { get edit::show: FILE, post edit::send: FILE }
    "/office/commitments/{slug}/plan/judge" { post judge: JUDGE }
    "/office/commitments/{slug}/plan/reach" { post reach: FILE }
}

const READ: Gate = Gate::May(&may::READ_PLANS);
const FILE: Gate = Gate::May(&may::FILE_PLAN);
const JUDGE: Gate = Gate::May(&may::JUDGE_PLAN);

/// Commitments without a plan that the list names.
const MISSING_MAX: u32 = 200;

#[derive(Template)]
#[template(path = "office/plan.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    base: String,
    /// That nothing was written yet, or empty.
    none: &'static str,
    plan: Compared,
    /// What the lead unit can begin, or empty.
    begin: &'static str,
    may_edit: bool,
    /// Why the open version came back, or empty.
    reasons: String,
    judged: Option<Judged>,
    /// Why this person may not judge what waits, or empty.
    stands_back: &'static str,
    reach: Option<Reach>,
}

/// A version that waits to be judged.
struct Judged {
    plan: PlanId,
    revision: u32,
    reasons: Input,
}

/// The form that notes a milestone as reached.
struct Reach {
    plan: PlanId,
    revision: u32,
    inputs: Vec<Input>,
}

async fn show(State(app): State<App>, ask: Ask, Path(slug): Path<String>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, slug, Posted::default(), None).await
}

async fn begin(State(app): State<App>, ask: Ask, Path(slug): Path<String>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, named) = (signed_in.session.actor.clone(), slug.clone());
    match attempt(&app, move |service| service.begin_plan(&actor, &named)).await? {
        // Pressed twice, or by two at once: there is one version, and both go on in it.
        Ok(_) => Ok(see_other(ask.lang, &format!("{}/edit", address(&slug)))),
        Err(failure) if matches!(failure.code.as_str(), "plan.open_already" | "conflict") => {
            Ok(see_other(ask.lang, &format!("{}/edit", address(&slug))))
        }
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(&app, ask, signed_in, slug, form, Some(trouble)).await
        }
    }
}

async fn judge(State(app): State<App>, ask: Ask, Path(slug): Path<String>, sent: CheckedForm<Posted>) -> Answer {
    let approve = sent.form.text("go") == "approve";
    let command = if approve {
        PlanCommand::Approve
    } else {
        PlanCommand::Return {
            reasons: sent.form.trimmed("reasons"),
        }
    };
    let said = if approve { "plan-approved" } else { "plan-returned" };
    command_form(app, ask, slug, sent, command, said, |code| match code {
        "plan.reasons_missing" | "plan.text_long" => "reasons",
        _ => "",
    })
    .await
}

async fn reach(State(app): State<App>, ask: Ask, Path(slug): Path<String>, sent: CheckedForm<Posted>) -> Answer {
    let mut check = Check::new(ask.lang);
    let on = check.date("on", &sent.form.text("on"));
    let position = sent.form.number("position");
    if position.is_none() {
        check.fault("position", "fault-choose");
    }
    let (Some(on), Some(position)) = (on, position) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, sent.signed_in, slug, sent.form, Some(trouble)).await;
    };
    let command = PlanCommand::Reach { position, on };
    command_form(app, ask, slug, sent, command, "plan-reached", |code| match code {
        "plan.reached_in_future" | "plan.reached_before_year" => "on",
        "plan.milestone_unknown" | "plan.reached_already" => "position",
        _ => "",
    })
    .await
}

async fn command_form(
    app: App,
    ask: Ask,
    slug: String,
    sent: CheckedForm<Posted>,
    command: PlanCommand,
    said: &str,
    anchor: fn(&str) -> &'static str,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let plan = PlanId(form.number("plan").unwrap_or_default());
    let revision = form.number("revision").unwrap_or_default();
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| {
        service.plan_command(&actor, plan, revision, command)
    })
    .await?
    {
        Ok(()) => Ok(see_other(ask.lang, &format!("{}?said={said}", address(&slug)))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, anchor(&failure.code));
            page(&app, ask, signed_in, slug, form, Some(trouble)).await
        }
    }
}

fn address(slug: &str) -> String {
    format!("/office/commitments/{slug}/plan")
}

/// The units with a duty in a commitment, for a choice.
pub(super) fn units(commitment: &CommitmentPage) -> Vec<(String, String)> {
    let mut units: Vec<(String, String)> = Vec::new();
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
    units
}

/// Whether a unit leads or has any duty in a commitment, itself or through a group.
pub(super) fn part_of(commitment: &CommitmentPage, actor: &Actor, lead: bool) -> bool {
    let duties = commitment.duties.iter().filter(|duty| !lead || duty.role == "lead");
    let named = duties.flat_map(|duty| std::iter::once(&duty.unit).chain(&duty.members));
    named.into_iter().any(|unit| Some(unit.id) == actor.unit)
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/plans", move |service, room| {
        drawn(service, room, &slug, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    slug: &str,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let actor = &session.actor;
    let commitment = service.commitment(slug)?.ok_or_else(Failure::not_found)?;
    let versions = service.plan_versions(actor, slug)?;
    let newest = versions.first();
    let files = may::FILE_PLAN.allows(actor.role) && part_of(&commitment, actor, true);
    let judges = may::JUDGE_PLAN.allows(actor.role);
    let interested = part_of(&commitment, actor, false);
    let waits = newest.filter(|view| matches!(view.state, PlanState::Submitted { .. }));
    let begin = match newest {
        None if files => frame.t("plan-begin"),
        Some(view) if files && view.state.is_frozen() => frame.t("plan-begin-later"),
        _ => "",
    };
    let in_force = versions
        .iter()
        .find(|view| matches!(view.state, PlanState::Approved { .. }));
    let today = shishi_kernel::civil_date(service.now());
    let wrong = trouble.as_ref();
    let page = Page {
        none: if versions.is_empty() { frame.t("plan-none") } else { "" },
        begin,
        may_edit: files && newest.is_some_and(|view| view.state.is_open()),
        reasons: match newest.map(|view| &view.state) {
            Some(PlanState::Returned { reasons, .. }) => reasons.clone(),
            _ => String::new(),
        },
        judged: waits.filter(|_| judges && !interested).map(|view| Judged {
            plan: view.id,
            revision: view.revision,
            reasons: Input::new(&frame, "reasons", "plan-return-reasons", "area")
                .value(typed.text("reasons"))
                .length(2000)
                .optional()
                .wrong(wrong),
        }),
        stands_back: if waits.is_some() && judges && interested {
            frame.t("error-plan-own-duty")
        } else {
            ""
        },
        reach: in_force
            .filter(|_| files)
            .and_then(|view| to_reach(&frame, view, today, typed, wrong)),
        plan: compared(&frame, &commitment, &versions),
        number: commitment.row.number,
        title: commitment.row.title,
        back: frame.href(&format!("/office/commitments/{slug}")),
        base: frame.href(&address(slug)),
        trouble,
        office,
        frame,
    };
    let status = page.trouble.as_ref().map(|trouble| trouble.status);
    Ok(Drawn::new(page.render()?, status))
}

fn to_reach(frame: &Frame, view: &PlanView, today: Date, typed: &Posted, wrong: Option<&Trouble>) -> Option<Reach> {
    let open: Vec<_> = view.milestones.iter().filter(|row| row.done.is_none()).collect();
    if open.is_empty() {
        return None;
    }
    let choices = open.iter().map(|row| (row.position.to_string(), row.title.clone()));
    let on = Some(typed.text("on"))
        .filter(|on| !on.is_empty())
        .unwrap_or_else(|| today.to_string());
    Some(Reach {
        plan: view.id,
        revision: view.revision,
        inputs: vec![
            Input::new(frame, "position", "plan-milestone", "select")
                .value(typed.text("position"))
                .options(choices)
                .wrong(wrong),
            Input::new(frame, "on", "plan-reached-on", "date")
                .value(on)
                .wrong(wrong),
        ],
    })
}

/// A version in the list of those that wait.
struct Waiting {
    href: String,
    number: u32,
    title: String,
    unit: String,
    version: u32,
    day: String,
    /// Whether this person's unit has a duty there and therefore stands back.
    own: bool,
}

#[derive(Template)]
#[template(path = "office/plans.html")]
struct List {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    groups: Vec<Group>,
    /// Commitments without a plan in force, with who leads.
    missing: Vec<Waiting>,
}

/// Versions in one state.
struct Group {
    title: &'static str,
    waiting: Vec<Waiting>,
}

async fn list(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/plans", |service, room| {
        let Room {
            frame, office, session, ..
        } = room;
        let own = own_slugs(service, &session.actor)?;
        let open = service.open_plans(&session.actor)?;
        let groups = ["submitted", "returned", "draft"].map(|state| Group {
            title: frame.coded("plans-in-", state),
            waiting: (open.iter().filter(|row| row.state == state))
                .map(|row| Waiting {
                    href: frame.href(&address(&row.slug)),
                    number: row.number,
                    title: row.title.clone(),
                    unit: row.unit.name.clone(),
                    version: row.version,
                    day: frame.lang.moment(row.changed_at),
                    own: own.contains(&row.slug),
                })
                .collect(),
        });
        let filter = CommitmentFilter {
            state: Some("plan_missing".to_owned()),
            ..CommitmentFilter::default()
        };
        let missing = service
            .commitments(&filter, 1, MISSING_MAX)?
            .rows
            .into_iter()
            .map(|row| Waiting {
                href: frame.href(&address(&row.slug)),
                number: row.number,
                unit: super::ledger::names(&frame, row.leads.iter().map(|unit| unit.name.as_str())),
                version: 0,
                day: String::new(),
                own: own.contains(&row.slug),
                title: row.title,
            });
        let page = List {
            missing: missing.collect(),
            groups: groups.into(),
            trouble: None,
            office,
            frame,
        };
        Ok(Drawn::new(page.render()?, None))
    })
    .await
}

/// The commitments in which the person's unit has a duty.
pub(super) fn own_slugs(service: &Service, actor: &Actor) -> Result<Vec<String>, Failure> {
    let Some(page) = actor.unit.map(|unit| service.unit(unit)).transpose()?.flatten() else {
        return Ok(Vec::new());
    };
    let helps = page.helps.into_iter().map(|(row, _)| row);
    Ok(page.leads.into_iter().chain(helps).map(|row| row.slug).collect())
}

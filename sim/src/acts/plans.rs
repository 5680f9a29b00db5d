//! Implementation plans: begun, saved, handed in, returned, approved, and their steps reached.

use shishi_kernel::{Date, Decimal, Fen, Role};
use shishi_service::commitments::plan::{
    Cause, Milestone, MoneyLine, Person, PlanCommand, PlanContent, PlanState, PlannedTrajectory,
};
use shishi_service::commitments::series::Point;
use shishi_service::views::CommitmentPage;
use shishi_service::{PlanView, ServiceError};

use crate::attempt::{Again, Attempt, attempt};
use crate::world::World;

/// The last day of the programme's year.
const ENDS: Date = Date::constant(2020, 12, 31);
const OWN: &[Role] = &[Role::Clerk, Role::Head];

pub(crate) fn begin(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let page = world.page();
    let Some(by) = world.lead(&page, OWN) else {
        return Ok(None);
    };
    let slug = page.row.slug;
    Ok(Some(attempt(
        format!("begin a plan of {slug}"),
        &by,
        Again::Refused,
        move |service, actor| service.begin_plan(actor, &slug),
    )))
}

fn newest(world: &mut World, page: &CommitmentPage) -> Result<Option<PlanView>, ServiceError> {
    let versions = world.service().plan_versions(&world.supervisor, &page.row.slug)?;
    // Mostly the newest, now and then one that is frozen.
    let index = usize::from(world.chance.once_in_a_hundred(8));
    Ok(versions.into_iter().nth(index))
}

pub(crate) fn go_on(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let page = world.page();
    let Some(view) = newest(world, &page)? else {
        return Ok(None);
    };
    let judged = matches!(view.state, PlanState::Submitted { .. });
    let by = if judged {
        Some(world.office())
    } else {
        world.lead(&page, OWN)
    };
    let Some(by) = by else { return Ok(None) };
    let command = match (judged, world.chance.between(1, 10)) {
        (true, 1..=3) => PlanCommand::Return {
            reasons: world.words(&["请补充选址的时间", "资金来源不明"]),
        },
        (true, _) => PlanCommand::Approve,
        (false, 1) => PlanCommand::Approve,
        (false, 2..=5) => PlanCommand::Submit,
        (false, _) => PlanCommand::Save(content(world, &page, &view)),
    };
    Ok(Some(command_on(&view, &by, command)))
}

pub(crate) fn reach(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let page = world.page();
    let Some(plan) = world.service().approved_plan(page.row.id)? else {
        return Ok(None);
    };
    let versions = world.service().plan_versions(&world.supervisor, &page.row.slug)?;
    let Some(view) = versions.into_iter().find(|view| view.id == plan.id) else {
        return Ok(None);
    };
    let Some(by) = world.lead(&page, OWN) else {
        return Ok(None);
    };
    let count = i64::try_from(plan.milestones.len()).unwrap_or_default();
    let position = u32::try_from(world.chance.between(1, count + 1)).unwrap_or_default();
    let on = world.day(-20, 1);
    Ok(Some(command_on(&view, &by, PlanCommand::Reach { position, on })))
}

fn command_on(view: &PlanView, by: &shishi_kernel::Actor, command: PlanCommand) -> Attempt {
    let (id, revision) = (view.id, view.revision);
    let name = format!("{command:?}");
    let name: String = name.chars().take(40).collect();
    attempt(
        format!("plan {id} at {revision}: {name}"),
        by,
        Again::Refused,
        move |service, actor| service.plan_command(actor, id, revision, command.clone()),
    )
}

fn content(world: &mut World, page: &CommitmentPage, view: &PlanView) -> PlanContent {
    let mut content = view.content.clone();
    let title = world.words(&["完成选址", "全部开工", "主体完工", "验收投用", "印发细则"]);
    // Mostly a day of the programme's year.
    let planned = match world.chance.between(1, 12) {
        1 => world.day(-400, 400),
        month => Date::new(2020, i8::try_from(month).unwrap_or(12), 15).unwrap_or(ENDS),
    };
    if content.milestones.iter().all(|step| step.title != title) && content.milestones.len() < 8 {
        content.milestones.push(Milestone { title, planned });
    }
    for row in page.measures.iter().filter(|row| row.value.is_some()) {
        let known = content.trajectories.iter().any(|path| path.measure == row.id);
        if known || world.chance.once_in_a_hundred(20) {
            continue;
        }
        let value = row.value.unwrap_or_else(|| Decimal::from(1));
        let points = vec![
            Point {
                on: Date::constant(2020, 6, 30),
                value: Decimal::from(world.chance.between(0, 1)).min(value),
            },
            Point { on: ENDS, value },
        ];
        content.trajectories.push(PlannedTrajectory {
            measure: row.id,
            points,
        });
    }
    if content.money.is_empty() {
        content.money.push(MoneyLine {
            source: world.words(&["区级财政预算"]),
            amount: Fen(world.chance.between(-1, 900) * 1_000_000),
        });
    }
    if content.persons.is_empty() {
        content.persons.push(Person {
            name: "赵某".to_owned(),
            part: world.words(&["分管负责人"]),
        });
    }
    if view.version > 1 {
        content.cause = Cause {
            reason: world.words(&["连续降雨停工"]),
            decision: world.words(&["管委会专题会议纪要"]),
        };
    }
    content
}

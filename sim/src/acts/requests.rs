//! Requests between units.

use shishi_kernel::{Actor, Role, UnitId};
use shishi_service::commitments::request::{Ground, Step, StepCommand};
use shishi_service::{AskForm, ServiceError};

use crate::attempt::{Again, Attempt, Done, attempt, attempt_of};
use crate::world::World;

const OWN: &[Role] = &[Role::Clerk, Role::Head];

pub(crate) fn ask(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let page = world.page();
    let Some(by) = world.lead(&page, OWN) else {
        return Ok(None);
    };
    let duties: Vec<UnitId> = page.duties.iter().map(|duty| duty.unit.id).collect();
    let Some(unit) = world.chance.pick(&duties).copied() else {
        return Ok(None);
    };
    let form = AskForm {
        slug: page.row.slug,
        unit,
        what: world.words(&["拨付首批资金", "落实用地", "出具初审意见"]),
        reason: world.words(&["三个街道同时开工"]),
        due: world.day(-2, 400),
    };
    let key = world.key();
    Ok(Some(attempt_of(
        format!("ask unit {unit} for {} by {}", form.slug, form.due),
        &by,
        Again::Same,
        move |service, actor| {
            let count = service.ask_unit(actor, form.clone(), Some(&key))?;
            Ok(Done {
                answer: count.to_string(),
                leaves: Some(count.into()),
            })
        },
    )))
}

pub(crate) fn step(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let all = world.service().all_requests(&world.supervisor)?;
    let Some(row) = world.chance.pick(&all).cloned() else {
        return Ok(None);
    };
    let own = world.of(OWN, &[row.asker.id, row.asked.id]);
    let by: Actor = match own {
        Some(by) if world.chance.once_in_a_hundred(75) => by,
        _ => world.office(),
    };
    let (_, possible) = world.service().request(&by, row.id)?;
    let step = match world.chance.pick(&possible).copied() {
        Some(step) if world.chance.once_in_a_hundred(85) => step,
        _ => world.chance.pick(&Step::ALL).copied().unwrap_or(Step::Accept),
    };
    let ground = (step == Step::Decline)
        .then(|| world.chance.pick(&Ground::ALL).copied())
        .flatten();
    let command = StepCommand {
        step,
        ground,
        words: world.words(&["已办结", "现场核查未完成", "请督查室协调"]),
    };
    let (id, seen) = (row.id, u32::try_from(row.steps.len()).unwrap_or(u32::MAX));
    Ok(Some(attempt(
        format!("request {id} after {seen} steps: {}", step.code()),
        &by,
        Again::Refused,
        move |service, actor| service.step_request(actor, id, seen, command.clone()),
    )))
}

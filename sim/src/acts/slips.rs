//! Supervision slips.

use shishi_kernel::{Role, UnitId};
use shishi_service::commitments::slip::{Command, Judgement, Level};
use shishi_service::{MATTERS, ServiceError, SlipForm, SlipRow};

use crate::attempt::{Again, Attempt, attempt};
use crate::world::{World, parties};

pub(crate) fn issue(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let page = world.page();
    let units: Vec<UnitId> = parties(&page);
    let Some(unit) = world.chance.pick(&units).copied() else {
        return Ok(None);
    };
    let form = SlipForm {
        slug: page.row.slug,
        unit,
        matter: world.chance.pick(&MATTERS).copied().unwrap_or("other").to_owned(),
        words: world.words(&["请说明原因", "请报送方案"]),
        level: world.chance.pick(&Level::ALL).copied().unwrap_or(Level::Blue),
        ground: world.words(&["群众多次反映"]),
        days: i32::try_from(world.chance.between(0, 20)).unwrap_or(5),
    };
    let by = world.office();
    Ok(Some(attempt(
        format!("slip to {unit} on {}", form.slug),
        &by,
        Again::Refused,
        move |service, actor| service.issue_slip(actor, form.clone()),
    )))
}

pub(crate) fn go_on(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let mut all: Vec<SlipRow> = Vec::new();
    for page in &world.pages {
        all.extend(world.service().slips_of_commitment(page.row.id)?);
    }
    let Some(row) = world.chance.pick(&all).cloned() else {
        return Ok(None);
    };
    let command = match world.chance.between(1, 10) {
        1..=4 => Command::Answer(world.words(&["已开工", "7月底前完成"])),
        5..=7 => Command::Judge(Judgement {
            sufficient: world.chance.once_in_a_hundred(50),
            reason: world.words(&["措施明确", "没有时间", ""]),
        }),
        8..=9 => Command::Escalate {
            days: i32::try_from(world.chance.between(0, 10)).unwrap_or(5),
        },
        _ => Command::Withdraw {
            reason: world.words(&["发错单位"]),
        },
    };
    let by = match command {
        Command::Answer(_) => world.of(&[Role::Clerk, Role::Head], &[row.unit.id]),
        _ => Some(world.office()),
    };
    let Some(by) = by else { return Ok(None) };
    let (id, revision) = (row.id, row.revision);
    Ok(Some(attempt(
        format!("slip {id} at {revision}: {command:.40?}"),
        &by,
        Again::Refused,
        move |service, actor| service.move_slip(actor, id, revision, command.clone()),
    )))
}

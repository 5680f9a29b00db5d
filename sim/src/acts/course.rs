//! Decisions on a commitment's course and on its targets.

use shishi_kernel::{Comparator, Decimal};
use shishi_service::{ChangeForm, CourseForm, ServiceError, TurnForm};

use crate::attempt::{Again, Attempt, attempt};
use crate::world::World;

pub(crate) fn turn(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let page = world.page();
    let going = world.service().course(page.row.id)?.course == "going";
    let turn = match (going, world.chance.between(1, 10)) {
        (true, 1..=7) => TurnForm::Pause {
            until: world.day(-5, 200),
        },
        (true, 8) => TurnForm::End,
        (true, _) => TurnForm::CarryOver {
            to: format!("2021-{}", page.row.number),
            pairs: vec![(1, 1)],
        },
        (false, _) => TurnForm::Resume,
    };
    let form = CourseForm {
        turn,
        decision: world.words(&["管委会主任办公会纪要〔2020〕9号"]),
        decided_on: world.day(-30, 1),
        notice: world.words(&["关于暂缓实施的公告"]),
        noticed_on: world.day(-10, 1),
        reason: world.words(&["开展合法性评估"]),
    };
    let (by, slug) = (world.office(), page.row.slug);
    Ok(Some(attempt(
        format!("turn {slug}: {:.30?}", form.turn),
        &by,
        Again::Refused,
        move |service, actor| service.turn_course(actor, &slug, form.clone()),
    )))
}

pub(crate) fn change_target(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let page = world.page();
    let Some(row) = world.measure(&page) else {
        return Ok(None);
    };
    let comparator = row.comparator.as_deref().and_then(Comparator::from_code);
    let form = ChangeForm {
        measure: row.id,
        comparator: comparator.unwrap_or(Comparator::Ge),
        value: row.value.unwrap_or_default() + Decimal::from(world.chance.between(-3, 5)),
        value_max: row.value_max,
        tolerance: row.tolerance,
        cut_off: row.cut_off,
        decision: world.words(&["管委会主任办公会纪要〔2020〕12号"]),
        reason: world.words(&["受疫情防控限流影响"]),
    };
    let by = world.office();
    Ok(Some(attempt(
        format!("target of measure {}: {}", row.id, form.value),
        &by,
        Again::Refused,
        move |service, actor| service.change_target(actor, form.clone()),
    )))
}

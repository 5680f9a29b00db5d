//! Monthly reports and their form.

use shishi_kernel::Role;
use shishi_service::commitments::report::{FormChange, Frequency, Reopening, Standing, Texts};
use shishi_service::{ReportMove, ServiceError};

use crate::attempt::{Again, Attempt, attempt};
use crate::world::World;

pub(crate) fn go_on(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let today = world.today();
    let mut lines = world.service().reports_of_year(&world.supervisor, 2020)?;
    lines.retain(|line| line.period.first() <= today);
    let Some(line) = world.chance.pick(&lines).cloned() else {
        return Ok(None);
    };
    let own = world.of(&[Role::Clerk, Role::Head], &[line.unit.id]);
    let texts = Texts {
        done: world.words(&["三个村开工", "完成招标"]),
        ..Texts::default()
    };
    let step = match (line.standing, world.chance.between(1, 10)) {
        (Some(Standing::Submitted), 1..=3) => ReportMove::Return(world.words(&["缺佐证"])),
        (Some(Standing::Submitted), _) => ReportMove::Accept,
        (Some(Standing::Accepted | Standing::Locked), _) => ReportMove::Reopen(Reopening {
            reason: world.words(&["漏记一处"]),
            approver: world.words(&["党政办公室"]),
            until: world.day(-1, 40),
        }),
        (_, 1..=4) => ReportMove::Save(texts),
        _ => ReportMove::Submit(texts),
    };
    let by = match step {
        ReportMove::Save(_) | ReportMove::Submit(_) => own,
        _ => Some(world.office()),
    };
    let Some(by) = by else { return Ok(None) };
    let (at, revision) = (line.at(), line.revision);
    Ok(Some(attempt(
        format!(
            "report {} {} {} at {revision}: {step:.40?}",
            at.slug,
            at.unit,
            at.period.code()
        ),
        &by,
        Again::Refused,
        move |service, actor| service.move_report(actor, &at, revision, step.clone()),
    )))
}

pub(crate) fn change_form(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let change = FormChange {
        frequency: world
            .chance
            .pick(&Frequency::ALL)
            .copied()
            .unwrap_or(Frequency::Monthly),
        questions: vec![world.words(&["安全生产情况", "群众意见"])],
        reason: world.words(&["汛期"]),
    };
    let by = world.office();
    Ok(Some(attempt(
        "change the form of reports",
        &by,
        Again::Refused,
        move |service, actor| service.set_report_form(actor, change.clone()),
    )))
}

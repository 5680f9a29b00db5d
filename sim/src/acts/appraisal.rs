//! The appraisal: its scheme, its runs, replies and the final result.

use shishi_kernel::{Actor, Role, SchemeId};
use shishi_service::ServiceError;
use shishi_service::appraising::hearing::Judgement;

use crate::attempt::{Again, Attempt, attempt};
use crate::world::World;

const SCHEME: &str = "\
名称: 2020年度为民办实事考核办法
开始: 2020-07-01
结束: 2020-12-31
主办: 100
协办: 30
目标经核实达成: 50
督办按期答复: 50
";

pub(crate) fn go_on(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let (key, office) = (world.key(), world.office());
    let Some(appraiser) = world.of(&[Role::Appraiser], &[]) else {
        return Ok(None);
    };
    let schemes = world.service().schemes(&world.supervisor)?;
    let Some(scheme) = world.chance.pick(&schemes).cloned() else {
        return Ok(Some(write(&appraiser, None, key)));
    };
    let id = scheme.id;
    Ok(Some(
        match (scheme.approved_at.is_some(), world.chance.between(1, 10)) {
            (false, 1..=3) => write(&appraiser, Some(id), key),
            (false, _) => {
                let decision = world.words(&["管委会第3次会议"]);
                attempt(
                    format!("approve scheme {id}"),
                    &office,
                    Again::Same,
                    move |service, actor| service.approve_scheme(actor, id, &decision, Some(&key)),
                )
            }
            (true, 1..=3) => attempt(
                format!("appraise by {id}"),
                &appraiser,
                Again::Same,
                move |service, actor| service.run_appraisal(actor, id, Some(&key)),
            ),
            (true, 4..=5) => attempt(
                format!("publish appraisal {id}"),
                &appraiser,
                Again::Same,
                move |service, actor| service.publish_appraisal(actor, id, 10, Some(&key)),
            ),
            (true, 6..=7) => {
                let (by, words) = (world.of(&[Role::Clerk, Role::Head], &[]), world.words(&["已当面答复"]));
                let Some(by) = by else { return Ok(None) };
                attempt(
                    format!("reply to appraisal {id}"),
                    &by,
                    Again::Same,
                    move |service, actor| service.reply_to_appraisal(actor, id, &words, Some(&key)),
                )
            }
            (true, 8..=9) => return judge(world, &appraiser, id, key),
            (true, _) => attempt(
                format!("finish appraisal {id}"),
                &appraiser,
                Again::Same,
                move |service, actor| service.finish_appraisal(actor, id, Some(&key)),
            ),
        },
    ))
}

fn write(by: &Actor, id: Option<SchemeId>, key: String) -> Attempt {
    attempt(
        format!("write scheme {id:?}"),
        by,
        Again::Same,
        move |service, actor| service.write_scheme(actor, id, SCHEME, Some(&key)),
    )
}

fn judge(world: &mut World, by: &Actor, id: SchemeId, key: String) -> Result<Option<Attempt>, ServiceError> {
    let Some(view) = world.service().appraisal(&world.supervisor, id)? else {
        return Ok(None);
    };
    let units: Vec<_> = view.replies.iter().map(|reply| reply.unit.id).collect();
    let Some(unit) = world.chance.pick(&units).copied() else {
        return Ok(None);
    };
    let judgement = Judgement {
        corrections: Vec::new(),
        accepted: false,
        reason: world.words(&["无依据"]),
    };
    Ok(Some(attempt(
        format!("judge the reply of {unit} to appraisal {id}"),
        by,
        Again::Same,
        move |service, actor| service.judge_appraisal_reply(actor, id, unit, judgement.clone(), Some(&key)),
    )))
}

//! Questions about figures.

use shishi_kernel::Role;
use shishi_service::ServiceError;
use shishi_service::commitments::question::life::Outcome;

use crate::attempt::{Again, Attempt, Done, attempt, attempt_of};
use crate::world::World;

pub(crate) fn ask(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let (by, programme) = (world.office(), world.programme.clone());
    Ok(Some(attempt_of(
        "have the rules look at the figures",
        &by,
        Again::Done,
        move |service, actor| {
            let asked = service.ask_questions(Some(actor), &programme)?;
            Ok(Done {
                answer: asked.to_string(),
                leaves: Some(asked.into()),
            })
        },
    )))
}

pub(crate) fn go_on(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let all = world.service().questions(&world.supervisor)?;
    let Some(row) = world.chance.pick(&all).cloned() else {
        return Ok(None);
    };
    let (id, key) = (row.id, world.key());
    if row.state == "open" && world.chance.once_in_a_hundred(75) {
        let Some(by) = world.of(&[Role::Clerk, Role::Head], &[row.unit.id]) else {
            return Ok(None);
        };
        let words = world.words(&["多报两处，已核对"]);
        return Ok(Some(attempt(
            format!("reply to question {id}"),
            &by,
            Again::Same,
            move |service, actor| service.reply_to_question(actor, id, &words, Some(&key)),
        )));
    }
    let outcomes = [Outcome::Explained, Outcome::Corrected, Outcome::Referred];
    let outcome = world.chance.pick(&outcomes).copied().unwrap_or(Outcome::Explained);
    let (by, reason) = (world.office(), world.words(&["核对属实"]));
    Ok(Some(attempt(
        format!("settle question {id}: {}", outcome.code()),
        &by,
        Again::Same,
        move |service, actor| service.settle_question(actor, id, outcome, &reason, Some(&key)),
    )))
}

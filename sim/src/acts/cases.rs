//! Accountability cases: opened, proved from the journal, heard, decided, closed.

use shishi_kernel::{Actor, Role, UnitId};
use shishi_service::appraising::case::{Command, Evidence, Ground, Outcome};
use shishi_service::{CaseForm, ServiceError};

use crate::attempt::{Again, Attempt, attempt};
use crate::world::{World, parties};

const OFFICES: &[Role] = &[Role::Supervisor, Role::Appraiser];

pub(crate) fn open(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let page = world.page();
    let units: Vec<UnitId> = parties(&page);
    let Some(unit) = world.chance.pick(&units).copied() else {
        return Ok(None);
    };
    let form = CaseForm {
        slug: page.row.slug,
        unit,
        ground: world.chance.pick(Ground::ALL).copied().unwrap_or(Ground::Neglect),
        words: world.words(&["多次催报未报"]),
    };
    let (by, key) = (office(world), world.key());
    Ok(Some(attempt(
        format!("open a case against {unit} on {}", form.slug),
        &by,
        Again::Same,
        move |service, actor| service.open_case(actor, form.clone(), Some(&key)),
    )))
}

/// Somebody of the two offices; whoever opened a case does not decide it.
fn office(world: &mut World) -> Actor {
    let by = world.of(OFFICES, &[]);
    by.unwrap_or_else(|| world.supervisor.clone())
}

pub(crate) fn go_on(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let mut rows = world.service().cases(&world.supervisor)?;
    rows.retain(|row| row.state != "closed");
    let Some(id) = world.chance.pick(&rows).map(|row| row.id) else {
        return Ok(None);
    };
    let Some(view) = world.service().case(&world.supervisor, id)? else {
        return Ok(None);
    };
    let command = match (view.row.state.as_str(), world.chance.between(1, 10)) {
        ("open", 1..=7) => {
            let Some((fact, leaf)) = world.chance.pick(&view.candidates).map(|(fact, row)| (*fact, row.leaf)) else {
                return Ok(None);
            };
            let evidence = Evidence { fact, leaf };
            Command::Add { evidence, entry: None }
        }
        ("open", _) => Command::Hear {
            days: u32::try_from(world.chance.between(3, 30)).unwrap_or(10),
        },
        ("hearing", 1..=3) => Command::Reply {
            words: world.words(&["已补报，原因属实"]),
        },
        ("hearing", 4..=6) => Command::Consider {
            applies: world.chance.once_in_a_hundred(40),
            reason: world.words(&["首次探索"]),
        },
        ("hearing", _) => Command::Decide {
            outcome: world.chance.pick(Outcome::ALL).copied().unwrap_or(Outcome::Reminded),
            reason: world.words(&["情节轻微"]),
        },
        _ => Command::Close {
            words: world.words(&["已提醒约谈"]),
        },
    };
    let by = match command {
        Command::Reply { .. } => world.of(&[Role::Clerk, Role::Head], &[view.row.unit.id]),
        _ => Some(office(world)),
    };
    let Some(by) = by else { return Ok(None) };
    let key = world.key();
    Ok(Some(attempt(
        format!("case {id}: {command:.40?}"),
        &by,
        Again::Same,
        move |service, actor| service.case_step(actor, id, command.clone(), Some(&key)),
    )))
}

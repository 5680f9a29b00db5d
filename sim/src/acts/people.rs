//! First-responsible persons, and accounts.

use shishi_kernel::{Role, UnitId};
use shishi_service::commitments::person::Appoint;
use shishi_service::{HeadRow, NewAccountForm, NewPerson, ServiceError};

use crate::attempt::{Again, Attempt, attempt};
use crate::world::World;

fn some_unit(world: &mut World) -> Option<UnitId> {
    let units: Vec<UnitId> = world.cast.iter().filter_map(|actor| actor.unit).collect();
    world.chance.pick(&units).copied()
}

pub(crate) fn appoint(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let Some(unit) = some_unit(world) else { return Ok(None) };
    let command = Appoint {
        name: world.words(&["蒲正言", "柯守约", "印怀朴"]),
        from: world.day(-200, 30),
        to: if world.chance.once_in_a_hundred(30) {
            Some(world.day(-100, 200))
        } else {
            None
        },
    };
    let by = world.office();
    Ok(Some(attempt(
        format!("appoint a head of {unit} from {} to {:?}", command.from, command.to),
        &by,
        Again::Refused,
        move |service, actor| service.appoint_head(actor, unit, command.clone()),
    )))
}

pub(crate) fn leave(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let rows: Vec<HeadRow> = world.service().heads_today(&world.supervisor)?;
    let Some(person) = world.chance.pick(&rows).map(|row| row.id) else {
        return Ok(None);
    };
    let by = world.office();
    if world.chance.once_in_a_hundred(15) {
        return Ok(Some(attempt(
            format!("erase person {person}"),
            &by,
            Again::Refused,
            move |service, actor| service.erase_person(actor, person),
        )));
    }
    let to = world.day(-60, 60);
    Ok(Some(attempt(
        format!("person {person} leaves on {to}"),
        &by,
        Again::Refused,
        move |service, actor| service.end_term(actor, person, to),
    )))
}

pub(crate) fn hire(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let number = world.chance.between(1, 30);
    let role = world.chance.pick(&Role::ALL).copied().unwrap_or(Role::Auditor);
    let unit = match role {
        Role::Clerk | Role::Head => some_unit(world),
        _ => None,
    };
    let login = format!("newcomer-{number}");
    let by = world.admin.clone();
    Ok(Some(attempt(
        format!("an account for {login}, {}", role.code()),
        &by,
        Again::Refused,
        move |service, actor| {
            let person = NewPerson {
                login: login.clone(),
                display_name: login.clone(),
                password: "several plain words".to_owned(),
            };
            service.create_account(actor, NewAccountForm { person, role, unit })
        },
    )))
}

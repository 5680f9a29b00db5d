//! Inspections: registers, plans, draws by the public scheme, visits and what follows.

use shishi_kernel::{Actor, Role};
use shishi_service::inspecting::Digest;
use shishi_service::inspecting::checklist::{Answer, Mark, ObjectKind, Risk};
use shishi_service::inspecting::draw::{Reveal, commitment};
use shishi_service::inspecting::plan::Mode;
use shishi_service::inspecting::visit::{Command, Severity};
use shishi_service::{FreezeForm, InspectedForm, PlanForm, ServiceError};

use crate::attempt::{Again, Attempt, Done, attempt, attempt_of};
use crate::world::World;

const BODIES: [&str; 3] = ["市场监督管理局", "人大代表联络站", "家长委员会代表"];

pub(crate) fn prepare(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let (by, key) = (world.office(), world.key());
    let inspected = world.service().inspected()?.len();
    let inspectors = world.service().inspectors(&world.supervisor)?.len();
    let plans = world.service().inspection_plans()?;
    if inspected < 8 {
        return Ok(Some(kitchens(world, &by, key)));
    }
    if inspectors < 5 {
        let name = world.words(&["丁未央", "凌子衿", "步蘅芜", "雍和"]);
        return Ok(Some(attempt(
            "register an inspector",
            &by,
            Again::Same,
            move |service, actor| service.register_inspector(actor, &name, None, Some(&key)),
        )));
    }
    if let Some(plan) = plans.iter().find(|plan| plan.approved.is_none()).map(|plan| plan.id) {
        let decision = world.words(&["管委会专题会议纪要〔2020〕11号"]);
        return Ok(Some(attempt(
            format!("approve the inspections {plan}"),
            &by,
            Again::Same,
            move |service, actor| service.approve_inspection_plan(actor, plan, &decision, Some(&key)),
        )));
    }
    let form = PlanForm {
        title: world.words(&["校园厨房抽查"]),
        kind: ObjectKind::Kitchen,
        mode: Mode::Unannounced,
        units: world.pages[1].row.leads.iter().map(|unit| unit.id).collect(),
        from: world.day(0, 3),
        to: world.day(20, 60),
    };
    Ok(Some(attempt(
        "plan inspections",
        &by,
        Again::Same,
        move |service, actor| service.plan_inspection(actor, form.clone(), Some(&key)),
    )))
}

fn kitchens(world: &mut World, by: &Actor, key: String) -> Attempt {
    let slug = world.pages[1].row.slug.clone();
    let first = world.chance.between(1, 4);
    let form = InspectedForm {
        kind: ObjectKind::Kitchen,
        risk: world.chance.pick(&Risk::ALL).copied().unwrap_or(Risk::Middle),
        unit: None,
        commitment: Some(slug),
        accepted: None,
        entries: (first..first + 6)
            .map(|number| (format!("第{number}小学食堂"), "洸河街道".to_owned()))
            .collect(),
    };
    attempt_of("register kitchens", by, Again::Same, move |service, actor| {
        let added = service.register_inspected(actor, form.clone(), Some(&key))?;
        Ok(Done {
            answer: added.to_string(),
            leaves: Some(u64::from(added > 0)),
        })
    })
}

pub(crate) fn draw(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let by = world.supervisor.clone();
    let key = world.key();
    let draws = world.service().draws(&by)?;
    let Some(row) = draws.iter().find(|row| row.seed.is_none()).cloned() else {
        return freeze(world, &by, key);
    };
    let (id, body) = (row.id, u32::try_from(world.chance.between(0, 3)).unwrap_or_default());
    let secret = Reveal {
        salt: Digest([u8::try_from(body).unwrap_or_default() + 1; 32]),
        secret: Digest([u8::try_from(body).unwrap_or_default() + 100; 32]),
    };
    Ok(Some(match world.chance.between(1, 12) {
        1..=4 => attempt(
            format!("draw {id}: body {body} commits"),
            &by,
            Again::Same,
            move |service, actor| service.commit_to_draw(actor, id, body, commitment(&secret), Some(&key)),
        ),
        5..=6 => {
            world.service().publish_now()?;
            attempt(format!("draw {id}: seal"), &by, Again::Same, move |service, actor| {
                service.seal_draw(actor, id, Some(&key))
            })
        }
        7..=10 => attempt(
            format!("draw {id}: body {body} reveals"),
            &by,
            Again::Same,
            move |service, actor| service.reveal_for_draw(actor, id, body, secret, Some(&key)),
        ),
        _ => attempt_of(format!("draw {id}: finish"), &by, Again::Same, move |service, actor| {
            service.finish_draw(actor, id, Vec::new(), "2020060", Some(&key))?;
            Ok(Done {
                answer: String::new(),
                leaves: None,
            })
        }),
    }))
}

fn freeze(world: &mut World, by: &Actor, key: String) -> Result<Option<Attempt>, ServiceError> {
    let plans = world.service().inspection_plans()?;
    let Some(plan) = world.chance.pick(&plans).map(|plan| plan.id) else {
        return Ok(None);
    };
    let form = FreezeForm {
        plan,
        draw: u32::try_from(world.chance.between(1, 4)).unwrap_or(1),
        per_object: 2,
        bodies: BODIES.map(str::to_owned).to_vec(),
        externals: Vec::new(),
        fallback: "中国福利彩票双色球2020060期开奖号码".to_owned(),
        exclusions: Vec::new(),
        commit_until: world.day(15, 25),
        reveal_until: world.day(40, 60),
    };
    Ok(Some(attempt(
        format!("freeze a draw of the inspections {plan}"),
        by,
        Again::Same,
        move |service, actor| service.freeze_draw(actor, form.clone(), Some(&key)),
    )))
}

pub(crate) fn visit(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let mut rows = world.service().inspections(&world.supervisor)?;
    rows.retain(|row| row.state != "closed");
    let Some(row) = world.chance.pick(&rows).cloned() else {
        return Ok(None);
    };
    let finding = usize::try_from(world.chance.between(0, 1)).unwrap_or_default();
    let (on, fault) = (world.day(-1, 1), world.chance.once_in_a_hundred(40));
    let answer = |item: &&str| Answer {
        item: (*item).to_owned(),
        mark: if fault && *item == "samples_kept" {
            Mark::Fault
        } else {
            Mark::Ok
        },
        note: if fault { "未留样".to_owned() } else { String::new() },
    };
    let command = match (row.state.as_str(), world.chance.between(1, 12)) {
        ("opened", _) => Command::Visit {
            on,
            answers: ObjectKind::Kitchen.questions().iter().map(answer).collect(),
        },
        (_, 1..=3) => Command::Find {
            what: world.words(&["留样制度未落实"]),
            severity: Severity::Serious,
        },
        (_, 4..=5) => Command::Order { finding, days: 7 },
        (_, 6..=7) => Command::Recheck {
            finding,
            on,
            fixed: world.chance.once_in_a_hundred(70),
        },
        (_, 8..=9) => Command::Serve {
            conclusion: world.words(&["已整改到位"]),
            days: u32::try_from(world.chance.between(0, 20)).unwrap_or(10),
        },
        (_, 10..=11) => Command::Reply {
            words: world.words(&["无异议"]),
        },
        _ => Command::Close,
    };
    let by = match command {
        Command::Reply { .. } => world.of(&[Role::Clerk, Role::Head], &row.units),
        _ => Some(world.office()),
    };
    let Some(by) = by else { return Ok(None) };
    let (id, key) = (row.id, world.key());
    Ok(Some(attempt(
        format!("inspection {id}: {command:.40?}"),
        &by,
        Again::Same,
        move |service, actor| service.inspection_step(actor, id, command.clone(), Some(&key)),
    )))
}

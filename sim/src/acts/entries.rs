//! Sites, entries with their files, and plain values.

use shishi_kernel::{Actor, Decimal, Role};
use shishi_service::commitments::entry::{Body, Command, Counting, Draft, Outcome, State};
use shishi_service::commitments::site::{RegisterCommand, Stage};
use shishi_service::record_rows::{RecordFilter, RecordRow};
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{EntryForm, EvidenceFile, RecordForm, ServiceError};

use crate::attempt::{Again, Attempt, Done, attempt, attempt_of};
use crate::world::{World, parties};

const CLERK: &[Role] = &[Role::Clerk];

fn site(world: &mut World, page: &CommitmentPage, by: &Actor) -> RegisterCommand {
    let units = parties(page);
    let other = world
        .chance
        .once_in_a_hundred(20)
        .then(|| world.chance.pick(&units).copied());
    let number = world.chance.between(1, 60);
    let hidden = world.chance.once_in_a_hundred(5);
    RegisterCommand {
        name: world.words(&[&format!("第{number}号点位"), &format!("{number}村公厕")]),
        place: world.words(&["柳行街道", "王因街道"]),
        longitude: None,
        latitude: None,
        unit: other.flatten().or(by.unit).unwrap_or(shishi_kernel::UnitId(0)),
        template: None,
        opening: None,
        hidden,
        reason: String::new(),
    }
}

/// A measure whose sites are kept, mostly of the first few commitments that have one, so that registers fill.
fn counted(world: &mut World) -> Option<(CommitmentPage, MeasureRow)> {
    let of_sites = |row: &&MeasureRow| matches!(row.kind.as_str(), "count" | "works" | "coverage");
    let with: Vec<CommitmentPage> = world
        .pages
        .iter()
        .filter(|page| page.measures.iter().any(|row| of_sites(&row)))
        .take(4)
        .cloned()
        .collect();
    let page = world.chance.pick(&with).cloned()?;
    let row = page.measures.iter().find(of_sites).cloned()?;
    Some((page, row))
}

pub(crate) fn register(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let Some((page, row)) = counted(world) else {
        return Ok(None);
    };
    let Some(by) = world.of(CLERK, &parties(&page)) else {
        return Ok(None);
    };
    let (command, key) = (site(world, &page, &by), world.key());
    Ok(Some(attempt(
        format!("register {} for measure {}", brief(&command.name), row.id),
        &by,
        Again::Same,
        move |service, actor| service.register_site(actor, row.id, command.clone(), Some(&key)),
    )))
}

pub(crate) fn register_list(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let Some((page, row)) = counted(world) else {
        return Ok(None);
    };
    let Some(by) = world.lead(&page, CLERK) else {
        return Ok(None);
    };
    let commands: Vec<RegisterCommand> = (0..3).map(|_| site(world, &page, &by)).collect();
    let key = world.key();
    Ok(Some(attempt_of(
        format!("register {} sites for measure {}", commands.len(), row.id),
        &by,
        Again::Same,
        move |service, actor| {
            let made = service.register_sites(actor, row.id, commands.clone(), Some(&key))?;
            Ok(Done {
                answer: made.to_string(),
                leaves: u64::try_from(made).ok(),
            })
        },
    )))
}

fn body(world: &mut World, row: &MeasureRow) -> Result<Body, ServiceError> {
    let number = Decimal::from(world.chance.between(0, 40));
    let sites = world.service().register(&world.supervisor, row.id)?.sites;
    if let Some((site, _)) = world.chance.pick(&sites).cloned()
        && world.chance.once_in_a_hundred(85)
    {
        let stages = [
            Stage::Started,
            Stage::Built,
            Stage::Accepted,
            Stage::InUse,
            Stage::Withdrawn,
        ];
        // The next one mostly; sometimes any.
        let at = Stage::ALL
            .iter()
            .position(|stage| stage.code() == site.stage)
            .unwrap_or_default();
        let next = if world.chance.once_in_a_hundred(80) {
            stages.get(at).copied().unwrap_or(Stage::Withdrawn)
        } else {
            world.chance.pick(&stages).copied().unwrap_or(Stage::Started)
        };
        return Ok(Body::Stage {
            site: site.id,
            stage: next,
            reason: world.words(&["", "", "选址调整"]),
        });
    }
    Ok(match row.kind.as_str() {
        "rate" => Body::Return {
            numerator: number,
            denominator: Decimal::from(world.chance.between(0, 60)),
        },
        "activity" => Body::Activity {
            what: world.words(&["送戏下乡一场"]),
            place: "接庄街道".to_owned(),
            count: number,
            counting: world
                .chance
                .pick(&[Counting::Things, Counting::Persons, Counting::PersonTimes])
                .copied()
                .unwrap_or(Counting::Things),
        },
        "document" | "parameter" => Body::Act {
            number: world.words(&["济高新发〔2020〕7号"]),
            dated: world.day(-20, 0),
            value: world.chance.once_in_a_hundred(50).then_some(number),
        },
        _ => Body::Value { value: number },
    })
}

pub(crate) fn write(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let chosen = if world.chance.once_in_a_hundred(70) {
        counted(world)
    } else {
        let page = world.page();
        world.measure(&page).map(|row| (page, row))
    };
    let Some((page, row)) = chosen else { return Ok(None) };
    let Some(by) = world.of(CLERK, &parties(&page)) else {
        return Ok(None);
    };
    let body = body(world, &row)?;
    let wanted = matches!(&body, Body::Stage { stage, .. } if stage.counts())
        || !matches!(body, Body::Value { .. } | Body::Stage { .. });
    let files: Vec<EvidenceFile> = if wanted && world.chance.once_in_a_hundred(85) {
        vec![file(world)]
    } else {
        Vec::new()
    };
    let draft = Draft {
        body,
        day: world.day(-25, 1),
        note: String::new(),
    };
    let form = EntryForm { measure: row.id, draft };
    let (key, at_once) = (world.key(), world.chance.once_in_a_hundred(60));
    let leaves = u64::try_from(files.len()).ok().map(|files| files + 1);
    Ok(Some(attempt_of(
        format!(
            "entry for measure {}: {:?}, handed in {at_once}",
            row.id,
            form.draft.body.code()
        ),
        &by,
        Again::Same,
        move |service, actor| {
            let (form, files) = (form.clone(), files.clone());
            let id = if at_once {
                service.hand_in_entry(actor, form, files, Some(&key))?
            } else {
                service.write_entry(actor, form, files, Some(&key))?
            };
            Ok(Done {
                answer: id.to_string(),
                leaves,
            })
        },
    )))
}

fn file(world: &mut World) -> EvidenceFile {
    let number = world.chance.between(1, 500);
    EvidenceFile {
        name: "验收表.pdf".to_owned(),
        bytes: format!("%PDF-1.7 number {number}").into_bytes(),
    }
}

fn some_entry(world: &mut World, states: &[&str]) -> Result<Option<RecordRow>, ServiceError> {
    let state = world.chance.pick(states).map(|state| (*state).to_owned());
    let filter = RecordFilter {
        state,
        ..RecordFilter::default()
    };
    let rows = world.service().entries(&world.supervisor, &filter, 1, 100)?.rows;
    Ok(world.chance.pick(&rows).cloned())
}

pub(crate) fn go_on(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let states = [
        "draft",
        "submitted",
        "submitted",
        "returned",
        "confirmed",
        "confirmed",
        "judged",
        "judged",
        "published",
    ];
    let Some(row) = some_entry(world, &states)? else {
        return Ok(None);
    };
    let Some(page) = world.page_of(row.measure).cloned() else {
        return Ok(None);
    };
    let state = State::from_codes(&row.state, row.outcome.as_deref());
    if matches!(row.state.as_str(), "draft" | "returned") && world.chance.once_in_a_hundred(25) {
        return rewrite(world, &row);
    }
    let (by, command) = match state {
        Some(State::Draft | State::Returned) => (world.of(CLERK, &[row.unit.id]), Command::Submit),
        Some(State::Submitted) => {
            let by = world.lead(&page, &[Role::Clerk, Role::Head]);
            let back = world.chance.once_in_a_hundred(25);
            let reason = world.words(&["日期不对", "缺佐证"]);
            (
                by,
                if back {
                    Command::Return { reason }
                } else {
                    Command::Confirm
                },
            )
        }
        Some(State::Judged(_)) if world.chance.once_in_a_hundred(70) => (Some(world.office()), Command::Publish),
        _ => (Some(world.office()), judge(world)),
    };
    let Some(by) = by else { return Ok(None) };
    let (id, revision) = (row.id, row.revision);
    Ok(Some(attempt(
        format!("entry {id} at {revision}: {command:.60?}"),
        &by,
        Again::Refused,
        move |service, actor| service.move_entry(actor, id, revision, command.clone()),
    )))
}

fn judge(world: &mut World) -> Command {
    let outcome = world.chance.pick(&Outcome::ALL).copied().unwrap_or(Outcome::Verified);
    let value = (outcome == Outcome::Contradicted && world.chance.once_in_a_hundred(60))
        .then(|| Decimal::from(world.chance.between(0, 3)));
    Command::Judge {
        outcome,
        value,
        reason: world.words(&["现场看过", "门上挂锁", ""]),
    }
}

fn rewrite(world: &mut World, row: &RecordRow) -> Result<Option<Attempt>, ServiceError> {
    let Some(by) = world.of(CLERK, &[row.unit.id]) else {
        return Ok(None);
    };
    let draft = Draft {
        body: shishi_service::Service::entry_body(row)?,
        day: world.day(-25, 1),
        note: world.words(&["补正", ""]),
    };
    let (id, revision) = (row.id, row.revision);
    Ok(Some(attempt(
        format!("entry {id} at {revision}: write again"),
        &by,
        Again::Refused,
        move |service, actor| service.rewrite_entry(actor, id, revision, draft.clone()),
    )))
}

pub(crate) fn add_file(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let Some(row) = some_entry(world, &["draft", "returned", "confirmed"])? else {
        return Ok(None);
    };
    let Some(by) = world.of(CLERK, &[row.unit.id]) else {
        return Ok(None);
    };
    let (id, revision, file) = (row.id, row.revision, file(world));
    Ok(Some(attempt(
        format!("entry {id} at {revision}: add a file"),
        &by,
        Again::Refused,
        move |service, actor| service.add_evidence(actor, id, revision, file.clone()),
    )))
}

pub(crate) fn plain(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let page = world.page();
    let Some(row) = world.measure(&page) else {
        return Ok(None);
    };
    let Some(by) = world.lead(&page, CLERK) else {
        return Ok(None);
    };
    let form = RecordForm {
        measure: row.id,
        value: Decimal::from(world.chance.between(-1, 60)),
        as_of: world.day(-30, 1),
        note: world.words(&["", "已进场施工"]),
    };
    let key = world.key();
    Ok(Some(attempt(
        format!("report {} of measure {} as of {}", form.value, row.id, form.as_of),
        &by,
        Again::Same,
        move |service, actor| Ok(service.record_value(actor, form.clone(), Some(&key))?.leaf),
    )))
}

pub(crate) fn judge_report(world: &mut World) -> Result<Option<Attempt>, ServiceError> {
    let waiting = world.service().reports_to_verify(&world.supervisor)?;
    let Some(report) = world.chance.pick(&waiting).map(|row| row.id) else {
        return Ok(None);
    };
    let (by, key) = (world.office(), world.key());
    let Command::Judge { outcome, value, reason } = judge(world) else {
        return Ok(None);
    };
    Ok(Some(attempt(
        format!("judge the plain report {report}: {}", outcome.code()),
        &by,
        Again::Same,
        move |service, actor| service.judge_report(actor, report, outcome, value, &reason, Some(&key)),
    )))
}

fn brief(words: &str) -> String {
    words.chars().take(20).collect()
}

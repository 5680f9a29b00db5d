//! People at work all at once, each saying what was acknowledged, in a process that may be killed at any moment.

use std::io::Write;
use std::path::Path;

use shishi_kernel::{Actor, MeasureId, Role, SiteId, UnitId};
use shishi_service::commitments::entry::{Body, Draft};
use shishi_service::commitments::plan::{Milestone, PlanCommand, PlanContent};
use shishi_service::commitments::report::{Period, Texts};
use shishi_service::commitments::site::{RegisterCommand, Stage};
use shishi_service::commitments::slip::{Command as SlipCommand, Level};
use shishi_service::{
    AskForm, EntryForm, EvidenceFile, RecordForm, ReportAt, ReportMove, Service, ServiceError, SignInFrom, SlipForm,
};

use super::{House, PASSWORD};

/// What is worked on, found again in every process by name.
pub struct Desk {
    pub service: Service,
    pub clerk: Actor,
    pub helper: Actor,
    pub supervisor: Actor,
    pub admin: Actor,
    lead: UnitId,
    help: UnitId,
    /// A measure that is counted, and one that is only reported.
    counted: MeasureId,
    plain: MeasureId,
}

const SLUG: &str = "2020-15";

/// Something that is done again and again; gives what was acknowledged.
type Work = fn(&Desk, &str) -> Result<String, ServiceError>;

/// Everything that is at work.
pub const WORK: &[(&str, Work)] = &[
    ("value", value),
    ("ask", ask),
    ("entry", entry),
    ("site", site),
    ("report", report),
    ("plan", plan),
    ("slip", slip),
    ("entry2", entry),
];

impl Desk {
    /// Gives everybody an account.
    pub fn furnish(house: &House) {
        let page = house.page(SLUG);
        let lead = page.row.leads[0].id;
        house.join("clerk", Role::Clerk, Some(lead));
        house.join("helper", Role::Clerk, Some(help(house, lead)));
    }

    /// Sits down at a service.
    pub fn new(service: Service) -> Self {
        let sign_in = |login: &str| {
            let signed_in = service.sign_in(login, PASSWORD, SignInFrom::default()).unwrap();
            service.session(&signed_in.token).unwrap().unwrap().actor
        };
        let page = service.commitment(SLUG).unwrap().unwrap();
        let kinds: Vec<_> = page.measures.iter().filter(|row| row.state != "untestable").collect();
        let (clerk, helper) = (sign_in("clerk"), sign_in("helper"));
        Self {
            lead: clerk.unit.unwrap(),
            help: helper.unit.unwrap(),
            counted: kinds.iter().find(|row| row.kind == "count").unwrap().id,
            plain: kinds.last().unwrap().id,
            supervisor: sign_in("supervisor"),
            admin: sign_in("root"),
            clerk,
            helper,
            service,
        }
    }

    /// Does one thing, with a key or words that nothing else has.
    pub fn work(&self, name: &str, key: &str) -> Result<String, ServiceError> {
        let (_, work) = WORK.iter().find(|(known, _)| *known == name).unwrap();
        work(self, key)
    }
}

fn help(house: &House, lead: UnitId) -> UnitId {
    let page = house.page(SLUG);
    let mut units = page.duties.iter().flat_map(|duty| {
        if duty.members.is_empty() {
            vec![duty.unit.id]
        } else {
            duty.members.iter().map(|unit| unit.id).collect()
        }
    });
    units
        .find(|unit| *unit != lead && page.row.leads.iter().all(|lead| lead.id != *unit))
        .unwrap()
}

/// Everybody works until the process ends; a line for each thing that was acknowledged.
pub fn work_until_killed(folder: &Path, run: &str, open: impl Fn(&Path) -> Service) {
    let desk = Desk::new(open(folder));
    let _publisher = desk.service.start_publisher();
    std::thread::scope(|scope| {
        for (name, _) in WORK {
            let desk = &desk;
            scope.spawn(move || {
                for count in 0_u64.. {
                    let key = format!("{run}.{name}.{count}");
                    match desk.work(name, &key) {
                        Ok(answer) => say(&format!("ACK {name} {key} {answer}")),
                        Err(error) => {
                            say(&format!("NO {name} {key} {error}"));
                            std::process::exit(1);
                        }
                    }
                }
            });
        }
    });
}

/// Says a line whole.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

fn value(desk: &Desk, key: &str) -> Result<String, ServiceError> {
    let form = RecordForm {
        measure: desk.plain,
        value: 1.into(),
        as_of: "2020-06-30".parse().unwrap(),
        note: key.into(),
    };
    Ok(desk
        .service
        .record_value(&desk.clerk, form, Some(key))?
        .leaf
        .to_string())
}

fn ask(desk: &Desk, key: &str) -> Result<String, ServiceError> {
    let form = AskForm {
        slug: SLUG.into(),
        unit: desk.help,
        what: format!("落实用地 {key}"),
        reason: "同时开工".into(),
        due: "2020-09-30".parse().unwrap(),
    };
    Ok(desk.service.ask_unit(&desk.clerk, form, Some(key))?.to_string())
}

/// A site is registered and accepted, with a file that shows it.
fn entry(desk: &Desk, key: &str) -> Result<String, ServiceError> {
    let site = register(desk, &format!("{key}.site"))?;
    let stage = Stage::Accepted;
    let reason = String::new();
    let form = EntryForm {
        measure: desk.counted,
        draft: Draft {
            body: Body::Stage { site, stage, reason },
            day: "2020-06-30".parse().unwrap(),
            note: key.into(),
        },
    };
    let file = EvidenceFile {
        name: "验收表.pdf".into(),
        bytes: format!("%PDF-1.7 {key} {}", "页".repeat(20_000)).into_bytes(),
    };
    let id = desk.service.hand_in_entry(&desk.helper, form, vec![file], Some(key))?;
    Ok(id.to_string())
}

fn site(desk: &Desk, key: &str) -> Result<String, ServiceError> {
    Ok(register(desk, key)?.to_string())
}

fn register(desk: &Desk, key: &str) -> Result<SiteId, ServiceError> {
    let command = RegisterCommand {
        name: format!("点位 {key}"),
        place: format!("柳行街道 {key}"),
        longitude: None,
        latitude: None,
        unit: desk.help,
        template: None,
        opening: None,
        hidden: false,
        reason: String::new(),
    };
    desk.service
        .register_site(&desk.helper, desk.counted, command, Some(key))
}

fn report(desk: &Desk, key: &str) -> Result<String, ServiceError> {
    let at = ReportAt {
        slug: SLUG.into(),
        unit: desk.lead,
        period: Period::from_code("2020-07").unwrap(),
    };
    let revision = desk.service.report(&desk.clerk, &at)?.line.revision;
    let texts = Texts {
        done: key.into(),
        ..Texts::default()
    };
    desk.service
        .move_report(&desk.clerk, &at, revision, ReportMove::Save(texts))?;
    Ok((revision + 1).to_string())
}

fn plan(desk: &Desk, key: &str) -> Result<String, ServiceError> {
    if desk.service.plan_versions(&desk.clerk, SLUG)?.is_empty() {
        desk.service.begin_plan(&desk.clerk, SLUG)?;
    }
    let view = desk.service.plan_versions(&desk.clerk, SLUG)?.remove(0);
    let content = PlanContent {
        milestones: vec![Milestone {
            title: key.into(),
            planned: "2020-10-31".parse().unwrap(),
        }],
        ..PlanContent::default()
    };
    desk.service
        .plan_command(&desk.clerk, view.id, view.revision, PlanCommand::Save(content))?;
    Ok((view.revision + 1).to_string())
}

/// A slip is issued and taken back, so that the next one can be.
fn slip(desk: &Desk, key: &str) -> Result<String, ServiceError> {
    let open = desk
        .service
        .slips_of_unit(desk.lead)?
        .into_iter()
        .find(|row| !row.closed);
    if let Some(row) = open {
        let reason = format!("收回 {key}");
        desk.service
            .move_slip(&desk.supervisor, row.id, row.revision, SlipCommand::Withdraw { reason })?;
        return Ok(format!("{} withdrawn", row.id));
    }
    let form = SlipForm {
        slug: SLUG.into(),
        unit: desk.lead,
        matter: "behind".into(),
        words: key.into(),
        level: Level::Blue,
        ground: String::new(),
        days: 5,
    };
    let id = desk.service.issue_slip(&desk.supervisor, form)?;
    Ok(format!("{id} issued"))
}

/// Holds what was acknowledged against what is there: what carried a key is answered as before and done no second time,
/// what named a revision is there.
pub fn check(desk: &Desk, programme: &str, acknowledged: &[(String, String, String)]) {
    let service = &desk.service;
    service.publish_now().unwrap();
    shishi_sim::look(service, &desk.supervisor, &desk.admin, programme).unwrap();
    let leaves = service.journal_recent(1, 1).unwrap().total;
    let slips = service.slips_of_unit(desk.lead).unwrap();
    for (name, key, answer) in acknowledged.iter().rev().take(200) {
        match name.as_str() {
            "report" | "plan" => {}
            "slip" => {
                let (id, step) = answer.split_once(' ').unwrap();
                let row = slips.iter().find(|row| row.id.to_string() == id);
                let row = row.unwrap_or_else(|| panic!("slip {id} was acknowledged and is lost"));
                assert!(step == "issued" || row.closed, "slip {id} was taken back and is open");
            }
            _ => assert_eq!(&desk.work(name, key).unwrap(), answer, "{name} {key}"),
        }
    }
    assert_eq!(
        service.journal_recent(1, 1).unwrap().total,
        leaves,
        "something was done twice"
    );
    let newest = |of: &str| {
        let revisions = acknowledged.iter().filter(|(name, ..)| name == of);
        revisions
            .filter_map(|(.., answer)| answer.parse::<u32>().ok())
            .max()
            .unwrap_or_default()
    };
    let at = ReportAt {
        slug: SLUG.into(),
        unit: desk.lead,
        period: Period::from_code("2020-07").unwrap(),
    };
    assert!(service.report(&desk.clerk, &at).unwrap().line.revision >= newest("report"));
    let plan = service.plan_versions(&desk.clerk, SLUG).unwrap();
    assert!(plan.first().map_or(0, |view| view.revision) >= newest("plan"));
}

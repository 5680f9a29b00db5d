//! Inspections: sixty kitchens on the register, a draw that anyone can recompute, visits, faults, orders, conclusions and
//! replies; and a finished site that is looked at again.

use anyhow::{Context, Result};
use shishi_kernel::{Actor, Date, DrawId, InspectionId, InspectorId, civil_date};
use shishi_service::inspecting::Digest;
use shishi_service::inspecting::checklist::{Answer, Mark, ObjectKind, Risk};
use shishi_service::inspecting::draw::{Reveal, commitment};
use shishi_service::inspecting::plan::Mode;
use shishi_service::inspecting::visit::{Command, Severity};
use shishi_service::inspection_rows::InspectionRow;
use shishi_service::{FreezeForm, InspectedForm, PlanForm, UseCheckForm};

use super::registers::DISPUTED;
use super::stage::{Stage, day};

/// The supervisor who plans; the own unit has no part in the kitchens.
const PLANNER: &str = "ducha";
/// The commitment that the kitchens belong to.
const KITCHENS_OF: u32 = 2;
const KITCHENS: usize = 60;
const STREETS: [&str; 5] = ["洸河街道", "柳行街道", "黄屯街道", "王因街道", "接庄街道"];
const SCHOOLS: [&str; 3] = ["小学", "中学", "幼儿园"];
/// Invented inspectors, and the units of those who have one.
const INSPECTORS: [(&str, Option<&str>); 7] = [
    ("丁未央", None),
    ("凌子衿", None),
    ("步蘅芜", Some("绩效考核局")),
    ("雍和", Some("经济发展局")),
    ("艾青禾", None),
    ("国维新", Some("社会事业发展局")),
    ("池上莲", Some("党政办公室")),
];
/// Those who each bring a secret to the draw.
const BODIES: [&str; 3] = ["市场监督管理局", "人大代表联络站", "家长委员会代表"];
const DRAWN: u32 = 6;

/// What happens around inspections.
#[derive(Clone, Copy)]
pub enum Act {
    /// Kitchens and inspectors are put on the registers.
    Register,
    /// Unannounced visits of kitchens are planned and approved.
    Plan,
    /// The list is frozen.
    Freeze,
    /// Every body commits to its secret.
    Commit,
    /// The journal's root over the commitments is sealed.
    Seal,
    /// The secrets are opened and the draw is made.
    Draw,
    /// Every kitchen that was drawn is visited.
    Visit,
    /// What was found is ordered to be put right.
    Order { days: u32 },
    /// It is looked at again; the first time one fault is still there.
    Recheck { all_fixed: bool },
    /// The conclusions are served.
    Serve,
    /// The unit replies where something was found.
    Reply,
    /// Everything is closed.
    Close,
    /// A finished toilet is found shut at the first look, and the conclusion served.
    LookAtSite,
    /// The lead replies to that.
    ReplyOnSite,
}

impl Act {
    pub fn play(self, stage: &mut Stage<'_>) -> Result<()> {
        let who = stage.player(PLANNER)?;
        match self {
            Self::Register => register(stage, &who),
            Self::Plan => plan(stage, &who, KITCHENS_PLAN).map(drop),
            Self::Freeze => freeze(stage, &who),
            Self::Commit => commit(stage, &who),
            Self::Seal => seal(stage, &who),
            Self::Draw => draw(stage, &who),
            Self::Visit => visit_all(stage, &who),
            Self::Order { days } => for_findings(stage, &who, &["found", "unfixed"], |finding, _| Command::Order {
                finding,
                days,
            }),
            Self::Recheck { all_fixed } => {
                let mut first = true;
                for_findings(stage, &who, &["ordered"], |finding, on| {
                    let fixed = all_fixed || !std::mem::take(&mut first);
                    Command::Recheck { finding, on, fixed }
                })
            }
            Self::Serve => serve(stage, &who),
            Self::Reply => reply(stage),
            Self::Close => close(stage, &who),
            Self::LookAtSite => look_at_site(stage, &who),
            Self::ReplyOnSite => reply_on_site(stage),
        }
    }
}

fn register(stage: &mut Stage<'_>, who: &Actor) -> Result<()> {
    for (at, risk) in Risk::ALL.into_iter().enumerate() {
        let kitchen = |number: usize| {
            let (street, school) = (STREETS[number % STREETS.len()], SCHOOLS[number % SCHOOLS.len()]);
            (format!("{street}第{}{school}食堂", number / 15 + 1), street.to_owned())
        };
        let form = InspectedForm {
            kind: ObjectKind::Kitchen,
            risk,
            unit: None,
            commitment: Some(Stage::slug(KITCHENS_OF)),
            accepted: None,
            entries: (0..KITCHENS).filter(|number| number % 3 == at).map(kitchen).collect(),
        };
        stage.did(stage.service.register_inspected(who, form, None))?;
    }
    for (name, unit) in INSPECTORS {
        let unit = unit.map(|unit| stage.unit(unit)).transpose()?;
        stage.did(stage.service.register_inspector(who, name, unit, None))?;
    }
    Ok(())
}

/// A plan of inspections: title, kind, mode, the unit whose work it is, first and last day, decision.
type Plan = (
    &'static str,
    ObjectKind,
    Mode,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const KITCHENS_PLAN: Plan = (
    "2020年校园食堂食品安全抽查",
    ObjectKind::Kitchen,
    Mode::Unannounced,
    "市场监督管理局",
    "2020-06-08",
    "2020-07-31",
    "管委会专题会议纪要〔2020〕11号",
);
const SITES_PLAN: Plan = (
    "新建公厕投用回访",
    ObjectKind::Site,
    Mode::Open,
    "住房和城乡建设局",
    "2020-11-01",
    "2020-12-31",
    "管委会专题会议纪要〔2020〕23号",
);

fn plan(stage: &mut Stage<'_>, who: &Actor, plan: Plan) -> Result<shishi_kernel::InspectionPlanId> {
    let (title, kind, mode, unit, from, to, decision) = plan;
    let form = PlanForm {
        title: title.to_owned(),
        kind,
        mode,
        units: vec![stage.unit(unit)?],
        from: day(from)?,
        to: day(to)?,
    };
    let id = stage.did(stage.service.plan_inspection(who, form, None))?;
    stage.did(stage.service.approve_inspection_plan(who, id, decision, None))?;
    Ok(id)
}

fn freeze(stage: &mut Stage<'_>, who: &Actor) -> Result<()> {
    let plans = stage.service.inspection_plans()?;
    let form = FreezeForm {
        plan: plans.first().context("a plan of inspections")?.id,
        draw: DRAWN,
        per_object: 2,
        bodies: BODIES.map(str::to_owned).to_vec(),
        externals: Vec::new(),
        fallback: "中国福利彩票双色球2020060期开奖号码".to_owned(),
        exclusions: Vec::new(),
        commit_until: day("2020-06-12")?,
        reveal_until: day("2020-06-19")?,
    };
    let draw = stage.did(stage.service.freeze_draw(who, form, None))?;
    stage.draw = Some(draw);
    Ok(())
}

fn commit(stage: &mut Stage<'_>, who: &Actor) -> Result<()> {
    let draw = drawing(stage)?;
    for body in 0..u32::try_from(BODIES.len())? {
        let sealed = commitment(&secret(stage, body));
        stage.did(stage.service.commit_to_draw(who, draw, body, sealed, None))?;
    }
    // The root that is sealed has to hold the commitments.
    stage.service.publish_now()?;
    Ok(())
}

fn seal(stage: &mut Stage<'_>, who: &Actor) -> Result<()> {
    let draw = drawing(stage)?;
    stage.did(stage.service.seal_draw(who, draw, None))
}

fn draw(stage: &mut Stage<'_>, who: &Actor) -> Result<()> {
    let draw = drawing(stage)?;
    for body in 0..u32::try_from(BODIES.len())? {
        let secret = secret(stage, body);
        stage.did(stage.service.reveal_for_draw(who, draw, body, secret, None))?;
    }
    stage.did(stage.service.finish_draw(who, draw, Vec::new(), "", None))
}

fn drawing(stage: &Stage<'_>) -> Result<DrawId> {
    stage.draw.context("the list was frozen")
}

fn secret(stage: &Stage<'_>, body: u32) -> Reveal {
    let mut chance = stage.chance(&format!("secret-{body}"));
    Reveal {
        salt: Digest(chance.bytes()),
        secret: Digest(chance.bytes()),
    }
}

/// The inspections that the draw opened, in order.
fn drawn(stage: &Stage<'_>, who: &Actor) -> Result<Vec<InspectionRow>> {
    let mut rows = stage.service.inspections(who)?;
    rows.retain(|row| row.draw.is_some());
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// In every third kitchen something is found.
fn visit_all(stage: &mut Stage<'_>, who: &Actor) -> Result<()> {
    for (at, row) in drawn(stage, who)?.iter().enumerate() {
        let fault = (at % 3 == 1).then_some(("samples_kept", "当日午餐有两样菜品未留样。"));
        visit(stage, who, row.id, ObjectKind::Kitchen, fault)?;
        if fault.is_some() {
            let find = Command::Find {
                what: "留样制度未落实，两样菜品未留样。".to_owned(),
                severity: Severity::Serious,
            };
            step(stage, who, row.id, find)?;
        }
    }
    Ok(())
}

fn visit(
    stage: &mut Stage<'_>,
    who: &Actor,
    id: InspectionId,
    kind: ObjectKind,
    fault: Option<(&str, &str)>,
) -> Result<()> {
    let answer = |item: &&str| {
        let note = fault.filter(|(at, _)| at == item).map(|(_, note)| note);
        Answer {
            item: (*item).to_owned(),
            mark: if note.is_some() { Mark::Fault } else { Mark::Ok },
            note: note.unwrap_or_default().to_owned(),
        }
    };
    let answers = kind.questions().iter().map(answer).collect();
    let on = today(stage);
    step(stage, who, id, Command::Visit { on, answers })
}

fn for_findings(
    stage: &mut Stage<'_>,
    who: &Actor,
    states: &[&str],
    mut command: impl FnMut(usize, Date) -> Command,
) -> Result<()> {
    let on = today(stage);
    for row in drawn(stage, who)? {
        for (at, finding) in row.findings.iter().enumerate() {
            if states.contains(&finding.state.as_str()) {
                step(stage, who, row.id, command(at, on))?;
            }
        }
    }
    Ok(())
}

fn serve(stage: &mut Stage<'_>, who: &Actor) -> Result<()> {
    for row in drawn(stage, who)? {
        let conclusion = if row.faults == 0 {
            "现场检查未发现问题。"
        } else {
            "检查时留样制度未落实，经责令整改并复查，已整改到位。"
        };
        let conclusion = conclusion.to_owned();
        step(stage, who, row.id, Command::Serve { conclusion, days: 10 })?;
    }
    Ok(())
}

fn reply(stage: &mut Stage<'_>) -> Result<()> {
    let clerk = stage.clerk("市场监督管理局")?;
    for row in drawn(stage, &clerk)?.iter().filter(|row| row.faults > 0) {
        let words = "对结论无异议。已约谈学校食堂承包方，指定专人每餐留样并登记。".to_owned();
        step(stage, &clerk, row.id, Command::Reply { words })?;
    }
    Ok(())
}

fn close(stage: &mut Stage<'_>, who: &Actor) -> Result<()> {
    for row in drawn(stage, who)? {
        step(stage, who, row.id, Command::Close)?;
    }
    Ok(())
}

fn look_at_site(stage: &mut Stage<'_>, who: &Actor) -> Result<()> {
    let plan = plan(stage, who, SITES_PLAN)?;
    // It stands on the register since its acceptance was borne out.
    let mut due = stage.service.use_checks_due()?.into_iter();
    let site = due.find(|(row, _)| row.name == DISPUTED);
    let form = UseCheckForm {
        plan,
        inspected: site.context("a site to look at again")?.0.id,
        inspectors: vec![InspectorId(1), InspectorId(2)],
    };
    let id = stage.did(stage.service.open_use_check(who, form, None))?;
    visit(
        stage,
        who,
        id,
        ObjectKind::Site,
        Some(("in_use", "门上挂锁，村民反映停用已两周。")),
    )?;
    let find = Command::Find {
        what: "建成后未正常开放。".to_owned(),
        severity: Severity::Serious,
    };
    step(stage, who, id, find)?;
    step(stage, who, id, Command::Order { finding: 0, days: 15 })?;
    let on = today(stage);
    let recheck = Command::Recheck {
        finding: 0,
        on,
        fixed: false,
    };
    step(stage, who, id, recheck)?;
    let serve = Command::Serve {
        conclusion: "该公厕验收后未正常开放，复查时仍未开门，不计为在用点位。".to_owned(),
        days: 15,
    };
    step(stage, who, id, serve)
}

fn reply_on_site(stage: &mut Stage<'_>) -> Result<()> {
    let clerk = stage.clerk("住房和城乡建设局")?;
    let rows = stage.service.inspections(&clerk)?;
    let row = rows
        .iter()
        .find(|row| row.draw.is_none())
        .context("the look at a site")?;
    let words = "对“不计为在用”有异议：停用系冬季水管冻裂检修，已于12月5日恢复开放，请予复核。".to_owned();
    step(stage, &clerk, row.id, Command::Reply { words })
}

fn step(stage: &mut Stage<'_>, who: &Actor, id: InspectionId, command: Command) -> Result<()> {
    stage.did(stage.service.inspection_step(who, id, command, None))
}

fn today(stage: &Stage<'_>) -> Date {
    civil_date(stage.service.now())
}

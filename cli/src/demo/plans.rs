//! Implementation plans: filed, returned, approved, changed by a decision, and their milestones reached.

use anyhow::{Context, Result};
use jiff::ToSpan;
use shishi_kernel::{Fen, PlanId};
use shishi_service::PlanView;
use shishi_service::commitments::plan::{
    Cause, Foreseen, Milestone, MoneyLine, Person, PlanCommand, PlanContent, PlannedTrajectory,
};
use shishi_service::commitments::series::Point;

use super::stage::{Stage, day};
use super::values;

/// Commitments that build something.
const BUILDING: &[u32] = &[1, 2, 4, 8, 12, 13, 15, 16, 18, 19, 20, 21];
/// Steps of those, and their days.
const BUILDING_STEPS: &[(&str, &str)] = &[
    ("完成选址、设计和招标", "2020-06-20"),
    ("全部开工", "2020-08-10"),
    ("主体完成", "2020-10-31"),
    ("完成验收并投用", "2020-12-20"),
];
/// Steps of the others.
const SERVICE_STEPS: &[(&str, &str)] = &[
    ("印发细则并公开办理办法", "2020-06-10"),
    ("完成半年自查", "2020-07-20"),
    ("完成全年任务", "2020-12-15"),
];
/// Commitments whose steps come late, by days; those that never come are a year late.
const LATE: &[(u32, i64)] = &[(4, 45), (7, 366), (13, 366), (15, 18), (20, 30)];

/// Lead units file their plans.
pub struct File(pub &'static [u32]);

impl File {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        for number in self.0 {
            let clerk = stage.clerk(&stage.lead(*number)?)?;
            let content = content(stage, *number)?;
            let id = stage.did(stage.service.begin_plan(&clerk, &Stage::slug(*number)))?;
            command(stage, *number, id, PlanCommand::Save(content), true)?;
            command(stage, *number, id, PlanCommand::Submit, true)?;
        }
        Ok(())
    }
}

/// The supervision office gives a plan back.
pub struct Return {
    pub number: u32,
    pub reasons: &'static str,
}

impl Return {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let reasons = self.reasons.to_owned();
        let id = newest(stage, self.number)?.id;
        command(stage, self.number, id, PlanCommand::Return { reasons }, false)
    }
}

/// A lead unit mends what was returned, with one more step, and hands it in again.
pub struct Mend {
    pub number: u32,
    pub step: &'static str,
    pub planned: &'static str,
}

impl Mend {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let PlanView { id, mut content, .. } = newest(stage, self.number)?;
        content.milestones.push(milestone(self.step, self.planned)?);
        command(stage, self.number, id, PlanCommand::Save(content), true)?;
        command(stage, self.number, id, PlanCommand::Submit, true)
    }
}

/// The supervision office approves plans.
pub struct Approve(pub &'static [u32]);

impl Approve {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        for number in self.0 {
            let id = newest(stage, *number)?.id;
            command(stage, *number, id, PlanCommand::Approve, false)?;
        }
        Ok(())
    }
}

/// A later version of an approved plan, by a decision, handed in and approved.
pub struct Later {
    pub number: u32,
    pub step: &'static str,
    pub planned: &'static str,
    pub reason: &'static str,
    pub decision: &'static str,
}

impl Later {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let clerk = stage.clerk(&stage.lead(self.number)?)?;
        let id = stage.did(stage.service.begin_plan(&clerk, &Stage::slug(self.number)))?;
        let mut content = newest(stage, self.number)?.content;
        content.milestones.push(milestone(self.step, self.planned)?);
        content.cause = Cause {
            reason: self.reason.to_owned(),
            decision: self.decision.to_owned(),
        };
        command(stage, self.number, id, PlanCommand::Save(content), true)?;
        command(stage, self.number, id, PlanCommand::Submit, true)?;
        command(stage, self.number, id, PlanCommand::Approve, false)
    }
}

/// Lead units note what they reached since the last time.
pub fn milestones(stage: &mut Stage<'_>) -> Result<()> {
    let today = shishi_kernel::civil_date(stage.service.now());
    for number in stage.numbers() {
        let commitment = stage.page(number)?.row.id;
        let Some(plan) = stage.service.approved_plan(commitment)? else {
            continue;
        };
        let late = LATE
            .iter()
            .find(|(late, _)| *late == number)
            .map_or(0, |(_, days)| *days);
        for row in plan.milestones.iter().filter(|row| row.done.is_none()) {
            let mut chance = stage.chance(&format!("step-{number}-{}", row.position));
            let on = row.planned + (late + chance.between(-6, 2)).days();
            if on <= today {
                let position = row.position;
                command(stage, number, plan.id, PlanCommand::Reach { position, on }, true)?;
            }
        }
    }
    Ok(())
}

/// One command on a version, by the lead's clerk or by the office that watches.
fn command(stage: &mut Stage<'_>, number: u32, id: PlanId, command: PlanCommand, by_lead: bool) -> Result<()> {
    let actor = if by_lead {
        stage.clerk(&stage.lead(number)?)?
    } else {
        stage.office(number)?
    };
    let versions = stage.service.plan_versions(&actor, &Stage::slug(number))?;
    let version = versions.iter().find(|view| view.id == id).context("a version")?;
    stage.did(stage.service.plan_command(&actor, id, version.revision, command))
}

fn newest(stage: &Stage<'_>, number: u32) -> Result<PlanView> {
    let actor = stage.office(number)?;
    let versions = stage.service.plan_versions(&actor, &Stage::slug(number))?;
    versions.into_iter().next().context("a plan")
}

fn content(stage: &Stage<'_>, number: u32) -> Result<PlanContent> {
    let page = stage.page(number)?;
    let steps = if BUILDING.contains(&number) {
        BUILDING_STEPS
    } else {
        SERVICE_STEPS
    };
    let mut chance = stage.chance(&format!("money-{number}"));
    let trajectories = page.measures.iter().filter_map(|row| {
        let points: Vec<Point> = values::planned(number, row)
            .into_iter()
            .map(|(on, value)| Point { on, value })
            .collect();
        (!points.is_empty()).then_some(PlannedTrajectory {
            measure: row.id,
            points,
        })
    });
    let helpers = page
        .duties
        .iter()
        .filter(|duty| duty.role == "co_unit" && !duty.unit.group);
    Ok(PlanContent {
        milestones: steps
            .iter()
            .map(|(title, on)| milestone(title, on))
            .collect::<Result<_>>()?,
        trajectories: trajectories.collect(),
        money: vec![MoneyLine {
            source: "区级财政预算".to_owned(),
            amount: Fen(chance.between(30, 900) * 1_000_000),
        }],
        persons: vec![Person {
            name: format!("{}某", ["赵", "钱", "孙", "李"][number as usize % 4]),
            part: "分管负责人，负责统筹调度".to_owned(),
        }],
        foreseen: helpers
            .take(2)
            .map(|duty| Foreseen {
                unit: duty.unit.id,
                what: if duty.unit.name == "财政局" {
                    "按进度拨付资金".to_owned()
                } else {
                    "按职责办理相关手续".to_owned()
                },
            })
            .collect(),
        cause: Cause::default(),
    })
}

fn milestone(title: &str, planned: &str) -> Result<Milestone> {
    Ok(Milestone {
        title: title.to_owned(),
        planned: day(planned)?,
    })
}

//! The implementation plan (实施方案) in force: responsibility, steps, trajectories, money, what is asked of others.

use shishi_kernel::UnitId;
use shishi_papers::{Block, Cell, Orientation, Paper, Table, date};
use shishi_store::views::CommitmentPage;

use super::{about, blank, heading, row, signed, units};
use crate::plans::PlanView;

/// The paper. Persons appear by post, as names are for the office only.
pub(super) fn paper(page: &CommitmentPage, plan: &PlanView) -> Paper {
    let name = format!("{}实施方案", about(page));
    let mut blocks = vec![Block::Title(name.clone())];
    let on = shishi_kernel::civil_date(plan.changed_at);
    blocks.push(Block::Paragraph(match &plan.state {
        shishi_commitments::plan::PlanState::Approved { at, .. } => {
            format!("第{}版，{}批准。", plan.version, date(shishi_kernel::civil_date(*at)))
        }
        _ => format!("第{}版，已由后一版代替（{}）。", plan.version, date(on)),
    }));
    let cause = &plan.content.cause;
    if !cause.reason.is_empty() {
        let decision = &cause.decision;
        blocks.push(Block::Paragraph(format!(
            "调整原因：{}。依据：{decision}。",
            cause.reason
        )));
    }
    blocks.push(heading(1, "责任"));
    let leads: Vec<&str> = units(page, "lead").collect();
    blocks.push(Block::Paragraph(format!("主办单位：{}", leads.join("、"))));
    let parts: Vec<&str> = plan.content.persons.iter().map(|person| person.part.as_str()).collect();
    if !parts.is_empty() {
        blocks.push(Block::Paragraph(format!("责任人：{}", parts.join("；"))));
    }
    let tables = [
        ("时间节点", milestones(plan)),
        ("进度安排", points(page, plan)),
        ("资金安排", money(plan)),
        ("协办事项", foreseen(page, plan)),
    ];
    for (number, (words, table)) in (2..).zip(tables.into_iter().filter(|(_, table)| !table.rows.is_empty())) {
        blocks.push(heading(number, words));
        blocks.push(Block::Table(table));
    }
    blocks.push(signed(&leads.join("　"), on));
    Paper {
        blocks,
        ..blank(name, Orientation::Portrait)
    }
}

fn milestones(plan: &PlanView) -> Table {
    let mut table = Table::new([("节点", 6), ("完成时限", 4), ("完成日期", 4)]);
    let done = |title: &str, planned| {
        let kept = plan
            .milestones
            .iter()
            .find(|m| m.title == title && m.planned == planned);
        kept.and_then(|m| m.done).map(date).unwrap_or_default()
    };
    let line =
        |m: &shishi_commitments::plan::Milestone| row([m.title.clone(), date(m.planned), done(&m.title, m.planned)]);
    table.rows = plan.content.milestones.iter().map(line).collect();
    table
}

fn points(page: &CommitmentPage, plan: &PlanView) -> Table {
    let mut table = Table::new([("指标", 5), ("日期", 4), ("应达到", 3)]);
    for trajectory in &plan.content.trajectories {
        let Some(measure) = page.measures.iter().find(|m| m.id == trajectory.measure) else {
            continue;
        };
        let unit = measure.unit.as_deref().unwrap_or_default();
        let mut points: Vec<_> = trajectory.points.iter().collect();
        points.sort_by_key(|point| point.on);
        table.rows.extend(points.into_iter().map(|point| {
            row([
                measure.what.clone(),
                date(point.on),
                format!("{}{unit}", point.value.normalize()),
            ])
        }));
    }
    table
}

fn money(plan: &PlanView) -> Table {
    let mut table = Table::new([("来源", 6), ("金额（元）", 4)]);
    let line = |line: &shishi_commitments::plan::MoneyLine| row([line.source.clone(), line.amount.to_string()]);
    table.rows = plan.content.money.iter().map(line).collect();
    table
}

fn foreseen(page: &CommitmentPage, plan: &PlanView) -> Table {
    let mut table = Table::new([("协办单位", 4), ("事项", 6)]);
    let name = |id: UnitId| {
        let duty = page.duties.iter().find(|duty| duty.unit.id == id);
        duty.map(|duty| duty.unit.name.clone()).unwrap_or_default()
    };
    let lines = plan.content.foreseen.iter();
    table.rows = lines
        .map(|line| vec![Cell::words(name(line.unit)), Cell::words(&line.what)])
        .collect();
    table
}

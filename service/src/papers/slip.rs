//! The supervision slip (督办单) as it stands: why, what is asked and by when, with what came of it.

use shishi_papers::{Block, Orientation, Paper, date};
use shishi_store::slips::SlipRow;
use shishi_store::views::CommitmentPage;

use super::{about, blank, heading, signed};

/// The paper at its present level; `None` when the slip has no step, which the store does not let happen.
pub(super) fn paper(page: &CommitmentPage, slip: &SlipRow, organ: &str) -> Option<Paper> {
    let step = slip.steps.last()?;
    let name = format!("督办单（{}）", level(&slip.level));
    let mut blocks = vec![
        Block::Title(name.clone()),
        Block::NumberBelow(format!("第{}号", slip.id)),
        Block::Addressees(vec![slip.unit.name.clone()]),
        Block::Paragraph(format!("现就{}督办如下：", about(page))),
        heading(1, "督办事项"),
        Block::Paragraph(format!("{}。{}", matter(&slip.matter), slip.words)),
    ];
    if !step.ground.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "直接发{}督办单的理由：{}",
            level(&step.level),
            step.ground
        )));
    }
    blocks.push(heading(2, "办理要求"));
    blocks.push(Block::Paragraph(format!("请于{}前书面答复办理情况。", date(step.due))));
    let course = course(slip);
    if !course.is_empty() {
        blocks.push(heading(3, "办理经过"));
        blocks.extend(course.into_iter().map(Block::Paragraph));
    }
    blocks.push(signed(organ, step.issued_on));
    Some(Paper {
        blocks,
        ..blank(format!("{name}第{}号", slip.id), Orientation::Portrait)
    })
}

/// What came before the present level and after it.
fn course(slip: &SlipRow) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, step) in slip.steps.iter().enumerate() {
        if at > 0 {
            lines.push(format!("{}升级为{}。", date(step.issued_on), level(&step.level)));
        }
        if let Some((on, words)) = &step.answer {
            lines.push(format!("{}答复：{words}", date(*on)));
        }
        if let Some((on, sufficient, words)) = &step.judgement {
            let verdict = if *sufficient { "答复充分" } else { "答复不充分" };
            lines.push(format!("{}认定{verdict}。{words}", date(*on)));
        }
    }
    if let Some(reason) = &slip.withdrawn {
        lines.push(format!("已撤回：{reason}"));
    }
    lines
}

fn level(code: &str) -> &'static str {
    match code {
        "red" => "红色",
        "orange" => "橙色",
        _ => "蓝色",
    }
}

/// What the matter is called.
fn matter(code: &str) -> &'static str {
    match code {
        "plan_missing" => "未报实施方案",
        "report_late" => "未按时报告",
        "behind" => "进度落后",
        "contradicted" => "报数与核查不符",
        _ => "其他事项",
    }
}

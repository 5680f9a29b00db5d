//! The public notice (公示) of how a commitment stands: what was promised, who answers, what was reported, what was changed.

use shishi_kernel::Date;
use shishi_papers::{Block, Orientation, Paper, Table};
use shishi_store::views::CommitmentPage;

use super::{about, blank, flowing, heading, ledger, signed, units};

/// The paper, as things stand on a day.
pub(super) fn paper(page: &CommitmentPage, organ: &str, today: Date) -> Paper {
    let (year, number) = (page.programme.year, page.row.number);
    let name = format!("关于{year}年为民办实事第{number}件办理情况的公示");
    let mut blocks = vec![
        Block::Title(name.clone()),
        Block::Paragraph(format!("现将{}的办理情况公示如下：", about(page))),
        heading(1, "公布的内容"),
    ];
    blocks.extend(page.passages.iter().map(|p| Block::Paragraph(flowing(&p.raw))));
    blocks.push(heading(2, "责任单位"));
    for (label, role) in [("主办单位", "lead"), ("协办单位", "co_unit")] {
        let names: Vec<&str> = units(page, role).collect();
        if !names.is_empty() {
            blocks.push(Block::Paragraph(format!("{label}：{}", names.join("、"))));
        }
    }
    blocks.push(heading(3, "指标和进展"));
    if page.measures.is_empty() {
        blocks.push(Block::Paragraph("公布的内容中没有可以计数的指标。".to_owned()));
    } else {
        let mut table = Table::new([
            ("指标", 6),
            ("目标值", 4),
            ("截止日", 4),
            ("自报值", 3),
            ("截至", 4),
            ("状态", 3),
        ]);
        table.rows = page.measures.iter().map(|m| ledger::figures(m).into()).collect();
        blocks.push(Block::Table(table));
        blocks.push(Block::Line("自报值尚未核实；空白表示没有上报，不等于零。".to_owned()));
    }
    blocks.push(heading(4, "调整情况"));
    if page.changes.is_empty() {
        blocks.push(Block::Paragraph("公布以来没有调整。".to_owned()));
    }
    for change in &page.changes {
        blocks.push(Block::Paragraph(format!(
            "“{}”由{}调整为{}。依据：{}。原因：{}",
            change.what, change.before, change.after, change.decision, change.reason
        )));
    }
    blocks.push(signed(organ, today));
    Paper {
        blocks,
        ..blank(name, Orientation::Portrait)
    }
}

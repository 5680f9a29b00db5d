//! The result of an appraisal (考核结果), once it was published: what counted, each unit's score with its parts, the replies.

use shishi_appraisal::document::Document;
use shishi_appraisal::scheme::Criterion;
use shishi_appraisal::score::Outcome;
use shishi_kernel::civil_date;
use shishi_papers::{Block, Orientation, Paper, Table, date};
use shishi_store::appraisal::ReplyRow;

use super::{blank, heading, row, signed};
use crate::AppraisalView;

/// The paper; `None` before the first result was published.
pub(super) fn paper(view: &AppraisalView, organ: &str) -> Option<Paper> {
    let published = view.row.published?;
    let (document, _, _) = view.runs.last()?;
    let name = format!("{}年度考核结果", view.row.year);
    let scheme = &view.scheme;
    let mut blocks = vec![Block::Title(name.clone())];
    let decision = view.row.decision.as_deref().unwrap_or_default();
    blocks.push(Block::Paragraph(format!(
        "按《{}》（{decision}），对{}至{}的办理情况进行考核。{}",
        scheme.title,
        date(scheme.from),
        date(scheme.to),
        standing(view)
    )));
    blocks.push(heading(1, "计分办法"));
    blocks.push(Block::Paragraph(format!(
        "主办事项按{}%、协办事项按{}%计；没有数据的指标不计入，权重由其余指标分担。",
        scheme.lead, scheme.help
    )));
    let mut table = Table::new([("指标", 6), ("权重", 2), ("计分区间", 4)]);
    table.rows = scheme.criteria.iter().map(criterion).collect();
    blocks.push(Block::Table(table));
    blocks.push(heading(2, "结果"));
    blocks.push(Block::Table(results(document)));
    blocks.push(Block::Paragraph(
        "区间是去掉任何一件事项后得分的最低和最高值；事项不足五件的单位不排名。".to_owned(),
    ));
    blocks.push(heading(3, "申辩"));
    if view.replies.is_empty() {
        blocks.push(Block::Paragraph("没有已办结的申辩。".to_owned()));
    }
    blocks.extend(view.replies.iter().map(|reply| Block::Paragraph(heard(reply))));
    blocks.push(signed(organ, view.row.finished.unwrap_or(published)));
    Some(Paper {
        blocks,
        ..blank(name, Orientation::Landscape)
    })
}

/// How far the result has come.
fn standing(view: &AppraisalView) -> String {
    let last = view.runs.last().map(|(_, at, _)| date(civil_date(*at)));
    match (view.row.finished, view.row.reply_until) {
        (Some(on), _) => format!("{}定案。", date(on)),
        (None, Some(until)) => format!(
            "初步结果于{}得出，可于{}前申辩。",
            last.unwrap_or_default(),
            date(until)
        ),
        (None, None) => "初步结果。".to_owned(),
    }
}

fn criterion(criterion: &Criterion) -> Vec<shishi_papers::Cell> {
    row([
        criterion.input.name().to_owned(),
        format!("{}%", criterion.weight),
        format!("{}%—{}%", criterion.floor, criterion.full),
    ])
}

/// One line a unit, in the order of the published file; what has no data is empty, which is not nought.
fn results(document: &Document) -> Table {
    let mut table = Table::new([
        ("单位", 6),
        ("事项", 2),
        ("得分", 2),
        ("区间", 4),
        ("名次", 2),
        ("各项得分", 10),
    ]);
    table.rows = document.results.iter().map(|outcome| line(document, outcome)).collect();
    table
}

fn line(document: &Document, outcome: &Outcome) -> Vec<shishi_papers::Cell> {
    let parts = outcome.lines.iter().map(|line| {
        let mark = line.mark.map_or_else(|| "无数据".to_owned(), points);
        format!("{}{mark}", line.input.name())
    });
    let parts: Vec<String> = parts.collect();
    let range = match (outcome.low, outcome.high) {
        (Some(low), Some(high)) => format!("{}—{}", points(low), points(high)),
        _ => String::new(),
    };
    row([
        document.units.get(&outcome.unit).cloned().unwrap_or_default(),
        outcome.commitments.to_string(),
        outcome.score.map(points).unwrap_or_default(),
        range,
        outcome.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        parts.join("；"),
    ])
}

fn heard(reply: &ReplyRow) -> String {
    let unit = &reply.unit.name;
    let outcome = match reply.accepted {
        Some(true) => "采纳",
        Some(false) => "未采纳",
        None => "尚未答复",
    };
    let reason = reply
        .reason
        .as_deref()
        .map(|reason| format!("：{reason}"))
        .unwrap_or_default();
    format!("{unit}于{}申辩：{}（{outcome}{reason}）", date(reply.on), reply.words)
}

/// Hundredths of a point as people write them.
fn points(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

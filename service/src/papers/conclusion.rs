//! The conclusion of an inspection (督查结论), once it was served.

use shishi_papers::{Block, Orientation, Paper, Table, date};
use shishi_store::inspections::{FindingRow, InspectionRow};

use super::{blank, heading, row, signed};

/// The paper; `None` before the conclusion was served.
pub(super) fn paper(inspection: &InspectionRow, units: &[String], organ: &str) -> Option<Paper> {
    let (served, visited) = (inspection.served?, inspection.visited?);
    let words = inspection.conclusion.as_ref()?;
    let name = format!("关于“{}”的督查结论", inspection.name);
    let how = if inspection.mode == "unannounced" {
        "暗访"
    } else {
        "现场督查"
    };
    let mut blocks = vec![Block::Title(name.clone())];
    if !units.is_empty() {
        blocks.push(Block::Addressees(units.to_vec()));
    }
    let opening = format!(
        "根据“{}”，{}对{}（{}）进行了{how}，结论如下：",
        inspection.title,
        date(visited),
        inspection.name,
        inspection.place
    );
    blocks.extend([Block::Paragraph(opening), heading(1, "检查结果")]);
    if inspection.findings.is_empty() {
        blocks.push(Block::Paragraph("未发现问题。".to_owned()));
    } else {
        let mut table = Table::new([("发现的问题", 7), ("程度", 2), ("整改情况", 5)]);
        table.rows = inspection
            .findings
            .iter()
            .map(|finding| {
                row([
                    finding.what.clone(),
                    severity(&finding.severity).to_owned(),
                    mended(finding),
                ])
            })
            .collect();
        blocks.push(Block::Table(table));
    }
    blocks.push(heading(2, "结论"));
    blocks.push(Block::Paragraph(words.clone()));
    blocks.push(heading(3, "申辩"));
    blocks.push(Block::Paragraph(match (&inspection.reply, inspection.replied) {
        (Some(reply), Some(on)) => format!("{}申辩：{reply}", date(on)),
        _ => inspection.reply_until.map_or_else(
            || "没有提出申辩。".to_owned(),
            |until| format!("可于{}前提出申辩。", date(until)),
        ),
    }));
    blocks.push(signed(organ, served));
    Some(Paper {
        blocks,
        ..blank(name, Orientation::Portrait)
    })
}

fn severity(code: &str) -> &'static str {
    match code {
        "grave" => "严重",
        "serious" => "较重",
        _ => "轻微",
    }
}

/// How far it has come, with the day that goes with it.
fn mended(finding: &FindingRow) -> String {
    let day = finding.day.map(date).unwrap_or_default();
    match finding.state.as_str() {
        "ordered" => format!("责令于{day}前整改"),
        "fixed" => format!("{day}复查，已整改"),
        "unfixed" => format!("{day}复查，未整改到位"),
        _ => "已登记".to_owned(),
    }
}

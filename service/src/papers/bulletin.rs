//! The bulletin (通报): how each commitment stands by what was reported and verified, and who has not filed or reported.

use shishi_kernel::Date;
use shishi_papers::{Block, Level, Orientation, Paper, Table, date};
use shishi_store::views::{CommitmentRow, Overview};

use super::{blank, heading, row, signed};

/// The paper, as things stand on a day.
pub(super) fn paper(overview: &Overview, organ: &str, today: Date) -> Paper {
    let year = overview.programme.year;
    let name = format!("关于{year}年为民办实事办理情况的通报");
    let all: Vec<&CommitmentRow> = overview.categories.iter().flat_map(|c| &c.commitments).collect();
    let mut table = Table::new([("序号", 1), ("实事", 5), ("主办单位", 4), ("办理情况", 6)]);
    table.rows = all
        .iter()
        .map(|c| row([c.number.to_string(), c.title.clone(), leads(c), standing(c)]))
        .collect();
    let mut blocks = vec![
        Block::Head(format!("{organ}文件")),
        Block::Title(name.clone()),
        Block::Addressees(vec!["各责任单位".to_owned()]),
        Block::Paragraph(opening(overview, today)),
        heading(1, "办理情况"),
        Block::Table(table),
        Block::Line("自报值尚未核实；没有上报不等于零。".to_owned()),
    ];
    let demands = [
        (
            "尚未报送实施方案",
            all.iter().filter(|c| c.plan_filed.is_none()).copied().collect(),
        ),
        ("尚未上报进展", all.iter().filter(|c| is_silent(c)).copied().collect()),
    ];
    let demands = demands
        .into_iter()
        .filter(|(_, of): &(_, Vec<&CommitmentRow>)| !of.is_empty());
    let demands: Vec<String> = demands
        .map(|(what, of)| {
            let numbers: Vec<String> = of.iter().map(|c| format!("第{}件（{}）", c.number, leads(c))).collect();
            format!("{what}的：{}。请主办单位抓紧办理。", numbers.join("、"))
        })
        .collect();
    if !demands.is_empty() {
        blocks.push(heading(2, "需要办理的事项"));
    }
    blocks.extend((1..).zip(demands).map(|(number, rest)| Block::Heading {
        level: Level::Two,
        number: Some(number),
        words: String::new(),
        rest,
    }));
    blocks.push(signed(organ, today));
    Paper {
        blocks,
        ..blank(name, Orientation::Portrait)
    }
}

fn opening(overview: &Overview, today: Date) -> String {
    let measures = &overview.measures;
    format!(
        "截至{}，{}年为民办实事共{}件、{}项指标，其中已核实{}项、自报{}项、未报{}项、无法检验{}项。现将办理情况通报如下：",
        date(today),
        overview.programme.year,
        overview.commitments,
        measures.total(),
        measures.verified,
        measures.reported,
        measures.silent,
        measures.untestable
    )
}

fn leads(commitment: &CommitmentRow) -> String {
    let names: Vec<&str> = commitment.leads.iter().map(|unit| unit.name.as_str()).collect();
    names.join("、")
}

const fn is_silent(commitment: &CommitmentRow) -> bool {
    let measures = &commitment.measures;
    measures.silent > 0 && measures.reported == 0 && measures.verified == 0
}

fn standing(commitment: &CommitmentRow) -> String {
    let measures = &commitment.measures;
    let counts = [
        ("已核实", measures.verified),
        ("自报", measures.reported),
        ("未报", measures.silent),
        ("无法检验", measures.untestable),
    ];
    let mut parts: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{what}{count}项"))
        .collect();
    if commitment.plan_filed.is_none() {
        parts.push("未报实施方案".to_owned());
    }
    if parts.is_empty() {
        parts.push("没有可以计数的指标".to_owned());
    }
    parts.join("，")
}

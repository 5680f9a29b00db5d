//! Monthly reports: handed in by the leads, accepted or sent back by the office that watches.

use anyhow::{Context, Result};
use shishi_kernel::UnitId;
use shishi_service::commitments::report::{Period, Standing, Texts};
use shishi_service::{ReportAt, ReportLine, ReportMove};

use super::stage::{Stage, YEAR};
use super::values;

/// What units write of their difficulties: commitment, month, words.
const DIFFICULTIES: &[(u32, i64, &str)] = &[
    (4, 11, "医疗设备招标流标一次，到货晚于计划。"),
    (7, 9, "省级标准调整文件尚未下达，上调方案暂不能定。"),
    (9, 7, "6月底前不得聚集，场次仍低于计划。"),
    (14, 8, "单批体验人数减半，年度人次目标难以完成。"),
    (15, 8, "7月至8月强降雨，王因、接庄部分点位停工。"),
    (15, 10, "前郝、双庙两村未通水。"),
    (15, 12, "王因街道2个点位土地权属有争议，未能开工。"),
    (20, 6, "充电区选址仍在征求业主意见，方案未报。"),
];

/// The leads hand in their reports on a month, and the offices accept them.
pub struct Month {
    /// May is 5, the first month after the issue.
    pub month: i64,
    /// Commitments whose units say nothing.
    pub without: &'static [u32],
    /// A commitment whose report is sent back, and why.
    pub returned: Option<(u32, &'static str)>,
}

impl Month {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        for number in stage.numbers() {
            if !self.without.contains(&number) {
                hand_in(stage, number, self.month, difficulties(number, self.month))?;
            }
        }
        if let Some((number, reason)) = self.returned {
            let line = line(stage, number, self.month)?;
            let office = stage.office(number)?;
            let back = ReportMove::Return(reason.to_owned());
            stage.did(stage.service.move_report(&office, &line.at(), line.revision, back))?;
        }
        accept(stage)
    }
}

/// The leads of a commitment hand in a report late or again, and the office accepts it.
pub struct Again {
    pub number: u32,
    pub month: i64,
    pub words: &'static str,
}

impl Again {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        hand_in(stage, self.number, self.month, self.words)?;
        accept(stage)
    }
}

fn difficulties(number: u32, month: i64) -> &'static str {
    let written = DIFFICULTIES.iter().find(|(n, m, _)| (*n, *m) == (number, month));
    written.map_or("", |(_, _, words)| *words)
}

fn period(month: i64) -> Result<Period> {
    Period::from_code(&format!("{YEAR}-{month:02}")).context("a month")
}

fn lines(stage: &Stage<'_>) -> Result<Vec<ReportLine>> {
    Ok(stage.service.reports_of_year(&stage.player("shenji")?, YEAR)?)
}

fn line(stage: &Stage<'_>, number: u32, month: i64) -> Result<ReportLine> {
    let period = period(month)?;
    let own = |line: &ReportLine| line.number == number && line.period == period;
    lines(stage)?.into_iter().find(own).context("a report")
}

fn hand_in(stage: &mut Stage<'_>, number: u32, month: i64, difficulties: &str) -> Result<()> {
    let leads: Vec<(UnitId, String)> = stage
        .page(number)?
        .row
        .leads
        .iter()
        .map(|unit| (unit.id, unit.name.clone()))
        .collect();
    for (unit, name) in leads {
        let report = ReportAt {
            slug: Stage::slug(number),
            unit,
            period: period(month)?,
        };
        let texts = Texts {
            done: done(stage, number, month)?,
            difficulties: difficulties.to_owned(),
            next: if month == 12 { "" } else { "按序时计划推进。" }.to_owned(),
            answers: Vec::new(),
        };
        let head = stage.head(&name)?;
        let revision = stage.service.report(&head, &report)?.line.revision;
        stage.did(
            stage
                .service
                .move_report(&head, &report, revision, ReportMove::Submit(texts)),
        )?;
    }
    Ok(())
}

/// A sentence with the largest figure that was promised, as it stood.
fn done(stage: &Stage<'_>, number: u32, month: i64) -> Result<String> {
    let rows = stage.page(number)?.measures.iter();
    let largest = rows.filter(|row| row.role == "commitment").max_by_key(|row| row.value);
    let said = largest.and_then(|row| {
        let value = values::reached(stage, number, row, month)?;
        Some(format!("截至{month}月底，{}{value}{}。", row.what, row.unit.as_ref()?))
    });
    Ok(said.unwrap_or_else(|| format!("{month}月按方案推进。")))
}

/// Every office accepts what was handed in for what it watches.
fn accept(stage: &mut Stage<'_>) -> Result<()> {
    for line in lines(stage)? {
        if line.standing == Some(Standing::Submitted) {
            let office = stage.office(line.number)?;
            stage.did(
                stage
                    .service
                    .move_report(&office, &line.at(), line.revision, ReportMove::Accept),
            )?;
        }
    }
    Ok(())
}

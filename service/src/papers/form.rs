//! Papers of the year's work, each from a plain structure that its area fills: plan, slip, bulletin, conclusion, appraisal.

use shishi_kernel::Date;
use shishi_papers::{Block, Cell, Level, Orientation, Paper, Signature, Table, date};

use super::blank;

/// Which commitment a paper is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The programme's year.
    pub year: i16,
    /// The commitment's number.
    pub number: u32,
    /// The commitment's title.
    pub title: String,
}

/// An implementation plan (实施方案).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanPaper {
    /// Whose.
    pub about: About,
    /// The version, from 1.
    pub version: u32,
    /// The lead unit that files it.
    pub unit: String,
    /// The first-responsible person, as title and name.
    pub responsible: String,
    /// Milestones: what and by when.
    pub milestones: Vec<(String, Date)>,
    /// Points of the trajectory: measure, day, value with unit.
    pub points: Vec<(String, Date, String)>,
    /// What is asked of co-units: unit, what, by when.
    pub requests: Vec<(String, String, Date)>,
    /// When it was approved; a plan that is not says so.
    pub approved: Option<Date>,
}

/// A supervision slip (督办单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipPaper {
    /// About what.
    pub about: About,
    /// Its number.
    pub number: String,
    /// 蓝, 橙 or 红.
    pub level: String,
    /// To which unit.
    pub to: String,
    /// Why.
    pub reason: String,
    /// What is asked.
    pub demand: String,
    /// Day of the slip.
    pub issued: Date,
    /// Day of the answer.
    pub due: Date,
    /// The supervising unit.
    pub from: String,
}

/// A bulletin (通报) on how the commitments stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulletinPaper {
    /// The period in words: `2020年上半年`.
    pub period: String,
    /// The document number, when it has one.
    pub document_number: Option<String>,
    /// To whom.
    pub addressees: Vec<String>,
    /// Opening paragraph.
    pub opening: String,
    /// Rows: number, title, lead units, how it stands.
    pub rows: Vec<(u32, String, String, String)>,
    /// What is asked of everybody.
    pub demands: Vec<String>,
    /// Who signs.
    pub organ: String,
    /// When.
    pub date: Date,
}

/// The conclusion of an inspection (督查结论).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConclusionPaper {
    /// About what.
    pub about: About,
    /// Where it was looked at.
    pub site: String,
    /// When.
    pub visited: Date,
    /// The unit that was inspected.
    pub unit: String,
    /// Checked points with what was found.
    pub checks: Vec<(String, String)>,
    /// What has to be put right, and by when.
    pub orders: Vec<(String, Date)>,
    /// What the unit replied.
    pub reply: Option<String>,
    /// The inspecting unit.
    pub organ: String,
    /// Day of the conclusion.
    pub date: Date,
}

/// The result of an appraisal (考核结果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppraisalPaper {
    /// The year.
    pub year: i16,
    /// To whom.
    pub addressees: Vec<String>,
    /// Rows: unit, score in words of digits, how it follows from the published inputs.
    pub rows: Vec<(String, String, String)>,
    /// Until when a unit may ask for a review.
    pub replies_until: Date,
    /// Who signs.
    pub organ: String,
    /// When.
    pub date: Date,
}

fn heading(number: u32, words: &str) -> Block {
    Block::Heading {
        level: Level::One,
        number: Some(number),
        words: words.to_owned(),
        rest: String::new(),
    }
}

fn signed(organ: &str, date: Date) -> Block {
    Block::Signature(Signature {
        organ: organ.to_owned(),
        date: Some(date),
    })
}

fn row<const N: usize>(words: [String; N]) -> Vec<Cell> {
    words.map(Cell::words).into()
}

fn laid_out(name: String, blocks: Vec<Block>) -> Paper {
    let mut paper = blank(&name, Orientation::Portrait);
    paper.blocks = blocks;
    paper
}

impl About {
    fn words(&self) -> String {
        format!("{}年为民办实事第{}件“{}”", self.year, self.number, self.title)
    }
}

impl PlanPaper {
    /// The paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let name = format!("{}实施方案", self.about.words());
        let standing = match self.approved {
            Some(day) => format!("第{}版，{}批准。", self.version, date(day)),
            None => format!("第{}版，尚未批准。", self.version),
        };
        let mut milestones = Table::new([("节点", 7), ("完成时限", 3)]);
        milestones.rows = self
            .milestones
            .iter()
            .map(|(what, day)| row([what.clone(), date(*day)]))
            .collect();
        let mut points = Table::new([("指标", 5), ("日期", 3), ("应达到", 2)]);
        let point = |(what, day, value): &(String, Date, String)| row([what.clone(), date(*day), value.clone()]);
        points.rows = self.points.iter().map(point).collect();
        let mut requests = Table::new([("协办单位", 3), ("事项", 5), ("时限", 3)]);
        let request = |(unit, what, day): &(String, String, Date)| row([unit.clone(), what.clone(), date(*day)]);
        requests.rows = self.requests.iter().map(request).collect();
        let mut blocks = vec![
            Block::Title(name.clone()),
            Block::Paragraph(standing),
            heading(1, "责任"),
            Block::Paragraph(format!("主办单位：{}", self.unit)),
            Block::Paragraph(format!("第一责任人：{}", self.responsible)),
        ];
        let parts = [("时间节点", milestones), ("进度安排", points), ("协办事项", requests)];
        for (number, (words, table)) in (2..).zip(parts.into_iter().filter(|(_, table)| !table.rows.is_empty())) {
            blocks.push(heading(number, words));
            blocks.push(Block::Table(table));
        }
        laid_out(name, blocks)
    }
}

impl SlipPaper {
    /// The paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let name = format!("督办单（{}色）", self.level);
        let blocks = vec![
            Block::Title(name.clone()),
            Block::NumberBelow(self.number.clone()),
            Block::Addressees(vec![self.to.clone()]),
            Block::Paragraph(format!("现就{}督办如下：", self.about.words())),
            heading(1, "督办原因"),
            Block::Paragraph(self.reason.clone()),
            heading(2, "办理要求"),
            Block::Paragraph(self.demand.clone()),
            Block::Paragraph(format!("请于{}前书面答复。", date(self.due))),
            signed(&self.from, self.issued),
        ];
        laid_out(name, blocks)
    }
}

impl BulletinPaper {
    /// The paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let name = format!("关于{}为民办实事办理情况的通报", self.period);
        let mut table = Table::new([("序号", 1), ("实事", 4), ("主办单位", 3), ("办理情况", 4)]);
        let line = |(number, title, leads, how): &(u32, String, String, String)| {
            row([number.to_string(), title.clone(), leads.clone(), how.clone()])
        };
        table.rows = self.rows.iter().map(line).collect();
        let mut blocks = vec![Block::Head(format!("{}文件", self.organ))];
        blocks.extend(self.document_number.clone().map(Block::Number));
        blocks.extend([
            Block::Title(name.clone()),
            Block::Addressees(self.addressees.clone()),
            Block::Paragraph(self.opening.clone()),
            heading(1, "办理情况"),
            Block::Table(table),
        ]);
        if !self.demands.is_empty() {
            blocks.push(heading(2, "下一步要求"));
        }
        blocks.extend((1..).zip(&self.demands).map(|(number, words)| Block::Heading {
            level: Level::Two,
            number: Some(number),
            words: String::new(),
            rest: words.clone(),
        }));
        blocks.push(signed(&self.organ, self.date));
        laid_out(name, blocks)
    }
}

impl ConclusionPaper {
    /// The paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let name = format!("{}督查结论", self.about.words());
        let mut checks = Table::new([("检查事项", 4), ("检查结果", 6)]);
        checks.rows = self
            .checks
            .iter()
            .map(|(what, found)| row([what.clone(), found.clone()]))
            .collect();
        let mut blocks = vec![
            Block::Title(name.clone()),
            Block::Addressees(vec![self.unit.clone()]),
            Block::Paragraph(format!(
                "{}对{}进行了现场督查，结论如下：",
                date(self.visited),
                self.site
            )),
            heading(1, "检查结果"),
            Block::Table(checks),
            heading(2, "整改要求"),
        ];
        if self.orders.is_empty() {
            blocks.push(Block::Paragraph("没有需要整改的事项。".to_owned()));
        }
        let orders = self
            .orders
            .iter()
            .map(|(what, day)| format!("{what}（{}前完成）", date(*day)));
        blocks.extend((1..).zip(orders).map(|(number, rest)| Block::Heading {
            level: Level::Three,
            number: Some(number),
            words: String::new(),
            rest,
        }));
        if let Some(reply) = &self.reply {
            blocks.push(heading(3, "被督查单位的意见"));
            blocks.push(Block::Paragraph(reply.clone()));
        }
        blocks.push(signed(&self.organ, self.date));
        laid_out(name, blocks)
    }
}

impl AppraisalPaper {
    /// The paper; units stand in the order given, which is no rank.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let name = format!("关于{}年为民办实事考核结果的通报", self.year);
        let mut table = Table::new([("单位", 3), ("得分", 2), ("计算依据", 7)]);
        let line = |(unit, score, why): &(String, String, String)| row([unit.clone(), score.clone(), why.clone()]);
        table.rows = self.rows.iter().map(line).collect();
        let blocks = vec![
            Block::Title(name.clone()),
            Block::Addressees(self.addressees.clone()),
            Block::Paragraph(format!(
                "现将{}年为民办实事考核结果通报如下。得分由已公开的数据按考核办法计算。",
                self.year
            )),
            Block::Table(table),
            Block::Paragraph(format!("对结果有异议的，请于{}前书面提出。", date(self.replies_until))),
            signed(&self.organ, self.date),
        ];
        laid_out(name, blocks)
    }
}

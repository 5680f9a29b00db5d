//! Regular reports on a commitment.

use serde::Serialize;
use shishi_service::PublicReport;
use shishi_service::commitments::report::{Line, MilestoneLine, Texts};
use utoipa::ToSchema;

use super::{Figure, UnitReference, each};

/// A report (定期报告) of a lead unit for a month or a quarter. One that is missing is listed, too.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Report {
    /// The unit that reports.
    pub unit: UnitReference,
    /// The period: `2020-06` or `2020-q2`.
    pub period: String,
    /// The last day for handing it in.
    #[schema(format = Date)]
    pub due: String,
    /// `draft`, `submitted`, `returned`, `accepted`, `locked`, `reopened`; null while nothing was written.
    pub state: Option<String>,
    /// Whether it came late, or is late and missing.
    pub late: bool,
    /// The day on which it was first handed in.
    #[schema(format = Date)]
    pub submitted_on: Option<String>,
    /// The day on which it was last accepted.
    #[schema(format = Date)]
    pub accepted_on: Option<String>,
    /// The last day for objections.
    #[schema(format = Date)]
    pub objections_until: Option<String>,
    /// What it says of each measure, as last accepted; empty before that.
    pub lines: Vec<ReportedLine>,
    /// Milestones reached in the period, or missed by its end.
    pub milestones: Vec<ReportMilestone>,
    /// What the unit wrote.
    pub texts: Vec<ReportText>,
}

/// What a report says of a measure, with its target as it stood then.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportedLine {
    /// Identifier of the measure.
    pub measure: i64,
    /// What is counted.
    pub what: String,
    /// Its unit.
    pub unit: Option<String>,
    /// The version of its target that was in force.
    pub target_version: u32,
    /// The target that was in force.
    pub target: Option<Figure>,
    /// The value as reported; null when nothing was, which is not zero.
    pub value: Option<Figure>,
    /// The day to which the value speaks.
    #[schema(format = Date)]
    pub as_of: Option<String>,
}

/// A milestone of the plan in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportMilestone {
    /// What will have been done.
    pub title: String,
    /// By which day.
    #[schema(format = Date)]
    pub planned: String,
    /// On which day it was.
    #[schema(format = Date)]
    pub done: Option<String>,
}

/// A text of a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportText {
    /// `done`, `difficulties`, `next`, or the question that was asked.
    pub question: String,
    /// What the unit says.
    pub words: String,
}

impl From<PublicReport> for Report {
    fn from(report: PublicReport) -> Self {
        let (line, content) = (report.line, report.content.unwrap_or_default());
        Self {
            period: line.period.code(),
            due: line.due.to_string(),
            state: line.standing.map(|standing| standing.code().to_owned()),
            late: line.late,
            submitted_on: line.submitted_on.map(|on| on.to_string()),
            accepted_on: line.accepted_on.map(|on| on.to_string()),
            objections_until: report.objections_until.map(|on| on.to_string()),
            unit: line.unit.into(),
            lines: each(content.lines),
            milestones: each(content.milestones),
            texts: texts(content.texts),
        }
    }
}

fn texts(texts: Texts) -> Vec<ReportText> {
    let own = [
        ("done", texts.done),
        ("difficulties", texts.difficulties),
        ("next", texts.next),
    ];
    let own = own.map(|(question, words)| (question.to_owned(), words));
    let answers = texts.answers.into_iter().map(|answer| (answer.question, answer.words));
    own.into_iter()
        .chain(answers)
        .filter(|(_, words)| !words.is_empty())
        .map(|(question, words)| ReportText { question, words })
        .collect()
}

impl From<Line> for ReportedLine {
    fn from(line: Line) -> Self {
        let definition = line.definition;
        Self {
            measure: line.measure.0,
            what: definition.what,
            unit: definition.unit,
            target_version: definition.version,
            target: definition.target.map(|target| target.value.into()),
            value: line.reported.map(|(value, _)| value.into()),
            as_of: line.reported.map(|(_, on)| on.to_string()),
        }
    }
}

impl From<MilestoneLine> for ReportMilestone {
    fn from(line: MilestoneLine) -> Self {
        Self {
            title: line.title,
            planned: line.planned.to_string(),
            done: line.done.map(|on| on.to_string()),
        }
    }
}

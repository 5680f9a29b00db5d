//! What residents said of a commitment, with how they were asked.

use askama::Template;
use shishi_kernel::Decimal;
use shishi_service::views::CommitmentPage;
use shishi_service::{Service, SurveyRow};

use crate::shell::{Failure, Frame};

/// A survey in words; drawn by `public/survey-lines.html`.
pub(crate) struct Line {
    /// How many are content of how many.
    pub result: String,
    /// When they were asked.
    pub when: String,
    pub method: String,
    pub receipt: String,
}

#[derive(Template)]
#[template(path = "public/surveys.html")]
struct Part<'f> {
    frame: &'f Frame,
    surveys: Vec<Line>,
}

/// The surveys of a commitment; nothing when nobody was asked.
pub(super) fn section(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let surveys = lines(frame, &service.surveys_of(page.row.id)?);
    if surveys.is_empty() {
        return Ok(None);
    }
    Ok(Some(Part { frame, surveys }.render()?))
}

/// Surveys in words, in their order.
pub(crate) fn lines(frame: &Frame, rows: &[SurveyRow]) -> Vec<Line> {
    let line = |row: &SurveyRow| Line {
        result: result(frame, row),
        when: when(frame, row),
        method: row.method.clone(),
        receipt: format!("/receipts/{}.tlog-proof", row.leaf),
    };
    rows.iter().map(line).collect()
}

/// `87.5 % 满意（240 人中 210 人）`.
pub(super) fn result(frame: &Frame, row: &SurveyRow) -> String {
    let share = Decimal::from(row.content) * Decimal::ONE_HUNDRED / Decimal::from(row.answers.max(1));
    let values = [
        ("percent", share.round_dp(1).normalize().to_string().into()),
        ("content", row.content.into()),
        ("answers", row.answers.into()),
    ];
    frame.lang.say("survey-result", &values)
}

/// The days on which people were asked.
pub(super) fn when(frame: &Frame, row: &SurveyRow) -> String {
    let values = [
        ("from", frame.lang.date(row.from).into()),
        ("to", frame.lang.date(row.to).into()),
    ];
    frame.lang.say("survey-when", &values)
}

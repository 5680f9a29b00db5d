//! Settled questions about a commitment's figures, with the unit's reply.

use askama::Template;
use shishi_service::Service;
use shishi_service::question_rows::QuestionRow;
use shishi_service::views::CommitmentPage;

use crate::shell::{Failure, Frame};

/// A settled question in words.
struct Settled {
    asks: &'static str,
    unit: String,
    about: String,
    outcome: &'static str,
    reply: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "public/questions.html")]
struct Part<'a> {
    frame: &'a Frame,
    questions: Vec<Settled>,
}

/// Draws them; nothing when there are none. What is not settled is not shown: a question is no verdict.
pub(super) fn section(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let rows = service.public_questions_of(page.row.id)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let settled = |row: &QuestionRow| Settled {
        asks: frame.coded("question-", &row.pattern),
        unit: row.unit.name.clone(),
        about: row.measure.as_ref().map(|(_, what)| what.clone()).unwrap_or_default(),
        outcome: frame.coded("question-outcome-", &row.state),
        reply: row.reply.clone().map(|(_, words)| words).unwrap_or_default(),
        reason: row.settled.clone().map(|(_, reason)| reason).unwrap_or_default(),
    };
    let questions = rows.iter().map(settled).collect();
    Ok(Some(Part { frame, questions }.render()?))
}

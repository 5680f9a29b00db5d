//! A report as the records give it now, and as it is stored.

use shishi_commitments::report::{
    self, Answer, Content, Definition, Entry, Form, Gathered, MilestoneLine, Reopening, Report, RequestLine, SlipLine,
    Source, State, Texts,
};
use shishi_commitments::request;
use shishi_kernel::{Calendar, JurisdictionId, UnitId, civil_date};
use shishi_store::reports::{self as rows, ReportRow};
use shishi_store::requests::RequestRow;
use shishi_store::slips::SlipRow;
use shishi_store::views::CommitmentPage;
use shishi_store::{Reader, ledger, plans, requests, slips};

use super::ReportAt;
use crate::ServiceError;
use crate::ledger::target_of;

/// What a report would say if nobody had written anything.
pub(super) struct Drafted {
    pub content: Content,
    /// What its form asks beside the three texts.
    pub questions: Vec<String>,
}

/// Draws a report up from the records.
pub(super) fn drafted(r: &mut Reader<'_>, j: JurisdictionId, report: &ReportAt) -> Result<Drafted, ServiceError> {
    let page = ledger::commitment(r, j, &report.slug)?.ok_or(ServiceError::NotFound)?;
    let questions = Form::on(&super::form::forms(r, j)?, report.period.last()).questions;
    let mut content = report::assemble(&gathered(r, j, &page, report.unit)?, report.period);
    content.texts = answering(content.texts, &questions);
    Ok(Drafted { content, questions })
}

/// Everything that was entered elsewhere.
fn gathered(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    page: &CommitmentPage,
    unit: UnitId,
) -> Result<Gathered, ServiceError> {
    let entries = rows::entries(r, j, page.row.id)?;
    let mut measures = Vec::new();
    for row in &page.measures {
        let own = entries.iter().filter(|(measure, ..)| *measure == row.id);
        measures.push(Source {
            measure: row.id,
            definition: Definition {
                what: row.what.clone(),
                unit: row.unit.clone(),
                version: row.target_version,
                target: target_of(row)?,
            },
            entries: own
                .map(|(_, as_of, value, note)| Entry {
                    as_of: *as_of,
                    value: *value,
                    note: note.clone(),
                })
                .collect(),
        });
    }
    let plan = plans::approved(r, j, page.row.id)?;
    let milestones = plan.into_iter().flat_map(|plan| plan.milestones);
    let own_requests = requests::of_commitment(r, j, page.row.id)?
        .into_iter()
        .filter(|row| row.asker.id == unit || row.asked.id == unit);
    let own_slips = slips::of_commitment(r, j, page.row.id)?
        .into_iter()
        .filter(|row| row.unit.id == unit && row.withdrawn.is_none());
    Ok(Gathered {
        measures,
        milestones: milestones
            .map(|row| MilestoneLine {
                title: row.title,
                planned: row.planned,
                done: row.done,
            })
            .collect(),
        requests: own_requests.filter_map(request_line).collect(),
        slips: own_slips.filter_map(slip_line).collect(),
    })
}

fn request_line(row: RequestRow) -> Option<RequestLine> {
    let (first, last) = (row.steps.first()?, row.steps.last()?);
    Some(RequestLine {
        asker: row.asker.name,
        asked: row.asked.name,
        what: row.what,
        asked_on: civil_date(first.at),
        due: row.due,
        on: civil_date(last.at),
        ended: request::Step::from_code(&last.step).is_some_and(|step| step.court().is_none()),
        step: last.step.clone(),
    })
}

fn slip_line(row: SlipRow) -> Option<SlipLine> {
    let judged = row.steps.last()?.judgement.as_ref().map(|(on, ..)| *on);
    Some(SlipLine {
        issued: row.steps.first()?.issued_on,
        level: row.level,
        matter: row.matter,
        words: row.words,
        due: row.due,
        closed: judged.filter(|_| row.closed),
    })
}

/// The texts with an answer for each question of the form, in its order; an answer to another question is left out.
pub(super) fn answering(texts: Texts, questions: &[String]) -> Texts {
    let answers = questions.iter().map(|question| {
        let given = texts.answers.iter().find(|answer| answer.question == *question);
        given.cloned().unwrap_or_else(|| Answer {
            question: question.clone(),
            words: String::new(),
        })
    });
    Texts {
        answers: answers.collect(),
        ..texts
    }
}

/// A report as the rules need it; without a row it is a draft that nobody wrote in.
pub(super) fn facts(report: &ReportAt, row: Option<&ReportRow>) -> Result<Report, ServiceError> {
    let Some(row) = row else {
        return Ok(Report {
            unit: report.unit,
            period: report.period,
            state: State::Draft,
            content: Content::default(),
            due: report.period.due(report::DUE_WORKING_DAYS, Calendar::china()),
            submitted_on: None,
        });
    };
    Ok(Report {
        unit: report.unit,
        period: report.period,
        state: state(&row.head)?,
        content: read(&row.content)?,
        due: row.head.due,
        submitted_on: row.head.submitted_on,
    })
}

/// Where a stored report is.
pub(super) fn state(head: &rows::ReportHead) -> Result<State, ServiceError> {
    match (head.state.as_str(), head.accepted_on) {
        ("draft", _) => Ok(State::Draft),
        ("submitted", _) => Ok(State::Submitted),
        ("returned", _) => Ok(State::Returned {
            reason: head.reason.clone().unwrap_or_default(),
        }),
        ("accepted", Some(on)) => Ok(State::Accepted {
            on,
            reopening: head.reopening.clone().map(|(reason, approver, until)| Reopening {
                reason,
                approver,
                until,
            }),
        }),
        (other, _) => Err(ServiceError::Internal(format!(
            "report {} has the unknown state {other}",
            head.id
        ))),
    }
}

pub(super) fn written(content: &Content) -> Result<String, ServiceError> {
    serde_json::to_string(content).map_err(ServiceError::internal)
}

pub(super) fn read(content: &str) -> Result<Content, ServiceError> {
    serde_json::from_str(content).map_err(ServiceError::internal)
}

//! The supervision slips of a commitment: level, matter, dates, answers.

use askama::Template;
use shishi_kernel::SlipId;
use shishi_service::views::CommitmentPage;
use shishi_service::{Service, SlipRow};

use crate::shell::{Failure, Frame};

/// A slip in words; drawn by `public/slip.html`, here and in the office.
pub(crate) struct Slip {
    pub id: SlipId,
    pub paper_word: &'static str,
    /// Whether it can be had as PDF here.
    pub pdf: bool,
    pub level: String,
    pub level_word: &'static str,
    pub matter: &'static str,
    pub unit: String,
    pub words: String,
    pub state: &'static str,
    pub lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "public/slips.html")]
struct Part {
    title: &'static str,
    slips: Vec<Slip>,
}

/// Draws the slips; nothing when there are none.
pub(super) fn section(
    service: &Service,
    frame: &Frame,
    commitment: &CommitmentPage,
) -> Result<Option<String>, Failure> {
    let rows = service.slips_of_commitment(commitment.row.id)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let part = Part {
        title: frame.t("slips-title"),
        slips: rows.iter().map(|row| slip(frame, row)).collect(),
    };
    Ok(Some(part.render()?))
}

/// A slip in words.
pub(crate) fn slip(frame: &Frame, row: &SlipRow) -> Slip {
    let lang = frame.lang;
    let said = |key: &str, on, words: &str| lang.say(key, &[("on", lang.date(on).into()), ("words", words.into())]);
    let mut lines = Vec::new();
    for step in &row.steps {
        let level = frame.coded("slip-level-", &step.level);
        let issued = [
            ("level", level.into()),
            ("on", lang.date(step.issued_on).into()),
            ("due", lang.date(step.due).into()),
        ];
        lines.push(lang.say("slip-issued", &issued));
        if !step.ground.is_empty() {
            lines.push(frame.with("slip-ground", "words", step.ground.clone()));
        }
        match &step.answer {
            Some((on, words)) => lines.push(said("slip-answer", *on, words)),
            None if row.closed => {}
            None => lines.push(frame.t("slip-answer-none").to_owned()),
        }
        if let Some((on, sufficient, words)) = &step.judgement {
            let key = if *sufficient {
                "slip-sufficient"
            } else {
                "slip-insufficient"
            };
            lines.push(said(key, *on, words));
        }
    }
    if let Some(reason) = &row.withdrawn {
        lines.push(frame.with("slip-withdrawn", "words", reason.clone()));
    }
    Slip {
        id: row.id,
        paper_word: frame.t("papers-slip"),
        pdf: frame.pdf,
        level_word: frame.coded("slip-level-", &row.level),
        level: row.level.clone(),
        matter: frame.coded("slip-matter-", &row.matter),
        unit: row.unit.name.clone(),
        words: row.words.clone(),
        state: frame.t(if row.closed { "slip-closed" } else { "slip-open" }),
        lines,
    }
}

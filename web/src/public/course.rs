//! What was decided on a commitment's course, before its words: nothing vanishes without a word.

use askama::Template;
use shishi_kernel::decimal_text;
use shishi_service::Service;
use shishi_service::views::CommitmentPage;

use crate::shell::{Failure, Frame};

#[derive(Template)]
#[template(path = "public/course.html")]
struct Notice<'a> {
    frame: &'a Frame,
    word: &'static str,
    sentence: String,
    openings: Vec<String>,
    turns: Vec<Turn>,
}

struct Turn {
    word: &'static str,
    decision: String,
    decided: String,
    notice: String,
    noticed: String,
    reason: String,
    successor: Option<(String, String)>,
    receipt: String,
}

/// The notice, or nothing while the commitment was never paused, ended or taken up.
pub(super) fn notice(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let view = service.course(page.row.id)?;
    if view.turns.is_empty() && view.openings.is_empty() {
        return Ok(None);
    }
    let sentence = match view.course.as_str() {
        "paused" => {
            let until = view.turns.iter().find_map(|turn| turn.until);
            let date = until.map(|date| frame.lang.date(date)).unwrap_or_default();
            frame.with("course-note-paused", "date", date)
        }
        "going" if view.turns.is_empty() => String::new(),
        "going" => frame.t("course-note-resumed").to_owned(),
        course => frame.coded("course-note-", course).to_owned(),
    };
    let openings = view.openings.iter().map(|opening| {
        let mut values = vec![
            ("from", opening.from_slug.as_str().into()),
            ("what", opening.what.as_str().into()),
        ];
        let Some(verified) = opening.verified else {
            return frame.lang.say("course-opening-blank", &values);
        };
        let unit = page.measures.iter().find(|row| row.id == opening.measure);
        let unit = unit.and_then(|row| row.unit.as_deref()).unwrap_or_default();
        let value = format!("{} {unit}", decimal_text(verified));
        values.push(("value", value.trim().into()));
        frame.lang.say("course-opening", &values)
    });
    let notice = Notice {
        word: frame.coded("course-", &view.course),
        sentence,
        openings: openings.collect(),
        turns: view.turns.iter().map(|turn| drawn(frame, turn)).collect(),
        frame,
    };
    Ok(Some(notice.render()?))
}

fn drawn(frame: &Frame, turn: &shishi_service::TurnRow) -> Turn {
    Turn {
        word: frame.coded("course-turn-", &turn.turn),
        decision: turn.decision.clone(),
        decided: frame.lang.date(turn.decided_on),
        notice: turn.notice.clone(),
        noticed: frame.lang.date(turn.noticed_on),
        reason: turn.reason.clone(),
        successor: turn
            .successor
            .as_ref()
            .map(|(slug, title)| (frame.href(&format!("/commitments/{slug}")), format!("{slug} {title}"))),
        receipt: format!("/receipts/{}.tlog-proof", turn.leaf),
    }
}

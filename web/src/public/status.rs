//! How a commitment stands, in words and shapes: in lists, on the overview, on its own page, in the office.
//!
//! No colour stands alone: each has a word and a shape.

use std::collections::HashMap;

use askama::Template;
use shishi_service::commitments::status::{Colour, Flag, Grade, State};
use shishi_service::views::{CommitmentPage, CommitmentRow};
use shishi_service::{CommitmentStatus, MonthStatus, ProgrammeStatus, Service};

use crate::shell::{Failure, Frame, Lang};

/// A word with the class of its chip and its icon.
#[derive(Clone, Debug)]
pub(crate) struct Chip {
    pub class: &'static str,
    pub icon: &'static str,
    pub word: &'static str,
}

/// A colour with its word and shape; drawn by `public/light.html`.
#[derive(Clone, Debug)]
pub(crate) struct Light {
    pub code: &'static str,
    /// Name of the shape in the sprite.
    pub icon: &'static str,
    pub word: String,
}

/// How a commitment stands, for a row of a list.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub state: Chip,
    pub light: Light,
    pub flags: Vec<Chip>,
    /// Whether nothing was approved yet, which the state says already.
    pub plan_missing: bool,
    /// Whether the flags say that nothing was reported.
    pub silent: bool,
}

/// A month of the strip; drawn by `public/strip.html`.
#[derive(Clone, Debug)]
pub(crate) struct Month {
    pub number: usize,
    /// Absent while the month has not begun.
    pub light: Option<Light>,
    /// The whole of it in words.
    pub words: String,
}

/// The chip of a state.
pub(crate) fn state_chip(lang: Lang, state: State) -> Chip {
    let (class, icon) = match state {
        State::PlanMissing => ("silent", "plan"),
        State::NotStarted => ("silent", "silent"),
        State::Underway => ("reported", "next"),
        State::Changed => ("change", "change"),
        State::ReportedDone => ("reported", "reported"),
        State::Accepted | State::UseCheck | State::Closed => ("verified", "verified"),
        State::Paused => ("neutral", "pause"),
        State::Ended => ("neutral", "cross"),
        State::NotKept => ("bad", "cross"),
    };
    let word = lang.t(&format!("status-state-{}", state.code().replace('_', "-")));
    Chip { class, icon, word }
}

/// The chip of a flag.
pub(crate) fn flag_chip(lang: Lang, flag: Flag) -> Chip {
    let icon = match flag {
        Flag::Overdue => "chronicle",
        Flag::Blocked => "pause",
        Flag::NoReport => "silent",
        Flag::Disputed => "untestable",
        Flag::Unfunded => "receipt",
    };
    let class = if flag == Flag::Disputed { "untestable" } else { "bad" };
    let word = lang.t(&format!("status-flag-{}", flag.code().replace('_', "-")));
    Chip { class, icon, word }
}

/// A colour in words, with what is left of an earlier red.
pub(crate) fn light(lang: Lang, colour: Colour, scar: bool) -> Light {
    let (icon, scarred) = match colour {
        Colour::Green => ("light-green", false),
        Colour::Yellow => (if scar { "light-scar" } else { "light-yellow" }, scar),
        Colour::Red => ("light-red", false),
        Colour::Grey => ("light-grey", false),
    };
    let word = lang.t(&format!("status-colour-{}", colour.code()));
    let word = if scarred {
        format!("{word}{}{}", lang.t("list-separator"), lang.t("status-scar"))
    } else {
        word.to_owned()
    };
    let code = colour.code();
    Light { code, icon, word }
}

/// How a commitment stands, for a row.
pub(crate) fn standing(lang: Lang, status: &CommitmentStatus) -> Standing {
    Standing {
        state: state_chip(lang, status.state),
        light: light(lang, status.colour, status.scar),
        flags: status.flags.iter().map(|flag| flag_chip(lang, *flag)).collect(),
        plan_missing: status.state == State::PlanMissing,
        silent: status.flags.contains(&Flag::NoReport),
    }
}

/// The twelve months of a year.
pub(crate) fn strip(lang: Lang, months: &[Option<MonthStatus>; 12]) -> Vec<Month> {
    let cells = (1..).zip(months).map(|(number, month)| {
        let light = month.map(|month| light(lang, month.colour, month.scar));
        let said = light.as_ref().map_or(lang.t("status-month-ahead"), |light| &light.word);
        let values = [("month", number.into()), ("words", said.into())];
        Month {
            words: lang.say("status-month", &values),
            number,
            light,
        }
    });
    cells.collect()
}

/// How the commitments of a list stand, by their address.
pub(crate) type Standings = HashMap<String, Standing>;

/// Asks how the commitments of a list stand; the board of a programme is worked out once.
pub(super) fn standings<'a>(
    service: &Service,
    lang: Lang,
    rows: impl IntoIterator<Item = &'a CommitmentRow>,
) -> Result<Standings, Failure> {
    let mut found = Standings::new();
    for row in rows {
        let board = service.status_of(&row.slug)?;
        if let Some(status) = board.as_ref().and_then(|board| board.of(&row.slug)) {
            found.insert(row.slug.clone(), standing(lang, status));
        }
    }
    Ok(found)
}

/// A count with an address; drawn by `public/status-board.html`.
pub(crate) struct Tile {
    pub chip: Chip,
    pub count: u32,
    pub href: String,
}

/// A programme in numbers: counts, never a mean.
pub(crate) struct Board {
    pub today: String,
    pub states: Vec<Tile>,
    pub lights: Vec<(Light, usize)>,
    pub flags: Vec<(Chip, usize)>,
    /// 12 of 21, when anything is due.
    pub on_time: String,
    /// In per cent, for the eye.
    pub on_time_percent: String,
}

/// A programme in numbers.
pub(crate) fn board(lang: Lang, status: &ProgrammeStatus) -> Board {
    let slug = &status.programme.slug;
    let tile = |(state, count): (State, u32)| Tile {
        chip: state_chip(lang, state),
        count,
        href: lang.href(&format!("/commitments?programme={slug}&state={}", state.code())),
    };
    let rate = status.on_time;
    let numbers = [
        ("on_time", rate.on_time.into()),
        ("due", rate.due().into()),
        ("late", rate.late.into()),
        ("open", rate.open_overdue.into()),
    ];
    let percent = rate.percent().filter(|_| rate.due() > 0);
    Board {
        today: lang.date(status.today),
        states: status.counts.present().map(tile).collect(),
        lights: Colour::ALL
            .into_iter()
            .map(|colour| (light(lang, colour, false), status.coloured(colour)))
            .filter(|(_, count)| *count > 0)
            .collect(),
        flags: Flag::ALL
            .iter()
            .map(|flag| (flag_chip(lang, *flag), status.flagged(*flag)))
            .filter(|(_, count)| *count > 0)
            .collect(),
        on_time: match percent {
            Some(_) => lang.say("status-on-time-of", &numbers),
            None => lang.t("status-on-time-none").to_owned(),
        },
        on_time_percent: percent.map(|percent| format!("{percent}%")).unwrap_or_default(),
    }
}

#[derive(Template)]
#[template(path = "public/status.html")]
struct Part<'f> {
    frame: &'f Frame,
    standing: Standing,
    grade: &'static str,
    months: Vec<Month>,
    today: String,
    lines: Vec<String>,
}

/// Draws how the commitment stands, before its words.
pub(super) fn notice(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let board = service.programme_status(Some(&page.programme.slug))?;
    let Some(board) = board else { return Ok(None) };
    let Some(status) = board.of(&page.row.slug) else {
        return Ok(None);
    };
    let lang = frame.lang;
    let mut lines = Vec::new();
    match (status.done, status.cut_off) {
        (Some(done), _) if status.state.is_done() => lines.push(frame.with("status-done-on", "date", lang.date(done))),
        (_, Some(last)) => lines.push(frame.with("status-cut-off", "date", lang.date(last))),
        _ => {}
    }
    lines.extend(
        status
            .reported
            .map(|on| frame.with("status-reported-to", "date", lang.date(on))),
    );
    if let Some(uses) = status.uses {
        let values = [("visits", uses.visits.into()), ("sound", uses.sound.into())];
        lines.push(lang.say("status-uses", &values));
    }
    let part = Part {
        standing: standing(lang, status),
        grade: grade(lang, status.grade),
        months: strip(lang, &status.months),
        today: lang.date(board.today),
        lines,
        frame,
    };
    Ok(Some(part.render()?))
}

/// The words for how good the evidence is.
pub(crate) fn grade(lang: Lang, grade: Grade) -> &'static str {
    lang.t(&format!("status-grade-{}", grade.code()))
}

/// The words for a kind of journal entry.
pub(crate) fn happened(lang: Lang, kind: &str) -> String {
    super::parts::event(lang, kind)
}

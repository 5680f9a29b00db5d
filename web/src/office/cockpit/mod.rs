//! The cockpit: how every commitment of a programme stands, whose turn it is, what was done lately; and the same for a wall.
//!
//! It shows what the public can see of each commitment, side by side, and beside it what only the office sees: plans that
//! are worked on and questions that are not settled. Nothing is ranked.

mod pictures;
mod turns;
mod wall;

use askama::Template;
use axum::extract::State as Held;
use shishi_service::commitments::status::{Colour, Flag};
use shishi_service::{CockpitView, CommitmentStatus, Service, may};

use super::page::{Answer, Drawn, Office, Room, Trouble, draw, parameter};
use super::route;
use crate::public::status::{self, Board, Chip, Light, Month};
use crate::shell::{App, Ask, Failure, Frame, Gate, SignedIn};
use turns::{Holder, holders};

route::routes! {
    "/office/cockpit" { get show: SEE }
    "/office/cockpit/pictures" { get pictures::show: SEE }
    "/office/cockpit/wall" { get wall::show: SEE }
}

const SEE: Gate = Gate::May(&may::SEE_COCKPIT);

/// Changes shown on the page.
const CHANGES_MAX: usize = 40;
/// What a unit writes for itself is no news.
const QUIET: [&str; 4] = ["plan.saved", "report.saved", "entry.written", "entry.evidence_added"];

/// A name with an address.
pub(super) struct Link {
    pub name: String,
    pub href: String,
    pub here: bool,
}

/// A commitment on the board.
pub(super) struct Line {
    pub number: u32,
    pub title: String,
    pub href: String,
    pub leads: String,
    pub state: Chip,
    pub light: Light,
    pub flags: Vec<Chip>,
    pub months: Vec<Month>,
    pub grade: &'static str,
    /// Whose turn it is and since when, one for each open request and slip.
    pub turns: Vec<String>,
    /// Questions that are not settled, or empty.
    pub questions: String,
    /// What was last done, and when; or empty.
    pub last: String,
    pub urgent: bool,
}

/// Something that was done.
pub(super) struct Change {
    pub day: String,
    pub what: String,
    pub number: u32,
    pub title: String,
    pub href: String,
}

#[derive(Template)]
#[template(path = "office/cockpit.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    /// The title of the programme, or empty when there is none.
    title: String,
    board: Option<Board>,
    years: Vec<Link>,
    views: Vec<Link>,
    wall: String,
    pictures: String,
    lines: Vec<Line>,
    holders: Vec<Holder>,
    changes: Vec<Change>,
    more: usize,
}

async fn show(Held(app): Held<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/cockpit", drawn).await
}

fn drawn(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let wanted = parameter(&ask, "programme").map(str::to_owned);
    let urgent_only = parameter(&ask, "show") == Some("attention");
    let view = service.cockpit(&session.actor, wanted.as_deref())?;
    if view.is_none() && wanted.is_some() {
        return Err(Failure::not_found());
    }
    let mut page = Page {
        title: String::new(),
        board: None,
        years: Vec::new(),
        views: Vec::new(),
        wall: String::new(),
        pictures: String::new(),
        lines: Vec::new(),
        holders: Vec::new(),
        changes: Vec::new(),
        more: 0,
        trouble: None,
        office,
        frame,
    };
    if let Some(view) = view {
        fill(&mut page, &view, urgent_only);
    }
    Ok(Drawn::new(page.render()?, None))
}

fn fill(page: &mut Page, view: &CockpitView, urgent_only: bool) {
    let frame = &page.frame;
    let slug = &view.status.programme.slug;
    let address = |slug: &str, more: &str| frame.href(&format!("/office/cockpit?programme={slug}{more}"));
    page.title = view.status.programme.title.clone();
    page.board = Some(status::board(frame.lang, &view.status));
    if view.programmes.len() > 1 {
        let years = view.programmes.iter().map(|programme| Link {
            name: programme.slug.clone(),
            href: address(&programme.slug, ""),
            here: programme.slug == *slug,
        });
        page.years = years.collect();
    }
    let all = lines(frame, view);
    let urgent = all.iter().filter(|line| line.urgent).count();
    page.views = vec![
        Link {
            name: frame.with("cockpit-show-all", "n", all.len()),
            href: address(slug, ""),
            here: !urgent_only,
        },
        Link {
            name: frame.with("cockpit-show-attention", "n", urgent),
            href: address(slug, "&show=attention"),
            here: urgent_only,
        },
    ];
    page.wall = frame.href(&format!("/office/cockpit/wall?programme={slug}"));
    page.pictures = frame.href(&format!("/office/cockpit/pictures?programme={slug}"));
    page.lines = all.into_iter().filter(|line| line.urgent || !urgent_only).collect();
    page.holders = holders(frame, view);
    let mut changes = changes(frame, view);
    page.more = changes.len().saturating_sub(CHANGES_MAX);
    changes.truncate(CHANGES_MAX);
    page.changes = changes;
}

/// Every commitment, by number.
pub(super) fn lines(frame: &Frame, view: &CockpitView) -> Vec<Line> {
    view.status
        .commitments
        .iter()
        .map(|one| line(frame, view, one))
        .collect()
}

fn line(frame: &Frame, view: &CockpitView, one: &CommitmentStatus) -> Line {
    let lang = frame.lang;
    let standing = status::standing(lang, one);
    let leads: Vec<&str> = one.leads.iter().map(|unit| unit.name.as_str()).collect();
    let questions = view.questions.get(&one.slug).copied().unwrap_or(0);
    let last = one.last_change.as_ref().map(|(at, kind)| {
        let what = status::happened(lang, kind);
        let day = lang.date(shishi_kernel::civil_date(*at));
        lang.say("cockpit-last", &[("what", what.into()), ("day", day.into())])
    });
    let urgent_flag = |flag: &Flag| *flag != Flag::NoReport || one.state.is_open();
    Line {
        number: one.number,
        title: one.title.clone(),
        href: frame.href(&format!("/commitments/{}", one.slug)),
        leads: leads.join(frame.t("list-separator")),
        months: status::strip(lang, &one.months),
        grade: status::grade(lang, one.grade),
        turns: turns::of(frame, one),
        questions: if questions > 0 {
            frame.with("cockpit-questions", "n", questions)
        } else {
            String::new()
        },
        last: last.unwrap_or_default(),
        urgent: one.colour == Colour::Red || one.flags.iter().any(urgent_flag),
        state: standing.state,
        light: standing.light,
        flags: standing.flags,
    }
}

/// What was done in the last days, newest first, without what units write for themselves.
pub(super) fn changes(frame: &Frame, view: &CockpitView) -> Vec<Change> {
    let news = view.status.changes.iter();
    let news = news.filter(|change| !QUIET.contains(&change.kind.as_str()));
    news.filter_map(|change| {
        let one = view.status.of(&change.slug)?;
        Some(Change {
            day: frame.lang.date(shishi_kernel::civil_date(change.at)),
            what: status::happened(frame.lang, &change.kind),
            number: one.number,
            title: one.title.clone(),
            href: frame.href(&format!("/commitments/{}", one.slug)),
        })
    })
    .collect()
}

//! Sites and entries on a commitment's page, and all of them on pages of their own.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use shishi_kernel::CommitmentId;
use shishi_service::commitments::entry::Outcome;
use shishi_service::commitments::site::Stage;
use shishi_service::record_rows::RecordRow;
use shishi_service::views::CommitmentPage;
use shishi_service::{RegisterView, Service, SiteRow};

use super::map::{Map, Spot};
use super::{found, found_class, said, stage, standing};
use crate::shell::{App, Ask, Failure, Frame, cached};

/// Sites that a commitment's own page shows of each register.
const SITES_SHOWN: usize = 8;
/// Entries that it shows.
const ENTRIES_SHOWN: u32 = 5;
/// Sites on a page of the register.
const SITES_PER_PAGE: usize = 100;
/// Entries on a page of theirs.
const ENTRIES_PER_PAGE: u32 = 30;

struct Line {
    /// Anchor of the site's line.
    id: String,
    name: String,
    place: String,
    position: String,
    unit: String,
    stage: &'static str,
    counts: bool,
    since: String,
    found: Option<(&'static str, &'static str)>,
}

/// How many sites are at a stage.
struct Count {
    word: &'static str,
    number: usize,
    counts: bool,
}

struct Register {
    what: String,
    total: usize,
    counts: Vec<Count>,
    lines: Vec<Line>,
    /// Sites that are only counted, in words; empty when there is none.
    hidden: String,
}

struct Entry {
    said: String,
    what: String,
    unit: String,
    day: String,
    note: String,
    word: &'static str,
    class: &'static str,
    /// Receipts: what of, and where.
    receipts: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "public/sites-section.html")]
struct Part<'f> {
    frame: &'f Frame,
    registers: Vec<Register>,
    /// The way to all sites, with their number; empty when there is none.
    sites: String,
    sites_words: String,
    map: Option<Map>,
    entries: Vec<Entry>,
    all_entries: String,
    entries_words: String,
}

/// Draws registers and entries; nothing when there is neither.
pub(in crate::public) fn section(
    service: &Service,
    frame: &Frame,
    page: &CommitmentPage,
) -> Result<Option<String>, Failure> {
    let registers = service.public_registers(page.row.id)?;
    let entries = service.public_entries(page.row.id, 1, ENTRIES_SHOWN)?;
    if registers.is_empty() && entries.rows.is_empty() {
        return Ok(None);
    }
    let sites: usize = registers.iter().map(|view| view.sites.len()).sum();
    let base = frame.href(&format!("/commitments/{}", page.row.slug));
    let part = Part {
        frame,
        map: Map::of(&spots(frame, &registers, &format!("{base}/sites"))),
        registers: registers
            .iter()
            .map(|view| register(frame, page, view, 0..SITES_SHOWN))
            .collect(),
        sites: if sites > 0 {
            format!("{base}/sites")
        } else {
            String::new()
        },
        sites_words: frame.with("sites-public-all", "n", sites),
        entries: entries
            .rows
            .iter()
            .map(|row| entry(frame, row))
            .collect::<Result<_, _>>()?,
        all_entries: if entries.total > 0 {
            format!("{base}/entries")
        } else {
            String::new()
        },
        entries_words: frame.with("entries-public-all", "n", entries.total),
    };
    Ok(Some(part.render()?))
}

/// What the map shows: every site whose place is public and known.
pub(crate) fn spots(frame: &Frame, registers: &[RegisterView], page: &str) -> Vec<Spot> {
    let sites = registers.iter().flat_map(|view| &view.sites);
    let spots = sites.enumerate().filter_map(|(number, (site, outcome))| {
        let (longitude, latitude) = site.longitude.zip(site.latitude)?;
        Some(Spot {
            longitude,
            latitude,
            class: class(site, *outcome),
            words: format!("{}：{}", site.name, stage(frame, &site.stage)),
            href: format!("{page}?page={}#s{}", number / SITES_PER_PAGE + 1, site.id),
        })
    });
    spots.collect()
}

/// The class of a site's dot: what was found comes before what was reported.
pub(super) fn class(site: &SiteRow, outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(outcome) => found_class(outcome.code()),
        None if Stage::from_code(&site.stage).is_some_and(Stage::counts) => "reported",
        None => "silent",
    }
}

/// A register with the sites of a stretch of it.
fn register(frame: &Frame, page: &CommitmentPage, view: &RegisterView, shown: std::ops::Range<usize>) -> Register {
    let at = |code: Stage| view.sites.iter().filter(|(site, _)| site.stage == code.code()).count();
    let hidden = view.sites.iter().filter(|(site, _)| site.hidden).count();
    let lines = view.sites.iter().skip(shown.start).take(shown.len());
    Register {
        what: (page.measures.iter().find(|row| row.id == view.measure))
            .map(|row| row.what.clone())
            .unwrap_or_default(),
        total: view.sites.len(),
        counts: Stage::ALL
            .into_iter()
            .map(|code| Count {
                word: stage(frame, code.code()),
                number: at(code),
                counts: code.counts(),
            })
            .filter(|count| count.number > 0)
            .collect(),
        lines: lines
            .filter(|(site, _)| !site.hidden)
            .map(|(site, outcome)| line(frame, site, *outcome))
            .collect(),
        hidden: if hidden > 0 {
            frame.with("sites-public-hidden", "n", hidden)
        } else {
            String::new()
        },
    }
}

fn line(frame: &Frame, site: &SiteRow, outcome: Option<Outcome>) -> Line {
    Line {
        id: format!("s{}", site.id),
        name: site.name.clone(),
        place: site.place.clone(),
        position: (site.longitude.zip(site.latitude))
            .map(|(longitude, latitude)| format!("{longitude}, {latitude}"))
            .unwrap_or_default(),
        unit: site.unit.name.clone(),
        stage: stage(frame, &site.stage),
        counts: Stage::from_code(&site.stage).is_some_and(Stage::counts),
        since: frame.with("site-since", "day", frame.lang.date(site.stage_on)),
        found: outcome.map(|outcome| (found(frame, outcome.code()), found_class(outcome.code()))),
    }
}

fn entry(frame: &Frame, row: &RecordRow) -> Result<Entry, Failure> {
    let body = Service::entry_body(row)?;
    // Only what is public of it: a finding counts when it is published.
    let (word, class) = match &row.published {
        Some((outcome, _)) => (found(frame, outcome), found_class(outcome)),
        None => standing(frame, "confirmed", None),
    };
    let receipt = |words: &str, leaf: Option<shishi_kernel::LeafId>| {
        leaf.map(|leaf| (frame.t(words), format!("/receipts/{leaf}.tlog-proof")))
    };
    Ok(Entry {
        said: said(frame, row, &body),
        what: row.what.clone(),
        unit: row.unit.name.clone(),
        day: frame.lang.date(row.day),
        note: row.note.clone(),
        word,
        class,
        receipts: [
            receipt("entry-receipt-reported", row.reported_leaf),
            receipt("entry-receipt-published", row.published_leaf),
        ]
        .into_iter()
        .flatten()
        .collect(),
    })
}

/// What stands before and after this page of a list.
struct Turn {
    previous: String,
    next: String,
}

impl Turn {
    fn of(frame: &Frame, base: &str, page: usize, more: bool) -> Self {
        let to = |page: usize| frame.href(&format!("{base}?page={page}"));
        Self {
            previous: if page > 1 { to(page - 1) } else { String::new() },
            next: if more { to(page + 1) } else { String::new() },
        }
    }
}

#[derive(Template)]
#[template(path = "public/sites.html")]
struct Sites {
    frame: Frame,
    number: u32,
    title: String,
    back: String,
    slug: String,
    registers: Vec<Register>,
    map: Option<Map>,
    previous: String,
    next: String,
}

/// `/commitments/{slug}/sites`
pub(in crate::public) async fn handle_sites(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
) -> Result<Response<Body>, Failure> {
    let number = page_of(&ask);
    cached(&app, ask, "commitments", move |service, frame| {
        let commitment = service.commitment(&slug)?.ok_or_else(Failure::not_found)?;
        let registers = service.public_registers(commitment.row.id)?;
        let base = format!("/commitments/{slug}/sites");
        // Pages are counted over all registers, so that an address leads to a site wherever it stands.
        let first = (number - 1).saturating_mul(SITES_PER_PAGE);
        let mut before = 0;
        let mut shown = Vec::new();
        for view in &registers {
            let start = first.saturating_sub(before).min(view.sites.len());
            let end = (first + SITES_PER_PAGE).saturating_sub(before).min(view.sites.len());
            before += view.sites.len();
            if start < end || view.sites.is_empty() {
                shown.push(register(&frame, &commitment, view, start..end));
            }
        }
        let turn = Turn::of(&frame, &base, number, first + SITES_PER_PAGE < before);
        let page = Sites {
            number: commitment.row.number,
            title: commitment.row.title.clone(),
            back: frame.href(&format!("/commitments/{slug}")),
            map: Map::of(&spots(&frame, &registers, &frame.href(&base))),
            registers: shown,
            previous: turn.previous,
            next: turn.next,
            slug,
            frame,
        };
        Ok(page.render()?)
    })
    .await
}

#[derive(Template)]
#[template(path = "public/entries.html")]
struct Entries {
    frame: Frame,
    number: u32,
    title: String,
    back: String,
    slug: String,
    total: u64,
    entries: Vec<Entry>,
    previous: String,
    next: String,
}

/// `/commitments/{slug}/entries`
pub(in crate::public) async fn handle_entries(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
) -> Result<Response<Body>, Failure> {
    let number = page_of(&ask);
    cached(&app, ask, "commitments", move |service, frame| {
        let commitment = service.commitment(&slug)?.ok_or_else(Failure::not_found)?;
        let id: CommitmentId = commitment.row.id;
        let asked = u32::try_from(number).unwrap_or(u32::MAX);
        let found = service.public_entries(id, asked, ENTRIES_PER_PAGE)?;
        let more = u64::from(asked) * u64::from(ENTRIES_PER_PAGE) < found.total;
        let turn = Turn::of(&frame, &format!("/commitments/{slug}/entries"), number, more);
        let page = Entries {
            number: commitment.row.number,
            title: commitment.row.title.clone(),
            back: frame.href(&format!("/commitments/{slug}")),
            total: found.total,
            entries: found
                .rows
                .iter()
                .map(|row| entry(&frame, row))
                .collect::<Result<_, _>>()?,
            previous: turn.previous,
            next: turn.next,
            slug,
            frame,
        };
        Ok(page.render()?)
    })
    .await
}

/// The page that is asked for; the first where nothing sensible is.
fn page_of(ask: &Ask) -> usize {
    let query = ask.address.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("page="));
    asked.and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 10_000)
}

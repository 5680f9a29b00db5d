//! The year at a glance: what was promised, how much of it is known, and what nobody has said anything about.

use askama::Template;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::Response;
use serde::Deserialize;
use shishi_service::JournalHead;
use shishi_service::ProgrammeStatus;
use shishi_service::views::{Overview, ProgrammeRow, RequirementRow};

use super::parts::{self, Bar, Conflict, Link, Row};
use super::status::{self, Board};
use super::words;
use crate::shell::{App, Ask, Drawn, Failure, Frame, cached};

/// Commitments shown under a category; more are behind a link.
const ROWS_MAX: usize = 8;

#[derive(Deserialize)]
pub(super) struct Wish {
    programme: Option<String>,
}

pub(super) async fn handle(
    State(app): State<App>,
    ask: Ask,
    Query(wish): Query<Wish>,
) -> Result<Response<Body>, Failure> {
    let slug = parts::wish(wish.programme);
    cached(&app, ask, "overview", move |service, frame| {
        let overview = service.overview(slug.as_deref())?;
        if overview.is_none() && slug.is_some() {
            return Err(Failure::not_found());
        }
        let requirements = match &overview {
            Some(overview) => service.requirements(&overview.programme.slug)?,
            None => Vec::new(),
        };
        let status = match &overview {
            Some(overview) => service.programme_status(Some(&overview.programme.slug))?,
            None => None,
        };
        let head = service.journal_head()?;
        let overview = overview.as_ref().map(|overview| (overview, status.as_deref()));
        let page = page(frame, overview, &requirements, &service.programmes()?, &head)?;
        Ok(Drawn {
            page,
            settled: head.pending == 0,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "public/overview.html")]
struct Page {
    frame: Frame,
    year: Option<Year>,
    requirements: Vec<Requirement>,
    others: Vec<Link>,
    journal: Journal,
}

/// One year's list.
struct Year {
    number: i16,
    issuer: String,
    document_number: String,
    date: String,
    document: String,
    categories: Vec<Category>,
    category_count: usize,
    commitments: u32,
    measures: u32,
    units: u32,
    bar: Bar,
    board: Option<Board>,
    plans_missing: u32,
    silent: u32,
    with_findings: u32,
    conflicts: Vec<Conflict>,
}

struct Category {
    numeral: String,
    title: String,
    rows: Vec<Row>,
    more: Option<Link>,
}

/// What the notice asks of the units.
struct Requirement {
    number: u32,
    title: String,
    text: String,
    place: String,
}

/// The head of the journal.
pub(super) struct Journal {
    /// Entries under the checkpoint.
    pub size: u64,
    /// Entries on their way.
    pub pending: u64,
    /// The root.
    pub root: String,
}

/// Draws the overview; without a programme it says what is going to be here.
pub(super) fn page(
    frame: Frame,
    overview: Option<(&Overview, Option<&ProgrammeStatus>)>,
    requirements: &[RequirementRow],
    programmes: &[ProgrammeRow],
    head: &JournalHead,
) -> Result<String, Failure> {
    let lang = frame.lang;
    let shown = overview.map(|(overview, _)| overview.programme.slug.as_str());
    let others = programmes
        .iter()
        .filter(|programme| Some(programme.slug.as_str()) != shown)
        .map(|programme| Link {
            name: lang.with("overview-other", "year", i64::from(programme.year).to_string()),
            href: lang.href(&format!("/?programme={}", programme.slug)),
        })
        .collect();
    let year = overview.map(|(overview, status)| year(&frame, overview, status));
    let requirements = overview
        .map(|(overview, _)| overview.programme.instrument.document)
        .map_or_else(Vec::new, |document| {
            let requirement = |row: &RequirementRow| Requirement {
                number: row.number,
                title: words::flow(&row.title),
                text: words::flow(&row.text),
                place: parts::place(lang, document, row.span),
            };
            requirements.iter().map(requirement).collect()
        });
    let journal = Journal {
        size: head.size,
        pending: head.pending,
        root: head.root.clone(),
    };
    Ok(Page {
        frame,
        year,
        requirements,
        others,
        journal,
    }
    .render()?)
}

fn year(frame: &Frame, overview: &Overview, status: Option<&ProgrammeStatus>) -> Year {
    let lang = frame.lang;
    let stands = |row: &shishi_service::views::CommitmentRow| {
        let mut drawn = parts::row(lang, row);
        let found = status.and_then(|board| board.of(&row.slug));
        drawn.standing = found.map(|found| status::standing(lang, found));
        drawn
    };
    let programme = &overview.programme;
    let instrument = &programme.instrument;
    let categories = overview
        .categories
        .iter()
        .map(|category| Category {
            numeral: parts::category_numeral(frame, category.number),
            title: category.title.clone(),
            rows: category.commitments.iter().take(ROWS_MAX).map(stands).collect(),
            more: (category.commitments.len() > ROWS_MAX).then(|| Link {
                name: lang.with("overview-category-more", "n", category.commitments.len()),
                href: lang.href(&format!("/commitments?category={}", category.number)),
            }),
        })
        .collect();
    Year {
        number: programme.year,
        issuer: instrument.issuer.clone().unwrap_or_default(),
        document_number: instrument.number.clone().unwrap_or_default(),
        date: instrument.date.map(|date| lang.date(date)).unwrap_or_default(),
        document: parts::place(lang, instrument.document, instrument.span),
        category_count: overview
            .categories
            .iter()
            .filter(|category| category.number > 0)
            .count(),
        categories,
        commitments: overview.commitments,
        measures: overview.measures.total(),
        units: overview.units,
        bar: parts::bar(lang, &overview.measures),
        board: status.map(|status| status::board(lang, status)),
        plans_missing: overview.plans_missing,
        silent: overview.silent,
        with_findings: overview.with_findings,
        conflicts: parts::conflicts(lang, &overview.conflicts),
    }
}

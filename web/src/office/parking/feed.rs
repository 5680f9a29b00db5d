//! What parking counts, and the measures of the ledger that it is reported for.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::MeasureId;
use shishi_service::parking::{Fed, FeedView};
use shishi_service::views::CommitmentFilter;
use shishi_service::{Service, may};

use super::super::form::{Fields, Input, Posted, Tried};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::{Part, parts};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// Words by which commitments about parking are found, for the choice of a measure.
const WORDS: &str = "停车";
/// Sources that are linked one by one.
const SOURCES_SHOWN: usize = 12;

struct Row {
    word: &'static str,
    note: &'static str,
    now: u32,
    sources: usize,
    measure: String,
    measure_href: String,
    /// The last report: figure, day, receipt.
    last: Option<(u32, String, String)>,
    /// Receipts of the entries that the last report counted.
    leaves: Vec<(i64, String)>,
    more: usize,
    set: String,
    report: String,
    inputs: Vec<Input>,
    open: bool,
    key: String,
    daily: bool,
    daily_action: String,
}

#[derive(Template)]
#[template(path = "office/parking-ledger.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    rows: Vec<Row>,
    may_keep: bool,
    may_report: bool,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Tried::default(), None).await
}

/// Says which measure counts something.
pub(super) async fn set(
    State(app): State<App>,
    ask: Ask,
    Path(what): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let what = Fed::of(&what).ok_or_else(Failure::not_found)?;
    let (signed_in, tried) = (sent.signed_in, Tried::new(what.code(), sent.form));
    let measure = MeasureId(tried.typed.number("measure").unwrap_or_default());
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| service.set_parking_feed(&actor, what, measure)).await? {
        Ok(()) => Ok(see_other(ask.lang, "/office/parking/ledger?said=saved")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, tried.anchor("measure"));
            page(&app, ask, signed_in, tried, Some(trouble)).await
        }
    }
}

/// Reports what is counted today.
pub(super) async fn report(
    State(app): State<App>,
    ask: Ask,
    Path(what): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let what = Fed::of(&what).ok_or_else(Failure::not_found)?;
    let (signed_in, key) = (sent.signed_in, sent.form.key());
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| service.feed_ledger(&actor, what, key.as_deref())).await? {
        Ok(_) => Ok(see_other(ask.lang, "/office/parking/ledger?said=parking-reported")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(&app, ask, signed_in, Tried::default(), Some(trouble)).await
        }
    }
}

/// Has it reported by itself each day it moves, or no more.
pub(super) async fn daily(
    State(app): State<App>,
    ask: Ask,
    Path(what): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let what = Fed::of(&what).ok_or_else(Failure::not_found)?;
    let (signed_in, on) = (sent.signed_in, sent.form.text("go") == "on");
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| service.set_feed_daily(&actor, what, on)).await? {
        Ok(()) => Ok(see_other(ask.lang, "/office/parking/ledger?said=saved")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(&app, ask, signed_in, Tried::default(), Some(trouble)).await
        }
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, tried: Tried, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, &tried, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, tried: &Tried, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let role = session.actor.role;
    let measures = measures(service)?;
    let key = Posted::default().key_or("parking-report", session.actor.account, service.now());
    let feeds = service.parking_feeds(&session.actor)?;
    let row = |feed: FeedView| {
        let fields = tried.fields(&frame, feed.what.code(), trouble.as_ref());
        row(&frame, feed, &measures, &key, &fields)
    };
    let rows: Vec<Row> = feeds.into_iter().map(row).collect();
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        rows,
        parts: parts(&frame, role, "/office/parking/ledger"),
        may_keep: may::KEEP_PARKING.allows(role),
        may_report: may::REPORT_VALUE.allows(role) && may::RUN_PARKING.allows(role),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// The measures of the commitments about parking: number, words.
fn measures(service: &Service) -> Result<Vec<(String, String)>, Failure> {
    let filter = CommitmentFilter {
        words: Some(WORDS.to_owned()),
        ..CommitmentFilter::default()
    };
    let mut found = Vec::new();
    for row in service.commitments(&filter, 1, 50)?.rows {
        let Some(page) = service.commitment(&row.slug)? else {
            continue;
        };
        for measure in page.measures {
            let words = format!("{} {} · {}", page.row.number, page.row.title, measure.what);
            found.push((measure.id.to_string(), words));
        }
    }
    Ok(found)
}

fn row(frame: &Frame, feed: FeedView, measures: &[(String, String)], key: &str, fields: &Fields<'_>) -> Row {
    let code = feed.what.code();
    let receipt = |leaf: shishi_kernel::LeafId| frame.href(&format!("/receipts/{leaf}.tlog-proof"));
    let sources = feed
        .last
        .as_ref()
        .map(|last| last.sources.as_slice())
        .unwrap_or_default();
    let chosen = feed.measure.as_ref().map(|(id, ..)| id.to_string()).unwrap_or_default();
    Row {
        word: frame.coded("parkdesk-fed-", code),
        note: frame.coded("parkdesk-fed-note-", code),
        now: feed.now.figure,
        sources: feed.now.sources.len(),
        leaves: sources
            .iter()
            .take(SOURCES_SHOWN)
            .map(|leaf| (leaf.0, receipt(*leaf)))
            .collect(),
        more: sources.len().saturating_sub(SOURCES_SHOWN),
        last: feed
            .last
            .as_ref()
            .map(|last| (last.figure, frame.lang.date(last.as_of), receipt(last.leaf))),
        measure_href: feed
            .measure
            .as_ref()
            .map(|(_, slug, _)| frame.href(&format!("/commitments/{slug}")))
            .unwrap_or_default(),
        measure: feed.measure.map(|(.., what)| what).unwrap_or_default(),
        set: frame.href(&format!("/office/parking/ledger/{code}")),
        report: frame.href(&format!("/office/parking/ledger/{code}/report")),
        inputs: vec![
            fields
                .input("measure", "parkdesk-measure", "select", &chosen)
                .options(measures.to_vec()),
        ],
        open: fields.open(),
        key: format!("{key}-{}", code.replace('_', "-")),
        daily: feed.daily,
        daily_action: frame.href(&format!("/office/parking/ledger/{code}/daily")),
    }
}

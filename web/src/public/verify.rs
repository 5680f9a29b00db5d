//! The checker's page: what the journal is, how to check it with other people's tools, and a check of one receipt.

use askama::Template;
use axum::body::Body;
use axum::extract::{Multipart, State};
use axum::http::{Response, StatusCode};
use shishi_service::views::HistoryRow;
use shishi_service::{JournalHead, ReceiptReport};

use super::parts::{self, Entry};
use crate::shell::{App, Ask, Drawn, Failure, Frame, cached, html};

/// Newest entries shown.
const RECENT: u32 = 10;

pub(super) async fn handle(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    cached(&app, ask, "verify", |service, frame| {
        let rows = service.journal_recent(1, RECENT)?.rows;
        // The head moves with every publication, which moves no version, and here it must be the newest.
        Ok(Drawn {
            page: page(frame, &service.journal_head()?, &rows, None)?,
            settled: false,
        })
    })
    .await
}

/// Checks a receipt that was pasted or uploaded. Nothing is kept and nothing changes, so that no secret is asked for.
pub(super) async fn handle_check(
    State(app): State<App>,
    ask: Ask,
    mut form: Multipart,
) -> Result<Response<Body>, Failure> {
    let mut text = String::new();
    while let Some(field) = form
        .next_field()
        .await
        .map_err(|refusal| Failure::new(refusal.status(), "bad_request"))?
    {
        if !matches!(field.name(), Some("receipt" | "file")) {
            continue;
        }
        let bytes = field
            .bytes()
            .await
            .map_err(|refusal| Failure::new(refusal.status(), "too_large"))?;
        if !bytes.is_empty() && text.trim().is_empty() {
            // A receipt is text; what is not is found to be malformed.
            text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        }
    }
    let drawn = app
        .blocking(move |service| {
            let report = service.check_receipt(&text)?;
            let frame = ask.frame(service, "verify");
            let rows = service.journal_recent(1, RECENT)?.rows;
            let ok = report.ok;
            page(frame, &service.journal_head()?, &rows, Some((&text, report))).map(|page| (ok, page))
        })
        .await?;
    let status = if drawn.0 {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok(html(status, drawn.1))
}

/// What was found about a receipt.
struct Verdict {
    ok: bool,
    sentence: String,
    place: String,
    /// Of a receipt of one line of a batch, the line.
    line: String,
    entry: String,
}

#[derive(Template)]
#[template(path = "public/verify.html")]
struct Page {
    frame: Frame,
    origin: String,
    year: i16,
    size: u64,
    pending: u64,
    root: String,
    checkpoint: String,
    vkey: String,
    recent: Vec<Entry>,
    verdict: Option<Verdict>,
    pasted: String,
}

/// Draws the page, with what was found when a receipt was handed in.
pub(super) fn page(
    frame: Frame,
    head: &JournalHead,
    recent: &[HistoryRow],
    checked: Option<(&str, ReceiptReport)>,
) -> Result<String, Failure> {
    let lang = frame.lang;
    let pasted = checked
        .as_ref()
        .map(|(text, _)| text.chars().take(20_000).collect())
        .unwrap_or_default();
    let verdict = checked.map(|(_, report)| verdict(&frame, report));
    let page = Page {
        origin: head.origin.clone(),
        year: head.year,
        size: head.size,
        pending: head.pending,
        root: head.root.clone(),
        checkpoint: head.checkpoint.clone(),
        vkey: head.vkey.clone(),
        recent: parts::entries(lang, recent),
        verdict,
        pasted,
        frame,
    };
    Ok(page.render()?)
}

fn verdict(frame: &Frame, report: ReceiptReport) -> Verdict {
    let lang = frame.lang;
    let sentence = match (report.ok, report.problem) {
        (true, _) if report.line.is_some() => lang.t("receipt-ok-line").to_owned(),
        (true, _) => lang.t("receipt-ok").to_owned(),
        (false, Some(problem)) => lang
            .code("receipt-problem-", problem, &[])
            .unwrap_or_else(|| lang.with("receipt-problem", "code", problem)),
        (false, None) => lang.with("receipt-problem", "code", "unknown"),
    };
    let place = match (report.index, report.tree_size) {
        (Some(index), Some(size)) => lang.say("receipt-place", &[("index", index.into()), ("size", size.into())]),
        _ => String::new(),
    };
    Verdict {
        ok: report.ok,
        sentence,
        place,
        line: report.line.map(|line| indented(&line)).unwrap_or_default(),
        entry: report.entry.map(|entry| indented(&entry)).unwrap_or_default(),
    }
}

/// JSON as people read it; as it is when it is none.
fn indented(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}

//! Appraisals: what counts and how, the results with the trace of every score, and the files to recompute them from.

use std::collections::BTreeMap;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response};
use shishi_kernel::{CommitmentId, UnitId};
use shishi_service::appraisal_rows::{CaseRow, ReplyRow};
use shishi_service::appraising::document::Document;
use shishi_service::appraising::scheme::{Criterion, Scheme};
use shishi_service::appraising::score::{Item, Line, Outcome};
use shishi_service::appraising::{SCRIPT, score};
use shishi_service::views::CommitmentPage;
use shishi_service::{AppraisalView, Service};

use super::parts::Link;
use crate::api::csv_text;
use crate::shell::{App, Ask, Failure, Frame, Lang, cached, open_data};

/// `/appraisal`: the years.
pub(super) async fn handle_all(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    cached(&app, ask, "appraisal", |service, frame| {
        let years = service.public_appraisal_years()?;
        let link = |year: &i16| Link {
            name: frame.with("appraisal-of-year", "year", year.to_string()),
            href: frame.href(&format!("/appraisal/{year}")),
        };
        let years = years.iter().map(link).collect();
        Ok(Years { years, frame }.render()?)
    })
    .await
}

/// `/appraisal/{year}`.
pub(super) async fn handle_year(
    State(app): State<App>,
    ask: Ask,
    Path(year): Path<String>,
) -> Result<Response<Body>, Failure> {
    let year: i16 = year.parse().map_err(|_| Failure::not_found())?;
    cached(&app, ask, "appraisal", move |service, frame| {
        let view = service.public_appraisal(year)?.ok_or_else(Failure::not_found)?;
        one(frame, &view)
    })
    .await
}

/// `/appraisal/{year}/{file}`: `1.json` and `2.json` as frozen, `1.csv` and `2.csv` line by line, `appraise.py`.
pub(super) async fn handle_file(
    State(app): State<App>,
    Path((year, file)): Path<(String, String)>,
) -> Result<Response<Body>, Failure> {
    let year: i16 = year.parse().map_err(|_| Failure::not_found())?;
    let (name, extension) = file.rsplit_once('.').ok_or_else(Failure::not_found)?;
    let run = name.parse().unwrap_or(0);
    let kept = app.blocking(move |service| service.appraisal_file(year, run)).await?;
    let (kind, text) = match (name, extension) {
        ("appraise", "py") => ("text/x-python; charset=utf-8", SCRIPT.to_owned()),
        (_, "json") => ("application/json", kept.ok_or_else(Failure::not_found)?),
        (_, "csv") => {
            let text = kept.ok_or_else(Failure::not_found)?;
            (
                "text/csv; charset=utf-8",
                table(&serde_json::from_str(&text).map_err(Failure::internal)?)?,
            )
        }
        _ => return Err(Failure::not_found()),
    };
    let mut headers = HeaderMap::new();
    open_data(&mut headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let mut response = Response::new(Body::from(text));
    *response.headers_mut() = headers;
    Ok(response)
}

/// Every input with its mark, one line each, for spreadsheets.
fn table(document: &Document) -> Result<String, Failure> {
    let mut rows = vec![
        [
            "unit",
            "name",
            "commitment",
            "input",
            "weight",
            "share",
            "done",
            "of",
            "mark",
            "criterion_mark",
            "score",
            "low",
            "high",
            "rank",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let or = |value: Option<u32>| value.map(points).unwrap_or_default();
    for outcome in &document.results {
        for line in &outcome.lines {
            for item in &line.items {
                rows.push(vec![
                    outcome.unit.to_string(),
                    document.units.get(&outcome.unit).cloned().unwrap_or_default(),
                    slug(&document.commitments, item.commitment),
                    line.input.code().to_owned(),
                    line.weight.to_string(),
                    item.share.to_string(),
                    item.done.to_string(),
                    item.of.to_string(),
                    points(item.mark),
                    or(line.mark),
                    or(outcome.score),
                    or(outcome.low),
                    or(outcome.high),
                    outcome.rank.map(|rank| rank.to_string()).unwrap_or_default(),
                ]);
            }
        }
    }
    csv_text(&rows)
}

/// Hundredths as people read them: `76.92`.
pub(crate) fn points(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn slug(commitments: &BTreeMap<CommitmentId, String>, id: CommitmentId) -> String {
    commitments.get(&id).cloned().unwrap_or_else(|| id.to_string())
}

#[derive(Template)]
#[template(path = "public/appraisals.html")]
struct Years {
    frame: Frame,
    years: Vec<Link>,
}

#[derive(Template)]
#[template(path = "public/appraisal.html")]
struct One {
    frame: Frame,
    terms: Terms,
    state: String,
    results: Vec<UnitResult>,
    replies: Vec<Reply>,
    files: Vec<(String, String)>,
    year: i16,
}

/// What a scheme says, in words.
pub(crate) struct Terms {
    pub title: String,
    pub facts: Vec<(&'static str, String)>,
    /// Name, weight, bounds.
    pub criteria: Vec<(&'static str, u32, String)>,
}

/// A unit's result in words; drawn by `public/appraisal-results.html`, here and in the office.
pub(crate) struct UnitResult {
    pub unit: String,
    pub score: String,
    /// What it was before a reply was accepted, when that is something else.
    pub before: String,
    pub interval: String,
    pub rank: String,
    /// The interval and the score as places on a line of 1,000; none without an interval.
    pub drawn: Option<(u32, u32, u32)>,
    /// What had no data.
    pub left_out: String,
    pub lines: Vec<TraceLine>,
}

/// A criterion with what it is made of.
pub(crate) struct TraceLine {
    pub name: &'static str,
    pub weight: u32,
    pub mark: String,
    /// Address and words.
    pub items: Vec<(String, String)>,
}

/// A judged reply in words.
pub(crate) struct Reply {
    pub unit: String,
    pub words: String,
    pub verdict: String,
    pub reason: String,
}

/// What a scheme says, in words.
pub(crate) fn terms(frame: &Frame, scheme: &Scheme, decision: Option<&str>) -> Terms {
    let lang = frame.lang;
    let bounds = |one: &Criterion| {
        let values = [("floor", one.floor.into()), ("full", one.full.into())];
        lang.say("appraisal-bounds", &values)
    };
    let criterion = |one: &Criterion| {
        (
            frame.coded("appraisal-input-", one.input.code()),
            one.weight,
            bounds(one),
        )
    };
    let mut facts = vec![
        (
            frame.t("appraisal-period"),
            format!("{} – {}", lang.date(scheme.from), lang.date(scheme.to)),
        ),
        (
            frame.t("appraisal-shares"),
            lang.say(
                "appraisal-shares-words",
                &[("lead", scheme.lead.into()), ("help", scheme.help.into())],
            ),
        ),
        (
            frame.t("appraisal-ranks"),
            frame
                .t(if scheme.ranks {
                    "appraisal-ranks-yes"
                } else {
                    "appraisal-ranks-no"
                })
                .to_owned(),
        ),
    ];
    facts.extend(decision.map(|decision| (frame.t("appraisal-decision"), decision.to_owned())));
    Terms {
        title: scheme.title.clone(),
        facts,
        criteria: scheme.criteria.iter().map(criterion).collect(),
    }
}

/// The last result in words, beside the first one where they differ.
pub(crate) fn results(frame: &Frame, runs: &[&Document]) -> Vec<UnitResult> {
    let Some(last) = runs.last() else {
        return Vec::new();
    };
    let first: BTreeMap<UnitId, Option<u32>> = runs[0].results.iter().map(|one| (one.unit, one.score)).collect();
    let one = |outcome: &Outcome| {
        let before = first
            .get(&outcome.unit)
            .copied()
            .flatten()
            .filter(|score| Some(*score) != outcome.score);
        result(frame, last, outcome, before)
    };
    last.results.iter().map(one).collect()
}

fn result(frame: &Frame, document: &Document, outcome: &Outcome, before: Option<u32>) -> UnitResult {
    let lang = frame.lang;
    let interval = match (outcome.low, outcome.high) {
        (Some(low), Some(high)) => lang.say(
            "appraisal-interval",
            &[
                ("low", points(low).into()),
                ("high", points(high).into()),
                ("n", outcome.commitments.into()),
            ],
        ),
        _ => frame.with("appraisal-few", "n", outcome.commitments),
    };
    let rank = match outcome.rank {
        Some(rank) => frame.with("appraisal-rank", "rank", rank),
        None if document.scheme.ranks => frame.with("appraisal-rank-none", "n", score::RANK_COMMITMENTS_MIN),
        None => String::new(),
    };
    let left_out: Vec<&str> = (outcome.lines.iter())
        .filter(|line| line.mark.is_none())
        .map(|line| frame.coded("appraisal-input-", line.input.code()))
        .collect();
    let drawn = outcome.score.zip(outcome.low.zip(outcome.high));
    UnitResult {
        unit: document.units.get(&outcome.unit).cloned().unwrap_or_default(),
        score: outcome
            .score
            .map_or_else(|| frame.t("appraisal-no-data").to_owned(), points),
        before: before
            .map(|score| frame.with("appraisal-before", "score", points(score)))
            .unwrap_or_default(),
        interval,
        rank,
        drawn: drawn.map(|(score, (low, high))| (low / 10, (high - low) / 10 + 2, score / 10)),
        left_out: left_out.join(frame.t("list-separator")),
        lines: outcome.lines.iter().map(|line| trace(frame, document, line)).collect(),
    }
}

fn trace(frame: &Frame, document: &Document, line: &Line) -> TraceLine {
    let item = |item: &Item| {
        let slug = slug(&document.commitments, item.commitment);
        let values = [
            ("slug", slug.clone().into()),
            ("done", item.done.into()),
            ("of", item.of.into()),
            ("mark", points(item.mark).into()),
            ("share", item.share.into()),
        ];
        (
            frame.href(&format!("/commitments/{slug}")),
            frame.lang.say("appraisal-item", &values),
        )
    };
    TraceLine {
        name: frame.coded("appraisal-input-", line.input.code()),
        weight: line.weight,
        mark: line
            .mark
            .map_or_else(|| frame.t("appraisal-no-data").to_owned(), points),
        items: line.items.iter().map(item).collect(),
    }
}

/// A reply in words.
pub(crate) fn reply(frame: &Frame, row: &ReplyRow) -> Reply {
    let verdict = match row.accepted {
        Some(true) => frame.t("appraisal-accepted"),
        Some(false) => frame.t("appraisal-rejected"),
        None => frame.t("appraisal-waiting"),
    };
    Reply {
        unit: row.unit.name.clone(),
        words: row.words.clone(),
        verdict: verdict.to_owned(),
        reason: row.reason.clone().unwrap_or_default(),
    }
}

/// Where an appraisal stands, in a sentence.
pub(crate) fn state(lang: Lang, view: &AppraisalView) -> String {
    let row = &view.row;
    match (row.approved_at, row.published, row.reply_until, row.finished) {
        (_, _, _, Some(on)) => lang.with("appraisal-state-final", "on", lang.date(on)),
        (_, Some(_), Some(until), None) => lang.with("appraisal-state-hearing", "until", lang.date(until)),
        (Some(_), ..) if view.runs.is_empty() => lang.t("appraisal-state-approved").to_owned(),
        (Some(_), ..) => lang.t("appraisal-state-computed").to_owned(),
        _ => lang.t("appraisal-state-draft").to_owned(),
    }
}

/// Draws the appraisal of a year.
pub(super) fn one(frame: Frame, view: &AppraisalView) -> Result<String, Failure> {
    let year = view.row.year;
    let runs: Vec<&Document> = view.runs.iter().map(|(document, ..)| document).collect();
    let mut files = Vec::new();
    for document in &runs {
        for kind in ["json", "csv"] {
            let name = frame.lang.say(
                "appraisal-file",
                &[("run", document.run.into()), ("kind", kind.to_uppercase().into())],
            );
            files.push((name, format!("/appraisal/{year}/{}.{kind}", document.run)));
        }
    }
    let page = One {
        terms: terms(&frame, &view.scheme, view.row.decision.as_deref()),
        state: state(frame.lang, view),
        results: results(&frame, &runs),
        replies: view.replies.iter().map(|row| reply(&frame, row)).collect(),
        files,
        year,
        frame,
    };
    Ok(page.render()?)
}

/// A closed case in words.
struct Closed {
    ground: &'static str,
    unit: String,
    outcome: &'static str,
    words: String,
    day: String,
    /// What was in evidence, with its receipt.
    evidence: Vec<(&'static str, String)>,
    reply: String,
}

#[derive(Template)]
#[template(path = "public/cases.html")]
struct Cases<'a> {
    frame: &'a Frame,
    cases: Vec<Closed>,
}

/// Closed cases of a commitment of which something followed, on its page.
pub(super) fn cases(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let rows = service.public_cases_of(page.row.id)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let closed = |row: &CaseRow| {
        let (words, on) = row.closed.clone()?;
        let evidence = row.evidence.iter().map(|one| {
            let receipt = format!("/receipts/{}.tlog-proof", one.leaf);
            (frame.coded("case-fact-", &one.fact), receipt)
        });
        Some(Closed {
            ground: frame.coded("case-ground-", &row.ground),
            unit: row.unit.name.clone(),
            outcome: row
                .decided
                .as_ref()
                .map_or("", |(outcome, ..)| frame.coded("case-outcome-", outcome)),
            words,
            day: frame.lang.date(on),
            evidence: evidence.collect(),
            reply: row.reply.clone().map(|(_, words)| words).unwrap_or_default(),
        })
    };
    let cases = rows.iter().filter_map(closed).collect();
    Ok(Some(Cases { frame, cases }.render()?))
}

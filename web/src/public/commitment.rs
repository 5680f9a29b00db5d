//! One commitment: the words first, then who, what is counted, what is known, and what was changed.

use std::collections::HashMap;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use shishi_kernel::Span;
use shishi_service::views::{CommitmentPage, DutyRow, MeasureRow};

use super::parts::{self, Conflict, Entry, Link, Row};
use super::section;
use super::status::Light;
use super::target::{self, Target};
use super::values::{self, Known};
use super::words::{self, Mark, Segment};
use crate::shell::{App, Ask, Drawn, Failure, Frame, Lang, cached};

pub(super) async fn handle(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
) -> Result<Response<Body>, Failure> {
    cached(&app, ask, "commitments", move |service, frame| {
        let commitment = service.commitment(&slug)?.ok_or_else(Failure::not_found)?;
        let parts = Parts {
            notices: section::draw(section::NOTICES, service, &frame, &commitment)?,
            sections: section::draw(section::SECTIONS, service, &frame, &commitment)?,
            known: values::known(service, &frame, &commitment)?,
        };
        let settled = commitment.history.iter().all(|entry| entry.index.is_some());
        Ok(Drawn {
            page: page(frame, &commitment, parts)?,
            settled,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "public/commitment.html")]
struct Page {
    frame: Frame,
    parts: Parts,
    row: Row,
    programme: Link,
    category: Option<Link>,
    source: String,
    source_words: String,
    passages: Vec<Vec<Segment>>,
    duties: Vec<Duties>,
    measures: Vec<Measure>,
    conditions: Vec<Condition>,
    findings: Vec<Finding>,
    conflicts: Vec<Conflict>,
    changes: Vec<Change>,
    history: Vec<Entry>,
    previous: String,
    next: String,
}

/// What other areas have drawn for this page, as finished HTML.
#[derive(Default)]
pub(super) struct Parts {
    pub notices: Vec<String>,
    pub sections: Vec<String>,
    /// What is known of the measures, by their places.
    pub known: HashMap<u32, Known>,
}

/// Duties of one role.
struct Duties {
    role: &'static str,
    units: Vec<Duty>,
}

struct Duty {
    unit: Link,
    place: String,
    group: bool,
    members: Vec<Link>,
}

struct Measure {
    position: u32,
    what: String,
    kind: &'static str,
    state: String,
    state_word: &'static str,
    target: Target,
    words: String,
    words_href: String,
    cut_off: String,
    version: u32,
    reported: Option<Reported>,
    /// What residents said of the commitment, and when.
    experienced: Option<(String, String)>,
    /// The verified value with its day.
    verified: Option<(String, String)>,
    light: Option<Light>,
    /// The course and the places, as finished HTML; may be empty.
    more: String,
}

struct Reported {
    value: String,
    as_of: String,
    note: String,
    unit: Link,
    receipt: String,
}

struct Condition {
    kind: &'static str,
    quote: String,
    place: String,
}

struct Finding {
    sentence: String,
    place: String,
}

struct Change {
    what: String,
    before: String,
    after: String,
    decision: String,
    reason: String,
    at: String,
    receipt: String,
}

/// Draws a commitment.
pub(super) fn page(frame: Frame, commitment: &CommitmentPage, mut parts: Parts) -> Result<String, Failure> {
    let lang = frame.lang;
    let document = commitment.programme.instrument.document;
    let place = |span: Option<Span>| span.map(|span| parts::place(lang, document, span)).unwrap_or_default();
    let instrument = &commitment.programme.instrument;
    let row = parts::row(lang, &commitment.row);
    let known = std::mem::take(&mut parts.known);
    let page = Page {
        parts,
        programme: Link {
            name: lang.with(
                "overview-title",
                "year",
                i64::from(commitment.programme.year).to_string(),
            ),
            href: lang.href(&format!("/?programme={}", commitment.programme.slug)),
        },
        category: commitment
            .row
            .category
            .zip(commitment.row.category_title.as_ref())
            .map(|(number, title)| Link {
                name: format!("{} {title}", parts::category_numeral(&frame, number)),
                href: lang.href(&format!("/commitments?category={number}")),
            }),
        source: place(commitment.passages.first().map(|passage| passage.span)),
        source_words: [instrument.issuer.as_deref(), instrument.number.as_deref()]
            .into_iter()
            .flatten()
            .chain(instrument.date.map(|date| lang.date(date)).as_deref())
            .collect::<Vec<_>>()
            .join(" · "),
        passages: passages(commitment),
        duties: duties(lang, commitment, &place),
        measures: measures(lang, commitment, known),
        conditions: commitment
            .conditions
            .iter()
            .map(|(quote, kind, span)| Condition {
                kind: condition_kind(lang, kind),
                quote: words::flow(quote),
                place: place(Some(*span)),
            })
            .collect(),
        findings: commitment
            .findings
            .iter()
            .map(|finding| Finding {
                sentence: finding_sentence(lang, &finding.code, &finding.arguments),
                place: place(finding.span),
            })
            .collect(),
        conflicts: parts::conflicts(lang, &commitment.conflicts),
        changes: commitment
            .changes
            .iter()
            .map(|change| Change {
                what: change.what.clone(),
                before: change.before.clone(),
                after: change.after.clone(),
                decision: change.decision.clone(),
                reason: change.reason.clone(),
                at: lang.moment(change.at),
                receipt: format!("/receipts/{}.tlog-proof", change.leaf),
            })
            .collect(),
        history: parts::entries(lang, &commitment.history),
        previous: neighbour(lang, commitment.neighbours.0.as_deref()),
        next: neighbour(lang, commitment.neighbours.1.as_deref()),
        row,
        frame,
    };
    Ok(page.render()?)
}

fn neighbour(lang: Lang, slug: Option<&str>) -> String {
    slug.map(|slug| lang.href(&format!("/commitments/{slug}")))
        .unwrap_or_default()
}

/// The words, with figures linked to their measures and conditions marked; a figure wins over a condition round it.
fn passages(commitment: &CommitmentPage) -> Vec<Vec<Segment>> {
    let figures = commitment.measures.iter().filter_map(|measure| {
        Some(Mark {
            span: measure.span?,
            kind: "figure",
            href: format!("#m{}", measure.position),
        })
    });
    let conditions = commitment.conditions.iter().map(|(_, _, span)| Mark {
        span: *span,
        kind: "condition",
        href: "#conditions".to_owned(),
    });
    let marks: Vec<Mark> = figures.chain(conditions).collect();
    commitment
        .passages
        .iter()
        .map(|passage| words::segments(&passage.raw, passage.span.start, &marks))
        .collect()
}

fn duties(lang: Lang, commitment: &CommitmentPage, place: &dyn Fn(Option<Span>) -> String) -> Vec<Duties> {
    let duty = |row: &DutyRow| Duty {
        unit: parts::unit_link(lang, &row.unit),
        place: place(row.span),
        group: row.unit.group,
        members: row.members.iter().map(|unit| parts::unit_link(lang, unit)).collect(),
    };
    let mut out: Vec<Duties> = Vec::new();
    for row in &commitment.duties {
        let role = parts::role(lang, &row.role);
        match out.iter_mut().find(|duties| duties.role == role) {
            Some(duties) => duties.units.push(duty(row)),
            None => out.push(Duties {
                role,
                units: vec![duty(row)],
            }),
        }
    }
    out
}

fn measures(lang: Lang, commitment: &CommitmentPage, mut known: HashMap<u32, Known>) -> Vec<Measure> {
    let rows = commitment.measures.iter();
    rows.map(|row| measure(lang, row, known.remove(&row.position).unwrap_or_default()))
        .collect()
}

fn measure(lang: Lang, measure: &MeasureRow, known: Known) -> Measure {
    let state = match measure.state.as_str() {
        state @ ("silent" | "reported" | "verified" | "untestable") => state.to_owned(),
        _ => "silent".to_owned(),
    };
    Measure {
        position: measure.position,
        what: words::flow(&measure.what),
        kind: kind(lang, &measure.kind),
        state_word: lang.t(&format!("state-{state}")),
        state,
        target: target::target(lang, measure),
        words: measure.as_written.as_deref().map(words::flow).unwrap_or_default(),
        words_href: measure
            .span
            .map(|span| format!("#w{}-{}", span.start, span.end))
            .unwrap_or_default(),
        cut_off: measure.cut_off.map(|date| lang.date(date)).unwrap_or_default(),
        version: measure.target_version,
        reported: measure.reported.as_ref().map(|reported| Reported {
            value: target::value(lang, measure, reported.value),
            as_of: lang.date(reported.as_of),
            note: reported.note.clone(),
            unit: parts::unit_link(lang, &reported.unit),
            receipt: format!("/receipts/{}.tlog-proof", reported.leaf),
        }),
        experienced: known.experienced,
        verified: known.verified,
        light: known.light,
        more: known.more,
    }
}

fn kind(lang: Lang, code: &str) -> &'static str {
    match code {
        "count" | "rate" | "flow" | "coverage" | "parameter" | "document" | "works" | "quality" | "activity" => {
            lang.t(&format!("measure-{code}"))
        }
        _ => "",
    }
}

fn condition_kind(lang: Lang, code: &str) -> &'static str {
    match code {
        "standard" | "name" | "progress" | "scope" | "damaged" => lang.t(&format!("condition-{code}")),
        _ => lang.t("condition-condition"),
    }
}

/// The sentence of a finding; without its quotation when the ledger has none.
fn finding_sentence(lang: Lang, code: &str, arguments: &[(String, String)]) -> String {
    let of = |name: &str| {
        arguments
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| words::flow(value))
    };
    let quoted = of("words").or_else(|| of("what")).unwrap_or_default();
    let sentence = lang
        .code("", code, &[])
        .unwrap_or_else(|| lang.t("finding-other").to_owned());
    if quoted.is_empty() {
        sentence
    } else {
        lang.say(
            "finding-quoted",
            &[("words", quoted.into()), ("sentence", sentence.into())],
        )
    }
}

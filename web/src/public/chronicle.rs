//! The chronicle as a timeline, day by day.

use askama::Template;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::Response;
use serde::Deserialize;
use shishi_service::views::{ChronicleFacets, ChronicleFilter, ChronicleRow, Paged};

use super::parts::{self, Link, Pager};
use super::words;
use crate::shell::{App, Ask, Failure, Frame, Lang, cached, with_query};

/// Entries on a page.
const PER_PAGE: u32 = 50;
/// Most choices that a filter offers; those with most entries come first, and words find the rest.
const CHOICES_MAX: usize = 200;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wish {
    title: Option<String>,
    organisation: Option<String>,
    kind: Option<String>,
    month: Option<String>,
    q: Option<String>,
    page: Option<String>,
}

pub(super) async fn handle(
    State(app): State<App>,
    ask: Ask,
    Query(wish): Query<Wish>,
) -> Result<Response<Body>, Failure> {
    let page_number = parts::page_number(wish.page.as_deref())?;
    let filter = ChronicleFilter {
        title: parts::wish(wish.title),
        organisation: parts::wish(wish.organisation),
        kind: parts::wish(wish.kind),
        month: parts::wish(wish.month),
        words: parts::wish(wish.q),
    };
    cached(&app, ask, "chronicle", move |service, frame| {
        let rows = service.chronicle(&filter, page_number, PER_PAGE)?;
        // What can be chosen is offered over everything, so that a choice can be exchanged for another.
        page(
            frame,
            &filter,
            &service.chronicle_facets(&ChronicleFilter::default())?,
            &rows,
        )
    })
    .await
}

struct Day {
    name: String,
    date: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: i64,
    kind: String,
    text: String,
    place: String,
    people: Vec<Person>,
    organisations: Vec<Link>,
}

struct Person {
    name: String,
    title: Option<Link>,
}

struct Choice {
    value: String,
    name: String,
    count: u32,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "public/chronicle.html")]
struct Page {
    frame: Frame,
    days: Vec<Day>,
    total: u64,
    pager: Pager,
    filtered: bool,
    empty: bool,
    words: String,
    titles: Vec<Choice>,
    organisations: Vec<Choice>,
    kinds: Vec<Choice>,
    months: Vec<Choice>,
}

/// Draws a page of the chronicle.
pub(super) fn page(
    frame: Frame,
    filter: &ChronicleFilter,
    facets: &ChronicleFacets,
    paged: &Paged<ChronicleRow>,
) -> Result<String, Failure> {
    let lang = frame.lang;
    let pager = parts::pager(lang, paged, |page| {
        lang.href(&with_query(
            "/chronicle",
            &[
                ("title", filter.title.as_deref()),
                ("organisation", filter.organisation.as_deref()),
                ("kind", filter.kind.as_deref()),
                ("month", filter.month.as_deref()),
                ("q", filter.words.as_deref()),
                ("page", Some(&page.to_string())),
            ],
        ))
    })?;
    let choices = |known: &[(String, u32)], chosen: Option<&String>, name: &dyn Fn(&str) -> String| -> Vec<Choice> {
        let mut out: Vec<Choice> = known
            .iter()
            .take(CHOICES_MAX)
            .map(|(value, count)| Choice {
                value: value.clone(),
                name: name(value),
                count: *count,
                chosen: chosen == Some(value),
            })
            .collect();
        if let Some(value) = chosen.filter(|_| !out.iter().any(|choice| choice.chosen)) {
            out.insert(
                0,
                Choice {
                    value: value.clone(),
                    name: name(value),
                    count: 0,
                    chosen: true,
                },
            );
        }
        out
    };
    let as_is = |value: &str| words::flow(value);
    let page = Page {
        days: days(lang, &paged.rows),
        total: paged.total,
        pager,
        filtered: *filter != ChronicleFilter::default(),
        empty: facets.months.is_empty() && paged.total == 0,
        words: filter.words.clone().unwrap_or_default(),
        titles: choices(&facets.titles, filter.title.as_ref(), &as_is),
        organisations: choices(&facets.organisations, filter.organisation.as_ref(), &as_is),
        kinds: choices(&facets.kinds, filter.kind.as_ref(), &|code| kind(lang, code)),
        months: choices(&facets.months, filter.month.as_ref(), &|month| lang.month(month)),
        frame,
    };
    Ok(page.render()?)
}

/// Entries under the day they begin; rows come in order.
fn days(lang: Lang, rows: &[ChronicleRow]) -> Vec<Day> {
    let mut out: Vec<Day> = Vec::new();
    for row in rows {
        let name = parts::days(lang, row.date, row.date_end);
        let entry = entry(lang, row);
        match out.last_mut().filter(|day| day.name == name) {
            Some(day) => day.entries.push(entry),
            None => {
                let date = row.date.map(|date| date.to_string()).unwrap_or_default();
                out.push(Day {
                    name,
                    date,
                    entries: vec![entry],
                });
            }
        }
    }
    out
}

fn entry(lang: Lang, row: &ChronicleRow) -> Entry {
    let filtered = |name: &str, value: &str| lang.href(&with_query("/chronicle", &[(name, Some(value))]));
    Entry {
        id: row.id,
        kind: kind(lang, &row.kind),
        text: words::flow(&row.text),
        place: parts::place(lang, row.document, row.span),
        people: row
            .people
            .iter()
            .map(|person| Person {
                name: words::flow(&person.name),
                title: person.title.as_ref().map(|title| Link {
                    name: words::flow(title),
                    href: filtered("title", title),
                }),
            })
            .collect(),
        organisations: row
            .organisations
            .iter()
            .map(|name| Link {
                name: words::flow(name),
                href: filtered("organisation", name),
            })
            .collect(),
    }
}

/// The word for a kind of event.
fn kind(lang: Lang, code: &str) -> String {
    let key = format!("event-{}", code.replace('_', "-"));
    if lang.has(&key) {
        lang.t(&key).to_owned()
    } else {
        lang.t("event-other").to_owned()
    }
}

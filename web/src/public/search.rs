//! Search across commitments, units, chronicle, requirements and documents.

use askama::Template;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::Response;
use serde::Deserialize;
use shishi_service::views::{Paged, SearchHit};

use super::parts::{self, Pager};
use super::words;
use crate::shell::{App, Ask, Failure, Frame, Lang, cached, with_query};

/// Hits on a page.
const PER_PAGE: u32 = 20;

#[derive(Deserialize)]
pub(super) struct Wish {
    q: Option<String>,
    page: Option<String>,
}

pub(super) async fn handle(
    State(app): State<App>,
    ask: Ask,
    Query(wish): Query<Wish>,
) -> Result<Response<Body>, Failure> {
    let page_number = parts::page_number(wish.page.as_deref())?;
    let words = parts::wish(wish.q).unwrap_or_default();
    cached(&app, ask, "search", move |service, frame| {
        page(frame, &words, &service.search(&words, page_number, PER_PAGE)?)
    })
    .await
}

struct Hit {
    kind: &'static str,
    icon: &'static str,
    href: String,
    title: String,
    date: String,
    excerpt: Vec<(String, bool)>,
}

#[derive(Template)]
#[template(path = "public/search.html")]
struct Page {
    frame: Frame,
    words: String,
    total: u64,
    hits: Vec<Hit>,
    pager: Pager,
}

/// Draws a page of hits.
pub(super) fn page(frame: Frame, words: &str, paged: &Paged<SearchHit>) -> Result<String, Failure> {
    let lang = frame.lang;
    let address = |page: u32| {
        lang.href(&with_query(
            "/search",
            &[("q", Some(words)), ("page", Some(&page.to_string()))],
        ))
    };
    let page = Page {
        words: words.to_owned(),
        total: paged.total,
        pager: parts::pager(lang, paged, address)?,
        hits: paged.rows.iter().map(|found| hit(lang, words, found)).collect(),
        frame,
    };
    Ok(page.render()?)
}

fn hit(lang: Lang, words: &str, found: &SearchHit) -> Hit {
    let reference = &found.reference;
    let (key, icon, path) = match found.kind.as_str() {
        "commitment" => ("hit-commitment", "commitments", format!("/commitments/{reference}")),
        "unit" => ("hit-unit", "units", format!("/units/{reference}")),
        "chronicle" => {
            // An entry has no page of its own: its first words find it in the chronicle, the anchor shows it.
            let beginning: String = words::flow(&found.body).chars().take(40).collect();
            (
                "hit-chronicle",
                "chronicle",
                with_query("/chronicle", &[("q", Some(&beginning))]) + "#e" + reference,
            )
        }
        "requirement" => {
            let (programme, number) = reference.rsplit_once('-').unwrap_or((reference, ""));
            (
                "hit-requirement",
                "gazettes",
                format!("/?programme={programme}#requirement-{number}"),
            )
        }
        _ => ("hit-document", "gazettes", format!("/gazettes/{reference}")),
    };
    let terms: Vec<&str> = words.split_whitespace().collect();
    let date = found.date.map(|date| lang.date(date)).unwrap_or_default();
    // A chronicle entry has no title but its day.
    let is_entry = found.kind == "chronicle";
    Hit {
        kind: lang.t(key),
        icon,
        href: lang.href(&path),
        title: if is_entry {
            date.clone()
        } else {
            words::flow(&found.title)
        },
        date: if is_entry { String::new() } else { date },
        excerpt: words::excerpt(&found.body, &terms, 24),
    }
}

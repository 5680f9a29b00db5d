//! The page that says what the API offers, drawn from the same document that programs read.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use utoipa::openapi::{OpenApi, PathItem};

use super::document::codes;
use crate::shell::{App, Ask, Failure, Frame, cached};

struct Address {
    method: &'static str,
    path: String,
    summary: String,
    token: bool,
}

struct Code {
    code: &'static str,
    sentence: String,
}

#[derive(Template)]
#[template(path = "api/page.html")]
struct Page {
    frame: Frame,
    /// The site's own address, when it is known.
    base: String,
    rules: Vec<&'static str>,
    addresses: Vec<Address>,
    codes: Vec<Code>,
}

/// The page.
pub(super) async fn show(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    let base = app.options().public_address.clone().unwrap_or_default();
    cached(&app, ask, "data", move |_, frame| {
        let lang = frame.lang;
        let page = Page {
            rules: (1..=6).map(|n| lang.t(&format!("api-rule-{n}"))).collect(),
            addresses: addresses(&super::described().1),
            codes: codes()
                .map(|code| Code {
                    code,
                    sentence: lang.code("error-", code, &[]).unwrap_or_default(),
                })
                .collect(),
            base: if base.is_empty() {
                frame.t("verify-site").to_owned()
            } else {
                base.trim_end_matches('/').to_owned()
            },
            frame,
        };
        Ok(page.render()?)
    })
    .await
}

fn addresses(document: &OpenApi) -> Vec<Address> {
    let mut out = Vec::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in operations(item) {
            out.push(Address {
                method,
                path: path.clone(),
                summary: operation
                    .summary
                    .clone()
                    .or_else(|| operation.description.clone())
                    .unwrap_or_default(),
                token: operation.security.is_some(),
            });
        }
    }
    // Reading first, then by address.
    out.sort_by(|a, b| (a.method, &a.path).cmp(&(b.method, &b.path)));
    out
}

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &utoipa::openapi::path::Operation)> {
    [("GET", &item.get), ("POST", &item.post)]
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

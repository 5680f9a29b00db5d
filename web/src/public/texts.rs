//! Pages that are mostly words: open data, and what this site is.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;

use crate::shell::{App, Ask, Failure, Frame, cached};

/// What can be downloaded, each in every format.
const SETS: [&str; 5] = ["commitments", "measures", "units", "duties", "chronicle"];
/// The formats.
const FORMATS: [&str; 3] = ["csv", "xlsx", "json"];

#[derive(Template)]
#[template(path = "public/data.html")]
struct Data {
    frame: Frame,
    sets: Vec<Set>,
}

struct Set {
    name: &'static str,
    what: &'static str,
    files: Vec<(&'static str, String)>,
}

pub(super) async fn handle_data(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    cached(&app, ask, "data", |_, frame| data(frame)).await
}

/// Draws the list of downloads.
pub(super) fn data(frame: Frame) -> Result<String, Failure> {
    let sets = SETS
        .iter()
        .map(|set| Set {
            name: frame.t(&format!("data-{set}")),
            what: frame.t(&format!("data-{set}-what")),
            files: FORMATS
                .iter()
                .map(|format| (*format, format!("/data/{set}.{format}")))
                .collect(),
        })
        .collect();
    Ok(Data { frame, sets }.render()?)
}

#[derive(Template)]
#[template(path = "public/about.html")]
struct About {
    frame: Frame,
}

pub(super) async fn handle_about(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    cached(&app, ask, "about", |_, frame| about(frame)).await
}

/// Draws what this site is, what it cannot prove, and what it keeps of whom.
pub(super) fn about(frame: Frame) -> Result<String, Failure> {
    Ok(About { frame }.render()?)
}

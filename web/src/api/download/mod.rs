//! Open data as files: `/data/{commitments,measures,units,duties,chronicle}.{json,csv,xlsx}`, and a
//! `datapackage.json` (Frictionless) that describes them.
//!
//! A data set is a list of columns and a way to walk its rows ([`dataset`]); the three formats know nothing of what
//! they write. To add a data set: a variant there, with its columns and rows, and the columns' names in `api.ftl`.

mod cell;
mod csv;
mod dataset;
mod json;
mod package;
mod rows;
mod xlsx;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use axum::routing::get;
use shishi_service::{Service, Site};

use crate::shell::{App, Ask, Failure, Kept, open_data};
pub(crate) use cell::Cell;
pub(crate) use csv::{of_cells as csv_of_cells, of_rows as csv_text};
pub use dataset::Dataset;
pub(crate) use xlsx::of_cells as sheet_of_cells;

/// What the data may be used under; an operator who publishes under other terms changes it here.
pub(super) const LICENCE: &str = "CC-BY-4.0";

/// Rows of a file at most; Excel has room for about ten times as many.
const ROWS_MAX: usize = 100_000;

/// A form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object with the rows as objects.
    Json,
    /// Comma-separated, UTF-8 with a byte order mark, since that is what Excel wants.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Json];

    /// The ending of its files' names.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/data/datapackage.json", get(package_file))
        .route("/data/{file}", get(file))
}

/// What a file says of itself.
pub(super) struct About {
    site: Site,
    dataset: Dataset,
}

async fn file(State(app): State<App>, Path(name): Path<String>, mut ask: Ask) -> Result<Response<Body>, Failure> {
    let Some((dataset, format)) = parse(&name) else {
        return Err(Failure::not_found());
    };
    // Read before loading: a change that lands in between makes the file count as old, never as new.
    let version = app.service().version();
    let (body, site) = app
        .blocking(move |service| {
            let about = About {
                site: service.site()?,
                dataset,
            };
            Ok::<_, Failure>((write(service, &about, format)?, about.site))
        })
        .await?;
    let mut headers = file_headers(&app, format.media_type());
    let disposition = format!(
        "attachment; filename=\"{}-{}.{}\"",
        site.slug,
        dataset.name(),
        format.ending()
    );
    if let Ok(value) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if format == Format::Xlsx {
        // It is compressed already.
        ask.headers.remove(header::ACCEPT_ENCODING);
    }
    Ok(keep(&app, &ask, version, headers, body))
}

async fn package_file(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    let version = app.service().version();
    let site = app.blocking(|service| service.site()).await?;
    let body = serde_json::to_vec_pretty(&package::describe(&site)).map_err(Failure::internal)?;
    let headers = file_headers(&app, "application/json");
    Ok(keep(&app, &ask, version, headers, body))
}

fn keep(app: &App, ask: &Ask, version: u64, headers: HeaderMap, body: Vec<u8>) -> Response<Body> {
    let kept = Arc::new(Kept::new(version, headers, body));
    // A workbook is answered by hand, since whoever asks from memory may be given the compressed form.
    if ask.headers.contains_key(header::ACCEPT_ENCODING) {
        app.cache().put(ask.large, &ask.address, &kept);
    }
    kept.answer(&ask.headers)
}

fn file_headers(app: &App, media_type: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (
            header::LINK,
            HeaderValue::from_static("</data/datapackage.json>; rel=\"describedby\"; type=\"application/json\""),
        ),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ]);
    open_data(&mut headers);
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("content-disposition, link"),
    );
    for (name, value) in app.security_headers() {
        let name: &HeaderName = name;
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers
}

fn parse(name: &str) -> Option<(Dataset, Format)> {
    let (stem, ending) = name.split_once('.')?;
    let dataset = Dataset::ALL.into_iter().find(|dataset| dataset.name() == stem)?;
    let format = Format::ALL.into_iter().find(|format| format.ending() == ending)?;
    Some((dataset, format))
}

fn write(service: &Service, about: &About, format: Format) -> Result<Vec<u8>, Failure> {
    match format {
        Format::Json => json::write(service, about),
        Format::Csv => csv::write(service, about),
        Format::Xlsx => xlsx::write(service, about),
    }
}

/// Hands every row to `take`, and stops with a fault at the limit rather than cutting a file short in silence.
fn each_row(
    service: &Service,
    dataset: Dataset,
    mut take: impl FnMut(&[Cell]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut count = 0;
    rows::walk(service, dataset, &mut |row| {
        count += 1;
        if count > ROWS_MAX {
            return Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
        }
        debug_assert_eq!(row.len(), dataset.columns().len(), "{}", dataset.name());
        take(&row)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_files_are_known() {
        for (name, known) in [
            ("measures.csv", Some((Dataset::Measures, Format::Csv))),
            ("commitments.xlsx", Some((Dataset::Commitments, Format::Xlsx))),
            ("chronicle.json", Some((Dataset::Chronicle, Format::Json))),
            ("measures", None),
            ("measures.csv.gz", None),
            ("Measures.csv", None),
            ("../measures.csv", None),
            ("", None),
        ] {
            assert_eq!(parse(name), known, "{name}");
        }
    }
}

//! Registers and entries as files: CSV and XLSX with both names of each column, and GeoJSON.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response};
use serde_json::json;
use shishi_service::commitments::entry::{Body as EntryBody, Outcome};
use shishi_service::record_rows::RecordRow;
use shishi_service::views::CommitmentPage;
use shishi_service::{Service, SiteRow};

use crate::api::{Cell, csv_of_cells, sheet_of_cells};
use crate::shell::{App, Failure, Lang, open_data};

/// Entries in a file at most.
const ENTRIES_MAX: u32 = 10_000;

/// A form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Xlsx,
    GeoJson,
}

impl Form {
    /// By the ending of a file's name.
    pub fn of(ending: &str) -> Option<Self> {
        match ending {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "geojson" => Some(Self::GeoJson),
            _ => None,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::GeoJson => "application/geo+json",
        }
    }
}

/// A site with what was published of it.
pub(crate) type Found = (SiteRow, Option<Outcome>);

/// Columns of a register's file.
const SITE_COLUMNS: [&str; 14] = [
    "site",
    "name",
    "place",
    "longitude",
    "latitude",
    "unit",
    "template",
    "stage",
    "since",
    "opening",
    "hidden",
    "found",
    "measure",
    "what",
];

/// Columns of a file of entries.
const ENTRY_COLUMNS: [&str; 19] = [
    "entry",
    "measure",
    "what",
    "kind",
    "site",
    "name",
    "stage",
    "reason",
    "activity",
    "place",
    "count",
    "numerator",
    "denominator",
    "number",
    "dated",
    "value",
    "day",
    "note",
    "by",
];

/// What else is said of an entry: what it amounts to, and what became of it.
const ENTRY_RESULTS: [&str; 4] = ["reported", "found", "verified", "receipt"];

/// The heading of a column: its Chinese name, a space, the name for programs.
pub(crate) fn heading(name: &str) -> String {
    let key = format!("table-{}", name.replace('_', "-"));
    format!("{} {name}", Lang::Zh.t(&key))
}

/// A register as a file; `what` names the measure of a site.
pub(crate) fn register(form: Form, sites: &[Found], commitment: &CommitmentPage) -> Result<Vec<u8>, Failure> {
    let what = |site: &SiteRow| {
        let measure = commitment.measures.iter().find(|row| row.id == site.measure);
        measure.map(|row| row.what.as_str()).unwrap_or_default()
    };
    if form == Form::GeoJson {
        let features: Vec<serde_json::Value> = sites.iter().map(|found| feature(found, what(&found.0))).collect();
        let all = json!({ "type": "FeatureCollection", "features": features });
        return serde_json::to_vec(&all).map_err(Failure::internal);
    }
    let rows: Vec<Vec<Cell>> = sites
        .iter()
        .map(|(site, outcome)| {
            vec![
                site.id.0.into(),
                site.name.as_str().into(),
                site.place.as_str().into(),
                site.longitude.into(),
                site.latitude.into(),
                site.unit.name.as_str().into(),
                site.template.as_str().into(),
                site.stage.as_str().into(),
                site.stage_on.into(),
                site.opening.as_deref().into(),
                site.hidden.into(),
                outcome.map(Outcome::code).into(),
                site.measure.0.into(),
                what(site).into(),
            ]
        })
        .collect();
    written(form, Lang::Zh.t("sites-title"), &SITE_COLUMNS.map(heading), &rows)
}

fn feature((site, outcome): &Found, what: &str) -> serde_json::Value {
    use rust_decimal::prelude::ToPrimitive;
    // GeoJSON knows binary fractions only; seven digits fit into one without loss.
    let place = site
        .longitude
        .and_then(|at| at.to_f64())
        .zip(site.latitude.and_then(|at| at.to_f64()));
    let geometry = place.map(|(longitude, latitude)| json!({ "type": "Point", "coordinates": [longitude, latitude] }));
    let words = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "type": "Feature",
        "id": site.id.0,
        "geometry": geometry,
        "properties": {
            "site": site.id.0,
            "name": words(&site.name),
            "place": words(&site.place),
            "unit": site.unit.name,
            "template": site.template,
            "stage": site.stage,
            "since": site.stage_on.to_string(),
            "opening": site.opening,
            "hidden": site.hidden,
            "found": outcome.map(Outcome::code),
            "measure": site.measure.0,
            "what": what,
        },
    })
}

/// Entries as a file; of what is not published nothing is told.
pub(crate) fn entries(form: Form, rows: &[RecordRow]) -> Result<Vec<u8>, Failure> {
    let rows = rows.iter().map(entry_cells).collect::<Result<Vec<_>, _>>()?;
    let headings: Vec<String> = ENTRY_COLUMNS
        .iter()
        .chain(&ENTRY_RESULTS)
        .map(|name| heading(name))
        .collect();
    written(form, Lang::Zh.t("entries-title"), &headings, &rows)
}

fn entry_cells(row: &RecordRow) -> Result<Vec<Cell>, Failure> {
    let body = Service::entry_body(row)?;
    let mut cells: Vec<Cell> = vec![
        row.id.0.into(),
        row.measure.0.into(),
        row.what.as_str().into(),
        row.kind.as_str().into(),
        row.site.as_ref().map(|(site, ..)| site.0).into(),
        (row.site.as_ref())
            .map(|(_, name, _)| name.as_str())
            .filter(|name| !name.is_empty())
            .into(),
    ];
    let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let own: [Cell; 10] = match &body {
        EntryBody::Stage { stage, reason, .. } => {
            let mut own = empty();
            own[0] = stage.code().into();
            own[1] = filled(reason).into();
            own
        }
        EntryBody::Activity { what, place, count, .. } => {
            let mut own = empty();
            own[2] = filled(what).into();
            own[3] = filled(place).into();
            own[4] = (*count).into();
            own
        }
        EntryBody::Return { numerator, denominator } => {
            let mut own = empty();
            own[5] = (*numerator).into();
            own[6] = (*denominator).into();
            own
        }
        EntryBody::Act { number, dated, value } => {
            let mut own = empty();
            own[7] = filled(number).into();
            own[8] = (*dated).into();
            own[9] = (*value).into();
            own
        }
        EntryBody::Value { value } => {
            let mut own = empty();
            own[9] = (*value).into();
            own
        }
    };
    cells.extend(own);
    cells.extend([
        row.day.into(),
        filled(&row.note).into(),
        row.unit.name.as_str().into(),
        row.reported.into(),
        row.published.as_ref().map(|(outcome, _)| outcome.as_str()).into(),
        row.published.as_ref().and_then(|(_, value)| *value).into(),
        row.reported_leaf
            .map(|leaf| format!("/receipts/{leaf}.tlog-proof"))
            .into(),
    ]);
    Ok(cells)
}

fn empty() -> [Cell; 10] {
    std::array::from_fn(|_| Cell::Empty)
}

/// Rows under their headings.
pub(crate) fn written(form: Form, title: &str, headings: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, Failure> {
    match form {
        Form::Csv => csv_of_cells(headings, rows),
        Form::Xlsx => sheet_of_cells(title, headings, rows),
        Form::GeoJson => Err(Failure::not_found()),
    }
}

/// An answer that is a file with a name.
pub(crate) fn answer(form: Form, name: &str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
    if form != Form::GeoJson
        && let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
    {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// `/sites/{slug}.{geojson,csv,xlsx}` and `/entries/{slug}.{csv,xlsx}`: what anybody may have.
pub(in crate::public) async fn handle_sites(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Response<Body>, Failure> {
    let (slug, form) = parse(&name).ok_or_else(Failure::not_found)?;
    let file = format!("sites-{name}");
    let bytes = app
        .blocking(move |service| {
            let commitment = service.commitment(&slug)?.ok_or_else(Failure::not_found)?;
            let views = service.public_registers(commitment.row.id)?;
            let sites: Vec<Found> = views.into_iter().flat_map(|view| view.sites).collect();
            register(form, &sites, &commitment)
        })
        .await?;
    Ok(open(answer(form, &file, bytes)))
}

pub(in crate::public) async fn handle_entries(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Response<Body>, Failure> {
    let (slug, form) = parse(&name)
        .filter(|(_, form)| *form != Form::GeoJson)
        .ok_or_else(Failure::not_found)?;
    let file = format!("entries-{name}");
    let bytes = app
        .blocking(move |service| {
            let commitment = service.commitment(&slug)?.ok_or_else(Failure::not_found)?;
            let found = service.public_entries(commitment.row.id, 1, ENTRIES_MAX)?;
            entries(form, &found.rows)
        })
        .await?;
    Ok(open(answer(form, &file, bytes)))
}

fn open(mut response: Response<Body>) -> Response<Body> {
    let mut headers = HeaderMap::new();
    open_data(&mut headers);
    response.headers_mut().extend(headers);
    response
}

fn parse(name: &str) -> Option<(String, Form)> {
    let (slug, ending) = name.rsplit_once('.')?;
    Some((slug.to_owned(), Form::of(ending)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_in_both_languages() {
        for name in SITE_COLUMNS.iter().chain(&ENTRY_COLUMNS).chain(&ENTRY_RESULTS) {
            let key = format!("table-{}", name.replace('_', "-"));
            for lang in Lang::ALL {
                assert!(lang.has(&key), "{key} in {lang}");
            }
        }
    }

    #[test]
    fn only_known_forms_are_files() {
        for (name, known) in [
            ("2020-15.geojson", true),
            ("2020-15.csv", true),
            ("2020-15.xlsx", true),
            ("2020-15.json", false),
            ("2020-15", false),
        ] {
            assert_eq!(parse(name).is_some(), known, "{name}");
        }
    }
}

//! The description of the files: a Frictionless data package.

use serde_json::{Value, json};
use shishi_service::Site;

use super::LICENCE;
use super::cell::Kind;
use super::dataset::{Column, Dataset};
use crate::shell::Lang;

/// The description; paths are relative to its own address.
pub fn describe(site: &Site) -> Value {
    let resources: Vec<Value> = Dataset::ALL.into_iter().map(resource).collect();
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": format!("shishi-{}", site.slug),
        "title": Lang::Zh.with("data-package-title", "site", &site.name),
        "description": Lang::Zh.t("data-package-description"),
        "licenses": [{ "name": LICENCE, "path": "https://creativecommons.org/licenses/by/4.0/" }],
        "resources": resources,
    })
}

fn resource(dataset: Dataset) -> Value {
    let fields: Vec<Value> = dataset.columns().iter().map(field).collect();
    json!({
        "name": dataset.name(),
        "title": dataset.title(Lang::Zh),
        "description": dataset.title(Lang::En),
        "path": format!("{}.csv", dataset.name()),
        "scheme": "http",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": true, "header": true },
        "schema": { "fields": fields, "missingValues": [""] },
    })
}

/// A field's name is its whole heading in the file, as the standard wants.
fn field(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Whole => "integer",
        Kind::Decimal => "number",
        Kind::Day => "date",
        Kind::Flag => "boolean",
    };
    json!({
        "name": format!("{} {}", column.title(Lang::Zh), column.name),
        "title": column.title(Lang::Zh),
        "description": column.title(Lang::En),
        "type": kind,
    })
}

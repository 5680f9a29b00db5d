//! JSON files: one object that says what it is, with the rows as objects.

use serde_json::{Map, Value, json};
use shishi_service::Service;

use super::cell::Cell;
use super::{About, LICENCE, each_row};
use crate::shell::{Failure, Lang};

/// The file.
pub fn write(service: &Service, about: &About) -> Result<Vec<u8>, Failure> {
    let columns = about.dataset.columns();
    let mut rows = Vec::new();
    each_row(service, about.dataset, |row| {
        let row: Map<String, Value> = columns
            .iter()
            .zip(row)
            .map(|(column, cell)| (column.name.to_owned(), value(cell)))
            .collect();
        rows.push(Value::Object(row));
        Ok(())
    })?;
    let file = json!({
        "schema": "shishi-data/1",
        "dataset": about.dataset.name(),
        "title": about.dataset.title(Lang::Zh),
        "source": about.site.name,
        "simulated": about.site.simulated,
        "licence": LICENCE,
        "described_by": "/data/datapackage.json",
        "rows": rows,
    });
    serde_json::to_vec(&file).map_err(Failure::internal)
}

/// Decimals are strings, as in the API.
fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => text.as_str().into(),
        Cell::Whole(number) => (*number).into(),
        Cell::Decimal(value) => value.normalize().to_string().into(),
        Cell::Day(date) => date.to_string().into(),
        Cell::Flag(flag) => (*flag).into(),
    }
}

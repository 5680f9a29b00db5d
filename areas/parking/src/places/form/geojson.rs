//! Places as GeoJSON (RFC 7946): a feature for each lot, zone and bay, with the columns of the table as properties.
//!
//! A polygon is the outline of a lot or a zone, and of a bay that is drawn as one its middle counts. Where a lot has an outline, the
//! point that one drives to stands in its properties `lat` and `lon`.

use super::super::{Outline, Places, PlacesRefusal, Point};
use super::build::{Builder, Record};
use super::columns::Column;
use super::table::{degrees, lot_values};
use super::{At, PlacesFault, Reading, json, whole};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A collection of features; other members do not matter.
#[derive(Deserialize)]
pub(super) struct Collection {
    /// The features.
    pub(super) features: Option<Vec<Feature>>,
}

/// A feature.
#[derive(Deserialize)]
pub(super) struct Feature {
    /// Its shape.
    pub(super) geometry: Option<Geometry>,
    /// What is said of it.
    pub(super) properties: Option<Map<String, Value>>,
    /// Its id.
    pub(super) id: Option<Value>,
}

/// A shape.
#[derive(Deserialize)]
pub(super) struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    coordinates: Value,
}

/// A point, an outline, or neither.
pub(super) type Shape = (Option<Point>, Option<Outline>);

impl Geometry {
    /// The shape: of a polygon its outer ring, of several polygons the first one's.
    pub(super) fn shape(&self) -> Result<Shape, PlacesRefusal> {
        let ring = |value: &Value| {
            let corners = value.as_array().map(Vec::as_slice).unwrap_or_default();
            corners
                .iter()
                .map(position)
                .collect::<Result<Vec<_>, _>>()
                .and_then(Outline::new)
        };
        match self.kind.as_str() {
            "Point" => Ok((Some(position(&self.coordinates)?), None)),
            "Polygon" => Ok((None, Some(ring(&self.coordinates[0])?))),
            "MultiPolygon" => Ok((None, Some(ring(&self.coordinates[0][0])?))),
            kind => Err(PlacesRefusal::GeometryUnknown {
                kind: super::super::text::shown(kind),
            }),
        }
    }
}

/// Longitude and latitude, in the order of GeoJSON.
fn position(value: &Value) -> Result<Point, PlacesRefusal> {
    match (value[0].as_f64(), value[1].as_f64()) {
        (Some(longitude), Some(latitude)) => Point::from_degrees(latitude, longitude),
        _ => Err(PlacesRefusal::PointBad {
            point: super::super::text::shown(&value.to_string()),
        }),
    }
}

/// Reads GeoJSON.
pub(super) fn read(text: &str) -> Result<Reading, Vec<PlacesFault>> {
    let collection: Collection = json(text)?;
    let Some(features) = collection.features else {
        return Err(whole(PlacesRefusal::ColumnMissing {
            column: "features".to_owned(),
        }));
    };
    let mut builder = Builder::default();
    for (index, feature) in features.iter().enumerate() {
        let at = At::Feature(index + 1);
        let mut record = Record::new(at);
        for (name, value) in feature.properties.iter().flatten() {
            let Some(column) = Column::of(name) else {
                continue;
            };
            match words(value) {
                Some(text) => record.values.push((column, text)),
                None => {
                    let value = super::super::text::shown(&value.to_string());
                    let known = "text, number, true, false".to_owned();
                    builder.fault(at, name, PlacesRefusal::ValueUnknown { value, known });
                }
            }
        }
        match feature.geometry.as_ref().map(Geometry::shape).transpose() {
            Ok(shape) => {
                let (point, outline) = shape.unwrap_or_default();
                record.point = point.or_else(|| outline.as_ref().map(Outline::middle));
                record.outline = outline;
                builder.take(&record);
            }
            Err(refusal) => builder.fault(at, "geometry", refusal),
        }
    }
    builder.finish()
}

/// A property as the table would say it; none for what a table cannot say.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        // Classes may be a list.
        Value::Array(list) => {
            let parts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
            parts.map(|parts| parts.join(" "))
        }
        Value::Object(_) => None,
    }
}

/// Writes GeoJSON, a feature a line.
pub(super) fn write(places: &Places) -> String {
    let mut features = Vec::new();
    for lot in places.lots() {
        let mut values = lot_values(lot);
        values.retain(|(column, _)| *column != Column::Outline);
        if lot.outline.is_none() {
            values.retain(|(column, _)| !matches!(column, Column::Latitude | Column::Longitude));
        }
        let shape = lot.outline.as_ref().map_or_else(|| point(lot.at), polygon);
        features.push(feature(shape, values));
        for zone in lot.zones() {
            let mut values = vec![
                (Column::Lot, lot.code.to_string()),
                (Column::Zone, zone.code.to_string()),
            ];
            values.extend(zone.name.iter().map(|name| (Column::Name, name.to_string())));
            values.extend(zone.tariff.iter().map(|tariff| (Column::Tariff, tariff.to_string())));
            features.push(feature(zone.outline.as_ref().map_or(Value::Null, polygon), values));
            for bay in &zone.bays {
                let mut values = vec![
                    (Column::Lot, lot.code.to_string()),
                    (Column::Zone, zone.code.to_string()),
                    (Column::Bay, bay.number.to_string()),
                    (Column::Id, bay.id.0.to_string()),
                ];
                if !bay.classes.is_none() {
                    values.push((Column::Classes, bay.classes.to_string()));
                }
                features.push(feature(point(bay.at), values));
            }
        }
    }
    let lines: Vec<String> = features.iter().map(Value::to_string).collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n",
        lines.join(",\n")
    )
}

fn feature(geometry: Value, values: Vec<(Column, String)>) -> Value {
    let property = |(column, value): (Column, String)| {
        let number = matches!(
            column,
            Column::Id
                | Column::Latitude
                | Column::Longitude
                | Column::Capacity
                | Column::CapacityOf(_)
                | Column::Height
                | Column::Stay
        );
        let value = match value.parse::<serde_json::Number>() {
            Ok(parsed) if number => Value::Number(parsed),
            _ => Value::String(value),
        };
        (column.word().into_owned(), value)
    };
    let properties: Map<String, Value> = values.into_iter().map(property).collect();
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

/// Longitude first, as GeoJSON has it.
pub(super) fn pair(point: Point) -> Value {
    let [(_, latitude), (_, longitude)] = degrees(point);
    let number = |text: String| text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number);
    Value::Array(vec![number(longitude), number(latitude)])
}

fn point(at: Point) -> Value {
    json!({ "type": "Point", "coordinates": pair(at) })
}

fn polygon(outline: &Outline) -> Value {
    let corners = outline.corners();
    let ring: Vec<Value> = corners.iter().chain(corners.first()).copied().map(pair).collect();
    json!({ "type": "Polygon", "coordinates": [ring] })
}

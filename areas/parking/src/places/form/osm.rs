//! Places from OpenStreetMap: what Overpass answers (`out body geom`, `out center` or with the nodes of ways), or the same as GeoJSON.
//!
//! `amenity=parking` is a lot. `amenity=parking_space` is a bay of the lot whose site relation names it, or else of the smallest
//! lot around it; a space in no lot is left out, and said, as is every tag that says nothing we can hold. OpenStreetMap is written
//! by many hands: nothing in it but a broken file is a fault.

use super::super::text::shown;
use super::super::{Code, LOT_BAYS_MAX, Number, Outline, PlacesRefusal, Point};
use super::build::{Builder, Record, ZONE_MAIN};
use super::columns::Column;
use super::geojson::{Collection, Feature, Geometry};
use super::osm_tags::{self, Tags};
use super::{At, PlacesFault, Reading, json, whole};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

#[derive(Deserialize)]
struct Answer {
    elements: Option<Vec<Element>>,
}

#[derive(Deserialize)]
struct Element {
    #[serde(rename = "type")]
    kind: String,
    id: i64,
    lat: Option<f64>,
    lon: Option<f64>,
    center: Option<Corner>,
    geometry: Option<Vec<Option<Corner>>>,
    nodes: Option<Vec<i64>>,
    members: Option<Vec<Member>>,
    #[serde(default)]
    tags: Tags,
}

#[derive(Deserialize, Clone, Copy)]
struct Corner {
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct Member {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "ref")]
    id: i64,
}

/// An element with its shape.
struct Thing {
    at: At,
    /// `way-123`.
    id: String,
    point: Option<Point>,
    outline: Option<Outline>,
    tags: Tags,
    /// What a relation is made of.
    members: Vec<String>,
}

/// Reads elements.
pub(super) fn read(text: &str) -> Result<Reading, Vec<PlacesFault>> {
    let answer: Answer = json(text)?;
    let things = match answer.elements {
        Some(elements) => from_elements(elements),
        None => {
            let collection: Collection = json(text)?;
            let missing = || PlacesRefusal::ColumnMissing {
                column: "elements".to_owned(),
            };
            let features = collection.features.ok_or_else(|| whole(missing()))?;
            features
                .into_iter()
                .enumerate()
                .map(|(index, feature)| from_feature(At::Feature(index + 1), feature))
                .collect()
        }
    };
    let mut builder = Builder::default();
    let lots = take_lots(&mut builder, &things);
    take_spaces(&mut builder, &things, &lots);
    builder.finish()
}

fn from_elements(elements: Vec<Element>) -> Vec<Thing> {
    let place = |corner: Corner| Point::from_degrees(corner.lat, corner.lon).ok();
    let nodes: HashMap<i64, Point> = elements
        .iter()
        .filter(|element| element.kind == "node")
        .filter_map(|node| Some((node.id, Point::from_degrees(node.lat?, node.lon?).ok()?)))
        .collect();
    let thing = |(index, element): (usize, Element)| {
        let drawn = element
            .geometry
            .unwrap_or_default()
            .into_iter()
            .flatten()
            .filter_map(place);
        let mut corners: Vec<Point> = drawn.collect();
        if corners.is_empty() {
            corners = element
                .nodes
                .iter()
                .flatten()
                .filter_map(|id| nodes.get(id).copied())
                .collect();
        }
        let closed = corners.len() > 3 && corners.first() == corners.last();
        let outline = closed.then(|| Outline::new(corners.clone()).ok()).flatten();
        let own = nodes.get(&element.id).copied().filter(|_| element.kind == "node");
        let point = own
            .or_else(|| outline.as_ref().map(Outline::middle))
            .or_else(|| element.center.and_then(place))
            .or_else(|| corners.get(corners.len() / 2).copied());
        let member = |member: Member| format!("{}-{}", member.kind, member.id.unsigned_abs());
        Thing {
            at: At::Feature(index + 1),
            id: format!("{}-{}", element.kind, element.id.unsigned_abs()),
            point,
            outline,
            tags: element.tags,
            members: element.members.unwrap_or_default().into_iter().map(member).collect(),
        }
    };
    elements.into_iter().enumerate().map(thing).collect()
}

/// A feature whose properties are tags, or hold them under `tags`.
fn from_feature(at: At, feature: Feature) -> Thing {
    let shape = feature
        .geometry
        .as_ref()
        .and_then(|geometry| Geometry::shape(geometry).ok());
    let (point, outline) = shape.unwrap_or_default();
    let properties = feature.properties.unwrap_or_default();
    let id = properties
        .get("@id")
        .or(feature.id.as_ref())
        .and_then(Value::as_str)
        .map(|id| id.replace('/', "-"));
    let tags = properties.get("tags").and_then(Value::as_object).unwrap_or(&properties);
    let text = |value: &Value| {
        value
            .as_str()
            .map(str::to_owned)
            .or_else(|| value.as_i64().map(|number| number.to_string()))
    };
    let tags = tags
        .iter()
        .filter_map(|(key, value)| Some((key.clone(), text(value)?)))
        .collect();
    Thing {
        at,
        id: id.unwrap_or_else(|| at.to_string()),
        point: point.or_else(|| outline.as_ref().map(Outline::middle)),
        outline,
        tags,
        members: Vec::new(),
    }
}

/// Lots by where they are.
#[derive(Default)]
struct Lots {
    outlines: Vec<(Code, Outline)>,
    /// Which outlines touch a cell.
    cells: HashMap<(i32, i32), Vec<usize>>,
    /// Outlines over more cells than are worth noting.
    wide: Vec<usize>,
    /// The lot that a site relation puts a space into.
    members: HashMap<String, Code>,
}

/// Micro-degrees of a cell, about a kilometre.
const CELL: i32 = 10_000;
/// Cells of an outline that are noted.
const CELLS_MAX: i64 = 400;

impl Lots {
    fn add(&mut self, code: Code, outline: Outline) {
        let index = self.outlines.len();
        let cell = |point: &Point| {
            (
                point.latitude_micro().div_euclid(CELL),
                point.longitude_micro().div_euclid(CELL),
            )
        };
        let cells = || outline.corners().iter().map(cell);
        let (north, south) = (cells().map(|cell| cell.0).max(), cells().map(|cell| cell.0).min());
        let (east, west) = (cells().map(|cell| cell.1).max(), cells().map(|cell| cell.1).min());
        if let (Some(north), Some(south), Some(east), Some(west)) = (north, south, east, west) {
            let count = i64::from(north - south + 1) * i64::from(east - west + 1);
            if count > CELLS_MAX {
                self.wide.push(index);
            } else {
                for y in south..=north {
                    (west..=east).for_each(|x| self.cells.entry((y, x)).or_default().push(index));
                }
            }
        }
        self.outlines.push((code, outline));
    }

    /// The smallest lot around a point.
    fn around(&self, point: Point) -> Option<&Code> {
        let cell = (
            point.latitude_micro().div_euclid(CELL),
            point.longitude_micro().div_euclid(CELL),
        );
        let near = self.cells.get(&cell).into_iter().flatten().chain(&self.wide);
        let covering = near
            .map(|index| &self.outlines[*index])
            .filter(|(_, outline)| outline.covers(point));
        let smallest = covering.min_by(|one, other| one.1.size().total_cmp(&other.1.size()));
        smallest.map(|(code, _)| code)
    }
}

fn take_lots(builder: &mut Builder, things: &[Thing]) -> Lots {
    let mut lots = Lots::default();
    let mut codes: HashMap<&str, Code> = HashMap::new();
    let mut seen = HashSet::new();
    let is_parking = |thing: &&Thing| thing.tags.get("amenity").is_some_and(|value| value == "parking");
    for thing in things.iter().filter(is_parking) {
        let (values, unread) = osm_tags::lot(&thing.tags);
        for key in unread {
            let value = shown(thing.tags.get(&key).map_or("", String::as_str));
            builder.remark(thing.at, &key, PlacesRefusal::TagUnread { value });
        }
        let own = osm_tags::code(&thing.tags, &thing.id);
        // A `ref` is often the same for several lots of one operator: then the element's id is the code.
        let code = own
            .filter(|code| !seen.contains(code))
            .or_else(|| osm_tags::code(&Tags::new(), &thing.id));
        let (Some(code), Some(point)) = (code, thing.point) else {
            builder.remark(thing.at, &thing.id, PlacesRefusal::LeftOutPointless {});
            continue;
        };
        if !seen.insert(code.clone()) {
            let code = code.to_string();
            builder.remark(thing.at, &thing.id, PlacesRefusal::LotTwice { code });
            continue;
        }
        let mut record = Record::new(thing.at).with(Column::Lot, code.as_str());
        record.values.extend(values);
        (record.point, record.outline) = (Some(point), thing.outline.clone());
        builder.take(&record);
        if let Some(outline) = &thing.outline {
            lots.add(code.clone(), outline.clone());
        }
        codes.insert(&thing.id, code);
    }
    for site in things {
        if let Some(code) = site.members.iter().find_map(|member| codes.get(member.as_str())) {
            lots.members
                .extend(site.members.iter().map(|member| (member.clone(), code.clone())));
        }
    }
    lots
}

fn take_spaces(builder: &mut Builder, things: &[Thing], lots: &Lots) {
    let mut numbers = Numbers::default();
    let is_space = |thing: &&Thing| thing.tags.get("amenity").is_some_and(|value| value == "parking_space");
    for thing in things.iter().filter(is_space) {
        let around = || thing.point.and_then(|point| lots.around(point));
        let (Some(point), Some(lot)) = (thing.point, lots.members.get(&thing.id).or_else(around)) else {
            builder.remark(thing.at, &thing.id, PlacesRefusal::LeftOutLotless {});
            continue;
        };
        let level = thing.tags.get("level").and_then(|level| level.parse::<i8>().ok());
        let zone = level.map_or(ZONE_MAIN.to_owned(), |level| osm_tags::zone_of_level(i32::from(level)));
        let count = thing
            .tags
            .get("capacity")
            .and_then(|count| count.parse::<usize>().ok())
            .unwrap_or(1);
        let given = thing.tags.get("ref").and_then(|number| Number::new(number).ok());
        if given.is_none() {
            builder.remark(thing.at, &thing.id, PlacesRefusal::NumberGiven {});
        }
        for nth in 1..=count.clamp(1, LOT_BAYS_MAX) {
            let wanted = given.as_ref().map(|number| match nth {
                1 => number.to_string(),
                _ => format!("{number}-{nth}"),
            });
            let number = numbers.free(lot, &zone, wanted);
            let mut record = Record::new(thing.at)
                .with(Column::Lot, lot.as_str())
                .with(Column::Zone, zone.as_str())
                .with(Column::Bay, number)
                .with(Column::Classes, osm_tags::classes(&thing.tags));
            record.point = Some(point);
            builder.take(&record);
        }
    }
}

/// Numbers of bays that were given.
#[derive(Default)]
struct Numbers {
    used: HashSet<(Code, String, String)>,
    next: HashMap<Code, usize>,
}

impl Numbers {
    /// The number that is wanted, or the next one of the lot that is free.
    fn free(&mut self, lot: &Code, zone: &str, wanted: Option<String>) -> String {
        let mut number = wanted.unwrap_or_else(|| self.count(lot));
        while !self.used.insert((lot.clone(), zone.to_owned(), number.clone())) {
            number = self.count(lot);
        }
        number
    }

    fn count(&mut self, lot: &Code) -> String {
        let next = self.next.entry(lot.clone()).or_default();
        *next += 1;
        format!("osm{next}")
    }
}

//! Places as OpenStreetMap's elements: new ones, with negative ids, as editors expect them.

use super::super::{Lot, Outline, Places, Point};
use super::osm_tags::{Tags, level_of_zone, of_bay, of_lot};
use serde_json::{Value, json};

/// Hands out ids of new elements.
struct Ids(i64);

impl Ids {
    fn next(&mut self) -> i64 {
        self.0 -= 1;
        self.0
    }
}

/// Writes elements, one a line: a node or an area for each lot, a node for each bay, and a relation that says which bays are whose.
pub(super) fn write(places: &Places) -> String {
    let mut ids = Ids(0);
    let mut elements = Vec::new();
    for lot in places.lots() {
        write_lot(&mut elements, &mut ids, lot);
    }
    let lines: Vec<String> = elements.iter().map(Value::to_string).collect();
    format!(
        "{{\"version\":0.6,\"generator\":\"shishi\",\"elements\":[\n{}\n]}}\n",
        lines.join(",\n")
    )
}

fn write_lot(elements: &mut Vec<Value>, ids: &mut Ids, lot: &Lot) {
    let tags = of_lot(lot);
    let own = match &lot.outline {
        Some(outline) => area(elements, ids, outline, &tags),
        None => {
            let id = ids.next();
            elements.push(node(id, lot.at, &tags));
            json!({ "type": "node", "ref": id, "role": "" })
        }
    };
    let mut members = vec![own];
    for (zone, bay) in lot.bays() {
        let id = ids.next();
        let tags = of_bay(
            bay.number.as_str(),
            bay.classes.iter(),
            level_of_zone(zone.code.as_str()),
        );
        elements.push(node(id, bay.at, &tags));
        members.push(json!({ "type": "node", "ref": id, "role": "space" }));
    }
    if members.len() > 1 {
        let tags = json!({ "type": "site", "site": "parking", "name": lot.name.as_str() });
        elements.push(json!({ "type": "relation", "id": ids.next(), "members": members, "tags": tags }));
    }
}

fn node(id: i64, at: Point, tags: &Tags) -> Value {
    json!({ "type": "node", "id": id, "lat": at.latitude(), "lon": at.longitude(), "tags": tags })
}

/// A closed way and its corners.
fn area(elements: &mut Vec<Value>, ids: &mut Ids, outline: &Outline, tags: &Tags) -> Value {
    let mut nodes: Vec<i64> = Vec::new();
    for corner in outline.corners() {
        let id = ids.next();
        elements.push(node(id, *corner, &Tags::new()));
        nodes.push(id);
    }
    nodes.extend(nodes.first().copied());
    let id = ids.next();
    elements.push(json!({ "type": "way", "id": id, "nodes": nodes, "tags": tags }));
    json!({ "type": "way", "ref": id, "role": "" })
}

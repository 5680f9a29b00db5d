//! What other programs are told of lots and bays, and when it is withdrawn.

use serde_json::{Value, json};
use shishi_parking::find::{Index, State};
use shishi_parking::passages::Second;
use shishi_parking::places::form::{Form, read};
use shishi_parking::views::parkapi::Listing;
use shishi_parking::views::{Published, cds, parkapi};
use std::sync::Arc;

const NOW: Second = Second(1_790_000_000);
const PUBLISHED: Published = Published {
    first: Second(1_780_000_000),
    last: Second(1_785_000_000),
};

fn town() -> Index {
    let text = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/parking/places.csv"
    ))
    .unwrap();
    Index::new(Arc::new(read(&text, Form::Csv).unwrap().places))
}

fn value(view: &impl serde::Serialize) -> Value {
    serde_json::to_value(view).unwrap()
}

#[test]
fn a_site_and_its_spots() {
    let town = town();
    let lot = town.lot_of("ten-li-lake").unwrap();
    let site = |now| value(&parkapi::site(&town, lot, PUBLISHED, now).unwrap());
    let still = json!({
        "id": 3, "original_uid": "ten-li-lake", "name": "十里湖地下停车场", "purpose": "CAR", "type": "UNDERGROUND",
        "lat": 35.398, "lon": 116.6215, "operator_name": "某停车公司", "opening_hours": "Mo-Su 06:00-23:00", "has_fee": true, "max_height": 210,
        "static_data_updated_at": "2026-07-25T17:20:00Z",
        "capacity": 5, "capacity_disabled": 0, "capacity_woman": 0, "capacity_family": 2, "capacity_charging": 2, "capacity_carsharing": 0,
        "capacity_truck": 0, "capacity_bus": 0, "has_realtime_data": false
    });
    assert_eq!(site(NOW), still);
    let bays: Vec<_> = town.bays_of(lot).collect();
    for (bay, state) in bays.iter().zip([State::Free, State::Taken, State::Free]) {
        town.observe(*bay, state, Second(NOW.0 - 60));
    }
    let live = site(NOW);
    for (key, expected) in [
        ("has_realtime_data", json!(true)),
        ("realtime_data_updated_at", json!("2026-09-21T14:12:20Z")),
        ("realtime_capacity", json!(3)),
        ("realtime_free_capacity", json!(2)),
        ("realtime_capacity_family", json!(2)),
        ("realtime_free_capacity_family", json!(1)),
        ("realtime_free_capacity_charging", json!(1)),
        ("realtime_free_capacity_bus", Value::Null),
    ] {
        assert_eq!(live[key], expected, "{key}");
    }
    // Half an hour later everything of real time is gone.
    assert_eq!(site(Second(NOW.0 + 1_741)), still);
    let spots = parkapi::spots(&town, lot, PUBLISHED, NOW);
    assert_eq!(
        value(&spots[2]),
        json!({
            "id": 6, "parking_site_id": 3, "original_uid": "ten-li-lake/b1/A-003", "name": "A-003", "purpose": "CAR", "lat": 35.3978, "lon": 116.62126,
            "static_data_updated_at": "2026-07-25T17:20:00Z", "restricted_to": [{"type": "CHARGING"}, {"type": "FAMILY"}],
            "has_realtime_data": true, "realtime_status": "AVAILABLE", "realtime_data_updated_at": "2026-09-21T14:12:20Z"
        })
    );
    assert_eq!(
        (spots.len(), spots[3].has_realtime_data, spots[3].realtime_status),
        (5, false, None)
    );
    let listing = Listing {
        total_count: spots.len(),
        items: spots,
    };
    assert_eq!(value(&listing)["total_count"], 5);
}

#[test]
fn a_lot_that_is_counted_at_its_gate() {
    let town = town();
    let lot = town.lot_of("goose-lake").unwrap();
    let site = |now| value(&parkapi::site(&town, lot, PUBLISHED, now).unwrap());
    assert_eq!(
        (&site(NOW)["capacity"], &site(NOW)["capacity_disabled"]),
        (&json!(120), &json!(4))
    );
    assert_eq!(
        (&site(NOW)["capacity_bus"], &site(NOW)["has_realtime_data"]),
        (&Value::Null, &json!(false))
    );
    town.count(lot, 33, NOW);
    assert_eq!(
        (&site(NOW)["realtime_capacity"], &site(NOW)["realtime_free_capacity"]),
        (&json!(120), &json!(33))
    );
    assert_eq!(site(Second(NOW.0 + 1_801))["realtime_free_capacity"], Value::Null);
}

#[test]
fn curb_zones_and_spaces() {
    let town = town();
    let policy = |_: &_, _: &_| vec!["p".to_owned()];
    let street = town.lot_of("guangfu-road").unwrap();
    let first = town.bays_of(street).next().unwrap();
    town.observe(first, State::Taken, NOW);
    let zones = cds::zones(&town, street, PUBLISHED, NOW, policy);
    let [(zone, spaces)] = zones.as_slice() else {
        panic!("{zones:?}")
    };
    let found = value(zone);
    for (key, expected) in [
        ("curb_policy_ids", json!(["p"])),
        ("published_date", json!(1_780_000_000_000_i64)),
        ("last_updated_date", json!(1_785_000_000_000_i64)),
        ("name", json!("洸府河路路内泊位 东侧")),
        ("user_zone_id", json!("guangfu-road-east")),
        ("num_spaces", json!(3)),
        ("street_side", json!("E")),
        ("availability_time", json!(1_790_000_000_000_i64)),
    ] {
        assert_eq!(found[key], expected, "{key}");
    }
    assert_eq!(found["geometry"]["coordinates"][0][0], json!([116.61211, 35.40499]));
    assert_eq!(found["geometry"]["coordinates"][0].as_array().map(Vec::len), Some(5));
    let ids: Vec<&str> = spaces.iter().map(|space| space.curb_space_id.as_str()).collect();
    assert_eq!(found["curb_space_ids"], json!(ids));
    assert!(ids.iter().all(|id| id.len() == 36 && id.as_bytes()[14] == b'8') && ids[0] != ids[1]);
    assert_eq!((spaces[0].available, spaces[1].available), (Some(false), None));
    assert!(spaces.iter().all(|space| space.curb_zone_id == zone.curb_zone_id));
    // What is off the street has no kerb.
    assert_eq!(
        cds::zones(&town, town.lot_of("ten-li-lake").unwrap(), PUBLISHED, NOW, policy),
        []
    );
    let later = cds::zones(&town, street, PUBLISHED, Second(NOW.0 + 1_801), policy);
    assert_eq!(
        (later[0].1[0].available, &later[0].0.curb_zone_id),
        (None, &zone.curb_zone_id)
    );
}

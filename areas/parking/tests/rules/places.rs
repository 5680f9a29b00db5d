//! Places: what is counted, what keeps its id, and that what is written reads back.

use proptest::prelude::*;
use shishi_parking::places::form::{Form, read, write};
use shishi_parking::places::{
    Access, Bay, BayId, Class, Classes, Code, Counts, Lot, Name, Number, Outline, Places, Point, Realtime, Room,
    Setting, Zone,
};

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn at(latitude: f64, longitude: f64) -> Point {
    Point::from_degrees(latitude, longitude).unwrap()
}

fn bay(id: u32, number: &str, east: f64, classes: &[Class]) -> Bay {
    Bay {
        id: BayId(id),
        number: Number::new(number).unwrap(),
        at: at(35.41, 116.58 + east),
        classes: classes.iter().copied().collect(),
    }
}

fn zone(text: &str, bays: Vec<Bay>) -> Zone {
    Zone {
        code: code(text),
        name: None,
        outline: None,
        tariff: None,
        bays,
    }
}

/// A garage with two storeys, a street, a lot that only says how many, and one that says nothing.
fn town() -> Places {
    let ring = [(35.4, 116.57), (35.4, 116.59), (35.42, 116.59), (35.42, 116.57)];
    let ring = Outline::new(ring.map(|(latitude, longitude)| at(latitude, longitude)).to_vec()).unwrap();
    let below = Zone {
        name: Some(name("地下二层")),
        tariff: Some(code("cheap")),
        ..zone("b2", vec![bay(7, "B-001", 0.001, &[Class::Charging, Class::Family])])
    };
    let garage = Lot {
        outline: Some(ring),
        operator: Some(name("某停车公司")),
        tariff: Some(code("city-1")),
        charged: Some(true),
        hours: Some(name("Mo-Su 06:00-23:00")),
        height_cm: Some(210),
        stay_minutes_max: Some(1440),
        access: Access::Customers,
        bookable: true,
        realtime: Realtime::Bays,
        ..Lot::new(
            code("garage"),
            name("广场地下停车场"),
            Setting::Underground,
            at(35.402, 116.571),
            Room::Zones(vec![
                zone(
                    "b1",
                    vec![bay(1, "A-001", 0.0, &[]), bay(2, "A-002", 0.0001, &[Class::Disabled])],
                ),
                below,
            ]),
        )
    };
    let street = Room::Zones(vec![zone(
        "main",
        vec![bay(1, "9", 0.1, &[]), bay(2, "10", 0.2, &[Class::Loading])],
    )]);
    let bare = Room::Bare(Counts::stated(120, &[(Class::Disabled, 4), (Class::Bus, 2)]));
    Places::new(vec![
        Lot::new(
            code("street"),
            name("洸府河路"),
            Setting::StreetSide,
            at(35.41, 116.7),
            street,
        ),
        garage,
        Lot::new(
            code("bare"),
            name("Field, \"north\""),
            Setting::Surface,
            at(-35.5, -170.25),
            bare,
        ),
        Lot::new(
            code("unsaid"),
            name("x"),
            Setting::Rooftop,
            at(0.0, 0.0),
            Room::Unstated,
        ),
    ])
    .unwrap()
}

#[test]
fn what_is_written_reads_back() {
    let town = town();
    for form in [Form::Csv, Form::GeoJson] {
        let text = write(&town, form).unwrap();
        let reading = read(text.as_bytes(), form).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
        assert_eq!(reading.places, town, "{form:?}\n{text}");
        assert_eq!(reading.remarks, [], "{form:?}");
    }
    assert_eq!(write(&town, Form::Melbourne), None);
}

#[test]
fn openstreetmap_keeps_what_it_has_tags_for() {
    let town = town();
    let text = write(&town, Form::Osm).unwrap();
    let reading = read(text.as_bytes(), Form::Osm).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    assert_eq!(reading.remarks, [], "{text}");
    for (lot, back) in town.lots().iter().zip(reading.places.lots()) {
        assert_eq!(lot.capacity(), back.capacity(), "{}", lot.code);
        assert_eq!(
            (&lot.code, &lot.name, lot.setting, lot.access),
            (&back.code, &back.name, back.setting, back.access)
        );
        assert_eq!(
            (&lot.hours, lot.height_cm, lot.stay_minutes_max),
            (&back.hours, back.height_cm, back.stay_minutes_max)
        );
        assert_eq!(
            (&lot.outline, lot.bookable, lot.is_charged()),
            (&back.outline, back.bookable, back.is_charged())
        );
        let bays = |lot: &Lot| {
            let each = lot
                .bays()
                .map(|(zone, bay)| (zone.code.clone(), bay.number.clone(), bay.at, bay.classes));
            each.collect::<Vec<_>>()
        };
        assert_eq!(bays(lot), bays(back), "{}", lot.code);
    }
}

#[test]
fn the_shipped_example_is_as_it_is_written() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/parking/places.csv");
    let text = std::fs::read_to_string(file).unwrap();
    let reading = read(text.as_bytes(), Form::Csv).unwrap();
    assert_eq!(reading.remarks, []);
    assert_eq!(write(&reading.places, Form::Csv).unwrap(), text);
}

#[test]
fn counts_come_from_bays() {
    let town = town();
    let garage = town.lot("garage").unwrap().capacity();
    assert_eq!(
        (
            garage.all,
            garage.of(Class::Charging),
            garage.of(Class::Family),
            garage.of(Class::Bus)
        ),
        (3, 1, 1, 0)
    );
    assert_eq!((town.capacity().all, town.capacity().of(Class::Disabled)), (125, 5));
    assert_eq!(town.lot("nowhere"), None);
}

#[test]
fn ids_stay_with_their_bays() {
    let lot = |bays| {
        Lot::new(
            code("a"),
            name("a"),
            Setting::Surface,
            at(1.0, 1.0),
            Room::Zones(vec![zone("main", bays)]),
        )
    };
    let places = |bays| Places::new(vec![lot(bays)]).unwrap();
    let before = places(vec![
        bay(1, "x", 0.0, &[]),
        bay(2, "y", 0.0, &[]),
        bay(9, "gone", 0.0, &[]),
    ]);
    let after = places(vec![
        bay(1, "new", 0.0, &[]),
        bay(2, "y", 0.0, &[]),
        bay(3, "x", 0.0, &[]),
    ])
    .keep_ids(&before);
    let ids: Vec<_> = after.lots()[0]
        .bays()
        .map(|(_, bay)| (bay.number.to_string(), bay.id.0))
        .collect();
    assert_eq!(ids, [("new".to_owned(), 10), ("y".to_owned(), 2), ("x".to_owned(), 1)]);
}

/// Bits of what real files are made of, in any order.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let bits = [
        "lot",
        "zone",
        "bay",
        "lat",
        "lon",
        ",",
        "\n",
        "\"",
        "a",
        "A1",
        "35.4",
        "116.5",
        "-1e9",
        "NaN",
        "{",
        "}",
        "[",
        "]",
        ":",
        "\"elements\"",
        "\"features\"",
        "\"type\"",
        "\"node\"",
        "\"geometry\"",
        "\"properties\"",
        "null",
        "st_marker_id,lat,lon\n",
        "1N,1,1\n",
        "{\"elements\":[",
        "]}",
        "{\"type\":\"node\",\"id\":1,\"lat\":1,\"lon\":1,\"tags\":{\"amenity\":\"parking\"}}",
        "泊位号",
        "\u{feff}",
        "lot,zone,bay,lat,lon,classes\n",
        "a,,,1,1,\n",
        "a,b,c,1,1,bus\n",
        "a,b,,,,\n",
    ];
    let bit = prop_oneof![
        4 => prop::sample::select(bits.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(bit, 0..24).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_of_any_bytes(bytes in text()) {
        for form in [Form::Csv, Form::GeoJson, Form::Osm, Form::Melbourne] {
            match read(&bytes, form) {
                Ok(reading) => prop_assert!(!reading.places.lots().is_empty()),
                Err(faults) => prop_assert!(!faults.is_empty()),
            }
        }
    }

    #[test]
    fn tables_of_any_places(bays in prop::collection::vec((0_usize..3, 0_usize..3, -90_000_000_i32..=90_000_000, -180_000_000_i32..=180_000_000, 0_u16..4096), 1..40)) {
        let mut lots: Vec<Lot> = Vec::new();
        for (lot, room) in ["a", "b", "c"].into_iter().enumerate() {
            let mut zones: Vec<Zone> = Vec::new();
            for (id, (_, zone_of, latitude, longitude, classes)) in bays.iter().enumerate().filter(|(_, bay)| bay.0 == lot) {
                let code = code(["x", "y", "z"][*zone_of]);
                let bay = Bay {
                    id: BayId(u32::try_from(id).unwrap()),
                    number: Number::new(&format!("{id}号")).unwrap(),
                    at: Point::new(*latitude, *longitude).unwrap(),
                    classes: Classes::from_bits(*classes).unwrap(),
                };
                match zones.iter_mut().find(|zone| zone.code == code) {
                    Some(zone) => zone.bays.push(bay),
                    None => zones.push(zone_with(code, bay)),
                }
            }
            if !zones.is_empty() {
                lots.push(Lot::new(code(room), name(room), Setting::Lane, at(1.0, 1.0), Room::Zones(zones)));
            }
        }
        let places = Places::new(lots).unwrap();
        for form in [Form::Csv, Form::GeoJson] {
            let text = write(&places, form).unwrap();
            prop_assert_eq!(&read(text.as_bytes(), form).unwrap().places, &places);
        }
    }
}

fn zone_with(code: Code, bay: Bay) -> Zone {
    Zone {
        code,
        name: None,
        outline: None,
        tariff: None,
        bays: vec![bay],
    }
}

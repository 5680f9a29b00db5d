//! A city platform's messages in both directions.

use proptest::prelude::*;
use serde_json::{Value, json};
use shishi_gateways::db4401::fields::{ALL, Known};
use shishi_gateways::db4401::{
    BayStatus, ChargingPeriod, ChargingRule, Colour, Coordinates, Db4401Refusal, Kind, LotReport, Message,
    PassageReport, Portal, Spaces, Vacancy, Way, answer, read, sentence,
};
use shishi_gateways::tcec102::Decimal;
use shishi_kernel::Refusal;

fn moment(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_772_409_600 + second).unwrap()
}

fn lot() -> LotReport {
    LotReport {
        lot: 370_811_001,
        name: "示例停车场".to_owned(),
        address: "示例路1号".to_owned(),
        region_code: "370811".to_owned(),
        street_code: Some("370811005".to_owned()),
        coordinates: Some(Coordinates {
            system: "WGS84".to_owned(),
            longitude: Decimal(116_634_812),
            latitude: Decimal(35_421_907),
        }),
        spaces: Spaces {
            total: 200,
            disabled: Some(4),
            charging: Some(20),
            fast_piles: Some(8),
            slow_piles: Some(12),
            mechanical: None,
            reservable: Some(30),
        },
        entrances: 2,
        exits: 1,
        portals: vec![Portal {
            number: "1".to_owned(),
            out: false,
        }],
        hours: Some("00:00-24:00".to_owned()),
        periods: vec![ChargingPeriod {
            from: 450,
            until: 1440,
            rules: vec![
                ChargingRule {
                    from: 0,
                    until: Some(30),
                    span: 30,
                    price: Decimal(0),
                },
                ChargingRule {
                    from: 30,
                    until: None,
                    span: 60,
                    price: Decimal(250),
                },
            ],
        }],
    }
}

fn passage(way: Way) -> PassageReport {
    PassageReport {
        lot: 370_811_001,
        way,
        device: "CAM-01".to_owned(),
        sequence: 17,
        at: moment(0),
        lane: 1,
        plate: Some("鲁IO0123".to_owned()),
        colour: Colour::Blue,
        confidence: Some(97),
        image: Some("a/b.jpg".to_owned()),
        bay: None,
    }
}

#[test]
fn every_kind_is_read_as_it_was_written() {
    let vacancy = Vacancy {
        lot: 1,
        at: moment(1),
        total: 200,
        free: 37,
        reservable: Some(30),
        reservable_free: Some(5),
    };
    let bay = BayStatus {
        lot: 1,
        bay: "A-012".to_owned(),
        taken: true,
        at: moment(2),
    };
    for message in [
        Message::Lot(lot()),
        Message::Vacancy(vacancy),
        Message::Passage(passage(Way::Entry)),
        Message::Passage(passage(Way::Exit)),
        Message::Bay(bay),
    ] {
        let bytes = message.write().unwrap();
        assert_eq!(read(message.kind(), &bytes).unwrap(), message);
        // Every name stands in the table, and the other way round no name is written that does not.
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        for name in value.as_object().unwrap().keys() {
            assert!(ALL.iter().any(|field| field.name == name), "{name}");
        }
    }
    // What we would not take ourselves is not sent out.
    let mut wrong = lot();
    wrong.spaces.reservable = Some(201);
    assert!(Message::Lot(wrong).write().is_err());
    let mut wrong = passage(Way::Entry);
    wrong.plate = Some("x".to_owned());
    assert!(Message::Passage(wrong).write().is_err());
}

#[test]
fn an_entry_on_the_wire() {
    let bytes = Message::Passage(passage(Way::Entry)).write().unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    let expected = json!({
        "ParkID": 370_811_001, "DeviceID": "CAM-01", "Seq": 17, "Time": "2026-03-02 08:00:00", "LaneNo": 1, "PlateNo": "鲁IO0123",
        "PlateColor": 0, "Confidence": 97, "ImageRef": "a/b.jpg"
    });
    assert_eq!(value, expected);
    assert!(!format!("{:?}", passage(Way::Entry)).contains("0123"));
}

#[test]
fn values_that_cannot_be_are_refused_by_the_name_of_their_field() {
    let entry = || Message::Passage(passage(Way::Entry)).write().unwrap();
    let base = |kind| match kind {
        Kind::Lot => Message::Lot(lot()).write().unwrap(),
        _ => entry(),
    };
    let rows: [(Kind, &str, Value, &str, Option<&str>); 22] = [
        (Kind::Entry, "Weather", json!("rain"), "", None),
        (Kind::Entry, "ParkID", json!("370811001"), "", None),
        (Kind::Entry, "PlateNo", json!("鲁I·O0123"), "", None),
        (Kind::Entry, "PlateNo", json!(""), "", None),
        (Kind::Entry, "Confidence", Value::Null, "", None),
        (
            Kind::Entry,
            "ParkID",
            Value::Null,
            "db4401.field_missing",
            Some("ParkID"),
        ),
        (Kind::Entry, "ParkID", json!(-1), "db4401.field_value", Some("ParkID")),
        (Kind::Entry, "ParkID", json!(1.5), "db4401.field_value", Some("ParkID")),
        (Kind::Entry, "ParkID", json!([1]), "db4401.field_kind", Some("ParkID")),
        (
            Kind::Entry,
            "Time",
            json!("2026-3-2 8:00:00"),
            "db4401.field_value",
            Some("Time"),
        ),
        (
            Kind::Entry,
            "Time",
            json!("2026-02-30 08:00:00"),
            "db4401.field_value",
            Some("Time"),
        ),
        (
            Kind::Entry,
            "Confidence",
            json!(101),
            "db4401.field_value",
            Some("Confidence"),
        ),
        (
            Kind::Entry,
            "PlateColor",
            json!(6),
            "db4401.field_value",
            Some("PlateColor"),
        ),
        (
            Kind::Entry,
            "PlateNo",
            json!("鲁H"),
            "db4401.field_value",
            Some("PlateNo"),
        ),
        (
            Kind::Entry,
            "PlateNo",
            json!("鲁".repeat(300)),
            "db4401.field_value",
            Some("PlateNo"),
        ),
        (
            Kind::Entry,
            "LaneNo",
            json!(70_000),
            "db4401.field_value",
            Some("LaneNo"),
        ),
        (Kind::Lot, "TSpace", json!(10), "db4401.field_value", Some("CSpace")),
        (
            Kind::Lot,
            "RegionCode",
            json!("山东"),
            "db4401.field_value",
            Some("RegionCode"),
        ),
        (
            Kind::Lot,
            "Latitude",
            json!(116.6),
            "db4401.field_value",
            Some("Latitude"),
        ),
        (Kind::Lot, "Name", json!("  "), "db4401.field_value", Some("Name")),
        (
            Kind::Lot,
            "PortalInfo",
            json!(["1"]),
            "db4401.field_kind",
            Some("PortalInfo"),
        ),
        (
            Kind::Lot,
            "ChargingPeriod",
            json!([{ "TimeStart": "07:30", "TimeEnd": "24:00", "ChargingRule": [{ "DurStart": 30, "DurEnd": 30, "Span": 60, "Price": 2 }] }]),
            "db4401.field_value",
            Some("DurEnd"),
        ),
    ];
    for (kind, field, value, code, named) in rows {
        let mut message: Value = serde_json::from_slice(&base(kind)).unwrap();
        message[field] = value;
        let found = read(kind, message.to_string().as_bytes()).err();
        assert_eq!(found.as_ref().map(Refusal::code).unwrap_or_default(), code, "{message}");
        let said = found
            .as_ref()
            .and_then(|refusal| refusal.arguments().into_iter().next());
        assert_eq!(said.map(|(_, name)| name).as_deref(), named, "{message}");
        // A plate does not come back in a sentence that may be logged.
        assert!(found.is_none_or(|refusal| !sentence(&refusal, true).contains('鲁')));
    }
    for bytes in [&b""[..], b"[]", b"{", b"\xff", b"7"] {
        assert_eq!(read(Kind::Lot, bytes), Err(Db4401Refusal::NotJson));
    }
    assert!(matches!(
        read(Kind::Lot, &[b' '; 300_000]),
        Err(Db4401Refusal::TooLong { .. })
    ));
}

#[test]
fn answers() {
    assert_eq!(answer(Ok(())), b"{\"Result\":0}");
    let refusal = Db4401Refusal::Missing { field: "ParkID" };
    let told: Value = serde_json::from_slice(&answer(Err(&refusal))).unwrap();
    let expected = json!({ "Result": 1, "Code": "db4401.field_missing", "Message": "缺少字段ParkID" });
    assert_eq!(told, expected);
}

/// The page says of every name how it is known.
#[test]
fn the_page_names_every_field() {
    let page = include_str!("../../../docs/parking-db4401.md");
    for field in ALL {
        let known = match field.known {
            Known::Seen => "seen",
            Known::Chosen => "chosen",
        };
        let line = format!("| `{}` | {known} | {} |", field.name, field.holds);
        assert!(page.contains(&line), "{line}");
    }
}

proptest! {
    /// Whatever comes, the answer is a message or a refusal; and what was read is written and read again.
    #[test]
    fn anything_may_come(text in ".{0,200}", name in prop::sample::select(ALL.iter().map(|field| field.name).collect::<Vec<_>>()), number in any::<i64>()) {
        for kind in [Kind::Lot, Kind::Vacancy, Kind::Entry, Kind::Exit, Kind::Bay] {
            let _ = read(kind, text.as_bytes());
            for value in [json!(text), json!(number), json!([number]), json!({ "a": text })] {
                for base in [Message::Lot(lot()), Message::Passage(passage(Way::Entry))] {
                    let mut message: Value = serde_json::from_slice(&base.write().unwrap()).unwrap();
                    message[name] = value.clone();
                    if let Ok(read_once) = read(kind, message.to_string().as_bytes()) {
                        prop_assert_eq!(read(kind, &read_once.write().unwrap()), Ok(read_once));
                    }
                }
            }
        }
    }
}

//! Stations as OCPI shows them.

use jiff::Timestamp;
use serde_json::{Value, json};
use shishi_gateways::HttpResponse;
use shishi_gateways::ocpi::{
    Envelope, EvseStatus, LIMIT_MAX, Location, Page, PageRefusal, Party, StatusCode, VERSION, Version, VersionDetails,
    Which, details, location, object, page, versions,
};
use shishi_gateways::tcec102::Keys;
use shishi_gateways::tcec102::messages::{ConnectorStatus, StationInfo};
use shishi_gateways::tcec102::simulator::Operator;

fn stations() -> Vec<StationInfo> {
    let key = "0123456789abcdef";
    let keys = Keys::new("MA0000001", key, key, key, key).unwrap();
    let operator = Operator::new(keys, "https://lots.example/evcs/v1", &super::tcec102::sketches()).unwrap();
    operator.stations().to_vec()
}

fn party() -> Party {
    Party {
        country_code: "CN".to_owned(),
        party_id: "SHI".to_owned(),
        operator: "示例充电".to_owned(),
        city: "济宁".to_owned(),
        time_zone: "Asia/Shanghai".to_owned(),
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_409_600 + second).unwrap()
}

fn shown(station: &StationInfo, changed: i64) -> Location {
    location(&party(), station, at(changed), |connector| {
        let said = ConnectorStatus {
            connector: connector.to_owned(),
            status: if connector.ends_with("-02-1") { 3 } else { 1 },
            park_status: 0,
            lock_status: 0,
        };
        (Some(said), at(changed + 5), connector.ends_with("-03-1"))
    })
}

#[test]
fn a_station_as_a_location() {
    let mut station = stations().remove(0);
    station.piles.truncate(2);
    let value = serde_json::to_value(shown(&station, 0)).unwrap();
    let evse = |uid: &str, bay: &str, status: &str, connector: Value| json!({ "uid": uid, "status": status, "physical_reference": bay, "connectors": [connector], "last_updated": "2026-03-02T00:00:05Z" });
    let expected = json!({
        "country_code": "CN", "party_id": "SHI", "id": "JN001", "publish": true, "name": "示例充电区1", "address": "示例路1号",
        "city": "济宁", "country": "CHN", "coordinates": { "latitude": "35.421907", "longitude": "116.634813" },
        "evses": [
            evse("JN001-01-1", "C01", "AVAILABLE", json!({
                "id": "1", "standard": "GBT_DC", "format": "CABLE", "power_type": "DC", "max_voltage": 750, "max_amperage": 160,
                "max_electric_power": 120_000, "last_updated": "2026-03-02T00:00:00Z"
            })),
            evse("JN001-02-1", "C02", "CHARGING", json!({
                "id": "1", "standard": "GBT_AC", "format": "SOCKET", "power_type": "AC_1_PHASE", "max_voltage": 220, "max_amperage": 32,
                "max_electric_power": 7_000, "last_updated": "2026-03-02T00:00:00Z"
            })),
        ],
        "operator": { "name": "示例充电" }, "time_zone": "Asia/Shanghai", "opening_times": { "twentyfourseven": true },
        "last_updated": "2026-03-02T00:00:05Z"
    });
    assert_eq!(value, expected);
    let again: Location = serde_json::from_value(value).unwrap();
    assert_eq!(again, shown(&station, 0));
}

#[test]
fn states_by_their_codes() {
    for (code, bay_taken, expected) in [
        (Some(1), false, EvseStatus::Available),
        (Some(1), true, EvseStatus::Blocked),
        (Some(2), false, EvseStatus::Blocked),
        (Some(3), true, EvseStatus::Charging),
        (Some(4), false, EvseStatus::Reserved),
        (Some(255), true, EvseStatus::OutOfOrder),
        (Some(0), false, EvseStatus::Unknown),
        (Some(9), false, EvseStatus::Unknown),
        (None, false, EvseStatus::Unknown),
    ] {
        assert_eq!(EvseStatus::of(code, bay_taken), expected, "{code:?} {bay_taken}");
    }
    let words: Vec<Value> = [EvseStatus::OutOfOrder, EvseStatus::Inoperative]
        .iter()
        .map(|status| serde_json::to_value(status).unwrap())
        .collect();
    assert_eq!(words, ["OUTOFORDER", "INOPERATIVE"]);
}

fn ids(response: &HttpResponse) -> Vec<String> {
    let envelope: Envelope<Vec<Location>> = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(envelope.status_code, StatusCode::Success);
    envelope.data.unwrap().into_iter().map(|location| location.id).collect()
}

#[test]
fn one_object_at_a_time_and_the_way_to_it() {
    let locations: Vec<Location> = stations().iter().map(|one| shown(one, 0)).collect();
    let ask = |location: &str, evse: &str, connector: &str| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let which = Which {
            location: location.to_owned(),
            evse: some(evse),
            connector: some(connector),
        };
        let response = object(&locations, &which, at(300));
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        (response.status, body)
    };
    let rows = [
        (("JN002", "", ""), Ok(("id", "JN002"))),
        (("jn002", "", ""), Ok(("id", "JN002"))),
        (("JN002", "JN002-01-1", ""), Ok(("uid", "JN002-01-1"))),
        (("JN002", "JN002-01-1", "1"), Ok(("standard", "GBT_DC"))),
        (("JN009", "", ""), Err("no location JN009")),
        (("JN002", "JN001-01-1", ""), Err("no EVSE JN001-01-1")),
        (("JN002", "JN002-01-1", "2"), Err("no connector 2")),
        (("JN009", "JN002-01-1", "1"), Err("no location JN009")),
    ];
    for ((location, evse, connector), expected) in rows {
        let (status, body) = ask(location, evse, connector);
        let said = format!("{location} {evse} {connector}: {body}");
        assert_eq!(body["timestamp"], "2026-03-02T00:05:00Z", "{said}");
        match expected {
            Ok((field, value)) => {
                assert_eq!(
                    (status, &body["status_code"], &body["data"][field]),
                    (200, &json!(1000), &json!(value)),
                    "{said}"
                );
            }
            Err(why) => {
                assert_eq!(
                    (status, &body["status_code"], &body["status_message"]),
                    (404, &json!(2003), &json!(why)),
                    "{said}"
                );
                assert!(body.get("data").is_none(), "{said}");
            }
        }
    }
    let root = "https://lots.example/ocpi";
    let list: Envelope<Vec<Version>> = serde_json::from_slice(&versions(root, at(0)).body).unwrap();
    let url = format!("{root}/{VERSION}");
    let version = VERSION.to_owned();
    assert_eq!(list.data.unwrap(), [Version { version, url }]);
    let has: Envelope<VersionDetails> = serde_json::from_slice(&details(root, at(0)).body).unwrap();
    let endpoints = has.data.unwrap().endpoints;
    assert_eq!(endpoints.len(), 1);
    assert_eq!(
        (
            endpoints[0].identifier.as_str(),
            endpoints[0].role.as_str(),
            endpoints[0].url.as_str()
        ),
        ("locations", "SENDER", "https://lots.example/ocpi/2.3.0/locations")
    );
}

#[test]
fn lists_come_in_pages() {
    let mut locations: Vec<Location> = stations()
        .iter()
        .zip([0, 100, 200])
        .map(|(one, changed)| shown(one, changed))
        .collect();
    locations.reverse();
    let list = |query: &str| {
        page(
            &locations,
            &Page::read(query).unwrap(),
            "https://lots.example/ocpi/2.3.0/locations",
            at(300),
        )
    };
    let first = list("limit=2");
    assert_eq!(ids(&first), ["JN001", "JN002"]);
    assert_eq!(
        (first.header("X-Total-Count"), first.header("X-Limit")),
        (Some("3"), Some("2"))
    );
    let link = first.header("Link").unwrap();
    assert_eq!(
        link,
        "<https://lots.example/ocpi/2.3.0/locations?offset=2&limit=2>; rel=\"next\""
    );
    let next = link.split_once('?').unwrap().1.split_once('>').unwrap().0;
    let second = list(next);
    assert_eq!((ids(&second), second.header("Link")), (vec!["JN003".to_owned()], None));
    // From a moment on, and before one; the link keeps them.
    let some = list("date_from=2026-03-02T00:01:45Z&limit=1&else=1");
    assert_eq!(
        (ids(&some), some.header("X-Total-Count")),
        (vec!["JN002".to_owned()], Some("2"))
    );
    assert!(
        some.header("Link")
            .unwrap()
            .contains("date_from=2026-03-02T00%3A01%3A45Z&offset=1")
    );
    assert_eq!(ids(&list("date_to=2026-03-02T00%3A01%3A45Z")), ["JN001"]);
    assert_eq!(
        list("limit=100000").header("X-Limit"),
        Some(LIMIT_MAX.to_string().as_str())
    );
    assert!(ids(&list("offset=18446744073709551615")).is_empty());
    for (query, expected) in [
        ("offset=-1", PageRefusal::Unread("offset")),
        ("date_from=yesterday", PageRefusal::Unread("date_from")),
        ("limit=1&limit=2", PageRefusal::Twice("limit")),
    ] {
        assert_eq!(Page::read(query), Err(expected), "{query}");
    }
    let no: Envelope<()> = Envelope::no(StatusCode::LocationUnknown, "no such location", at(0));
    assert_eq!(no.response(Vec::new()).status, 404);
    let body: Value = serde_json::from_slice(&no.response(Vec::new()).body).unwrap();
    assert_eq!(body["status_code"], 2003);
}

//! A conversation with a charging operator, whole and spoiled.

use jiff::Timestamp;
use shishi_gateways::tcec102::messages::{
    Call, ConnectorStatus, NotifyChargeOrder, NotifyStationStatus, QueryStationStatus, QueryStationsInfo, StationInfo,
};
use shishi_gateways::tcec102::simulator::{Operator, Sketch, Trouble};
use shishi_gateways::tcec102::{
    Client, Decimal, Incoming, Keys, Receiver, Seen, Stamps, Token, request, sender, stranger,
};
use shishi_gateways::{Decline, Forgery, GatewayError, HttpRequest, HttpResponse};

const SECRET: &str = "0123456789abcdef";

fn keys() -> Keys {
    Keys::new(
        "MA0000001",
        SECRET,
        "fedcba9876543210",
        "aaaaaaaaaaaaaaaa",
        "bbbbbbbbbbbbbbbb",
    )
    .unwrap()
}

fn other_keys() -> Keys {
    Keys::new(
        "MA0000001",
        SECRET,
        "another-secret-16",
        "aaaaaaaaaaaaaaaa",
        "bbbbbbbbbbbbbbbb",
    )
    .unwrap()
}

pub fn sketches() -> Vec<Sketch> {
    (1..=3)
        .map(|number| Sketch {
            code: format!("JN{number:03}"),
            name: format!("示例充电区{number}"),
            address: format!("示例路{number}号"),
            place: (116_634_812 + number, 35_421_907),
            bays: (1..=4).map(|bay| format!("C{bay:02}")).collect(),
            direct_every: 2,
        })
        .collect()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_409_600 + second).unwrap()
}

/// Both sides, with their tokens.
struct Talk {
    operator: Operator,
    client: Client,
    receiver: Receiver,
    stamps: Stamps,
    ours: Token,
    theirs: Token,
}

impl Talk {
    fn new() -> Self {
        let mut operator = Operator::new(keys(), "https://lots.example/evcs/v1", &sketches()).unwrap();
        let client = Client::new(keys(), "https://operator.example/evcs/v1/").unwrap();
        let receiver = Receiver::new(keys(), [7; 32]);
        let mut stamps = Stamps::default();
        let asked = client.ask_token(stamps.next(at(0)).unwrap()).unwrap();
        assert_eq!(asked.url, "https://operator.example/evcs/v1/query_token");
        let ours = client.read_token(&operator.answer(&asked, at(0)), at(0)).unwrap();
        let asked = operator.ask_token(at(0)).unwrap();
        let (_, incoming) = receiver.read(&asked, at(0)).unwrap();
        assert_eq!(incoming, Incoming::Token);
        let theirs = operator.read_token(&receiver.answer(&incoming, at(0)), at(0)).unwrap();
        Self {
            operator,
            client,
            receiver,
            stamps,
            ours,
            theirs,
        }
    }

    fn ask<C: Call>(&mut self, call: &C, second: i64) -> Result<C::Answer, GatewayError> {
        let stamp = self.stamps.next(at(second)).unwrap();
        let request = self.client.ask(call, &self.ours, stamp)?;
        let response = self.operator.answer(&request, at(second));
        self.client.read(call, &response)
    }
}

fn stations_of(page: u32) -> QueryStationsInfo {
    QueryStationsInfo {
        last_query_time: String::new(),
        page_no: page,
        page_size: 2,
    }
}

#[test]
fn stations_and_what_their_connectors_do() {
    let mut talk = Talk::new();
    let first = talk.ask(&stations_of(1), 1).unwrap();
    let second = talk.ask(&stations_of(2), 1).unwrap();
    assert_eq!((first.page_count, first.item_size), (2, 3));
    let all: Vec<&StationInfo> = first.stations.iter().chain(&second.stations).collect();
    let codes: Vec<&str> = all.iter().map(|station| station.station.as_str()).collect();
    assert_eq!(codes, ["JN001", "JN002", "JN003"]);
    assert_eq!(all[0].piles[0].connectors[0].power, Decimal(1200));
    assert_eq!(all[0].station_lng, Decimal(116_634_813));
    talk.operator.turn("JN001-02-1", 3, &talk.theirs, at(2)).unwrap();
    let asked = QueryStationStatus {
        stations: vec!["JN001".to_owned(), "JN003".to_owned()],
    };
    let statuses = talk.ask(&asked, 3).unwrap();
    let codes: Vec<Vec<u8>> = statuses
        .stations
        .iter()
        .map(|station| station.connectors.iter().map(|connector| connector.status).collect())
        .collect();
    assert_eq!(codes, [[1, 3, 1, 1], [1, 1, 1, 1]]);
}

#[test]
fn each_side_signs_with_what_the_other_handed_it() {
    let theirs = Keys::new(
        "MA0000002",
        "secret-for-pushes",
        "signing-of-pushes",
        "cccccccccccccccc",
        "dddddddddddddddd",
    )
    .unwrap();
    let mut operator = Operator::between(keys(), theirs.clone(), "https://lots.example/evcs/v1", &sketches()).unwrap();
    let client = Client::new(keys(), "https://operator.example/evcs/v1").unwrap();
    let mut stamps = Stamps::default();
    let asked = client.ask_token(stamps.next(at(0)).unwrap()).unwrap();
    let token = client.read_token(&operator.answer(&asked, at(0)), at(0)).unwrap();
    let asked = client
        .ask(&stations_of(1), &token, stamps.next(at(1)).unwrap())
        .unwrap();
    let page = client.read(&stations_of(1), &operator.answer(&asked, at(1))).unwrap();
    assert_eq!(page.stations[0].operator, "MA0000002");
    let pushed = operator.ask_token(at(2)).unwrap();
    assert!(Receiver::new(theirs, [7; 32]).read(&pushed, at(2)).is_ok());
    assert!(Receiver::new(keys(), [7; 32]).read(&pushed, at(2)).is_err());
    assert!(operator.set("JN001-01-1", 4) && !operator.set("JN009-01-1", 4));
    assert_eq!(operator.state("JN001-01-1"), Some(4));
}

#[test]
fn what_an_operator_pushes_counts_once() {
    let mut talk = Talk::new();
    let mut seen = Seen::default();
    let pushed = talk.operator.turn("JN002-01-1", 3, &talk.theirs, at(10)).unwrap();
    let (stamp, incoming) = talk.receiver.read(&pushed, at(11)).unwrap();
    let expected = NotifyStationStatus {
        connector: ConnectorStatus {
            connector: "JN002-01-1".to_owned(),
            status: 3,
            park_status: 50,
            lock_status: 0,
        },
    };
    assert_eq!(incoming, Incoming::Status(expected));
    assert!(!seen.before(stamp));
    seen.note(stamp, at(11)).unwrap();
    let (again, _) = talk.receiver.read(&pushed, at(12)).unwrap();
    assert!(seen.before(again));

    let times = (at(10).as_second(), at(3610).as_second());
    let pushed = talk
        .operator
        .charged("JN002-01-1", times, 12_345, "鲁HD00001", &talk.theirs, at(3611))
        .unwrap();
    let (stamp, incoming) = talk.receiver.read(&pushed, at(3612)).unwrap();
    assert!(!seen.before(stamp));
    let Incoming::Order(order) = &incoming else {
        panic!("{incoming:?}")
    };
    assert_eq!(order.times().unwrap(), times);
    assert_eq!(order.license_plate, "鲁HD00001");
    assert_eq!((order.watt_hours(), order.total_money), (12_345, Decimal(987 + 493)));
    let reply = talk.receiver.answer(&incoming, at(3612));
    let client = Client::new(keys(), "https://lots.example/evcs/v1").unwrap();
    assert_eq!(client.read(order, &reply).unwrap().confirm_result, 0);
    let failed = client.read(order, &talk.receiver.failed());
    assert_eq!(failed, Err(GatewayError::Unavailable { status: 500 }));
}

#[test]
fn what_was_tampered_with_is_refused_by_both_sides() {
    let mut talk = Talk::new();
    let pushed = talk.operator.turn("JN002-01-1", 3, &talk.theirs, at(10)).unwrap();
    let call = stations_of(1);
    let asked = talk
        .client
        .ask(&call, &talk.ours, talk.stamps.next(at(10)).unwrap())
        .unwrap();
    let declined = GatewayError::Declined {
        reason: Decline::NotAllowed,
        code: "4002".to_owned(),
    };
    let wrong = GatewayError::Forged(Forgery::SignatureWrong);
    for (trouble, expected, told) in [
        (Trouble::Forged, wrong.clone(), "4001"),
        (Trouble::Altered, wrong.clone(), "4001"),
        (Trouble::Moved, wrong, "4001"),
        (Trouble::Unsigned, GatewayError::Forged(Forgery::Unsigned), "4001"),
        (Trouble::Tokenless, declined, "4002"),
        (Trouble::Cut, GatewayError::Malformed { what: "envelope" }, "4003"),
    ] {
        let refused = talk.receiver.read(&trouble.spoil(&pushed), at(11)).unwrap_err();
        assert_eq!(refused.error, expected, "{trouble:?}");
        let answer = talk.operator.answer(&trouble.spoil(&asked), at(11));
        for response in [&refused.response, &answer] {
            let Err(GatewayError::Declined { code, .. }) = talk.client.read(&call, response) else {
                panic!("{trouble:?}: {response:?}")
            };
            assert_eq!(code, told, "{trouble:?}");
        }
    }
    assert!(talk.receiver.read(&pushed, at(11)).is_ok());
}

#[test]
fn old_envelopes_old_tokens_and_strangers() {
    let mut talk = Talk::new();
    let stale = |seconds| GatewayError::Stale { seconds };
    let pushed = talk.operator.turn("JN002-01-1", 2, &talk.theirs, at(100)).unwrap();
    let read = |request: &HttpRequest, second| {
        talk.receiver
            .read(request, at(second))
            .map(drop)
            .map_err(|refused| refused.error)
    };
    assert_eq!(read(&pushed, 401), Err(stale(301)));
    assert_eq!(read(&pushed, -201), Err(stale(-301)));
    assert_eq!(read(&pushed, 400), Ok(()));
    // A token of ours holds for two hours.
    let late = talk.operator.turn("JN002-01-1", 1, &talk.theirs, at(7_100)).unwrap();
    assert_eq!(read(&late, 7_100), Ok(()));
    let later = talk.operator.turn("JN002-01-1", 2, &talk.theirs, at(7_200)).unwrap();
    assert!(matches!(read(&later, 7_200), Err(GatewayError::Declined { .. })));
    // A token of another receiver, with the same keys towards the operator.
    let elsewhere = Receiver::new(keys(), [8; 32]);
    assert!(matches!(
        elsewhere.read(&late, at(7_100)).map_err(|refused| refused.error),
        Err(GatewayError::Declined { .. })
    ));
    // Whom we share no keys with is told so, and nothing of a signature.
    assert_eq!(sender(&late).as_deref(), Some("MA0000001"));
    assert_eq!(sender(&Trouble::Cut.spoil(&late)), None);
    let client = Client::new(keys(), "https://lots.example/evcs/v1").unwrap();
    assert!(matches!(
        client.read(&stations_of(1), &stranger()),
        Err(GatewayError::Declined {
            reason: Decline::RequestWrong,
            ..
        })
    ));
    // Somebody with another signing secret.
    let other = Operator::new(other_keys(), "https://lots.example/evcs/v1", &sketches())
        .unwrap()
        .ask_token(at(1))
        .unwrap();
    assert_eq!(read(&other, 1), Err(GatewayError::Forged(Forgery::SignatureWrong)));
    assert!(talk.ours.holds(at(3_500)) && !talk.ours.holds(at(3_541)));
    assert_eq!(
        format!("{:?}", talk.ours),
        format!("Token(secret, until {})", at(3600).as_second())
    );
    // The simulator counts no envelope twice either.
    let call = stations_of(1);
    let asked = talk
        .client
        .ask(&call, &talk.ours, talk.stamps.next(at(10)).unwrap())
        .unwrap();
    let first = talk.operator.answer(&asked, at(10));
    assert!(talk.client.read(&call, &first).is_ok());
    let second = talk.operator.answer(&asked, at(10));
    assert!(talk.client.read(&call, &second).is_err());
}

/// An order that is right but for what a row changes.
fn order() -> NotifyChargeOrder {
    NotifyChargeOrder {
        start_charge_seq: "MA0000001000000000000000001".to_owned(),
        connector: "JN001-01-1".to_owned(),
        start_time: "2026-03-02 08:00:00".to_owned(),
        end_time: "2026-03-02 09:00:00".to_owned(),
        total_power: Decimal(123_450),
        total_elec_money: Decimal(900),
        total_sevice_money: Decimal(400),
        total_money: Decimal(1300),
        stop_reason: 0,
        license_plate: String::new(),
    }
}

#[test]
fn values_that_cannot_be_are_refused_by_name() {
    type Change = fn(&mut serde_json::Value);
    let rows: [(Change, Option<&str>); 14] = [
        (|_| {}, None),
        // What is not known here is left out.
        (|v| v["Battery"] = "x".into(), None),
        (|v| v["TotalMoney"] = "13.00".into(), None),
        (|v| v["TotalMoney"] = 13.01.into(), Some("TotalMoney")),
        (
            |v| v["TotalElecMoney"] = 9.001.into(),
            Some("notification_charge_order_info"),
        ),
        (|v| v["TotalElecMoney"] = (-9).into(), Some("TotalElecMoney")),
        (|v| v["EndTime"] = "2026-03-02 07:59:59".into(), Some("EndTime")),
        (|v| v["StartTime"] = "2026-02-30 08:00:00".into(), Some("StartTime")),
        (|v| v["ConnectorID"] = "".into(), Some("ConnectorID")),
        (|v| v["LicensePlate"] = "鲁HD12345".into(), None),
        (|v| v["LicensePlate"] = "鲁".repeat(17).into(), Some("LicensePlate")),
        (|v| v["LicensePlate"] = "鲁H\n1".into(), Some("LicensePlate")),
        (|v| v["StartChargeSeq"] = "0".repeat(28).into(), Some("StartChargeSeq")),
        (
            |v| {
                v.as_object_mut().unwrap().remove("TotalPower");
            },
            Some("notification_charge_order_info"),
        ),
    ];
    let mut talk = Talk::new();
    let bearer = {
        let pushed = talk.operator.turn("JN001-01-1", 1, &talk.theirs, at(5)).unwrap();
        let header = pushed.header("Authorization").unwrap();
        header.strip_prefix("Bearer ").unwrap().to_owned()
    };
    for (change, expected) in rows {
        let mut content = serde_json::to_value(order()).unwrap();
        change(&mut content);
        let url = format!("https://lots.example/evcs/v1/{}", NotifyChargeOrder::NAME);
        let made = request(&keys(), url, Some(&bearer), talk.stamps.next(at(5)).unwrap(), &content).unwrap();
        let refused = talk.receiver.read(&made, at(5)).err();
        if let (Some(refused), Some(field)) = (&refused, expected) {
            let said: serde_json::Value = serde_json::from_slice(&refused.response.body).unwrap();
            assert_eq!((&said["Ret"], &said["Msg"]), (&4004.into(), &field.into()), "{content}");
        }
        let error = refused.map(|refused| refused.error);
        let expected = expected.map(|what| GatewayError::Malformed { what });
        assert_eq!(error, expected, "{content}");
    }
    for status in 0..=u8::MAX {
        let connector = ConnectorStatus {
            connector: "JN001-01-1".to_owned(),
            status,
            park_status: 0,
            lock_status: 0,
        };
        let call = NotifyStationStatus { connector };
        assert_eq!(call.check().is_ok(), matches!(status, 0..=4 | 255), "{status}");
    }
}

#[test]
fn answers_about_something_else_are_not_believed() {
    let mut talk = Talk::new();
    let asked = QueryStationStatus {
        stations: vec!["JN001".to_owned()],
    };
    let both = QueryStationStatus {
        stations: vec!["JN001".to_owned(), "JN002".to_owned()],
    };
    let answer = talk.ask(&both, 1).unwrap();
    assert!(matches!(
        asked.check_answer(&answer),
        Err(GatewayError::Mismatch { what: "StationID", .. })
    ));
    let page = talk.ask(&stations_of(1), 1).unwrap();
    assert!(matches!(
        stations_of(2).check_answer(&page),
        Err(GatewayError::Mismatch { what: "PageNo", .. })
    ));
    let none = QueryStationStatus { stations: Vec::new() };
    assert_eq!(talk.ask(&none, 1), Err(GatewayError::CommandBad { what: "StationIDs" }));
    for (response, expected) in [
        (
            HttpResponse::text(502, "text/html", "<h1>"),
            GatewayError::Unavailable { status: 502 },
        ),
        (
            HttpResponse::text(200, "text/html", "<h1>"),
            GatewayError::Malformed { what: "envelope" },
        ),
        (
            HttpResponse::text(200, "application/json", "{\"Ret\":0,\"Msg\":\"\",\"Data\":\"AAAA\"}"),
            GatewayError::Forged(Forgery::Unsigned),
        ),
        (
            HttpResponse::text(200, "application/json", "{\"Ret\":-1,\"Msg\":\"busy\"}"),
            GatewayError::Declined {
                reason: Decline::TooOften,
                code: "-1".to_owned(),
            },
        ),
    ] {
        assert_eq!(talk.client.read(&asked, &response), Err(expected));
    }
    for address in [
        "operator.example",
        "ftp://operator.example",
        "https://operator.example/?a=b",
    ] {
        assert!(Client::new(keys(), address).is_err(), "{address}");
    }
}

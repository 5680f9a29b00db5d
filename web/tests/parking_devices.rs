//! What devices deliver over HTTP: one answer for each message, a clear refusal for everything else, and nothing lost.

mod common;

use std::collections::BTreeSet;

use axum::http::Method;
use common::gate::{Gate, JSON, passage};
use serde_json::{Value, json};

const MESSAGES: &str = "/api/parking/messages";

#[tokio::test]
async fn each_message_has_its_answer_and_repeating_is_safe() {
    let gate = Gate::open(None);
    let messages = json!([
        passage(1, "in", "2020-06-01T06:00:00+08:00", "鲁HIO001"),
        passage(2, "out", "2020-06-01T07:10:00+08:00", "鲁HIO001"),
        passage(3, "in", "2020-06-01T07:20:00+08:00", "鲁HIO00200000"),
        passage(4, "in", "2020-06-09T07:20:00+08:00", "鲁HIO002"),
        json!({ "version": 1, "kind": "bay", "sequence": 5, "at": "2020-06-01T07:20:00+08:00", "bay": "Z9", "state": "free" }),
        json!({ "version": 1, "kind": "count", "sequence": 6, "at": "2020-06-01T06:30:00+08:00", "vehicles": 1 }),
        json!({ "version": 1, "kind": "count", "sequence": 7, "vehicles": 1 }),
        passage(2, "out", "2020-06-01T07:11:00+08:00", "鲁HIO001"),
    ]);
    let said = async |media_type: &str, body: String| {
        let (status, answer) = gate
            .send(&format!("{MESSAGES}?device=gate-1"), &gate.token, media_type, body)
            .await;
        assert_eq!(status, 200, "{answer}");
        let outcomes = answer["outcomes"].as_array().unwrap().clone();
        let word = |outcome: &Value| {
            assert_eq!(outcome["code"].is_string(), outcome["detail"].is_string(), "{outcome}");
            let word = outcome["code"].as_str().or(outcome["outcome"].as_str());
            format!("{} {}", outcome["sequence"], word.unwrap())
        };
        outcomes.iter().map(word).collect::<Vec<_>>()
    };
    assert_eq!(
        said("application/json", messages.to_string()).await,
        [
            "1 new",
            "2 new",
            "3 plate.long",
            "4 passage.time_bad",
            "5 form.bay_unknown",
            "6 new",
            "7 form.message_shape",
            "2 contradicts",
        ]
    );
    let lines: Vec<String> = messages.as_array().unwrap()[..2].iter().map(Value::to_string).collect();
    let lines = format!("{}\nnonsense\n{}\n", lines[0], lines[1]);
    assert_eq!(
        said("application/x-ndjson; charset=utf-8", lines).await,
        ["1 before", "null form.message_shape", "2 before"]
    );
    assert_eq!(said("application/json", "[]".into()).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_no_delivery_is_told_why() {
    let gate = Gate::open(None);
    let one = json!([passage(1, "in", "2020-06-01T06:00:00+08:00", "鲁HIO001")]).to_string();
    let (good, json_type) = (gate.token.as_str(), "application/json");
    let many = format!("[{}]", vec!["7"; 1_001].join(","));
    let large = " ".repeat((1 << 20) + 1);
    for (name, query, token, media_type, body, status, code) in [
        (
            "no token",
            "?device=gate-1",
            "",
            json_type,
            &one,
            401,
            "api.device_missing",
        ),
        (
            "another token",
            "?device=gate-1",
            "0123",
            json_type,
            &one,
            401,
            "api.device_unknown",
        ),
        (
            "another device",
            "?device=gate-2",
            good,
            json_type,
            &one,
            401,
            "api.device_unknown",
        ),
        (
            "the desk",
            "?device=desk:east",
            good,
            json_type,
            &one,
            401,
            "api.device_unknown",
        ),
        ("no device", "", good, json_type, &one, 400, "api.query"),
        (
            "a misspelt parameter",
            "?devise=gate-1",
            good,
            json_type,
            &one,
            400,
            "api.query",
        ),
        (
            "a form",
            "?device=gate-1",
            good,
            "text/plain",
            &one,
            415,
            "api.media_type",
        ),
        (
            "a broken array",
            "?device=gate-1",
            good,
            json_type,
            &one[..40].to_owned(),
            422,
            "form.message_shape",
        ),
        (
            "too many",
            "?device=gate-1",
            good,
            json_type,
            &many,
            422,
            "form.messages_many",
        ),
        (
            "too large",
            "?device=gate-1",
            good,
            json_type,
            &large,
            413,
            "api.too_large",
        ),
    ] {
        let (found, answer) = gate.send(&format!("{MESSAGES}{query}"), token, media_type, body).await;
        assert_eq!(found, status, "{name}: {answer}");
        assert_eq!(answer["code"], code, "{name}");
        assert!(!answer["detail"].as_str().unwrap_or_default().is_empty(), "{name}");
    }
    let (_, answer) = gate
        .send(&format!("{MESSAGES}?device=gate-1"), good, json_type, &one)
        .await;
    assert_eq!(
        answer["outcomes"][0]["outcome"], "new",
        "nothing of the above was taken"
    );
}

/// The document and the reader know the same fields, and miss the same ones.
#[tokio::test]
async fn the_document_says_what_the_reader_reads() {
    let gate = Gate::open(None);
    let document: Value = serde_json::from_str(&shishi_web::api::openapi()).unwrap();
    let at = "2020-06-01T07:00:00+08:00";
    let mut seen = passage(1, "in", at, "鲁HIO001");
    seen["image"] = json!("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    for (shape, message) in [
        ("ParkingPassage", seen),
        (
            "ParkingClock",
            json!({ "version": 1, "kind": "clock", "sequence": 1, "seconds": 1 }),
        ),
        (
            "ParkingCount",
            json!({ "version": 1, "kind": "count", "sequence": 1, "at": at, "vehicles": 1 }),
        ),
        (
            "ParkingBay",
            json!({ "version": 1, "kind": "bay", "sequence": 1, "at": at, "bay": "Z9", "state": "free" }),
        ),
    ] {
        let described = &document["components"]["schemas"][shape];
        let fields: BTreeSet<&String> = message.as_object().unwrap().keys().collect();
        let known: BTreeSet<&String> = described["properties"].as_object().unwrap().keys().collect();
        assert_eq!(fields, known, "{shape}");
        for field in fields {
            let mut without = message.clone();
            without.as_object_mut().unwrap().remove(field);
            let path = format!("{MESSAGES}?device=gate-1");
            let (_, answer) = gate.send(&path, &gate.token, JSON, json!([without]).to_string()).await;
            let is_missed = answer["outcomes"][0]["code"] == "form.message_shape";
            let required = described["required"].as_array().unwrap();
            assert_eq!(
                required.contains(&json!(field)),
                is_missed,
                "{shape} without {field}: {answer}"
            );
        }
    }
}

#[tokio::test]
async fn a_car_park_uploads_in_the_words_of_the_specification() {
    let gate = Gate::open(None);
    let upload = async |kind: &str, token: &str, body: Value| {
        let bearer = format!("Bearer {token}");
        let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
        let path = format!("/api/parking/db4401/{kind}?device=gate-1");
        let answer = gate.site.ask(Method::POST, &path, &headers, body.to_string()).await;
        let said: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let word = said["Code"].as_str().or(said["code"].as_str()).map(ToOwned::to_owned);
        (
            answer.status.as_u16(),
            word.unwrap_or_else(|| said["Result"].to_string()),
        )
    };
    let free = async || {
        let answer = gate.site.get("/api/parking/db4401/vacancy/east").await;
        serde_json::from_str::<Value>(&answer.body).unwrap()
    };
    let before = free().await;
    assert_eq!((&before["TSpace"], &before["FSpace"]), (&json!(50), &json!(50)));
    let passage = |sequence: u64, plate: &str| {
        json!({
            "ParkID": before["ParkID"], "DeviceID": "gate-1", "Seq": sequence, "Time": "2020-06-01 06:00:00", "LaneNo": 1, "PlateNo": plate,
            "PlateColor": 0, "Confidence": 98,
        })
    };
    let good = gate.token.as_str();
    for (name, kind, token, body, expected) in [
        ("an entry", "entry", good, passage(1, "鲁HIO001"), (200, "0")),
        ("the same again", "entry", good, passage(1, "鲁HIO001"), (200, "0")),
        (
            "its number again",
            "entry",
            good,
            passage(1, "鲁HIO002"),
            (409, "conflict"),
        ),
        ("another entry", "entry", good, passage(2, "鲁HIO003"), (200, "0")),
        ("no plate", "entry", good, passage(3, ""), (200, "db4401.field_value")),
        ("no message", "exit", good, json!([]), (200, "db4401.not_json")),
        (
            "another token",
            "exit",
            "0123",
            passage(4, "鲁HIO003"),
            (401, "api.device_unknown"),
        ),
        ("another kind", "lot", good, json!({}), (400, "api.path")),
    ] {
        let (status, word) = upload(kind, token, body).await;
        assert_eq!((status, word.as_str()), expected, "{name}");
    }
    assert_eq!(
        free().await["FSpace"],
        49,
        "the number that was used twice counts for nobody"
    );
    assert_eq!(
        gate.site.get("/api/parking/db4401/vacancy/west").await.status.as_u16(),
        404
    );
}

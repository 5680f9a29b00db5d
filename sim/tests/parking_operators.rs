//! Charging operators by T/CEC 102: asked by jobs, heard when they push, and believed only when they signed.

mod common;

use std::sync::atomic::Ordering;

use common::charging::{SIGNS, Wire, at, form, one, placed, refused, run, sketches, stands, told};
use common::desk::{Desk, each_backend};
use shishi_service::ServiceError;
use shishi_service::parking::{Heard, HeardWhat, OperatorForm, PushKeys, Stand};
use shishi_service::tcec102::messages::{ConnectorStatus, NotifyStationStatus};
use shishi_service::tcec102::simulator::{Operator, Trouble};
use shishi_service::tcec102::{Keys, Stamps, request};

#[test]
fn an_operator_is_asked_for_its_stations_and_what_they_do() {
    each_backend("asked", |desk| {
        let service = &desk.service;
        let (gate, wire) = placed(&desk);
        assert_eq!(stands(&desk), [Stand::Free, Stand::Free]);
        let view = &service.charging_operators(&desk.auditor).unwrap()[0];
        assert_eq!(
            (view.stations, view.row.failures, view.own.as_str()),
            (1, 0, "395815801")
        );
        assert_eq!(view.next, Some(at("2020-09-14T04:01:00Z")));
        assert!(view.row.trouble.is_none());
        // What it does next is known a minute later, and only what is new is kept.
        wire.operator.lock().unwrap().set("S1-01-1", 3);
        run(&desk);
        assert_eq!(stands(&desk), [Stand::Free, Stand::Free], "nobody asked again");
        desk.set("2020-09-14T04:01:00Z");
        run(&desk);
        assert_eq!(stands(&desk), [Stand::Charging, Stand::Free]);
        // A vehicle before a connector that is idle is in the way: the bay's sensor says so.
        let bay = Heard {
            sequence: 1,
            what: HeardWhat::Bay {
                at: at("2020-09-14T04:01:00Z"),
                bay: "A2".into(),
                state: 2,
            },
        };
        service.hear(&gate, vec![bay]).unwrap().remove(0).unwrap();
        assert_eq!(stands(&desk), [Stand::Charging, Stand::Blocked]);
        let lot = service.parking().unwrap().lot("east").unwrap().row.id;
        desk.set("2020-09-14T04:01:05Z");
        let chargers = service.chargers().unwrap().remove(&lot).unwrap();
        assert_eq!(
            (chargers.all(), chargers.free(), chargers.watts_max()),
            (2, Some(0), 120_000)
        );
        assert_eq!(chargers.operators, ["某充电公司"]);
        let location = service.ocpi_locations().unwrap().remove(0);
        assert_eq!(location.operator.name, "某充电公司");
        let states: Vec<String> = location.evses.iter().map(|evse| format!("{:?}", evse.status)).collect();
        assert_eq!(states, ["Charging", "Blocked"]);
        assert_eq!(
            location.coordinates.latitude, "35.400000",
            "of the lot, not the operator's shifted place"
        );
        // Half an hour without a word, and nobody knows.
        wire.cut.store(true, Ordering::SeqCst);
        desk.set("2020-09-14T04:32:06Z");
        assert_eq!(stands(&desk), [Stand::Unknown, Stand::Unknown]);
        assert_eq!(service.chargers().unwrap()[&lot].free(), None);
    });
}

#[test]
fn an_operator_that_is_away_is_asked_later_and_later_and_its_trouble_has_a_name() {
    each_backend("away", |desk| {
        let service = &desk.service;
        let (_, wire) = placed(&desk);
        let state = || {
            let view = service.charging_operators(&desk.clerk).unwrap().remove(0);
            (view.row.failures, view.row.trouble, view.row.answered_at)
        };
        wire.cut.store(true, Ordering::SeqCst);
        let answered = state().2;
        let mut failed_at = Vec::new();
        for minute in 1..=20 {
            desk.set(&format!("2020-09-14T04:{minute:02}:00Z"));
            let before = state().0;
            run(&desk);
            if state().0 > before {
                failed_at.push(minute);
            }
        }
        assert_eq!(failed_at, [1, 3, 7, 15], "after one minute, two, four and eight");
        let trouble = Some(("gateway.unavailable".to_owned(), at("2020-09-14T04:01:00Z")));
        assert_eq!(state(), (4, trouble, answered));
        // A key that the operator does not know is another trouble, and a changed operator is asked at once.
        wire.cut.store(false, Ordering::SeqCst);
        let wrong = OperatorForm {
            sign: "x".repeat(16),
            ..form()
        };
        assert_eq!(
            service.put_charging_operator(&desk.keeper, &wrong).unwrap(),
            None,
            "its own keys stay"
        );
        run(&desk);
        let (failures, trouble, _) = state();
        assert_eq!(
            (failures, trouble.map(|(code, _)| code)),
            (1, Some("gateway.forged".to_owned()))
        );
        // The right key again; secrets that are left empty stay.
        service.put_charging_operator(&desk.keeper, &form()).unwrap();
        let renamed = OperatorForm {
            operator: SIGNS.into(),
            name: "改名公司".into(),
            address: form().address,
            ..OperatorForm::default()
        };
        service.put_charging_operator(&desk.keeper, &renamed).unwrap();
        run(&desk);
        assert_eq!(state(), (0, None, Some(service.now())));
        assert_eq!(one(&desk).operator, "改名公司");
        // Paused, it is not asked.
        let paused = OperatorForm {
            paused: true,
            ..renamed
        };
        service.put_charging_operator(&desk.keeper, &paused).unwrap();
        desk.set("2020-09-14T06:00:00Z");
        run(&desk);
        let view = service.charging_operators(&desk.clerk).unwrap().remove(0);
        assert_eq!(
            (view.next, view.row.answered_at),
            (None, Some(at("2020-09-14T04:20:00Z")))
        );
        assert!(
            service
                .jobs_for_operator()
                .unwrap()
                .iter()
                .all(|job| job.kind != "parking.charging")
        );
    });
}

#[test]
fn what_an_operator_pushes_is_kept_once_and_what_is_wrong_is_refused_by_its_field() {
    each_backend("pushed", |desk| {
        let service = &desk.service;
        let (_, mut wire) = placed(&desk);
        let charging = wire.push(&desk, |operator, token, now| {
            operator.turn("S1-02-1", 3, token, now).unwrap()
        });
        assert_eq!(told(&service.hear_operator(&charging).unwrap()), (0, String::new()));
        assert_eq!(stands(&desk), [Stand::Free, Stand::Charging]);
        desk.set("2020-09-14T04:02:00Z");
        let idle = wire.push(&desk, |operator, token, now| {
            operator.turn("S1-02-1", 1, token, now).unwrap()
        });
        service.hear_operator(&idle).unwrap();
        // The first one again: it still says what was then, and nothing of now.
        assert_eq!(told(&service.hear_operator(&charging).unwrap()).0, 0);
        assert_eq!(stands(&desk), [Stand::Free, Stand::Free]);
        for (trouble, expected) in [
            (Trouble::Forged, (4001, "")),
            (Trouble::Altered, (4001, "")),
            (Trouble::Moved, (4001, "")),
            (Trouble::Unsigned, (4001, "")),
            (Trouble::Tokenless, (4002, "Authorization")),
            // Cut short nobody knows whose it was.
            (Trouble::Cut, (4003, "OperatorID")),
        ] {
            let (ret, message) = told(&service.hear_operator(&trouble.spoil(&idle)).unwrap());
            assert_eq!((ret, message.as_str()), expected, "{trouble:?}");
        }
        let counts = [("gateway.declined", 1), ("gateway.forged", 4)].map(|(code, count)| (code.to_owned(), count));
        assert_eq!(refused(&desk), counts);
        // Somebody whom nobody registered, with keys of their own.
        let stranger = Keys::new(
            "MA0000009",
            &"a".repeat(16),
            &"b".repeat(16),
            &"c".repeat(16),
            &"d".repeat(16),
        );
        let mut stranger = Operator::new(stranger.unwrap(), "https://lots.invalid/parking/charging", &[]).unwrap();
        let asked = stranger.ask_token(service.now()).unwrap();
        assert_eq!(
            told(&service.hear_operator(&asked).unwrap()),
            (4003, "OperatorID".to_owned())
        );
        // Six minutes later it is stale.
        desk.set("2020-09-14T04:08:00Z");
        assert_eq!(
            told(&service.hear_operator(&idle).unwrap()),
            (4003, "TimeStamp".to_owned())
        );
        // A connector that no station has is kept, and its stations are asked for again.
        let (push, _) = keys_again(&desk);
        let strange = NotifyStationStatus {
            connector: ConnectorStatus {
                connector: "S2-01-1".into(),
                status: 3,
                park_status: 0,
                lock_status: 0,
            },
        };
        let bearer = bearer(&mut wire, &desk, &push);
        let mut stamps = Stamps::default();
        let url = "https://lots.invalid/parking/charging/notification_stationStatus";
        let mut send = |content: &serde_json::Value| {
            let stamp = stamps.next(service.now()).unwrap();
            let made = request(&push, url.to_owned(), Some(&bearer), stamp, content).unwrap();
            told(&service.hear_operator(&made).unwrap())
        };
        assert_eq!(send(&serde_json::to_value(&strange).unwrap()).0, 0);
        let row = &service.charging_operators(&desk.clerk).unwrap()[0].row;
        assert_eq!(row.stations_at, None, "asked for at the next turn");
        // A status that does not exist.
        let impossible = serde_json::json!({ "ConnectorStatusInfo": { "ConnectorID": "S1-01-1", "Status": 77 } });
        assert_eq!(send(&impossible), (4004, "Status".to_owned()));
        let nothing = serde_json::json!({ "ConnectorStatusInfo": null });
        assert_eq!(send(&nothing), (4004, "notification_stationStatus".to_owned()));
    });
}

/// The operator gets new keys to push with; those of before are not believed any more.
fn keys_again(desk: &Desk) -> (Keys, PushKeys) {
    let renew = OperatorForm { renew: true, ..form() };
    let push = desk
        .service
        .put_charging_operator(&desk.keeper, &renew)
        .unwrap()
        .unwrap();
    let keys = Keys::new(SIGNS, &push.secret, &push.sign, &push.data, &push.initial).unwrap();
    (keys, push)
}

/// A token for pushes with these keys.
fn bearer(wire: &mut Wire, desk: &Desk, keys: &Keys) -> String {
    let now = desk.service.now();
    let old = wire.operator.lock().unwrap().ask_token(now).unwrap();
    assert_eq!(told(&desk.service.hear_operator(&old).unwrap()).0, 4001, "the old keys");
    let mut fresh = Operator::new(keys.clone(), "https://lots.invalid/parking/charging", &sketches()).unwrap();
    let asked = fresh.ask_token(now).unwrap();
    let token = fresh
        .read_token(&desk.service.hear_operator(&asked).unwrap(), now)
        .unwrap();
    let request = fresh.turn("S1-01-1", 1, &token, now).unwrap();
    request
        .header("Authorization")
        .unwrap()
        .strip_prefix("Bearer ")
        .unwrap()
        .to_owned()
}

#[test]
fn an_operator_is_registered_whole_or_not_at_all() {
    each_backend("operators", |desk| {
        type Change = fn(&mut OperatorForm);
        let rows: [(Change, &str); 11] = [
            (|form| form.operator = "31374493".into(), "form.operator_signs"),
            (|form| form.operator = "31374493充".into(), "form.operator_signs"),
            (|form| form.name = " ".into(), "form.operator_name"),
            (
                |form| form.address = "ftp://charging.invalid".into(),
                "form.operator_address",
            ),
            (
                |form| form.address = "https://me:secret@charging.invalid".into(),
                "form.operator_address",
            ),
            (|form| form.address = String::new(), "form.operator_address"),
            (
                |form| form.address = "charging.invalid/a?b=c".into(),
                "form.operator_address",
            ),
            (|form| form.own = "395".into(), "form.operator_signs"),
            (|form| form.secret = "short".into(), "form.operator_secret"),
            (|form| form.sign = String::new(), "form.operator_secret"),
            (
                |form| form.initial = "seventeen-letters".into(),
                "form.operator_data_key",
            ),
        ];
        for (change, code) in rows {
            let mut form = form();
            change(&mut form);
            let refused = desk.service.put_charging_operator(&desk.keeper, &form).unwrap_err();
            assert_eq!(refused.code(), code);
        }
        assert!(desk.service.charging_operators(&desk.keeper).unwrap().is_empty());
        assert!(matches!(
            desk.service.put_charging_operator(&desk.clerk, &form()),
            Err(ServiceError::Forbidden { .. })
        ));
        let push = desk
            .service
            .put_charging_operator(&desk.keeper, &form())
            .unwrap()
            .unwrap();
        let sealed = &desk.service.charging_operators(&desk.keeper).unwrap()[0].row.sealed;
        let holds = |secret: &str| sealed.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!holds(&push.sign) && !holds(&form().secret), "sealed at rest");
        assert_eq!(format!("{push:?}"), "PushKeys(secret)");
    });
}

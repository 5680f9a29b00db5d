//! The desk of parking: stays become lines of the journal, figures lead back to their entries, and plates are forgotten.

mod common;

use common::desk::{NOW, each_backend, second, set_up, two_stays};
use jiff::Timestamp;
use shishi_kernel::{Actor, Date, Decimal, Fen, LeafId};
use shishi_service::ServiceError;
use shishi_service::parking::{Fed, Heard, HeardWhat, hot_spots};
use shishi_service::parking_rows::desk::IllegalRow;

#[test]
fn a_stay_is_a_line_of_the_journal_until_its_plate_is_forgotten() {
    each_backend("lines", |desk| {
        let service = &desk.service;
        let gate = set_up(&desk);
        let stay = two_stays(&desk, &gate);
        let receipt = |stay| service.parking_receipt(stay).map_err(|error| error.code().to_owned());
        assert_eq!(receipt(stay).unwrap_err(), "not_yet");
        assert_eq!(service.batch_parking().unwrap(), 1, "the one that left");
        assert_eq!(service.batch_parking().unwrap(), 0, "nothing changed since");
        assert_eq!(receipt(stay).unwrap_err(), "not_yet", "not under a checkpoint");
        service.publish_now().unwrap();
        let text = receipt(stay).unwrap();
        let checked = shishi_service::verify_batch_receipt(&text, Some(&service.journal_head().unwrap().vkey));
        assert!(checked.ok, "{:?}", checked.problems);
        assert!(text.contains("fee_fen") && !text.contains("HIO001"), "{text}");
        let leaf = service
            .leaf(service.batch_leaf_of_stay(stay).unwrap().unwrap())
            .unwrap()
            .unwrap();
        assert!(
            !leaf.body.contains("east"),
            "the journal knows a root alone: {}",
            leaf.body
        );
        // An exit that came later changes the stay, which becomes a line of a later batch.
        desk.set("2020-09-14T04:10:00Z");
        service
            .correct_passage(
                &desk.clerk,
                (gate.id, 2),
                None,
                None,
                Some("2020-09-14T03:30:00Z".parse().unwrap()),
                shishi_service::parking_rules::passages::Reason::Misread,
            )
            .unwrap();
        assert_eq!(service.batch_parking().unwrap(), 1);
        service.publish_now().unwrap();
        assert!(receipt(stay).unwrap().contains("03:30:00"));
        // The plate's days are over; its vehicle is not inside.
        desk.set("2020-10-20T04:00:00Z");
        service.sweep().unwrap();
        assert_eq!(receipt(stay).unwrap_err(), "not_found");
        let stays = service.stays_of_lot(&desk.clerk, "east", None).unwrap();
        let plates: Vec<Option<String>> = stays.into_iter().map(|view| view.plate).collect();
        assert_eq!(
            plates,
            [Some("鲁H***02".to_owned()), None],
            "who is inside is known still"
        );
        assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

#[test]
fn whoever_has_a_plate_shown_says_why_and_is_seen_by_the_auditor() {
    each_backend("looks", |desk| {
        let service = &desk.service;
        let gate = set_up(&desk);
        let stay = two_stays(&desk, &gate);
        let code = |result: Result<String, ServiceError>| result.map_err(|error| error.code().to_owned());
        assert_eq!(
            code(service.plate_of_stay(&desk.clerk, stay, " ab ")),
            Err("form.look_reason".into())
        );
        assert_eq!(
            code(service.plate_of_stay(&desk.auditor, stay, "核对投诉")),
            Err("forbidden".into())
        );
        assert_eq!(
            code(service.plate_of_stay(&desk.clerk, 999, "核对投诉")),
            Err("not_found".into())
        );
        assert_eq!(
            code(service.plate_of_stay(&desk.clerk, stay, "核对投诉")),
            Ok("鲁HIO001".into())
        );
        assert!(
            service.plate_looks(&desk.clerk).is_err(),
            "those who look do not see the log"
        );
        let looks = service.plate_looks(&desk.auditor).unwrap();
        let looks: Vec<(&str, &str)> = looks
            .iter()
            .map(|look| (look.login.as_str(), look.reason.as_str()))
            .collect();
        assert_eq!(looks, [("clerk", "核对投诉")]);
        assert_eq!(
            service.set_plate_days(&desk.keeper, 0).unwrap_err().code(),
            "form.plate_days"
        );
        service.set_plate_days(&desk.keeper, 365).unwrap();
        desk.set("2021-09-15T04:00:00Z");
        service.sweep().unwrap();
        assert!(service.plate_looks(&desk.auditor).unwrap().is_empty(), "a year later");
    });
}

#[test]
fn a_counted_figure_leads_back_to_the_entries_that_were_counted() {
    each_backend("fed", |desk| {
        let service = &desk.service;
        set_up(&desk);
        let commitment = service.commitment("2020-19").unwrap().unwrap();
        let measure = commitment.measures[0].id;
        let report = |actor: &Actor| service.feed_ledger(actor, Fed::SmartBays, Some("report-of-today"));
        assert_eq!(report(&desk.clerk).unwrap_err().code(), "form.feed_measure");
        service.set_parking_feed(&desk.keeper, Fed::SmartBays, measure).unwrap();
        assert!(report(&desk.keeper).is_err(), "who verifies does not report");
        let recorded = report(&desk.clerk).unwrap();
        assert!(report(&desk.clerk).unwrap().replayed);
        let fed = service.sources_of_record(recorded.leaf).unwrap().unwrap();
        assert_eq!((fed.figure, fed.sources.len()), (3, 1));
        let data = |leaf: LeafId| {
            let body = service.leaf(leaf).unwrap().unwrap().body;
            serde_json::from_str::<serde_json::Value>(&body).unwrap()["data"].clone()
        };
        let counted: i64 = fed
            .sources
            .iter()
            .map(|leaf| data(*leaf)["smart_bays"].as_i64().unwrap())
            .sum();
        assert_eq!(counted, 3);
        let told = data(recorded.leaf);
        assert_eq!(
            (told["value"].as_str(), told["sources"]["sources"].as_u64()),
            (Some("3"), Some(1))
        );
        assert_eq!(told["sources"]["root"].as_str().map(str::len), Some(64));
        let page = service.commitment("2020-19").unwrap().unwrap();
        let row = page.measures.iter().find(|row| row.id == measure).unwrap();
        assert_eq!(row.reported.as_ref().map(|value| value.value), Some(Decimal::from(3)));
    });
}

#[test]
fn the_board_and_the_figures_say_what_was_heard() {
    each_backend("figures", |desk| {
        let service = &desk.service;
        let gate = set_up(&desk);
        two_stays(&desk, &gate);
        service.count_vehicles(&desk.clerk, "east", 3).unwrap();
        let board = service.parking_board(&desk.auditor).unwrap();
        let lot = &board[0];
        assert_eq!((lot.capacity, lot.inside, lot.free, lot.work), (3, 1, Some(2), 0));
        assert_eq!(lot.count.map(|count| count.drift), Some(2));
        assert_eq!(lot.last_heard, Some(NOW.parse().unwrap()));
        let (from, until) = (Date::constant(2020, 9, 13), Date::constant(2020, 9, 14));
        let figures = service.parking_figures(&desk.auditor, None, from, until).unwrap();
        let of_lot = &figures.lots[0];
        assert_eq!(
            (of_lot.stays, of_lot.minutes_mean, of_lot.turnover_hundredths),
            (1, 180, 16)
        );
        assert_eq!(of_lot.fees, Fen(600));
        // Monday: in at 8, in at 10, out at 11.
        let monday = figures.inside_tenths[0];
        assert_eq!((monday[8], monday[9], monday[11], monday[12]), (0, 10, 20, 0));
        assert_eq!(
            service
                .parking_figures(&desk.auditor, None, until, from)
                .unwrap_err()
                .code(),
            "form.period"
        );
        let report = |place: &str| IllegalRow {
            id: 0,
            at: NOW.parse().unwrap(),
            latitude: 35_400_000,
            longitude: 116_600_000,
            place: place.into(),
            source: "hotline".into(),
            vehicles: 2,
        };
        let refused = service
            .report_illegal(&desk.clerk, report("红星路鲁HIO001"))
            .unwrap_err();
        assert_eq!(refused.code(), "form.plate_named");
        service.report_illegal(&desk.clerk, report("红星路北段")).unwrap();
        let day = jiff::SignedDuration::from_hours(24);
        let now: Timestamp = NOW.parse().unwrap();
        let reports = service.illegal_reports(&desk.auditor, now - day, now + day).unwrap();
        assert_eq!(hot_spots(&reports)[0].vehicles, 2);
    });
}

#[test]
fn what_a_sensor_says_twice_is_said_before() {
    each_backend("again", |desk| {
        let gate = set_up(&desk);
        let word = |sequence, second: i64, bay: &str, state| Heard {
            sequence,
            what: HeardWhat::Bay {
                at: Timestamp::from_second(second).unwrap(),
                bay: bay.into(),
                state,
            },
        };
        let now = second(NOW);
        let (first, second) = (word(1, now - 60, "A1", 2), word(2, now - 30, "A1", 1));
        let (other, third) = (word(3, now - 30, "A2", 2), word(4, now - 10, "A1", 2));
        let say = |words: &[&Heard]| {
            let words = words.iter().map(|word| (*word).clone()).collect();
            let taken = desk.service.hear(&gate, words).unwrap();
            taken.into_iter().map(Result::unwrap).collect::<Vec<_>>()
        };
        use shishi_service::parking::Taken::{Before, New};
        assert_eq!(say(&[&first]), [New]);
        assert_eq!(say(&[&first]), [Before]);
        // Several on one bay at once, out of order, with one that is known.
        assert_eq!(say(&[&second, &first, &other, &second]), [New, Before, New, Before]);
        assert_eq!(say(&[&third, &first, &second, &other]), [New, Before, Before, Before]);
        let (fourth, fifth) = (word(5, now - 9, "A3", 1), word(6, now - 8, "A3", 2));
        assert_eq!(say(&[&fifth, &fourth]), [New, New], "neither was there");
        assert_eq!(say(&[&fifth, &fourth]), [Before, Before]);
    });
}

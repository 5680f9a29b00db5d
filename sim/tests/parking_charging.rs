//! Charging areas: charges in the price of a stay whenever they come, areas accepted and reported, what is forgotten.

mod common;

use common::charging::{SIGNS, Wire, at, code, one, placed, run, stands, told};
use common::desk::{bay, each_backend, lot, passage, second, set_up, two_stays};
use common::town::TERMS;
use shishi_kernel::{Date, Fen};
use shishi_service::ServiceError;
use shishi_service::gateways::db4401;
use shishi_service::parking::{AcceptForm, Asked, BookForm, ChargingWord, Fed, Heard, HeardWhat, Stand, Untold};
use shishi_service::parking_rows::lots::{BayRow, LotRow};
use shishi_service::parking_rules::charging::{Finding, Order, Report, State};
use shishi_service::parking_rules::find::{Need, Question};
use shishi_service::parking_rules::passages::{Second, Way};
use shishi_service::parking_rules::places::{Class, Classes, Point};
use shishi_service::parking_rules::price::What;

fn order(number: &str, begin: &str, end: &str) -> Order {
    Order {
        number: code(number),
        connector: code("S1-01-1"),
        begin: Second(second(begin)),
        end: Second(second(end)),
        watt_hours: 40_000,
        electricity: Fen(3_000),
        service: Fen(1_000),
        total: Fen(4_000),
        plate: None,
    }
}

#[test]
fn a_charge_is_waived_and_staying_on_is_charged_whenever_the_operator_says_so() {
    each_backend("waived", |desk| {
        let service = &desk.service;
        let (gate, mut wire) = placed(&desk);
        // In at 8, charging from 8:10 to 9:40, out at 11.
        let before = order("O1", "2020-09-14T00:10:00Z", "2020-09-14T01:40:00Z");
        service
            .hear_charging(SIGNS, vec![ChargingWord::Charge(before.clone(), "鲁HIO001".into())])
            .unwrap();
        let stay = two_stays(&desk, &gate);
        let row = || service.stay_at_desk(&desk.clerk, stay).unwrap().stay;
        // Three hours, of which 90 minutes were charging: two begun hours are left. And 80 minutes after charging, 65 beyond the grace: five begun quarters.
        assert_eq!(row().fee, Some(Fen(400 + 500)));
        let price = service.price_of_stay(&row()).unwrap().unwrap();
        assert_eq!(price.total, Fen(900));
        let waived = price
            .lines
            .iter()
            .find(|line| matches!(line.what, What::Charging { minutes: 90 }));
        let over = price.lines.iter().find(|line| {
            matches!(
                line.what,
                What::Overstay {
                    minutes: 65,
                    units: 5,
                    ..
                }
            )
        });
        assert_eq!(
            (waived.map(|line| line.fen), over.map(|line| line.fen)),
            (Some(Fen(0)), Some(Fen(500)))
        );
        let bill = || service.bill_of_stay(stay).unwrap().unwrap();
        assert_eq!((bill().charged, bill().revision), (Fen(900), 0));
        // Two days late the operator says that it went on charging until 10:50: pushed, signed, and priced again.
        desk.set("2020-09-16T04:00:00Z");
        let times = (second("2020-09-14T02:20:00Z"), second("2020-09-14T02:50:00Z"));
        let late = wire.push(&desk, |operator, token, now| {
            operator
                .charged("S1-01-1", times, 15_000, "鲁HIO001", token, now)
                .unwrap()
        });
        assert_eq!(told(&service.hear_operator(&late).unwrap()).0, 0);
        // Two hours of charging, and gone ten minutes after: one hour is left.
        assert_eq!(
            (row().fee, bill().charged, bill().revision, bill().owed),
            (Some(Fen(200)), Fen(200), 1, Fen(200))
        );
        let page = service.bill_page(&bill().code).unwrap();
        assert_eq!(page.price.unwrap().total, Fen(200), "the driver's page has the same");
        // Again, and again by the same number with another content: then neither counts.
        assert_eq!(told(&service.hear_operator(&late).unwrap()).0, 0);
        assert_eq!((row().fee, bill().revision), (Some(Fen(200)), 1));
        let other = Order {
            watt_hours: 41_000,
            ..before
        };
        service
            .hear_charging(SIGNS, vec![ChargingWord::Charge(other, "鲁HIO001".into())])
            .unwrap();
        let price = service.price_of_stay(&row()).unwrap().unwrap();
        assert!(
            price
                .lines
                .iter()
                .any(|line| matches!(line.what, What::Charging { minutes: 30 })),
            "{price:?}"
        );
        assert_eq!(row().fee, Some(price.total));
        let found = service.charging_findings(&desk.clerk).unwrap();
        assert!(found.is_empty(), "it is of the day before yesterday: {found:?}");
        assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

#[test]
fn a_charge_of_nobody_is_given_to_a_stay_by_the_desk() {
    each_backend("given", |desk| {
        let service = &desk.service;
        let (gate, _) = placed(&desk);
        let stay = two_stays(&desk, &gate);
        let fee = || service.stay_at_desk(&desk.clerk, stay).unwrap().stay.fee;
        assert_eq!(fee(), Some(Fen(600)));
        let told = order("O7", "2020-09-14T00:50:00Z", "2020-09-14T02:50:00Z");
        let word = ChargingWord::Charge(told, String::new());
        service.hear_charging(SIGNS, vec![word.clone()]).unwrap();
        assert_eq!(fee(), Some(Fen(600)), "nobody knows whose it was");
        let lines = service.charges_of_nobody(&desk.clerk).unwrap();
        assert_eq!((lines.len(), lines[0].station.as_deref()), (1, Some("某充电站")));
        let give = |number: &str, plate: &str, reason: &str| {
            let given = service.give_charge(&desk.clerk, SIGNS, number, plate, reason);
            given.map_err(|error| error.code().to_owned())
        };
        assert_eq!(give("O7", "鲁HIO001", "because"), Err("form.charge_reason".into()));
        assert_eq!(give("O8", "鲁HIO001", "driver_showed"), Err("not_found".into()));
        assert_eq!(
            give("O7", "鲁HIO009", "driver_showed"),
            Err("form.charge_no_stay".into()),
            "never seen"
        );
        assert_eq!(
            give("O7", "鲁HIO002", "driver_showed"),
            Err("form.charge_no_stay".into()),
            "came later"
        );
        assert!(matches!(
            service.give_charge(&desk.auditor, SIGNS, "O7", "鲁HIO001", "driver_showed"),
            Err(ServiceError::Forbidden { .. })
        ));
        assert_eq!(give("O7", "鲁HIO001", "driver_showed"), Ok(()));
        assert_eq!(fee(), Some(Fen(200)), "three hours less two: one is left");
        assert_eq!(
            give("O7", "鲁HIO001", "driver_showed"),
            Err("conflict".into()),
            "it is somebody's by now"
        );
        assert!(service.charges_of_nobody(&desk.clerk).unwrap().is_empty());
        // The operator says it again without a plate, which contradicts nothing.
        service.hear_charging(SIGNS, vec![word]).unwrap();
        assert!(service.charging_findings(&desk.clerk).unwrap().is_empty());
        let leaf = service.journal_recent(1, 1).unwrap();
        assert!(leaf.total > 0);
    });
}

#[test]
fn a_blocked_connector_is_found_although_its_bay_says_again_what_it_is() {
    each_backend("blocked", |desk| {
        let service = &desk.service;
        let (gate, _) = placed(&desk);
        desk.set("2020-09-14T06:00:00Z");
        let state = |connector: &str, at: &str, state| {
            ChargingWord::State(Report {
                connector: code(connector),
                at: Second(second(at)),
                state,
            })
        };
        let words = vec![
            state("S1-01-1", "2020-09-14T04:50:00Z", State::Charging),
            state("S1-01-1", "2020-09-14T05:10:00Z", State::Occupied),
            state("S1-01-1", "2020-09-14T05:55:00Z", State::Occupied),
            state("S1-02-1", "2020-09-14T05:50:00Z", State::Idle),
        ];
        service.hear_charging(SIGNS, words).unwrap();
        // The bay of the other connector is taken, and its sensor says so every ten minutes.
        let said = (0..4).map(|beat| Heard {
            sequence: 10 + beat,
            what: HeardWhat::Bay {
                at: at(&format!("2020-09-14T05:{}5:00Z", 2 + beat)),
                bay: "A2".into(),
                state: 2,
            },
        });
        for said in said {
            service.hear(&gate, vec![said]).unwrap().remove(0).unwrap();
        }
        let found = service.charging_findings(&desk.clerk).unwrap();
        let found: Vec<&Finding> = found.iter().map(|(_, finding)| finding).collect();
        // Since when a bay is taken is when it was taken, not when that was said last.
        assert!(
            matches!(
                found[..],
                [
                    Finding::PluggedAfter { minutes: 35, .. },
                    Finding::BayBlocked { minutes: 20, .. }
                ]
            ),
            "{found:?}"
        );
        let future = state("S1-01-1", "2020-09-14T06:10:00Z", State::Idle);
        assert_eq!(
            service.hear_charging(SIGNS, vec![future]).unwrap_err().code(),
            "charging.time_bad"
        );
    });
}

#[test]
fn a_charge_that_goes_on_is_told_and_waived_when_its_operator_says_so() {
    each_backend("goes_on", |desk| {
        let service = &desk.service;
        let (gate, _wire) = placed(&desk);
        // The lot guides whoever books to the bay of the first pile.
        let known = service.parking().unwrap();
        let listed = known.lot("east").unwrap();
        let bay = listed.bays.iter().find(|bay| bay.code == "A1").unwrap().id;
        let mut row = listed.row.clone();
        row.terms = Some(TERMS.replace("\"bays\":[]", &format!("\"bays\":[{bay}]")));
        service.put_lot(&desk.keeper, row, Vec::new(), Vec::new()).unwrap();
        let (pass, _) = service.new_pass().unwrap();
        let form = BookForm {
            lot: "east".into(),
            plate: "鲁HIO001".into(),
            start: at("2020-09-14T04:30:00Z"),
            end: at("2020-09-14T08:00:00Z"),
            bay: Some("A1".into()),
            wait: false,
            request: 1,
        };
        assert!(service.book(Some(pass), &form).unwrap().bay.is_some());
        desk.set("2020-09-14T04:30:00Z");
        let said = vec![
            passage(1, "2020-09-14T04:30:00Z", Way::Entry, "鲁HIO001"),
            passage(2, "2020-09-14T04:30:00Z", Way::Entry, "鲁HIO002"),
        ];
        for taken in service.hear(&gate, said).unwrap() {
            taken.unwrap();
        }
        desk.set("2020-09-14T05:40:00Z");
        let say = |at: &str, state| {
            let (connector, at) = (code("S1-01-1"), Second(second(at)));
            let report = Report { connector, at, state };
            service.hear_charging(SIGNS, vec![ChargingWord::State(report)]).unwrap();
        };
        say("2020-09-14T04:40:00Z", State::Charging);
        say("2020-09-14T05:30:00Z", State::Charging);
        let mut stays = service.stays_of_lot(&desk.clerk, "east", None).unwrap();
        stays.sort_by_key(|view| view.stay.id);
        let row = |nth: usize| service.stay_at_desk(&desk.clerk, stays[nth].stay.id).unwrap().stay;
        let total = |nth| service.price_of_stay(&row(nth)).unwrap().unwrap().total;
        let untold = |nth| service.untold_charge(&row(nth)).unwrap();
        // Seventy minutes, of which sixty are charging: what is left is free. Nobody knows where the other vehicle stands.
        let goes_on = Untold {
            minutes: 60,
            since: Some(at("2020-09-14T04:40:00Z")),
            fee: Fen(0),
        };
        assert_eq!((total(0), untold(0)), (Fen(0), Some(goes_on)));
        assert_eq!((total(1), untold(1)), (Fen(400), None));
        // The pile says nothing more: for half an hour what it said last holds.
        desk.set("2020-09-14T06:10:00Z");
        let silent = Untold {
            minutes: 80,
            since: None,
            fee: Fen(0),
        };
        assert_eq!((total(0), untold(0)), (Fen(0), Some(silent)));
        // At the exit the operator's word counts, which has not come; the page says that it is waited for.
        let left = passage(3, "2020-09-14T06:10:00Z", Way::Exit, "鲁HIO001");
        let gate_says = service.pass_lane(&gate, left).unwrap();
        assert_eq!(gate_says.fee, Some(Fen(400)));
        assert_eq!((total(0), untold(0)), (Fen(400), Some(silent)));
        let page = || service.bill_page(gate_says.code.as_ref().unwrap()).unwrap();
        assert_eq!((page().untold, page().bill.charged), (Some(silent), Fen(400)));
        // It is not waited for for ever, and counts whenever it comes.
        desk.set("2020-09-18T04:00:00Z");
        assert_eq!(page().untold, None);
        let told = order("O1", "2020-09-14T04:40:00Z", "2020-09-14T06:05:00Z");
        service
            .hear_charging(SIGNS, vec![ChargingWord::Charge(told, "鲁HIO001".into())])
            .unwrap();
        assert_eq!((page().bill.charged, page().untold), (Fen(0), None));
        desk.set("2020-09-14T07:00:00Z");
        assert_eq!(untold(0), None, "the operator has told of it");
    });
}

#[test]
fn a_free_bay_whose_pile_is_broken_is_not_offered_for_charging() {
    each_backend("broken", |desk| {
        let service = &desk.service;
        let charging = Classes::of(Class::Charging);
        let bays = ["A1", "A2"].map(|code| BayRow {
            classes: u32::from(charging.bits()),
            ..bay(code)
        });
        let listed = LotRow {
            counting: "bays".into(),
            tariff: None,
            ..lot("east")
        };
        service
            .put_lot(&desk.keeper, listed, Vec::new(), bays.to_vec())
            .unwrap();
        let token = service.put_device(&desk.keeper, "east", "bays", "sensor").unwrap();
        let sensor = service.device_by_token("bays", &token).unwrap();
        let (_wire, _) = Wire::lay(&desk);
        run(&desk);
        service.place_station(&desk.keeper, one(&desk).row.id, "east").unwrap();
        for (sequence, code) in [(1, "A1"), (2, "A2")] {
            let (at, bay) = (service.now(), code.to_owned());
            let what = HeardWhat::Bay { at, bay, state: 1 };
            service
                .hear(&sensor, vec![Heard { sequence, what }])
                .unwrap()
                .remove(0)
                .unwrap();
        }
        let uploaded = || {
            let upload = service.vacancy_upload("east").unwrap();
            match db4401::read(db4401::Kind::Vacancy, &upload).unwrap() {
                db4401::Message::Vacancy(vacancy) => vacancy.free,
                other => panic!("{other:?}"),
            }
        };
        let found = || {
            let live = service.live().unwrap();
            let now = Second(service.now().as_second());
            let question = Question {
                need: Need::of(charging),
                ..Question::new(Point::new(35_400_000, 116_600_000).unwrap(), now)
            };
            let asked = Asked {
                question,
                minutes: None,
            };
            let name = |bay| live.index().bay(bay).unwrap().3.number.to_string();
            let bays = live.nearest_bays(&asked);
            let lots = live.nearest_lots(&asked);
            // The desk, and whoever it uploads to, say what residents find.
            let board = service.parking_board(&desk.auditor).unwrap().remove(0);
            assert_eq!((board.capacity, board.known), (2, 2));
            assert_eq!(board.free, live.board(now).lots[0].occupancy.free);
            assert_eq!(board.free.map(u64::from), Some(uploaded()));
            (
                bays.iter().map(|found| name(found.bay)).collect::<Vec<_>>(),
                lots.first().and_then(|found| found.occupancy.free),
                live.board(now).lots[0].occupancy.free,
            )
        };
        assert_eq!(found(), (vec!["A1".into(), "A2".into()], Some(2), Some(2)));
        let say = |at: &str, state| {
            desk.set(at);
            let (connector, at) = (code("S1-01-1"), Second(second(at)));
            let report = Report { connector, at, state };
            service.hear_charging(SIGNS, vec![ChargingWord::State(report)]).unwrap();
            service.tend_live().unwrap();
        };
        say("2020-09-14T04:05:00Z", State::Fault);
        let left = (vec!["A2".to_owned()], Some(1), Some(1));
        assert_eq!(found(), left, "the pile of A1 is broken");
        // The map moved, and a new index knows it too.
        service.put_device(&desk.keeper, "east", "more", "sensor").unwrap();
        assert_eq!(found(), left);
        say("2020-09-14T04:10:00Z", State::Idle);
        assert_eq!(found().1, Some(2), "mended");
        say("2020-09-14T04:15:00Z", State::Offline);
        assert_eq!(found(), left, "out of its operator's reach");
    });
}

#[test]
fn an_area_is_accepted_by_somebody_on_a_day_by_a_record_and_counts() {
    each_backend("accepted", |desk| {
        let service = &desk.service;
        set_up(&desk);
        let (_wire, _) = Wire::lay(&desk);
        run(&desk);
        let id = one(&desk).row.id;
        let accept = |on: Date, by: &str, evidence: &str| {
            let form = AcceptForm {
                on,
                by: by.into(),
                evidence: evidence.into(),
            };
            let accepted = service.accept_station(&desk.keeper, id, form);
            accepted.map_err(|error| error.code().to_owned())
        };
        let day = Date::constant(2020, 9, 10);
        assert_eq!(
            accept(day, "消防救援大队", "验字〔2020〕3号"),
            Err("form.station_nowhere".into())
        );
        let place = |lot: &str| {
            service
                .place_station(&desk.keeper, id, lot)
                .map_err(|error| error.code().to_owned())
        };
        assert_eq!(place("west"), Err("not_found".into()));
        assert_eq!(place("east"), Ok(()));
        assert_eq!(
            accept(Date::constant(2020, 12, 1), "消防救援大队", "验字〔2020〕3号"),
            Err("form.acceptance_ahead".into())
        );
        assert_eq!(accept(day, " ", "验字〔2020〕3号"), Err("form.acceptance_words".into()));
        assert_eq!(accept(day, "消防救援大队", ""), Err("form.acceptance_words".into()));
        let count = || {
            let feeds = service.parking_feeds(&desk.clerk).unwrap();
            let fed = feeds
                .into_iter()
                .find(|feed| feed.what == Fed::ChargingAccepted)
                .unwrap();
            (fed.now.figure, fed.now.sources)
        };
        assert_eq!(count().0, 0);
        assert_eq!(accept(day, "消防救援大队", "验字〔2020〕3号"), Ok(()));
        assert_eq!(
            accept(day, "消防救援大队", "验字〔2020〕3号"),
            Err("form.station_accepted".into())
        );
        let (figure, sources) = count();
        assert_eq!((figure, sources.len()), (1, 1));
        let body = service.leaf(sources[0]).unwrap().unwrap().body;
        let leaf: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(leaf["data"]["evidence"], "验字〔2020〕3号");
        assert_eq!(leaf["data"]["accepted_by"], "消防救援大队");
        assert_eq!(one(&desk).row.accepted_by.unwrap().0, "消防救援大队");
        // A mistake is taken back; the journal keeps both.
        assert_eq!(
            service.take_back_station(&desk.keeper, id, "").unwrap_err().code(),
            "form.acceptance_words"
        );
        assert!(service.take_back_station(&desk.clerk, id, "登记错误").is_err());
        service.take_back_station(&desk.keeper, id, "登记错误").unwrap();
        assert_eq!(count().0, 0);
        assert_eq!(
            service
                .take_back_station(&desk.keeper, id, "登记错误")
                .unwrap_err()
                .code(),
            "not_found"
        );
        assert_eq!(accept(day, "消防救援大队", "验字〔2020〕3号"), Ok(()));
    });
}

#[test]
fn an_area_that_is_accepted_is_reported_by_itself_where_a_clerk_said_so() {
    each_backend("daily", |desk| {
        let service = &desk.service;
        set_up(&desk);
        let (_wire, _) = Wire::lay(&desk);
        run(&desk);
        let id = one(&desk).row.id;
        service.place_station(&desk.keeper, id, "east").unwrap();
        let measure = service.commitment("2020-19").unwrap().unwrap().measures[0].id;
        let what = Fed::ChargingAccepted;
        let daily = |actor| {
            service
                .set_feed_daily(actor, what, true)
                .map_err(|error| error.code().to_owned())
        };
        assert_eq!(daily(&desk.clerk), Err("form.feed_measure".into()));
        service.set_parking_feed(&desk.keeper, what, measure).unwrap();
        assert_eq!(
            daily(&desk.keeper),
            Err("forbidden".into()),
            "who verifies does not report"
        );
        assert_eq!(daily(&desk.clerk), Ok(()));
        let last = || {
            let feeds = service.parking_feeds(&desk.clerk).unwrap();
            let fed = feeds.into_iter().find(|feed| feed.what == what).unwrap();
            (fed.daily, fed.last)
        };
        service.sweep().unwrap();
        assert_eq!(last().1.map(|row| row.figure), Some(0), "the first figure is news too");
        let form = AcceptForm {
            on: Date::constant(2020, 9, 14),
            by: "消防救援大队".into(),
            evidence: "验字〔2020〕3号".into(),
        };
        service.accept_station(&desk.keeper, id, form).unwrap();
        desk.set("2020-09-15T04:00:00Z");
        service.sweep().unwrap();
        let row = last().1.unwrap();
        assert_eq!(
            (row.figure, row.sources.len(), row.as_of),
            (1, 1, Date::constant(2020, 9, 15))
        );
        let body = service.leaf(row.leaf).unwrap().unwrap().body;
        let leaf: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(leaf["data"]["sources"]["daily"], true);
        // Nothing moved, and nothing is reported.
        desk.set("2020-09-16T04:00:00Z");
        service.sweep().unwrap();
        assert_eq!(last().1.unwrap().leaf, row.leaf);
        // Another measure needs another word.
        let other = service
            .commitment("2020-19")
            .unwrap()
            .unwrap()
            .measures
            .last()
            .unwrap()
            .id;
        service.set_parking_feed(&desk.keeper, what, measure).unwrap();
        assert!(last().0, "the same measure");
        if other != measure {
            service.set_parking_feed(&desk.keeper, what, other).unwrap();
            assert!(!last().0);
        }
        service.set_feed_daily(&desk.clerk, what, false).unwrap();
        assert!(!last().0);
    });
}

#[test]
fn words_of_connectors_are_forgotten_and_stays_keep_their_price() {
    each_backend("forgotten", |desk| {
        let service = &desk.service;
        let (gate, mut wire) = placed(&desk);
        let said = vec![
            passage(1, "2020-09-14T01:00:00Z", Way::Entry, "鲁HIO003"),
            passage(2, "2020-09-14T03:00:00Z", Way::Exit, "鲁HIO003"),
        ];
        for taken in service.hear(&gate, said).unwrap() {
            taken.unwrap();
        }
        let times = (second("2020-09-14T01:10:00Z"), second("2020-09-14T02:50:00Z"));
        let pushed = wire.push(&desk, |operator, token, now| {
            operator
                .charged("S1-01-1", times, 15_000, "鲁HIO003", token, now)
                .unwrap()
        });
        assert_eq!(told(&service.hear_operator(&pushed).unwrap()), (0, String::new()));
        let stay = service.stays_of_lot(&desk.clerk, "east", None).unwrap().remove(0).stay;
        assert_eq!(stay.fee, Some(Fen(0)), "two hours less 100 minutes are free");
        desk.set("2020-11-01T04:00:00Z");
        let report = service.sweep().unwrap();
        assert!(report.erased >= 2, "{report:?}");
        assert_eq!(stands(&desk), [Stand::Unknown, Stand::Unknown]);
        let later = service.stay_at_desk(&desk.clerk, stay.id).unwrap().stay;
        assert_eq!(later.fee, Some(Fen(0)));
    });
}

//! Charging areas: reports in any order, orders and stays, what the tariff makes of them, and what somebody should look at.

use proptest::prelude::*;
use shishi_kernel::{Fen, Refusal};
use shishi_parking::booking::{BayId, VehicleId};
use shishi_parking::charging::{
    Charged, ChargingRefusal, Code, Connector, Counts, Finding, Given, Ground, Order, Orders, Parked, Pile, Plug,
    Report, STALE_MINUTES, Stand, State, States, Station, bays_out, charged, findings, give,
};
use shishi_parking::passages::{Heard, Second};
use shishi_parking::words::{Language, charging_finding, refusal};
use shishi_parking::{Stay, price};

use super::build::{at, tariff};

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

/// A second of the second of March: `08:30`.
fn clock(text: &str) -> Second {
    Second(at(&format!("2026-03-02 {text}")).as_second())
}

/// Two piles: one with two cables of 60 kW at the bays 1 and 2, one with a socket of 7 kW at the bay 3.
fn station() -> Station {
    let connector = |name: &str, plug, watts, bay| Connector {
        code: code(name),
        plug,
        watts,
        bay: Some(BayId(bay)),
    };
    Station {
        code: code("S1"),
        name: "示例充电区".to_owned(),
        piles: vec![
            Pile {
                code: code("P1"),
                connectors: vec![
                    connector("C1", Plug::Direct, 60_000, 1),
                    connector("C2", Plug::Direct, 60_000, 2),
                ],
            },
            Pile {
                code: code("P2"),
                connectors: vec![connector("C3", Plug::AlternatingSocket, 7_000, 3)],
            },
        ],
    }
}

fn states(rows: &[(&str, &str, State)]) -> States {
    let mut states = States::default();
    for (connector, when, state) in rows {
        let report = Report {
            connector: code(connector),
            at: clock(when),
            state: *state,
        };
        states.receive(&report).unwrap();
    }
    states
}

fn order(number: &str, connector: &str, begin: &str, end: &str) -> Order {
    Order {
        number: code(number),
        connector: code(connector),
        begin: clock(begin),
        end: clock(end),
        watt_hours: 5_000,
        electricity: Fen(400),
        service: Fen(200),
        total: Fen(600),
        plate: None,
    }
}

#[test]
fn stations_that_cannot_be() {
    type Change = fn(&mut Station);
    let rows: [(&str, Change, Option<&str>); 8] = [
        ("as it is", |_| {}, None),
        ("no name", |s| s.name.clear(), Some("charging.name_bad")),
        ("no piles", |s| s.piles.clear(), Some("charging.size_bad")),
        (
            "a pile without connectors",
            |s| s.piles[1].connectors.clear(),
            Some("charging.size_bad"),
        ),
        (
            "a pile twice",
            |s| s.piles[1].code = code("P1"),
            Some("charging.code_twice"),
        ),
        (
            "a connector twice",
            |s| s.piles[1].connectors[0].code = code("C2"),
            Some("charging.code_twice"),
        ),
        (
            "no power",
            |s| s.piles[0].connectors[1].watts = 0,
            Some("charging.power_bad"),
        ),
        (
            "kilowatts taken for watts",
            |s| s.piles[0].connectors[1].watts = 60_000_000,
            Some("charging.power_bad"),
        ),
    ];
    for (name, change, expected) in rows {
        let mut station = station();
        change(&mut station);
        let found = station.check().err();
        assert_eq!(found.as_ref().map(Refusal::code), expected, "{name}");
    }
    for bad in ["", "a b", "桩1", &"x".repeat(33)] {
        let refused = Code::new(bad).unwrap_err();
        assert_eq!(refused.code(), "charging.code_bad");
        assert!(refusal(&refused, Language::Chinese).contains("32"));
    }
}

#[test]
fn codes_of_states_are_those_of_the_standard() {
    let codes: Vec<u8> = State::ALL.into_iter().map(State::code).collect();
    assert_eq!(codes, [1, 4, 2, 3, 0, 255]);
    for code in 0..=u8::MAX {
        let read = State::from_code(code);
        assert_eq!(
            read.as_ref().ok().map(|state| state.code()),
            read.is_ok().then_some(code)
        );
    }
}

#[test]
fn what_a_connector_does_now() {
    let said = states(&[
        ("C1", "08:00", State::Idle),
        ("C1", "08:10", State::Charging),
        ("C1", "08:20", State::Charging),
        ("C1", "09:00", State::Occupied),
    ]);
    for (now, expected) in [
        ("07:59", None),
        ("08:00", Some((State::Idle, "08:00"))),
        ("08:25", Some((State::Charging, "08:10"))),
        ("08:50", Some((State::Charging, "08:10"))),
        ("08:51", None),
        ("09:30", Some((State::Occupied, "09:00"))),
        ("09:31", None),
    ] {
        let found = said.current(&code("C1"), clock(now));
        let found = found.map(|current| (current.state, current.since));
        assert_eq!(found, expected.map(|(state, since)| (state, clock(since))), "{now}");
    }
    assert_eq!(STALE_MINUTES, 30);
    let counts = station().counts(&said, clock("08:15"));
    let expected = Counts {
        connectors: 3,
        charging: 1,
        unknown: 2,
        ..Counts::default()
    };
    assert_eq!(counts, expected);
    let mut forgetful = said.clone();
    forgetful.forget(clock("08:30"));
    assert_eq!(
        forgetful.current(&code("C1"), clock("08:45")).unwrap().since,
        clock("08:20")
    );
}

/// What one second of a connector was, counted one by one.
fn naive(reports: &[(i64, State)], second: i64) -> Option<State> {
    let last = reports.iter().map(|(at, _)| *at).filter(|at| *at <= second).max()?;
    reports
        .iter()
        .filter(|(at, _)| *at == last)
        .map(|(_, state)| *state)
        .max()
}

proptest! {
    /// Whatever order reports come in, and however often, each second is what a naive look says.
    #[test]
    fn reports_in_any_order(
        mut reports in prop::collection::vec((0_i64..60, prop::sample::select(State::ALL.to_vec())), 0..20),
        from in 0_i64..60, length in 1_i64..60, again in 0_usize..20,
    ) {
        let receive = |reports: &[(i64, State)]| {
            let mut states = States::default();
            for (at, state) in reports {
                states.receive(&Report { connector: code("C"), at: Second(*at), state: *state }).unwrap();
            }
            states
        };
        let first = receive(&reports);
        if let Some(repeated) = reports.get(again).copied() {
            reports.push(repeated);
        }
        reports.reverse();
        prop_assert_eq!(&receive(&reports), &first);
        let runs = first.runs(&code("C"), Second(from), Second(from + length));
        for pair in runs.windows(2) {
            prop_assert!(pair[0].until == pair[1].from && pair[0].state != pair[1].state);
        }
        for second in from..from + length {
            let run = runs.iter().find(|run| run.from.0 <= second && second < run.until.0);
            prop_assert_eq!(run.map(|run| run.state), naive(&reports, second));
        }
    }

    /// Seconds of charging are counted once, whatever overlaps.
    #[test]
    fn seconds_are_counted_once(
        parts in prop::collection::vec((0_i64..200, 0_i64..60), 0..8), from in 0_i64..100, length in 0_i64..150,
    ) {
        let orders: Vec<Order> = parts.iter().enumerate().map(|(number, (begin, length))| Order {
            number: code(&format!("N{number}")),
            begin: Second(*begin),
            end: Second(begin + length),
            ..order("N", "C1", "08:00", "09:00")
        }).collect();
        let stay = Parked { plate: VehicleId(1), from: Second(from), until: Second(from + length), stands: &[] };
        let found = charged(&stay, &orders.iter().collect::<Vec<_>>(), &station(), &States::default());
        let seconds: Vec<i64> = (from..from + length)
            .filter(|second| orders.iter().any(|order| order.begin.0 <= *second && *second < order.end.0))
            .collect();
        prop_assert_eq!(found.seconds, i64::try_from(seconds.len()).unwrap());
        prop_assert_eq!(found.end.map(|end| end.0), seconds.last().map(|last| last + 1));
    }
}

#[test]
fn orders_that_cannot_be() {
    type Change = fn(&mut Order);
    let rows: [(Change, Option<&str>); 7] = [
        (|_| {}, None),
        (|o| o.end = Second(o.begin.0 - 1), Some("charging.order_backwards")),
        (
            |o| o.end = Second(o.begin.0 + 72 * 3600 + 1),
            Some("charging.order_long"),
        ),
        (|o| o.begin = Second(i64::MIN), Some("charging.time_bad")),
        (|o| o.total = Fen(601), Some("charging.amount_bad")),
        (|o| o.service = Fen(-200), Some("charging.amount_bad")),
        (|o| o.electricity = Fen(i64::MAX), Some("charging.amount_bad")),
    ];
    for (change, expected) in rows {
        let mut order = order("N1", "C1", "08:00", "09:00");
        change(&mut order);
        let mut orders = Orders::default();
        let found = orders.receive(&order).err();
        assert_eq!(found.as_ref().map(Refusal::code), expected, "{order:?}");
        assert_eq!(orders.counted().count(), usize::from(expected.is_none()));
    }
}

#[test]
fn an_order_that_comes_twice_counts_once_and_one_with_two_contents_not_at_all() {
    let mut orders = Orders::default();
    let one = order("N1", "C1", "08:00", "09:00");
    assert_eq!(orders.receive(&one), Ok(Heard::New));
    assert_eq!(orders.receive(&one), Ok(Heard::Before));
    assert_eq!(orders.counted().collect::<Vec<_>>(), [&one]);
    let other = order("N1", "C1", "08:00", "09:01");
    assert_eq!(orders.receive(&other), Ok(Heard::Contradicts));
    assert_eq!(orders.receive(&one), Ok(Heard::Contradicts));
    assert_eq!(orders.counted().count(), 0);
    assert_eq!(orders.contradicted().collect::<Vec<_>>(), [&code("N1")]);
}

#[test]
fn an_order_is_given_to_the_one_stay_that_it_fits() {
    let (me, you) = (VehicleId(1), VehicleId(2));
    let stand = |bay, from, until| Stand {
        bay: BayId(bay),
        from: clock(from),
        until: clock(until),
    };
    let mine = [stand(1, "08:00", "10:00")];
    let yours = [stand(2, "08:30", "11:00"), stand(1, "11:00", "12:00")];
    let parked = |plate, from, until, stands| Parked {
        plate,
        from: clock(from),
        until: clock(until),
        stands,
    };
    let stays = [
        parked(me, "07:55", "10:05", &mine[..]),
        parked(you, "08:25", "12:00", &yours[..]),
        parked(you, "12:00", "12:30", &[]),
    ];
    let by = |plate, mut order: Order| {
        order.plate = Some(plate);
        order
    };
    for (order, expected) in [
        (order("N", "C1", "08:10", "09:00"), Given::To(0)),
        (order("N", "C2", "09:00", "10:00"), Given::To(1)),
        (order("N", "C1", "11:10", "11:50"), Given::To(1)),
        // The clocks differ by some minutes, and no more.
        (order("N", "C1", "07:56", "10:04"), Given::To(0)),
        (order("N", "C1", "07:54", "10:00"), Given::Unpaired),
        (order("N", "C3", "08:10", "09:00"), Given::Unpaired),
        (order("N", "C9", "08:10", "09:00"), Given::Unpaired),
        (by(you, order("N", "C1", "08:40", "09:00")), Given::To(1)),
        (by(me, order("N", "C1", "11:10", "11:50")), Given::Unpaired),
        // Both of its stays fit within the slack.
        (by(you, order("N", "C3", "11:58", "12:02")), Given::Ambiguous),
    ] {
        assert_eq!(give(&order, &stays, &station()), expected, "{order:?}");
    }
}

/// The waiver and the overstay of the tariff, from what connectors and orders say.
#[test]
fn from_the_connector_to_the_price() {
    let tariff = tariff(
        "rate: then 2 yuan per 1 h\ncharging: waived, up to 2 h\noverstay: after 15 min, 1 yuan per 15 min, cap 20 yuan",
    );
    let stands = [Stand {
        bay: BayId(1),
        from: clock("08:00"),
        until: clock("12:00"),
    }];
    let stay = Parked {
        plate: VehicleId(1),
        from: clock("08:00"),
        until: clock("12:00"),
        stands: &stands,
    };
    type Row<'a> = (
        &'a str,
        &'a [(&'a str, &'a str)],
        &'a [(&'a str, &'a str, State)],
        i64,
        i64,
    );
    let rows: [Row<'_>; 7] = [
        ("nothing charged", &[], &[], 0, 800),
        // Three hours are left after the hour's waiver; 165 minutes over are eleven quarters.
        ("an order", &[("08:00", "09:00")], &[], 60, 600 + 1100),
        (
            "two orders are one sum, and the last end counts",
            &[("08:00", "08:30"), ("11:00", "11:45")],
            &[],
            75,
            600,
        ),
        (
            "two orders that overlap",
            &[("10:30", "11:30"), ("11:00", "12:00")],
            &[],
            90,
            600,
        ),
        ("more than is waived", &[("08:30", "12:00")], &[], 210, 400),
        (
            "no order yet: the connector's word",
            &[],
            &[("C1", "10:00", State::Charging), ("C1", "11:50", State::Occupied)],
            110,
            600,
        ),
        (
            "the order's word counts before the connector's",
            &[("10:00", "11:50")],
            &[
                ("C1", "10:02", State::Charging),
                ("C1", "11:58", State::Occupied),
                ("C2", "08:00", State::Charging),
            ],
            110,
            600,
        ),
    ];
    for (name, orders, said, minutes, fen) in rows {
        let orders: Vec<Order> = orders
            .iter()
            .enumerate()
            .map(|(number, (begin, end))| order(&format!("N{number}"), "C1", begin, end))
            .collect();
        let found = charged(&stay, &orders.iter().collect::<Vec<_>>(), &station(), &states(said));
        assert_eq!(found.minutes(), minutes, "{name}");
        let mut priced = Stay::new(at("2026-03-02 08:00"), at("2026-03-02 12:00"));
        priced.charging = found.for_price();
        assert_eq!(price(&tariff, &priced).unwrap().total, Fen(fen), "{name}");
    }
    assert_eq!(Charged::default().for_price(), None);
}

#[test]
fn what_somebody_should_look_at() {
    let now = clock("10:00");
    let look = |said: &[(&str, &str, State)], taken: &[(u32, &str)], orders: &[Order]| {
        let taken: Vec<Ground> = taken
            .iter()
            .map(|(bay, since)| Ground {
                bay: BayId(*bay),
                taken_since: clock(since),
            })
            .collect();
        let mut held = Orders::default();
        for order in orders {
            held.receive(order).unwrap();
        }
        findings(&station(), &states(said), &taken, &held, now, 15)
            .iter()
            .map(|finding| charging_finding(finding, Language::English))
            .collect::<Vec<_>>()
    };
    let overlapping = [
        order("N1", "C1", "08:00", "09:00"),
        order("N2", "C1", "08:10", "08:20"),
        order("N3", "C1", "08:50", "09:10"),
        order("N4", "C2", "08:50", "09:10"),
        order("N5", "C1", "09:10", "09:20"),
    ];
    let greedy = Order {
        watt_hours: 7_701,
        ..order("N6", "C3", "08:00", "09:00")
    };
    let full = Order {
        number: code("N7"),
        watt_hours: 7_700,
        ..greedy.clone()
    };
    type Row<'a> = (
        &'a [(&'a str, &'a str, State)],
        &'a [(u32, &'a str)],
        &'a [Order],
        &'a [&'a str],
    );
    let rows: [Row<'_>; 12] = [
        (&[], &[(1, "06:00")], &[], &[]),
        (
            &[("C1", "09:00", State::Charging), ("C1", "09:35", State::Occupied)],
            &[(1, "06:00")],
            &[],
            &["connector C1: still plugged in after charging, 10 min beyond the grace"],
        ),
        (
            &[("C1", "09:00", State::Charging), ("C1", "09:45", State::Occupied)],
            &[(1, "06:00")],
            &[],
            &[],
        ),
        (
            &[("C1", "09:00", State::Charging), ("C1", "09:40", State::Idle)],
            &[(1, "06:00")],
            &[],
            &["charging bay 1: taken by a vehicle that does not charge, 5 min beyond the grace"],
        ),
        (&[("C1", "09:40", State::Idle)], &[(1, "09:50")], &[], &[]),
        (&[("C1", "09:40", State::Idle)], &[(2, "06:00")], &[], &[]),
        // Plugged in without ever charging.
        (
            &[("C1", "09:00", State::Idle), ("C1", "09:40", State::Occupied)],
            &[(1, "08:00")],
            &[],
            &["charging bay 1: taken by a vehicle that does not charge, 1 h 45 min beyond the grace"],
        ),
        (&[("C1", "09:55", State::Fault)], &[(1, "06:00")], &[], &[]),
        (&[("C1", "09:55", State::Charging)], &[(1, "06:00")], &[], &[]),
        // Not heard of for more than half an hour.
        (&[("C1", "09:29", State::Idle)], &[(1, "06:00")], &[], &[]),
        (
            &[],
            &[],
            &overlapping,
            &[
                "orders N1 and N2 of one connector overlap",
                "orders N1 and N3 of one connector overlap",
            ],
        ),
        (
            &[],
            &[],
            &[full, greedy],
            &[
                "order N6 has more than the 7700 Wh that its connector can give in that time",
                "orders N6 and N7 of one connector overlap",
            ],
        ),
    ];
    for (said, taken, orders, expected) in rows {
        assert_eq!(look(said, taken, orders), expected, "{said:?} {taken:?}");
    }
    let twice = Finding::OrderContradicted { order: code("N1") };
    assert_eq!(
        charging_finding(&twice, Language::Chinese),
        "订单号N1有两种内容，均不采用"
    );
}

#[test]
fn a_bay_is_out_when_all_that_serves_it_is() {
    let mut two = station();
    // The socket stands at the bay of the first cable, as where one pile has two connectors.
    two.piles[1].connectors[0].bay = Some(BayId(1));
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str, State)], &'a [u32]);
    let rows: [Row; 6] = [
        ("nobody said anything", &[], &[]),
        (
            "broken, the other works",
            &[("C1", "08:00", State::Fault), ("C3", "08:00", State::Idle)],
            &[],
        ),
        (
            "broken, of the other nothing is known",
            &[("C1", "08:00", State::Fault)],
            &[],
        ),
        (
            "broken and silent",
            &[("C1", "08:00", State::Fault), ("C3", "08:10", State::Offline)],
            &[1],
        ),
        (
            "one connector, and it is broken",
            &[("C2", "08:00", State::Fault)],
            &[2],
        ),
        (
            "mended",
            &[("C2", "08:00", State::Fault), ("C2", "08:10", State::Occupied)],
            &[],
        ),
    ];
    for (name, said, expected) in rows {
        let out = bays_out([(&two, &states(said))].into_iter(), clock("08:20"));
        assert_eq!(out.iter().map(|bay| bay.0).collect::<Vec<_>>(), expected, "{name}");
    }
    let old = states(&[("C2", "08:00", State::Fault)]);
    assert!(
        bays_out([(&two, &old)].into_iter(), clock("08:31")).is_empty(),
        "half an hour ago"
    );
    // Another operator's pile at the same bay.
    let mut other = station();
    other.piles.truncate(1);
    let works = states(&[("C2", "08:10", State::Idle)]);
    assert!(bays_out([(&two, &old), (&other, &works)].into_iter(), clock("08:20")).is_empty());
}

#[test]
fn a_connector_that_says_too_much_is_refused() {
    let mut states = States::default();
    let report = |at| Report {
        connector: code("C1"),
        at: Second(at),
        state: State::Idle,
    };
    for at in 0..20_000 {
        states.receive(&report(at)).unwrap();
    }
    assert_eq!(
        states.receive(&report(20_000)),
        Err(ChargingRefusal::ConnectorLong { max: 20_000 })
    );
    assert_eq!(states.receive(&report(19_999)), Ok(false));
    states.forget(Second(19_000));
    assert_eq!(states.receive(&report(20_000)), Ok(true));
    assert_eq!(states.receive(&report(i64::MAX)), Err(ChargingRefusal::TimeBad {}));
}

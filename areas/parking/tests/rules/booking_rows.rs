//! Bookings one by one: every refusal, every rejection, the gate, equal minutes and what lapses.

use shishi_kernel::Refusal;
use shishi_parking::booking::refusal::BOOKING_CODES;
use shishi_parking::booking::{
    Answer, Ask, BayId, BookingId, BookingRefusal, Cancellation, Command, Failure, Gate, Interval, Lot, Minute,
    Pending, RequestId, State, Terms, VehicleId, Verdict,
};
use shishi_parking::words::{self, Language};

const NOW: Minute = Minute(30_000_000);

fn terms() -> Terms {
    Terms {
        quota: 1,
        bays: Vec::new(),
        hold_minutes: 15,
        no_show_minutes: 20,
        confirm_minutes: None,
        offer_minutes: 10,
        change_until_minutes: 30,
        cancel_until_minutes: 30,
        duration_min: 15,
        duration_max: 600,
        ahead_max: 1440,
        open_max: 2,
        no_shows_max: 1,
        no_show_memory: 1440,
        waiting_max: 1,
    }
}

fn at(start: i64, end: i64) -> Interval {
    Interval::new(Minute(NOW.0 + start), Minute(NOW.0 + end)).expect("some minutes")
}

fn ask(plate: u8, start: i64, end: i64) -> Ask {
    Ask {
        plate: VehicleId(plate.into()),
        interval: at(start, end),
        bay: None,
        wait: false,
    }
}

fn book(request: u128, ask: Ask) -> Command {
    Command::Book {
        request: RequestId(request),
        ask,
    }
}

fn change(request: u128, booking: u64, start: i64, end: i64) -> Command {
    Command::Change {
        request: RequestId(request),
        booking: BookingId(booking),
        interval: at(start, end),
        bay: None,
    }
}

/// The plate is read at a minute after [`NOW`].
fn came(plate: u8, minute: i64) -> Command {
    Command::Told {
        plate: VehicleId(plate.into()),
        came: Minute(NOW.0 + minute),
        left: None,
    }
}

/// The answer to the last of the commands, each at its minute after [`NOW`], in words.
fn answer(terms: Terms, commands: &[(i64, Command)]) -> (Lot, String) {
    let mut lot = Lot::new(terms);
    let mut said = String::new();
    for (minute, command) in commands {
        said = match lot.handle(*command, Minute(NOW.0 + minute)).answer {
            Ok(Answer::Asked(_, Verdict::Reserved(_))) => "reserved".to_owned(),
            Ok(Answer::Asked(_, Verdict::Confirmation(..))) => "confirmation".to_owned(),
            Ok(Answer::Asked(_, Verdict::Waiting)) => "waiting".to_owned(),
            Ok(Answer::Asked(_, Verdict::Rejected(why))) => format!("{why:?}"),
            Ok(Answer::Done(_) | Answer::Advanced) => "done".to_owned(),
            Err(refusal) => refusal.code().to_owned(),
        };
    }
    (lot, said)
}

/// The answer, the lot's terms, and the commands at their minutes after [`NOW`].
type Row = (&'static str, Terms, Vec<(i64, Command)>);

#[test]
fn every_refusal_and_rejection_has_a_row() {
    let mine = (0, book(1, ask(1, 60, 120)));
    let waits = |plate| Ask {
        wait: true,
        ..ask(plate, 60, 120)
    };
    let bay = |bay| Ask {
        bay: Some(BayId(bay)),
        ..ask(2, 60, 120)
    };
    let cancel = Command::Cancel(BookingId(1), Cancellation::Driver);
    let bays = || Terms {
        quota: 2,
        bays: vec![BayId(1)],
        ..terms()
    };
    let asks = || Terms {
        confirm_minutes: Some(30),
        ..terms()
    };
    let rows: Vec<Row> = vec![
        ("reserved", terms(), vec![mine]),
        ("reserved", terms(), vec![mine, mine]),
        (
            "booking.request_reused",
            terms(),
            vec![mine, (0, book(1, ask(1, 60, 121)))],
        ),
        (
            "booking.request_reused",
            terms(),
            vec![mine, (0, change(1, 1, 60, 120))],
        ),
        ("booking.start_past", terms(), vec![(61, book(1, ask(1, 60, 120)))]),
        ("reserved", terms(), vec![(60, book(1, ask(1, 60, 120)))]),
        ("booking.start_far", terms(), vec![(0, book(1, ask(1, 1441, 1500)))]),
        ("reserved", terms(), vec![(0, book(1, ask(1, 1440, 1500)))]),
        ("booking.short", terms(), vec![(0, book(1, ask(1, 60, 74)))]),
        ("booking.long", terms(), vec![(0, book(1, ask(1, 60, 661)))]),
        ("booking.bay_unknown", terms(), vec![(0, book(1, bay(1)))]),
        ("booking.unknown", terms(), vec![(0, Command::Confirm(BookingId(7)))]),
        (
            "booking.state_wrong",
            terms(),
            vec![mine, (0, cancel), (0, change(2, 1, 60, 130))],
        ),
        ("done", terms(), vec![mine, (0, cancel), (0, cancel)]),
        ("booking.change_late", terms(), vec![mine, (31, change(2, 1, 60, 130))]),
        ("reserved", terms(), vec![mine, (30, change(2, 1, 60, 130))]),
        (
            "booking.change_waits",
            asks(),
            vec![
                mine,
                (0, Command::Confirm(BookingId(1))),
                (0, change(2, 1, 60, 130)),
                (0, change(3, 1, 60, 140)),
            ],
        ),
        ("booking.cancel_late", terms(), vec![mine, (31, cancel)]),
        (
            "done",
            terms(),
            vec![mine, (31, Command::Cancel(BookingId(1), Cancellation::Blocked))],
        ),
        ("booking.nothing_booked", terms(), vec![mine, (44, came(1, 44))]),
        ("done", terms(), vec![mine, (45, came(1, 45))]),
        ("done", terms(), vec![mine, (79, came(1, 79))]),
        ("booking.nothing_booked", terms(), vec![mine, (80, came(1, 80))]),
        // Told after the release, of a minute at which it was kept, or was not.
        ("done", terms(), vec![mine, (300, came(1, 45))]),
        ("done", terms(), vec![mine, (300, came(1, 79))]),
        ("booking.nothing_booked", terms(), vec![mine, (300, came(1, 44))]),
        ("booking.nothing_booked", terms(), vec![mine, (300, came(1, 80))]),
        ("booking.nothing_booked", terms(), vec![mine, (300, came(2, 79))]),
        (
            "booking.nothing_booked",
            terms(),
            vec![mine, (300, came(1, 79)), (301, came(1, 79))],
        ),
        // Who leaves at 120 does not meet who is kept for from 120 on, and meets who is kept for from 119 on.
        ("reserved", terms(), vec![mine, (0, book(2, ask(2, 135, 180)))]),
        ("Full", terms(), vec![mine, (0, book(2, ask(2, 134, 180)))]),
        ("NoBay", bays(), vec![mine, (0, book(2, bay(1)))]),
        (
            "PlateOverlap",
            Terms { quota: 2, ..terms() },
            vec![mine, (0, book(2, ask(1, 119, 180)))],
        ),
        (
            "PlateOpen",
            terms(),
            vec![mine, (0, book(2, ask(1, 200, 260))), (0, book(3, ask(1, 400, 460)))],
        ),
        ("PlateNoShows", terms(), vec![mine, (80, book(2, ask(1, 200, 260)))]),
        (
            "reserved",
            Terms {
                no_shows_max: 2,
                ..terms()
            },
            vec![mine, (80, book(2, ask(1, 200, 260)))],
        ),
        ("waiting", terms(), vec![mine, (0, book(2, waits(2)))]),
        (
            "WaitlistFull",
            terms(),
            vec![mine, (0, book(2, waits(2))), (0, book(3, waits(3)))],
        ),
        // What a change cannot have leaves the booking as it was.
        (
            "Full",
            terms(),
            vec![mine, (0, book(2, ask(2, 200, 260))), (0, change(3, 1, 180, 240))],
        ),
        ("reserved", terms(), vec![mine, (0, change(3, 1, 100, 180))]),
    ];
    let mut codes: Vec<&str> = vec!["booking.lot_long"];
    for (number, (expected, terms, commands)) in rows.into_iter().enumerate() {
        let (_, said) = answer(terms, &commands);
        assert_eq!(said, expected, "row {number}: {commands:?}");
        codes.push(expected);
    }
    for code in BOOKING_CODES {
        assert!(codes.contains(code), "no row for {code}");
    }
}

#[test]
fn refusals_are_said_in_both_languages() {
    let refusal = BookingRefusal::Short { min: 15 };
    assert_eq!(
        words::refusal(&refusal, Language::Chinese),
        "预约时长至少15分钟，请推后结束时间"
    );
    assert_eq!(
        words::refusal(&refusal, Language::English),
        "a booking lasts at least 15 min; choose a later end"
    );
    let refusal = BookingRefusal::StartFar { max: 1_500 };
    assert_eq!(
        words::refusal(&refusal, Language::Chinese),
        "最早可提前25小时预约，请选择近一些的时间"
    );
}

#[test]
fn the_gate_keeps_what_is_booked() {
    let rows = [
        // (minute, plate, free bays)
        (44, 2, 1, Gate::Open),
        (45, 2, 1, Gate::Kept),
        (45, 2, 2, Gate::Open),
        (45, 1, 1, Gate::Booked(BookingId(1))),
        (45, 1, 0, Gate::BookedButFull(BookingId(1))),
        (44, 1, 1, Gate::Open),
        (44, 1, 0, Gate::Kept),
    ];
    let (lot, _) = answer(terms(), &[(0, book(1, ask(1, 60, 120)))]);
    for (minute, plate, free, expected) in rows {
        let now = Minute(NOW.0 + minute);
        assert_eq!(
            lot.gate(VehicleId(plate), free, now),
            expected,
            "{minute} {plate} {free}"
        );
    }
    let (lot, _) = answer(terms(), &[(0, book(1, ask(1, 60, 120))), (50, came(1, 50))]);
    assert_eq!(
        lot.gate(VehicleId(2), 1, Minute(NOW.0 + 50)),
        Gate::Open,
        "who came is kept for no more"
    );
}

#[test]
fn what_becomes_free_is_offered_in_turn_and_lapses() {
    let state = |lot: &Lot, id| lot.booking(BookingId(id)).expect("a booking").state;
    let terms = Terms {
        waiting_max: 2,
        ..terms()
    };
    let waits = |plate| Ask {
        wait: true,
        ..ask(plate, 60, 120)
    };
    let cancel = Command::Cancel(BookingId(1), Cancellation::Driver);
    let begun = [
        (0, book(1, ask(1, 60, 120))),
        (0, book(2, waits(2))),
        (0, book(3, waits(3))),
        (10, cancel),
    ];
    let (mut lot, _) = answer(terms, &begun);
    assert!(matches!(state(&lot, 2), State::Pending(Pending::Offer { until, .. }) if until.0 == NOW.0 + 20));
    assert!(matches!(state(&lot, 3), State::Pending(Pending::Waiting { .. })));
    // The first lets its offer lapse; the second has it from that very minute, though nobody asked before 25.
    let mut asked_once = lot.clone();
    asked_once.handle(Command::Advance, Minute(NOW.0 + 25));
    for minute in 11..=25 {
        lot.handle(Command::Advance, Minute(NOW.0 + minute));
    }
    assert_eq!(lot, asked_once, "asking more often makes no difference");
    assert!(matches!(
        state(&lot, 2),
        State::Failed {
            why: Failure::OfferLapsed,
            ..
        }
    ));
    assert!(matches!(state(&lot, 3), State::Pending(Pending::Offer { until, .. }) if until.0 == NOW.0 + 30));
    assert_eq!(
        lot.handle(Command::Confirm(BookingId(3)), Minute(NOW.0 + 29)).answer,
        Ok(Answer::Done(BookingId(3)))
    );
    assert!(matches!(state(&lot, 3), State::Reserved { .. }));
    assert_eq!(lot.due(), Some(Minute(NOW.0 + 80)), "and then nobody comes");
}

/// A vehicle came at minute 70 for its booking from 60 to 120, which was released at 80 since nothing was heard.
fn late(terms: Terms, between: &[(i64, Command)], left: Option<i64>) -> Lot {
    let mut commands = vec![(0, book(1, ask(1, 60, 120)))];
    commands.extend_from_slice(between);
    let told = Command::Told {
        plate: VehicleId(1),
        came: Minute(NOW.0 + 70),
        left: left.map(|left| Minute(NOW.0 + left)),
    };
    commands.push((90, told));
    let (lot, said) = answer(terms, &commands);
    assert_eq!(said, "done");
    lot
}

#[test]
fn who_came_in_time_is_no_no_show_however_late_that_is_told() {
    let state = |lot: &Lot| lot.booking(BookingId(1)).map(|booking| booking.state);
    let fulfilled = |kept: (i64, i64), left: Option<i64>| {
        let place = shishi_parking::booking::Place {
            kept: at(kept.0, kept.1),
            bay: None,
        };
        let left = left.map(|left| Minute(NOW.0 + left));
        Some(State::Fulfilled {
            at: Minute(NOW.0 + 70),
            place,
            left,
        })
    };
    let mut lot = late(terms(), &[], None);
    assert_eq!(state(&lot), fulfilled((70, 120), None));
    // The place is its own again, and the no-show counts no more.
    let full = lot.handle(book(7, ask(7, 100, 130)), Minute(NOW.0 + 91)).answer;
    assert_eq!(
        full,
        Ok(Answer::Asked(
            BookingId(2),
            Verdict::Rejected(shishi_parking::booking::Rejection::Full)
        ))
    );
    let again = lot.handle(book(8, ask(1, 200, 260)), Minute(NOW.0 + 92)).answer;
    assert!(matches!(again, Ok(Answer::Asked(_, Verdict::Reserved(_)))), "{again:?}");
    // What somebody else got meanwhile stays theirs: only what was its own until the release is kept.
    let lot = late(terms(), &[(85, book(2, ask(2, 90, 150)))], None);
    assert_eq!(state(&lot), fulfilled((70, 80), None));
    assert_eq!(lot.peak(at(60, 150)), 1, "nothing is promised twice");
    // It may have left again before anybody heard that it came.
    let lot = late(terms(), &[], Some(85));
    assert_eq!(state(&lot), fulfilled((70, 120), Some(85)));
    assert_eq!((lot.peak(at(60, 85)), lot.peak(at(85, 120))), (1, 0));
    let two = Terms { quota: 2, ..terms() };
    let lot = late(two, &[(85, book(2, ask(2, 90, 150)))], Some(95));
    assert_eq!(lot.peak(at(90, 95)), 2);
    assert_eq!(lot.peak(at(95, 150)), 1);
}

#[test]
fn with_fewer_bays_in_service_no_more_is_promised_than_there_is() {
    // Quota, bays that vehicles are guided to, bays in service of a lot of four; what is left of quota and bays.
    type Row = (&'static str, u32, &'static [u32], &'static [u32], (u32, &'static [u32]));
    let rows: [Row; 5] = [
        ("all in service", 3, &[1, 2, 3], &[1, 2, 3, 4], (3, &[1, 2, 3])),
        (
            "one closed that is not booked",
            3,
            &[1, 2, 3],
            &[1, 2, 3],
            (3, &[1, 2, 3]),
        ),
        ("one closed that is", 3, &[1, 2, 3], &[2, 3], (2, &[2, 3])),
        ("none left to guide to", 2, &[1, 2], &[3, 4], (0, &[])),
        ("nobody is guided", 3, &[], &[4], (1, &[])),
    ];
    for (name, quota, bays, in_service, (left, guided)) in rows {
        let ids = |bays: &[u32]| bays.iter().copied().map(BayId).collect::<Vec<_>>();
        let whole = Terms {
            quota,
            bays: ids(bays),
            ..terms()
        };
        let capacity = u32::try_from(in_service.len()).unwrap();
        let within = whole.within(capacity, |bay| in_service.contains(&bay.0));
        let expected = Terms {
            quota: left,
            bays: ids(guided),
            ..terms()
        };
        assert_eq!(within, expected, "{name}");
    }
}

//! Pausing, resuming, ending and carrying over, as a table: what is asked, and the code that is answered.

use std::collections::BTreeSet;

use shishi_commitments::course::{
    CODES, Course, CourseCommand, CourseEvent, CourseFacts, CourseRefusal, Standing, Successor, Turn, decide_course,
};
use shishi_commitments::party::Parties;
use shishi_kernel::{AccountId, Actor, Date, MeasureId, Refusal, Role, Timestamp, UnitId};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// 9 September 2020, already the tenth in China.
fn now() -> Timestamp {
    "2020-09-09T17:00:00Z".parse().unwrap()
}

fn facts(course: Course) -> CourseFacts {
    CourseFacts {
        course,
        year: 2020,
        parties: Parties {
            leads: vec![UnitId(1)],
            helps: vec![UnitId(2)],
        },
        measures: vec![
            Standing {
                measure: MeasureId(1),
                unit: Some("座".into()),
                verified: Some(21.into()),
            },
            Standing {
                measure: MeasureId(2),
                unit: None,
                verified: None,
            },
        ],
    }
}

fn office() -> Actor {
    Actor {
        account: AccountId(5),
        unit: Some(UnitId(9)),
        role: Role::Supervisor,
    }
}

fn pause() -> Turn {
    Turn::Pause {
        until: day("2020-12-01"),
    }
}

fn carry(pairs: &[(i64, i64)]) -> Turn {
    Turn::CarryOver {
        to: Successor {
            year: 2021,
            measures: vec![(MeasureId(11), Some("座".into())), (MeasureId(12), None)],
            pairs: pairs.iter().map(|(a, b)| (MeasureId(*a), MeasureId(*b))).collect(),
        },
    }
}

fn command(turn: Turn) -> CourseCommand {
    CourseCommand {
        turn,
        decision: " 管委会第9次常务会，济高新纪〔2020〕9号 ".into(),
        decided_on: day("2020-09-08"),
        notice: "关于调整2020年实事的公示".into(),
        noticed_on: day("2020-09-10"),
        reason: "选址需重新论证".into(),
    }
}

fn code(outcome: &Result<CourseEvent, CourseRefusal>) -> &'static str {
    outcome.as_ref().map_or_else(Refusal::code, |_| "ok")
}

#[test]
fn turns_are_decided_as_the_table_says() {
    let mut produced = BTreeSet::new();
    let mut check = |what: &str, facts: &CourseFacts, command: CourseCommand, actor: &Actor, expected: &'static str| {
        let outcome = decide_course(facts, command, actor, now());
        assert_eq!(code(&outcome), expected, "{what}");
        produced.insert(expected);
    };
    let going = facts(Course::Going);

    // Who: looked at first, whatever else is wrong.
    let empty = CourseCommand {
        decision: String::new(),
        ..command(Turn::Resume)
    };
    for (role, unit, expected) in [
        (Role::Clerk, Some(1), "course.not_supervisor"),
        (Role::Appraiser, None, "course.not_supervisor"),
        (Role::Supervisor, Some(1), "course.own_duty"),
        (Role::Supervisor, Some(2), "course.own_duty"),
        (Role::Supervisor, Some(9), "course.impossible"),
        (Role::Supervisor, None, "course.impossible"),
    ] {
        let actor = Actor {
            account: AccountId(5),
            unit: unit.map(UnitId),
            role,
        };
        check(&format!("{role:?} {unit:?}"), &going, empty.clone(), &actor, expected);
    }

    // From where to where.
    for (course, turn, expected) in [
        (Course::Going, pause(), "ok"),
        (Course::Going, Turn::Resume, "course.impossible"),
        (Course::Going, Turn::End, "ok"),
        (Course::Going, carry(&[(1, 11)]), "ok"),
        (Course::Paused, pause(), "course.impossible"),
        (Course::Paused, Turn::Resume, "ok"),
        (Course::Paused, Turn::End, "ok"),
        (Course::Paused, carry(&[(1, 11)]), "ok"),
        (Course::Ended, pause(), "course.impossible"),
        (Course::Ended, Turn::Resume, "course.impossible"),
        (Course::Ended, Turn::End, "course.impossible"),
        (Course::Ended, carry(&[(1, 11)]), "ok"),
        (Course::CarriedOver, pause(), "course.impossible"),
        (Course::CarriedOver, Turn::Resume, "course.impossible"),
        (Course::CarriedOver, Turn::End, "course.impossible"),
        (Course::CarriedOver, carry(&[(1, 11)]), "course.impossible"),
    ] {
        let what = format!("{course:?} {}", turn.code());
        check(&what, &facts(course), command(turn), &office(), expected);
    }

    // What has to be said and when.
    let change = |edit: fn(&mut CourseCommand)| {
        let mut command = command(pause());
        edit(&mut command);
        command
    };
    for (edit, expected) in [
        (
            (|c| c.decision = " ".into()) as fn(&mut CourseCommand),
            "course.decision_missing",
        ),
        (|c| c.decision = "长".repeat(301), "course.decision_long"),
        (|c| c.decision = "长".repeat(300), "ok"),
        (|c| c.notice = "\n".into(), "course.notice_missing"),
        (|c| c.notice = "长".repeat(301), "course.notice_long"),
        (|c| c.reason = String::new(), "course.reason_missing"),
        (|c| c.reason = "长".repeat(2_001), "course.reason_long"),
        (|c| c.decided_on = day("2020-09-11"), "course.decided_in_future"),
        (|c| c.decided_on = day("2020-09-10"), "ok"),
        (|c| c.noticed_on = day("2020-09-07"), "course.notice_before_decision"),
        (|c| c.noticed_on = day("2020-09-11"), "course.notice_in_future"),
        (
            |c| {
                c.turn = Turn::Pause {
                    until: day("2020-09-10"),
                }
            },
            "course.pause_in_past",
        ),
        (
            |c| {
                c.turn = Turn::Pause {
                    until: day("2020-09-11"),
                }
            },
            "ok",
        ),
        (
            |c| {
                c.turn = Turn::Pause {
                    until: day("2021-09-11"),
                }
            },
            "ok",
        ),
        (
            |c| {
                c.turn = Turn::Pause {
                    until: day("2021-09-12"),
                }
            },
            "course.pause_long",
        ),
    ] {
        let command = change(edit);
        check(&format!("{command:?}"), &going, command.clone(), &office(), expected);
    }

    // What is taken up.
    for (pairs, expected) in [
        (&[(1, 11), (2, 12)][..], "ok"),
        (&[], "course.nothing_taken_up"),
        (&[(3, 11)], "course.measure_unknown"),
        (&[(1, 13)], "course.measure_unknown"),
        (&[(1, 11), (1, 12)], "course.measure_twice"),
        (&[(1, 11), (2, 11)], "course.measure_twice"),
        (&[(1, 12)], "course.units_differ"),
        (&[(2, 11)], "course.units_differ"),
    ] {
        check(
            &format!("{pairs:?}"),
            &going,
            command(carry(pairs)),
            &office(),
            expected,
        );
    }
    let Turn::CarryOver { mut to } = carry(&[(1, 11)]) else {
        unreachable!()
    };
    to.year = 2020;
    check(
        "same year",
        &going,
        command(Turn::CarryOver { to }),
        &office(),
        "course.not_later",
    );

    assert!(produced.remove("ok"));
    assert_eq!(produced, CODES.iter().copied().collect::<BTreeSet<_>>());
}

#[test]
fn an_opening_balance_is_what_was_verified_and_blank_is_not_zero() {
    let event = decide_course(
        &facts(Course::Going),
        command(carry(&[(1, 11), (2, 12)])),
        &office(),
        now(),
    )
    .unwrap();
    let openings: Vec<_> = event.openings.iter().map(|o| (o.from.0, o.to.0, o.verified)).collect();
    assert_eq!(openings, [(1, 11, Some(21.into())), (2, 12, None)]);
    assert_eq!((event.before, event.after), (Course::Going, Course::CarriedOver));
    assert_eq!(event.decision, "管委会第9次常务会，济高新纪〔2020〕9号");
}

#[test]
fn codes_go_both_ways() {
    for course in Course::ALL {
        assert_eq!(Course::from_code(course.code()), Some(course));
    }
    assert_eq!(Course::from_code("gone"), None);
}

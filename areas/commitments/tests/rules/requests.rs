//! Requests between units: what is refused, whose court the ball is in, and the days there against a naive count.

use std::collections::BTreeSet;

use proptest::prelude::*;
use shishi_commitments::party::Parties;
use shishi_commitments::request::{
    AskCommand, CODES, Court, Ground, RequestFacts, STEPS_MAX, Step, StepCommand, ask, days_in_courts, decide, overdue,
    possible,
};
use shishi_kernel::{AccountId, Actor, Date, Role, Timestamp, UnitId, civil_date};

use crate::build::{Step as Rung, code, date, ladder, now};

fn parties() -> Parties {
    Parties {
        leads: vec![UnitId(1)],
        helps: vec![UnitId(2), UnitId(3)],
    }
}

fn actor(role: Role, unit: Option<i64>) -> Actor {
    Actor {
        account: AccountId(8),
        unit: unit.map(UnitId),
        role,
    }
}

fn units(ids: &[i64]) -> Vec<UnitId> {
    ids.iter().copied().map(UnitId).collect()
}

fn request(stands: &[Step]) -> RequestFacts {
    RequestFacts {
        parties: parties(),
        asker: UnitId(1),
        asked: UnitId(2),
        due: date("2020-05-20"),
        steps: std::iter::once(Step::Ask)
            .chain(stands.iter().copied())
            .map(|step| (step, now()))
            .collect(),
    }
}

fn asking() -> Vec<&'static str> {
    struct Typed {
        actor: Actor,
        command: AskCommand,
    }
    let typed = Typed {
        actor: actor(Role::Clerk, Some(9)),
        command: AskCommand {
            asked: units(&[1]),
            what: String::new(),
            reason: "长".repeat(1_001),
            due: date("2020-05-10"),
        },
    };
    let steps: &[Rung<Typed>] = &[
        ("request.no_duty", |t| t.actor.unit = Some(UnitId(1))),
        ("request.own_unit", |t| t.command.asked.clear()),
        ("request.nobody_asked", |t| t.command.asked = units(&[2, 9])),
        ("request.unit_not_party", |t| t.command.asked = units(&[3, 2, 1, 2])),
        ("request.text_long", |t| t.command.reason = " ".into()),
        ("request.what_missing", |t| t.command.what = "拨付首批资金".into()),
        ("request.words_missing", |t| t.command.reason = "招标需要".into()),
        ("request.due_outside", |t| t.command.due = date("2021-05-13")),
        ("request.due_outside", |t| t.command.due = date("2021-05-12")),
        ("ok", |_| ()),
    ];
    let mut codes = ladder(typed, steps, |t| {
        code(&ask(&parties(), t.command.clone(), &t.actor, now()))
    });
    let command = AskCommand {
        asked: units(&[3, 2, 1, 2]),
        what: " 拨付首批资金 ".into(),
        reason: "招标需要".into(),
        due: date("2020-05-11"),
    };
    // The members of a group are asked one by one, and the unit that asks is not among them.
    let event = ask(&parties(), command, &actor(Role::Head, Some(1)), now()).unwrap();
    assert_eq!(
        (event.asker, event.asked, event.what.as_str()),
        (UnitId(1), units(&[2, 3]), "拨付首批资金")
    );
    codes.push("ok");
    codes
}

fn stepping() -> Vec<&'static str> {
    use Step::{Accept, Ask, Confirm, Decline, Deliver, Direct, Dispute, Escalate, Release, Withdraw};
    let (asker, asked, third) = (
        actor(Role::Clerk, Some(1)),
        actor(Role::Head, Some(2)),
        actor(Role::Clerk, Some(3)),
    );
    let (office, interested) = (actor(Role::Supervisor, None), actor(Role::Supervisor, Some(3)));
    let auditor = actor(Role::Auditor, Some(2));
    let (before, after) = ("2020-05-20T15:00:00Z", "2020-05-20T16:00:00Z");
    let rows: &[(&[Step], &Actor, Step, &str, &str)] = &[
        (&[], &asker, Accept, before, "request.not_asked"),
        (&[], &auditor, Accept, before, "request.not_asked"),
        (&[], &third, Escalate, after, "request.not_party"),
        (&[], &asked, Withdraw, before, "request.not_asker"),
        (&[Escalate], &asker, Release, before, "request.not_office"),
        (&[Escalate], &interested, Release, before, "request.own_duty"),
        (&[], &asker, Ask, before, "request.out_of_turn"),
        (&[], &asked, Accept, before, "ok"),
        (&[], &asked, Decline, before, "ok"),
        (&[], &asked, Deliver, before, "request.out_of_turn"),
        (&[Accept], &asked, Accept, before, "request.out_of_turn"),
        (&[Accept], &asked, Decline, before, "request.out_of_turn"),
        (&[Accept], &asked, Deliver, before, "ok"),
        (&[Accept], &asker, Confirm, before, "request.out_of_turn"),
        (&[Accept, Deliver], &asker, Confirm, before, "ok"),
        (&[Accept, Deliver], &asker, Dispute, before, "ok"),
        (&[Accept, Deliver], &asker, Escalate, after, "request.out_of_turn"),
        (&[Accept, Deliver, Dispute], &asked, Deliver, before, "ok"),
        (&[Accept, Deliver, Dispute], &asked, Escalate, before, "ok"),
        (
            &[Accept, Deliver, Dispute],
            &asker,
            Escalate,
            before,
            "request.out_of_turn",
        ),
        (&[Accept, Deliver, Dispute], &asker, Escalate, after, "ok"),
        (
            &[Accept, Deliver, Confirm],
            &asker,
            Withdraw,
            before,
            "request.out_of_turn",
        ),
        (&[], &asker, Escalate, before, "request.out_of_turn"),
        (&[], &asker, Escalate, after, "ok"),
        (&[], &asked, Escalate, after, "request.out_of_turn"),
        (&[Accept], &asker, Escalate, after, "ok"),
        (&[Decline], &asker, Escalate, before, "ok"),
        (&[Decline], &asked, Escalate, before, "request.out_of_turn"),
        (&[Decline], &asker, Withdraw, before, "ok"),
        (&[Decline, Escalate], &office, Direct, before, "ok"),
        (&[Decline, Escalate], &office, Release, before, "ok"),
        (&[Decline], &office, Direct, before, "request.out_of_turn"),
        (&[Decline, Escalate, Direct], &asked, Deliver, before, "ok"),
        (
            &[Decline, Escalate, Release],
            &asker,
            Withdraw,
            before,
            "request.out_of_turn",
        ),
    ];
    let mut codes = Vec::new();
    for (at, (stands, who, step, when, expected)) in rows.iter().enumerate() {
        let (facts, when): (_, Timestamp) = (request(stands), when.parse().unwrap());
        let command = StepCommand {
            step: *step,
            ground: (*step == Decline).then_some(Ground::NoMoney),
            words: "说明".into(),
        };
        let got = code(&decide(&facts, command, who, when));
        assert_eq!(got, *expected, "row {at}");
        assert_eq!(possible(&facts, who, when).contains(step), got == "ok", "row {at}");
        codes.push(got);
    }
    codes
}

fn saying() -> Vec<&'static str> {
    let long = "长".repeat(1_001);
    type Row<'a> = (&'a [Step], Step, Option<Ground>, &'a str, &'a str);
    let rows: &[Row<'_>] = &[
        (&[], Step::Accept, None, "", "ok"),
        (&[], Step::Accept, Some(Ground::NotReady), "", "request.ground_stray"),
        (&[], Step::Decline, None, "", "request.ground_missing"),
        (&[], Step::Decline, Some(Ground::NotReady), " ", "request.words_missing"),
        (&[], Step::Decline, Some(Ground::NotReady), &long, "request.text_long"),
        (&[Step::Accept], Step::Deliver, None, "", "request.words_missing"),
        (
            &[Step::Dispute; STEPS_MAX],
            Step::Deliver,
            None,
            "又办了",
            "request.too_many_steps",
        ),
    ];
    let mut codes = Vec::new();
    for (at, (stands, step, ground, words, expected)) in rows.iter().enumerate() {
        let command = StepCommand {
            step: *step,
            ground: *ground,
            words: (*words).into(),
        };
        let got = code(&decide(&request(stands), command, &actor(Role::Clerk, Some(2)), now()));
        assert_eq!(got, *expected, "row {at}");
        codes.push(got);
    }
    codes
}

#[test]
fn requests_are_refused_in_order_and_with_every_code() {
    let produced: BTreeSet<_> = [asking(), stepping(), saying()].concat().into_iter().collect();
    let listed: BTreeSet<_> = CODES.iter().copied().chain(["ok"]).collect();
    assert_eq!(listed.len(), CODES.len() + 1, "a code is listed twice");
    assert_eq!(produced, listed);
}

#[test]
fn codes_go_both_ways_and_late_is_only_what_is_not_delivered() {
    for step in Step::ALL {
        assert_eq!(Step::from_code(step.code()), Some(step));
    }
    for ground in Ground::ALL {
        assert_eq!(Ground::from_code(ground.code()), Some(ground));
    }
    let due = date("2020-05-20");
    for (step, today, late) in [
        (Step::Ask, "2020-05-20", false),
        (Step::Ask, "2020-05-21", true),
        (Step::Dispute, "2020-05-21", true),
        (Step::Escalate, "2020-05-21", true),
        (Step::Deliver, "2020-05-21", false),
        (Step::Decline, "2020-05-21", false),
        (Step::Confirm, "2020-05-21", false),
    ] {
        assert_eq!(overdue(step, due, date(today)), late, "{step:?} {today}");
    }
}

fn instant(hours: i64) -> Timestamp {
    Timestamp::from_second(1_589_155_200 + hours * 3_600).unwrap()
}

proptest! {
    /// Counted day by day: each day belongs to the court in which the ball lay when it began.
    #[test]
    fn days_in_courts_add_up(
        steps in prop::collection::vec((0_usize..10, 0_i64..200), 1..12),
        later in 0_i64..40,
    ) {
        let mut hours = 0;
        let steps: Vec<(Step, Timestamp)> = steps
            .iter()
            .map(|(step, wait)| {
                hours += wait;
                (Step::ALL[*step], instant(hours))
            })
            .collect();
        let today = civil_date(instant(hours + later * 24));
        let days = days_in_courts(&steps, today);
        let (mut naive, mut closed) = ([0_u32; 3], 0);
        let mut day = civil_date(steps[0].1);
        while day < today {
            let stands = steps.iter().rfind(|(_, at)| civil_date(*at) <= day).map(|(step, _)| *step);
            match stands.and_then(Step::court) {
                Some(Court::Asker) => naive[0] += 1,
                Some(Court::Asked) => naive[1] += 1,
                Some(Court::Office) => naive[2] += 1,
                None => closed += 1,
            }
            day = day.tomorrow().unwrap();
        }
        prop_assert_eq!([days.asker, days.asked, days.office], naive);
        let elapsed = between(civil_date(steps[0].1), today);
        prop_assert_eq!(days.total() + closed, elapsed);
    }

    /// A clock that was set back adds and takes away nothing.
    #[test]
    fn a_step_back_in_time_counts_nothing(hours in prop::collection::vec(-200_i64..200, 1..12)) {
        let steps: Vec<(Step, Timestamp)> = hours.iter().map(|at| (Step::Dispute, instant(*at))).collect();
        let first = civil_date(steps[0].1);
        let latest = steps.iter().map(|(_, at)| civil_date(*at)).max().unwrap();
        prop_assert_eq!(days_in_courts(&steps, first).total(), between(first, latest));
    }
}

fn between(from: Date, to: Date) -> u32 {
    u32::try_from(from.duration_until(to).as_hours() / 24).unwrap()
}

//! Slips, reminders and the burden meter.

use proptest::prelude::*;
use shishi_commitments::burden::{Form, burden};
use shishi_commitments::party::Parties;
use shishi_commitments::reminder::{Deadline, OFFSETS, reminders};
use shishi_commitments::slip::{self, Judgement, Level, Matter, Slip};
use shishi_kernel::{AccountId, Actor, Calendar, Date, Role, Timestamp, UnitId};

use crate::build::{code, date, number};

pub fn actor(role: Role, unit: Option<i64>) -> Actor {
    Actor {
        account: AccountId(1),
        unit: unit.map(UnitId),
        role,
    }
}

pub fn noon(day: &str) -> Timestamp {
    format!("{day}T04:00:00Z").parse().unwrap()
}

/// Unit 1 leads, unit 2 helps.
pub fn parties() -> Parties {
    Parties {
        leads: vec![UnitId(1)],
        helps: vec![UnitId(2)],
    }
}

fn matter(kind: &str, words: &str) -> Matter {
    Matter {
        code: kind.into(),
        words: words.into(),
    }
}

fn blue() -> Slip {
    Slip {
        unit: UnitId(1),
        matter: matter("behind", "公厕未开工"),
        level: Level::Blue,
        due: date("2020-07-10"),
        answer: None,
        closed: false,
    }
}

fn answered(sufficient: Option<bool>) -> Slip {
    Slip {
        answer: Some(slip::Answer {
            on: date("2020-07-09"),
            words: "已开工".into(),
            judgement: sufficient.map(|sufficient| Judgement {
                sufficient,
                reason: "无佐证".into(),
            }),
        }),
        closed: sufficient == Some(true),
        ..blue()
    }
}

#[test]
fn slips_refuse() {
    let long = "字".repeat(2_001);
    let (watcher, helper) = (actor(Role::Supervisor, None), actor(Role::Supervisor, Some(2)));
    let (clerk, other) = (actor(Role::Clerk, Some(1)), actor(Role::Clerk, Some(2)));
    let mut produced = vec!["ok"];
    let open = [matter("behind", "公厕未开工")];
    for (unit, about, level, ground, days, who, expected) in [
        (
            1,
            matter("other", "报数不实"),
            Level::Blue,
            "",
            5,
            &clerk,
            "slip.not_supervisor",
        ),
        (
            1,
            matter("other", "报数不实"),
            Level::Blue,
            "",
            5,
            &helper,
            "slip.own_duty",
        ),
        (
            3,
            matter("other", "报数不实"),
            Level::Blue,
            "",
            5,
            &watcher,
            "slip.no_duty",
        ),
        (
            1,
            matter("other", " "),
            Level::Blue,
            "",
            5,
            &watcher,
            "slip.text_missing",
        ),
        (
            1,
            matter("other", &long),
            Level::Blue,
            "",
            5,
            &watcher,
            "slip.text_long",
        ),
        (
            1,
            matter("behind", "再催"),
            Level::Blue,
            "",
            5,
            &watcher,
            "slip.matter_open",
        ),
        (
            1,
            matter("other", "报数不实"),
            Level::Red,
            " ",
            5,
            &watcher,
            "slip.ground_missing",
        ),
        (
            1,
            matter("other", "报数不实"),
            Level::Red,
            "群众安全",
            5,
            &watcher,
            "ok",
        ),
        (
            1,
            matter("other", "报数不实"),
            Level::Blue,
            "",
            0,
            &watcher,
            "slip.days_range",
        ),
        (
            1,
            matter("other", "报数不实"),
            Level::Blue,
            "",
            61,
            &watcher,
            "slip.days_range",
        ),
        (2, matter("other", "报数不实"), Level::Blue, "", 5, &watcher, "ok"),
    ] {
        let outcome = slip::issue(
            &parties(),
            &open,
            UnitId(unit),
            about,
            (level, ground),
            days,
            who,
            noon("2020-07-01"),
        );
        assert_eq!(code(&outcome), expected, "{unit} {level:?} {days}");
        produced.push(expected);
    }
    let answer = |words: &str| slip::Command::Answer(words.into());
    let judge = |sufficient, reason: &str| {
        slip::Command::Judge(Judgement {
            sufficient,
            reason: reason.into(),
        })
    };
    let raise = || slip::Command::Escalate { days: 3 };
    let red = Slip {
        level: Level::Red,
        ..blue()
    };
    for (index, (state, on, command, who, expected)) in [
        (blue(), "2020-07-09", answer("已开工"), &other, "slip.not_addressee"),
        (blue(), "2020-07-09", answer("已开工"), &watcher, "slip.not_addressee"),
        (blue(), "2020-07-20", answer("已开工"), &clerk, "ok"),
        (blue(), "2020-07-09", answer(""), &clerk, "slip.text_missing"),
        (answered(None), "2020-07-09", answer("又"), &clerk, "slip.answered"),
        (answered(Some(true)), "2020-07-09", answer("又"), &clerk, "slip.closed"),
        (blue(), "2020-07-09", judge(true, ""), &watcher, "slip.not_answered"),
        (answered(None), "2020-07-09", judge(true, ""), &helper, "slip.own_duty"),
        (answered(None), "2020-07-09", judge(true, ""), &watcher, "ok"),
        (
            answered(None),
            "2020-07-09",
            judge(false, ""),
            &watcher,
            "slip.text_missing",
        ),
        (
            answered(Some(false)),
            "2020-07-09",
            judge(true, ""),
            &watcher,
            "slip.not_answered",
        ),
        (blue(), "2020-07-10", raise(), &watcher, "slip.not_due"),
        (blue(), "2020-07-11", raise(), &watcher, "ok"),
        (answered(None), "2020-07-20", raise(), &watcher, "slip.not_judged"),
        (answered(Some(false)), "2020-07-09", raise(), &watcher, "ok"),
        (red, "2020-07-11", raise(), &watcher, "slip.highest"),
        (
            blue(),
            "2020-07-09",
            slip::Command::Withdraw { reason: String::new() },
            &watcher,
            "slip.text_missing",
        ),
        (
            blue(),
            "2020-07-09",
            slip::Command::Withdraw {
                reason: "误发".into()
            },
            &watcher,
            "ok",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let outcome = slip::decide(&state, &parties(), command, who, noon(on));
        assert_eq!(code(&outcome), expected, "row {index}");
        produced.push(expected);
    }
    let missing: Vec<_> = slip::CODES.iter().filter(|code| !produced.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn forms_add_up() {
    let report = Form {
        code: "report",
        fields: 3,
        per_year: 12,
        units: 40,
    };
    let yearly = Form {
        code: "plan",
        fields: 10,
        per_year: 1,
        units: 40,
    };
    let both = burden(&[report], Some(&yearly));
    assert_eq!((both.before, both.after), (number("120"), number("153.33")));
    assert_eq!(burden(&[], None).after, number("0"));
}

proptest! {
    #[test]
    fn a_slip_never_skips_a_level(days in proptest::collection::vec((0_i32..4, 0_i32..30), 1..30)) {
        let watcher = actor(Role::Supervisor, None);
        let clerk = actor(Role::Clerk, Some(1));
        let mut state = blue();
        let mut today = date("2020-07-01");
        for (what, later) in days {
            today = today.saturating_add(jiff::Span::new().days(later));
            let now = noon(&today.to_string());
            let (command, who) = match what {
                0 => (slip::Command::Answer("答复".into()), &clerk),
                1 => (slip::Command::Judge(Judgement { sufficient: false, reason: "不足".into() }), &watcher),
                2 => (slip::Command::Judge(Judgement { sufficient: true, reason: String::new() }), &watcher),
                _ => (slip::Command::Escalate { days: 3 }, &watcher),
            };
            let before = state.clone();
            if let Ok(event) = slip::decide(&state, &parties(), command, who, now) {
                prop_assert!(!before.closed);
                state = state.after(&event);
            }
            prop_assert!(state.level == before.level || Some(state.level) == before.level.above());
            if state.level > before.level {
                let insufficient = before.answer.as_ref().and_then(|answer| answer.judgement.as_ref()).is_some_and(|j| !j.sufficient);
                prop_assert!(insufficient || (before.answer.is_none() && today > before.due));
                prop_assert!(state.due > today);
            }
        }
    }

    /// Asked every day, each reminder is found on its own day and none twice; asked on some days, none comes early.
    #[test]
    fn reminders_are_as_a_list_of_days(due in 0_i32..700, done in any::<bool>(), asked in proptest::collection::vec(any::<bool>(), 60)) {
        let china = Calendar::china();
        let due: Date = date("2020-01-20").saturating_add(jiff::Span::new().days(due));
        let deadline = Deadline { subject: "report:2020-1:1:2020-01".into(), unit: UnitId(1), due, done };
        let mut sent = std::collections::BTreeSet::new();
        let first = due.saturating_sub(jiff::Span::new().days(25));
        for (later, asks) in asked.iter().enumerate() {
            let today = first.saturating_add(jiff::Span::new().days(later as i64));
            if !asks {
                continue;
            }
            let found = reminders(std::slice::from_ref(&deadline), today, china);
            let come = OFFSETS.into_iter().filter(|offset| china.add_working_days(due, *offset) <= today).max();
            prop_assert_eq!(found.len(), usize::from(come.is_some() && !done));
            for reminder in found {
                prop_assert_eq!(reminder.overdue, come > Some(0));
                sent.insert(reminder.key);
            }
        }
        prop_assert!(sent.len() <= OFFSETS.len());
        if asked.iter().all(|asks| *asks) && !done {
            prop_assert_eq!(sent.len(), OFFSETS.len());
        }
    }
}

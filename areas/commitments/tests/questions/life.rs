//! Asked, replied, settled: who may, when, and with which words.

use std::collections::BTreeSet;

use shishi_commitments::party::Parties;
use shishi_commitments::question::CODES;
use shishi_commitments::question::life::{
    Asked, Outcome, QuestionState, REASON_CHARS_MAX, REPLY_CHARS_MAX, decide_reply, decide_settlement, reply_by,
    sees_threshold,
};
use shishi_kernel::{AccountId, Actor, Date, Refusal, Role, UnitId};

use crate::build::{date, month};

fn asked(state: QuestionState) -> Asked {
    Asked {
        unit: UnitId(1),
        parties: Parties {
            leads: vec![UnitId(1)],
            helps: vec![UnitId(2)],
        },
        reply_by: date("2020-04-17"),
        state,
    }
}

fn actor(role: Role, unit: Option<i64>) -> Actor {
    Actor {
        account: AccountId(4),
        unit: unit.map(UnitId),
        role,
    }
}

fn code<T, R: Refusal>(result: &Result<T, R>) -> &'static str {
    let Err(refusal) = result else { return "ok" };
    assert!(!refusal.to_string().is_empty());
    assert!(
        refusal
            .arguments()
            .iter()
            .all(|(name, value)| !name.is_empty() && !value.is_empty())
    );
    refusal.code()
}

#[test]
fn refusals_in_order() {
    use QuestionState::{Open, Replied, Settled};
    let mut codes = BTreeSet::new();
    let long = "长".repeat(REPLY_CHARS_MAX + 1);
    for (role, unit, state, words, expected) in [
        (Role::Supervisor, Some(1), Open, "", "question.not_unit"),
        (Role::Clerk, Some(2), Replied, "", "question.not_unit"),
        (Role::Clerk, None, Open, "", "question.not_unit"),
        (Role::Clerk, Some(1), Replied, "", "question.replied"),
        (Role::Head, Some(1), Settled(Outcome::Explained), "", "question.settled"),
        (Role::Head, Some(1), Open, " ", "question.reply_missing"),
        (Role::Clerk, Some(1), Open, &long, "question.reply_long"),
        (Role::Clerk, Some(1), Open, " 已核对 ", "ok"),
    ] {
        let got = decide_reply(&asked(state), words, &actor(role, unit));
        assert_eq!(code(&got), expected, "{role:?} {unit:?} {state:?}");
        if let Ok(words) = &got {
            assert_eq!(words, "已核对");
        }
        codes.insert(code(&got));
    }
    let long = "长".repeat(REASON_CHARS_MAX + 1);
    for (role, unit, state, today, reason, expected) in [
        (Role::Clerk, Some(1), Open, "2020-04-10", "", "question.not_judge"),
        (Role::Auditor, None, Replied, "2020-04-10", "是", "question.not_judge"),
        (Role::Supervisor, Some(2), Open, "2020-04-10", "", "question.interest"),
        (Role::Appraiser, Some(1), Open, "2020-04-10", "", "question.interest"),
        (
            Role::Supervisor,
            Some(3),
            Settled(Outcome::Referred),
            "2020-04-10",
            "",
            "question.settled",
        ),
        (Role::Supervisor, Some(3), Open, "2020-04-17", "", "question.unheard"),
        (
            Role::Supervisor,
            Some(3),
            Open,
            "2020-04-18",
            "",
            "question.reason_missing",
        ),
        (
            Role::Supervisor,
            Some(3),
            Replied,
            "2020-04-11",
            &long,
            "question.reason_long",
        ),
        (Role::Appraiser, None, Replied, "2020-04-11", "查证属实", "ok"),
        (Role::Supervisor, Some(3), Open, "2020-04-18", "逾期未答复", "ok"),
    ] {
        let got = decide_settlement(&asked(state), reason, &actor(role, unit), date(today));
        assert_eq!(code(&got), expected, "{role:?} {unit:?} {state:?} {today}");
        codes.insert(code(&got));
    }
    codes.remove("ok");
    assert_eq!(codes, CODES.iter().copied().collect());
}

#[test]
fn five_working_days_to_reply() {
    // 2020-04-10 is a Friday; 2020-05-01 to 05-05 were holidays, and Saturday 05-09 was worked.
    let holidays = ["2020-05-01", "2020-05-04", "2020-05-05"].map(date);
    let is_working = |day: Date| {
        let weekend = matches!(
            day.weekday(),
            jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
        );
        day == date("2020-05-09") || !(weekend || holidays.contains(&day))
    };
    for (asked, until) in [
        ("2020-04-10", "2020-04-17"),
        ("2020-04-11", "2020-04-17"),
        ("2020-04-30", "2020-05-11"),
    ] {
        assert_eq!(reply_by(date(asked), is_working), date(until), "{asked}");
    }
    // A calendar without a working day does not run for ever.
    assert_eq!(reply_by(date("2020-04-10"), |_| false), date("2020-07-09"));
}

#[test]
fn reporters_see_lines_after_the_period() {
    for (role, today, sees) in [
        (Role::Clerk, "2020-03-31", false),
        (Role::Head, "2020-03-31", false),
        (Role::Clerk, "2020-04-01", true),
        (Role::Supervisor, "2020-03-01", true),
        (Role::Auditor, "2020-03-01", true),
    ] {
        assert_eq!(sees_threshold(role, month(3), date(today)), sees, "{role:?} {today}");
    }
}

#[test]
fn states_have_codes() {
    for state in ["open", "replied", "explained", "corrected", "referred"] {
        assert_eq!(QuestionState::from_code(state).unwrap().code(), state);
    }
    assert_eq!(QuestionState::from_code("guilty"), None);
}

//! Cases: the evidence that each ground needs, who may do a step, and when it follows.

use std::collections::BTreeSet;

use shishi_appraisal::CaseRefusal;
use shishi_appraisal::case::{
    By, Case, Command, Entry, Event, Evidence, FACTS_MAX, Fact, Ground, Outcome, REPLY_DAYS_MAX, State,
    WORDS_CHARS_MAX, open, test,
};
use shishi_kernel::{AccountId, LeafId, UnitId};

use crate::build::{code, date};

fn evidence(facts: &[(Fact, i64)]) -> Vec<Evidence> {
    facts
        .iter()
        .map(|(fact, leaf)| Evidence {
            fact: *fact,
            leaf: LeafId(*leaf),
        })
        .collect()
}

fn by(account: i64, unit: Option<i64>) -> By {
    By {
        account: AccountId(account),
        unit: unit.map(UnitId),
    }
}

fn parties() -> BTreeSet<UnitId> {
    [1, 2].map(UnitId).into()
}

fn case(state: State, facts: &[(Fact, i64)]) -> Case {
    Case {
        unit: UnitId(1),
        parties: parties(),
        ground: Ground::Fabrication,
        opened_by: AccountId(10),
        state,
        evidence: evidence(facts),
        reply_until: (state != State::Open).then(|| date("2020-10-20")),
        replied: false,
        tolerance: None,
    }
}

const FIELD: [(Fact, i64); 2] = [(Fact::Contradicted, 5), (Fact::FigureReferred, 6)];

fn tests() -> Vec<(&'static str, Result<(), CaseRefusal>)> {
    type Test = (&'static str, Ground, &'static [(Fact, i64)]);
    use Fact::*;
    let rows: [Test; 9] = [
        (
            "case.evidence_short",
            Ground::Neglect,
            &[(PlanMissing, 1), (SlipRaised, 2)],
        ),
        // The same entry twice is one fact, and facts of another ground are none.
        (
            "case.evidence_short",
            Ground::Neglect,
            &[(PlanMissing, 1), (SlipRaised, 1), (ReportMissing, 1)],
        ),
        (
            "case.evidence_short",
            Ground::Neglect,
            &[(PlanMissing, 1), (SlipRaised, 2), (NotMended, 3)],
        ),
        (
            "ok",
            Ground::Neglect,
            &[(PlanMissing, 1), (SlipRaised, 2), (SlipRaised, 3)],
        ),
        (
            "ok",
            Ground::WeakMeasures,
            &[(FellBehind, 1), (AnswerInsufficient, 2), (NotMended, 3)],
        ),
        (
            "ok",
            Ground::Shirking,
            &[(RequestEscalated, 1), (RequestOverruled, 2), (RequestDisputed, 3)],
        ),
        (
            "case.field_missing",
            Ground::Fabrication,
            &[(FigureReferred, 1), (FigureReferred, 2)],
        ),
        ("case.evidence_short", Ground::Fabrication, &[(Contradicted, 1)]),
        ("ok", Ground::Fabrication, &[(FigureReferred, 1), (InspectionFault, 2)]),
    ];
    rows.into_iter()
        .map(|(expected, ground, facts)| (expected, test(ground, &evidence(facts))))
        .collect()
}

#[test]
fn each_ground_has_its_evidence_test() {
    for (expected, got) in tests() {
        assert_eq!(code(&got), expected);
    }
    // Every fact speaks for one ground and no more.
    for fact in Fact::ALL {
        let grounds = Ground::ALL.iter().filter(|ground| ground.facts().contains(fact));
        assert_eq!(grounds.count(), 1, "{fact:?}");
    }
}

#[test]
fn entries_show_what_they_say() {
    let datum = |name: &str| match name {
        "matter" => Some("behind".to_owned()),
        "sufficient" => Some("false".to_owned()),
        _ => None,
    };
    for (fact, kind, shows) in [
        (Fact::FellBehind, "slip.issued", true),
        (Fact::PlanMissing, "slip.issued", false),
        (Fact::FellBehind, "slip.raised", false),
        (Fact::SlipRaised, "slip.raised", true),
        (Fact::AnswerInsufficient, "slip.judged", true),
        (Fact::NotMended, "inspection.mended", false),
        (Fact::RequestOverruled, "request.directed", true),
        (Fact::InspectionFault, "value.reported", false),
    ] {
        assert_eq!(fact.is_shown_by(kind, datum), shows, "{fact:?} {kind}");
    }
}

fn add(fact: Fact, leaf: i64, shows: bool, own: bool) -> Command {
    Command::Add {
        evidence: Evidence {
            fact,
            leaf: LeafId(leaf),
        },
        entry: Some(Entry {
            kind: "slip.issued".into(),
            shows,
            own,
        }),
    }
}

type Row = (&'static str, Result<String, CaseRefusal>);

fn opened() -> Vec<Row> {
    let long = "长".repeat(WORDS_CHARS_MAX + 1);
    let rows = [
        ("case.own_interest", 1, Some(1), false, "事由"),
        ("case.own_interest", 1, Some(2), false, "事由"),
        ("case.no_duty", 3, Some(4), false, "事由"),
        ("case.open_already", 1, None, true, "事由"),
        ("case.words_missing", 1, None, false, "  "),
        ("case.words_long", 1, None, false, long.as_str()),
        ("ok", 1, Some(3), false, " 事由 "),
    ];
    rows.into_iter()
        .map(|(expected, unit, own, same, words)| (expected, open(UnitId(unit), &parties(), same, words, by(10, own))))
        .collect()
}

fn decide(case: &Case, command: Command, by: By, today: &str) -> Result<String, CaseRefusal> {
    case.decide(command, by, date(today)).map(|event| match event {
        Event::Added(one) => format!("added {}", one.leaf),
        Event::Heard(until) => format!("until {until}"),
        Event::Replied(words) => format!("replied {words}"),
        Event::Considered(applies, words) => format!("considered {applies} {words}"),
        Event::Decided(outcome, words) => format!("decided {} {words}", outcome.code()),
        Event::Closed(words) => format!("closed {words}"),
    })
}

fn steps() -> Vec<Row> {
    let today = "2020-10-10";
    let office = by(11, Some(3));
    let unit = by(12, Some(1));
    let fresh = case(State::Open, &[]);
    let proved = case(State::Open, &FIELD);
    let mut full = proved.clone();
    full.evidence = evidence(
        &(0..FACTS_MAX as i64)
            .map(|n| (Fact::Contradicted, 100 + n))
            .collect::<Vec<_>>(),
    );
    let heard = case(State::Hearing, &FIELD);
    let replied = Case {
        replied: true,
        ..heard.clone()
    };
    let strict = Case {
        tolerance: Some(false),
        ..replied.clone()
    };
    let tolerant = Case {
        tolerance: Some(true),
        ..replied.clone()
    };
    let reply = |words: &str| Command::Reply { words: words.into() };
    let consider = |applies| Command::Consider {
        applies,
        reason: "先行先试".into(),
    };
    let settle = |outcome| Command::Decide {
        outcome,
        reason: "查证属实".into(),
    };
    let close = || Command::Close { words: "通报".into() };
    let nothing = Command::Add {
        evidence: evidence(&FIELD)[0],
        entry: None,
    };
    let row = |expected, case: &Case, command, by, today| (expected, decide(case, command, by, today));
    vec![
        row(
            "case.own_interest",
            &fresh,
            add(Fact::Contradicted, 5, true, true),
            unit,
            today,
        ),
        row(
            "case.fact_misplaced",
            &fresh,
            add(Fact::PlanMissing, 5, true, true),
            office,
            today,
        ),
        row("case.leaf_unknown", &fresh, nothing, office, today),
        row(
            "case.leaf_unfit",
            &fresh,
            add(Fact::Contradicted, 5, false, true),
            office,
            today,
        ),
        row(
            "case.leaf_foreign",
            &fresh,
            add(Fact::Contradicted, 5, true, false),
            office,
            today,
        ),
        row(
            "case.fact_twice",
            &proved,
            add(Fact::InspectionFault, 5, true, true),
            office,
            today,
        ),
        row(
            "case.facts_many",
            &full,
            add(Fact::Contradicted, 5, true, true),
            office,
            today,
        ),
        row("added 5", &fresh, add(Fact::Contradicted, 5, true, true), office, today),
        row(
            "case.wrong_step",
            &heard,
            add(Fact::Contradicted, 9, true, true),
            office,
            today,
        ),
        row("case.evidence_short", &fresh, Command::Hear { days: 10 }, office, today),
        row("case.days_unfit", &proved, Command::Hear { days: 4 }, office, today),
        row(
            "case.days_unfit",
            &proved,
            Command::Hear {
                days: REPLY_DAYS_MAX + 1,
            },
            office,
            today,
        ),
        row("until 2020-10-20", &proved, Command::Hear { days: 10 }, office, today),
        row("case.wrong_step", &proved, settle(Outcome::Named), office, today),
        row("case.not_yours", &heard, reply("已改"), office, today),
        row("case.wrong_step", &proved, reply("已改"), unit, today),
        row("case.wrong_step", &replied, reply("已改"), unit, today),
        row("case.reply_late", &heard, reply("已改"), unit, "2020-10-21"),
        row("case.words_missing", &heard, reply(" "), unit, today),
        row("replied 已改", &heard, reply(" 已改 "), unit, "2020-10-20"),
        row("case.reply_open", &heard, consider(false), office, "2020-10-20"),
        row(
            "considered false 先行先试",
            &heard,
            consider(false),
            office,
            "2020-10-21",
        ),
        row("considered true 先行先试", &replied, consider(true), office, today),
        row("case.wrong_step", &strict, consider(true), office, today),
        row(
            "case.own_interest",
            &strict,
            settle(Outcome::Named),
            by(13, Some(2)),
            today,
        ),
        row("case.own_case", &strict, settle(Outcome::Named), by(10, None), today),
        row("case.tolerance_first", &replied, settle(Outcome::Named), office, today),
        row("case.tolerated", &tolerant, settle(Outcome::Reminded), office, today),
        row(
            "decided dropped 查证属实",
            &tolerant,
            settle(Outcome::Dropped),
            office,
            today,
        ),
        row(
            "decided summoned 查证属实",
            &strict,
            settle(Outcome::Summoned),
            office,
            today,
        ),
        row("case.wrong_step", &strict, close(), office, today),
        row("closed 通报", &case(State::Decided, &FIELD), close(), office, today),
        row("case.wrong_step", &case(State::Closed, &FIELD), close(), office, today),
    ]
}

#[test]
fn each_step_follows_or_is_refused() {
    for (expected, got) in steps() {
        let said = match &got {
            Ok(said) => said,
            Err(_) => code(&got),
        };
        assert_eq!(said, expected);
    }
    for (expected, got) in opened() {
        assert_eq!(code(&got), expected);
    }
}

#[test]
fn codes_go_both_ways() {
    assert!(
        Ground::ALL
            .iter()
            .all(|one| Ground::from_code(one.code()) == Some(*one))
    );
    assert!(State::ALL.iter().all(|one| State::from_code(one.code()) == Some(*one)));
    assert!(
        Outcome::ALL
            .iter()
            .all(|one| Outcome::from_code(one.code()) == Some(*one))
    );
    assert!(Fact::ALL.iter().all(|one| Fact::from_code(one.code()) == Some(*one)));
    assert_eq!(Ground::from_code("laziness"), None);
}

pub fn seen() -> BTreeSet<&'static str> {
    let mut all: BTreeSet<_> = steps().iter().map(|(_, got)| code(got)).collect();
    all.extend(opened().iter().map(|(_, got)| code(got)));
    all.extend(tests().iter().map(|(_, got)| code(got)));
    all.remove("ok");
    all
}

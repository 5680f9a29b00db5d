//! Entries: who may do what and when, and what they may say.

use shishi_commitments::entry::{
    Body, Command, Counting, Draft, EVIDENCE_MAX, Entry, EntryFacts, Outcome, REASON_CHARS_MAX, State, Step as Done,
    WORDS_CHARS_MAX, decide, draft, kinds, may_judge,
};
use shishi_commitments::ledger::{NOTE_CHARS_MAX, VALUE_MAX};
use shishi_commitments::measure::MeasureKind;
use shishi_commitments::site::{Stage, Template};
use shishi_kernel::{AccountId, Actor, Decimal, Role, SiteId, UnitId};

use crate::build::{Step, code, date, ladder, now, number};
use crate::ledger_refusals::{actor, facts, long};
use crate::sites::site;

/// Every table of this file; what each produced.
pub fn all() -> Vec<&'static str> {
    [who_writes(), what(), who_acts(), states(), judging(), files()].concat()
}

fn known(kind: MeasureKind, unit: &str) -> EntryFacts {
    EntryFacts {
        measure: facts(kind, unit, "演出"),
        denominator_before: None,
        site: None,
        evidence: 0,
    }
}

fn activity(count: &str, counting: Counting) -> Body {
    Body::Activity {
        what: "送戏下乡".into(),
        place: "李村".into(),
        count: number(count),
        counting,
    }
}

fn written(body: Body) -> Draft {
    Draft {
        body,
        day: date("2020-05-01"),
        note: String::new(),
    }
}

fn entry(unit: i64, body: Body, state: State) -> Entry {
    Entry {
        unit: UnitId(unit),
        body,
        day: date("2020-05-01"),
        state,
        by: AccountId(8),
    }
}

fn stage(stage: Stage) -> Body {
    Body::Stage {
        site: SiteId(7),
        stage,
        reason: String::new(),
    }
}

fn clerk(unit: i64) -> Actor {
    actor(Role::Clerk, Some(unit))
}

fn who_writes() -> Vec<&'static str> {
    let facts = known(MeasureKind::Flow, "场");
    let body = activity("2", Counting::Things);
    let mut codes = Vec::new();
    for (who, held, expected) in [
        (actor(Role::Supervisor, None), None, "entry.not_clerk"),
        (actor(Role::Head, Some(1)), None, "entry.not_clerk"),
        (actor(Role::Clerk, None), None, "entry.no_unit"),
        (clerk(9), None, "entry.not_party"),
        (clerk(3), Some((1, State::Draft)), "entry.other_unit"),
        (clerk(1), Some((1, State::Submitted)), "entry.wrong_state"),
        (clerk(1), Some((1, State::Confirmed)), "entry.wrong_state"),
        (clerk(3), Some((3, State::Returned)), "ok"),
        (clerk(3), None, "ok"),
    ] {
        let held = held.map(|(unit, state)| entry(unit, body.clone(), state));
        let got = code(&draft(&facts, held.as_ref(), &written(body.clone()), &who, now()));
        assert_eq!(got, expected, "{who:?} {held:?}");
        codes.push(got);
    }
    // Another helper does not tell of a site that is not its own.
    let mut facts = known(MeasureKind::Count, "座");
    facts.measure.helps.push(UnitId(4));
    facts.site = Some(site(Template::Construction, Stage::Planned));
    for (unit, expected) in [(4, "entry.other_unit"), (3, "ok"), (1, "ok")] {
        let got = code(&draft(
            &facts,
            None,
            &written(stage(Stage::Started)),
            &clerk(unit),
            now(),
        ));
        assert_eq!(got, expected, "{unit}");
        codes.push(got);
    }
    codes
}

fn what() -> Vec<&'static str> {
    [days(), activities(), returns(), acts(), stages()].concat()
}

fn asked(facts: &EntryFacts, draft_: &Draft) -> &'static str {
    code(&draft(facts, None, draft_, &clerk(1), now()))
}

fn days() -> Vec<&'static str> {
    let mut first = written(activity("-1", Counting::Persons));
    first.day = date("2020-05-12");
    first.note = long(NOTE_CHARS_MAX);
    let steps: &[Step<Draft>] = &[
        ("entry.in_future", |d| d.day = date("2019-12-31")),
        ("entry.before_year", |d| d.day = date("2020-05-11")),
        ("entry.note_long", |d| d.note.clear()),
        ("entry.counting_unfit", |d| d.body = activity("-1", Counting::Things)),
        ("record.value_negative", |d| d.body = activity("1.5", Counting::Things)),
        ("record.value_fraction", |d| d.body = activity("15", Counting::Things)),
        ("ok", |_| {}),
    ];
    ladder(first, steps, |d| asked(&known(MeasureKind::Flow, "场"), d))
}

fn activities() -> Vec<&'static str> {
    let mut codes = Vec::new();
    for (unit, counting, expected) in [
        ("人", Counting::Persons, "ok"),
        ("人", Counting::PersonTimes, "entry.counting_unfit"),
        ("人次", Counting::PersonTimes, "ok"),
        ("人次", Counting::Persons, "entry.counting_unfit"),
        ("场", Counting::Things, "ok"),
    ] {
        let got = asked(&known(MeasureKind::Flow, unit), &written(activity("20", counting)));
        assert_eq!(got, expected, "{unit} {counting:?}");
        codes.push(got);
    }
    for (what, place, expected) in [
        (" ".to_owned(), String::new(), "entry.words_missing"),
        (long(WORDS_CHARS_MAX), String::new(), "entry.words_long"),
        ("演出".to_owned(), long(WORDS_CHARS_MAX), "entry.words_long"),
    ] {
        let body = Body::Activity {
            what,
            place,
            count: Decimal::ONE,
            counting: Counting::Things,
        };
        let got = asked(&known(MeasureKind::Flow, "场"), &written(body));
        assert_eq!(got, expected);
        codes.push(got);
    }
    codes
}

fn returns() -> Vec<&'static str> {
    let facts = known(MeasureKind::Rate, "%");
    let large = (VALUE_MAX + Decimal::ONE).to_string();
    let rows = [
        ("90", "100", "ok"),
        ("100", "100", "ok"),
        ("0", "100", "ok"),
        ("101", "100", "entry.numerator_large"),
        ("-1", "100", "entry.part_negative"),
        ("-2", "-1", "entry.part_negative"),
        ("0", "0", "entry.denominator_zero"),
        ("1", large.as_str(), "entry.part_large"),
    ];
    let mut codes: Vec<_> = rows
        .into_iter()
        .map(|(numerator, denominator, expected)| {
            let body = Body::Return {
                numerator: number(numerator),
                denominator: number(denominator),
            };
            let got = asked(&facts, &written(body));
            assert_eq!(got, expected, "{numerator}/{denominator}");
            got
        })
        .collect();
    // A bare percentage is not taken: it cannot be checked.
    codes.push(asked(&facts, &written(Body::Value { value: number("90") })));
    assert_eq!(codes.last(), Some(&"entry.kind_unfit"));
    codes
}

fn acts() -> Vec<&'static str> {
    let act = |words: &str, dated: &str, value: Option<&str>| Body::Act {
        number: words.into(),
        dated: date(dated),
        value: value.map(number),
    };
    let mut document = known(MeasureKind::Document, "");
    document.measure.target = None;
    document.measure.unit = None;
    let rows = [
        (
            known(MeasureKind::Parameter, "%"),
            act("某发〔2020〕3号", "2020-04-01", Some("50")),
            "ok",
        ),
        (
            known(MeasureKind::Parameter, "%"),
            act("某发〔2020〕3号", "2020-04-01", Some("9000000000000000")),
            "record.value_large",
        ),
        (
            known(MeasureKind::Parameter, "%"),
            act("", "2020-04-01", Some("50")),
            "entry.words_missing",
        ),
        (
            known(MeasureKind::Parameter, "%"),
            act("3号", "2020-05-02", Some("50")),
            "entry.act_after",
        ),
        (document.clone(), act("某发〔2020〕3号", "2020-04-01", None), "ok"),
        (
            document,
            act("某发〔2020〕3号", "2020-04-01", Some("2")),
            "record.not_yes_no",
        ),
    ];
    rows.into_iter()
        .map(|(facts, body, expected)| {
            let got = asked(&facts, &written(body.clone()));
            assert_eq!(got, expected, "{body:?}");
            got
        })
        .collect()
}

fn stages() -> Vec<&'static str> {
    let facts = known(MeasureKind::Count, "座");
    let mut elsewhere = known(MeasureKind::Count, "座");
    elsewhere.site = Some(site(Template::Construction, Stage::Planned));
    elsewhere.measure.measure.0 = 6;
    let mut here = known(MeasureKind::Count, "座");
    here.site = Some(site(Template::Construction, Stage::Built));
    let rows = [
        (&facts, stage(Stage::Started), "entry.site_unknown"),
        (&elsewhere, stage(Stage::Started), "entry.site_unknown"),
        (&here, stage(Stage::Started), "site.stage_back"),
        (&here, stage(Stage::Accepted), "ok"),
    ];
    rows.into_iter()
        .map(|(facts, body, expected)| {
            let got = asked(facts, &written(body.clone()));
            assert_eq!(got, expected, "{body:?}");
            got
        })
        .collect()
}

fn judge(outcome: Outcome, value: Option<&str>, reason: &str) -> Command {
    Command::Judge {
        outcome,
        value: value.map(number),
        reason: reason.into(),
    }
}

fn who_acts() -> Vec<&'static str> {
    let facts = known(MeasureKind::Flow, "场");
    let body = activity("2", Counting::Things);
    let give_back = || Command::Return {
        reason: "缺名单".into(),
    };
    let verify = || judge(Outcome::Verified, None, "");
    let judged = State::Judged(Outcome::Verified);
    let rows = [
        (clerk(3), 3, State::Draft, Command::Submit, "ok"),
        (clerk(1), 3, State::Draft, Command::Submit, "entry.other_unit"),
        (
            actor(Role::Head, Some(3)),
            3,
            State::Draft,
            Command::Submit,
            "entry.not_clerk",
        ),
        (clerk(3), 3, State::Submitted, Command::Confirm, "entry.not_lead"),
        (
            actor(Role::Supervisor, Some(1)),
            3,
            State::Submitted,
            Command::Confirm,
            "entry.not_lead",
        ),
        (
            actor(Role::Head, None),
            3,
            State::Submitted,
            Command::Confirm,
            "entry.no_unit",
        ),
        (clerk(2), 3, State::Submitted, Command::Confirm, "ok"),
        (actor(Role::Head, Some(1)), 3, State::Submitted, give_back(), "ok"),
        (clerk(3), 3, State::Submitted, give_back(), "entry.not_lead"),
        (clerk(1), 3, State::Confirmed, verify(), "entry.not_verifier"),
        (
            actor(Role::Appraiser, None),
            3,
            State::Confirmed,
            verify(),
            "entry.not_verifier",
        ),
        (
            actor(Role::Supervisor, Some(1)),
            3,
            State::Confirmed,
            verify(),
            "entry.own_duty",
        ),
        (
            actor(Role::Supervisor, Some(3)),
            3,
            State::Confirmed,
            verify(),
            "entry.own_duty",
        ),
        (actor(Role::Supervisor, Some(9)), 3, State::Confirmed, verify(), "ok"),
        (actor(Role::Supervisor, None), 3, State::Confirmed, verify(), "ok"),
        (
            actor(Role::Supervisor, Some(3)),
            3,
            judged,
            Command::Publish,
            "entry.own_duty",
        ),
        (actor(Role::Supervisor, None), 3, judged, Command::Publish, "ok"),
    ];
    rows.into_iter()
        .map(|(who, unit, state, command, expected)| {
            let parties = facts.measure.parties();
            let judging = matches!(command, Command::Judge { .. } | Command::Publish);
            let got = code(&decide(
                &facts,
                &entry(unit, body.clone(), state),
                command.clone(),
                &who,
            ));
            assert_eq!(got, expected, "{who:?} {state:?} {command:?}");
            assert!(!judging || may_judge(&parties, &who) == (got == "ok"));
            got
        })
        .collect()
}

/// Every command in every state: what goes through, goes where the drawing says.
fn states() -> Vec<&'static str> {
    let facts = known(MeasureKind::Flow, "场");
    let body = activity("2", Counting::Things);
    let supervisor = actor(Role::Supervisor, None);
    let judged = State::Judged(Outcome::Verified);
    let published = State::Published(Outcome::Verified);
    let all = [
        State::Draft,
        State::Submitted,
        State::Returned,
        State::Confirmed,
        judged,
        published,
    ];
    let commands = [
        (
            Command::Submit,
            clerk(3),
            vec![State::Draft, State::Returned],
            State::Submitted,
        ),
        (Command::Confirm, clerk(1), vec![State::Submitted], State::Confirmed),
        (
            Command::Return {
                reason: "缺名单".into(),
            },
            clerk(1),
            vec![State::Submitted],
            State::Returned,
        ),
        (
            judge(Outcome::Verified, None, "看了现场"),
            supervisor.clone(),
            vec![State::Confirmed, judged, published],
            judged,
        ),
        (Command::Publish, supervisor, vec![judged], published),
    ];
    let mut codes = Vec::new();
    for (command, who, from, to) in commands {
        for state in all {
            let outcome = decide(&facts, &entry(3, body.clone(), state), command.clone(), &who);
            codes.push(code(&outcome));
            match outcome {
                Ok(event) => assert_eq!(
                    (from.contains(&state), event.state),
                    (true, to),
                    "{command:?} {state:?}"
                ),
                Err(refusal) => assert!(!from.contains(&state), "{command:?} {state:?}: {refusal}"),
            }
        }
    }
    // A unit that leads stands for its own entry by handing it in.
    let event = decide(&facts, &entry(1, body, State::Draft), Command::Submit, &clerk(1)).unwrap();
    assert_eq!(
        (event.step, event.state, event.value),
        (Done::Confirmed, State::Confirmed, Some(Decimal::TWO))
    );
    codes
}

fn judging() -> Vec<&'static str> {
    let mut facts = known(MeasureKind::Flow, "场");
    let supervisor = actor(Role::Supervisor, None);
    let seen = State::Confirmed;
    let published = State::Published(Outcome::Verified);
    let rows = [
        (seen, judge(Outcome::Verified, None, ""), "ok"),
        (seen, judge(Outcome::Verified, Some("2"), ""), "entry.value_stray"),
        (seen, judge(Outcome::Unverifiable, Some("2"), "x"), "entry.value_stray"),
        (seen, judge(Outcome::Unverifiable, None, " "), "entry.reason_missing"),
        (seen, judge(Outcome::Unverifiable, None, "无签到表"), "ok"),
        (seen, judge(Outcome::Contradicted, None, "x"), "entry.value_missing"),
        (
            seen,
            judge(Outcome::Contradicted, Some("2"), "x"),
            "entry.nothing_contradicted",
        ),
        (
            seen,
            judge(Outcome::Contradicted, Some("-1"), "x"),
            "entry.value_impossible",
        ),
        (
            seen,
            judge(Outcome::Contradicted, Some("1"), ""),
            "entry.reason_missing",
        ),
        (seen, judge(Outcome::Contradicted, Some("1"), "一场未演"), "ok"),
        (
            seen,
            judge(Outcome::Verified, None, &long(REASON_CHARS_MAX)),
            "entry.reason_long",
        ),
        (published, judge(Outcome::Verified, None, ""), "entry.reason_missing"),
    ];
    let mut codes: Vec<_> = rows
        .into_iter()
        .map(|(state, command, expected)| {
            let held = entry(3, activity("2", Counting::Things), state);
            let got = code(&decide(&facts, &held, command.clone(), &supervisor));
            assert_eq!(got, expected, "{command:?}");
            got
        })
        .collect();
    // A site was accepted or not: nothing between. What is contradicted does not count, and needs no figure.
    facts.measure.kind = MeasureKind::Count;
    let rows = [
        ((Stage::Accepted, Some("0.5")), "entry.value_impossible"),
        ((Stage::Accepted, Some("1")), "entry.nothing_contradicted"),
        ((Stage::Accepted, None), "ok"),
        ((Stage::Started, Some("1")), "entry.value_impossible"),
        ((Stage::Started, Some("0")), "ok"),
    ];
    for ((reached, value), expected) in rows {
        let held = entry(3, stage(reached), State::Confirmed);
        let found = decide(&facts, &held, judge(Outcome::Contradicted, value, "锁着"), &supervisor);
        codes.push(code(&found));
        assert_eq!(codes.last(), Some(&expected), "{reached:?} {value:?}");
        if let Ok(event) = found {
            assert_eq!(event.value, Some(Decimal::ZERO));
        }
    }
    codes
}

fn files() -> Vec<&'static str> {
    let mut count = known(MeasureKind::Count, "座");
    count.site = Some(site(Template::Construction, Stage::Built));
    let mut quality = known(MeasureKind::Quality, "");
    quality.measure.target = None;
    let flow = known(MeasureKind::Flow, "场");
    let yes = Body::Value { value: Decimal::ONE };
    let rows = [
        (
            &count,
            stage(Stage::Accepted),
            0,
            Command::Submit,
            "entry.evidence_missing",
        ),
        (&count, stage(Stage::Accepted), 1, Command::Submit, "ok"),
        (&count, stage(Stage::Accepted), 1, Command::AddEvidence, "ok"),
        (
            &count,
            stage(Stage::Accepted),
            EVIDENCE_MAX,
            Command::AddEvidence,
            "entry.evidence_many",
        ),
        (&count, stage(Stage::InUse), 0, Command::Submit, "ok"),
        (
            &count,
            stage(Stage::InUse),
            0,
            Command::AddEvidence,
            "entry.evidence_not_asked",
        ),
        (&quality, yes.clone(), 0, Command::Submit, "entry.evidence_missing"),
        (&quality, yes, 1, Command::Submit, "ok"),
        (
            &flow,
            activity("2", Counting::Things),
            0,
            Command::AddEvidence,
            "entry.evidence_not_asked",
        ),
        (&flow, activity("2", Counting::Things), 0, Command::Submit, "ok"),
    ];
    rows.into_iter()
        .map(|(facts, body, evidence, command, expected)| {
            let facts = EntryFacts {
                evidence,
                ..facts.clone()
            };
            let held = entry(3, body, State::Draft);
            let got = code(&decide(&facts, &held, command.clone(), &clerk(3)));
            assert_eq!(got, expected, "{held:?} {command:?}");
            got
        })
        .collect()
}

#[test]
fn another_denominator_is_flagged() {
    let held = entry(
        1,
        Body::Return {
            numerator: number("90"),
            denominator: number("100"),
        },
        State::Draft,
    );
    for (before, flagged) in [(None, None), (Some("100.0"), None), (Some("120"), Some("120"))] {
        let mut facts = known(MeasureKind::Rate, "%");
        facts.denominator_before = before.map(number);
        let event = decide(&facts, &held, Command::Submit, &clerk(1)).unwrap();
        assert_eq!(event.denominator_before, flagged.map(number));
        assert_eq!(event.value, Some(number("90")));
    }
}

#[test]
fn every_state_and_kind_has_its_code() {
    for outcome in Outcome::ALL {
        for state in [
            State::Judged(outcome),
            State::Published(outcome),
            State::Draft,
            State::Confirmed,
        ] {
            assert_eq!(
                State::from_codes(state.code(), state.outcome().map(Outcome::code)),
                Some(state)
            );
        }
    }
    assert_eq!(State::from_codes("judged", None), None);
    assert_eq!(State::from_codes("draft", Some("verified")), None);
    for counting in [Counting::Persons, Counting::PersonTimes, Counting::Things] {
        assert_eq!(Counting::from_code(counting.code()), Some(counting));
    }
    for kind in MeasureKind::ALL {
        assert!(!kinds(kind).is_empty());
    }
    let body = stage(Stage::Accepted);
    let stored = serde_json::to_string(&body).unwrap();
    assert_eq!(stored, r#"{"kind":"stage","site":7,"stage":"accepted","reason":""}"#);
    assert_eq!(serde_json::from_str::<Body>(&stored).unwrap(), body);
}

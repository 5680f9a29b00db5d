//! Reports: their months, their draft from the records, who may do what to them when.

use shishi_commitments::report::{
    self, Content, Definition, Entry, Form, FormChange, Frequency, Gathered, MilestoneLine, Period, Report,
    RequestLine, SlipLine, Source, Standing, State, Texts,
};
use shishi_kernel::{Actor, Calendar, MeasureId, Role, UnitId};

use crate::build::{code, date, number};
use crate::rhythm::{actor, noon, parties};

fn june(state: State) -> Report {
    let period = Period::from_code("2020-06").unwrap();
    Report {
        unit: UnitId(1),
        period,
        state,
        content: Content::default(),
        due: period.due(report::DUE_WORKING_DAYS, Calendar::china()),
        submitted_on: None,
    }
}

fn words(done: &str) -> Texts {
    Texts {
        done: done.into(),
        ..Texts::default()
    }
}

fn content(done: &str) -> Content {
    Content {
        texts: words(done),
        ..Content::default()
    }
}

fn accepted(reopened_until: Option<&str>) -> State {
    State::Accepted {
        on: date("2020-07-08"),
        reopening: reopened_until.map(|until| report::Reopening {
            reason: "漏记一处".into(),
            approver: "督查室".into(),
            until: date(until),
        }),
    }
}

fn reopening(reason: &str, approver: &str, until: &str) -> report::Command {
    report::Command::Reopen(report::Reopening {
        reason: reason.into(),
        approver: approver.into(),
        until: date(until),
    })
}

#[test]
fn periods_have_codes_and_due_days() {
    for (code, due) in [
        ("2020-01", "2020-02-07"), // the festival was prolonged to 2 February
        ("2020-04", "2020-05-11"),
        ("2020-09", "2020-10-14"),
    ] {
        let period = Period::from_code(code).unwrap();
        assert_eq!(period.code(), code);
        assert_eq!(period.due(5, Calendar::china()), date(due), "{code}");
    }
    let quarter = Period::from_code("2020-q2").unwrap();
    assert_eq!(
        (quarter.first(), quarter.last()),
        (date("2020-04-01"), date("2020-06-30"))
    );
    assert_eq!(
        (quarter.code(), quarter.due(5, Calendar::china())),
        ("2020-q2".into(), date("2020-07-07"))
    );
    for wrong in [
        "2020-13",
        "2020-4",
        "",
        "2020-04-01",
        "年",
        "2020-q0",
        "2020-q5",
        "2020-q",
        "2020-q-1",
        "2020-q43",
        "2020-+4",
    ] {
        assert_eq!(Period::from_code(wrong), None, "{wrong}");
    }
    let quarterly = |from: &str| Form {
        from: date(from),
        frequency: Frequency::Quarterly,
        questions: Vec::new(),
    };
    for (issued, forms, count) in [
        ("2019-12-30", vec![], 12),
        ("2020-05-11", vec![], 8),
        ("2021-01-01", vec![], 0),
        ("2020-05-11", vec![quarterly("2020-01-01")], 3),
        // Months until June, then two quarters.
        ("2020-05-11", vec![quarterly("2020-07-01")], 4),
    ] {
        assert_eq!(
            Period::of_programme(2020, date(issued), &forms).len(),
            count,
            "{issued} {forms:?}"
        );
    }
}

#[test]
fn a_report_is_drafted_from_the_records() {
    let entry = |on: &str, value: &str, note: &str| Entry {
        as_of: date(on),
        value: number(value),
        note: note.into(),
    };
    let source = |measure, entries| Source {
        measure: MeasureId(measure),
        definition: Definition {
            what: "幼儿园".into(),
            unit: Some("所".into()),
            version: 2,
            target: None,
        },
        entries,
    };
    let sources = [
        source(
            1,
            vec![
                entry("2020-06-20", "4", " 两所封顶 "),
                entry("2020-05-31", "2", "上月"),
                entry("2020-06-20", "5.0", ""),
                entry("2020-07-01", "9", "下月"),
            ],
        ),
        source(2, Vec::new()),
    ];
    let milestone = |planned: &str, done: Option<&str>| MilestoneLine {
        title: planned.into(),
        planned: date(planned),
        done: done.map(date),
    };
    let request = |from: &str, on: &str, ended| RequestLine {
        asker: "建设局".into(),
        asked: "财政局".into(),
        what: from.into(),
        asked_on: date(from),
        due: date("2020-06-15"),
        step: "ask".into(),
        on: date(on),
        ended,
    };
    let slip = |issued: &str, closed: Option<&str>| SlipLine {
        level: "blue".into(),
        matter: "behind".into(),
        words: issued.into(),
        issued: date(issued),
        due: date("2020-06-15"),
        closed: closed.map(date),
    };
    let gathered = Gathered {
        measures: sources.into(),
        milestones: vec![
            milestone("2020-05-01", Some("2020-05-03")),
            milestone("2020-05-02", Some("2020-06-30")),
            milestone("2020-05-03", None),
            milestone("2020-07-01", None),
            milestone("2020-07-02", Some("2020-06-01")),
        ],
        requests: vec![
            request("2020-05-29", "2020-05-31", true),
            request("2020-05-30", "2020-05-30", false),
            request("2020-06-01", "2020-07-02", true),
            request("2020-07-01", "2020-07-01", false),
        ],
        slips: vec![
            slip("2020-05-01", Some("2020-05-31")),
            slip("2020-05-02", None),
            slip("2020-05-03", Some("2020-07-01")),
            slip("2020-07-01", None),
        ],
    };
    let drafted = report::assemble(&gathered, Period::from_code("2020-06").unwrap());
    let named: Vec<&str> = drafted.milestones.iter().map(|line| line.title.as_str()).collect();
    assert_eq!(
        named,
        ["2020-05-02", "2020-05-03", "2020-07-02"],
        "reached in June, or missed by its end"
    );
    let named: Vec<&str> = drafted.requests.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(named, ["2020-05-30", "2020-06-01"]);
    let named: Vec<&str> = drafted.slips.iter().map(|line| line.words.as_str()).collect();
    assert_eq!(named, ["2020-05-02", "2020-05-03"]);
    let quarter = report::assemble(&gathered, Period::from_code("2020-q2").unwrap());
    assert_eq!(quarter.texts.done, "2020-05-31 上月\n2020-06-20 两所封顶");
    assert_eq!(drafted.lines[0].reported, Some((number("5"), date("2020-06-20"))));
    assert_eq!(drafted.lines[0].definition.version, 2);
    assert_eq!(drafted.lines[1].reported, None, "nothing recorded is not zero");
    assert_eq!(drafted.texts.done, "2020-06-20 两所封顶");
}

#[test]
fn reports_refuse() {
    let long = "字".repeat(3_000);
    let (clerk, head) = (actor(Role::Clerk, Some(1)), actor(Role::Head, Some(1)));
    let stranger = actor(Role::Clerk, Some(2));
    let (watcher, helper) = (actor(Role::Supervisor, None), actor(Role::Supervisor, Some(2)));
    let returning = |reason: &str| report::Command::Return { reason: reason.into() };
    let save = || report::Command::Save(words("封顶"));
    let submit = || report::Command::Submit(content("封顶"));
    let rows: Vec<(State, &str, bool, report::Command, &Actor, &str)> = vec![
        (State::Draft, "2020-06-10", false, save(), &watcher, "report.not_writer"),
        (State::Draft, "2020-06-10", false, save(), &stranger, "report.not_lead"),
        (
            State::Draft,
            "2020-06-10",
            false,
            report::Command::Save(words(&long)),
            &clerk,
            "report.text_long",
        ),
        (State::Draft, "2020-06-10", false, save(), &clerk, "ok"),
        (State::Draft, "2020-07-02", true, submit(), &clerk, "report.not_head"),
        (State::Draft, "2020-06-30", true, submit(), &head, "report.period_open"),
        (
            State::Draft,
            "2020-07-01",
            true,
            report::Command::Submit(content(" ")),
            &head,
            "report.empty",
        ),
        (State::Draft, "2020-07-01", true, submit(), &head, "ok"),
        (State::Draft, "2020-07-01", false, submit(), &clerk, "ok"),
        (
            State::Submitted,
            "2020-07-02",
            false,
            save(),
            &clerk,
            "report.with_supervisor",
        ),
        (
            State::Submitted,
            "2020-07-02",
            false,
            report::Command::Accept,
            &clerk,
            "report.not_supervisor",
        ),
        (
            State::Submitted,
            "2020-07-02",
            false,
            report::Command::Accept,
            &helper,
            "report.own_duty",
        ),
        (
            State::Submitted,
            "2020-07-02",
            false,
            report::Command::Accept,
            &watcher,
            "ok",
        ),
        (
            State::Submitted,
            "2020-07-02",
            false,
            returning(" "),
            &watcher,
            "report.reason_missing",
        ),
        (
            State::Submitted,
            "2020-07-02",
            false,
            returning(&long),
            &watcher,
            "report.reason_long",
        ),
        (State::Submitted, "2020-07-02", false, returning("缺数"), &watcher, "ok"),
        (
            State::Draft,
            "2020-07-02",
            false,
            report::Command::Accept,
            &watcher,
            "report.not_submitted",
        ),
        (
            State::Returned {
                reason: "缺数".into()
            },
            "2020-07-02",
            false,
            submit(),
            &clerk,
            "ok",
        ),
        // Objections may come in until 15 July; until then it can be sent back, afterwards only opened again.
        (accepted(None), "2020-07-15", false, save(), &clerk, "report.closed"),
        (
            accepted(None),
            "2020-07-15",
            false,
            returning("异议成立"),
            &watcher,
            "ok",
        ),
        (
            accepted(None),
            "2020-07-16",
            false,
            returning("异议成立"),
            &watcher,
            "report.not_submitted",
        ),
        (
            accepted(None),
            "2020-07-15",
            false,
            reopening("漏记", "督查室", "2020-07-20"),
            &watcher,
            "report.not_locked",
        ),
        (
            accepted(None),
            "2020-07-16",
            false,
            reopening("", "督查室", "2020-07-20"),
            &watcher,
            "report.reason_missing",
        ),
        (
            accepted(None),
            "2020-07-16",
            false,
            reopening("漏记", " ", "2020-07-20"),
            &watcher,
            "report.approver_missing",
        ),
        (
            accepted(None),
            "2020-07-16",
            false,
            reopening("漏记", &long, "2020-07-20"),
            &watcher,
            "report.reason_long",
        ),
        (
            accepted(None),
            "2020-07-16",
            false,
            reopening("漏记", "督查室", "2020-07-15"),
            &watcher,
            "report.until_range",
        ),
        (
            accepted(None),
            "2020-07-16",
            false,
            reopening("漏记", "督查室", "2020-08-16"),
            &watcher,
            "report.until_range",
        ),
        (
            accepted(None),
            "2020-07-16",
            false,
            reopening("漏记", "督查室", "2020-08-15"),
            &watcher,
            "ok",
        ),
        // Open again for a while, and then locked by itself.
        (
            accepted(Some("2020-08-15")),
            "2020-08-15",
            false,
            submit(),
            &clerk,
            "ok",
        ),
        (
            accepted(Some("2020-08-15")),
            "2020-08-16",
            false,
            submit(),
            &clerk,
            "report.closed",
        ),
    ];
    let mut produced = vec!["ok"];
    for (index, (state, on, has_head, command, who, expected)) in rows.into_iter().enumerate() {
        let outcome = report::decide(&june(state), &parties(), has_head, command, who, noon(on));
        assert_eq!(code(&outcome), expected, "row {index}");
        produced.push(expected);
    }
    // The form: who, what, why, and only from the next quarter.
    let asked = |questions: &[&str], reason: &str| FormChange {
        frequency: Frequency::Monthly,
        questions: questions.iter().map(|words| (*words).to_owned()).collect(),
        reason: reason.into(),
    };
    for (who, change, expected) in [
        (&clerk, asked(&["资金支付"], "审计要求"), "report.not_supervisor"),
        (
            &watcher,
            asked(&["一", "二", "三", "四"], "审计要求"),
            "report.questions_many",
        ),
        (&watcher, asked(&[&long], "审计要求"), "report.question_long"),
        (&watcher, asked(&["资金支付"], " "), "report.reason_missing"),
        (&watcher, asked(&[" "], "审计要求"), "report.form_same"),
        (&watcher, asked(&["资金支付", " "], "审计要求"), "ok"),
    ] {
        let outcome = report::change(&[], &change, who, noon("2020-06-30"));
        assert_eq!(code(&outcome), expected, "{change:?}");
        if let Ok((form, _)) = outcome {
            assert_eq!((form.from, form.burden(20).fields), (date("2020-07-01"), 4));
            let again = report::change(&[form], &change, who, noon("2020-06-30"));
            assert_eq!(code(&again), "report.form_same");
        }
        produced.push(expected);
    }
    let missing: Vec<_> = report::CODES.iter().filter(|code| !produced.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn lateness_and_standing_follow_from_the_days() {
    for (submitted, today, late) in [
        (None, "2020-07-07", false),
        (None, "2020-07-08", true),
        (Some("2020-07-07"), "2020-09-01", false),
        (Some("2020-07-08"), "2020-09-01", true),
    ] {
        let report = Report {
            submitted_on: submitted.map(date),
            ..june(State::Draft)
        };
        assert_eq!(report.late(date(today)), late, "{submitted:?} {today}");
    }
    for (state, today, standing) in [
        (State::Draft, "2020-07-01", Standing::Draft),
        (accepted(None), "2020-07-15", Standing::Accepted),
        (accepted(None), "2020-07-16", Standing::Locked),
        (accepted(Some("2020-08-01")), "2020-08-01", Standing::Reopened),
        (accepted(Some("2020-08-01")), "2020-08-02", Standing::Locked),
    ] {
        assert_eq!(june(state).standing(date(today)), standing, "{today}");
    }
}

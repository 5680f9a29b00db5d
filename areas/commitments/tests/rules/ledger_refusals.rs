//! What records, changes and memberships refuse, in order of precedence.

use shishi_commitments::change::{ChangeCommand, ChangeEvent, decide_change};
use shishi_commitments::draft::TargetRole;
use shishi_commitments::group::{MEMBERS_MAX, MembershipBook};
use shishi_commitments::ledger::{DECISION_CHARS_MAX, MeasureFacts, NOTE_CHARS_MAX, VALUE_MAX};
use shishi_commitments::measure::{MeasureKind, TargetValue};
use shishi_commitments::record::{RecordCommand, decide_record};
use shishi_kernel::{AccountId, Actor, Comparator, Decimal, MeasureId, Role, UnitId};

use crate::build::{Step, code, date, ladder, now, number};

type Codes = Vec<&'static str>;

/// Every table of this file; what each produced.
pub fn all() -> Codes {
    [who_reports(), values(), days(), who_changes(), targets(), memberships()].concat()
}

pub fn facts(kind: MeasureKind, unit: &str, what: &str) -> MeasureFacts {
    MeasureFacts {
        measure: MeasureId(5),
        kind,
        what: what.into(),
        unit: Some(unit.into()),
        role: TargetRole::Commitment,
        baseline: None,
        testable: true,
        target: Some(value(Comparator::Eq, "35")),
        target_version: 1,
        year: 2020,
        leads: vec![UnitId(1), UnitId(2)],
        helps: vec![UnitId(3)],
    }
}

fn value(comparator: Comparator, value: &str) -> TargetValue {
    TargetValue {
        comparator,
        value: number(value),
        value_max: None,
        tolerance: None,
        cut_off: Some(date("2020-12-31")),
    }
}

pub fn actor(role: Role, unit: Option<i64>) -> Actor {
    Actor {
        account: AccountId(8),
        unit: unit.map(UnitId),
        role,
    }
}

fn report(value: &str, as_of: &str) -> RecordCommand {
    RecordCommand {
        value: number(value),
        as_of: date(as_of),
        note: " 已完工 ".into(),
    }
}

pub fn long(max: usize) -> String {
    "长".repeat(max + 1)
}

fn who_reports() -> Codes {
    // Everything else is wrong as well: who asks is looked at first.
    let mut untestable = facts(MeasureKind::Activity, "处", "整治");
    untestable.target = None;
    untestable.testable = false;
    let mut codes = Vec::new();
    for (role, unit, expected) in [
        (Role::Administrator, Some(1), "record.not_clerk"),
        (Role::Supervisor, Some(1), "record.not_clerk"),
        (Role::Auditor, None, "record.not_clerk"),
        (Role::Clerk, None, "record.no_unit"),
        (Role::Clerk, Some(3), "record.not_lead"),
        (Role::Clerk, Some(9), "record.not_lead"),
        (Role::Clerk, Some(1), "record.untestable"),
        (Role::Clerk, Some(2), "record.untestable"),
    ] {
        let got = code(&decide_record(
            &untestable,
            report("-1.5", "2031-01-01"),
            &actor(role, unit),
            now(),
        ));
        assert_eq!(got, expected, "{role:?} {unit:?}");
        codes.push(got);
    }
    codes
}

fn values() -> Codes {
    use MeasureKind::{Activity, Count, Coverage, Document, Flow, Parameter, Quality, Rate, Works};
    let rows: &[(MeasureKind, &str, &str, &str, &str)] = &[
        (Count, "座", "公厕", "0", "ok"),
        (Count, "座", "公厕", "36", "ok"),
        (Count, "座", "公厕", "35.0", "ok"),
        (Count, "座", "公厕", "-1", "record.value_negative"),
        (Count, "座", "公厕", "-0.5", "record.value_negative"),
        (Count, "座", "公厕", "3.5", "record.value_fraction"),
        (Flow, "人次", "培训", "0.1", "record.value_fraction"),
        (Flow, "万元", "消费券", "0.1", "ok"),
        (Coverage, "家", "食堂", "1.5", "record.value_fraction"),
        (Works, "公里", "道路", "1.5", "ok"),
        (Works, "元", "投资", "1000000000000000", "ok"),
        (Works, "元", "投资", "1000000000000001", "record.value_large"),
        (Rate, "%", "检查率", "0", "ok"),
        (Rate, "%", "检查率", "91.25", "ok"),
        (Rate, "%", "检查率", "100", "ok"),
        (Rate, "%", "检查率", "100.1", "record.over_hundred"),
        (Rate, "%", "检查率", "-1", "record.value_negative"),
        (Rate, "%", "投资增长", "-3.5", "ok"),
        (Rate, "%", "投资增长", "130", "ok"),
        (Parameter, "%", "支付比例", "101", "record.over_hundred"),
        (Parameter, "元", "保费", "2.50", "ok"),
        (Parameter, "元", "保费", "-2", "record.value_negative"),
    ];
    let clerk = actor(Role::Clerk, Some(1));
    let mut codes: Codes = Vec::new();
    let mut ask = |facts: &MeasureFacts, value: &str, expected: &str| {
        let got = code(&decide_record(facts, report(value, "2020-05-01"), &clerk, now()));
        assert_eq!(got, expected, "{} {value}", facts.what);
        codes.push(got);
    };
    for (kind, unit, what, value, expected) in rows {
        ask(&facts(*kind, unit, what), value, expected);
    }
    for kind in [Document, Works, Quality] {
        let mut facts = facts(kind, "", "出台文件");
        facts.target = None;
        facts.unit = None;
        for (value, expected) in [
            ("0", "ok"),
            ("1", "ok"),
            ("1.0", "ok"),
            ("2", "record.not_yes_no"),
            ("-1", "record.not_yes_no"),
            ("0.5", "record.not_yes_no"),
        ] {
            ask(&facts, value, expected);
        }
    }
    // A figure given by a change makes an activity testable, and what was promised as a fraction may come as one.
    let mut given = facts(Activity, "处", "整治");
    given.testable = false;
    ask(&given, "3", "ok");
    let mut half = facts(Count, "处", "整治");
    half.target = Some(value(Comparator::Eq, "1.5"));
    ask(&half, "0.5", "ok");
    codes
}

fn days() -> Codes {
    let clerk = actor(Role::Clerk, Some(2));
    let facts = facts(MeasureKind::Count, "座", "公厕");
    let mut codes = Vec::new();
    // 16:00 UTC is the next day in China.
    for (instant, as_of, expected) in [
        ("2020-05-11T15:59:59Z", "2020-05-11", "ok"),
        ("2020-05-11T15:59:59Z", "2020-05-12", "record.in_future"),
        ("2020-05-11T16:00:00Z", "2020-05-12", "ok"),
        ("2020-05-11T16:00:00Z", "2020-01-01", "ok"),
        ("2020-05-11T16:00:00Z", "2019-12-31", "record.before_year"),
        ("2022-05-11T16:00:00Z", "2022-05-11", "ok"),
        ("1969-05-11T16:00:00Z", "1969-01-01", "record.before_year"),
    ] {
        let got = code(&decide_record(
            &facts,
            report("3", as_of),
            &clerk,
            instant.parse().unwrap(),
        ));
        assert_eq!(got, expected, "{as_of} at {instant}");
        codes.push(got);
    }
    let noted = RecordCommand {
        note: long(NOTE_CHARS_MAX),
        ..report("3", "2020-05-01")
    };
    codes.push(code(&decide_record(&facts, noted, &clerk, now())));
    assert_eq!(codes.last(), Some(&"record.note_long"));
    let event = decide_record(&facts, report("3.00", "2020-05-01"), &clerk, now()).unwrap();
    assert_eq!((event.value.to_string().as_str(), event.note.as_str()), ("3", "已完工"));
    assert_eq!(
        (event.unit, event.by, event.measure, event.at),
        (UnitId(2), AccountId(8), MeasureId(5), now())
    );
    codes
}

fn change(comparator: Comparator, value: &str) -> ChangeCommand {
    ChangeCommand {
        comparator,
        value: number(value),
        value_max: None,
        tolerance: None,
        cut_off: Some(date("2020-12-31")),
        decision: " 管委会常务会〔2020〕9号 ".into(),
        reason: " 汛期停工 ".into(),
    }
}

fn who_changes() -> Codes {
    struct Asked(ChangeCommand, Actor);
    let mut start = Asked(change(Comparator::Range, "-5"), actor(Role::Clerk, Some(1)));
    start.0.decision = "　".into();
    start.0.reason = String::new();
    start.0.tolerance = Some(number("-1"));
    start.0.cut_off = Some(date("2019-12-31"));
    let facts = facts(MeasureKind::Rate, "%", "检查率");
    let steps: &[Step<Asked>] = &[
        ("change.not_supervisor", |a| a.1.role = Role::Administrator),
        ("change.not_supervisor", |a| a.1.role = Role::Supervisor),
        ("change.own_duty", |a| a.1.unit = Some(UnitId(3))),
        ("change.own_duty", |a| a.1.unit = Some(UnitId(7))),
        ("change.decision_missing", |a| a.0.decision = long(DECISION_CHARS_MAX)),
        ("change.decision_long", |a| a.0.decision = "会议纪要".into()),
        ("change.reason_missing", |a| a.0.reason = long(NOTE_CHARS_MAX)),
        ("change.reason_long", |a| a.0.reason = "汛期".into()),
        ("change.range_end_missing", |a| a.0.value_max = Some(number("-6"))),
        ("change.range_upside_down", |a| a.0.comparator = Comparator::Ge),
        ("change.range_end_stray", |a| a.0.value_max = None),
        ("change.value_negative", |a| a.0.value = number("101")),
        ("change.over_hundred", |a| a.0.value = VALUE_MAX + Decimal::ONE),
        ("change.value_large", |a| a.0.value = number("35")),
        ("change.tolerance_stray", |a| a.0.comparator = Comparator::Approx),
        ("change.tolerance_negative", |a| {
            a.0.tolerance = Some(VALUE_MAX + Decimal::ONE)
        }),
        ("change.value_large", |a| a.0.tolerance = Some(number("1"))),
        ("change.cut_off_before_year", |a| a.0.cut_off = Some(date("2021-12-31"))),
        ("ok", |a| {
            a.0.comparator = Comparator::Eq;
            a.0.tolerance = None;
            a.0.cut_off = Some(date("2020-12-31"));
        }),
        ("change.nothing_changed", |a| a.1.unit = None),
        ("change.nothing_changed", |a| a.0.value = number("35.0")),
        ("change.nothing_changed", |a| a.0.cut_off = None),
        ("ok", |_| ()),
    ];
    ladder(start, steps, |asked| {
        code(&decide_change(&facts, asked.0.clone(), &asked.1, now()))
    })
}

fn targets() -> Codes {
    let supervisor = actor(Role::Supervisor, None);
    let mut bare = facts(MeasureKind::Activity, "", "整治");
    bare.unit = None;
    bare.target = None;
    bare.target_version = 0;
    let full = facts(MeasureKind::Count, "座", "公厕");
    let ask =
        |facts: &MeasureFacts, command| -> ChangeEvent { decide_change(facts, command, &supervisor, now()).unwrap() };
    // The promise as published is version 1, whether it had a figure or not.
    let first = ask(&bare, change(Comparator::Ge, "10"));
    assert_eq!((first.version, first.before.is_none()), (2, true));
    let second = ask(&full, change(Comparator::Eq, "34"));
    assert_eq!((second.version, second.before.as_ref()), (2, full.target.as_ref()));
    assert_eq!(
        (second.decision.as_str(), second.reason.as_str()),
        ("管委会常务会〔2020〕9号", "汛期停工")
    );
    let mut third = full.clone();
    third.target_version = 7;
    assert_eq!(ask(&third, change(Comparator::Le, "34")).version, 8);
    let mut negative = change(Comparator::Eq, "-1");
    negative.value_max = None;
    let got = code(&decide_change(&bare, negative, &supervisor, now()));
    assert_eq!(got, "change.value_negative");
    vec![got]
}

fn memberships() -> Codes {
    let rows: &[(i64, i64, &str, &str, &str)] = &[
        (1, 1, "2020-05-01", "2020-04-01", "group.own_member"),
        (1, 2, "2020-05-01", "2020-04-30", "group.end_before_start"),
        (1, 2, "2020-05-01", "2020-05-01", "ok"),
        (1, 2, "2020-05-01", "", "group.overlap"),
        (1, 2, "2020-05-02", "", "ok"),
        (1, 2, "2030-05-02", "", "group.overlap"),
        (1, 2, "2019-01-01", "2020-04-30", "ok"),
        (1, 2, "2018-01-01", "2019-01-01", "group.overlap"),
        (1, 3, "2020-05-01", "", "ok"),
        (4, 2, "2020-05-01", "", "ok"),
    ];
    let mut book = MembershipBook::default();
    let mut codes: Codes = Vec::new();
    for (group, member, from, to, expected) in rows {
        let to = (!to.is_empty()).then(|| date(to));
        let got = code(&book.set(UnitId(*group), UnitId(*member), date(from), to));
        assert_eq!(got, *expected, "{group} {member} {from}");
        codes.push(got);
    }
    assert_eq!(book.members_on(UnitId(1), date("2020-05-01")), [UnitId(2), UnitId(3)]);
    assert_eq!(book.memberships(UnitId(1)).len(), 4);
    let mut crowd = MembershipBook::default();
    for member in 1..=i64::try_from(MEMBERS_MAX).unwrap() {
        crowd.set(UnitId(0), UnitId(member), date("2020-01-01"), None).unwrap();
    }
    let got = code(&crowd.set(UnitId(0), UnitId(-1), date("2020-01-01"), None));
    assert_eq!(got, "group.too_many");
    codes.push(got);
    codes
}

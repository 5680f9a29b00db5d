//! Schemes: what is read, what is refused and why, who approves and until when.

use std::collections::BTreeSet;

use shishi_appraisal::SchemeRefusal;
use shishi_appraisal::input::{Excluded, Input};
use shishi_appraisal::scheme::{DECISION_CHARS_MAX, TEXT_CHARS_MAX, approve, read};
use shishi_kernel::{AccountId, Refusal};

use crate::build::{code, criterion, date, scheme};

const GOOD: &str = "\
# 征求意见后定稿
名称: 2020年度为民办实事考核办法
开始：2020-07-01
结束: 2020-12-31
主办: 100
协办: 30
排名: 是
目标经核实达成: 50
节点按期完成： 30，60%-95%
requests_answered: 20, 0至100
";

fn codes(text: &str) -> String {
    match read(text) {
        Ok(_) => "ok".into(),
        Err(faults) => {
            assert!(!faults.is_empty());
            let texts: Vec<_> = faults.iter().map(SchemeRefusal::code).collect();
            texts.join(" ")
        }
    }
}

#[test]
fn a_scheme_is_read_in_either_language() {
    let read = read(GOOD).unwrap();
    let mut expected = scheme(vec![
        criterion(Input::TargetVerified, 50, 0, 100),
        criterion(Input::MilestonesOnTime, 30, 60, 95),
        criterion(Input::RequestsAnswered, 20, 0, 100),
    ]);
    expected.title = "2020年度为民办实事考核办法".into();
    assert_eq!((read.year(), &read), (2020, &expected));
    let again = serde_json::to_string(&read).unwrap();
    assert_eq!(
        serde_json::from_str::<shishi_appraisal::scheme::Scheme>(&again).unwrap(),
        read
    );
}

type Row = (&'static str, &'static str, &'static str);

/// What is replaced by what, and the codes of what is then wrong.
const FAULTS: &[Row] = &[
    ("", "", "ok"),
    ("排名: 是\n", "", "ok"),
    ("协办: 30", "协办: 0", "ok"),
    ("目标经核实达成: 50", "目标经核实达成", "scheme.line_unreadable"),
    ("协办: 30", "协办: 30\nhelp: 20", "scheme.twice"),
    ("requests_answered", "节点按期完成", "scheme.twice"),
    ("requests_answered", "登录次数", "scheme.input_excluded"),
    ("requests_answered", "word count", "scheme.input_excluded"),
    ("requests_answered", "心情", "scheme.input_unknown"),
    ("requests_answered", "peer review", "scheme.input_unknown"),
    ("目标经核实达成: 50", "目标经核实达成: 0", "scheme.weight_unfit"),
    ("目标经核实达成: 50", "目标经核实达成: 101", "scheme.weight_unfit"),
    ("目标经核实达成: 50", "目标经核实达成: 很多", "scheme.weight_unfit"),
    ("60%-95%", "95-60", "scheme.bounds_unfit"),
    ("60%-95%", "60", "scheme.bounds_unfit"),
    ("60%-95%", "60-101", "scheme.bounds_unfit"),
    ("2020-07-01", "2020-06-31", "scheme.value_unfit"),
    ("主办: 100", "主办: 101", "scheme.value_unfit"),
    ("排名: 是", "排名: 有时", "scheme.value_unfit"),
    ("名称: 2020年度为民办实事考核办法", "名称:", "scheme.value_unfit"),
    ("开始：2020-07-01\n", "", "scheme.part_missing"),
    ("协办: 30\n", "", "scheme.part_missing"),
    ("2020-12-31", "2020-06-30", "scheme.period_unfit"),
    ("2020-12-31", "2021-06-30", "scheme.period_unfit"),
    ("目标经核实达成: 50", "目标经核实达成: 40", "scheme.weights_sum"),
    (
        "目标经核实达成: 50\n",
        "上传数量: 50\n字数: 5\n",
        "scheme.input_excluded scheme.input_excluded",
    ),
];

#[test]
fn what_is_wrong_is_said_line_by_line() {
    for (what, with, expected) in FAULTS {
        assert!(GOOD.contains(what), "{what}");
        assert_eq!(codes(&GOOD.replacen(what, with, 1)), *expected, "{what} -> {with}");
    }
    assert_eq!(codes(&"长".repeat(TEXT_CHARS_MAX + 1)), "scheme.text_long");
    let missing = "scheme.part_missing ".repeat(5);
    assert_eq!(codes(""), missing.trim());
}

#[test]
fn what_never_counts_cannot_be_written() {
    // No code of the one list is on the other, and every word of the brief is caught with its line.
    for excluded in Excluded::ALL {
        assert!(Input::named(excluded.code()).is_none(), "{excluded:?}");
        let text = format!("{}: 100", excluded.code());
        let faults = read(&text).unwrap_err();
        let expected = SchemeRefusal::InputExcluded {
            line: 1,
            input: excluded.code(),
        };
        assert!(faults.contains(&expected), "{excluded:?}: {faults:?}");
    }
    for (asked, code) in [
        ("系统登录次数", "logins"),
        ("上传照片数", "uploads"),
        ("材料字数", "words"),
        ("点赞量", "likes"),
        ("报告数量", "reports"),
        ("页面点击量", "clicks"),
        ("在线时长", "online_time"),
        ("公众号转发", "forwards"),
        ("每日打卡", "check_ins"),
        ("APP安装率", "installs"),
        ("Logins per day", "logins"),
        ("number of reports", "reports"),
    ] {
        assert_eq!(Excluded::named(asked).map(Excluded::code), Some(code), "{asked}");
    }
}

#[test]
fn inputs_have_names_and_codes() {
    for input in Input::ALL {
        assert_eq!(Input::named(input.code()), Some(*input));
        assert_eq!(Input::named(input.name()), Some(*input));
        assert_eq!(Excluded::named(input.name()), None, "{input:?}");
    }
}

fn approvals() -> Vec<(&'static str, Result<String, SchemeRefusal>)> {
    let scheme = scheme(Vec::new());
    let long = "长".repeat(DECISION_CHARS_MAX + 1);
    let rows = [
        (true, 1, false, "会议", "2020-08-01", "scheme.approved_already"),
        (false, 1, true, "", "2020-08-01", "scheme.own_scheme"),
        (false, 2, true, "", "2020-07-01", "scheme.too_late"),
        (false, 2, true, "", "2020-06-30", "scheme.year_taken"),
        (false, 2, false, " ", "2020-06-30", "scheme.decision_missing"),
        (false, 2, false, long.as_str(), "2020-06-30", "scheme.decision_long"),
        (false, 2, false, " 管委会第3次会议 ", "2020-06-30", "ok"),
    ];
    rows.into_iter()
        .map(|(approved, by, taken, decision, today, expected)| {
            let got = approve(
                &scheme,
                approved,
                AccountId(1),
                AccountId(by),
                taken,
                decision,
                date(today),
            );
            (expected, got)
        })
        .collect()
}

#[test]
fn somebody_else_approves_before_the_first_day() {
    for (expected, got) in approvals() {
        assert_eq!(code(&got), expected);
        if let Ok(decision) = got {
            assert_eq!(decision, "管委会第3次会议");
        }
    }
}

pub fn seen() -> BTreeSet<&'static str> {
    let mut all: BTreeSet<_> = FAULTS.iter().flat_map(|(_, _, codes)| codes.split(' ')).collect();
    all.extend(approvals().iter().map(|(_, got)| code(got)));
    all.insert("scheme.text_long");
    all.remove("ok");
    all
}

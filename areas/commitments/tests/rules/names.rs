//! Units by their names: groups and their members, executors, supervisors, conflicts.

use std::collections::BTreeSet;

use proptest::prelude::*;
use shishi_commitments::conflict::{conflicts, interest, may_supervise};
use shishi_commitments::draft::{Proposal, RequirementProposal};
use shishi_commitments::duty::{DutyRole, duties_of, executors, supervisors_in};
use shishi_commitments::group::{MembershipBook, is_group, suggest_members};
use shishi_kernel::{Date, Span, UnitId};

use crate::build::{date, item, units};

#[test]
fn groups_are_told_from_units() {
    let groups = [
        "各街道",
        "各街道办事处",
        "各区县",
        "各镇街",
        "各镇（街道）",
        "各园区",
        "各有关部门",
        "有关部门",
        "相关单位",
        "有关企业",
        "区直各部门单位",
        "区直各部门",
        "区直部门",
        "市直单位",
        "市直有关部门",
        "各驻区单位",
        "各区属国有企业",
        "全区各学校",
        "其他单位",
        "所有部门",
        "财政局等部门",
        "洸河街道各社区",
        "各 街 道",
        "县直属单位",
    ];
    let named = [
        "财政局",
        "社会事业发展局",
        "柳行街道",
        "黄屯街道办事处",
        "高新控股集团",
        "信息产业园",
        "党工委组织部",
        "公安分局",
        "水务管理办公室",
        "高新区交警大队",
        "区直机关工委",
        "市直机关事务服务中心",
        "人力资源服务中心",
        "创新谷发展集团",
        "有关",
        "城市各",
        "",
        "驻区办",
    ];
    for name in groups {
        assert!(is_group(name), "{name}");
    }
    for name in named {
        assert_eq!(is_group(name), name == "有关", "{name}");
    }
}

#[test]
fn members_are_suggested_by_their_names() {
    let names = [
        "财政局",
        "柳行街道",
        "各街道",
        "王因街道办事处",
        " 柳行街道 ",
        "街道",
        "高新控股集团",
        "信息产业园",
        "石桥镇",
        "党政办公室",
        "任城区",
        "邹城市",
        "汶上县",
        "第一中学",
    ];
    for (group, expected) in [
        ("各街道", &["柳行街道", "王因街道办事处"][..]),
        ("各镇街", &["柳行街道", "王因街道办事处", "石桥镇"]),
        ("各镇（街道）", &["柳行街道", "王因街道办事处", "石桥镇"]),
        ("各园区", &["信息产业园"]),
        ("各区属国有企业", &["高新控股集团"]),
        ("区直各部门单位", &["财政局", "党政办公室"]),
        ("各县", &["任城区", "邹城市", "汶上县"]),
        ("各学校", &["第一中学"]),
        ("各方面", &[]),
        ("柳行街道", &[]),
    ] {
        assert_eq!(suggest_members(group, &names), expected, "{group}");
    }
}

#[test]
fn executors_are_named_by_the_words() {
    for (text, expected) in [
        (
            "组织柳行街道、王因街道及接庄街道为村民建公厕。",
            &["柳行街道", "王因街道", "接庄街道"][..],
        ),
        (
            "由柳行街道、王因街道和接庄街道组织实施，新建公厕。",
            &["柳行街道", "王因街道", "接庄街道"],
        ),
        ("由柳行街道办事处负责建设。", &["柳行街道办事处"]),
        ("由城乡统筹发展局具体实施。", &["城乡统筹发展局"]),
        ("组织各街道开展培训。", &["各街道"]),
        ("由甲方舟集团承建，由甲方舟集团负责维护。", &["甲方舟集团"]),
        // The lead that organises itself is no executor.
        ("由城市管理局组织实施。", &[]),
        ("组织群众开展培训。", &[]),
        ("党工委组织部开展培训。", &[]),
        ("由省定的6类增加到12类，由财政补贴。", &[]),
        ("由柳行街道提出意见。", &[]),
        ("自由市场建设。", &[]),
        ("", &[]),
    ] {
        let mut proposal = item(1);
        proposal.text = text.into();
        proposal.co_units = units(&["各街道", "柳行街道", "柳行"]);
        proposal.passages = vec![Span::new(10, 10 + text.len())];
        let found = executors(&proposal);
        let names: Vec<&str> = found.iter().map(|unit| unit.text.as_str()).collect();
        assert_eq!(names, expected, "{text}");
        for unit in found {
            let span = unit.span.unwrap();
            assert_eq!(&text[span.start as usize - 10..span.end as usize - 10], unit.text);
        }
    }
}

#[test]
fn supervisors_are_read_from_the_requirements() {
    for (text, expected) in [
        (
            "纳入考核体系，党政办公室、绩效考核局要\n建立工作台账，严肃问效。",
            &["党政办公室", "绩效考核局"][..],
        ),
        ("由督查室负责跟踪调度。", &["督查室"]),
        ("党政办公室会同财政局定期开展督导检查。", &["党政办公室"]),
        ("管委会将把实事纳入考核。", &[]),
        ("财政局要保障资金。党政办公室统筹。", &[]),
        ("财政局要保障资金；督查室要建立台账。", &["督查室"]),
        ("各单位主要负责人要亲自抓、跟踪抓。", &[]),
        ("主办单位要建立台账。", &[]),
        ("形成新格局，要建立台账。", &[]),
        ("", &[]),
    ] {
        let requirement = RequirementProposal {
            number: 3,
            title: "强化督查".into(),
            text: text.into(),
            span: Some(Span::new(0, text.len())),
        };
        let found = supervisors_in(&[requirement.clone(), requirement]);
        let names: Vec<&str> = found.iter().map(|unit| unit.text.as_str()).collect();
        assert_eq!(names, expected, "{text}");
        assert!(
            found
                .iter()
                .all(|unit| unit.span.and_then(|span| span.of(text)) == Some(unit.text.as_str()))
        );
    }
}

#[test]
fn the_heaviest_duty_counts_as_interest() {
    let proposal = Proposal {
        text: "组织柳行街道、甲乙局建公厕。".into(),
        leads: units(&["城市管理局"]),
        co_units: units(&["财政局", "柳行街道"]),
        ..item(4)
    };
    for (unit, role) in [
        ("城市管理局", Some(DutyRole::Lead)),
        (" 财政局 ", Some(DutyRole::CoUnit)),
        ("柳行街道", Some(DutyRole::CoUnit)),
        ("甲乙局", Some(DutyRole::Executor)),
        ("督查室", None),
        ("财政", None),
    ] {
        assert_eq!(interest(unit, &proposal), role, "{unit}");
        assert_eq!(may_supervise(unit, &proposal), role.is_none());
    }
    let supervisors = units(&["督查室", "财政局", "甲乙局"]);
    let found = conflicts(&supervisors, &[&item(1), &proposal]);
    let rows: Vec<_> = found
        .iter()
        .map(|c| (c.number, c.unit.as_str(), c.role.code()))
        .collect();
    assert_eq!(
        rows,
        [
            (1, "财政局", "co_unit"),
            (4, "财政局", "co_unit"),
            (4, "甲乙局", "executor")
        ]
    );
    let roles: Vec<&str> = duties_of(&proposal).iter().map(|duty| duty.role.code()).collect();
    assert_eq!(roles, ["lead", "co_unit", "co_unit", "executor", "executor"]);
}

fn day(number: i16) -> Date {
    date("2020-01-01").checked_add(jiff_days(number)).unwrap()
}

fn jiff_days(number: i16) -> jiff::Span {
    jiff::Span::new().days(i64::from(number))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Against a calendar that has a box for every group, member and day.
    #[test]
    fn membership_by_date_agrees_with_a_calendar(
        asked in prop::collection::vec((0_i64..3, 0_i64..4, 0_i16..40, prop::option::of(-3_i16..15)), 0..40),
    ) {
        const LAST: i16 = 60;
        let mut book = MembershipBook::default();
        let mut calendar: BTreeSet<(i64, i64, i16)> = BTreeSet::new();
        for (group, member, from, length) in asked {
            let to = length.map(|length| from + length);
            let days: Vec<_> = (from..=to.unwrap_or(LAST)).map(|day| (group, member, day)).collect();
            let free = group != member && !days.is_empty() && days.iter().all(|day| !calendar.contains(day));
            let set = book.set(UnitId(group), UnitId(member), day(from), to.map(day));
            prop_assert_eq!(set.is_ok(), free);
            if free {
                calendar.extend(days);
            }
        }
        for group in 0..3 {
            for number in 0..=LAST {
                let expected: Vec<UnitId> =
                    (0..4).filter(|member| calendar.contains(&(group, *member, number))).map(UnitId).collect();
                prop_assert_eq!(book.members_on(UnitId(group), day(number)), expected);
            }
        }
    }
}

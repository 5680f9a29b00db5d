//! From the issue to the end of June: everybody enters, plans, requests, the draw.

use shishi_service::commitments::request::{Ground, Step};

use super::super::year::{Act, go, month};
use super::super::{appraisals, inspections, plans, reports, requests, sites, slips};

pub const DAYS: &[(&str, Act)] = &[
    ("2020-05-12", Act::Enter),
    ("2020-05-13", Act::LastYear),
    ("2020-05-13", Act::Appraise(appraisals::Act::Write)),
    ("2020-05-14", Act::File(plans::File(&[1, 2, 3, 4, 5, 6, 8, 9, 10, 11]))),
    ("2020-05-14", Act::Appraise(appraisals::Act::Approve)),
    (
        "2020-05-15",
        Act::File(plans::File(&[12, 13, 14, 15, 16, 17, 18, 19, 21])),
    ),
    (
        "2020-05-18",
        Act::Return(plans::Return {
            number: 12,
            reasons: "三个站点的选址没有时间，请补上选址公示的节点。",
        }),
    ),
    (
        "2020-05-19",
        Act::Approve(plans::Approve(&[
            1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 21,
        ])),
    ),
    ("2020-05-20", month(4, &[7, 20])),
    (
        "2020-05-21",
        Act::Mend(plans::Mend {
            number: 12,
            step: "三个站点选址公示",
            planned: "2020-06-05",
        }),
    ),
    ("2020-05-21", Act::Sites),
    ("2020-05-22", Act::Approve(plans::Approve(&[12]))),
    (
        "2020-05-25",
        Act::Ask(requests::Ask {
            number: 15,
            unit: "财政局",
            what: "拨付农村公厕首批建设资金",
            reason: "35座公厕分三个街道同时开工",
            due: "2020-06-30",
        }),
    ),
    (
        "2020-05-25",
        Act::Ask(requests::Ask {
            number: 15,
            unit: "接庄街道",
            what: "落实辖区12座公厕的用地并组织施工",
            reason: "300户以上自然村各建一座",
            due: "2020-10-31",
        }),
    ),
    (
        "2020-05-26",
        Act::Ask(requests::Ask {
            number: 18,
            unit: "自然资源和规划局",
            what: "出具三处停车场的用地预审意见",
            reason: "洸府河西岸等三处拟新建停车场",
            due: "2020-07-15",
        }),
    ),
    (
        "2020-05-26",
        Act::Ask(requests::Ask {
            number: 1,
            unit: "各街道",
            what: "核实辖区适龄幼儿人数和在建幼儿园周边道路",
            reason: "用于确定新园招生范围",
            due: "2020-07-31",
        }),
    ),
    ("2020-05-27", go(15, "财政局", Step::Accept, "")),
    ("2020-05-27", go(15, "接庄街道", Step::Accept, "")),
    (
        "2020-05-28",
        Act::Decline(requests::Decline {
            number: 18,
            unit: "自然资源和规划局",
            ground: Ground::NotOurPower,
            words: "鸿雁湖周边地块的预审权限在市局，我局只能转报。",
        }),
    ),
    ("2020-05-28", Act::Advance(sites::Advance { returns: false })),
    (
        "2020-05-29",
        Act::Slip(slips::Issue {
            number: 20,
            matter: "plan_missing",
            words: "实施方案逾期未报，请说明原因并报送。",
            days: 5,
        }),
    ),
    ("2020-06-01", Act::Inspect(inspections::Act::Register)),
    ("2020-06-02", Act::Inspect(inspections::Act::Plan)),
    (
        "2020-06-02",
        go(
            18,
            "自然资源和规划局",
            Step::Escalate,
            "转报也需贵局出具初审意见，请督查室协调。",
        ),
    ),
    (
        "2020-06-03",
        go(
            18,
            "自然资源和规划局",
            Step::Direct,
            "由自然资源和规划局先行出具初审意见并负责转报市局。",
        ),
    ),
    ("2020-06-04", month(5, &[7, 20])),
    (
        "2020-06-05",
        Act::Report(reports::Month {
            month: 5,
            without: &[20],
            returned: None,
        }),
    ),
    ("2020-06-08", Act::Inspect(inspections::Act::Freeze)),
    ("2020-06-10", Act::Inspect(inspections::Act::Commit)),
    (
        "2020-06-10",
        Act::Raise(slips::Raise {
            number: 20,
            matter: "plan_missing",
            days: 10,
        }),
    ),
    ("2020-06-11", Act::Advance(sites::Advance { returns: false })),
    ("2020-06-12", Act::Inspect(inspections::Act::Seal)),
    ("2020-06-15", Act::Inspect(inspections::Act::Draw)),
    ("2020-06-19", go(15, "财政局", Step::Deliver, "首批资金420万元已下达。")),
    ("2020-06-22", Act::Inspect(inspections::Act::Visit)),
    ("2020-06-22", go(15, "财政局", Step::Confirm, "")),
    ("2020-06-23", Act::Inspect(inspections::Act::Order { days: 7 })),
    (
        "2020-06-23",
        Act::Answer(slips::Answer {
            number: 20,
            matter: "plan_missing",
            words: "充电区选址涉及五个小区业主意见，7月中旬前完成征询并报送方案。",
        }),
    ),
    (
        "2020-06-24",
        Act::Judge(slips::Judge {
            number: 20,
            matter: "plan_missing",
            sufficient: true,
            reason: "原因属实，按承诺时间报送。",
        }),
    ),
    ("2020-06-29", Act::Advance(sites::Advance { returns: false })),
    (
        "2020-06-30",
        Act::Inspect(inspections::Act::Recheck { all_fixed: false }),
    ),
];

//! From July to September: catching up, a pause, a change, a late report.

use shishi_service::commitments::request::Step;

use super::super::year::{Act, go, month};
use super::super::{inspections, looks, people, plans, reports, sites, slips, turns, values};

pub const DAYS: &[(&str, Act)] = &[
    ("2020-07-01", Act::Inspect(inspections::Act::Order { days: 5 })),
    ("2020-07-03", month(6, &[7, 20])),
    (
        "2020-07-06",
        Act::Slip(slips::Issue {
            number: 9,
            matter: "behind",
            words: "截至6月底送戏场次不足序时计划的一半，请说明补演安排。",
            days: 5,
        }),
    ),
    (
        "2020-07-06",
        Act::Inspect(inspections::Act::Recheck { all_fixed: true }),
    ),
    (
        "2020-07-06",
        Act::Report(reports::Month {
            month: 6,
            without: &[],
            returned: Some((9, "没有说明场次不足一半的原因和补演安排，请补充。")),
        }),
    ),
    ("2020-07-07", Act::Inspect(inspections::Act::Serve)),
    (
        "2020-07-08",
        Act::Again(reports::Again {
            number: 9,
            month: 6,
            words: "6月底前不得聚集，演出停止；7月起每周安排6场，9月底追平计划。",
        }),
    ),
    (
        "2020-07-09",
        Act::Answer(slips::Answer {
            number: 9,
            matter: "behind",
            words: "上半年因疫情防控停止聚集性演出，7月起每周安排6场，9月底追平计划。",
        }),
    ),
    ("2020-07-10", Act::Inspect(inspections::Act::Reply)),
    (
        "2020-07-10",
        Act::Judge(slips::Judge {
            number: 9,
            matter: "behind",
            sufficient: true,
            reason: "补演安排明确。",
        }),
    ),
    ("2020-07-13", Act::File(plans::File(&[20]))),
    ("2020-07-13", Act::Advance(sites::Advance { returns: false })),
    ("2020-07-14", Act::Look(looks::Look(&[]))),
    ("2020-07-15", Act::Approve(plans::Approve(&[20]))),
    ("2020-07-20", Act::Inspect(inspections::Act::Close)),
    (
        "2020-07-24",
        go(
            18,
            "自然资源和规划局",
            Step::Deliver,
            "三处地块初审意见已出具并转报市局。",
        ),
    ),
    ("2020-07-27", go(18, "自然资源和规划局", Step::Confirm, "")),
    ("2020-07-29", Act::Advance(sites::Advance { returns: false })),
    ("2020-08-04", month(7, &[7])),
    (
        "2020-08-05",
        Act::Report(reports::Month {
            month: 7,
            without: &[],
            returned: None,
        }),
    ),
    (
        "2020-08-12",
        Act::Pause(turns::Pause {
            number: 13,
            until: "2021-03-31",
            decision: "管委会主任办公会纪要〔2020〕9号",
            decided_on: "2020-08-05",
            notice: "关于暂缓实施人像识别系统建设的公告",
            noticed_on: "2020-08-10",
            reason: "就个人信息保护开展合法性评估，评估完成前不再布设。",
        }),
    ),
    ("2020-08-13", Act::Advance(sites::Advance { returns: false })),
    ("2020-08-27", Act::Advance(sites::Advance { returns: true })),
    (
        "2020-09-01",
        Act::Succession(people::Succession {
            unit: "住房和城乡建设局",
            last_day: "2020-08-31",
            name: "蒲正言",
            from: "2020-09-01",
        }),
    ),
    ("2020-09-04", month(8, &[7, 13, 21])),
    (
        "2020-09-07",
        Act::Report(reports::Month {
            month: 8,
            without: &[13, 21],
            returned: None,
        }),
    ),
    (
        "2020-09-10",
        Act::Lower(turns::Lower {
            number: 14,
            position: 1,
            value: 8000,
            decision: "管委会主任办公会纪要〔2020〕12号",
            reason: "体验式培训受疫情防控限流影响，单批人数减半。",
        }),
    ),
    (
        "2020-09-11",
        Act::Slip(slips::Issue {
            number: 21,
            matter: "report_late",
            words: "8月进展逾期未报。",
            days: 3,
        }),
    ),
    (
        "2020-09-14",
        Act::Late(values::Late {
            month: 8,
            number: 21,
            note: "经办人轮岗交接，补报8月进展。",
        }),
    ),
    ("2020-09-14", Act::Advance(sites::Advance { returns: false })),
    (
        "2020-09-14",
        Act::Again(reports::Again {
            number: 21,
            month: 8,
            words: "经办人轮岗漏报，已指定专人。",
        }),
    ),
    (
        "2020-09-15",
        Act::Answer(slips::Answer {
            number: 21,
            matter: "report_late",
            words: "因经办人轮岗漏报，已于14日补报，并指定专人。",
        }),
    ),
    (
        "2020-09-16",
        Act::Judge(slips::Judge {
            number: 21,
            matter: "report_late",
            sufficient: true,
            reason: "",
        }),
    ),
    (
        "2020-09-18",
        Act::Later(plans::Later {
            number: 15,
            step: "剩余点位集中攻坚",
            planned: "2020-11-30",
            reason: "7月至8月强降雨，王因、接庄部分点位停工，增加攻坚节点，原定完成时间不变。",
            decision: "管委会专题会议纪要〔2020〕17号",
        }),
    ),
    ("2020-09-28", Act::Advance(sites::Advance { returns: false })),
];

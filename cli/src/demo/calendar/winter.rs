//! From October to January: what was not kept, what was found, and what followed.

use shishi_service::commitments::question::life::Outcome;
use shishi_service::commitments::request::Step;

use super::super::year::{Act, go, month};
use super::super::{appraisals, cases, inspections, looks, questions, reports, sites, slips};

pub const DAYS: &[(&str, Act)] = &[
    ("2020-10-10", month(9, &[7, 13])),
    (
        "2020-10-12",
        go(15, "接庄街道", Step::Deliver, "辖区12座公厕全部完工。"),
    ),
    (
        "2020-10-12",
        Act::Report(reports::Month {
            month: 9,
            without: &[13],
            returned: None,
        }),
    ),
    (
        "2020-10-15",
        go(
            15,
            "接庄街道",
            Step::Dispute,
            "现场核查前郝村、双庙村两座未通水，不能算完工。",
        ),
    ),
    ("2020-10-15", Act::Advance(sites::Advance { returns: false })),
    (
        "2020-10-16",
        Act::Slip(slips::Issue {
            number: 15,
            matter: "behind",
            words: "截至9月底完成数不足计划的四分之三，请提出赶工措施。",
            days: 5,
        }),
    ),
    (
        "2020-10-20",
        Act::Look(looks::Look(&[looks::Odd {
            number: 10,
            position: 1,
            found: None,
            reason: "保险公司未提供承保清单，暂不能核实。",
        }])),
    ),
    (
        "2020-10-22",
        Act::Answer(slips::Answer {
            number: 15,
            matter: "behind",
            words: "加强调度。",
        }),
    ),
    (
        "2020-10-23",
        Act::Judge(slips::Judge {
            number: 15,
            matter: "behind",
            sufficient: false,
            reason: "没有具体措施和时间。",
        }),
    ),
    (
        "2020-10-26",
        Act::Raise(slips::Raise {
            number: 15,
            matter: "behind",
            days: 5,
        }),
    ),
    (
        "2020-10-29",
        Act::Answer(slips::Answer {
            number: 15,
            matter: "behind",
            words: "每村一名干部包保，王因3座、接庄4座11月底前通水通电，每周五报进度。",
        }),
    ),
    ("2020-10-29", Act::Advance(sites::Advance { returns: false })),
    (
        "2020-10-30",
        Act::Judge(slips::Judge {
            number: 15,
            matter: "behind",
            sufficient: true,
            reason: "措施明确，按周跟踪。",
        }),
    ),
    ("2020-11-04", month(10, &[7, 13])),
    (
        "2020-11-05",
        Act::Report(reports::Month {
            month: 10,
            without: &[13],
            returned: None,
        }),
    ),
    (
        "2020-11-06",
        Act::Slip(slips::Issue {
            number: 7,
            matter: "plan_missing",
            words: "全年未报实施方案，请补报。",
            days: 5,
        }),
    ),
    (
        "2020-11-09",
        go(15, "接庄街道", Step::Deliver, "双庙村公厕已通水；前郝村公厕同步通水。"),
    ),
    ("2020-11-11", go(15, "接庄街道", Step::Confirm, "")),
    ("2020-11-12", Act::Advance(sites::Advance { returns: false })),
    ("2020-11-26", Act::Advance(sites::Advance { returns: false })),
    ("2020-12-02", Act::Inspect(inspections::Act::LookAtSite)),
    ("2020-12-03", Act::Contradict),
    ("2020-12-04", month(11, &[7, 13, 17])),
    (
        "2020-12-04",
        Act::Report(reports::Month {
            month: 11,
            without: &[13, 17],
            returned: None,
        }),
    ),
    ("2020-12-08", Act::Inspect(inspections::Act::ReplyOnSite)),
    (
        "2020-12-10",
        Act::Reply(questions::Reply {
            number: 12,
            words: "三个站点整体招标、分批交付，第二个站点11月验收；一次只增加一个，数小而占比大。",
        }),
    ),
    ("2020-12-10", Act::Case(cases::Act::Open)),
    ("2020-12-11", Act::Case(cases::Act::Hear)),
    ("2020-12-14", Act::Advance(sites::Advance { returns: false })),
    (
        "2020-12-15",
        Act::Settle(questions::Settle {
            number: 12,
            outcome: Outcome::Explained,
            reason: "与交付单和验收日期一致。",
        }),
    ),
    ("2020-12-15", Act::Case(cases::Act::Reply)),
    ("2020-12-18", Act::Case(cases::Act::Decide)),
    ("2020-12-22", Act::Case(cases::Act::Close)),
    ("2020-12-28", Act::Advance(sites::Advance { returns: false })),
    ("2021-01-06", month(12, &[7, 13])),
    (
        "2021-01-07",
        Act::Report(reports::Month {
            month: 12,
            without: &[13],
            returned: None,
        }),
    ),
    (
        "2021-01-08",
        Act::Slip(slips::Issue {
            number: 15,
            matter: "other",
            words: "全年35座公厕未全部完成，请说明缺口和补建时间。",
            days: 5,
        }),
    ),
    (
        "2021-01-11",
        Act::Look(looks::Look(&[looks::Odd {
            number: 9,
            position: 1,
            found: Some(112),
            reason: "抽查演出签收单，其余场次没有村（社区）签收，不予计入。",
        }])),
    ),
    (
        "2021-01-12",
        Act::Slip(slips::Issue {
            number: 9,
            matter: "contradicted",
            words: "上报演出场次与签收单不符，请说明。",
            days: 5,
        }),
    ),
    ("2021-01-12", Act::Appraise(appraisals::Act::Publish)),
    (
        "2021-01-13",
        Act::Answer(slips::Answer {
            number: 15,
            matter: "other",
            words: "差2座，均在王因街道，因土地权属争议未能开工，3月底前建成。",
        }),
    ),
    ("2021-01-14", Act::Appraise(appraisals::Act::Reply)),
    (
        "2021-01-15",
        Act::Answer(slips::Answer {
            number: 9,
            matter: "contradicted",
            words: "部分场次在企业和军营演出，没有村（社区）签收，以核实的112场为准，差额2021年补足。",
        }),
    ),
    (
        "2021-01-18",
        Act::Judge(slips::Judge {
            number: 9,
            matter: "contradicted",
            sufficient: true,
            reason: "认可核实结果。",
        }),
    ),
    ("2021-01-18", Act::Appraise(appraisals::Act::Judge)),
    ("2021-01-19", Act::Appraise(appraisals::Act::Finish)),
];

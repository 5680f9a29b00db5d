//! The calendar of the year: what happens on which day, in order. Each kind of happening has a file of its own.

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use shishi_kernel::Date;
use shishi_service::Service;
use shishi_service::commitments::request::{Ground, Step};

use super::clock::PlayClock;
use super::stage::{Stage, day};
use super::{inspections, people, plans, requests, slips, turns, values};

/// Something that happens.
enum Act {
    Enter,
    LastYear,
    Succession(people::Succession),
    File(plans::File),
    Return(plans::Return),
    Mend(plans::Mend),
    Approve(plans::Approve),
    Later(plans::Later),
    Month(values::Month),
    Late(values::Late),
    Ask(requests::Ask),
    Go(requests::Go),
    Decline(requests::Decline),
    Slip(slips::Issue),
    Answer(slips::Answer),
    Judge(slips::Judge),
    Raise(slips::Raise),
    Inspect(inspections::Act),
    Pause(turns::Pause),
    Lower(turns::Lower),
}

impl Act {
    fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        match self {
            Self::Enter => people::enter(stage),
            Self::LastYear => turns::take_up_last_year(stage),
            Self::Succession(act) => act.play(stage),
            Self::File(act) => act.play(stage),
            Self::Return(act) => act.play(stage),
            Self::Mend(act) => act.play(stage),
            Self::Approve(act) => act.play(stage),
            Self::Later(act) => act.play(stage),
            Self::Month(act) => {
                act.play(stage)?;
                plans::milestones(stage)
            }
            Self::Late(act) => act.play(stage),
            Self::Ask(act) => act.play(stage),
            Self::Go(act) => act.play(stage),
            Self::Decline(act) => act.play(stage),
            Self::Slip(act) => act.play(stage),
            Self::Answer(act) => act.play(stage),
            Self::Judge(act) => act.play(stage),
            Self::Raise(act) => act.play(stage),
            Self::Inspect(act) => act.play(stage),
            Self::Pause(act) => act.play(stage),
            Self::Lower(act) => act.play(stage),
        }
    }
}

const fn month(month: i64, without: &'static [u32]) -> Act {
    Act::Month(values::Month { month, without })
}

const fn go(number: u32, unit: &'static str, step: Step, words: &'static str) -> Act {
    Act::Go(requests::Go {
        number,
        unit,
        step,
        words,
    })
}

/// The script. No plan is ever filed for commitment 7; that of 20 comes two months late, after a slip.
const CALENDAR: &[(&str, Act)] = &[
    ("2020-05-12", Act::Enter),
    ("2020-05-13", Act::LastYear),
    ("2020-05-14", Act::File(plans::File(&[1, 2, 3, 4, 5, 6, 8, 9, 10, 11]))),
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
    (
        "2020-06-30",
        Act::Inspect(inspections::Act::Recheck { all_fixed: false }),
    ),
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
    ("2020-07-07", Act::Inspect(inspections::Act::Serve)),
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
    ("2020-08-04", month(7, &[7])),
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
    ("2020-10-10", month(9, &[7, 13])),
    (
        "2020-10-12",
        go(15, "接庄街道", Step::Deliver, "辖区12座公厕全部完工。"),
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
    ("2020-12-02", Act::Inspect(inspections::Act::LookAtSite)),
    ("2020-12-04", month(11, &[7, 13])),
    ("2020-12-08", Act::Inspect(inspections::Act::ReplyOnSite)),
    ("2021-01-06", month(12, &[7, 13])),
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
        "2021-01-13",
        Act::Answer(slips::Answer {
            number: 15,
            matter: "other",
            words: "差2座，均在王因街道，因土地权属争议未能开工，3月底前建成。",
        }),
    ),
];

/// Plays the calendar, up to a day if one is given. Returns how many things were done.
pub fn play(service: &Service, clock: &PlayClock, seed: u64, until: Option<Date>) -> Result<u32> {
    let mut stage = Stage::new(service, clock, seed)?;
    let bar = ProgressBar::new(CALENDAR.len() as u64);
    bar.set_style(ProgressStyle::with_template("    {bar:30} {pos}/{len} {msg}")?);
    for (text, act) in CALENDAR {
        let today = day(text)?;
        if until.is_some_and(|until| today > until) {
            break;
        }
        clock.morning(today);
        bar.set_message(*text);
        act.play(&mut stage).with_context(|| format!("on {text}"))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    if let Some(until) = until {
        clock.morning(until);
    }
    Ok(stage.steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_the_calendar_follow_each_other() {
        let days: Vec<Date> = CALENDAR.iter().map(|(text, _)| day(text).unwrap()).collect();
        let backwards = days.windows(2).find(|pair| pair[1] < pair[0]);
        assert_eq!(backwards, None);
        assert!(
            CALENDAR
                .iter()
                .all(|(text, _)| shishi_kernel::Calendar::china().is_working_day(day(text).unwrap())),
            "somebody works on a day off"
        );
    }
}

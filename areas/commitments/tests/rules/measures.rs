//! What a figure counts, when a value keeps the promise, and what is left open.

use proptest::prelude::*;
use shishi_commitments::draft::{ConditionProposal, DeadlineProposal, Each, Proposal, TargetProposal, TargetRole};
use shishi_commitments::finding::{FindingCode, findings};
use shishi_commitments::measure::{Direction, Measure, MeasureKind, Met, TargetValue, classify, measures_of, met};
use shishi_kernel::{Comparator, Decimal, Span};

use crate::build::{date, item, number, target, units};

#[test]
fn figures_are_classified() {
    let rows: &[(&str, &str, &str, &str, &str)] = &[
        // figure, unit, what, text, kind
        ("11", "所", "幼儿园", "新建幼儿园11所。", "count"),
        ("60", "家", "食堂", "全区60家食堂实现明厨亮灶。", "coverage"),
        ("60", "家", "食堂", "在全区 60 家食堂实现明厨亮灶。", "coverage"),
        ("60", "家", "食堂", "全区新建60家食堂。", "count"),
        ("250", "路", "摄像头", "在全区布设250路摄像头。", "count"),
        ("90", "%", "检查率", "检查率不低于90%。", "rate"),
        ("6.2", "%", "生产总值增长", "增长6.2%。", "rate"),
        ("50", "%", "政策范围内支付比例", "支付比例为50%。", "parameter"),
        ("3", "%", "贷款利率", "利率为3%。", "parameter"),
        ("6000", "人", "专项查体", "查体6000人。", "flow"),
        ("10000", "人次", "培训", "培训1万人次。", "flow"),
        ("120", "场", "演出", "演出120场。", "flow"),
        ("300", "户", "适老化改造", "改造300户。", "count"),
        ("5", "公里", "道路", "改造道路5公里。", "works"),
        ("19200", "平方米", "建筑面积", "建筑面积1.92万平方米。", "works"),
        ("210", "台套", "医疗设备", "总投资2亿元，购置设备210台套。", "works"),
        ("210", "台套", "医疗设备", "购置设备210台套。", "count"),
        ("236000000", "元", "总投资", "总投资2.36亿元。", "works"),
        ("5000000", "元", "消费券", "发放消费券500万元。", "flow"),
        ("800", "元", "低保标准", "低保标准为800元。", "parameter"),
        ("12", "周", "一次处方用药量", "最长12周。", "count"),
        ("3", "份", "政策文件", "出台政策文件3份。", "document"),
        ("3", "个", "示范点", "建立示范点3个。", "count"),
        ("0", "", "", "", "count"),
    ];
    for (figure, unit, what, text, expected) in rows {
        assert_eq!(
            classify(&target(figure, unit, what), text).code(),
            *expected,
            "{figure}{unit} {what}"
        );
    }
    let with = |change: &dyn Fn(&mut TargetProposal), unit: &str, what: &str| {
        let mut figure = target("2", unit, what);
        change(&mut figure);
        classify(&figure, "").code()
    };
    let per = |per: &'static str| {
        move |t: &mut TargetProposal| {
            t.role = TargetRole::Rate;
            t.per = Some(per.into());
        }
    };
    let old = |t: &mut TargetProposal| t.from = Some(number("1"));
    for (got, expected) in [
        (with(&per("人"), "元", "保费"), "parameter"),
        (with(&per("户"), "元", "保费"), "parameter"),
        (with(&per("村"), "座", "公厕"), "coverage"),
        (with(&per("社区"), "名", "网格员"), "coverage"),
        (with(&per("村"), "元", "补助"), "parameter"),
        (with(&per("年"), "次", "体检"), "parameter"),
        (with(&old, "类", "保障范围"), "parameter"),
        (with(&old, "元", "最高赔付"), "parameter"),
        (with(&old, "所", "幼儿园"), "count"),
        (with(&|t| t.role = TargetRole::Scale, "台套", "设备"), "works"),
        (
            with(&|t| t.comparator = Comparator::Le, "个工作日", "办理时间"),
            "parameter",
        ),
        (with(&|t| t.comparator = Comparator::Ge, "小时", "志愿服务"), "flow"),
    ] {
        assert_eq!(got, expected);
    }
}

#[test]
fn promises_without_a_figure_are_found() {
    let rows: &[(&str, &str)] = &[
        ("出台物业管理办法。", "document"),
        ("制定停车收费的指导意见，并印发实施细则。", "document document"),
        ("在上级下发的权限内优化流程。", "activity"),
        ("按上级制定的办法优化流程。", "activity"),
        ("提高低保标准，提高特困供养标准。", "parameter parameter"),
        ("提高低保标准和孤儿养育补贴。", "parameter parameter"),
        ("提高低保、特困供养标准。", "parameter"),
        ("提升服务水平。", "activity"),
        ("提高标准化水平。", "activity"),
        ("为全区中小学教室安装护眼灯。", "coverage"),
        ("实现行政村公交全覆盖。", "coverage"),
        ("困难群众应保尽保。", "coverage"),
        ("老旧小区统一配备灭火器。", "coverage"),
        ("县图书馆新馆启动建设。", "works"),
        ("轨道交通2号线实现试运营。", "works"),
        ("推进社会信用体系建设。", "activity"),
        ("建成停车管理平台，推行错时停车。", "works activity"),
        ("实施道路改造工程。开展违停整治。", "activity"),
        ("开展巡查，举办普法宣传。", "activity activity"),
        ("居民收入稳步增长。", "activity"),
        ("公厕达到二类标准。", "quality"),
        ("按GB50180建设。", "quality"),
        ("按照《养老设施建筑设计规范》改造养老服务中心。", "works quality"),
        ("规范化建设养老服务中心。", "works"),
        ("", "activity"),
        ("。，；", "activity"),
    ];
    for (text, expected) in rows {
        let proposal = Proposal {
            number: 1,
            title: "甲".into(),
            text: (*text).into(),
            ..Proposal::default()
        };
        let measures = measures_of(&proposal, Some(2020));
        let kinds: Vec<&str> = measures.iter().map(|measure| measure.kind.code()).collect();
        assert_eq!(kinds.join(" "), *expected, "{text}");
        for (position, measure) in (1..).zip(&measures) {
            assert_eq!(measure.position, position);
            assert_eq!(measure.testable, measure.kind.is_yes_no(), "{text}");
            assert!(measure.target.is_none() && measure.unit.is_none() && measure.role == TargetRole::Implicit);
            assert!(proposal.text.contains(measure.as_written.as_deref().unwrap()));
        }
    }
}

#[test]
fn a_clause_with_its_figure_promises_the_figure_only() {
    for text in [
        "开展演出3处。",
        "开展演出，全年不少于3处。",
        "全区演出点全覆盖共3处。",
        "建设演出中心3处。",
        "实施演出工程。新建演出点3处。",
        "出台办法3处。",
        "启动演出中心建设行动。今年建设演出中心3处。",
    ] {
        let mut proposal = item(1);
        proposal.text = text.into();
        proposal.targets[0].what = "建设演出中心".into();
        let kinds: Vec<_> = measures_of(&proposal, None)
            .iter()
            .map(|measure| measure.kind)
            .collect();
        assert_eq!(kinds, [MeasureKind::Count], "{text}");
        // Also when a person typed the figure in.
        proposal.targets[0].as_written.clear();
        assert_eq!(measures_of(&proposal, None).len(), 1, "{text}");
    }
}

#[test]
fn standards_read_and_standards_in_the_words_are_one() {
    let mut proposal = item(1);
    proposal.text = "新建公厕3处，达到《设计标准》（CJJ14-2016）二类以上。".into();
    proposal.conditions = ["CJJ14-2016", "二类以上", "300户以上"]
        .iter()
        .zip(["standard", "standard", "condition"])
        .map(|(quote, kind)| ConditionProposal {
            quote: (*quote).into(),
            kind: kind.into(),
            span: None,
        })
        .collect();
    let measures = measures_of(&proposal, None);
    assert_eq!(measures.len(), 2);
    assert_eq!(
        measures[1].as_written.as_deref(),
        Some("达到《设计标准》（CJJ14-2016）二类以上")
    );
}

#[test]
fn the_cut_off_is_the_deadline_nearest_before() {
    let deadline = |day: &str, place: u32, milestone: Option<&str>| DeadlineProposal {
        date: (!day.is_empty()).then(|| date(day)),
        name: None,
        milestone: milestone.map(str::to_owned),
        quote: "年内".into(),
        span: (place > 0).then(|| Span {
            start: place,
            end: place + 2,
        }),
    };
    let rows: &[(&[DeadlineProposal], Option<i16>, Option<&str>)] = &[
        (&[], None, None),
        (&[], Some(2020), Some("2020-12-31")),
        (&[], Some(i16::MAX), None),
        (&[deadline("2020-06-30", 10, None)], Some(2020), Some("2020-06-30")),
        (&[deadline("2020-06-30", 90, None)], Some(2020), Some("2020-06-30")),
        (&[deadline("2020-06-30", 0, None)], None, Some("2020-06-30")),
        (
            &[deadline("2020-06-30", 10, None), deadline("2020-09-30", 30, None)],
            None,
            Some("2020-09-30"),
        ),
        (
            &[deadline("2020-06-30", 10, None), deadline("2020-09-30", 90, None)],
            None,
            Some("2020-06-30"),
        ),
        (
            &[deadline("2020-06-30", 10, Some("动工"))],
            Some(2020),
            Some("2020-12-31"),
        ),
        (&[deadline("", 10, None)], Some(2020), Some("2020-12-31")),
        (&[deadline("2022-06-30", 10, None)], Some(2020), Some("2022-06-30")),
    ];
    for (index, (deadlines, year, expected)) in rows.iter().enumerate() {
        let mut proposal = item(1);
        proposal.deadlines = deadlines.to_vec();
        proposal.targets[0].span = Some(Span { start: 50, end: 56 });
        let measures = measures_of(&proposal, *year);
        assert_eq!(
            measures[0].target.as_ref().unwrap().cut_off,
            expected.map(date),
            "row {index}"
        );
        assert_eq!(measures[0].span, proposal.targets[0].span);
    }
}

fn value(comparator: Comparator, least: &str, most: &str, tolerance: &str) -> TargetValue {
    let optional = |text: &str| (!text.is_empty()).then(|| number(text));
    TargetValue {
        comparator,
        value: number(least),
        value_max: optional(most),
        tolerance: optional(tolerance),
        cut_off: None,
    }
}

#[test]
fn values_are_held_against_targets() {
    use Comparator::{Approx, Eq, Ge, Le, Range};
    let rows: &[(TargetValue, &str, [&str; 3])] = &[
        // target, value, and what holds when more, nothing or less is also kept: yes, no, or undeclared
        (value(Eq, "35", "", ""), "35", ["y", "y", "y"]),
        (value(Eq, "35", "", ""), "35.00", ["y", "y", "y"]),
        (value(Eq, "35", "", ""), "36", ["y", "n", "n"]),
        (value(Eq, "35", "", ""), "34.999", ["n", "n", "y"]),
        (value(Ge, "90", "", ""), "90", ["y", "y", "y"]),
        (value(Ge, "90", "", ""), "89.99", ["n", "n", "n"]),
        (value(Ge, "90", "", ""), "100", ["y", "y", "y"]),
        (value(Le, "3", "", ""), "3", ["y", "y", "y"]),
        (value(Le, "3", "", ""), "3.01", ["n", "n", "n"]),
        (value(Le, "3", "", ""), "0", ["y", "y", "y"]),
        (value(Range, "4", "5", ""), "4", ["y", "y", "y"]),
        (value(Range, "4", "5", ""), "5", ["y", "y", "y"]),
        (value(Range, "4", "5", ""), "3", ["n", "n", "y"]),
        (value(Range, "4", "5", ""), "6", ["y", "n", "n"]),
        (value(Range, "4", "", ""), "4", ["y", "y", "y"]),
        (value(Approx, "600", "", ""), "600", ["u", "u", "u"]),
        (value(Approx, "600", "", "0"), "600", ["y", "y", "y"]),
        (value(Approx, "600", "", "30"), "570", ["y", "y", "y"]),
        (value(Approx, "600", "", "30"), "569", ["n", "n", "y"]),
        (value(Approx, "600", "", "30"), "630", ["y", "y", "y"]),
        (value(Approx, "600", "", "30"), "631", ["y", "n", "n"]),
    ];
    for (target, got, expected) in rows {
        for (direction, expected) in [Direction::More, Direction::Exact, Direction::Less]
            .into_iter()
            .zip(expected)
        {
            let expected = match *expected {
                "y" => Met::Met,
                "n" => Met::NotMet,
                _ => Met::Undeclared,
            };
            assert_eq!(
                met(target, number(got), direction),
                expected,
                "{target:?} {got} {direction:?}"
            );
        }
    }
}

#[test]
fn the_direction_follows_from_kind_and_old_value() {
    let thirty = value(Comparator::Eq, "30", "", "");
    for (kind, baseline, expected) in [
        (MeasureKind::Count, None, Direction::More),
        (MeasureKind::Rate, Some("20"), Direction::More),
        (MeasureKind::Rate, Some("30"), Direction::More),
        (MeasureKind::Rate, Some("40"), Direction::Less),
        (MeasureKind::Parameter, Some("40"), Direction::Exact),
        (MeasureKind::Parameter, None, Direction::Exact),
    ] {
        assert_eq!(
            Direction::of(kind, baseline.map(number), &thirty),
            expected,
            "{kind:?} {baseline:?}"
        );
    }
}

#[test]
fn measures_without_a_figure_are_kept_or_not() {
    let kept = |text: &str, value: &str| {
        let proposal = Proposal {
            text: text.into(),
            ..Proposal::default()
        };
        measures_of(&proposal, None)[0].met(number(value))
    };
    for (text, value, expected) in [
        ("出台管理办法。", "1", Met::Met),
        ("出台管理办法。", "0", Met::NotMet),
        ("县图书馆建成。", "1", Met::Met),
        ("公厕达到二类标准。", "0", Met::NotMet),
        ("开展整治。", "1", Met::Undeclared),
        ("提高低保标准。", "1", Met::Undeclared),
    ] {
        assert_eq!(kept(text, value), expected, "{text} {value}");
    }
    assert_eq!(measures_of(&item(1), None)[0].met(number("4")), Met::Met);
}

fn codes(proposal: &Proposal, year: Option<i16>) -> String {
    let measures: Vec<Measure> = measures_of(proposal, year);
    let found: Vec<&str> = findings(proposal, &measures, year)
        .iter()
        .map(|f| f.code.code().strip_prefix("finding.").unwrap())
        .collect();
    found.join(" ")
}

#[test]
fn findings_follow_from_the_words() {
    let rows: &[(&str, &str)] = &[
        ("新建口袋公园3处。", ""),
        ("分三批新建口袋公园，今年3处。", "multi_year"),
        ("分2期新建口袋公园3处。", "multi_year"),
        ("三年内新建口袋公园3处。", "multi_year"),
        ("到2022年新建口袋公园3处。", "multi_year"),
        ("到2020年底新建口袋公园3处。", ""),
        ("1年内新建口袋公园3处。", ""),
        ("分类新建口袋公园3处。", ""),
        ("十分钟步行圈内新建口袋公园3处。", ""),
        ("续建口袋公园3处。", "carried_over"),
        ("每个社区新建口袋公园3处。", "distributive_no_list"),
        ("新建符合国家标准的口袋公园3处。", "standard_unnamed"),
        ("新建符合GB51192-2016标准的口袋公园3处。", ""),
        ("新建符合《公园设计规范》标准的口袋公园3处。", ""),
        ("按照每人2元的标准新建口袋公园3处。", ""),
        ("新建口袋公园3处。开展绿化管护。", "part_untestable"),
        ("新建口袋公园3处。出台管理办法。", ""),
        ("新建口袋公园3处。提高管护补贴。", "part_untestable"),
        ("新建口袋公园3处。为全区小区安装路灯。", "denominator_unstated"),
        ("新建口袋公园3处。为全区居民购买保险。", ""),
        ("新建口袋公园3处。为全区居民住宅购买保险。", "denominator_unstated"),
    ];
    for (text, expected) in rows {
        let mut proposal = item(1);
        proposal.text = (*text).into();
        assert_eq!(codes(&proposal, Some(2020)), *expected, "{text}");
    }
}

#[test]
fn findings_follow_from_the_figures() {
    let with = |change: &dyn Fn(&mut Proposal)| {
        let mut proposal = item(1);
        change(&mut proposal);
        codes(&proposal, Some(2020))
    };
    let part = |value: &str| TargetProposal {
        role: TargetRole::Part,
        ..target(value, "处", "其中")
    };
    let each = |value: &str, count: usize| {
        Some(Each {
            value: number(value),
            places: vec!["甲街道".into(); count],
        })
    };
    for (got, expected) in [
        (
            with(&|p| p.targets[0].comparator = Comparator::Approx),
            "tolerance_undeclared",
        ),
        (
            with(&|p| p.targets[0] = target("90", "%", "检查率")),
            "rate_without_denominator",
        ),
        (with(&|p| p.targets[0] = target("9", "%", "投资增长")), ""),
        (with(&|p| p.targets.push(part("2"))), ""),
        (with(&|p| p.targets.extend([part("2"), part("1")])), ""),
        (
            with(&|p| p.targets.extend([part("2"), part("2")])),
            "parts_do_not_add_up",
        ),
        (
            with(&|p| {
                p.targets.extend([
                    part("2"),
                    TargetProposal {
                        unit: "个".into(),
                        ..part("2")
                    },
                ])
            }),
            "",
        ),
        (
            with(&|p| {
                p.targets
                    .extend([part("2"), target("9", "处", "乙"), part("5"), part("4")])
            }),
            "",
        ),
        (with(&|p| p.targets[0].each = each("1", 3)), ""),
        (with(&|p| p.targets[0].each = each("2", 3)), "parts_do_not_add_up"),
        (with(&|p| p.targets[0].each = each("2", 0)), ""),
        (with(&|p| p.leads.clear()), "no_lead"),
        (with(&|p| p.targets[0].role = TargetRole::Scale), "finish_unstated"),
        (
            with(&|p| {
                *p = Proposal {
                    text: "丰富生活。".into(),
                    leads: p.leads.clone(),
                    ..Proposal::default()
                }
            }),
            "no_figure",
        ),
    ] {
        let got = got
            .split(' ')
            .filter(|code| *code != "part_untestable")
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(got, expected);
    }
    assert_eq!(codes(&item(1), None), "no_cut_off");
    let listed: std::collections::BTreeSet<&str> = FindingCode::ALL.iter().map(|code| code.code()).collect();
    assert_eq!(listed.len(), FindingCode::ALL.len());
}

fn comparators() -> impl Strategy<Value = Comparator> {
    prop::sample::select(vec![
        Comparator::Eq,
        Comparator::Ge,
        Comparator::Le,
        Comparator::Approx,
        Comparator::Range,
    ])
}

/// What `met` should say, in whole hundredths and one question at a time.
fn naive(target: &(Comparator, i64, i64, Option<i64>), value: i64, direction: Direction) -> Met {
    let (comparator, least, most, tolerance) = *target;
    let (too_little, too_much) = match comparator {
        Comparator::Ge => return if value < least { Met::NotMet } else { Met::Met },
        Comparator::Le => return if value > least { Met::NotMet } else { Met::Met },
        Comparator::Eq => (value < least, value > least),
        Comparator::Range => (value < least, value > most),
        Comparator::Approx => match tolerance {
            None => return Met::Undeclared,
            Some(tolerance) => (least - value > tolerance, value - least > tolerance),
        },
    };
    let broken = match direction {
        Direction::More => too_little,
        Direction::Less => too_much,
        Direction::Exact => too_little || too_much,
    };
    if broken { Met::NotMet } else { Met::Met }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn met_agrees_with_a_naive_model(
        comparator in comparators(),
        least in 0_i64..400,
        length in 0_i64..100,
        tolerance in prop::option::of(0_i64..100),
        value in 0_i64..600,
        direction in prop::sample::select(vec![Direction::More, Direction::Exact, Direction::Less]),
    ) {
        let hundredths = |number: i64| Decimal::new(number, 2);
        let target = TargetValue {
            comparator,
            value: hundredths(least),
            value_max: Some(hundredths(least + length)),
            tolerance: tolerance.map(hundredths),
            cut_off: None,
        };
        let expected = naive(&(comparator, least, least + length, tolerance), value, direction);
        prop_assert_eq!(met(&target, hundredths(value), direction), expected);
    }

    #[test]
    fn met_bears_every_decimal(parts in any::<[(u32, u32, u32, bool, u32); 3]>(), comparator in comparators()) {
        let [value, most, tolerance] =
            parts.map(|(low, middle, high, negative, scale)| Decimal::from_parts(low, middle, high, negative, scale % 29));
        let target = TargetValue { comparator, value, value_max: Some(most), tolerance: Some(tolerance), cut_off: None };
        for direction in [Direction::More, Direction::Exact, Direction::Less] {
            let _ = met(&target, most, direction);
        }
    }

    /// A plain count with a lead, a place by place list or none, and nothing vague in its words, has no finding.
    #[test]
    fn clean_items_have_no_findings(
        count in 1_u32..10_000,
        verb in prop::sample::select(vec!["新建", "改造", "增设", "配备", "完成"]),
        thing in prop::sample::select(vec![("公园", "处"), ("公厕", "座"), ("幼儿园", "所"), ("公交线路", "条"), ("就业培训", "人次")]),
        places in 0_u32..5,
        month in 1_u32..13,
    ) {
        let (thing, unit) = thing;
        let mut proposal = item(1);
        proposal.text = format!("2020年{month}月底前，{verb}{thing}{count}{unit}。");
        proposal.targets = vec![target(&count.to_string(), unit, thing)];
        proposal.leads = units(&["城市管理局", "财政局"]);
        if places > 0 {
            let places_named = (0..places).map(|index| format!("{index}号街道")).collect();
            proposal.targets[0].value = Decimal::from(count * places);
            proposal.targets[0].each = Some(Each { value: Decimal::from(count), places: places_named });
        }
        prop_assert_eq!(codes(&proposal, Some(2020)), "");
    }
}

//! What sort of thing a figure counts. The rules are in order: the first that fits decides.

use shishi_kernel::Comparator;

use super::MeasureKind;
use super::fault::is_percent;
use crate::draft::{TargetProposal, TargetRole};
use crate::text::{compact, has};

/// Units of persons and of times: they add up over the year, and the same person can count more than once.
const FLOWING: &[&str] = &[
    "人次", "人", "名", "位", "场次", "场", "次", "期", "班次", "班", "趟", "例", "户次", "件次", "批次", "小时",
    "课时", "学时",
];
/// Units in which building work and land are measured.
const BUILDING: &[&str] = &[
    "平方米",
    "平方公里",
    "立方米",
    "公里",
    "千米",
    "里",
    "米",
    "延米",
    "亩",
    "公顷",
    "吨",
    "千瓦",
    "兆瓦",
    "万千瓦",
    "平米",
    "㎡",
    "m²",
    "km",
];
const DURATIONS: &[&str] = &[
    "天",
    "日",
    "周",
    "个月",
    "月",
    "个工作日",
    "工作日",
    "分钟",
    "小时",
    "年",
];
const MONEY: &[&str] = &["元", "人民币", "美元"];
/// What has a price, a limit or a rate in force.
const PARAMETERS: &[&str] = &[
    "标准",
    "限额",
    "额度",
    "单价",
    "价格",
    "收费",
    "待遇",
    "养老金",
    "救助金",
    "补助金",
    "补贴",
    "补助",
    "起付线",
    "封顶线",
    "保费",
    "最低工资",
    "资费",
];
/// Percentages that are rules and not results.
const SHARES_IN_FORCE: &[&str] = &[
    "支付比例",
    "报销比例",
    "补助比例",
    "补贴比例",
    "分担比例",
    "报销",
    "利率",
    "税率",
    "费率",
    "贴息",
    "优惠",
];
/// Words that make the count after them the count of all.
pub(super) const UNIVERSAL: &[&str] = &[
    "全区",
    "全县",
    "全市",
    "全镇",
    "全乡",
    "全街道",
    "全部",
    "所有",
    "辖区内所有",
];

pub(super) fn kind_of(target: &TargetProposal, text: &str) -> MeasureKind {
    let unit = compact(&target.unit);
    let unit = unit.as_str();
    let what = target.what.as_str();
    let raised = target.from.is_some();
    match target.role {
        TargetRole::Scale => return MeasureKind::Works,
        // Two yuan a head is a price in force; one toilet in each village is every village.
        TargetRole::Rate if !is_percent(unit) => {
            let by_place = !MONEY.contains(&unit) && target.per.as_deref().is_some_and(is_place);
            return if by_place {
                MeasureKind::Coverage
            } else {
                MeasureKind::Parameter
            };
        }
        _ => {}
    }
    if is_percent(unit) {
        return if has(what, SHARES_IN_FORCE) {
            MeasureKind::Parameter
        } else {
            MeasureKind::Rate
        };
    }
    if MONEY.contains(&unit) {
        return if raised || target.per.is_some() || has(what, PARAMETERS) {
            MeasureKind::Parameter
        } else if has(what, &["投资", "投入", "造价", "融资", "资金"]) {
            MeasureKind::Works
        } else {
            MeasureKind::Flow
        };
    }
    if raised && (has(what, PARAMETERS) || has(what, &["范围", "时限", "病种", "目录"])) {
        return MeasureKind::Parameter;
    }
    // Within five working days is a rule for every case and no sum of days.
    if target.comparator == Comparator::Le && DURATIONS.contains(&unit) {
        return MeasureKind::Parameter;
    }
    if FLOWING.contains(&unit) {
        return MeasureKind::Flow;
    }
    if BUILDING.contains(&unit) {
        return MeasureKind::Works;
    }
    // Equipment bought for a building project is part of it.
    if has(what, &["设备"]) && has(text, &["总投资", "建筑面积"]) {
        return MeasureKind::Works;
    }
    if follows_universal(target, text) {
        return MeasureKind::Coverage;
    }
    if ["份", "件", "部", "个", "项"].contains(&unit) && has(what, &["文件", "办法", "制度", "方案", "细则", "规程"])
    {
        return MeasureKind::Document;
    }
    MeasureKind::Count
}

/// Whether a rate is by place and not by head or time.
pub(super) fn is_place(per: &str) -> bool {
    has(
        per,
        &[
            "村", "社区", "街道", "镇", "乡", "校", "园", "小区", "县", "区", "站", "处", "院", "组", "楼", "单元",
        ],
    )
}

fn follows_universal(target: &TargetProposal, text: &str) -> bool {
    let figure = compact(&target.as_written);
    if figure.is_empty() {
        return false;
    }
    let text = compact(text);
    UNIVERSAL.iter().any(|word| {
        text.match_indices(word)
            .any(|(at, word)| text[at + word.len()..].starts_with(figure.as_str()))
    })
}

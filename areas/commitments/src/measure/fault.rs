//! When a figure is nonsense as a target.

use shishi_kernel::{Comparator, Decimal};

use crate::draft::TargetProposal;
use crate::ledger::VALUE_MAX;

/// What is wrong with a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetFault {
    RangeUpsideDown,
    RangeEndMissing,
    RangeEndStray,
    Negative,
    OverHundred,
    Large,
}

/// The first fault of a proposed target.
pub(crate) fn target_fault(target: &TargetProposal) -> Option<TargetFault> {
    let figure = Figure {
        comparator: target.comparator,
        value: target.value,
        value_max: target.value_max,
        unit: &target.unit,
        what: &target.what,
    };
    let others = target
        .from
        .into_iter()
        .chain(target.each.as_ref().map(|each| each.value));
    figure.fault().or_else(|| {
        others
            .into_iter()
            .find_map(|value| bounds_fault(value, &target.unit, &target.what))
    })
}

/// A figure with what is needed to judge it.
pub(crate) struct Figure<'a> {
    pub comparator: Comparator,
    pub value: Decimal,
    pub value_max: Option<Decimal>,
    pub unit: &'a str,
    pub what: &'a str,
}

impl Figure<'_> {
    /// The first fault, ranges before bounds.
    pub fn fault(&self) -> Option<TargetFault> {
        match (self.comparator, self.value_max) {
            (Comparator::Range, None) => return Some(TargetFault::RangeEndMissing),
            (Comparator::Range, Some(max)) if max < self.value => return Some(TargetFault::RangeUpsideDown),
            (Comparator::Range, Some(_)) | (_, None) => {}
            (_, Some(_)) => return Some(TargetFault::RangeEndStray),
        }
        [Some(self.value), self.value_max]
            .into_iter()
            .flatten()
            .find_map(|v| bounds_fault(v, self.unit, self.what))
    }
}

/// What is wrong with a single value of this unit.
pub(crate) fn bounds_fault(value: Decimal, unit: &str, what: &str) -> Option<TargetFault> {
    if value.abs() > VALUE_MAX {
        return Some(TargetFault::Large);
    }
    // Only a growth, which is a percentage but no share, can be negative.
    if value < Decimal::ZERO && (!is_percent(unit) || is_share(unit, what)) {
        return Some(TargetFault::Negative);
    }
    (is_share(unit, what) && value > Decimal::ONE_HUNDRED).then_some(TargetFault::OverHundred)
}

/// Whether a unit is the hundredth part.
pub(crate) fn is_percent(unit: &str) -> bool {
    matches!(unit.trim(), "%" | "％" | "个百分点" | "百分点")
}

/// Words for a part of a whole, which cannot be over 100 %. Rates that can (完成率, 增长率) are left out.
const SHARES: &[&str] = &[
    "覆盖",
    "普及率",
    "合格率",
    "达标率",
    "入学率",
    "入园率",
    "参保率",
    "检查率",
    "筛查率",
    "查体率",
    "知晓率",
    "满意",
    "失业率",
    "就业率",
    "签约率",
    "支付比例",
    "报销比例",
    "占比",
    "办结率",
    "绿化率",
    "绿地率",
    "处理率",
    "收集率",
    "建档率",
    "受理率",
    "回复率",
    "优良率",
    "接种率",
    "供水率",
    "普惠率",
];

/// Words for a difference from before, which can be anything.
const GROWTHS: &[&str] = &[
    "增长", "增幅", "增速", "增加", "提高", "提升", "上升", "下降", "降低", "减少", "压减",
];

/// Whether a percentage is a share of a whole.
pub(crate) fn is_share(unit: &str, what: &str) -> bool {
    is_percent(unit) && SHARES.iter().any(|word| what.contains(word)) && !is_growth(what)
}

/// Whether words speak of a difference from before.
pub(crate) fn is_growth(what: &str) -> bool {
    GROWTHS.iter().any(|word| what.contains(word))
}

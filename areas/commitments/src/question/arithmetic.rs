//! R2: parts and totals, values that fall, shares, targets that are eased at the end.

use shishi_kernel::{Comparator, Date, Decimal};

use super::{Flag, Pattern, Period, Subject, THRESHOLD, days};
use crate::series::Point;

/// Parts that should add up to a total.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What it is about.
    pub subject: Subject,
    /// The period.
    pub period: Period,
    /// The total as reported.
    pub total: Decimal,
    /// The parts as reported, by place or group.
    pub parts: Vec<Decimal>,
}

/// Whether the parts differ from the total. No parts at all are no contradiction.
#[must_use]
pub fn parts_differ(parts: &Parts) -> Option<Flag> {
    let sum = parts
        .parts
        .iter()
        .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part))?;
    (!parts.parts.is_empty() && sum != parts.total).then(|| {
        Flag::new(Pattern::PartsDiffer, parts.subject, parts.period)
            .with("total", parts.total.normalize())
            .with("sum", sum.normalize())
    })
}

/// A cumulative value as it was entered.
#[derive(Clone, Copy, Debug)]
pub struct Reported {
    /// Day and value.
    pub point: Point,
    /// The period in which it counts.
    pub period: Period,
    /// Whether a recorded correction or change speaks for it.
    pub noted: bool,
}

/// The cumulative values of a measure by one unit, earliest first, and what bounds them.
#[derive(Clone, Debug)]
pub struct Cumulative {
    /// What it is about.
    pub subject: Subject,
    /// The values.
    pub values: Vec<Reported>,
    /// Whether there cannot be more: what is counted is a closed list. Where more is welcome, `None`.
    pub most: Option<Decimal>,
    /// The value at which all is done.
    pub full: Option<Decimal>,
    /// The day on which the contract or the work starts.
    pub starts: Option<Date>,
}

/// Values that fall, exceed what there is, or are complete before the work starts.
#[must_use]
pub fn impossible_values(series: &Cumulative) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut before: Option<Decimal> = None;
    for reported in &series.values {
        let Point { on, value } = reported.point;
        let flag = |pattern| {
            Flag::new(pattern, series.subject, reported.period)
                .with("on", on)
                .with("value", value.normalize())
        };
        if let Some(before) = before.filter(|before| value < *before && !reported.noted) {
            flags.push(flag(Pattern::ValueFalls).with("before", before.normalize()));
        }
        if let Some(most) = series.most.filter(|most| value > *most && !reported.noted) {
            flags.push(flag(Pattern::OverTarget).with("target", most.normalize()));
        }
        if let (Some(full), Some(starts)) = (series.full, series.starts)
            && value >= full
            && on < starts
        {
            flags.push(flag(Pattern::DoneBeforeStart).with("starts", starts));
        }
        before = Some(value);
    }
    flags
}

/// A share as it was entered.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The period.
    pub period: Period,
    /// What was reached.
    pub numerator: Decimal,
    /// Of how many.
    pub denominator: Decimal,
    /// Whether a recorded correction or change speaks for it.
    pub noted: bool,
}

/// More reached than there are, and shares that rise because the whole shrinks. Earliest first.
#[must_use]
pub fn impossible_shares(subject: Subject, shares: &[Share]) -> Vec<Flag> {
    let over = shares.iter().filter(|share| share.numerator > share.denominator);
    let over = over.map(|share| {
        Flag::new(Pattern::NumeratorOver, subject, share.period)
            .with("numerator", share.numerator.normalize())
            .with("denominator", share.denominator.normalize())
    });
    let shrunk = shares.windows(2).filter_map(|pair| {
        let [before, now] = pair else { return None };
        // Cross-multiplied, so that no rounding decides: n1/d1 > n0/d0.
        let rises = now.numerator.checked_mul(before.denominator)? > before.numerator.checked_mul(now.denominator)?;
        (now.denominator < before.denominator && rises && !now.noted).then(|| {
            Flag::new(Pattern::DenominatorShrinks, subject, now.period)
                .with("before", before.denominator.normalize())
                .with("denominator", now.denominator.normalize())
        })
    });
    over.chain(shrunk).collect()
}

/// A version of a target.
#[derive(Clone, Copy, Debug)]
pub struct TargetVersion {
    /// From 1, the promise as published.
    pub version: u32,
    /// How the value is held against it.
    pub comparator: Comparator,
    /// The value.
    pub value: Decimal,
    /// The day from which it holds.
    pub since: Date,
}

/// Whether a target was eased in the last tenth of its time, or afterwards. Versions in order; `time` is the time that
/// the unit has for it.
#[must_use]
pub fn eased_at_the_end(subject: Subject, time: Period, versions: &[TargetVersion]) -> Vec<Flag> {
    let length = days(time.from, time.to);
    let eased = versions.windows(2).filter_map(|pair| {
        let [before, now] = pair else { return None };
        let easier = match now.comparator {
            Comparator::Le => now.value > before.value,
            _ => now.value < before.value,
        };
        let in_the_last_tenth = days(time.from, now.since) * 10 > length * 9;
        (easier && in_the_last_tenth).then(|| {
            Flag::new(Pattern::TargetEased, subject, Period::month_of(now.since))
                .with("version", now.version)
                .with("before", before.value.normalize())
                .with("value", now.value.normalize())
                .with("since", now.since)
                .with(THRESHOLD, time.to)
        })
    });
    eased.collect()
}

//! What is done to the minutes before, and to the amount after, the walk.

use super::Stay;
use super::timeline::Timeline;
use super::trace::{Sink, What};
use super::walk::{Used, Walk};
use crate::refusal::PriceRefusal;
use crate::tariff::{AdjustmentKind, Rules};
use shishi_kernel::{Fen, Timestamp};

/// The minutes that are left to price: those off the end by discounts in time and by charging are taken away.
pub(super) fn minutes_off(
    rules: &Rules,
    stay: &Stay<'_>,
    minutes: i64,
    sink: &mut impl Sink,
) -> Result<i64, PriceRefusal> {
    for name in stay.applied {
        let known = rules.adjustments.iter().any(|adjustment| adjustment.name == *name);
        if !known {
            let name = (*name).to_owned();
            return Err(PriceRefusal::NameUnknown { name });
        }
    }
    let mut left = minutes;
    for adjustment in &rules.adjustments {
        if let AdjustmentKind::Minutes(off) = adjustment.kind
            && Rules::applies(&adjustment.name, stay)
        {
            let off = i64::from(off).min(left);
            left -= off;
            sink.add(0, || What::MinutesOff {
                name: adjustment.name.clone(),
                minutes: off,
            });
        }
    }
    if let Some((begin, end)) = stay.charging {
        if begin < stay.entry || end > stay.exit || end < begin {
            return Err(PriceRefusal::ChargingOutside {});
        }
        if let Some(charging) = rules.charging {
            let charged = (end.as_second() - begin.as_second()).div_euclid(60);
            let off = charged.min(i64::from(charging.minutes_max)).min(left);
            left -= off;
            sink.add(0, || What::Charging { minutes: off });
        }
    }
    Ok(left)
}

/// Fen for what a card does not cover: each uncovered stretch is a stay of its own, but what one used of a day's free minutes the next one
/// of that day has no more.
pub(super) fn uncovered(
    walk: &Walk<'_>,
    card: (&str, Timestamp, Timestamp),
    (start, minutes): (i64, i64),
    used: &mut Used,
    sink: &mut impl Sink,
) -> Result<i64, PriceRefusal> {
    let (name, from, until) = card;
    let Some(held) = walk.rules.cards.iter().find(|held| held.name == name) else {
        let name = name.to_owned();
        return Err(PriceRefusal::NameUnknown { name });
    };
    let valid = from.as_second().div_euclid(60)..until.as_second().div_euclid(60);
    let mut timeline = Timeline::new(walk.tariff, walk.version);
    let (mut at, end) = (start, start + minutes);
    let mut open: Option<i64> = None;
    let (mut sum, mut covered) = (0, 0);
    while at < end {
        let (window, change) = timeline.at(at);
        let edges = [change, valid.start, valid.end].into_iter().filter(|edge| *edge > at);
        let next = edges.fold(end, i64::min);
        if valid.contains(&at) && held.covers.is_none_or(|covers| covers == window) {
            covered += next - at;
            if let Some(begun) = open.take() {
                sum += walk.run(begun, at - begun, used, sink);
            }
        } else {
            open = open.or(Some(at));
        }
        at = next;
    }
    if let Some(begun) = open {
        sum += walk.run(begun, end - begun, used, sink);
    }
    if covered > 0 {
        sink.add(0, || What::Card {
            name: name.to_owned(),
            minutes: covered,
        });
    }
    Ok(sum)
}

/// The amount after the class's factor, bays, surcharges, discounts and overstay.
pub(super) fn amounts(rules: &Rules, stay: &Stay<'_>, base: i64, sink: &mut impl Sink) -> Result<i64, PriceRefusal> {
    let mut sum = base;
    if rules.times_percent != 100 {
        let after = rounded(i128::from(sum) * i128::from(rules.times_percent), 100, 1);
        sink.add(after - sum, || What::Times {
            class: stay.class.map(str::to_owned),
            percent: rules.times_percent,
        });
        sum = after;
    }
    if stay.bays > 1 {
        let after = sum * i64::from(stay.bays);
        sink.add(after - sum, || What::Bays { bays: stay.bays });
        sum = after;
    }
    for adjustment in rules.adjustments.iter().filter(|one| Rules::applies(&one.name, stay)) {
        let name = || adjustment.name.clone();
        match adjustment.kind {
            AdjustmentKind::Percent { percent, round_fen } => {
                let after = rounded(i128::from(sum) * i128::from(100 + percent), 100, round_fen);
                sink.add(after - sum, || What::Percent {
                    name: name(),
                    percent,
                    round: Fen(round_fen),
                });
                sum = after;
            }
            AdjustmentKind::Amount(fen) => {
                let after = (sum + fen).max(0);
                sink.add(after - sum, || What::Amount { name: name() });
                sum = after;
            }
            AdjustmentKind::Minutes(_) => {}
        }
    }
    if let (Some(over), Some((_, end))) = (rules.overstay, stay.charging) {
        let seconds = stay.exit.as_second() - end.as_second();
        let minutes = (seconds + 59).div_euclid(60) - i64::from(over.after);
        if minutes > 0 {
            let unit = i64::from(over.unit);
            let units = (minutes + unit - 1) / unit;
            let due = (units * over.fen).min(over.cap);
            sink.add(due, || What::Overstay {
                minutes,
                units,
                each: Fen(over.fen),
            });
            sum += due;
        }
    }
    Ok(sum)
}

/// `value / by`, rounded half up to a multiple of `unit`; the value is not negative.
pub(crate) fn rounded(value: i128, by: i128, unit: i64) -> i64 {
    let unit = i128::from(unit);
    let whole = (2 * value + by * unit) / (2 * by * unit) * unit;
    i64::try_from(whole).unwrap_or(i64::MAX)
}

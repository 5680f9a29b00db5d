//! What a measure has reached, derived from what was handed in for it: a pure function of the claims.
//!
//! Blank is not nought: without a claim there is no value.

use std::collections::BTreeMap;

use shishi_kernel::{Date, Decimal, SiteId, UnitId};

use crate::measure::MeasureKind;
use crate::series::Point;

/// What one entry claims, or what was found of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The unit that stands for it.
    pub unit: UnitId,
    /// The day to which it speaks.
    pub on: Date,
    /// Later claims of one day have a higher number.
    pub order: i64,
    /// What it says.
    pub amount: Amount,
}

/// What a claim says, in the measure's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A site reached a stage at which it counts, or one at which it does not.
    Site {
        /// The site.
        site: SiteId,
        /// Whether it counts.
        counts: bool,
    },
    /// So many more.
    More(Decimal),
    /// So many in all until that day.
    Total(Decimal),
    /// A rule of this value is in force from that day; 0 when it was found not to be.
    InForce(Decimal),
}

/// The value on a day, or none when nothing was claimed until then.
///
/// Sites are counted, each at the last stage it reached; what adds up is added up; else the last total holds. Sites and
/// additions go before totals: who has a register counts by it.
#[must_use]
pub fn derive(kind: MeasureKind, claims: &[Claim], on: Date) -> Option<Decimal> {
    let mut past: Vec<&Claim> = claims.iter().filter(|claim| claim.on <= on).collect();
    past.sort_by_key(|claim| (claim.on, claim.order));
    let last = |wanted: fn(&Amount) -> Option<Decimal>| past.iter().rev().find_map(|claim| wanted(&claim.amount));
    let total = |amount: &Amount| match amount {
        Amount::Total(value) => Some(*value),
        _ => None,
    };
    match kind {
        MeasureKind::Count | MeasureKind::Coverage | MeasureKind::Works => counted(&past).or_else(|| last(total)),
        MeasureKind::Flow => added(&past).or_else(|| last(total)),
        MeasureKind::Parameter | MeasureKind::Document => last(|amount| match amount {
            Amount::InForce(value) => Some(*value),
            _ => None,
        }),
        MeasureKind::Rate | MeasureKind::Quality | MeasureKind::Activity => last(total),
    }
}

fn counted(past: &[&Claim]) -> Option<Decimal> {
    let mut sites = BTreeMap::new();
    for claim in past {
        if let Amount::Site { site, counts } = claim.amount {
            sites.insert(site, counts);
        }
    }
    (!sites.is_empty()).then(|| sites.values().filter(|counts| **counts).count().into())
}

fn added(past: &[&Claim]) -> Option<Decimal> {
    past.iter()
        .filter_map(|claim| match claim.amount {
            Amount::More(value) => Some(value),
            _ => None,
        })
        .reduce(Decimal::saturating_add)
}

/// The value after each day on which something was claimed, earliest first.
#[must_use]
pub fn history(kind: MeasureKind, claims: &[Claim]) -> Vec<Point> {
    let mut days: Vec<Date> = claims.iter().map(|claim| claim.on).collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter()
        .filter_map(|on| derive(kind, claims, on).map(|value| Point { on, value }))
        .collect()
}

/// The value of each unit on a day (thirty-five toilets over three subdistricts): of what each claims for itself. A unit
/// that claimed nothing has none.
#[must_use]
pub fn by_unit(kind: MeasureKind, claims: &[Claim], units: &[UnitId], on: Date) -> Vec<(UnitId, Option<Decimal>)> {
    let own = |unit: UnitId| -> Vec<Claim> { claims.iter().filter(|claim| claim.unit == unit).cloned().collect() };
    units
        .iter()
        .map(|unit| (*unit, derive(kind, &own(*unit), on)))
        .collect()
}

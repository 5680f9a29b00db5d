//! What somebody should look at in a charging area.

use std::collections::{BTreeMap, BTreeSet};

use super::orders::{Order, Orders};
use super::states::States;
use super::station::{Code, Connector, State, Station};
use crate::booking::BayId;
use crate::passages::Second;

/// More than a connector can give is a finding only beyond this many per cent, as meters and clocks differ.
const ENERGY_PERCENT: u64 = 110;

/// A bay as its sensor sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The bay.
    pub bay: BayId,
    /// Since when a vehicle stands there.
    pub taken_since: Second,
}

/// What somebody should look at. Nothing follows from it by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A vehicle is plugged in after its charging ended, beyond the grace.
    PluggedAfter {
        /// Where.
        connector: Code,
        /// When charging ended.
        since: Second,
        /// Minutes beyond the grace.
        minutes: i64,
    },
    /// A vehicle stands at a bay for charging and does not charge, beyond the grace.
    BayBlocked {
        /// The connector that nobody can reach.
        connector: Code,
        /// The bay.
        bay: BayId,
        /// Since when it could have charged and did not.
        since: Second,
        /// Minutes beyond the grace.
        minutes: i64,
    },
    /// Two orders of one connector overlap.
    OrdersOverlap {
        /// The one that began first.
        first: Code,
        /// The other.
        second: Code,
    },
    /// An order tells of more energy than its connector gives in that time.
    EnergyBeyond {
        /// The order.
        order: Code,
        /// The most that can be, in watt-hours.
        watt_hours_max: u64,
    },
    /// One number of an order came with two contents; neither counts.
    OrderContradicted {
        /// The number.
        order: Code,
    },
}

/// Looks at a station at a moment: its connectors, the bays before them that are taken, and its orders.
///
/// `grace` is in minutes, for leaving after charging as for plugging in. What is out of order, or was not heard of lately, is nobody's fault.
#[must_use]
pub fn findings(
    station: &Station,
    states: &States,
    taken: &[Ground],
    orders: &Orders,
    now: Second,
    grace: u32,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = station
        .connectors()
        .filter_map(|connector| overstay(connector, states, taken, now, grace))
        .collect();
    findings.extend(impossible(station, orders));
    let contradicted = orders.contradicted().cloned();
    findings.extend(contradicted.map(|order| Finding::OrderContradicted { order }));
    findings
}

/// The bays at which nobody can charge now: every connector that serves them, of whatever station, says that it is broken or does not answer. A connector of
/// which nothing was heard lately may work.
#[must_use]
pub fn bays_out<'a>(stations: impl Iterator<Item = (&'a Station, &'a States)>, now: Second) -> BTreeSet<BayId> {
    let mut out: BTreeMap<BayId, bool> = BTreeMap::new();
    for (station, states) in stations {
        for connector in station.connectors() {
            let Some(bay) = connector.bay else { continue };
            let current = states.current(&connector.code, now);
            let is_out = current.is_some_and(|current| matches!(current.state, State::Offline | State::Fault));
            *out.entry(bay).or_insert(true) &= is_out;
        }
    }
    out.into_iter()
        .filter_map(|(bay, is_out)| is_out.then_some(bay))
        .collect()
}

fn overstay(connector: &Connector, states: &States, taken: &[Ground], now: Second, grace: u32) -> Option<Finding> {
    let current = states.current(&connector.code, now)?;
    let beyond = |since: Second| {
        let minutes = (now.0 - since.0).div_euclid(60) - i64::from(grace);
        (minutes > 0).then_some(minutes)
    };
    let charged_before = || {
        let before = Second(current.since.0.saturating_sub(1));
        let run = states.runs(&connector.code, before, current.since);
        run.last().is_some_and(|run| run.state == State::Charging)
    };
    if current.state == State::Occupied && charged_before() {
        return beyond(current.since).map(|minutes| Finding::PluggedAfter {
            connector: connector.code.clone(),
            since: current.since,
            minutes,
        });
    }
    if !matches!(current.state, State::Occupied | State::Idle) {
        return None;
    }
    let ground = taken.iter().find(|ground| Some(ground.bay) == connector.bay)?;
    // A vehicle that pulled its plug and stays could have left since then; one that came later, since it came.
    let since = match current.state {
        State::Idle => ground.taken_since.max(current.since),
        _ => ground.taken_since,
    };
    beyond(since).map(|minutes| Finding::BayBlocked {
        connector: connector.code.clone(),
        bay: ground.bay,
        since,
        minutes,
    })
}

fn impossible(station: &Station, orders: &Orders) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut at: BTreeMap<&Code, Vec<&Order>> = BTreeMap::new();
    for order in orders.counted() {
        let Ok(connector) = station.connector(&order.connector) else {
            continue;
        };
        let seconds = u64::try_from(order.seconds()).unwrap_or(0);
        let most = u64::from(connector.watts) * seconds * ENERGY_PERCENT / 100 / 3600;
        if order.watt_hours > most {
            findings.push(Finding::EnergyBeyond {
                order: order.number.clone(),
                watt_hours_max: most,
            });
        }
        at.entry(&connector.code).or_default().push(order);
    }
    for orders in at.values_mut() {
        orders.sort_by_key(|order| (order.begin, order.end));
        // The one that reaches farthest so far is the one that a later one can overlap.
        let mut farthest: Option<&Order> = None;
        for order in orders.iter().copied() {
            if let Some(before) = farthest.filter(|before| order.begin < before.end) {
                findings.push(Finding::OrdersOverlap {
                    first: before.number.clone(),
                    second: order.number.clone(),
                });
            }
            if farthest.is_none_or(|before| before.end < order.end) {
                farthest = Some(order);
            }
        }
    }
    findings
}

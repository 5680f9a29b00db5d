//! Which orders belong to which stay, and which of its seconds were charging.

use jiff::Timestamp;

use super::orders::Order;
use super::states::States;
use super::station::{Code, State, Station};
use crate::booking::{BayId, VehicleId};
use crate::passages::Second;

/// By how many seconds the clocks of a lot and of an operator may differ for an order to lie within a stay.
const SLACK_SECONDS: i64 = 300;

/// A stay as charging looks at it. Half-open.
#[derive(Clone, Copy, Debug)]
pub struct Parked<'a> {
    /// The vehicle.
    pub plate: VehicleId,
    /// When it came.
    pub from: Second,
    /// When it left, or the moment of looking.
    pub until: Second,
    /// Where it stood, as far as that is known.
    pub stands: &'a [Stand],
}

/// A vehicle stood at a bay. Half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// The bay.
    pub bay: BayId,
    /// From when.
    pub from: Second,
    /// Until when.
    pub until: Second,
}

/// To which stay an order belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// The stay of this place in the list.
    To(usize),
    /// None fits.
    Unpaired,
    /// Several fit, so it is a person's to say.
    Ambiguous,
}

/// The charging seconds of a stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charged {
    /// How many there were.
    pub seconds: i64,
    /// When the last charging ended; none where nothing was charged.
    pub end: Option<Second>,
}

impl Charged {
    /// Whole minutes of charging.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.seconds.div_euclid(60)
    }

    /// Begin and end of charging as [`price::Stay`](crate::price::Stay) takes them.
    ///
    /// The tariff asks only how long charging lasted, for the waiver, and when it ended, for the overstay. So charging in several parts is one
    /// stretch of the same length that ends with the last of them; it never begins before the first.
    #[must_use]
    pub fn for_price(&self) -> Option<(Timestamp, Timestamp)> {
        let end = self.end?.0;
        let moment = |second: i64| Timestamp::from_second(second).ok();
        moment(end - self.seconds).zip(moment(end))
    }
}

/// Gives an order to the one stay that it fits.
///
/// By the plate where the operator knows it, else by the bay that the connector serves. It must lie within the stay, but for the difference of two clocks.
#[must_use]
pub fn give(order: &Order, stays: &[Parked<'_>], station: &Station) -> Given {
    let mut fitting = stays
        .iter()
        .enumerate()
        .filter(|(_, stay)| fits(order, stay, station))
        .map(|(at, _)| at);
    match (fitting.next(), fitting.next()) {
        (None, _) => Given::Unpaired,
        (Some(at), None) => Given::To(at),
        (Some(_), Some(_)) => Given::Ambiguous,
    }
}

fn fits(order: &Order, stay: &Parked<'_>, station: &Station) -> bool {
    let within = |from: Second, until: Second| {
        order.begin.0 + SLACK_SECONDS >= from.0 && order.end.0 - SLACK_SECONDS <= until.0 && order.begin < until
    };
    match order.plate {
        Some(plate) => plate == stay.plate && within(stay.from, stay.until),
        None => {
            let bay = station.connector(&order.connector).ok().and_then(|found| found.bay);
            let stands = stay.stands.iter().filter(|stand| Some(stand.bay) == bay);
            stands.into_iter().any(|stand| within(stand.from, stand.until))
        }
    }
}

/// The seconds of a stay that were charging: those of its orders, and what the connector of its bay says of the time that no order tells of,
/// such as of a charge that still goes on. An order's word counts where both speak.
#[must_use]
pub fn charged(stay: &Parked<'_>, orders: &[&Order], station: &Station, states: &States) -> Charged {
    let mut parts: Vec<(i64, i64)> = orders.iter().map(|order| (order.begin.0, order.end.0)).collect();
    for stand in stay.stands {
        for connector in station.connectors().filter(|one| one.bay == Some(stand.bay)) {
            let told = |code: &Code, from: Second, until: Second| {
                let at = orders.iter().filter(|order| order.connector == *code);
                at.into_iter().any(|order| order.begin < until && from < order.end)
            };
            let runs = states.runs(&connector.code, stand.from, stand.until);
            let charging = runs
                .into_iter()
                .filter(|run| run.state == State::Charging && !told(&connector.code, run.from, run.until));
            parts.extend(charging.map(|run| (run.from.0, run.until.0)));
        }
    }
    for (begin, end) in &mut parts {
        *begin = (*begin).clamp(stay.from.0, stay.until.0);
        *end = (*end).clamp(stay.from.0, stay.until.0);
    }
    parts.retain(|(begin, end)| begin < end);
    parts.sort_unstable();
    let mut sum = 0;
    let mut reached = i64::MIN;
    for (begin, end) in parts {
        sum += end - begin.max(reached).min(end);
        reached = reached.max(end);
    }
    Charged {
        seconds: sum,
        end: (reached > i64::MIN).then_some(Second(reached)),
    }
}

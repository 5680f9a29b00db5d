//! What was charged, by the operator's own number for it.

use std::collections::BTreeMap;

use shishi_kernel::Fen;

use super::station::Code;
use super::{ChargingRefusal, ORDER_FEN_MAX, ORDER_SECONDS_MAX, ORDERS_MAX, known};
use crate::booking::VehicleId;
use crate::passages::{Heard, Second};

/// A finished charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The operator's number for it.
    pub number: Code,
    /// Where.
    pub connector: Code,
    /// When it began.
    pub begin: Second,
    /// When it ended.
    pub end: Second,
    /// What was charged, in watt-hours.
    pub watt_hours: u64,
    /// For the electricity.
    pub electricity: Fen,
    /// For the service.
    pub service: Fen,
    /// Both together, as the operator says.
    pub total: Fen,
    /// The vehicle, where the operator knows it.
    pub plate: Option<VehicleId>,
}

impl Order {
    /// Whether it can have been.
    ///
    /// # Errors
    /// A refusal where it cannot.
    pub fn check(&self) -> Result<(), ChargingRefusal> {
        if !known(self.begin) || !known(self.end) {
            return Err(ChargingRefusal::TimeBad {});
        }
        if self.end < self.begin {
            return Err(ChargingRefusal::OrderBackwards {});
        }
        if self.end.0 - self.begin.0 > ORDER_SECONDS_MAX {
            let hours = ORDER_SECONDS_MAX / 3600;
            return Err(ChargingRefusal::OrderLong { hours });
        }
        let amounts = [self.electricity, self.service, self.total];
        let fits = amounts.iter().all(|amount| (0..=ORDER_FEN_MAX).contains(&amount.0));
        if !fits || self.electricity.0 + self.service.0 != self.total.0 {
            return Err(ChargingRefusal::AmountBad {});
        }
        Ok(())
    }

    /// How long it was, in seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.end.0 - self.begin.0
    }
}

/// The orders of a lot's stations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// None where two contents came under one number. Which came first must make no difference, so neither counts.
    orders: BTreeMap<Code, Option<Order>>,
}

impl Orders {
    /// Takes an order, however often it comes.
    ///
    /// # Errors
    /// When it cannot have been, or too many are remembered; nothing is changed then.
    pub fn receive(&mut self, order: &Order) -> Result<Heard, ChargingRefusal> {
        order.check()?;
        let count = self.orders.len();
        match self.orders.get_mut(&order.number) {
            None if count >= ORDERS_MAX => Err(ChargingRefusal::OrdersMany { max: ORDERS_MAX }),
            None => {
                self.orders.insert(order.number.clone(), Some(order.clone()));
                Ok(Heard::New)
            }
            Some(Some(held)) if held == order => Ok(Heard::Before),
            Some(held) => {
                *held = None;
                Ok(Heard::Contradicts)
            }
        }
    }

    /// The orders that count, by number.
    pub fn counted(&self) -> impl Iterator<Item = &Order> {
        self.orders.values().flatten()
    }

    /// Numbers that came with two contents.
    pub fn contradicted(&self) -> impl Iterator<Item = &Code> {
        self.orders
            .iter()
            .filter_map(|(number, order)| order.is_none().then_some(number))
    }

    /// Forgets the orders that ended before a second, and what contradicted itself.
    pub fn forget(&mut self, before: Second) {
        self.orders
            .retain(|_, order| order.as_ref().is_some_and(|order| order.end >= before));
    }
}

//! What a provider remembers, whichever it is: plates, stays, orders, refunds.

use crate::Decline;
use crate::payment::{Agreement, Block, Plate, TradeState, Way};
use jiff::Timestamp;
use shishi_kernel::Fen;
use std::collections::BTreeMap;

/// What will become of a charge that is accepted now.
#[derive(Clone, Copy)]
pub(super) struct Fate {
    pub(super) decided: Timestamp,
    pub(super) declined: bool,
}

/// An order as the provider knows it.
#[derive(Clone)]
pub(super) struct Order {
    pub(super) number: String,
    pub(super) provider_no: String,
    pub(super) way: Way,
    pub(super) amount: Fen,
    pub(super) state: TradeState,
    pub(super) paid_at: Option<Timestamp>,
    pub(super) refunded: Fen,
    created: Timestamp,
    expires: Option<Timestamp>,
    fate: Option<Fate>,
}

/// A refund as the provider knows it.
#[derive(Clone)]
pub(super) struct Refund {
    pub(super) order: String,
    pub(super) number: String,
    pub(super) provider_no: String,
    pub(super) amount: Fen,
    pub(super) done_at: Option<Timestamp>,
    decided: Timestamp,
}

struct Parked {
    parking: String,
    plate: Plate,
}

/// What a callback tells: the thing as it was when it happened.
#[derive(Clone)]
pub(super) enum Told {
    Order(Order),
    Refund(Refund, Order),
    Agreement {
        stay: String,
        parking: String,
        agreement: Agreement,
        since: Timestamp,
    },
}

impl Told {
    /// Names another amount; false where there is none to name.
    pub(super) fn misquote(&mut self) -> bool {
        match self {
            Self::Order(order) => order.amount = Fen(order.amount.0 + 1),
            Self::Refund(..) | Self::Agreement { .. } => return false,
        }
        true
    }
}

/// Whether a line of a statement is a payment or a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Money that came in.
    Payment,
    /// Money that went back.
    Refund,
}

/// A line of a provider's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// Payment or refund.
    pub kind: Kind,
    /// Our number of the order or of the refund.
    pub number: String,
    /// How much.
    pub amount: Fen,
    /// When.
    pub at: Timestamp,
}

#[derive(Default)]
pub(super) struct House {
    agreements: BTreeMap<Plate, Agreement>,
    stays: BTreeMap<String, Parked>,
    orders: BTreeMap<String, Order>,
    refunds: BTreeMap<String, Refund>,
    news: Vec<(Timestamp, Told)>,
    issued: u64,
}

impl House {
    fn issue(&mut self, what: &str) -> String {
        self.issued += 1;
        format!("{what}{:012}", self.issued)
    }

    pub(super) fn agreement(&self, plate: &Plate) -> Agreement {
        let known = self.agreements.get(plate);
        known.copied().unwrap_or(Agreement::Blocked(Block::NotSigned))
    }

    pub(super) fn set_agreement(&mut self, plate: &Plate, agreement: Agreement, now: Timestamp) {
        if self.agreements.insert(plate.clone(), agreement) == Some(agreement) {
            return;
        }
        let inside = self.stays.iter().filter(|(_, parked)| parked.plate == *plate);
        self.news.extend(inside.map(|(stay, parked)| {
            let told = Told::Agreement {
                stay: stay.clone(),
                parking: parked.parking.clone(),
                agreement,
                since: now,
            };
            (now, told)
        }));
    }

    /// The number of a stay; the same when it is told again.
    pub(super) fn enter(&mut self, stay: &str, plate: Plate) -> String {
        if let Some(parked) = self.stays.get(stay) {
            return parked.parking.clone();
        }
        let parking = self.issue("S");
        let parked = Parked {
            parking: parking.clone(),
            plate,
        };
        self.stays.insert(stay.to_owned(), parked);
        parking
    }

    /// The vehicle is no longer inside.
    pub(super) fn exit(&mut self, parking: &str) {
        self.stays.retain(|_, parked| parked.parking != parking);
    }

    fn open(
        &mut self,
        number: &str,
        way: Way,
        amount: Fen,
        order: impl FnOnce(&mut Self) -> Order,
    ) -> Result<Order, Decline> {
        if amount < Fen(1) {
            return Err(Decline::RequestWrong);
        }
        if let Some(known) = self.orders.get(number) {
            return if known.amount == amount && known.way == way {
                Ok(known.clone())
            } else {
                Err(Decline::OrderReused)
            };
        }
        let order = order(self);
        self.orders.insert(number.to_owned(), order.clone());
        Ok(order)
    }

    pub(super) fn charge(
        &mut self,
        number: &str,
        amount: Fen,
        plate: &Plate,
        fate: Fate,
        now: Timestamp,
    ) -> Result<Order, Decline> {
        if !self.orders.contains_key(number) && self.agreement(plate) != Agreement::Usable {
            return Err(Decline::NoAgreement);
        }
        self.open(number, Way::Agreement, amount, |house| Order {
            number: number.to_owned(),
            provider_no: house.issue("T"),
            way: Way::Agreement,
            amount,
            state: TradeState::Accepted,
            paid_at: None,
            refunded: Fen(0),
            created: now,
            expires: None,
            fate: Some(fate),
        })
    }

    pub(super) fn link(
        &mut self,
        number: &str,
        amount: Fen,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<Order, Decline> {
        if expires <= now {
            return Err(Decline::RequestWrong);
        }
        self.open(number, Way::Link, amount, |house| Order {
            number: number.to_owned(),
            provider_no: house.issue("T"),
            way: Way::Link,
            amount,
            state: TradeState::Waiting,
            paid_at: None,
            refunded: Fen(0),
            created: now,
            expires: Some(expires),
            fate: None,
        })
    }

    pub(super) fn order(&self, number: &str) -> Option<&Order> {
        self.orders.get(number)
    }

    pub(super) fn refund_of(&self, number: &str) -> Option<&Refund> {
        self.refunds.get(number)
    }

    pub(super) fn close(&mut self, number: &str) -> Result<(), Decline> {
        let order = self.orders.get_mut(number).ok_or(Decline::OrderUnknown)?;
        match order.state {
            TradeState::Waiting => order.state = TradeState::Closed,
            TradeState::Closed => {}
            _ => return Err(Decline::OrderPaid),
        }
        Ok(())
    }

    /// Pays the order whose number the code ends with.
    pub(super) fn pay(&mut self, code: &str, now: Timestamp) -> bool {
        let number = code.rsplit(['/', '=']).next().unwrap_or(code);
        let Some(order) = self.orders.get_mut(number) else {
            return false;
        };
        if order.state != TradeState::Waiting || order.expires.is_some_and(|expires| expires <= now) {
            return false;
        }
        order.state = TradeState::Paid;
        order.paid_at = Some(now);
        self.news.push((now, Told::Order(order.clone())));
        true
    }

    pub(super) fn refund(
        &mut self,
        order: &str,
        number: &str,
        amount: Fen,
        fate: Fate,
    ) -> Result<(Refund, Order), Decline> {
        let paid = self.orders.get(order).ok_or(Decline::OrderUnknown)?.clone();
        if let Some(known) = self.refunds.get(number) {
            return if known.order == order && known.amount == amount {
                Ok((known.clone(), paid))
            } else {
                Err(Decline::OrderReused)
            };
        }
        if !matches!(paid.state, TradeState::Paid | TradeState::Refunded) {
            return Err(Decline::OrderClosed);
        }
        let back = self.refunds.values().filter(|refund| refund.order == order);
        let back: i64 = back.map(|refund| refund.amount.0).sum();
        if amount < Fen(1) || back + amount.0 > paid.amount.0 {
            return Err(Decline::NoFunds);
        }
        let refund = Refund {
            order: order.to_owned(),
            number: number.to_owned(),
            provider_no: self.issue("R"),
            amount,
            done_at: None,
            decided: fate.decided,
        };
        self.refunds.insert(number.to_owned(), refund.clone());
        Ok((refund, paid))
    }

    /// When the next charge or refund is decided.
    pub(super) fn next_decision(&self) -> Option<Timestamp> {
        let charges = self.orders.values().filter(|order| order.state == TradeState::Accepted);
        let charges = charges.filter_map(|order| order.fate.map(|fate| fate.decided));
        let refunds = self.refunds.values().filter(|refund| refund.done_at.is_none());
        charges.chain(refunds.map(|refund| refund.decided)).min()
    }

    /// Decides what is due, and gives what there is to tell.
    pub(super) fn decide(&mut self, now: Timestamp) -> Vec<(Timestamp, Told)> {
        for order in self.orders.values_mut() {
            let Some(fate) = order
                .fate
                .filter(|fate| fate.decided <= now && order.state == TradeState::Accepted)
            else {
                continue;
            };
            if fate.declined {
                order.state = TradeState::Failed;
            } else {
                order.state = TradeState::Paid;
                order.paid_at = Some(fate.decided.max(order.created));
            }
            self.news.push((fate.decided, Told::Order(order.clone())));
        }
        for refund in self.refunds.values_mut() {
            if refund.done_at.is_some() || refund.decided > now {
                continue;
            }
            refund.done_at = Some(refund.decided);
            if let Some(order) = self.orders.get_mut(&refund.order) {
                order.refunded = Fen(order.refunded.0 + refund.amount.0);
                order.state = TradeState::Refunded;
                self.news
                    .push((refund.decided, Told::Refund(refund.clone(), order.clone())));
            }
        }
        std::mem::take(&mut self.news)
    }

    pub(super) fn statement(&self, from: Timestamp, until: Timestamp) -> Vec<StatementLine> {
        let within = |at: &Timestamp| from <= *at && *at < until;
        let payments = self.orders.values().filter_map(|order| {
            let at = order.paid_at.filter(within)?;
            Some(StatementLine {
                kind: Kind::Payment,
                number: order.number.clone(),
                amount: order.amount,
                at,
            })
        });
        let refunds = self.refunds.values().filter_map(|refund| {
            let at = refund.done_at.filter(within)?;
            Some(StatementLine {
                kind: Kind::Refund,
                number: refund.number.clone(),
                amount: refund.amount,
                at,
            })
        });
        let mut lines: Vec<StatementLine> = payments.chain(refunds).collect();
        lines.sort_by(|a, b| (a.at, &a.number).cmp(&(b.at, &b.number)));
        lines
    }
}

//! What a provider remembers, whichever it is: plates, stays, orders, refunds.

use crate::Decline;
use crate::payment::{Agreement, Block, Plate, TradeState, Way};
use jiff::Timestamp;
use shishi_kernel::Fen;
use std::collections::{BTreeMap, BTreeSet};

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
    /// What all refunds that were asked for come to.
    asked_back: Fen,
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
    stay: String,
    plate: Plate,
}

/// What is decided at its own time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Matter {
    Order(String),
    Refund(String),
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
    /// The provider's number of each stay that it was told of.
    parkings: BTreeMap<String, String>,
    /// Who is inside, by that number.
    inside: BTreeMap<String, Parked>,
    orders: BTreeMap<String, Order>,
    refunds: BTreeMap<String, Refund>,
    undecided: BTreeSet<(Timestamp, Matter)>,
    news: Vec<(Timestamp, Told)>,
    issued: u64,
    /// Of plates about which nobody said anything, so many in a thousand are signed for.
    signed_per_mille: u64,
}

impl House {
    fn issue(&mut self, what: &str) -> String {
        self.issued += 1;
        format!("{what}{:012}", self.issued)
    }

    pub(super) fn agreement(&self, plate: &Plate) -> Agreement {
        let signed = || {
            // FNV-1a, so that one plate is always signed for or never.
            let digest = plate.number().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
                (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
            if digest % 1_000 < self.signed_per_mille {
                Agreement::Usable
            } else {
                Agreement::Blocked(Block::NotSigned)
            }
        };
        self.agreements.get(plate).copied().unwrap_or_else(signed)
    }

    pub(super) fn set_signed(&mut self, per_mille: u16) {
        self.signed_per_mille = u64::from(per_mille);
    }

    pub(super) fn set_agreement(&mut self, plate: &Plate, agreement: Agreement, now: Timestamp) {
        if self.agreements.insert(plate.clone(), agreement) == Some(agreement) {
            return;
        }
        let inside = self.inside.iter().filter(|(_, parked)| parked.plate == *plate);
        self.news.extend(inside.map(|(parking, parked)| {
            let told = Told::Agreement {
                stay: parked.stay.clone(),
                parking: parking.clone(),
                agreement,
                since: now,
            };
            (now, told)
        }));
    }

    /// The number of a stay; the same when it is told again.
    pub(super) fn enter(&mut self, stay: &str, plate: Plate) -> String {
        if let Some(parking) = self.parkings.get(stay) {
            return parking.clone();
        }
        let parking = self.issue("S");
        let parked = Parked {
            stay: stay.to_owned(),
            plate,
        };
        self.parkings.insert(stay.to_owned(), parking.clone());
        self.inside.insert(parking.clone(), parked);
        parking
    }

    /// How many vehicles are inside, as far as it was told.
    pub(super) fn inside(&self) -> usize {
        self.inside.len()
    }

    /// The vehicle is no longer inside.
    pub(super) fn exit(&mut self, parking: &str) {
        self.inside.remove(parking);
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
        if let Some(fate) = order.fate {
            self.undecided.insert((fate.decided, Matter::Order(number.to_owned())));
        }
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
            asked_back: Fen(0),
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
            asked_back: Fen(0),
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
        let back = Fen(paid.asked_back.0 + amount.0);
        if amount < Fen(1) || back > paid.amount {
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
        if let Some(known) = self.orders.get_mut(order) {
            known.asked_back = back;
        }
        self.undecided.insert((fate.decided, Matter::Refund(number.to_owned())));
        self.refunds.insert(number.to_owned(), refund.clone());
        Ok((refund, paid))
    }

    /// When the next charge or refund is decided.
    pub(super) fn next_decision(&self) -> Option<Timestamp> {
        self.undecided.first().map(|(at, _)| *at)
    }

    /// Decides what is due, and gives what there is to tell.
    pub(super) fn decide(&mut self, now: Timestamp) -> Vec<(Timestamp, Told)> {
        while self.undecided.first().is_some_and(|(at, _)| *at <= now) {
            let Some((at, matter)) = self.undecided.pop_first() else {
                break;
            };
            let told = match matter {
                Matter::Order(number) => self.decide_order(&number),
                Matter::Refund(number) => self.decide_refund(&number),
            };
            self.news.extend(told.map(|told| (at, told)));
        }
        std::mem::take(&mut self.news)
    }

    fn decide_order(&mut self, number: &str) -> Option<Told> {
        let order = self.orders.get_mut(number)?;
        let fate = order.fate?;
        if fate.declined {
            order.state = TradeState::Failed;
        } else {
            order.state = TradeState::Paid;
            order.paid_at = Some(fate.decided.max(order.created));
        }
        Some(Told::Order(order.clone()))
    }

    fn decide_refund(&mut self, number: &str) -> Option<Told> {
        let refund = self.refunds.get_mut(number)?;
        refund.done_at = Some(refund.decided);
        let order = self.orders.get_mut(&refund.order)?;
        order.refunded = Fen(order.refunded.0 + refund.amount.0);
        order.state = TradeState::Refunded;
        Some(Told::Refund(refund.clone(), order.clone()))
    }

    /// Forgets orders from before a time with their refunds, and stays that have ended.
    pub(super) fn forget(&mut self, before: Timestamp) {
        self.orders
            .retain(|_, order| order.created >= before || order.state == TradeState::Accepted);
        let orders = &self.orders;
        self.refunds.retain(|_, refund| orders.contains_key(&refund.order));
        let inside = &self.inside;
        self.parkings.retain(|_, parking| inside.contains_key(parking));
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

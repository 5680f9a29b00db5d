//! What is still to be paid at the exit, and what a stay would cost before it begins.

use super::{Price, Stay, minutes_between, price, total};
use crate::refusal::PriceRefusal;
use crate::tariff::{Moment, Tariff};
use shishi_kernel::{Fen, Timestamp};

/// A payment made during the stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// When.
    pub at: Timestamp,
    /// How much.
    pub fen: Fen,
}

/// What is due at an exit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Due {
    /// The price that counts: that of the last payment in full when the exit is within its grace, else that of the exit.
    pub price: Price,
    /// What was paid.
    #[serde(rename = "paid_fen")]
    pub paid: Fen,
    /// What is still due, never negative.
    #[serde(rename = "due_fen")]
    pub due: Fen,
    /// Until when a vehicle that has paid may leave without paying more.
    pub leave_by: Option<Timestamp>,
}

/// What is due at the exit of a stay with the payments made so far, in the order of time.
///
/// # Errors
/// As [`price`]; and when a payment is negative or lies outside the stay.
pub fn due(tariff: &Tariff, stay: &Stay<'_>, payments: &[Payment]) -> Result<Due, PriceRefusal> {
    let mut paid = 0_i64;
    let mut settled = None;
    for payment in payments {
        if payment.fen.0 < 0 || payment.at < stay.entry || payment.at > stay.exit {
            return Err(PriceRefusal::PaymentBad {});
        }
        paid = paid.checked_add(payment.fen.0).ok_or(PriceRefusal::PaymentBad {})?;
        let mut then = *stay;
        then.exit = payment.at;
        then.charging = stay
            .charging
            .map(|(begin, end)| (begin.min(payment.at), end.min(payment.at)));
        let priced = price(tariff, &then)?;
        if priced.total.0 <= paid {
            let grace = tariff.versions[priced.version]
                .rules_of(stay.class)
                .map_or(0, |rules| rules.grace);
            let leave_by = payment.at.as_second() + i64::from(grace) * 60;
            settled = Timestamp::from_second(leave_by).ok().map(|leave_by| (priced, leave_by));
        }
    }
    let paid_fen = Fen(paid);
    if let Some((price, leave_by)) = settled.clone()
        && stay.exit <= leave_by
    {
        return Ok(Due {
            price,
            paid: paid_fen,
            due: Fen(0),
            leave_by: Some(leave_by),
        });
    }
    let price = price(tariff, stay)?;
    let due = Fen((price.total.0 - paid).max(0));
    Ok(Due {
        price,
        paid: paid_fen,
        due,
        leave_by: settled.map(|(_, leave_by)| leave_by),
    })
}

/// What a stay would cost.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Quote {
    /// For the exit that was asked for.
    pub price: Price,
    /// For each exit in the first 24 hours at which it changes: from how many minutes on, and how much then.
    pub steps: Vec<(i64, Fen)>,
}

/// The price of a stay before it begins, and how it grows over its first 24 hours.
///
/// # Errors
/// As [`price`].
pub fn quote(tariff: &Tariff, stay: &Stay<'_>) -> Result<Quote, PriceRefusal> {
    let asked = price(tariff, stay)?;
    let mut steps: Vec<(i64, Fen)> = Vec::new();
    let entry = stay.entry.as_second();
    for minute in 0..=1440_i64 {
        let Ok(exit) = Timestamp::from_second(entry + minute * 60) else {
            break;
        };
        let mut then = *stay;
        then.exit = exit;
        then.charging = None;
        // A tariff that changes meanwhile is told by the price asked for, not by the steps.
        if tariff.version_by == Moment::Exit && tariff.version_at(exit.as_second()).is_none() {
            continue;
        }
        let fen = total(tariff, &then)?;
        if steps.last().is_none_or(|(_, last)| *last != fen) {
            steps.push((minutes_between(tariff.seconds, entry, exit.as_second()), fen));
        }
    }
    Ok(Quote { price: asked, steps })
}

//! Each command as a method of the gateway, and what its answer means.

use super::signing::{answer, request};
use super::{Merchant, agreement, provider_no};
use crate::error::{Decline, GatewayError, same, same_amount};
use crate::payment::{
    Agreement, Charge, Close, CodeUrl, Done, Enter, Entered, Exit, Link, Moment, OrderNo, PlateStatus, Query, Refund,
    RefundQuery, RefundResult, RefundState, Speaks, Trade, TradeState, Way,
};
use crate::wire::{civil, needed, read_civil, read_yuan};
use crate::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use shishi_kernel::Fen;

/// The methods that are used, by what they are for.
pub(crate) mod methods {
    pub(crate) const STATUS: &str = "alipay.eco.mycar.parking.agreement.query";
    pub(crate) const ENTER: &str = "alipay.eco.mycar.parking.enterinfo.sync";
    pub(crate) const CHARGE: &str = "alipay.eco.mycar.parking.order.pay";
    pub(crate) const EXIT: &str = "alipay.eco.mycar.parking.exitinfo.sync";
    pub(crate) const QUERY: &str = "alipay.trade.query";
    pub(crate) const LINK: &str = "alipay.trade.precreate";
    pub(crate) const CLOSE: &str = "alipay.trade.close";
    pub(crate) const REFUND: &str = "alipay.trade.refund";
    pub(crate) const REFUND_QUERY: &str = "alipay.trade.fastpay.refund.query";
}

/// An answer of which nothing but the verdict matters.
#[derive(Deserialize)]
struct Nothing {}

fn order_no(text: String) -> Result<OrderNo, GatewayError> {
    OrderNo::new(text).map_err(|_| GatewayError::Malformed { what: "order number" })
}

pub(super) fn time(text: Option<String>) -> Result<Option<Timestamp>, GatewayError> {
    text.filter(|text| !text.is_empty())
        .map(|text| needed(read_civil(&text), "time of payment"))
        .transpose()
}

/// Where an order stands. Alipay closes an order that nobody paid and one that was given back whole under one word; only the time of
/// payment tells them apart.
pub(super) fn trade_state(state: &str, paid_at: Option<Timestamp>) -> Result<TradeState, GatewayError> {
    Ok(match state {
        "WAIT_BUYER_PAY" => TradeState::Waiting,
        "TRADE_SUCCESS" | "TRADE_FINISHED" => TradeState::Paid,
        "TRADE_CLOSED" if paid_at.is_some() => TradeState::Refunded,
        "TRADE_CLOSED" => TradeState::Closed,
        _ => return Err(GatewayError::Malformed { what: "trade state" }),
    })
}

/// Minutes between two times, none where the second is earlier.
fn minutes(since: Timestamp, until: Timestamp) -> i64 {
    until.as_second().saturating_sub(since.as_second()).max(0) / 60
}

impl Speaks<PlateStatus> for Merchant {
    fn request(&self, command: &PlateStatus, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let mut content = json!({
            "ver": "2.1",
            "car_number": command.plate.number(),
            "plate_color": command.plate.colour().code(),
            "parking_id": command.lot.number.as_str(),
        });
        if let (Some(user), Some(fields)) = (&command.user, content.as_object_mut()) {
            fields.insert("open_id".to_owned(), json!(user.as_str()));
        }
        request(self, methods::STATUS, &content, false, moment)
    }

    fn read(&self, _: &PlateStatus, response: &HttpResponse, _: Timestamp) -> Result<Agreement, GatewayError> {
        #[derive(Deserialize)]
        struct Status {
            agreement_scene: String,
        }
        let (status, _): (Status, _) = answer(self, methods::STATUS, response)?;
        Ok(agreement(&status.agreement_scene))
    }
}

impl Speaks<Enter> for Merchant {
    fn request(&self, command: &Enter, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let content = json!({
            "parking_id": command.lot.number.as_str(),
            "car_number": command.plate.number(),
            "car_color": command.plate.colour().code(),
            "in_time": civil(command.since),
            "out_serial_no": command.stay.as_str(),
            "free_minutes": command.free_minutes,
            "agreement_query": true,
            "is_encrypt_car_number": false,
        });
        request(self, methods::ENTER, &content, false, moment)
    }

    fn read(&self, _: &Enter, response: &HttpResponse, _: Timestamp) -> Result<Entered, GatewayError> {
        #[derive(Deserialize)]
        struct Entry {
            serial_no: String,
            #[serde(default)]
            agreement_scene: String,
        }
        let (entry, _): (Entry, _) = answer(self, methods::ENTER, response)?;
        Ok(Entered {
            parking: provider_no(&entry.serial_no)?,
            agreement: agreement(&entry.agreement_scene),
        })
    }
}

impl Speaks<Charge> for Merchant {
    fn request(&self, command: &Charge, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let content = json!({
            "out_trade_no": command.order.as_str(),
            "subject": command.subject.as_str(),
            "total_fee": command.amount.fen().to_string(),
            "seller_id": self.seller_id,
            "parking_id": command.lot.number.as_str(),
            "out_parking_id": command.lot.number.as_str(),
            "serial_no": command.parking.as_str(),
            "car_number": command.plate.number(),
            "car_number_color": command.plate.colour().code(),
            "in_time": civil(command.since),
            "out_time": civil(command.until),
            "in_duration": minutes(command.since, command.until).to_string(),
            "billing_duration": command.minutes.to_string(),
            "is_advance": command.advance,
            "after_pay_order": command.left,
            "pay_scene": "PLATE_PAY",
            "pay_version": "3.0",
        });
        request(self, methods::CHARGE, &content, true, moment)
    }

    fn read(&self, command: &Charge, response: &HttpResponse, _: Timestamp) -> Result<Trade, GatewayError> {
        #[derive(Deserialize)]
        struct Paid {
            out_trade_no: String,
            trade_no: Option<String>,
            total_fee: String,
            gmt_payment: Option<String>,
            advance_amount: Option<String>,
        }
        let (paid, under_way): (Paid, _) = answer(self, methods::CHARGE, response)?;
        same("order number", command.order.as_str(), &paid.out_trade_no)?;
        let amount = needed(read_yuan(&paid.total_fee), "amount")?;
        same_amount(command.amount.fen(), amount)?;
        let paid_at = time(paid.gmt_payment)?;
        // A yes without a time of payment is only that: the method says yes to the order before it has the money.
        let state = if paid_at.is_some() && !under_way {
            TradeState::Paid
        } else {
            TradeState::Accepted
        };
        Ok(Trade {
            order: command.order.clone(),
            provider_no: paid.trade_no,
            state,
            amount: Some(amount),
            paid_at: paid_at.filter(|_| state == TradeState::Paid),
            advanced: paid.advance_amount.is_some_and(|advance| !advance.is_empty()),
        })
    }
}

impl Speaks<Query> for Merchant {
    fn request(&self, command: &Query, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let content = json!({ "out_trade_no": command.order.as_str() });
        request(self, methods::QUERY, &content, false, moment)
    }

    fn read(&self, command: &Query, response: &HttpResponse, _: Timestamp) -> Result<Trade, GatewayError> {
        #[derive(Deserialize)]
        struct Order {
            out_trade_no: String,
            trade_no: Option<String>,
            trade_status: String,
            total_amount: String,
            send_pay_date: Option<String>,
        }
        let (order, _): (Order, _) = answer(self, methods::QUERY, response)?;
        same("order number", command.order.as_str(), &order.out_trade_no)?;
        let amount = needed(read_yuan(&order.total_amount), "amount")?;
        same_amount(command.amount.fen(), amount)?;
        let paid_at = time(order.send_pay_date)?;
        let state = match (trade_state(&order.trade_status, paid_at)?, command.way) {
            // Of a charge nobody waits for a buyer to scan: the taking of the money is under way.
            (TradeState::Waiting, Way::Agreement) => TradeState::Accepted,
            (state, _) => state,
        };
        Ok(Trade {
            order: command.order.clone(),
            provider_no: order.trade_no,
            state,
            amount: Some(amount),
            paid_at,
            advanced: false,
        })
    }
}

impl Speaks<Link> for Merchant {
    fn request(&self, command: &Link, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let content = json!({
            "out_trade_no": command.order.as_str(),
            "total_amount": command.amount.fen().to_string(),
            "subject": command.subject.as_str(),
            "seller_id": self.seller_id,
            "time_expire": civil(command.expires),
        });
        request(self, methods::LINK, &content, true, moment)
    }

    fn read(&self, command: &Link, response: &HttpResponse, _: Timestamp) -> Result<CodeUrl, GatewayError> {
        #[derive(Deserialize)]
        struct Code {
            out_trade_no: String,
            qr_code: String,
        }
        let (code, _): (Code, _) = answer(self, methods::LINK, response)?;
        same("order number", command.order.as_str(), &code.out_trade_no)?;
        Ok(CodeUrl(code.qr_code))
    }
}

impl Speaks<Close> for Merchant {
    fn request(&self, command: &Close, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let content = json!({ "out_trade_no": command.order.as_str() });
        request(self, methods::CLOSE, &content, false, moment)
    }

    fn read(&self, _: &Close, response: &HttpResponse, _: Timestamp) -> Result<Done, GatewayError> {
        match answer::<Nothing>(self, methods::CLOSE, response) {
            Ok(_) => Ok(Done),
            // An order exists at Alipay only once somebody has scanned the code. Should somebody still do so before it expires, a callback
            // tells of it, and what was paid twice stands as a credit.
            Err(GatewayError::Declined {
                reason: Decline::OrderUnknown | Decline::OrderClosed,
                ..
            }) => Ok(Done),
            Err(error) => Err(error),
        }
    }
}

impl Speaks<Refund> for Merchant {
    fn request(&self, command: &Refund, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let content = json!({
            "out_trade_no": command.order.as_str(),
            "refund_amount": command.amount.fen().to_string(),
            "out_request_no": command.refund.as_str(),
            "refund_reason": command.reason.as_str(),
        });
        request(self, methods::REFUND, &content, false, moment)
    }

    fn read(&self, command: &Refund, response: &HttpResponse, _: Timestamp) -> Result<RefundResult, GatewayError> {
        #[derive(Deserialize)]
        struct Refunded {
            out_trade_no: String,
            fund_change: String,
        }
        let (refunded, _): (Refunded, _) = answer(self, methods::REFUND, response)?;
        same("order number", command.order.as_str(), &refunded.out_trade_no)?;
        Ok(RefundResult {
            order: command.order.clone(),
            refund: command.refund.clone(),
            amount: None,
            // `N` also where the same refund was asked for before: only the query knows.
            state: if refunded.fund_change == "Y" {
                RefundState::Done
            } else {
                RefundState::Accepted
            },
        })
    }
}

impl Speaks<RefundQuery> for Merchant {
    fn request(&self, command: &RefundQuery, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let content = json!({
            "out_trade_no": command.order.as_str(),
            "out_request_no": command.refund.as_str(),
        });
        request(self, methods::REFUND_QUERY, &content, false, moment)
    }

    fn read(&self, command: &RefundQuery, response: &HttpResponse, _: Timestamp) -> Result<RefundResult, GatewayError> {
        #[derive(Deserialize)]
        struct Found {
            out_trade_no: Option<String>,
            out_request_no: Option<String>,
            refund_amount: Option<String>,
            refund_status: Option<String>,
        }
        let (found, _): (Found, _) = answer(self, methods::REFUND_QUERY, response)?;
        let (Some(order), Some(refund)) = (found.out_trade_no, found.out_request_no) else {
            // A yes without the numbers is Alipay's way to say that there is no such refund.
            return Err(GatewayError::Declined {
                reason: Decline::OrderUnknown,
                code: "10000".to_owned(),
            });
        };
        same("order number", command.order.as_str(), order_no(order)?.as_str())?;
        same("refund number", command.refund.as_str(), order_no(refund)?.as_str())?;
        let amount: Option<Fen> = match found.refund_amount {
            Some(text) => Some(needed(read_yuan(&text), "amount")?),
            None => None,
        };
        if let Some(said) = amount {
            same_amount(command.amount.fen(), said)?;
        }
        Ok(RefundResult {
            order: command.order.clone(),
            refund: command.refund.clone(),
            amount,
            state: match found.refund_status.as_deref() {
                Some("REFUND_SUCCESS") => RefundState::Done,
                _ => RefundState::Accepted,
            },
        })
    }
}

impl Speaks<Exit> for Merchant {
    fn request(&self, command: &Exit, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let content = json!({
            "parking_id": command.lot.number.as_str(),
            "car_number": command.plate.number(),
            "car_color": command.plate.colour().code(),
            "out_time": civil(command.until),
            "out_serial_no": command.stay.as_str(),
            "serial_no": command.parking.as_str(),
            "order_amount": command.due.to_string(),
            "actual_amount": command.paid.to_string(),
        });
        request(self, methods::EXIT, &content, false, moment)
    }

    fn read(&self, _: &Exit, response: &HttpResponse, _: Timestamp) -> Result<Done, GatewayError> {
        answer::<Nothing>(self, methods::EXIT, response).map(|_| Done)
    }
}

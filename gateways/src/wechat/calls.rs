//! Each command as a call of API v3, and what its answer means.

use super::signing::{answer, believe, request};
use super::{Merchant, agreement, description, provider_no, trade_state};
use crate::error::{Decline, GatewayError, same, same_amount};
use crate::payment::{
    Agreement, Amount, Charge, Close, CodeUrl, Done, Enter, Entered, Exit, Link, Moment, OrderNo, PlateStatus, Query,
    Refund, RefundQuery, RefundResult, RefundState, Speaks, Trade, TradeState, Way,
};
use crate::wire::{needed, read_rfc3339, rfc3339};
use crate::{HttpRequest, HttpResponse, Method};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use shishi_kernel::Fen;

/// An order, in an answer or in what a callback holds.
#[derive(Deserialize)]
pub(super) struct Transaction {
    out_trade_no: String,
    transaction_id: Option<String>,
    trade_state: String,
    success_time: Option<String>,
    bank_type: Option<String>,
    amount: Option<Total>,
}

#[derive(Deserialize)]
struct Total {
    total: i64,
    currency: Option<String>,
}

impl Transaction {
    pub(super) fn trade(self) -> Result<Trade, GatewayError> {
        let currency = self.amount.as_ref().and_then(|amount| amount.currency.as_deref());
        same("currency", "CNY", currency.unwrap_or("CNY"))?;
        let state = needed(trade_state(&self.trade_state), "trade state")?;
        let amount = self.amount.map(|amount| Fen(amount.total));
        if amount.is_none() && matches!(state, TradeState::Paid | TradeState::Refunded) {
            return Err(GatewayError::Malformed { what: "amount" });
        }
        Ok(Trade {
            order: OrderNo::new(self.out_trade_no).map_err(|_| GatewayError::Malformed { what: "order number" })?,
            provider_no: self.transaction_id,
            state,
            amount,
            paid_at: match self.success_time {
                Some(text) => Some(needed(read_rfc3339(&text), "time of payment")?),
                None => None,
            },
            // BPA is no bank: WeChat itself has advanced the money.
            advanced: self.bank_type.as_deref() == Some("BPA"),
        })
    }
}

/// A trade that must be about this order and this amount.
fn expected(trade: Trade, order: &OrderNo, amount: Amount) -> Result<Trade, GatewayError> {
    same("order number", order.as_str(), trade.order.as_str())?;
    if let Some(said) = trade.amount {
        same_amount(amount.fen(), said)?;
    }
    Ok(trade)
}

impl Merchant {
    fn post(&self, path: &str, mut body: Value, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        if let (Some(sub), Some(fields)) = (&self.sub_merchant_id, body.as_object_mut()) {
            fields.insert("sub_mchid".to_owned(), json!(sub));
        }
        request(self, Method::Post, path, body.to_string().into_bytes(), moment)
    }

    fn get(&self, path: &str, query: &[(&str, &str)], moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(query);
        if let Some(sub) = &self.sub_merchant_id {
            pairs.append_pair("sub_mchid", sub);
        }
        let query = pairs.finish();
        let target = if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        };
        request(self, Method::Get, &target, Vec::new(), moment)
    }
}

impl Speaks<PlateStatus> for Merchant {
    fn request(&self, command: &PlateStatus, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let user = command.user.as_ref().ok_or(GatewayError::CommandBad { what: "user" })?;
        let query = [
            ("appid", self.app_id.as_str()),
            ("plate_number", command.plate.number()),
            ("plate_color", command.plate.colour().code()),
            ("openid", user.as_str()),
        ];
        self.get("/v3/vehicle/parking/services/find", &query, moment)
    }

    fn read(&self, command: &PlateStatus, response: &HttpResponse, now: Timestamp) -> Result<Agreement, GatewayError> {
        #[derive(Deserialize)]
        struct Service {
            plate_number: String,
            plate_color: String,
            service_state: String,
        }
        let service: Service = answer(self, response, now)?;
        same_plate(command.plate.number(), &service.plate_number)?;
        same("plate colour", command.plate.colour().code(), &service.plate_color)?;
        Ok(agreement(&service.service_state, None))
    }
}

/// Says that two plates differ without saying which they are.
fn same_plate(expected: &str, said: &str) -> Result<(), GatewayError> {
    let differ = || GatewayError::Mismatch {
        what: "plate",
        expected: "hidden".to_owned(),
        said: "another".to_owned(),
    };
    (expected == said).then_some(()).ok_or_else(differ)
}

impl Speaks<Enter> for Merchant {
    fn request(&self, command: &Enter, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let body = json!({
            "out_parking_no": command.stay.as_str(),
            "plate_number": command.plate.number(),
            "plate_color": command.plate.colour().code(),
            "notify_url": self.notify_url,
            "start_time": rfc3339(command.since),
            "parking_name": command.lot.name.as_str(),
            "free_duration": u64::from(command.free_minutes) * 60,
        });
        self.post("/v3/vehicle/parking/parkings", body, moment)
    }

    fn read(&self, command: &Enter, response: &HttpResponse, now: Timestamp) -> Result<Entered, GatewayError> {
        #[derive(Deserialize)]
        struct Parking {
            id: String,
            out_parking_no: String,
            state: String,
            block_reason: Option<String>,
        }
        let entry: Parking = answer(self, response, now)?;
        same("stay number", command.stay.as_str(), &entry.out_parking_no)?;
        Ok(Entered {
            parking: provider_no(&entry.id)?,
            agreement: agreement(&entry.state, entry.block_reason.as_deref()),
        })
    }
}

impl Speaks<Charge> for Merchant {
    fn request(&self, command: &Charge, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let body = json!({
            "appid": self.app_id,
            "description": description(&command.subject),
            "out_trade_no": command.order.as_str(),
            "trade_scene": "PARKING",
            "notify_url": self.notify_url,
            "profit_sharing": "N",
            "amount": { "total": command.amount.fen().0, "currency": "CNY" },
            "parking_info": {
                "parking_id": command.parking.as_str(),
                "plate_number": command.plate.number(),
                "plate_color": command.plate.colour().code(),
                "start_time": rfc3339(command.since),
                "end_time": rfc3339(command.until),
                "parking_name": command.lot.name.as_str(),
                "charging_duration": u64::from(command.minutes) * 60,
                "device_id": command.lot.number.as_str(),
            },
        });
        self.post("/v3/vehicle/transactions/parking", body, moment)
    }

    fn read(&self, command: &Charge, response: &HttpResponse, now: Timestamp) -> Result<Trade, GatewayError> {
        let transaction: Transaction = answer(self, response, now)?;
        expected(transaction.trade()?, &command.order, command.amount)
    }
}

impl Speaks<Query> for Merchant {
    fn request(&self, command: &Query, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        match command.way {
            Way::Agreement => {
                let path = format!("/v3/vehicle/transactions/out-trade-no/{}", command.order);
                self.get(&path, &[], moment)
            }
            Way::Link => {
                let path = format!("/v3/pay/transactions/out-trade-no/{}", command.order);
                self.get(&path, &[("mchid", &self.merchant_id)], moment)
            }
        }
    }

    fn read(&self, command: &Query, response: &HttpResponse, now: Timestamp) -> Result<Trade, GatewayError> {
        let transaction: Transaction = answer(self, response, now)?;
        expected(transaction.trade()?, &command.order, command.amount)
    }
}

impl Speaks<Link> for Merchant {
    fn request(&self, command: &Link, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let body = json!({
            "appid": self.app_id,
            "mchid": self.merchant_id,
            "description": description(&command.subject),
            "out_trade_no": command.order.as_str(),
            "time_expire": rfc3339(command.expires),
            "notify_url": self.notify_url,
            "amount": { "total": command.amount.fen().0, "currency": "CNY" },
        });
        self.post("/v3/pay/transactions/native", body, moment)
    }

    fn read(&self, _: &Link, response: &HttpResponse, now: Timestamp) -> Result<CodeUrl, GatewayError> {
        #[derive(Deserialize)]
        struct Native {
            code_url: String,
        }
        let native: Native = answer(self, response, now)?;
        Ok(CodeUrl(native.code_url))
    }
}

impl Speaks<Close> for Merchant {
    fn request(&self, command: &Close, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let path = format!("/v3/pay/transactions/out-trade-no/{}/close", command.order);
        self.post(&path, json!({ "mchid": self.merchant_id }), moment)
    }

    fn read(&self, _: &Close, response: &HttpResponse, now: Timestamp) -> Result<Done, GatewayError> {
        match believe(self, response, now) {
            Ok(())
            | Err(GatewayError::Declined {
                reason: Decline::OrderClosed,
                ..
            }) => Ok(Done),
            Err(error) => Err(error),
        }
    }
}

/// A refund, in an answer or in what a callback holds, which call its state differently.
#[derive(Deserialize)]
pub(super) struct RefundAnswer {
    out_trade_no: String,
    out_refund_no: String,
    #[serde(alias = "refund_status")]
    status: String,
    amount: RefundAmount,
}

#[derive(Deserialize)]
struct RefundAmount {
    refund: i64,
}

impl RefundAnswer {
    pub(super) fn result(self) -> Result<RefundResult, GatewayError> {
        let number = |text: String| OrderNo::new(text).map_err(|_| GatewayError::Malformed { what: "refund number" });
        Ok(RefundResult {
            order: number(self.out_trade_no)?,
            refund: number(self.out_refund_no)?,
            amount: Some(Fen(self.amount.refund)),
            state: match self.status.as_str() {
                "SUCCESS" => RefundState::Done,
                "PROCESSING" => RefundState::Accepted,
                "CLOSED" | "ABNORMAL" => RefundState::Failed,
                _ => return Err(GatewayError::Malformed { what: "refund state" }),
            },
        })
    }

    fn expected(self, order: &OrderNo, refund: &OrderNo, amount: Amount) -> Result<RefundResult, GatewayError> {
        let result = self.result()?;
        same("order number", order.as_str(), result.order.as_str())?;
        same("refund number", refund.as_str(), result.refund.as_str())?;
        if let Some(said) = result.amount {
            same_amount(amount.fen(), said)?;
        }
        Ok(result)
    }
}

impl Speaks<Refund> for Merchant {
    fn request(&self, command: &Refund, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let body = json!({
            "out_trade_no": command.order.as_str(),
            "out_refund_no": command.refund.as_str(),
            "reason": command.reason.as_str(),
            "notify_url": self.notify_url,
            "amount": {
                "refund": command.amount.fen().0,
                "total": command.total.fen().0,
                "currency": "CNY",
            },
        });
        self.post("/v3/refund/domestic/refunds", body, moment)
    }

    fn read(&self, command: &Refund, response: &HttpResponse, now: Timestamp) -> Result<RefundResult, GatewayError> {
        let refund: RefundAnswer = answer(self, response, now)?;
        refund.expected(&command.order, &command.refund, command.amount)
    }
}

impl Speaks<RefundQuery> for Merchant {
    fn request(&self, command: &RefundQuery, moment: &Moment) -> Result<HttpRequest, GatewayError> {
        let path = format!("/v3/refund/domestic/refunds/{}", command.refund);
        self.get(&path, &[], moment)
    }

    fn read(
        &self,
        command: &RefundQuery,
        response: &HttpResponse,
        now: Timestamp,
    ) -> Result<RefundResult, GatewayError> {
        let refund: RefundAnswer = answer(self, response, now)?;
        refund.expected(&command.order, &command.refund, command.amount)
    }
}

impl Speaks<Exit> for Merchant {
    fn request(&self, _: &Exit, _: &Moment) -> Result<HttpRequest, GatewayError> {
        Err(GatewayError::NotOffered)
    }

    fn read(&self, _: &Exit, _: &HttpResponse, _: Timestamp) -> Result<Done, GatewayError> {
        Err(GatewayError::NotOffered)
    }
}

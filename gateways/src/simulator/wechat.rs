//! The simulator as WeChat Pay speaks.

use super::house::{Fate, House, Order, Refund, Told};
use crate::keys::{PrivateKey, PublicKey, SealKey};
use crate::payment::{Agreement, Block, Plate, PlateColour, TradeState, Way};
use crate::wechat::AGE_SECONDS_MAX;
use crate::wechat::notification::ALGORITHM;
use crate::wechat::signing::{SCHEME, request_text, sign_answer};
use crate::wire::{read_rfc3339, rfc3339};
use crate::{Decline, HttpRequest, HttpResponse, Method};
use jiff::Timestamp;
use serde_json::{Value, json};
use shishi_kernel::Fen;

/// WeChat as it knows one merchant.
pub(super) struct Face {
    pub(super) merchant_id: String,
    pub(super) merchant_serial: String,
    pub(super) merchant_key: PublicKey,
    pub(super) serial: String,
    pub(super) key: PrivateKey,
    pub(super) seal: SealKey,
    pub(super) notify_url: String,
}

/// What is said: a status, and a body that may be none.
type Said = (u16, Option<Value>);

impl Face {
    pub(super) fn answer(
        &self,
        house: &mut House,
        request: &HttpRequest,
        fate: Fate,
        nonce: &str,
        now: Timestamp,
    ) -> HttpResponse {
        if !self.signed(request, now) {
            // As the original: whoever it does not know, it does not sign for.
            return HttpResponse::text(
                401,
                "application/json",
                r#"{"code":"SIGN_ERROR","message":"signature"}"#,
            );
        }
        let (status, body) = self.route(house, request, fate, now).unwrap_or_else(problem);
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let headers = sign_answer(&self.serial, &self.key, now.as_second(), nonce, &body);
        HttpResponse {
            status,
            headers: headers.unwrap_or_default(),
            body,
        }
    }

    fn signed(&self, request: &HttpRequest, now: Timestamp) -> bool {
        let header = request.header("Authorization").unwrap_or("");
        let Some(list) = header.strip_prefix(SCHEME).map(str::trim_start) else {
            return false;
        };
        let part = |name: &str| {
            list.split(',').find_map(|part| {
                let value = part.strip_prefix(name)?.strip_prefix("=\"")?;
                value.strip_suffix('"')
            })
        };
        let (Some(seconds), Some(nonce), Some(signature)) = (part("timestamp"), part("nonce_str"), part("signature"))
        else {
            return false;
        };
        let Ok(seconds) = seconds.parse::<i64>() else {
            return false;
        };
        let text = request_text(request.method, request.target(), seconds, nonce, &request.body);
        part("mchid") == Some(&self.merchant_id)
            && part("serial_no") == Some(&self.merchant_serial)
            && now.as_second().saturating_sub(seconds).saturating_abs() <= AGE_SECONDS_MAX
            && self.merchant_key.verify(&text, signature).is_ok()
    }

    fn route(&self, house: &mut House, request: &HttpRequest, fate: Fate, now: Timestamp) -> Result<Said, Decline> {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let path = request.path();
        let tail = |prefix: &str| path.strip_prefix(prefix).filter(|rest| !rest.is_empty());
        match (request.method, path) {
            (Method::Get, "/v3/vehicle/parking/services/find") => self.find(house, request),
            (Method::Post, "/v3/vehicle/parking/parkings") => enter(house, &body),
            (Method::Post, "/v3/vehicle/transactions/parking") => self.charge(house, &body, fate, now),
            (Method::Post, "/v3/pay/transactions/native") => {
                let expires =
                    text(&body, "/time_expire").and_then(|text| read_rfc3339(text).ok_or(Decline::RequestWrong))?;
                let order = house.link(
                    text(&body, "/out_trade_no")?,
                    fen(&body, "/amount/total")?,
                    expires,
                    now,
                )?;
                Ok((
                    200,
                    Some(json!({ "code_url": format!("weixin://wxpay/bizpayurl?pr={}", order.number) })),
                ))
            }
            (Method::Post, "/v3/refund/domestic/refunds") => {
                let (number, order) = (text(&body, "/out_refund_no")?, text(&body, "/out_trade_no")?);
                let (refund, paid) = house.refund(order, number, fen(&body, "/amount/refund")?, fate)?;
                if fen(&body, "/amount/total")? != paid.amount {
                    return Err(Decline::RequestWrong);
                }
                Ok((200, Some(refund_said(&refund, "status"))))
            }
            (Method::Post, _) => {
                let number = tail("/v3/pay/transactions/out-trade-no/").and_then(|rest| rest.strip_suffix("/close"));
                house.close(number.ok_or(Decline::OrderUnknown)?)?;
                Ok((204, None))
            }
            (Method::Get, _) => {
                if let Some(number) = tail("/v3/refund/domestic/refunds/") {
                    let refund = house.refund_of(number).ok_or(Decline::OrderUnknown)?;
                    return Ok((200, Some(refund_said(refund, "status"))));
                }
                let (number, way) = tail("/v3/vehicle/transactions/out-trade-no/")
                    .map(|number| (number, Way::Agreement))
                    .or_else(|| tail("/v3/pay/transactions/out-trade-no/").map(|number| (number, Way::Link)))
                    .ok_or(Decline::OrderUnknown)?;
                let order = house.order(number).filter(|order| order.way == way);
                Ok((200, Some(self.order_said(order.ok_or(Decline::OrderUnknown)?))))
            }
        }
    }

    fn find(&self, house: &House, request: &HttpRequest) -> Result<Said, Decline> {
        let field = |name: &str| {
            let mut pairs = form_urlencoded::parse(request.query().as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let (number, colour) = (field("plate_number"), field("plate_color"));
        let (Some(number), Some(colour), Some(user)) = (number, colour, field("openid")) else {
            return Err(Decline::RequestWrong);
        };
        let plate = plate(&number, &colour)?;
        let state = match house.agreement(&plate) {
            Agreement::Usable => "NORMAL",
            Agreement::Blocked(Block::NotSigned) => "OUT_SERVICE",
            Agreement::Blocked(_) => "PAUSE",
        };
        let said = json!({ "plate_number": number, "plate_color": colour, "openid": user, "service_state": state });
        Ok((200, Some(said)))
    }

    fn charge(&self, house: &mut House, body: &Value, fate: Fate, now: Timestamp) -> Result<Said, Decline> {
        let plate = plate(
            text(body, "/parking_info/plate_number")?,
            text(body, "/parking_info/plate_color")?,
        )?;
        let times = ["/parking_info/start_time", "/parking_info/end_time"];
        if !times
            .into_iter()
            .all(|time| text(body, time).is_ok_and(|text| read_rfc3339(text).is_some()))
        {
            return Err(Decline::RequestWrong);
        }
        let parking = text(body, "/parking_info/parking_id")?.to_owned();
        let order = house.charge(
            text(body, "/out_trade_no")?,
            fen(body, "/amount/total")?,
            &plate,
            fate,
            now,
        )?;
        house.exit(&parking);
        Ok((200, Some(self.order_said(&order))))
    }

    fn order_said(&self, order: &Order) -> Value {
        let state = match order.state {
            TradeState::Waiting => "NOTPAY",
            TradeState::Accepted => "ACCEPTED",
            TradeState::Closed => "CLOSED",
            TradeState::Failed => "PAY_FAIL",
            TradeState::Paid => "SUCCESS",
            TradeState::Refunded => "REFUND",
        };
        let mut said = json!({
            "sp_mchid": self.merchant_id,
            "out_trade_no": order.number,
            "trade_state": state,
            "amount": { "total": order.amount.0, "currency": "CNY" },
        });
        if let Some(paid_at) = order.paid_at {
            said["success_time"] = json!(rfc3339(paid_at));
            said["transaction_id"] = json!(order.provider_no);
            said["bank_type"] = json!("OTHERS");
        }
        said
    }

    pub(super) fn callback(
        &self,
        id: &str,
        told: &Told,
        spoil: Option<u64>,
        nonce: &str,
        now: Timestamp,
    ) -> Option<HttpRequest> {
        let (event, plain) = match told {
            Told::Order(order) if order.paid_at.is_some() => ("TRANSACTION.SUCCESS", self.order_said(order)),
            Told::Order(order) => ("TRANSACTION.FAIL", self.order_said(order)),
            Told::Refund(refund, _) => {
                let mut said = refund_said(refund, "refund_status");
                said["mchid"] = json!(self.merchant_id);
                ("REFUND.SUCCESS", said)
            }
            Told::Agreement {
                stay,
                parking,
                agreement,
                since,
            } => (
                "VEHICLE.ENTRANCE_STATE_CHANGE",
                self.entrance(stay, parking, *agreement, *since),
            ),
        };
        let sealed = self.seal.seal(nonce, event, plain.to_string().as_bytes()).ok()?;
        let body = json!({
            "id": id,
            "create_time": rfc3339(now),
            "event_type": event,
            "resource_type": "encrypt-resource",
            "summary": "",
            "resource": {
                "original_type": "",
                "algorithm": ALGORITHM,
                "ciphertext": sealed,
                "associated_data": event,
                "nonce": nonce,
            },
        });
        self.sign(body.to_string().into_bytes(), spoil, nonce, now)
    }

    /// Signs a callback, or spoils one in one of the ways in which somebody else might try.
    fn sign(&self, mut body: Vec<u8>, spoil: Option<u64>, nonce: &str, now: Timestamp) -> Option<HttpRequest> {
        let seconds = now.as_second();
        let (serial, seconds) = match spoil.map(|kind| kind % 4) {
            Some(0) => ("0000000000000000000000000000000000000000", seconds),
            Some(1) => (self.serial.as_str(), seconds - AGE_SECONDS_MAX - 60),
            _ => (self.serial.as_str(), seconds),
        };
        let mut headers = sign_answer(serial, &self.key, seconds, nonce, &body).ok()?;
        match spoil.map(|kind| kind % 4) {
            Some(2) => {
                body = String::from_utf8(body)
                    .ok()?
                    .replace("TRANSACTION.FAIL", "TRANSACTION.SUCCESS")
                    .into_bytes()
            }
            Some(3) => headers.truncate(3),
            _ => {}
        }
        if spoil.is_some_and(|kind| kind % 4 == 2) {
            body.push(b' ');
        }
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        Some(HttpRequest {
            method: Method::Post,
            url: self.notify_url.clone(),
            headers,
            body,
        })
    }

    fn entrance(&self, stay: &str, parking: &str, agreement: Agreement, since: Timestamp) -> Value {
        let mut said = json!({
            "sp_mchid": self.merchant_id,
            "out_parking_no": stay,
            "parking_id": parking,
            "state_update_time": rfc3339(since),
        });
        let (state, reason) = state(agreement);
        said["parking_state"] = json!(state);
        if let Some(reason) = reason {
            said["blocked_state_description"] = json!(reason);
        }
        said
    }
}

fn enter(house: &mut House, body: &Value) -> Result<Said, Decline> {
    let plate = plate(text(body, "/plate_number")?, text(body, "/plate_color")?)?;
    let start = text(body, "/start_time")?;
    read_rfc3339(start).ok_or(Decline::RequestWrong)?;
    text(body, "/parking_name")?;
    text(body, "/notify_url")?;
    body.pointer("/free_duration")
        .and_then(Value::as_u64)
        .ok_or(Decline::RequestWrong)?;
    let stay = text(body, "/out_parking_no")?;
    let (state, reason) = state(house.agreement(&plate));
    let mut said =
        json!({ "id": house.enter(stay, plate), "out_parking_no": stay, "start_time": start, "state": state });
    if let Some(reason) = reason {
        said["block_reason"] = json!(reason);
    }
    Ok((200, Some(said)))
}

fn state(agreement: Agreement) -> (&'static str, Option<&'static str>) {
    match agreement {
        Agreement::Usable => ("NORMAL", None),
        Agreement::Blocked(Block::NotSigned) => ("BLOCKED", Some("OUT_SERVICE")),
        Agreement::Blocked(Block::Paused) => ("BLOCKED", Some("PAUSE")),
        Agreement::Blocked(Block::Overdue) => ("BLOCKED", Some("OVERDUE")),
        Agreement::Blocked(Block::NotEligible | Block::Other) => ("BLOCKED", Some("EVALUATION_FAILED")),
    }
}

fn refund_said(refund: &Refund, status: &str) -> Value {
    let mut said = json!({
        "refund_id": refund.provider_no,
        "out_refund_no": refund.number,
        "out_trade_no": refund.order,
        "amount": { "refund": refund.amount.0, "currency": "CNY" },
    });
    said[status] = json!(if refund.done_at.is_some() {
        "SUCCESS"
    } else {
        "PROCESSING"
    });
    said
}

fn problem(decline: Decline) -> Said {
    let (status, code) = match decline {
        Decline::OrderUnknown => (404, "ORDER_NOT_EXIST"),
        Decline::OrderReused => (400, "OUT_TRADE_NO_USED"),
        Decline::OrderPaid => (400, "ORDERPAID"),
        Decline::OrderClosed => (400, "ORDER_CLOSED"),
        Decline::NoFunds => (403, "NOT_ENOUGH"),
        Decline::NoAgreement => (403, "USER_NOT_EXIST"),
        Decline::NotAllowed => (403, "NO_AUTH"),
        Decline::TooOften => (429, "FREQUENCY_LIMITED"),
        Decline::RequestWrong => (400, "PARAM_ERROR"),
        Decline::Other => (400, "BIZ_ERR_NEED_RETRY"),
    };
    (status, Some(json!({ "code": code, "message": "" })))
}

fn text<'a>(body: &'a Value, pointer: &str) -> Result<&'a str, Decline> {
    let text = body.pointer(pointer).and_then(Value::as_str);
    text.filter(|text| !text.is_empty()).ok_or(Decline::RequestWrong)
}

fn fen(body: &Value, pointer: &str) -> Result<Fen, Decline> {
    let amount = body.pointer(pointer).and_then(Value::as_i64);
    amount.map(Fen).ok_or(Decline::RequestWrong)
}

fn plate(number: &str, colour: &str) -> Result<Plate, Decline> {
    let colour = PlateColour::from_code(colour).ok_or(Decline::RequestWrong)?;
    Plate::new(number, colour).map_err(|_| Decline::RequestWrong)
}

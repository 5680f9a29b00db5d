//! The simulator as Alipay speaks.

use super::house::{Fate, House, Order, Told};
use crate::alipay::certificates::Certificates;
use crate::alipay::methods;
use crate::alipay::signing::{Fields, callback_text, node, read_form, request_text};
use crate::keys::{PrivateKey, PublicKey};
use crate::payment::{Agreement, Block, Plate, PlateColour, TradeState};
use crate::wire::{civil, read_civil, read_yuan};
use crate::{Decline, HttpRequest, HttpResponse, Method};
use jiff::Timestamp;
use serde_json::{Value, json};
use shishi_kernel::Fen;

/// Alipay as it knows one merchant.
pub(super) struct Face {
    pub(super) app_id: String,
    pub(super) seller_id: String,
    pub(super) merchant_key: PublicKey,
    pub(super) key: PrivateKey,
    pub(super) notify_url: String,
    /// In certificate mode the names of certificates that requests must bear, and that answers do.
    pub(super) certificates: Option<Certificates>,
}

impl Face {
    pub(super) fn answer(&self, house: &mut House, request: &HttpRequest, fate: Fate, now: Timestamp) -> HttpResponse {
        let json_text = |body: String| HttpResponse::text(200, "application/json;charset=utf-8", body);
        let Some(fields) = self.signed(request) else {
            let said = json!({ "code": "40002", "msg": "", "sub_code": "isv.invalid-signature" });
            return json_text(json!({ "error_response": said }).to_string());
        };
        let method = fields.get("method").map_or("", String::as_str);
        let content: Value = fields
            .get("biz_content")
            .and_then(|content| serde_json::from_str(content).ok())
            .unwrap_or(Value::Null);
        let mut said = route(house, method, &content, fate, now).unwrap_or_else(problem);
        if said.get("code").is_none() {
            said["code"] = json!("10000");
            said["msg"] = json!("Success");
        }
        let said = said.to_string();
        let signature = self.key.sign(said.as_bytes()).unwrap_or_default();
        let certificate = self
            .certificates
            .as_ref()
            .map(|names| format!(r#""alipay_cert_sn":"{}","#, names.alipay));
        let certificate = certificate.unwrap_or_default();
        json_text(format!(
            r#"{{"{}":{said},{certificate}"sign":"{signature}"}}"#,
            node(method)
        ))
    }

    /// The fields of a request of the merchant's; none where it is not.
    fn signed(&self, request: &HttpRequest) -> Option<Fields> {
        let mut fields = Fields::new();
        read_form(request.query().as_bytes(), &mut fields).ok()?;
        read_form(&request.body, &mut fields).ok()?;
        let is = |name: &str, value: &str| fields.get(name).is_some_and(|field| field == value);
        let signature = fields.get("sign")?;
        self.merchant_key
            .verify(request_text(&fields).as_bytes(), signature)
            .ok()?;
        let plain =
            is("app_id", &self.app_id) && is("sign_type", "RSA2") && is("charset", "utf-8") && is("version", "1.0");
        let named = match &self.certificates {
            Some(names) => is("app_cert_sn", &names.app) && is("alipay_root_cert_sn", &names.root),
            None => true,
        };
        (plain && named).then_some(fields)
    }

    pub(super) fn callback(&self, id: &str, told: &Told, spoil: Option<u64>, now: Timestamp) -> Option<HttpRequest> {
        let (order, refund) = match told {
            // Alipay tells of no charge that failed and of no plate; the query does.
            Told::Order(order) if order.paid_at.is_some() => (order, None),
            Told::Order(_) | Told::Agreement { .. } => return None,
            Told::Refund(refund, order) => (order, Some(refund)),
        };
        let mut fields = Fields::new();
        let mut put = |name: &str, value: String| fields.insert(name.to_owned(), value);
        put("notify_type", "trade_status_sync".to_owned());
        put("notify_id", id.to_owned());
        put("notify_time", civil(now));
        put("charset", "utf-8".to_owned());
        put("version", "1.0".to_owned());
        put("sign_type", "RSA2".to_owned());
        put("app_id", self.app_id.clone());
        put("seller_id", self.seller_id.clone());
        if let Some(names) = &self.certificates {
            put("alipay_cert_sn", names.alipay.clone());
        }
        put("out_trade_no", order.number.clone());
        put("trade_no", order.provider_no.clone());
        put("trade_status", status(order).to_owned());
        put("total_amount", order.amount.to_string());
        put("gmt_payment", order.paid_at.map(civil).unwrap_or_default());
        if let Some(refund) = refund {
            put("out_biz_no", refund.number.clone());
            put("refund_fee", order.refunded.to_string());
            put("gmt_refund", refund.done_at.map(civil).unwrap_or_default());
        }
        let mut signature = self.key.sign(callback_text(&fields).as_bytes()).ok()?;
        let mut put = |name: &str, value: &str| fields.insert(name.to_owned(), value.to_owned());
        match spoil.map(|kind| kind % 4) {
            Some(0) => drop(put("total_amount", "0.01")),
            Some(1) => drop(put("sign_type", "RSA")),
            Some(2) => drop(put("out_trade_no", "another_order")),
            Some(3) => signature.clear(),
            _ => {}
        }
        fields.insert("sign".to_owned(), signature);
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&fields)
            .finish();
        Some(HttpRequest {
            method: Method::Post,
            url: self.notify_url.clone(),
            headers: vec![(
                "Content-Type".to_owned(),
                "application/x-www-form-urlencoded;charset=utf-8".to_owned(),
            )],
            body: body.into_bytes(),
        })
    }
}

fn route(house: &mut House, method: &str, content: &Value, fate: Fate, now: Timestamp) -> Result<Value, Decline> {
    let field = |name: &str| text(content, name);
    match method {
        methods::STATUS => {
            let plate = plate(field("car_number")?, field("plate_color")?)?;
            Ok(json!({ "agreement_scene": scene(house.agreement(&plate)), "current_time": civil(now) }))
        }
        methods::ENTER => {
            let plate = plate(field("car_number")?, field("car_color")?)?;
            field("parking_id")?;
            read_civil(field("in_time")?).ok_or(Decline::RequestWrong)?;
            let scene = scene(house.agreement(&plate));
            let parking = house.enter(field("out_serial_no")?, plate);
            Ok(json!({ "serial_no": parking, "agreement_scene": scene, "current_time": civil(now) }))
        }
        methods::CHARGE => {
            let plate = plate(field("car_number")?, field("car_number_color")?)?;
            for time in ["in_time", "out_time"] {
                read_civil(field(time)?).ok_or(Decline::RequestWrong)?;
            }
            field("serial_no")?;
            let order = house.charge(field("out_trade_no")?, yuan(content, "total_fee")?, &plate, fate, now)?;
            charge_said(&order)
        }
        methods::EXIT => {
            house.exit(field("serial_no")?);
            Ok(json!({}))
        }
        methods::QUERY => {
            let order = house.order(field("out_trade_no")?).ok_or(Decline::OrderUnknown)?;
            // As the original: an order that nobody scanned, or that could not be taken, is none.
            if matches!(order.state, TradeState::Waiting) {
                return Err(Decline::OrderUnknown);
            }
            Ok(json!({
                "out_trade_no": order.number,
                "trade_no": order.provider_no,
                "trade_status": status(order),
                "total_amount": order.amount.to_string(),
                "send_pay_date": order.paid_at.map(civil).unwrap_or_default(),
            }))
        }
        methods::LINK => {
            let expires = read_civil(field("time_expire")?).ok_or(Decline::RequestWrong)?;
            let order = house.link(field("out_trade_no")?, yuan(content, "total_amount")?, expires, now)?;
            let code = format!("https://qr.alipay.com/{}", order.number);
            Ok(json!({ "out_trade_no": order.number, "qr_code": code }))
        }
        methods::CLOSE => house.close(field("out_trade_no")?).map(|()| json!({})),
        methods::REFUND => {
            let (order, number) = (field("out_trade_no")?, field("out_request_no")?);
            let known = house.refund_of(number).is_some();
            let (refund, order) = house.refund(order, number, yuan(content, "refund_amount")?, fate)?;
            let change = if !known && fate.decided <= now { "Y" } else { "N" };
            Ok(json!({
                "out_trade_no": order.number,
                "trade_no": order.provider_no,
                "fund_change": change,
                "refund_fee": Fen(order.refunded.0 + refund.amount.0).to_string(),
            }))
        }
        methods::REFUND_QUERY => {
            let refund = house.refund_of(field("out_request_no")?);
            let refund = refund.filter(|refund| Ok(refund.order.as_str()) == field("out_trade_no"));
            let Some(refund) = refund else { return Ok(json!({})) };
            let mut said = json!({
                "out_trade_no": refund.order,
                "out_request_no": refund.number,
                "refund_amount": refund.amount.to_string(),
            });
            if refund.done_at.is_some() {
                said["refund_status"] = json!("REFUND_SUCCESS");
            }
            Ok(said)
        }
        _ => Err(Decline::NotAllowed),
    }
}

fn charge_said(order: &Order) -> Result<Value, Decline> {
    match order.state {
        TradeState::Failed => Err(Decline::NoFunds),
        TradeState::Closed => Err(Decline::OrderClosed),
        _ => {
            let mut said = json!({
                "out_trade_no": order.number,
                "trade_no": order.provider_no,
                "total_fee": order.amount.to_string(),
            });
            match order.paid_at {
                Some(paid_at) => said["gmt_payment"] = json!(civil(paid_at)),
                None => said["code"] = json!("10003"),
            }
            Ok(said)
        }
    }
}

fn status(order: &Order) -> &'static str {
    match order.state {
        TradeState::Waiting | TradeState::Accepted => "WAIT_BUYER_PAY",
        TradeState::Closed | TradeState::Failed => "TRADE_CLOSED",
        TradeState::Refunded if order.refunded == order.amount => "TRADE_CLOSED",
        TradeState::Paid | TradeState::Refunded => "TRADE_SUCCESS",
    }
}

fn scene(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Usable => "PLATE_PAY",
        Agreement::Blocked(Block::NotEligible) => "NSF_CHECK_FAILED",
        Agreement::Blocked(_) => "NO_AGREEMENT_SCENE",
    }
}

fn problem(decline: Decline) -> Value {
    let (code, sub_code) = match decline {
        Decline::OrderUnknown => ("40004", "ACQ.TRADE_NOT_EXIST"),
        Decline::OrderReused => ("40004", "ACQ.CONTEXT_INCONSISTENT"),
        Decline::OrderPaid => ("40004", "ACQ.TRADE_HAS_SUCCESS"),
        Decline::OrderClosed => ("40004", "ACQ.TRADE_HAS_CLOSE"),
        Decline::NoFunds => ("40004", "ACQ.BUYER_BALANCE_NOT_ENOUGH"),
        Decline::NoAgreement => ("40004", "AGREEMENT_NOT_EXIST"),
        Decline::NotAllowed => ("40006", "isv.insufficient-isv-permissions"),
        Decline::TooOften => ("40004", "isv.app-call-limited"),
        Decline::RequestWrong => ("40004", "ACQ.INVALID_PARAMETER"),
        Decline::Other => ("40004", "ACQ.UNKNOWN"),
    };
    json!({ "code": code, "msg": "", "sub_code": sub_code })
}

fn text<'a>(content: &'a Value, name: &str) -> Result<&'a str, Decline> {
    let text = content.get(name).and_then(Value::as_str);
    text.filter(|text| !text.is_empty()).ok_or(Decline::RequestWrong)
}

fn yuan(content: &Value, name: &str) -> Result<Fen, Decline> {
    text(content, name).and_then(|text| read_yuan(text).ok_or(Decline::RequestWrong))
}

fn plate(number: &str, colour: &str) -> Result<Plate, Decline> {
    let colour = PlateColour::from_code(colour).ok_or(Decline::RequestWrong)?;
    Plate::new(number, colour).map_err(|_| Decline::RequestWrong)
}

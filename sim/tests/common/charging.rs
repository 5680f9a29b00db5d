//! A charging operator at the other end of a wire, with its station in the lot of the desk.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use shishi_service::Deliver;
use shishi_service::gateways::{HttpRequest, HttpResponse};
use shishi_service::parking::{OperatorForm, PushKeys, Stand, StationView};
use shishi_service::parking_rules::charging::Code;
use shishi_service::tcec102::simulator::{Operator, Sketch};
use shishi_service::tcec102::{Keys, Token};

use super::desk::{Desk, set_up};

pub const SIGNS: &str = "313744932";
pub const TARIFF: &str = "shishi-tariff 1\nname: 充电\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                      window day: otherwise\nfree: 30 min, lapses, each stay\nrate day: then 2 yuan per 1 h\n\
                      charging: waived, up to 2 h\noverstay: after 15 min, 1 yuan per 15 min\n";

pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn sketches() -> Vec<Sketch> {
    let sketch = |code: &str, bays: &[&str]| Sketch {
        code: code.into(),
        name: "某充电站".into(),
        address: "某路1号".into(),
        place: (116_606_000, 35_401_000),
        bays: bays.iter().map(ToString::to_string).collect(),
        direct_every: 2,
    };
    vec![sketch("S1", &["A1", "A2"])]
}

pub fn form() -> OperatorForm {
    OperatorForm {
        operator: SIGNS.into(),
        name: "某充电公司".into(),
        address: "charging.invalid/evcs/v1".into(),
        own: "395815801".into(),
        secret: "s".repeat(16),
        sign: "g".repeat(16),
        data: "d".repeat(16),
        initial: "i".repeat(16),
        paused: false,
        renew: false,
    }
}

/// An operator at the other end of a wire that can be cut.
pub struct Wire {
    pub operator: Arc<Mutex<Operator>>,
    pub cut: Arc<AtomicBool>,
    token: Option<Token>,
}

pub fn nothing_leaves() -> Deliver {
    Arc::new(|_| Err("nothing leaves".to_owned()))
}

impl Wire {
    /// Registers the operator and has it asked.
    pub fn lay(desk: &Desk) -> (Self, PushKeys) {
        let form = form();
        let push = desk
            .service
            .put_charging_operator(&desk.keeper, &form)
            .unwrap()
            .unwrap();
        let asked = Keys::new(&form.own, &form.secret, &form.sign, &form.data, &form.initial).unwrap();
        let pushed = Keys::new(SIGNS, &push.secret, &push.sign, &push.data, &push.initial).unwrap();
        let operator = Operator::between(asked, pushed, "https://lots.invalid/parking/charging", &sketches()).unwrap();
        let (operator, cut) = (Arc::new(Mutex::new(operator)), Arc::new(AtomicBool::new(false)));
        let (there, is_cut, clock) = (Arc::clone(&operator), Arc::clone(&cut), desk.service.clone());
        desk.service.set_charging(Arc::new(move |request| {
            if is_cut.load(Ordering::SeqCst) {
                return None;
            }
            Some(there.lock().unwrap().answer(&request, clock.now()))
        }));
        let token = None;
        (Self { operator, cut, token }, push)
    }

    /// What the operator pushes, once it has a token of ours.
    pub fn push(
        &mut self,
        desk: &Desk,
        what: impl FnOnce(&mut Operator, &Token, Timestamp) -> HttpRequest,
    ) -> HttpRequest {
        let now = desk.service.now();
        let mut operator = self.operator.lock().unwrap();
        let token = match self.token.take().filter(|token| token.holds(now)) {
            Some(token) => token,
            None => {
                let asked = operator.ask_token(now).unwrap();
                let answer = desk.service.hear_operator(&asked).unwrap();
                operator.read_token(&answer, now).unwrap()
            }
        };
        let request = what(&mut operator, &token, now);
        self.token = Some(token);
        request
    }
}

pub fn run(desk: &Desk) -> u32 {
    desk.service.run_due_jobs(&nothing_leaves()).unwrap()
}

pub fn one(desk: &Desk) -> StationView {
    desk.service.charging_stations().unwrap().remove(0)
}

pub fn stands(desk: &Desk) -> Vec<Stand> {
    let now = desk.service.now();
    one(desk).now(now).iter().map(|connector| connector.stand).collect()
}

pub fn told(answer: &HttpResponse) -> (i64, String) {
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    (body["Ret"].as_i64().unwrap(), body["Msg"].as_str().unwrap().to_owned())
}

pub fn refused(desk: &Desk) -> Vec<(String, u32)> {
    let views = desk.service.charging_operators(&desk.auditor).unwrap();
    let refused = views[0].refused.iter();
    refused.map(|(_, code, count)| (code.clone(), *count)).collect()
}

/// A lot with the operator's station in it.
pub fn placed(desk: &Desk) -> (shishi_service::parking_rows::lots::DeviceRow, Wire) {
    let gate = set_up(desk);
    desk.service.put_tariff(&desk.keeper, "plain", TARIFF).unwrap();
    let (wire, _) = Wire::lay(desk);
    run(desk);
    desk.service
        .place_station(&desk.keeper, one(desk).row.id, "east")
        .unwrap();
    (gate, wire)
}

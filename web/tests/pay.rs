//! Parking fees over HTTP: a barrier that decides by itself, a page that a code opens, callbacks that are believed only when signed.

mod common;

use std::sync::{Arc, Mutex};

use axum::http::Method;
use common::Site;
use serde_json::{Value, json};
use shishi_kernel::Fen;
use shishi_service::gateways::payment::Wallet;
use shishi_service::gateways::simulator::{Simulator, Trouble, pair};
use shishi_service::parking::money::PaymentsSetup;
use shishi_service::parking_rows::lots::LotRow;

const TARIFF: &str = include_str!("../../fixtures/parking/city-lot.tariff");

struct Gate {
    site: Site,
    token: String,
    simulator: Arc<Mutex<Simulator>>,
}

fn gate() -> Gate {
    let site = Site::issued();
    let keeper = site.sign_in("supervisor");
    let lot = LotRow {
        id: 0,
        slug: "east".into(),
        name: "东停车场".into(),
        setting: "surface".into(),
        access: "public".into(),
        latitude: 35_400_000,
        longitude: 116_600_000,
        operator: "某停车管理公司".into(),
        opened_on: None,
        capacity: 50,
        counting: "gate".into(),
        outline: None,
        height_cm: None,
        stay_minutes_max: None,
        hours: String::new(),
        tariff: Some("city-lot".into()),
        confidence_min: 60,
        terms: None,
        revision: 0,
    };
    site.service.put_tariff(&keeper, "city-lot", TARIFF).unwrap();
    site.service.put_lot(&keeper, lot, Vec::new(), Vec::new()).unwrap();
    let token = site.service.put_device(&keeper, "east", "gate-1", "lane").unwrap();
    let made = pair(
        Wallet::WeChat,
        "https://provider.example",
        "https://parking.example/parking/callbacks/wechat",
        3,
        Trouble::none(),
    )
    .unwrap();
    let simulator = Arc::new(Mutex::new(made.simulator));
    let (asked, clock) = (Arc::clone(&simulator), site.service.clone());
    site.service.set_payments(PaymentsSetup {
        providers: vec![made.provider],
        carry: Arc::new(move |request| asked.lock().unwrap().handle(&request, clock.now())),
        owing_max: Fen(100_000),
        lots: std::collections::HashMap::new(),
        statement: None,
    });
    Gate { site, token, simulator }
}

impl Gate {
    async fn pass(&self, sequence: u64, way: &str, at: &str) -> (u16, Value) {
        let body = json!({
            "version": 1, "kind": "passage", "sequence": sequence, "at": at, "way": way, "plate": "鲁HIO001",
            "colour": "blue", "confidence": 97, "lane": 2,
        });
        let bearer = format!("Bearer {}", self.token);
        let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
        let path = "/api/parking/passages?device=gate-1";
        let answer = self.site.ask(Method::POST, path, &headers, body.to_string()).await;
        (
            answer.status.as_u16(),
            serde_json::from_str(&answer.body).unwrap_or_default(),
        )
    }

    async fn form(&self, path: &str, body: &str) -> u16 {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.site.ask(Method::POST, path, &headers, body).await.status.as_u16()
    }
}

#[tokio::test]
async fn a_driver_reads_the_fee_and_pays_it_by_a_code() {
    let gate = gate();
    let (status, entered) = gate.pass(1, "in", "2020-06-01T01:00:00+08:00").await;
    assert_eq!((status, &entered["why"]), (200, &json!("entered")));
    let (_, left) = gate.pass(2, "out", "2020-06-01T06:30:00+08:00").await;
    assert_eq!((&left["open"], &left["why"]), (&json!(true), &json!("owing")), "{left}");
    let page = left["page"].as_str().unwrap().to_owned();
    for (prefix, words) in [("", "费用是怎样算出来的"), ("/en", "How the fee came about")] {
        let answer = gate.site.get(&format!("{prefix}{page}")).await;
        assert_eq!(answer.status, 200);
        assert!(
            answer.body.contains(words) && answer.body.contains("鲁H***01"),
            "{}",
            answer.body
        );
        assert!(!answer.body.contains("鲁HIO001") && !answer.body.contains('⟨'));
    }
    assert_eq!(gate.site.get("/parking/pay/000000000000000000000000").await.status, 404);
    assert_eq!(gate.form(&format!("{page}/objection"), "words=x").await, 422);
    assert_eq!(
        gate.form(&format!("{page}/invoice"), "title=x").await,
        422,
        "nothing was paid yet"
    );
    assert_eq!(
        gate.form(&format!("{page}/link"), "wallet=alipay").await,
        404,
        "not set up"
    );
    assert_eq!(
        gate.form(&format!("{page}/simulate"), "wallet=wechat").await,
        404,
        "no demonstration"
    );
    assert_eq!(gate.form(&format!("{page}/link"), "wallet=wechat").await, 303);
    let shown = gate.site.get(&page).await;
    assert!(shown.body.contains("<path d=\"M4 4h1v1h-1z"), "{}", shown.body);
    let code = page.rsplit('/').next().unwrap();
    let link = gate.site.service.bill_page(code).unwrap().payments[0]
        .0
        .link
        .clone()
        .unwrap();
    let now = gate.site.service.now();
    assert!(gate.simulator.lock().unwrap().pay(&link, now));
    let callbacks = gate.simulator.lock().unwrap().due(now);
    let request = &callbacks[0].request;
    let headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let to = "/parking/callbacks/wechat";
    let mut forged = request.body.clone();
    *forged.last_mut().unwrap() = b' ';
    assert_eq!(gate.site.ask(Method::POST, to, &headers, forged).await.status, 401);
    for _ in 0..2 {
        assert_eq!(
            gate.site.ask(Method::POST, to, &headers, &request.body).await.status,
            204
        );
    }
    assert_eq!(
        gate.site
            .ask(Method::POST, "/parking/callbacks/nobody", &headers, "")
            .await
            .status,
        404
    );
    let paid = gate.site.get(&page).await;
    assert!(paid.body.contains("本次停车没有待付费用"), "{}", paid.body);
    assert_eq!(
        gate.form(&format!("{page}/invoice"), "title=%E6%9F%90%E5%85%AC%E5%8F%B8")
            .await,
        303
    );
    let (_, again) = gate.pass(2, "out", "2020-06-01T06:30:00+08:00").await;
    assert_eq!((&again["why"], &again["owed_fen"]), (&json!("settled"), &json!(0)));
}

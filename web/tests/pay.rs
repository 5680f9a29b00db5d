//! Parking fees over HTTP: a barrier that decides by itself, a page that a code opens, callbacks that are believed only when signed.

mod common;

use std::sync::{Arc, Mutex};

use axum::http::Method;
use common::gate::Gate;
use serde_json::json;
use shishi_kernel::Fen;
use shishi_service::gateways::payment::Wallet;
use shishi_service::gateways::simulator::{Simulator, Trouble, pair};
use shishi_service::parking::money::PaymentsSetup;

const TARIFF: &str = include_str!("../../fixtures/parking/city-lot.tariff");

struct Paid {
    gate: Gate,
    simulator: Arc<Mutex<Simulator>>,
}

fn paid() -> Paid {
    let gate = Gate::open(Some(TARIFF));
    let made = pair(
        Wallet::WeChat,
        "https://provider.example",
        "https://parking.example/parking/callbacks/wechat",
        3,
        Trouble::none(),
    )
    .unwrap();
    let simulator = Arc::new(Mutex::new(made.simulator));
    let (asked, clock) = (Arc::clone(&simulator), gate.site.service.clone());
    gate.site.service.set_payments(PaymentsSetup {
        providers: vec![made.provider],
        carry: Arc::new(move |request| asked.lock().unwrap().handle(&request, clock.now())),
        owing_max: Fen(100_000),
        lots: std::collections::HashMap::new(),
        statement: None,
    });
    Paid { gate, simulator }
}

async fn form(gate: &Gate, path: &str, body: &str) -> common::Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    gate.site.ask(Method::POST, path, &headers, body).await
}

#[tokio::test]
async fn a_driver_reads_the_fee_and_pays_it_by_a_code() {
    let Paid { gate, simulator } = paid();
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
    for (at, sent, kept) in [
        ("objection", "words=x%3Cb", "x&#60;b</textarea>"),
        ("invoice", "title=%E6%9F%90%E5%85%AC%E5%8F%B8&tax_no=1", ""),
    ] {
        let answer = form(&gate, &format!("{page}/{at}"), sent).await;
        assert_eq!(answer.status, 422, "{at}");
        let said = answer.body.contains(&format!("<a href=\"#{at}\">"));
        assert!(said && answer.body.contains(kept), "{}", answer.body);
    }
    assert_eq!(
        form(&gate, &format!("{page}/invoice"), "title=x").await.status,
        422,
        "nothing was paid yet"
    );
    assert_eq!(
        form(&gate, &format!("{page}/link"), "wallet=alipay").await.status,
        404,
        "not set up"
    );
    assert_eq!(
        form(&gate, &format!("{page}/simulate"), "wallet=wechat").await.status,
        404,
        "no demonstration"
    );
    assert_eq!(form(&gate, &format!("{page}/link"), "wallet=wechat").await.status, 303);
    let shown = gate.site.get(&page).await;
    assert!(shown.body.contains("<path d=\"M4 4h1v1h-1z"), "{}", shown.body);
    let code = page.rsplit('/').next().unwrap();
    let link = gate.site.service.bill_page(code).unwrap().payments[0]
        .0
        .link
        .clone()
        .unwrap();
    let now = gate.site.service.now();
    assert!(simulator.lock().unwrap().pay(&link, now));
    let callbacks = simulator.lock().unwrap().due(now);
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
        form(&gate, &format!("{page}/invoice"), "title=%E6%9F%90%E5%85%AC%E5%8F%B8")
            .await
            .status,
        303
    );
    let (_, again) = gate.pass(2, "out", "2020-06-01T06:30:00+08:00").await;
    assert_eq!((&again["why"], &again["owed_fen"]), (&json!("settled"), &json!(0)));
}

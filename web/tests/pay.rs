//! Parking fees over HTTP: a barrier that decides by itself, a page that a code opens, callbacks that are believed only when signed.

mod common;

use std::sync::{Arc, Mutex};

use axum::http::Method;
use common::gate::Gate;
use common::html;
use common::person::{Person, field, wrong};
use serde_json::json;
use shishi_kernel::{Fen, Role};
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

/// Somebody of the unit that runs the parking desk.
fn clerk(gate: &Gate) -> Person {
    let unit = gate.site.service.commitment("2020-19").unwrap().unwrap().row.leads[0].id;
    gate.site.person("clerk", Role::Clerk, Some(unit))
}

/// The page of a vehicle that came and left.
async fn stayed(gate: &Gate) -> String {
    gate.pass(1, "in", "2020-06-01T01:00:00+08:00").await;
    let (_, left) = gate.pass(2, "out", "2020-06-01T06:30:00+08:00").await;
    left["page"].as_str().unwrap().to_owned()
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

/// The stay that left last, by its number.
fn last_stay(gate: &Gate) -> i64 {
    let keeper = gate.site.sign_in("supervisor");
    let stays = gate.site.service.stays_of_lot(&keeper, "east", None).unwrap();
    stays.iter().map(|view| view.stay.id).max().unwrap()
}

#[tokio::test]
async fn a_card_from_the_desk_lets_a_driver_out_for_nothing() {
    let Paid { gate, .. } = paid();
    let clerk = clerk(&gate);
    let auditor = gate.site.person("auditor", Role::Auditor, None);
    const HERE: &str = "/office/parking/grants";
    let page = clerk.see(&gate.site, HERE).await;
    assert!(page.contains("没有登记") && page.contains("month") && page.contains("operator:某停车管理公司"));
    let right = [
        ("plate", "鲁HIO001"),
        ("what", "card:month"),
        ("where", "lot:east"),
        ("from", "2020-05-01"),
        ("last", "2020-06-30"),
        ("reason", "已缴月租"),
    ];
    for (name, value, at) in [
        ("plate", "鲁", "plate"),
        ("what", "card:gold", "what"),
        ("what", "x", "what"),
        ("where", "", "where"),
        ("last", "2020-05-02", "last"),
        ("from", "", "from"),
        ("reason", "x", "reason"),
        ("reason", "车主鲁H12345", "reason"),
    ] {
        let mut sent = right;
        for pair in &mut sent {
            if pair.0 == name {
                pair.1 = value;
            }
        }
        let page = clerk.refused(&gate.site, HERE, &sent, 422).await;
        assert_eq!(wrong(&page), [at], "{name}={value}");
    }
    assert_eq!(clerk.send(&gate.site, HERE, &right).await, HERE);
    let page = clerk.refused(&gate.site, HERE, &right, 422).await;
    assert_eq!(wrong(&page), ["from"], "the vehicle has it already");
    let seen = auditor.see(&gate.site, HERE).await;
    assert!(seen.contains("鲁H***01") && !seen.contains("HIO001") && !seen.contains("name=\"plate\""));
    let found = clerk
        .post(&gate.site, &format!("{HERE}/find"), &[("find", "鲁hio001")])
        .await;
    assert!(found.status == 200 && found.body.contains("鲁H***01"), "{}", found.body);
    gate.pass(1, "in", "2020-06-01T01:00:00+08:00").await;
    let (_, left) = gate.pass(2, "out", "2020-06-01T06:30:00+08:00").await;
    assert_eq!(
        (&left["why"], &left["fee_fen"], &left["page"]),
        (&json!("settled"), &json!(0), &json!(null))
    );
    let stay = clerk
        .see(&gate.site, &format!("/office/parking/stays/{}", last_stay(&gate)))
        .await;
    assert!(stay.contains("月卡“month”") && stay.contains("2020年6月30日"), "{stay}");
    // The register is short: the one grant is the first.
    for sent in [vec![("why", "x")], vec![("why", "y"), ("find", "鲁HIO001")]] {
        let refused = clerk.refused(&gate.site, &format!("{HERE}/1"), &sent, 422).await;
        assert_eq!((wrong(&refused), unfolded(&refused)), (vec!["why".to_owned()], 1));
        assert_eq!(at_id(&refused, "why-end-1"), sent[0].1);
    }
    assert_eq!(
        clerk.send(&gate.site, &format!("{HERE}/1"), &[("why", "已退费")]).await,
        HERE
    );
    assert!(clerk.see(&gate.site, HERE).await.contains("已终止"));
    let gone = clerk
        .refused(&gate.site, &format!("{HERE}/1"), &[("why", "已退费两次")], 409)
        .await;
    assert!(
        gone.contains("你填写的内容") && gone.contains("<dd lang=\"zh-CN\">已退费两次"),
        "{gone}"
    );
}

#[tokio::test]
async fn a_discount_given_at_the_desk_and_a_fee_made_less_are_seen_by_the_driver() {
    let Paid { gate, .. } = paid();
    let clerk = clerk(&gate);
    gate.pass(1, "in", "2020-06-01T01:00:00+08:00").await;
    let (_, left) = gate.pass(2, "out", "2020-06-01T06:30:00+08:00").await;
    assert_eq!(left["fee_fen"], json!(1_200));
    let (at_desk, page) = (
        format!("/office/parking/stays/{}", last_stay(&gate)),
        left["page"].as_str().unwrap().to_owned(),
    );
    let voucher = format!("{at_desk}/voucher");
    assert!(clerk.see(&gate.site, &at_desk).await.contains("new-energy"));
    let refused = clerk
        .refused(&gate.site, &voucher, &[("name", "gold"), ("why", "绿牌")], 422)
        .await;
    assert_eq!((wrong(&refused), unfolded(&refused)), (vec!["name".to_owned()], 1));
    assert_eq!(at_id(&refused, "why-voucher"), "绿牌");
    assert_eq!(
        clerk
            .send(&gate.site, &voucher, &[("name", "new-energy"), ("why", "绿牌误识别")])
            .await,
        at_desk
    );
    let shown = gate.site.get(&page).await.body;
    assert!(shown.contains("优惠“new-energy”") && shown.contains("6元"), "{shown}");
    let stay = clerk.see(&gate.site, &at_desk).await;
    let less = [("yuan", "2.5"), ("reason", "计时有误"), ("key", &field(&stay, "key"))];
    let code = page.rsplit('/').next().unwrap();
    let to = format!("{at_desk}/less");
    for (name, value, at) in [("yuan", "", "yuan"), ("yuan", "999", "yuan"), ("reason", "x", "reason")] {
        let mut sent = less;
        sent.iter_mut()
            .filter(|pair| pair.0 == name)
            .for_each(|pair| pair.1 = value);
        let page = clerk.refused(&gate.site, &to, &sent, 422).await;
        assert_eq!(wrong(&page), [at], "{name}={value}");
        for (field, typed) in &sent[..2] {
            assert_eq!(at_id(&page, &format!("{field}-less")), *typed, "{name}={value}");
        }
        assert_eq!(unfolded(&page), 1);
    }
    assert_eq!(clerk.send(&gate.site, &to, &less).await, at_desk);
    assert_eq!(gate.site.service.bill_page(code).unwrap().bill.owed, Fen(350));
}

/// The value of the field with an identifier.
fn at_id(page: &str, id: &str) -> String {
    let tags = html::tags(page);
    let field = tags.iter().find(|tag| tag.get("id") == Some(id));
    let field = field.unwrap_or_else(|| panic!("no field {id}"));
    field.get("value").unwrap_or_default().to_owned()
}

/// How many forms of a page are shown unfolded.
fn unfolded(page: &str) -> usize {
    let tags = html::tags(page);
    let open = tags
        .iter()
        .filter(|tag| tag.name == "details" && tag.get("open").is_some());
    open.count()
}

#[tokio::test]
async fn what_is_typed_at_the_desk_of_money_is_not_lost() {
    let Paid { gate, .. } = paid();
    let clerk = clerk(&gate);
    let page = stayed(&gate).await;
    let code = page.rsplit('/').next().unwrap();
    let said = "words=%E5%8F%AA%E5%81%9C%E4%BA%86%E5%8D%81%E5%88%86%E9%92%9F";
    assert_eq!(form(&gate, &format!("{page}/objection"), said).await.status, 303);
    const HERE: &str = "/office/parking/money";
    let (debt, objection) = (format!("{HERE}/stays/{code}"), format!("{HERE}/objections/1"));
    let sent = |what, yuan, reason| [("what", what), ("yuan", yuan), ("reason", reason)];
    for (to, form, fields, at) in [
        (&debt, format!("debt-{code}"), sent("cash", "abc", "收现金"), "yuan"),
        (&debt, format!("debt-{code}"), sent("waiver", "999", "录入有误"), "yuan"),
        (&debt, format!("debt-{code}"), sent("waiver", "1", "短"), "reason"),
        (&debt, format!("debt-{code}"), sent("gift", "1", "送的"), "what"),
        (&objection, "objection-1".to_owned(), sent("", "-1", "已核对"), "yuan"),
        (&objection, "objection-1".to_owned(), sent("", "99", "已核对"), "yuan"),
        (&objection, "objection-1".to_owned(), sent("", "1", "短"), "reason"),
    ] {
        let page = clerk.refused(&gate.site, to, &fields, 422).await;
        assert_eq!((wrong(&page), unfolded(&page)), (vec![at.to_owned()], 1), "{fields:?}");
        assert_eq!(at_id(&page, &format!("yuan-{form}")), fields[1].1);
        assert!(page.contains(fields[2].1), "{fields:?}");
        assert!(fields[0].1 != "waiver" || page.contains("value=\"waiver\" selected"));
    }
    let answered = sent("", "2", "确有误差，少收两元");
    assert_eq!(clerk.send(&gate.site, &objection, &answered).await, HERE);
    let late = clerk
        .refused(&gate.site, &objection, &sent("", "3", "另一个答复"), 409)
        .await;
    assert!(
        late.contains("你填写的内容") && late.contains("<dd lang=\"zh-CN\">另一个答复"),
        "{late}"
    );
    assert_eq!(clerk.send(&gate.site, &debt, &sent("cash", "10", "收现金")).await, HERE);
    let title = "title=%E6%9F%90%E5%85%AC%E5%8F%B8";
    assert_eq!(form(&gate, &format!("{page}/invoice"), title).await.status, 303);
    let invoice = format!("{HERE}/invoices/1");
    let refused = clerk.refused(&gate.site, &invoice, &[("number", "12 a")], 422).await;
    assert_eq!((wrong(&refused), unfolded(&refused)), (vec!["number".to_owned()], 1));
    assert_eq!(at_id(&refused, "number-invoice-1"), "12 a");
}

#[tokio::test]
async fn a_statement_that_is_refused_leaves_its_form_as_it_was() {
    let Paid { gate, .. } = paid();
    let clerk = clerk(&gate);
    const HERE: &str = "/office/parking/money";
    let to = format!("{HERE}/statements");
    let good: &[u8] = b"kind,number,amount\n";
    let large = vec![b' '; 21 << 20];
    for (wallet, day, files, at, kept) in [
        ("wechat", "5月", vec![("s.csv", good)], vec!["day"], "5月"),
        (
            "other",
            "2020-05-31",
            vec![("s.csv", good)],
            vec!["wallet"],
            "2020-05-31",
        ),
        ("wechat", "2020-05-31", vec![], vec!["file"], "2020-05-31"),
        (
            "wechat",
            "2020-05-31",
            vec![("s.csv", b"x".as_slice())],
            vec!["file"],
            "2020-05-31",
        ),
        (
            "wechat",
            "2020-05-31",
            vec![("s.csv", large.as_slice())],
            vec!["file"],
            "",
        ),
    ] {
        let fields = [("wallet", wallet), ("day", day)];
        let answer = clerk.hand_over(&gate.site, &to, &fields, &files).await;
        assert_eq!(answer.status, 422, "{wallet} {day}");
        assert_eq!(
            (wrong(&answer.body), unfolded(&answer.body)),
            (at.iter().map(|at| (*at).to_owned()).collect(), 1)
        );
        assert_eq!(at_id(&answer.body, "day-statement"), kept);
    }
    let fields = [("wallet", "wechat"), ("day", "2020-05-31")];
    let taken = clerk.hand_over(&gate.site, &to, &fields, &[("s.csv", good)]).await;
    assert_eq!(taken.status, 303, "{}", taken.body);
}

#[tokio::test]
async fn cash_goes_back_at_the_desk_after_the_fee_was_made_less() {
    let Paid { gate, .. } = paid();
    let clerk = clerk(&gate);
    let page = stayed(&gate).await;
    const HERE: &str = "/office/parking/money";
    let to = format!("{HERE}/stays/{}", page.rsplit('/').next().unwrap());
    let sent = |what, yuan| [("what", what), ("yuan", yuan), ("reason", "多算了一段")];
    let refused = clerk.refused(&gate.site, &to, &sent("cash_refund", "1"), 422).await;
    assert_eq!(wrong(&refused), ["yuan"], "nothing was paid");
    for (what, yuan) in [("cash", "12"), ("less", "3")] {
        assert_eq!(clerk.send(&gate.site, &to, &sent(what, yuan)).await, HERE);
    }
    assert!(
        gate.site
            .get(&page)
            .await
            .body
            .contains("多付3元，请到停车场服务台领取现金")
    );
    let desk = clerk.see(&gate.site, HERE).await;
    assert!(desk.contains("退还现金") && !desk.contains("原路退款"), "{desk}");
    assert!(desk.contains("value=\"3.00\""), "{desk}");
    assert_eq!(clerk.send(&gate.site, &to, &sent("cash_refund", "3")).await, HERE);
    let shown = gate.site.get(&page).await.body;
    assert!(
        shown.contains("服务台已退还现金") && shown.contains("本次停车没有待付费用"),
        "{shown}"
    );
    clerk.refused(&gate.site, &to, &sent("cash_refund", "3"), 422).await;
}

#[tokio::test]
async fn a_payer_proves_the_payment_on_the_checkers_page() {
    let Paid { gate, .. } = paid();
    let clerk = clerk(&gate);
    let page = stayed(&gate).await;
    let code = page.rsplit('/').next().unwrap();
    let cash = [("what", "cash"), ("yuan", "12"), ("reason", "收现金")];
    clerk
        .send(&gate.site, &format!("/office/parking/money/stays/{code}"), &cash)
        .await;
    assert!(gate.site.get(&page).await.body.contains("付款每小时入存证日志一次"));
    assert_eq!(
        gate.site.get(&format!("{page}/receipts/C1")).await.status,
        503,
        "not yet"
    );
    gate.site.service.batch_parking().unwrap();
    gate.site.service.publish_now().unwrap();
    let shown = gate.site.get(&page).await.body;
    for number in ["C1", "stay"] {
        let path = format!("{page}/receipts/{number}");
        assert!(shown.contains(&path), "{shown}");
        let receipt = gate.site.get(&path).await;
        assert_eq!(receipt.header("content-type"), "application/json");
        let check = |text: String| {
            let headers = [("content-type", "multipart/form-data; boundary=line")];
            let body =
                format!("--line\r\ncontent-disposition: form-data; name=\"receipt\"\r\n\r\n{text}\r\n--line--\r\n");
            let site = &gate.site;
            async move { site.ask(Method::POST, "/verify", &headers, body).await }
        };
        let checked = check(receipt.body.clone()).await;
        assert_eq!(checked.status, 200, "{}", checked.body);
        assert!(
            checked.body.contains("这一行在批次里") && checked.body.contains("salt"),
            "{}",
            checked.body
        );
        let tampered = check(receipt.body.replacen("_fen\\\":1200", "_fen\\\":1100", 1)).await;
        assert_eq!(tampered.status, 422);
        assert!(tampered.body.contains("对不上批次的摘要"), "{}", tampered.body);
    }
    assert_eq!(gate.site.get(&format!("{page}/receipts/C2")).await.status, 404);
    let other = "/parking/pay/000000000000000000000000/receipts/C1";
    assert_eq!(gate.site.get(other).await.status, 404);
}

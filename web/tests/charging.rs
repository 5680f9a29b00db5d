//! Charging areas over HTTP: an operator pushes, a resident reads, the desk registers, accepts and gives.

mod common;

use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use common::Site;
use shishi_kernel::{AccountId, Actor, Role};
use shishi_service::parking::OperatorForm;
use shishi_service::parking_rules::places::form::Form;
use shishi_service::tcec102::Keys;
use shishi_service::tcec102::simulator::{Operator, Sketch};

const MAP: &str = "lot,zone,bay,name,setting,lat,lon,bookable,realtime,capacity\neast,a,A1,东门停车场,surface,35.4,116.6,,bays,\neast,a,A2,,,35.4,116.6,,,\n";

fn office() -> Actor {
    Actor {
        account: AccountId(0),
        unit: None,
        role: Role::Supervisor,
    }
}

fn form() -> OperatorForm {
    OperatorForm {
        operator: "313744932".into(),
        name: "某充电公司".into(),
        address: "https://charging.invalid/evcs/v1".into(),
        own: "395815801".into(),
        secret: "s".repeat(16),
        sign: "g".repeat(16),
        data: "d".repeat(16),
        initial: "i".repeat(16),
        paused: false,
        renew: false,
    }
}

/// A lot whose station was asked for, and the operator.
async fn site() -> (Site, Operator) {
    let site = Site::issued();
    let service = site.service.clone();
    let made = move || {
        service.import_places(&office(), MAP.as_bytes(), Form::Csv).unwrap();
        let push = service.put_charging_operator(&office(), &form()).unwrap().unwrap();
        let asked = Keys::new(
            "395815801",
            &"s".repeat(16),
            &"g".repeat(16),
            &"d".repeat(16),
            &"i".repeat(16),
        )
        .unwrap();
        let pushed = Keys::new("313744932", &push.secret, &push.sign, &push.data, &push.initial).unwrap();
        let sketch = Sketch {
            code: "S1".into(),
            name: "东门充电站".into(),
            address: "某路1号".into(),
            place: (116_606_000, 35_401_000),
            bays: vec!["A1".into(), "A2".into()],
            direct_every: 2,
        };
        let operator = Operator::between(asked, pushed, "https://lots.invalid/parking/charging", &[sketch]).unwrap();
        let (there, clock) = (Arc::new(Mutex::new(operator.clone())), service.clone());
        service.set_charging(Arc::new(move |request| {
            Some(there.lock().unwrap().answer(&request, clock.now()))
        }));
        let deliver: shishi_service::Deliver = Arc::new(|_| Ok(()));
        service.run_due_jobs(&deliver).unwrap();
        let station = service.charging_stations().unwrap()[0].row.id;
        service.place_station(&office(), station, "east").unwrap();
        operator
    };
    let operator = tokio::task::spawn_blocking(made).await.unwrap();
    (site, operator)
}

/// Posts a push as it is.
async fn push(
    site: &Site,
    request: &shishi_service::gateways::HttpRequest,
) -> (StatusCode, serde_json::Value, Vec<u8>) {
    let headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let body = String::from_utf8(request.body.clone()).unwrap();
    let answer = site.ask(Method::POST, request.path(), &headers, &body).await;
    let said = serde_json::from_str(&answer.body).unwrap_or_default();
    (answer.status, said, answer.bytes)
}

#[tokio::test]
async fn an_operator_pushes_and_a_resident_reads() {
    let (site, mut operator) = site().await;
    let page = site.get("/parking/lots/east").await.body;
    assert!(
        page.contains("充电桩") && page.contains("120 kW") && page.contains("某充电公司"),
        "{page}"
    );
    assert!(page.contains("<b>2</b> 空闲，共 2 个接口"), "{page}");
    let list = site.get("/parking?class=charging").await.body;
    assert!(!list.contains("充电接口空闲"), "no bay there is for charging");
    assert!(
        site.get("/en/parking")
            .await
            .body
            .contains("2 of 2 charging connectors free, up to 120 kW")
    );
    let now = site.service.now();
    let (status, said, bytes) = push(&site, &operator.ask_token(now).unwrap()).await;
    assert_eq!((status, &said["Ret"]), (StatusCode::OK, &0.into()));
    let answer = shishi_service::HttpReply::text(200, "application/json", bytes);
    let token = operator.read_token(&answer, now).unwrap();
    let request = operator.turn("S1-01-1", 3, &token, now).unwrap();
    assert_eq!(push(&site, &request).await.1["Ret"], 0);
    assert!(
        site.get("/en/parking")
            .await
            .body
            .contains("1 of 2 charging connectors free")
    );
    let ocpi = site.get("/ocpi/2.3.0/locations").await.body;
    assert!(
        ocpi.contains("\"CHARGING\"") && ocpi.contains("\"AVAILABLE\""),
        "{ocpi}"
    );
    // From the versions to one connector, by the addresses that each answer gives.
    let json = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap();
    let path = |url: &serde_json::Value| {
        let url = url.as_str().unwrap();
        url[url.find("/ocpi").unwrap()..].to_owned()
    };
    let versions = json(&site.get("/ocpi/versions").await.body);
    let details = json(&site.get(&path(&versions["data"][0]["url"])).await.body);
    let list = path(&details["data"]["endpoints"][0]["url"]);
    let location = json(&site.get(&list).await.body)["data"][0].clone();
    let mut at = list;
    for (id, part) in [
        (&location["id"], &location),
        (&location["evses"][0]["uid"], &location["evses"][0]),
        (
            &location["evses"][0]["connectors"][0]["id"],
            &location["evses"][0]["connectors"][0],
        ),
    ] {
        at = format!("{at}/{}", id.as_str().unwrap());
        let one = site.get(&at).await;
        assert_eq!((one.status, &json(&one.body)["data"]), (StatusCode::OK, part), "{at}");
        let none = site.get(&format!("{at}9")).await;
        let said = json(&none.body);
        assert_eq!(
            (none.status, &said["status_code"]),
            (StatusCode::NOT_FOUND, &2003.into()),
            "{at}9"
        );
        assert!(said["data"].is_null() && said["timestamp"].is_string(), "{said}");
    }
    for (body, ret) in [("{}", 4003), ("no JSON", 4003), ("", 4003)] {
        let answer = site
            .ask(Method::POST, "/parking/charging/notification_stationStatus", &[], body)
            .await;
        let said: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((answer.status, &said["Ret"]), (StatusCode::OK, &ret.into()), "{body}");
    }
    let answer = site.get("/parking/charging/query_token").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_desk_registers_accepts_and_gives() {
    let (site, mut operator) = site().await;
    let lead = site.service.commitment("2020-19").unwrap().unwrap().row.leads[0].id;
    let (keeper, clerk) = (site.known("supervisor"), site.person("clerk", Role::Clerk, Some(lead)));
    let list = keeper.see(&site, "/office/parking/charging").await;
    assert!(
        list.contains("东门充电站") && list.contains("未验收") && list.contains("<b>2</b> / 2"),
        "{list}"
    );
    // A new operator gets keys, shown once; what is wrong is said beside its field and what was typed is kept.
    let here = "/office/parking/charging/operators";
    keeper.see(&site, here).await;
    let mut fields = vec![
        ("operator", "313744933"),
        ("name", "另一家充电公司"),
        ("address", "ftp://other.invalid"),
        ("own", "395815801"),
        ("secret", "ssssssssssssssss"),
        ("sign", "gggggggggggggggg"),
        ("data", "dddddddddddddddd"),
        ("initial", "iiiiiiiiiiiiiiii"),
    ];
    let wrong = keeper.post(&site, here, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("address-error") && wrong.body.contains("另一家充电公司"),
        "{}",
        wrong.body
    );
    assert!(!wrong.body.contains("ssssssssssssssss"), "secrets are typed again");
    fields[2].1 = "https://other.invalid/evcs/v1";
    let kept = keeper.post(&site, here, &fields).await;
    assert_eq!(kept.status, StatusCode::OK);
    assert!(
        kept.body.contains("DataSecretIV") && kept.body.contains("只显示这一次"),
        "{}",
        kept.body
    );
    let page = keeper.see(&site, &format!("{here}/313744933")).await;
    assert!(page.contains("另一家充电公司") && !page.contains("只显示这一次"));
    assert_eq!(clerk.post(&site, here, &fields).await.status, StatusCode::FORBIDDEN);
    // The acceptance, with what is wrong first.
    let station = site.service.charging_stations().unwrap()[0].row.id;
    let of = format!("/office/parking/charging/stations/{station}");
    for (on, by, evidence, anchor) in [
        ("", "消防救援大队", "验字〔2020〕3号", "accepted-error"),
        ("2020-13-40", "消防救援大队", "验字〔2020〕3号", "accepted-error"),
        ("2021-01-01", "消防救援大队", "验字〔2020〕3号", "accepted-error"),
        ("2020-05-20", "", "验字〔2020〕3号", "by-error"),
        ("2020-05-20", "消防救援大队", "", "evidence-error"),
    ] {
        let fields = [("accepted", on), ("by", by), ("evidence", evidence)];
        let answer = keeper.post(&site, &format!("{of}/accept"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{on} {by} {evidence}");
        assert!(answer.body.contains(anchor), "{on} {by} {evidence}: {}", answer.body);
    }
    let fields = [
        ("accepted", "2020-05-20"),
        ("by", "消防救援大队"),
        ("evidence", "验字〔2020〕3号"),
    ];
    assert_eq!(
        clerk.post(&site, &format!("{of}/accept"), &fields).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        keeper.post(&site, &format!("{of}/accept"), &fields).await.status,
        StatusCode::SEE_OTHER
    );
    let page = clerk.see(&site, &of).await;
    assert!(page.contains("验字〔2020〕3号") && page.contains(".tlog-proof") && !page.contains("take-back"));
    let back = keeper
        .post(&site, &format!("{of}/take-back"), &[("reason", "登记错误")])
        .await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    // A charge without a plate waits for somebody who shows that it was theirs.
    let now = site.service.now();
    let (_, _, bytes) = push(&site, &operator.ask_token(now).unwrap()).await;
    let answer = shishi_service::HttpReply::text(200, "application/json", bytes);
    let token = operator.read_token(&answer, now).unwrap();
    let times = (now.as_second() - 3600, now.as_second() - 600);
    let charged = operator.charged("S1-01-1", times, 20_000, "", &token, now).unwrap();
    assert_eq!(push(&site, &charged).await.1["Ret"], 0);
    let list = clerk.see(&site, "/office/parking/charging").await;
    let at = list.find("/office/parking/charging/charges/").unwrap();
    let href: String = list[at..].chars().take_while(|sign| *sign != '"').collect();
    clerk.see(&site, &href).await;
    let given = clerk
        .post(&site, &href, &[("plate", "鲁HIO001"), ("reason", "driver_showed")])
        .await;
    assert_eq!(given.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        given.body.contains("没有与充电时间相符的停车记录") && given.body.contains("鲁HIO001"),
        "{}",
        given.body
    );
    let missing = clerk.post(
        &site,
        "/office/parking/charging/charges/313744932/none",
        &[("plate", "鲁HIO001"), ("reason", "driver_showed")],
    );
    assert_eq!(missing.await.status, StatusCode::NOT_FOUND);
}

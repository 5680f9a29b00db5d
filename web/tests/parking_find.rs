//! Parking for residents over HTTP: what programs and people are told, and booking from a browser without an account.

mod common;

use axum::http::{Method, StatusCode};
use common::Site;
use shishi_kernel::{AccountId, Actor, Role};
use shishi_service::parking_rules::places::form::Form;

const MAP: &str = "lot,zone,bay,name,setting,lat,lon,bookable,realtime,capacity\neast,,,东门停车场,surface,35.4,116.6,yes,gate,5\n\
                   south,,,南路停车场,street_side,35.401,116.6,,bays,\nsouth,left,L1,,,35.401,116.6,,,\n";

async fn site() -> Site {
    let site = Site::empty();
    let service = site.service.clone();
    let office = Actor {
        account: AccountId(0),
        unit: None,
        role: Role::Supervisor,
    };
    let put = move || service.import_places(&office, MAP.as_bytes(), Form::Csv).unwrap();
    assert_eq!(tokio::task::spawn_blocking(put).await.unwrap().lots, 2);
    site
}

#[tokio::test]
async fn questions_have_answers_or_reasons() {
    let site = site().await;
    for (path, status, said) in [
        ("/api/v1/parking/nearest?lat=35.4&lon=116.6", 200, "\"items\":[]"),
        ("/api/v1/parking/nearest?lat=35.4", 400, "api.query"),
        ("/api/v1/parking/nearest?lat=95&lon=116.6", 400, "api.query"),
        ("/api/v1/parking/nearest?lat=35.4&lon=116.6&limit=0", 400, "api.query"),
        (
            "/api/v1/parking/nearest?lat=35.4&lon=116.6&class=tram",
            400,
            "api.query",
        ),
        ("/api/v1/parking/nearest?lat=35.4&lon=116.6&radius=9", 400, "api.query"),
        ("/api/parkapi/v3/parking-sites", 200, "\"total_count\":2"),
        ("/api/parkapi/v3/parking-sites/2", 200, "南路停车场"),
        ("/api/parkapi/v3/parking-sites/3", 404, "not_found"),
        ("/api/parkapi/v3/parking-spots?parking_site_id=2", 200, "south/left/L1"),
        ("/api/cds/curbs/zones", 200, "\"num_spaces\":1"),
        ("/api/cds/curbs/spaces?min_lat=36", 200, "\"spaces\":[]"),
        ("/parking", 200, "东门停车场"),
        ("/en/parking?lot=east&walk=300", 200, "Parking"),
        ("/parking?lat=x&lon=y", 200, "没有识别这个位置"),
        ("/parking/lots/east", 200, "现在空位"),
        ("/parking/lots/nowhere", 404, ""),
        ("/parking/mine", 200, "核实车牌"),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
        assert!(answer.body.contains(said), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn booking_makes_a_pass_and_a_refusal_is_said_in_words() {
    let site = site().await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let book = "/parking/lots/east/book";
    let answer = site.ask(Method::POST, book, &form, "plate=x&start=&end=").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("请填写时间"), "{}", answer.body);
    assert_eq!(answer.header("set-cookie"), "", "a refusal makes no pass");
    let elsewhere = [form[0], ("sec-fetch-site", "cross-site")];
    let answer = site.ask(Method::POST, book, &elsewhere, "").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let now = site.service.now().as_second();
    let local = |hours: i64| {
        let at = jiff::Timestamp::from_second(now + (8 + hours) * 3600).unwrap();
        at.to_string()[..16].replace(':', "%3A")
    };
    let early = format!("plate=%E9%B2%81HIO001&start={}&end={}&request=6", local(-2), local(3));
    let answer = site.ask(Method::POST, book, &form, &early).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.body.is_empty() && answer.header("set-cookie").is_empty());
    let asked = format!("plate=%E9%B2%81HIO001&start={}&end={}&request=7", local(2), local(3));
    let answer = site.ask(Method::POST, book, &form, &asked).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header("location"), "/parking/mine#b-east-1");
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let mine = site.ask(Method::GET, "/parking/mine", &[("cookie", cookie)], "").await;
    assert!(
        mine.body.contains("已预约") && mine.body.contains("鲁H***01"),
        "{}",
        mine.body
    );
    let nobody = site.get("/parking/mine").await;
    assert!(!nobody.body.contains("已预约"));
    let gone = site
        .ask(Method::POST, "/parking/mine/forget", &[form[0], ("cookie", cookie)], "")
        .await;
    assert_eq!(gone.status, StatusCode::OK);
    assert!(gone.header("set-cookie").contains("Max-Age=0"));
}

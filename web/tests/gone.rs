//! The database goes away for a minute: the site says so in the reader's language, loses nothing, and is there again by
//! itself when the database is.

mod common;

use axum::http::{Method, StatusCode};
use common::away::Away;
use common::person::Person;
use common::{Answer, Site};
use shishi_kernel::Role;
use shishi_web::WebOptions;
use tokio::runtime::Runtime;

const FORM: [(&str, &str); 3] = [("value", "4"), ("as_of", "2020-05-31"), ("note", "四所已开工。")];

/// What a reader is told while the database is away.
fn away(answer: &Answer, sentence: &str) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert!(answer.body.contains(sentence), "{}", answer.body);
    assert!(
        answer.header("retry-after").parse::<u32>().is_ok(),
        "when to come again"
    );
}

async fn everything_is_away(site: &Site, clerk: &Person, record: &str) {
    let zh = "数据库正在恢复。没有任何内容被改动。";
    away(&clerk.get(site, "/office").await, zh);
    away(
        &clerk.get(site, "/en/office").await,
        "the database is recovering. Nothing was changed.",
    );
    away(&clerk.post(site, record, &FORM).await, zh);
    away(&site.get("/commitments?words=%E5%AD%A6").await, zh);
    let json = [("accept", "application/json")];
    let answer = site.ask(Method::GET, "/api/v1/units", &json, "").await;
    away(&answer, zh);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["code"], "busy");
    assert_eq!(site.get("/healthz").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

async fn everything_is_there(site: &Site, clerk: &Person, record: &str, reports: usize) {
    assert_eq!(clerk.get(site, "/office").await.status, StatusCode::OK);
    assert_eq!(site.get("/healthz").await.status, StatusCode::OK);
    let answer = clerk.post(site, record, &FORM).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    // Asked of the service on a thread of its own: its driver does not run inside another's runtime.
    let service = site.service.clone();
    let page = std::thread::spawn(move || service.commitment("2020-1").unwrap().unwrap());
    let page = page.join().unwrap();
    let reported = page.history.iter().filter(|row| row.kind == "value.reported");
    assert_eq!(reported.count(), reports, "as many as were acknowledged");
}

#[test]
fn the_database_is_gone_for_a_minute_and_back() {
    let Some(mut database) = Away::new("gone") else { return };
    let site = Site::on_postgres(WebOptions::default(), &database.address);
    site.issue();
    let page = site.service.commitment("2020-1").unwrap().unwrap();
    let clerk = site.person("clerk", Role::Clerk, Some(page.row.leads[0].id));
    let record = format!("/office/commitments/2020-1/measures/{}/record", page.measures[0].id);
    let runtime = Runtime::new().unwrap();
    runtime.block_on(everything_is_there(&site, &clerk, &record, 1));
    for round in 0..2 {
        database.shut();
        runtime.block_on(everything_is_away(&site, &clerk, &record));
        assert_eq!(
            site.service.publish_now().unwrap_err().code(),
            "busy",
            "the publisher waits"
        );
        database.open();
        runtime.block_on(everything_is_there(&site, &clerk, &record, 2 + round));
    }
    // Started again in a moment: nobody notices.
    database.cut();
    runtime.block_on(everything_is_there(&site, &clerk, &record, 4));
    site.service.publish_now().unwrap();
    assert!(site.service.doctor(&mut |_, _| ()).unwrap().ok());
    drop(runtime);
    drop(site);
    database.end();
}

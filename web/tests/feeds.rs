//! Feeds and calendars: what a subscriber's program is given, for everything and for one commitment.

mod common;

use axum::http::{Method, StatusCode};
use common::Site;
use shishi_web::WebOptions;

async fn fetched(site: &Site, path: &str, media_type: &str) -> String {
    let answer = site.ask(Method::GET, path, &[], "").await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert_eq!(answer.header("content-type"), media_type, "{path}");
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
    answer.body
}

const ATOM: &str = "application/atom+xml; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";

#[tokio::test]
async fn changes_can_be_followed() {
    let site = Site::issued();
    let all = fetched(&site, "/feed.atom", ATOM).await;
    assert!(
        all.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\""),
        "{all}"
    );
    assert_eq!(
        all.matches("<entry>").count(),
        21,
        "one for each commitment that was issued"
    );
    assert!(all.contains("某高新区"), "{all}");
    assert!(!all.contains('⟨'), "a sentence is missing: {all}");
    let one = fetched(&site, "/en/commitments/2020-15/feed.atom", ATOM).await;
    assert_eq!(one.matches("<entry>").count(), 1);
    assert!(
        one.contains("<link rel=\"alternate\" href=\"/en/commitments/2020-15\"/>"),
        "{one}"
    );
    assert!(one.contains("xml:lang=\"en\"") && one.contains("No. 15 "), "{one}");
    let id = |text: &str| {
        text.split("<entry><id>")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .to_owned()
    };
    assert!(all.contains(&id(&one)), "an entry has one name everywhere");
    assert!(id(&one).starts_with("ni:///sha-256;"));
    let missing = site.ask(Method::GET, "/commitments/2020-99/feed.atom", &[], "").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn dates_can_be_followed() {
    let site = Site::issued();
    let all = fetched(&site, "/calendar.ics", CALENDAR).await;
    assert!(
        all.starts_with("BEGIN:VCALENDAR\r\n") && all.ends_with("END:VCALENDAR\r\n"),
        "{all}"
    );
    assert!(all.lines().all(|line| line.len() <= 76), "long lines are folded");
    let events = all.matches("BEGIN:VEVENT").count();
    assert!(events > 0);
    assert_eq!(
        all.matches("DTSTART;VALUE=DATE:2020").count(),
        events,
        "days, not hours"
    );
    let one = fetched(&site, "/commitments/2020-9/calendar.ics", CALENDAR).await;
    assert!(one.matches("BEGIN:VEVENT").count() < events);
    let missing = site
        .ask(Method::GET, "/commitments/2020-99/calendar.ics", &[], "")
        .await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_site_with_nothing_has_empty_feeds_and_whole_addresses_where_they_are_known() {
    let site = Site::with(WebOptions {
        public_address: Some("https://zone.invalid/".into()),
        ..WebOptions::default()
    });
    let feed = fetched(&site, "/feed.atom", ATOM).await;
    assert!(
        feed.contains("<link rel=\"self\" href=\"https://zone.invalid/feed.atom\"/>"),
        "{feed}"
    );
    assert!(!feed.contains("<entry>"));
    let calendar = fetched(&site, "/en/calendar.ics", CALENDAR).await;
    assert!(!calendar.contains("BEGIN:VEVENT"), "{calendar}");
}

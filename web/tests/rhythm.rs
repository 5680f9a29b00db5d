//! Notices, channels, jobs and the burden meter in the office: pages that stand, and forms that keep what was typed.

mod common;

use std::sync::Arc;

use axum::http::Method;
use common::{Answer, PASSWORD, Site, html};
use shishi_service::{SignInFrom, SignedIn};

async fn see(site: &Site, session: &SignedIn, path: &str) -> String {
    let cookie = cookie(site, session);
    let answer = site.ask(Method::GET, path, &[("cookie", &cookie)], "").await;
    assert_eq!(answer.status.as_u16(), 200, "{path}");
    let language = if path.starts_with("/en/") { "en" } else { "zh-CN" };
    assert_eq!(html::faults(&answer.body, language), Vec::<String>::new(), "{path}");
    assert!(!answer.body.contains('⟨'), "{path} has a gap");
    answer.body
}

async fn send(site: &Site, session: &SignedIn, path: &str, fields: &[(&str, &str)]) -> Answer {
    let mut body = format!("csrf={}", session.csrf);
    for (name, value) in fields {
        let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        body.push_str(&format!("&{name}={encoded}"));
    }
    let cookie = cookie(site, session);
    let headers = [
        ("cookie", cookie.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    site.ask(Method::POST, path, &headers, &body).await
}

fn cookie(site: &Site, session: &SignedIn) -> String {
    let name = if site.secure() { "__Host-shishi" } else { "shishi" };
    format!("{name}={}", session.token)
}

fn session(site: &Site, login: &str) -> SignedIn {
    site.service.sign_in(login, PASSWORD, SignInFrom::default()).unwrap()
}

#[tokio::test]
async fn channels_are_added_with_a_key_shown_once_and_jobs_are_seen() {
    let site = Site::issued();
    let root = session(&site, "root");
    see(&site, &root, "/office/channels").await;
    see(&site, &root, "/en/office/jobs").await;
    let form = |kind: &'static str, address: &'static str, erase_on: &'static str| {
        [
            ("unit", "office"),
            ("kind", kind),
            ("address", address),
            ("purpose", "提醒督查室"),
            ("erase_on", erase_on),
        ]
    };
    for (fields, words) in [
        (form("mail", "office", "2020-12-31"), "提醒督查室"),
        (form("mail", "a@b.c", "2019-12-31"), "a@b.c"),
        (form("mail", "a@b.c", "soon"), "a@b.c"),
        (form("pigeon", "a@b.c", "2020-12-31"), "a@b.c"),
    ] {
        let answer = send(&site, &root, "/office/channels", &fields).await;
        assert_eq!(answer.status.as_u16(), 422, "{fields:?}");
        assert!(answer.body.contains(words), "{fields:?}");
    }
    let hook = form("webhook", "https://host.invalid/hook", "2020-12-31");
    let added = send(&site, &root, "/office/channels", &hook).await;
    assert!(
        added.status.is_success() && added.body.contains("X-Shishi-Signature"),
        "the key is on this answer"
    );
    // The page now shows the administrator an address of somebody else, as it was typed.
    let cookie = cookie(&site, &root);
    let page = site
        .ask(Method::GET, "/office/channels", &[("cookie", &cookie)], "")
        .await
        .body;
    assert!(
        page.contains("https://host.invalid/hook") && !page.contains("X-Shishi-Signature"),
        "and on no other"
    );

    // A day's sweep and a delivery that fails stand on the page of jobs.
    let actor = site
        .service
        .session(&session(&site, "supervisor").token)
        .unwrap()
        .unwrap()
        .actor;
    let unit = site.service.commitment("2020-15").unwrap().unwrap().row.leads[0].id;
    let service = site.service.clone();
    tokio::task::spawn_blocking(move || {
        let refusing: shishi_service::Deliver = Arc::new(|_| Err("the receiver answered 503".to_owned()));
        let at = shishi_service::ReportAt {
            slug: "2020-15".into(),
            unit,
            period: shishi_service::commitments::report::Period::from_code("2020-06").unwrap(),
        };
        assert!(service.report(&actor, &at).is_ok());
        service.run_due_jobs(&refusing).unwrap();
    })
    .await
    .unwrap();
    assert_eq!(
        send(&site, &root, "/office/jobs/987654/revive", &[])
            .await
            .status
            .as_u16(),
        404
    );
    let removed = send(&site, &root, "/office/channels/1/remove", &[]).await;
    assert_eq!(
        (removed.status.as_u16(), removed.header("location")),
        (303, "/office/channels?said=channel-removed")
    );
    assert_eq!(
        send(&site, &root, "/office/channels/1/remove", &[])
            .await
            .status
            .as_u16(),
        404
    );
}

#[tokio::test]
async fn a_change_of_the_form_is_made_when_its_cost_was_seen() {
    let site = Site::issued();
    let supervisor = session(&site, "supervisor");
    see(&site, &supervisor, "/office/notices").await;
    see(&site, &supervisor, "/en/office/burden").await;
    let form = |go: &'static str, reason: &'static str| {
        [
            ("go", go),
            ("frequency", "monthly"),
            ("question-0", "资金支付到哪里"),
            ("reason", reason),
        ]
    };
    let preview = send(&site, &supervisor, "/office/burden", &form("preview", "审计要求")).await;
    assert!(preview.status.is_success());
    assert!(preview.body.contains("调整前：") && preview.body.contains("资金支付到哪里"));
    assert!(
        !see(&site, &supervisor, "/office/burden")
            .await
            .contains("资金支付到哪里"),
        "nothing was changed"
    );
    let refused = send(&site, &supervisor, "/office/burden", &form("set", " ")).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.body.contains("资金支付到哪里"), "what was typed stays");
    let set = send(&site, &supervisor, "/office/burden", &form("set", "审计要求")).await;
    assert_eq!(
        (set.status.as_u16(), set.header("location")),
        (303, "/office/burden?said=form-set")
    );
    let after = see(&site, &supervisor, "/office/burden").await;
    assert!(
        after.contains("资金支付到哪里") && after.contains("2020年7月1日"),
        "from the next quarter on"
    );
    let seen = send(&site, &supervisor, "/office/notices", &[("newest", "x")]).await;
    assert_eq!(seen.header("location"), "/office/notices?said=notices-seen");
}

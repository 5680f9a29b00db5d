//! A character that no keyboard types and no database keeps is refused in words, whatever way it comes in.

mod common;

use axum::http::Method;
use common::Site;
use common::person::field;
use shishi_kernel::Role;

#[tokio::test]
async fn a_nul_is_refused_in_both_languages_and_by_the_api() {
    let site = Site::issued();
    let page = site.service.commitment("2020-1").unwrap().unwrap();
    let clerk = site.person("clerk", Role::Clerk, Some(page.row.leads[0].id));
    let record = format!("/office/commitments/2020-1/measures/{}/record", page.measures[0].id);
    let key = field(&clerk.see(&site, &record).await, "key");
    let fields = [
        ("value", "4"),
        ("as_of", "2020-05-31"),
        ("note", "四所\0开工"),
        ("key", &key),
    ];
    for (path, words) in [
        (record.clone(), "看不见的空字符"),
        (format!("/en{record}"), "invisible NUL"),
    ] {
        let answer = clerk.post(&site, &path, &fields).await;
        assert_eq!(answer.status.as_u16(), 422, "{}", answer.body);
        assert!(answer.body.contains(words), "{}", answer.body);
    }
    for path in ["/search?q=%00", "/en/search?q=a%00b", "/commitments/2020-1%00"] {
        let answer = site.ask(Method::GET, path, &[], "").await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.body);
    }
    for path in ["/api/v1/commitments?words=%00", "/api/v1/commitments/%00"] {
        let answer = site.ask(Method::GET, path, &[], "").await;
        assert_eq!(answer.status.as_u16(), 400, "{path}: {}", answer.body);
    }
    let login = "login=a%00b&password=several+plain+words";
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = site.ask(Method::POST, "/office/sign-in", &form, login).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    let token = site
        .service
        .create_api_token(&site.sign_in("clerk"), "programme")
        .unwrap();
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "nul-1"),
    ];
    let body = format!(
        r#"{{"measure":{},"value":"4","as_of":"2020-05-31","note":"a\u0000b"}}"#,
        page.measures[0].id
    );
    let answer = site.ask(Method::POST, "/api/v1/records", &headers, &body).await;
    assert_eq!(answer.status.as_u16(), 422, "{}", answer.body);
    assert!(answer.body.contains("form.nul"), "{}", answer.body);
}

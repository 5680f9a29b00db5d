//! The public site over a real service: addresses, headers, keeping, and what must hold on every page.

mod common;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::Method;
use common::{Site, html};
use shishi_web::WebOptions;

/// Pages with their status, asked in both languages.
const PAGES: &[(&str, u16)] = &[
    ("/", 200),
    ("/?programme=2020", 200),
    ("/?programme=1999", 404),
    ("/commitments", 200),
    ("/commitments?page=1", 200),
    ("/commitments?page=2", 404),
    ("/commitments?page=0", 400),
    ("/commitments?page=x", 400),
    ("/commitments?category=10", 200),
    ("/commitments?category=-1", 400),
    ("/commitments?category=x", 400),
    ("/commitments?unit=1&state=silent", 200),
    ("/commitments?unit=x", 400),
    ("/commitments?state=silent", 200),
    ("/commitments?state=loud", 400),
    ("/commitments?q=%E5%81%9C%E8%BD%A6", 200),
    ("/commitments?q=%3Cscript%3E%22%27", 200),
    ("/commitments/2020-18", 200),
    ("/commitments/2020-99", 404),
    ("/commitments/%3Cscript%3E", 404),
    ("/units", 200),
    ("/units/1", 200),
    ("/units/999999", 404),
    ("/units/x", 404),
    ("/gazettes", 200),
    ("/gazettes/1", 200),
    ("/gazettes/999999", 404),
    ("/gazettes/x", 404),
    ("/chronicle", 200),
    ("/chronicle?month=2020-04&kind=meeting", 200),
    ("/chronicle?month=1999-01", 200),
    ("/chronicle?page=99", 404),
    ("/search", 200),
    ("/search?q=%E5%85%AC%E5%8E%95", 200),
    ("/search?q=%25_%5C", 200),
    ("/search?q=x&page=x", 400),
    ("/inspections", 200),
    ("/inspections/987654", 404),
    ("/inspections/x", 404),
    ("/draws/987654", 404),
    ("/verify", 200),
    ("/data", 200),
    ("/about", 200),
    ("/nothing", 404),
    ("/commitments/2020-18/more", 404),
];

/// Addresses that are not pages, in one language only.
const FILES: &[(&str, u16)] = &[
    ("/healthz", 200),
    ("/favicon.ico", 200),
    ("/robots.txt", 200),
    ("/assets/nothing.css", 404),
    ("/assets/..%2f..%2fCargo.toml", 404),
    ("/journal/2020/checkpoint", 200),
    ("/journal/2020/../../keys/journal.key", 404),
    ("/journal/2020/..%2f..%2fkeys%2fjournal.key", 404),
    ("/journal/nothing", 404),
    ("/receipts/1.tlog-proof", 200),
    ("/receipts/999999.tlog-proof", 404),
    ("/receipts/x", 404),
    ("/gazettes/1/file", 200),
    ("/gazettes/9/file", 404),
    ("/preferences?type=large&back=/units", 303),
    ("/preferences?type=normal&back=//evil.example", 303),
    ("/units/", 308),
    ("/papers/ledger.html", 200),
    ("/papers/ledger.docx", 200),
    ("/papers/ledger-2020.xlsx", 200),
    ("/papers/ledger-1999.xlsx", 404),
    ("/papers/notice-2020-18.html", 200),
    ("/papers/notice-2020-99.html", 404),
    ("/papers/plan-2020-18.docx", 404),
    ("/papers/slip-999999.html", 404),
    ("/papers/conclusion-x.html", 404),
    ("/papers/gazette.docx", 404),
    ("/api/v1/nothing", 404),
];

fn in_both(path: &str) -> [(String, &'static str); 2] {
    let english = match path.strip_prefix('/') {
        Some("") => "/en".to_owned(),
        Some(rest) if rest.starts_with('?') => format!("/en{rest}"),
        _ => format!("/en{path}"),
    };
    [(path.to_owned(), "zh-CN"), (english, "en")]
}

#[tokio::test]
async fn every_address_answers_as_it_should() {
    let site = Site::issued();
    for (path, status) in PAGES {
        for (path, lang) in in_both(path) {
            let answer = site.get(&path).await;
            assert_eq!(answer.status.as_u16(), *status, "{path}");
            assert_eq!(html::faults(&answer.body, lang), Vec::<String>::new(), "{path}");
        }
    }
    for (path, status) in FILES {
        assert_eq!(site.get(path).await.status.as_u16(), *status, "{path}");
    }
    for (method, path, status) in [
        (Method::POST, "/commitments", 405),
        (Method::DELETE, "/", 405),
        (Method::POST, "/verify", 400),
        (Method::POST, "/nothing", 404),
        (Method::HEAD, "/units", 200),
    ] {
        assert_eq!(site.ask(method, path, &[], "").await.status.as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn an_address_too_long_to_look_at_is_refused_in_words() {
    let site = Site::issued();
    let words = "x".repeat(5_000);
    for (path, lang) in [("/search?q=", "zh-CN"), ("/en/search?q=", "en"), ("/", "zh-CN")] {
        let answer = site.get(&format!("{path}{words}")).await;
        assert_eq!(answer.status.as_u16(), 414, "{path}");
        assert_eq!(html::faults(&answer.body, lang), Vec::<String>::new(), "{path}");
        assert!(!answer.body.contains(&words), "the address is not printed");
    }
    let answer = site.get(&format!("/api/v1/search?q={words}")).await;
    assert_eq!(answer.status.as_u16(), 400, "as the API describes it");
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_site_on_which_nothing_is_published_says_so() {
    let site = Site::empty();
    for path in [
        "/",
        "/commitments",
        "/units",
        "/gazettes",
        "/chronicle",
        "/search?q=x",
        "/verify",
        "/data",
        "/about",
    ] {
        for (path, lang) in in_both(path) {
            let answer = site.get(&path).await;
            assert_eq!(answer.status.as_u16(), 200, "{path}");
            assert_eq!(html::faults(&answer.body, lang), Vec::<String>::new(), "{path}");
        }
    }
    assert!(site.get("/").await.body.contains("还没有公布的实事"));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = Site::issued();
    // A paper brings its style with it, and has a policy of its own.
    let pages = PAGES.iter().chain(FILES).map(|(path, _)| *path);
    let pages = pages.filter(|path| !path.starts_with("/papers/"));
    for path in pages.chain(["/commitments/2020-18", "/assets/x", "/office", "/en/office/x"]) {
        // Twice: the second answer may come from memory.
        for _ in 0..2 {
            let answer = site.get(path).await;
            let policy = answer.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
                "{path}: {policy}"
            );
            for part in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
                assert!(policy.contains(part), "{path}: {part}");
            }
            assert!(!policy.contains("unsafe"), "{path}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "strict-origin-when-cross-origin"),
                ("cross-origin-opener-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(name), value, "{path}: {name}");
            }
            assert!(!answer.header("permissions-policy").is_empty(), "{path}");
            assert!(!answer.header("cross-origin-resource-policy").is_empty(), "{path}");
            assert!(!answer.header("cache-control").is_empty(), "{path}");
            assert_eq!(
                answer.header("strict-transport-security"),
                "",
                "{path}: not on plain HTTP"
            );
        }
    }
}

#[tokio::test]
async fn a_paper_may_do_nothing_but_look_as_it_does() {
    let site = Site::issued();
    for path in ["/papers/ledger.html", "/papers/notice-2020-18.html"] {
        let answer = site.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert!(
            !answer.body.contains(" style="),
            "{path}: styles on elements are refused"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let site = Site::with(WebOptions {
        secure_cookies: true,
        public_address: None,
        provider: None,
        ..WebOptions::default()
    });
    for path in ["/", "/nothing", "/robots.txt", "/preferences?type=large"] {
        assert!(
            site.get(path)
                .await
                .header("strict-transport-security")
                .starts_with("max-age=31536000"),
            "{path}"
        );
    }
    let cookie = site
        .get("/preferences?type=large")
        .await
        .header("set-cookie")
        .to_owned();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn pages_are_kept_until_something_changes() {
    let site = Site::empty();
    let before = site.get("/commitments").await;
    assert_eq!(before.header("cache-control"), "no-cache");
    let tag = before.header("etag").to_owned();
    let again = site
        .ask(Method::GET, "/commitments", &[("if-none-match", &tag)], "")
        .await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    assert_eq!(again.header("etag"), tag);
    site.issue();
    let after = site
        .ask(Method::GET, "/commitments", &[("if-none-match", &tag)], "")
        .await;
    assert_eq!(after.status.as_u16(), 200, "what was kept is no longer true");
    assert!(after.body.contains("/commitments/2020-1\""));
    let packed = site
        .ask(Method::GET, "/commitments", &[("accept-encoding", "gzip")], "")
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.header("etag"), after.header("etag"));
    let head = site.ask(Method::HEAD, "/commitments", &[], "").await;
    assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), after.body.len().to_string());
}

#[tokio::test]
async fn what_is_on_its_way_into_the_journal_is_not_kept() {
    let site = Site::issued();
    let settled = site.get("/commitments/2020-1").await;
    assert!(settled.body.contains(".tlog-proof"), "its receipt can be taken away");
    assert!(!settled.body.contains("正在写入日志"));
}

#[tokio::test]
async fn large_type_is_a_page_of_its_own() {
    let site = Site::issued();
    let large = [("cookie", "shishi_type=large")];
    for _ in 0..2 {
        assert!(
            site.ask(Method::GET, "/units", &large, "")
                .await
                .body
                .contains("class=\"large\"")
        );
        assert!(!site.get("/units").await.body.contains("class=\"large\""));
    }
    let set = site.get("/en/preferences?type=large&back=/units%3Fx%3D1").await;
    assert_eq!(set.header("location"), "/en/units?x=1");
    assert!(set.header("set-cookie").starts_with("shishi_type=large; Path=/"));
    assert_eq!(
        site.get("/preferences?type=large&back=//evil.example")
            .await
            .header("location"),
        "/"
    );
}

#[tokio::test]
async fn errors_speak_the_askers_language() {
    let site = Site::empty();
    for (path, accept, language, media_type, words) in [
        ("/nothing", "text/html", "", "text/html", "没有这个页面"),
        ("/en/nothing", "text/html", "", "text/html", "There is no such page"),
        (
            "/nothing",
            "application/json",
            "",
            "application/problem+json",
            "\"code\":\"not_found\"",
        ),
        (
            "/api/v1/nothing",
            "*/*",
            "en",
            "application/problem+json",
            "There is no such page",
        ),
        (
            "/api/v1/nothing",
            "*/*",
            "zh",
            "application/problem+json",
            "没有这个页面",
        ),
    ] {
        let answer = site
            .ask(
                Method::GET,
                path,
                &[("accept", accept), ("accept-language", language)],
                "",
            )
            .await;
        assert_eq!(answer.status.as_u16(), 404);
        assert!(answer.header("content-type").starts_with(media_type), "{path}");
        assert!(answer.body.contains(words), "{path} {language}: {}", answer.body);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn a_receipt_is_checked_on_the_page() {
    let site = Site::issued();
    let receipt = site.get("/receipts/3.tlog-proof").await;
    assert_eq!(
        receipt.header("access-control-allow-origin"),
        "*",
        "anybody's page may read it"
    );
    let forged = receipt.body.replacen("index ", "index 1", 1);
    for (text, status, words) in [
        (receipt.body.as_str(), 200, "查验通过"),
        (forged.as_str(), 422, "查验没有通过"),
        ("<script>", 422, "这不是一张完整的凭证"),
        ("", 422, "这不是一张完整的凭证"),
    ] {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n\
             --x\r\nContent-Disposition: form-data; name=\"receipt\"\r\n\r\n{text}\r\n--x--\r\n"
        );
        let headers = [("content-type", "multipart/form-data; boundary=x")];
        let answer = site.ask(Method::POST, "/verify", &headers, &body).await;
        assert_eq!(answer.status.as_u16(), status, "{words}");
        assert!(answer.body.contains(words), "{words}");
        assert_eq!(html::faults(&answer.body, "zh-CN"), Vec::<String>::new());
    }
    let large = "x".repeat(600 << 10);
    let body = format!("--x\r\nContent-Disposition: form-data; name=\"receipt\"\r\n\r\n{large}\r\n--x--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    assert_eq!(
        site.ask(Method::POST, "/verify", &headers, &body).await.status.as_u16(),
        413
    );
}

/// Follows every link of the public pages: each leads somewhere, and each anchor exists.
#[tokio::test]
async fn every_link_leads_somewhere() {
    let site = Site::issued();
    let mut queue: VecDeque<(String, String)> = ["/", "/en"].map(|path| ("start".to_owned(), path.to_owned())).into();
    let mut anchors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut wanted: BTreeSet<(String, String, String)> = BTreeSet::new();
    let mut faults = Vec::new();
    while let Some((from, link)) = queue.pop_front() {
        let (address, anchor) = link.split_once('#').unwrap_or((&link, ""));
        if !anchor.is_empty() {
            wanted.insert((from.clone(), address.to_owned(), anchor.to_owned()));
        }
        // The office has its own tests, and a link there may ask to sign in.
        if anchors.contains_key(address) || address.contains("/office") {
            continue;
        }
        let answer = site.get(address).await;
        let ok = answer.status.is_success() || (answer.status.is_redirection() && address.contains("/preferences"));
        if !ok {
            faults.push(format!("{from} links to {address}: {}", answer.status));
        }
        let is_page = answer.header("content-type").starts_with("text/html") && answer.status.is_success();
        let tags = if is_page { html::tags(&answer.body) } else { Vec::new() };
        anchors.insert(address.to_owned(), html::ids(&tags));
        for tag in &tags {
            // What a form sends is no link to follow.
            let names = ["href", "src", "action"];
            let sends = |name: &str| name == "action" && tag.get("method") == Some("post");
            let links = names
                .into_iter()
                .filter(|name| !sends(name))
                .filter_map(|name| tag.get(name));
            for link in links.filter(|link| link.starts_with('/')) {
                queue.push_back((address.to_owned(), link.to_owned()));
            }
        }
    }
    for (from, address, anchor) in wanted {
        // An icon's anchor is in the sprite.
        if address.starts_with("/assets/") || address.contains("/office") {
            continue;
        }
        if !anchors.get(&address).is_some_and(|ids| ids.contains(&anchor)) {
            faults.push(format!("{from} links to {address}#{anchor}: no such anchor"));
        }
    }
    assert!(anchors.len() > 100, "{} addresses", anchors.len());
    assert_eq!(faults, Vec::<String>::new());
}

//! Reports in the office: the draft is there ready, and what was typed stays when something is refused.

mod common;

use axum::http::Method;
use common::{Answer, PASSWORD, Site, html};
use shishi_kernel::{Role, UnitId};
use shishi_service::{NewAccountForm, NewPerson, SignInFrom, SignedIn};

struct Desk<'a> {
    site: &'a Site,
    session: SignedIn,
}

impl<'a> Desk<'a> {
    fn of(site: &'a Site, login: &str) -> Self {
        let session = site.service.sign_in(login, PASSWORD, SignInFrom::default()).unwrap();
        Self { site, session }
    }

    fn cookie(&self) -> String {
        let name = if self.site.secure() { "__Host-shishi" } else { "shishi" };
        format!("{name}={}", self.session.token)
    }

    async fn see(&self, path: &str) -> String {
        let answer = self
            .site
            .ask(Method::GET, path, &[("cookie", &self.cookie())], "")
            .await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        let language = if path.starts_with("/en/") { "en" } else { "zh-CN" };
        assert_eq!(html::faults(&answer.body, language), Vec::<String>::new(), "{path}");
        assert!(!answer.body.contains('⟨'), "{path} has a gap");
        answer.body
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("csrf={}", self.session.csrf);
        for (name, value) in fields {
            let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            body.push_str(&format!("&{name}={encoded}"));
        }
        let cookie = self.cookie();
        let headers = [
            ("cookie", cookie.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        self.site.ask(Method::POST, path, &headers, &body).await
    }
}

fn clerk(site: &Site, unit: UnitId) {
    let root = site.service.sign_in("root", PASSWORD, SignInFrom::default()).unwrap();
    let root = site.service.session(&root.token).unwrap().unwrap().actor;
    let form = NewAccountForm {
        person: NewPerson {
            login: "clerk".into(),
            display_name: "某".into(),
            password: PASSWORD.into(),
        },
        role: Role::Clerk,
        unit: Some(unit),
    };
    site.service.create_account(&root, form).unwrap();
}

#[tokio::test]
async fn a_report_is_written_in_the_office() {
    let site = Site::issued();
    let unit = site.service.commitment("2020-15").unwrap().unwrap().row.leads[0].id;
    clerk(&site, unit);
    let clerk = Desk::of(&site, "clerk");
    let supervisor = Desk::of(&site, "supervisor");
    assert!(clerk.see("/office/reports").await.contains("2020年6月"));
    assert!(
        supervisor
            .see("/en/office/reports?period=2020-06")
            .await
            .contains("June 2020")
    );
    let page = format!("/office/reports/2020-15/{unit}/2020-06");
    let drawn = clerk.see(&page).await;
    assert!(
        drawn.contains("未报数") && drawn.contains("name=\"difficulties\""),
        "a draft without a word typed"
    );
    assert!(
        !supervisor.see(&page).await.contains("name=\"difficulties\""),
        "a supervisor writes nothing"
    );

    let words = [
        ("revision", "0"),
        ("go", "save"),
        ("difficulties", "<征地>未完成"),
        ("next", ""),
    ];
    let saved = clerk.send(&page, &words).await;
    assert_eq!(
        (saved.status.as_u16(), saved.header("location")),
        (303, format!("{page}?said=report-saved").as_str())
    );
    assert!(
        clerk.see(&page).await.contains("&#60;征地&#62;未完成"),
        "kept and escaped"
    );

    let long = "字".repeat(2_001);
    for (path, fields, status, words) in [
        // Saved by somebody else meanwhile: what was typed stays.
        (
            page.as_str(),
            vec![("revision", "0"), ("go", "save"), ("next", "七月开工")],
            409,
            "七月开工",
        ),
        (
            page.as_str(),
            vec![("revision", "1"), ("go", "submit"), ("next", "七月开工")],
            422,
            "七月开工",
        ),
        (
            page.as_str(),
            vec![("revision", "1"), ("go", "save"), ("done", long.as_str())],
            422,
            "2001",
        ),
        (page.as_str(), vec![("revision", "x")], 409, ""),
        ("/office/reports/2020-15/987654/2020-06", vec![("go", "save")], 404, ""),
        ("/office/reports/2020-99/1/2020-06", vec![("go", "save")], 404, ""),
        ("/office/reports/2020-15/1/2020-13", vec![("go", "save")], 404, ""),
    ] {
        let answer = clerk.send(path, &fields).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {fields:?}");
        assert!(answer.body.contains(words), "{path} {fields:?}");
    }
    let judge = format!("{page}/judge");
    for (fields, status, words) in [
        (vec![("revision", "1"), ("go", "accept")], 422, ""),
        (vec![("revision", "1"), ("go", "return"), ("reason", "缺佐证")], 422, ""),
        (
            vec![
                ("revision", "1"),
                ("go", "reopen"),
                ("reason", "更正"),
                ("until", "soon"),
            ],
            422,
            "",
        ),
        (vec![("revision", "7"), ("go", "accept")], 409, ""),
    ] {
        let answer = supervisor.send(&judge, &fields).await;
        assert_eq!(answer.status.as_u16(), status, "{fields:?}");
        assert!(answer.body.contains(words), "{fields:?}");
    }
    let answer = site.get("/api/v1/commitments/2020-15/reports").await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (200, "{\"rows\":[]}"),
        "the period is not over"
    );
    assert_eq!(
        site.get("/api/v1/commitments/2020-99/reports").await.status.as_u16(),
        404
    );
}

//! Inspections in the office and in public: pages that stand at every step, and forms that do what they say.

mod common;

use axum::http::Method;
use common::{PASSWORD, Site, html};
use shishi_kernel::Role;
use shishi_service::inspecting::Digest;
use shishi_service::inspecting::checklist::ObjectKind;
use shishi_service::inspecting::draw::{Proof, Reveal, commitment, verify};
use shishi_service::{NewAccountForm, NewPerson, SignInFrom, SignedIn};

struct Office {
    site: Site,
    session: SignedIn,
}

impl Office {
    fn new() -> Self {
        let site = Site::issued();
        let session = site
            .service
            .sign_in("supervisor", PASSWORD, SignInFrom::default())
            .unwrap();
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
        assert_eq!(html::faults(&answer.body, "zh-CN"), Vec::<String>::new(), "{path}");
        assert!(!answer.body.contains('⟨'), "{path} has a gap");
        answer.body
    }

    /// Sends a form and gives where it leads.
    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> String {
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
        let answer = self.site.ask(Method::POST, path, &headers, &body).await;
        assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.body);
        answer.header("location").split('?').next().unwrap().to_owned()
    }
}

fn secret(body: u8) -> Reveal {
    Reveal {
        salt: Digest([body + 1; 32]),
        secret: Digest([body + 9; 32]),
    }
}

#[tokio::test]
async fn from_the_register_to_a_public_conclusion() {
    let office = Office::new();
    let lead = office.site.service.commitment("2020-2").unwrap().unwrap().row.leads[0]
        .id
        .to_string();
    let register = "/office/inspections/register";
    let objects = [
        ("do", "objects"),
        ("kind", "kitchen"),
        ("risk", "high"),
        ("commitment", "2020-2"),
        ("entries", "甲校食堂，北街\n乙校食堂，南街\n丙校食堂"),
    ];
    office.send(register, &objects).await;
    for name in ["张三", "李四", "王五"] {
        office.send(register, &[("do", "inspector"), ("name", name)]).await;
    }
    office.see(register).await;
    let new = [
        ("do", "plan"),
        ("title", "校园厨房抽查"),
        ("kind", "kitchen"),
        ("mode", "unannounced"),
        ("unit", &lead),
        ("from", "2020-06-01"),
        ("to", "2020-06-30"),
    ];
    office.see("/office/inspections/plans").await;
    let plan = office.send("/office/inspections/plans", &new).await;
    office.see(&plan).await;
    office
        .send(&plan, &[("do", "approve"), ("decision", "管委会第6号纪要")])
        .await;
    office.see(&plan).await;
    let freeze = [
        ("do", "freeze"),
        ("draw", "1"),
        ("per_object", "2"),
        ("bodies", "甲局\n乙局\n丙局"),
        ("fallback", "福彩 071 期"),
        ("exclusions", "1 1"),
        ("commit_until", "2020-06-03"),
        ("reveal_until", "2020-06-05"),
    ];
    let draw = office.send(&plan, &freeze).await;
    for body in 0..3 {
        office.see(&draw).await;
        let commitment = commitment(&secret(body)).to_string();
        office
            .send(
                &draw,
                &[
                    ("do", "commit"),
                    ("body", &body.to_string()),
                    ("commitment", &commitment),
                ],
            )
            .await;
    }
    office.site.service.publish_now().unwrap();
    office.see(&draw).await;
    office.send(&draw, &[("do", "seal")]).await;
    for body in 0..3 {
        office.see(&draw).await;
        let Reveal { salt, secret } = secret(body);
        let fields = [
            ("do", "reveal"),
            ("body", &*body.to_string()),
            ("salt", &salt.to_string()),
            ("secret", &secret.to_string()),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        office.send(&draw, &fields).await;
    }
    office.send(&draw, &[("do", "finish")]).await;
    office.see(&draw).await;
    office.see("/office/inspections").await;
    assert!(
        !office.see("/inspections").await.contains("/inspections/1"),
        "not before the visit"
    );
    assert_eq!(office.site.get("/draws/1").await.status.as_u16(), 404);

    let inspection = "/office/inspections/1";
    assert!(office.see(inspection).await.contains("mark-samples_kept"));
    let marks: Vec<String> = ObjectKind::Kitchen
        .questions()
        .iter()
        .map(|item| format!("mark-{item}"))
        .collect();
    let mut visit = vec![("do", "visit"), ("on", "2020-06-01"), ("note-waste", "未加盖")];
    visit.extend(
        marks
            .iter()
            .map(|name| (name.as_str(), if name == "mark-waste" { "fault" } else { "ok" })),
    );
    office.send(inspection, &visit).await;
    office
        .send(
            inspection,
            &[("do", "find"), ("what", "餐厨垃圾未加盖"), ("severity", "minor")],
        )
        .await;
    office.see(inspection).await;
    office
        .send(inspection, &[("do", "order"), ("finding", "0"), ("days-0", "3")])
        .await;
    office.see(inspection).await;
    office
        .send(
            inspection,
            &[
                ("do", "recheck"),
                ("finding", "0"),
                ("on-0", "2020-06-01"),
                ("fixed-0", "yes"),
            ],
        )
        .await;
    assert!(
        !office.see("/inspections/1").await.contains("餐厨垃圾"),
        "not before the unit was served"
    );
    office
        .send(
            inspection,
            &[("do", "serve"), ("conclusion", "一处问题，当场整改。"), ("days", "5")],
        )
        .await;
    office.see(inspection).await;
    assert!(office.see("/inspections/1").await.contains("餐厨垃圾未加盖"));
    assert!(office.see("/commitments/2020-2").await.contains("/inspections/1"));
    office.see("/draws/1").await;
    let file = office.site.get("/draws/1/proof.json").await;
    let proof: Proof = serde_json::from_str(&file.body).unwrap();
    assert!(verify(&proof).iter().all(|step| step.ok));
    reply(&office, &lead).await;
}

/// The inspected unit's clerk replies.
async fn reply(office: &Office, lead: &str) {
    let service = &office.site.service;
    let root = service.sign_in("root", PASSWORD, SignInFrom::default()).unwrap();
    let root = service.session(&root.token).unwrap().unwrap().actor;
    let form = NewAccountForm {
        person: NewPerson {
            login: "clerk".into(),
            display_name: "某".into(),
            password: PASSWORD.into(),
        },
        role: Role::Clerk,
        unit: Some(shishi_kernel::UnitId(lead.parse().unwrap())),
    };
    service.create_account(&root, form).unwrap();
    let session = service.sign_in("clerk", PASSWORD, SignInFrom::default()).unwrap();
    let name = if office.site.secure() {
        "__Host-shishi"
    } else {
        "shishi"
    };
    let cookie = format!("{name}={}", session.token);
    let body = format!("csrf={}&reply=%E5%B7%B2%E6%94%B9", session.csrf);
    let headers = [
        ("cookie", cookie.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let answer = office
        .site
        .ask(Method::POST, "/office/inspections/1/reply", &headers, &body)
        .await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    assert!(office.see("/inspections/1").await.contains("已改"));
}

//! Appraisals, cases and questions in the office and in public: pages that stand at every step, and forms that do what
//! they say.

mod common;

use axum::http::Method;
use common::{PASSWORD, Site, html};
use shishi_kernel::{Role, UnitId};
use shishi_service::{NewAccountForm, NewPerson, SignInFrom, SlipForm};

const SCHEME: &str = "名称: 考核办法\n开始: 2020-07-01\n结束: 2020-12-31\n主办: 100\n协办: 30\n排名: 是\n\
                      目标经核实达成: 60\n督办按期答复: 40\n";

/// A site with people who appraise, supervise and are appraised.
struct Office {
    site: Site,
    lead: UnitId,
}

impl Office {
    fn new() -> Self {
        let site = Site::issued();
        let lead = site.service.commitment("2020-15").unwrap().unwrap().row.leads[0].id;
        let root = site.service.sign_in("root", PASSWORD, SignInFrom::default()).unwrap();
        let root = site.service.session(&root.token).unwrap().unwrap().actor;
        for (login, role, unit) in [("appraiser", Role::Appraiser, None), ("clerk", Role::Clerk, Some(lead))] {
            let person = NewPerson {
                login: login.into(),
                display_name: login.into(),
                password: PASSWORD.into(),
            };
            let form = NewAccountForm { person, role, unit };
            site.service.create_account(&root, form).unwrap();
        }
        Self { site, lead }
    }

    /// Asks as somebody who signs in for it; gives the status, where it leads, and the page.
    async fn ask(&self, login: &str, path: &str, fields: Option<&[(&str, &str)]>) -> (u16, String, String) {
        let session = self
            .site
            .service
            .sign_in(login, PASSWORD, SignInFrom::default())
            .unwrap();
        let name = if self.site.secure() { "__Host-shishi" } else { "shishi" };
        let cookie = format!("{name}={}", session.token);
        let mut headers = vec![("cookie", cookie.as_str())];
        let mut body = String::new();
        if let Some(fields) = fields {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
            body = format!("csrf={}", session.csrf);
            for (name, value) in fields {
                let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
                body.push_str(&format!("&{name}={encoded}"));
            }
        }
        let method = if fields.is_some() { Method::POST } else { Method::GET };
        let answer = self.site.ask(method, path, &headers, &body).await;
        let leads_to = answer
            .header("location")
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned();
        (answer.status.as_u16(), leads_to, answer.body)
    }

    async fn see(&self, login: &str, path: &str) -> String {
        for path in [path.to_owned(), format!("/en{path}")] {
            let (status, _, page) = self.ask(login, &path, None).await;
            assert_eq!(status, 200, "{path} as {login}");
            let lang = if path.starts_with("/en") { "en" } else { "zh-CN" };
            assert_eq!(html::faults(&page, lang), Vec::<String>::new(), "{path}");
            assert!(!page.contains('⟨'), "{path} has a gap");
        }
        self.ask(login, path, None).await.2
    }

    async fn send(&self, login: &str, path: &str, fields: &[(&str, &str)]) -> String {
        let (status, leads_to, page) = self.ask(login, path, Some(fields)).await;
        assert_eq!(status, 303, "{path} {fields:?}: {page}");
        leads_to
    }

    /// A form that is refused: the page stands and says why.
    async fn refused(&self, login: &str, path: &str, fields: &[(&str, &str)], says: &str) {
        let (status, _, page) = self.ask(login, path, Some(fields)).await;
        assert_eq!(status, 422, "{path} {fields:?}");
        assert!(page.contains(says), "{path} {fields:?} does not say {says}");
    }

    async fn public(&self, path: &str) -> String {
        for path in [path.to_owned(), format!("/en{path}")] {
            let answer = self.site.get(&path).await;
            assert_eq!(answer.status.as_u16(), 200, "{path}");
            let lang = if path.starts_with("/en") { "en" } else { "zh-CN" };
            assert_eq!(html::faults(&answer.body, lang), Vec::<String>::new(), "{path}");
            assert!(!answer.body.contains('⟨'), "{path} has a gap");
        }
        self.site.get(path).await.body
    }
}

#[tokio::test]
async fn an_appraisal_from_its_text_to_the_public_result() {
    let office = Office::new();
    let lead = office.lead.to_string();
    office.see("clerk", "/office/appraisal").await;
    let first = office.see("appraiser", "/office/appraisal").await;
    assert!(first.contains("目标经核实达成"), "a sample to begin with");
    let excluded = SCHEME.replace("督办按期答复: 40", "点赞数量: 30\n心情: 10");
    office
        .refused(
            "appraiser",
            "/office/appraisal",
            &[("text", &excluded)],
            "点赞投票可以动员出来",
        )
        .await;
    office
        .refused(
            "appraiser",
            "/office/appraisal",
            &[("text", &excluded)],
            "“心情”不在可用的计分项之中",
        )
        .await;
    let one = office.send("appraiser", "/office/appraisal", &[("text", SCHEME)]).await;
    office.see("appraiser", &one).await;
    office
        .send("appraiser", &one, &[("do", "write"), ("text", SCHEME)])
        .await;
    let approve = format!("{one}/approve");
    office
        .refused("supervisor", &approve, &[("decision", " ")], "请写明批准办法")
        .await;
    office
        .send("supervisor", &approve, &[("decision", "管委会第3次会议")])
        .await;
    assert_eq!(office.site.get("/appraisal/2019").await.status.as_u16(), 404);
    assert!(office.public("/appraisal").await.contains("2020"));
    assert!(
        !office.public("/appraisal/2020").await.contains("appraise.py"),
        "no result, no files"
    );
    office.refused("appraiser", &one, &[("do", "run")], "考核期到").await;
    office.site.set_day("2021-01-05");
    office.send("appraiser", &one, &[("do", "run")]).await;
    office.see("appraiser", &one).await;
    assert_eq!(office.site.get("/appraisal/2020/1.json").await.status.as_u16(), 404);
    office
        .refused("appraiser", &one, &[("do", "publish"), ("days", "3")], "申辩期应为")
        .await;
    office
        .send("appraiser", &one, &[("do", "publish"), ("days", "10")])
        .await;
    let reply = format!("{one}/reply");
    office.see("clerk", &one).await;
    office.refused("clerk", &reply, &[("words", "")], "请填写内容").await;
    office.send("clerk", &reply, &[("words", "验收已完成")]).await;
    office.see("appraiser", &one).await;
    let view = office.site.service.public_appraisal(2020).unwrap().unwrap();
    let fact = view.runs[0]
        .0
        .facts
        .iter()
        .find(|fact| fact.unit == office.lead)
        .unwrap();
    let chosen = format!("{}:{}", fact.commitment, fact.input.code());
    let (reason, input) = (format!("reason-{lead}"), format!("fact-{lead}-1"));
    let (done, of) = (format!("done-{lead}-1"), format!("of-{lead}-1"));
    let due = fact.of.to_string();
    let judge = format!("{one}/judge");
    let accept = |figure| {
        [
            ("do", "judge"),
            ("go", "accept"),
            ("unit", lead.as_str()),
            (reason.as_str(), "有验收单"),
            (input.as_str(), chosen.as_str()),
            (done.as_str(), figure),
            (of.as_str(), due.as_str()),
        ]
    };
    office.refused("appraiser", &judge, &accept("很多"), "更正不成立").await;
    office.send("appraiser", &judge, &accept(&due)).await;
    office.site.set_day("2021-01-20");
    office
        .refused("appraiser", &judge, &[("do", "finish")], "应先重新计算")
        .await;
    office.see("appraiser", &one).await;
    office.send("appraiser", &one, &[("do", "run")]).await;
    office.see("appraiser", &one).await;
    office.send("appraiser", &judge, &[("do", "finish")]).await;
    let page = office.public("/appraisal/2020").await;
    for words in [
        "定稿",
        "申辩前 0.00",
        "采纳，已更正",
        "不足 5 件，不排名",
        "appraise.py",
        "逐项计算过程",
    ] {
        assert!(page.contains(words), "the public page does not say {words}");
    }
    for (file, begins) in [
        ("1.json", "{\"schema\""),
        ("2.json", "{\"schema\""),
        ("2.csv", "\u{feff}unit,name"),
    ] {
        let answer = office.site.get(&format!("/appraisal/2020/{file}")).await;
        assert!(answer.body.starts_with(begins), "{file}: {}", &answer.body[..40]);
    }
    assert!(
        office
            .site
            .get("/appraisal/2020/appraise.py")
            .await
            .body
            .starts_with("#!/usr/bin/env python3")
    );
    for path in [
        "/appraisal/2020/3.json",
        "/appraisal/2020/x",
        "/appraisal/2020/1.xlsx",
        "/appraisal/soon",
    ] {
        assert_eq!(office.site.get(path).await.status.as_u16(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_case_from_its_evidence_to_the_commitments_page() {
    use shishi_service::commitments::slip::{Command, Level};
    let office = Office::new();
    let service = &office.site.service;
    let supervisor = service.sign_in("supervisor", PASSWORD, SignInFrom::default()).unwrap();
    let supervisor = service.session(&supervisor.token).unwrap().unwrap().actor;
    let form = SlipForm {
        slug: "2020-15".into(),
        unit: office.lead,
        matter: "plan_missing".into(),
        words: "未报方案".into(),
        level: Level::Blue,
        ground: String::new(),
        days: 5,
    };
    let slip = service.issue_slip(&supervisor, form).unwrap();
    for (day, revision) in [("2020-06-20", 0), ("2020-07-10", 1)] {
        office.site.set_day(day);
        service
            .move_slip(&supervisor, slip, revision, Command::Escalate { days: 3 })
            .unwrap();
    }
    let lead = office.lead.to_string();
    office.see("supervisor", "/office/cases").await;
    let open = |slug, words| {
        [
            ("slug", slug),
            ("unit", lead.as_str()),
            ("ground", "neglect"),
            ("words", words),
        ]
    };
    office
        .refused("supervisor", "/office/cases", &[("slug", "2020-15")], "请选择")
        .await;
    office
        .refused("supervisor", "/office/cases", &open("2020-99", "事由"), "实事")
        .await;
    office
        .refused("supervisor", "/office/cases", &open("2020-15", ""), "请填写内容")
        .await;
    let case = office
        .send("supervisor", "/office/cases", &open("2020-15", "三次督办未报方案"))
        .await;
    office.see("supervisor", &case).await;
    assert_eq!(
        office.ask("clerk", &case, None).await.0,
        404,
        "not before it is put to the unit"
    );
    office
        .refused("supervisor", &case, &[("do", "hear"), ("days", "10")], "证据不足")
        .await;
    office
        .refused("supervisor", &case, &[("do", "add"), ("evidence", "x")], "请选择")
        .await;
    let id = shishi_kernel::CaseId(case.rsplit('/').next().unwrap().parse().unwrap());
    for (fact, row) in service.case(&supervisor, id).unwrap().unwrap().candidates {
        let chosen = format!("{}:{}", fact.code(), row.leaf);
        office
            .send("supervisor", &case, &[("do", "add"), ("evidence", &chosen)])
            .await;
    }
    office
        .send("supervisor", &case, &[("do", "hear"), ("days", "10")])
        .await;
    office.see("clerk", &case).await;
    office
        .send("clerk", &format!("{case}/reply"), &[("reply", "方案已报出")])
        .await;
    office.see("supervisor", &case).await;
    office
        .send(
            "supervisor",
            &case,
            &[("do", "consider"), ("go", "no"), ("tolerance", "不属先行先试")],
        )
        .await;
    office.see("appraiser", &case).await;
    let decide = [("do", "decide"), ("outcome", "summoned"), ("reason", "事实清楚")];
    office.refused("supervisor", &case, &decide, "立案人不能作决定").await;
    office.send("appraiser", &case, &decide).await;
    assert!(
        !office.public("/commitments/2020-15").await.contains("已约谈"),
        "not public before it is closed"
    );
    office
        .send("supervisor", &case, &[("do", "close"), ("words", "已约谈")])
        .await;
    office.see("supervisor", &case).await;
    let page = office.public("/commitments/2020-15").await;
    assert!(page.contains("重视不够") && page.contains("已约谈"));
}

#[tokio::test]
async fn a_question_from_the_look_to_the_commitments_page() {
    use shishi_service::RecordForm;
    let office = Office::new();
    let service = &office.site.service;
    let clerk = service.sign_in("clerk", PASSWORD, SignInFrom::default()).unwrap();
    let clerk = service.session(&clerk.token).unwrap().unwrap().actor;
    let commitment = service.commitment("2020-15").unwrap().unwrap();
    let counted = commitment
        .measures
        .iter()
        .find(|row| row.kind == "count" && row.value.is_some());
    let measure = counted.unwrap().id;
    let list = "/office/questions";
    assert!(office.see("supervisor", list).await.contains("没有问询"));
    let programme = service.programmes().unwrap().remove(0).slug;
    office.send("supervisor", list, &[("programme", &programme)]).await;
    for (today, as_of, value) in [("2020-07-03", "2020-06-30", 10), ("2020-08-03", "2020-07-31", 8)] {
        office.site.set_day(today);
        let form = RecordForm {
            measure,
            value: value.into(),
            as_of: as_of.parse().unwrap(),
            note: String::new(),
        };
        service.record_value(&clerk, form, None).unwrap();
    }
    office.send("supervisor", list, &[("programme", &programme)]).await;
    let page = office.see("supervisor", list).await;
    assert!(page.contains("累计数比上次少") && page.contains("等待答复"));
    let one = format!("{list}/{}", service.questions(&clerk).unwrap()[0].id);
    let page = office.see("clerk", &one).await;
    assert!(page.contains("<polyline") && page.contains("答复在办结后公开"));
    let reply = format!("{one}/reply");
    office.refused("clerk", &reply, &[("words", "")], "请填写答复").await;
    office
        .refused("supervisor", &one, &[("outcome", "guilty"), ("words", "是")], "请选择")
        .await;
    office
        .refused(
            "supervisor",
            &one,
            &[("outcome", "explained"), ("words", "是")],
            "仍可答复",
        )
        .await;
    office.send("clerk", &reply, &[("words", "六月多报两处")]).await;
    office.see("supervisor", &one).await;
    assert!(
        !office.public("/commitments/2020-15").await.contains("六月多报两处"),
        "not public yet"
    );
    office
        .send("supervisor", &one, &[("outcome", "corrected"), ("words", "已更正")])
        .await;
    office.see("clerk", &one).await;
    let page = office.public("/commitments/2020-15").await;
    assert!(page.contains("六月多报两处") && page.contains("数据已更正"));
}

//! How things stand, on the pages: states that can be asked for, three values, the course of a measure, the line of a year.

mod common;

use axum::http::StatusCode;
use common::{Site, html};
use shishi_kernel::{Decimal, Role};
use shishi_service::commitments::plan::{Milestone, Person, PlanCommand, PlanContent, PlannedTrajectory};
use shishi_service::commitments::series::Point;
use shishi_service::{AskForm, NewAccountForm, NewPerson, RecordForm};

/// A site with a plan for the first commitment and three months of reports.
fn played() -> Site {
    let site = Site::issued();
    let page = site.service.commitment("2020-1").unwrap().unwrap();
    let root = site.sign_in("root");
    let form = NewAccountForm {
        person: NewPerson {
            login: "clerk".into(),
            display_name: "clerk".into(),
            password: common::PASSWORD.into(),
        },
        role: Role::Clerk,
        unit: Some(page.row.leads[0].id),
    };
    site.service.create_account(&root, form).unwrap();
    let (clerk, supervisor) = (site.sign_in("clerk"), site.sign_in("supervisor"));
    let figures = page
        .measures
        .iter()
        .filter(|row| row.state != "untestable" && row.value.is_some());
    let trajectories = figures.clone().map(|row| {
        let point = |on: &str, value: Decimal| Point {
            on: on.parse().unwrap(),
            value: value.round(),
        };
        let target = row.value.unwrap();
        PlannedTrajectory {
            measure: row.id,
            points: vec![point("2020-06-30", target / Decimal::TWO), point("2020-12-31", target)],
        }
    });
    let content = PlanContent {
        milestones: vec![Milestone {
            title: "全部开工".into(),
            planned: "2020-06-20".parse().unwrap(),
        }],
        trajectories: trajectories.collect(),
        persons: vec![Person {
            name: "甲某".into(),
            part: "副局长".into(),
        }],
        ..PlanContent::default()
    };
    let id = site.service.begin_plan(&clerk, "2020-1").unwrap();
    site.service
        .plan_command(&clerk, id, 0, PlanCommand::Save(content))
        .unwrap();
    site.service.plan_command(&clerk, id, 1, PlanCommand::Submit).unwrap();
    site.service
        .plan_command(&supervisor, id, 2, PlanCommand::Approve)
        .unwrap();
    for (day, share) in [("2020-06-05", 1), ("2020-07-01", 2), ("2020-07-20", 7)] {
        site.set_day(day);
        for row in figures.clone() {
            let form = RecordForm {
                measure: row.id,
                value: (row.value.unwrap() * Decimal::from(share) / Decimal::TEN).round(),
                as_of: day.parse().unwrap(),
                note: String::new(),
            };
            site.service.record_value(&clerk, form, None).unwrap();
        }
    }
    site
}

#[tokio::test]
async fn states_are_counted_and_asked_for() {
    let site = played();
    for prefix in ["", "/en"] {
        let lang = if prefix.is_empty() { "zh-CN" } else { "en" };
        for path in [
            "/",
            "/commitments",
            "/commitments?state=underway",
            "/commitments/2020-1",
        ] {
            let path = format!("{prefix}{path}");
            let answer = site
                .get(path.strip_suffix("/").filter(|path| !path.is_empty()).unwrap_or(&path))
                .await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(html::faults(&answer.body, lang), Vec::<String>::new(), "{path}");
        }
    }
    let home = site.get("/").await.body;
    assert!(home.contains("今天办到哪一步") && home.contains("未报方案"));
    for (state, count) in [("underway", 1), ("accepted", 0), ("plan_missing", 20), ("not_kept", 0)] {
        let list = site.get(&format!("/commitments?state={state}")).await.body;
        assert_eq!(list.matches("<li class=\"row\">").count(), count, "{state}");
    }
    let wrong = site.get("/commitments?state=better").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_commitment_shows_its_course_and_its_year() {
    let site = played();
    let page = site.get("/commitments/2020-1").await.body;
    for words in [
        "办理状态",
        "略滞后、当月曾滞后",
        "节点到期未完成：全部开工",
        "推算，不是数值",
        "看数表",
        "实施方案第 1 版审定",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let tags = html::tags(&page);
    let charts: Vec<_> = tags
        .iter()
        .filter(|tag| tag.get("aria-labelledby").is_some_and(|id| id.starts_with("chart-")))
        .collect();
    assert!(!charts.is_empty());
    assert!(charts.iter().all(|tag| tag.get("role") == Some("img")));
    // The next day is another picture, though nothing was committed but the sweep.
    site.set_day("2020-09-05");
    site.service.sweep().unwrap();
    let later = site.get("/commitments/2020-1").await.body;
    assert!(!page.contains("9月：达序时") && later.contains("9月：达序时"));
}

#[tokio::test]
async fn the_cockpit_is_for_those_who_may_and_says_whose_turn_it_is() {
    let site = played();
    site.set_day("2020-07-20");
    let page = site.service.commitment("2020-1").unwrap().unwrap();
    let mut duties = page.duties.iter();
    let helper = duties.find(|duty| !duty.unit.group && duty.unit.id != page.row.leads[0].id);
    let helper = helper.unwrap().unit.clone();
    let form = AskForm {
        slug: "2020-1".into(),
        unit: helper.id,
        what: "拨付首批资金".into(),
        reason: "招标需要".into(),
        due: "2020-07-30".parse().unwrap(),
    };
    site.service.ask_unit(&site.sign_in("clerk"), form, None).unwrap();
    site.set_day("2020-08-03");
    let office = site.known("supervisor");
    let cockpit = office.see(&site, "/office/cockpit").await;
    assert_eq!(cockpit.matches("<ol class=\"strip\">").count(), 21);
    let turn = format!("轮到{}，自2020年7月20日，已逾期", helper.name);
    for words in [turn.as_str(), "近七天没有新记录", "未报方案", "受阻"] {
        assert!(cockpit.contains(words), "{words}");
    }
    assert!(
        !cockpit.contains("拨付首批资金"),
        "what is asked stays on the request's own page"
    );
    let urgent = office.see(&site, "/office/cockpit?show=attention").await;
    assert!(urgent.matches("<ol class=\"strip\">").count() <= 21 && urgent.contains("受阻"));
    let wall = office.see(&site, "/office/cockpit/wall?programme=2020").await;
    assert!(
        wall.contains("http-equiv=\"refresh\"") && wall.contains("演示"),
        "a wall says that it is simulated, too"
    );
    assert_eq!(wall.matches("<ol class=\"strip\">").count(), 21);
    let pictures = office.see(&site, "/office/cockpit/pictures?programme=2020").await;
    assert!(pictures.contains("id=\"chart-1-"), "{pictures}");
    assert!(pictures.contains("还没有登记带坐标的点位"), "no site has a place here");
    let unknown = site.known("supervisor");
    assert!(
        unknown
            .post(&site, "/office/cockpit", &[])
            .await
            .status
            .is_client_error()
    );
}

#[tokio::test]
async fn an_empty_site_has_an_empty_cockpit() {
    let site = Site::empty();
    let token = site.service.new_setup_token().unwrap().unwrap();
    let person = |login: &str| NewPerson {
        login: login.into(),
        display_name: login.into(),
        password: common::PASSWORD.into(),
    };
    site.service.complete_setup(&token, person("root")).unwrap();
    let office = site.person("watcher", Role::Auditor, None);
    for path in ["/office/cockpit", "/office/cockpit/wall", "/office/cockpit/pictures"] {
        assert!(office.see(&site, path).await.contains("还没有"), "{path}");
    }
}

#[tokio::test]
async fn programs_read_the_same_standing() {
    let site = played();
    let json = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap();
    let board = json(&site.get("/api/v1/programmes/2020/status").await.body);
    assert_eq!(board["on"], "2020-07-20");
    assert_eq!(board["commitments"].as_array().unwrap().len(), 21);
    assert_eq!(board["states"][0]["state"], "plan_missing");
    let one = json(&site.get("/api/v1/commitments/2020-1/status").await.body);
    assert_eq!(one, board["commitments"][0]);
    assert_eq!(
        (&one["state"], &one["colour"], &one["scar"]),
        (&"underway".into(), &"yellow".into(), &true.into())
    );
    assert_eq!(one["months"].as_array().unwrap().len(), 7);
    assert_eq!(one["measures"][0]["verified"], serde_json::Value::Null);
    let page = json(&site.get("/api/v1/commitments/2020-1").await.body);
    assert_eq!(page["summary"]["state"], "underway");
    let list = json(&site.get("/api/v1/commitments?state=underway").await.body);
    assert_eq!(
        (&list["total"], &list["rows"][0]["colour"]),
        (&1.into(), &"yellow".into())
    );
    assert_eq!(
        site.get("/api/v1/programmes/1999/status").await.status,
        StatusCode::NOT_FOUND
    );
    let csv = site.get("/data/commitments.csv").await.body;
    assert!(csv.contains("underway") && csv.contains("yellow"));
}

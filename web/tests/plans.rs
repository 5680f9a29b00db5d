//! Plans in the office and in public: written, refused with what was typed kept, approved, changed by a later version.

mod common;

use common::Site;
use common::person::{Person, field, wrong};
use shishi_kernel::{Role, UnitId};
use shishi_service::views::{CommitmentPage, MeasureRow};

const PLAN: &str = "/office/commitments/2020-1/plan";
const EDIT: &str = "/office/commitments/2020-1/plan/edit";

fn commitment(site: &Site) -> CommitmentPage {
    site.service.commitment("2020-1").unwrap().unwrap()
}

fn lead(site: &Site) -> UnitId {
    commitment(site).row.leads[0].id
}

fn planned(page: &CommitmentPage) -> Vec<MeasureRow> {
    let measures = page.measures.iter();
    measures
        .filter(|row| row.state != "untestable" && row.value.is_some())
        .cloned()
        .collect()
}

/// A form that says enough: a milestone, every measure's promise on its day, and somebody responsible.
fn whole(page: &CommitmentPage, form: &str) -> Vec<(String, String)> {
    let mut fields = vec![
        ("plan".to_owned(), field(form, "plan")),
        ("revision".to_owned(), field(form, "revision")),
        ("m-0-0".into(), "全部开工".into()),
        ("m-0-1".into(), "2020-07-31".into()),
        ("y-0-0".into(), "区级财政".into()),
        ("y-0-1".into(), "1,200.50".into()),
        ("p-0-0".into(), "副局长，负责选址".into()),
        ("p-0-1".into(), "甲某".into()),
    ];
    for row in planned(page) {
        let on = row.cut_off.map_or("2020-12-31".to_owned(), |day| day.to_string());
        fields.push((format!("t{}-0-0", row.id), on));
        fields.push((format!("t{}-0-1", row.id), row.value.unwrap().to_string()));
    }
    fields
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

fn with<'a>(fields: &'a [(String, String)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = pairs(fields);
    all.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    all.extend_from_slice(more);
    all
}

/// Writes and submits the first version.
async fn submitted(site: &Site, clerk: &Person) {
    clerk.send(site, PLAN, &[]).await;
    let fields = whole(&commitment(site), &clerk.see(site, EDIT).await);
    assert_eq!(clerk.send(site, EDIT, &with(&fields, &[("go", "submit")])).await, PLAN);
}

#[tokio::test]
async fn from_no_plan_to_versions_side_by_side() {
    let site = Site::issued();
    let clerk = site.person("clerk", Role::Clerk, Some(lead(&site)));
    let supervisor = site.known("supervisor");
    let public = site.get("/commitments/2020-1").await.body;
    assert!(public.contains("没有审定的实施方案"), "silence is said");
    let button = "编写实施方案</button>";
    assert!(clerk.see(&site, PLAN).await.contains(button));
    assert!(!supervisor.see(&site, PLAN).await.contains(button));
    submitted(&site, &clerk).await;
    assert!(supervisor.see(&site, "/office/plans").await.contains("待审定"));
    let page = supervisor.see(&site, PLAN).await;
    assert!(page.contains("甲某") && page.contains("1,200.5 元"));
    let judge = format!("{PLAN}/judge");
    let seen = [("plan", field(&page, "plan")), ("revision", field(&page, "revision"))];
    let seen: Vec<(&str, &str)> = seen.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let say = |more: &[(&'static str, &'static str)]| [seen.clone(), more.to_vec()].concat();
    let page = supervisor.refused(&site, &judge, &say(&[("go", "return")]), 422).await;
    assert_eq!(wrong(&page), ["reasons"]);
    supervisor.send(&site, &judge, &say(&[("go", "approve")])).await;
    // Approved twice: the second is told that it moved, and nothing happens again.
    let twice = supervisor
        .refused(&site, &judge, &say(&[("go", "return"), ("reasons", "请改资金")]), 409)
        .await;
    assert!(
        !twice.contains("name=\"reasons\""),
        "there is nothing to judge any more"
    );
    let public = site.get("/commitments/2020-1").await.body;
    assert!(public.contains("全部开工") && public.contains("2020年7月31日") && public.contains("副局长，负责选址"));
    assert!(!public.contains("甲某"), "names are for the office");
    assert!(!public.contains("没有审定的实施方案"));
    // A milestone is reached once.
    let page = clerk.see(&site, PLAN).await;
    let (plan, revision) = (field(&page, "plan"), field(&page, "revision"));
    let reach = format!("{PLAN}/reach");
    let on = |day: &'static str| {
        [
            ("plan", plan.as_str()),
            ("revision", revision.as_str()),
            ("position", "1"),
            ("on", day),
        ]
    };
    assert_eq!(
        wrong(&clerk.refused(&site, &reach, &on("2020-06-02"), 422).await),
        ["on"]
    );
    clerk.send(&site, &reach, &on("2020-05-30")).await;
    assert!(site.get("/commitments/2020-1").await.body.contains("2020年5月30日完成"));
    // A later version needs its reason, keeps what was reached, and stands beside the first.
    clerk.send(&site, PLAN, &[]).await;
    let form = clerk.see(&site, EDIT).await;
    assert_eq!(field(&form, "m-0-0"), "全部开工");
    let fields = whole(&commitment(&site), &form);
    let later = [("m-1-0", "完成验收"), ("m-1-1", "2020-12-15"), ("go", "submit")];
    let page = clerk.refused(&site, EDIT, &with(&fields, &later), 422).await;
    assert_eq!(wrong(&page), ["reason"]);
    assert_eq!(field(&page, "m-1-0"), "完成验收", "what was typed is kept");
    let fields = whole(&commitment(&site), &page);
    let cause = [("reason", "增加验收节点"), ("decision", "管委会会议纪要〔2020〕3号")];
    clerk
        .send(&site, EDIT, &with(&fields, &[&later[..], &cause].concat()))
        .await;
    let page = supervisor.see(&site, PLAN).await;
    let approve = [("plan", field(&page, "plan")), ("revision", field(&page, "revision"))];
    let mut approve: Vec<(&str, &str)> = approve.iter().map(|(name, value)| (*name, value.as_str())).collect();
    approve.push(("go", "approve"));
    supervisor.send(&site, &judge, &approve).await;
    let public = site.get("/commitments/2020-1").await.body;
    assert!(public.contains("第1版") && public.contains("第2版") && public.contains("完成验收"));
    assert!(public.contains("增加验收节点") && public.contains("（有改动）"));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field() {
    let site = Site::issued();
    let clerk = site.person("clerk", Role::Clerk, Some(lead(&site)));
    clerk.send(&site, PLAN, &[]).await;
    let page = commitment(&site);
    let counted = planned(&page).into_iter().find(|row| row.kind == "count").unwrap();
    let [day, value] = [0, 1].map(|side| format!("t{}-1-{side}", counted.id));
    let fields = whole(&page, &clerk.see(&site, EDIT).await);
    let stranger = lead(&site).0 + 900;
    for (wrongly, at) in [
        (vec![("m-0-1", "")], "m-0-1"),
        (vec![("m-0-0", "")], "m-0-0"),
        (vec![("m-0-1", "2019-07-31")], "m-0-1"),
        (vec![("m-1-0", "全部开工"), ("m-1-1", "2020-08-31")], "m-1-0"),
        (
            vec![("m-3-0", "字".repeat(201).as_str()), ("m-3-1", "2020-08-31")],
            "m-1-0",
        ),
        (vec![(&*day, "2020-12-31"), (&*value, "许多")], &*value),
        (vec![(&*day, "2021-12-31"), (&*value, "1")], &*day),
        (vec![("y-0-1", "0.001")], "y-0-1"),
        (vec![("y-0-1", "-5")], "y-0-1"),
        (vec![("p-0-1", "")], "p-0-1"),
        (vec![("a-0-0", "拨款")], "a-0-1"),
        (vec![("a-0-0", "拨款"), ("a-0-1", &*stranger.to_string())], "a-0-1"),
    ] {
        let sent = with(&fields, &[&wrongly[..], &[("go", "save")]].concat());
        let page = clerk.refused(&site, EDIT, &sent, 422).await;
        assert_eq!(wrong(&page), [at], "{wrongly:?}");
    }
    // Less later than before, of something that is counted once.
    let [first, fewer] = [0, 1].map(|row| format!("t{}-{row}-1", counted.id));
    let falls = [
        (format!("t{}-0-0", counted.id), "2020-06-30".to_owned()),
        (first, "2".into()),
        (day.clone(), "2020-09-30".into()),
        (fewer.clone(), "1".into()),
        ("go".into(), "save".into()),
    ];
    let page = clerk.refused(&site, EDIT, &with(&fields, &pairs(&falls)), 422).await;
    assert_eq!(wrong(&page), [fewer]);
    // A draft may say little, but little is not submitted.
    let seen = [("plan", field(&page, "plan")), ("revision", field(&page, "revision"))];
    let mut little: Vec<(&str, &str)> = seen.iter().map(|(name, value)| (*name, value.as_str())).collect();
    little.push(("go", "submit"));
    let page = clerk.refused(&site, EDIT, &little, 422).await;
    assert_eq!(wrong(&page), ["m-0-0"]);
    // More rows cost nothing: what was typed stays, and nothing is saved.
    let fields = whole(&commitment(&site), &page);
    let answer = clerk.post(&site, EDIT, &with(&fields, &[("go", "more-m")])).await;
    assert_eq!(answer.status.as_u16(), 200);
    assert!(answer.body.contains("m-6-0") && field(&answer.body, "p-0-1") == "甲某");
    assert_eq!(field(&clerk.see(&site, EDIT).await, "m-0-0"), "");
}

#[tokio::test]
async fn two_at_once_and_one_form_sent_twice() {
    let site = Site::issued();
    let clerk = site.person("clerk", Role::Clerk, Some(lead(&site)));
    let head = site.person("head", Role::Head, Some(lead(&site)));
    let own = site.person("own", Role::Supervisor, Some(lead(&site)));
    // Both press the button; there is one version.
    assert_eq!(clerk.send(&site, PLAN, &[]).await, EDIT);
    assert_eq!(head.send(&site, PLAN, &[]).await, EDIT);
    let fields = whole(&commitment(&site), &head.see(&site, EDIT).await);
    clerk.send(&site, EDIT, &with(&fields, &[("go", "save")])).await;
    // The same form again is done already.
    clerk.send(&site, EDIT, &with(&fields, &[("go", "save")])).await;
    let other = with(&fields, &[("m-0-0", "完成招标"), ("go", "save")]);
    let page = head.refused(&site, EDIT, &other, 409).await;
    assert_eq!(field(&page, "m-0-0"), "完成招标", "what was typed is kept");
    assert!(page.contains("全部开工"), "and what the other saved is shown");
    // Knowing that, the second has it their way.
    let fields = whole(&commitment(&site), &page);
    let mine = with(&fields, &[("m-0-0", "完成招标"), ("go", "submit")]);
    head.send(&site, EDIT, &mine).await;
    head.send(&site, EDIT, &mine).await;
    // It is with the office now: the first cannot write over it, and loses nothing typed.
    let page = clerk.refused(&site, EDIT, &with(&fields, &[("go", "save")]), 409).await;
    assert_eq!(field(&page, "m-0-0"), "全部开工");
    assert!(own.see(&site, PLAN).await.contains("没有利害关系"));
}

//! Every form of the office that no other test of pages sends, sent twice by a hand that presses the button twice: the
//! second one does nothing. `Person::send` is what sends twice, here and in every other test.

mod common;

use common::Site;
use common::person::{Person, field};
use shishi_kernel::{Role, UnitId};

struct House {
    site: Site,
    office: Person,
    clerk: Person,
    lead: UnitId,
    help: UnitId,
    measure: i64,
}

fn house() -> House {
    let site = Site::issued();
    let page = site.service.commitment("2020-1").unwrap().unwrap();
    let lead = page.row.leads[0].id;
    let mut others = page
        .duties
        .iter()
        .filter(|duty| !duty.unit.group && duty.unit.id != lead);
    let help = others.next().unwrap().unit.id;
    let clerk = site.person("clerk", Role::Clerk, Some(lead));
    House {
        office: site.known("supervisor"),
        measure: page.measures[0].id.0,
        site,
        clerk,
        lead,
        help,
    }
}

const BASE: &str = "/office/commitments/2020-1";

#[tokio::test]
async fn what_is_reported_and_decided_is_so_once() {
    let House {
        site,
        office,
        clerk,
        measure,
        ..
    } = house();
    let record = format!("{BASE}/measures/{measure}/record");
    let key = field(&clerk.see(&site, &record).await, "key");
    let value = [
        ("value", "4"),
        ("as_of", "2020-05-31"),
        ("note", "四所开工"),
        ("key", &key),
    ];
    clerk.send(&site, &record, &value).await;
    let change = format!("{BASE}/measures/{measure}/change");
    let target = [
        ("comparator", "ge"),
        ("value", "3"),
        ("decision", "管委会纪要〔2020〕12号"),
        ("reason", "选址调整"),
    ];
    office.send(&site, &change, &target).await;
    let course = [
        ("turn", "pause"),
        ("until", "2020-12-31"),
        ("decision", "管委会纪要〔2020〕9号"),
        ("decided_on", "2020-05-20"),
        ("notice", "关于暂缓的公告"),
        ("noticed_on", "2020-05-25"),
        ("reason", "合法性评估"),
    ];
    office.send(&site, &format!("{BASE}/course"), &course).await;
    let resume: Vec<_> = course
        .iter()
        .map(|(name, value)| {
            if *name == "turn" {
                ("turn", "resume")
            } else {
                (*name, *value)
            }
        })
        .collect();
    office.send(&site, &format!("{BASE}/course"), &resume).await;
}

#[tokio::test]
async fn a_slip_goes_one_step_at_a_time() {
    let House {
        site,
        office,
        clerk,
        lead,
        ..
    } = house();
    let slips = format!("{BASE}/slips");
    let unit = lead.to_string();
    let new = [
        ("unit", unit.as_str()),
        ("matter", "behind"),
        ("words", "请说明"),
        ("level", "blue"),
        ("days", "5"),
    ];
    office.send(&site, &slips, &new).await;
    let id = site.service.slips_of_unit(lead).unwrap()[0].id;
    let revision = || site.service.slips_of_unit(lead).unwrap()[0].revision.to_string();
    let now = revision();
    let answer = [("words", "已开工"), ("revision", now.as_str())];
    clerk.send(&site, &format!("{slips}/{id}/answer"), &answer).await;
    for (go, reason) in [("no", "没有时间"), ("raise", ""), ("withdraw", "发错单位")] {
        let now = revision();
        let watch = [
            ("go", go),
            ("reason", reason),
            ("days", "5"),
            ("revision", now.as_str()),
        ];
        office.send(&site, &format!("{slips}/{id}/watch"), &watch).await;
    }
}

#[tokio::test]
async fn people_and_the_houses_own_matters() {
    let House { site, office, help, .. } = house();
    let root = site.known("root");
    let people = format!("/office/people/{help}");
    let head = [("name", "蒲正言"), ("from", "2020-01-01"), ("to", "")];
    office.send(&site, &people, &head).await;
    let person = site.service.heads(help).unwrap()[0].id;
    office
        .send(&site, &format!("{people}/{person}/end"), &[("last", "2020-05-31")])
        .await;
    let account = [
        ("login", "newcomer"),
        ("display_name", "某人"),
        ("password", "several plain words"),
        ("role", "auditor"),
        ("unit", ""),
    ];
    root.send(&site, "/office/accounts", &account).await;
    let accounts = site.service.accounts(&site.sign_in("root")).unwrap();
    let id = accounts.iter().find(|row| row.login == "newcomer").unwrap().id;
    root.send(&site, &format!("/office/accounts/{id}/disable"), &[]).await;
    let units = site.service.units().unwrap();
    let group = units.iter().find(|row| row.unit.group).unwrap().unit.id;
    let member = help.to_string();
    let joins = [
        ("member", member.as_str()),
        ("from", "2020-06-01"),
        ("to", "2020-12-31"),
    ];
    office.send(&site, &format!("/office/groups/{group}"), &joins).await;
    let form = [
        ("go", "set"),
        ("frequency", "quarterly"),
        ("q-0", "安全生产情况"),
        ("reason", "减少报送"),
    ];
    office.send(&site, "/office/burden", &form).await;
    let channel = [
        ("kind", "mail"),
        ("unit", "office"),
        ("address", "duty@office.invalid"),
        ("purpose", "督办提醒"),
        ("erase_on", "2020-12-31"),
    ];
    root.send(&site, "/office/channels", &channel).await;
    assert_eq!(site.service.channels(&site.sign_in("root")).unwrap().len(), 1);
}

#[tokio::test]
async fn a_draft_is_decided_on_and_issued_once() {
    let House { site, office, .. } = house();
    let supervisor = site.sign_in("supervisor");
    let notice = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/demo/notice-2019.txt");
    let uploaded = site
        .service
        .upload(&supervisor, "notice.txt", &std::fs::read(notice).unwrap());
    let draft = uploaded.unwrap().draft.unwrap();
    let view = || site.service.draft(&supervisor, draft).unwrap();
    let path = format!("/office/drafts/{draft}");
    let keys: Vec<u32> = view().draft.live().map(|item| item.key).collect();
    for (at, key) in keys.iter().enumerate() {
        let (revision, key) = (view().revision.to_string(), key.to_string());
        let action = if at == 0 { "remove" } else { "accept" };
        let fields = [
            ("do", action),
            ("key", &key),
            ("reason", "重复"),
            ("revision", &revision),
        ];
        office.send(&site, &path, &fields).await;
        if at == 0 {
            let revision = view().revision.to_string();
            let fields = [("do", "restore"), ("key", key.as_str()), ("revision", &revision)];
            office.send(&site, &path, &fields).await;
            let revision = view().revision.to_string();
            let fields = [("do", "accept"), ("key", key.as_str()), ("revision", &revision)];
            office.send(&site, &path, &fields).await;
        }
    }
    let revision = view().revision.to_string();
    let sure = [("sure", "yes"), ("revision", revision.as_str())];
    office.send(&site, &format!("{path}/issue"), &sure).await;
    assert_eq!(site.service.programmes().unwrap().len(), 2, "issued once");
}

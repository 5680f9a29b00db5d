//! Requests between units in the office: asked once, answered step by step, on one page for each unit.

mod common;

use common::Site;
use common::person::{Person, field, wrong};
use shishi_kernel::{Role, UnitId};

const ASK: &str = "/office/commitments/2020-1/requests";

struct Two {
    site: Site,
    asker: Person,
    asked: Person,
    helper: UnitId,
}

fn two() -> Two {
    let site = Site::issued();
    let page = site.service.commitment("2020-1").unwrap().unwrap();
    let lead = page.row.leads[0].id;
    let mut duties = page.duties.iter();
    let helper = duties.find(|duty| duty.role != "lead" && !duty.unit.group && duty.unit.id != lead);
    let helper = helper.unwrap().unit.id;
    let asker = site.person("asker", Role::Clerk, Some(lead));
    let asked = site.person("asked", Role::Clerk, Some(helper));
    Two {
        site,
        asker,
        asked,
        helper,
    }
}

#[tokio::test]
async fn what_is_wrong_with_asking_is_said_beside_the_field() {
    let Two {
        site, asker, helper, ..
    } = two();
    let helper = helper.to_string();
    let lead = site.service.commitment("2020-1").unwrap().unwrap().row.leads[0]
        .id
        .to_string();
    let right = [
        ("unit", helper.as_str()),
        ("what", "拨付首批资金"),
        ("reason", "招标需要"),
        ("due", "2020-06-30"),
    ];
    for (name, value) in [
        ("unit", ""),
        ("unit", lead.as_str()),
        ("what", " "),
        ("what", "字".repeat(301).as_str()),
        ("reason", ""),
        ("due", ""),
        ("due", "2020-05-31"),
    ] {
        let mut sent = right;
        for pair in &mut sent {
            if pair.0 == name {
                pair.1 = value;
            }
        }
        let page = asker.refused(&site, ASK, &sent, 422).await;
        assert_eq!(wrong(&page), [name], "{value}");
        assert!(!field(&page, "key").is_empty());
        assert!(name == "reason" || page.contains("招标需要"), "what was typed is kept");
    }
}

#[tokio::test]
async fn a_request_goes_through_every_court_and_is_seen_in_each() {
    let Two {
        site,
        asker,
        asked,
        helper,
    } = two();
    let supervisor = site.known("supervisor");
    let key = field(&asker.see(&site, ASK).await, "key");
    let form = [
        ("key", key.as_str()),
        ("unit", &*helper.to_string()),
        ("what", "拨付首批资金"),
        ("reason", "招标需要"),
        ("due", "2020-06-30"),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for _ in 0..2 {
        asker.send(&site, ASK, &form).await;
    }
    let mine = asked.see(&site, "/office/requests").await;
    assert_eq!(mine.matches("拨付首批资金").count(), 1, "sent twice, asked once");
    assert!(mine.contains("轮到本单位"));
    let one = "/office/requests/1";
    let page = asked.see(&site, one).await;
    assert!(page.contains("招标需要") && page.contains("谢绝") && !page.contains("裁定须办</button>"));
    // Declining needs its ground and words; what was typed stays.
    let page = asked
        .refused(
            &site,
            one,
            &[("go", "declined"), ("seen", "1"), ("words", "今年无此预算")],
            422,
        )
        .await;
    assert_eq!(wrong(&page), ["ground"]);
    assert!(page.contains("今年无此预算"));
    let page = asked
        .refused(
            &site,
            one,
            &[("go", "declined"), ("seen", "1"), ("ground", "no_money")],
            422,
        )
        .await;
    assert_eq!(wrong(&page), ["words"]);
    let decline = [
        ("go", "declined"),
        ("seen", "1"),
        ("ground", "no_money"),
        ("words", "今年无此预算"),
    ];
    asked.send(&site, one, &decline).await;
    // A colleague who looked at it before is told, and keeps what was typed; nothing is left to do there.
    let late = asked
        .refused(
            &site,
            one,
            &[("go", "accepted"), ("seen", "1"), ("words", "可以办")],
            409,
        )
        .await;
    assert!(late.contains("没有资金"));
    for (who, go, seen) in [
        (&asker, "escalated", "2"),
        (&supervisor, "directed", "3"),
        (&asked, "delivered", "4"),
        (&asker, "disputed", "5"),
        (&asked, "delivered", "6"),
        (&asker, "confirmed", "7"),
    ] {
        if go == "directed" {
            assert!(
                supervisor
                    .see(&site, "/office/requests")
                    .await
                    .contains("须裁定的 <span class=\"quiet\">1</span>")
            );
        }
        who.send(&site, one, &[("go", go), ("seen", seen), ("words", "说明情况")])
            .await;
    }
    assert!(asked.see(&site, "/office/requests").await.contains("已了结 1 张"));
    let office = supervisor.see(&site, "/office/requests").await;
    assert!(office.contains("按单位"));
    // The public sees who asked whom, and not what.
    let public = site.get("/commitments/2020-1").await.body;
    assert!(public.contains("单位之间的协办") && public.contains("已确认"));
    assert!(!public.contains("拨付首批资金") && !public.contains("今年无此预算"));
}

#[tokio::test]
async fn a_group_is_asked_member_by_member() {
    let site = Site::issued();
    let rows = site.service.commitments(&Default::default(), 1, 100).unwrap().rows;
    let found = rows.into_iter().find_map(|row| {
        let page = site.service.commitment(&row.slug).unwrap().unwrap();
        let duty = page
            .duties
            .into_iter()
            .find(|duty| duty.unit.group && duty.members.len() > 1)?;
        let outside = duty.members.iter().all(|member| member.id != row.leads[0].id);
        (!row.leads[0].group && outside).then_some((row, duty))
    });
    let (row, duty) = found.unwrap();
    let asker = site.person("asker", Role::Clerk, Some(row.leads[0].id));
    let path = format!("/office/commitments/{}/requests", row.slug);
    let members = duty.members.len();
    let page = asker.see(&site, &path).await;
    assert!(page.contains(&format!("向 {members} 个成员各发一张")));
    let (id, key) = (duty.unit.id.to_string(), field(&page, "key"));
    let form = [
        ("key", key.as_str()),
        ("unit", id.as_str()),
        ("what", "报送点位"),
        ("reason", "汇总"),
        ("due", "2020-06-30"),
    ];
    asker.send(&site, &path, &form).await;
    let sent = site.service.requests_of_commitment(row.id).unwrap();
    assert_eq!(sent.len(), members);
    assert!(sent.iter().all(|request| duty.members.contains(&request.asked)));
}

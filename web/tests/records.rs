//! Sites and entries in the office, from an empty register to a published finding, with every no on the way.

mod common;

use common::Site;
use common::person::{Person, field, wrong};
use shishi_kernel::{Role, UnitId};
use shishi_service::views::MeasureRow;

/// A site with people for one commitment: of the unit that leads, of one that helps, and a supervisor.
struct Stand {
    site: Site,
    lead: Person,
    head: Person,
    helper: Person,
    help: UnitId,
    supervisor: Person,
    slug: &'static str,
}

fn stand(slug: &'static str) -> Stand {
    let site = Site::issued();
    let page = site.service.commitment(slug).unwrap().unwrap();
    let lead = page.row.leads[0].id;
    let leads: Vec<UnitId> = page.row.leads.iter().map(|unit| unit.id).collect();
    let parties = page.duties.iter().flat_map(|duty| {
        let members = duty.members.iter().map(|unit| unit.id);
        members.chain((!duty.unit.group).then_some(duty.unit.id))
    });
    let help = parties.into_iter().find(|unit| !leads.contains(unit)).unwrap();
    Stand {
        lead: site.person("lead", Role::Clerk, Some(lead)),
        head: site.person("head", Role::Head, Some(lead)),
        helper: site.person("helper", Role::Clerk, Some(help)),
        supervisor: site.known("supervisor"),
        help,
        site,
        slug,
    }
}

impl Stand {
    fn measure(&self, kind: &str) -> MeasureRow {
        let page = self.site.service.commitment(self.slug).unwrap().unwrap();
        page.measures.into_iter().find(|row| row.kind == kind).unwrap()
    }

    fn base(&self, kind: &str) -> String {
        format!("/office/commitments/{}/measures/{}", self.slug, self.measure(kind).id)
    }

    /// Puts a site on the register as the unit that helps, and gives its number.
    async fn register(&self, name: &str) -> String {
        let fields = [
            ("name", name),
            ("place", "柳行街道"),
            ("unit", &*self.help.to_string()),
            ("longitude", ""),
            ("latitude", ""),
        ];
        let path = format!("{}/sites/new", self.base("count"));
        let to = self.helper.send(&self.site, &path, &fields).await;
        to.rsplit('/').next().unwrap().to_owned()
    }
}

const PDF: &[u8] = b"%PDF-1.7 accepted";

#[tokio::test]
async fn what_is_wrong_with_a_site_is_said_beside_the_field() {
    let s = stand("2020-15");
    let path = format!("{}/sites/new", s.base("count"));
    let empty = s.supervisor.see(&s.site, &format!("{}/sites", s.base("count"))).await;
    assert!(
        empty.contains("清单还是空的") && !empty.contains("sites/new"),
        "only clerks register"
    );
    let help = s.help.to_string();
    let page = s.helper.see(&s.site, &path).await;
    assert_eq!(
        page.matches("<option value=\"\"").count(),
        1,
        "a helper's unit is chosen already"
    );
    let right = [
        ("name", "李村公厕"),
        ("place", "柳行街道李村"),
        ("unit", help.as_str()),
        ("longitude", "116.58"),
        ("latitude", "35.41"),
    ];
    for (name, value, expected) in [
        ("name", " ", "name"),
        ("name", &*"厕".repeat(101), "name"),
        ("place", "", "place"),
        ("place", &*"路".repeat(201), "place"),
        ("unit", "", "unit"),
        ("unit", "1", "unit"),
        ("longitude", "东经", "longitude"),
        ("longitude", "", "longitude"),
        ("latitude", "95", "longitude"),
    ] {
        let mut sent = right;
        for pair in &mut sent {
            if pair.0 == name {
                pair.1 = value;
            }
        }
        let page = s.helper.refused(&s.site, &path, &sent, 422).await;
        assert_eq!(wrong(&page), [expected], "{name} = {value:?}");
        assert!(!field(&page, "key").is_empty());
        let kept = if name == "name" {
            "柳行街道李村"
        } else {
            "李村公厕"
        };
        assert!(page.contains(kept), "what was typed is kept");
    }
    // Pressed twice, registered once; the same name again is another matter.
    let key = field(&page, "key");
    let mut sent: Vec<(&str, &str)> = right.to_vec();
    sent.push(("key", &key));
    let first = s.helper.send(&s.site, &path, &sent).await;
    assert_eq!(s.helper.send(&s.site, &path, &sent).await, first);
    let page = s.helper.refused(&s.site, &path, &right, 422).await;
    assert_eq!(wrong(&page), ["name"]);
    let list = s.lead.see(&s.site, &format!("{}/sites", s.base("count"))).await;
    assert_eq!(list.matches("李村公厕").count(), 1);
    // What was written wrong is corrected, with the same care.
    let edit = format!("{first}/edit");
    let form = s.helper.see(&s.site, &edit).await;
    assert_eq!(field(&form, "name"), "李村公厕");
    let mut sent = right;
    sent[0].1 = "";
    assert_eq!(wrong(&s.helper.refused(&s.site, &edit, &sent, 422).await), ["name"]);
    sent[0].1 = "李村东公厕";
    s.helper.send(&s.site, &edit, &sent).await;
    assert!(s.lead.see(&s.site, &first).await.contains("李村东公厕"));
    let other = s.site.person("other", Role::Clerk, Some(UnitId(1)));
    let refused = other.refused(&s.site, &edit, &sent, 422).await;
    assert!(refused.contains("没有职责"));
    assert!(s.lead.see(&s.site, &first).await.contains("116.58, 35.41"));
}

#[tokio::test]
async fn the_same_object_under_another_commitment_is_shown_and_needs_a_reason() {
    let s = stand("2020-15");
    s.register("柳行公厕").await;
    let page = s.site.service.commitment("2020-16").unwrap().unwrap();
    let (lead, measure) = (
        page.row.leads[0].id,
        page.measures.iter().find(|row| row.kind == "count").unwrap().id,
    );
    let other = s.site.person("other", Role::Clerk, Some(lead));
    let path = format!("/office/commitments/2020-16/measures/{measure}/sites/new");
    let unit = lead.to_string();
    let sent = [("name", "柳行公厕"), ("place", "柳行街道"), ("unit", unit.as_str())];
    let page = other.refused(&s.site, &path, &sent, 422).await;
    assert_eq!(wrong(&page), ["reason"], "the field appears when it is needed");
    assert!(page.contains("href=\"/commitments/2020-15\""), "who claims it is said");
    let mut sent = sent.to_vec();
    sent.push(("reason", "同址拆旧建新"));
    let to = other.send(&s.site, &path, &sent).await;
    let page = other.see(&s.site, &to).await;
    assert!(page.contains("像是同一个点位") && page.contains("同址拆旧建新"));
    let first = s.lead.see(&s.site, "/office/sites/1").await;
    assert!(
        first.contains("像是同一个点位") && first.contains("同址拆旧建新"),
        "seen from both sides"
    );
    let register = path.trim_end_matches("/new");
    let list = s.supervisor.see(&s.site, register).await;
    assert!(list.contains("疑似重复") && list.contains("1 个点位与别处"));
}

#[tokio::test]
async fn a_toilet_goes_from_a_draft_to_a_published_finding_through_the_pages() {
    let s = stand("2020-15");
    let (site, helper, lead, supervisor) = (&s.site, &s.helper, &s.lead, &s.supervisor);
    let write = format!("{}/entry", s.base("count"));
    assert!(helper.see(site, &write).await.contains("请先登记点位"));
    let id = s.register("第一公厕").await;
    let page = helper.see(site, &format!("/office/sites/{id}")).await;
    assert!(page.contains(&format!("kind=stage&#38;site={id}&#38;stage=in-use")) || page.contains("stage=in-use"));
    let form = helper
        .see(site, &format!("{write}?kind=stage&site={id}&stage=accepted"))
        .await;
    assert!(form.contains("<option value=\"accepted\" selected>"));
    let key = field(&form, "key");
    let right = [
        ("kind", "stage"),
        ("site", id.as_str()),
        ("stage", "accepted"),
        ("day", "2020-05-20"),
        ("note", "已通水"),
        ("key", key.as_str()),
    ];
    for (name, value, expected) in [
        ("site", "", "site"),
        ("site", "987654", "site"),
        ("stage", "", "stage"),
        ("day", "", "day"),
        ("day", "2020-06-02", "day"),
        ("day", "2019-12-31", "day"),
        ("note", &*"话".repeat(2_001), "note"),
    ] {
        let mut sent = right;
        for pair in &mut sent {
            if pair.0 == name {
                pair.1 = value;
            }
        }
        let page = helper.refused(site, &write, &sent, 422).await;
        assert_eq!(wrong(&page), [expected], "{name} = {value:?}");
        assert!(name == "note" || page.contains("已通水"), "what was typed is kept");
    }
    // Only a file is wanting: nothing is typed twice, and pressing twice makes one draft.
    let one = helper.send(site, &write, &right).await;
    assert_eq!(helper.send(site, &write, &right).await, one);
    let page = helper.see(site, &one).await;
    assert!(page.contains("草稿") && page.contains("须先附一份佐证"));
    let revision = field(&page, "revision");
    let page = helper
        .refused(site, &format!("{one}/submit"), &[("revision", &revision)], 422)
        .await;
    assert_eq!(wrong(&page), ["file"]);
    // Wrong files.
    let add = format!("{one}/evidence");
    let rev = [("revision", revision.as_str())];
    for (files, expected) in [
        (vec![], "请先选择文件"),
        (vec![("a.jpg", &b""[..])], "文件是空的"),
        (vec![("a.webp", &b"RIFF\x10\0\0\0WEBPVP8 "[..])], "JPEG 或 PNG"),
        (vec![("a.jpg", &b"\xff\xd8\xff\xe0broken"[..])], "打不开"),
    ] {
        let answer = helper.hand_over(site, &add, &rev, &files).await;
        assert_eq!(answer.status.as_u16(), 422, "{expected}");
        assert!(answer.body.contains(expected), "{expected}");
        assert_eq!(wrong(&answer.body), ["file"]);
    }
    let big = vec![b'x'; 49 << 20];
    let answer = helper.hand_over(site, &add, &rev, &[("big.pdf", &big)]).await;
    assert!(answer.status.as_u16() == 422 && answer.body.contains("48 MB"));
    let stranger = site.person("stranger", Role::Auditor, None);
    assert_eq!(
        stranger
            .hand_over(site, &add, &rev, &[("a.pdf", PDF)])
            .await
            .status
            .as_u16(),
        403
    );
    // Two good files at once; sent again they are known.
    let two: [(&str, &[u8]); 2] = [("验收单.pdf", PDF), ("b.pdf", b"%PDF-1.7 other")];
    assert_eq!(helper.hand_over(site, &add, &rev, &two).await.status.as_u16(), 303);
    assert_eq!(helper.hand_over(site, &add, &rev, &two).await.status.as_u16(), 409);
    let page = helper.see(site, &one).await;
    assert!(page.contains("验收单.pdf") && page.contains("b.pdf"));
    let revision = field(&page, "revision");
    let href = page.split("href=\"/office/evidence/").nth(1).unwrap();
    let file = format!("/office/evidence/{}", href.split('"').next().unwrap());
    let answer = supervisor.get(site, &file).await;
    assert_eq!(answer.bytes, PDF);
    assert!(answer.header("content-disposition").starts_with("attachment"));
    // Handed in, returned with its reason, written again, confirmed.
    helper
        .send(site, &format!("{one}/submit"), &[("revision", &revision)])
        .await;
    assert!(
        lead.see(site, "/office/entries")
            .await
            .contains("等本单位确认的 <span class=\"quiet\">1</span>")
    );
    let revision = field(&lead.see(site, &one).await, "revision");
    let confirm = format!("{one}/confirm");
    let back = [("go", "return"), ("revision", revision.as_str())];
    assert_eq!(wrong(&lead.refused(site, &confirm, &back, 422).await), ["reason"]);
    let back = [
        ("go", "return"),
        ("revision", revision.as_str()),
        ("reason", "日期不对"),
    ];
    s.head.send(site, &confirm, &back).await;
    let late = lead
        .refused(site, &confirm, &[("go", "confirm"), ("revision", &revision)], 409)
        .await;
    assert!(late.contains("日期不对"), "a colleague was quicker, and is seen");
    let form = helper.see(site, &format!("{one}/write")).await;
    assert!(form.contains("已通水"));
    let revision = field(&form, "revision");
    let mut again = right;
    again[3].1 = "2020-05-21";
    again[5] = ("revision", &revision);
    helper.send(site, &format!("{one}/write"), &again).await;
    let revision = field(&lead.see(site, &one).await, "revision");
    lead.send(site, &confirm, &[("go", "confirm"), ("revision", &revision)])
        .await;
    // Looked at and published.
    let judge = format!("{one}/judge");
    assert!(
        supervisor
            .see(site, "/office/entries")
            .await
            .contains("等待核查的 <span class=\"quiet\">1</span>")
    );
    let page = supervisor.see(site, &one).await;
    assert!(
        page.contains("没有到这个阶段") && !page.contains("查到的数值"),
        "a stage needs no figure"
    );
    let revision = field(&page, "revision");
    let refused = supervisor
        .refused(site, &judge, &[("go", "contradicted"), ("revision", &revision)], 422)
        .await;
    assert_eq!(wrong(&refused), ["reason"]);
    supervisor
        .send(site, &judge, &[("go", "verified"), ("revision", &revision)])
        .await;
    let page = supervisor.see(site, &one).await;
    assert!(page.contains("查实，待公布"));
    let revision = field(&page, "revision");
    supervisor
        .send(site, &judge, &[("go", "publish"), ("revision", &revision)])
        .await;
    let page = helper.see(site, &one).await;
    assert!(page.contains("已经公布，不用再办理") && page.contains("公布结果"));
    assert!(helper.see(site, &format!("/office/sites/{id}")).await.contains("核实"));
    let list = lead
        .see(site, &format!("{}/sites?stage=accepted", s.base("count")))
        .await;
    assert!(list.contains("第一公厕") && list.contains("验收 1"));
}

#[tokio::test]
async fn every_kind_of_entry_can_be_written() {
    // Numerator and denominator.
    let s = stand("2020-5");
    let write = format!("{}/entry", s.base("rate"));
    let base = [("kind", "return"), ("day", "2020-05-31")];
    for (numerator, denominator, expected) in [
        ("", "100", "numerator"),
        ("90", "", "denominator"),
        ("-1", "100", "numerator"),
        ("90", "80", "numerator"),
        ("0", "0", "denominator"),
        ("1", "-1", "denominator"),
    ] {
        let mut sent = base.to_vec();
        sent.extend([("numerator", numerator), ("denominator", denominator)]);
        let page = s.lead.refused(&s.site, &write, &sent, 422).await;
        assert_eq!(wrong(&page)[0], expected, "{numerator}/{denominator}");
    }
    let mut sent = base.to_vec();
    sent.extend([("numerator", "９0"), ("denominator", "100")]);
    let to = s.lead.send(&s.site, &write, &sent).await;
    assert!(s.lead.see(&s.site, &to).await.contains("90 / 100 = 90 %"));
    sent[3] = ("denominator", "120");
    let to = s.lead.send(&s.site, &write, &sent).await;
    assert!(s.supervisor.see(&s.site, &to).await.contains("上一次是 100"));
    // A plain report is looked at without an entry.
    let plain = s.supervisor.see(&s.site, "/office/entries").await;
    assert!(!plain.contains("/office/plain-reports/"));
    let persons = s.measure("flow").id;
    let record = format!("/office/commitments/2020-5/measures/{persons}/record");
    s.lead
        .send(&s.site, &record, &[("value", "1000"), ("as_of", "2020-05-31")])
        .await;
    let list = s.supervisor.see(&s.site, "/office/entries").await;
    let id = list
        .split("/office/plain-reports/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let path = format!("/office/plain-reports/{id}");
    assert!(s.supervisor.see(&s.site, &path).await.contains("1,000"));
    let page = s
        .supervisor
        .refused(&s.site, &path, &[("go", "contradicted"), ("reason", "x")], 422)
        .await;
    assert_eq!(wrong(&page), ["value"]);
    let found = [("go", "contradicted"), ("value", "900"), ("reason", "名册只有九百人")];
    let to = s.supervisor.send(&s.site, &path, &found).await;
    assert!(s.supervisor.see(&s.site, &to).await.contains("查不属实，待公布"));
    assert_eq!(
        s.supervisor.get(&s.site, &path).await.status.as_u16(),
        404,
        "an entry stands for it"
    );

    // An activity.
    let s = stand("2020-9");
    let write = format!("{}/entry", s.base("flow"));
    let base = [("kind", "activity"), ("day", "2020-05-10"), ("place", "王因街道")];
    for (what, count, expected) in [
        ("", "3", "what"),
        ("送戏下乡", "三", "count"),
        ("送戏下乡", "-1", "count"),
    ] {
        let mut sent = base.to_vec();
        sent.extend([("what", what), ("count", count)]);
        assert_eq!(wrong(&s.lead.refused(&s.site, &write, &sent, 422).await), [expected]);
    }
    let mut sent = base.to_vec();
    sent.extend([("what", "送戏下乡"), ("count", "3"), ("go", "draft")]);
    let to = s.lead.send(&s.site, &write, &sent).await;
    let page = s.lead.see(&s.site, &to).await;
    assert!(page.contains("草稿") && page.contains("送戏下乡、王因街道"));
    assert!(
        !page.contains("添加文件"),
        "no file is asked for where it proves nothing"
    );
    let hub = s.lead.see(&s.site, "/office/entries").await;
    assert!(hub.contains("草稿和退回的 <span class=\"quiet\">1</span>"));
    assert!(
        !s.supervisor.see(&s.site, "/office/entries").await.contains("送戏下乡"),
        "a draft is nobody else's"
    );
}

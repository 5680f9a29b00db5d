//! Sites and entries as tables, in public and through the API.

mod common;

use axum::http::{Method, StatusCode};
use common::person::{Person, wrong};
use common::{Answer, Site, html};
use serde_json::{Value, json};
use shishi_kernel::{Role, UnitId};

struct Stand {
    site: Site,
    lead: Person,
    supervisor: Person,
    slug: &'static str,
    measure: i64,
}

fn stand(slug: &'static str, kind: &str) -> Stand {
    let site = Site::issued();
    let page = site.service.commitment(slug).unwrap().unwrap();
    let lead: UnitId = page.row.leads[0].id;
    let measure = page.measures.iter().find(|row| row.kind == kind).unwrap().id.0;
    Stand {
        lead: site.person("lead", Role::Clerk, Some(lead)),
        supervisor: site.known("supervisor"),
        site,
        slug,
        measure,
    }
}

impl Stand {
    fn path(&self, rest: &str) -> String {
        format!("/office/commitments/{}/measures/{}/{rest}", self.slug, self.measure)
    }

    async fn look(&self, what: &str, kind: &str, bytes: &[u8]) -> Answer {
        let path = self.path(&format!("{what}/import"));
        let fields = [("kind", kind), ("go", "look")];
        let answer = self
            .lead
            .hand_over(&self.site, &path, &fields, &[("table.csv", bytes)])
            .await;
        let mut faults = html::faults(&answer.body, "zh-CN");
        faults.retain(|fault| fault != "h2 after h0");
        assert_eq!(faults, Vec::<String>::new());
        answer
    }

    /// Takes a table that was looked at.
    async fn take(&self, what: &str, kind: &str, looked: &str, key: &str) -> Answer {
        let table = looked.split("<textarea name=\"table\"").nth(1).unwrap();
        let table = table.split_once(">\n").unwrap().1.split("</textarea>").next().unwrap();
        let table = table.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&");
        let fields = [("kind", kind), ("go", "take"), ("key", key), ("table", table.as_str())];
        let path = self.path(&format!("{what}/import"));
        self.lead.hand_over(&self.site, &path, &fields, &[]).await
    }
}

const SITES: &str = "名称,地点,经度,latitude,备注\n第一公厕,柳行街道,116.58,35.41,好\n第二公厕,王因街道,116.62,35.43,\n第三公厕,接庄街道,,,\n";

#[tokio::test]
async fn a_table_of_sites_is_looked_at_first_and_taken_whole() {
    let s = stand("2020-15", "count");
    let (site, lead) = (&s.site, &s.lead);
    assert!(lead.see(site, &s.path("sites/import")).await.contains("下载模板"));
    // Faults of cells and of the rules, by row and column; nothing is taken.
    let bad = "名称,地点,经度,纬度,责任单位,不公开,年初阶段\n第一公厕,柳行,116.58,35.41,,,\n,柳行,,,,,\n\n第１公厕,柳行,116.58,35.41,,,\n\
               第四公厕,柳行,东,35,,,\n第五公厕,柳行,35.4,116.5,火星局,也许,验收\n第六公厕,柳行,116.5,,,,\n";
    let looked = s.look("sites", "", bad.as_bytes()).await;
    assert_eq!(looked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = &looked.body;
    for expected in [
        "第 3 行</b> · 名称",
        "第 5 行</b> · 名称",
        "第 6 行</b> · 经度",
        "第 7 行</b> · 责任单位",
        "第 7 行</b> · 不公开",
        "第 8 行</b> · 经度",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(text.contains("“第１公厕”在表格里出现了两次"));
    assert!(
        !text.contains("name=\"table\""),
        "with faults there is nothing to press"
    );
    // What is no table, or lacks a column.
    for (bytes, expected) in [
        (&b"\xd0\xcf\x11\xe0old"[..], "旧的 XLS"),
        (b"a,b\n1,2\n", "缺少这些列：名称、地点"),
        (b"", "表格是空的"),
    ] {
        let answer = s.look("sites", "", bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{expected}");
        assert!(answer.body.contains(expected), "{expected}");
        assert_eq!(wrong(&answer.body), ["file"]);
    }
    let path = s.path("sites/import");
    let none = lead.hand_over(site, &path, &[("go", "look")], &[]).await;
    assert!(none.body.contains("请先选择文件"));
    // A good one, in the encoding of an older office.
    let gb = gb18030(SITES);
    let looked = s.look("sites", "", &gb).await;
    assert_eq!(looked.status, StatusCode::OK);
    assert!(looked.body.contains("没有发现问题，共 3 行") && looked.body.contains("没有用到：备注"));
    let register = s.path("sites");
    assert!(
        lead.see(site, &register).await.contains("清单还是空的"),
        "looking takes nothing"
    );
    for _ in 0..2 {
        let taken = s.take("sites", "", &looked.body, "table-0001").await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    }
    let list = lead.see(site, &register).await;
    assert!(list.contains("全部 3") && list.contains("第三公厕"));
    // What goes out can come in again elsewhere: headings with both names are understood.
    let csv = s.supervisor.get(site, &s.path("tables/sites.csv")).await;
    assert!(csv.body.contains("名称 name,地点 place,经度 longitude"));
    let again = s.look("sites", "", &csv.bytes).await;
    assert!(again.body.contains("有 3 处不对") && again.body.contains("已经在这个清单里"));
    for (file, status) in [
        ("sites.xlsx", 200),
        ("sites.geojson", 200),
        ("sites-template.xlsx", 200),
        ("sites-template.csv", 200),
        ("stage-template.xlsx", 200),
        ("return-template.xlsx", 404),
        ("entries.csv", 200),
        ("entries.geojson", 404),
        ("sites.pdf", 404),
        ("sites", 404),
    ] {
        let answer = lead.get(site, &s.path(&format!("tables/{file}"))).await;
        assert_eq!(answer.status.as_u16(), status, "{file}");
    }
    let template = lead.get(site, &s.path("tables/sites-template.xlsx")).await;
    let empty = s.look("sites", "", &template.bytes).await;
    assert!(
        empty.body.contains("表格是空的"),
        "a template is read back, and is empty"
    );
}

#[tokio::test]
async fn a_table_of_entries_builds_on_itself_and_keeps_what_needs_a_file() {
    let s = stand("2020-15", "count");
    let looked = s.look("sites", "", SITES.as_bytes()).await;
    s.take("sites", "", &looked.body, "table-0001").await;
    let bad = "点位,阶段,日期,理由,说明\n第一公厕,开工,2020-05-10,,\n第一公厕,开工,2020-05-11,,\n月球公厕,开工,2020-05-10,,\n1,挖坑,昨天,,\n\
               2,取消,2020-05-10,,\n3,开工,2020-07-01,,\n";
    let looked = s.look("entries", "stage", bad.as_bytes()).await;
    for expected in [
        "第 3 行</b> · 阶段",
        "第 4 行</b> · 点位",
        "第 5 行</b> · 阶段",
        "第 5 行</b> · 日期",
        "第 6 行</b> · 理由",
        "第 7 行</b> · 日期",
    ] {
        assert!(looked.body.contains(expected), "{expected} in {}", looked.body);
    }
    let good = "点位,阶段,日期\n第一公厕,开工,2020/5/10\n第一公厕,完工,2020年5月20日\n第一公厕,accepted,2020-05-25\n2,Started,2020-05-12\n";
    let looked = s.look("entries", "stage", good.as_bytes()).await;
    assert!(looked.body.contains("没有发现问题，共 4 行"), "{}", looked.body);
    for _ in 0..2 {
        let taken = s.take("entries", "stage", &looked.body, "table-0002").await;
        assert!(taken.header("location").ends_with("said=entries-taken-files"));
    }
    let hub = s.lead.see(&s.site, "/office/entries").await;
    assert!(hub.contains("草稿和退回的 <span class=\"quiet\">1</span>"));
    let csv = s.supervisor.get(&s.site, &s.path("tables/entries.csv")).await;
    assert_eq!(
        csv.body.lines().count(),
        4,
        "what is confirmed, under its headings: {}",
        csv.body
    );
    // The same of other kinds.
    let s = stand("2020-9", "flow");
    let shows = "内容,地点,数量,日期\n送戏下乡,王因街道,3,2020-05-10\n,柳行,2,2020-05-11\n送戏下乡,,两,2020-05-12\n";
    let looked = s.look("entries", "activity", shows.as_bytes()).await;
    assert!(looked.body.contains("第 3 行</b> · 内容") && looked.body.contains("第 4 行</b> · 数量"));
    let looked = s
        .look(
            "entries",
            "activity",
            shows.lines().take(2).collect::<Vec<_>>().join("\n").as_bytes(),
        )
        .await;
    let taken = s.take("entries", "activity", &looked.body, "table-0003").await;
    assert!(taken.header("location").ends_with("said=entries-taken"));
}

#[tokio::test]
async fn anybody_sees_the_register_its_map_and_the_receipts() {
    let s = stand("2020-15", "count");
    let public = format!("/commitments/{}", s.slug);
    assert!(
        !s.site.get(&public).await.body.contains("id=\"sites\""),
        "nothing to say, nothing said"
    );
    assert_eq!(s.site.get(&format!("{public}/sites")).await.status.as_u16(), 200);
    assert_eq!(s.site.get("/commitments/2020-99/sites").await.status.as_u16(), 404);
    let table = format!("{SITES}甲处,\"<b>乙</b>\",116.60,35.42,\n");
    let hidden = table.replace("备注", "不公开").replace(",好", ",是");
    let looked = s.look("sites", "", hidden.as_bytes()).await;
    s.take("sites", "", &looked.body, "table-0001").await;
    let good = "点位,阶段,日期\n第二公厕,开工,2020-05-10\n";
    let looked = s.look("entries", "stage", good.as_bytes()).await;
    s.take("entries", "stage", &looked.body, "table-0002").await;
    s.site.service.publish_now().unwrap();
    for lang in ["", "/en"] {
        for page in ["", "/sites", "/entries"] {
            let answer = s.site.get(&format!("{lang}{public}{page}")).await;
            assert_eq!(answer.status.as_u16(), 200);
            let tag = if lang.is_empty() { "zh-CN" } else { "en" };
            assert_eq!(html::faults(&answer.body, tag), Vec::<String>::new(), "{lang}{page}");
        }
    }
    let page = s.site.get(&public).await.body;
    assert!(page.contains("第二公厕") && page.contains("1 个不公开名称和地点"));
    assert!(
        !page.contains("第一公厕") && !page.contains("leaflet"),
        "hidden, and no script where it is not needed"
    );
    assert_eq!(
        page.matches("class=\"dot ").count(),
        2,
        "only what is public and has a place is drawn"
    );
    let sites = s.site.get(&format!("{public}/sites")).await.body;
    assert!(sites.contains("/assets/leaflet.") && sites.contains("116.62, 35.43"));
    assert!(!sites.contains("第一公厕") && !sites.contains("<b>乙</b>"));
    let entries = s.site.get(&format!("{public}/entries")).await.body;
    let receipt = entries
        .split("href=\"/receipts/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(s.site.get(&format!("/receipts/{receipt}")).await.status.as_u16(), 200);
    let answer = s.site.get("/sites/2020-15.geojson").await;
    assert_eq!(answer.header("content-type"), "application/geo+json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let map: Value = serde_json::from_str(&answer.body).unwrap();
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), 4);
    assert_eq!(features[0]["geometry"], Value::Null);
    assert_eq!(features[0]["properties"]["name"], Value::Null);
    assert_eq!(features[1]["geometry"]["coordinates"], json!([116.62, 35.43]));
    for (file, status) in [
        ("/sites/2020-15.csv", 200),
        ("/sites/2020-15.xlsx", 200),
        ("/entries/2020-15.csv", 200),
        ("/entries/2020-15.xlsx", 200),
        ("/entries/2020-15.geojson", 404),
        ("/sites/2020-99.csv", 404),
        ("/sites/2020-15", 404),
    ] {
        let answer = s.site.get(file).await;
        assert_eq!(answer.status.as_u16(), status, "{file}");
        assert!(!answer.body.contains("第一公厕"), "{file}");
    }
}

#[tokio::test]
async fn a_units_own_system_reads_and_hands_in() {
    let s = stand("2020-15", "count");
    let looked = s.look("sites", "", SITES.as_bytes()).await;
    s.take("sites", "", &looked.body, "table-0001").await;
    let clerk = s.site.sign_in("lead");
    let token = s.site.service.create_api_token(&clerk, "test").unwrap();
    let send = async |key: &str, body: Value| {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
        if !key.is_empty() {
            headers.push(("idempotency-key", key));
        }
        let answer = s
            .site
            .ask(Method::POST, "/api/v1/entries", &headers, body.to_string())
            .await;
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        (answer.status.as_u16(), body)
    };
    let entry = |stage: &str| json!({ "measure": s.measure, "day": "2020-05-10", "entry": { "kind": "stage", "site": 1, "stage": stage } });
    for (key, body, status, code) in [
        ("", entry("started"), 400, ""),
        ("a", json!({ "measure": s.measure }), 422, ""),
        ("b", entry("dug"), 422, ""),
        ("c", entry("accepted"), 422, "entry.evidence_missing"),
        ("d", entry("planned"), 422, "site.stage_same"),
    ] {
        let (found, answer) = send(key, body).await;
        assert_eq!(found, status, "{answer}");
        assert!(code.is_empty() || answer["code"] == code, "{answer}");
    }
    let (status, first) = send("e", entry("started")).await;
    assert_eq!(status, 201);
    assert_eq!(
        send("e", entry("started")).await,
        (201, first.clone()),
        "sent again, handed in once"
    );
    assert_eq!(send("e", entry("built")).await.1["code"], "key_reused");
    let mut draft = entry("accepted");
    draft["draft"] = json!(true);
    assert_eq!(send("f", draft).await.0, 201, "a draft waits for its file");
    let read = async |path: &str| -> Value {
        let answer = s.site.get(path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        serde_json::from_str(&answer.body).unwrap()
    };
    let entries = read("/api/v1/commitments/2020-15/entries?per_page=5").await;
    assert_eq!(entries["total"], 1, "drafts are nobody's business");
    assert_eq!(entries["rows"][0]["stage"], "started");
    assert_eq!(entries["rows"][0]["id"], first["entry"]);
    let sites = read("/api/v1/commitments/2020-15/sites").await;
    assert_eq!(sites["rows"][0]["stage"], "started");
    assert_eq!(sites["rows"][1]["longitude"], "116.62");
    assert_eq!(
        s.site.get("/api/v1/commitments/2020-99/sites").await.status.as_u16(),
        404
    );
    let document = shishi_web::api::openapi();
    for path in [
        "/api/v1/entries",
        "/api/v1/commitments/{slug}/sites",
        "/api/v1/commitments/{slug}/entries",
    ] {
        assert!(document.contains(path), "{path}");
    }
}

/// The few characters that are needed, as an older office writes them.
fn gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, damaged) = encoding_rs::GB18030.encode(text);
    assert!(!damaged);
    bytes.into_owned()
}

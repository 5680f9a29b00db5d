//! The demonstration as somebody who tries it meets it: a year is played once, and nothing in it looks real.

use std::collections::{BTreeSet, VecDeque};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// Addresses that may be left unvisited: the same page for every entry, file or receipt would only take time.
const VISITS_OF_A_KIND_MAX: usize = 40;
const PASSWORD: &str = "shishi-demo-2020";

/// A running demonstration, ended when dropped.
struct Demo {
    process: Child,
    said: Vec<String>,
    address: String,
    agent: ureq::Agent,
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Something that happened: the kind of its journal entry, what it is about, and what the entry says.
struct Event {
    kind: String,
    subject: String,
    data: Value,
}

struct Answer {
    status: u16,
    marked: bool,
    page: Option<String>,
}

impl Demo {
    fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_shishi"))
            .arg("demo")
            .arg("--data")
            .arg(data)
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut said = Vec::new();
        while said.last().is_none_or(|line: &String| !line.starts_with("Ctrl-C")) {
            said.push(lines.next().expect("the demonstration ended before it was open"));
        }
        std::thread::spawn(move || lines.for_each(drop));
        let site = said.iter().find_map(|line| line.strip_prefix("网站 / site: ")).unwrap();
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(30)))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self {
            address: site.trim_end_matches('/').to_owned(),
            process,
            said,
            agent: config.into(),
        }
    }

    fn said(&self, words: &str) -> bool {
        self.said.iter().any(|line| line.contains(words))
    }

    fn get(&self, path: &str) -> Answer {
        let mut answer = self.agent.get(format!("{}{path}", self.address)).call().unwrap();
        let header = |name: &str| {
            let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (kind, marked) = (header("content-type"), header("shishi-simulated") == "true");
        let page = kind
            .starts_with("text/html")
            .then(|| answer.body_mut().read_to_string().unwrap());
        Answer {
            status: answer.status().as_u16(),
            marked,
            page,
        }
    }

    fn json(&self, path: &str) -> Value {
        let mut answer = self.agent.get(format!("{}{path}", self.address)).call().unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
    }

    fn page(&self, path: &str) -> String {
        self.get(path).page.unwrap_or_else(|| panic!("{path} is no page"))
    }

    /// Everything that the public journal tells.
    fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        for page in 1.. {
            let answer = self.json(&format!("/api/v1/journal/entries?page={page}&per_page=100"));
            let items = answer["rows"].as_array().unwrap().clone();
            if items.is_empty() {
                break;
            }
            events.extend(items.iter().map(|item| {
                let body: Value = serde_json::from_str(item["body"].as_str().unwrap()).unwrap();
                Event {
                    kind: item["kind"].as_str().unwrap().to_owned(),
                    subject: body["subject"].as_str().unwrap().to_owned(),
                    data: body["data"].clone(),
                }
            }));
        }
        events
    }

    fn signs_in(&self, login: &str) -> bool {
        let form = [("login", login), ("password", PASSWORD)];
        let answer = self
            .agent
            .post(format!("{}/office/sign-in", self.address))
            .send_form(form)
            .unwrap();
        answer.status() == 303
    }
}

/// The addresses on this site that a page leads to.
fn links(page: &str) -> Vec<String> {
    let after = page.split(" href=\"").skip(1);
    let addresses = after.filter_map(|rest| rest.split('"').next());
    let own = addresses.filter(|address| {
        address.starts_with('/') && !address.starts_with("/office") && !address.starts_with("/en/office")
    });
    own.map(|address| address.split('#').next().unwrap_or_default().replace("&amp;", "&"))
        .collect()
}

/// What an address is like: without its figures and its question.
fn kind(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    path.chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[test]
fn a_year_is_played_once_and_every_page_says_that_it_is_simulated() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let demo = Demo::start(&data, &["--no-city"]);
    assert!(demo.said("模拟一年"), "{:?}", demo.said);
    for login in ["admin", "ducha", "zhujian", "zhujian-head", "kaohe", "shenji"] {
        assert!(demo.said(login) && demo.signs_in(login), "{login}");
    }
    let (mut queue, mut seen) = (VecDeque::from(["/".to_owned()]), BTreeSet::new());
    let mut kinds = std::collections::BTreeMap::<String, usize>::new();
    let mut pages = 0;
    while let Some(address) = queue.pop_front() {
        let visits = kinds.entry(kind(&address)).or_default();
        if *visits >= VISITS_OF_A_KIND_MAX || !seen.insert(address.clone()) {
            continue;
        }
        *visits += 1;
        let answer = demo.get(&address);
        assert!(answer.status < 400, "{address}: {}", answer.status);
        assert!(answer.marked, "{address} does not say to programs that it is simulated");
        let Some(page) = answer.page else { continue };
        assert!(page.contains("class=\"simulated\""), "{address} looks real");
        pages += 1;
        queue.extend(links(&page));
    }
    assert!(pages > 150, "only {pages} pages: {kinds:?}");
    the_year_has_its_events(&demo);
    let entries = demo.said.iter().find(|line| line.starts_with("3/3")).cloned();
    drop(demo);
    let again = Demo::start(&data, &["--no-city"]);
    assert!(!again.said("模拟一年") && again.said("zhujian"), "{:?}", again.said);
    assert_eq!(again.said.iter().find(|line| line.starts_with("3/3")).cloned(), entries);
}

/// What happened, the kind of its entry, what it is about, and what the entry says.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// Everything that the year is there to show, as anybody can see it.
fn the_year_has_its_events(demo: &Demo) {
    let events = demo.events();
    let count = |kind: &str, subject: &str, data: &[(&str, &str)]| {
        let says = |event: &&Event, (name, value): &(&str, &str)| match &event.data[*name] {
            Value::String(text) => text == value,
            other => other.to_string().as_str() == *value,
        };
        let same = |event: &&Event| {
            event.kind == kind && event.subject.starts_with(subject) && data.iter().all(|datum| says(event, datum))
        };
        events.iter().filter(same).count()
    };
    let rows: &[Row] = &[
        (
            "a missing plan",
            "slip.issued",
            "commitment:2020-7",
            &[("matter", "plan_missing")],
        ),
        ("a plan that was returned", "plan.returned", "commitment:2020-12", &[]),
        (
            "a late report",
            "slip.issued",
            "commitment:2020-21",
            &[("matter", "report_late")],
        ),
        (
            "a report that was returned",
            "report.returned",
            "commitment:2020-9",
            &[("period", "2020-06")],
        ),
        ("a register", "site.registered", "register:", &[]),
        ("an entry that was returned", "entry.returned", "entry:", &[]),
        (
            "an entry that was verified",
            "entry.published",
            "entry:",
            &[("outcome", "verified")],
        ),
        (
            "a figure that cannot be verified",
            "entry.published",
            "entry:",
            &[("outcome", "unverifiable")],
        ),
        (
            "a disputed toilet",
            "entry.published",
            "entry:",
            &[("outcome", "contradicted"), ("value", "0")],
        ),
        (
            "a contradicted figure",
            "entry.published",
            "entry:",
            &[("outcome", "contradicted"), ("value", "112")],
        ),
        ("a declined request", "request.declined", "commitment:2020-18", &[]),
        ("a draw", "draw.finished", "draw:", &[]),
        ("a slip that was raised", "slip.raised", "commitment:2020-15", &[]),
        ("a question of the sweep", "question.asked", "commitment:2020-12", &[]),
        (
            "a question that was settled",
            "question.settled",
            "commitment:2020-12",
            &[("outcome", "explained")],
        ),
        ("a scheme", "scheme.approved", "appraisal:", &[]),
        (
            "an appraisal with a reply",
            "appraisal.judged",
            "appraisal:",
            &[("accepted", "true")],
        ),
        (
            "a reply that was wrong",
            "appraisal.judged",
            "appraisal:",
            &[("accepted", "false")],
        ),
        ("a final result", "appraisal.finished", "appraisal:", &[("run", "2")]),
        (
            "a case",
            "case.closed",
            "case:",
            &[("ground", "weak_measures"), ("outcome", "summoned")],
        ),
        ("a change", "target.changed", "commitment:2020-14", &[]),
        (
            "a pause with its notice",
            "course.turned",
            "commitment:2020-13",
            &[("turn", "pause")],
        ),
        ("a sweep", "day.swept", "day:2021-01-19", &[]),
    ];
    for (what, kind, subject, data) in rows {
        assert!(
            count(kind, subject, data) > 0,
            "{what}: no {kind} on {subject} says {data:?}"
        );
    }
    assert_eq!(count("plan.begun", "commitment:2020-7", &[]), 0, "7 has no plan");
    assert_eq!(count("site.registered", "register:", &[]), 35 + 11 + 3);
    for (number, period, came, late) in [
        (21, "2020-08", true, true),
        (17, "2020-11", false, true),
        (9, "2020-06", true, false),
    ] {
        let reports = demo.json(&format!("/api/v1/commitments/2020-{number}/reports"));
        let mut all = reports["rows"].as_array().unwrap().iter();
        let report = all.find(|report| report["period"] == period).unwrap();
        assert_eq!(
            (report["submitted_on"].is_string(), report["late"] == true),
            (came, late),
            "{report}"
        );
    }
    for (path, words) in [
        ("/commitments/2020-13", "关于暂缓实施人像识别系统建设的公告"),
        ("/commitments/2020-12", "三个站点整体招标、分批交付"),
        ("/commitments/2020-15", "前期对街道实施的点位调度不够"),
        ("/commitments/2020-18", "出具三处停车场的用地预审意见"),
        ("/commitments/2020-20", "实施方案逾期未报"),
        ("/inspections/7", "停用系冬季水管冻裂检修"),
        ("/draws/1", "抽取结果与证明文件一致"),
        ("/appraisal/2020", "经办人登记时误填为次日"),
        ("/appraisal/2020", "7月至8月强降雨停工"),
    ] {
        assert!(demo.page(path).contains(words), "{path} does not say {words}");
    }
    let paper = demo.page("/papers/ledger.html");
    assert!(paper.contains("演示文件"), "a printed paper says that it is simulated");
}

#[test]
fn without_the_year_there_is_the_programme_and_the_set_up_link() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &["--no-year", "--no-city"]);
    assert!(
        !demo.said("模拟一年") && demo.said("/office/setup?token="),
        "{:?}",
        demo.said
    );
    let page = demo.get("/commitments/2020-15").page.unwrap();
    assert!(page.contains("class=\"simulated\"") && !page.contains("前郝村"));
}

#[test]
fn a_year_that_was_cut_short_is_not_taken_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let mut process = Command::new(env!("CARGO_BIN_EXE_shishi"))
        .args(["demo", "--no-city", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    assert!(lines.any(|line| line.starts_with("2/3")));
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(!data.exists(), "half a year has the name of a whole one");
    let demo = Demo::start(&data, &["--until", "2020-06-30", "--no-city"]);
    assert!(demo.said("until 2020-06-30"), "{:?}", demo.said);
    assert_eq!(demo.get("/").status, 200);
}

//! The demonstration as somebody who tries it meets it: a year is played once, and nothing in it looks real.

use std::collections::{BTreeSet, VecDeque};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

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
    let demo = Demo::start(&data, &[]);
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
    let page = demo.get("/commitments/2020-13").page.unwrap();
    assert!(
        page.contains("关于暂缓实施人像识别系统建设的公告"),
        "the pause has its notice"
    );
    let entries = demo.said.iter().find(|line| line.starts_with("3/3")).cloned();
    drop(demo);
    let again = Demo::start(&data, &[]);
    assert!(!again.said("模拟一年") && again.said("zhujian"), "{:?}", again.said);
    assert_eq!(again.said.iter().find(|line| line.starts_with("3/3")).cloned(), entries);
}

#[test]
fn without_the_year_there_is_the_programme_and_the_set_up_link() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &["--no-year"]);
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
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
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
    let demo = Demo::start(&data, &["--until", "2020-06-30"]);
    assert!(demo.said("until 2020-06-30"), "{:?}", demo.said);
    assert_eq!(demo.get("/").status, 200);
}

//! What is printed: the gazette reads back to what it was made from, through text and through the container.

mod common;

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use shishi_gazette::reading::{Reading, Target};
use shishi_kernel::Date;
use shishi_papers::{docx, text};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::papers::PaperOrder;
use shishi_service::papers::gazette::{Entry, Issue, Item, Notice};

use common::{gazette, printed, staffed};

/// What has to come back, in one comparable text.
fn told(reading: &Reading) -> String {
    let mut issue = Issue::of(reading);
    // Which lines of the notice open it and end it is layout; the list, the units and the figures are not.
    issue.notice.preamble = None;
    issue.name.clear();
    let figure = |t: &Target| format!("{} {}{} {:?}", t.comparator.code(), t.value.normalize(), t.unit, t.role);
    let figures: Vec<Vec<String>> = reading
        .programme
        .iter()
        .flat_map(|p| p.items.iter().map(|i| i.targets.iter().map(figure).collect()))
        .collect();
    format!("{issue:#?}\n{figures:#?}")
}

fn both_ways(name: &str, issue: &Issue, expected: &str) {
    let paper = issue.paper();
    let printed = text(&paper);
    let again = told(&shishi_gazette::read(&printed));
    assert!(
        again == expected,
        "{name} as text:\n{printed}\n{}",
        first_difference(expected, &again)
    );
    let bytes = docx(&paper).unwrap();
    let taken = shishi_gazette::intake::text_of(&bytes, "公报.docx").unwrap();
    let again = told(&shishi_gazette::read(&taken.text));
    assert!(
        again == expected,
        "{name} as DOCX:\n{}\n{}",
        taken.text,
        first_difference(expected, &again)
    );
}

fn first_difference(expected: &str, found: &str) -> String {
    let at = expected
        .lines()
        .zip(found.lines())
        .position(|(a, b)| a != b)
        .unwrap_or(0);
    let near = |text: &str| {
        text.lines()
            .skip(at.saturating_sub(3))
            .take(8)
            .collect::<Vec<_>>()
            .join("\n")
    };
    format!("expected:\n{}\nfound:\n{}", near(expected), near(found))
}

#[test]
fn gazettes_read_back_to_what_was_printed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/gazettes");
    let files: Vec<PathBuf> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    assert!(!files.is_empty());
    for file in files {
        let reading = shishi_gazette::read(&std::fs::read_to_string(&file).unwrap());
        both_ways(&file.display().to_string(), &Issue::of(&reading), &told(&reading));
    }
}

/// A programme of ordinary promises: enough to vary numbers, units, categories and days.
fn issues() -> impl Strategy<Value = Issue> {
    let thing = prop::sample::select(vec!["公厕", "停车场", "幼儿园", "卫生室", "公园"]);
    let unit = prop::sample::subsequence(vec!["教育局", "财政局", "民政局", "城市管理局", "水务局"], 1..=3);
    let item = (thing, 2_u32..900, unit, any::<bool>());
    (
        prop::collection::vec(item, 2..12),
        1_u32..40,
        1_i8..=12,
        prop::collection::vec(1_u8..=28, 1..6),
    )
        .prop_map(|(items, number, month, mut days)| {
            days.sort_unstable();
            let half = items.len() / 2;
            let items = (0_usize..).zip(items).map(|(at, (thing, count, units, helped))| Item {
                number: u32::try_from(at).unwrap() + 1,
                category: Some(if at < half { 1 } else { 2 }),
                text: format!("新建{thing}{count}座，年底前投入使用。"),
                leads: vec![units[0].to_owned()],
                co_units: units[1..].iter().filter(|_| helped).map(|u| (*u).to_owned()).collect(),
            });
            Issue {
                name: "某区公报".into(),
                number: Some((2021, number)),
                total_number: Some(number + 20),
                published: Date::new(2021, month, 28).ok(),
                sponsor: Some("某区办公室".into()),
                notice: Notice {
                    title: Some("某区管委会关于做好2021年为民办实事的通知".into()),
                    document_number: Some(format!("某管发〔2021〕{number}号")),
                    issuer: Some("某区管委会".into()),
                    date: Date::new(2021, month, 7).ok(),
                    addressees: vec!["各街道办事处".into(), "区直各部门".into()],
                    preamble: Some("现将今年的为民办实事安排通知如下：".into()),
                    categories: vec![(1, "城乡建设工程".into()), (2, "便民服务工程".into())],
                    items: items.collect(),
                    requirements: vec![("落实责任".into(), "各单位要落实责任，按期完成。".into())],
                },
                chronicle_title: Some("某区大事记".into()),
                chronicle_year: Some(2021),
                entries: days
                    .into_iter()
                    .map(|day| Entry {
                        from: Some((month.unsigned_abs(), day)),
                        to: None,
                        text: "某区召开民生实事工作会议。".into(),
                    })
                    .collect(),
            }
        })
}

#[test]
fn the_bulletin_tells_every_commitment_and_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    let draft = service.upload(&supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let revision = service
        .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    service.issue_draft(&supervisor, draft, revision).unwrap();
    let order = PaperOrder::Bulletin { programme: None };
    assert_eq!(printed(&service, order.clone()), "", "it is the office's own");
    assert_eq!(service.paper(&admin, &order).unwrap_err().code(), "forbidden");
    let paper = text(&service.paper(&supervisor, &order).unwrap().unwrap());
    let overview = service.overview(None).unwrap().unwrap();
    for commitment in overview.categories.iter().flat_map(|category| &category.commitments) {
        assert!(paper.contains(&commitment.title), "{}: {paper}", commitment.title);
    }
    for words in ["尚未报送实施方案的：第1件", "尚未上报进展的：第1件"] {
        assert!(paper.contains(words), "{words}: {paper}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn generated_issues_read_back_to_what_was_printed(issue in issues()) {
        let printed = text(&issue.paper());
        let read = Issue::of(&shishi_gazette::read(&printed));
        prop_assert_eq!(&read, &issue, "{}", printed);
        let file = docx(&issue.paper()).unwrap();
        let taken = shishi_gazette::intake::text_of(&file, "公报.docx").unwrap();
        let read = Issue::of(&shishi_gazette::read(&taken.text));
        prop_assert_eq!(&read, &issue, "{}", taken.text);
    }
}

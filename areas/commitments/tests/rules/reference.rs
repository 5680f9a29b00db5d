//! The reference list of 21 commitments: what is counted for each, what cannot be checked, and who would watch over
//! itself. The table restates what the issue's analysis of the list found.

use std::collections::BTreeSet;
use std::path::Path;

use shishi_commitments::draft::{Draft, DraftCommand, DraftInput, decide};
use shishi_commitments::duty::DutyRole;
use shishi_commitments::issue::{Issued, issue, slug};
use shishi_commitments::measure::MeasureKind;

use crate::build::{apply, now};
use crate::gold;

/// Number, kinds of measures in order, findings.
type Row = (u32, &'static str, &'static str);

const TABLE: &[Row] = &[
    (1, "count count", "carried_over"),
    (2, "coverage activity", "part_untestable"),
    (3, "activity", "no_figure"),
    (4, "works works works works", "finish_unstated"),
    (5, "rate rate flow", "rate_without_denominator rate_without_denominator"),
    (6, "parameter", ""),
    (7, "parameter parameter", "no_figure"),
    (8, "count count count", ""),
    (9, "flow", ""),
    // All residents, and in the reference's words all households besides, are insured: the price is not the promise.
    (10, "parameter parameter parameter parameter parameter coverage", ""),
    (11, "coverage", "denominator_unstated"),
    (12, "count", "multi_year"),
    (13, "count", ""),
    (14, "flow flow works", ""),
    (15, "count coverage quality", "distributive_no_list"),
    (16, "count", ""),
    (
        17,
        "count activity document activity",
        "part_untestable part_untestable",
    ),
    (18, "count count", "tolerance_undeclared"),
    (19, "count works", ""),
    (20, "count quality", "standard_unnamed"),
    (21, "count count", ""),
];

fn issued(input: DraftInput, document: &str) -> Issued {
    let mut draft = Draft::open(input);
    apply(&mut draft, DraftCommand::AcceptAll);
    let mut issued = issue(&draft, now()).expect("a list as read by a perfect reader can be issued");
    assert!(decide(&draft, DraftCommand::Issue, now()).is_ok());
    issued.place_words(document);
    issued
}

fn sample() -> Issued {
    issued(gold::input(gold::SAMPLE, gold::SAMPLE_TEXT), gold::SAMPLE_TEXT)
}

fn check(issued: &Issued, table: &[Row]) {
    assert_eq!(issued.commitments.len(), table.len());
    for (commitment, (number, kinds, findings)) in issued.commitments.iter().zip(table) {
        assert_eq!(commitment.number, *number);
        let measured: Vec<&str> = commitment.measures.iter().map(|measure| measure.kind.code()).collect();
        assert_eq!(measured.join(" "), *kinds, "measures of {number}");
        let found: Vec<&str> = commitment
            .findings
            .iter()
            .map(|f| f.code.code().strip_prefix("finding.").unwrap())
            .collect();
        assert_eq!(found.join(" "), *findings, "findings of {number}");
    }
}

#[test]
fn the_sample_is_measured_and_found_as_the_table_says() {
    let issued = sample();
    check(&issued, TABLE);
    let measures: usize = issued
        .commitments
        .iter()
        .map(|commitment| commitment.measures.len())
        .sum();
    assert_eq!(measures, 47);
}

#[test]
fn figures_without_a_printed_day_are_due_on_the_years_last() {
    for commitment in sample().commitments {
        for measure in commitment.measures {
            assert!(measure.span.is_some(), "place of {}", measure.what);
            if let Some(target) = measure.target {
                assert_eq!(target.cut_off, "2020-12-31".parse().ok(), "{}", measure.what);
            }
        }
    }
}

#[test]
fn every_place_leads_to_its_words() {
    let squeeze = |words: &str| words.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let mut seen = 0;
    for commitment in sample().commitments {
        for measure in commitment.measures.iter().filter(|measure| measure.target.is_none()) {
            let words = measure
                .span
                .and_then(|span| span.of(gold::SAMPLE_TEXT))
                .expect("a place in the document");
            assert_eq!(squeeze(words), squeeze(measure.as_written.as_deref().unwrap()));
            seen += 1;
        }
        for finding in &commitment.findings {
            let Some((_, words)) = finding.arguments.iter().find(|(name, _)| *name == "words") else {
                continue;
            };
            let stands = finding
                .span
                .and_then(|span| span.of(gold::SAMPLE_TEXT))
                .expect("a place in the document");
            assert!(squeeze(stands).contains(&squeeze(words)), "{stands} for {words}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} places were checked");
}

#[test]
fn what_the_words_promise_without_a_figure_is_named() {
    let issued = sample();
    for (number, what, testable) in [
        (4, "建设蓼河新城医院", true),
        (7, "低保标准", false),
        (7, "特困人员救助供养标准", false),
        (14, "建好应急安全体验基地", true),
        (17, "制发文件", true),
        (17, "对物业服务企业评定信用等级", false),
        (20, "符合国家标准", true),
    ] {
        let commitment = &issued.commitments[number - 1];
        let measure = commitment.measures.iter().find(|measure| measure.what == what);
        let measure = measure.unwrap_or_else(|| panic!("{number} promises {what}"));
        assert!(measure.target.is_none());
        assert_eq!(measure.testable, testable, "{what}");
    }
}

#[test]
fn supervisors_with_duties_of_their_own_are_listed() {
    let issued = sample();
    let names: Vec<&str> = issued.supervisors.iter().map(|unit| unit.text.as_str()).collect();
    assert_eq!(names, ["党政办公室", "社会事业发展局", "绩效考核局"]);
    for unit in &issued.supervisors {
        assert_eq!(
            unit.span.and_then(|span| span.of(gold::SAMPLE_TEXT)),
            Some(unit.text.as_str())
        );
    }
    let of = |unit: &str, role| -> Vec<u32> {
        issued
            .conflicts
            .iter()
            .filter(|c| c.unit == unit && c.role == role)
            .map(|c| c.number)
            .collect()
    };
    assert_eq!(of("社会事业发展局", DutyRole::Lead), [1, 4, 5, 7]);
    assert_eq!(of("社会事业发展局", DutyRole::CoUnit), [2, 3, 6, 10, 12, 14, 17]);
    assert_eq!(of("党政办公室", DutyRole::CoUnit), [19]);
    assert_eq!(issued.conflicts.len(), 12);
}

#[test]
fn duties_are_those_of_the_list() {
    let issued = sample();
    let with = |unit: &str, role| {
        let has = |c: &&shishi_commitments::issue::IssuedCommitment| {
            c.duties.iter().any(|duty| duty.unit == unit && duty.role == role)
        };
        issued.commitments.iter().filter(has).count()
    };
    assert_eq!(with("财政局", DutyRole::CoUnit), 19);
    assert_eq!(with("各街道", DutyRole::CoUnit), 12);
    let executors: Vec<(u32, &str)> = issued
        .commitments
        .iter()
        .flat_map(|c| {
            c.duties
                .iter()
                .filter(|d| d.role == DutyRole::Executor)
                .map(|d| (c.number, d.unit.as_str()))
        })
        .collect();
    assert_eq!(executors, [(15, "柳行街道"), (15, "王因街道"), (15, "接庄街道")]);
}

#[test]
fn units_are_listed_once_with_their_groups() {
    let issued = sample();
    let names: BTreeSet<&str> = issued.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names.len(), issued.units.len());
    assert_eq!(issued.units[0].name, "社会事业发展局");
    let groups: Vec<_> = issued.units.iter().filter(|unit| unit.group).collect();
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].name, "各街道");
    // In the order in which the list names them; it names no others.
    assert_eq!(
        groups[0].suggested,
        ["柳行街道", "王因街道", "接庄街道", "洸河街道", "黄屯街道"]
    );
}

#[test]
fn a_programme_is_issued_from_what_was_decided_only() {
    let mut draft = Draft::open(gold::input(gold::SAMPLE, gold::SAMPLE_TEXT));
    apply(&mut draft, DraftCommand::AcceptAll);
    let key = draft.items[2].key;
    apply(
        &mut draft,
        DraftCommand::Remove {
            key,
            reason: "重复".into(),
        },
    );
    let issued = issue(&draft, now()).unwrap();
    let numbers: Vec<u32> = issued.commitments.iter().map(|commitment| commitment.number).collect();
    assert_eq!(numbers.len(), 20);
    assert!(!numbers.contains(&3));
    assert_eq!(slug("2020", issued.commitments[2].number), "2020-4");
    assert_eq!(issued.heading.year, 2020);
    assert_eq!(issued.categories.len(), 12);
}

/// The labelled documents that lie outside the repository, where they are there.
#[test]
fn other_documents_are_measured_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/gold");
    let Ok(files) = std::fs::read_dir(folder) else { return };
    for label in files
        .map(|file| file.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".gold.json"))
    {
        let document = std::fs::read_to_string(label.to_string_lossy().replace(".gold.json", ".txt")).unwrap();
        let mut input = gold::input(&std::fs::read_to_string(&label).unwrap(), &document);
        if input.items.is_empty() {
            continue;
        }
        if label.to_string_lossy().contains("/00-") {
            let mut table = TABLE.to_vec();
            table[9].1 = "parameter parameter parameter parameter parameter coverage coverage";
            check(&issued(input, &document), &table);
            continue;
        }
        // Labels leave out titles and years that are not printed; a person would set them.
        input.heading.title = "甲".into();
        input.heading.year.get_or_insert(2020);
        for item in &mut input.items {
            item.title.push('甲');
            item.leads.push(shishi_commitments::draft::Cited::added("乙局"));
        }
        for commitment in issued(input, &document).commitments {
            assert!(!commitment.measures.is_empty());
            let figures = commitment.measures.iter().filter(|measure| measure.target.is_some());
            assert!(figures.clone().all(|measure| measure.testable));
            assert!(
                commitment
                    .measures
                    .iter()
                    .filter(|m| m.kind == MeasureKind::Activity)
                    .all(|m| !m.testable)
            );
        }
    }
}

//! Small proposals, drafts and facts to start the tables from.

use shishi_commitments::draft::{
    Cited, Draft, DraftCategory, DraftCommand, DraftInput, Heading, Proposal, TargetProposal, TargetRole, decide,
};
use shishi_kernel::{Comparator, Date, Decimal, Refusal, Timestamp};

pub fn now() -> Timestamp {
    "2020-05-11T01:00:00Z".parse().unwrap()
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn units(names: &[&str]) -> Vec<Cited> {
    names.iter().map(|name| Cited::added(*name)).collect()
}

/// A clean item: a figure, a lead, nothing left open.
pub fn item(number: u32) -> Proposal {
    Proposal {
        number,
        title: format!("建公园{number}"),
        text: "新建口袋公园3处，2020年10月底前完工。".into(),
        leads: units(&["城市管理局"]),
        co_units: units(&["财政局"]),
        targets: vec![target("3", "处", "口袋公园")],
        ..Proposal::default()
    }
}

pub fn target(value: &str, unit: &str, what: &str) -> TargetProposal {
    TargetProposal {
        value: number(value),
        value_max: None,
        unit: unit.into(),
        comparator: Comparator::Eq,
        comparator_word: None,
        what: what.into(),
        role: TargetRole::Commitment,
        per: None,
        from: None,
        each: None,
        as_written: format!("{value}{unit}"),
        span: None,
        doubt: None,
    }
}

pub fn heading() -> Heading {
    Heading {
        title: "关于办好实事的通知".into(),
        year: Some(2020),
        ..Heading::default()
    }
}

/// A draft of so many clean items, numbered from 1 as their keys are, with one category.
pub fn draft(count: u32) -> Draft {
    Draft::open(DraftInput {
        heading: heading(),
        categories: vec![DraftCategory {
            number: 1,
            title: "环境".into(),
            span: None,
        }],
        items: (1..=count).map(item).collect(),
        supervisors: units(&["督查室"]),
        ..DraftInput::default()
    })
}

/// Decides and takes in what happened.
pub fn apply(draft: &mut Draft, command: DraftCommand) {
    for event in decide(draft, command, now()).expect("the command is not refused") {
        draft.apply(&event);
    }
}

/// The code of a refusal, or `ok`. Every refusal must have a message, and arguments with names.
pub fn code<T, R: Refusal>(result: &Result<T, R>) -> &'static str {
    let Err(refusal) = result else { return "ok" };
    assert!(!refusal.to_string().is_empty());
    for (name, value) in refusal.arguments() {
        assert!(
            !name.is_empty() && !value.is_empty(),
            "{} has an empty argument",
            refusal.code()
        );
    }
    refusal.code()
}

/// A row of a table that mends what the row before was refused for: the code expected, then the mending.
pub type Step<T> = (&'static str, fn(&mut T));

/// Asks, checks the code and mends, step by step, so that the order of precedence is what is tested.
pub fn ladder<T>(mut state: T, steps: &[Step<T>], ask: impl Fn(&T) -> &'static str) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for (index, (expected, mend)) in steps.iter().enumerate() {
        let got = ask(&state);
        assert_eq!(got, *expected, "step {index}");
        codes.push(got);
        mend(&mut state);
    }
    codes
}

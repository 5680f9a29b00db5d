//! The house is tidy, and what it is built from may be handed on.

use xtask::Finding;

fn none(findings: Vec<Finding>) {
    let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn the_house_is_tidy() {
    none(xtask::tidy::check(&xtask::root()).expect("the checkout can be read"));
}

#[test]
fn licences_and_duplicates_are_in_order() {
    none(xtask::deps::check(&xtask::root()).expect("cargo metadata answers"));
}

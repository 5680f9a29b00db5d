//! Licences and duplicates among the packages we are built from.
//!
//! `cargo-deny` does this and more, but building it costs a fresh machine minutes; what we need of it is the few lines
//! here over `cargo metadata` (docs/decisions/licences.md).

use crate::Finding;
use crate::metadata::Metadata;
use anyhow::Result;
use spdx::{Expression, LicenseReq, ParseMode};
use std::collections::BTreeMap;
use std::path::Path;

/// Licences that ask for nothing but the notice, so that an office may build and hand on the binary freely.
const ALLOWED: [&str; 12] = [
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];
/// `package LICENCE  # why it is all right`
const EXCEPTIONS: &str = include_str!("../lists/licences.txt");
/// `package  # who still wants the older version`
const DUPLICATES: &str = include_str!("../lists/duplicates.txt");

/// Checks everything the workspace below a folder is built from on this machine.
///
/// # Errors
/// When cargo cannot tell.
pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let metadata = Metadata::read(root)?;
    let foreign: Vec<_> = metadata.foreign().collect();
    let licences = foreign
        .iter()
        .map(|package| (package.name.as_str(), package.license.as_deref()));
    let mut findings = check_licences(licences, EXCEPTIONS);
    let versions = foreign
        .iter()
        .map(|package| (package.name.as_str(), package.version.as_str()));
    findings.extend(check_duplicates(versions, DUPLICATES));
    findings.sort();
    Ok(findings)
}

/// The entries of a list file, each with what stands after its `#`.
pub fn list(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines()
        .map(|line| line.split_once('#').unwrap_or((line, "")))
        .map(|(entry, reason)| (entry.trim(), reason.trim()))
        .filter(|(entry, _)| !entry.is_empty())
}

fn check_licences<'a>(packages: impl Iterator<Item = (&'a str, Option<&'a str>)>, exceptions: &str) -> Vec<Finding> {
    let mut unused: BTreeMap<&str, &str> = list(exceptions).collect();
    let mut findings = Vec::new();
    for (name, licence) in packages {
        let Some(licence) = licence else {
            findings.push(Finding::new(name, "it names no licence"));
            continue;
        };
        let entry = format!("{name} {licence}");
        if unused.remove(entry.as_str()).is_some_and(|reason| !reason.is_empty()) {
            continue;
        }
        match Expression::parse_mode(licence, ParseMode::LAX) {
            Ok(expression) if expression.evaluate(is_allowed) => {}
            Ok(_) => findings.push(Finding::new(
                name,
                format!("{licence} is not among the licences we allow"),
            )),
            Err(error) => findings.push(Finding::new(
                name,
                format!("{licence} is no licence expression: {error}"),
            )),
        }
    }
    let stale = unused.keys().map(|entry| {
        Finding::new(
            "xtask/lists/licences.txt",
            format!("{entry} is not in use: take it out"),
        )
    });
    findings.extend(stale);
    findings
}

fn is_allowed(requirement: &LicenseReq) -> bool {
    requirement.license.id().is_some_and(|id| ALLOWED.contains(&id.name))
}

fn check_duplicates<'a>(packages: impl Iterator<Item = (&'a str, &'a str)>, allowed: &str) -> Vec<Finding> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, version) in packages {
        versions.entry(name).or_default().push(version);
    }
    let allowed: BTreeMap<&str, &str> = list(allowed).collect();
    let mut findings = Vec::new();
    for (name, versions) in versions.iter().filter(|(_, versions)| versions.len() > 1) {
        if allowed.get(name).is_none_or(|reason| reason.is_empty()) {
            let message = format!(
                "in several versions ({}): bring them together, or say why in xtask/lists/duplicates.txt",
                versions.join(", ")
            );
            findings.push(Finding::new(*name, message));
        }
    }
    for name in allowed
        .keys()
        .filter(|name| versions.get(*name).is_none_or(|versions| versions.len() < 2))
    {
        findings.push(Finding::new(
            "xtask/lists/duplicates.txt",
            format!("{name} is there once now: take it out"),
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_judged_as_expressions() {
        let rows = [
            (Some("MIT OR Apache-2.0"), "", 0),
            (Some("MIT/Apache-2.0"), "", 0),
            (Some("GPL-3.0-only OR MIT"), "", 0),
            (Some("GPL-3.0-only"), "", 1),
            (Some("MIT AND GPL-3.0-only"), "", 1),
            (Some("MPL-2.0"), "", 1),
            (Some("MPL-2.0"), "a MPL-2.0  # used by tests only", 0),
            (Some("MPL-2.0"), "a MPL-2.0", 1),
            (Some("MIT"), "b MPL-2.0  # used by tests only", 1),
            (Some("my own words"), "", 1),
            (None, "", 1),
        ];
        for (licence, exceptions, count) in rows {
            let findings = check_licences([("a", licence)].into_iter(), exceptions);
            assert_eq!(findings.len(), count, "{licence:?} {exceptions}: {findings:?}");
        }
    }

    #[test]
    fn duplicates_need_a_reason() {
        let two = [("a", "1.0.0"), ("a", "2.0.0"), ("b", "1.0.0")];
        let rows = [
            ("", 1),
            ("a  # b has not moved on", 0),
            ("a", 1),
            ("a  # so\nb  # so", 1),
        ];
        for (allowed, count) in rows {
            let findings = check_duplicates(two.into_iter(), allowed);
            assert_eq!(findings.len(), count, "{allowed}: {findings:?}");
        }
    }
}

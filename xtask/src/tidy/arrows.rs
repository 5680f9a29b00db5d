//! Which crate may know which: the arrows of ARCHITECTURE.md, read from the manifests.

use crate::Finding;
use crate::metadata::{Metadata, Package};

/// Our crates from the bottom up. An arrow goes from a higher floor to a lower one; crates on one floor do not know
/// each other, which is what keeps the areas apart.
const FLOORS: &[(&str, u8)] = &[
    ("shishi-kernel", 0),
    ("shishi-journal", 0),
    ("shishi-gazette", 1),
    ("shishi-commitments", 1),
    ("shishi-appraisal", 1),
    ("shishi-inspections", 1),
    ("shishi-papers", 1),
    ("shishi-parking", 1),
    ("shishi-gateways", 1),
    ("shishi-store", 2),
    ("shishi-service", 3),
    ("shishi-web", 4),
    ("shishi-mqtt", 4),
    ("shishi-sim", 4),
    ("shishi", 5),
    ("shishi-e2e", 7),
    ("xtask", 6),
];

/// Crates of others that only one of ours may name, and why.
const KEPT: [(&str, &[&str], &str); 7] = [
    ("rusqlite", &["shishi-store"], "only the store speaks to a database"),
    ("postgres", &["shishi-store"], "only the store speaks to a database"),
    (
        "axum",
        &["shishi-web", "xtask"],
        "only the web crate speaks HTTP (xtask serves the bare page that we are measured against)",
    ),
    ("askama", &["shishi-web"], "only the web crate makes pages"),
    (
        "rumqttc",
        &["shishi-mqtt"],
        "only the MQTT crate speaks to devices over MQTT",
    ),
    (
        "clap",
        &["shishi", "xtask"],
        "only the command line reads arguments and the environment",
    ),
    ("fantoccini", &["shishi-e2e"], "only the browser tests drive a browser"),
];

/// Checks every package of the workspace.
pub fn check(metadata: &Metadata) -> Vec<Finding> {
    let members: Vec<&Package> = metadata.members().collect();
    members
        .iter()
        .flat_map(|package| check_package(package, &members))
        .collect()
}

fn check_package(package: &Package, members: &[&Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(floor) = floor(&package.name) else {
        let message = "this crate has no floor: add it to FLOORS in xtask/src/tidy/arrows.rs and to ARCHITECTURE.md";
        return vec![Finding::new(&package.name, message)];
    };
    for dependency in &package.dependencies {
        if let Some((_, keepers, why)) = KEPT.iter().find(|(name, ..)| *name == dependency.name)
            && !keepers.contains(&package.name.as_str())
            && dependency.kind.as_deref() != Some("dev")
        {
            findings.push(Finding::new(
                &package.name,
                format!("may not depend on {}: {why}", dependency.name),
            ));
        }
        if !members.iter().any(|member| member.name == dependency.name) {
            continue;
        }
        let alone = package.name == "shishi-journal";
        if alone || self::floor(&dependency.name).is_none_or(|below| below >= floor) {
            let message = format!(
                "may not depend on {}: arrows go down the floors of ARCHITECTURE.md",
                dependency.name
            );
            findings.push(Finding::new(&package.name, message));
        }
    }
    findings
}

fn floor(name: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(crate_name, _)| *crate_name == name)
        .map(|(_, floor)| *floor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Dependency;

    fn package(name: &str, needs: &[(&str, Option<&str>)]) -> Package {
        let dependency = |(name, kind): &(&str, Option<&str>)| Dependency {
            name: (*name).to_owned(),
            kind: kind.map(str::to_owned),
        };
        Package {
            id: name.to_owned(),
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            license: None,
            manifest_path: String::new(),
            dependencies: needs.iter().map(dependency).collect(),
        }
    }

    #[test]
    fn arrows_go_down() {
        let all: Vec<Package> = FLOORS.iter().map(|(name, _)| package(name, &[])).collect();
        let members: Vec<&Package> = all.iter().collect();
        let rows = [
            ("shishi", "shishi-web", None, true),
            ("shishi-web", "shishi-service", None, true),
            ("shishi-service", "shishi-journal", None, true),
            ("shishi-store", "shishi-gazette", None, true),
            ("shishi-gazette", "shishi-commitments", None, false),
            ("shishi-commitments", "shishi-gazette", Some("dev"), false),
            ("shishi-kernel", "shishi-journal", None, false),
            ("shishi-journal", "shishi-kernel", None, false),
            ("shishi-store", "shishi-service", None, false),
            ("shishi-web", "shishi", None, false),
            ("shishi-service", "xtask", None, false),
            ("shishi-web", "rusqlite", None, false),
            ("shishi-store", "rusqlite", None, true),
            ("shishi-service", "axum", None, false),
            ("shishi-service", "axum", Some("dev"), true),
            ("shishi-web", "serde", None, true),
        ];
        for (from, to, kind, allowed) in rows {
            let findings = check_package(&package(from, &[(to, kind)]), &members);
            assert_eq!(findings.is_empty(), allowed, "{from} -> {to}: {findings:?}");
        }
        assert_eq!(check_package(&package("shishi-novelty", &[]), &members).len(), 1);
    }
}

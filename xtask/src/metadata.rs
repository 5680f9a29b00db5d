//! What `cargo metadata` says of the workspace and of everything it is built from.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::path::Path;
use std::process::Command;

/// The workspace and its dependencies for the machine at hand.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    /// Our packages and all others.
    pub packages: Vec<Package>,
    /// The identifiers of ours.
    pub workspace_members: Vec<String>,
    /// What the platform at hand really uses.
    pub resolve: Resolve,
}

/// A package, ours or not.
#[derive(Debug, Clone, Deserialize)]
pub struct Package {
    /// Cargo's identifier for it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// An SPDX licence expression, when it gives one.
    pub license: Option<String>,
    /// The path of its manifest.
    pub manifest_path: String,
    /// What its manifest asks for.
    pub dependencies: Vec<Dependency>,
}

/// One line of a manifest's dependencies.
#[derive(Debug, Clone, Deserialize)]
pub struct Dependency {
    /// The package asked for.
    pub name: String,
    /// `dev`, `build`, or nothing for an ordinary one.
    pub kind: Option<String>,
}

/// The resolved graph.
#[derive(Debug, Deserialize)]
pub struct Resolve {
    /// Every package in use.
    pub nodes: Vec<Node>,
}

/// One package in use.
#[derive(Debug, Deserialize)]
pub struct Node {
    /// Cargo's identifier for it.
    pub id: String,
}

impl Metadata {
    /// Asks cargo about the workspace below a folder, for the machine at hand.
    ///
    /// # Errors
    /// When cargo refuses, with its own words.
    pub fn read(root: &Path) -> Result<Self> {
        let output = Command::new(cargo())
            .args(["metadata", "--format-version", "1", "--filter-platform", &host()?])
            .current_dir(root)
            .output()
            .context("running cargo metadata")?;
        if !output.status.success() {
            bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        }
        serde_json::from_slice(&output.stdout).context("the answer of cargo metadata")
    }

    /// Our own packages.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The packages of others that are really built on this machine.
    pub fn foreign(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| {
            !self.workspace_members.contains(&package.id) && self.resolve.nodes.iter().any(|node| node.id == package.id)
        })
    }
}

/// The cargo that runs us, or the one on the path.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("running rustc -vV")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc -vV names no host")?;
    Ok(host.to_owned())
}

//! The rules of the house that a program can check.
//!
//! Each rule is a plain function from what it reads to what it found, so that a test can give it a made-up house. Add a
//! rule here when somebody had to say the same thing twice in a review.

mod arrows;
mod calls;
mod links;
mod manifests;
mod map;
mod size;

use crate::Finding;
use crate::metadata::Metadata;
use crate::source;
use anyhow::Result;
use std::path::Path;

/// Checks the checkout below a folder by every rule.
///
/// # Errors
/// When the checkout cannot be read; what is wrong in it is a finding, not an error.
pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let files = source::files(root)?;
    let metadata = Metadata::read(root)?;
    let mut findings = arrows::check(&metadata);
    findings.extend(map::check(root, &files, &metadata));
    findings.extend(calls::check(&files));
    findings.extend(size::check(&files));
    findings.extend(manifests::check(root, &files, &metadata));
    findings.extend(links::check(root, &files));
    findings.sort();
    findings.dedup();
    Ok(findings)
}

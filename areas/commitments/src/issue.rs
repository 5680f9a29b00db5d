//! Issuing: the words and figures are frozen.

use std::collections::BTreeSet;

use shishi_kernel::{Date, Span, Timestamp};

use crate::conflict::{Conflict, conflicts};
use crate::draft::{
    Cited, ConditionProposal, Draft, DraftCategory, DraftRefusal, Heading, Proposal, RequirementProposal, check_ready,
};
use crate::duty::{Duty, DutyRole, charged_with_supervision, duties_of};
use crate::finding::{Finding, findings};
use crate::group::{is_group, suggest_members};
use crate::measure::{Measure, measures_of};
use crate::place::locate;

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
#[derive(Clone, Debug, PartialEq, Eq)]
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
pub fn issue(draft: &Draft, now: Timestamp) -> Result<Issued, DraftRefusal> {
    check_ready(draft)?;
    let year = draft.heading.year.ok_or(DraftRefusal::YearMissing)?;
    let proposals: Vec<&Proposal> = draft.live().map(|item| &item.current).collect();
    let commitments: Vec<IssuedCommitment> = proposals.iter().map(|proposal| commitment(proposal, year)).collect();
    let conflicts = conflicts(&draft.supervisors, &proposals);
    Ok(Issued {
        at: now,
        heading: heading(&draft.heading, year),
        categories: draft.categories.clone(),
        units: units(&commitments, &draft.supervisors),
        commitments,
        requirements: draft.requirements.clone(),
        supervisors: draft.supervisors.clone(),
        conflicts,
    })
}

fn heading(heading: &Heading, year: i16) -> IssuedHeading {
    IssuedHeading {
        title: heading.title.trim().to_owned(),
        number: heading.number.clone(),
        issuer: heading.issuer.clone(),
        date: heading.date,
        year,
        kind: heading.kind.clone(),
        addressees: heading.addressees.clone(),
        span: heading.span,
    }
}

fn commitment(proposal: &Proposal, year: i16) -> IssuedCommitment {
    let measures = measures_of(proposal, Some(year));
    IssuedCommitment {
        number: proposal.number,
        category: proposal.category,
        title: proposal.title.trim().to_owned(),
        text: proposal.text.clone(),
        passages: proposal.passages.clone(),
        conditions: proposal.conditions.clone(),
        duties: duties_of(proposal),
        findings: findings(proposal, &measures, Some(year)),
        measures,
    }
}

fn units(commitments: &[IssuedCommitment], supervisors: &[Cited]) -> Vec<IssuedUnit> {
    let duties = commitments
        .iter()
        .flat_map(|commitment| commitment.duties.iter().map(|duty| duty.unit.as_str()));
    let mut seen = BTreeSet::new();
    let names: Vec<&str> = duties
        .chain(supervisors.iter().map(|unit| unit.text.as_str()))
        .map(str::trim)
        .filter(|name| seen.insert(*name))
        .collect();
    names
        .iter()
        .map(|name| IssuedUnit {
            name: (*name).to_owned(),
            group: is_group(name),
            suggested: suggest_members(name, &names),
        })
        .collect()
}

impl Issued {
    /// Finds the places of words that were known only as words: promises without a figure, findings, executors,
    /// supervisors.
    /// `document` is the text that the spans point into.
    pub fn place_words(&mut self, document: &str) {
        for unit in self.supervisors.iter_mut().filter(|unit| unit.span.is_none()) {
            let charging = self.requirements.iter().filter(|requirement| {
                charged_with_supervision(requirement)
                    .iter()
                    .any(|charged| charged.text == unit.text)
            });
            let places: Vec<Span> = charging.filter_map(|requirement| requirement.span).collect();
            unit.span = locate(document, &places, &unit.text);
        }
        for commitment in &mut self.commitments {
            let passages = commitment.passages.clone();
            let find = |words: &str| locate(document, &passages, words);
            // A figure whose span a person took away was retyped, and its words need not be those of the document.
            for measure in commitment
                .measures
                .iter_mut()
                .filter(|m| m.span.is_none() && m.target.is_none())
            {
                measure.span = measure.as_written.as_deref().and_then(find);
            }
            for finding in commitment.findings.iter_mut().filter(|finding| finding.span.is_none()) {
                let words = finding.arguments.iter().find(|(name, _)| *name == "words");
                finding.span = words.and_then(|(_, words)| find(words));
            }
            // Leads and co-units without a place were added by a person.
            for duty in commitment
                .duties
                .iter_mut()
                .filter(|d| d.span.is_none() && d.role == DutyRole::Executor)
            {
                duty.span = find(&duty.unit);
            }
        }
    }
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

//! What an item and a draft must hold to before they can be issued. The first fault in order of the rules is named.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use shishi_kernel::Span;

use super::{Cited, Decision, Draft, DraftCategory, DraftRefusal, DraftStatus, Heading, Proposal, TargetProposal};
use crate::measure::fault::{TargetFault, target_fault};

/// Items of a draft at most.
pub const ITEMS_MAX: usize = 2_000;
/// Targets of an item at most.
pub const TARGETS_MAX: usize = 100;
/// Lead and co-units of an item, together, at most.
pub const UNITS_MAX: usize = 200;
/// Passages, deadlines, conditions and doubts of an item, and places of a target, each at most.
pub const PARTS_MAX: usize = 200;
/// Categories and requirements of a draft, each at most.
pub const CATEGORIES_MAX: usize = 200;
/// Supervising units at most.
pub const SUPERVISORS_MAX: usize = 50;
/// Addressees at most.
pub const ADDRESSEES_MAX: usize = 200;
/// Characters of an item's or category's title at most.
pub const TITLE_CHARS_MAX: usize = 200;
/// Characters of an item's or requirement's words at most.
pub const TEXT_CHARS_MAX: usize = 20_000;
/// Characters of a unit's name at most.
pub const UNIT_CHARS_MAX: usize = 100;
/// Characters of a quotation, doubt or figure's words at most.
pub const QUOTE_CHARS_MAX: usize = 2_000;
/// Characters of a reason at most.
pub const REASON_CHARS_MAX: usize = 2_000;
/// Characters of a field of the heading at most.
pub const HEADING_CHARS_MAX: usize = 300;
/// The years that a list can be for.
pub const YEARS: RangeInclusive<i16> = 1990..=2100;

type Checked = Result<(), DraftRefusal>;

/// Checks one item by itself.
pub(crate) fn check_proposal(proposal: &Proposal, categories: &[DraftCategory]) -> Checked {
    check_words(proposal, categories)?;
    check_units(proposal)?;
    check_parts(proposal)?;
    proposal
        .targets
        .iter()
        .try_for_each(|target| check_target(proposal.number, target))
}

fn check_words(proposal: &Proposal, categories: &[DraftCategory]) -> Checked {
    let number = proposal.number;
    if number == 0 {
        return Err(DraftRefusal::NumberMissing);
    }
    if proposal.title.trim().is_empty() {
        return Err(DraftRefusal::TitleMissing { number });
    }
    if let Some(length) = over(&proposal.title, TITLE_CHARS_MAX) {
        return Err(DraftRefusal::TitleLong {
            number,
            length,
            max: TITLE_CHARS_MAX,
        });
    }
    if proposal.text.trim().is_empty() {
        return Err(DraftRefusal::TextMissing { number });
    }
    if let Some(length) = over(&proposal.text, TEXT_CHARS_MAX) {
        return Err(DraftRefusal::TextLong {
            number,
            length,
            max: TEXT_CHARS_MAX,
        });
    }
    if let Some(category) = proposal
        .category
        .filter(|known| !categories.iter().any(|c| c.number == *known))
    {
        return Err(DraftRefusal::CategoryUnknown { number, category });
    }
    Ok(())
}

fn check_units(proposal: &Proposal) -> Checked {
    let number = proposal.number;
    let count = proposal.leads.len() + proposal.co_units.len();
    at_most(number, "units", count, UNITS_MAX)?;
    for unit in proposal.leads.iter().chain(&proposal.co_units) {
        if unit.text.trim().is_empty() {
            return Err(DraftRefusal::UnitEmpty { number });
        }
        if let Some(length) = over(&unit.text, UNIT_CHARS_MAX) {
            return Err(DraftRefusal::UnitLong {
                number,
                length,
                max: UNIT_CHARS_MAX,
            });
        }
    }
    for units in [&proposal.leads, &proposal.co_units] {
        if let Some(unit) = first_repeated(units) {
            return Err(DraftRefusal::UnitTwice { number, unit });
        }
    }
    let leads: BTreeSet<&str> = proposal.leads.iter().map(|unit| unit.text.trim()).collect();
    if let Some(both) = proposal.co_units.iter().find(|unit| leads.contains(unit.text.trim())) {
        return Err(DraftRefusal::LeadAndCo {
            number,
            unit: both.text.trim().to_owned(),
        });
    }
    Ok(())
}

fn check_parts(proposal: &Proposal) -> Checked {
    let number = proposal.number;
    at_most(number, "targets", proposal.targets.len(), TARGETS_MAX)?;
    for (part, count) in [
        ("passages", proposal.passages.len()),
        ("deadlines", proposal.deadlines.len()),
        ("conditions", proposal.conditions.len()),
        ("doubts", proposal.doubts.len()),
    ] {
        at_most(number, part, count, PARTS_MAX)?;
    }
    for target in &proposal.targets {
        at_most(
            number,
            "places",
            target.each.as_ref().map_or(0, |each| each.places.len()),
            PARTS_MAX,
        )?;
    }
    if spans(proposal).any(|span| span.end < span.start) {
        return Err(DraftRefusal::SpanInvalid { number });
    }
    match quotes(proposal).find_map(|quote| over(quote, QUOTE_CHARS_MAX)) {
        Some(length) => Err(DraftRefusal::QuoteLong {
            number,
            length,
            max: QUOTE_CHARS_MAX,
        }),
        None => Ok(()),
    }
}

fn spans(proposal: &Proposal) -> impl Iterator<Item = Span> {
    let units = proposal
        .leads
        .iter()
        .chain(&proposal.co_units)
        .filter_map(|unit| unit.span);
    proposal
        .passages
        .iter()
        .copied()
        .chain(units)
        .chain(proposal.targets.iter().filter_map(|target| target.span))
        .chain(proposal.deadlines.iter().filter_map(|deadline| deadline.span))
        .chain(proposal.conditions.iter().filter_map(|condition| condition.span))
}

fn quotes(proposal: &Proposal) -> impl Iterator<Item = &str> {
    let targets = proposal.targets.iter().flat_map(|target| {
        let optional = [&target.comparator_word, &target.per, &target.doubt]
            .into_iter()
            .flatten();
        let places = target.each.iter().flat_map(|each| &each.places);
        [&target.unit, &target.what, &target.as_written]
            .into_iter()
            .chain(optional)
            .chain(places)
    });
    let deadlines = proposal.deadlines.iter().flat_map(|deadline| {
        std::iter::once(&deadline.quote)
            .chain(&deadline.name)
            .chain(&deadline.milestone)
    });
    let conditions = proposal
        .conditions
        .iter()
        .flat_map(|condition| [&condition.quote, &condition.kind]);
    targets
        .chain(deadlines)
        .chain(conditions)
        .chain(&proposal.doubts)
        .map(String::as_str)
}

/// Checks a promised figure. Only nonsense is refused: a growth may be over 100 % or negative, a share may not.
pub(crate) fn check_target(number: u32, target: &TargetProposal) -> Checked {
    let what = || target.what.clone();
    let Some(fault) = target_fault(target) else {
        return Ok(());
    };
    Err(match fault {
        TargetFault::RangeUpsideDown => DraftRefusal::RangeUpsideDown { number, what: what() },
        TargetFault::RangeEndMissing => DraftRefusal::RangeEndMissing { number, what: what() },
        TargetFault::RangeEndStray => DraftRefusal::RangeEndStray { number, what: what() },
        TargetFault::Negative => DraftRefusal::ValueNegative { number, what: what() },
        TargetFault::OverHundred => DraftRefusal::OverHundred { number, what: what() },
        TargetFault::Large => DraftRefusal::ValueLarge { number, what: what() },
    })
}

/// Checks the heading by itself.
pub(crate) fn check_heading(heading: &Heading) -> Checked {
    if heading.title.trim().is_empty() {
        return Err(DraftRefusal::HeadingTitleMissing);
    }
    for (field, text) in [
        ("title", Some(&heading.title)),
        ("number", heading.number.as_ref()),
        ("issuer", heading.issuer.as_ref()),
        ("kind", heading.kind.as_ref()),
    ] {
        if text.and_then(|text| over(text, HEADING_CHARS_MAX)).is_some() {
            return Err(DraftRefusal::HeadingLong {
                field,
                max: HEADING_CHARS_MAX,
            });
        }
    }
    if heading.addressees.len() > ADDRESSEES_MAX {
        return Err(DraftRefusal::HeadingLong {
            field: "addressees",
            max: ADDRESSEES_MAX,
        });
    }
    if heading
        .addressees
        .iter()
        .any(|name| over(name, HEADING_CHARS_MAX).is_some())
    {
        return Err(DraftRefusal::HeadingLong {
            field: "addressee",
            max: HEADING_CHARS_MAX,
        });
    }
    let year = heading.year.ok_or(DraftRefusal::YearMissing)?;
    if !YEARS.contains(&year) {
        return Err(DraftRefusal::YearOutOfRange {
            year,
            first: *YEARS.start(),
            last: *YEARS.end(),
        });
    }
    Ok(())
}

/// Checks the supervising units.
pub(crate) fn check_supervisors(supervisors: &[Cited]) -> Checked {
    if supervisors.len() > SUPERVISORS_MAX {
        return Err(DraftRefusal::SupervisorsTooMany {
            count: supervisors.len(),
            max: SUPERVISORS_MAX,
        });
    }
    if supervisors.iter().any(|unit| unit.text.trim().is_empty()) {
        return Err(DraftRefusal::SupervisorEmpty);
    }
    if let Some(length) = supervisors.iter().find_map(|unit| over(&unit.text, UNIT_CHARS_MAX)) {
        return Err(DraftRefusal::SupervisorLong {
            length,
            max: UNIT_CHARS_MAX,
        });
    }
    match first_repeated(supervisors) {
        Some(unit) => Err(DraftRefusal::SupervisorTwice { unit }),
        None => Ok(()),
    }
}

/// Checks that a draft can be issued as it stands.
pub(crate) fn check_ready(draft: &Draft) -> Checked {
    if draft.status != DraftStatus::Reviewing {
        return Err(DraftRefusal::Closed { status: draft.status });
    }
    check_heading(&draft.heading)?;
    check_supervisors(&draft.supervisors)?;
    check_frame(draft)?;
    let live: Vec<&Proposal> = draft.live().map(|item| &item.current).collect();
    if live.is_empty() {
        return Err(DraftRefusal::NoItems);
    }
    if live.len() > ITEMS_MAX {
        return Err(DraftRefusal::ItemsTooMany {
            count: live.len(),
            max: ITEMS_MAX,
        });
    }
    let pending: Vec<u32> = draft
        .live()
        .filter(|item| item.decision == Decision::Pending)
        .map(|item| item.current.number)
        .collect();
    if !pending.is_empty() {
        return Err(DraftRefusal::PendingLeft { numbers: pending });
    }
    live.iter()
        .try_for_each(|proposal| check_proposal(proposal, &draft.categories))?;
    let mut seen = BTreeSet::new();
    let twice: BTreeSet<u32> = live
        .iter()
        .map(|proposal| proposal.number)
        .filter(|n| !seen.insert(*n))
        .collect();
    if !twice.is_empty() {
        return Err(DraftRefusal::NumberDuplicate {
            numbers: twice.into_iter().collect(),
        });
    }
    check_leads(&live)
}

/// A list that names no lead at all is issued as it is and says so in a finding for every item, since nothing may be
/// made up; in a list that names leads, an item without one is an omission of the reader or of the print.
fn check_leads(live: &[&Proposal]) -> Checked {
    let without: Vec<u32> = live
        .iter()
        .filter(|proposal| proposal.leads.is_empty())
        .map(|proposal| proposal.number)
        .collect();
    if without.is_empty() || without.len() == live.len() {
        return Ok(());
    }
    Err(DraftRefusal::LeadMissing { numbers: without })
}

/// Checks what the reader gave round the items and no command can change.
fn check_frame(draft: &Draft) -> Checked {
    let mut seen = BTreeSet::new();
    for (index, category) in draft.categories.iter().enumerate() {
        let fits = !category.title.trim().is_empty() && over(&category.title, TITLE_CHARS_MAX).is_none();
        if index >= CATEGORIES_MAX || category.number == 0 || !fits || !seen.insert(category.number) {
            return Err(DraftRefusal::CategoryInvalid {
                category: category.number,
            });
        }
    }
    for (index, requirement) in draft.requirements.iter().enumerate() {
        let long = over(&requirement.title, TITLE_CHARS_MAX)
            .or(over(&requirement.text, TEXT_CHARS_MAX))
            .is_some();
        if index >= CATEGORIES_MAX || long || requirement.span.is_some_and(|span| span.end < span.start) {
            return Err(DraftRefusal::RequirementInvalid {
                number: requirement.number,
            });
        }
    }
    Ok(())
}

/// The length of a text in characters, when it is over the limit.
pub(crate) fn over(text: &str, max: usize) -> Option<usize> {
    // A text of at most `max` bytes cannot have more characters.
    if text.len() <= max {
        return None;
    }
    Some(text.chars().count()).filter(|length| *length > max)
}

fn at_most(number: u32, part: &'static str, count: usize, max: usize) -> Checked {
    if count > max {
        Err(DraftRefusal::TooMany {
            number,
            part,
            count,
            max,
        })
    } else {
        Ok(())
    }
}

fn first_repeated(units: &[Cited]) -> Option<String> {
    let mut seen = BTreeSet::new();
    units
        .iter()
        .map(|unit| unit.text.trim())
        .find(|name| !seen.insert(*name))
        .map(str::to_owned)
}

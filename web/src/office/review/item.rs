//! An item under review, in words for the page.

use shishi_kernel::{Comparator, decimal_text};
use shishi_service::commitments::draft::{
    Cited, ConditionProposal, DeadlineProposal, Decision, Draft, DraftItem, Proposal, TargetProposal,
};
use shishi_service::gazette::reading::Reading;

use super::super::ledger::names;
use crate::shell::Frame;

/// A figure promised.
pub(super) struct Figure {
    pub value: String,
    pub what: String,
    pub as_written: String,
    pub notes: Vec<String>,
    pub doubt: String,
}

/// A field that was corrected, as read and as it is now.
pub(super) struct Changed {
    pub field: &'static str,
    pub before: String,
    pub after: String,
}

/// An item.
pub(super) struct Item {
    pub key: u32,
    pub number: u32,
    pub title: String,
    pub state: &'static str,
    pub state_word: &'static str,
    pub category: String,
    pub text: String,
    pub leads: Vec<String>,
    pub co_units: Vec<String>,
    pub figures: Vec<Figure>,
    pub deadlines: Vec<String>,
    pub conditions: Vec<(&'static str, String)>,
    /// What the reader was not certain of, and what it remarked on these words.
    pub doubts: Vec<String>,
    pub changed: Vec<Changed>,
    /// Why it was removed, or empty.
    pub reason: String,
    /// Numbers of the items it was split or merged from.
    pub from: Vec<u32>,
    pub removed: bool,
    pub pending: bool,
    /// Whether there is something to go back to.
    pub restorable: bool,
    /// The next item's key and number, to merge with.
    pub next: Option<(u32, u32)>,
}

/// Whether a person has to look at an item more closely.
pub(super) fn is_certain(proposal: &Proposal) -> bool {
    proposal.doubts.is_empty() && proposal.targets.iter().all(|target| target.doubt.is_none())
}

/// The item in words.
pub(super) fn item(frame: &Frame, draft: &Draft, item: &DraftItem, reading: Option<&Reading>) -> Item {
    let current = &item.current;
    let originals = draft.originals(item.key);
    let removed = item.is_removed();
    let is_read_again = item.original.as_ref() == Some(current);
    let state = item.decision.code();
    Item {
        key: item.key,
        number: current.number,
        title: current.title.clone(),
        state,
        state_word: frame.coded("decision-", state),
        category: category(draft, current.category),
        text: current.text.clone(),
        leads: texts(&current.leads),
        co_units: texts(&current.co_units),
        figures: current.targets.iter().map(|target| figure(frame, target)).collect(),
        deadlines: current
            .deadlines
            .iter()
            .map(|deadline| deadline_words(frame, deadline))
            .collect(),
        conditions: current
            .conditions
            .iter()
            .map(|condition| condition_words(frame, condition))
            .collect(),
        doubts: current
            .doubts
            .iter()
            .cloned()
            .chain(remarks(current, reading))
            .collect(),
        changed: match originals.as_slice() {
            [original] if item.from.is_empty() => changed(frame, draft, original, current),
            _ => Vec::new(),
        },
        reason: match &item.decision {
            Decision::Removed { reason } => reason.clone(),
            _ => String::new(),
        },
        from: item
            .from
            .iter()
            .filter_map(|key| draft.retired.iter().find(|old| old.key == *key))
            .map(|old| old.current.number)
            .collect(),
        removed,
        pending: item.decision == Decision::Pending,
        restorable: removed || (item.original.is_some() && (item.decision != Decision::Pending || !is_read_again)),
        next: draft
            .live()
            .skip_while(|live| live.key != item.key)
            .nth(1)
            .map(|next| (next.key, next.current.number)),
    }
}

fn texts(units: &[Cited]) -> Vec<String> {
    units.iter().map(|unit| unit.text.clone()).collect()
}

fn category(draft: &Draft, number: Option<u32>) -> String {
    let found = number.and_then(|number| draft.categories.iter().find(|category| category.number == number));
    found
        .map(|category| format!("{}. {}", category.number, category.title))
        .unwrap_or_default()
}

fn figure(frame: &Frame, target: &TargetProposal) -> Figure {
    let mut notes = Vec::new();
    if let Some(per) = &target.per {
        notes.push(frame.with("target-per", "per", per));
    }
    if let Some(from) = target.from {
        notes.push(frame.with("target-from", "value", decimal_text(from)));
    }
    if let Some(each) = &target.each {
        let places = names(frame, each.places.iter().map(String::as_str));
        notes.push(frame.lang.say(
            "target-each",
            &[("places", places.into()), ("value", decimal_text(each.value).into())],
        ));
    }
    let role = target.role.code();
    if role != "commitment" {
        notes.push(frame.coded("figure-role-", role).to_owned());
    }
    if target.span.is_none() {
        notes.push(frame.t("review-added-by-person").to_owned());
    }
    Figure {
        value: figure_words(target),
        what: target.what.clone(),
        as_written: target.as_written.clone(),
        notes,
        doubt: target.doubt.clone().unwrap_or_default(),
    }
}

/// `≥ 120 场`.
fn figure_words(target: &TargetProposal) -> String {
    let sign = match target.comparator {
        Comparator::Ge => "≥ ",
        Comparator::Le => "≤ ",
        Comparator::Approx => "≈ ",
        Comparator::Eq | Comparator::Range => "",
    };
    let end = target
        .value_max
        .map(|end| format!("–{}", decimal_text(end)))
        .unwrap_or_default();
    format!("{sign}{}{end} {}", decimal_text(target.value), target.unit)
        .trim()
        .to_owned()
}

fn deadline_words(frame: &Frame, deadline: &DeadlineProposal) -> String {
    let when = match (deadline.date, &deadline.name) {
        (Some(date), _) => frame.lang.date(date),
        (None, Some(name)) => name.clone(),
        (None, None) => String::new(),
    };
    let milestone = deadline.milestone.as_deref().unwrap_or_default();
    let quote = if deadline.quote.is_empty() {
        String::new()
    } else {
        format!("“{}”", deadline.quote)
    };
    [when.as_str(), milestone, quote.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn condition_words(frame: &Frame, condition: &ConditionProposal) -> (&'static str, String) {
    let known = ["condition", "standard", "name", "progress", "scope", "damaged"];
    let kind = known
        .into_iter()
        .find(|kind| *kind == condition.kind)
        .unwrap_or("condition");
    (frame.coded("condition-", kind), condition.quote.clone())
}

/// What the reader remarked on the words of an item.
fn remarks(current: &Proposal, reading: Option<&Reading>) -> Vec<String> {
    let touches = |span: shishi_kernel::Span| {
        current
            .passages
            .iter()
            .any(|passage| passage.start < span.end && span.start < passage.end)
    };
    let remarks = reading.map(|reading| reading.remarks.as_slice()).unwrap_or_default();
    remarks
        .iter()
        .filter(|remark| touches(remark.span))
        .map(|remark| remark.message.clone())
        .collect()
}

fn changed(frame: &Frame, draft: &Draft, read: &Proposal, now: &Proposal) -> Vec<Changed> {
    let figures = |proposal: &Proposal| {
        let words: Vec<String> = proposal
            .targets
            .iter()
            .map(|target| format!("{} {}", target.what, figure_words(target)).trim().to_owned())
            .collect();
        words.join("\n")
    };
    let deadlines = |proposal: &Proposal| {
        proposal
            .deadlines
            .iter()
            .map(|deadline| deadline_words(frame, deadline))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let units = |units: &[Cited]| names(frame, units.iter().map(|unit| unit.text.as_str()));
    [
        ("field-item-number", read.number.to_string(), now.number.to_string()),
        ("field-item-title", read.title.clone(), now.title.clone()),
        (
            "field-item-category",
            category(draft, read.category),
            category(draft, now.category),
        ),
        ("field-item-text", read.text.clone(), now.text.clone()),
        ("field-item-leads", units(&read.leads), units(&now.leads)),
        ("field-item-co-units", units(&read.co_units), units(&now.co_units)),
        ("field-item-figures", figures(read), figures(now)),
        ("field-item-deadlines", deadlines(read), deadlines(now)),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(key, before, after)| Changed {
        field: frame.t(key),
        before,
        after,
    })
    .collect()
}

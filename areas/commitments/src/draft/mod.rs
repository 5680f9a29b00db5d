//! The review of what was read, before it is issued.
//!
//! Life-cycle: `Reviewing` until it is `Issued` or `Discarded`; both are final. Every item is decided on by a
//! person: accepted, corrected, removed with a reason, split, merged; items may be added. What was read is never
//! changed: it stays beside the current proposal, and a split or merged item names the items it came from, which
//! move to [`Draft::retired`] with their originals.

mod check;
mod command;
mod decide;
mod divide;
mod proposal;
mod refusal;

pub use check::{
    ADDRESSEES_MAX, CATEGORIES_MAX, HEADING_CHARS_MAX, ITEMS_MAX, PARTS_MAX, QUOTE_CHARS_MAX, REASON_CHARS_MAX,
    SUPERVISORS_MAX, TARGETS_MAX, TEXT_CHARS_MAX, TITLE_CHARS_MAX, UNIT_CHARS_MAX, UNITS_MAX, YEARS,
};
pub use command::{DraftCommand, DraftEvent};
pub use decide::decide;
pub use proposal::{
    Cited, ConditionProposal, DeadlineProposal, Each, Proposal, RequirementProposal, TargetProposal, TargetRole,
};
pub use refusal::DraftRefusal;

pub(crate) use check::{check_ready, over};

use serde::{Deserialize, Serialize};
use shishi_kernel::{Date, Span, Timestamp};

/// The version of a draft's stored form.
pub const DRAFT_SCHEMA: &str = "shishi-draft/1";

/// A review in progress. Stored as JSON in this form, schema [`DRAFT_SCHEMA`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Always [`DRAFT_SCHEMA`].
    pub schema: String,
    /// How many events it has taken in.
    pub revision: u32,
    /// Where it stands.
    pub status: DraftStatus,
    /// When it was issued or discarded.
    pub closed_at: Option<Timestamp>,
    /// The document's heading as it will be issued.
    pub heading: Heading,
    /// The heading as read.
    pub heading_read: Heading,
    /// Headings over the items.
    pub categories: Vec<DraftCategory>,
    /// The items in order, removed ones included.
    pub items: Vec<DraftItem>,
    /// Items that were split or merged, as they stood then.
    pub retired: Vec<DraftItem>,
    /// The notice's requirements.
    pub requirements: Vec<RequirementProposal>,
    /// The units that keep the ledger and inspect.
    pub supervisors: Vec<Cited>,
    /// The supervisors as read.
    pub supervisors_read: Vec<Cited>,
    /// How many items the document says it has.
    pub declared_items: Option<u32>,
    /// How many categories the document says it has.
    pub declared_categories: Option<u32>,
    /// The key that the next new item gets.
    pub next_key: u32,
}

/// Where a draft stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftStatus {
    /// Being decided on.
    Reviewing,
    /// Issued as a programme.
    Issued,
    /// Given up.
    Discarded,
}

impl DraftStatus {
    /// The stable code used in storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reviewing => "reviewing",
            Self::Issued => "issued",
            Self::Discarded => "discarded",
        }
    }
}

/// What the document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The instrument's title.
    pub title: String,
    /// The document number (发文字号).
    pub number: Option<String>,
    /// The issuing organ.
    pub issuer: Option<String>,
    /// The date of the document.
    pub date: Option<Date>,
    /// The year that the list is for.
    pub year: Option<i16>,
    /// The kind of document (文种): 通知.
    pub kind: Option<String>,
    /// The addressees.
    pub addressees: Vec<String>,
    /// The whole instrument in the text.
    pub span: Option<Span>,
}

/// A heading (大项) over some items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftCategory {
    /// Its number, from 1.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Where the title stands.
    pub span: Option<Span>,
}

/// An item under review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftItem {
    /// Names the item for as long as the draft lives; never used again.
    pub key: u32,
    /// As read; `None` for an added, split or merged item. Never changed.
    pub original: Option<Proposal>,
    /// As it would be issued.
    pub current: Proposal,
    /// What was decided.
    pub decision: Decision,
    /// The keys of the items it was split or merged from.
    pub from: Vec<u32>,
}

/// What a person decided on an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// Nothing yet.
    Pending,
    /// Good as read.
    Accepted,
    /// Changed; the original stands beside it.
    Corrected,
    /// Added by a person.
    Added,
    /// Not to be issued.
    Removed {
        /// Why.
        reason: String,
    },
}

impl Decision {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Added => "added",
            Self::Removed { .. } => "removed",
        }
    }
}

/// What a draft is opened on: what was read, converted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftInput {
    /// What the document says of itself.
    pub heading: Heading,
    /// Headings over the items.
    pub categories: Vec<DraftCategory>,
    /// The items in order.
    pub items: Vec<Proposal>,
    /// The notice's requirements.
    pub requirements: Vec<RequirementProposal>,
    /// The units that keep the ledger and inspect; see [`crate::duty::supervisors_in`].
    pub supervisors: Vec<Cited>,
    /// How many items the document says it has.
    pub declared_items: Option<u32>,
    /// How many categories the document says it has.
    pub declared_categories: Option<u32>,
}

impl Draft {
    /// Opens a review on what was read. It takes whatever was read: limits and nonsense are refused when an item is
    /// accepted or the draft issued, so that a person can see and correct them.
    #[must_use]
    pub fn open(input: DraftInput) -> Self {
        let items: Vec<DraftItem> = (1..)
            .zip(input.items)
            .map(|(key, proposal)| DraftItem {
                key,
                original: Some(proposal.clone()),
                current: proposal,
                decision: Decision::Pending,
                from: Vec::new(),
            })
            .collect();
        Self {
            schema: DRAFT_SCHEMA.to_owned(),
            revision: 0,
            status: DraftStatus::Reviewing,
            closed_at: None,
            heading_read: input.heading.clone(),
            heading: input.heading,
            categories: input.categories,
            next_key: items.last().map_or(1, |item| item.key + 1),
            items,
            retired: Vec::new(),
            requirements: input.requirements,
            supervisors_read: input.supervisors.clone(),
            supervisors: input.supervisors,
            declared_items: input.declared_items,
            declared_categories: input.declared_categories,
        }
    }

    /// Takes in what happened. Total: an event that names an item the draft does not have changes only the revision.
    pub fn apply(&mut self, event: &DraftEvent) {
        self.revision = self.revision.saturating_add(1);
        match event {
            DraftEvent::Accepted { key } => self.with(*key, |item| item.decision = Decision::Accepted),
            DraftEvent::Corrected { key, proposal } => self.with(*key, |item| item.correct(proposal)),
            DraftEvent::Split { key, into } => self.replace(&[*key], into),
            DraftEvent::Merged { keys, into } => self.replace(keys, std::slice::from_ref(into)),
            DraftEvent::Added { item } => {
                self.next_key = self.next_key.max(item.key.saturating_add(1));
                self.items.push((**item).clone());
            }
            DraftEvent::Removed { key, reason } => {
                self.with(*key, |item| {
                    item.decision = Decision::Removed { reason: reason.clone() }
                });
            }
            DraftEvent::Restored { key } => self.with(*key, DraftItem::restore),
            DraftEvent::HeadingSet { heading } => self.heading = (**heading).clone(),
            DraftEvent::SupervisorsSet { supervisors } => self.supervisors.clone_from(supervisors),
            DraftEvent::Discarded { at } => self.close(DraftStatus::Discarded, *at),
            DraftEvent::Issued { at } => self.close(DraftStatus::Issued, *at),
        }
    }

    /// The item of this key, removed ones included.
    #[must_use]
    pub fn item(&self, key: u32) -> Option<&DraftItem> {
        self.items.iter().find(|item| item.key == key)
    }

    /// The items that would be issued, in order.
    pub fn live(&self) -> impl Iterator<Item = &DraftItem> {
        self.items.iter().filter(|item| !item.is_removed())
    }

    /// The words as read behind an item: its own original, or those of the items that it was split or merged from.
    #[must_use]
    pub fn originals(&self, key: u32) -> Vec<&Proposal> {
        let mut found = Vec::new();
        let mut next = vec![key];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(key) = next.pop() {
            // A stored draft could have been made to go round in circles.
            if !seen.insert(key) {
                continue;
            }
            let Some(item) = self.items.iter().chain(&self.retired).find(|item| item.key == key) else {
                continue;
            };
            found.extend(&item.original);
            next.extend(item.from.iter().rev());
        }
        found
    }

    fn with(&mut self, key: u32, change: impl FnOnce(&mut DraftItem)) {
        if let Some(item) = self.items.iter_mut().find(|item| item.key == key) {
            change(item);
        }
    }

    fn replace(&mut self, keys: &[u32], into: &[DraftItem]) {
        let Some(place) = self.items.iter().position(|item| keys.contains(&item.key)) else {
            return;
        };
        let (gone, mut kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.items)
            .into_iter()
            .partition(|item| keys.contains(&item.key));
        // Nothing before the first of them goes, so its place is still its place.
        kept.splice(place..place, into.iter().cloned());
        self.items = kept;
        self.retired.extend(gone);
        let used = into.iter().map(|item| item.key.saturating_add(1)).max().unwrap_or(0);
        self.next_key = self.next_key.max(used);
    }

    fn close(&mut self, status: DraftStatus, at: Timestamp) {
        self.status = status;
        self.closed_at = Some(at);
    }
}

impl DraftItem {
    /// Whether it was removed.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        matches!(self.decision, Decision::Removed { .. })
    }

    fn correct(&mut self, proposal: &Proposal) {
        self.current = proposal.clone();
        self.decision = if self.is_addition() {
            Decision::Added
        } else if self.original.as_ref() == Some(proposal) {
            Decision::Accepted
        } else {
            Decision::Corrected
        };
    }

    fn restore(&mut self) {
        self.decision = if self.is_addition() {
            Decision::Added
        } else {
            Decision::Pending
        };
        if let Some(original) = &self.original {
            self.current = original.clone();
        }
    }

    fn is_addition(&self) -> bool {
        self.original.is_none() && self.from.is_empty()
    }
}

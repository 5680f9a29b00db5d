//! What can be asked of a draft, and what can happen to it.

use serde::{Deserialize, Serialize};
use shishi_kernel::Timestamp;

use super::{Cited, DraftItem, Heading, Proposal};

/// What a person asks of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftCommand {
    /// The item is good as it stands.
    Accept {
        /// The item.
        key: u32,
    },
    /// Every pending item is good as it stands; refused as a whole when one is not acceptable.
    AcceptAll,
    /// The item should be this instead.
    Correct {
        /// The item.
        key: u32,
        /// The whole corrected proposal.
        proposal: Box<Proposal>,
    },
    /// The item is really two.
    Split {
        /// The item.
        key: u32,
        /// Where the second begins: byte offset into the item's `text`.
        at: u32,
        /// The same place in the document; see [`crate::place::document_offset`]. May be left out when the item has
        /// no passages, or its text is its passages byte for byte.
        document_at: Option<u32>,
        /// The titles of the two.
        titles: [String; 2],
        /// The number of the second; the next free one if left out. The first keeps its number.
        number: Option<u32>,
    },
    /// The items, neighbours in the list, are really one.
    Merge {
        /// The items.
        keys: Vec<u32>,
        /// The title; the first item's if left out.
        title: Option<String>,
    },
    /// An item that was not read.
    Add {
        /// The item.
        proposal: Box<Proposal>,
    },
    /// The item is not one.
    Remove {
        /// The item.
        key: u32,
        /// Why.
        reason: String,
    },
    /// Takes back the decision on the item: as read again, and pending. A removed item without an original
    /// comes back as it stood.
    Restore {
        /// The item.
        key: u32,
    },
    /// The heading should be this.
    SetHeading {
        /// The heading.
        heading: Box<Heading>,
    },
    /// The supervising units are these.
    SetSupervisors {
        /// The units.
        supervisors: Vec<Cited>,
    },
    /// Gives the review up.
    Discard,
    /// Issues what was decided on; [`crate::issue::issue`] gives what is issued.
    Issue,
}

/// What happened to a draft. Each event holds its result, so that a later change of a rule does not change the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DraftEvent {
    /// The item was accepted.
    Accepted {
        /// The item.
        key: u32,
    },
    /// The item was corrected.
    Corrected {
        /// The item.
        key: u32,
        /// The corrected proposal.
        proposal: Box<Proposal>,
    },
    /// The item was split; it is retired and these take its place.
    Split {
        /// The item.
        key: u32,
        /// The new items.
        into: Vec<DraftItem>,
    },
    /// The items were merged; they are retired and this takes the place of the first.
    Merged {
        /// The items.
        keys: Vec<u32>,
        /// The new item.
        into: Box<DraftItem>,
    },
    /// An item was added at the end.
    Added {
        /// The new item.
        item: Box<DraftItem>,
    },
    /// The item was removed.
    Removed {
        /// The item.
        key: u32,
        /// Why.
        reason: String,
    },
    /// The decision on the item was taken back.
    Restored {
        /// The item.
        key: u32,
    },
    /// The heading was set.
    HeadingSet {
        /// The heading.
        heading: Box<Heading>,
    },
    /// The supervising units were set.
    SupervisorsSet {
        /// The units.
        supervisors: Vec<Cited>,
    },
    /// The review was given up.
    Discarded {
        /// When.
        at: Timestamp,
    },
    /// The draft was issued.
    Issued {
        /// When.
        at: Timestamp,
    },
}

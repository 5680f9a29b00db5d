//! From the passages of one plate to its stays, and to the work that is left where they do not pair.

use super::{MessageId, Second, Way};
use crate::booking::PlateKey;

/// A vehicle in the lot, from the message of its entry to that of its exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stay {
    /// The vehicle.
    pub plate: PlateKey,
    /// When it came, by the right clock.
    pub from: Second,
    /// The message of its entry.
    pub entry: MessageId,
    /// When it left and the message of it; none while it is in the lot.
    pub exit: Option<(Second, MessageId)>,
}

/// What a person has to look at; it is gone as soon as messages make it right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    /// The vehicle came again without having left.
    EntryUnpaired(MessageId),
    /// The vehicle left without having come.
    ExitUnpaired(MessageId),
    /// The plate was read too unsurely to count; a correction makes it count.
    Unsure(MessageId),
    /// A device gave one number to two different messages; neither counts.
    Contradicted(MessageId),
    /// A correction or a void of a passage that is not known.
    TargetMissing(MessageId),
}

/// A passage as it counts, after clocks and corrections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Counted {
    pub(super) at: Second,
    pub(super) way: Way,
    pub(super) id: MessageId,
    pub(super) plate: PlateKey,
}

/// The stays of one plate, and what does not pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Paired {
    pub(super) stays: Vec<Stay>,
    pub(super) work: Vec<Work>,
}

/// Pairs the passages of one plate, in any order.
///
/// An exit belongs to the entry right before it. Two entries in a row: the vehicle left unseen between them, at a time that nobody
/// knows, so the first is work. An exit first: it came unseen.
pub(super) fn pair(mut passages: Vec<Counted>) -> Paired {
    passages.sort_unstable();
    let mut paired = Paired::default();
    let mut open: Option<Counted> = None;
    for passage in passages {
        match (passage.way, open.take()) {
            (Way::Entry, before) => {
                paired.work.extend(before.map(|entry| Work::EntryUnpaired(entry.id)));
                open = Some(passage);
            }
            (Way::Exit, Some(entry)) => paired.stays.push(stay(entry, Some((passage.at, passage.id)))),
            (Way::Exit, None) => paired.work.push(Work::ExitUnpaired(passage.id)),
        }
    }
    paired.stays.extend(open.map(|entry| stay(entry, None)));
    paired
}

fn stay(entry: Counted, exit: Option<(Second, MessageId)>) -> Stay {
    Stay {
        plate: entry.plate,
        from: entry.at,
        entry: entry.id,
        exit,
    }
}

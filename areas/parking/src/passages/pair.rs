//! From the passages of one plate to its stays, and to the work that is left where they do not pair.

use super::{MessageId, Passage, Second, Way, What};
use crate::booking::VehicleId;

/// A vehicle in the lot, from the message of its entry to that of its exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stay {
    /// The vehicle.
    pub plate: VehicleId,
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

/// A passage as it counts, after clocks and corrections. Their order is the order of time; of two in one second the exit is first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// When, by the right clock.
    pub at: Second,
    /// In or out.
    pub way: Way,
    /// The passage.
    pub id: MessageId,
    /// The vehicle.
    pub plate: VehicleId,
}

/// What a passage comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It counts.
    Counts(Counted),
    /// It was read too unsurely; a correction makes it count.
    Unsure,
    /// A person said that there was no such passage.
    Void,
}

/// What a passage comes to: with the seconds by which its device's clock is wrong, and the last word of a person on it, if there is
/// one. Readings below `confidence_min` do not count by themselves.
#[must_use]
pub fn effect(id: MessageId, passage: &Passage, wrong_by: i64, word: Option<&What>, confidence_min: u8) -> Effect {
    let counted = Counted {
        at: Second(passage.at.0.saturating_add(wrong_by)),
        way: passage.way,
        id,
        plate: passage.plate,
    };
    match word {
        Some(What::Void { .. }) => Effect::Void,
        Some(What::Correct { plate, way, time, .. }) => Effect::Counts(Counted {
            at: time.unwrap_or(counted.at),
            way: way.unwrap_or(counted.way),
            plate: plate.unwrap_or(counted.plate),
            id,
        }),
        _ if passage.confidence < confidence_min => Effect::Unsure,
        _ => Effect::Counts(counted),
    }
}

/// The stays of one plate, and what does not pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paired {
    /// The stays, in the order of time.
    pub stays: Vec<Stay>,
    /// What a person has to look at.
    pub work: Vec<Work>,
}

/// Pairs the passages of one plate, in any order. From an entry on, the stays do not depend on what was before it, so that the
/// passages since any entry are enough to know the stays since then.
///
/// An exit belongs to the entry right before it. Two entries in a row: the vehicle left unseen between them, at a time that nobody
/// knows, so the first is work. An exit first: it came unseen.
#[must_use]
pub fn pair(mut passages: Vec<Counted>) -> Paired {
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

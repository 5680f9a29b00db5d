//! The messages that were received, and what follows from them, kept up to date passage by passage.

use super::pair::{Effect, Paired, Stay, Work, effect, pair};
use super::{DeviceId, MESSAGES_MAX, Message, MessageId, PassageRefusal, Second, What};
use crate::booking::VehicleId;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a message was heard before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is new.
    New,
    /// It was heard before, word for word.
    Before,
    /// Its number was heard before with another content; neither counts.
    Contradicts,
}

/// What a message led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Whether it was heard before.
    pub heard: Heard,
    /// Stays that hold no longer.
    pub withdrawn: Vec<Stay>,
    /// Stays that hold now.
    pub stated: Vec<Stay>,
}

/// The passages of one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passages {
    /// Readings below it do not count until a person corrected them.
    confidence_min: u8,
    /// None where two contents came under one id. Which of them came first must make no difference, so neither is kept.
    messages: BTreeMap<MessageId, Option<What>>,
    /// Corrections and voids by the passage they are about, in the order in which persons said them.
    amended: BTreeMap<MessageId, BTreeSet<(Second, MessageId)>>,
    clocks: BTreeMap<MessageId, i64>,
    plates: BTreeMap<VehicleId, BTreeSet<MessageId>>,
    paired: BTreeMap<VehicleId, Paired>,
    /// Work that belongs to no plate.
    loose: BTreeSet<Work>,
}

impl Passages {
    /// A lot where nothing was read yet.
    #[must_use]
    pub fn new(confidence_min: u8) -> Self {
        Self {
            confidence_min,
            messages: BTreeMap::new(),
            amended: BTreeMap::new(),
            clocks: BTreeMap::new(),
            plates: BTreeMap::new(),
            paired: BTreeMap::new(),
            loose: BTreeSet::new(),
        }
    }

    /// The stays, by plate and time; those without an exit are in the lot.
    pub fn stays(&self) -> impl Iterator<Item = &Stay> {
        self.paired.values().flat_map(|paired| &paired.stays)
    }

    /// What a person has to look at.
    pub fn work(&self) -> impl Iterator<Item = &Work> {
        self.loose
            .iter()
            .chain(self.paired.values().flat_map(|paired| &paired.work))
    }

    /// Takes a message, whenever it comes.
    ///
    /// # Errors
    /// A refusal where no device can have meant it, or where the lot is full; nothing is changed then.
    pub fn receive(&mut self, message: &Message) -> Result<Received, PassageRefusal> {
        message.check()?;
        let Message { id, what } = *message;
        let (heard, before) = match self.messages.get(&id) {
            None if self.messages.len() >= MESSAGES_MAX => return Err(PassageRefusal::LotLong { max: MESSAGES_MAX }),
            None => (Heard::New, None),
            Some(Some(known)) if *known == what => (Heard::Before, None),
            Some(known) => (Heard::Contradicts, *known),
        };
        if heard == Heard::Before || (heard == Heard::Contradicts && before.is_none()) {
            return Ok(Received {
                heard,
                withdrawn: Vec::new(),
                stated: Vec::new(),
            });
        }
        // A contradiction takes back what counted; a new message counts.
        let moved = before.unwrap_or(what);
        let touched = self.touched(id, moved);
        let mut plates = BTreeSet::new();
        for passage in &touched {
            self.count(*passage, false, &mut plates);
        }
        self.messages.insert(id, (heard == Heard::New).then_some(what));
        if heard == Heard::Contradicts {
            self.loose.insert(Work::Contradicted(id));
        }
        self.index(id, moved, heard == Heard::New);
        for passage in &touched {
            self.count(*passage, true, &mut plates);
        }
        let (mut withdrawn, mut stated) = (Vec::new(), Vec::new());
        for plate in plates {
            self.pair_again(plate, &mut withdrawn, &mut stated);
        }
        Ok(Received {
            heard,
            withdrawn,
            stated,
        })
    }

    /// The passages that a message bears on.
    fn touched(&self, id: MessageId, what: What) -> Vec<MessageId> {
        match what {
            What::Passage(_) => vec![id],
            What::Correct { passage, .. } | What::Void { passage, .. } => vec![passage],
            What::Clock { .. } => {
                let after = MessageId {
                    sequence: id.sequence.saturating_add(1),
                    ..id
                };
                let end = last(id.device);
                let next = self.clocks.range(after..=end).next().map_or(end, |(next, _)| *next);
                self.messages.range(id..=next).map(|(id, _)| *id).collect()
            }
        }
    }

    fn index(&mut self, id: MessageId, what: What, put: bool) {
        match what {
            What::Passage(_) => {}
            What::Clock { seconds } if put => {
                self.clocks.insert(id, seconds);
            }
            What::Clock { .. } => {
                self.clocks.remove(&id);
            }
            What::Correct { passage, at, .. } | What::Void { passage, at, .. } => {
                let amendments = self.amended.entry(passage).or_default();
                if put {
                    amendments.insert((at, id));
                } else {
                    amendments.remove(&(at, id));
                    self.loose.remove(&Work::TargetMissing(id));
                }
                if amendments.is_empty() {
                    self.amended.remove(&passage);
                }
            }
        }
    }

    /// Lets a passage count as it is now, or takes back that it does.
    fn count(&mut self, id: MessageId, put: bool, plates: &mut BTreeSet<VehicleId>) {
        match self.effect(id) {
            Some(Effect::Counts(counted)) => {
                plates.insert(counted.plate);
                let passages = self.plates.entry(counted.plate).or_default();
                if put {
                    passages.insert(id)
                } else {
                    passages.remove(&id)
                };
            }
            Some(Effect::Unsure) if put => {
                self.loose.insert(Work::Unsure(id));
            }
            Some(Effect::Unsure) => {
                self.loose.remove(&Work::Unsure(id));
            }
            Some(Effect::Void) | None => {}
        }
        let missing = !matches!(self.messages.get(&id), Some(Some(What::Passage(_))));
        for (_, amendment) in self.amended.get(&id).into_iter().flatten() {
            if put && missing {
                self.loose.insert(Work::TargetMissing(*amendment));
            } else {
                self.loose.remove(&Work::TargetMissing(*amendment));
            }
        }
    }

    /// What a passage comes to; nothing where it is not known as one.
    fn effect(&self, id: MessageId) -> Option<Effect> {
        let Some(Some(What::Passage(passage))) = self.messages.get(&id) else {
            return None;
        };
        let first = MessageId { sequence: 0, ..id };
        let wrong_by = self
            .clocks
            .range(first..=id)
            .next_back()
            .map_or(0, |(_, seconds)| *seconds);
        let word = self.amended.get(&id).and_then(|words| words.last());
        let word = word.and_then(|(_, word)| self.messages.get(word).copied().flatten());
        Some(effect(id, passage, wrong_by, word.as_ref(), self.confidence_min))
    }

    fn pair_again(&mut self, plate: VehicleId, withdrawn: &mut Vec<Stay>, stated: &mut Vec<Stay>) {
        let ids = self.plates.get(&plate).into_iter().flatten();
        let counted = ids.filter_map(|id| match self.effect(*id) {
            Some(Effect::Counts(counted)) => Some(counted),
            _ => None,
        });
        let now = pair(counted.collect());
        let before = self.paired.remove(&plate).unwrap_or_default();
        withdrawn.extend(before.stays.iter().filter(|stay| !now.stays.contains(stay)));
        stated.extend(now.stays.iter().filter(|stay| !before.stays.contains(stay)));
        if self.plates.get(&plate).is_some_and(BTreeSet::is_empty) {
            self.plates.remove(&plate);
        } else {
            self.paired.insert(plate, now);
        }
    }
}

fn last(device: DeviceId) -> MessageId {
    MessageId {
        device,
        sequence: u64::MAX,
    }
}

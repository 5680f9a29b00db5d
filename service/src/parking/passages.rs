//! Messages taken into the store: which passages they touch, what those count as now, which stays follow.
//!
//! The rules are those of `shishi_parking::passages`: [`effect`] of a passage, and [`pair`] of a vehicle's passages. Here only what a
//! message can touch is loaded, so that a lot's history may be as long as it likes: a passage touches itself, a correction its
//! passage, a word on a clock the passages of its device up to the next one; and stays change only from the vehicle's last entry
//! before what was touched. A test holds the outcome against `Passages`, which remembers everything.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use shishi_kernel::JurisdictionId;
use shishi_parking::booking::VehicleId;
use shishi_parking::passages::{
    Counted, DeviceId, Effect, MessageId, Passage, Second, Stay, Way, What, Work, effect, pair,
};
use shishi_store::Writer;
use shishi_store::parking::messages::{self as rows, Counts, Key, MessageRow, Said};
use shishi_store::parking::stays::{self, StayRow};

use super::stored::{colour, reason, way, way_number};
use crate::ServiceError;

/// Numbers of [`Work`] in the store.
pub(super) const ENTRY_UNPAIRED: u8 = 1;
pub(super) const EXIT_UNPAIRED: u8 = 2;
pub(super) const UNSURE: u8 = 3;
pub(super) const CONTRADICTED: u8 = 4;
pub(super) const TARGET_MISSING: u8 = 5;

/// A message with what it needs to be taken in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming {
    pub key: Key,
    pub lot: i64,
    pub said: Said,
    /// Readings of the lot that are less sure do not count by themselves.
    pub confidence_min: u8,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// It is new.
    New,
    /// It was there before, word for word.
    Before,
    /// Its number was there before with another content; neither counts, and a person has to look.
    Contradicts,
}

/// A stay that is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turned {
    pub before: Option<StayRow>,
    pub after: StayRow,
}

/// Takes messages in, in one unit of work. The lots are held by the caller. Gives what became of each, and the stays that changed,
/// which are not kept yet.
pub(super) fn take(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    now: Timestamp,
    incoming: &[Incoming],
) -> Result<(Vec<Taken>, Vec<Turned>), ServiceError> {
    let mut batch = Batch::load(w, j, incoming)?;
    let taken: Vec<Taken> = incoming.iter().map(|message| batch.hear(message)).collect();
    if batch.fresh.is_empty() && batch.changed.is_empty() {
        return Ok((taken, Vec::new()));
    }
    let touched = batch.touched(w, j)?;
    let affected = batch.count(w, j, &touched)?;
    batch.keep(w, j, now)?;
    let turned = follow(w, j, &affected)?;
    Ok((taken, turned))
}

/// Vehicles of a lot, each with the first second from which something about it changed.
type Affected = BTreeMap<(i64, i64), i64>;

#[derive(Default)]
struct Batch {
    known: HashMap<Key, MessageRow>,
    fresh: BTreeSet<Key>,
    /// Messages that are kept already and stand otherwise now.
    changed: BTreeSet<Key>,
    confidence_min: HashMap<i64, u8>,
}

impl Batch {
    fn load(w: &mut Writer<'_>, j: JurisdictionId, incoming: &[Incoming]) -> Result<Self, ServiceError> {
        let keys: BTreeSet<Key> = incoming.iter().map(|message| message.key).collect();
        let keys: Vec<Key> = keys.into_iter().collect();
        let mut batch = Self::default();
        for row in rows::by_keys(w, j, &keys)? {
            batch.known.insert(row.key, row);
        }
        for message in incoming {
            batch.confidence_min.insert(message.lot, message.confidence_min);
        }
        Ok(batch)
    }

    fn hear(&mut self, message: &Incoming) -> Taken {
        let Some(known) = self.known.get_mut(&message.key) else {
            let row = MessageRow {
                key: message.key,
                lot: message.lot,
                said: message.said,
                contradicted: false,
                counts: None,
                work: None,
            };
            self.known.insert(message.key, row);
            self.fresh.insert(message.key);
            return Taken::New;
        };
        if known.said == message.said {
            return Taken::Before;
        }
        if !known.contradicted {
            known.contradicted = true;
            self.changed.insert(message.key);
        }
        Taken::Contradicts
    }

    /// The passages that the batch bears on; those that are known are loaded.
    fn touched(&mut self, w: &mut Writer<'_>, j: JurisdictionId) -> Result<BTreeSet<Key>, ServiceError> {
        let mut touched = BTreeSet::new();
        let mut clocks = Vec::new();
        for key in self.fresh.union(&self.changed) {
            match self.known[key].said {
                Said::Passage { .. } => {
                    touched.insert(*key);
                }
                Said::Correct { target, .. } | Said::Void { target, .. } => {
                    touched.insert(target);
                }
                Said::Clock { .. } => clocks.push(*key),
            }
        }
        let missing: Vec<Key> = touched
            .iter()
            .copied()
            .filter(|key| !self.known.contains_key(key))
            .collect();
        let mut loaded = rows::by_keys(w, j, &missing)?;
        for (device, sequence) in clocks {
            let kept = rows::next_clock(w, j, device, sequence)?;
            let fresh = self.fresh.range((device, sequence + 1)..=(device, u64::MAX));
            let fresh = fresh
                .copied()
                .find(|key| self.is_clock(*key))
                .map(|(_, sequence)| sequence);
            let until = [kept, fresh].into_iter().flatten().min();
            loaded.extend(rows::passages_between(w, j, device, sequence, until)?);
            let last = until.map_or(u64::MAX, |until| until - 1);
            let in_batch = self.fresh.range((device, sequence)..=(device, last));
            let passages = in_batch.filter(|key| matches!(self.known[key].said, Said::Passage { .. }));
            touched.extend(passages.copied());
        }
        for row in loaded {
            touched.insert(row.key);
            self.known.entry(row.key).or_insert(row);
        }
        Ok(touched)
    }

    fn is_clock(&self, key: Key) -> bool {
        self.known
            .get(&key)
            .is_some_and(|row| matches!(row.said, Said::Clock { .. }) && !row.contradicted)
    }

    /// Says what each touched passage counts as now, and which vehicles that affects.
    fn count(
        &mut self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        touched: &BTreeSet<Key>,
    ) -> Result<Affected, ServiceError> {
        let words = self.words(w, j, touched)?;
        let clocks = self.clocks(w, j, touched)?;
        let mut affected = Affected::new();
        for key in touched {
            let passage = self.known.get(key).copied().filter(|row| !row.contradicted);
            let passage = passage.filter(|row| matches!(row.said, Said::Passage { .. }));
            for word in words.get(key).into_iter().flatten() {
                let stand = passage.is_none().then_some(TARGET_MISSING);
                self.restate(*word, |row| {
                    row.work = if row.contradicted { Some(CONTRADICTED) } else { stand }
                });
            }
            let Some(row) = self.known.get(key).copied() else {
                continue;
            };
            if !matches!(row.said, Said::Passage { .. }) {
                continue;
            }
            let last = words
                .get(key)
                .into_iter()
                .flatten()
                .filter_map(|word| self.known.get(word));
            let last = last
                .filter(|word| !word.contradicted)
                .max_by_key(|word| (said_at(word), word.key));
            let wrong_by = clocks.get(&key.0).map_or(0, |known| {
                known.range(..=key.1).next_back().map_or(0, |(_, seconds)| *seconds)
            });
            let minimum = self.confidence_min.get(&row.lot).copied().unwrap_or_default();
            let effect = passage.and_then(|row| {
                let word = last.and_then(|word| area_what(&word.said));
                let Some(What::Passage(passage)) = area_what(&row.said) else {
                    return None;
                };
                Some(effect(message_id(row.key), &passage, wrong_by, word.as_ref(), minimum))
            });
            let (counts, work) = match effect {
                Some(Effect::Counts(counted)) => (Some(counts(&counted)), None),
                Some(Effect::Unsure) => (None, Some(UNSURE)),
                Some(Effect::Void) => (None, None),
                None => (None, Some(CONTRADICTED)),
            };
            for counts in [row.counts, counts].into_iter().flatten() {
                let since = affected.entry((row.lot, counts.vehicle)).or_insert(counts.second);
                *since = (*since).min(counts.second);
            }
            // Whether it pairs is said after all are counted; what it was stays until then.
            let work = if counts.is_some() && row.counts == counts {
                row.work
            } else {
                work
            };
            self.restate(*key, |row| (row.counts, row.work) = (counts, work));
        }
        let contradicted: Vec<Key> = self.changed.iter().copied().collect();
        for key in contradicted {
            self.restate(key, |row| {
                if row.contradicted {
                    row.work = Some(CONTRADICTED);
                }
            });
        }
        Ok(affected)
    }

    /// Changes what is known of a message, and remembers that it is to be kept.
    fn restate(&mut self, key: Key, change: impl FnOnce(&mut MessageRow)) {
        if let Some(row) = self.known.get_mut(&key) {
            let before = *row;
            change(row);
            if *row != before && !self.fresh.contains(&key) {
                self.changed.insert(key);
            }
        }
    }

    /// What persons said of each passage, kept or just heard; all of it is known afterwards.
    fn words(
        &mut self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        touched: &BTreeSet<Key>,
    ) -> Result<HashMap<Key, Vec<Key>>, ServiceError> {
        let keys: Vec<Key> = touched.iter().copied().collect();
        for row in rows::amendments(w, j, &keys)? {
            self.known.entry(row.key).or_insert(row);
        }
        let mut words: HashMap<Key, Vec<Key>> = HashMap::new();
        for row in self.known.values() {
            if let Said::Correct { target, .. } | Said::Void { target, .. } = row.said {
                words.entry(target).or_default().push(row.key);
            }
        }
        Ok(words)
    }

    /// By how much clocks of the touched devices are wrong, by the number from which on.
    fn clocks(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        touched: &BTreeSet<Key>,
    ) -> Result<HashMap<i64, BTreeMap<u64, i64>>, ServiceError> {
        let mut ranges: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
        for (device, sequence) in touched {
            let range = ranges.entry(*device).or_insert((*sequence, *sequence));
            *range = (range.0.min(*sequence), range.1.max(*sequence));
        }
        let mut clocks: HashMap<i64, BTreeMap<u64, i64>> = HashMap::new();
        for (device, (first, last)) in ranges {
            // A word that is contradicted by this batch still counts in the store.
            let mut kept: BTreeMap<u64, i64> = rows::clocks(w, j, device, first, last)?.into_iter().collect();
            let contradicted: Vec<u64> = kept
                .keys()
                .copied()
                .filter(|sequence| self.known.get(&(device, *sequence)).is_some_and(|row| row.contradicted))
                .collect();
            for sequence in contradicted {
                kept.remove(&sequence);
                // The one before it holds again.
                let before = sequence.checked_sub(1);
                if let Some(before) = before {
                    kept.extend(rows::clocks(w, j, device, before, before)?);
                }
            }
            for key in self.fresh.range((device, 0)..=(device, last)) {
                if let (Said::Clock { seconds }, true) = (self.known[key].said, self.is_clock(*key)) {
                    kept.insert(key.1, seconds);
                }
            }
            if !kept.is_empty() {
                clocks.insert(device, kept);
            }
        }
        Ok(clocks)
    }

    fn keep(&self, w: &mut Writer<'_>, j: JurisdictionId, now: Timestamp) -> Result<(), ServiceError> {
        let fresh: Vec<MessageRow> = self.fresh.iter().map(|key| self.known[key]).collect();
        rows::insert(w, j, &fresh, now)?;
        let kept = self.changed.iter().filter(|key| !self.fresh.contains(key));
        let changed: Vec<MessageRow> = kept.map(|key| self.known[key]).collect();
        rows::recount(w, j, &changed)?;
        Ok(())
    }
}

/// Pairs anew what was affected. Gives the stays that are others now; says of passages whether they are work.
fn follow(w: &mut Writer<'_>, j: JurisdictionId, affected: &Affected) -> Result<Vec<Turned>, ServiceError> {
    let mut lots: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
    for ((lot, vehicle), since) in affected {
        lots.entry(*lot).or_default().push((*vehicle, *since));
    }
    let mut turned = Vec::new();
    for (lot, vehicles) in lots {
        let mut passages: HashMap<i64, Vec<(Counted, Option<u8>)>> = HashMap::new();
        for row in rows::counted_since(w, j, lot, &vehicles)? {
            let counted = counted(row.key, row.counts);
            passages
                .entry(row.counts.vehicle)
                .or_default()
                .push((counted, row.work));
        }
        let mut starts = Vec::with_capacity(vehicles.len());
        let mut stated: HashMap<Key, Stay> = HashMap::new();
        let mut rework = Vec::new();
        for (vehicle, since) in vehicles {
            let mut of = passages.remove(&vehicle).unwrap_or_default();
            of.sort_unstable_by_key(|(counted, _)| *counted);
            // An exit in the very second of the entry that is gone on from belongs to what was before.
            let from = of
                .iter()
                .position(|(counted, _)| counted.at.0 >= since || counted.way == Way::Entry);
            of.drain(..from.unwrap_or(of.len()));
            starts.push((vehicle, of.first().map_or(since, |(first, _)| first.at.0.min(since))));
            let paired = pair(of.iter().map(|(counted, _)| *counted).collect());
            let work: HashMap<MessageId, u8> = paired.work.iter().filter_map(work_number).collect();
            for (counted, known) in &of {
                let now = work.get(&counted.id).copied();
                if now != *known {
                    rework.push((key(counted.id), now));
                }
            }
            stated.extend(paired.stays.into_iter().map(|stay| (key(stay.entry), stay)));
        }
        rows::rework(w, j, &rework)?;
        let mut seen = HashSet::new();
        for before in stays::since(w, j, lot, &starts)? {
            seen.insert(before.entry);
            let after = stated.get(&before.entry).map_or_else(
                || StayRow {
                    withdrawn: true,
                    exit: None,
                    ..before.clone()
                },
                |stay| row(lot, stay, before.id),
            );
            let same = |a: &StayRow, b: &StayRow| {
                (a.vehicle, a.entry_second, a.exit, a.withdrawn) == (b.vehicle, b.entry_second, b.exit, b.withdrawn)
            };
            let gone_anyway = before.withdrawn && after.withdrawn;
            if !(same(&before, &after) || gone_anyway) {
                let before = Some(before);
                turned.push(Turned { before, after });
            }
        }
        let mut new: Vec<&Stay> = stated
            .values()
            .filter(|stay| !seen.contains(&key(stay.entry)))
            .collect();
        new.sort_unstable_by_key(|stay| (stay.from, stay.entry));
        let entries: Vec<Key> = new.iter().map(|stay| key(stay.entry)).collect();
        // A stay whose vehicle or time was corrected was found under neither.
        let mut known: HashMap<Key, StayRow> = stays::by_entries(w, j, &entries)?
            .into_iter()
            .map(|stay| (stay.entry, stay))
            .collect();
        for stay in new {
            let before = known.remove(&key(stay.entry));
            let after = row(lot, stay, before.as_ref().map_or(0, |before| before.id));
            turned.push(Turned { before, after });
        }
    }
    Ok(turned)
}

fn row(lot: i64, stay: &Stay, id: i64) -> StayRow {
    StayRow {
        id,
        lot,
        vehicle: i64::try_from(stay.plate.0).unwrap_or(i64::MAX),
        entry: key(stay.entry),
        entry_second: stay.from.0,
        exit: stay.exit.map(|(at, id)| (key(id), at.0)),
        withdrawn: false,
        fee: None,
        tariff: None,
        basis: None,
    }
}

fn work_number(work: &Work) -> Option<(MessageId, u8)> {
    match work {
        Work::EntryUnpaired(id) => Some((*id, ENTRY_UNPAIRED)),
        Work::ExitUnpaired(id) => Some((*id, EXIT_UNPAIRED)),
        Work::Unsure(_) | Work::Contradicted(_) | Work::TargetMissing(_) => None,
    }
}

fn said_at(row: &MessageRow) -> i64 {
    match row.said {
        Said::Correct { said_at, .. } | Said::Void { said_at, .. } => said_at,
        Said::Passage { .. } | Said::Clock { .. } => i64::MIN,
    }
}

pub(super) fn message_id(key: Key) -> MessageId {
    MessageId {
        device: DeviceId(u32::try_from(key.0).unwrap_or(u32::MAX)),
        sequence: key.1,
    }
}

fn key(id: MessageId) -> Key {
    (i64::from(id.device.0), id.sequence)
}

pub(super) fn vehicle_id(vehicle: i64) -> VehicleId {
    VehicleId(u64::try_from(vehicle).unwrap_or_default())
}

fn counts(counted: &Counted) -> Counts {
    Counts {
        vehicle: i64::try_from(counted.plate.0).unwrap_or(i64::MAX),
        way: way_number(counted.way),
        second: counted.at.0,
    }
}

fn counted(of: Key, counts: Counts) -> Counted {
    Counted {
        at: Second(counts.second),
        way: way(counts.way),
        id: message_id(of),
        plate: vehicle_id(counts.vehicle),
    }
}

/// What is kept, in the words of the rules.
pub(super) fn area_what(said: &Said) -> Option<What> {
    Some(match *said {
        Said::Passage {
            vehicle,
            way: to,
            second,
            confidence,
            colour: of,
            lane,
            image,
        } => What::Passage(Passage {
            at: Second(second),
            way: way(to),
            plate: vehicle_id(vehicle),
            colour: colour(of),
            confidence,
            lane,
            image,
        }),
        Said::Correct {
            target,
            said_at,
            vehicle,
            way: to,
            second,
            reason: why,
        } => What::Correct {
            passage: message_id(target),
            at: Second(said_at),
            plate: vehicle.map(vehicle_id),
            way: to.map(way),
            time: second.map(Second),
            reason: reason(why)?,
        },
        Said::Void {
            target,
            said_at,
            reason: why,
        } => What::Void {
            passage: message_id(target),
            at: Second(said_at),
            reason: reason(why)?,
        },
        Said::Clock { seconds } => What::Clock { seconds },
    })
}

//! The index: where bays are, what they are for, and how they were last seen.

use super::FRESH_SECONDS;
use super::Need;
use super::tree::Tree;
use crate::passages::Second;
use crate::places::{Bay, BayId, Class, Classes, Lot, Places, Realtime, Zone};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// A bay of one index, in the order of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BayHandle(pub(super) u32);

/// A lot of one index, in the order of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LotHandle(pub(super) u32);

impl BayHandle {
    /// Its number in the order of the map, from 0.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl LotHandle {
    /// Its number in the order of the map, from 0.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// How a bay was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody knows.
    Unknown,
    /// Nothing stands on it.
    Free,
    /// Something stands on it.
    Taken,
}

/// What is known of a lot's bays that will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occupancy {
    /// Bays that there are.
    pub capacity: u32,
    /// Bays of which it is known now whether they are free.
    pub known: u32,
    /// Free bays among them; none where nothing is known.
    pub free: Option<u32>,
    /// When the latest of them was seen.
    pub observed: Option<Second>,
}

/// Bit of a node with a bay that is for any car.
const PLAIN: u16 = 1 << 15;

/// Bays and lots by place, with their states. See the [module](super).
#[derive(Debug)]
pub struct Index {
    places: Arc<Places>,
    /// The first bay of each lot, and the end of the last.
    firsts: Vec<u32>,
    /// Ways from ids to bays, of lots whose ids do not ascend.
    by_id: HashMap<u32, Box<[u32]>>,
    pub(super) bays: Tree,
    /// Where each bay stands along the tree's curve. What a search looks at lies in that order, so that neighbours lie together.
    positions: Vec<u32>,
    classes: Vec<Classes>,
    states: Vec<AtomicU64>,
    /// A bit for each: every pile that serves it is out of order.
    out: Vec<AtomicU64>,
    /// At least as many as there are free bays under each node.
    free: Vec<AtomicU32>,
    /// Classes under each node.
    masks: Vec<u16>,
    pub(super) lots: Tree,
    /// What gates counted, a word for each lot.
    counted: Vec<AtomicU64>,
}

/// A state and its second in one word, so that both change at once. Zero is never seen.
fn pack(state: State, at: Second) -> u64 {
    let bits = match state {
        State::Unknown => 1,
        State::Free => 2,
        State::Taken => 3,
    };
    (at.0.clamp(0, i64::MAX >> 2).cast_unsigned() << 2) | bits
}

#[inline]
fn unpack(word: u64) -> (State, Second) {
    let state = match word & 3 {
        2 => State::Free,
        3 => State::Taken,
        _ => State::Unknown,
    };
    (state, Second((word >> 2).cast_signed()))
}

const fn is_free(word: u64) -> bool {
    word & 3 == 2
}

/// Bits of a gate's count; a lot has at most 50,000 bays.
const COUNT_BITS: u32 = 17;

/// Whether what was seen then counts now.
fn is_fresh(at: Second, now: Second) -> bool {
    // What a wrong clock puts into the future is as little known as what is long past.
    now.0.saturating_sub(at.0).saturating_abs() <= FRESH_SECONDS
}

impl Index {
    /// An index over a map; nothing is known of any bay yet.
    #[must_use]
    pub fn new(places: Arc<Places>) -> Self {
        let mut firsts = vec![0];
        let mut by_id = HashMap::new();
        let mut classes: Vec<Classes> = Vec::new();
        for (lot, number) in places.lots().iter().zip(0..) {
            let first = classes.len();
            classes.extend(lot.bays().map(|(_, bay)| bay.classes));
            #[allow(clippy::cast_possible_truncation, reason = "a map has at most two million bays")]
            firsts.push(classes.len() as u32);
            let ids: Vec<BayId> = lot.bays().map(|(_, bay)| bay.id).collect();
            if !ids.is_sorted() {
                #[allow(clippy::cast_possible_truncation, reason = "a map has at most two million bays")]
                let mut order: Box<[u32]> = (first as u32..classes.len() as u32).collect();
                order.sort_unstable_by_key(|bay| ids[*bay as usize - first]);
                by_id.insert(number, order);
            }
        }
        let bays = Tree::new(places.lots().iter().flat_map(Lot::bays).map(|(_, bay)| bay.at));
        let lots = Tree::new(places.lots().iter().map(|lot| lot.at));
        let mut positions = vec![0; classes.len()];
        let mut masks = vec![0; bays.nodes()];
        let classes: Vec<Classes> = bays.items().iter().map(|bay| classes[*bay as usize]).collect();
        for ((position, bay), of) in (0..).zip(bays.items()).zip(&classes) {
            positions[*bay as usize] = position;
            let plain = if Need::default().fits(*of) { PLAIN } else { 0 };
            for node in bays.above(position as usize) {
                masks[node] |= of.bits() | plain;
            }
        }
        Self {
            firsts,
            by_id,
            states: classes.iter().map(|_| AtomicU64::new(0)).collect(),
            out: classes.chunks(64).map(|_| AtomicU64::new(0)).collect(),
            positions,
            free: masks.iter().map(|_| AtomicU32::new(0)).collect(),
            masks,
            counted: places.lots().iter().map(|_| AtomicU64::new(0)).collect(),
            classes,
            bays,
            lots,
            places,
        }
    }

    /// The map that it is over.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// How many bays there are.
    #[must_use]
    pub fn bay_count(&self) -> usize {
        self.classes.len()
    }

    /// Bytes of the index without its map.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let (words, halves) = (
            self.states.capacity() + self.out.capacity() + self.counted.capacity(),
            self.positions.capacity() + self.firsts.capacity(),
        );
        let classes = self.classes.capacity() * size_of::<Classes>();
        let nodes = self.free.capacity() * size_of::<AtomicU32>() + self.masks.capacity() * size_of::<u16>();
        words * size_of::<AtomicU64>()
            + halves * size_of::<u32>()
            + classes
            + nodes
            + self.bays.bytes()
            + self.lots.bytes()
    }

    /// Every lot, in the order of the map.
    pub fn lots(&self) -> impl Iterator<Item = (LotHandle, &Lot)> {
        (0..).map(LotHandle).zip(self.places.lots())
    }

    /// The lot with a code.
    #[must_use]
    pub fn lot_of(&self, code: &str) -> Option<LotHandle> {
        let lots = self.places.lots();
        let at = lots.binary_search_by(|lot| lot.code.as_str().cmp(code)).ok()?;
        u32::try_from(at).ok().map(LotHandle)
    }

    /// The bays of a lot, in the order of the map.
    pub fn bays_of(&self, lot: LotHandle) -> impl Iterator<Item = BayHandle> + use<> {
        self.range(lot).map(BayHandle)
    }

    #[inline]
    pub(super) fn range(&self, lot: LotHandle) -> Range<u32> {
        let number = lot.0 as usize;
        let first = |number: usize| self.firsts.get(number).copied().unwrap_or(0);
        first(number)..first(number + 1)
    }

    /// The bay of a lot with an id.
    #[must_use]
    pub fn bay_of(&self, lot: LotHandle, id: BayId) -> Option<BayHandle> {
        let number = lot.0 as usize;
        let (first, end) = (*self.firsts.get(number)?, *self.firsts.get(number + 1)?);
        let listed = self.places.lots().get(number)?;
        let id_of = |bay: u32| nth(listed, bay - first).map(|(_, bay)| bay.id);
        if let Some(order) = self.by_id.get(&lot.0) {
            let at = order.binary_search_by_key(&Some(id), |bay| id_of(*bay)).ok()?;
            return order.get(at).copied().map(BayHandle);
        }
        let (mut low, mut high) = (first, end);
        while low < high {
            let middle = low.midpoint(high);
            if id_of(middle) < Some(id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < end && id_of(low) == Some(id)).then_some(BayHandle(low))
    }

    /// The lot of a handle.
    #[must_use]
    pub fn lot(&self, lot: LotHandle) -> Option<&Lot> {
        self.places.lots().get(lot.0 as usize)
    }

    /// The bay of a handle with its lot and zone.
    #[must_use]
    pub fn bay(&self, bay: BayHandle) -> Option<(LotHandle, &Lot, &Zone, &Bay)> {
        let handle = self.lot_with(bay)?;
        let (lot, zone, found) = self.bay_in(handle, bay)?;
        Some((handle, lot, zone, found))
    }

    /// A bay of a lot that is known, which spares looking for the lot.
    #[must_use]
    pub fn bay_in(&self, lot: LotHandle, bay: BayHandle) -> Option<(&Lot, &Zone, &Bay)> {
        let (listed, range) = (self.lot(lot)?, self.range(lot));
        let (zone, found) = nth(listed, range.contains(&bay.0).then(|| bay.0 - range.start)?)?;
        Some((listed, zone, found))
    }

    /// The lot of a bay.
    #[inline]
    pub(super) fn lot_with(&self, bay: BayHandle) -> Option<LotHandle> {
        let after = self.firsts.partition_point(|first| *first <= bay.0);
        u32::try_from(after.checked_sub(1)?).ok().map(LotHandle)
    }

    /// A bay was seen. What is older than what is known already changes nothing, so reports may come in any order; of two of the
    /// same second the last one counts. Says whether it counted.
    pub fn observe(&self, bay: BayHandle, state: State, at: Second) -> bool {
        let Some(position) = self.position(bay) else {
            return false;
        };
        let (cell, word) = (&self.states[position], pack(state, at));
        // The nodes above must never say fewer than there are: they are raised before a bay becomes free, and lowered after it was.
        if is_free(word) {
            self.raise(position);
        }
        let swapped = cell.fetch_update(Ordering::AcqRel, Ordering::Acquire, |known| {
            (known >> 2 <= word >> 2).then_some(word)
        });
        let was_free = swapped.is_ok_and(is_free);
        if was_free || (is_free(word) && swapped.is_err()) {
            self.lower(position);
        }
        swapped.is_ok()
    }

    /// Where a bay stands along the curve.
    #[inline]
    fn position(&self, bay: BayHandle) -> Option<usize> {
        self.positions.get(bay.0 as usize).map(|position| *position as usize)
    }

    fn raise(&self, position: usize) {
        for node in self.bays.above(position) {
            self.free[node].fetch_add(1, Ordering::AcqRel);
        }
    }

    fn lower(&self, position: usize) {
        for node in self.bays.above(position) {
            self.free[node].fetch_sub(1, Ordering::AcqRel);
        }
    }

    /// A lot's gates counted so many free bays. Says whether that counted, as of an older second it does not.
    pub fn count(&self, lot: LotHandle, free: u32, at: Second) -> bool {
        let Some(cell) = self.counted.get(lot.0 as usize) else {
            return false;
        };
        let most = (1 << COUNT_BITS) - 1;
        let second = at.0.clamp(1, i64::MAX >> (COUNT_BITS + 1)).cast_unsigned();
        let word = (second << COUNT_BITS) | u64::from(free.min(most));
        let newer = |known: u64| (known >> COUNT_BITS <= second).then_some(word);
        cell.fetch_update(Ordering::AcqRel, Ordering::Acquire, newer).is_ok()
    }

    /// The bays of which every pile is out of order, in place of those that were before.
    ///
    /// Such a bay is not free for anybody, as one that was closed, where it is of the class [`Charging`](Class::Charging): these are kept for vehicles that charge, and
    /// none can there. One that is not of that class is for any car, which does not mind the pile. That a vehicle stands on it is known as before.
    pub fn set_out_of_order(&self, bays: impl IntoIterator<Item = BayHandle>) {
        let mut words = vec![0_u64; self.out.len()];
        for bay in bays {
            if let Some(position) = self.position(bay) {
                words[position / 64] |= 1 << (position % 64);
            }
        }
        for (cell, word) in self.out.iter().zip(words) {
            cell.store(word, Ordering::Release);
        }
    }

    /// Whether a bay is for charging and every pile that serves it is out of order.
    #[must_use]
    pub fn is_out_of_order(&self, bay: BayHandle) -> bool {
        self.position(bay).is_some_and(|position| self.is_out_at(position))
    }

    #[inline]
    fn is_out_at(&self, position: usize) -> bool {
        let charging = Classes::of(Class::Charging);
        let out = self.out[position / 64].load(Ordering::Acquire) & (1 << (position % 64)) != 0;
        out && self.classes[position].has(charging)
    }

    /// How a bay was last seen, and when; a free one that is out of order is as good as taken.
    #[inline]
    fn seen_at(&self, position: usize) -> (State, Second) {
        let (state, at) = unpack(self.states[position].load(Ordering::Acquire));
        if state == State::Free && self.is_out_at(position) {
            return (State::Taken, at);
        }
        (state, at)
    }

    /// How a bay stands now, and when it was seen so; unknown where that is too long ago.
    #[must_use]
    pub fn state(&self, bay: BayHandle, now: Second) -> (State, Option<Second>) {
        let seen = self.position(bay).map(|position| self.seen_at(position));
        match seen.filter(|(state, at)| *state != State::Unknown && is_fresh(*at, now)) {
            Some((state, at)) => (state, Some(at)),
            None => (State::Unknown, None),
        }
    }

    /// When the bay at a position was seen to be free, if it is now and will do.
    #[inline]
    pub(super) fn free_since(&self, position: usize, need: Need, now: Second) -> Option<Second> {
        let word = self.states[position].load(Ordering::Acquire);
        let (_, at) = unpack(word);
        let will_do = is_fresh(at, now) && need.fits(self.classes[position]) && !self.is_out_at(position);
        // Nobody can guess which of the bays are free, a processor neither: without a branch it need not.
        (is_free(word) & will_do).then_some(at)
    }

    /// Whether a node may have a free bay that will do.
    #[inline]
    pub(super) fn may_have(&self, node: usize, need: Need) -> bool {
        let mask = self.masks[node];
        let with = need.with.bits();
        let plain = with != 0 || !need.entitled.is_none() || mask & PLAIN != 0;
        mask & with == with && plain && self.free[node].load(Ordering::Acquire) > 0
    }

    /// What is known of a lot's bays that will do: from its bays, or from its gates where these count.
    ///
    /// What gates count is all of a lot's bays: where certain classes are asked for, they say nothing.
    #[must_use]
    pub fn occupancy(&self, lot: LotHandle, need: Need, now: Second) -> Occupancy {
        let Some(listed) = self.lot(lot) else {
            return Occupancy::default();
        };
        let number = lot.0 as usize;
        let bays = self.firsts[number]..self.firsts[number + 1];
        if listed.realtime != Realtime::Gate {
            let mut sum = Occupancy::default();
            if bays.is_empty() && need == Need::default() {
                sum.capacity = listed.capacity().all;
            }
            for bay in bays {
                let position = self.positions[bay as usize] as usize;
                if !need.fits(self.classes[position]) {
                    continue;
                }
                sum.capacity += 1;
                let (state, at) = self.seen_at(position);
                if state != State::Unknown && is_fresh(at, now) {
                    sum.known += 1;
                    *sum.free.get_or_insert(0) += u32::from(state == State::Free);
                    sum.observed = sum.observed.max(Some(at));
                }
            }
            return sum;
        }
        let capacity = listed.capacity();
        if need != Need::default() {
            let fits = |bay: &u32| need.fits(self.classes[self.positions[*bay as usize] as usize]);
            let fitting = bays.filter(fits).count();
            return Occupancy {
                capacity: u32::try_from(fitting).unwrap_or(u32::MAX),
                ..Occupancy::default()
            };
        }
        let word = self.counted[number].load(Ordering::Acquire);
        let at = Second((word >> COUNT_BITS).cast_signed());
        #[allow(clippy::cast_possible_truncation, reason = "the count has 17 bits")]
        let free = (word & ((1 << COUNT_BITS) - 1)) as u32;
        let fresh = word != 0 && is_fresh(at, now);
        Occupancy {
            capacity: capacity.all,
            known: if fresh { capacity.all } else { 0 },
            free: fresh.then_some(if capacity.all > 0 { free.min(capacity.all) } else { free }),
            observed: fresh.then_some(at),
        }
    }

    /// Takes over what an earlier index knows of the same bays and gates.
    pub fn carry(&self, earlier: &Self) {
        for (handle, lot) in self.lots() {
            let Some(before) = earlier.lot_of(lot.code.as_str()) else {
                continue;
            };
            let counted = earlier.counted[before.0 as usize].load(Ordering::Acquire);
            if counted != 0 {
                #[allow(clippy::cast_possible_truncation, reason = "the count has 17 bits")]
                let free = (counted & ((1 << COUNT_BITS) - 1)) as u32;
                self.count(handle, free, Second((counted >> COUNT_BITS).cast_signed()));
            }
            for (bay, (_, listed)) in (self.firsts[handle.0 as usize]..).zip(lot.bays()) {
                if let Some(old) = earlier.bay_of(before, listed.id) {
                    let position = earlier.positions[old.0 as usize] as usize;
                    let (state, at) = unpack(earlier.states[position].load(Ordering::Acquire));
                    self.observe(BayHandle(bay), state, at);
                }
            }
        }
    }
}

/// The nth bay of a lot.
fn nth(lot: &Lot, mut number: u32) -> Option<(&Zone, &Bay)> {
    for zone in lot.zones() {
        let count = u32::try_from(zone.bays.len()).unwrap_or(u32::MAX);
        if number < count {
            return zone.bays.get(number as usize).map(|bay| (zone, bay));
        }
        number -= count;
    }
    None
}

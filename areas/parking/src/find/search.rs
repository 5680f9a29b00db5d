//! Questions and their answers.

use super::index::{BayHandle, Index, LotHandle};
use super::space::{Place, metres, square};
use super::tree::Near;
use super::{DETOUR, FoundBay, FoundLot, LIMIT_MAX, Offer, Question, WALK_METRES_MAX, Walk, chance};
use crate::passages::Second;
use crate::places::{Access, Lot};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

impl Question {
    /// The farthest place that will do, as a square of centimetres.
    fn reach(&self) -> i64 {
        square(f64::from(self.walk_metres_max.min(WALK_METRES_MAX)) / DETOUR)
    }

    /// Whether a vehicle may stand in a lot at all, whatever it asks.
    fn passes(&self, lot: &Lot) -> bool {
        let low = lot
            .height_cm
            .zip(self.height_cm)
            .is_some_and(|(passes, height)| height > passes);
        !low && (lot.access != Access::Permit || self.need.has_permit())
    }

    /// What a lot offers, if that will do.
    fn accepts(&self, offer: Offer) -> Option<Offer> {
        let dear = self
            .price_max
            .is_some_and(|most| offer.price.is_none_or(|price| price > most));
        (offer.open && !dear).then_some(offer)
    }
}

/// What each lot offers, asked once for each question.
struct Offers<'a, F> {
    index: &'a Index,
    question: &'a Question,
    ask: F,
    /// Lots that will do, in the order in which they came near.
    good: Vec<(LotHandle, Offer)>,
    /// Where a lot stands among them; none where it will not do.
    known: BTreeMap<LotHandle, Option<u32>>,
    /// Bays that lie together mostly belong together: the last lot's bays, and where it stands.
    last: (Range<u32>, Option<u32>),
}

impl<'a, F: FnMut(LotHandle, &Lot) -> Offer> Offers<'a, F> {
    fn new(index: &'a Index, question: &'a Question, ask: F) -> Self {
        Self {
            index,
            question,
            ask,
            good: Vec::new(),
            known: BTreeMap::new(),
            last: (0..0, None),
        }
    }

    /// Where a lot stands among those that will do.
    fn of(&mut self, handle: LotHandle) -> Option<u32> {
        let (index, question, ask, good) = (self.index, self.question, &mut self.ask, &mut self.good);
        *self.known.entry(handle).or_insert_with(|| {
            let lot = index.lot(handle).filter(|lot| question.passes(lot))?;
            good.push((handle, question.accepts(ask(handle, lot))?));
            u32::try_from(good.len() - 1).ok()
        })
    }

    /// The same of the lot of a bay.
    fn of_bay(&mut self, bay: u32) -> Option<u32> {
        if !self.last.0.contains(&bay) {
            let lot = self.index.lot_with(BayHandle(bay))?;
            self.last = (self.index.range(lot), self.of(lot));
        }
        self.last.1
    }
}

impl Index {
    /// The nearest free bays, by distance. `offer` is asked once for each lot that comes near.
    pub fn nearest_bays(&self, question: &Question, offer: impl FnMut(LotHandle, &Lot) -> Offer) -> Vec<FoundBay> {
        let (need, now) = (question.need, question.now);
        let mut offers = Offers::new(self, question, offer);
        let near = self.bays.nearest(
            Place::of(question.from),
            question.reach(),
            question.limit.min(LIMIT_MAX),
            |node| self.may_have(node, need),
            |position| self.free_since(position, need, now).is_some(),
            |position, bay| Some((self.free_since(position, need, now)?, offers.of_bay(bay)?)),
        );
        let mut chances: HashMap<LotHandle, f64> = HashMap::new();
        let mut chance_of = |lot: LotHandle| match question.arrive_minutes {
            // Who is there sees it free.
            0 => 1.0,
            minutes => *chances
                .entry(lot)
                .or_insert_with(|| chance::bay_chance(&self.occupancy(lot, need, now), minutes)),
        };
        let answer = |near: Near<(Second, u32)>| {
            let (observed, good) = near.what;
            let (lot, offer) = offers.good[good as usize];
            FoundBay {
                bay: BayHandle(near.item),
                lot,
                walk: Walk::of(metres(near.square)),
                observed,
                price: offer.price,
                chance: chance_of(lot),
            }
        };
        near.into_iter().map(answer).collect()
    }

    /// The nearest lots with a free bay that will do, by distance; with [`Question::unknown`] also those of which nothing is known.
    pub fn nearest_lots(&self, question: &Question, offer: impl FnMut(LotHandle, &Lot) -> Offer) -> Vec<FoundLot> {
        let mut offers = Offers::new(self, question, offer);
        let limit = question.limit.min(LIMIT_MAX);
        let (from, reach) = (Place::of(question.from), question.reach());
        let mut found = Vec::with_capacity(limit);
        // What is free in a lot takes long to say beside how far it is: the nearest are looked at one by one, and more only where those
        // were not enough.
        let (mut wanted, mut looked) = (2 * limit, 0);
        while found.len() < limit {
            let near = self
                .lots
                .nearest(from, reach, wanted, |_| true, |_| true, |_, _| Some(()));
            let answers = near[looked..].iter().filter_map(|near| {
                let lot = LotHandle(near.item);
                let good = offers.of(lot)?;
                let (_, offer) = offers.good[good as usize];
                let occupancy = self.occupancy(lot, question.need, question.now);
                let has_any = occupancy.free.map_or(question.unknown, |free| free > 0);
                has_any.then(|| FoundLot {
                    lot,
                    walk: Walk::of(metres(near.square)),
                    occupancy,
                    price: offer.price,
                    chance: offer
                        .free_chance
                        .or_else(|| chance::lot_chance(&occupancy, question.arrive_minutes)),
                })
            });
            let missing = limit - found.len();
            found.extend(answers.take(missing));
            if near.len() < wanted {
                break;
            }
            (wanted, looked) = (4 * wanted, near.len());
        }
        found
    }
}

//! Questions and their answers.

use super::index::{BayHandle, Index, LotHandle};
use super::space::{Place, metres, square};
use super::{DETOUR, FoundBay, FoundLot, LIMIT_MAX, Offer, Question, WALK_METRES_MAX, Walk, chance};
use crate::places::{Access, Lot};
use std::collections::HashMap;

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
    known: HashMap<LotHandle, Option<Offer>>,
    /// Bays that lie together mostly belong together.
    last: Option<(LotHandle, Option<Offer>)>,
}

impl<F: FnMut(LotHandle, &Lot) -> Offer> Offers<'_, F> {
    fn of(&mut self, handle: LotHandle) -> Option<Offer> {
        if let Some((last, offer)) = self.last
            && last == handle
        {
            return offer;
        }
        let (index, question, ask) = (self.index, self.question, &mut self.ask);
        let offer = *self.known.entry(handle).or_insert_with(|| {
            let lot = index.lot(handle).filter(|lot| question.passes(lot))?;
            question.accepts(ask(handle, lot))
        });
        self.last = Some((handle, offer));
        offer
    }
}

impl Index {
    /// The nearest free bays, by distance. `offer` is asked once for each lot that comes near.
    pub fn nearest_bays(&self, question: &Question, offer: impl FnMut(LotHandle, &Lot) -> Offer) -> Vec<FoundBay> {
        let (need, now) = (question.need, question.now);
        let mut offers = Offers {
            index: self,
            question,
            ask: offer,
            known: HashMap::new(),
            last: None,
        };
        let offers = std::cell::RefCell::new(&mut offers);
        let take = |bay: u32| {
            self.free_since(bay, need, now).is_some()
                && self
                    .lot_with(BayHandle(bay))
                    .is_some_and(|lot| offers.borrow_mut().of(lot).is_some())
        };
        let near = self.bays.nearest(
            Place::of(question.from),
            question.reach(),
            |node| self.may_have(node, need),
            take,
        );
        // A bay that was taken between being looked at and being answered is left out.
        let found = near.filter_map(|(square, bay)| {
            let observed = self.free_since(bay, need, now)?;
            let lot = self.lot_with(BayHandle(bay))?;
            let offer = offers.borrow_mut().of(lot)?;
            Some((square, BayHandle(bay), lot, observed, offer.price))
        });
        let found: Vec<_> = found.take(question.limit.min(LIMIT_MAX)).collect();
        let mut chances: HashMap<LotHandle, f64> = HashMap::new();
        let chance_of = |lot: LotHandle| chance::bay_chance(&self.occupancy(lot, need, now), question.arrive_minutes);
        let answer = |(square, bay, lot, observed, price)| FoundBay {
            bay,
            lot,
            walk: Walk::of(metres(square)),
            observed,
            price,
            chance: *chances.entry(lot).or_insert_with(|| chance_of(lot)),
        };
        found.into_iter().map(answer).collect()
    }

    /// The nearest lots with a free bay that will do, by distance; with [`Question::unknown`] also those of which nothing is known.
    pub fn nearest_lots(&self, question: &Question, offer: impl FnMut(LotHandle, &Lot) -> Offer) -> Vec<FoundLot> {
        let mut offers = Offers {
            index: self,
            question,
            ask: offer,
            known: HashMap::new(),
            last: None,
        };
        let near = self
            .lots
            .nearest(Place::of(question.from), question.reach(), |_| true, |_| true);
        let found = near.filter_map(|(square, lot)| {
            let lot = LotHandle(lot);
            let offer = offers.of(lot)?;
            let occupancy = self.occupancy(lot, question.need, question.now);
            let has_any = occupancy.free.map_or(question.unknown, |free| free > 0);
            has_any.then(|| FoundLot {
                lot,
                walk: Walk::of(metres(square)),
                occupancy,
                price: offer.price,
                chance: offer
                    .free_chance
                    .or_else(|| chance::lot_chance(&occupancy, question.arrive_minutes)),
            })
        });
        found.take(question.limit.min(LIMIT_MAX)).collect()
    }
}

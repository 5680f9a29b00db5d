//! A packed tree over places: sixteen to a node, filled along Hilbert's curve, built once.
//!
//! There are no pointers: the children of a node are the sixteen at its number times sixteen, a level lower. That makes it small
//! (two bytes an item beside the item itself), quick to build, and lets whoever keeps something for each node keep it in a plain list.

use super::space::{Bounds, Place, along_curve};
use crate::places::Point;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Children of a node.
const FAN: usize = 16;

/// A tree over items that are numbers from 0.
#[derive(Debug)]
pub(super) struct Tree {
    /// Along the curve.
    places: Vec<Place>,
    /// The item of each place.
    items: Vec<u32>,
    /// Of every node, the lowest level first.
    bounds: Vec<Bounds>,
    /// Where each level begins in `bounds`, and where the last one ends.
    levels: Vec<usize>,
}

impl Tree {
    /// A tree over points, by their order.
    pub(super) fn new(points: impl Iterator<Item = Point>) -> Self {
        let mut order: Vec<(u64, u32, Place)> = points
            .zip(0..)
            .map(|(point, item)| (along_curve(point), item, Place::of(point)))
            .collect();
        order.sort_unstable_by_key(|(along, item, _)| (*along, *item));
        let places: Vec<Place> = order.iter().map(|(.., place)| *place).collect();
        let items: Vec<u32> = order.iter().map(|(_, item, _)| *item).collect();
        drop(order);
        let around = |boxes: &mut dyn Iterator<Item = Bounds>| boxes.fold(Bounds::NOTHING, |all, one| all.and(&one));
        let mut bounds: Vec<Bounds> = places
            .chunks(FAN)
            .map(|chunk| around(&mut chunk.iter().map(|place| Bounds::around(*place))))
            .collect();
        let mut levels = vec![0, bounds.len()];
        let mut begin = 0;
        while bounds.len() - begin > 1 {
            let end = bounds.len();
            let next: Vec<Bounds> = bounds[begin..end]
                .chunks(FAN)
                .map(|chunk| around(&mut chunk.iter().copied()))
                .collect();
            bounds.extend(next);
            bounds.shrink_to_fit();
            levels.push(bounds.len());
            begin = end;
        }
        Self {
            places,
            items,
            bounds,
            levels,
        }
    }

    /// How many nodes there are.
    pub(super) fn nodes(&self) -> usize {
        self.bounds.len()
    }

    /// The items along the curve.
    pub(super) fn items(&self) -> &[u32] {
        &self.items
    }

    /// The nodes over what stands at a position along the curve, from the lowest.
    pub(super) fn above(&self, position: usize) -> impl Iterator<Item = usize> {
        let levels = self.levels.iter().take(self.levels.len() - 1);
        let mut at = position;
        levels.map(move |begin| {
            at /= FAN;
            begin + at
        })
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<Place>()
            + self.items.capacity() * size_of::<u32>()
            + self.bounds.capacity() * size_of::<Bounds>()
    }

    /// The nearest items, at most so many and no further than `reach` (a square of centimetres), by distance and then by number.
    ///
    /// `enter` says whether a node may have anything that is looked for; `wanted` whether what stands at a position along the curve may be; `take` of
    /// an item that is near enough, with its position, what it was found to be, or that it is not looked for.
    pub(super) fn nearest<T>(
        &self,
        from: Place,
        mut reach: i64,
        limit: usize,
        enter: impl Fn(usize) -> bool,
        wanted: impl Fn(usize) -> bool,
        mut take: impl FnMut(usize, u32) -> Option<T>,
    ) -> Vec<Near<T>> {
        let mut found: Vec<Near<T>> = Vec::with_capacity(limit + 1);
        let mut waiting: BinaryHeap<Reverse<Step>> = BinaryHeap::with_capacity(64);
        #[allow(clippy::cast_possible_truncation, reason = "there are fewer nodes than items")]
        let wait = |waiting: &mut BinaryHeap<_>, square, node| waiting.push(Reverse((square, node as u32)));
        if let Some(root) = self.bounds.last().filter(|_| limit > 0)
            && enter(self.bounds.len() - 1)
        {
            wait(&mut waiting, root.square_to(from), self.bounds.len() - 1);
        }
        // Where enough are found, the last of them is as far as it is worth to look: at its distance for a lower number still.
        while let Some(Reverse((square, node))) = waiting.pop()
            && square <= reach
        {
            let node = node as usize;
            let level = self.levels[1..].iter().take_while(|begin| **begin <= node).count();
            if level > 0 {
                let begin = self.levels[level - 1] + (node - self.levels[level]) * FAN;
                let end = (begin + FAN).min(self.levels[level]);
                for child in begin..end {
                    let square = self.bounds[child].square_to(from);
                    if square <= reach && enter(child) {
                        wait(&mut waiting, square, child);
                    }
                }
                continue;
            }
            let begin = node * FAN;
            // All are looked at before any is decided on, so that memory is waited for once.
            let (mut keys, mut left) = ([(0, 0); FAN], 0_u32);
            let each = self.places[begin..].iter().zip(&self.items[begin..]);
            for ((nth, key), (place, item)) in keys.iter_mut().enumerate().zip(each) {
                *key = (place.square_to(from), *item);
                left |= u32::from((key.0 <= reach) & wanted(begin + nth)) << nth;
            }
            while left > 0 {
                let nth = left.trailing_zeros() as usize;
                left &= left - 1;
                let key = keys[nth];
                if key.0 > reach || (found.len() == limit && found.last().is_some_and(|last| key > last.key())) {
                    continue;
                }
                let Some(what) = take(begin + nth, key.1) else { continue };
                found.truncate(limit - 1);
                let at = found.partition_point(|near| near.key() < key);
                let (square, item) = key;
                found.insert(at, Near { square, item, what });
                if found.len() == limit {
                    reach = found.last().map_or(reach, |last| last.square);
                }
            }
        }
        found
    }
}

/// An item that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near<T> {
    /// The square of its distance, in square centimetres.
    pub(super) square: i64,
    pub(super) item: u32,
    /// What it was found to be.
    pub(super) what: T,
}

impl<T> Near<T> {
    const fn key(&self) -> (i64, u32) {
        (self.square, self.item)
    }
}

/// A node that waits to be looked at: the square of its distance, and its number.
type Step = (i64, u32);

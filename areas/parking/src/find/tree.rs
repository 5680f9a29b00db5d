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

    /// The items from the nearest on, no further than `reach` (a square of centimetres), by distance and then by number.
    ///
    /// `enter` says whether a node may have anything that is looked for, `take` whether an item is.
    pub(super) fn nearest<'a>(
        &'a self,
        from: Place,
        reach: i64,
        enter: impl Fn(usize) -> bool + 'a,
        mut take: impl FnMut(u32) -> bool + 'a,
    ) -> impl Iterator<Item = (i64, u32)> + 'a {
        // A node goes before an item at the same distance, as it may have an item there with a lower number.
        let mut near: BinaryHeap<Reverse<(i64, Step)>> = BinaryHeap::with_capacity(256);
        let top = self.levels.len() - 2;
        if let Some(root) = self.bounds.last()
            && enter(self.bounds.len() - 1)
        {
            near.push(Reverse((root.square_to(from), Step::Node(top, 0))));
        }
        std::iter::from_fn(move || {
            while let Some(Reverse((square, step))) = near.pop() {
                if square > reach {
                    return None;
                }
                let (level, node) = match step {
                    Step::Item(item) => return Some((square, item)),
                    Step::Node(level, node) => (level, node as usize),
                };
                if level == 0 {
                    let end = self.items.len().min((node + 1) * FAN);
                    for position in node * FAN..end {
                        let square = self.places[position].square_to(from);
                        if square <= reach && take(self.items[position]) {
                            near.push(Reverse((square, Step::Item(self.items[position]))));
                        }
                    }
                    continue;
                }
                let begin = self.levels[level - 1];
                let end = (begin + (node + 1) * FAN).min(self.levels[level]);
                for child in begin + node * FAN..end {
                    let square = self.bounds[child].square_to(from);
                    if square <= reach && enter(child) {
                        #[allow(clippy::cast_possible_truncation, reason = "there are fewer nodes than items")]
                        let number = (child - begin) as u32;
                        near.push(Reverse((square, Step::Node(level - 1, number))));
                    }
                }
            }
            None
        })
    }
}

/// What waits to be looked at: a node by its level and number there, or an item.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Node(usize, u32),
    Item(u32),
}

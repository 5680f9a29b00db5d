//! From the seed to the result.

use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};

use super::{Candidate, List, Stream};
use crate::hash::Digest;

/// An object that was drawn, with those who go there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pick {
    /// The object's number.
    pub object: u32,
    /// The inspectors' numbers.
    pub inspectors: Vec<u32>,
}

/// The objects in the order in which they are drawn, then for each its inspectors.
///
/// An object is drawn with the chance that its weight has in the sum of the weights still on the list; what was drawn
/// leaves the list. For each object the inspectors are put into a new order, those with an interest are left out, and
/// the ones with the fewest objects so far are taken, the earlier in the order first. On a list that [`super::freeze`]
/// let pass, there are always enough.
#[must_use]
pub fn pick(list: &List, seed: &Digest) -> Vec<Pick> {
    let mut stream = Stream::new(seed);
    let mut left: Vec<&Candidate> = list.objects.iter().collect();
    let mut drawn = Vec::new();
    while drawn.len() < list.draw as usize {
        let total = left.iter().map(|object| u64::from(object.weight)).sum();
        let Some(total) = NonZeroU64::new(total) else { break };
        drawn.push(take(&mut left, stream.below(total)));
    }
    let mut loads = vec![0_u32; list.inspectors.len()];
    drawn
        .into_iter()
        .map(|object| Pick {
            object: object.number,
            inspectors: send(list, object, &mut loads, &mut stream),
        })
        .collect()
}

/// Takes the object in whose stretch of weights the number lies.
fn take<'a>(left: &mut Vec<&'a Candidate>, mut number: u64) -> &'a Candidate {
    let at = left.iter().position(|object| {
        let weight = u64::from(object.weight);
        let here = number < weight;
        number = number.saturating_sub(weight);
        here
    });
    // The number is below the sum of the weights, so that it lies in one of them.
    left.remove(at.unwrap_or(0))
}

fn send(list: &List, object: &Candidate, loads: &mut [u32], stream: &mut Stream) -> Vec<u32> {
    let mut order: Vec<usize> = (0..list.inspectors.len()).collect();
    stream.shuffle(&mut order);
    order.retain(|at| list.may_go(&list.inspectors[*at], object));
    // Keeps the order among equals.
    order.sort_by_key(|at| loads[*at]);
    order.truncate(list.per_object as usize);
    for at in &order {
        loads[*at] += 1;
    }
    order.into_iter().map(|at| list.inspectors[at].number).collect()
}

//! Numbers from a seed, the same for everybody who has the seed.

use std::num::NonZeroU64;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::hash::Digest;

/// Bytes of a block that a number is made of.
const WORD: usize = 8;

/// A stream of numbers: block `n` is `HMAC-SHA-256(seed, n)` with `n` as eight bytes, most significant first, from 0.
/// Each block gives four numbers of eight bytes.
#[derive(Clone, Debug)]
pub struct Stream {
    keyed: Hmac<Sha256>,
    counter: u64,
    block: [u8; 32],
    /// Bytes of the block that are used up.
    used: usize,
}

impl Stream {
    /// The stream of a seed, from its beginning.
    #[must_use]
    pub fn new(seed: &Digest) -> Self {
        // HMAC fills a key that is shorter than a block with zeros.
        let mut key = [0; 64];
        key[..32].copy_from_slice(&seed.0);
        Self {
            keyed: Hmac::new(&key.into()),
            counter: 0,
            block: [0; 32],
            used: 32,
        }
    }

    fn word(&mut self) -> u64 {
        if self.used == self.block.len() {
            let mut keyed = self.keyed.clone();
            keyed.update(&self.counter.to_be_bytes());
            self.block = keyed.finalize().into_bytes().into();
            self.counter += 1;
            self.used = 0;
        }
        let mut word = [0; WORD];
        word.copy_from_slice(&self.block[self.used..self.used + WORD]);
        self.used += WORD;
        u64::from_be_bytes(word)
    }

    /// A number from 0 to below `range`, each with the same chance: as many low bits as the range needs, drawn again
    /// until they are below it. Taking a remainder instead would favour small numbers.
    pub fn below(&mut self, range: NonZeroU64) -> u64 {
        let most = range.get() - 1;
        let mask = u64::MAX.checked_shr(most.leading_zeros()).unwrap_or(0);
        loop {
            let number = self.word() & mask;
            if number <= most {
                return number;
            }
        }
    }

    /// Puts items into an order, each order with the same chance (Fisher and Yates): from the last place down, each
    /// place is exchanged with one at or before it.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let range = NonZeroU64::MIN.saturating_add(last as u64);
            // Below `range`, which came from a `usize`.
            let other = usize::try_from(self.below(range)).unwrap_or(last);
            items.swap(last, other);
        }
    }
}

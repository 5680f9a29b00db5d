//! The growing tree, kept as the few hashes along its right edge.

use super::hash::{EMPTY_ROOT, Hash, node_hash};

/// A tree of some size, held as the roots of its complete subtrees from left to right, one for each one-bit of the size. Leaves
/// are added one at a time in amortised constant time, and the root is at hand at any moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompactRange {
    size: u64,
    peaks: Vec<Hash>,
}

impl CompactRange {
    /// The tree without leaves.
    pub fn new() -> CompactRange {
        CompactRange::default()
    }

    /// Goes on from a stored right edge: the roots of the complete subtrees, largest first. `None` when their number does not
    /// fit the size.
    pub fn resume(size: u64, peaks: Vec<Hash>) -> Option<CompactRange> {
        (peaks.len() == size.count_ones() as usize).then_some(CompactRange { size, peaks })
    }

    /// The (level, index) of each complete subtree of a tree of `size` leaves, largest first: what [`CompactRange::resume`]
    /// needs the hashes of.
    pub fn peaks_of(size: u64) -> impl Iterator<Item = (u8, u64)> {
        (0..64u8)
            .rev()
            .filter(move |level| size >> level & 1 == 1)
            .map(move |level| (level, (size >> level) - 1))
    }

    /// Adds one leaf by its hash.
    pub fn append(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Each trailing one-bit of the size is a subtree that the new leaf completes.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// Roots of the complete subtrees, largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Root of the tree as it stands.
    pub fn root(&self) -> Hash {
        self.peaks
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or(EMPTY_ROOT)
    }
}

impl Extend<Hash> for CompactRange {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.append(leaf));
    }
}

impl FromIterator<Hash> for CompactRange {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> CompactRange {
        let mut range = CompactRange::new();
        range.extend(leaves);
        range
    }
}

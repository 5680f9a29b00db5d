//! Inclusion and consistency proofs: made from stored hashes as RFC 6962 defines them, checked as RFC 9162 (sections 2.1.3.2
//! and 2.1.4.2) describes, so that maker and checker share no code.

use super::hash::{EMPTY_ROOT, Hash, node_hash};
use crate::error::{JournalError, Result};

/// Where the hashes of complete subtrees come from: tiles in a folder, on a server, or in memory.
pub trait HashReader {
    /// Hash of the complete subtree over leaves `index << level .. (index + 1) << level`. Asked only for subtrees that lie
    /// inside the tree.
    fn hash(&self, level: u8, index: u64) -> Result<Hash>;
}

/// Root over the leaves `lo..hi`, by the recursive definition. `lo` must be a multiple of the largest power of two that is not
/// larger than `hi - lo`, which holds for every range met in a proof.
pub fn subtree_root(reader: &dyn HashReader, lo: u64, hi: u64) -> Result<Hash> {
    if lo >= hi {
        return Ok(EMPTY_ROOT);
    }
    let width = hi - lo;
    if width.is_power_of_two() {
        let level = width.trailing_zeros();
        return reader.hash(level as u8, lo >> level);
    }
    let middle = lo + split(width);
    Ok(node_hash(
        &subtree_root(reader, lo, middle)?,
        &subtree_root(reader, middle, hi)?,
    ))
}

/// The hashes that lead from leaf `index` to the root of the tree of `size` leaves, from the leaf upwards.
pub fn inclusion_proof(reader: &dyn HashReader, index: u64, size: u64) -> Result<Vec<Hash>> {
    if index >= size {
        return Err(JournalError::NoSuchLeaf { index, size });
    }
    let (mut lo, mut hi) = (0, size);
    let mut proof = Vec::new();
    while hi - lo > 1 {
        let middle = lo + split(hi - lo);
        if index < middle {
            proof.push(subtree_root(reader, middle, hi)?);
            hi = middle;
        } else {
            proof.push(subtree_root(reader, lo, middle)?);
            lo = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The hashes that show that the tree of `new` leaves begins with the tree of `old` leaves.
pub fn consistency_proof(reader: &dyn HashReader, old: u64, new: u64) -> Result<Vec<Hash>> {
    if old > new {
        return Err(JournalError::NotGrown { old, new });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut lo, mut hi) = (0, new);
    let mut proof = Vec::new();
    // Walk down to the subtree that ends where the old tree ends, noting what lies beside the way.
    while hi != old {
        let middle = lo + split(hi - lo);
        if old <= middle {
            proof.push(subtree_root(reader, middle, hi)?);
            hi = middle;
        } else {
            proof.push(subtree_root(reader, lo, middle)?);
            lo = middle;
        }
    }
    // When that subtree is the whole old tree, its hash is the old root, which the checker has.
    if lo > 0 {
        proof.push(subtree_root(reader, lo, hi)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that `leaf` is leaf `index` of the tree of `size` leaves with this `root`.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<()> {
    if index >= size {
        return Err(JournalError::NoSuchLeaf { index, size });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(JournalError::ProofWrong("it is longer than the tree is high"));
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // A node without a right sibling moves up unchanged until it is a right child.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(JournalError::ProofWrong("it is shorter than the tree is high"));
    }
    if hash != *root {
        return Err(JournalError::ProofWrong("it does not lead from the leaf to the root"));
    }
    Ok(())
}

/// Checks that the tree of `new` leaves with `new_root` begins with the tree of `old` leaves with `old_root`. The old tree must
/// have a leaf, unless both are empty.
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> Result<()> {
    if old > new {
        return Err(JournalError::NotGrown { old, new });
    }
    if old == new {
        if !proof.is_empty() {
            return Err(JournalError::ProofWrong("it should be empty"));
        }
        if old_root != new_root || (old == 0 && *old_root != EMPTY_ROOT) {
            return Err(JournalError::ProofWrong("the roots differ"));
        }
        return Ok(());
    }
    if old == 0 {
        // Every tree begins with the empty one, so nothing in such a proof says anything about the new root.
        return Err(JournalError::ProofWrong("a proof from the empty tree shows nothing"));
    }
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let mut hashes = proof.iter();
    // `node` is zero now exactly when the old tree is complete; then the old root itself is the start.
    let start = if node == 0 { Some(old_root) } else { hashes.next() };
    let start = start.ok_or(JournalError::ProofWrong("it is too short"))?;
    let (mut old_hash, mut new_hash) = (*start, *start);
    for sibling in hashes {
        if last == 0 {
            return Err(JournalError::ProofWrong("it is longer than the tree is high"));
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(JournalError::ProofWrong("it is shorter than the tree is high"));
    }
    if old_hash != *old_root {
        return Err(JournalError::ProofWrong("it does not lead to the old root"));
    }
    if new_hash != *new_root {
        return Err(JournalError::ProofWrong("it does not lead to the new root"));
    }
    Ok(())
}

/// The largest power of two that is smaller than `width`, which is at least 2.
fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

//! The tree by its definition, without any cleverness.

use shishi_journal::core::{EMPTY_ROOT, HashReader, node_hash};
use shishi_journal::{Hash, Result};

/// Root over leaf hashes, straight from RFC 6962, section 2.1.
pub fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let middle = leaves.len().next_power_of_two() / 2;
            node_hash(&naive_root(&leaves[..middle]), &naive_root(&leaves[middle..]))
        }
    }
}

/// Leaf hashes in memory.
pub struct Leaves(pub Vec<Hash>);

impl HashReader for Leaves {
    fn hash(&self, level: u8, index: u64) -> Result<Hash> {
        Ok(naive_root(
            &self.0[(index << level) as usize..((index + 1) << level) as usize],
        ))
    }
}

//! Batches: many lines under one entry of a log, which holds their number and root and nothing else of them.
//!
//! The tree over a batch's lines is that of the log itself. A line has a salt in it, so that who has the root and guesses the line still
//! knows nothing. A [`BatchReceipt`] carries one line, its way to the batch's root, and the receipt of the batch's entry.

use super::hash::{Hash, leaf_hash};
use super::proof::{HashReader, inclusion_proof, subtree_root};
use crate::error::{JournalError, Result};
use serde::{Deserialize, Serialize};

/// The form of a batch receipt.
const SCHEMA: &str = "shishi-batch-receipt/1";
/// Longest way from a line to the root.
const HASHES_MAX: usize = 64;

/// The tree over the lines of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchTree(Vec<Hash>);

impl BatchTree {
    /// The tree over lines whose hashes are known.
    pub fn of(digests: impl IntoIterator<Item = [u8; 32]>) -> BatchTree {
        BatchTree(digests.into_iter().map(Hash).collect())
    }

    /// Adds a line and gives its hash.
    pub fn add(&mut self, line: &[u8]) -> Hash {
        let hash = leaf_hash(line);
        self.0.push(hash);
        hash
    }

    /// The root over the lines so far.
    pub fn root(&self) -> Hash {
        self.0.iter().copied().collect::<super::CompactRange>().root()
    }

    /// The way from a line to the root.
    pub fn path(&self, number: u64) -> Result<Vec<Hash>> {
        inclusion_proof(self, number, self.0.len() as u64)
    }
}

impl HashReader for BatchTree {
    fn hash(&self, level: u8, index: u64) -> Result<Hash> {
        let size = self.0.len() as u64;
        if level > 0 {
            let (lo, hi) = (index << level, (index + 1) << level);
            let middle = lo + (hi - lo) / 2;
            let (left, right) = (subtree_root(self, lo, middle)?, subtree_root(self, middle, hi)?);
            return Ok(super::hash::node_hash(&left, &right));
        }
        let at = usize::try_from(index).ok();
        let leaf = at.and_then(|at| self.0.get(at)).copied();
        leaf.ok_or(JournalError::NoSuchLeaf { index, size })
    }
}

/// A receipt taken apart. Nothing in it is trusted before it was checked; see [`crate::verify::verify_batch_receipt`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchReceipt {
    /// The line, byte for byte.
    pub line: String,
    /// Its place in the batch, from 0.
    pub number: u64,
    /// How many lines the batch has.
    pub lines: u64,
    /// The way from the line to the batch's root.
    pub path: Vec<Hash>,
    /// The receipt of the batch's entry, as text.
    pub batch: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    batch: String,
    line: String,
    lines: u64,
    number: u64,
    path: Vec<String>,
    schema: String,
}

impl BatchReceipt {
    /// The text of the file: JSON.
    pub fn to_text(&self) -> String {
        let stored = Stored {
            batch: self.batch.clone(),
            line: self.line.clone(),
            lines: self.lines,
            number: self.number,
            path: self.path.iter().map(|hash| hash.to_base64()).collect(),
            schema: SCHEMA.to_owned(),
        };
        let mut text = serde_json::to_string_pretty(&stored).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads the text of a receipt.
    pub fn from_text(text: &str) -> Result<BatchReceipt> {
        let malformed = JournalError::ReceiptMalformed;
        let stored: Stored =
            serde_json::from_str(text).map_err(|_| malformed("it is not JSON of the form of a batch receipt"))?;
        if stored.schema != SCHEMA {
            return Err(malformed("its schema is not shishi-batch-receipt/1"));
        }
        if stored.path.len() > HASHES_MAX {
            return Err(malformed("its path has more than 64 hashes"));
        }
        let path = stored
            .path
            .iter()
            .map(|hash| Hash::from_base64(hash))
            .collect::<Option<Vec<_>>>();
        Ok(BatchReceipt {
            line: stored.line,
            number: stored.number,
            lines: stored.lines,
            path: path.ok_or(malformed("a line of its path is not a hash"))?,
            batch: stored.batch,
        })
    }
}

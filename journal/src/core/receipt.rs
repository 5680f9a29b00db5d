//! Receipts: one text file that proves, offline, that an entry is in the log (c2sp.org/tlog-proof).

use super::{hash::Hash, note::decimal};
use crate::error::{JournalError, Result};
use base64::{Engine, prelude::BASE64_STANDARD};

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Longest way from a leaf to the root.
const HASHES_MAX: usize = 64;

/// A receipt taken apart. Nothing in it is trusted before it was checked; see [`crate::verify::verify_receipt`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The entry itself, so that the one file is enough. The format calls this `extra` and gives it no meaning of its own.
    pub entry: Option<Vec<u8>>,
    /// Index of the leaf.
    pub index: u64,
    /// The way from the leaf to the root.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, as a note.
    pub checkpoint: String,
}

impl Receipt {
    /// The text of the file; its name should end with `.tlog-proof`.
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        if let Some(entry) = &self.entry {
            text.push_str(&format!("extra {}\n", BASE64_STANDARD.encode(entry)));
        }
        text.push_str(&format!("index {}\n", self.index));
        for hash in &self.proof {
            text.push_str(&format!("{hash}\n"));
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// Reads the text of a receipt.
    pub fn from_text(text: &str) -> Result<Receipt> {
        let malformed = JournalError::ReceiptMalformed;
        let (head, checkpoint) = text
            .split_once("\n\n")
            .ok_or(malformed("no empty line before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(malformed("its first line is not c2sp.org/tlog-proof@v1"));
        }
        let entry = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => {
                let decoded = BASE64_STANDARD.decode(&line["extra ".len()..]);
                Some(decoded.map_err(|_| malformed("its extra line is not base64"))?)
            }
            None => None,
        };
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .and_then(decimal);
        let index = index.ok_or(malformed("no index line"))?;
        let proof = lines
            .map(Hash::from_base64)
            .take(HASHES_MAX + 1)
            .collect::<Option<Vec<_>>>();
        let proof = proof.ok_or(malformed("a line of the proof is not a hash"))?;
        if proof.len() > HASHES_MAX {
            return Err(malformed("its proof has more than 64 hashes"));
        }
        Ok(Receipt {
            entry,
            index,
            proof,
            checkpoint: checkpoint.to_string(),
        })
    }
}

//! The text of a checkpoint: origin, size, root (c2sp.org/tlog-checkpoint).

use super::{hash::Hash, note::decimal};
use crate::error::{JournalError, Result};

/// What a log's signature stands for: this many leaves have this root.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Checkpoint {
    /// Name of the log, unique in the world.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// Reads the text of a note. Further lines are allowed and skipped, as the format asks.
    pub fn from_text(text: &str) -> Result<Checkpoint> {
        let malformed = JournalError::CheckpointMalformed;
        let body = text
            .strip_suffix('\n')
            .ok_or(malformed("it does not end with a line break"))?;
        let mut lines = body.split('\n');
        let origin = lines
            .next()
            .filter(|line| !line.is_empty())
            .ok_or(malformed("its first line, the origin, is empty"))?;
        let size = lines
            .next()
            .and_then(decimal)
            .ok_or(malformed("its second line is not a size"))?;
        let root = lines
            .next()
            .and_then(Hash::from_base64)
            .ok_or(malformed("its third line is not a root hash"))?;
        if lines.any(str::is_empty) {
            return Err(malformed("it has an empty line"));
        }
        Ok(Checkpoint {
            origin: origin.to_string(),
            size,
            root,
        })
    }
}

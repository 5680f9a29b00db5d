//! The journal: a tiled transparency log that strangers can check with tools that are not ours.
//!
//! - [`Log`] keeps a log in a folder of static files ([c2sp.org/tlog-tiles]) and signs its checkpoints. The order of its writes
//!   is argued in the documentation of that type.
//! - [`verify`] checks a folder, an address or a receipt, knowing nothing but the published formats.
//! - [`core`] is the arithmetic and the text forms under both: no files, no clock, no randomness.
//!
//! It deliberately is not a database (the leaves are committed there first), knows nothing of what a leaf means, and does not
//! claim that what was logged is true: it shows that it was not changed later.
//!
//! [c2sp.org/tlog-tiles]: https://c2sp.org/tlog-tiles

pub mod core;
mod error;
mod files;
pub mod verify;

pub use crate::core::{
    BatchReceipt, BatchTree, Checkpoint, CompactRange, ENTRY_BYTES_MAX, Hash, Note, Receipt, SigningKey, VerifyingKey,
    canonical, leaf_hash,
};
pub use error::{JournalError, Result};
pub use files::{Log, LogPaths, LogReader};

//! Everything that can go wrong with a journal, each as something its operator can act on.

use crate::core::Hash;
use std::path::PathBuf;

/// What the crate's functions return.
pub type Result<T> = std::result::Result<T, JournalError>;

/// A named refusal or failure.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file system refused. After this, a log asks for [`crate::Log::reload`] before it publishes again, since what was
    /// being written may or may not have survived.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was attempted, as a verb.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Another process (or another `Log` in this one) holds the folder or the lock file.
    #[error("{} is held by another writer; stop that one first", path.display())]
    Busy {
        /// The guard file that is held.
        path: PathBuf,
    },
    /// The folder holds a log, but the file with the last signed checkpoint is gone, so a fork could not be noticed.
    #[error(
        "{} holds a log but its last signed checkpoint {} is missing; bring that file back before starting",
        tiles.display(), lock.display()
    )]
    LockMissing {
        /// Folder of the tiles.
        tiles: PathBuf,
        /// Where the last signed checkpoint should be.
        lock: PathBuf,
    },
    /// The lock file is not what this log last read or wrote there.
    #[error("{} was changed by somebody else since it was read; nothing was signed", path.display())]
    LockChanged {
        /// The lock file.
        path: PathBuf,
    },
    /// The public checkpoint in the folder is not one this log signed.
    #[error("{} is not a checkpoint of this log ({reason}); move it away, it is then written again", path.display())]
    ForeignCheckpoint {
        /// The public checkpoint.
        path: PathBuf,
        /// Why it was not accepted.
        reason: String,
    },
    /// The log belongs to another origin than the one asked for.
    #[error("the log's origin is {found:?}, not {expected:?}; check the configured origin and folder")]
    WrongOrigin {
        /// The origin asked for.
        expected: String,
        /// The origin found.
        found: String,
    },
    /// The log was signed with another key than the one given.
    #[error("the log was not signed with the given key {vkey}; check the key file")]
    WrongKey {
        /// The public form of the key given.
        vkey: String,
    },
    /// Something is older than what was already signed: a restored backup, most likely.
    #[error("{what} holds {found} leaves, but {signed} are already signed; an older copy was put back")]
    Rollback {
        /// What is too old: the database, or the lock file.
        what: &'static str,
        /// Leaves in it.
        found: u64,
        /// Leaves that are signed.
        signed: u64,
    },
    /// Two histories of one size: going on would sign a fork.
    #[error("{what} tells another history: at {size} leaves its root is {theirs}, but {ours} was signed")]
    Fork {
        /// What differs from the signed log.
        what: &'static str,
        /// The size at which both were compared.
        size: u64,
        /// The signed root.
        ours: Hash,
        /// The other root.
        theirs: Hash,
    },
    /// A tile is missing, short, or disagrees with what was signed.
    #[error("{path} is damaged from leaf {index} on: {reason}; restore it from a mirror")]
    CorruptTile {
        /// The tile's path below the log's folder.
        path: String,
        /// First leaf concerned.
        index: u64,
        /// What is wrong.
        reason: String,
    },
    /// The second computation of the root, from the bytes on disk, disagreed with the first. Nothing was signed.
    #[error(
        "the tree read back from disk at {size} leaves has root {read}, in memory it is {computed}; nothing was signed"
    )]
    ReadBack {
        /// Leaves in the new tree.
        size: u64,
        /// Root computed in memory.
        computed: Hash,
        /// Root computed from the bytes read back.
        read: Hash,
    },
    /// An earlier write failed with an unknown outcome.
    #[error("an earlier write failed; call reload, then publish what lies beyond the log's size")]
    NeedsReload,
    /// The caller's next leaf is not the log's next leaf.
    #[error("leaves from {first} on were offered, but the log holds {size}")]
    NotNext {
        /// Index of the first leaf offered.
        first: u64,
        /// Leaves in the log.
        size: u64,
    },
    /// An entry does not fit the format.
    #[error("entry {position} of the batch is {length} bytes long; at most {max} are possible", max = crate::core::ENTRY_BYTES_MAX)]
    EntryTooLong {
        /// Position in the batch, from 0.
        position: usize,
        /// Its length in bytes.
        length: usize,
    },
    /// There is no such leaf in the signed tree.
    #[error("there is no leaf {index} in a tree of {size}")]
    NoSuchLeaf {
        /// The index asked for.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// Sizes in the wrong order.
    #[error("a tree of {new} leaves cannot have grown from one of {old}")]
    NotGrown {
        /// The older size.
        old: u64,
        /// The newer size.
        new: u64,
    },
    /// A proof does not lead to the root.
    #[error("the proof does not hold: {0}")]
    ProofWrong(&'static str),
    /// A signed note is not well formed.
    #[error("not a signed note: {0}")]
    NoteMalformed(&'static str),
    /// No signature line of the note is by the given key.
    #[error("the note carries no signature by {name}+{id:08x}")]
    NotSigned {
        /// The key's name.
        name: String,
        /// The key's id.
        id: u32,
    },
    /// A signature line names the given key but does not verify.
    #[error("the signature by {name}+{id:08x} is wrong")]
    SignatureWrong {
        /// The key's name.
        name: String,
        /// The key's id.
        id: u32,
    },
    /// The text of a checkpoint is not well formed.
    #[error("not a checkpoint: {0}")]
    CheckpointMalformed(&'static str),
    /// A receipt is not well formed.
    #[error("not a receipt: {0}")]
    ReceiptMalformed(&'static str),
    /// A key's text form is not well formed.
    #[error("not a key: {0}")]
    KeyMalformed(&'static str),
    /// An origin cannot be used as the name of a key.
    #[error("{0:?} cannot be an origin: it must be non-empty, without spaces, plus signs or control characters")]
    OriginMalformed(String),
    /// A value has no canonical form.
    #[error("no canonical form for the value at {pointer:?}: {reason}")]
    NotCanonical {
        /// JSON pointer (RFC 6901) to the value.
        pointer: String,
        /// Why.
        reason: &'static str,
    },
}

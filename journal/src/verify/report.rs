//! What a check found, and what it did not look at.

use crate::core::{Checkpoint, Hash};

/// Problems that are listed; beyond these a check stops.
pub(super) const PROBLEMS_MAX: usize = 100;

/// The outcome of a check, for people and, serialised, for programs.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Report {
    /// What was looked at: a folder, an address, a receipt.
    pub subject: String,
    /// Whether nothing was found wrong. Read it together with `unchecked`.
    pub ok: bool,
    /// The log's name, from its checkpoint.
    pub origin: Option<String>,
    /// Leaves under the checkpoint.
    pub size: Option<u64>,
    /// Root under the checkpoint.
    pub root: Option<Hash>,
    /// The key whose signature was found good.
    pub signed_by: Option<String>,
    /// Index of the first leaf that something is wrong with.
    pub first_bad_index: Option<u64>,
    /// What is wrong, first leaf first; at most 100.
    pub problems: Vec<Problem>,
    /// What was checked.
    pub checked: Vec<Checked>,
    /// What was not.
    pub unchecked: Vec<Unchecked>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Stable code, for programs and translations.
    pub code: ProblemCode,
    /// First leaf concerned.
    pub index: Option<u64>,
    /// File concerned, below the log's folder or address.
    pub path: Option<String>,
    /// What is wrong, in English.
    pub text: String,
}

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProblemCode {
    /// The given key cannot be read.
    KeyMalformed,
    /// There is no checkpoint.
    CheckpointMissing,
    /// The checkpoint cannot be read.
    CheckpointMalformed,
    /// The checkpoint is of another log than the key.
    OriginDiffers,
    /// The checkpoint carries no signature by the key.
    NotSigned,
    /// The signature is wrong.
    SignatureWrong,
    /// A file could not be read or fetched.
    Unreadable,
    /// A bundle of entries is missing.
    EntriesMissing,
    /// A bundle of entries is cut short or has bytes left over.
    EntriesMalformed,
    /// An entry is not the one whose hash is stored.
    EntryDiffers,
    /// A hash tile is missing.
    TileMissing,
    /// A hash tile has the wrong length.
    TileMalformed,
    /// A stored leaf hash is not that of the entry, which is the one that was signed.
    LeafHashDiffers,
    /// A hash of a higher level is not the root of the tile below.
    HashDiffers,
    /// The entries' root is not the signed one.
    RootDiffers,
    /// A partial tile of an earlier checkpoint does not agree with the tile that took its place.
    OlderPartialDiffers,
    /// The log is shorter than it was.
    Shrunk,
    /// The log does not begin with what it held before.
    HistoryDiffers,
    /// A receipt cannot be read.
    ReceiptMalformed,
    /// A receipt is without its entry, and none was given.
    EntryMissing,
    /// The entry given is not the one in the receipt.
    ReceiptEntryDiffers,
    /// The proof does not lead from the entry to the signed root.
    ProofWrong,
    /// The entry of a batch is none, or names another number of lines.
    BatchMalformed,
    /// The path does not lead from the line to the batch's root.
    LineWrong,
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Checked {
    /// Stable code.
    pub code: &'static str,
    /// How many.
    pub count: u64,
    /// Of what, in English.
    pub text: String,
}

/// One thing that was not checked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Unchecked {
    /// Stable code.
    pub code: &'static str,
    /// What and why, in English.
    pub text: String,
}

impl Report {
    pub(super) fn new(subject: String) -> Report {
        Report {
            subject,
            ok: false,
            origin: None,
            size: None,
            root: None,
            signed_by: None,
            first_bad_index: None,
            problems: Vec::new(),
            checked: Vec::new(),
            unchecked: Vec::new(),
        }
    }

    pub(super) fn of(&mut self, checkpoint: &Checkpoint) {
        self.origin = Some(checkpoint.origin.clone());
        self.size = Some(checkpoint.size);
        self.root = Some(checkpoint.root);
    }

    pub(super) fn problem(
        &mut self,
        code: ProblemCode,
        index: Option<u64>,
        path: Option<&str>,
        text: impl Into<String>,
    ) {
        self.problems.push(Problem {
            code,
            index,
            path: path.map(str::to_string),
            text: text.into(),
        });
    }

    pub(super) fn checked(&mut self, code: &'static str, count: u64, text: impl Into<String>) {
        self.checked.push(Checked {
            code,
            count,
            text: text.into(),
        });
    }

    pub(super) fn unchecked(&mut self, code: &'static str, text: impl Into<String>) {
        self.unchecked.push(Unchecked {
            code,
            text: text.into(),
        });
    }

    /// Brings the report into its final order and draws its conclusion.
    pub(super) fn finish(mut self) -> Report {
        self.problems
            .sort_by_key(|problem| (problem.index.unwrap_or(u64::MAX), problem.code));
        self.problems.dedup();
        if self.problems.len() > PROBLEMS_MAX {
            self.problems.truncate(PROBLEMS_MAX);
            self.unchecked("problems", "only the first 100 problems are listed");
        }
        self.first_bad_index = self.problems.iter().filter_map(|problem| problem.index).min();
        self.unchecked.push(Unchecked {
            code: "truth",
            text: "whether what was logged is true; a log shows only that it was not changed later".to_string(),
        });
        self.ok = self.problems.is_empty();
        self
    }
}

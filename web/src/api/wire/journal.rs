//! The journal's head, its entries and receipts.

use serde::Serialize;
use shishi_service::{JournalHead, ReceiptReport, views};
use utoipa::ToSchema;

use super::instant;

/// The head of the journal (存证日志).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Journal {
    /// The log's origin line.
    pub origin: String,
    /// The year of this log.
    pub year: i16,
    /// Entries under the signed checkpoint.
    pub size: u64,
    /// Entries committed and not yet under it.
    pub pending: u64,
    /// Root hash of the checkpoint, in base64.
    pub root: String,
    /// The signed checkpoint, as `GET /journal/checkpoint` serves it (C2SP tlog-checkpoint).
    pub checkpoint: String,
    /// The verifier key (C2SP signed-note).
    pub vkey: String,
}

impl From<JournalHead> for Journal {
    fn from(head: JournalHead) -> Self {
        Self {
            origin: head.origin,
            year: head.year,
            size: head.size,
            pending: head.pending,
            root: head.root,
            checkpoint: head.checkpoint,
            vkey: head.vkey,
        }
    }
}

/// A recorded event with its journal entry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EntryRecord {
    /// Identifier of the entry, known before its index in the tree is; for `GET /api/v1/receipts/{leaf}`.
    pub leaf: i64,
    /// Its index in the tree, once it is sequenced.
    pub index: Option<u64>,
    /// The log's year.
    pub log_year: i16,
    /// When it was committed.
    #[schema(format = DateTime)]
    pub at: String,
    /// What happened, as a stable code: `programme.issued`, `record.reported`, `target.changed`.
    pub kind: String,
    /// The entry's exact bytes, canonical JSON, as a string: the hash in the tree is over these.
    pub body: String,
}

impl From<views::HistoryRow> for EntryRecord {
    fn from(row: views::HistoryRow) -> Self {
        Self {
            leaf: row.leaf.0,
            index: row.index,
            log_year: row.log_year,
            at: instant(row.at),
            kind: row.kind,
            body: row.body,
        }
    }
}

/// What a check of a receipt found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReceiptAnswer {
    /// Whether signature and proof hold, and the ledger has the same entry today.
    pub ok: bool,
    /// Why not, as a stable code (`malformed`, `other_log`, `no_entry`, `proof`, `unknown_entry` or `line`); null when it does.
    pub problem: Option<String>,
    /// The entry's index in the tree.
    pub index: Option<u64>,
    /// The size of the tree that the receipt speaks of.
    pub tree_size: Option<u64>,
    /// The entry in the receipt: canonical JSON.
    pub entry: Option<String>,
    /// Of a receipt of one line of a batch, the line: canonical JSON. The entry is that of the batch.
    pub line: Option<String>,
    /// The journal's year.
    pub year: Option<i16>,
}

impl From<ReceiptReport> for ReceiptAnswer {
    fn from(report: ReceiptReport) -> Self {
        Self {
            ok: report.ok,
            problem: report.problem.map(str::to_owned),
            index: report.index,
            tree_size: report.tree_size,
            entry: report.entry,
            line: report.line,
            year: report.year,
        }
    }
}

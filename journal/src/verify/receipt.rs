//! Checking one receipt, offline.

use super::{ProblemCode, Report, open_checkpoint};
use crate::core::{Receipt, leaf_hash, verify_inclusion};

/// Checks a receipt: the signature on its checkpoint, and that its proof leads from the entry to the signed root. The entry is
/// the one given, or else the one in the receipt.
pub fn verify_receipt(text: &str, vkey: Option<&str>, entry: Option<&[u8]>) -> Report {
    unfinished(text, vkey, entry).finish()
}

/// The same, for who looks at more.
pub(super) fn unfinished(text: &str, vkey: Option<&str>, entry: Option<&[u8]>) -> Report {
    let mut report = Report::new("receipt".to_string());
    let receipt = match Receipt::from_text(text) {
        Ok(receipt) => receipt,
        Err(error) => {
            report.problem(ProblemCode::ReceiptMalformed, None, None, error.to_string());
            return report;
        }
    };
    let checkpoint = open_checkpoint(&mut report, receipt.checkpoint.as_bytes(), vkey);
    let Some(checkpoint) = checkpoint else {
        return report;
    };
    report.of(&checkpoint);
    let index = Some(receipt.index);
    if let (Some(given), Some(own)) = (entry, &receipt.entry)
        && given != own.as_slice()
    {
        report.problem(
            ProblemCode::ReceiptEntryDiffers,
            index,
            None,
            "the entry given is not the one in the receipt",
        );
    }
    let Some(entry) = entry.or(receipt.entry.as_deref()) else {
        report.problem(
            ProblemCode::EntryMissing,
            index,
            None,
            "the receipt is without its entry, and none was given",
        );
        return report;
    };
    match verify_inclusion(
        &leaf_hash(entry),
        receipt.index,
        checkpoint.size,
        &receipt.proof,
        &checkpoint.root,
    ) {
        Ok(()) => report.checked("inclusion", 1, "inclusion proofs"),
        Err(error) => report.problem(ProblemCode::ProofWrong, index, None, error.to_string()),
    }
    report.unchecked(
        "other_leaves",
        "the other leaves of the log, and whether the log shows everyone the same tree",
    );
    report
}

//! One line of a batch, with nothing else at hand.

use super::receipt::unfinished;
use super::{ProblemCode, Report};
use crate::core::{BatchReceipt, Receipt, leaf_hash, verify_inclusion};

/// Checks a batch receipt: the receipt of the batch's entry as [`verify_receipt`](super::verify_receipt) does, that this entry names the number of lines and a
/// root, and that the path leads from the line to that root.
pub fn verify_batch_receipt(text: &str, vkey: Option<&str>) -> Report {
    let receipt = match BatchReceipt::from_text(text) {
        Ok(receipt) => receipt,
        Err(error) => {
            let mut report = Report::new("batch receipt".to_string());
            report.problem(ProblemCode::ReceiptMalformed, None, None, error.to_string());
            return report.finish();
        }
    };
    let mut report = unfinished(&receipt.batch, vkey, None);
    report.subject = "batch receipt".to_string();
    match promised(&receipt.batch) {
        None => report.problem(
            ProblemCode::BatchMalformed,
            None,
            None,
            "the entry does not name the lines and the root of a batch",
        ),
        Some((lines, _)) if lines != receipt.lines => report.problem(
            ProblemCode::BatchMalformed,
            None,
            None,
            format!("the batch has {lines} lines, the receipt says {}", receipt.lines),
        ),
        Some((lines, root)) => {
            let leaf = leaf_hash(receipt.line.as_bytes());
            match verify_inclusion(&leaf, receipt.number, lines, &receipt.path, &root) {
                Ok(()) => report.checked("line", 1, "lines of the batch"),
                Err(error) => report.problem(ProblemCode::LineWrong, None, None, error.to_string()),
            }
        }
    }
    report.unchecked(
        "other_lines",
        "the other lines of the batch, of which only hashes are known here",
    );
    report.finish()
}

/// How many lines and which root the entry in a receipt names.
fn promised(receipt: &str) -> Option<(u64, crate::core::Hash)> {
    let entry = Receipt::from_text(receipt).ok()?.entry?;
    let entry: serde_json::Value = serde_json::from_slice(&entry).ok()?;
    let data = entry.get("data")?;
    let root: [u8; 32] = hex::decode(data.get("root")?.as_str()?).ok()?.try_into().ok()?;
    Some((data.get("lines")?.as_u64()?, crate::core::Hash(root)))
}

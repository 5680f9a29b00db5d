//! Checking that a log only grew since an earlier checkpoint.

use super::source::{SourceTiles, TileSource};
use super::{ProblemCode, Report, open_checkpoint};
use crate::core::{Checkpoint, EMPTY_ROOT, consistency_proof, verify_consistency};
use crate::error::JournalError;

/// Checks that the log of the `new` checkpoint begins with that of the `old` one, both being signed notes. The proof is made from
/// the source's tiles, which need not be trusted.
pub fn verify_growth(source: &dyn TileSource, vkey: Option<&str>, old: &str, new: &str) -> Report {
    let mut report = Report::new(format!("growth of {}", source.name()));
    let old = open_checkpoint(&mut report, old.as_bytes(), vkey);
    let new = open_checkpoint(&mut report, new.as_bytes(), vkey);
    if let (Some(old), Some(new)) = (old, new) {
        report.of(&new);
        check_growth(&mut report, source, &old, &new);
    }
    report.unchecked("entries", "the entries themselves, and the tiles beside the proof");
    report.finish()
}

/// Notes in the report whether `new` is a continuation of `old`.
pub(super) fn check_growth(report: &mut Report, source: &dyn TileSource, old: &Checkpoint, new: &Checkpoint) {
    let differs = |report: &mut Report, text: String| report.problem(ProblemCode::HistoryDiffers, None, None, text);
    if old.origin != new.origin {
        let text = format!(
            "the earlier checkpoint is of {:?}, this one of {:?}",
            old.origin, new.origin
        );
        return report.problem(ProblemCode::OriginDiffers, None, None, text);
    }
    if old.size > new.size {
        let text = format!("{} leaves were signed before, now only {}", old.size, new.size);
        return report.problem(ProblemCode::Shrunk, Some(new.size), None, text);
    }
    if old.size == 0 && old.root == EMPTY_ROOT {
        return report.checked(
            "growth",
            0,
            "leaves of the earlier checkpoint, which was of the empty log",
        );
    }
    let proof = match consistency_proof(&SourceTiles::new(source, new.size), old.size, new.size) {
        Ok(proof) => proof,
        // A full check has named the damage already, and from its first leaf on.
        Err(_) if !report.problems.is_empty() => {
            return report.unchecked(
                "growth",
                "the tiles are too damaged to compare with the earlier checkpoint",
            );
        }
        Err(JournalError::CorruptTile { path, index, reason }) => {
            return report.problem(ProblemCode::TileMissing, Some(index), Some(&path), reason);
        }
        Err(error) => return differs(report, error.to_string()),
    };
    match verify_consistency(old.size, &old.root, new.size, &new.root, &proof) {
        Ok(()) => report.checked(
            "growth",
            old.size,
            "leaves of the earlier checkpoint, kept as they were",
        ),
        Err(error) => {
            differs(
                report,
                format!(
                    "the log of {} leaves does not begin with that of {}: {error}",
                    new.size, old.size
                ),
            );
        }
    }
}

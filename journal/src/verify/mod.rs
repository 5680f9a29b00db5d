//! The public verifier: checks a log, its growth, or one receipt, from the published formats alone.
//!
//! It shares the arithmetic of [`crate::core`] with the writer and nothing else: no lock file, no state, no secret. What it
//! finds goes into a [`Report`] that also says what it did *not* check, since a check that is silent about its limits promises
//! too much. Whether what was logged is true is beyond any verifier.

mod batch;
mod chunks;
mod full;
mod growth;
mod receipt;
mod report;
mod source;
mod strays;

pub use batch::verify_batch_receipt;
pub use full::{Options, verify_folder};
pub use growth::verify_growth;
pub use receipt::verify_receipt;
pub use report::{Checked, Problem, ProblemCode, Report, Unchecked};
pub use source::{FolderSource, SourceError, TileSource};

use crate::core::{Checkpoint, Note, VerifyingKey};
use crate::error::JournalError;

/// Opens a signed checkpoint, noting in the report whose signature vouches for it and what is wrong with it. A checkpoint that is
/// readable is returned even when its signature is not good, so that the rest can still be compared with it.
fn open_checkpoint(report: &mut Report, note: &[u8], vkey: Option<&str>) -> Option<Checkpoint> {
    let text = str::from_utf8(note).map_err(|_| JournalError::NoteMalformed("it is not text"));
    let opened = text.and_then(Note::parse).and_then(|note| {
        let checkpoint = Checkpoint::from_text(note.text_untrusted())?;
        Ok((note, checkpoint))
    });
    let (note, checkpoint) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            report.problem(
                ProblemCode::CheckpointMalformed,
                None,
                Some("checkpoint"),
                error.to_string(),
            );
            return None;
        }
    };
    let Some(vkey) = vkey else {
        report.unchecked("signature", "no key was given: the log vouches for itself");
        return Some(checkpoint);
    };
    match VerifyingKey::from_text(vkey) {
        Err(error) => report.problem(ProblemCode::KeyMalformed, None, None, error.to_string()),
        Ok(key) if key.name() != checkpoint.origin => {
            let text = format!(
                "the checkpoint is of {:?}, the key of {:?}",
                checkpoint.origin,
                key.name()
            );
            report.problem(ProblemCode::OriginDiffers, None, Some("checkpoint"), text);
        }
        Ok(key) => match note.open(&key) {
            Ok(_) => {
                report.signed_by = Some(key.to_text());
                report.checked("signature", 1, "signatures by the given key");
                let others = note.signers().filter(|(name, _)| *name != key.name()).count();
                if others > 0 {
                    report.unchecked("cosignatures", format!("{others} signature lines by other keys"));
                }
            }
            Err(error @ JournalError::NotSigned { .. }) => {
                report.problem(ProblemCode::NotSigned, None, Some("checkpoint"), error.to_string());
            }
            Err(error) => report.problem(ProblemCode::SignatureWrong, None, Some("checkpoint"), error.to_string()),
        },
    }
    Some(checkpoint)
}

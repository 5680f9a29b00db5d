//! Recomputing a published draw from its proof file, offline.

use std::path::Path;

use anyhow::{Context, Result, bail};
use shishi_service::inspecting::draw::{Proof, verify};

/// The largest proof: five thousand objects with long names.
const PROOF_BYTES_MAX: u64 = 16 << 20;

/// Prints each step; an error when one does not agree.
pub fn run(file: &Path, json: bool) -> Result<()> {
    let size = std::fs::metadata(file)
        .with_context(|| file.display().to_string())?
        .len();
    anyhow::ensure!(size <= PROOF_BYTES_MAX, "{} is too large for a proof", file.display());
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let proof: Proof = serde_json::from_str(&text).context("not a proof of schema shishi-draw/1")?;
    let steps = verify(&proof);
    let ok = steps.iter().all(|step| step.ok);
    if json {
        let steps: Vec<_> = (steps.iter())
            .map(|step| serde_json::json!({"computed": step.computed, "ok": step.ok, "step": step.code}))
            .collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&serde_json::json!({"ok": ok, "steps": steps}))?
        );
    } else {
        println!("{} {}", if ok { "✓" } else { "✗" }, file.display());
        for step in &steps {
            println!("  {} {}: {}", if step.ok { "✓" } else { "✗" }, step.code, step.computed);
        }
        println!(
            "  – that list and commitments stood in the journal before the secrets were opened is what their receipts show"
        );
    }
    if !ok {
        bail!("the draw does not agree with its proof");
    }
    Ok(())
}

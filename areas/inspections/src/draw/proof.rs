//! The proof file: all that is needed to recompute a draw, and the recomputation step by step.

use serde::{Deserialize, Serialize};

use super::ceremony::seed;
use super::{List, Pick, Reveal, commitment, freeze, pick};
use crate::hash::Digest;

/// The schema of the file.
pub const PROOF_SCHEMA: &str = "shishi-draw/1";

/// What is published of a finished draw, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// [`PROOF_SCHEMA`].
    pub schema: String,
    /// The frozen list.
    pub list: List,
    /// Its digest, as the journal has it.
    pub list_sha256: Digest,
    /// What the bodies committed to, in the order of the list.
    pub commitments: Vec<Digest>,
    /// What they opened; null for one that did not.
    pub reveals: Vec<Option<Reveal>>,
    /// Root of the journal that holds every commitment.
    pub root: Digest,
    /// Entries under that root.
    pub root_size: u64,
    /// Values of the events named in the list, in its order.
    pub externals: Vec<String>,
    /// The value of the event that stands in for a missing secret; null when none is missing.
    pub fallback: Option<String>,
    /// The seed.
    pub seed: Digest,
    /// What was drawn, in order.
    pub picks: Vec<Pick>,
}

/// One step of a recomputation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// `schema`, `list`, `commitments`, `values`, `seed` or `picks`.
    pub code: &'static str,
    /// Whether the file says what was computed.
    pub ok: bool,
    /// What was computed, when it can be written in a line; for a list, what is wrong with it.
    pub computed: String,
}

/// Recomputes a draw from its proof. Six steps, always; the draw is right when all are.
///
/// What a file alone cannot show is that the list and the commitments were in the journal before the secrets were
/// opened: that is what the receipts of those entries are for.
#[must_use]
pub fn verify(proof: &Proof) -> Vec<Step> {
    let step = |code, ok, computed: String| Step { code, ok, computed };
    let digest = proof.list.digest();
    let frozen = freeze(proof.list.clone());
    let sound = frozen.as_ref() == Ok(&proof.list);
    let opened = proof.reveals.iter().flatten().count();
    let bodies = proof.list.bodies.len();
    let commits = proof.commitments.len() == bodies
        && proof.reveals.len() == bodies
        && opened > 0
        && (proof.reveals.iter().zip(&proof.commitments))
            .all(|(reveal, published)| reveal.is_none_or(|reveal| commitment(&reveal) == *published));
    let values = proof.externals.len() == proof.list.externals.len() && proof.fallback.is_some() == (opened < bodies);
    let computed = seed(&proof.root, &proof.reveals, &proof.externals, proof.fallback.as_deref());
    // A list that breaks the limits is not drawn from: the work would have none.
    let picks = if sound {
        pick(&proof.list, &computed)
    } else {
        Vec::new()
    };
    vec![
        step("schema", proof.schema == PROOF_SCHEMA, PROOF_SCHEMA.to_owned()),
        step(
            "list",
            sound && digest == proof.list_sha256,
            frozen
                .err()
                .map_or_else(|| digest.to_string(), |refusal| refusal.to_string()),
        ),
        step("commitments", commits, format!("{opened} / {bodies}")),
        step("values", values, values_line(proof)),
        step("seed", computed == proof.seed, computed.to_string()),
        step("picks", sound && picks == proof.picks, picks_line(&picks)),
    ]
}

fn values_line(proof: &Proof) -> String {
    let values: Vec<&str> = proof
        .externals
        .iter()
        .chain(&proof.fallback)
        .map(String::as_str)
        .collect();
    values.join(" | ")
}

fn picks_line(picks: &[Pick]) -> String {
    let one = |pick: &Pick| {
        let inspectors: Vec<String> = pick.inspectors.iter().map(u32::to_string).collect();
        format!("{}: {}", pick.object, inspectors.join(" + "))
    };
    picks.iter().map(one).collect::<Vec<_>>().join("; ")
}

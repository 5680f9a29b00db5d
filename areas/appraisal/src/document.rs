//! The published file: everything that is needed to recompute an appraisal, and the result to compare with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shishi_kernel::{CommitmentId, UnitId};

use crate::hearing::Correction;
use crate::scheme::Scheme;
use crate::score::{Fact, Outcome};

/// The form of the file.
pub const SCHEMA: &str = "shishi-appraisal/1";

/// One computation with its inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: String,
    /// What counts and how.
    pub scheme: Scheme,
    /// Which computation it is, from 1.
    pub run: u32,
    /// Names of the units.
    pub units: BTreeMap<UnitId, String>,
    /// Addresses of the commitments.
    pub commitments: BTreeMap<CommitmentId, String>,
    /// The inputs as frozen.
    pub facts: Vec<Fact>,
    /// What accepted replies put in the place of inputs.
    pub corrections: Vec<Correction>,
    /// The results.
    pub results: Vec<Outcome>,
}

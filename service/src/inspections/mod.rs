//! Inspections: registers, plans, the draw, visits and what follows from them.
//!
//! Every command here is a form that can be sent twice: with the same key it is done once. Leaves hold numbers and
//! digests. While a draw for unannounced visits is on its way, nothing from which its result could be worked out is
//! public: neither the secrets nor the seed stand in the journal, only their digests do, and the proof is published
//! when the last of its visits was made.

mod draw;
pub(crate) mod may;
mod read;
mod register;
mod visit;

pub use draw::{DrawView, FreezeForm};
pub use register::{InspectedForm, PlanForm};
pub use visit::UseCheckForm;

use shishi_inspections::plan::Quota;
use shishi_kernel::JurisdictionId;
use shishi_store::{Reader, jurisdictions};

use crate::ServiceError;
use crate::once::{Context, refused};

/// How often may be inspected here.
fn quota(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Quota, ServiceError> {
    let kept = jurisdictions::setting(r, j, QUOTA)?;
    let figures = kept.as_deref().and_then(|kept| kept.split_once(','));
    let parsed = figures.and_then(|(per_unit, days)| {
        Some(Quota {
            per_unit: per_unit.parse().ok()?,
            days_between: days.parse().ok()?,
        })
    });
    Ok(parsed.unwrap_or_default())
}

/// The setting that holds both figures of the quota.
const QUOTA: &str = "inspection.quota";

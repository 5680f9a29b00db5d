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

use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shishi_inspections::plan::Quota;
use shishi_kernel::{Actor, Date, JurisdictionId, LeafId, Refusal, civil_date};
use shishi_store::idempotency::{self, Remembered};
use shishi_store::{Reader, Writer, jurisdictions};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// Who does something, and when.
#[derive(Clone)]
struct Context {
    j: JurisdictionId,
    at: Timestamp,
    today: Date,
    by: Actor,
}

impl Context {
    fn leaf(&self, w: &mut Writer<'_>, kind: Kind, subject: String, data: Value) -> Result<LeafId, ServiceError> {
        leaf::append(w, self.j, &Leaf::new(kind, subject, Some(&self.by), self.at, data))
    }
}

impl Service {
    /// One unit of work that is done once for a key; gives the number of what was made or changed.
    fn once(
        &self,
        actor: &Actor,
        key: Option<&str>,
        request: &impl std::fmt::Debug,
        work: impl FnOnce(&mut Writer<'_>, &Context) -> Result<i64, ServiceError> + Send + 'static,
    ) -> Result<i64, ServiceError> {
        let context = Context {
            j: self.jurisdiction(),
            at: self.now(),
            today: civil_date(self.now()),
            by: actor.clone(),
        };
        let request_hash: [u8; 32] = Sha256::digest(format!("{request:?}").as_bytes()).into();
        let scope = format!("inspection:{}", actor.account);
        let key = key.map(|key| key.chars().take(200).collect::<String>());
        self.commit(move |w| {
            let j = context.j;
            if let Some(key) = &key
                && let Some(known) = idempotency::find(w, j, &scope, key)?
            {
                if known.request_hash != request_hash {
                    return Err(ServiceError::KeyReused);
                }
                return known.body.parse().map_err(ServiceError::internal);
            }
            let made = work(w, &context)?;
            if let Some(key) = &key {
                let answer = Remembered {
                    request_hash,
                    status: 201,
                    body: made.to_string(),
                };
                idempotency::remember(w, j, &scope, key, &answer, context.at)?;
            }
            w.touch(j)?;
            Ok(made)
        })
    }
}

fn refused(refusal: impl Refusal) -> ServiceError {
    ServiceError::refused(&refusal)
}

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

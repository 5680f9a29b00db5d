//! Forms that can be sent twice: with the same key the work is done once.

use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shishi_kernel::{Actor, Date, JurisdictionId, LeafId, Refusal, civil_date};
use shishi_store::Writer;
use shishi_store::idempotency::{self, Remembered};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// Who does something, and when.
#[derive(Clone)]
pub(crate) struct Context {
    pub j: JurisdictionId,
    pub at: Timestamp,
    pub today: Date,
    pub by: Actor,
}

impl Context {
    /// Writes the journal entry of what is done.
    pub fn leaf(&self, w: &mut Writer<'_>, kind: Kind, subject: String, data: Value) -> Result<LeafId, ServiceError> {
        leaf::append(w, self.j, &Leaf::new(kind, subject, Some(&self.by), self.at, data))
    }
}

impl Service {
    /// For something that this person does now.
    pub(crate) fn context(&self, actor: &Actor) -> Context {
        let at = self.now();
        Context {
            j: self.jurisdiction(),
            at,
            today: civil_date(at),
            by: actor.clone(),
        }
    }

    /// One unit of work that is done once for a key and that the public can see; gives the number of what was made or
    /// changed. What is decided in an area is decided one after the other.
    pub(crate) fn once(
        &self,
        area: &str,
        actor: &Actor,
        key: Option<&str>,
        request: &impl std::fmt::Debug,
        work: impl FnOnce(&mut Writer<'_>, &Context) -> Result<i64, ServiceError> + Send + 'static,
    ) -> Result<i64, ServiceError> {
        let held = format!("area:{area}");
        self.once_unseen(area, actor, key, request, move |w, context| {
            w.hold(context.j, &held)?;
            let made = work(w, context)?;
            w.touch(context.j)?;
            Ok(made)
        })
    }

    /// The same for work that says itself when the public can see it, and holds itself what it decides on.
    pub(crate) fn once_unseen(
        &self,
        area: &str,
        actor: &Actor,
        key: Option<&str>,
        request: &impl std::fmt::Debug,
        work: impl FnOnce(&mut Writer<'_>, &Context) -> Result<i64, ServiceError> + Send + 'static,
    ) -> Result<i64, ServiceError> {
        let context = self.context(actor);
        let request_hash: [u8; 32] = Sha256::digest(format!("{request:?}").as_bytes()).into();
        let scope = format!("{area}:{}", actor.account);
        let key = key.map(|key| key.chars().take(200).collect::<String>());
        self.commit(move |w| {
            let j = context.j;
            if let Some(key) = &key {
                idempotency::hold(w, j, &scope, key)?;
            }
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
            Ok(made)
        })
    }
}

/// What a rule refused, for the layers above.
pub(crate) fn refused(refusal: impl Refusal) -> ServiceError {
    ServiceError::refused(&refusal)
}

//! What happens between the freeze and the result: commitments, the seal, secrets.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use shishi_kernel::Date;

use super::{List, NAME_CHARS_MAX, Pick, SCHEME, pick};
use crate::hash::{Digest, Fields};
use crate::refusal::DrawRefusal;

/// A secret that a body opens, with the salt that kept it from being guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    /// The salt.
    pub salt: Digest,
    /// The secret.
    pub secret: Digest,
}

/// What a body publishes before it opens its secret: `SHA-256(salt || secret)`.
#[must_use]
pub fn commitment(reveal: &Reveal) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(reveal.salt.0);
    hasher.update(reveal.secret.0);
    Digest(hasher.finalize().into())
}

/// How far a body has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BodyState {
    /// What it committed to.
    pub commitment: Option<Digest>,
    /// What it opened.
    pub reveal: Option<Reveal>,
}

/// A draw under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// The list as it is kept.
    pub list: List,
    /// The digest of the list as it was frozen.
    pub frozen: Digest,
    /// The last day for committing.
    pub commit_until: Date,
    /// The last day for opening.
    pub reveal_until: Date,
    /// The bodies, in the order of the list.
    pub bodies: Vec<BodyState>,
    /// Root of the journal that holds every commitment, once sealed.
    pub root: Option<Digest>,
    /// Whether the result is out.
    pub finished: bool,
}

/// The result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The seed.
    pub seed: Digest,
    /// What was drawn, in order.
    pub picks: Vec<Pick>,
    /// The value of the event that stands in for a missing secret, when it was needed.
    pub fallback: Option<String>,
}

impl Ceremony {
    /// Looks at the days before the freeze.
    ///
    /// # Errors
    /// Unless today, the last day for committing and the last day for opening follow one another.
    pub fn check_days(today: Date, commit_until: Date, reveal_until: Date) -> Result<(), DrawRefusal> {
        if today <= commit_until && commit_until <= reveal_until {
            Ok(())
        } else {
            Err(DrawRefusal::DaysUnfit { today })
        }
    }

    /// Takes a body's commitment.
    ///
    /// # Errors
    /// Late, for the second time, sealed, or a copy of another body's.
    pub fn commit(&self, body: usize, commitment: Digest, today: Date) -> Result<(), DrawRefusal> {
        self.check_unchanged()?;
        let (name, state) = self.body(body)?;
        if state.commitment.is_some() {
            return Err(DrawRefusal::CommittedAlready { body: name });
        }
        if self.root.is_some() {
            return Err(DrawRefusal::SealedAlready {});
        }
        if today > self.commit_until {
            return Err(DrawRefusal::CommitLate {
                until: self.commit_until,
            });
        }
        // A copy would be opened with what the other body opens.
        if self.bodies.iter().any(|other| other.commitment == Some(commitment)) {
            return Err(DrawRefusal::CommitmentCopied {});
        }
        Ok(())
    }

    /// Whether the root of the journal can be sealed: after the last commitment and before the first secret.
    ///
    /// # Errors
    /// While commitments are missing, and when it is sealed.
    pub fn seal(&self) -> Result<(), DrawRefusal> {
        self.check_unchanged()?;
        if self.root.is_some() {
            return Err(DrawRefusal::SealedAlready {});
        }
        let missing = self.names(|body| body.commitment.is_none());
        if missing.is_empty() {
            Ok(())
        } else {
            Err(DrawRefusal::CommitmentsMissing { bodies: missing })
        }
    }

    /// Takes a body's secret.
    ///
    /// # Errors
    /// Before the seal, late, for the second time, or when it is not what the body committed to.
    pub fn reveal(&self, body: usize, reveal: &Reveal, today: Date) -> Result<(), DrawRefusal> {
        self.check_unchanged()?;
        let (name, state) = self.body(body)?;
        if self.root.is_none() {
            return Err(DrawRefusal::NotSealed {});
        }
        if self.finished {
            return Err(DrawRefusal::Finished {});
        }
        if state.reveal.is_some() {
            return Err(DrawRefusal::RevealedAlready { body: name });
        }
        if today > self.reveal_until {
            return Err(DrawRefusal::RevealLate {
                until: self.reveal_until,
            });
        }
        if state.commitment != Some(commitment(reveal)) {
            return Err(DrawRefusal::RevealMismatch { body: name });
        }
        Ok(())
    }

    /// Bodies that have not opened their secret.
    #[must_use]
    pub fn silent(&self) -> Vec<String> {
        self.names(|body| body.reveal.is_none())
    }

    /// Draws. `externals` are the values of the named events in their order; `fallback` is that of the event which
    /// stands in for a missing secret, and is left out when none is missing.
    ///
    /// # Errors
    /// While a body may still open its secret, when nobody did, or when a value is missing.
    pub fn finish(&self, externals: &[String], fallback: &str, today: Date) -> Result<Outcome, DrawRefusal> {
        self.check_unchanged()?;
        if self.finished {
            return Err(DrawRefusal::Finished {});
        }
        let root = self.root.ok_or(DrawRefusal::NotSealed {})?;
        let silent = self.silent();
        if !silent.is_empty() && today <= self.reveal_until {
            return Err(DrawRefusal::RevealsOpen {
                until: self.reveal_until,
                bodies: silent,
            });
        }
        if silent.len() == self.bodies.len() {
            return Err(DrawRefusal::NobodyRevealed {});
        }
        for (at, event) in self.list.externals.iter().enumerate() {
            check_value(event, externals.get(at).map_or("", String::as_str))?;
        }
        let fallback = if silent.is_empty() {
            None
        } else {
            check_value(&self.list.fallback, fallback)?;
            Some(fallback.to_owned())
        };
        let externals = &externals[..self.list.externals.len()];
        let secrets: Vec<_> = self.bodies.iter().map(|body| body.reveal).collect();
        let seed = seed(&root, &secrets, externals, fallback.as_deref());
        Ok(Outcome {
            picks: pick(&self.list, &seed),
            seed,
            fallback,
        })
    }

    fn body(&self, at: usize) -> Result<(String, &BodyState), DrawRefusal> {
        match (self.list.bodies.get(at), self.bodies.get(at)) {
            (Some(name), Some(state)) => Ok((name.clone(), state)),
            _ => Err(DrawRefusal::BodyUnknown {}),
        }
    }

    fn names(&self, which: impl Fn(&BodyState) -> bool) -> Vec<String> {
        let pairs = self.list.bodies.iter().zip(&self.bodies);
        pairs
            .filter(|(_, state)| which(state))
            .map(|(name, _)| name.clone())
            .collect()
    }

    fn check_unchanged(&self) -> Result<(), DrawRefusal> {
        if self.list.digest() == self.frozen && self.bodies.len() == self.list.bodies.len() {
            Ok(())
        } else {
            Err(DrawRefusal::ListChanged {})
        }
    }
}

fn check_value(event: &str, value: &str) -> Result<(), DrawRefusal> {
    if value.trim() != value || value.is_empty() || value.chars().count() > NAME_CHARS_MAX {
        return Err(DrawRefusal::ValueMissing {
            event: event.to_owned(),
        });
    }
    Ok(())
}

/// The seed. A secret that was not opened is written as empty.
pub(super) fn seed(root: &Digest, secrets: &[Option<Reveal>], externals: &[String], fallback: Option<&str>) -> Digest {
    let values: Vec<&str> = externals.iter().map(String::as_str).chain(fallback).collect();
    Fields::new(SCHEME)
        .bytes(&root.0)
        .list(secrets, |fields, secret| match secret {
            Some(reveal) => fields.bytes(&reveal.secret.0),
            None => fields.bytes(&[]),
        })
        .list(&values, |fields, value| fields.text(value))
        .finish()
}

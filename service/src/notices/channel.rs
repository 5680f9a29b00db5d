//! Where notices go besides the site.

use std::fmt;
use std::sync::Arc;

use serde_json::json;
use shishi_kernel::{Actor, Date, JurisdictionId, UnitId, civil_date};
use shishi_store::notices::{self as rows, ChannelRow, DeliveryRow, NewChannel, NoticeRow};
use shishi_store::{Writer, ledger};

use super::may;
use crate::journal::leaf::{Kind, Leaf, append};
use crate::{Service, ServiceError};

/// An address has at most so many characters.
const ADDRESS_CHARS_MAX: usize = 254;
/// An address is kept for at most so many days; then it is erased unless it was entered again.
const KEPT_DAYS_MAX: i64 = 2 * 366;

/// A way out of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// An e-mail.
    Mail,
    /// A signed POST to an address.
    Webhook,
}

impl ChannelKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Webhook];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether an address could be one; what becomes of it shows the first delivery.
    fn fits(self, address: &str) -> bool {
        let plain = !address.is_empty()
            && address.chars().count() <= ADDRESS_CHARS_MAX
            && address.chars().all(|letter| letter.is_ascii_graphic());
        let parts = match self {
            Self::Mail => address.split_once('@'),
            Self::Webhook => address
                .strip_prefix("https://")
                .or_else(|| address.strip_prefix("http://"))
                .map(|host| (host.split('/').next().unwrap_or_default(), "x")),
        };
        plain
            && parts.is_some_and(|(before, after)| {
                !before.is_empty() && !after.is_empty() && !before.contains('@') && !after.contains('@')
            })
    }
}

/// An address, as an administrator fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelForm {
    /// For which unit; `None` for the supervision office.
    pub unit: Option<UnitId>,
    /// Which way.
    pub kind: ChannelKind,
    /// Where to.
    pub address: String,
    /// What the address is for.
    pub purpose: String,
    /// When it is erased.
    pub erase_on: Date,
}

/// A key that is shown once and printed in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A notice on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The same for every attempt, so that a receiver knows what it has.
    pub key: String,
    /// Which way.
    pub kind: ChannelKind,
    /// Where to.
    pub address: String,
    /// What a webhook's body is signed with.
    pub secret: Secret,
    /// What it says.
    pub notice: NoticeRow,
}

/// Carries a notice out of the house, or says why not; the words are shown to administrators and hold no secret. A
/// parameter like the clock, so that the use cases know no network.
pub type Deliver = Arc<dyn Fn(&Delivery) -> Result<(), String> + Send + Sync>;

impl Service {
    /// The channels in use.
    ///
    /// # Errors
    /// Unless the actor keeps them.
    pub fn channels(&self, actor: &Actor) -> Result<Vec<ChannelRow>, ServiceError> {
        may::KEEP_CHANNELS.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| {
            let mut channels = rows::channels(r, j)?;
            channels.iter_mut().for_each(|channel| channel.secret.clear());
            Ok(channels)
        })
    }

    /// Adds a channel; answers the key that a webhook's bodies are signed with, which is shown this once.
    ///
    /// # Errors
    /// Unless the actor keeps channels; when the address cannot be one or is there already, its purpose is missing, or it would be kept for too
    /// long.
    pub fn add_channel(&self, actor: &Actor, form: ChannelForm) -> Result<Option<Secret>, ServiceError> {
        may::KEEP_CHANNELS.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        let today = civil_date(at);
        let invalid = |field, code| Err(ServiceError::Invalid { field, code });
        let (address, purpose) = (form.address.trim().to_owned(), form.purpose.trim().to_owned());
        if !form.kind.fits(&address) {
            return invalid("address", "form.channel_address");
        }
        if purpose.is_empty() || purpose.chars().count() > 200 {
            return invalid("purpose", "form.channel_purpose");
        }
        let latest = today.saturating_add(jiff::Span::new().days(KEPT_DAYS_MAX));
        if form.erase_on <= today || form.erase_on > latest {
            return invalid("erase_on", "form.channel_erase_on");
        }
        let secret = match form.kind {
            ChannelKind::Webhook => Some(Secret(self.random_hex::<32>())),
            ChannelKind::Mail => None,
        };
        let new = NewChannel {
            unit: form.unit,
            channel: form.kind.code().to_owned(),
            address,
            secret: secret.clone().map(|secret| secret.0).unwrap_or_default(),
            purpose,
            erase_on: form.erase_on,
            at,
        };
        self.commit(move |w| {
            if let Some(unit) = form.unit {
                ledger::unit(w, j, unit)?.ok_or(ServiceError::Invalid {
                    field: "unit",
                    code: "form.unit_unknown",
                })?;
            }
            w.hold(j, "channels")?;
            let same = |known: &ChannelRow| {
                known.in_use && known.address == new.address && known.unit.as_ref().map(|unit| unit.id) == new.unit
            };
            if rows::channels(w, j)?.iter().any(same) {
                return Err(ServiceError::Invalid {
                    field: "address",
                    code: "form.channel_known",
                });
            }
            let id = rows::insert_channel(w, j, &new)?;
            let data = json!({
                "channel": id,
                "erase_on": new.erase_on.to_string(),
                "kind": new.channel,
                "unit": form.unit.map(|unit| unit.0),
            });
            append(w, j, &Leaf::new(Kind::ChannelAdded, subject(id), Some(&by), at, data))?;
            Ok(secret)
        })
    }

    /// Removes a channel and erases its address.
    ///
    /// # Errors
    /// Unless the actor keeps channels; when there is none.
    pub fn remove_channel(&self, actor: &Actor, id: i64) -> Result<(), ServiceError> {
        may::KEEP_CHANNELS.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| erase(w, j, id, Some(&by), at))
    }

    /// Channels whose address has had its time; answers how many were erased.
    pub(crate) fn erase_addresses(&self, today: Date) -> Result<u32, ServiceError> {
        let (j, at) = (self.jurisdiction(), self.now());
        let due = self.store().read(|r| {
            let channels = rows::channels(r, j)?.into_iter();
            let due = channels.filter(|channel| channel.erase_on <= today);
            Ok::<_, ServiceError>(due.map(|channel| channel.id).collect::<Vec<_>>())
        })?;
        let mut erased = 0;
        for id in due {
            self.commit(move |w| erase(w, j, id, None, at))?;
            erased += 1;
        }
        Ok(erased)
    }

    /// Deliveries that failed and wait for another attempt.
    ///
    /// # Errors
    /// Unless the actor keeps channels.
    pub fn undelivered(&self, actor: &Actor) -> Result<Vec<DeliveryRow>, ServiceError> {
        may::KEEP_CHANNELS.check(actor)?;
        let j = self.jurisdiction();
        self.store().read(|r| {
            let mut rows = rows::undelivered(r, j)?;
            rows.iter_mut().for_each(|row| row.channel.secret.clear());
            Ok(rows)
        })
    }

    /// Carries out one delivery. An error is why it has to be tried again.
    pub(crate) fn deliver(&self, payload: &str, deliver: &Deliver) -> Result<(), String> {
        let j = self.jurisdiction();
        let id: i64 = payload.parse().map_err(|_| format!("{payload} is no delivery"))?;
        let found = self.store().read(|r| rows::delivery(r, j, id));
        let row = found.map_err(|error| error.to_string())?;
        let row = row.filter(|row| row.state == "waiting");
        // Delivered by a worker that died before it could end the job.
        let Some(row) = row else { return Ok(()) };
        let outcome = match ChannelKind::from_code(&row.channel.channel).filter(|_| row.channel.in_use) {
            None => Ok("removed"),
            Some(kind) => {
                let delivery = Delivery {
                    key: format!("{}-{id}", self.inner.site.slug),
                    kind,
                    address: row.channel.address,
                    secret: Secret(row.channel.secret),
                    notice: row.notice,
                };
                deliver(&delivery).map(|()| "sent")
            }
        };
        let at = self.now();
        let (state, error) = match &outcome {
            Ok(state) => (*state, None),
            Err(error) => ("waiting", Some(error.clone())),
        };
        let settled = self
            .store()
            .write(move |w| rows::settle(w, j, id, state, error.as_deref(), at));
        settled.map_err(|error| error.to_string())?;
        outcome.map(drop)
    }
}

fn erase(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: i64,
    by: Option<&Actor>,
    at: jiff::Timestamp,
) -> Result<(), ServiceError> {
    if !rows::remove_channel(w, j, id, at)? {
        return Err(ServiceError::NotFound);
    }
    append(
        w,
        j,
        &Leaf::new(Kind::ChannelRemoved, subject(id), by, at, json!({ "channel": id })),
    )?;
    Ok(())
}

fn subject(id: i64) -> String {
    format!("channel:{id}")
}

//! A plate in full: for a reason, which is kept for a year where an auditor sees it. And forgetting plates on schedule.

use jiff::{SignedDuration, Timestamp};
use shishi_kernel::{Actor, Date, civil_date};
use shishi_store::jurisdictions;
use shishi_store::parking::{batches, desk as rows, stays, vehicles};

use super::catalogue::invalid;
use super::may;
use crate::{Service, ServiceError};

/// Fewest and most characters of a reason.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 4..=200;
/// Looks that are shown at once.
const LOOKS_MAX: u32 = 500;
/// So long it is kept who had a plate shown.
const LOOK_DAYS: i64 = 365;
/// The setting that says after how many days without being seen a plate is forgotten.
const PLATE_DAYS: &str = "parking.plate_days";
/// What holds where nothing was set.
const PLATE_DAYS_USUAL: i32 = 30;
/// The longest that can be set.
const PLATE_DAYS_MAX: i32 = 365;

/// Somebody had a plate shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookView {
    /// When.
    pub at: Timestamp,
    /// The name with which they sign in.
    pub login: String,
    /// The vehicle's number.
    pub vehicle: i64,
    /// The lot in whose lists it stood.
    pub lot: Option<String>,
    /// Why.
    pub reason: String,
}

impl Service {
    /// The plate of a stay in full. That it was shown, to whom and why, is durable before it is.
    ///
    /// # Errors
    /// Unless the actor may have plates shown; [`ServiceError::Invalid`] for a reason that is too short or too long;
    /// [`ServiceError::NotFound`] where there is no such stay, or its plate was forgotten.
    pub fn plate_of_stay(&self, actor: &Actor, stay: i64, reason: &str) -> Result<String, ServiceError> {
        may::UNSEAL_PLATE.check(actor)?;
        let reason = reason.trim().to_owned();
        if !REASON_CHARS.contains(&reason.chars().count()) {
            return Err(invalid("reason", "form.look_reason"));
        }
        let (j, at, account) = (self.jurisdiction(), self.now(), actor.account.0);
        let kept = self.commit(move |w| {
            let stay = stays::one(w, j, stay)?.ok_or(ServiceError::NotFound)?;
            let kept = vehicles::kept(w, j, &[stay.vehicle])?.remove(&stay.vehicle);
            let kept = kept.ok_or(ServiceError::NotFound)?;
            rows::add_look(w, j, (at, account, stay.vehicle), Some(stay.lot), &reason)?;
            Ok(kept)
        })?;
        let plate = self.inner.parking.plates.open_sealed(&kept.sealed, &kept.key);
        let plate = plate.ok_or_else(|| ServiceError::Internal("a plate does not belong to its key".into()))?;
        Ok(plate.number().to_owned())
    }

    /// Who had plates shown, the latest first.
    ///
    /// # Errors
    /// Unless the actor may see that.
    pub fn plate_looks(&self, actor: &Actor) -> Result<Vec<LookView>, ServiceError> {
        may::SEE_LOOKS.check(actor)?;
        let (j, catalogue) = (self.jurisdiction(), self.parking()?);
        let looks = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::looks(r, j, LOOKS_MAX)?))?;
        let view = |look: rows::LookRow| LookView {
            at: look.at,
            login: look.login,
            vehicle: look.vehicle,
            lot: look
                .lot
                .and_then(|lot| Some(catalogue.lots.get(&lot)?.row.name.clone())),
            reason: look.reason,
        };
        Ok(looks.into_iter().map(view).collect())
    }

    /// After how many days without being seen a plate is forgotten.
    ///
    /// # Errors
    /// When the store is away.
    pub fn plate_days(&self) -> Result<i32, ServiceError> {
        let j = self.jurisdiction();
        let set = self
            .store()
            .read(|r| Ok::<_, ServiceError>(jurisdictions::setting(r, j, PLATE_DAYS)?))?;
        Ok(set.and_then(|days| days.parse().ok()).unwrap_or(PLATE_DAYS_USUAL))
    }

    /// Sets that.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::Invalid`] for fewer than 1 or more than 365 days.
    pub fn set_plate_days(&self, actor: &Actor, days: i32) -> Result<(), ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        if !(1..=PLATE_DAYS_MAX).contains(&days) {
            return Err(invalid("days", "form.plate_days"));
        }
        let j = self.jurisdiction();
        self.commit(move |w| Ok(jurisdictions::set_setting(w, j, PLATE_DAYS, &days.to_string())?))
    }

    /// Forgets plates whose day has come, and with them the salts of their stays' lines in the journal's batches; and who had plates
    /// shown a year ago. Gives how many there were.
    pub(crate) fn forget_plates(&self, today: Date) -> Result<u32, ServiceError> {
        let (j, days) = (self.jurisdiction(), self.plate_days()?);
        let before = today.saturating_sub(jiff::Span::new().days(days));
        let looked_before = self.now() - SignedDuration::from_hours(24 * LOOK_DAYS);
        debug_assert!(before <= civil_date(self.now()));
        let erased = self.commit(move |w| {
            let forgotten = vehicles::forget(w, j, before)?;
            batches::erase_forgotten(w, j)?;
            Ok(forgotten + rows::erase_looks(w, j, looked_before)?)
        })?;
        Ok(u32::try_from(erased).unwrap_or(u32::MAX))
    }
}

//! Work that is done after a commit: the daily sweep, and deliveries.
//!
//! Each lane of work has a thread of its own ([`Lane`]), so that whoever is asked something outside and does not answer holds up nobody else.
//! A worker claims a job for [`LEASE_SECONDS`], does it and ends it. One that died leaves a claim that runs out, and another
//! worker, of this process or of another one, takes the job; so every kind of work may be done twice and bears that. A
//! failure is tried again later and later, and after [`shishi_store::jobs::ATTEMPTS_MAX`] attempts left to an administrator.

pub(crate) mod may;
mod worker;

pub use worker::Worker;

use jiff::{SignedDuration, Timestamp};
use shishi_kernel::{Actor, civil_date};
use shishi_store::jobs::{self as rows, JobRow, Kinds};
use shishi_store::jurisdictions;

use crate::notices::Deliver;
use crate::{Service, ServiceError};

/// So long a job is one worker's; longer than any of them takes.
pub const LEASE_SECONDS: i64 = 300;
/// The first failure is tried again after so long, each further one after twice the time before.
const AGAIN_SECONDS: i64 = 60;
/// But never later than after so long.
const AGAIN_SECONDS_MAX: i64 = 6 * 3_600;
/// An error's words are kept up to so many characters.
const ERROR_CHARS_MAX: usize = 500;

/// The daily sweep; its payload is the day.
pub(crate) const SWEEP: &str = "sweep";
/// Batches of stays and payments for the journal; its payload is the hour.
pub(crate) const BATCH: &str = "parking-batch";
/// A notice on its way out; its payload is the number of the delivery.
pub(crate) const DELIVER: &str = "deliver";
/// The setting that holds the last day for which a sweep was asked.
const SWEPT: &str = "sweep.day";
/// The setting that holds the last hour for which batches were asked.
const BATCHED: &str = "parking.batch_hour";

/// Jobs that are done one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// All of them, for tests and a year that is played.
    All,
    /// What asks nobody outside: sweeps, batches, and whatever no other lane names.
    Inside,
    /// Notices on their way out.
    Deliver,
    /// Questions to providers of payments.
    Pay,
}

impl Lane {
    const OUTSIDE: &[&str] = &[DELIVER, crate::parking::money::JOB];

    const fn kinds(self) -> Kinds<'static> {
        match self {
            Self::All => Kinds::Every,
            Self::Inside => Kinds::AllBut(Self::OUTSIDE),
            Self::Deliver => Kinds::Only(DELIVER),
            Self::Pay => Kinds::Only(crate::parking::money::JOB),
        }
    }

    /// Whether the lane sees to it that a new day and a new hour have their jobs.
    const fn begins_days(self) -> bool {
        matches!(self, Self::All | Self::Inside)
    }
}

impl Service {
    /// Does everything that is due by the service's clock, the sweep of a new day first; answers how many jobs were done or
    /// tried. For a year that is played, and for tests; a server has a [`Worker`].
    ///
    /// # Errors
    /// When the store is away; a job that fails is not an error here.
    pub fn run_due_jobs(&self, deliver: &Deliver) -> Result<u32, ServiceError> {
        let mut done = 0;
        while self.run_one_job(deliver, Lane::All)? {
            done += 1;
        }
        Ok(done)
    }

    /// Does the next job of a lane that is due; `false` when none is.
    pub(crate) fn run_one_job(&self, deliver: &Deliver, lane: Lane) -> Result<bool, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        let today = civil_date(now).to_string();
        let hour = now.strftime("%Y-%m-%dT%H").to_string();
        let (kinds, begins) = (lane.kinds(), lane.begins_days());
        let parks = begins && !self.parking()?.lots.is_empty();
        let (due, swept, batched) = self.store().read(|r| {
            let (swept, batched) = (
                jurisdictions::setting(r, j, SWEPT)?,
                jurisdictions::setting(r, j, BATCHED)?,
            );
            Ok::<_, ServiceError>((rows::is_due(r, j, now, kinds)?, swept, batched))
        })?;
        let new_day = begins && swept.is_none_or(|day| day < today);
        let new_hour = parks && batched.is_none_or(|known| known < hour);
        if !due && !new_day && !new_hour {
            return Ok(false);
        }
        let until = later(now, LEASE_SECONDS);
        let claimed = self.store().write(move |w| {
            // Of several processes that see the new day, one moves the setting and asks for the sweep.
            if new_day && jurisdictions::advance_setting(w, j, SWEPT, &today)? {
                rows::add(w, j, SWEEP, &today, now)?;
            }
            if new_hour && jurisdictions::advance_setting(w, j, BATCHED, &hour)? {
                rows::add(w, j, BATCH, &hour, now)?;
            }
            rows::claim(w, j, now, until, kinds)
        })?;
        let Some(job) = claimed else { return Ok(false) };
        let outcome = self.run(&job, deliver);
        let after = self.now();
        self.store().write(move |w| match outcome {
            Ok(()) => rows::end(w, j, job.id),
            Err(error) => {
                tracing::warn!(job = job.id, kind = job.kind, attempt = job.attempts, %error, "a job failed");
                let error: String = error.chars().take(ERROR_CHARS_MAX).collect();
                rows::fail(w, j, &job, &error, later(after, pause(job.attempts)))
            }
        })?;
        Ok(true)
    }

    fn run(&self, job: &JobRow, deliver: &Deliver) -> Result<(), String> {
        match job.kind.as_str() {
            BATCH => self.batch_parking().map(drop).map_err(|error| error.to_string()),
            SWEEP => self.sweep().map(drop).map_err(|error| error.to_string()),
            DELIVER => self.deliver(&job.payload, deliver),
            crate::parking::money::JOB => self.ask_provider(&job.payload),
            crate::parking::charging::JOB => self.ask_operator(&job.payload),
            other => Err(format!("this program knows no job {other}")),
        }
    }

    /// Jobs that wait or were left to a person, those that failed most first.
    ///
    /// # Errors
    /// Unless the actor keeps jobs.
    pub fn jobs(&self, actor: &Actor) -> Result<Vec<JobRow>, ServiceError> {
        may::KEEP_JOBS.check(actor)?;
        self.jobs_for_operator()
    }

    /// The same for whoever has the data folder in hand.
    ///
    /// # Errors
    /// When the store is away.
    pub fn jobs_for_operator(&self) -> Result<Vec<JobRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok(rows::all(r, j)?))
    }

    /// Has a job tried again that was left to a person.
    ///
    /// # Errors
    /// Unless the actor keeps jobs; when there is no such job, or it is still tried by itself.
    pub fn revive_job(&self, actor: &Actor, id: i64) -> Result<(), ServiceError> {
        may::KEEP_JOBS.check(actor)?;
        let (j, now) = (self.jurisdiction(), self.now());
        if self.store().write(move |w| rows::revive(w, j, id, now))? {
            Ok(())
        } else {
            Err(ServiceError::NotFound)
        }
    }
}

/// Seconds until the attempt after one that failed.
fn pause(attempts: u32) -> i64 {
    let doubled = AGAIN_SECONDS.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    doubled.min(AGAIN_SECONDS_MAX)
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_an_end() {
        let pauses: Vec<i64> = [0, 1, 2, 3, 8, 9, 10, u32::MAX].map(pause).into();
        assert_eq!(pauses, [60, 60, 120, 240, 7_680, 15_360, 21_600, 21_600]);
    }
}

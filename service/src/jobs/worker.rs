//! The threads that do jobs while a server runs: one for each lane, one that keeps what is free and booked up to date, and one that learns.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use super::Lane;
use crate::Service;
use crate::notices::Deliver;

/// How long a thread sleeps when nothing is due; another process may have added something.
const IDLE: Duration = Duration::from_secs(1);
/// How long it waits when the store is away.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// How often it is looked whether a note of how full lots are is due.
const FORECAST: Duration = Duration::from_secs(5);

/// Ends the worker when dropped, after the jobs that it is at.
pub struct Worker {
    stop: Arc<Stop>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Stop {
    asked: Mutex<bool>,
    bell: Condvar,
}

impl Stop {
    /// Waits for so long, or until it is time to stop; whether it is.
    fn after(&self, wait: Duration) -> bool {
        let mut asked = self.asked.lock();
        if !*asked && !wait.is_zero() {
            self.bell.wait_for(&mut asked, wait);
        }
        *asked
    }
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        *self.stop.asked.lock() = true;
        self.stop.bell.notify_all();
        for thread in self.threads.drain(..) {
            // A panic there was already reported on standard error, and the job's claim runs out by itself.
            let _ = thread.join();
        }
    }
}

impl Service {
    /// Starts a worker. Several may run, in this process and in others.
    #[must_use]
    pub fn start_worker(&self, deliver: Deliver) -> Worker {
        let stop = Arc::<Stop>::default();
        let (service, asked) = (self.clone(), Arc::clone(&stop));
        let mut threads = vec![std::thread::spawn(move || service.tend_until(&asked))];
        // Learning takes seconds, for which no job should wait.
        let (service, asked) = (self.clone(), Arc::clone(&stop));
        threads.push(std::thread::spawn(move || service.forecast_until(&asked)));
        for lane in [Lane::Inside, Lane::Deliver, Lane::Pay] {
            let (service, asked, deliver) = (self.clone(), Arc::clone(&stop), Arc::clone(&deliver));
            threads.push(std::thread::spawn(move || service.work_until(&asked, &deliver, lane)));
        }
        Worker { stop, threads }
    }

    fn forecast_until(&self, stop: &Stop) {
        loop {
            if let Err(error) = self.tend_forecast() {
                tracing::warn!(%error, "lots are not forecast");
            }
            if stop.after(FORECAST) {
                return;
            }
        }
    }

    /// Keeps up to date what is free in lots, and lets bookings lapse when they fall due.
    fn tend_until(&self, stop: &Stop) {
        loop {
            if let Err(error) = self.tend_live() {
                tracing::warn!(%error, "what is free in lots may be old");
            }
            if let Err(error) = self.advance_bookings() {
                tracing::warn!(%error, "bookings that are due have not lapsed yet");
            }
            if stop.after(IDLE) {
                return;
            }
        }
    }

    fn work_until(&self, stop: &Stop, deliver: &Deliver, lane: Lane) {
        loop {
            let wait = match self.run_one_job(deliver, lane) {
                Ok(true) => Duration::ZERO,
                Ok(false) => IDLE,
                Err(error) => {
                    tracing::error!(%error, ?lane, "jobs cannot be reached; trying again");
                    AFTER_FAILURE
                }
            };
            if stop.after(wait) {
                return;
            }
        }
    }
}

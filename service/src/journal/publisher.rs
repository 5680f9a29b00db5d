//! The worker that carries committed leaves into the log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use shishi_store::journal as rows;

use super::ROUND_LEAVES_MAX;
use crate::{Service, ServiceError};

/// How long a round waits for more leaves before it begins: many leaves share the files' syncs.
const GATHER: Duration = Duration::from_millis(20);
/// How long the worker sleeps when no bell rings; another process may have written.
const IDLE: Duration = Duration::from_secs(1);
/// How long it waits after a failed round.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Ends the worker when dropped, after a last round.
pub struct Publisher {
    stop: Arc<AtomicBool>,
    service: Service,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        self.service.inner.journal.ring();
        if let Some(thread) = self.thread.take() {
            // A panic there was already reported by the worker itself.
            let _ = thread.join();
        }
    }
}

impl Service {
    /// Starts the worker that publishes the journal.
    #[must_use]
    pub fn start_publisher(&self) -> Publisher {
        let stop = Arc::new(AtomicBool::new(false));
        let (service, stopped) = (self.clone(), Arc::clone(&stop));
        let thread = std::thread::spawn(move || service.publish_until(&stopped));
        Publisher {
            stop,
            service: self.clone(),
            thread: Some(thread),
        }
    }

    /// Publishes everything that is committed now; returns how many leaves were added to logs.
    ///
    /// # Errors
    /// When the store or the journal fails; what was published before stays published.
    pub fn publish_now(&self) -> Result<u64, ServiceError> {
        let j = self.jurisdiction();
        let mut published = 0;
        for year in self.store().read(|r| Ok::<_, ServiceError>(rows::years(r, j)?))? {
            loop {
                let added = self.publish_round(year)?;
                if added == 0 {
                    break;
                }
                published += added;
            }
        }
        Ok(published)
    }

    /// One round for one year: sequence, then hand over what the log does not have yet.
    fn publish_round(&self, year: i16) -> Result<u64, ServiceError> {
        let j = self.jurisdiction();
        self.store()
            .write(move |w| Ok::<_, ServiceError>(rows::sequence(w, j, year, ROUND_LEAVES_MAX)?))?;
        let log = self.inner.journal.log(year)?;
        let mut log = log.lock();
        let from = log.size();
        let leaves = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::leaves(r, j, year, from, ROUND_LEAVES_MAX)?))?;
        if leaves.is_empty() {
            return Ok(0);
        }
        let entries: Vec<Vec<u8>> = leaves.into_iter().map(|leaf| leaf.body.into_bytes()).collect();
        if let Err(error) = log.publish_from(from, &entries) {
            // What was being written may or may not have survived: read it again before the next round.
            log.reload()?;
            return Err(error.into());
        }
        Ok(entries.len() as u64)
    }

    fn publish_until(&self, stop: &AtomicBool) {
        let journal = &self.inner.journal;
        loop {
            let stopping = stop.load(Ordering::SeqCst);
            let outcome = self.publish_now();
            if stopping {
                return;
            }
            let wait = match outcome {
                Ok(0) => IDLE,
                Ok(_) => GATHER,
                Err(error) => {
                    tracing::error!(%error, "the journal could not be published; trying again");
                    AFTER_FAILURE
                }
            };
            let mut rung = journal.bell.lock();
            if !*rung {
                journal.rung.wait_for(&mut rung, wait);
            }
            let woken = std::mem::take(&mut *rung);
            drop(rung);
            if woken && !stop.load(Ordering::SeqCst) {
                std::thread::sleep(GATHER);
            }
        }
    }
}

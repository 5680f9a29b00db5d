//! A value that is worked out once for each version of the jurisdiction.

use std::sync::Arc;

use parking_lot::Mutex;
use shishi_service::Service;

use super::errors::Failure;

/// Holds the value of the newest version seen.
#[derive(Debug)]
pub struct Memo<T>(Mutex<Option<(u64, Arc<T>)>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Memo<T> {
    /// The value at the service's version now. Those who ask while it is worked out wait, and do not work it out again.
    ///
    /// # Errors
    /// What working it out says.
    pub fn get(&self, service: &Service, work: impl FnOnce(&Service) -> Result<T, Failure>) -> Result<Arc<T>, Failure> {
        let version = service.version();
        let mut held = self.0.lock();
        if let Some((of, value)) = &*held
            && *of == version
        {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(work(service)?);
        *held = Some((version, Arc::clone(&value)));
        Ok(value)
    }
}

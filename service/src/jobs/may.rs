//! What may be done with jobs.

use crate::permission::actions;

actions! {
    /// See the work that waits or failed, and have it tried again.
    KEEP_JOBS = "job.keep" [Administrator];
}

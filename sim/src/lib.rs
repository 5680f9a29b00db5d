//! Years of delivery by chance, against the real service: what people of every role might do, on good days and bad ones.
//!
//! A year is a row of steps. Each is something that somebody attempts (`acts/`), often by the wrong person, on a stale
//! revision, with words missing, or twice; between steps days go by, the clock jumps, the journal is published and the
//! service is closed and opened again. After each step and at intervals the year is held against what must always hold
//! (`oracle`, `replay/`): a refusal changes nothing, a repeated form has one effect, sums add up, every change has its leaf,
//! every leaf is in the log, and what the journal tells is what the tables hold.
//!
//! Nothing here is part of the product. Everything follows from the seed, so that a year that fails can be played again:
//! `SHISHI_SIM_SEED=7 cargo test -p shishi-sim`. To add something that people do: a function in the file of its area under
//! `acts/`, and a line in the list there; what its leaves carry belongs into `replay/`.

mod acts;
mod attempt;
mod chance;
mod oracle;
mod replay;
mod rows;
mod seen;
mod world;
mod year;

use shishi_kernel::Actor;
use shishi_service::Service;

/// Holds a service whose journal was published against everything that must always be so: for tests that make a bad day
/// of their own.
///
/// # Errors
/// What does not hold, in words.
pub fn look(service: &Service, supervisor: &Actor, admin: &Actor, programme: &str) -> Result<(), String> {
    let seen = seen::Seen::new(service, supervisor, admin, programme);
    oracle::look(&seen.map_err(oracle::fault)?)
}

pub use year::{Failure, Tally, Year, play};

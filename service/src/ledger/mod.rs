//! The ledger: what was promised and what has been reported, and the two commands that change it.

mod change;
mod days;
mod group;
pub(crate) mod may;
mod read;
mod record;

pub use change::ChangeForm;
pub use days::{DayKind, PromisedDay};
pub use record::{RecordForm, Recorded};
pub(crate) use record::{facts, may_record, record_in, target_of};

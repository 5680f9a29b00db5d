//! Who heads a unit, and which unit watches over a commitment.

mod head;
pub(crate) mod may;
mod watch;

pub use watch::{Handover, UnitWatch, WatchView};

//! The script of the year: what happens on which day, in order.
//!
//! No plan is ever filed for commitment 7; that of 20 comes two months late, after a slip. Nothing is reported on 17 in
//! November.

mod spring;
mod summer;
mod winter;

use super::year::Act;

/// The parts of the year, one after the other.
pub const PARTS: [&[(&str, Act)]; 3] = [spring::DAYS, summer::DAYS, winter::DAYS];

/// Every happening with its day.
pub fn days() -> impl Iterator<Item = &'static (&'static str, Act)> {
    PARTS.into_iter().flatten()
}

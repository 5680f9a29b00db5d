//! Views: lots and bays as other programs know them.
//!
//! [`parkapi`] is the shape of ParkAPI v3, which most free programs for finding a place read; [`cds`] that of the Curb Data Specification
//! for what is on the street. Both are made from the map and the states of an [`Index`](crate::find::Index) at a time, and have only what is known: a
//! field that would be guessed is left out. What was observed more than half an hour ago is withdrawn in both.
//!
//! To add a view: structs that are the wire's, and functions from the index and the time; no route, no clock, no paging here.

pub mod cds;
pub mod parkapi;

use crate::passages::Second;

/// When the map itself was published and last changed; the caller knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// First published.
    pub first: Second,
    /// Last changed.
    pub last: Second,
}

/// A second as RFC 3339 in UTC; none out of all time.
fn rfc3339(at: Second) -> Option<String> {
    jiff::Timestamp::from_second(at.0).ok().map(|at| at.to_string())
}

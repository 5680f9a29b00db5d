//! Smart parking: what is behind docs/benchmarks-parking.md, one file a topic.
//!
//! To add a topic: a file with a function that takes the [`Report`](super::report::Report), and its call in [`measure`].

mod booking;
mod find;
mod house;
mod http;
mod ingest;
mod postgis;
mod price;
mod town;
mod wire;

use super::report::Report;
use anyhow::Result;
use std::path::Path;
use std::time::Duration;

/// Measures every topic.
///
/// # Errors
/// When anything does not start or answers wrongly.
pub fn measure(report: &mut Report, program: &Path, time: Duration) -> Result<()> {
    price::measure(report, time)?;
    ingest::measure(report, time)?;
    wire::measure(report, program, time)?;
    booking::measure(report, time)?;
    let found = find::measure(report, time)?;
    let over_http = http::measure(report, program, time)?;
    postgis::measure(report, time, &found, over_http)
}

//! Smart parking: what is behind docs/benchmarks-parking.md, one file a topic.
//!
//! To add a topic: a file with a function that takes the [`Report`](super::report::Report), and its call in [`measure`].

mod booking;
mod exit;
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

/// Measures every topic, or those that are named.
///
/// # Errors
/// When anything does not start or answers wrongly.
pub fn measure(report: &mut Report, program: &Path, time: Duration, topics: &[String]) -> Result<()> {
    let is_wanted = |name: &str| topics.is_empty() || topics.iter().any(|topic| topic == name);
    if is_wanted("price") {
        price::measure(report, time)?;
    }
    if is_wanted("ingest") {
        ingest::measure(report, time)?;
    }
    if is_wanted("wire") {
        wire::measure(report, program, time)?;
    }
    if is_wanted("exit") {
        exit::measure(report, time)?;
    }
    if is_wanted("booking") {
        booking::measure(report, time)?;
    }
    if is_wanted("find") {
        let found = find::measure(report, time)?;
        let city = http::measure(report, program, time)?;
        postgis::measure(report, time, &found, &city)?;
    }
    Ok(())
}

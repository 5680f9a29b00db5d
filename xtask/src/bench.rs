//! `cargo xtask bench`: the figures of docs/benchmarks.md, all from one run.
//!
//! What is measured, in this order, on SQLite and then on PostgreSQL where an engine plays a part:
//! size of the binary; time from start to first answer; memory at rest; the list page and the item page at 1, 8 and 64
//! connections with 10,021 commitments stored, beside a bare axum answering the same bytes; durable records a second
//! through the API; the reading speed; the journal. Then, for docs/benchmarks-year.md: pages over a year of 21
//! commitments and 40 units, quiet and while values come in; entries a second; the appraisal of 3,000 governments. And, for
//! docs/benchmarks-parking.md: prices, and the nearest free bays among a million, beside PostGIS.
//!
//! It runs in release, since both the load generator and the bare server are part of what is compared. To add a figure,
//! add a call of `Report::add`.

pub mod load;
pub mod process;
pub mod report;

#[cfg(feature = "bench")]
mod bare;
#[cfg(feature = "bench")]
mod parking;
#[cfg(feature = "bench")]
mod run;
#[cfg(feature = "bench")]
mod year;

#[cfg(feature = "bench")]
pub use bare::serve as serve_bare;
#[cfg(feature = "bench")]
pub use run::{Pages, run};

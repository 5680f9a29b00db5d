//! A log in a folder: the one place, beside the verifier's folder source, where files are touched.

mod disk;
mod edge;
mod lock;
mod log;
mod reader;
mod reread;

pub use log::{Log, LogPaths};
pub use reader::LogReader;

#[cfg(test)]
mod crash_test;
#[cfg(test)]
mod memory_disk;

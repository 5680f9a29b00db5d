//! What the tests of the journal share.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod naive;
pub mod published;

use shishi_journal::{Log, LogPaths, SigningKey};
use std::path::Path;

/// Origin of the logs in tests.
pub const ORIGIN: &str = "journal.example/promises/2026";

/// The signing key number `n`.
pub fn key(n: u8) -> SigningKey {
    SigningKey::generate([n; 32])
}

/// Where a test's log lives below its folder.
pub fn paths(folder: &Path) -> LogPaths {
    LogPaths {
        tiles: folder.join("journal"),
        lock: folder.join("checkpoint.lock"),
    }
}

/// Opens the log in a folder.
pub fn open(folder: &Path) -> Log {
    Log::open(paths(folder), ORIGIN, &key(1)).unwrap()
}

/// Entry `index`: of varying length, empty now and then, and once as long as possible.
pub fn entry(index: u64) -> Vec<u8> {
    match index {
        3 => vec![b'3'; 65_535],
        _ if index % 1009 == 7 => Vec::new(),
        _ => format!("entry {index} {}", "x".repeat((index % 37) as usize)).into_bytes(),
    }
}

/// Entries `from..to`.
pub fn entries(from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(entry).collect()
}

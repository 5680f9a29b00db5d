//! The house's own tools, called as `cargo xtask NAME`.
//!
//! [`tidy`] holds the rules of ARCHITECTURE.md and STYLE.md that a program can check; it also runs as an ordinary test.
//! [`deps`] checks the licences and the duplicates among what we depend on. [`test_run`] is the README's test command: it
//! brings what the tests need, runs them and stops what it started. It is a plain program without plugins: to
//! add a tool, add a module and an arm in `main.rs`.

pub mod bench;
pub mod deps;
pub mod eval;
pub mod machine;
pub mod metadata;
pub mod phases;
pub mod postgres;
pub mod source;
pub mod test_run;
pub mod tidy;

use std::fmt;
use std::path::{Path, PathBuf};

/// Something that is not as it should be, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// A path from the top folder, with a line where there is one, or a package's name.
    pub place: String,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl Finding {
    /// A finding at a place.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// The top folder of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

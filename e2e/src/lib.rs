//! Shishi as a visitor meets it: the real binary, a real Chromium, no shortcut into the program.
//!
//! The library is the harness: [`browser`] drives Chromium through Debian's chromedriver. The tests in `tests/` walk
//! through the product with it. To add a page, add it to the list in `tests/pages.rs`; to add a journey, add a file
//! in `tests/`.

pub mod browser;
mod cdp;

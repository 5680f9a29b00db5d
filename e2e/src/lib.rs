//! Shishi as a visitor meets it: the real binary, a real Chromium, no shortcut into the program.
//!
//! The library is the harness: [`app`] starts the binary with a data folder of its own, [`browser`] drives Chromium
//! through Debian's chromedriver, [`clerk`] is a person at it, and the checks that every page has to pass are in `page.rs`. The tests in `tests/`
//! walk through the product with it. To add a page, add it to the list in `tests/pages.rs`; to add a journey, add a
//! file in `tests/`.

pub mod app;
pub mod browser;
mod cdp;
pub mod clerk;
mod page;

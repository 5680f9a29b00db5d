//! Data for `cargo xtask bench`, made through the same use cases as real data.

pub mod appraisal;
pub mod list;
pub mod parking;
pub mod year;

//! The rules that ask about figures, as tables and over synthetic years.

mod build;
mod life;
mod tables;
mod year;

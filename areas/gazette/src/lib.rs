//! Reading official documents: text in, structure out, every field with its place.
//!
//! [`read()`] is a pure function from a document's text to a [`reading::Reading`]. It never fails and never invents: what it
//! does not find is absent, what it is not sure of says why, and what it could not read is a remark. It holds no
//! model and no list of places or bodies; it goes by the form of official documents (GB/T 9704-2012) and by what a
//! document repeats. [`intake`] turns files into text, [`chronicle`] reads the month's record of events.
//!
//! To add a rule: find the module that owns the words it looks at (`labels`, `units`, `figures`, `time`), add a row to
//! its table test in your own words, then the rule. A rule that helps one document only does not belong here.

pub mod chronicle;
mod columns;
mod cover;
mod figures;
mod instrument;
pub mod intake;
mod labels;
mod marks;
mod programme;
mod read;
pub mod reading;
mod text;
mod time;
mod units;

pub use read::read;

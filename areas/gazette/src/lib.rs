//! Reading official documents: text in, structure out, every field with its place.

pub mod chronicle;
pub mod intake;
pub mod reading;

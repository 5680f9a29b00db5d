//! The document as one folded text of logical paragraphs, with a map back to the bytes it was read from.

pub(crate) mod flow;
pub(crate) mod fold;
pub(crate) mod layout;

pub(crate) use flow::{Flow, Place};

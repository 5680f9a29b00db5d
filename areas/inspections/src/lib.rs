//! Inspections (督查): a draw that anybody can recompute, and what is found where it sends the inspectors.
//!
//! [`draw`] freezes a list, takes the commitments of at least three bodies, opens them and derives from them which
//! objects are visited and by whom; its [`draw::Proof`] is checked here and by a short script that shares no code with
//! us. [`plan`] says what may be inspected and how often, [`schedule`] when a finished place is looked at again,
//! [`checklist`] what is asked there, and [`visit`] leads from the visit to the closed conclusion.
//!
//! It deliberately knows no commitment, no account's name and no sentence for people. Nothing here reads a clock or
//! draws a random number: the bodies bring the chance. To add a refusal: a variant with its code in [`refusal`], a row
//! in the tables of `tests/`, and a sentence where the languages are.

pub mod checklist;
pub mod draw;
mod hash;
pub mod plan;
pub mod refusal;
pub mod schedule;
pub mod visit;

pub use hash::{Digest, NotDigest};
pub use refusal::{CODES, DrawRefusal, InspectionRefusal};

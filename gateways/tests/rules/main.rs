//! The payment protocols against vectors made with other tools, against every alteration, and against the simulator.

mod build;
mod callbacks;
mod certificates;
mod commands;
mod signatures;
mod tampering;
mod troubles;

//! The rules of inspections: every refusal by a row, the draw by figures, properties and a second implementation.

mod build;
mod chance;
mod draw;
mod interop;
mod life;

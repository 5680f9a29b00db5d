//! The public verifier (being built).

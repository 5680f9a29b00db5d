//! Charging operators by T/CEC 102 (2016): what stations they have, what their connectors do, what was charged.
//!
//! Every call is one envelope: the operator's id, the content encrypted by AES-128-CBC, the time to the second with a number within it, and an
//! HMAC-MD5 over all of that; beside it a bearer token that `query_token` gives for some hours. [`Client`] asks an operator, [`Receiver`] takes
//! what an operator pushes, [`simulator`] is an operator for tests and the demonstration. All of it are functions of bytes: the caller has the socket
//! and the clock.
//!
//! What must hold: nothing is decrypted before its signature fits; an envelope is good for [`WINDOW_SECONDS`] and counts once ([`Seen`]); a value of
//! a field that cannot be is refused by its name, and fields that are not known here are left out.
//!
//! The standard fixes MD5, CBC and one initial vector for all messages. They keep content from those who listen and from those who alter it, not from somebody
//! with the keys; calls still go over TLS.
//!
//! To add a call: a struct and its answer in `messages.rs` with an `impl Call`; what is pushed to us is a variant of [`Incoming`] as well.

mod client;
mod decimal;
mod envelope;
pub mod messages;
mod receive;
mod seal;
pub mod simulator;
mod stamp;

pub use client::{Client, Token};
pub use decimal::Decimal;
pub use envelope::{Opened, Ret, open, reply, request};
pub use receive::{Incoming, Receiver, Refused, sender, stranger};
pub use seal::Keys;
pub use stamp::{Seen, Stamp, Stamps, WINDOW_SECONDS};

/// The longest body that is looked at, in bytes.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most stations whose status is asked for at once.
pub const STATIONS_ASKED_MAX: usize = 50;
/// Most entries of a list in a message.
pub const LIST_MAX: usize = 2_000;
/// Most characters of a name or an address.
pub const TEXT_CHARS_MAX: usize = 200;
/// Seconds for which a token of ours holds.
pub const TOKEN_SECONDS: i64 = 2 * 3600;

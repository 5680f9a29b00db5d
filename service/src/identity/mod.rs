//! Who may sign in, and as whom.
//!
//! There is no default account: the first start makes a one-time set-up token, and whoever opens the link
//! with it creates the first administrator.

mod account;
mod factor;
pub(crate) mod may;
mod password;
mod provider;
mod session;
mod setup;
mod token;

pub use account::{AccountView, NewAccountForm, NewPerson};
pub use factor::SecondFactorView;
pub(crate) use password::PasswordHashing;
pub use provider::ProvenIdentity;
pub use session::{Session, SessionView, SignInFrom, SignedIn};
pub use token::ApiTokenView;

use sha2::{Digest, Sha256};

/// Secrets given to people (sessions, API tokens, the set-up link) are stored only as their digest.
fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

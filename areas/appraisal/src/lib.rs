//! Appraisal and accountability (考核、问责): scores that anybody can recompute, and cases that need evidence.
//!
//! [`scheme`] is the text that says what counts and how, approved before its first day; [`input`] the closed list of what
//! can count at all, and of what never can; [`score`] the arithmetic from published inputs to results, in whole numbers so
//! that [`SCRIPT`], which shares no code with us, agrees to the last digit; [`hearing`] the way from a first result over
//! replies to a final one; [`case`] an accountability case against a unit on one of four grounds, each with its evidence test.
//!
//! It deliberately knows no commitment's rules, no account's name and no sentence for people, and there is no person in
//! it: nothing here can be held against one. Inputs come as counts (so many of so many), made elsewhere. To add a
//! refusal: a variant with its code in [`refusal`], a row in the tables of `tests/`, a sentence where the languages are.

/// Declares an enum of codes with all its variants in order.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $code:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$about])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every one, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable code used in storage, on the wire and for words.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// The one of a code, if it is one.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

pub mod case;
pub mod document;
pub mod hearing;
pub mod input;
pub mod refusal;
pub mod scheme;
pub mod score;

pub use refusal::{AppraisalRefusal, CODES, CaseRefusal, SchemeRefusal};

/// The short script that recomputes every score from the published file; it needs nothing but Python.
pub const SCRIPT: &str = include_str!("../interop/appraise.py");

/// Words without white space round them, neither none nor too many.
fn words<R>(words: &str, max: usize, missing: R, long: R) -> Result<String, R> {
    let words = words.trim();
    if words.is_empty() {
        return Err(missing);
    }
    if words.chars().count() > max {
        return Err(long);
    }
    Ok(words.to_owned())
}
